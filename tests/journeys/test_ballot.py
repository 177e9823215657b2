"""A secret ballot on line: an officer convenes, chair and teller set their passphrases, both vote from their own browsers,
close, open the box together, and each finds their receipt.
"""

from __future__ import annotations

import re
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from .conftest import PATIENCE, check, is_wrong, sign_in

CHAIR_WORDS, TELLER_WORDS = "con trâu trắng bơi", "mùa lúa chín sớm"


@contextmanager
def another_browser(browser: Browser, settings: dict, role: str):
    """Somebody else at their own machine."""
    context = browser.new_context(**settings)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    sign_in(page, role)
    yield page
    context.close()
    assert not wrong, wrong


def own_name(page: Page) -> tuple[str, str]:
    """The name and the unit that the viewer's own file carries."""
    page.get_by_role("link", name="Hồ sơ của tôi").first.click()
    page.wait_for_url(re.compile(r"/ho-so/\d+/"))
    # The name alone: tags stand beside it in the heading.
    name = page.get_by_role("heading", level=1).evaluate("each => each.firstChild.textContent").strip()
    return name, page.locator(".subtitle").first.inner_text()


def set_passphrase(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Đặt cụm từ khoá").click()
    check(page)
    page.get_by_label("Cụm từ khoá", exact=False).first.fill(words)
    page.get_by_label("Gõ lại cụm từ khoá").fill(words)
    page.get_by_role("button", name="Đặt cụm từ khoá").click()
    expect(page.get_by_text("Đã đặt cụm từ khoá")).to_be_visible()


def cast(page: Page, mark: str) -> str:
    """Vote from the first page on; give the receipt."""
    page.goto("/")
    page.get_by_role("link", name="Giới thiệu nhân sự kế cận").click()
    check(page)
    page.get_by_role("button", name="Bỏ phiếu vào hòm").click()
    expect(page.get_by_text("Bạn chưa đánh dấu ai")).to_be_visible()
    page.get_by_role("radio", name=mark, exact=True).check()
    page.get_by_role("button", name="Bỏ phiếu vào hòm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu của bạn đã ở trong hòm")
    check(page)
    return page.locator(".receipt-code").inner_text()


def test_a_secret_ballot_from_several_browsers(page, browser, browser_context_args):
    with (
        another_browser(browser, browser_context_args, "Thủ trưởng đơn vị") as chair,
        another_browser(browser, browser_context_args, "xem hồ sơ của chính mình") as teller,
    ):
        chair_name, _unit = own_name(chair)
        teller_name, _unit = own_name(teller)
        sign_in(page, "Cán bộ tổ chức")
        page.get_by_role("link", name="Hội nghị, bỏ phiếu").first.click()
        page.get_by_role("link", name="Triệu tập hội nghị").click()
        unit = page.locator("select[name='don-vi'] option").first.get_attribute("value")
        page.goto(f"/hoi-nghi/moi/?don-vi={unit}")
        check(page)
        page.get_by_label("Tên hội nghị").fill("Hội nghị tập thể lãnh đạo mở rộng")
        page.get_by_label("Thành phần").fill("tập thể lãnh đạo mở rộng")
        for name, part in ((chair_name, "Chủ trì"), (teller_name, "Kiểm phiếu, giữ nửa khoá hòm phiếu")):
            page.get_by_label(name, exact=True).first.check()
            page.get_by_label(part).first.select_option(label=name)
        page.get_by_role("button", name="Triệu tập", exact=True).click()
        expect(page.get_by_text("Đã triệu tập hội nghị")).to_be_visible()
        check(page)
        meeting = page.url
        page.get_by_role("link", name="Điểm danh").first.click()
        page.get_by_role("button", name="Tất cả người chưa ghi: có mặt").click()
        expect(page.get_by_text("2/2 có mặt")).to_be_visible()
        page.goto(meeting)
        page.get_by_role("button", name="Khai mạc").click()
        expect(page.get_by_text("Đã khai mạc hội nghị")).to_be_visible()
        page.get_by_role("link", name="Lập lần bỏ phiếu").click()
        check(page)
        page.get_by_label("Nội dung bỏ phiếu").fill("Giới thiệu nhân sự kế cận")
        page.get_by_label("Tên trên phiếu").fill("Lê Thị Mẫu")
        page.get_by_label("Căn cứ").fill("Điều 5 quy chế làm việc")
        page.get_by_role("button", name="Lập lần bỏ phiếu").click()
        page.get_by_role("link", name="Giới thiệu nhân sự kế cận").click()
        vote = page.url
        check(page)
        set_passphrase(chair, vote, CHAIR_WORDS)
        set_passphrase(teller, vote, TELLER_WORDS)
        page.goto(vote)
        page.get_by_role("button", name="Bắt đầu bỏ phiếu").click()
        expect(page.get_by_text("Đã bắt đầu bỏ phiếu")).to_be_visible()
        receipts = [cast(chair, "Đồng ý"), cast(teller, "Không đồng ý")]
        expect(page.locator("#vote-progress")).to_contain_text("2 / 2")
        check(page)
        for holder in (chair, teller):
            holder.goto(vote)
            holder.get_by_role("button", name="Đóng bỏ phiếu").click()
            expect(holder.get_by_text("Đã đóng bỏ phiếu phần của bạn")).to_be_visible()
        teller.get_by_role("link", name="Mở hòm phiếu").click()
        check(teller)
        teller.get_by_label("Cụm từ khoá của người chủ trì").fill("sai cả cụm từ này")
        teller.get_by_label("Cụm từ khoá của người kiểm phiếu").fill(TELLER_WORDS)
        teller.get_by_role("button", name="Mở hòm phiếu").click()
        expect(teller.get_by_text("Cụm từ khoá của chủ trì không đúng")).to_be_visible()
        teller.get_by_label("Cụm từ khoá của người chủ trì").fill(CHAIR_WORDS)
        teller.get_by_label("Cụm từ khoá của người kiểm phiếu").fill(TELLER_WORDS)
        teller.get_by_role("button", name="Mở hòm phiếu").click()
        expect(teller.get_by_role("heading", name="Kết quả")).to_be_visible()
        expect(teller.get_by_text("quá ít phiếu để nói mà không lộ")).to_be_visible()
        for voter, receipt in zip((chair, teller), receipts, strict=True):
            voter.goto(vote)
            check(voter)
            voter.get_by_label("Mã biên nhận của bạn").fill(receipt.lower())
            voter.get_by_role("button", name="Tìm", exact=True).click()
            expect(voter.get_by_text("Phiếu này có trong hòm đã kiểm")).to_be_visible()
