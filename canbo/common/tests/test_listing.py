from dataclasses import dataclass, replace

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.html import format_html

from canbo.common.listing import Action, Column, Filter, ListPage, Rows, SavedView, clean, whole_number


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    age: int | None = None


PAGE = ListPage[Person](
    title="Hồ sơ cán bộ",
    columns=(
        Column("ten", "Họ và tên", lambda row: row.name, sortable=True),
        Column("tuoi", "Tuổi", lambda row: row.age, numeric=True, sortable=True),
        Column("ma", "Mã", lambda row: format_html("<b>{}</b>", row.id), export=lambda row: row.id, shown=False),
    ),
    row_id=lambda row: row.id,
    row_url=lambda row: f"/ho-so/{row.id}/",
    filters=(
        Filter("gioi", "Giới tính", (("nam", "Nam"), ("nu", "Nữ"))),
        Filter("trinh-do", "Trình độ", (("dh", "Đại học"), ("cd", "Cao đẳng")), multiple=True),
        Filter("don-vi", "Đơn vị", describe=lambda value: f"Đơn vị số {value}"),
    ),
    views=(SavedView("nu", "Cán bộ nữ", "gioi=nu"),),
    default_sort="ten",
)
PEOPLE = Rows([Person(number, f"Người {number}", 20 + number) for number in range(1, 61)])


def state(query=""):
    return PAGE.state(QueryDict(query))


def shown(query="", **more):
    return PAGE.shown(state(query), PEOPLE, **more)


def test_an_empty_address_gives_the_first_page_in_the_default_order():
    asked = state()
    assert (asked.sort, asked.page, asked.size, asked.columns) == ("ten", 1, 25, ())
    assert not asked.is_narrowed


@pytest.mark.parametrize(
    "query",
    ["trang=-3", "trang=abc", "trang=", "trang=99999999999999", "co=1000000", "xep=mat-khau", "cot=x,y", "gioi=khac"],
)
def test_what_the_page_does_not_know_is_left_out(query):
    asked = state(query)
    assert asked.page in (1, 1_000_000)
    assert asked.size == 25
    assert asked.sort == "ten"
    assert asked.columns == ()
    assert asked.filters == {}


def test_a_single_filter_takes_the_last_value_and_a_multiple_one_all():
    assert state("gioi=nam&gioi=nu").filters == {"gioi": ("nu",)}
    assert state("trinh-do=dh&trinh-do=cd&trinh-do=dh").filters == {"trinh-do": ("dh", "cd")}


def test_text_from_an_address_is_trimmed_bounded_and_free_of_nul():
    assert clean(" a\0b ") == "ab"
    assert len(clean("a" * 5000)) == 200
    assert whole_number("²", 1, 10) == 1


def test_any_change_but_of_the_page_returns_to_the_first_page():
    asked = state("q=lan&trang=3")
    assert "trang" not in asked.query(sort="-tuoi")
    assert asked.query() == "q=lan&xep=ten&trang=3"
    assert asked.query(page=4).endswith("trang=4")


def test_the_same_state_is_read_back_from_its_query():
    asked = state("q=l%C3%AA&trinh-do=dh&trinh-do=cd&xep=-tuoi&cot=ten,ma&co=50&trang=2&xem=nu")
    assert state(asked.query()) == asked


def test_a_page_beyond_the_last_shows_the_last():
    page = shown("trang=99")
    assert (page.pager.page, page.pager.first, page.pager.last) == (3, 51, 60)
    assert page.pager.next_url == ""


def test_the_pager_says_which_rows_are_shown():
    pager = shown().pager
    assert (pager.first, pager.last, pager.count, pager.pages) == (1, 25, 60, 3)
    assert pager.previous_url == ""
    assert pager.next_url == "?xep=ten&trang=2"


def test_an_empty_list_counts_from_zero():
    pager = PAGE.shown(state(), Rows([])).pager
    assert (pager.first, pager.last, pager.count, pager.pages) == (0, 0, 0, 1)


def test_the_source_is_asked_once_for_its_count_and_once_for_a_slice():
    asked = []

    class Source:
        def count(self):
            asked.append("count")
            return 60

        def page(self, offset, limit):
            asked.append((offset, limit))
            return PEOPLE.page(offset, limit)

    PAGE.shown(state("trang=2&co=50"), Source())
    assert asked == ["count", (50, 50)]


def test_figures_sort_from_the_largest_first_and_words_from_the_first_letter():
    columns = {column.key: column for column in shown().columns}
    assert columns["ten"].sorted == "ascending"
    assert columns["ten"].sort_url == "?xep=-ten"
    assert columns["tuoi"].sort_url == "?xep=-tuoi"
    assert columns["ma"].sort_url == ""
    again = {column.key: column for column in shown("xep=-tuoi").columns}
    assert again["tuoi"].sorted == "descending"
    assert again["tuoi"].sort_url == "?xep=tuoi"


def test_each_chip_leads_to_the_list_without_it():
    chips = shown("q=lan&gioi=nu&trinh-do=dh&trinh-do=cd&don-vi=7").chips
    assert [chip.words for chip in chips] == ["lan", "Nữ", "Đại học", "Cao đẳng", "Đơn vị số 7"]
    assert chips[2].url == "?q=lan&gioi=nu&trinh-do=cd&don-vi=7&xep=ten"
    assert "gioi" not in chips[1].url


def test_the_chosen_columns_are_shown_in_the_order_of_the_page():
    page = shown("cot=ma,ten")
    assert [column.key for column in page.visible_columns] == ["ten", "ma"]
    assert page.rows[0].cells[1].value == "<b>1</b>"


def test_choosing_the_default_columns_leaves_the_address_clean():
    assert state("cot=ten,tuoi").columns == ()


def test_the_saved_views_are_tabs_and_the_asked_one_is_current():
    own = SavedView("v5", "Trẻ", "xep=tuoi", delete_url="/xoa/5/")
    tabs = shown("gioi=nu&xem=nu", views=[own]).tabs
    assert [(tab.label, tab.is_current) for tab in tabs] == [("Tất cả", False), ("Cán bộ nữ", True), ("Trẻ", False)]
    assert tabs[1].url == "?gioi=nu&xem=nu"
    assert tabs[2].delete_url == "/xoa/5/"


def test_an_export_holds_the_columns_that_are_seen_with_raw_values():
    head, rows = PAGE.table(state("cot=ten,tuoi,ma"), PEOPLE.page(0, 1))
    assert head == ["Họ và tên", "Tuổi", "Mã"]
    assert rows == [["Người 1", 21, 1]]


def test_the_export_link_carries_the_whole_state_but_the_page():
    url = shown("q=lan&xep=-tuoi&cot=ten&trang=2", export_url="/xuat/").export_url
    assert url == "/xuat/?q=lan&xep=-tuoi&cot=ten"


def request(query="", **headers):
    return RequestFactory(headers=headers).get(f"/ho-so/?{query}")


def test_htmx_gets_the_rows_alone_with_the_new_count_and_address():
    answer = PAGE.response(request("q=a", **{"HX-Request": "true", "HX-Target": "rows"}), state("q=a"), PEOPLE)
    html = answer.content.decode()
    assert "<html" not in html
    assert 'id="list-count" hx-swap-oob="true"' in html
    assert answer["HX-Push-Url"] == "/ho-so/?q=a&xep=ten"
    assert "HX-Target" in answer["Vary"]


def test_going_back_in_history_gets_the_whole_page():
    headers = {"HX-Request": "true", "HX-Target": "rows", "HX-History-Restore-Request": "true"}
    assert "<html" in PAGE.response(request(**headers), state(), PEOPLE).content.decode()


def test_the_page_escapes_names_and_has_no_inline_style_or_script():
    source = Rows([Person(1, "<script>x</script>")])
    html = PAGE.response(request(), state(), source, actions=[Action("in", "In phiếu", "/in/")]).content.decode()
    assert "&lt;script&gt;x" in html
    assert " style=" not in html
    assert "<script>" not in html
    assert 'formaction="/in/"' in html
    assert 'name="chon" value="1"' in html


def test_an_empty_list_says_what_to_do():
    named = replace(PAGE, empty_text="Chưa có hồ sơ. Hãy nhập danh sách.")
    assert "Hãy nhập danh sách" in named.response(request(), state(), Rows([])).content.decode()
    assert "Bỏ mọi điều kiện" in named.response(request("q=zz"), state("q=zz"), Rows([])).content.decode()
