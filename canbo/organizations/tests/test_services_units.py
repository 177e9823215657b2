from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.decisions.services import register_decision
from canbo.organizations import selectors, services
from canbo.organizations.models import Line, Position, StructureChange, Title, Unit, UnitEvent
from canbo.organizations.services import Founding, Part

from .conftest import Province, day, officer_of

END_OF_DISTRICTS = date(2025, 7, 1)


def refused(code: str, act: Callable[[], object]) -> None:
    """The act is refused with this code and leaves nothing behind."""
    before = (Unit.objects.count(), StructureChange.objects.count(), AuditEntry.objects.count())
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert refusal.value.message.endswith((".", "»"))
    assert (Unit.objects.count(), StructureChange.objects.count(), AuditEntry.objects.count()) == before


def test_the_district_that_is_no_more_still_stands_in_2013(root: AccessContext, land: Province) -> None:
    decision = register_decision(
        access=root, number="1/QĐ", issued_on=PartialDate(2025, 6, 20), issuer_name="UBND tỉnh Sơn Hà"
    )
    for commune in (land.an, land.binh):
        for line in Line:
            services.move_unit(
                access=root, unit=commune, parent=land.province, on=END_OF_DISTRICTS, line=line, decision=decision
            )
    for office in (land.office, land.home_affairs):
        services.abolish_unit(access=root, unit=office, on=END_OF_DISTRICTS, decision=decision)
    services.abolish_unit(access=root, unit=land.district, on=END_OF_DISTRICTS, decision=decision)
    in_2013 = selectors.tree(root, Line.STATE, date(2013, 12, 31))
    assert in_2013.children(land.district.pk) == [
        land.office.pk, land.home_affairs.pk, land.an.pk, land.binh.pk,
    ]  # fmt: skip
    last_day = selectors.tree(root, Line.STATE, date(2025, 6, 30))
    assert land.district.pk in last_day
    after = selectors.tree(root, Line.STATE, END_OF_DISTRICTS)
    assert land.district.pk not in after
    assert after.parent_of(land.an.pk) == land.province.pk
    assert selectors.breadcrumb(root, land.an, date(2013, 1, 1)) == [
        (land.province.pk, "Tỉnh Sơn Hà"), (land.district.pk, "Huyện Đông Giang"),
    ]  # fmt: skip
    land.district.refresh_from_db()
    land.an.refresh_from_db()
    assert land.district.abolished_on == END_OF_DISTRICTS
    if timezone.localdate() >= END_OF_DISTRICTS:
        assert land.an.path.startswith(land.province.path)
        assert not land.an.path.startswith(land.district.path)
    # What is gone keeps the place it had, so that its scope still reaches it.
    assert land.district.path.startswith(land.province.path)
    event = selectors.events_of(root, land.district)[0]
    assert (event.kind, event.on, event.decision) == (UnitEvent.Kind.ABOLISHED, END_OF_DISTRICTS, decision)


def test_renamed_units_show_the_name_of_the_day(root: AccessContext, land: Province) -> None:
    services.rename_unit(access=root, unit=land.office, name="Văn phòng Đảng uỷ", on=day("2015-03-01"))
    services.rename_unit(access=root, unit=land.office, name="Văn phòng Cấp uỷ", on=day("2010-01-01"))
    said = [
        selectors.name_of(root, land.office, day(d)) for d in ("2009-12-31", "2010-01-01", "2014-01-01", "2015-03-01")
    ]
    assert said == ["Văn phòng Huyện uỷ", "Văn phòng Cấp uỷ", "Văn phòng Cấp uỷ", "Văn phòng Đảng uỷ"]
    land.office.refresh_from_db()
    assert (land.office.name, land.office.search_name) == ("Văn phòng Đảng uỷ", "van phong dang uy")
    assert list(selectors.search_units(root, "van phong cap", day("2012-01-01"))) == [land.office.pk]
    assert list(selectors.search_units(root, "van phong cap", day("2016-01-01"))) == []


def test_what_we_knew_before_a_change_was_recorded(root: AccessContext, land: Province) -> None:
    moment = timezone.now()
    services.rename_unit(access=root, unit=land.an, name="Phường An", on=day("2012-01-01"))
    services.move_unit(access=root, unit=land.an, parent=land.province, on=day("2012-01-01"))
    asked = day("2013-01-01")
    assert selectors.tree(root, Line.STATE, asked).parent_of(land.an.pk) == land.province.pk
    assert selectors.tree(root, Line.STATE, asked, known_on=moment).parent_of(land.an.pk) == land.district.pk
    assert selectors.names(root, asked, known_on=moment)[land.an.pk].name == "Xã An"


def test_both_ends_must_be_in_scope(root: AccessContext, land: Province) -> None:
    here = officer_of(land.district)
    services.rename_unit(access=here, unit=land.an, name="Xã An Mới", on=day("2012-01-01"))
    with pytest.raises(Forbidden):
        services.move_unit(access=here, unit=land.an, parent=land.department, on=day("2012-01-01"))
    with pytest.raises(Forbidden):
        services.move_unit(access=here, unit=land.department, parent=land.an, on=day("2012-01-01"))
    with pytest.raises(Forbidden):
        services.move_unit(access=here, unit=land.an, parent=None, on=day("2012-01-01"))
    with pytest.raises(Forbidden):
        services.found_unit(access=here, founding=Founding("Sở Mới"), parent=land.province, on=day("2012-01-01"))
    with pytest.raises(Forbidden):
        services.merge_units(access=here, units=[land.an, land.department], into=land.binh, on=day("2012-01-01"))


def test_refusals(root: AccessContext, land: Province) -> None:
    on = day("2014-01-01")
    a, district = land.an, land.district
    refused("unit_cycle", lambda: services.move_unit(access=root, unit=district, parent=a, on=on))
    refused("unit_cycle", lambda: services.move_unit(access=root, unit=a, parent=a, on=on))
    refused("nothing_changes", lambda: services.move_unit(access=root, unit=a, parent=district, on=on))
    refused("unit_has_children", lambda: services.abolish_unit(access=root, unit=district, on=on))
    refused("name_missing", lambda: services.rename_unit(access=root, unit=a, name="  ", on=on))
    refused("nothing_changes", lambda: services.rename_unit(access=root, unit=a, name="Xã  An", on=on))
    refused("unit_exists", lambda: services.rename_unit(access=root, unit=a, name="XÃ BÌNH", on=on))
    found = services.found_unit
    refused("name_missing", lambda: found(access=root, founding=Founding(""), parent=a, on=on))
    refused("name_too_long", lambda: found(access=root, founding=Founding("x" * 251), parent=a, on=on))
    refused("unit_exists", lambda: found(access=root, founding=Founding("xa an"), parent=district, on=on))
    refused("block_unknown", lambda: found(access=root, founding=Founding("Tổ", block="?"), parent=a, on=on))
    refused("tier_unknown", lambda: found(access=root, founding=Founding("Tổ", tier="?"), parent=a, on=on))
    refused("dates_reversed", lambda: found(access=root, founding=Founding("Tổ"), parent=a, on=on, before=on))
    refused("merge_too_few", lambda: services.merge_units(access=root, units=[a], into=a, on=on))
    refused("merge_target_missing", lambda: services.merge_units(access=root, units=[a, land.binh], on=on))
    refused("merge_into_below", lambda: services.merge_units(access=root, units=[district], into=a, on=on))
    split = services.split_unit
    refused("split_too_few", lambda: split(access=root, unit=a, parts=[], on=on, keep=True))
    parts = [Part(Founding("Một")), Part(Founding("Hai"))]
    refused("children_unassigned", lambda: split(access=root, unit=district, parts=parts, on=on, keep=False))
    stranger = [Part(Founding("Một"), (land.department.pk,))]
    refused("child_unknown", lambda: split(access=root, unit=district, parts=stranger, on=on, keep=True))


def test_dates_outside_a_life_are_refused(root: AccessContext, land: Province) -> None:
    made = services.found_unit(
        access=root, founding=Founding("Xã Cũ", code="X1"), parent=land.district, on=day("2000-01-01"),
        before=day("2010-01-01"),
    )  # fmt: skip
    assert made.abolished_on == day("2010-01-01")
    rename = services.rename_unit
    refused("before_founding", lambda: rename(access=root, unit=made, name="Xã Mới", on=day("1999-12-31")))
    refused("unit_abolished", lambda: rename(access=root, unit=made, name="Xã Mới", on=day("2010-01-01")))
    refused("unit_abolished", lambda: services.abolish_unit(access=root, unit=made, on=day("2005-01-01")))
    refused(
        "parent_not_alive",
        lambda: services.found_unit(access=root, founding=Founding("Tổ"), parent=made, on=day("2005-01-01")),
    )
    refused(
        "duplicate_code",
        lambda: services.found_unit(
            access=root, founding=Founding("Khác", code=" X1 "), parent=land.district, on=day("2005-01-01")
        ),
    )
    services.move_unit(access=root, unit=land.an, parent=land.province, on=day("2018-01-01"))
    refused("later_changes", lambda: services.abolish_unit(access=root, unit=land.an, on=day("2017-01-01")))
    assert services.found_unit(
        access=root, founding=Founding("Tổ"), parent=made, on=day("2005-01-01"), before=day("2006-01-01")
    )


def test_a_circle_of_a_later_day_is_refused(root: AccessContext, land: Province) -> None:
    """Bình goes under An in 2020; An may then not go under Bình from 2015 on, but may until 2019."""
    services.move_unit(access=root, unit=land.binh, parent=land.an, on=day("2020-01-01"))
    refused(
        "unit_cycle",
        lambda: services.move_unit(access=root, unit=land.an, parent=land.binh, on=day("2015-01-01")),
    )
    services.move_unit(access=root, unit=land.an, parent=land.province, on=day("2019-01-01"))
    services.move_unit(access=root, unit=land.an, parent=land.binh, on=day("2015-01-01"))
    assert selectors.tree(root, Line.STATE, day("2016-01-01")).parent_of(land.an.pk) == land.binh.pk
    assert selectors.tree(root, Line.STATE, day("2020-01-01")).parent_of(land.binh.pk) == land.an.pk


def test_merging_hands_over_what_stands_below(root: AccessContext, land: Province) -> None:
    team = services.found_unit(access=root, founding=Founding("Tổ Văn thư"), parent=land.an, on=day("2010-01-01"))
    title = Title.objects.get(code="chu-tich-ubnd")
    position = services.add_position(access=root, unit=land.an, title=title)
    merged = services.merge_units(
        access=root, units=[land.an, land.binh], on=day("2020-01-01"), founding=Founding("Xã An")
    )
    assert (merged.tier, merged.founded_on) == ("commune", day("2020-01-01"))
    tree = selectors.tree(root, Line.PARTY, day("2020-01-01"))
    assert tree.parent_of(team.pk) == merged.pk
    assert land.an.pk not in tree
    assert selectors.tree(root, Line.PARTY, day("2019-12-31")).parent_of(team.pk) == land.an.pk
    position.refresh_from_db()
    assert position.valid_before == day("2020-01-01")
    assert {event.kind for event in selectors.events_of(root, land.an)} == {UnitEvent.Kind.MERGED}
    assert set(selectors.events_of(root, merged)[0].related.all()) == {land.an, land.binh}


def test_splitting_into_two(root: AccessContext, land: Province) -> None:
    one, two = services.split_unit(
        access=root,
        unit=land.district,
        on=day("2020-01-01"),
        keep=False,
        parts=[
            Part(Founding("Huyện Đông"), (land.office.pk, land.an.pk)),
            Part(Founding("Huyện Giang"), (land.home_affairs.pk, land.binh.pk)),
        ],
    )
    tree = selectors.tree(root, Line.STATE, day("2020-01-01"))
    assert tree.children(one.pk) == [land.office.pk, land.an.pk]
    assert tree.children(two.pk) == [land.home_affairs.pk, land.binh.pk]
    assert land.district.pk not in tree
    assert two.tier == "district"


def test_a_change_recorded_ahead_takes_hold_on_its_day(root: AccessContext, land: Province) -> None:
    ahead = timezone.localdate() + (date(2001, 1, 1) - date(2000, 12, 1))
    services.rename_unit(access=root, unit=land.an, name="Phường An", on=ahead)
    services.move_unit(access=root, unit=land.an, parent=land.province, on=ahead)
    land.an.refresh_from_db()
    assert land.an.name == "Xã An"
    assert land.an.path.startswith(land.district.path)
    assert services.refresh_today(ahead) == 1
    land.an.refresh_from_db()
    assert land.an.name == "Phường An"
    assert not land.an.path.startswith(land.district.path)


def test_correcting_an_entry(root: AccessContext, land: Province) -> None:
    services.rename_unit(access=root, unit=land.an, name="Phường Ann", on=day("2015-01-01"))
    moment = timezone.now()
    correct = services.correct_unit
    at = day("2016-01-01")
    refused("reason_missing", lambda: correct(access=root, unit=land.an, reason=" ", at=at, name="Phường An"))
    refused("nothing_changes", lambda: correct(access=root, unit=land.an, reason="Nhầm", at=at, name="Phường Ann"))
    correct(access=root, unit=land.an, reason="Gõ nhầm", at=at, name="Phường An", code="P01", block="government")
    assert selectors.name_of(root, land.an, day("2015-01-01")) == "Phường An"
    assert selectors.name_of(root, land.an, day("2014-01-01")) == "Xã An"
    assert selectors.names(root, at, known_on=moment)[land.an.pk].name == "Phường Ann"
    land.an.refresh_from_db()
    assert (land.an.code, land.an.block) == ("P01", "government")
    correct(access=root, unit=land.an, reason="Theo quyết định", at=at, founded_on=day("1990-05-01"))
    assert land.an.pk not in selectors.tree(root, Line.STATE, day("1990-04-30"))
    assert land.an.pk in selectors.tree(root, Line.STATE, day("1990-05-01"))
    correct(access=root, unit=land.an, reason="Không rõ", at=at, founded_on=None)
    assert land.an.pk in selectors.tree(root, Line.STATE, day("1950-01-01"))
    refused(
        "children_before",
        lambda: correct(access=root, unit=land.district, reason="Nhầm", at=at, founded_on=day("1990-01-01")),
    )
    services.correct_place(access=root, unit=land.an, parent=land.province, at=at, reason="Gõ nhầm cấp trên")
    assert selectors.tree(root, Line.STATE, day("1950-01-01")).parent_of(land.an.pk) == land.province.pk
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.reason) == ("unit.changed", "Gõ nhầm cấp trên")


def test_nothing_is_seen_without_the_right(land: Province) -> None:
    nobody = AccessContext(9, "Không ai")
    for read in (
        lambda: selectors.units(nobody),
        lambda: selectors.tree(nobody, Line.STATE, day("2013-01-01")),
        lambda: selectors.titles(nobody),
        lambda: selectors.positions_of(nobody, [1], day("2013-01-01")),
        lambda: selectors.bodies_of(nobody, land.an),
    ):
        with pytest.raises(Forbidden):
            read()


def test_unknown_things_are_not_found(root: AccessContext, db: None) -> None:
    for read in (
        selectors.unit_of, selectors.position_of, selectors.body_of, selectors.term_of, selectors.title_of,
    ):  # fmt: skip
        with pytest.raises(NotFound):
            read(root, 10**9)


def test_a_position_ends_with_its_unit_only_once(root: AccessContext, land: Province) -> None:
    title = Title.objects.get(code="truong-phong")
    services.add_position(access=root, unit=land.office, title=title, on=day("2018-01-01"))
    refused("later_changes", lambda: services.abolish_unit(access=root, unit=land.office, on=day("2017-01-01")))
    services.abolish_unit(access=root, unit=land.office, on=day("2019-01-01"))
    assert Position.objects.get().valid_before == day("2019-01-01")


def test_each_name_and_place_keeps_the_decision_that_made_it(root: AccessContext, land: Province) -> None:
    one, two = (register_decision(access=root, number=number) for number in ("1/QĐ", "2/QĐ"))
    rename = services.rename_unit
    rename(access=root, unit=land.an, name="Xã An Một", on=day("2010-01-01"), decision=one)
    rename(access=root, unit=land.an, name="Xã An Hai", on=day("2015-01-01"), decision=two)
    services.correct_unit(access=root, unit=land.an, reason="Nhầm", at=day("2016-01-01"), name="Xã An 2")
    said = [(row.name, row.decision) for row in selectors.names_over_time(root, land.an)]
    assert said == [("Xã An 2", two), ("Xã An Một", one), ("Xã An", None)]
    services.move_unit(access=root, unit=land.an, parent=land.province, on=day("2015-01-01"), decision=two)
    places = [row for row in selectors.places_over_time(root, land.an) if row.line == Line.STATE]
    assert [(row.parent, row.decision) for row in places] == [(land.province, two), (land.district, None)]
