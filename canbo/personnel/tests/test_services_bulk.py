"""Many files at once: the same checks as one by one, and undo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from canbo.audit.selectors import entries
from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.personnel.models import (
    FileChange,
    IdentityPapers,
    PartyMembership,
    Person,
    PostHolding,
    Qualification,
    SalaryStep,
)
from canbo.personnel.services import add_record, correct_record
from canbo.personnel.services.bulk import NewPerson, import_source, writing
from canbo.personnel.services.undo import dependents_of_source, withdraw_source

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


def source_of(access, batch=1):
    return import_source(access, NOW, description="danh-sach.xlsx", batch_id=batch)


def new(unit, name, born=None, **more):
    return NewPerson(unit.pk, {"full_name": name, "born": born}, **more)


def problems_of(error):
    return [(problem.index, problem.code) for problem in error.value.extra["problems"]]


def test_files_and_records_are_written_as_one_by_one(lan, units):
    source = source_of(lan)
    with writing(access=lan, source=source, recorded_at=NOW) as writer:
        people = writer.open_files(
            [
                NewPerson(
                    units["home"].pk,
                    {"full_name": " Ma  Thị Bé ", "born": PartialDate(1980), "number": "CB-7"},
                    {"full_name": "MA THỊ BÉ"},
                    date(2013, 12, 31),
                ),
                new(units["root"], "Triệu Văn Cao"),
            ]
        )
        writer.add_records(
            SalaryStep,
            ("rank_code", "coefficient", "valid_from"),
            [(people[0], "01.003", Decimal("2.67"), PartialDate(2012, 3)), (people[1], "01.004", None, None)],
        )
        writer.add_records(IdentityPapers, ("citizen_id",), [(people[0], "006080000001")])
        writer.add_records(PostHolding, ("unit", "title_text"), [(people[1], units["home"].pk, "Chuyên viên")])
    be = Person.objects.get(pk=people[0])
    assert (be.full_name, be.number, be.search_name, be.born) == ("Ma Thị Bé", "CB-7", "ma thi be", PartialDate(1980))
    identity = be.identity_set.get()
    assert identity.as_written == {"full_name": "MA THỊ BÉ"}
    assert identity.attested_on == date(2013, 12, 31)
    step = be.salarystep_set.get()
    assert (step.coefficient, step.valid_from, step.source) == (Decimal("2.67"), PartialDate(2012, 3), source)
    papers = be.identitypapers_set.get()
    assert papers.citizen_id == "006080000001"
    assert be.citizen_index == papers.citizen_index != ""
    assert Person.objects.get(pk=people[1]).unit == units["home"]
    assert FileChange.objects.filter(person_key__in=people).count() == 2
    everything = entries(full_access(None, "kiểm tra"))
    assert everything.filter(action="file.opened", object_id__in=people).count() == 2


def test_an_error_leaves_nothing_behind(lan, units):
    def half():
        with writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
            writer.open_files([new(units["home"], "Ma Thị Bé")])
            writer.add_records(Qualification, ("level",), [(987_654, "master")])

    with pytest.raises(DomainError) as error:
        half()
    assert problems_of(error) == [(0, "file_not_found")]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("kind", "fields", "values", "code"),
    [
        (Qualification, ("level",), ("tiến sỹ",), "value_unknown"),
        (Qualification, ("major",), ("Luật",), "value_missing"),
        (Qualification, ("level", "major"), ("master", "L" * 151), "value_too_long"),
        (PartyMembership, ("probationary_on", "official_on"), (PartialDate(2005), PartialDate(2004)),
         "party_dates_reversed"),
        (PostHolding, ("unit",), (987_654,), "target_missing"),
        (PostHolding, ("valid_from", "valid_before"), (PartialDate(2005, 3), PartialDate(2005, 2)), "dates_reversed"),
        (SalaryStep, ("coefficient",), (Decimal(234),), "coefficient_out_of_range"),
        (SalaryStep, ("coefficient",), (Decimal(2340),), "value_out_of_range"),
        (SalaryStep, ("valid_from",), ("2005",), "value_kind"),
    ],
)  # fmt: skip
def test_faulty_values_are_refused_with_their_row(lan, person, kind, fields, values, code):
    with pytest.raises(DomainError) as error, writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
        writer.add_records(kind, fields, [(person.pk, *values)])
    assert code in [found for _, found in problems_of(error)]
    assert not kind.objects.exists()


def test_twins_are_refused_until_somebody_decides(lan, units, person):
    rows = [
        new(units["home"], "HOÀNG văn an", PartialDate(1975)),
        new(units["home"], "Hoàng Văn An", PartialDate(1976)),
        new(units["home"], "Hoàng Văn An", PartialDate(1976, 2)),
    ]
    with pytest.raises(DomainError) as error, writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
        writer.open_files(rows)
    assert problems_of(error) == [(0, "possible_duplicate"), (2, "possible_duplicate")]
    assert error.value.extra["problems"][0].person_ids == (person.pk,)
    decided = [NewPerson(row.unit_id, row.identity, confirmed_distinct=index != 1) for index, row in enumerate(rows)]
    with writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
        writer.open_files(decided)
    assert Person.objects.filter(search_name="hoang van an").count() == 4


def test_second_single_record_and_taken_citizen_id(lan, units, person):
    add_record(access=lan, person=person, kind=IdentityPapers, values={"citizen_id": "006075000001"})
    with pytest.raises(DomainError) as error, writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
        writer.add_records(IdentityPapers, ("citizen_id",), [(person.pk, "006075000002")])
    assert problems_of(error) == [(0, "record_exists")]

    def take():
        with writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
            ids = writer.open_files([new(units["home"], "Ma Thị Bé"), new(units["home"], "Triệu Văn Cao")])
            writer.add_records(IdentityPapers, ("citizen_id",), [(ids[0], "006075000001"), (ids[1], "006075000009")])

    with pytest.raises(DomainError) as error:
        take()
    assert problems_of(error) == [(0, "citizen_id_taken")]


def test_scope_of_every_unit_and_file(lan, binh, cuong, units, person):
    with pytest.raises(Forbidden), writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
        writer.open_files([new(units["home"], "Ma Thị Bé"), new(units["other"], "Triệu Văn Cao")])
    for outsider in (binh, cuong):
        with pytest.raises(Forbidden), writing(access=outsider, source=source_of(lan), recorded_at=NOW) as writer:
            writer.add_records(Qualification, ("level",), [(person.pk, "master")])
    with pytest.raises(Forbidden), writing(access=lan, source=source_of(lan), recorded_at=NOW) as writer:
        writer.add_records(PostHolding, ("unit", "title_text"), [(person.pk, units["other"].pk, "Trưởng ban")])
    assert not PostHolding.objects.exists()


def test_undo_takes_back_everything(lan, units, person):
    add_record(access=lan, person=person, kind=PostHolding, values={"unit": units["home"], "title_text": "Cán sự"})
    source = source_of(lan)
    with writing(access=lan, source=source, recorded_at=NOW) as writer:
        ids = writer.open_files([new(units["home"], "Ma Thị Bé")])
        writer.add_records(Qualification, ("level",), [(ids[0], "master"), (person.pk, "college")])
        writer.add_records(
            PostHolding,
            ("unit", "title_text", "valid_from"),
            [(person.pk, units["root"].pk, "Trưởng phòng", PartialDate(2012))],
        )
    person.refresh_from_db()
    assert person.unit == units["root"]
    done = withdraw_source(access=lan, source=source, reason="nhập nhầm tệp")
    assert (done.people, done.records) == (1, 4)
    assert Person.objects.get(pk=ids[0]).withdrawn_at is not None
    assert not Qualification.objects.known().exists()
    assert Qualification.objects.filter(withdrawn_reason="nhập nhầm tệp").count() == 2
    person.refresh_from_db()
    assert person.unit == units["home"]
    with pytest.raises(DomainError) as error:
        withdraw_source(access=lan, source=source, reason="lần nữa")
    assert error.value.code == "source_withdrawn"


def test_undo_is_refused_when_something_later_stands_on_it(lan, cuong, units, person):
    source = source_of(lan)
    with writing(access=lan, source=source, recorded_at=NOW) as writer:
        ids = writer.open_files([new(units["home"], "Ma Thị Bé")])
        writer.add_records(Qualification, ("level",), [(ids[0], "master"), (person.pk, "college")])
    record = Qualification.objects.get(person=person)
    correct_record(access=lan, record=record, values={"level": "university"}, reason="theo bằng gốc")
    be = Person.objects.get(pk=ids[0])
    add_record(access=lan, person=be, kind=PartyMembership, values={"probationary_on": PartialDate(2010)})
    with pytest.raises(DomainError) as error:
        withdraw_source(access=lan, source=source, reason="nhập nhầm")
    assert error.value.code == "source_has_dependents"
    assert {row.person_id for row in error.value.extra["dependents"]} == {person.pk, ids[0]}
    assert len(dependents_of_source(lan, source)) == 2
    with pytest.raises(Forbidden):
        withdraw_source(access=cuong, source=source, reason="không phải của mình")
