"""An officer confirms an unconfirmed condition with its clause and scan, a second signs, the cases run, a file uses it."""

import re

from playwright.sync_api import Page, expect

from .conftest import check, sign_in
from .test_ballot import another_browser

RULE = "party.planning.discipline_ended"
CLAUSE = "Điều 24, khoản 2"
SCAN = {"name": "trang-24.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
#: All cases run twice; on a busy machine that takes its time, in milliseconds.
RUN = 240_000


def finding(page: Page, person: str):
    """What the explanation of a file says of the condition."""
    page.goto(f"/tieu-chuan/giai-thich/{person}/?viec=planning")
    return page.locator(".finding").filter(has_text="Kỷ luật đã hết hiệu lực").first


def wait_for_cases(page: Page, words: str) -> None:
    """Look again until the cases have run."""
    for _time in range(RUN // 3_000):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(3_000)
        page.reload()
    expect(page.get_by_text(words)).to_be_visible()


def test_a_condition_is_confirmed_signed_and_used(page, browser, browser_context_args):
    sign_in(page, "Cán bộ tổ chức")
    page.goto("/ho-so/")
    person = re.search(r"/ho-so/(\d+)/", page.locator("tr[data-row] a").first.get_attribute("href") or "")
    assert person
    expect(finding(page, person[1])).to_contain_text("chưa đối chiếu văn bản")

    page.goto("/quy-dinh/")
    page.get_by_role("link", name="Đối chiếu, nhập giá trị").click()
    check(page)
    page.get_by_label("Tìm mục chưa đối chiếu").fill("ky luat da het hieu luc")
    page.get_by_role("button", name="Xem", exact=True).click()
    page.get_by_role("link", name="Xác nhận Kỷ luật đã hết hiệu lực").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xác nhận: Kỷ luật đã hết hiệu lực")
    check(page)
    page.get_by_role("textbox", name="Điều, khoản").fill(CLAUSE)
    page.get_by_role("button", name="Gửi người thứ hai ký").click()
    expect(page.locator(".field-error").first).to_be_visible()
    page.get_by_label("Bản quét trang có điều, khoản này").set_input_files(SCAN)
    page.get_by_role("button", name="Gửi người thứ hai ký").click()
    expect(page.get_by_text("Bạn là người nhập")).to_be_visible()
    proposal = page.url
    wait_for_cases(page, "không ca nào đổi kết quả")
    check(page)

    with another_browser(browser, browser_context_args, "Cấp uỷ viên") as second:
        second.goto(proposal)
        check(second)
        second.get_by_role("button", name="Ký, áp dụng").click()
        expect(second.get_by_text("Đã ký. Các ca thử chạy lần cuối")).to_be_visible()
        wait_for_cases(second, "lần thứ 1")
        check(second)

    page.goto(f"/quy-dinh/quy-tac/{RULE}/")
    history = page.locator("section").filter(has_text="Ai nhập, ai ký")
    for words in ("Xác nhận nội dung có sẵn", CLAUSE, "đang áp dụng"):
        expect(history).to_contain_text(words)
    today = page.locator("section[aria-labelledby=versions-title] tr").filter(has_text="ngày đang xem")
    expect(today).to_contain_text("đã đối chiếu văn bản")
    expect(today).to_contain_text(CLAUSE)
    with page.expect_download() as event:
        history.get_by_role("link", name="Bản quét").click()
    assert event.value.suggested_filename == "trang-24.pdf"
    check(page)
    used = finding(page, person[1])
    expect(used).not_to_contain_text("chưa đối chiếu văn bản")
    expect(used).to_contain_text(CLAUSE)
