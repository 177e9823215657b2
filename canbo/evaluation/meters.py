"""The quiet meter as a page shows it: a text area, and beside it what is missing and what is the same as elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from canbo.core.text import nfc
from canbo.evaluation.domain.meter import ITEMS, Item, Meter, Repeat, measure
from canbo.evaluation.domain.wording import Span
from canbo.evaluation.mirror_files import wordings
from canbo.evaluation.models import Rating
from canbo.evaluation.selectors.beside import Beside

ITEM_WORDS: Final[dict[Item, Promise]] = {
    "result": gettext_lazy("kết quả cụ thể"),
    "number": gettext_lazy("số liệu"),
    "date": gettext_lazy("mốc thời gian"),
    "shortcoming": gettext_lazy("hạn chế"),
    "next_step": gettext_lazy("việc tiếp theo"),
}  # fmt: skip
#: Fewer words than these say too little to be measured.
_FEWEST: Final = 6
#: From this share of stock phrases on the meter says so.
_STOCK: Final = 0.3
#: How many texts that are the same are named.
_TOLD: Final = 3
LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class MeterField:
    """A text area with the meter under it: for `evaluation/meter_field.html`."""

    name: str
    label: str
    value: str
    url: str
    hint: str = ""
    rows: int = 6
    wanted: bool = False
    error: str = ""

    @property
    def longest(self) -> int:
        """How many signs it takes."""
        return LONGEST


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text and how it is marked: "", "stock", "same"."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class MeterSaid:
    """What the meter says: (item, is it there), sentences, the text word by word where anything in it is marked."""

    items: tuple[tuple[str | Promise, bool], ...]
    sentences: tuple[str, ...]
    pieces: tuple[Piece, ...]
    is_short: bool


def meter_field(
    rating: Rating, part: str, *, name: str, label: str, value: str, hint: str = "", rows: int = 6,
    wanted: bool = False, error: str = "",
) -> MeterField:  # fmt: skip
    """Give a text area whose text is measured as `part` of a rating: "comment", or a part of its self-review."""
    url = f"{reverse('rating-meter', args=[rating.pk])}?phan={part}&o={name}"
    return MeterField(name, label, value, url, hint, rows, wanted, error)


def said(text: str, beside: Beside, wants: Sequence[Item] = ITEMS) -> MeterSaid:
    """Measure a text and put into words what the meter finds."""
    found = measure(text, wordings(), last_year=beside.last_year or None, colleagues=beside.colleagues)
    if found.words < _FEWEST:
        return MeterSaid((), (), (), True)
    items = tuple((ITEM_WORDS[item], item not in found.missing) for item in ITEMS if item in wants)
    sentences = _sentences(found, beside)
    return MeterSaid(items, sentences, _pieces(text, found) if sentences else (), False)


def _sentences(found: Meter, beside: Beside) -> tuple[str, ...]:
    told = [_repeated(each, beside) for each in found.repeats[:_TOLD]]
    more = len(found.repeats) - _TOLD
    if more > 0:
        told.append(ngettext("Giống thêm %(n)s bản khác.", "Giống thêm %(n)s bản khác.", more) % {"n": more})
    if found.stock_share >= _STOCK:
        told.append(
            _("%(share)s %% số chữ là câu sáo: nói được về bất cứ ai, nên không cho biết gì về việc đã làm.")
            % {"share": round(100 * found.stock_share)}
        )
    return tuple(told)


def _repeated(each: Repeat, beside: Beside) -> str:
    share = round(100 * each.ratio)
    if each.kind == "last_year":
        return _("Giống phần này ở «%(title)s»: %(share)s %% số chữ trùng.") % {
            "title": beside.last_title, "share": share,
        }  # fmt: skip
    if each.label:
        return _("Giống phần này của %(name)s: %(share)s %% số chữ trùng.") % {"name": each.label, "share": share}
    return _("Giống phần này của một người khác trong đơn vị: %(share)s %% số chữ trùng.") % {"share": share}


def _pieces(text: str, found: Meter) -> tuple[Piece, ...]:
    """Cut the text where the marks begin and end; what is the same as elsewhere stands over what is stock."""
    whole = nfc(text)
    marks = [""] * len(whole)
    _mark(marks, found.stock, "stock")
    for each in found.repeats:
        _mark(marks, each.spans, "same")
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(whole) + 1):
        if place == len(whole) or marks[place] != marks[start]:
            pieces.append(Piece(whole[start:place], marks[start]))
            start = place
    return tuple(pieces)


def _mark(marks: list[str], spans: Sequence[Span], mark: str) -> None:
    for span in spans:
        marks[span.start : span.end] = [mark] * (span.end - span.start)
