"""What an office entered and signed, as a pack says it: stretches of time painted one over another, in plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from canbo.rules.domain.binding import OTHERWISE
from canbo.rules.domain.model import Overlay, Parameter, Span


@dataclass(frozen=True, slots=True)
class Entered:
    """One signed value: of which parameter, for which place ("" is central), in which time, by which clause."""

    edition: int
    parameter: str
    place: str
    mark: Overlay
    span: Span
    content: Any
    document: str
    clause: str
    note: str
    is_retroactive: bool = False


def painted(values: Iterable[Entered]) -> list[Entered]:
    """Give values that do not overlap: of each parameter and place, on each day the one signed last."""
    kept: list[Entered] = []
    for new in sorted(values, key=lambda each: each.edition):
        rest: list[Entered] = []
        for old in kept:
            rest += [old] if (old.parameter, old.place) != (new.parameter, new.place) else _left(old, new.span)
        kept = [*rest, new]
    return sorted(kept, key=lambda each: (each.parameter, each.place, each.span.start))


def _left(old: Entered, over: Span) -> list[Entered]:
    """What is left of a value where another is painted over it."""
    if not old.span.meets(over):
        return [old]
    left = []
    if old.span.start < over.start:
        left.append(replace(old, span=Span(old.span.start, over.start)))
    if over.before is not None and (old.span.before is None or over.before < old.span.before):
        left.append(replace(old, span=Span(over.before, old.span.before)))
    return left


def cut(value: Entered, at: Iterable[Span]) -> list[Entered]:
    """Cut a value wherever one of the times begins or ends within its own."""
    days = {edge for span in at for edge in (span.start, span.before) if edge is not None and value.span.holds(edge)}
    starts = sorted({value.span.start, *days})
    return [
        replace(value, span=Span(start, end))
        for start, end in zip(starts, [*starts[1:], value.span.before], strict=True)
    ]


def stretches(values: Sequence[Entered]) -> list[list[Entered]]:
    """Put values of one parameter and place, in order of time, into runs of one mark without a gap."""
    runs: list[list[Entered]] = []
    for each in values:
        last = runs[-1][-1] if runs else None
        joined = last is not None and last.span.before == each.span.start
        if joined and last is not None and (last.parameter, last.place, last.mark) == (
            each.parameter, each.place, each.mark,
        ):  # fmt: skip
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def statement(run: Sequence[Entered], central: Parameter) -> dict[str, Any]:
    """Give a run of values as one statement of a parameter."""
    head: dict[str, Any] = {"id": central.id}
    if run[0].mark is Overlay.ADDITIONAL:
        head["label"] = {"vi": central.label.vi, "en": central.label.en}
    head["kind"] = central.kind
    for key in ("of", "by"):
        if getattr(central, key):
            head[key] = getattr(central, key)
    values = [
        {
            "from": each.span.start, "before": each.span.before, "value": each.content, "confirmed": True,
            "cite": [{"document": each.document, "clause": each.clause}],
            **({"retroactive": True} if each.is_retroactive else {}), **({"note": each.note} if each.note else {}),
        }
        for each in run
    ]  # fmt: skip
    return {**head, "overlay": run[0].mark.value, "values": values}


def key_of(central: Parameter, content: Any) -> dict[str, Any]:
    """Give a key for which a value can be told: a table's first line, a year of a schedule of retirement ages."""
    if central.kind == "retirement":
        years = [year for year in content["male"] if isinstance(year, int)]
        return {"gender": "male", "year": years[0] if years else 2021}
    named = [key for key in content if key != OTHERWISE] if central.by and isinstance(content, dict) else []
    return {central.by: named[0]} if named else {}


def edges(run: Sequence[Entered]) -> list[date]:
    """Give the days on which anything of a run begins or ends."""
    return sorted({edge for each in run for edge in (each.span.start, each.span.before) if edge is not None})
