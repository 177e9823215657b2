"""Looking at a Word template that an office sends: only words, known fields, conditions and repetitions; nothing that
reaches out of the file, runs, or swells. Every refusal says where and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from django.utils.translation import gettext as _
from docx.oxml.ns import qn
from jinja2 import nodes
from jinja2.exceptions import TemplateError
from lxml import etree

from canbo.common.archives import Unpacking, opened_archive
from canbo.core.errors import DomainError, Phrase
from canbo.core.text import fold
from canbo.documents.filling import BROKEN, Copy, Template, environment, fill, freeze, words_of
from canbo.documents.paper_kinds import Field, PaperKind, PaperStyle, example_of

#: Bytes of a template: pages of words and a coat of arms are far smaller.
MOST: Final = 5 * 1024 * 1024
_LIMITS: Final = Unpacking(unpacked=40 * 1024 * 1024, ratio=120, ratio_from=4 * 1024 * 1024, parts=300)
_MOST_BODY: Final = 3 * 1024 * 1024
#: Fields of Word itself that may stand in a template: they tell of the paper alone.
_WORD_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})
_FILTERS: Final = frozenset({"upper", "lower", "length", "e", "escape"})
_SEVERAL: Final = 8
_NS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_FORBIDDEN: Final = {
    "oleObject": Phrase("đối tượng nhúng (OLE)"), "package": Phrase("tệp nhúng"),
    "control": Phrase("điều khiển ActiveX"), "activeXControlBinary": Phrase("điều khiển ActiveX"),
    "attachedTemplate": Phrase("mẫu gắn kèm"), "aFChunk": Phrase("tài liệu nhúng"),
    "subDocument": Phrase("tài liệu con"), "frame": Phrase("khung trang web"), "comments": Phrase("nhận xét"),
}  # fmt: skip


def check_template(content: bytes, kind: PaperKind, style: PaperStyle) -> None:
    """Raise unless the file can stand as the template of this kind.

    Errors: template_too_large, template_not_word, template_macros, template_external, template_embedded,
    template_tracked, template_word_field, template_outside_body, template_syntax, template_language,
    template_fields, template_required, template_broken, template_bomb, paper_template_broken; file_password.
    """
    if len(content) > MOST:
        raise DomainError("template_too_large", "Mẫu Word lớn quá {megabytes} MB. Hãy bỏ bớt ảnh trong mẫu.",
                       megabytes=MOST // 1024 // 1024)  # fmt: skip
    if content[:4] != b"PK\x03\x04":
        raise DomainError(
            "template_not_word", "Tệp này không phải tệp Word (.docx). Hãy lưu mẫu thành .docx rồi tải lên."
        )
    _check_archive(content)
    required = _check_fields(content, kind)
    missing = [each for each in kind.fields.values() if each.required and each.name not in required]
    if missing:
        raise DomainError(
            "template_required", "Mẫu thiếu trường bắt buộc: {fields}. Hãy thêm vào mẫu rồi tải lên lại.",
            fields=", ".join(f"«{each.name}»" for each in missing),
        )  # fmt: skip
    for data in (example_of(kind), {}):
        _check_filled(content, freeze(kind, style, data))


def _check_archive(content: bytes) -> None:
    """Look at the parts of the file before anything of it is opened as Word opens it."""
    try:
        with opened_archive(BytesIO(content), len(content), _LIMITS) as archive:
            _check_parts(archive)
    except DomainError as error:
        if error.code == "file_bomb":
            raise DomainError(
                "template_bomb", "Mẫu phình ra quá lớn khi mở nên bị từ chối. Hãy bỏ bớt ảnh và nội dung, lưu lại rồi "
                "tải lên."
            ) from error  # fmt: skip
        if error.code == "file_broken":
            raise _broken_file() from error
        raise


def _broken_file() -> DomainError:
    return DomainError("template_broken", "Tệp Word này bị hỏng. Hãy mở bằng Word, lưu lại rồi tải lên.")


def _check_parts(archive: ZipFile) -> None:
    names = archive.namelist()
    if len(set(names)) != len(names) or "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise DomainError(
            "template_not_word", "Tệp này không phải tệp Word (.docx). Hãy lưu mẫu thành .docx rồi tải lên."
        )
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any("vba" in name.lower() for name in names):
        raise DomainError("template_macros", "Mẫu có macro nên không nhận. Hãy lưu mẫu thành .docx (không có macro).")
    if archive.getinfo("word/document.xml").file_size > _MOST_BODY:
        raise DomainError(
            "template_too_large", "Nội dung của mẫu quá dài. Mẫu chỉ chứa phần chữ cố định và các trường."
        )
    for name in names:
        if name.endswith(".rels"):
            _check_relations(archive.read(name))
        elif name.endswith(".xml") and name.startswith(("word/", "docProps/", "customXml/")):
            _check_part(name, archive.read(name))


def _check_relations(content: bytes) -> None:
    for relation in _parsed(content).iter(f"{_NS}Relationship"):
        what = relation.get("Type", "").rpartition("/")[2]
        if what in _FORBIDDEN:
            raise DomainError("template_embedded", "Mẫu có {what} nên không nhận. Hãy xoá trong Word rồi tải lên lại.",
                           what=_FORBIDDEN[what])  # fmt: skip
        if relation.get("TargetMode", "").lower() == "external":
            raise DomainError(
                "template_external", "Mẫu có liên kết ra ngoài tệp («{target}») nên không nhận. Hãy bỏ siêu liên kết, "
                "ảnh liên kết (chèn ảnh thật vào mẫu) rồi tải lên lại.", target=relation.get("Target", "")[:80],
            )  # fmt: skip


def _check_part(name: str, content: bytes) -> None:
    root = _parsed(content)
    if name == "word/document.xml":
        if next(root.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo")), None) is not None:
            raise DomainError(
                "template_tracked", "Mẫu còn dấu vết sửa chữa chưa chốt. Hãy chọn «Accept All Changes» trong Word, "
                "lưu lại rồi tải lên."
            )  # fmt: skip
        if next(root.iter(qn("w:altChunk"), qn("w:object"), qn("w:control")), None) is not None:
            raise DomainError("template_embedded", "Mẫu có {what} nên không nhận. Hãy xoá trong Word rồi tải lên lại.",
                           what=Phrase("đối tượng nhúng (OLE)"))  # fmt: skip
    elif "{{" in (text := "".join(root.itertext())) or "{%" in text:
        raise DomainError(
            "template_outside_body", "Trường chỉ đặt được trong thân văn bản, không đặt ở đầu trang, chân trang, ghi "
            "chú hay thuộc tính của tệp."
        )  # fmt: skip
    for code in _word_fields(root):
        word = (code.split() or [""])[0].upper()
        if word and word not in _WORD_FIELDS:
            raise DomainError(
                "template_word_field", "Mẫu dùng trường «{field}» của Word, chương trình không nhận: chỉ dùng được số "
                "trang. Hãy thay bằng chữ thường (Ctrl+Shift+F9).", field=word[:30],
            )  # fmt: skip


def _word_fields(root: etree._Element) -> list[str]:
    """Give the codes of Word's own fields, those inside others among them."""
    codes = [node.get(qn("w:instr"), "") for node in root.iter(qn("w:fldSimple"))]
    within: list[list[str]] = [[]]
    for node in root.iter(qn("w:fldChar"), qn("w:instrText")):
        if node.tag == qn("w:instrText"):
            within[-1].append(node.text or "")
        elif node.get(qn("w:fldCharType")) == "begin":
            within.append([])
        elif node.get(qn("w:fldCharType")) == "end" and len(within) > 1:
            codes.append("".join(within.pop()))
    return [*codes, *("".join(left) for left in within)]


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _broken_file() from error


def _check_fields(content: bytes, kind: PaperKind) -> set[str]:
    """Give the fields of the kind that the template shows, after every name in it was looked at."""
    source = ""
    try:
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", Template(BytesIO(content)).source())
        tree = environment().parse(source)
    except TemplateError as error:
        raise _syntax(_near(source, getattr(error, "lineno", None))) from error
    except BROKEN as error:
        raise _broken_file() from error
    reader = _Reader(kind)
    reader.read(tree.body, {})
    if reader.unknown:
        raise DomainError(
            "template_fields", "Mẫu có trường không có trong danh mục của loại văn bản này: {fields}.",
            fields="; ".join(list(reader.unknown.values())[:_SEVERAL]),
        )  # fmt: skip
    return reader.shown


def _syntax(near: str) -> DomainError:
    return DomainError(
        "template_syntax",
        "Dấu ngoặc hoặc câu lệnh trong mẫu viết chưa đúng, gần chỗ «{near}». Mỗi «for» phải có «endfor», mỗi «if» phải "
        "có «endif», mỗi câu lệnh ở một dòng (hoặc một hàng của bảng) riêng.",
        near=near,
    )


def _near(source: str, line: int | None) -> str:
    lines = [re.sub(r"<[^>]+>", "", each).strip() for each in source.splitlines()]
    for text in reversed(lines[: (line or 1)]):
        if "{" in text or "}" in text:
            return text[:60]
    return next((text[:60] for text in lines if "{" in text), "")


type _Scope = Mapping[str, Field | None]


class _Reader:
    """Reads what the template asks for: names of fields, conditions, repetitions over lists; nothing else."""

    def __init__(self, kind: PaperKind) -> None:
        self.kind = kind
        self.shown: set[str] = set()
        self.unknown: dict[str, str] = {}

    def read(self, body: Sequence[nodes.Node], scope: _Scope) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: nodes.Node, scope: _Scope) -> None:
        match node:
            case nodes.TemplateData():
                return
            case nodes.Output():
                self.read(node.nodes, scope)
            case nodes.If():
                self._value(node.test, scope)
                for part in (node.body, node.elif_, node.else_):
                    self.read(part, scope)
            case nodes.For(target=nodes.Name(name=name), test=None, recursive=False):
                inner = self._row(node, scope)
                self.read(node.body, {**scope, name: inner, "loop": None})
                self.read(node.else_, scope)
            case nodes.Expr():
                self._value(node, scope)
            case _other:
                raise _language(type(node).__name__)

    def _row(self, node: nodes.For, scope: _Scope) -> Field | None:
        """Give the list that is repeated over: of the kind, or of a row of a list."""
        found: Field | None = None
        match node.iter:
            case nodes.Name(name=name) if name not in scope:
                found = self._known(name)
            case nodes.Getattr(node=nodes.Name(name=owner), attr=attr) if scope.get(owner) is not None:
                found = self._column(owner, attr, scope)
            case _other:
                raise _language("for")
        if found is not None and not found.is_list:
            self.unknown[found.name] = _("«%(name)s» không phải danh sách nên không lặp được") % {"name": found.name}
            return None
        return (
            Field(found.name, "", "text" if found.kind == "lines" else "table", columns=found.columns)
            if found
            else None
        )

    def _value(self, node: nodes.Node, scope: _Scope) -> None:
        match node:
            case nodes.Name(name=name):
                if name not in scope:
                    self._known(name)
            case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr) if "loop" in scope:
                if attr not in {"index", "first", "last", "length"}:
                    raise _language(f"loop.{attr}")
            case nodes.Getattr(node=nodes.Name(name=owner), attr=attr):
                if owner in scope:
                    self._column(owner, attr, scope)
                else:
                    self.unknown[owner] = _("«%(name)s» đứng ngoài dòng lặp của nó") % {"name": f"{owner}.{attr}"}
            case nodes.Const():
                return
            case nodes.Filter(name=name) if name in _FILTERS and node.node is not None and not node.args:
                self._value(node.node, scope)
            case nodes.Compare() if all(each.op in {"eq", "ne"} for each in node.ops):
                for part in (node.expr, *(each.expr for each in node.ops)):
                    self._value(part, scope)
            case nodes.And() | nodes.Or():
                self._value(node.left, scope)
                self._value(node.right, scope)
            case nodes.Not():
                self._value(node.node, scope)
            case nodes.CondExpr(expr2=nodes.Expr()):
                for each in (node.test, node.expr1, node.expr2):
                    self._value(each, scope)  # type: ignore[arg-type]
            case _other:
                raise _language(type(node).__name__)

    def _known(self, name: str) -> Field | None:
        self.shown.add(name)
        if name in self.kind.fields:
            return self.kind.fields[name]
        self.unknown[name] = _nearest(name, self.kind.fields)
        return None

    def _column(self, owner: str, attr: str, scope: _Scope) -> Field | None:
        row = scope[owner]
        if row is None:
            return None
        columns = {each.name: each for each in row.columns}
        if attr not in columns:
            self.unknown[f"{owner}.{attr}"] = _nearest(f"{owner}.{attr}", {f"{owner}.{name}": 0 for name in columns})
        return columns.get(attr)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    plain = fold(name).replace(" ", "_")
    close = difflib.get_close_matches(plain, list(known), n=1, cutoff=0.5)
    if not close:
        return f"«{name}»"
    return _("«%(name)s» (gần nhất là «%(near)s»)") % {"name": name, "near": close[0]}


def _language(what: str) -> DomainError:
    return DomainError(
        "template_language", "Mẫu dùng cách viết không được phép («{what}»). Trong ngoặc nhọn chỉ viết tên trường, "
        "«for … in …», «if …» và «|upper», «|lower».", what=what,
    )  # fmt: skip


def _check_filled(content: bytes, copy: Copy) -> None:
    """Raise unless the filled paper opens again and no brace is left in it."""
    left = [line for line in words_of(fill(content, copy)) if re.search(r"\{\{|\}\}|\{%|%\}", line)]
    if left:
        raise _syntax(left[0][:60])
