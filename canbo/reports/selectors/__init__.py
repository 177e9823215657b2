"""Reading for reports, never beyond the viewer's scope."""

from canbo.reports.selectors.population import Population, population
from canbo.reports.selectors.quality import QualityReport, quality, quality_json, quality_report
from canbo.reports.selectors.tables import CountTable, count_table
from canbo.reports.selectors.training import (
    SentPerson,
    TrainingReport,
    sent_people,
    training,
    training_json,
    training_report,
)
from canbo.reports.selectors.year_json import year_json, year_report
from canbo.reports.selectors.year_ratings import Period, YearRatings, year_ratings

__all__ = [
    "CountTable", "Period", "Population", "QualityReport", "SentPerson", "TrainingReport", "YearRatings", "count_table",
    "population", "quality", "quality_json", "quality_report", "sent_people", "training", "training_json",
    "training_report", "year_json", "year_ratings", "year_report",
]  # fmt: skip
