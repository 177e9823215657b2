"""One file at a time: opening, adding, correcting, withdrawing, verifying; who may."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from canbo.audit.selectors import entries
from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.decisions.models import Decision
from canbo.organizations.models import Position
from canbo.personnel.models import (
    Conclusion,
    FileChange,
    Identity,
    IdentityPapers,
    PartyMembership,
    PostHolding,
    Qualification,
    SalaryStep,
)
from canbo.personnel.services import (
    DecisionGiven,
    add_record,
    correct_record,
    open_file,
    verify_fields,
    withdraw_record,
)


def audited(action):
    return entries(full_access(None, "kiểm tra")).filter(action=action).first()


def test_open_file_keeps_what_lists_need(person):
    assert (person.search_name, person.born, person.gender) == ("hoang van an", PartialDate(1975, 8, 15), "male")
    assert audited("file.opened").object_label == "Hoàng Văn An"
    assert FileChange.objects.filter(person_key=person.pk).count() == 1


def test_twins_anywhere_are_asked_about(lan, cuong, units, person):
    with pytest.raises(DomainError) as error:
        open_file(access=cuong, unit=units["other"], identity={"full_name": "HOÀNG VĂN AN", "born": PartialDate(1975)})
    assert (error.value.code, error.value.extra["person_ids"]) == ("possible_duplicate", [person.pk])
    other = open_file(
        access=cuong, unit=units["other"],
        identity={"full_name": "Hoàng Văn An", "born": PartialDate(1975), "confirmed_distinct": True},
    )  # fmt: skip
    assert other.pk != person.pk


def test_correction_supersedes_and_keeps_person_in_line(lan, person):
    identity = Identity.objects.get(person=person)
    fresh = correct_record(
        access=lan, record=identity, values={"full_name": "Hoàng Văn Ân", "other_names": "An"}, reason="theo khai sinh"
    )
    person.refresh_from_db()
    assert (person.full_name, person.search_aliases) == ("Hoàng Văn Ân", "an")
    identity.refresh_from_db()
    assert identity.superseded_at == fresh.recorded_at
    assert (fresh.supersedes_id, fresh.reason, fresh.ethnicity) == (identity.pk, "theo khai sinh", "Tày")
    entry = audited("file.record_corrected")
    assert entry.changes["full_name"] == ["Hoàng Văn An", "Hoàng Văn Ân"]
    with pytest.raises(DomainError) as error:
        correct_record(access=lan, record=identity, values={"ethnicity": "Nùng"}, reason="chậm tay")
    assert error.value.code == "record_superseded"
    with pytest.raises(DomainError) as error:
        correct_record(access=lan, record=fresh, values={"ethnicity": "Nùng"}, reason="  ")
    assert error.value.code == "reason_missing"


def test_secrets_stay_out_of_the_audit(lan, person):
    add_record(access=lan, person=person, kind=IdentityPapers, values={"citizen_id": "006075000001"})
    entry = audited("file.record_added")
    assert entry.changes["citizen_id"] == [None, "***"]
    person.refresh_from_db()
    assert person.citizen_index
    assert "006075000001" not in person.citizen_index


def test_citizen_id_belongs_to_one_person(lan, units, person):
    other = open_file(access=lan, unit=units["home"], identity={"full_name": "Ma Thị Bé"})
    add_record(access=lan, person=person, kind=IdentityPapers, values={"citizen_id": "006075000001"})
    with pytest.raises(ValidationError) as error:
        add_record(access=lan, person=other, kind=IdentityPapers, values={"citizen_id": "006075000001"})
    assert "citizen_id" in error.value.message_dict


def test_a_single_record_is_corrected_not_doubled(lan, person):
    add_record(access=lan, person=person, kind=PartyMembership, values={"probationary_on": PartialDate(2001)})
    with pytest.raises(DomainError) as error:
        add_record(access=lan, person=person, kind=PartyMembership, values={"probationary_on": PartialDate(2002)})
    assert error.value.code == "record_exists"


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (PartyMembership, {"probationary_on": PartialDate(2005), "official_on": PartialDate(2004)}, "official_on"),
        (PostHolding, {"title_text": "Cán sự", "valid_from": PartialDate(2005), "valid_before": PartialDate(2004)},
         "valid_before"),
        (PostHolding, {}, "title_text"),
        (SalaryStep, {"step": 13}, "step"),
        (Qualification, {"level": "tien si"}, "level"),
        (Qualification, {"level": "master", "begun_on": PartialDate(2004), "ended_on": PartialDate(2003)}, "ended_on"),
    ],
)  # fmt: skip
def test_contradictions_are_refused_by_field(lan, person, kind, values, field):
    with pytest.raises(ValidationError) as error:
        add_record(access=lan, person=person, kind=kind, values=values)
    assert field in error.value.message_dict
    assert not kind.objects.exists()


def test_known_to_the_year_alone_is_no_contradiction(lan, person):
    values = {"probationary_on": PartialDate(2005, 6), "official_on": PartialDate(2005)}
    assert add_record(access=lan, person=person, kind=PartyMembership, values=values).pk


def test_position_gives_unit_title_and_words(lan, units, person, title):
    position = Position.objects.create(unit=units["root"], title=title)
    post = add_record(access=lan, person=person, kind=PostHolding, values={"position": position})
    assert (post.unit, post.title, post.title_text) == (units["root"], title, "Trưởng phòng")
    person.refresh_from_db()
    assert person.unit == units["root"]
    with pytest.raises(ValidationError) as error:
        add_record(access=lan, person=person, kind=PostHolding, values={"position": position, "unit": units["home"]})
    assert "position" in error.value.message_dict


def test_decision_is_registered_with_its_record_or_not_at_all(lan, person):
    given = DecisionGiven("12/QĐ-UBND", PartialDate(2020, 1, 2), "UBND huyện")
    with pytest.raises(ValidationError):
        add_record(access=lan, person=person, kind=SalaryStep, values={"step": 44}, decision=given)
    assert not Decision.objects.exists()
    step = add_record(
        access=lan, person=person, kind=SalaryStep, values={"coefficient": Decimal("2.34")}, decision=given
    )
    assert step.decision.number == "12/QĐ-UBND"


def test_verified_values_lose_their_mark_when_corrected(lan, person):
    record = add_record(
        access=lan, person=person, kind=PartyMembership,
        values={"probationary_on": PartialDate(2001), "official_on": PartialDate(2002)},
    )  # fmt: skip
    seen = verify_fields(access=lan, record=record, fields=["probationary_on", "official_on"], paper="Thẻ đảng viên")
    assert seen.verified["official_on"]["paper"] == "Thẻ đảng viên"
    fresh = correct_record(access=lan, record=seen, values={"official_on": PartialDate(2003)}, reason="theo quyết định")
    assert set(fresh.verified) == {"probationary_on"}
    with pytest.raises(DomainError) as error:
        verify_fields(access=lan, record=fresh, fields=["person"], paper="Giấy")
    assert error.value.code == "field_unknown"


def test_withdrawal_keeps_who_and_why(lan, person):
    record = add_record(access=lan, person=person, kind=Qualification, values={"level": "master"})
    withdraw_record(access=lan, record=record, reason="ghi nhầm người")
    record.refresh_from_db()
    assert record.superseded_at is not None
    assert (record.withdrawn_by_name, record.withdrawn_reason, record.reason) == ("Trần Thị Lan", "ghi nhầm người", "")
    with pytest.raises(DomainError) as error:
        withdraw_record(access=lan, record=Identity.objects.get(person=person), reason="thử")
    assert error.value.code == "identity_needed"


def test_who_may_write(lan, binh, cuong, an, units, person):
    values = {"level": "master"}
    with pytest.raises(Forbidden):
        add_record(access=binh, person=person, kind=Qualification, values=values)
    with pytest.raises(NotFound):
        add_record(access=cuong, person=person, kind=Qualification, values=values)
    with pytest.raises(Forbidden):
        add_record(access=an, person=person, kind=Qualification, values=values)
    with pytest.raises(Forbidden):
        open_file(access=lan, unit=units["other"], identity={"full_name": "Ma Thị Bé"})


def test_nobody_moves_a_file_out_of_their_scope(lan, units, person):
    with pytest.raises(Forbidden) as error:
        add_record(
            access=lan, person=person, kind=PostHolding, values={"unit": units["other"], "title_text": "Trưởng ban"}
        )
    assert error.value.code == "moved_out_of_scope"
    assert not PostHolding.objects.exists()


def test_restricted_sections_need_their_right(lan, users, units, person):
    from canbo.core.access import AccessContext, Grant, Permission

    clerk = AccessContext(
        users["lan"].pk, "Trần Thị Lan", (Grant(frozenset({Permission.VIEW_FILES, Permission.EDIT_FILES}), "000001"),)
    )
    with pytest.raises(Forbidden):
        add_record(access=clerk, person=person, kind=Conclusion, values={"kind": "vetting"})
    record = add_record(access=lan, person=person, kind=Conclusion, values={"kind": "vetting"})
    for write in (
        lambda: correct_record(access=clerk, record=record, values={"authority": "UBKT"}, reason="thử"),
        lambda: withdraw_record(access=clerk, record=record, reason="thử"),
        lambda: verify_fields(access=clerk, record=record, fields=["kind"], paper="Giấy"),
    ):
        with pytest.raises(Forbidden):
            write()
