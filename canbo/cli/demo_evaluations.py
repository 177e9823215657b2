"""Evaluations in the demo: last year's campaign, closed, and this year's at different stages in different units.

Last year's levels and comments follow from the key of each person, so that every start shows the same. One head rates
higher than the results say, another copies comments: the mirror has something to show. None of it is about real people.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from django.utils import timezone

from canbo.access.models import FileOwner
from canbo.accounts.demo import DEMO_ACCOUNTS
from canbo.accounts.models import User
from canbo.core.access import AccessContext, full_access
from canbo.core.dates import PartialDate
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.services.appeals import AppealGiven, appeal
from canbo.evaluation.services.examples import bring
from canbo.evaluation.services.opening import PeriodGiven, fan_out, prepare
from canbo.organizations.models import Block, Unit
from canbo.personnel.levels import AbsenceKind, Gender, Regime
from canbo.personnel.models import Absence, Person, RegimeRecord
from canbo.personnel.services.bulk import writing
from canbo.personnel.services.files import page_source

#: The levels from the lowest, and from which result on each is deserved.
_LEVELS: Final = ("not_completed", "completed", "well", "excellent")
_FROM: Final = (0, 50, 70, 90)
#: How far the units are this year: 0 not begun, then by these.
_WRITING, _VOTED, _CONCLUDED = 1, 3, 4
_REGIMES: Final = {
    Block.PARTY: Regime.CIVIL_SERVANT, Block.GOVERNMENT: Regime.CIVIL_SERVANT, Block.FRONT_AND_MASS: Regime.CADRE,
    Block.PUBLIC_SERVICE: Regime.PUBLIC_EMPLOYEE,
}  # fmt: skip
_WORK: Final = (
    "tham mưu {n} văn bản", "giải quyết {n} hồ sơ đúng hạn", "kiểm tra {n} đơn vị", "tổ chức {n} lớp tập huấn",
    "tiếp {n} lượt công dân", "hoàn thành {n} báo cáo chuyên đề",
)  # fmt: skip
_WEAK: Final = (
    "còn chậm {n} báo cáo định kỳ", "phối hợp với các phòng chưa chủ động", "ứng dụng công nghệ thông tin còn hạn chế",
    "việc kiểm tra sau tập huấn chưa thường xuyên",
)  # fmt: skip
_NEXT: Final = ("quý I xong rà soát hồ sơ", "trước 30/6 học xong lớp nghiệp vụ", "mỗi tháng đi cơ sở ít nhất hai lần")
#: Who was away: kind, where to, why, from and until how many days after today.
_AWAY: Final = (
    (AbsenceKind.SICK, "", "Phẫu thuật, điều trị ngoại trú", -160, -60),
    (AbsenceKind.MATERNITY, "", "", -120, 62),
    (AbsenceKind.STUDY, "Học viện Chính trị khu vực I", "Lớp cao cấp lý luận chính trị tập trung", -200, 40),
    (AbsenceKind.TEMPORARY_CELL, "Chi bộ Trường Chính trị tỉnh", "Theo thời gian học", -200, -20),
    (AbsenceKind.SUSPENDED, "", "Để xác minh nội dung tố cáo", -90, -75),
)  # fmt: skip
#: The comment that one head gives to everybody.
_STOCK: Final = (
    "Năm qua đồng chí chấp hành tốt chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước; hoàn thành tốt "
    "nhiệm vụ được giao; đoàn kết, giúp đỡ đồng nghiệp."
)


def show_evaluations(*, today: date) -> None:
    """Make both campaigns, once."""
    officer = User.objects.filter(username="lan").first()
    root = Unit.objects.filter(withdrawn_at__isnull=True).order_by("path").first()
    if officer is None or root is None or Campaign.objects.exists():
        return
    access = full_access(officer.pk, str(officer))
    _tell_regimes(access, date(today.year - 1, 1, 1))
    _tell_absences(access, today)
    _last_year(access, root, today)
    _this_year(access, root, today)


def _tell_regimes(access: AccessContext, since: date) -> None:
    """The workbook says nobody's regime: everybody has that of their unit's block from a day on."""
    now = timezone.now()
    source = page_source(access, now, "bộ dùng thử")
    people = Person.objects.filter(withdrawn_at__isnull=True, unit__block__in=_REGIMES).select_related("unit")
    rows = [(each.pk, _REGIMES[Block(each.unit.block)], PartialDate.from_date(since)) for each in people]
    with writing(access=access, source=source, recorded_at=now, reason="bộ dùng thử") as writer:
        writer.add_records(RegimeRecord, ("regime", "valid_from"), rows)


def _tell_absences(access: AccessContext, today: date) -> None:
    """A few people were away this year, each in another way."""
    now = timezone.now()
    people = Person.objects.filter(withdrawn_at__isnull=True, gender=Gender.FEMALE).exclude(pk__in=_own_files())
    rows = [
        (key, kind, place, cause, *(PartialDate.from_date(today + timedelta(days=each)) for each in days))
        for key, (kind, place, cause, *days) in zip(
            people.order_by("pk").values_list("pk", flat=True)[::5], _AWAY, strict=False
        )
    ]  # fmt: skip
    fields = ("kind", "place", "cause", "valid_from", "valid_before")
    with writing(access=access, source=page_source(access, now, "bộ dùng thử"), recorded_at=now, reason="") as writer:
        writer.add_records(Absence, fields, rows)


def _last_year(access: AccessContext, root: Unit, today: date) -> None:
    year = today.year - 1
    campaign = prepare(access=access, unit=root, given=PeriodGiven("year", year), today=today)
    fan_out(access=access, campaign_id=campaign.pk, today=today)
    campaign.refresh_from_db()
    rows = _rated(campaign)
    for each in rows:
        _rate(each, year)
        each.voted_on = date(year, 12, 5)
    _keep_within_cap(rows)
    for each in rows:
        _conclude(each, date(year, 12, 12))
        each.told_on, each.decided_on = date(year, 12, 16), date(year, 12, 25)
        each.final_level, each.decided_by = each.concluded_level, f"Thông báo kết luận ngày 25/12/{year}"
    named = [(each, _weak(each, year)) for each in rows if each.person_id is not None]
    bring(
        access=access, campaign=campaign, rows=rows, opened_on=date(year, 11, 15), closed_on=date(year, 12, 28),
        shortcomings=named,
    )  # fmt: skip


def _this_year(access: AccessContext, root: Unit, today: date) -> None:
    """By unit: some have not begun, some have written, were assessed, voted, were concluded on and told."""
    campaign = prepare(access=access, unit=root, given=PeriodGiven("year", today.year), today=today)
    fan_out(access=access, campaign_id=campaign.pk, today=today)
    campaign.refresh_from_db()
    rows = _rated(campaign)
    own = _own_files()
    far = {unit: place % 6 for place, unit in enumerate(sorted({each.unit_id for each in rows}))}
    far |= {each.unit_id: _WRITING for each in rows if each.person_id in own}
    for each in rows:
        _bring_to(each, far[each.unit_id], today, is_mine=each.person_id in own)
    bring(access=access, campaign=campaign, rows=rows, opened_on=today - timedelta(days=14))
    told = next((each for each in rows if each.told_on is not None and each.concluded_level == "completed"), None)
    if told is not None:
        text = "Tôi đề nghị xem xét lại: trong năm đã hoàn thành thêm hai nhiệm vụ đột xuất chưa được tính."
        given = AppealGiven(kind="appeal", text=text, asked_level="well", on=today, on_paper=True)
        appeal(access=access, rating_id=told.pk, given=given)


def _bring_to(rating: Rating, far: int, today: date, *, is_mine: bool) -> None:
    """Bring a rating as far as its unit is; those of the accounts of the demo wait for their people."""
    if far < _WRITING or is_mine or (far == _WRITING and _number(rating, "viết") % 4 == 0):
        return
    _rate(rating, today.year, by_head=far > _WRITING)
    rating.self_done_on = today - timedelta(days=9)
    rating.head_done_on = today - timedelta(days=6) if far > _WRITING else None
    rating.collective_level = rating.collective_level if far >= _VOTED else ""
    rating.voted_on = today - timedelta(days=4) if far >= _VOTED else None
    if far >= _CONCLUDED:
        _conclude(rating, today - timedelta(days=3))
        rating.told_on = today - timedelta(days=2) if far > _CONCLUDED else None


def _own_files() -> set[int]:
    """The people whose accounts the demo opens."""
    keys = FileOwner.objects.filter(user__username__in=[each.username for each in DEMO_ACCOUNTS])
    return set(keys.values_list("person_key", flat=True))


def _keep_within_cap(rows: list[Rating]) -> None:
    """Leave in each unit as many excellent as the Party's regulation lets be, those of the best results."""
    groups: dict[tuple[int, str], list[Rating]] = defaultdict(list)
    for each in rows:
        groups[(each.unit_id, each.scheme)].append(each)
    for held in groups.values():
        best = sorted((each for each in held if each.head_level == "excellent"), key=lambda each: -(each.points or 0))
        well = sum(each.head_level == "well" for each in held)
        while best and len(best) * 5 > well:
            best.pop().collective_level = "well"
            well += 1


def _rated(campaign: Campaign) -> list[Rating]:
    """Those who are rated, of the campaign just opened, people and collectives."""
    rows = campaign.ratings.filter(not_rated_reason="").select_related("unit", "campaign")
    return list(rows.order_by("unit_id", "order", "pk"))


def _number(rating: Rating, words: str) -> int:
    """A number that belongs to a person and a word, the same at every start."""
    return int.from_bytes(sha256(f"{rating.person_id or rating.unit_id}/{words}".encode()).digest()[:4])


def _rate(rating: Rating, year: int, *, by_head: bool = True) -> None:
    """What the person says of the year, and, where the head has rated too, the points, the level, the comment."""
    result = 68 + _number(rating, f"kết quả {year}") % 25
    deserved = max(level for level, least in enumerate(_FROM) if result >= least)
    rating.self_points, rating.self_level = Decimal(result), _LEVELS[min(3, deserved + (result % 5 == 0))]
    rating.entered = _entered(rating, result)
    rating.review = {"duties": f"Trong năm {_work(rating, year)}.", "shortcomings": _weak(rating, year)}
    rating.self_done_on = date(year, 11, 28)
    if not by_head:
        return
    lenient = rating.unit_id % 17 == 0
    level = _LEVELS[min(3, deserved + lenient)]
    rating.points, rating.rule_level, rating.checked = Decimal(result), _LEVELS[deserved], rating.entered
    rating.head_level = rating.collective_level = level
    rating.head_done_on = date(year, 12, 2)
    rating.comment = _STOCK if rating.unit_id % 11 == 3 else _comment(rating, year)
    rating.opinions_missing = 0


def _conclude(rating: Rating, on: date) -> None:
    rating.concluded_level, rating.concluded_on = rating.collective_level, on
    rating.conclusion = "Nhất trí với đề xuất của tập thể."


def _work(rating: Rating, year: int) -> str:
    number = _number(rating, f"việc {year}")
    first, second = _WORK[number % 6], _WORK[(number // 7 + 1 + number % 6) % 6]
    return f"{first.format(n=3 + number % 40)}, {second.format(n=2 + number % 17)}"


def _weak(rating: Rating, year: int) -> str:
    number = _number(rating, f"hạn chế {year}")
    return _WEAK[number % len(_WEAK)].format(n=1 + number % 4)


def _entered(rating: Rating, result: int) -> dict[str, Any]:
    """Points and tasks that come to this result, by the names that the scheme asks for."""
    if not rating.scheme.startswith(("party.qd_366", "state.nd_335")):
        return {}
    given: dict[str, Any] = {"general_points": min(28, result - 42), "results_points": result - min(28, result - 42)}
    if rating.scheme.startswith("party."):
        above = 4 if result >= _FROM[3] else 1
        given |= {"tasks_assigned": 10, "tasks_done": 10, "tasks_above": above, "tasks_late": 0, "tasks_low_quality": 0}
    return given


def _comment(rating: Rating, year: int) -> str:
    number = _number(rating, f"nhận xét {year}")
    after = _NEXT[number // 5 % len(_NEXT)]
    return f"Trong năm {year} {_work(rating, year)}. Hạn chế: {_weak(rating, year)}. Năm tới: {after}."
