"""Writing what came by Excel, by the same services as the pages: what both ways enter is one set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.evaluation.models import Opinion, SelfDraft
from canbo.evaluation.permissions import require_rate
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services import assessing, opinions, reviewing, voting
from canbo.evaluation.services.locking import locked
from canbo.evaluation.services.progress import staged
from canbo.evaluation.sheet_book import Line
from canbo.evaluation.sheet_layout import ASKED

#: The parts of a rating that are written one by one, and the keys that belong to each.
PARTS = ("self", "head", "votes", *ASKED, "proposal")


def part_of(key: str) -> str:
    """Give the part that a key belongs to."""
    if key.startswith("in.") or key == "self_level":
        return "self"
    if key.startswith("votes.") or key == "collective_level":
        return "votes"
    whose, _dot, _rest = key.partition(".")
    if whose in ASKED:
        return whose
    return "proposal" if key == "proposal" else "head"


def write_part(*, access: AccessContext, line: Line, part: str, changes: Mapping[str, str], today: date) -> None:
    """Write one part of a rating; `changes` by key, canonical, over what the pages hold (`line.values`).

    Errors: those of the services of the pages; opinion_day_missing, votes_day_missing, collective_level_missing.
    """
    whole = {**line.values, **changes}
    if part == "self":
        _self(access, line, changes, whole, today)
    elif part == "head":
        _head(access, line, changes, whole, today)
    elif part == "votes":
        _votes(access, line, whole, today)
    elif part == "proposal":
        _proposal(access, line, whole["proposal"])
    else:
        _opinion(access, line, part, whole, today)


def _self(access: AccessContext, line: Line, changes: Mapping[str, str], whole: Mapping[str, str], today: date) -> None:
    """The person's part as the list of the unit tells it; what they wrote stays on the unit's paper."""
    held = SelfDraft.objects.filter(rating_id=line.rating.pk).first()
    entered: dict[str, Any] = dict((held.entered if held else line.rating.entered) or {})
    kinds = {f"in.{name}": kind for name, kind, _label, _most in line.facts.inputs}
    for key, text in changes.items():
        if key.startswith("in."):
            kind = kinds.get(key, "number")
            entered[key.removeprefix("in.")] = (
                text == "1" if kind == "flag" else text if kind == "level" else _number(text)
            )
    review = dict((held.review if held else line.rating.review) or {})
    written = reviewing.Written(review, entered, whole.get("self_level", ""))
    reviewing.send_review(
        access=access, rating_id=line.rating.pk, version=held.version if held else 0, on=today, today=today,
        written=written, is_listed=True,
    )  # fmt: skip


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _head(access: AccessContext, line: Line, changes: Mapping[str, str], whole: Mapping[str, str], today: date) -> None:
    """The direct level's part; handed in once there is a level and a comment, a draft until then.

    Points that it leaves empty are those of the person, as the heading of the workbook says.
    """
    checked: dict[str, Any] = dict(line.rating.checked or {})
    for name, _most in line.facts.points:
        if f"checked.{name}" in changes:
            checked[name] = _number(changes[f"checked.{name}"])
        elif name not in checked and whole.get("head_level") and whole.get(f"in.{name}"):
            checked[name] = _number(whole[f"in.{name}"])
    level, comment = whole.get("head_level", ""), whole.get("comment", "")
    assessing.assess(
        access=access, rating_id=line.rating.pk, version=None, today=today, submit=bool(level and comment),
        given=assessing.Assessment(
            checked=checked, level=level, comment=comment, on=today, reason=whole.get("reason", ""),
            shortcomings=_named(line, changes),
        ),
    )  # fmt: skip


def _named(line: Line, changes: Mapping[str, str]) -> list[assessing.Named]:
    """The shortcomings: those there are, or, where the workbook has its own list, that list."""
    rows = {clean(each.text): each for each in line.rating.shortcomings.all()}
    own = {text: each for text, each in rows.items() if each.named_by == assessing.HEAD_NAMED}
    if "shortcomings" not in changes:
        return [assessing.Named(each.text, each.cause, each.pk) for each in own.values()]
    named = []
    for text in dict.fromkeys(changes["shortcomings"].splitlines()):
        row = own.get(clean(text))
        if row is not None:
            named.append(assessing.Named(row.text, row.cause, row.pk))
        elif clean(text) not in rows:
            named.append(assessing.Named(text))
    return named


def _votes(access: AccessContext, line: Line, whole: Mapping[str, str], today: date) -> None:
    if not whole.get("collective_level"):
        raise DomainError("collective_level_missing", "Có kết quả phiếu nhưng chưa ghi mức tập thể đề xuất.")
    if not whole.get("votes.day"):
        raise DomainError("votes_day_missing", "Hãy ghi ngày họp của tập thể.")
    counts = {
        key.removeprefix("votes."): int(text) for key, text in whole.items()
        if key.startswith("votes.") and key not in {"votes.day", "votes.reference"}
    }  # fmt: skip
    voting.note_levels(
        access=access, campaign_id=line.rating.campaign_id, levels={line.rating.pk: whole["collective_level"]},
        held_on=date.fromisoformat(whole["votes.day"]), reference=whole.get("votes.reference", ""), today=today,
        counts={line.rating.pk: counts} if counts else {},
    )  # fmt: skip


def _opinion(access: AccessContext, line: Line, whose: str, whole: Mapping[str, str], today: date) -> None:
    if not whole.get(f"{whose}.day"):
        raise DomainError("opinion_day_missing", "Hãy ghi ngày của văn bản cho ý kiến.")
    kind, _step, label = ASKED[whose]
    given = opinions.Answer(
        text=whole.get(f"{whose}.text", ""), level=whole.get(f"{whose}.level", ""), on_paper=True,
        on=date.fromisoformat(whole[f"{whose}.day"]), number=whole.get(f"{whose}.number", ""),
        signer=whole.get(f"{whose}.signer", ""),
    )  # fmt: skip
    asked = Opinion.objects.filter(rating=line.rating, kind=kind, author__isnull=True).order_by("-pk").first()
    if asked is not None:
        opinions.answer(access=access, opinion_id=asked.pk, given=given, today=today)
        return
    opinions.enter_letter(
        access=access, campaign_id=line.rating.campaign_id, kind=kind, of=label, given=given, today=today,
        lines={line.rating.pk: opinions.Line(given.text, given.level)},
    )  # fmt: skip


def _proposal(access: AccessContext, line: Line, text: str) -> None:
    rating = locked(access, line.rating.pk)
    require_rate(access, rating)
    rating.proposal = text[:2_000]
    staged(rating)
    rating.save(update_fields=["proposal", "stage", "version"])
    audit.record(
        access=access, action="evaluation.rating_changed", object_type="rating", object_id=rating.pk,
        object_label=subject_name(rating), unit_path=rating.unit.path, changes={"proposal": [None, True]},
    )  # fmt: skip
