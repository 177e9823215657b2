"""Expressions and scopes of the rules, said in the words of their facts, values and members."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.rules.domain.law import Library
from canbo.rules.domain.model import Applies, Deadline, Step
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
    if step.vote is not None and step.vote.on is not None:
        told.append(step.vote.on.within(spoken))
    if step.deadline is not None:
        told.append(deadline_words(step.deadline))
    told += [document.within(spoken) for document in step.documents]
    return "; ".join(told)


def _roles(codes: Sequence[str]) -> str:
    return ", ".join(_label_of(PROCEDURE_ROLES, code) for code in codes)


def _label_of(members: Sequence[Member], code: str) -> str:
    return next((str(member.label) for member in members if member.code == code), code)
