"""Titles, positions, establishment, bodies and terms."""

from __future__ import annotations

from datetime import date

import pytest

from canbo.audit.models import AuditEntry
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.organizations import incumbents, selectors, services
from canbo.organizations.models import Body, Establishment, Title

from .conftest import Province, day, officer_of


def code_of(act: object) -> str:
    assert callable(act)
    with pytest.raises(DomainError) as refusal:
        act()
    return refusal.value.code


def test_texts_become_titles(root: AccessContext) -> None:
    texts = ["Trưởng phòng", "Cán bộ Đoàn", "cán bộ đoàn", "Trưởng kíp trực", "Phó đoàn xiếc", "", "  "]
    found = services.ensure_titles(access=root, texts=texts)
    assert set(found) == set(texts[:5])
    assert found["Trưởng phòng"].principal.leads
    assert found["Cán bộ Đoàn"].principal.title_id == found["cán bộ đoàn"].principal.title_id
    assert found["Cán bộ Đoàn"].principal.is_new
    assert found["Phó đoàn xiếc"].principal.rank == "deputy"
    fresh = Title.objects.filter(needs_review=True)
    assert sorted(fresh.values_list("name", "rank")) == [
        ("Cán bộ Đoàn", "staff"), ("Phó đoàn xiếc", "deputy"), ("Trưởng kíp trực", "staff"),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(action="title.changed").count() == 3
    again = services.ensure_titles(access=root, texts=["Cán bộ Đoàn"])
    assert not again["Cán bộ Đoàn"].principal.is_new
    assert Title.objects.filter(needs_review=True).count() == 3


def test_several_offices_of_one_cell(root: AccessContext) -> None:
    text = "Huyện uỷ viên, Quyền Chủ tịch UBND kiêm Bí thư Chi bộ"
    offices = services.ensure_titles(access=root, texts=[text])[text]
    assert (offices.principal.name, offices.principal.is_acting) == ("Chủ tịch Uỷ ban nhân dân", True)
    assert [each.name for each in offices.concurrent] == ["Huyện uỷ viên", "Bí thư Chi bộ"]
    former = services.ensure_titles(access=root, texts=["Nguyên Trưởng phòng"])["Nguyên Trưởng phòng"].principal
    assert (former.is_former, former.rank) == (True, "staff")


def test_the_list_is_loaded_once_and_edits_stay(root: AccessContext) -> None:
    assert services.load_titles(access=root) == 0
    title = Title.objects.get(code="to-truong")
    services.change_title(access=root, title=title, rank="head", reason="Có phụ cấp chức vụ")
    Title.objects.filter(code="ke-toan").update(level=1)
    Title.objects.filter(code="lai-xe").delete()
    assert services.load_titles(access=root) == 2
    assert Title.objects.get(code="to-truong").rank == "head"
    assert Title.objects.get(code="ke-toan").level == 8
    found = services.ensure_titles(access=root, texts=["Tổ trưởng"])
    assert found["Tổ trưởng"].principal.leads
    entry = AuditEntry.objects.filter(action="title.changed", object_id=title.pk).get()
    assert (entry.reason, entry.changes) == ("Có phụ cấp chức vụ", {"rank": ["staff", "head"]})


def test_titles_that_are_missing_load_themselves(root: AccessContext) -> None:
    Title.objects.all().delete()
    found = services.ensure_titles(access=root, texts=["Chủ nhiệm UBKT"])
    assert found["Chủ nhiệm UBKT"].principal.rank == "head"


def test_the_list_belongs_to_the_whole_system(root: AccessContext, land: Province) -> None:
    here = officer_of(land.district)
    title = Title.objects.get(code="to-truong")
    with pytest.raises(Forbidden):
        services.change_title(access=here, title=title, rank="head")
    with pytest.raises(Forbidden):
        services.add_title(access=here, name="Trưởng ca", rank="staff")
    made = services.add_title(access=root, name="Trưởng ca", rank="head", aliases=["Ca trưởng"])
    assert services.ensure_titles(access=here, texts=["Ca trưởng"])["Ca trưởng"].principal.title_id == made.pk
    assert code_of(lambda: services.add_title(access=root, name="trưởng  ca", rank="head")) == "title_exists"
    assert code_of(lambda: services.add_title(access=root, name=" ", rank="head")) == "name_missing"
    assert code_of(lambda: services.add_title(access=root, name="Một", rank="?")) == "rank_unknown"
    assert code_of(lambda: services.change_title(access=root, title=made, line="?")) == "line_unknown"


def test_positions(root: AccessContext, land: Province) -> None:
    title = Title.objects.get(code="truong-phong")
    position = services.add_position(access=root, unit=land.office, title=title, on=day("2010-01-01"))
    assert code_of(lambda: services.add_position(access=root, unit=land.office, title=title)) == "position_exists"
    assert (
        code_of(lambda: services.add_position(access=root, unit=land.office, title=title, seats=0)) == "seats_missing"
    )
    closed = Title.objects.get(code="bi-thu-huyen-uy")
    late = day("2025-07-01")
    assert (
        code_of(lambda: services.add_position(access=root, unit=land.office, title=closed, on=late)) == "title_closed"
    )
    assert services.add_position(access=root, unit=land.office, title=closed, on=day("2010-01-01"))
    body = services.create_body(
        access=root, unit=land.district, kind="standing_committee", name="Ban Thường vụ Huyện uỷ"
    )
    services.change_position(access=root, position=position, name="Trưởng phòng kiêm nhiệm", seats=2, managed_by=body)
    assert str(position) == "Trưởng phòng kiêm nhiệm"
    before = day("2010-01-01")
    assert code_of(lambda: services.abolish_position(access=root, position=position, on=before)) == "before_founding"
    services.abolish_position(access=root, position=position, on=day("2020-01-01"))
    assert position in selectors.positions_of(root, [land.office.pk], day("2019-12-31"))
    assert position not in selectors.positions_of(root, [land.office.pk], day("2020-01-01"))
    again = day("2021-01-01")
    assert code_of(lambda: services.abolish_position(access=root, position=position, on=again)) == "position_abolished"
    with pytest.raises(Forbidden):
        services.add_position(access=officer_of(land.an), unit=land.office, title=title)


def test_establishment_is_superseded(root: AccessContext, land: Province) -> None:
    services.assign_establishment(access=root, unit=land.office, year=2013, assigned=9)
    services.assign_establishment(access=root, unit=land.office, year=2013, assigned=11)
    services.assign_establishment(access=root, unit=land.an, year=2013, assigned=20)
    assert selectors.assigned(root, 2013) == {land.office.pk: 11, land.an.pk: 20}
    assert selectors.assigned(root, 2013, [land.an.pk]) == {land.an.pk: 20}
    assert Establishment.objects.count() == 3
    assign = services.assign_establishment
    assert code_of(lambda: assign(access=root, unit=land.an, year=13, assigned=1)) == "year_out_of_range"
    assert code_of(lambda: assign(access=root, unit=land.an, year=2013, assigned=-1)) == "negative_number"


def test_bodies_and_terms(root: AccessContext, land: Province) -> None:
    body = services.create_body(
        access=root, unit=land.district, kind=Body.Kind.EXECUTIVE_COMMITTEE, name="Ban Chấp hành Đảng bộ huyện",
        founded_on=PartialDate(1946),
    )  # fmt: skip
    create = services.create_body
    same = {"access": root, "unit": land.district, "kind": "other"}
    assert code_of(lambda: create(**same, name="Ban  Chấp hành Đảng bộ huyện")) == "body_exists"
    assert code_of(lambda: create(**same, name="")) == "name_missing"
    assert code_of(lambda: create(**same, name="Một", line="?")) == "line_unknown"
    assert code_of(lambda: create(**{**same, "kind": "?"}, name="Một")) == "kind_unknown"
    term = services.open_term(
        access=root, body=body, name="2010–2015", seats=35, valid_from=day("2010-08-01"), valid_before=day("2015-08-01")
    )
    open_term = services.open_term
    inside = day("2015-07-31")
    assert code_of(lambda: open_term(access=root, body=body, name="2015–2020", valid_from=inside)) == "term_overlaps"
    assert code_of(lambda: open_term(access=root, body=body, name="", valid_from=inside)) == "name_missing"
    services.close_term(access=root, term=term, on=day("2015-07-15"))
    next_term = open_term(access=root, body=body, name="2015–2020", valid_from=day("2015-07-15"))
    assert [each.name for each in selectors.bodies_of(root, land.district)[0].terms.all()] == ["2015–2020", "2010–2015"]
    assert code_of(lambda: services.close_term(access=root, term=term, on=day("2016-01-01"))) == "term_closed"
    assert code_of(lambda: services.close_term(access=root, term=next_term, on=day("2015-07-15"))) == "dates_reversed"
    assert code_of(lambda: services.close_body(access=root, body=body, on=day("2015-01-01"))) == "dates_reversed"
    services.close_body(access=root, body=body, on=day("2025-07-01"))
    next_term.refresh_from_db()
    assert next_term.valid_before == day("2025-07-01")
    assert code_of(lambda: services.close_body(access=root, body=body, on=day("2026-01-01"))) == "body_closed"
    assert code_of(lambda: open_term(access=root, body=body, name="Mới", valid_from=day("2025-08-01"))) == "body_closed"
    with pytest.raises(Forbidden):
        services.open_term(access=officer_of(land.an), body=body, name="Mới")


def test_incumbents_come_from_the_app_above(
    root: AccessContext, land: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = Title.objects.get(code="chuyen-vien")
    position = services.add_position(access=root, unit=land.office, title=title, seats=3)
    monkeypatch.setattr(incumbents, "_provider", [])
    assert selectors.position_rows(root, [land.office.pk], day("2013-01-01"))[0].vacant is None
    asked: list[date] = []

    def holders(unit_ids: object, as_of: date, access: AccessContext) -> dict[int, list[tuple[int, str]]]:
        asked.append(as_of)
        return {position.pk: [(5, "Nguyễn Thị Mẫu")]}

    incumbents.register_incumbents(holders, lambda _units, _as_of, _access: {land.office.pk: 1}, lambda pk: f"/x/{pk}/")
    row = selectors.position_rows(root, [land.office.pk], day("2013-01-01"))[0]
    assert (row.holders, row.vacant, asked) == (((5, "Nguyễn Thị Mẫu"),), 2, [day("2013-01-01")])
    assert incumbents.presence(root, None, day("2013-01-01")) == {land.office.pk: 1}
    assert incumbents.person_url(5) == "/x/5/"
    blind = officer_of(land.province, Permission.VIEW_UNITS)
    row = selectors.position_rows(blind, [land.office.pk], day("2013-01-01"))[0]
    assert (row.holders, row.vacant) == ((), None)
    assert incumbents.presence(blind, None, day("2013-01-01")) is None
