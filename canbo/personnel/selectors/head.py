"""Who this is at a glance: what the head of the file page says, from the records that hold on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from canbo.core.dates import PartialDate, months_between
from canbo.personnel.domain.codes import next_step
from canbo.personnel.levels import HoldingKind, PostLine
from canbo.personnel.models import (
    FileRecord,
    Identity,
    PartyMembership,
    PoliticalTheory,
    PostHolding,
    Qualification,
    RegimeRecord,
    SalaryStep,
)
from canbo.personnel.selectors.contents import FileContents
from canbo.personnel.wording import coefficient_text

#: What the head is made from; none of it is restricted.
HEAD_KINDS: tuple[type[FileRecord], ...] = (
    Identity, PostHolding, PartyMembership, RegimeRecord, Qualification, PoliticalTheory, SalaryStep,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due: what, on which day, and whether that day is past."""

    words: str
    on: PartialDate
    is_past: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The facts of the head; None and "" where the file does not say."""

    identity: Identity | None
    age: str
    post: PostHolding | None
    others: tuple[PostHolding, ...]
    party: str
    regimes: tuple[str, ...]
    qualification: str
    theory: str
    salary: str
    due: tuple[Due, ...]


def head_of(contents: FileContents, day: date) -> Head:
    """Give the head of a file as of a day; no query."""
    identity = contents.current(Identity, day)
    posts = contents.holding(PostHolding, day)
    post = principal(posts)
    salary = contents.current(SalaryStep, day)
    qualification = highest(contents.holding(Qualification, day), "level")
    theory = highest(contents.holding(PoliticalTheory, day), "level")
    return Head(
        identity=identity,
        age=age_text(identity.born if identity else None, day),
        post=post,
        others=tuple(other for other in posts if other is not post),
        party=party_text(contents.current(PartyMembership, day), day),
        regimes=tuple(record.get_regime_display() for record in contents.holding(RegimeRecord, day)),
        qualification=_level(qualification, "major"),
        theory=_level(theory),
        salary=_salary(salary),
        due=_due(post, salary, day),
    )


def principal(posts: list[PostHolding]) -> PostHolding | None:
    """Give the post by which a person is known: principal before others, State before Party, the last begun."""
    order = [
        HoldingKind.CONCURRENT,
        HoldingKind.SECONDED,
        HoldingKind.ACTING,
        HoldingKind.ROTATED,
        HoldingKind.PRINCIPAL,
    ]
    lines = [PostLine.FRONT, PostLine.PARTY, PostLine.STATE]

    def standing(post: PostHolding) -> tuple[int, int, str, int]:
        start = post.valid_from.code if post.valid_from else ""
        return order.index(HoldingKind(post.kind)), lines.index(PostLine(post.line)), start, post.pk

    return max(posts, key=standing, default=None)


def highest[R: FileRecord](records: list[R], name: str) -> R | None:
    """Give the record of the highest level, by the order of the field's choices."""
    if not records:
        return None
    each = records[0]._meta.get_field(name)
    order = [code for code, _ in each.choices or ()] if isinstance(each, models.Field) else []
    return max(records, key=lambda record: order.index(getattr(record, name)))


def age_text(born: PartialDate | None, day: date) -> str:
    """Give the age on a day: "50 tuổi", "49–50 tuổi" where the birth date leaves two; "" where it is not known."""
    if born is None or born.earliest > day:
        return ""
    least, most = (months // 12 for months in months_between(born, day))
    return _("%(age)s tuổi") % {"age": least if least == most else f"{least}–{most}"}


def party_text(party: PartyMembership | None, day: date) -> str:
    """Give the Party standing on a day in words; "" where the file does not say."""
    if party is None:
        return ""
    if not party.is_member:
        return _("Chưa vào Đảng")
    if party.left_on is not None and party.left_on.at_or_before(day):
        return _("Đã ra khỏi Đảng")
    if party.probationary_on is not None and party.probationary_on.earliest > day:
        return _("Chưa vào Đảng")
    if party.official_on is not None and party.official_on.at_or_before(day):
        return _("Đảng viên chính thức từ %(day)s") % {"day": party.official_on.text}
    if party.official_on is None and party.probationary_on is None:
        return _("Đảng viên")
    if party.probationary_on is not None:
        return _("Đảng viên, kết nạp %(day)s") % {"day": party.probationary_on.text}
    return _("Đảng viên")


def _level(record: FileRecord | None, more: str = "") -> str:
    if record is None:
        return ""
    words = str(record.get_level_display())  # type: ignore[attr-defined]
    other = getattr(record, more) if more else ""
    return f"{words}, {other}" if other else words


def _salary(record: SalaryStep | None) -> str:
    if record is None:
        return ""
    parts = [
        record.rank_name or record.rank_code,
        _("bậc %(step)s") % {"step": record.step} if record.step else "",
        _("hệ số %(coefficient)s") % {"coefficient": coefficient_text(record.coefficient)}
        if record.coefficient
        else "",
    ]
    return ", ".join(filter(None, parts))


def _due(post: PostHolding | None, salary: SalaryStep | None, day: date) -> tuple[Due, ...]:
    found = []
    if post is not None and post.term_ends_on is not None:
        words = _("Hết thời hạn giữ chức vụ %(title)s") % {"title": post.title_text}
        found.append(Due(words, post.term_ends_on, post.term_ends_on.latest < day))
    if salary is not None:
        step = next_step(salary.rank_code, salary.step, salary.valid_from)
        if step is not None:
            words = (
                _("Đến hạn xét phụ cấp thâm niên vượt khung") if step.over_frame else _("Đến hạn xét nâng bậc lương")
            )
            found.append(Due(words, step.due, step.due.latest < day))
    return tuple(sorted(found, key=lambda due: due.on.code))
