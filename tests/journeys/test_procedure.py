"""Five steps of an appointment (Decree 170/2025, Article 33) from the start of the run to the file: meetings, a secret vote
on line from several browsers, a paper vote keyed twice, minutes in Word, a decision that takes effect on a later day.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import docx
from playwright.sync_api import Browser, Page, expect

from .conftest import PATIENCE, Office, check, clean_environment, is_wrong, sign_in

UNIT = "Phòng Y tế"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
PASSWORD = "mot-mat-khau-rat-dai-2026"
CHAIR_WORDS, TELLER_WORDS = "con trâu trắng bơi", "mùa lúa chín sớm"
STEP_TWO, STEP_THREE = "Hội nghị tập thể lãnh đạo mở rộng", "Hội nghị tập thể lãnh đạo lần 2"

#: Accounts for the leaders of the unit and one more, and somebody of the unit to be appointed; told as JSON.
MEMBERS = """
import json, sys
import django
django.setup()
from django.utils import timezone
from canbo.access.services import grant_role, own_file
from canbo.access.services.accounts import create_account
from canbo.core.access import full_access
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.procedures.selectors.convened import convened_by_rule

office, today = full_access(None, "kiểm thử"), timezone.localdate()
unit = Unit.objects.get(name=sys.argv[1])
leaders = [each.person_id for each in convened_by_rule(office, unit, ["leadership"], today).people]
others = list(Person.objects.filter(unit=unit, withdrawn_at__isnull=True).exclude(pk__in=leaders).order_by("pk"))
people = [*Person.objects.filter(pk__in=leaders), others[0], others[1]]
for number, person in enumerate(people[:4]):
    user, _password = create_account(access=office, username=f"hop-{number}", full_name=person.full_name,
                                     password=sys.argv[2])
    grant_role(access=office, user=user, role="cadre", unit=unit, valid_from=today, reason="kiểm thử")
    own_file(access=office, user=user, person_key=person.pk)
print(json.dumps({"members": [each.full_name for each in people[:4]], "person": others[2].full_name,
                  "person_id": others[2].pk, "born": others[2].born.year}))
"""

#: The work of a later day: what the daily job does, told a day ahead.
LATER = """
import sys
from datetime import date
import django
django.setup()
from canbo.web.daily import keep_up
keep_up(date.fromisoformat(sys.argv[1]))
"""


def run_inside(office: Office, code: str, *arguments: str) -> str:
    """Run a few lines in the installation, as its owner could at the machine."""
    settings = {"CANBO_DATA_DIR": str(office.data), "DJANGO_SETTINGS_MODULE": "canbo.config.settings.local"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=clean_environment() | settings, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def member(browser: Browser, settings: dict, number: int):
    """One of the members at their own machine."""
    context = browser.new_context(**settings)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(f"hop-{number}")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
    yield page
    context.close()
    assert not wrong, wrong


def begin_run(page: Page, person: str) -> str:
    """Start the work by the guide; give the address of its page."""
    page.get_by_role("link", name="Việc theo quy trình").first.click()
    check(page)
    page.get_by_role("link", name="Bắt đầu việc").click()
    check(page)
    page.get_by_label("Việc", exact=False).first.select_option(label="Bổ nhiệm")
    page.get_by_label("Đơn vị tổ chức thực hiện").select_option(label=UNIT)
    page.get_by_role("button", name="Tiếp tục").click()
    check(page)
    page.get_by_label(person, exact=True).check()
    page.get_by_label("Chức vụ dự kiến").fill("Phó Trưởng phòng Y tế")
    page.get_by_role("button", name="Tiếp tục").click()
    check(page)
    page.get_by_label("Nguồn nhân sự").select_option(label="Nguồn tại chỗ")
    page.get_by_role("button", name="Ghi và xem lại quy trình").click()
    page.get_by_role("button", name="Chọn Bổ nhiệm nguồn nhân sự tại chỗ").click()
    check(page)
    expect(page.get_by_text("Quyết định theo thẩm quyền hoặc trình")).to_be_visible()
    page.get_by_role("button", name="Bắt đầu việc").click()
    expect(page.get_by_text("Đã bắt đầu việc")).to_be_visible()
    check(page)
    return page.url


def done(page: Page, run: str, **fields: str) -> None:
    """Write down that the step that waits is done."""
    page.goto(run)
    page.get_by_role("link", name="Xong bước này").click()
    check(page)
    for label, value in fields.items():
        field = page.get_by_label(label.replace("_", " "), exact=False).first
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Ghi nhận xong bước").click()
    expect(page.get_by_text("Đã ghi nhận xong bước")).to_be_visible()


def convene(page: Page, run: str, members: list[str]) -> str:
    """Call the meeting of the step that waits: the leaders by the rule, two more with the reason; all come."""
    page.goto(run)
    page.get_by_role("link", name="Triệu tập hội nghị").click()
    check(page)
    expect(page.get_by_text("2 người có quyền biểu quyết theo quy định")).to_be_visible()
    page.get_by_text("Thêm người ngoài danh sách").click()
    more = [f"{name} – {UNIT}" for name in members[2:]]
    page.get_by_label("Thêm người có quyền biểu quyết").select_option(label=more)
    page.get_by_label("Lý do thêm").fill("Uỷ viên chi uỷ cùng cấp")
    page.get_by_label("Chủ trì").first.select_option(label=members[0])
    page.get_by_label("Kiểm phiếu, giữ nửa khoá hòm phiếu").select_option(label=members[1])
    page.get_by_label("Thư ký").select_option(label=more[-1])
    page.get_by_role("button", name="Triệu tập", exact=True).click()
    expect(page.get_by_text("Đã triệu tập hội nghị")).to_be_visible()
    meeting = page.url
    page.get_by_role("link", name="Điểm danh").first.click()
    check(page)
    page.get_by_role("button", name="Tất cả người chưa ghi: có mặt").click()
    expect(page.get_by_text("4/4 có mặt")).to_be_visible()
    page.goto(meeting)
    page.get_by_role("button", name="Khai mạc").click()
    expect(page.get_by_text("Đã khai mạc hội nghị")).to_be_visible()
    check(page)
    return meeting


def propose(page: Page, run: str, names: list[str], title: str, **fields: str) -> str:
    """Put the vote of the step on the agenda, as its law asks it; give the address of the vote."""
    page.goto(run)
    page.get_by_role("link", name="Lập lần bỏ phiếu").click()
    check(page)
    page.get_by_label("Nội dung bỏ phiếu").fill(title)
    page.get_by_label("Tên trên phiếu").fill("\n".join(names))
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " ")).select_option(label=value)
    page.get_by_role("button", name="Lập lần bỏ phiếu").click()
    page.get_by_role("link", name=title).first.click()
    check(page)
    return page.url


def vote_on_line(office_page: Page, holders: list[Page], vote: str, person: str) -> None:
    """Chair and teller set their words, all four vote from their own browsers, the box is closed and opened."""
    chair, teller = holders[0], holders[1]
    for page, words in ((chair, CHAIR_WORDS), (teller, TELLER_WORDS)):
        page.goto(vote)
        page.get_by_role("link", name="Đặt cụm từ khoá").click()
        page.get_by_label("Cụm từ khoá", exact=False).first.fill(words)
        page.get_by_label("Gõ lại cụm từ khoá").fill(words)
        page.get_by_role("button", name="Đặt cụm từ khoá").click()
        expect(page.get_by_text("Đã đặt cụm từ khoá")).to_be_visible()
    office_page.goto(vote)
    office_page.get_by_role("button", name="Bắt đầu bỏ phiếu").click()
    expect(office_page.get_by_text("Đã bắt đầu bỏ phiếu")).to_be_visible()
    for page in holders:
        page.goto("/viec-can-lam/")
        check(page)
        page.get_by_role("link", name="Giới thiệu nhân sự bước hai").first.click()
        page.get_by_label(person, exact=True).check()
        page.get_by_role("button", name="Bỏ phiếu vào hòm").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu của bạn đã ở trong hòm")
    for page in (chair, teller):
        page.goto(vote)
        page.get_by_role("button", name="Đóng bỏ phiếu").click()
        expect(page.get_by_text("Đã đóng bỏ phiếu phần của bạn")).to_be_visible()
    teller.get_by_role("link", name="Mở hòm phiếu").click()
    teller.get_by_label("Cụm từ khoá của người chủ trì").fill(CHAIR_WORDS)
    teller.get_by_label("Cụm từ khoá của người kiểm phiếu").fill(TELLER_WORDS)
    teller.get_by_role("button", name="Mở hòm phiếu").click()
    expect(teller.get_by_role("heading", name="Kết quả", exact=True)).to_be_visible()


def vote_on_paper(holders: list[Page], vote: str) -> None:
    """Four slips come back; chair and teller key them, differ in one, look at the paper again and settle it."""
    chair, teller = holders[0], holders[1]
    chair.goto(vote)
    chair.get_by_role("link", name="Số phiếu phát ra, thu về").click()
    check(chair)
    chair.get_by_label("Số phiếu phát ra").fill("4")
    chair.get_by_label("Số phiếu thu về").fill("4")
    chair.get_by_role("button", name="Ghi").first.click()
    for page, slips in ((chair, "d\nd\nd\nd"), (teller, "d\nd\nd\nk")):
        page.goto(vote)
        page.get_by_role("link", name="Nhập phiếu giấy").click()
        check(page)
        page.get_by_label("Các phiếu, mỗi dòng một phiếu").fill(slips)
        page.get_by_role("button", name="Ghi các phiếu").click()
        expect(page.get_by_text("Đã ghi các phiếu bạn nhập")).to_be_visible()
    teller.goto(vote)
    teller.get_by_role("link", name="Thống nhất phiếu").click()
    check(teller)
    teller.get_by_label("Phiếu số 4 theo tờ phiếu").fill("d")
    teller.get_by_role("button", name="Thống nhất, kiểm phiếu").click()
    expect(teller.get_by_text("Đã thống nhất và kiểm phiếu")).to_be_visible()


def end_meeting(page: Page, meeting: str) -> None:
    page.goto(meeting)
    page.get_by_role("button", name="Bế mạc").click()
    expect(page.get_by_text("Đã bế mạc hội nghị")).to_be_visible()


def minutes_in_word(page: Page, browser: Browser, settings: dict, meeting: str) -> list[str]:
    """What was said and concluded becomes minutes, signed by both, and a Word paper; give its lines."""
    page.goto(meeting)
    page.get_by_role("link", name="Ý kiến, kết luận").first.click()
    check(page)
    page.get_by_role("textbox", name="Ý kiến").fill("Nhất trí với nhân sự do hội nghị trước giới thiệu.")
    page.get_by_role("button", name="Ghi ý kiến").click()
    page.get_by_role("textbox", name="Kết luận").fill("Thống nhất giới thiệu nhân sự ra hội nghị cán bộ chủ chốt.")
    page.get_by_role("button", name="Ghi kết luận").click()
    end_meeting(page, meeting)
    page.get_by_role("link", name="Biên bản", exact=True).first.click()
    page.get_by_role("button", name="Lập dự thảo biên bản").click()
    check(page)
    minutes = page.url
    for number, button in ((3, "Ký xác nhận (thư ký)"), (0, "Ký xác nhận (chủ trì)")):
        with member(browser, settings, number) as signer:
            signer.goto(minutes)
            signer.get_by_role("button", name=button).click()
            expect(signer.get_by_text("Đã ký xác nhận biên bản")).to_be_visible()
    page.goto(minutes)
    page.get_by_role("link", name="Biên bản hội nghị").click()
    check(page)
    page.get_by_role("button", name="Làm văn bản").click()
    page.get_by_role("link", name="Lấy tệp Word").click()
    check(page)
    page.get_by_label("Để làm gì").fill("Lưu hồ sơ bổ nhiệm")
    with page.expect_download() as download:
        page.get_by_role("button", name="Lấy tệp").click()
    paper = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in paper.paragraphs] + cells


def note_papers(page: Page, run: str, day: date) -> None:
    """Each paper that the dossier lacks is noted, until none is asked for."""
    page.goto(run)
    asked = page.locator("a[href*='/giay-to/?giay=']")
    expect(asked.first).to_be_visible()
    is_first = True
    while asked.count():
        asked.first.click()
        if is_first:
            check(page)
            is_first = False
        page.get_by_label("Ngày của giấy tờ").fill(f"{day:%d/%m/%Y}")
        page.get_by_role("button", name="Ghi nhận", exact=True).click()
        page.goto(run)
    check(page)


def decide(page: Page, browser: Browser, settings: dict, run: str, person: str, effect: date) -> str:
    """Draft the decision, have it signed by somebody else, link it to the step; give its address."""
    page.goto(run)
    page.get_by_role("link", name="Lập quyết định").click()
    check(page)
    for label, value in (
        ("Trích yếu", "Bổ nhiệm Phó Trưởng phòng Y tế"), ("Cơ quan ban hành", "Chủ tịch UBND huyện"),
        ("Ngày có hiệu lực", f"{effect:%d/%m/%Y}"), ("Chức vụ người ký", "Chủ tịch"),
    ):  # fmt: skip
        page.get_by_label(label).first.fill(value)
    page.get_by_label("Người ký", exact=True).fill("Nguyễn Văn Mẫu")
    page.get_by_role("button", name="Lập dự thảo").click()
    decision = page.url
    page.get_by_role("link", name="Thêm một người").click()
    page.get_by_label("Người được quyết định").fill(person)
    page.get_by_label("Chức vụ, công việc (theo hồ sơ)").fill("Phó Trưởng phòng")
    page.get_by_label("Đơn vị trong hệ thống").fill(UNIT)
    page.get_by_label("Cách giữ").select_option(label="Chính thức")
    page.get_by_role("button", name="Thêm vào dự thảo").click()
    expect(page.get_by_text("Đã thêm người vào dự thảo")).to_be_visible()
    context = browser.new_context(**settings)
    signer = context.new_page()
    sign_in(signer, "Cấp uỷ viên")
    signer.goto(decision)
    signer.get_by_role("link", name="Ghi nhận việc ký").click()
    check(signer)
    begins = re.compile(rf"Phó Trưởng phòng .*\(từ {effect:%d/%m/%Y}\)")
    expect(signer.get_by_text(begins).first).to_be_visible()
    signer.get_by_label("Số", exact=False).last.fill("12/QĐ-UBND")
    signer.get_by_role("button", name="Ghi nhận việc ký").click()
    expect(signer.get_by_role("heading", level=1)).to_contain_text("12/QĐ-UBND")
    context.close()
    page.goto(run)
    page.get_by_role("link", name="Gắn quyết định").click()
    check(page)
    page.get_by_label("Quyết định, dự thảo của đơn vị").select_option(index=1)
    page.get_by_role("button", name="Gắn quyết định").click()
    expect(page.get_by_text("Đã gắn quyết định")).to_be_visible()
    return decision


def test_an_appointment_in_five_steps(page, browser, browser_context_args, office):
    told = json.loads(run_inside(office, MEMBERS, UNIT, PASSWORD))
    members, person, born = told["members"], told["person"], told["born"]
    sign_in(page, "Cán bộ tổ chức")
    run = begin_run(page, person)
    # The policy asked for and agreed to; the first meeting of the leaders, held elsewhere, by its minutes.
    done(page, run)
    done(page, run)
    done(page, run, Kết_quả="đi tiếp", Ghi_chú="Theo biên bản hội nghị tập thể lãnh đạo")
    # The second: by secret ballot from four browsers, whose outcome the law keeps from the meeting.
    page.goto(run)
    page.get_by_label("Tổ chức đảng trên cơ sở").select_option(label="có")
    page.get_by_role("button", name="Ghi tình huống").click()
    expect(page.get_by_text("Đã ghi tình huống của việc")).to_be_visible()
    expect(page.locator(".run-ready h3").first).to_contain_text(STEP_TWO)
    meeting = convene(page, run, members)
    vote = propose(page, run, [person, members[2]], "Giới thiệu nhân sự bước hai")
    with ExitStack() as stack:
        holders = [stack.enter_context(member(browser, browser_context_args, number)) for number in range(4)]
        vote_on_line(page, holders, vote, person)
        end_meeting(page, meeting)
        done(page, run)
        # The third: on paper, keyed twice.
        expect(page.locator(".run-ready h3").first).to_contain_text(STEP_THREE)
        meeting = convene(page, run, members)
        paper_vote = propose(
            page, run, [person], "Giới thiệu nhân sự bước ba", Cách_bỏ_phiếu="phiếu giấy, hai người nhập"
        )
        vote_on_paper(holders, paper_vote)
    written = "\n".join(minutes_in_word(page, browser, browser_context_args, meeting))
    for words in (
        members[0],
        "Nhất trí với nhân sự do hội nghị trước giới thiệu",
        "Giới thiệu nhân sự bước ba",
        person,
    ):
        assert words in written, words
    # The fourth and the fifth by their minutes, what lies between them, and the papers of the dossier.
    by_minutes = {"Kết_quả": "đi tiếp", "Ghi_chú": "Theo biên bản hội nghị"}
    for fields in ({}, by_minutes, {}, {}, by_minutes):
        done(page, run, **fields)
    today = datetime.now(HERE).date()
    note_papers(page, run, today)
    # The decision, signed today, in force a week later.
    effect = today + timedelta(days=7)
    decision = decide(page, browser, browser_context_args, run, f"{person}; {born}", effect)
    done(page, run)
    expect(page.locator("h1 .tag")).to_have_text("đã hoàn thành")
    check(page)
    file = f"/ho-so/{told['person_id']}/"
    page.goto(decision)
    expect(page.get_by_text("Đã ghi vào hồ sơ")).to_have_count(0)
    run_inside(office, LATER, effect.isoformat())
    page.goto(decision)
    expect(page.get_by_text("Đã ghi vào hồ sơ").first).to_be_visible()
    check(page)
    page.goto(f"{file}?ngay={effect.isoformat()}")
    expect(page.get_by_text("Phó Trưởng phòng").first).to_be_visible()
    page.goto(f"{file}?ngay={today.isoformat()}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(person)
    expect(page.locator(".facts")).not_to_contain_text("Phó Trưởng phòng")
