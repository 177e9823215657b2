"""Templates that an office may not send, each refused with its sentence; those that it may."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from canbo.core.errors import DomainError
from canbo.documents.paper_kinds import KINDS, STYLES
from canbo.documents.services.standing import shipped
from canbo.documents.template_checks import MOST, check_template

DECISION = KINDS["decision"]


def changed(work, kind="decision", style="state"):
    """The shipped template after somebody worked on it in Word."""
    document = docx.Document(BytesIO(shipped(kind, style)))
    work(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def with_line(text):
    return changed(lambda document: document.add_paragraph(text))


def rezipped(change, content=None):
    """The file with its parts changed: a function of {name: bytes}."""
    with zipfile.ZipFile(BytesIO(content or shipped("decision", "state"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def relation(kind, target, mode=""):
    def add(parts):
        name = "word/_rels/document.xml.rels"
        mode_words = f' TargetMode="{mode}"' if mode else ""
        made = f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"{mode_words}/>'
        parts[name] = parts[name].replace(b"</Relationships>", made.encode() + b"</Relationships>")

    return rezipped(add)


def refused(content, kind=DECISION, style="state"):
    with pytest.raises(DomainError) as error:
        check_template(content, kind, style)
    assert len(error.value.message) > 30
    assert "{" not in error.value.message.replace("{{", "").replace("{%", "") or "gần chỗ" in error.value.message
    return error.value


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("{{ ho_tn }}", "template_fields", "ho_tn"),
        ("{{ nguoi_kí }}", "template_fields", "gần nhất là «nguoi_ky»"),
        ("{{ so_ki_hieu }}", "template_fields", "gần nhất là «so_ky_hieu»"),
        ("{{ kinh_moi }}", "template_fields", "kinh_moi"),
        ("{{ hang.ho_ten }}", "template_fields", "ngoài dòng lặp"),
        ("{% for x in trich_yeu %}{{ x }}{% endfor %}", "template_fields", "không phải danh sách"),
        ("{% for x in danh_sach %}{{ x.ho_tenn }}{% endfor %}", "template_fields", "gần nhất là «x.ho_ten»"),
        ("{{ so", "template_syntax", "gần chỗ"),
        ("{% if so %} thiếu chỗ đóng", "template_syntax", "gần chỗ"),
        ("{{ so }", "template_syntax", "gần chỗ"),
        ("so }}", "template_syntax", "so }}"),
        ("{{ ''.__class__.__mro__ }}", "template_language", "chỉ viết tên trường"),
        ("{{ so.__class__ }}", "template_fields", "so.__class__"),
        ("{{ so.upper() }}", "template_language", "Call"),
        ("{{ 'x' * 1000000000 }}", "template_language", "Mul"),
        ("{% for x in range(1000000) %}x{% endfor %}", "template_language", "for"),
        ("{% set x = 1 %}", "template_language", "Assign"),
        ("{% include 'x' %}", "template_language", "Include"),
        ("{{ so|attr('x') }}", "template_language", "Filter"),
        ("{{ cycler }}", "template_fields", "cycler"),
        ("{{ loop.index }}", "template_fields", "loop"),
        ("{% for x in noi_nhan recursive %}{{ x }}{% endfor %}", "template_language", "For"),
    ],
)
def test_what_stands_in_braces_is_a_known_field_or_a_plain_sentence_of_the_language(text, code, words):
    error = refused(with_line(text))
    assert error.code == code
    assert words in error.message


def test_a_kind_has_its_own_required_fields():
    for kind in KINDS.values():
        error = refused(changed(lambda document: None, "invitation" if kind.key != "invitation" else "decision"), kind)
        assert error.code in {"template_fields", "template_required"}
    bare = docx.Document()
    bare.add_paragraph("{{ co_quan }}")
    out = BytesIO()
    bare.save(out)
    error = refused(out.getvalue())
    assert error.code == "template_required"
    assert "«dieu»" in error.message


def test_a_template_of_ones_own_that_is_right_is_taken():
    own = docx.Document()
    own.add_paragraph("{{ co_quan|upper }} · {{ so_ky_hieu }}")
    for line in ("{%p for dong in dieu %}", "Điều {{ loop.index }}. {{ dong }}", "{%p endfor %}"):
        own.add_paragraph(line)
    own.add_paragraph("{% if danh_sach and not do_mat %}có danh sách{% else %}không{% endif %}")
    own.add_paragraph("{{ nguoi_ky if nguoi_ky else chuc_vu_ky }}")
    out = BytesIO()
    own.save(out)
    check_template(out.getvalue(), DECISION, "state")
    for kind, style in ((kind, style) for kind in KINDS for style in STYLES):
        check_template(
            changed(lambda document: document.add_paragraph("Thêm một dòng."), kind, style), KINDS[kind], style
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "template_not_word"),
        (b"%PDF-1.7", "template_not_word"),
        (b"\xd0\xcf\x11\xe0 an old doc", "template_not_word"),
        (b"PK\x03\x04 broken", "template_broken"),
        (b"\0" * (MOST + 1), "template_too_large"),
        (rezipped(lambda parts: parts.pop("word/document.xml")), "template_not_word"),
        (rezipped(lambda parts: parts.update({"word/vbaProject.bin": b"x"})), "template_macros"),
        (
            rezipped(
                lambda parts: parts.update(
                    {"[Content_Types].xml": parts["[Content_Types].xml"].replace(b"document.main+xml", b"document.macroEnabled.main+xml")}
                )
            ),
            "template_macros",
        ),
        (relation("hyperlink", "https://example.org/", "External"), "template_external"),
        (relation("image", "http://example.org/a.png", "External"), "template_external"),
        (relation("image", "file:///etc/passwd", "external"), "template_external"),
        (relation("attachedTemplate", "file:///x.dotm", "External"), "template_embedded"),
        (relation("oleObject", "embeddings/a.bin"), "template_embedded"),
        (relation("package", "embeddings/a.xlsx"), "template_embedded"),
        (relation("aFChunk", "a.html"), "template_embedded"),
        (rezipped(lambda parts: parts.update({"word/bomb.xml": b"0" * 60_000_000})), "template_bomb"),
        (
            rezipped(
                lambda parts: parts.update(
                    {"word/document.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}
                )
            ),
            "template_broken",
        ),
        (rezipped(lambda parts: parts.update({"word/document.xml": b"<broken"})), "template_broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_reaches_out_runs_or_swells_is_refused(content, code):
    assert refused(content).code == code


@pytest.mark.parametrize(
    "code", ['INCLUDEPICTURE "http://x/a.png"', "DDEAUTO c:\\\\x", "MERGEFIELD a", "INCLUDETEXT x", "LINK x"]
)
@pytest.mark.parametrize("whole", [True, False])
def test_word_fields_that_fetch_are_refused_and_page_numbers_are_not(code, whole):
    def add(document):
        paragraph = document.add_paragraph()
        if whole:
            made = OxmlElement("w:fldSimple")
            made.set(qn("w:instr"), f" {code} ")
            paragraph._p.append(made)
            return
        made = OxmlElement("w:instrText")
        made.text = f" {code} "
        paragraph.add_run()._r.append(made)

    assert refused(changed(add)).code == "template_word_field"


def test_a_field_that_hides_behind_the_page_number_is_found():
    def add(document):
        run = document.sections[0].header.paragraphs[0].add_run()
        for kind, text in (
            ("begin", ""),
            ("", "page "),
            ("end", ""),
            ("begin", ""),
            ("", "dde"),
            ("", "auto x"),
            ("end", ""),
        ):
            made = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                made.set(qn("w:fldCharType"), kind)
            made.text = text
            run._r.append(made)

    error = refused(changed(add))
    assert error.code == "template_word_field"
    assert "DDEAUTO" in error.message


def test_tracked_changes_and_comments_are_to_be_settled_first():
    def track(document):
        paragraph = document.add_paragraph("a")
        made = OxmlElement("w:ins")
        paragraph._p.append(made)

    assert refused(changed(track)).code == "template_tracked"
    assert refused(relation("comments", "comments.xml")).code == "template_embedded"


def test_fields_stand_in_the_body_alone():
    def add(document):
        document.sections[0].header.paragraphs[0].add_run("{{ so }}")

    assert refused(changed(add)).code == "template_outside_body"

    def name(document):
        document.core_properties.title = "{{ so }}"

    assert refused(changed(name)).code == "template_outside_body"
