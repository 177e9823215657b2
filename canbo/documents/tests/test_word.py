import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.documents.grid import Column, Grid, Row
from canbo.documents.paper import FormLine, Heading, Paper, Paragraph, Part, Photo, SideBySide, Signer
from canbo.documents.word import OWN_FOLDER, SHIPPED, place_and_day, write_paper

TABLE = Grid(
    (
        Column("TT", width=12, kind="center"),
        Column("Trình độ"),
        Column("Số người", over=("Năm nay",), kind="int"),
        Column("Tỷ lệ (%)", over=("Năm nay",), kind="percent"),
    ),
    (
        Row(("Khối Đảng", None, None, None), kind="group"),
        Row((1, "Đại học", 1278, 55.6)),
        Row((None, "Tổng số", 1278, 100.0), kind="total", sums=(1,)),
    ),
    number_row=True,
)


def opened(paper):
    return Document(BytesIO(write_paper(paper)))


def words(document):
    return [text for item in document.element.body.iter(qn("w:p")) if (text := _line(item)).strip()]


def _line(paragraph):
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def test_a_state_paper_has_the_head_of_decree_30():
    paper = Paper(
        title="BÁO CÁO", abstract="Chất lượng cán bộ", issuer_above="Uỷ ban nhân dân tỉnh", issuer="Sở Nội vụ",
        number="12/BC-SNV", place="Cao Bằng", day=date(2013, 2, 5), blocks=(Heading("I. KẾT QUẢ"), TABLE),
        signer=Signer("GIÁM ĐỐC", "Nguyễn Thị Lan"), recipients=("Như trên;",),
    )  # fmt: skip
    document = opened(paper)
    lines = words(document)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines
    assert "Độc lập - Tự do - Hạnh phúc" in lines
    assert "UỶ BAN NHÂN DÂN TỈNH" in lines
    assert "SỞ NỘI VỤ" in lines
    assert "Số: 12/BC-SNV" in lines
    assert "Cao Bằng, ngày 05 tháng 02 năm 2013" in lines
    assert lines[-4:] == ["Nơi nhận:", "- Như trên;", "GIÁM ĐỐC", "Nguyễn Thị Lan"]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm, 1) <= 25
    assert 30 <= round(section.left_margin.mm, 1) <= 35
    assert 15 <= round(section.right_margin.mm, 1) <= 20
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt in (13, 14)


def test_a_party_paper_has_the_head_of_guide_36():
    lines = words(
        opened(Paper(style="party", title="BÁO CÁO", issuer_above="Tỉnh uỷ", issuer="Ban Tổ chức", number="9-BC/BTC"))
    )
    assert lines[:4] == ["TỈNH UỶ", "BAN TỔ CHỨC", "*", "Số 9-BC/BTC"]
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in lines
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" not in lines


@pytest.mark.parametrize("style", ["state", "party"])
def test_what_is_not_known_is_left_to_be_written_by_hand(style):
    text = "\n".join(words(opened(Paper(style=style, title="BÁO CÁO"))))
    assert re.search(r"Số:? …+", text)
    assert re.search(r"…+, ngày …+ tháng …+ năm …+", text)
    assert "None" not in text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2013, 12, 31), "Hà Nội, ngày 31 tháng 12 năm 2013"),
        (date(2013, 3, 1), "Hà Nội, ngày 01 tháng 3 năm 2013"),
        (PartialDate(2013, 1), "Hà Nội, ngày …… tháng 01 năm 2013"),
        (PartialDate(2013), "Hà Nội, ngày …… tháng …… năm 2013"),
    ],
)
def test_days_are_written_as_the_decree_says(day, text):
    assert re.sub("…+", "……", place_and_day("Hà Nội", day)) == text


def test_the_page_number_stands_on_top_but_not_on_the_first_page():
    document = opened(Paper(title="BÁO CÁO"))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_a_table_repeats_its_heading_and_writes_numbers_the_vietnamese_way():
    document = opened(Paper(title="BÁO CÁO", blocks=(TABLE,), landscape=True))
    section = document.sections[0]
    assert section.page_width > section.page_height
    table = document.tables[1]
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, True, True, False, False, False]
    last = [cell.text for cell in table.rows[-1].cells]
    assert last == ["", "Tổng số", "1.278", "100,0"]
    assert [cell.text for cell in table.rows[0].cells] == ["TT", "Trình độ", "Năm nay", "Năm nay"]
    assert table.rows[-1].cells[2].paragraphs[0].alignment == 2


def test_values_are_never_read_as_template_or_markup():
    paper = Paper(
        title="BÁO CÁO {{ 7 * 7 }}", abstract="{% raise %} <w:p/> & “a”\x01", issuer="{{ body }}",
        blocks=(Paragraph("{{ 7 * 7 }} <b>\x02"), Grid((Column("A"),), (Row(("{{ signer }}",)),))),
    )  # fmt: skip
    text = "\n".join(words(opened(paper)))
    assert "BÁO CÁO {{ 7 * 7 }}" in text
    assert "{% raise %} <w:p/> & “a”" in text
    assert "{{ 7 * 7 }} <b>" in text
    assert "{{ signer }}" in text
    assert "49" not in text


def test_a_line_of_a_form_prints_dots_for_what_is_missing():
    document = opened(
        Paper(style="plain", title="SƠ YẾU LÝ LỊCH", form_code="Mẫu 2C", blocks=(
            FormLine(Part("Họ và tên", "LAN"), Part("Giới tính")),
            FormLine(Part("Sở trường"), lines=3),
            SideBySide((Photo(),), (FormLine(Part("Sinh ngày", PartialDate(1975, 3))),)),
        ))
    )  # fmt: skip
    dotted = [item for item in document.element.body.iter(qn("w:tab")) if item.get(qn("w:leader")) == "dot"]
    assert len(dotted) == 4
    assert "Sinh ngày: 03/1975" in words(document)


def test_the_file_says_nothing_about_who_made_it():
    content = write_paper(Paper(title="BÁO CÁO"))
    properties = Document(BytesIO(content)).core_properties
    assert properties.author == properties.last_modified_by == "canbo"
    core = zipfile.ZipFile(BytesIO(content)).read("docProps/core.xml").decode()
    assert "python-docx" not in core


def test_an_office_may_put_its_own_template(settings, tmp_path):
    settings.CANBO_DATA_DIR = tmp_path
    (tmp_path / OWN_FOLDER).mkdir()
    own = Document(str(SHIPPED / "plain.docx"))
    own.paragraphs[0].insert_paragraph_before("MẪU CỦA CƠ QUAN")
    own.save(str(tmp_path / OWN_FOLDER / "plain.docx"))
    assert words(opened(Paper(style="plain", title="A")))[0] == "MẪU CỦA CƠ QUAN"


@pytest.mark.parametrize(
    "text", ["không có chỗ cho nội dung", "{{ body }} {{ ''.__class__.__mro__ }}", "{% if %} {{ body }}"]
)
def test_a_broken_template_is_told_in_words(settings, tmp_path, text):
    settings.CANBO_DATA_DIR = tmp_path
    (tmp_path / OWN_FOLDER).mkdir()
    own = Document()
    own.add_paragraph(text)
    own.save(str(tmp_path / OWN_FOLDER / "state.docx"))
    with pytest.raises(DomainError) as refused:
        write_paper(Paper(title="A"))
    assert refused.value.code == "paper_template_broken"


def test_a_file_that_is_no_word_file_is_told_in_words(settings, tmp_path):
    settings.CANBO_DATA_DIR = tmp_path
    (tmp_path / OWN_FOLDER).mkdir()
    (tmp_path / OWN_FOLDER / "state.docx").write_bytes(b"not a word file")
    with pytest.raises(DomainError, match="mẫu văn bản"):
        write_paper(Paper(title="A"))


def test_the_shipped_templates_are_what_the_script_builds(tmp_path):
    import importlib.util
    from pathlib import Path

    script = Path(__file__).resolve().parents[3] / "scripts" / "paper_templates.py"
    spec = importlib.util.spec_from_file_location("paper_templates", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(tmp_path)
    for name in ("state", "party", "plain"):
        built, shipped = (zipfile.ZipFile(folder / f"{name}.docx") for folder in (tmp_path, SHIPPED))
        for part in ("word/document.xml", "word/styles.xml", "word/header1.xml"):
            assert built.read(part) == shipped.read(part), (name, part)
