"""Expressions and scopes of the rules, said in the words of their facts, values and members."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.rules.domain.law import Library
from canbo.rules.domain.model import Applies, Deadline, Step, Transition, Vote
from canbo.rules.lexicon import lexicon
from canbo.rules.members import ACTS, BLOCKS, EVENTS, PROCEDURE_ROLES, STEP_KINDS, TIERS, TITLE_RANKS, Member

_NAMES: Final = re.compile(r"\$?[A-Za-z_][A-Za-z0-9_.]*")
_SIGNS: Final[dict[str, str | Promise]] = {
    "AND": gettext_lazy("và"), "OR": gettext_lazy("hoặc"), "NOT": gettext_lazy("không phải"),
    "IN": gettext_lazy("thuộc"), "TRUE": gettext_lazy("có"), "FALSE": gettext_lazy("không"),
    "as_of": gettext_lazy("ngày xét"), "clear_of": gettext_lazy("hết thời gian sau kỷ luật"),
    "had": gettext_lazy("từng bị kỷ luật"),
}  # fmt: skip


def in_words(text: str, library: Library, spoken: str) -> str:
    """Say an expression with the words of its facts, values and members instead of their names."""
    words = lexicon().words
    members = {code: str(label) for word in words.values() for code, label in zip(word.codes, word.labels, strict=True)}
    members |= {kind.id: kind.label.within(spoken) for kind in library.titles.values()}

    def said(found: re.Match[str]) -> str:
        name = found[0]
        if name.startswith("$"):
            stated = [each.label for each in library.parameters(name[1:]) if each.label.vi]
            return f"[{stated[0].within(spoken)}]" if stated else name
        if name in words:
            return str(words[name].label)
        return str(_SIGNS.get(name) or members.get(name) or name)

    return _NAMES.sub(said, " ".join(text.split())).replace(">=", "≥").replace("<=", "≤").replace("<>", "≠")


def applies_words(applies: Applies) -> list[tuple[str, str]]:
    """Say for which acts, tiers, blocks, ranks and titles an entry is."""
    words = lexicon()
    told: list[tuple[str, str]] = []
    for heading, codes, members in (
        (_("Việc"), applies.acts, ACTS), (_("Cấp"), applies.tiers, TIERS), (_("Khối"), applies.blocks, BLOCKS),
        (_("Bậc"), applies.ranks, TITLE_RANKS),
    ):  # fmt: skip
        if codes:
            told.append((heading, ", ".join(str(member.label) for member in members if member.code in codes)))
    if applies.regimes:
        labels = [str(words.words[words.regimes[regime]].label) for regime in sorted(applies.regimes)]
        told.append((_("Đối tượng"), ", ".join(labels)))
    return told


UNITS: Final[dict[str, str | Promise]] = {
    "days": gettext_lazy("ngày"), "working_days": gettext_lazy("ngày làm việc"), "months": gettext_lazy("tháng"),
    "weeks": gettext_lazy("tuần"), "years": gettext_lazy("năm"),
}  # fmt: skip


def deadline_words(deadline: Deadline) -> str:
    """Say a deadline: at the latest 15 working days after the proposal is received."""
    bound = _("chậm nhất") if deadline.bound == "at_most" else _("ít nhất")
    side = _("kể từ") if deadline.side == "after" else _("trước")
    event = _label_of(EVENTS, deadline.event)
    told = f"{bound} {deadline.count} {UNITS.get(deadline.unit, deadline.unit)} {side} {event}"
    return f"{told} ({deadline.note})" if deadline.note else told


def transition_words(transition: Transition, spoken: str) -> str:
    """Say which work begun earlier may go over, who decides on it, until which step, and where it goes on."""
    told = _("«{of}» được chuyển sang, do {who} quyết định").format(of=transition.of, who=transition.who.within(spoken))
    if transition.until:
        told += _(", khi chưa xong bước {step}").format(step=transition.until)
    told += _("; làm tiếp từ bước {step}").format(step=transition.start)
    return f"{told} ({transition.note})" if transition.note else told


def step_words(step: Step, spoken: str) -> str:
    """Say a step in one line: what is done, by whom, who attends, who is convened instead, the vote, the papers."""
    told = [_label_of(STEP_KINDS, step.kind)]
    if step.convened is not None:
        told.append(step.convened.within(spoken))
    elif step.roles:
        told.append(_roles(step.roles))
    if step.attending:
        told.append(_("dự, không bỏ phiếu: {roles}").format(roles=_roles(step.attending)))
    for each in step.instead:
        told.append(f"{each.label.within(spoken)}: {_roles(each.roles)}")
    if step.quorum is not None:
        quorum = _share(step.quorum.operator, step.quorum.threshold, step.quorum.base)
        told.append(_("hợp lệ khi dự {share}").format(share=quorum))
    if step.vote is not None:
        told += _vote_words(step.vote, spoken)
    if step.deadline is not None:
        told.append(deadline_words(step.deadline))
    told += [document.within(spoken) for document in step.documents]
    return "; ".join(told)


_BASES: Final[dict[str, str | Promise]] = {
    "convened": gettext_lazy("số người được triệu tập"), "present": gettext_lazy("số người có mặt"),
    "members": gettext_lazy("số thành viên"), "valid": gettext_lazy("số phiếu hợp lệ"),
    "issued": gettext_lazy("số phiếu phát ra"),
}  # fmt: skip
_BALLOTS: Final[dict[str, str | Promise]] = {
    "secret": gettext_lazy("phiếu kín"), "open": gettext_lazy("biểu quyết công khai"), "slip": gettext_lazy("phiếu"),
}  # fmt: skip
_TAKES: Final[dict[str, str | Promise]] = {
    "highest": gettext_lazy("người cao phiếu nhất"), "all": gettext_lazy("mọi người"),
    "tied": gettext_lazy("những người bằng phiếu"), "single": gettext_lazy("một người"),
    "two_highest": gettext_lazy("hai người cao phiếu nhất"),
}  # fmt: skip
_THENS: Final[dict[str, str | Promise]] = {
    "chosen": gettext_lazy("được chọn"), "advance": gettext_lazy("vào bước sau"),
    "stop_and_report": gettext_lazy("dừng, báo cáo cấp trên"),
    "head_decides": gettext_lazy("người đứng đầu quyết định"),
    "head_decides_and_reports": gettext_lazy("người đứng đầu quyết định và báo cáo"),
    "chair_decides": gettext_lazy("người chủ trì quyết định"),
    "authority_decides": gettext_lazy("cấp có thẩm quyền quyết định"),
    "report_all_opinions": gettext_lazy("báo cáo đủ mọi ý kiến"), "input_only": gettext_lazy("chỉ để tham khảo"),
    "unsaid": gettext_lazy("văn bản không nêu cách xử lý"),
}  # fmt: skip
_OPERATORS: Final = {">": "> ", ">=": "≥ ", "=": "", "<": "< ", "<=": "≤ "}


def _share(operator: str, threshold: Fraction | None, base: str) -> str:
    return f"{_OPERATORS.get(operator, operator)}{threshold} {_BASES.get(base, base)}"


def _vote_words(vote: Vote, spoken: str) -> list[str]:
    """Say a vote: on what, by which ballot, and each reading of the count in its order."""
    told = [vote.on.within(spoken)] if vote.on is not None else []
    if vote.ballot in _BALLOTS:
        told.append(str(_BALLOTS[vote.ballot]))
    for each in vote.results:
        what = _("còn lại") if each.otherwise else _share(each.operator, each.threshold, each.base)
        who = str(_TAKES.get(each.take, "")) if each.take else ""
        told.append(f"{what}: {' '.join(filter(None, (who, str(_THENS.get(each.then, each.then)))))}")
    return told


def _roles(codes: Sequence[str]) -> str:
    return ", ".join(_label_of(PROCEDURE_ROLES, code) for code in codes)


def _label_of(members: Sequence[Member], code: str) -> str:
    return next((str(member.label) for member in members if member.code == code), code)
