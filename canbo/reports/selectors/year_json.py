"""The report of the ratings of a period as plain JSON, as `canbo/reports/schemas/evaluation.schema.json` says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from canbo.core.access import AccessContext
from canbo.evaluation.domain.tracks import TRACKS, Track
from canbo.organizations.models import Unit
from canbo.reports.domain.masking import in_json
from canbo.reports.domain.year_ratings import as_json
from canbo.reports.selectors.year_ratings import Period, YearRatings, year_ratings


def year_report(
    access: AccessContext,
    unit: Unit | int | None,
    year: int,
    *,
    as_of: date,
    quarter: int | None = None,
    month: int | None = None,
    known_on: datetime | None = None,
) -> dict[str, Any]:
    """Give the report of a period as plain JSON; the keys are fixed. Errors: those of `population`."""
    return year_json(
        year_ratings(access, Period(year, quarter, month), as_of=as_of, unit=unit, known_on=known_on)
    )  # fmt: skip


def year_json(report: YearRatings) -> dict[str, Any]:
    """Give a report as plain JSON."""
    people = report.people
    shown: dict[str, Any] = in_json(
        {
            "year": report.period.year,
            "quarter": report.period.quarter,
            "month": report.period.month,
            "unit": people.unit_name or (people.name_of(report.head) if report.head is not None else "") or None,
            "unit_id": people.unit_id,
            "as_of": people.as_of.isoformat(),
            "known_on": None if people.known_on is None else people.known_on.isoformat(),
            "campaigns": {"count": report.campaigns, "open": report.open_campaigns},
            "presence_unknown": people.presence_unknown,
            "party_membership_unknown": report.member_unknown,
            **{track: _track_json(report, track) for track in TRACKS},
            "collectives": {
                track: {
                    **as_json(report.collective_tally(track)),
                    "by_group": [
                        {"group": part.key or None, **as_json(part.tally)}
                        for part in report.collectives_by_group(track)
                    ],
                }
                for track in TRACKS
            },
            "last_year": None if report.before is None else _before_json(report.before),
        }
    )
    return shown


def _before_json(before: YearRatings) -> dict[str, Any]:
    return {
        "year": before.period.year,
        "as_of": before.people.as_of.isoformat(),
        "campaigns": {"count": before.campaigns, "open": before.open_campaigns},
        **{track: as_json(before.tally(track)) for track in TRACKS},
        "collectives": {track: as_json(before.collective_tally(track)) for track in TRACKS},
    }


def _track_json(report: YearRatings, track: Track) -> dict[str, Any]:
    def rows(key: str, name: str) -> list[dict[str, Any]]:
        return [{name: part.key or None, **as_json(part.tally)} for part in report.by(track, key)]

    people = report.people
    return {
        **as_json(report.tally(track)),
        "rated_more_than_once": report.several[track],
        "left_with_a_rating": report.left[track],
        "rated_elsewhere": report.elsewhere[track],
        "not_of_the_scale": report.beside[track],
        "by_leader": rows("leader", "class"),
        "by_rank": rows("rank", "rank"),
        "by_regime": rows("regime", "regime"),
        "by_title_group": rows("title_group", "group"),
        "by_unit": [
            {"unit_id": part.key, "unit": people.name_of(part.key) or None, **as_json(part.tally)}
            for part in report.by(track, "unit")
        ],
    }
