"""Told, read, reserved or appealed in time, answered, decided into the file, set right; shortcomings and parts carried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.documents.filling import fill, words_of
from canbo.documents.models import MadePaper
from canbo.documents.paper_selectors import papers_of
from canbo.documents.papers import source_of
from canbo.documents.services.making import copy_of
from canbo.evaluation.domain.file_levels import from_file, to_file
from canbo.evaluation.models import Campaign, Rating, Shortcoming
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.selectors.conclusion import moves_of
from canbo.evaluation.selectors.open_matters import what_is_open
from canbo.evaluation.selectors.parts import parts_of
from canbo.evaluation.services import appeals, calibrating, concluding, deciding, telling_people
from canbo.evaluation.services.appeals import AppealGiven
from canbo.evaluation.services.concluding import Conclusion
from canbo.evaluation.services.deciding import Deciding
from canbo.evaluation.services.records import deciding_on
from canbo.evaluation.services.shortcomings import carry_shortcomings
from canbo.evaluation.tests.concluded import DAY, PARTY, STATE
from canbo.personnel.levels import Rating as FileLevel
from canbo.personnel.models import Attachment, Evaluation, FamilyMember
from canbo.personnel.services import add_record

pytest_plugins = ["canbo.evaluation.tests.concluded"]
LATER = DAY + timedelta(days=20)


def fresh(rating):
    return Rating.objects.select_related("campaign__unit", "unit", "person").get(pk=rating.pk)


def refusal(call, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(**kwargs)
    return refused.value


def close_all(campaign, by):
    from canbo.evaluation.selectors.cap_groups import keys_of_rating

    keys = {key for each in campaign.ratings.select_related("campaign") for key in keys_of_rating(each)}
    for key in sorted(keys, key=repr):
        calibrating.close_group(access=by.access, campaign_id=campaign.pk, key=key, given=Conclusion(DAY))


@pytest.fixture
def told(rated, campaign, lan, make_account, tree):
    """Six rated, one excellent, told, with ten days to appeal; the account of the second."""
    campaign.choices = {"appeal_days": 10, "answer_days": 5}
    campaign.save(update_fields=["choices"])
    rows = [rated(f"Người Số {n}", level="excellent" if n == 0 else "well", points=Decimal("88.5")) for n in range(6)]
    close_all(campaign, lan)
    telling_people.tell(access=lan.access, rating_ids=[each.pk for each in rows], on=DAY)
    account = make_account("minh", "cadre", tree.home, "Minh", person_id=rows[1].person_id)
    return rows, account


def test_not_told_before_the_group_is_closed_nor_before_the_conclusion(rated, campaign, lan):
    rating = rated()
    tell = {"access": lan.access, "rating_ids": [rating.pk], "on": DAY}
    assert refusal(telling_people.tell, **tell).code == "not_concluded"
    Rating.objects.filter(pk=rating.pk).update(concluded_level="well", concluded_on=DAY)
    assert refusal(telling_people.tell, **tell).code == "group_not_closed"
    close_all(campaign, lan)
    early = {**tell, "on": DAY - timedelta(days=1)}
    assert refusal(telling_people.tell, **early).code == "told_before_concluded"
    assert telling_people.tell(**tell) == 1
    held = fresh(rating)
    assert (held.told_on, held.appeal_until, held.stage) == (DAY, None, "told")
    assert refusal(telling_people.tell, **tell).code == "already_told_once"


def test_read_by_who_was_rated_alone(told, lan):
    rows, minh = told
    with pytest.raises(Forbidden):
        telling_people.mark_read(access=lan.access, rating_id=rows[1].pk, on=DAY)
    telling_people.mark_read(access=minh.access, rating_id=rows[1].pk, on=DAY)
    telling_people.mark_read(access=minh.access, rating_id=rows[1].pk, on=LATER)
    assert fresh(rows[1]).read_on == DAY


def appeal(by, rating, **values):
    given = {"kind": "appeal", "text": "Sản phẩm số 3 đã hoàn thành", "on": DAY + timedelta(days=10), **values}
    return appeals.appeal(access=by.access, rating_id=rating.pk, given=AppealGiven(**given))


def test_appealed_on_the_last_day_and_not_after_it(told, lan):
    rows, minh = told
    late = AppealGiven("appeal", "x", DAY + timedelta(days=11))
    error = refusal(appeals.appeal, access=minh.access, rating_id=rows[1].pk, given=late)
    assert error.code == "appeal_late"
    assert "20/12/2026" in error.message
    made = appeal(minh, rows[1])
    assert made.due_on == DAY + timedelta(days=15)
    again = AppealGiven("appeal", "x", DAY)
    assert refusal(appeals.appeal, access=minh.access, rating_id=rows[1].pk, given=again).code == "appeal_open_already"
    appeal(minh, rows[1], kind="reservation")
    assert rows[1].campaign.progress.get().appealed == 1
    with pytest.raises(Forbidden):
        appeal(lan, rows[2])
    assert appeal(lan, rows[2], on_paper=True).entered_by_name == "Lan"


def answer(by, made, level="", on=LATER):
    return appeals.answer(access=by.access, appeal_id=made.pk, new_level=level, text="Đã xem lại", on=on)


def test_answered_with_a_new_level_under_the_cap_still(told, lan, make_account, tree):
    rows, minh = told
    made = appeal(minh, rows[1], asked_level="excellent")
    with pytest.raises(DomainError) as refused:
        answer(lan, made, "excellent")
    assert refused.value.code == "group_over_cap"
    with pytest.raises(Forbidden):
        answer(minh, made)
    telling_people.mark_read(access=minh.access, rating_id=rows[1].pk, on=DAY)
    answer(lan, made, "completed")
    held = fresh(rows[1])
    assert (held.concluded_level, held.read_on) == ("completed", None)
    assert [(each.at, each.before, each.after) for each in moves_of(minh.access, held)] == [
        ("appeal", "well", "completed")
    ]
    with pytest.raises(DomainError) as twice:
        answer(lan, made)
    assert twice.value.code == "appeal_answered"


def test_kept_as_it_was(told, lan):
    rows, minh = told
    made = answer(lan, appeal(minh, rows[1]))
    assert made.new_level == fresh(rows[1]).concluded_level == "well"
    assert not rows[1].moves.exists()


def kept_words(rating):
    made = MadePaper.objects.select_related("template").filter(object_type="rating", object_id=rating.pk)
    return ["\n".join(words_of(fill(bytes(each.template.content), copy_of(each)))) for each in made.order_by("pk")]


@pytest.mark.parametrize(("scheme", "head"), [(STATE, "CỘNG HÒA XÃ HỘI"), (PARTY, "ĐẢNG CỘNG SẢN")])
def test_the_answer_is_a_paper_kept_with_the_rating(told, lan, binh, scheme, head):
    rows, minh = told
    Rating.objects.filter(pk=rows[1].pk).update(scheme=scheme, concluder="Tập thể lãnh đạo phòng")
    answer(binh, appeal(minh, rows[1], asked_level="excellent"))
    answer(binh, appeal(minh, rows[1], kind="reservation"), "completed")
    first, second = kept_words(rows[1])
    for each in (head, "Kính gửi: Người Số 1", "đã xem xét kiến nghị gửi ngày 20/12/2026", "Sản phẩm số 3 đã hoàn thành",
                 "Mức đề nghị: Hoàn thành xuất sắc nhiệm vụ", "Đã xem lại", "Giữ nguyên mức Hoàn thành tốt nhiệm vụ.",
                 "Tập thể lãnh đạo phòng, ngày 30/12/2026"):  # fmt: skip
        assert each in first, each
    assert "Điều chỉnh mức Hoàn thành tốt nhiệm vụ thành mức Hoàn thành nhiệm vụ." in second
    assert "Kết quả giải quyết ý kiến bảo lưu về xếp loại" in second
    assert [each.label for each in source_of("evaluation-answer").drafts(lan.access, rows[1].pk)] == ["Người Số 1"] * 2
    assert len(papers_of(lan.access, "rating", rows[1].pk)) == 2


def test_the_answer_is_fetched_by_who_is_concerned_and_who_answers(told, lan, binh, cuong, make_account, tree):
    rows, minh = told
    made = appeal(minh, rows[1])
    address = reverse("appeal-notice", args=[made.pk])
    assert minh.client.get(address).status_code == 400
    answer(lan, made)
    other = make_account("khac", "cadre", tree.home, "Khác", person_id=rows[2].person_id)
    assert [each.client.get(address).status_code for each in (minh, lan, binh, other, cuong)] == [
        200,
        200,
        200,
        404,
        404,
    ]
    notice = reverse("rating-notice", args=[rows[1].pk])
    assert [each.client.get(notice).status_code for each in (minh, binh, other)] == [200, 200, 404]
    assert AuditEntry.objects.filter(action="evaluation.notice_given").count() == 5
    page = minh.client.get(reverse("rating-conclusion", args=[rows[1].pk])).content.decode()
    assert address in page
    assert notice in minh.client.get(reverse("rating-papers", args=[rows[1].pk])).content.decode()
    appeals.cancel_result(access=lan.access, rating_id=rows[1].pk, ground="Kê khai không trung thực")
    assert (minh.client.get(address).status_code, lan.client.get(address).status_code) == (403, 200)


def test_answers_go_into_the_file_with_the_record_before_and_after_the_decision(told, lan):
    rows, minh = told
    first, second = appeal(minh, rows[1]), appeal(minh, rows[1], kind="reservation")
    answer(lan, first)
    assert decide(lan, rows).papers == 7
    answer(lan, second)
    record = fresh(rows[1]).record_id
    kept = Attachment.objects.filter(person=rows[1].person_id, record_key=record).order_by("pk")
    assert [each.title.split(":")[0] for each in kept] == [
        "Phiếu đánh giá, xếp loại", "Thông báo trả lời kiến nghị", "Thông báo trả lời kiến nghị"
    ]  # fmt: skip


def decide(by, rows, **values):
    given = Deciding(**{"on": LATER, "minutes": "Biên bản số 5-BB", **values})
    return deciding.decide(access=by.access, rating_ids=[each.pk for each in rows], given=given)


def test_decided_into_the_files_with_papers_and_known_to_the_facts(told, lan, desk):
    rows, _minh = told
    done = decide(lan, rows)
    assert (done.ratings, done.records, done.papers) == (6, 6, 6)
    record = Evaluation.objects.get(pk=fresh(rows[0]).record_id)
    assert (record.person_id, record.year, record.quarter, record.track, record.rating, record.score) == (
        rows[0].person_id, 2026, None, "state", "excellent", Decimal("88.50")
    )  # fmt: skip
    assert record.source.kind == "case"
    assert "Biên bản số 5-BB" in record.note
    assert Evaluation.objects.get(pk=fresh(rows[1]).record_id).rating == "good"
    (paper,) = Attachment.objects.filter(person=rows[0].person_id)
    assert (paper.section_key, paper.record_key) == ("evaluation", record.pk)
    assert (fresh(rows[0]).stage, fresh(rows[0]).final_level) == ("decided", "excellent")
    assert desk.of(rows[0].person, LATER)["rating_last"] == "excellent"


def test_who_concludes_decides_without_the_right_to_edit_files(told, lan, binh, desk, tree):
    rows, _minh = told
    desk.post(rows[2].person, unit=tree.other, since="2026-12-15")
    older = desk.add(rows[3].person, Evaluation, year=2026, track="state", rating="completed")
    assert decide(binh, rows).records == 6
    assert Attachment.objects.filter(person__in=[each.person_id for each in rows]).count() == 6
    assert Evaluation.objects.get(supersedes=older).rating == "good"
    appeals.set_right(
        access=binh.access, rating_id=rows[0].pk, new_level="completed", ground="Kết luận thanh tra", on=LATER
    )
    appeals.cancel_result(access=binh.access, rating_id=rows[2].pk, ground="Kê khai không trung thực")
    assert not Evaluation.objects.known().filter(person=rows[2].person_id).exists()
    written = AuditEntry.objects.filter(action="file.record_added", object_id=rows[0].person_id).get()
    assert (written.actor_name, [each["role"] for each in written.grants]) == ("Bình", ["committee_member"] * 2)
    with pytest.raises(Forbidden):
        desk_add_as(binh, rows[0].person)


def test_who_concludes_for_one_tier_answers_and_decides(told, make_account, tree):
    rows, minh = told
    held = make_account("thuong-vu", "committee_member", tree.home, "Thường vụ")
    by = SimpleNamespace(
        access=replace(held.access, grants=tuple(replace(each, tier="commune") for each in held.access.grants))
    )
    answer(by, appeal(minh, rows[1]))
    assert (decide(by, rows).records, len(kept_words(rows[1]))) == (6, 2)


def desk_add_as(by, person):
    return add_record(access=by.access, person=person, kind=Evaluation, values={"year": 2025, "rating": "good"})


def test_the_deed_reaches_nobody_whom_the_viewer_does_not_conclude(told, rated, tree, make_account, binh, cuong, lan):
    rows, minh = told
    elsewhere = rated("Người Nơi Khác", unit=tree.other)
    for by, rating in ((binh, elsewhere), (cuong, rows[0]), (minh, rows[0])):
        with pytest.raises(Forbidden), deciding_on(by.access, [rating]):
            raise AssertionError("nothing is lent")
    own = make_account("cap-uy", "committee_member", tree.home, "Cấp uỷ", person_id=rows[2].person_id)
    with pytest.raises(Forbidden), deciding_on(own.access, [rows[2]]):
        raise AssertionError("nothing is lent")
    with deciding_on(own.access, [rows[0]]) as acting, pytest.raises(Forbidden):
        desk_add_as(SimpleNamespace(access=acting), rows[2].person)
    with pytest.raises(Forbidden):
        decide(own, rows)
    assert not Evaluation.objects.exists()


def test_what_was_told_is_neither_held_nor_moved_any_more(told, lan):
    rating = {"access": lan.access, "rating_id": told[0][1].pk, "on": LATER}
    assert refusal(concluding.hold, **rating, reason="Có đơn").code == "already_told_no_hold"
    assert refusal(calibrating.move, **rating, to="completed", reason="Rà soát").code == "already_told_no_move"
    assert refusal(calibrating.undo, **rating).code == "already_told_no_move"


def test_no_relative_concludes_moves_holds_answers_or_sets_right(told, rated, lan, desk, make_account, tree):
    rows, minh = told
    wife, born = desk.open("Lý Thị Hoa", born="1982-01-02"), PartialDate(1982, 1, 2)
    kin = make_account("hoa2", "officer", tree.home, "Hoa", person_id=wife.pk).access
    waiting, told_one = rated("Người Số 8"), rows[1]
    for person in (waiting.person, told_one.person):
        desk.add(person, FamilyMember, relation="spouse", full_name="Lý Thị Hoa", born=born)
    made = appeal(minh, told_one)
    acts = (
        lambda by: concluding.conclude(access=by, rating_id=waiting.pk, given=Conclusion(DAY, level="well")),
        lambda by: concluding.hold(access=by, rating_id=waiting.pk, reason="Có đơn", on=DAY),
        lambda by: concluding.release(access=by, rating_id=waiting.pk, reason="Đã kiểm tra"),
        lambda by: calibrating.move(access=by, rating_id=waiting.pk, to="completed", reason="Rà soát", on=DAY),
        lambda by: appeals.answer(access=by, appeal_id=made.pk, new_level="", text="Đã xem", on=LATER),
        lambda by: appeals.set_right(access=by, rating_id=told_one.pk, new_level="completed", ground="x", on=LATER),
        lambda by: appeals.cancel_result(access=by, rating_id=told_one.pk, ground="x"),
    )
    for act in acts:
        with pytest.raises(Forbidden) as refused:
            act(kin)
        assert refused.value.code == "relative_case"
    with pytest.raises(DomainError) as refused:
        deciding.decide(access=kin, rating_ids=[told_one.pk], given=Deciding(LATER, minutes="Biên bản 5"))
    assert refused.value.code == "relative_among"


def test_nothing_is_decided_while_an_appeal_is_open_or_its_time_runs(told, lan):
    rows, minh = told
    with pytest.raises(DomainError) as runs:
        decide(lan, rows, on=DAY + timedelta(days=10))
    assert (runs.value.code, "20/12/2026" in runs.value.message) == ("appeal_time_runs", True)
    made = appeal(minh, rows[1])
    with pytest.raises(DomainError) as refused:
        decide(lan, rows)
    assert (refused.value.code, "Người Số 1" in refused.value.message) == ("appeal_open", True)
    assert not Evaluation.objects.exists()
    assert not Rating.objects.filter(decided_on__isnull=False).exists()
    answer(lan, made)
    assert decide(lan, rows[:3], on=LATER).records == 3
    assert decide(lan, rows[3:], on=DAY + timedelta(days=10), early="Cả đơn vị đã đồng ý").records == 3


def test_a_record_of_the_same_year_and_track_gives_way(told, lan, desk):
    rows, _minh = told
    older = desk.add(rows[2].person, Evaluation, year=2026, track="state", rating="completed")
    party = desk.add(rows[2].person, Evaluation, year=2026, track="party", rating="completed")
    decide(lan, rows)
    made = Evaluation.objects.get(pk=fresh(rows[2]).record_id)
    assert (made.supersedes_id, made.rating) == (older.pk, "good")
    party.refresh_from_db()
    assert party.superseded_at is None


def test_set_right_after_the_decision_the_file_follows_and_cancelled_it_is_concluded_anew(told, lan):
    rows, _minh = told
    decide(lan, rows)
    right = {"access": lan.access, "rating_id": rows[0].pk}
    assert refusal(appeals.set_right, **right, new_level="completed", ground=" ", on=LATER).code == "ground_missing"
    appeals.set_right(**right, new_level="completed", ground="Kết luận thanh tra", on=LATER)
    held = fresh(rows[0])
    record = Evaluation.objects.get(pk=held.record_id)
    assert (held.final_level, record.rating, record.supersedes.rating) == ("completed", "completed", "excellent")
    appeals.cancel_result(**right, ground="Kê khai không trung thực")
    held = fresh(rows[0])
    assert (held.stage, held.final_level, held.told_on, held.record_id) == ("assessed", "", None, None)
    assert not Evaluation.objects.known().filter(person=rows[0].person_id).exists()


def test_no_decision_without_its_ground(told, lan):
    with pytest.raises(DomainError) as refused:
        decide(lan, told[0], minutes=" ")
    assert refused.value.code == "ground_of_decision_missing"


def test_months_do_not_go_into_the_file(told, lan, campaign):
    campaign.kind, campaign.month = "month", 11
    campaign.save(update_fields=["kind", "month"])
    assert decide(lan, told[0]).records == 0
    assert not Evaluation.objects.exists()


def test_the_levels_of_the_files_are_all_reached():
    assert {to_file(level) for level in Level.values} == set(FileLevel.values)
    assert [from_file(to_file(level)) for level in Level.values] == Level.values


def test_what_is_open_keeps_a_campaign_from_its_end(told, lan, campaign, rated):
    rows, minh = told
    appeal(minh, rows[1])
    rated("Người Số 7")
    assert {each.code: each.count for each in what_is_open(campaign)} == {
        "appeals": 1, "unconcluded": 1, "undecided": 7
    }  # fmt: skip


# carried on


@pytest.fixture
def next_year(campaign):
    return Campaign.objects.create(
        unit=campaign.unit, title="Đánh giá năm 2027", year=2027, law_day=date(2027, 12, 31),
        state=Campaign.State.OPENING, created_by_name="kiểm thử",
    )  # fmt: skip


def test_shortcomings_come_back_to_the_same_scale_once(rated, next_year, desk):
    person = desk.open("Trần Văn Một")
    state, party = rated(person=person), rated(person=person, scheme=PARTY, regime="")
    for rating in (state, party):
        Shortcoming.objects.create(named_in=rating, text=f"Chậm báo cáo {rating.pk}")
    Shortcoming.objects.create(named_in=rated("Người đã đi"), text="Không trở lại")
    now = {
        scheme: Rating.objects.create(campaign=next_year, unit=state.unit, person=person, scheme=scheme, rank="staff")
        for scheme in (STATE, PARTY)
    }
    assert carry_shortcomings(next_year) == 2
    for scheme, rating in now.items():
        (back,) = rating.earlier_shortcomings.all()
        assert back.named_in.scheme == scheme
    assert carry_shortcomings(next_year) == 0


def test_what_was_not_mended_comes_back_again(rated, next_year, campaign, desk):
    person = desk.open("Trần Văn Một")
    now = rated(person=person)
    older = Campaign.objects.create(
        unit=campaign.unit, title="2025", year=2025, law_day=date(2025, 12, 31), created_by_name="x"
    )
    then = Rating.objects.create(campaign=older, unit=now.unit, person=person, scheme=STATE, rank="staff")
    for state in ("mended", "partly", "not_mended"):
        Shortcoming.objects.create(named_in=then, answered_in=now, text=state, state=state)
    later = Rating.objects.create(campaign=next_year, unit=now.unit, person=person, scheme=STATE, rank="staff")
    assert carry_shortcomings(next_year) == 2
    assert {each.text for each in later.earlier_shortcomings.all()} == {"partly", "not_mended"}
    assert {each.state for each in later.earlier_shortcomings.all()} == {"named"}
    assert carry_shortcomings(next_year) == 0


def test_parts_of_a_year_from_its_quarters_else_its_months(rated, campaign, desk, tree):
    person = desk.open("Trần Văn Một")

    def period(number, kind="quarter", **values):
        held = Campaign.objects.create(
            unit=campaign.unit, title="kỳ", year=2026, kind=kind, law_day=date(2026, 12, 31), created_by_name="x",
            **{kind: number},
        )  # fmt: skip
        return Rating.objects.create(
            campaign=held, unit=tree.other, person=person, scheme=STATE, rank="staff", **values
        )  # fmt: skip

    def points(rating):
        return Fraction(str(rating.points))

    assert parts_of(person.pk, 2026, STATE, points) is None
    period(11, "month", points=70, concluded_on=DAY)
    assert parts_of(person.pk, 2026, STATE, points) == [None] * 10 + [Fraction(70), None]
    period(1, points=90, concluded_on=DAY)
    period(2, points=80)
    period(3, not_rated_reason="Nghỉ thai sản", circumstances=["maternity"])
    period(4, not_rated_reason="khác")
    assert parts_of(person.pk, 2026, STATE, points) == [Fraction(90), None, "absent", None]
    assert parts_of(person.pk, 2026, PARTY, points) is None
