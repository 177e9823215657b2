"""Finding a person without diacritics, and reading the file as it was on another day."""

import re

from playwright.sync_api import expect

from .conftest import check, sign_in


def test_a_person_is_found_and_read_as_of_2011(page):
    sign_in(page, "Cán bộ tổ chức")
    page.get_by_role("searchbox", name="Tìm người, đơn vị, quyết định").fill("dam ngoc son")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tìm người, đơn vị")
    check(page)
    page.get_by_role("link", name="Đàm Ngọc Sơn").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đàm Ngọc Sơn")
    check(page)
    page.locator(".as-of-button").click()
    page.locator("#as-of-input").fill("30/6/2011")
    page.locator("#as-of-input").press("Enter")
    expect(page.locator(".as-of-button")).to_contain_text("30/06/2011")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đàm Ngọc Sơn")
    check(page)
    for tab in page.locator("nav.tabs a.tab").all_inner_texts():
        page.locator("nav.tabs a.tab", has_text=tab).first.click()
        expect(page.locator(".as-of-button")).to_contain_text("30/06/2011")
        check(page)


def test_the_list_is_narrowed_as_one_types(page):
    sign_in(page, "Cán bộ tổ chức")
    page.goto("/ho-so/")
    before = page.locator("tr[data-row]").count()
    assert before >= 25
    page.locator("[data-list-search]").fill("ngoc son")
    expect(page.locator("tr[data-row]").first).to_contain_text(re.compile("Ngọc Sơn"))
    assert page.locator("tr[data-row]").count() < before
    check(page)


def test_a_cadre_sees_their_own_file_only(page):
    sign_in(page, "xem hồ sơ của chính mình")
    page.get_by_role("link", name="Hồ sơ của tôi").first.click()
    page.wait_for_url(re.compile(r"/ho-so/\d+/"))
    check(page)
    number = int(re.search(r"/ho-so/(\d+)/", page.url).group(1))
    assert page.request.get(f"/ho-so/{number - 1}/").status == 404
    assert page.request.get("/ho-so/").status in {200, 403}
