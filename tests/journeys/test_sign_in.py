"""Signing in: with one click in the demo, with a first password that must be changed, out again."""

import re

from playwright.sync_api import expect

from .conftest import check, sign_in


def test_each_role_enters_with_one_click(page):
    page.goto("/")
    expect(page).to_have_title(re.compile("Đăng nhập"))
    check(page)
    for role in ("Cán bộ tổ chức", "Cấp uỷ viên", "Thủ trưởng đơn vị", "Cán bộ kiểm tra", "Quản trị hệ thống"):
        sign_in(page, role)
        check(page)
        page.get_by_role("button", name="Tài khoản").click()
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page).to_have_title(re.compile("Đăng nhập"))


def test_a_new_account_chooses_its_own_password(page, office):
    made = office.command("create-admin", "minh", "--json")
    password = re.search(r'"password": "([^"]+)"', made.stdout).group(1)
    page.goto("/tim-kiem/")
    page.get_by_label("Tên đăng nhập").fill("minh")
    page.get_by_label("Mật khẩu").fill("sai mật khẩu")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    check(page)
    page.get_by_label("Tên đăng nhập").fill("minh")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    check(page)
    page.get_by_label("Mật khẩu hiện nay").fill(password)
    page.locator("[name=password1]").fill("mot-mat-khau-cua-minh-5")
    page.locator("[name=password2]").fill("mot-mat-khau-cua-minh-5")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")


def test_another_day_tints_the_bar_until_today_is_asked_for(page):
    sign_in(page, "Cán bộ tổ chức")
    page.get_by_role("button", name="Xem theo ngày 31/12/2013").click()
    expect(page.locator("body.other-day")).to_be_visible()
    expect(page.locator(".as-of-button")).to_contain_text("31/12/2013")
    check(page)
    page.get_by_role("button", name="Về hôm nay").click()
    expect(page.locator("body.other-day")).to_have_count(0)


def test_the_interface_speaks_english_when_asked(page):
    sign_in(page, "Cán bộ tổ chức")
    page.get_by_role("button", name=re.compile("^EN")).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name=re.compile("^VI")).click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
