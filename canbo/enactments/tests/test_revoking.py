"""A decision is taken back by another one: what it wrote is withdrawn, what it ended is given back by new records."""

from __future__ import annotations

import pytest
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError
from canbo.decisions.kinds import Relation
from canbo.enactments import services
from canbo.personnel.models import PostHolding, SalaryStep
from canbo.personnel.services import correct_record

from .conftest import SOON, TODAY


@pytest.fixture
def person(office):
    person = office.desk.open("Nguyễn Văn An")
    office.desk.post(person, "staff", since="2015-01-01")
    return person


def give(office, person, title, day=TODAY, **values):
    draft = office.draft(
        (person, [("post_given", {"unit": office.tree.home.pk, "title": office.titles[title].pk})]),
        effective=day,
        **values,
    )
    return office.sign(draft)


def revoke(office, decision, today=TODAY, **values):
    draft = services.draft_revocation(access=office.drafter.access, decision=decision, abstract="Thu hồi", **values)
    return office.sign(draft, today=today)


def test_revoking_gives_back_what_was_ended_and_deletes_nothing(office, person):
    decision = give(office, person, "head")
    known_then = timezone.now()
    rows = PostHolding.objects.count()

    revoking = revoke(office, decision)

    assert office.posts(person) == ["Chuyên viên từ 01/01/2015"]
    decision.refresh_from_db()
    assert (decision.state, revoking.state) == ("revoked", "in_force")
    assert PostHolding.objects.count() == rows + 1, "one record given back, none deleted"
    then = PostHolding.objects.known(known_then).filter(person=person)
    assert {str(each.title_text) for each in then} == {"Chuyên viên", "Trưởng phòng"}
    gone = PostHolding.objects.get(decision=decision)
    assert gone.superseded_at is not None
    assert str(revoking) in gone.withdrawn_reason
    assert decision.subjects.get().state == "withdrawn"
    assert AuditEntry.objects.filter(action="decision.revoked", object_id=decision.pk).count() == 1


def test_a_revocation_of_the_future_waits_for_its_day(office, person):
    decision = give(office, person, "head")
    draft = services.draft_revocation(access=office.drafter.access, decision=decision, abstract="Thu hồi")
    office.sign(draft, effective=SOON)
    decision.refresh_from_db()
    assert decision.state == "in_force"
    assert len(office.posts(person)) == 2
    services.take_effect(SOON)
    decision.refresh_from_db()
    assert decision.state == "revoked"
    assert len(office.posts(person)) == 1
    rows = PostHolding.objects.count()
    services.take_effect(SOON)
    assert PostHolding.objects.count() == rows


def test_one_that_was_to_take_effect_later_never_does(office, person):
    decision = give(office, person, "head", SOON)
    assert decision.state == "signed"
    revoke(office, decision)
    services.take_effect(SOON)
    assert office.posts(person) == ["Chuyên viên từ 01/01/2015"]
    assert decision.subjects.get().state == "withdrawn"


def test_a_chain_is_taken_back_from_its_end(office, person):
    first = give(office, person, "deputy")
    second = give(office, person, "head", SOON)
    services.take_effect(SOON)
    assert office.posts(person)[-2:] == ["Phó Trưởng phòng 02/03/2026 – 01/04/2026", "Trưởng phòng từ 01/04/2026"]
    draft = services.draft_revocation(access=office.drafter.access, decision=first, abstract="Thu hồi")
    [row] = services.preview_effects(access=office.signer.access, decision=draft, today=SOON)
    assert [(each.code, each.blocks) for each in row.conflicts] == [("later_changes", True)]
    with pytest.raises(DomainError, match="Hãy thu hồi quyết định sau"):
        office.sign(draft, today=SOON)

    revoke(office, second, SOON)
    assert office.posts(person) == ["Chuyên viên 01/01/2015 – 02/03/2026", "Phó Trưởng phòng từ 02/03/2026"]
    office.sign(draft, today=SOON)
    assert office.posts(person) == ["Chuyên viên từ 01/01/2015"]


def test_what_somebody_corrected_since_is_not_taken_back_over_their_head(office, person):
    decision = give(office, person, "head")
    held = PostHolding.objects.known().get(decision=decision)
    draft = services.draft_revocation(access=office.drafter.access, decision=decision, abstract="Thu hồi")
    office.sign(draft, effective=SOON)
    correct_record(
        access=office.desk.access, record=held, values={"main_duty": "Phụ trách chung"}, reason="Bổ sung nhiệm vụ"
    )
    report = services.take_effect(SOON)
    assert report.failed == 1
    assert len(office.posts(person)) == 2
    assert "Hãy thu hồi quyết định sau" in draft.subjects.get().problem
    decision.refresh_from_db()
    assert decision.state == "in_force"


def test_one_of_several_people_is_taken_out(office, person):
    other = office.desk.open("Trần Thị Bích")
    office.desk.post(other, "staff", since="2016-01-01")
    given = {"unit": office.tree.home.pk, "title": office.titles["deputy"].pk}
    decision = office.sign(office.draft((person, [("post_given", given)]), (other, [("post_given", given)])))
    revoke(office, decision, people=[other.pk])
    decision.refresh_from_db()
    assert decision.state == "in_force"
    assert len(office.posts(person)) == 2
    assert office.posts(other) == ["Chuyên viên từ 01/01/2016"]
    with pytest.raises(DomainError, match="Không có ai"):
        services.draft_revocation(
            access=office.drafter.access, decision=decision, abstract="Thu hồi", people=[other.pk]
        )  # fmt: skip
    revoke(office, decision)
    decision.refresh_from_db()
    assert decision.state == "revoked"


def test_one_that_replaces_another_takes_it_back_and_does_its_own(office, person):
    old = give(office, person, "head")
    draft = office.draft(
        (person, [("post_given", {"unit": office.tree.home.pk, "title": office.titles["deputy"].pk})]),
        links=[(old, Relation.REPLACES)],
    )
    [row] = services.preview_effects(access=office.signer.access, decision=draft, today=TODAY)
    assert any("Chuyên viên" in line for line in row.before)
    assert row.conflicts == []
    office.sign(draft)
    assert office.posts(person) == ["Chuyên viên 01/01/2015 – 02/03/2026", "Phó Trưởng phòng từ 02/03/2026"]
    old.refresh_from_db()
    assert old.state == "replaced"


def test_one_that_amends_another_gives_its_record_new_values_and_revoking_it_gives_the_old_ones_back(office, person):
    old = office.sign(office.draft((person, [("salary_given", {"rank_code": "01.003", "step": 3})]), kind="salary"))
    amending = office.sign(
        office.draft(
            (person, [("salary_given", {"rank_code": "01.003", "step": 4})]), kind="salary",
            links=[(old, Relation.AMENDS)],
        )
    )  # fmt: skip
    step = SalaryStep.objects.known().get(person=person)
    assert (step.step, step.decision) == (4, amending)
    old.refresh_from_db()
    assert old.state == "in_force"
    revoke(office, amending)
    step = SalaryStep.objects.known().get(person=person)
    assert (step.step, step.decision) == (3, old)


def test_only_what_stands_can_be_taken_back(office, person):
    draft = office.draft((person, [("award_given", {"form": "Bằng khen"})]), kind="award")
    with pytest.raises(DomainError) as refused:
        services.draft_revocation(access=office.drafter.access, decision=draft, abstract="Thu hồi")
    assert refused.value.code == "link_gone"
    decision = office.sign(draft)
    twice = [
        services.draft_revocation(access=office.drafter.access, decision=decision, abstract="Thu hồi")
        for _each in range(2)
    ]
    office.sign(twice[0])
    with pytest.raises(DomainError) as refused:
        office.sign(twice[1])
    assert refused.value.code == "link_gone"
