"""A session that ends while its owner writes takes nothing of what they have written."""

from __future__ import annotations

from playwright.sync_api import Page, expect

CADRE, OFFICER = "button.role[value='dung']", "button.role[value='lan']"
KEPT, TYPED = "Đã ghi nháp trước đó. ", "Viết thêm khi phiên đã hết."


def writing(page: Page) -> str:
    """As a cadre, open the self-review that waits for them; give its address."""
    page.goto("/tai-khoan/dang-nhap/")
    page.locator(CADRE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
    page.goto("/danh-gia/")
    page.locator("tr").filter(has_text="chưa bắt đầu").get_by_role("link").first.click()
    page.get_by_role("link", name="Tự đánh giá", exact=True).click()
    return page.url


def come_back(page: Page, address: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đăng nhập")
    page.locator(CADRE).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Đăng nhập")
    page.goto(address)


def test_what_was_written_comes_back_after_signing_in(page: Page):
    address = writing(page)
    text = page.locator("#review-form textarea").first
    text.fill(KEPT)
    expect(page.locator("#review-saved")).to_contain_text("Đã ghi nháp lúc")
    # While typing: the part of the page that is asked for finds nobody signed in.
    page.context.clear_cookies(name="sessionid")
    text.press_sequentially(TYPED)
    come_back(page, address)
    expect(text).to_have_value(KEPT + TYPED)
    expect(page.locator("#messages")).to_contain_text("Phần viết đã được đưa lại vào trang này")
    expect(page.locator("#review-saved")).to_contain_text("Đã ghi nháp lúc")
    # With a click on the button, before anything else was asked for.
    page.goto(address)
    page.context.clear_cookies(name="sessionid")
    page.evaluate(
        "text => { const form = document.getElementById('review-form'); form.querySelector('textarea').value = text;"
        " form.querySelector('button[value=nhap]').click(); }", TYPED,
    )  # fmt: skip
    come_back(page, address)
    expect(text).to_have_value(TYPED)


def test_somebody_else_in_the_same_tab_sees_nothing_of_it(page: Page):
    writing(page)
    page.context.clear_cookies(name="sessionid")
    page.locator("#review-form textarea").first.press_sequentially(TYPED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đăng nhập")
    page.locator(OFFICER).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lan")
    page.wait_for_function("sessionStorage.getItem('canbo-kept') === null")
