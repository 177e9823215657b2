"""The page of the ratings of a period: the sentence first, every figure with its people, files, scope."""

import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from docx import Document

from canbo.audit.models import AuditEntry
from canbo.personnel.models import Evaluation
from canbo.reports.tests.test_year_ratings import year  # noqa: F401 -- the fixture

pytestmark = pytest.mark.django_db
ASKED = {"nam": "2013", "ngay": "2014-03-01"}


def opened(account, name, *args, **query):
    return account.client.get(reverse(name, args=args), {**ASKED, **query})


def test_the_finding_comes_first_and_the_base_last(office, year, lan):  # noqa: F811
    text = unescape(opened(lan, "evaluation-report").content.decode())
    assert text.count("<h1") == 1
    assert "Thang của Nhà nước: 66,7\u00a0% xếp loại tốt trở lên (2/3 người), 1 người chưa xếp loại." in text
    assert text.index("report-lead") < text.index("Cơ cấu xếp loại") < text.index("Cơ số: người được đánh giá")


def test_every_figure_opens_as_many_people_as_it_counts(office, year, lan, tree):  # noqa: F811
    office.add(office.lan, Evaluation, year=2012, rating="good")
    text = opened(lan, "evaluation-report").content.decode()
    cells = re.findall(r'<a href="([^"]*/xep-loai/nguoi/[^"]*)">(\d+)(?: \([^)]*\)|/\d+)?</a>', text)
    assert len(cells) > 20
    for address, count in dict.fromkeys(cells):
        answer = lan.client.get(unescape(address))
        assert answer.status_code == 200
        assert answer.context["list"].count == int(count), unescape(address)


def test_scope_and_rights(office, year, lan, cuong, make_account, tree):  # noqa: F811
    assert opened(cuong, "evaluation-report", unit=tree.home.pk).status_code == 404
    assert opened(make_account("can-bo", "cadre", tree.home), "evaluation-report").status_code == 403
    assert "Nguyễn Thị Lan" not in opened(cuong, "evaluation-report-people").content.decode()


def test_a_period_that_nobody_was_rated_in_says_so(office, lan):
    assert "Kỳ này không có đợt đánh giá nào" in unescape(opened(lan, "evaluation-report", ky="quy-2").content.decode())
    assert opened(lan, "evaluation-report", nam="x", ky="quy-9").status_code == 200


def test_it_leaves_as_a_workbook_and_a_paper_with_a_trace(office, year, lan):  # noqa: F811
    book = openpyxl.load_workbook(BytesIO(opened(lan, "evaluation-report-export", "excel").content))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "Hoàn thành xuất sắc nhiệm vụ" in cells
    paper = Document(BytesIO(opened(lan, "evaluation-report-export", "word").content))
    assert any("2/3 người" in paragraph.text for paragraph in paper.paragraphs)
    assert AuditEntry.objects.filter(action="report.exported").count() == 2
    assert opened(lan, "evaluation-report-export", "khac").status_code == 404


def test_few_queries(office, year, lan, django_assert_max_num_queries):  # noqa: F811
    opened(lan, "evaluation-report")
    with django_assert_max_num_queries(12):
        opened(lan, "evaluation-report")
