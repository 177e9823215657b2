from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canbo.audit.models import AuditEntry
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, Forbidden
from canbo.organizations import selectors, services
from canbo.organizations.models import Line, Position, Title, Unit
from canbo.organizations.services import Founding, NewPosition, NewUnit

from .conftest import Province, day, officer_of


def test_units_stand_in_both_lines_in_the_order_given(root: AccessContext, land: Province) -> None:
    ids = services.found_units_bulk(
        access=root,
        root=land.district,
        batch_id=7,
        units=[NewUnit("Phòng Y tế"), NewUnit("Tổ Một", parent_index=0), NewUnit("Tổ Hai", parent_index=0),
               NewUnit("Trạm Y tế", parent_id=land.an.pk)],
    )  # fmt: skip
    for line in Line:
        tree = selectors.tree(root, line, day("2013-01-01"))
        assert tree.children(land.district.pk)[-1] == ids[0]
        assert tree.children(ids[0]) == ids[1:3]
        assert tree.children(land.an.pk) == [ids[3]]
    unit = Unit.objects.get(pk=ids[1])
    assert unit.path == selectors.tree(root, Line.STATE, day("2013-01-01")).path_of(unit.pk)
    assert AuditEntry.objects.filter(action="unit.founded", object_id__in=ids).count() == 4


def test_under_a_parent_founded_later_the_place_begins_with_it(root: AccessContext, land: Province) -> None:
    parent = services.found_unit(access=root, founding=Founding("Xã Mới"), parent=land.district, on=day("2010-01-01"))
    ids = services.found_units_bulk(
        access=root, root=parent, units=[NewUnit("Tổ Một"), NewUnit("Nhóm", parent_index=0)]
    )
    assert ids[1] in selectors.tree(root, Line.STATE, day("2010-01-01"))
    before = selectors.tree(root, Line.STATE, day("2009-12-31"))
    assert ids[0] not in before
    assert ids[1] not in before


def test_the_number_of_statements_does_not_grow(root: AccessContext, land: Province) -> None:
    counts = []
    for size, name in ((3, "a"), (300, "b")):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.found_units_bulk(
                access=root, root=land.district, units=[NewUnit(f"{name} {n}") for n in range(size)]
            )
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([NewUnit("")], "name_missing"),
        ([NewUnit("xa an")], "unit_exists"),
        ([NewUnit("Tổ"), NewUnit("TỔ")], "unit_exists"),
        ([NewUnit("Tổ", code="A"), NewUnit("Đội", code="A")], "duplicate_code"),
        ([NewUnit("Tổ", parent_index=0)], "parent_unknown"),
        ([NewUnit("Tổ", parent_id=10**9)], "parent_unknown"),
        ([NewUnit("Tổ", block="?")], "block_unknown"),
        ([NewUnit("Tổ", tier="?")], "tier_unknown"),
        ([NewUnit("0"), *(NewUnit("x", parent_index=n) for n in range(40))], "tree_too_deep"),
    ],
)
def test_one_refusal_refuses_all(root: AccessContext, land: Province, units: list[NewUnit], code: str) -> None:
    before = Unit.objects.count()
    with pytest.raises(DomainError) as refusal:
        services.found_units_bulk(access=root, root=land.district, units=[NewUnit("Tốt"), *_shift(units)])
    assert refusal.value.code == code
    assert Unit.objects.count() == before


def _shift(units: list[NewUnit]) -> list[NewUnit]:
    from dataclasses import replace

    if units[0].parent_index == 0:
        return [replace(units[0], parent_index=1)]
    return [u if u.parent_index is None else replace(u, parent_index=u.parent_index + 1) for u in units]


def test_scope_is_asked_of_every_parent(root: AccessContext, land: Province) -> None:
    here = officer_of(land.district)
    with pytest.raises(Forbidden):
        services.found_units_bulk(access=here, root=None, units=[NewUnit("Gốc")])
    with pytest.raises(Forbidden):
        services.found_units_bulk(access=here, root=land.district, units=[NewUnit("Tổ", parent_id=land.department.pk)])
    with pytest.raises(Forbidden):
        services.found_units_bulk(
            access=officer_of(land.district, Permission.VIEW_UNITS), root=land.district, units=[NewUnit("Tổ")]
        )
    assert services.found_units_bulk(access=here, root=land.district, units=[NewUnit("Tổ")])


def test_positions_are_found_or_made(root: AccessContext, land: Province) -> None:
    staff, head = (Title.objects.get(code=code) for code in ("chuyen-vien", "chu-tich-ubnd"))
    wanted = [NewPosition(land.an.pk, staff.pk)] * 3 + [NewPosition(land.an.pk, head.pk)]
    ids = services.add_positions_bulk(access=root, positions=wanted, batch_id=4)
    assert len(set(ids)) == 2
    assert Position.objects.get(pk=ids[0]).seats == 3
    again = services.add_positions_bulk(access=root, positions=[NewPosition(land.an.pk, staff.pk, seats=2)])
    assert again == ids[:1]
    assert Position.objects.get(pk=ids[0]).seats == 3
    more = services.add_positions_bulk(access=root, positions=[NewPosition(land.an.pk, staff.pk, seats=5)])
    assert more == ids[:1]
    assert Position.objects.get(pk=ids[0]).seats == 5
    rows = selectors.positions_of(root, [land.an.pk], day("2013-01-01"))
    assert [row.title.code for row in rows] == ["chu-tich-ubnd", "chuyen-vien"]
    for bad, code in (
        (NewPosition(10**9, staff.pk), "unit_gone"),
        (NewPosition(land.an.pk, 10**9), "title_unknown"),
        (NewPosition(land.an.pk, staff.pk, seats=0), "seats_missing"),
    ):
        with pytest.raises(DomainError) as refusal:
            services.add_positions_bulk(access=root, positions=[bad])
        assert refusal.value.code == code
    with pytest.raises(Forbidden):
        services.add_positions_bulk(access=officer_of(land.department), positions=[NewPosition(land.an.pk, staff.pk)])


def test_a_batch_is_taken_back(root: AccessContext, land: Province) -> None:
    before = set(selectors.tree(root, Line.STATE, day("2013-01-01")))
    ids = services.found_units_bulk(
        access=root,
        root=land.district,
        batch_id=5,
        units=[NewUnit("Phòng X", code="PX"), NewUnit("Tổ", parent_index=0)],
    )
    staff = Title.objects.get(code="chuyen-vien")
    services.add_positions_bulk(
        access=root, positions=[NewPosition(ids[0], staff.pk), NewPosition(land.an.pk, staff.pk)], batch_id=5
    )
    assert services.withdraw_batch_units(access=root, batch_id=5) == 2
    assert set(selectors.tree(root, Line.STATE, day("2013-01-01"))) == before
    assert selectors.positions_of(root, [*ids, land.an.pk], day("2013-01-01")) == []
    assert services.withdraw_batch_units(access=root, batch_id=5) == 0
    assert services.found_units_bulk(access=root, root=land.district, units=[NewUnit("Phòng X", code="PX")])


def test_a_batch_in_use_stays(root: AccessContext, land: Province) -> None:
    (unit_id,) = services.found_units_bulk(access=root, root=land.district, batch_id=5, units=[NewUnit("Phòng X")])
    unit = Unit.objects.get(pk=unit_id)

    def refused() -> None:
        with pytest.raises(DomainError) as refusal:
            services.withdraw_batch_units(access=root, batch_id=5)
        assert refusal.value.code == "units_in_use"

    child = services.found_unit(access=root, founding=Founding("Tổ"), parent=unit, on=day("2015-01-01"))
    refused()
    services.correct_place(access=root, unit=child, parent=land.an, at=day("2016-01-01"), reason="Nhầm")
    refused()  # in the Party line it still stands there
    services.correct_place(
        access=root, unit=child, parent=land.an, at=day("2016-01-01"), reason="Nhầm", line=Line.PARTY
    )
    row = services.assign_establishment(access=root, unit=unit, year=2015, assigned=4)
    refused()
    row.delete()
    assert services.withdraw_batch_units(access=root, batch_id=5) == 1


def test_a_batch_renamed_since_stays(root: AccessContext, land: Province) -> None:
    (unit_id,) = services.found_units_bulk(access=root, root=land.district, batch_id=5, units=[NewUnit("Phòng X")])
    services.rename_unit(access=root, unit=Unit.objects.get(pk=unit_id), name="Phòng Y", on=day("2015-01-01"))
    with pytest.raises(DomainError):
        services.withdraw_batch_units(access=root, batch_id=5)


def test_taking_back_needs_the_scope(root: AccessContext, land: Province) -> None:
    services.found_units_bulk(access=root, root=land.district, batch_id=5, units=[NewUnit("Phòng X")])
    with pytest.raises(Forbidden):
        services.withdraw_batch_units(access=officer_of(land.department), batch_id=5)
