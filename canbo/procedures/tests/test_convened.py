"""The convened list: computed from posts, bodies and the tree of a day, against a slow reading of the same files."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import fold
from canbo.organizations.models import Body, BodyTerm, Position, Title, Unit, UnitEdge
from canbo.personnel.models import BodyMembership, PostHolding, RegimeRecord
from canbo.procedures.models import Attendance, Meeting
from canbo.procedures.selectors.convened import convened_by_rule
from canbo.procedures.selectors.listing import difference
from canbo.procedures.services import convening
from canbo.procedures.services.meetings import Bench, Frame

from .conftest import HELD_ON

pytestmark = pytest.mark.django_db
ENLARGED = ("leadership", "party_committee", "unit_heads")


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def names(found, *, with_vote=None):
    return [each.name for each in found.people if with_vote is None or each.has_vote is with_vote]


@pytest.fixture
def office(desk, tree):
    """«Phòng Nội vụ» with a head, a deputy since 2024, staff; «Tổ Hành chính» under it with a head; a committee."""
    people = {}
    for name, title, unit, since in (
        ("Lê Thị Trưởng", "head", tree.home, "2022-01-01"), ("Trần Văn Phó", "deputy", tree.home, "2024-03-01"),
        ("Phạm Văn Viên", "staff", tree.home, "2020-05-01"), ("Đỗ Thị Tổ", "head", tree.team, "2023-01-01"),
    ):  # fmt: skip
        people[name] = desk.open(name, unit)
        desk.post(people[name], title, unit, since=since)
    body = Body.objects.create(unit=tree.home, kind=Body.Kind.EXECUTIVE_COMMITTEE, name="Đảng uỷ Phòng Nội vụ")
    term = BodyTerm.objects.create(body=body, name="2025–2030", seats=3, valid_from=date(2025, 1, 1))
    for name, role in (("Lê Thị Trưởng", "Bí thư"), ("Phạm Văn Viên", "Uỷ viên")):
        desk.add(people[name], BodyMembership, term=term, role=role, since="2025-01-15")
    return people, body, term


def test_everybody_is_on_the_list_once_with_the_record_that_makes_them_a_member(office, lan, tree):
    found = convened_by_rule(lan.access, tree.home, ENLARGED, HELD_ON)
    assert names(found) == ["Lê Thị Trưởng", "Trần Văn Phó", "Phạm Văn Viên", "Đỗ Thị Tổ"]
    first, second, third, last = found.people
    assert (first.record_kind, first.roles) == ("post", ("leadership", "party_committee"))
    assert PostHolding.objects.get(pk=second.record_id).person_id == second.person_id
    assert second.basis == "Phó Trưởng phòng, Phòng Nội vụ từ 01/03/2024"
    assert "Bí thư, Đảng uỷ Phòng Nội vụ nhiệm kỳ 2025–2030 từ 15/01/2025" in first.also
    assert (third.record_kind, last.group) == ("membership", "Tổ Hành chính")
    assert all(each.has_vote for each in found.people)


def test_the_list_is_that_of_its_day(office, lan, tree):
    found = convened_by_rule(lan.access, tree.home, ("leadership",), date(2024, 2, 29))
    assert names(found) == ["Lê Thị Trưởng"]
    assert names(convened_by_rule(lan.access, tree.home, ("leadership",), date(2024, 3, 1)))[1:] == ["Trần Văn Phó"]


def test_a_committee_without_a_term_that_day_is_said_and_not_guessed(office, lan, tree):
    found = convened_by_rule(lan.access, tree.home, ("party_committee",), date(2024, 12, 31))
    assert found.people == ()
    assert found.untold == (
        "Đảng uỷ Phòng Nội vụ: không có nhiệm kỳ nào vào ngày 31/12/2024, nên không biết thành viên.",
    )


def test_what_the_files_do_not_tell_is_said_in_words(office, lan, tree, desk):
    _people, _body, _term = office
    position = Position.objects.create(unit=tree.home, title=Title.objects.get(code="thu-deputy"), seats=1)
    unknown = desk.open("Ngô Văn Lạ")
    desk.post(unknown, None, tree.home, title_text="Trợ lý lãnh đạo", since="2021-01-01")
    about = desk.open("Vũ Thị Năm")
    desk.post(about, "deputy", tree.home, since="2026")
    gone = desk.open("Bùi Văn Thôi")
    desk.post(gone, "deputy", tree.home, since="2020-01-01", until="2026")
    found = convened_by_rule(lan.access, tree.home, ("leadership", "council", "party_committee"), HELD_ON)
    told = "\n".join(found.untold)
    assert f"{position} của Phòng Nội vụ: không có người giữ vào ngày 02/03/2026." in told
    assert "Ngô Văn Lạ (Trợ lý lãnh đạo)" in told
    assert "Bùi Văn Thôi" in told
    assert "thôi giữ trong 2026" in told
    assert "Hội đồng: chưa biết là tổ chức nào" in told
    assert "có 3 uỷ viên, hồ sơ ghi 2" in told
    doubtful = next(each for each in found.people if each.person_id == about.pk)
    assert doubtful.doubt == "Hồ sơ chỉ ghi từ 2026: không rõ ngày 02/03/2026 đã giữ hay chưa."
    assert not {unknown.pk, gone.pk} & {each.person_id for each in found.people}


def test_who_attends_has_no_vote_unless_their_role_has_one(office, lan, tree):
    people, _body, _term = office
    found = convened_by_rule(
        lan.access, tree.home, ("leadership",), HELD_ON, attending=("unit_heads", "head", "person"),
        subjects=(people["Phạm Văn Viên"].pk,),
    )  # fmt: skip
    assert names(found, with_vote=True) == ["Lê Thị Trưởng", "Trần Văn Phó"]
    assert names(found, with_vote=False) == ["Đỗ Thị Tổ", "Phạm Văn Viên"]
    assert [each.name for each in found.people if each.is_subject] == ["Phạm Văn Viên"]


def test_all_staff_are_those_who_work_in_the_branches_contracts_left_out(office, lan, tree, desk):
    people, _body, _term = office
    hired = desk.open("Hà Văn Đồng", tree.team)
    desk.post(hired, "staff", tree.team, since="2024-01-01")
    desk.add(hired, RegimeRecord, regime="contract", since="2024-01-01")
    idle = desk.open("Lý Thị Nghỉ", tree.team)
    found = convened_by_rule(lan.access, tree.home, ("all_staff",), HELD_ON)
    assert {each.person_id for each in found.people} == {each.pk for each in people.values()}
    told = "\n".join(found.untold)
    assert "Không tính 1 người làm việc theo hợp đồng lao động." in told
    assert idle.full_name in told


def test_only_who_runs_the_meetings_of_a_unit_is_told_its_list(office, cuong, binh, tree):
    for account in (cuong, binh):
        with pytest.raises(Forbidden):
            convened_by_rule(account.access, tree.home, ENLARGED, HELD_ON)


def test_of_a_unit_elsewhere_only_those_whose_files_are_seen(office, lan, tree, desk):
    other = desk.open("Cao Văn Xa", tree.other)
    desk.post(other, "staff", tree.other, since="2024-01-01")
    found = convened_by_rule(
        lan.access, tree.home, ("leadership",), HELD_ON, attending=("organisation_body",),
        units={"organisation_body": tree.other.pk},
    )  # fmt: skip
    assert other.full_name not in names(found)
    assert "Phòng Tài chính: 1 người ngoài phạm vi của bạn, không có trong danh sách này." in found.untold


def test_queries_do_not_grow_with_people(office, lan, tree, desk, django_assert_max_num_queries):
    for number in range(40):
        person = desk.open(f"Người Thứ {number}")
        desk.post(person, "staff", tree.home, since="2024-01-01")
    with django_assert_max_num_queries(18):
        convened_by_rule(lan.access, tree.home, (*ENLARGED, "all_staff", "mass_heads"), HELD_ON)


def slow_reading(unit: Unit, roles, day: date) -> dict[str, set[int]]:
    """Role -> people, read row by row in Python: every record, every edge, one after another."""
    code = day.isoformat()

    def holds(begins, ends) -> bool:
        begins = begins.code if hasattr(begins, "code") else begins.isoformat() if begins else None
        ends = ends.code if hasattr(ends, "code") else ends.isoformat() if ends else None
        return (begins is None or begins <= code) and (ends is None or ends > code)

    edges = [each for each in UnitEdge.objects.all() if each.superseded_at is None and each.line == "state"
             and holds(each.valid_from, each.valid_before)]  # fmt: skip
    children = {each.unit_id for each in edges if each.parent_id == unit.pk}
    subtree, more = {unit.pk}, True
    while more:
        below = {each.unit_id for each in edges if each.parent_id in subtree} - subtree
        subtree |= below
        more = bool(below)
    posts = [each for each in PostHolding.objects.all() if each.superseded_at is None and each.unit_id
             and holds(each.valid_from, each.valid_before)]  # fmt: skip
    found: dict[str, set[int]] = {}
    for role in roles:
        if role in {"leadership", "head"}:
            ranks = {"head", "deputy"} if role == "leadership" else {"head"}
            found[role] = {p.person_id for p in posts if p.unit_id == unit.pk and p.title and p.title.rank in ranks}
        elif role in {"unit_heads", "unit_deputies"}:
            rank = "head" if role == "unit_heads" else "deputy"
            found[role] = {p.person_id for p in posts if p.unit_id in children and p.title and p.title.rank == rank}
        elif role == "all_staff":
            found[role] = {p.person_id for p in posts if p.unit_id in subtree and p.kind != "concurrent"}
        elif role == "party_committee":
            terms = {t.pk for t in BodyTerm.objects.all() if t.body.unit_id == unit.pk
                     and t.body.kind == "executive_committee" and holds(t.valid_from, t.valid_before)}  # fmt: skip
            found[role] = {m.person_id for m in BodyMembership.objects.all() if m.superseded_at is None
                           and m.term_id in terms and holds(m.valid_from, m.valid_before)}  # fmt: skip
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_list_agrees_with_a_slow_reading(seed, desk, lan, tree, titles):
    """Small offices made at random: units moved, posts and terms that begin and end, several a person."""
    chance = random.Random(seed)

    def some_day() -> date:
        return date(2024, 1, 1) + timedelta(days=chance.randrange(0, 900))

    units = [tree.home, tree.team]
    for number in range(3):
        unit = Unit.objects.create(
            name=f"Tổ {number}",
            search_name=fold(f"Tổ {number}"),
            path=tree.home.path + f"zz{number:04}",
            code=f"T{number}",
        )
        begins = some_day()
        UnitEdge.objects.create(
            unit=unit, parent=chance.choice(units), valid_from=begins, recorded_at=timezone.now(), order=9,
            valid_before=begins + timedelta(days=chance.randrange(30, 900)) if chance.random() < 0.5 else None,
        )  # fmt: skip
        units.append(unit)
    body = Body.objects.create(unit=tree.home, kind=Body.Kind.EXECUTIVE_COMMITTEE, name="Đảng uỷ")
    terms = [
        BodyTerm.objects.create(body=body, name="1", valid_before=date(2025, 6, 1)),
        BodyTerm.objects.create(body=body, name="2", valid_from=date(2025, 9, 1)),
    ]
    for number in range(14):
        person = desk.open(f"Người {number}", chance.choice(units[:2]))
        for _n in range(chance.randrange(0, 3)):
            begins = some_day()
            until = begins + timedelta(days=chance.randrange(1, 700)) if chance.random() < 0.6 else None
            desk.post(
                person, chance.choice(["head", "deputy", "staff", None]), chance.choice(units),
                since=None if chance.random() < 0.1 else begins.isoformat(), until=until.isoformat() if until else None,
                kind=chance.choice(["principal", "principal", "concurrent", "acting"]),
            )  # fmt: skip
        if chance.random() < 0.5:
            begins = some_day()
            desk.add(person, BodyMembership, term=chance.choice(terms), role="Uỷ viên", since=begins.isoformat())
    roles = ("leadership", "head", "unit_heads", "unit_deputies", "party_committee", "all_staff")
    for _n in range(4):
        day, asked = some_day(), chance.sample(roles, chance.randrange(1, len(roles) + 1))
        found = convened_by_rule(lan.access, tree.home, asked, day)
        expected = slow_reading(tree.home, asked, day)
        keys = [each.person_id for each in found.people]
        assert len(keys) == len(set(keys))
        assert set(keys) == set().union(*expected.values()), (seed, day, asked)
        for each in found.people:
            assert each.roles[0] == next(role for role in asked if each.person_id in expected[role])


@pytest.fixture
def call(office, lan, tree):
    """Give a function (…) -> the meeting of the leadership, as Lan calls it by rule."""
    people, _body, _term = office

    def made(**more):
        asked = convening.Asked(more.pop("roles", ENLARGED), **more.pop("asked", {}))
        bench = more.pop("bench", Bench(people["Lê Thị Trưởng"].pk, people["Trần Văn Phó"].pk))
        frame = Frame("Hội nghị lãnh đạo mở rộng", HELD_ON)
        return convening.convene_by_rule(
            access=lan.access, unit=tree.home, frame=frame, bench=bench, asked=asked, **more
        )

    return made


def test_the_officer_adds_and_leaves_out_with_a_reason_and_the_list_keeps_it(call, office, desk, lan, tree):
    people, _body, _term = office
    guest = desk.open("Mai Thị Khách")
    out = people["Đỗ Thị Tổ"].pk
    assert code_of(call, asked={"left_out": {out: " "}}) == "reason_missing"
    meeting = call(asked={"left_out": {out: "đi công tác nước ngoài"}, "guests": {guest.pk: "chuyên viên giúp việc"}})
    rows = {each.person_id: each for each in meeting.attendances.all()}
    assert (rows[out].is_left_out, rows[out].reason) == (True, "đi công tác nước ngoài")
    assert (rows[guest.pk].is_added, rows[guest.pk].has_vote) == (True, False)
    assert rows[people["Trần Văn Phó"].pk].basis == "Phó Trưởng phòng, Phòng Nội vụ từ 01/03/2024"
    assert meeting.convening["day"] == HELD_ON.isoformat()


def test_a_list_that_changed_under_the_officers_eyes_is_not_written(call, office, desk, tree, lan):
    seen = convened_by_rule(lan.access, tree.home, ENLARGED, HELD_ON)
    late = desk.open("Tô Văn Mới")
    desk.post(late, "deputy", tree.home, since="2025-01-01")
    assert code_of(call, digest=seen.digest) == "list_changed"
    assert not Meeting.objects.exists()


def test_a_change_of_membership_before_the_meeting_is_shown_and_taken_over(call, office, desk, lan, tree):
    people, _body, _term = office
    meeting = call()
    assert not difference(lan.access, meeting)
    late = desk.open("Tô Văn Mới")
    desk.post(late, "deputy", tree.home, since="2025-01-01")
    PostHolding.objects.filter(person=people["Đỗ Thị Tổ"]).update(superseded_at=timezone.now())
    changed = difference(lan.access, meeting)
    assert [each.name for each in changed.came] == ["Tô Văn Mới"]
    assert [each.person_id for each in changed.went] == [people["Đỗ Thị Tổ"].pk]
    assert convening.update_list(access=lan.access, meeting_id=meeting.pk) == 2
    meeting.refresh_from_db()
    assert not difference(lan.access, meeting)
    assert meeting.attendances.get(person=people["Đỗ Thị Tổ"]).is_left_out


def test_the_subject_and_their_relative_neither_chair_nor_count(call, office, desk, lan, tree):
    from canbo.personnel.models import FamilyMember

    people, _body, _term = office
    head, deputy, staff = (people[name] for name in ("Lê Thị Trưởng", "Trần Văn Phó", "Phạm Văn Viên"))
    assert code_of(call, asked={"subjects": (head.pk,)}) == "holder_is_subject"
    desk.add(deputy, FamilyMember, relation="Em", full_name="Phạm Văn Viên")
    assert code_of(call, asked={"subjects": (staff.pk,)}) == "holder_is_relative"
    bench = Bench(head.pk, people["Đỗ Thị Tổ"].pk, tellers=(staff.pk,))
    assert code_of(call, asked={"subjects": (staff.pk,)}, bench=bench) == "holder_is_subject"
    meeting = call(asked={"subjects": (staff.pk,)}, bench=Bench(head.pk, people["Đỗ Thị Tổ"].pk))
    assert Attendance.objects.filter(meeting=meeting, person=staff, has_vote=True).exists()


def test_a_meeting_of_nobody_is_refused(lan, tree):
    asked = convening.Asked(("party_committee",))
    assert code_of(
        convening.convene_by_rule, access=lan.access, unit=tree.home, frame=Frame("Họp", HELD_ON),
        bench=Bench(1, 2), asked=asked,
    ) == "nobody_convened"  # fmt: skip


def test_the_meeting_of_a_runs_step_has_its_roles_subjects_quorum_and_clause(office, lan, tree, make_run, walk, person):
    from canbo.procedures.selectors.agenda import items_of_step
    from canbo.procedures.services import agenda

    people, _body, _term = office
    run = make_run()
    step = run.steps.get(key="s1")
    bench = Bench(people["Lê Thị Trưởng"].pk, people["Trần Văn Phó"].pk)
    named = {"access": lan.access, "frame": Frame("Hội nghị", HELD_ON), "bench": bench}
    assert code_of(convening.convene_step, **named, step=step) == "step_not_ready"
    step = walk(run, "s2")
    meeting = convening.convene_step(**named, step=step)
    item = meeting.items.get()
    assert item.step_id == step.pk
    assert [each.person_id for each in item.subjects.all()] == [person.pk]
    assert (item.quorum["threshold"], item.quorum["base"]) == ("2/3", "convened")
    assert "170/2025" in item.quorum["citation"]
    assert meeting.convening["roles"] == list(step.roles)
    assert [each.pk for each in items_of_step(lan.access, step.pk)] == [item.pk]
    assert {each.person_id for each in meeting.attendances.filter(has_vote=True)} >= {people["Lê Thị Trưởng"].pk}
    later = convening.convene_by_rule(
        access=lan.access,
        unit=tree.home,
        frame=Frame("Họp khác", HELD_ON),
        bench=bench,
        asked=convening.Asked(ENLARGED),
    )
    assert agenda.add_item(access=lan.access, meeting_id=later.pk, step=step).quorum == item.quorum


def test_the_page_calls_a_meeting_by_rule_by_step_and_by_hand(office, lan, make_run, walk, tree):
    from django.urls import reverse

    people, _body, _term = office
    head, deputy = people["Lê Thị Trưởng"].pk, people["Trần Văn Phó"].pk
    step = walk(make_run(), "s2")
    address = reverse("meeting-convene")
    chosen = {
        "title": "Họp", "held_on": "02/03/2026", "way": "room", "chair": head, "teller": deputy, "begins_at": "08:30",
    }  # fmt: skip
    assert lan.client.get(address).status_code == 200
    for query, more in (
        (f"don-vi={tree.home.pk}&ngay=02/03/2026&vai=leadership&vai=unit_heads", {}),
        (f"don-vi={tree.home.pk}&ngay=02/03/2026&buoc=state.appointment.in_place/s2/0", {}),
        (f"cua-buoc={step.pk}&ngay=02/03/2026", {}),
        (f"don-vi={tree.home.pk}&ngay=02/03/2026", {"people": [head, deputy]}),
    ):
        page = lan.client.get(f"{address}?{query}")
        assert page.status_code == 200, query
        digest = page.context["found"].digest if "found" in page.context else ""
        answer = lan.client.post(f"{address}?{query}", {**chosen, **more, "digest": digest})
        assert answer.status_code == 302, (query, answer.context["form"].errors if answer.context else "")
    assert Meeting.objects.count() == 4
    assert Meeting.objects.filter(items__step=step).count() == 1
    refused = lan.client.post(f"{address}?don-vi={tree.home.pk}&vai=leadership", {**chosen, "teller": head})
    assert refused.status_code == 422
    assert "hai người" in refused.content.decode()
    wrong = lan.client.post(f"{address}?don-vi={tree.home.pk}&vai=leadership", {**chosen, "digest": "x" * 32})
    assert "Danh sách theo quy định đã đổi" in wrong.content.decode()
    for query in (
        "don-vi=999999999999999999999",
        "don-vi=x&vai=khac",
        f"don-vi={tree.home.pk}&buoc=a/b/c/d",
        "cua-buoc=0",
    ):
        assert lan.client.get(f"{address}?{query}").status_code in {200, 400, 404}
