"""What a decision does to files: shown before, done on its day, once, all or nothing, in the name of the decision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from canbo.audit.models import AuditEntry
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.decisions.models import Decision
from canbo.enactments import events, services
from canbo.enactments.models import DecisionSubject
from canbo.enactments.services import NewEffect, NewSubject
from canbo.organizations.models import Body, BodyTerm
from canbo.personnel.models import (
    Award,
    BodyMembership,
    Discipline,
    FileChange,
    PlanEntry,
    PostHolding,
    SalaryStep,
    Training,
)

from .conftest import SOON, TODAY, on

DAY_BEFORE = SOON - timedelta(days=1)


def appointed(office, name="Nguyễn Văn An", **values):
    person = office.desk.open(name)
    office.desk.post(person, "staff", since="2015-01-01")
    return person, office.position(**values)


def test_a_decision_of_the_future_does_nothing_before_its_day_and_all_of_it_on_its_day(office):
    person, position = appointed(office)
    decision = office.sign(office.draft((person, [("post_given", {"position": position.pk})])), effective=SOON)
    assert decision.state == "signed"
    services.take_effect(DAY_BEFORE)
    assert office.posts(person) == ["Chuyên viên từ 01/01/2015"]

    report = services.take_effect(SOON)

    assert (report.in_force, report.written, report.failed) == ([decision.pk], 1, 0)
    assert office.posts(person) == ["Chuyên viên 01/01/2015 – 01/04/2026", "Trưởng phòng từ 01/04/2026"]
    old, new = PostHolding.objects.known().filter(person=person).order_by("valid_from")
    assert new.decision == decision
    assert new.position == position
    assert new.unit == office.tree.home
    assert new.source.kind == "case"
    assert old.source == new.source
    assert str(decision) in new.source.description
    assert old.end_reason
    assert old.supersedes is not None
    decision.refresh_from_db()
    assert decision.state == "in_force"


def test_asked_twice_it_is_done_once(office):
    person, position = appointed(office)
    office.sign(office.draft((person, [("post_given", {"position": position.pk})])), effective=SOON)
    services.take_effect(SOON)
    rows, log = PostHolding.objects.count(), AuditEntry.objects.count()
    again = services.take_effect(SOON)
    assert (again.written, again.in_force) == (0, [])
    assert (PostHolding.objects.count(), AuditEntry.objects.count()) == (rows, log)


def test_what_is_due_when_it_is_signed_is_done_at_once(office):
    person, position = appointed(office)
    decision = office.sign(office.draft((person, [("post_given", {"position": position.pk})])))
    assert decision.state == "in_force"
    assert office.posts(person)[-1] == "Trưởng phòng từ 02/03/2026"
    assert FileChange.objects.filter(person_key=person.pk).count() >= 3
    actions = set(AuditEntry.objects.filter(object_type="decision").values_list("action", flat=True))
    assert {"decision.drafted", "decision.signed", "decision.took_effect"} <= actions


def test_each_subject_may_have_a_day_of_its_own(office):
    one, first = appointed(office, "Nguyễn Văn An")
    two, second = appointed(office, "Trần Thị Bích", title="deputy")
    draft = office.draft(
        (one, [("post_given", {"position": first.pk})]), (two, [("post_given", {"position": second.pk})], SOON)
    )
    office.sign(draft)
    assert office.posts(one)[-1] == "Trưởng phòng từ 02/03/2026"
    assert len(office.posts(two)) == 1
    services.take_effect(SOON)
    assert office.posts(two)[-1] == "Phó Trưởng phòng từ 01/04/2026"


def test_the_file_moves_on_the_day_and_not_before(office, tree):
    person, _position = appointed(office)
    there = office.position("deputy", unit=tree.team)
    office.sign(office.draft((person, [("post_given", {"position": there.pk})]), kind="transfer"), effective=SOON)
    person.refresh_from_db()
    assert person.unit == tree.home
    services.take_effect(SOON)
    person.refresh_from_db()
    assert person.unit == tree.team


def test_the_outlook_says_before_and_after_in_words(office):
    person, position = appointed(office)
    draft = office.draft((person, [("post_given", {"position": position.pk})]), effective=SOON)
    [row] = services.preview_effects(access=office.signer.access, decision=draft, today=TODAY)
    assert "Chuyên viên" in row.before[0]
    assert "từ 01/01/2015" in row.before[0]
    assert row.after[0].startswith("Thôi từ 01/04/2026")
    assert "Trưởng phòng" in row.after[1]
    assert row.conflicts == []
    assert office.posts(person) == ["Chuyên viên từ 01/01/2015"]


def only_code(office, draft) -> list[tuple[str, bool]]:
    rows = services.preview_effects(access=office.signer.access, decision=draft, today=TODAY)
    return [(each.code, each.blocks) for row in rows for each in row.conflicts]


@pytest.mark.parametrize(
    ("reason", "code", "blocks"), [("Từ trần", "person_died", True), ("Nghỉ hưu theo chế độ", "person_left", False)]
)
def test_somebody_who_died_or_left_is_told(office, reason, code, blocks):
    person = office.desk.open("Nguyễn Văn An")
    office.desk.post(person, "staff", since="2000-01-01", until="2025-01-01", end_reason=reason)
    draft = office.draft((person, [("post_given", {"position": office.position().pk})]))
    assert only_code(office, draft) == [(code, blocks)]


def test_a_post_without_a_seat_is_told_and_may_be_accepted(office):
    holder = office.desk.open("Lê Văn Cao")
    position = office.position()
    office.desk.post(holder, "head", position=position, since="2020-01-01")
    person, _other = appointed(office)
    draft = office.draft((person, [("post_given", {"position": position.pk})]))
    assert only_code(office, draft) == [("no_vacancy", False)]
    with pytest.raises(DomainError) as refused:
        office.sign(draft)
    assert refused.value.code == "effects_conflict"
    assert "Nguyễn Văn An" in refused.value.message
    assert office.sign(draft, accept=("no_vacancy",)).state == "in_force"


def test_the_seat_that_one_leaves_is_free_for_another_in_the_same_decision(office):
    holder = office.desk.open("Lê Văn Cao")
    position = office.position()
    office.desk.post(holder, "head", position=position, since="2020-01-01")
    person, _other = appointed(office)
    draft = office.draft(
        (holder, [("post_ended", {"end_reason": "Nghỉ hưu"})]), (person, [("post_given", {"position": position.pk})])
    )
    assert only_code(office, draft) == []


def test_what_the_file_has_already_and_what_begins_later_are_told(office):
    person = office.desk.open("Nguyễn Văn An")
    position = office.position()
    office.desk.post(person, "head", position=position, since="2020-01-01")
    again = office.draft((person, [("post_given", {"position": position.pk})]))
    assert ("already_there", True) in only_code(office, again)
    later = office.draft((person, [("post_given", {"title": office.titles["deputy"].pk, "unit": office.tree.home.pk})]),
                         effective=date(2019, 1, 1))  # fmt: skip
    assert ("overlap", True) in only_code(office, later)


def test_nothing_and_too_much_to_end_are_told(office):
    person = office.desk.open("Nguyễn Văn An")
    assert only_code(office, office.draft((person, [("post_ended", {})]), kind="release")) == [("nothing_to_end", True)]
    office.desk.post(person, "head", since="2020-01-01")
    office.desk.post(person, "deputy", since="2021-01-01")
    assert only_code(office, office.draft((person, [("post_ended", {})]), kind="release")) == [("several_to_end", True)]
    named = office.draft((person, [("post_ended", {"title_text": "Phó Trưởng phòng"})]), kind="release")
    assert only_code(office, named) == []
    office.sign(named)
    assert office.posts(person) == ["Trưởng phòng từ 01/01/2020", "Phó Trưởng phòng 01/01/2021 – 02/03/2026"]


def test_another_decision_that_waits_is_told(office):
    person, position = appointed(office)
    first = office.sign(office.draft((person, [("post_given", {"position": position.pk})])), effective=SOON)
    second = office.draft(
        (person, [("post_given", {"title": office.titles["deputy"].pk, "unit": office.tree.home.pk})])
    )
    rows = services.preview_effects(access=office.signer.access, decision=second, today=TODAY)
    assert [(each.code, str(first) in each.message) for each in rows[0].conflicts] == [("other_pending", True)]


def test_what_cannot_be_done_on_the_day_waits_whole_and_is_done_once_it_can(office):
    person, position = appointed(office)
    other, second = appointed(office, "Trần Thị Bích", title="deputy")
    draft = office.draft(
        (person, [("post_given", {"position": position.pk}), ("award_given", {"form": "Bằng khen"})]),
        (other, [("post_given", {"position": second.pk})]),
    )  # fmt: skip
    decision = office.sign(draft, effective=SOON)
    blocking = office.desk.post(person, "deputy", since="2026-04-01")

    report = services.take_effect(SOON)

    assert (report.written, report.failed) == (1, 1)
    assert office.posts(other)[-1] == "Phó Trưởng phòng từ 01/04/2026"
    assert not Award.objects.filter(person=person).exists(), "nothing of this file is half done"
    waiting = decision.subjects.get(person=person)
    assert waiting.state == "failed"
    assert "01/04/2026" in waiting.problem
    log = AuditEntry.objects.count()
    services.take_effect(SOON)
    assert AuditEntry.objects.count() == log, "nothing new to tell"

    from canbo.personnel.services import withdraw_record

    withdraw_record(access=office.desk.access, record=blocking, reason="Nhập nhầm")
    services.retry(access=office.drafter.access, decision=decision, today=SOON)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == ("applied", "")
    assert Award.objects.filter(person=person, decision=decision).exists()


def test_what_will_never_be_done_is_set_aside_with_the_reason(office):
    person, position = appointed(office)
    decision = office.sign(office.draft((person, [("post_given", {"position": position.pk})])), effective=SOON)
    subject = decision.subjects.get()
    with pytest.raises(DomainError, match="lý do"):
        services.set_aside(access=office.drafter.access, subject=subject, reason=" ")
    services.set_aside(access=office.drafter.access, subject=subject, reason="Cán bộ từ trần")
    assert services.take_effect(SOON).written == 0
    subject.refresh_from_db()
    assert (subject.state, subject.problem) == ("set_aside", "Cán bộ từ trần")
    with pytest.raises(DomainError, match="đã thực hiện"):
        services.set_aside(access=office.drafter.access, subject=subject, reason="Lần nữa")


def test_every_kind_of_effect_writes_its_record_by_the_decision(office):
    person = office.desk.open("Nguyễn Văn An")
    office.desk.post(person, "staff", since="2015-01-01")
    body = Body.objects.create(unit=office.tree.home, kind="party_cell", name="Chi bộ")
    term = BodyTerm.objects.create(body=body, name="2025-2030")
    office.desk.add(person, SalaryStep, since="2020-01-01", rank_code="01.003", step=2)
    office.desk.add(person, PlanEntry, since="2020-01-01", title_text="Trưởng phòng")
    decision = office.sign(
        office.draft(
            (
                person,
                [
                    ("post_renewed", {"term_ends_on": PartialDate(2031, 3, 2)}),
                    ("membership_given", {"term": term.pk, "role": "Bí thư"}),
                    ("salary_given", {"rank_code": "01.003", "step": 3, "coefficient": "3.00"}),
                    ("plan_removed", {"title_text": "Trưởng phòng", "removed_reason": "Hết tuổi"}),
                    ("plan_entered", {"title_text": "Phó Chủ tịch"}),
                    ("training_given", {"course": "Cao cấp lý luận chính trị"}),
                    ("discipline_given", {"track": "party", "form": "reprimand", "violation": "Vi phạm"}),
                    ("award_given", {"form": "Bằng khen"}),
                    ("allowance_given", {"kind": "Chức vụ", "group": "post", "coefficient": "0.5"}),
                ],
            ),
            kind="other",
        )
    )
    assert decision.state == "in_force", decision.subjects.get().problem
    post = PostHolding.objects.known().get(person=person)
    assert (post.reappointed_on, post.term_ends_on) == (on(TODAY), PartialDate(2031, 3, 2))
    assert BodyMembership.objects.known().get(person=person).term == term
    steps = SalaryStep.objects.known().filter(person=person).order_by("valid_from")
    assert [(each.step, each.valid_before) for each in steps] == [(2, on(TODAY)), (3, None)]
    plan = PlanEntry.objects.known().filter(person=person).order_by("valid_from")
    assert [(each.title_text, each.valid_before, each.removed_reason) for each in plan] == [
        ("Trưởng phòng", on(TODAY), "Hết tuổi"), ("Phó Chủ tịch", None, ""),
    ]  # fmt: skip
    for kind in (BodyMembership, Training, Discipline, Award):
        assert kind.objects.known().get(person=person).decision == decision


def test_seconded_somebody_keeps_the_post_and_rotated_leaves_it(office, tree):
    seconded, rotated = (office.desk.open(name) for name in ("Nguyễn Văn An", "Trần Thị Bích"))
    for person in (seconded, rotated):
        office.desk.post(person, "head", since="2015-01-01")
    given = {"unit": tree.team.pk, "title": office.titles["deputy"].pk}
    office.sign(office.draft((seconded, [("post_given", {**given, "kind": "seconded"})]), kind="secondment"))
    office.sign(office.draft((rotated, [("post_given", {**given, "kind": "rotated"})]), kind="rotation"))
    assert office.posts(seconded) == ["Trưởng phòng từ 01/01/2015", "Phó Trưởng phòng từ 02/03/2026"]
    assert office.posts(rotated) == ["Trưởng phòng 01/01/2015 – 02/03/2026", "Phó Trưởng phòng từ 02/03/2026"]


def test_who_drafted_does_not_enter_the_signature(office):
    person, position = appointed(office)
    draft = office.draft((person, [("post_given", {"position": position.pk})]))
    with pytest.raises(Forbidden) as refused:
        services.sign(access=office.drafter.access, decision=draft, issued_on=on(TODAY), today=TODAY, number="1-QĐ")
    assert refused.value.code == "own_draft"
    paper = office.draft(kind="conclusion")
    assert services.sign(
        access=office.drafter.access, decision=paper, issued_on=on(TODAY), today=TODAY, number="2-KL"
    ).state == "in_force"  # fmt: skip


def test_nobody_enters_the_signature_of_their_own_case(office, make_account):
    person, position = appointed(office)
    draft = office.draft((person, [("post_given", {"position": position.pk})]))
    owner = make_account("owner", "officer", office.tree.home, "Chủ hồ sơ", person.pk)
    with pytest.raises(Forbidden) as refused:
        services.sign(access=owner.access, decision=draft, issued_on=on(TODAY), today=TODAY, number="1-QĐ")
    assert refused.value.code == "own_case"


def test_scope_holds_for_drafting_and_signing(office, cuong, binh, tree):
    person, position = appointed(office)
    stranger = office.desk.open("Phạm Văn Xa", unit=tree.other)
    with pytest.raises(DomainError) as refused:
        office.draft((stranger, [("award_given", {"form": "Bằng khen"})]))
    assert refused.value.code == "file_not_found"
    away = office.position(unit=tree.other)
    with pytest.raises(Forbidden):
        office.draft((person, [("post_given", {"position": away.pk})]))
    with pytest.raises(Forbidden):
        services.draft_decision(
            access=binh.access, unit=tree.home, kind="other", abstract="Việc khác", issuer_name="Huyện uỷ"
        )
    draft = office.draft((person, [("post_given", {"position": position.pk})]))
    with pytest.raises(NotFound):
        services.sign(access=cuong.access, decision=draft, issued_on=on(TODAY), today=TODAY, number="1-QĐ")
    with pytest.raises(NotFound):
        services.preview_effects(access=cuong.access, decision=draft, today=TODAY)
    signed = services.sign(access=binh.access, decision=draft, issued_on=on(TODAY), today=TODAY, number="1-QĐ")
    assert signed.state == "in_force", "the committee's member signs without the right to edit files"


def test_a_signed_decision_is_changed_by_nobody(office):
    person, position = appointed(office)
    decision = office.sign(office.draft((person, [("post_given", {"position": position.pk})])), effective=SOON)
    for change in (
        lambda: services.change_draft(access=office.drafter.access, decision=decision, values={"abstract": "Khác"}),
        lambda: services.discard_draft(access=office.drafter.access, decision=decision, reason="Bỏ"),
        lambda: services.add_subjects(
            access=office.drafter.access, decision=decision, subjects=[NewSubject(person.pk)]
        ),
        lambda: services.remove_subject(access=office.drafter.access, subject=decision.subjects.get()),
        lambda: office.sign(decision),
    ):
        with pytest.raises(DomainError) as refused:
            change()
        assert refused.value.code == "not_a_draft"


def test_days_of_signing_and_of_effect_are_whole_and_signing_is_not_ahead(office):
    draft = office.draft(kind="conclusion")
    for issued, effective, code in (
        (PartialDate(2026, 3), None, "day_incomplete"), (on(TODAY), PartialDate(2026), "day_incomplete"),
        (on(SOON), None, "signed_in_future"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            services.sign(
                access=office.signer.access, decision=draft, issued_on=issued, today=TODAY, effective_on=effective,
                number="1-KL",
            )  # fmt: skip
        assert refused.value.code == code


def test_who_listens_is_told_what_becomes_of_a_decision(office, monkeypatch):
    told = []
    monkeypatch.setattr(events, "_listeners", [lambda decision, event: told.append((decision.pk, event))])
    person, position = appointed(office)
    decision = office.sign(office.draft((person, [("post_given", {"position": position.pk})])), effective=SOON)
    services.take_effect(SOON)
    dropped = office.draft(kind="other")
    services.discard_draft(access=office.drafter.access, decision=dropped, reason="Không cần")
    assert told == [(decision.pk, "signed"), (decision.pk, "in_force"), (dropped.pk, "discarded")]


def test_three_hundred_are_written_in_few_queries_and_all_or_nothing(
    office, monkeypatch, django_assert_max_num_queries
):
    people = [office.desk.open(f"Nguyễn Văn Số{place:03}") for place in range(300)]
    for person in people:
        office.desk.post(person, "staff", since="2015-01-01")
    given = {"unit": office.tree.home.pk, "title": office.titles["deputy"].pk}
    with django_assert_max_num_queries(60):
        draft = office.draft(*((person, [("post_given", given)]) for person in people))
    with django_assert_max_num_queries(60):
        decision = office.sign(draft, effective=SOON)

    from canbo.enactments.services import applying

    def cut_off(*_args, **_values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(applying, "_settle", cut_off)
        with pytest.raises(KeyboardInterrupt):
            services.take_effect(SOON)
    assert not PostHolding.objects.filter(decision=decision).exists()
    assert Decision.objects.get(pk=decision.pk).state == "signed"

    with django_assert_max_num_queries(100):
        assert services.take_effect(SOON).written == 300
    assert PostHolding.objects.known().filter(decision=decision).count() == 300
    assert decision.subjects.filter(state=DecisionSubject.State.APPLIED).count() == 300


def test_a_number_typed_and_a_number_of_the_series(office):
    series = office.series()
    one = office.draft(kind="conclusion", series=series)
    two = office.draft(kind="conclusion", series=series)
    assert [office.sign(each).number for each in (one, two)] == ["01-QĐ/HU", "02-QĐ/HU"]
    old = services.register_old_paper(
        access=office.drafter.access, unit=office.tree.home, kind="appointment", number="05-QĐ/HU", series=series,
        issued_on=PartialDate(2026, 1, 5), abstract="Giấy cũ",
    )  # fmt: skip
    assert (old.state, old.sequence) == ("in_force", 5)
    with pytest.raises(DomainError) as refused:
        services.register_old_paper(
            access=office.drafter.access, unit=office.tree.home, kind="appointment", number="5-QĐ/HU",
            issuer_name="Huyện uỷ Mẫu", issued_on=PartialDate(2026, 1, 7), abstract="Giấy khác",
        )  # fmt: skip
    assert refused.value.code == "number_taken"
    assert "05-QĐ/HU ngày 05/01/2026" in refused.value.message


def test_unknown_effects_and_values_are_refused(office):
    person, _position = appointed(office)
    for key, values, code in (
        ("made_up", {}, "effect_unknown"), ("award_given", {"colour": "đỏ"}, "value_unknown"),
        ("salary_given", {"step": "ba"}, "value_unreadable"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            services.add_subjects(
                access=office.drafter.access, decision=office.draft(),
                subjects=[NewSubject(person.pk, [NewEffect(key, values)])],
            )  # fmt: skip
        assert refused.value.code == code
    wrong = office.draft((person, [("salary_given", {"step": 40, "rank_code": "01.003"})]), kind="salary")
    assert only_code(office, wrong) == [("value_refused", True)]
