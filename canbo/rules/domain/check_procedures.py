"""What must hold inside a procedure: who votes, how a count is read to its end, what it looks back at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.lexicon import Lexicon, Scope
from canbo.rules.domain.model import Procedure, Result, Step

_QUORUM_BASES: Final = ("convened", "members")


def check_procedure(procedure: Procedure, lexicon: Lexicon, faults: Faults) -> None:
    """Note what is wrong with the steps and deadlines of one procedure, whatever the other packs say."""
    for expression, place in (
        (procedure.when, procedure.place),
        *((each.when, each.place) for step in procedure.steps for each in step.instead),
    ):
        for name in expression.names if expression is not None else ():
            if name in lexicon.words and lexicon.words[name].scope is not Scope.ACT:
                faults.add(
                    place, "procedure_by_person", f"when của quy trình dùng «{name}», dữ kiện của người.",
                    "Chỉ dùng dữ kiện của việc đang xét.",
                )  # fmt: skip
    _once(((step.id, step.place) for step in procedure.steps), "step_twice", "Bước", faults)
    _once(((each.id, each.place) for each in procedure.deadlines), "deadline_twice", "Thời hạn", faults)
    before: list[str] = []
    for step in procedure.steps:
        _step(step, before, faults)
        before.append(step.id)
    for name, place in (
        *((each.until, each.place) for each in procedure.deadlines if each.until),
        *((each.start, each.place) for each in procedure.transitions),
    ):
        if name not in before:
            faults.add(place, "step_unknown", f"Không có bước «{name}».", f"Các bước: {', '.join(before)}.")


def check_transitions(procedure: Procedure, others: Iterable[Procedure], faults: Faults) -> None:
    """Note transitions from procedures that there are not, or from a step that the earlier one does not have."""
    earlier: dict[str, set[str]] = {}
    for other in others:
        if other.span.start < procedure.span.start:
            earlier.setdefault(other.id, set()).update(step.id for step in other.steps)
    for each in procedure.transitions:
        if each.of not in earlier:
            faults.add(
                each.place, "procedure_unknown", f"Không có quy trình «{each.of}» trước {procedure.span.start}.",
                f"Các quy trình trước đó: {', '.join(sorted(earlier)) or 'không có'}.",
            )  # fmt: skip
        elif each.until and each.until not in earlier[each.of]:
            faults.add(
                each.place, "step_unknown", f"Quy trình «{each.of}» không có bước «{each.until}».",
                f"Các bước: {', '.join(sorted(earlier[each.of]))}.",
            )  # fmt: skip


def _once(named: Iterable[tuple[str, Place]], code: str, what: str, faults: Faults) -> None:
    seen: set[str] = set()
    for name, place in named:
        if name in seen:
            faults.add(place, code, f"{what} «{name}» có hai lần.", "Hãy đặt mã khác.")
        seen.add(name)


def _step(step: Step, before: list[str], faults: Faults) -> None:
    if step.quorum is not None and step.quorum.base not in _QUORUM_BASES:
        faults.add(
            step.place, "quorum_base", f"Số người phải có mặt ở bước {step.id} tính trên «{step.quorum.base}».",
            f"Chỉ tính trên: {', '.join(_QUORUM_BASES)}.",
        )  # fmt: skip
    for role in sorted(set(step.roles) & set(step.attending)):
        faults.add(
            step.place, "role_twice", f"Bước {step.id}: «{role}» vừa bỏ phiếu vừa chỉ dự.",
            "Chỉ ghi ở một trong hai: roles, attending.",
        )  # fmt: skip
    if step.vote is None:
        return
    if not step.roles:
        faults.add(step.place, "voters_missing", f"Bước {step.id} bỏ phiếu mà không nói ai bỏ.", "Hãy ghi roles.")
    _results(step, step.vote.results, before, faults)


def _results(step: Step, results: tuple[Result, ...], before: list[str], faults: Faults) -> None:
    """The lines are read in order: each can be reached and can fit, and the last fits always."""
    if results and not results[-1].otherwise:
        faults.add(
            results[-1].place, "fallback_missing",
            f"Bước {step.id} không nói làm gì khi không dòng nào khớp.",
            "Hãy thêm dòng cuối: {otherwise: true, then: …}; văn bản không nói thì ghi then: unsaid.",
        )  # fmt: skip
    for number, each in enumerate(results):
        if number and results[number - 1].otherwise:
            faults.add(
                each.place, "result_unreachable", f"Bước {step.id}: dòng này không bao giờ được đọc đến.",
                "Dòng otherwise phải đứng cuối và chỉ có một.",
            )  # fmt: skip
        if each.otherwise and (each.threshold is not None or each.operator):
            faults.add(
                each.place, "otherwise_with_threshold", f"Bước {step.id}: dòng otherwise lại có ngưỡng.",
                "Hãy bỏ operator, threshold, hoặc bỏ otherwise.",
            )  # fmt: skip
        if each.operator == ">" and each.threshold == 1:
            faults.add(
                each.place, "threshold_impossible", f"Bước {step.id}: không ai có trên 100% số phiếu.",
                "Hãy viết >= 1, hoặc ngưỡng thấp hơn.",
            )  # fmt: skip
        if each.differs_from and each.differs_from not in before:
            faults.add(
                each.place, "step_unknown", f"Không có bước trước «{each.differs_from}».",
                f"Các bước trước: {', '.join(before) or 'không có'}.",
            )  # fmt: skip
