"""What somebody is considered for, by its name in the packs or by a code of the list of titles."""

from __future__ import annotations

from collections.abc import Iterable

from canbo.core.errors import DomainError
from canbo.rules.domain.engine import Target, demanded
from canbo.rules.domain.law import Law, Library
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import TitleKind


def kinds_of(library: Library, code: str, tier: str = "", block: str = "") -> tuple[TitleKind, ...]:
    """Give the kinds of title that take in a code of the list, where it stands; those that say more come first."""
    found = [
        kind
        for kind in library.titles.values()
        if code in kind.codes and (not kind.tiers or tier in kind.tiers) and (not kind.blocks or block in kind.blocks)
    ]
    return tuple(sorted(found, key=lambda kind: (not kind.tiers, not kind.blocks, len(kind.codes))))


def target_named(library: Library, name: str, *, tier: str = "", block: str = "", rank: str = "") -> Target:
    """Give the target of a kind of title, or of a code of the list of titles together with where it stands.

    Errors: title_unknown, with the nearest names.
    """
    kind = library.titles.get(name)
    if kind is not None:
        return Target(
            (kind.id,), tier or _only(kind.tiers), block or _only(kind.blocks), rank or kind.rank, kind.label.vi,
            kind.tiers, kind.blocks,
        )  # fmt: skip
    kinds = kinds_of(library, name, tier, block)
    if kinds:
        return Target(tuple(kind.id for kind in kinds), tier, block, rank or kinds[0].rank, kinds[0].label.vi)
    known = [*library.titles, *{code for kind in library.titles.values() for code in kind.codes}]
    near = ", ".join(nearest(name, known)) or ", ".join(library.titles)
    raise DomainError("title_unknown", "Không có loại chức danh «{name}». Gần nhất: {near}.", name=name, near=near)


def check_demanded(law: Law, target: Target, act: str) -> None:
    """Refuse where no standard in force asks anything: nobody may be called fit for want of a rule.

    Errors: standard_missing.
    """
    if not demanded(law, target, act):
        why = " ".join(each.why.vi for each in law.unread(act))
        raise DomainError(
            "standard_missing",
            "Ngày {day} chưa có tiêu chuẩn nào cho «{target}» ({act}) trong các bộ quy tắc kèm theo. {why}",
            day=f"{law.day:%d/%m/%Y}",
            target=target.label or ", ".join(target.titles),
            act=act,
            why=why,
        )


def _only(codes: Iterable[str]) -> str:
    found = list(codes)
    return found[0] if len(found) == 1 else ""
