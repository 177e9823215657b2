"""Filling a Word template: data frozen as words, and the same words, template and program giving the same bytes.

A copy of the data is plain JSON: `values` by field (words, lists of words, rows), `dots` for what was not known,
`blanks` for how many rows an empty list leaves. Everything that is laid out is in it, so that no later change of the
program's formats reaches an old paper.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.parfmt import ParagraphFormat
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from canbo.common import formats
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.secrecy import Secrecy
from canbo.documents.grid import printable
from canbo.documents.paper_kinds import KINDS, Field, PaperKind, PaperStyle
from canbo.documents.word import place_and_day

type Copy = dict[str, Any]

#: The alternative text (in Word: table properties) of the table that stays with the lines before it.
SIGNATURE: Final = "chữ ký"
_DOT: Final = "…"
#: Signs that turn the reading order: text pasted with them says on paper something else than in the data.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BROKEN: Final = (TemplateError, ValueError, KeyError, TypeError, BadZipFile, PackageNotFoundError, etree.XMLSyntaxError)
_MOST_SLIPS: Final = 2_000


class Blank(str):
    """Dots where nothing is known: printed, and still false in a condition of the template."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


class BlankRows(list[Any]):
    """Dotted rows where a list is empty: printed, and still false in a condition of the template."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


def freeze(kind: PaperKind, style: PaperStyle, data: Mapping[str, Any], secrecy: Secrecy = Secrecy.OPEN) -> Copy:
    """Give the copy of the data that the paper is made of, now and later: words only, nothing invented.

    Error: ValueError for a field that the kind does not have (a programmer's error).
    """
    unknown = sorted(name for name in data if name not in kind.fields or kind.fields[name].made)
    if unknown:
        raise ValueError(f"{kind.key} has no field {', '.join(unknown)}")
    given = {**data, **_made(kind, style, data, secrecy)}
    values = {name: _frozen(each, given.get(name)) for name, each in kind.fields.items()}
    return {
        "kind": kind.key, "style": style, "title": str(data.get("trich_yeu") or ""), "values": values,
        "dots": {path: each.dots for path, each in _paths(kind)},
        "blanks": {path: each.rows if each.dots else 0 for path, each in _paths(kind) if each.is_list},
    }  # fmt: skip


def _paths(kind: PaperKind) -> list[tuple[str, Field]]:
    return [
        (path, each)
        for name, whole in kind.fields.items()
        for path, each in ((name, whole), *((f"{name}.{column.name}", column) for column in whole.columns))
    ]


def _made(kind: PaperKind, style: PaperStyle, data: Mapping[str, Any], secrecy: Secrecy) -> dict[str, Any]:
    """Give the fields that the program itself puts together."""
    number, symbol = _words(data.get("so")), _words(data.get("ky_hieu"))
    dots = _DOT * 3
    joint = "/" if style == "state" else "-"
    is_whole = not symbol and ("/" in number or "-" in number)
    made: dict[str, Any] = {
        "so_ky_hieu": number
        if is_whole
        else f"{number or dots}{joint}{symbol or (dots if style == 'state' else f'{dots}/{dots}')}",
        "dia_danh_ngay": place_and_day(_words(data.get("dia_danh")), data.get("ngay") or None),
        "ngay_thang_nam": place_and_day("", data.get("ngay") or None).partition(", ")[2],
        "do_mat": secrecy.stamp,
    }
    if kind.key == "ballot":
        made["hang_them"] = [""] * int(data.get("dong_them") or 0)
        made["cac_phieu"] = [""] * max(1, min(int(data.get("so_phieu") or 1), _MOST_SLIPS))
    return made


def _frozen(each: Field, value: Any) -> Any:
    if each.kind == "flag":
        return bool(value)
    if each.kind == "lines":
        return [_words(line) for line in value or ()]
    if each.kind == "table":
        return [_frozen_row(each, number, row) for number, row in enumerate(value or (), start=1)]
    return _words(value, counts=each.kind == "number")


def _frozen_row(table: Field, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    known = {column.name: column for column in table.columns}
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise ValueError(f"{table.name} has no column {', '.join(unknown)}")
    return {name: str(number) if name == "stt" else _frozen(column, row.get(name)) for name, column in known.items()}


def _words(value: Any, *, counts: bool = False) -> str:
    """Write a value as it stands on the paper, a count with its dots between thousands; "" where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        raise ValueError("a flag where words belong")
    if isinstance(value, date | PartialDate):
        return formats.day(value)
    if counts and isinstance(value, int | float):
        return formats.number(value)
    return _TURNING.sub("", printable(str(value)))


def context_of(copy: Copy) -> dict[str, Any]:
    """Give what the template sees: words, dots for what is not known, dotted rows for empty lists."""
    dots, blanks = copy["dots"], copy["blanks"]
    return {name: _seen(name, value, dots, blanks) for name, value in copy["values"].items()}


def _seen(path: str, value: Any, dots: Mapping[str, int], blanks: Mapping[str, int]) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value or Blank(_DOT * dots[path])
    columns = [name.rpartition(".")[2] for name in dots if name.startswith(f"{path}.")]
    if not columns:
        lines = [line or Blank(_DOT * dots[path]) for line in value]
        return lines or BlankRows([Blank(_DOT * dots[path])] * blanks[path])
    rows = [{name: _seen(f"{path}.{name}", row[name], dots, blanks) for name in columns} for row in value]
    if rows:
        return rows
    empty = {name: _seen(f"{path}.{name}", [] if f"{path}.{name}" in blanks else "", dots, blanks) for name in columns}
    return BlankRows(
        [{**empty, **({"stt": str(number)} if "stt" in empty else {})} for number in range(1, blanks[path] + 1)]
    )


def unknown_fields(copy: Copy) -> list[str]:
    """Give the names of the fields that nothing is known of and that are printed as dots."""
    return [name for name, value in copy["values"].items() if value in ("", []) and copy["dots"][name]]


class Template(DocxTemplate):  # type: ignore[misc]  # docxtpl tells no types
    """A Word template whose body is filled in; data stay as they are, and nothing else in the file is touched."""

    def fill(self, context: dict[str, Any]) -> None:
        """Fill in the body. Errors: those of `broken`."""
        self.render_init()
        tree = self.fix_tables(self.build_xml(context, environment()))
        self.fix_docpr_ids(tree)
        self.map_tree(tree)
        self.is_rendered = True

    def source(self) -> str:
        """Give the body as the template language reads it."""
        self.init_docx()
        return str(self.patch_xml(self.get_xml()))

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        """Render without the signs by which docxtpl lets data hold braces: ours may hold anything."""
        filled = jinja_env.from_string(re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)).render(context)
        return str(self.resolve_listing(re.sub(r"\n<w:p([ >])", r"<w:p\1", filled)))


def environment() -> SandboxedEnvironment:
    """Give the closed box in which a template is read."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def fill(template: bytes, copy: Copy) -> bytes:
    """Give the paper as the bytes of a .docx; the same template and copy always give the same bytes.

    Error: paper_template_broken.
    """
    try:
        paper = Template(BytesIO(template))
        paper.fill(context_of(copy))
        _keep_signature(paper.docx.element.body)
        out = BytesIO()
        paper.docx.save(out)
    except BROKEN as error:
        raise DomainError(
            "paper_template_broken",
            "Không điền được mẫu Word này. Hãy mở trang «Mẫu văn bản», xem thử mẫu đang dùng, sửa mẫu rồi tải lên "
            "lại, hoặc trở về mẫu có sẵn.",
        ) from error
    return canonical(out.getvalue(), str(KINDS[copy["kind"]].slug))


def _keep_signature(body: Any) -> None:
    """Keep the signatures on the page of the line before them."""
    for table in body.iter(qn("w:tbl")):
        told = table.find(f"{qn('w:tblPr')}/{qn('w:tblDescription')}")
        if told is None or told.get(qn("w:val")) != SIGNATURE:
            continue
        before = table.getprevious()
        while before is not None and before.tag == qn("w:p") and not "".join(before.itertext()).strip():
            _keep(before)
            before = before.getprevious()
        if before is not None and before.tag == qn("w:tbl"):
            for paragraph in before.findall(qn("w:tr"))[-1].iter(qn("w:p")):
                _keep(paragraph)
        elif before is not None and before.tag == qn("w:p"):
            _keep(before)


def _keep(paragraph: Any) -> None:
    ParagraphFormat(paragraph).keep_with_next = True


_CORE: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>canbo</dc:creator>'
    "<cp:lastModifiedBy>canbo</cp:lastModifiedBy></cp:coreProperties>"
)
_APP: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>canbo</Application></Properties>"
)


def canonical(content: bytes, title: str, *, packed: bool = False) -> bytes:
    """Give an office file with fixed times and no names in its properties; unpacked, so that no compressor matters."""
    out = BytesIO()
    fixed = {"docProps/core.xml": _CORE.format(title=escape(title)).encode(), "docProps/app.xml": _APP}
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.create_system, part.external_attr = 0, 0
            part.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            made.writestr(part, fixed.get(name) or archive.read(name))
    return out.getvalue()


def words_of(content: bytes) -> list[str]:
    """Give the lines of a paper, those of its tables among them, in their order; empty ones left out."""
    return lines_of(docx.Document(BytesIO(content)).element.body)


def lines_of(element: Any) -> list[str]:
    """Give the lines of a part of a paper."""
    lines = ("".join(_text(node) for node in item.iter()) for item in element.iter(qn("w:p")))
    return [line for line in lines if line.strip()]


def _text(node: Any) -> str:
    if node.tag == qn("w:t"):
        return node.text or ""
    return {qn("w:br"): "\n", qn("w:tab"): "\t"}.get(node.tag, "") if node.getparent().tag == qn("w:r") else ""
