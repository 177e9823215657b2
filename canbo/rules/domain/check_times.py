"""That no day falls between two packs, or two versions of a rule, unless somebody says that its law was not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import Layer, Pack, Span
from canbo.rules.domain.spans import common, in_words, uncovered

#: A time of a rule inside the time of its pack, and where it stands.
type _Held = tuple[Span, Place]


def check_times(packs: Sequence[Pack], faults: Faults) -> None:
    """Note days without law: between the generations of a layer, between versions of a condition or value."""
    for layer in (Layer.PARTY, Layer.STATE):
        held = [pack for pack in packs if pack.layer is layer and pack.generation != "all"]
        for one, other in pairwise(sorted(held, key=lambda pack: pack.span.start)):
            if _ends_early(one.span, other.span):
                faults.add(
                    other.place, "generation_gap",
                    f"{one.id} hết ngày {one.span.before}, {other.id} từ {other.span.start}: có ngày không có luật.",
                    f"Hãy sửa before của {one.id} hoặc from của {other.id}.",
                )  # fmt: skip
    rules = _rules(packs)
    for name, times in rules.items():
        _comes_back(name, times, packs, faults)
    for pack in packs:
        for each in pack.unread:
            for name in set(each.rules) - set(rules):
                faults.add(
                    each.place, "rule_unknown", f"Không có quy tắc hoặc tham số «{name}».",
                    f"Gần nhất: {', '.join(nearest(name, rules)) or '—'}.",
                )  # fmt: skip


def _rules(packs: Sequence[Pack]) -> Mapping[str, list[_Held]]:
    """The times of every condition and central value, by id."""
    found: defaultdict[str, list[_Held]] = defaultdict(list)
    for pack in packs:
        for condition in pack.conditions:
            found[condition.id].append((common(condition.span, pack.span) or condition.span, condition.place))
        for parameter in pack.parameters:
            if parameter.overlay is None:
                times = [(common(value.span, pack.span) or value.span, value.place) for value in parameter.values]
                found[parameter.id] += times
    return found


def _comes_back(name: str, times: Sequence[_Held], packs: Sequence[Pack], faults: Faults) -> None:
    for (one, _at), (other, place) in pairwise(sorted(times, key=lambda held: held[0].start)):
        if one.before is None or not _ends_early(one, other):
            continue
        gap = Span(one.before, other.start)
        if uncovered(gap, [each.span for pack in packs for each in pack.unread if name in each.rules]) is not None:
            faults.add(
                place, "value_gap", f"{name} không có bản nào {in_words(gap)}.",
                "Hãy nối hai bản, thêm bản của thời gian đó, hoặc nói rõ ở unread: trong pack.yaml.",
            )  # fmt: skip


def _ends_early(one: Span, other: Span) -> bool:
    return one.before is not None and one.before < other.start
