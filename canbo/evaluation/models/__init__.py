"""What is kept of evaluations: campaigns, ratings, what is said of them, caps, appeals, workbooks sent and returned."""

from canbo.evaluation.models.campaigns import Campaign, Sheet, UnitProgress
from canbo.evaluation.models.conclusions import Appeal, CapGroup, LevelMove
from canbo.evaluation.models.ratings import Opinion, Rating, RatingPaper, SelfDraft, Shortcoming, WorkProduct

__all__ = [
    "Appeal", "Campaign", "CapGroup", "LevelMove", "Opinion", "Rating", "RatingPaper", "SelfDraft", "Sheet",
    "Shortcoming", "UnitProgress", "WorkProduct",
]  # fmt: skip
