"""The paper of a decision: what the register knows of it, handed to the templates; what is not known stays dots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext, Permission
from canbo.core.secrecy import Secrecy
from canbo.decisions.kinds import Relation, SigningMark
from canbo.decisions.models import Decision
from canbo.documents.papers import Draft, Source
from canbo.enactments.models import DecisionSubject, Enactment
from canbo.enactments.permissions import not_found
from canbo.enactments.selectors import decision_of, subjects_of, subjects_with_effects
from canbo.enactments.wording import words_of_effects

#: From so many people on they are listed in an appendix.
_APPENDIX = 2

SOURCE_KEY = "decision-paper"
_STATE_MARKS = {
    SigningMark.FOR_BODY: "TM.", SigningMark.ACTING: "Q.", SigningMark.FOR_HEAD: "KT.", SigningMark.BY_ORDER: "TL.",
    SigningMark.BY_DELEGATION: "TUQ.",
}  # fmt: skip
_PARTY_MARKS = {**_STATE_MARKS, SigningMark.FOR_BODY: "T/M", SigningMark.FOR_HEAD: "K/T", SigningMark.BY_ORDER: "T/L"}


def decision_drafts(access: AccessContext, decision_id: int) -> Iterable[Draft]:
    """Give the paper of one decision, for who works on decisions of the unit. Errors: NotFound, Forbidden."""
    decision = decision_of(access, decision_id)
    paper: Enactment | None = getattr(decision, "enactment", None)
    if paper is None:
        raise not_found()
    access.require(Permission.EDIT_FILES, paper.unit.path)
    subjects = subjects_with_effects(subjects_of(access, decision))
    yield Draft(
        data=decision_data(decision, paper, subjects), unit_path=paper.unit.path, style=style_of(decision),
        right=Permission.EDIT_FILES, label="", secrecy=Secrecy(decision.secrecy),
        people=tuple(each.person_id for each in subjects if each.person_id is not None),
    )  # fmt: skip


def style_of(decision: Decision) -> Literal["state", "party"]:
    """Tell whether the paper looks like the Party's or the State's: by the sign between number and symbol."""
    pattern = decision.series.pattern if decision.series else decision.number
    return "party" if "-QĐ" in pattern or "-KL" in pattern or "-NQ" in pattern or pattern.endswith("U") else "state"


def decision_data(decision: Decision, paper: Enactment, subjects: list[DecisionSubject]) -> dict[str, Any]:
    """Give the fields of the template of decisions, those that are not known left out."""
    words = words_of_effects(each for subject in subjects for each in subject.effects.all())
    symbol = decision.series.pattern.replace("{n}", "").lstrip("-/") if decision.series else ""
    marks = _PARTY_MARKS if style_of(decision) == "party" else _STATE_MARKS
    mark = marks.get(SigningMark(decision.signing_mark), "")
    data: dict[str, Any] = {
        "co_quan": decision.issuer_name, "so": _number(decision, symbol),
        "ky_hieu": symbol, "dia_danh": paper.place, "ngay": decision.issued_on, "trich_yeu": paper.abstract,
        "thay_mat": [f"{mark} {decision.signing_for}".strip()] if mark else [], "chuc_vu_ky": decision.signer_role,
        "nguoi_ky": decision.signer, "noi_nhan": paper.recipients.splitlines(), "can_cu": _grounds(decision, paper),
        "dieu": paper.articles.splitlines() or _articles(decision, subjects, words),
    }  # fmt: skip
    if len(subjects) >= _APPENDIX:
        data["danh_sach"] = [_row(decision, each, words) for each in subjects]
        data["ten_phu_luc"] = str(_("Danh sách kèm theo quyết định"))
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _number(decision: Decision, symbol: str) -> str:
    """The running number alone where the symbol is known apart; else the number as it was written."""
    if decision.sequence:
        return f"{decision.sequence:02d}"
    return "" if symbol else decision.number


def _grounds(decision: Decision, paper: Enactment) -> list[str]:
    chain = [
        f"{link.get_relation_display()} {link.earlier} {link.earlier.issuer_name}".strip()
        for link in decision.links.select_related("earlier")
        if link.relation == Relation.BASED_ON
    ]
    return [*paper.grounds.splitlines(), *(f"{line[:1].upper()}{line[1:]}" for line in chain)]


def _done_to(words: dict[int, str], subject: DecisionSubject) -> list[str]:
    return [words[each.pk] for each in subject.effects.all()]


def _articles(decision: Decision, subjects: list[DecisionSubject], words: dict[int, str]) -> list[str]:
    """Say what the decision does, from its own effects: nothing that was not entered."""
    if len(subjects) == 1:
        first = [
            f"{decision.get_kind_display()}: {subjects[0].name}. {line}." for line in _done_to(words, subjects[0])
        ] or [f"{decision.get_kind_display()}: {subjects[0].name}."]
    elif subjects:
        first = [f"{decision.get_kind_display()} đối với {len(subjects)} người có tên trong danh sách kèm theo."]
    else:
        first = []
    day = decision.effective_on
    return [*first, *([f"Quyết định này có hiệu lực từ ngày {day.text}."] if day else [])]


def _row(decision: Decision, subject: DecisionSubject, words: dict[int, str]) -> dict[str, Any]:
    person = subject.person
    day = subject.effective_on or decision.effective_on
    row = {
        "ho_ten": subject.name, "ngay_sinh": person.born if person else None,
        "don_vi": person.unit.name if person else "", "noi_dung": "; ".join(_done_to(words, subject)), "hieu_luc": day,
    }  # fmt: skip
    return {key: value for key, value in row.items() if value not in (None, "")}


PAPER = Source(
    key=SOURCE_KEY, kind="decision", label=_("Văn bản quyết định"), object_type="decision", drafts=decision_drafts,
    order=10,
)  # fmt: skip
