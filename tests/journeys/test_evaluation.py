"""The year of one unit of twelve people, from opening to the report: self-reviews, products from a workbook, the head's
assessment, opinions, a secret vote from several browsers, a cap that bites, an appeal that changes a rating, the files.
"""

from __future__ import annotations

import base64
import io
import json
import re
from contextlib import ExitStack, contextmanager

import openpyxl
from playwright.sync_api import Browser, Page, expect

from .conftest import PATIENCE, check, is_wrong, sign_in
from .evaluation_office import OTHERS, PEOPLE, RATINGS
from .test_ballot import CHAIR_WORDS, TELLER_WORDS, another_browser, set_passphrase
from .test_procedure import run_inside

PASSWORD = "mot-mat-khau-rat-dai-2026"
TASKS = [
    ("Báo cáo chuyên đề", 12, 12),
    ("Hồ sơ giải quyết", 240, 240),
    ("Lớp tập huấn", 4, 4),
    ("Kiểm tra cơ sở", "tám", 8),
]
EXCELLENT, WELL, COMPLETED = (
    "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ",
)  # fmt: skip
STAFF = "Không giữ chức vụ"
#: The smallest picture there is, in the place of a scan.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
REVIEW = (
    "Trong năm 2026 hoàn thành 12 báo cáo chuyên đề, giải quyết 240 hồ sơ trước 15/11; hạn chế: còn chậm hai báo cáo "
    "quý II; năm tới xong rà soát hồ sơ trong quý I."
)
COMMENT = (
    "Năm 2026 hoàn thành 12 báo cáo, 240 hồ sơ, không hồ sơ nào quá hạn từ 01/3; hạn chế: phối hợp với phòng Kế hoạch "
    "chậm hai lần; quý I năm 2027 chủ trì bộ quy trình mới."
)


@contextmanager
def at_own_machine(browser: Browser, settings: dict, number: int, width: int = 1366):
    """One of the twelve at their own machine, or telephone."""
    context = browser.new_context(**{**settings, "viewport": {"width": width, "height": 820}})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(f"nam-{number}")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
    yield page
    context.close()
    assert not wrong, wrong


def workbook() -> bytes:
    """Work products as a task system gives them; one row has a word where a number belongs."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["STT", "Nội dung công việc", "Số được giao", "Số hoàn thành", "Hệ số quy đổi"])
    for number, (content, assigned, done) in enumerate(TASKS, start=1):
        sheet.append([number, content, assigned, done, 1])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def go_on(page: Page) -> None:
    check(page)
    page.get_by_role("button", name="Tiếp tục").click()


def job_done(page: Page, link: str) -> None:
    """Wait for the work in the background, then go where it leads."""
    page.get_by_role("link", name=link).first.click(timeout=6 * PATIENCE)


def open_year(page: Page) -> None:
    """The officer opens the year of the unit: the State's scales, both places asked, a secret vote on the staff."""
    page.goto("/danh-gia/")
    check(page)
    page.get_by_role("link", name="Mở đợt").first.click()
    page.get_by_label("Đơn vị và mọi đơn vị trực thuộc").select_option(label="Sở Thử nghiệm")
    go_on(page)
    for box in page.locator("input[name='bo'][value^='party']").all():
        box.uncheck()
    go_on(page)
    for name in ("civil_servant", "leader"):
        steps = page.locator(f"details:has(input[name='hoi.state.nd_335_2025.{name}'])")
        if steps.get_attribute("open") is None:
            steps.locator("summary").click()
        wanted = ["meeting", "workplace_opinion", "residence_opinion"] + ["vote"] * (name == "civil_servant")
        for step in wanted:
            steps.locator(f"input[type='checkbox'][value='{step}']").check()
        for step in ("colleagues", "advisory"):
            steps.locator(f"input[type='checkbox'][value='{step}']").uncheck()
    go_on(page)
    page.get_by_label("Số ngày được gửi kiến nghị").fill("5")
    go_on(page)
    check(page)
    page.get_by_role("button", name="Mở đợt, phát phiếu").click()
    job_done(page, "Xem đợt đánh giá")
    expect(page.locator("h1 .tag")).to_have_text("đang đánh giá")
    check(page)


def bring_products(page: Page, rating: str) -> None:
    """Take in the workbook: three rows are taken, the fourth is refused with its reason."""
    page.goto(f"{rating}san-pham/")
    check(page)
    page.get_by_role("link", name="Nhập từ tệp").click()
    check(page)
    page.locator("input[type='file']").set_input_files(
        {"name": "cong-viec.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    )
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("«tám»").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Thêm 3 sản phẩm vào phiếu").click()
    expect(page.get_by_text("Báo cáo chuyên đề").first).to_be_visible()


def review(page: Page, rating: str, level: str) -> None:
    """Write one's own review and send it; the meter says what is missing, the score is there at once."""
    page.goto(f"{rating}tu-danh-gia/")
    check(page)
    for box in page.locator(".score-box select").all():
        box.select_option("khong")
    for box in page.locator("fieldset.score-block").first.locator("input").all():
        box.fill("9")
    page.locator(".meter-part textarea").first.fill(
        "Luôn chấp hành tốt chủ trương, đường lối, hoàn thành nhiệm vụ được giao."
    )
    expect(page.locator(".meter").first).to_contain_text("chưa thấy")
    for each in page.locator("#review-form textarea").all():
        each.fill(REVIEW)
    page.get_by_role("radio", name=level).check()
    expect(page.locator("#score")).to_contain_text("điểm")
    check(page)
    page.get_by_role("button", name="Gửi bản tự đánh giá").click()
    expect(page.get_by_text("đã tự đánh giá").first).to_be_visible()
    check(page)


def assess(page: Page, rating: str, level: str, reason: str = "") -> None:
    """The head looks at the numbers and writes the comment; another level than the rule's needs its reason."""
    page.goto(f"{rating}danh-gia/")
    check(page)
    for box in page.locator("input.assess-number").all()[:3]:
        box.fill("9")
    page.get_by_role("radio", name=level).check()
    page.locator(".meter-part textarea").fill(COMMENT)
    page.get_by_label("Hạn chế 1").fill("Phối hợp với phòng Kế hoạch chậm hai lần.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    if reason:
        expect(page.get_by_text("lý do").first).to_be_visible()
        page.get_by_label("Lý do đề xuất khác mức theo quy định").fill(reason)
        page.get_by_role("button", name="Gửi", exact=True).click()


def check_products(page: Page, rating: str) -> None:
    """The head accepts what was declared, all rows at once."""
    page.goto(f"{rating}san-pham/kiem-tra/")
    check(page)
    page.get_by_role("button", name="Xác nhận cả 3 dòng đang chờ").click()


def ask_opinions(page: Page, campaign: str, unit: int) -> None:
    """Two letters ask at the workplace and at the residence about all twelve."""
    for kind, of in (("workplace", "Đảng uỷ Sở Thử nghiệm"), ("residence", "Chi bộ tổ dân phố 5")):
        page.goto(f"{campaign}y-kien/hoi/?don-vi={unit}&loai={kind}")
        check(page)
        for box in page.locator("input[name='phieu']").all():
            box.check()
        for box in page.locator("input[name^='noi-']").all():
            box.fill(of)
        page.get_by_role("button", name="Ghi yêu cầu").click()
        expect(page.locator(".alert, .notice, [role='status']").first).to_be_visible()


def enter_letters(page: Page, campaign: str, unit: int, people: list[dict]) -> None:
    """What both places answered comes on paper: one with the scan, one without."""
    for kind, words in (("residence", "Gương mẫu ở nơi cư trú."), ("workplace", "Đảng uỷ nhất trí.")):
        page.goto(f"{campaign}y-kien/nhap/?don-vi={unit}&loai={kind}")
        check(page)
        page.get_by_label("Số văn bản").fill("05-CV/CB")
        page.get_by_label("Người ký").fill("Nguyễn Văn Mẫu")
        for person in people:
            page.get_by_label(f"Ý kiến về {person['name']}", exact=True).fill(words)
        if kind == "residence":
            page.get_by_label("Bản quét").set_input_files(
                {"name": "cong-van.png", "mimeType": "image/png", "buffer": PNG}
            )
        page.get_by_role("button", name="Ghi ý kiến").click()
        expect(page.get_by_role("heading", level=1)).not_to_contain_text("Nhập văn bản trả lời")
    check(page)


def call_meeting(page: Page, campaign: str, unit: int, people: list[dict]) -> str:
    """The officer calls the meeting of the unit, notes who is there and opens it; give its address."""
    page.goto(f"{campaign}hoi-nghi/{unit}/moi/")
    check(page)
    page.get_by_label("Chủ trì").select_option(value=str(people[0]["id"]))
    page.get_by_label("Kiểm phiếu, giữ nửa khoá hòm phiếu").select_option(value=str(people[1]["id"]))
    page.get_by_label("Số phiếu tính trên").select_option(label="số phiếu hợp lệ")
    page.get_by_role("button", name="Lập hội nghị").click()
    page.wait_for_url(re.compile(r"/hoi-nghi/\d+/"))
    meeting = page.url
    check(page)
    page.get_by_role("link", name="Điểm danh").first.click()
    page.get_by_role("button", name="Tất cả người chưa ghi: có mặt").click()
    expect(page.get_by_text("12/12 có mặt")).to_be_visible()
    page.goto(meeting)
    page.get_by_role("button", name="Khai mạc").click()
    expect(page.get_by_text("Đã khai mạc hội nghị")).to_be_visible()
    return meeting


def vote(page: Page, holders: list[Page], meeting: str, marks: dict[str, str]) -> None:
    """Chair and teller set their words, five vote from their own browsers, the box is closed and opened."""
    chair, teller = holders[:2]
    page.goto(meeting)
    page.get_by_role("link", name="không giữ chức vụ", exact=False).last.click()
    box = page.url
    check(page)
    for holder, words in ((chair, CHAIR_WORDS), (teller, TELLER_WORDS)):
        set_passphrase(holder, box, words)
    page.goto(box)
    page.get_by_role("button", name="Bắt đầu bỏ phiếu").click()
    expect(page.get_by_text("Đã bắt đầu bỏ phiếu")).to_be_visible()
    for holder in holders:
        holder.goto(f"{box}phieu/")
        if holder is chair:
            check(holder)
        for name, mark in marks.items():
            holder.get_by_role("group", name=name).get_by_role("radio", name=mark, exact=True).check()
        holder.get_by_role("button", name="Bỏ phiếu vào hòm").click()
        expect(holder.get_by_role("heading", level=1)).to_have_text("Phiếu của bạn đã ở trong hòm")
    for holder in (chair, teller):
        holder.goto(box)
        holder.get_by_role("button", name="Đóng bỏ phiếu").click()
        expect(holder.get_by_text("Đã đóng bỏ phiếu phần của bạn")).to_be_visible()
    teller.get_by_role("link", name="Mở hòm phiếu").click()
    teller.get_by_label("Cụm từ khoá của người chủ trì").fill(CHAIR_WORDS)
    teller.get_by_label("Cụm từ khoá của người kiểm phiếu").fill(TELLER_WORDS)
    teller.get_by_role("button", name="Mở hòm phiếu").click()
    expect(teller.get_by_role("heading", name="Kết quả", exact=True)).to_be_visible()


def read_votes(page: Page, campaign: str, unit: int) -> None:
    """What was counted goes to the ratings; the two leaders, of whom nobody voted, by the minutes."""
    page.goto(f"{campaign}hoi-nghi/")
    check(page)
    page.get_by_role("button", name="Đọc kết quả").click()
    expect(page.get_by_role("button", name="Đọc kết quả")).to_have_count(0)
    page.goto(f"{campaign}hoi-nghi/{unit}/muc/")
    check(page)
    for box in page.locator("main select").all():
        box.select_option(label="Hoàn thành tốt nhiệm vụ")
    page.get_by_label("Số, ngày biên bản").fill("Biên bản số 7/BB ngày hôm nay")
    page.get_by_role("button", name="Ghi mức").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Ghi mức")


def close_group(page: Page, board: str, group: str = "") -> None:
    """Ask to conclude on a group (the first that is open) and close it; whether that is let be, the page then says."""
    page.goto(board)
    gauge = page.locator(".board-gauge").filter(has=page.get_by_role("heading", name=group)).first
    page.locator(".board-gauge").filter(has_text="Cách tính, chốt nhóm").first.wait_for()
    (gauge if group else page).get_by_role("link", name="Cách tính, chốt nhóm").first.click()
    page.get_by_label("Cuộc họp, biên bản").fill("Biên bản họp Ban Thường vụ số 9")
    page.get_by_role("button", name="Kết luận và chốt nhóm").click()


def keep_the_cap(page: Page, campaign: str, unit: int, name: str) -> None:
    """Two are excellent where five were rated well: refused; one is moved, with the reason, and everything closes."""
    board = f"{campaign}xep-loai/?don-vi={unit}"
    close_group(page, board, STAFF)
    expect(page.locator("[role='alert']").filter(has_text="xuất sắc").first).to_be_visible()
    check(page)
    page.goto(board)
    check(page)
    page.get_by_role("link", name=f"Chuyển {name}").click()
    dialog = page.locator("#chuyen-muc")
    dialog.get_by_label("Chuyển sang mức").select_option("well")
    dialog.get_by_label("Lý do").fill("Đề án đang chờ nghiệm thu, tính vào năm sau.")
    dialog.get_by_role("button", name="Chuyển mức").click()
    expect(page.get_by_text("Đề án đang chờ nghiệm thu")).to_be_visible()
    check(page)
    # Three groups of like work, and the unit as a whole.
    close_group(page, board, STAFF)
    for closed in range(1, 5):
        page.goto(board)
        expect(page.get_by_text("đã chốt")).to_have_count(closed)
        if closed < 4:
            close_group(page, board)


def tell_all(page: Page, campaign: str, unit: int) -> None:
    page.goto(f"{campaign}ket-qua/?buoc=thong-bao&don-vi={unit}")
    check(page)
    page.get_by_label("Chọn tất cả").check()
    page.get_by_role("button", name="Thông báo cho những người đã chọn").click()
    expect(page.get_by_text("Đã thông báo cho 12 người")).to_be_visible()


def appeal(page: Page, rating: str) -> None:
    """Who was rated reads the conclusion and asks for another level."""
    page.goto(f"{rating}ket-luan/")
    check(page)
    expect(page.get_by_text("Hoàn thành nhiệm vụ").first).to_be_visible()
    page.get_by_role("button", name="Xác nhận đã đọc").click()
    page.get_by_role("link", name="Bảo lưu, kiến nghị").click()
    check(page)
    page.get_by_role("radio", name="kiến nghị").check()
    page.get_by_label("Mức đề nghị").select_option("well")
    page.get_by_label("Nội dung").fill("Hai nhiệm vụ đột xuất chưa được tính vào kết quả năm.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("Đã gửi")).to_be_visible()
    check(page)


def answer(page: Page, rating: str) -> None:
    """The committee looks at it again and rates higher."""
    page.goto(f"{rating}ket-luan/")
    page.get_by_role("link", name="Trả lời").click()
    check(page)
    page.get_by_label("Mức sau khi xem xét").select_option("well")
    page.get_by_label("Nội dung trả lời").fill("Công nhận thêm hai nhiệm vụ đột xuất.")
    page.get_by_role("button", name="Trả lời").click()
    expect(page.get_by_text("Đã trả lời")).to_be_visible()
    check(page)


def decide(page: Page, campaign: str, unit: int) -> None:
    page.goto(f"{campaign}ket-qua/?buoc=quyet-dinh&don-vi={unit}")
    check(page)
    page.get_by_label("Chọn tất cả").check()
    page.get_by_label("Số, ngày biên bản hoặc thông báo kết luận").fill("Thông báo 12-TB/BTV")
    page.get_by_label("Lý do quyết định khi còn trong hạn kiến nghị").fill("Mọi kiến nghị đã trả lời.")
    page.get_by_role("button", name="Quyết định, ghi vào hồ sơ").click()
    expect(page.get_by_text("Đã quyết định 12 phiếu")).to_be_visible(timeout=4 * PATIENCE)


def test_the_year_of_a_unit_of_twelve(page, browser, browser_context_args, office):
    told = json.loads(run_inside(office, PEOPLE, PASSWORD))
    people, unit = told["people"], told["unit"]
    sign_in(page, "Cán bộ tổ chức")
    open_year(page)
    opened = json.loads(run_inside(office, RATINGS, str(unit)))
    campaign = f"/danh-gia/dot/{opened['campaign']}/"
    ratings = [f"/danh-gia/phieu/{opened['ratings'][str(each['id'])]}/" for each in people]
    with at_own_machine(browser, browser_context_args, 2, width=420) as phone:
        bring_products(phone, ratings[2])
        review(phone, ratings[2], EXCELLENT)
    run_inside(office, OTHERS, json.dumps({**opened, "people": people}))
    with at_own_machine(browser, browser_context_args, 0) as head:
        check_products(head, ratings[2])
        assess(head, ratings[2], EXCELLENT)
        assess(head, ratings[3], EXCELLENT, "Chủ trì đề án được tỉnh khen.")
    ask_opinions(page, campaign, unit)
    enter_letters(page, campaign, unit, people)
    # The meeting, where five vote on the ten who hold no leading post.
    meeting = call_meeting(page, campaign, unit, people)
    marks = {each["name"]: WELL for each in people[2:9]} | {each["name"]: COMPLETED for each in people[9:]}
    marks |= {people[2]["name"]: EXCELLENT, people[3]["name"]: EXCELLENT}
    with ExitStack() as stack:
        holders = [stack.enter_context(at_own_machine(browser, browser_context_args, n)) for n in (0, 1, 2, 3, 9)]
        vote(page, holders, meeting, marks)
    page.goto(meeting)
    page.get_by_role("button", name="Bế mạc").click()
    read_votes(page, campaign, unit)
    # The conclusion: the cap bites.
    with another_browser(browser, browser_context_args, "Cấp uỷ viên") as committee:
        keep_the_cap(committee, campaign, unit, people[3]["name"])
        tell_all(page, campaign, unit)
        with at_own_machine(browser, browser_context_args, 9) as who:
            appeal(who, ratings[9])
            answer(committee, ratings[9])
            who.reload()
            expect(who.get_by_text("Công nhận thêm hai nhiệm vụ đột xuất").first).to_be_visible()
    decide(page, campaign, unit)
    # What is left: the records of the files, the mirror, the report with last year's beside it.
    page.goto(f"/ho-so/{people[9]['id']}/")
    levels = page.get_by_role("region", name="Đánh giá, xếp loại", exact=True)
    expect(levels.get_by_role("row").filter(has_text=f"{opened['year']} ").first).to_contain_text(WELL)
    check(page)
    page.goto(f"{ratings[9]}tong-hop/")
    expect(page.get_by_text("Gương mẫu ở nơi cư trú.")).to_be_visible()
    check(page)
    page.goto(f"{campaign}guong/")
    page.get_by_role("button", name="Lập gương").click()
    job_done(page, "Xem gương")
    check(page)
    page.goto(f"{campaign}bao-cao/")
    expect(page.get_by_text("83,3 %").first).to_be_visible()
    check(page)
    page.get_by_role("link", name="có năm trước bên cạnh").click()
    expect(page.get_by_text(str(opened["year"] - 1)).first).to_be_visible()
    check(page)
