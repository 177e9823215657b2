"""Every kind of paper in both layouts: full, empty, hostile and long data; the same bytes again; its PDF."""

from __future__ import annotations

import importlib.util
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pypdfium2
import pypdfium2.raw as raw
import pytest
from docx.oxml.ns import qn

from canbo.core.dates import PartialDate
from canbo.core.secrecy import Secrecy
from canbo.documents.filling import fill, freeze, unknown_fields, words_of
from canbo.documents.joining import join_pdf, join_word, pages_of
from canbo.documents.paper_kinds import KINDS, STYLES, example_of
from canbo.documents.pdf import as_pdf
from canbo.documents.services.standing import SHIPPED, shipped
from canbo.documents.template_checks import check_template

ALL = [(kind, style) for kind in KINDS for style in STYLES]
DOTS = re.compile("…{2,}")
HOSTILE = (
    "{{ 7*7 }} {% for a in b %} {_{ </w:t><w:p/> & <b>\"'", "=1+1", "A\x00\x08\x0bB", "\u202egnud\u202c", "عربي",
    "\ud800", "x" * 300, "Ớ" * 300, "dòng một\ndòng hai\tcột", "]]>", "${a}", "{#p a #}",
)  # fmt: skip


def made(kind, style, data, secrecy=Secrecy.OPEN):
    return fill(shipped(kind, style), freeze(KINDS[kind], style, data, secrecy))


def values(data):
    """Every word of the data as it should stand on the paper."""
    for value in data.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, date) and not isinstance(value, PartialDate):
            yield f"{value:%d/%m/%Y}"
        elif isinstance(value, list):
            for item in value:
                yield from values(item) if isinstance(item, dict) else [item]


def told(lines, word):
    return any(word.casefold() in line.casefold() for line in lines)


@pytest.mark.parametrize(("kind", "style"), ALL)
def test_everything_that_was_handed_over_stands_on_the_paper(kind, style):
    data = example_of(KINDS[kind])
    lines = words_of(made(kind, style, data))
    head = {
        "so": None, "ky_hieu": None, "dia_danh": None, "ngay": None, "so_phieu": None, "dong_them": None,
        "co_ky_ten": None,
    }  # fmt: skip
    if kind == "ballot":  # a slip has no number, no signature and goes to nobody
        head |= dict.fromkeys(("trich_yeu", "thay_mat", "chuc_vu_ky", "nguoi_ky", "noi_nhan"))
    if kind == "evaluation_form":  # it has no number and goes to nobody: it is filled in by whom it is about
        head |= {"trich_yeu": None, "noi_nhan": None}
    if kind == "opinion_request":
        head |= {"kem_mau": None}
    if kind != "decision":
        head |= {"tham_quyen": None}
    missing = [word for word in values({**data, **head}) if word and not told(lines, word)]
    assert not missing
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines if style == "state" else "ĐẢNG CỘNG SẢN VIỆT NAM" in lines
    if kind != "ballot":
        joint = "/" if style == "state" else "-"
        assert told(lines, f"12{joint}{data['ky_hieu']}") == (kind != "evaluation_form")
        assert "Mẫu, ngày 05 tháng 12 năm 2026" in lines


@pytest.mark.parametrize(("kind", "style"), ALL)
def test_what_is_not_known_is_dots_and_nothing_else(kind, style):
    template = {line for line in words_of(shipped(kind, style)) if "{" not in line}
    lines = words_of(made(kind, style, {}))
    assert sum(bool(DOTS.search(line)) for line in lines) >= 4
    # Apart from the fixed words of the template, only dots and numbers of rows.
    fixed = "\n".join(words_of(shipped(kind, style)))
    for line in lines:
        for word in re.findall(r"[^\W\d_]+", DOTS.sub(" ", line)):
            assert line in template or word in fixed or word in {"ngày", "tháng", "năm"}, line
    assert not any(re.search(r"\b(19|20)\d\d\b", line) for line in lines)


@pytest.mark.parametrize(("kind", "style"), ALL)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(kind, style, text):
    fields = {each.name: each for each in KINDS[kind].fields.values() if not each.made}
    plain = {name: text for name, each in fields.items() if each.kind == "text"}
    lists = {name: [text, text] for name, each in fields.items() if each.kind == "lines"}
    tables = {
        name: [
            {column.name: [text] if column.kind == "lines" else text for column in each.columns if column.kind != "number"
             and column.kind != "day"}
        ]
        for name, each in fields.items() if each.kind == "table"
    }  # fmt: skip
    content = made(kind, style, plain | lists | tables)
    seen = re.sub("[\x00\x08\x0b\u202e\u202c\ud800]", "", text)
    found = [part for part in words_of(content) if seen.casefold() in part.casefold()]
    assert len(found) >= 3 or not seen
    assert "49" not in "".join(words_of(content))


def test_a_list_of_three_hundred_keeps_every_row_in_order_and_repeats_its_heading():
    people = [{"ho_ten": f"Nguyễn Văn Số {n}", "ngay_sinh": PartialDate(1970 + n % 30)} for n in range(300)]
    content = made("decision", "state", {**example_of(KINDS["decision"]), "danh_sach": people})
    document = docx.Document(BytesIO(content))
    table = next(each for each in document.tables if each.rows[0].cells[0].text == "TT")
    rows = table._tbl.tr_lst
    assert len(rows) == 301
    assert rows[0].trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    cells = [["".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in row.tc_lst] for row in rows[1:]]
    assert [(row[0], row[1], row[2]) for row in cells] == [
        (str(n + 1), f"Nguyễn Văn Số {n}", str(1970 + n % 30)) for n in range(300)
    ]


@pytest.mark.parametrize(("kind", "style"), ALL)
def test_the_same_copy_and_template_give_the_same_bytes(kind, style):
    copy = freeze(KINDS[kind], style, example_of(KINDS[kind]), Secrecy.MAT)
    assert fill(shipped(kind, style), copy) == fill(shipped(kind, style), copy)


def test_no_moment_and_no_compressor_stand_in_a_made_file():
    with ZipFile(BytesIO(made("minutes", "state", {}))) as archive:
        assert {(part.date_time, part.compress_type) for part in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        assert b"dcterms" not in archive.read("docProps/core.xml")


def test_an_old_copy_does_not_follow_the_program(monkeypatch):
    copy = freeze(KINDS["decision"], "state", {"so": "5", "dieu": []})
    before = fill(shipped("decision", "state"), copy)
    monkeypatch.setattr("canbo.documents.filling.formats.day", lambda value: "another")
    monkeypatch.setattr("canbo.documents.paper_kinds.LINE", 3)
    assert fill(shipped("decision", "state"), copy) == before


def test_the_mark_of_secrecy_stands_on_the_paper_and_only_where_it_is_one():
    for kind, style in ALL:
        assert "MẬT" in words_of(made(kind, style, {}, Secrecy.MAT))
        assert "TỐI MẬT" in words_of(made(kind, style, {}, Secrecy.TOI_MAT))
        assert not told(words_of(made(kind, style, {})), "MẬT")


def test_slips_are_as_many_as_asked_and_nothing_tells_one_from_another():
    content = made("ballot", "state", {**example_of(KINDS["ballot"]), "so_phieu": 30})
    outer = docx.Document(BytesIO(content)).tables[0]
    assert len(outer.rows) == 30
    slips = {re.sub(rb'w:rsid\w*="\w*"|wp14:\w+="\w*"', b"", row._tr.xml.encode()) for row in outer.rows}
    assert len(slips) == 1
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in outer.rows)


def test_a_signed_slip_has_a_place_for_the_name_and_a_secret_one_has_none():
    data = example_of(KINDS["ballot"])
    assert not told(words_of(made("ballot", "state", data)), "ký, ghi rõ họ tên")
    assert told(words_of(made("ballot", "state", {**data, "co_ky_ten": True})), "ký, ghi rõ họ tên")


def test_names_to_be_added_have_their_rows():
    for rows in (0, 3):
        lines = words_of(made("ballot", "party", {**example_of(KINDS["ballot"]), "so_phieu": 1, "dong_them": rows}))
        assert sum(set(line) == {"…"} for line in lines) == rows


def test_signatures_stay_with_the_line_before_them():
    for kind, style in ALL:
        if kind == "ballot":
            continue
        body = docx.Document(BytesIO(made(kind, style, example_of(KINDS[kind])))).element.body
        table = next(each for each in body.iter(qn("w:tbl")) if each.tblPr.find(qn("w:tblDescription")) is not None)
        before = table.getprevious()
        kept = before if before.tag == qn("w:p") else before.tr_lst[-1]
        assert next(kept.iter(qn("w:keepNext")), None) is not None, kind
        assert next(table.iter(qn("w:cantSplit")), None) is not None


def test_a_field_that_nobody_knows_is_a_programmers_error():
    with pytest.raises(ValueError, match="ho_tn"):
        freeze(KINDS["decision"], "state", {"ho_tn": "A"})
    with pytest.raises(ValueError, match="ho_tn"):
        freeze(KINDS["decision"], "state", {"danh_sach": [{"ho_tn": "A"}]})


@pytest.mark.parametrize(
    ("style", "given", "written"),
    [
        ("state", {"so": 12, "ky_hieu": "QĐ-UBND"}, "12/QĐ-UBND"), ("party", {"so": 12, "ky_hieu": "QĐ/TU"}, "12-QĐ/TU"),
        ("state", {"so": "1234", "ky_hieu": "QĐ"}, "1234/QĐ"), ("state", {"so": "12/QĐ-SNV"}, "12/QĐ-SNV"),
        ("state", {"ky_hieu": "QĐ"}, "………/QĐ"), ("state", {"so": 1234}, "1234/………"), ("party", {}, "………-………/………"),
    ],
)  # fmt: skip
def test_number_and_symbol_are_joined_as_each_rule_joins_them(style, given, written):
    assert freeze(KINDS["decision"], style, given)["values"]["so_ky_hieu"] == written


def test_what_stays_open_is_told():
    copy = freeze(KINDS["invitation"], "state", {"kinh_moi": "Bà B", "co_quan": "Sở"})
    assert {"thoi_gian", "dia_diem", "so"} <= set(unknown_fields(copy))
    assert "kinh_moi" not in unknown_fields(copy)


def test_margins_and_letters_are_those_of_the_two_rules():
    for kind, style in ALL:
        document = docx.Document(BytesIO(shipped(kind, style)))
        section = document.sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        if kind != "ballot":
            assert 20 <= round(section.top_margin.mm, 1) <= 25
            assert 20 <= round(section.bottom_margin.mm, 1) <= 25
            assert 30 <= round(section.left_margin.mm, 1) <= 35
            assert 15 <= round(section.right_margin.mm, 1) <= 20
        assert document.styles["Normal"].font.name == "Times New Roman"
        assert document.core_properties.author == "canbo"


def test_the_shipped_templates_are_what_the_script_builds_and_pass_the_check_themselves(tmp_path):
    for name in ("procedure_papers", "evaluation_papers"):
        script = Path(__file__).resolve().parents[3] / "scripts" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, script)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.parts.write(module.KINDS, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in SHIPPED.iterdir()}
    for kind, style in ALL:
        name = f"{kind}-{style}.docx"
        for part in ("word/document.xml", "word/styles.xml", "word/header1.xml"):
            assert parts(tmp_path / name)[part] == parts(SHIPPED / name)[part], (name, part)
        check_template(shipped(kind, style), KINDS[kind], style)


def parts(path):
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def joined(numbers):
    data = example_of(KINDS["invitation"])
    papers = [made("invitation", "state", {**data, "kinh_moi": f"Ông Khách Mời Số {n}"}) for n in numbers]
    return join_word(papers, "giay-moi")


def test_papers_joined_in_one_word_file_each_begin_anew():
    document = docx.Document(BytesIO(joined(range(5))))
    assert [f"Số {n}" in "\n".join(words_of(joined(range(5)))) for n in range(5)] == [True] * 5
    assert len(document.sections) == 5
    starts = [section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for section in document.sections]
    assert starts == ["1"] * 5


def test_the_pdf_says_what_the_data_say_on_sane_pages_with_the_fonts_inside():
    data = example_of(KINDS["decision"])
    data["danh_sach"] = [{**data["danh_sach"][0], "ho_ten": f"Người Số {n:03}"} for n in range(300)]
    pdf = join_pdf([as_pdf(made("decision", "state", data)), as_pdf(joined(range(3)))])
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    text = re.sub(r"\s+", " ", " ".join(pages))
    assert 20 <= pages_of(pdf) <= 30
    assert all(f"Người Số {n:03}" in text for n in range(300))
    assert [n for n in range(3) if f"Ông Khách Mời Số {n}" in pages[-3 + n]] == [0, 1, 2]
    headings = sum("Họ và tên" in page and "Ngày sinh" in page for page in pages)
    assert headings == pages_of(pdf) - 4  # every page of the list; not the decision itself, not the invitations
    for page in document:
        assert (round(page.get_width()), round(page.get_height())) == (595, 842)
        fonts = [raw.FPDFTextObj_GetFont(each.raw) for each in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=5)]
        assert fonts
        assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)
