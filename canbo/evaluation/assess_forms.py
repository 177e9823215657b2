"""The form of the direct level: the level proposed and why, the day; shortcomings, last year's among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField
from canbo.evaluation.models import Shortcoming
from canbo.evaluation.score_forms import Block
from canbo.evaluation.services.assessing import MOST_SHORTCOMINGS, Named
from canbo.rules.domain.scheme_inputs import PARTS
from canbo.rules.domain.schemes import Scheme

_BLANK = 2


class AssessForm(forms.Form):
    """The level that is proposed, why another than follows by rule, on which day."""

    level = forms.ChoiceField(label=_("Mức đề xuất"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do đề xuất khác mức theo quy định"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Chỉ cần khi khác; được lưu cùng phiếu."),
    )  # fmt: skip
    on = DayField(label=_("Ngày đánh giá"))

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row for a shortcoming: what stands in it."""

    place: int
    id: str
    text: str
    cause: str


def faults_of(post: Mapping[str, str] | None, rows: Sequence[Shortcoming]) -> list[Fault]:
    """Give the rows for shortcomings: those that are named, or as they were typed, and two empty ones.

    What was typed into a row that is gone meanwhile stays as a new one.
    """
    if post is None:
        held = [(str(each.pk), each.text, each.cause) for each in rows]
    else:
        known = {each.pk for each in rows}
        held = [
            (str(each.id) if each.id in known else "", each.text, each.cause)
            for each in named_in(post) if each.text or each.cause
        ]  # fmt: skip
    held += [("", "", "")] * _BLANK
    return [Fault(place, *each) for place, each in enumerate(held)]


def named_in(post: Mapping[str, str]) -> list[Named]:
    """Read the shortcomings of a form that was sent."""
    found = []
    for place in range(MOST_SHORTCOMINGS + _BLANK):
        text, cause = post.get(f"hc-{place}", "").strip(), post.get(f"nn-{place}", "").strip()
        key = post.get(f"hc-{place}-id", "")
        if text or cause:
            found.append(Named(text, cause, int(key) if key.isdecimal() else None))
    return found


def mended_in(post: Mapping[str, str], rows: Sequence[Shortcoming]) -> dict[int, str]:
    """Read what was said of last year's shortcomings."""
    return {each.pk: post.get(f"kp-{each.pk}", "") for each in rows if post.get(f"kp-{each.pk}")}


def paired(
    mine: Sequence[Block], theirs: Sequence[Block], own: Mapping[str, Any], checked: Mapping[str, Any]
) -> list[tuple[Block, list[tuple[Any, str]], str, str, bool, bool]]:
    """Give each block with its boxes, beside each what the person entered, in words; then the totals without criteria.

    The points of quarters and months are folded away (the last two: is it folded, does anything stand in it).

    `own`, `checked`: what the person and the direct level have entered, by the names of the scheme.
    """
    told = {
        box.name: dict(box.options).get(box.value, box.value) if box.options else box.value
        for block in theirs for box in block.boxes if box.value
    }  # fmt: skip
    return [
        (
            block, [(box, told.get(box.name, "")) for box in block.boxes],
            _total(block, own), _total(block, checked), block.key in PARTS, any(box.value for box in block.boxes),
        )
        for block in mine
    ]  # fmt: skip


def with_totals(entered: Mapping[str, Any], checked: Mapping[str, Any] | None, scheme: Scheme) -> dict[str, Any]:
    """Give what was typed, with the totals of groups that stand there without their criteria, where none was typed."""
    kept = {
        group.name: value for group in scheme.groups
        if group.criteria and group.name not in entered and _is_number(value := (checked or {}).get(group.name))
    }  # fmt: skip
    return {**kept, **entered}


def _total(block: Block, entered: Mapping[str, Any]) -> str:
    value = entered.get(f"{block.key}_points")
    alone = len(block.boxes) == 1 and block.boxes[0].name == f"{block.key}_points"
    return str(value).replace(".", ",") if _is_number(value) and not alone else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
