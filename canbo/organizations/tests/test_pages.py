"""Every page of the organisation: who may open it, what it shows, what it costs, and the acts done by it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.core.access import AccessContext
from canbo.decisions.models import Decision
from canbo.organizations import incumbents, selectors, services, urls
from canbo.organizations.models import Line, Position, Title, Unit
from canbo.organizations.services import NewUnit

from .conftest import Province, day

type Browse = Callable[[str, Unit | None], Client]


@pytest.fixture
def browse(make_account: Callable[..., Any]) -> Browse:
    """Give a browser signed in with a role for the subtree of a unit (None: the whole system)."""
    numbers = count(1)

    def sign_in(role: str, unit: Unit | None = None) -> Client:
        client = make_account(f"{role}-{next(numbers)}", role, unit).client
        assert isinstance(client, Client)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app above says that Lan holds every position of a head, and that each unit has two people."""

    def holders(unit_ids: object, as_of: date, access: AccessContext) -> dict[int, list[tuple[int, str]]]:
        return {each.pk: [(1, "Nguyễn Thị Lan")] for each in Position.objects.filter(title__rank="head")}

    def presence(unit_ids: object, as_of: date, access: AccessContext) -> dict[int, int]:
        return dict.fromkeys(Unit.objects.values_list("pk", flat=True), 2)

    monkeypatch.setattr(incumbents, "_provider", [])
    incumbents.register_incumbents(holders, presence, lambda person: f"/ho-so/{person}/")


READ = ("units", "units-find", "units-chart", "titles")
READ_UNIT = ("unit", "unit-positions", "unit-establishment", "unit-bodies", "unit-history")
EDIT = ("unit-found", "title-add")
EDIT_UNIT = (
    "unit-rename", "unit-move", "unit-merge", "unit-split", "unit-abolish", "unit-correct", "position-add",
    "establishment-assign", "body-add",
)  # fmt: skip


def addresses(root: AccessContext, land: Province) -> dict[str, str]:
    """Every page by name, with things that stand in the district."""
    title = Title.objects.get(code="truong-phong")
    position = services.add_position(access=root, unit=land.home_affairs, title=title)
    body = services.create_body(access=root, unit=land.district, kind="party_cell", name="Chi bộ Văn phòng")
    term = services.open_term(access=root, body=body, name="2010–2015", valid_from=day("2010-01-01"))
    found = {name: reverse(name) for name in (*READ, *EDIT, "titles-load")}
    found |= {name: reverse(name, args=[land.home_affairs.pk]) for name in (*READ_UNIT, *EDIT_UNIT)}
    found["units-branch"] = reverse("units-branch") + f"?don-vi={land.district.pk}"
    found["title-edit"] = reverse("title-edit", args=[title.pk])
    found |= {name: reverse(name, args=[position.pk]) for name in ("position-change", "position-abolish")}
    found |= {name: reverse(name, args=[body.pk]) for name in ("body-close", "term-open")}
    found |= {name: reverse(name, args=[term.pk]) for name in ("unit-term", "term-close")}
    return found


def test_who_may_open_what(root: AccessContext, land: Province, browse: Browse) -> None:
    pages = addresses(root, land)
    assert set(pages) == {pattern.name for pattern in urls.urlpatterns}
    for_all = {"title-add", "title-edit", "titles-load"}
    reading = {*READ, *READ_UNIT, "units-branch", "unit-term"}
    viewers = {
        "everywhere": (browse("officer", None), set(pages)),
        "in scope": (browse("officer", land.district), set(pages) - for_all),
        "elsewhere": (browse("officer", land.department), reading | {"unit-found"}),
        "reader": (browse("cadre", None), reading),
    }
    for who, (client, allowed) in viewers.items():
        for name, url in pages.items():
            answer = client.post(url) if name == "titles-load" else client.get(url)
            expected = {200, 302} if name in allowed else {403}
            assert answer.status_code in expected, (who, name, answer.status_code)
    stranger = Client()
    for name, url in pages.items():
        assert stranger.get(url).status_code == 302, name


def test_every_page_is_sound(root: AccessContext, land: Province, browse: Browse) -> None:
    client = browse("officer", None)
    for name, url in addresses(root, land).items():
        if name in {"units-branch", "units-find", "titles-load"}:
            continue
        html = client.get(url).content.decode()
        assert len(re.findall(r"<h1[ >]", html)) == 1, name
        assert re.search(r"<title>\s*[^<·]+ · canbo</title>", html), name
        assert '<html lang="vi">' in html, name
        labels = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
        for field in re.findall(r'<(?:input|select|textarea)\b(?![^>]*type="(?:hidden|radio|checkbox)")[^>]*>', html):
            named = re.search(r'id="([^"]+)"', field)
            assert "aria-label" in field or (named and named[1] in labels), (name, field)


def test_pages_cost_few_queries_however_many_units(root: AccessContext, land: Province, browse: Browse) -> None:
    client = browse("officer", None)
    pages = {
        name: url
        for name, url in addresses(root, land).items()
        if name in {*READ, *READ_UNIT, "units-branch", "unit-term"}
    }
    costs: list[dict[str, int]] = []
    for _round in range(2):
        cost = {}
        for name, url in pages.items():
            client.get(url)  # the day's tree is in the cache from here on
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            cost[name] = len(captured)
        costs.append(cost)
        units = [NewUnit(f"Tổ {_round} {n}") for n in range(40)]
        services.found_units_bulk(access=root, root=land.home_affairs, units=units)
    assert costs[0] == costs[1]
    assert max(costs[1].values()) <= 12, costs[1]


def test_tree_shows_figures_alone_and_summed(root: AccessContext, land: Province, browse: Browse) -> None:
    services.assign_establishment(access=root, unit=land.an, year=2013, assigned=4)
    services.assign_establishment(access=root, unit=land.office, year=2013, assigned=1)
    client = browse("officer", None)
    answer = client.get(reverse("units"), {"ngay": "2013-12-31"})
    rows = {row.name: row for row in answer.context["rows"]}
    assert [row.name for row in answer.context["rows"]][:4] == [
        "Tỉnh Sơn Hà", "Huyện Đông Giang", "Văn phòng Huyện uỷ", "Phòng Nội vụ",
    ]  # fmt: skip
    district, an, office = rows["Huyện Đông Giang"], rows["Xã An"], rows["Văn phòng Huyện uỷ"]
    assert (district.assigned, district.present, district.all_assigned, district.all_present) == (None, 2, 5, 10)
    assert (an.gap, an.filled, an.shortage) == (-2, 50, 2)
    assert (office.gap, office.filled) == (1, 100)
    assert (rows["Sở Nội vụ"].all_assigned, rows["Sở Nội vụ"].gap) == (None, None)
    figures = answer.context["figures"]
    assert (figures.total_assigned, figures.total_present) == (5, 14)
    blind = browse("cadre", None).get(reverse("units"))
    assert blind.context["figures"].present is None


def test_search_without_marks_and_as_of(root: AccessContext, land: Province, browse: Browse) -> None:
    services.rename_unit(access=root, unit=land.an, name="Phường An Hoà", on=day("2015-01-01"))
    client = browse("cadre", None)

    def names(text: str, on: str) -> list[str]:
        answer = client.get(reverse("units"), {"q": text, "ngay": on})
        return [row.name for row in answer.context["rows"]]

    assert names("an hoa", "2016-01-01") == ["Phường An Hoà"]
    assert names("an hoa", "2014-01-01") == []
    assert names("NOI VU", "2014-01-01") == ["Phòng Nội vụ", "Sở Nội vụ"]
    part = client.get(reverse("units"), {"q": "noi vu"}, headers={"HX-Request": "true", "HX-Target": "rows"})
    assert b"<html" not in part.content
    offers = client.get(reverse("units-find"), {"q": "noi vu"}).content.decode()
    assert f"Phòng Nội vụ · Huyện Đông Giang (#{land.home_affairs.pk})" in offers


def test_tree_unfolds_by_and_by(root: AccessContext, land: Province, browse: Browse) -> None:
    services.found_units_bulk(access=root, root=land.an, units=[NewUnit(f"Tổ {n}") for n in range(130)])
    client = browse("cadre", None)
    rows = client.get(reverse("units")).context["rows"]
    an = next(row for row in rows if row.unit == land.an)
    assert (len(rows), an.has_children, an.is_open) == (7, True, False)
    below = client.get(reverse("units-branch"), {"don-vi": land.an.pk})
    assert len(below.context["rows"]) == 130
    assert {row.level for row in below.context["rows"]} == {3}
    opened = client.get(reverse("units"), {"mo": land.an.pk}).context["rows"]
    assert len(opened) == 137
    assert client.get(reverse("units-branch"), {"don-vi": 10**7}).status_code == 404


def test_the_other_line(root: AccessContext, land: Province, browse: Browse) -> None:
    services.move_unit(access=root, unit=land.an, parent=land.office, on=day("2010-01-01"), line=Line.PARTY)
    client = browse("cadre", None)

    def parent(line: str) -> int:
        rows = client.get(reverse("units"), {"he": line}).context["rows"]
        found = next(row for row in rows if row.unit == land.an)
        assert found.parent_id is not None
        return int(found.parent_id)

    assert (parent("state"), parent("party"), parent("?")) == (land.district.pk, land.office.pk, land.district.pk)


def test_chart_names_holders_and_vacancies(root: AccessContext, land: Province, browse: Browse) -> None:
    for code in ("truong-phong", "pho-truong-phong", "chuyen-vien"):
        services.add_position(access=root, unit=land.home_affairs, title=Title.objects.get(code=code), seats=1)
    answer = browse("officer", None).get(reverse("units-chart"), {"don-vi": land.district.pk})
    root_node = answer.context["chart"].root
    assert root_node.name == "Huyện Đông Giang"
    node = next(each for each in root_node.children if each.name == "Phòng Nội vụ")
    assert node.lines == ("Trưởng phòng: Nguyễn Thị Lan", "Phó Trưởng phòng: còn trống")
    assert node.vacancies == 2
    assert "còn trống 2 chỗ" in answer.context["chart"].sentence
    blind = browse("cadre", None).get(reverse("units-chart"))
    assert "Trưởng phòng" in str(blind.context["chart"].root.as_data)
    assert "Lan" not in str(blind.context["chart"].root.as_data)


def test_a_large_chart_is_cut(root: AccessContext, land: Province, browse: Browse) -> None:
    services.found_units_bulk(access=root, root=land.an, units=[NewUnit(f"Tổ {n}") for n in range(200)])
    answer = browse("cadre", None).get(reverse("units-chart"))
    assert answer.context["is_cut"]
    named = [node for _depth, node in answer.context["chart"].root.walk() if str(node.name).startswith("Xã An")]
    assert named[0].name == "Xã An (và 200 đơn vị cấp dưới)"
    assert f"don-vi={land.an.pk}" in named[0].url


def test_empty_places_say_what_to_do(root: AccessContext, browse: Browse) -> None:
    client = browse("officer", None)
    for name in ("units", "units-chart"):
        html = client.get(reverse(name)).content.decode()
        assert "empty-place" in html
    assert "Thành lập đơn vị" in client.get(reverse("units")).content.decode()


def test_the_district_page_on_both_sides_of_its_end(root: AccessContext, land: Province, browse: Browse) -> None:
    gone = services.found_unit(
        access=root, founding=services.Founding("Huyện Cũ"), parent=land.province, on=day("1990-01-01"),
        before=day("2025-07-01"),
    )  # fmt: skip
    client = browse("cadre", None)
    url = reverse("unit", args=[gone.pk])
    for on, words in (
        ("2013-12-31", "đang hoạt động"),
        ("2025-07-01", "đã kết thúc"),
        ("1989-12-31", "chưa thành lập"),
    ):
        assert words in client.get(url, {"ngay": on}).content.decode()
    assert client.get(reverse("unit", args=[10**7])).status_code == 404


PAPER = {"number": "12/QĐ-UBND", "issued_on": "20/6/2014", "issuer": "UBND tỉnh", "signer": "", "note": ""}


def test_an_act_is_shown_before_it_is_done(root: AccessContext, land: Province, browse: Browse) -> None:
    client = browse("officer", land.district)
    url = reverse("unit-rename", args=[land.an.pk])
    data = {"name": "Phường An", "short_name": "", "on": "01/07/2014", **PAPER}
    preview = client.post(url, data)
    assert preview.status_code == 200
    effects = preview.context["effects"]
    assert [(each.unit, each.before, each.after) for each in effects] == [("Phường An", "Xã An", "Phường An")]
    assert Decision.objects.count() == 0
    land.an.refresh_from_db()
    assert land.an.name == "Xã An"
    wrong = client.post(url, {**data, "confirm": "Xã Bình"})
    assert wrong.status_code == 422
    assert wrong.context["is_wrong"]
    back = client.post(url, {**data, "confirm": "", "back": "1"})
    assert 'value="Phường An"' in back.content.decode()
    done = client.post(url, {**data, "confirm": "xã an"})
    assert (done.status_code, done.headers["Location"]) == (302, reverse("unit", args=[land.an.pk]))
    land.an.refresh_from_db()
    assert land.an.name == "Phường An"
    decision = Decision.objects.get()
    assert (decision.number, decision.issuer_name) == ("12/QĐ-UBND", "UBND tỉnh")
    assert AuditEntry.objects.filter(action="unit.changed", object_id=land.an.pk).count() == 1


def test_a_refusal_stands_on_the_form(root: AccessContext, land: Province, browse: Browse) -> None:
    client = browse("officer", None)
    abolish = reverse("unit-abolish", args=[land.district.pk])
    answer = client.post(abolish, {"on": "01/07/2025", **PAPER})
    assert answer.status_code == 422
    assert "Còn đơn vị trực thuộc" in answer.content.decode()
    assert Decision.objects.count() == 0
    answer = client.post(abolish, {"on": "31/02/2025", "number": "", "note": ""})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Hãy ghi đủ ngày, tháng, năm" in html
    assert "Hãy ghi số quyết định" in html


def confirmed(client: Client, url: str, typed: str, /, **data: str) -> int:
    """Send a form and its confirmation; give the status of the answer."""
    return client.post(url, {**PAPER, **data, "confirm": typed}).status_code


def test_each_act_by_its_page(root: AccessContext, land: Province, browse: Browse) -> None:
    client = browse("officer", None)
    an, binh, district = land.an, land.binh, land.district
    found = {"name": "Xã Chính", "parent": f"Huyện Đông Giang (#{district.pk})", "on": "01/01/2012", "tier": "commune"}
    assert confirmed(client, reverse("unit-found"), "Xã Chính", **found) == 302
    new = Unit.objects.get(name="Xã Chính")
    move = reverse("unit-move", args=[new.pk])
    assert confirmed(client, move, new.name, parent="tinh son ha", line="state", on="01/01/2013") == 302
    tree = selectors.tree(root, Line.STATE, day("2013-01-01"))
    assert tree.parent_of(new.pk) == land.province.pk
    merge = reverse("unit-merge", args=[an.pk])
    assert (
        confirmed(client, merge, an.name, into="", name="Xã An Bình", other_1=f"(#{binh.pk})", on="01/01/2015") == 302
    )
    merged = Unit.objects.get(name="Xã An Bình")
    split = reverse("unit-split", args=[district.pk])
    data = {"keep": "tach", "parts": "Thị xã Đông\n", "on": "01/01/2016", f"child_{land.office.pk}": "1"}
    assert confirmed(client, split, district.name, **data) == 302
    town = Unit.objects.get(name="Thị xã Đông")
    assert selectors.tree(root, Line.PARTY, day("2016-01-01")).parent_of(land.office.pk) == town.pk
    assert confirmed(client, reverse("unit-abolish", args=[merged.pk]), merged.name, on="01/01/2017") == 302
    correct = reverse("unit-correct", args=[new.pk])
    fixed = {
        "name": "Xã Chính",
        "code": "XC",
        "founded_on": "02/01/2012",
        "reason": "Gõ nhầm ngày",
        "block": "",
        "tier": "",
    }
    assert confirmed(client, correct, new.name, **fixed) == 302
    new.refresh_from_db()
    assert (new.code, new.founded_on, new.tier) == ("XC", day("2012-01-02"), "")


def test_unit_fields_read_names_and_numbers(root: AccessContext, land: Province, browse: Browse) -> None:
    services.found_units_bulk(access=root, root=land.province, units=[NewUnit("Phòng Nội vụ")])
    client = browse("officer", None)
    url = reverse("unit-move", args=[land.an.pk])
    for typed, words in (
        ("phong noi vu", "Có 2 đơn vị tên như vậy"),
        ("Không Có", "Không có đơn vị nào tên"),
        ("Gì đó (#9999999)", "Không có đơn vị này"),
    ):
        answer = client.post(url, {"line": "state", "parent": typed, "on": "01/01/2014", **PAPER})
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_merging_and_splitting_ask_for_sense(land: Province, browse: Browse) -> None:
    client = browse("officer", None)
    answer = client.post(reverse("unit-merge", args=[land.an.pk]), {"on": "01/01/2014", **PAPER})
    assert "một trong hai" in answer.content.decode()
    split = reverse("unit-split", args=[land.district.pk])
    data = {"keep": "chia", "on": "01/01/2014", **PAPER}
    answer = client.post(split, {**data, "parts": "Một\nHai", f"child_{land.an.pk}": "3"})
    assert "Không có đơn vị mới thứ 3" in answer.content.decode()
    answer = client.post(split, {**data, "parts": "\n".join("abcdefg")})
    assert "từ 1 đến 6 tên" in answer.content.decode()


def test_entries_by_their_pages(root: AccessContext, land: Province, browse: Browse) -> None:
    client = browse("officer", land.district)
    unit = land.home_affairs
    title = Title.objects.get(code="truong-phong")
    add = reverse("position-add", args=[unit.pk])
    assert client.post(add, {"title": title.pk, "seats": 1}).status_code == 302
    again = client.post(add, {"title": title.pk, "seats": 1})
    assert again.status_code == 422
    assert "đã có vị trí" in again.content.decode()
    position = Position.objects.get()
    change = reverse("position-change", args=[position.pk])
    assert client.post(change, {"name": "Trưởng phòng Nội vụ", "seats": 2}).status_code == 302
    assert "Trưởng phòng Nội vụ" in client.get(reverse("unit-positions", args=[unit.pk])).content.decode()
    abolish = reverse("position-abolish", args=[position.pk])
    assert confirmed(client, abolish, "Trưởng phòng Nội vụ", on="01/01/2020") == 302
    assign = reverse("establishment-assign", args=[unit.pk])
    assert client.post(assign, {"year": 2013, "assigned": 9, "number": "5/QĐ"}).status_code == 302
    assert "5/QĐ" in client.get(reverse("unit-establishment", args=[unit.pk])).content.decode()
    body = {"kind": "party_cell", "name": "Chi bộ Phòng Nội vụ", "line": "party", "founded_on": "1995"}
    assert client.post(reverse("body-add", args=[unit.pk]), body).status_code == 302
    made = selectors.bodies_of(root, unit)[0]
    assert (
        client.post(reverse("term-open", args=[made.pk]), {"name": "2012–2015", "valid_from": "01/02/2012"}).status_code
        == 302
    )
    term = made.terms.get()
    assert "2012–2015" in client.get(reverse("unit-term", args=[term.pk])).content.decode()
    assert client.post(reverse("term-close", args=[term.pk]), {"on": "01/02/2015"}).status_code == 302
    assert confirmed(client, reverse("body-close", args=[made.pk]), made.name, on="01/07/2020") == 302


def test_titles_by_their_pages(root: AccessContext, browse: Browse) -> None:
    services.ensure_titles(access=root, texts=["Trưởng kíp trực"])
    client = browse("officer", None)
    shown = client.get(reverse("titles"), {"xem-lai": "1"})
    assert [row.cells[0].value for row in shown.context["list"].rows] == ["Trưởng kíp trực"]
    title = Title.objects.get(name="Trưởng kíp trực")
    data = {
        "name": title.name,
        "rank": "head",
        "line": "",
        "level": 4,
        "aliases": "Kíp trưởng\n",
        "reason": "Có phụ cấp",
    }
    assert client.post(reverse("title-edit", args=[title.pk]), data).status_code == 302
    title.refresh_from_db()
    assert (title.rank, title.aliases, title.needs_review) == ("head", ["Kíp trưởng"], False)
    assert client.post(reverse("title-add"), {**data, "name": "Trưởng ca"}).status_code == 302
    assert client.post(reverse("title-add"), {**data, "name": "trưởng ca"}).status_code == 422
    Title.objects.filter(code="lai-xe").delete()
    assert client.post(reverse("titles-load")).status_code == 302
    assert Title.objects.filter(code="lai-xe").exists()
    assert client.get(reverse("titles-load")).status_code == 405
    assert client.get(reverse("titles"), {"q": "bi thu dang uy", "xep": "-ten"}).context["list"].count == 3
    reader = browse("cadre", None).get(reverse("titles"))
    assert reader.context["list"].rows[0].url == ""
