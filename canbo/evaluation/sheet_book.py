"""The workbook that a unit gets: prefilled, what is filled in open, all else locked; a guide, a hidden sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from django.core.signing import Signer
from xlsxwriter.utility import xl_rowcol_to_cell

from canbo.documents.excel import FONT
from canbo.documents.grid import header_cells, header_depth, printable
from canbo.evaluation.domain.sheet_cells import Field, digest
from canbo.evaluation.list_layouts import layout
from canbo.evaluation.models import Rating
from canbo.evaluation.sheet_layout import MAIN, SchemeFacts, Table, field_of, fields_of

#: The sheet by which a workbook is known again, and the one that holds the words of the drop-down lists.
HIDDEN: Final = "canbo"
LISTS: Final = "Danh muc"
GUIDE: Final = "Huong dan"
KIND: Final = "canbo.evaluation.sheet.1"
_SIGNER: Final = Signer(salt=KIND)
_OPEN: Final = "#FFFDE7"
_LOCKED: Final = "#EEF1F5"


@dataclass(frozen=True, slots=True)
class Line:
    """One rating in the workbook: its code, who it is, what the pages hold of it by key.

    `scale`: of which scale it is where somebody has a row on each, else "".
    """

    code: str
    rating: Rating
    name: str
    unit_name: str
    facts: SchemeFacts
    values: Mapping[str, str]
    scale: str = ""

    @property
    def post(self) -> str:
        """The post, with the scale of the row."""
        return self._with_scale(self.rating.post)

    @property
    def who(self) -> str:
        """The name, with the scale of the row."""
        return self._with_scale(self.name)

    def _with_scale(self, words: str) -> str:
        return f"{words} ({self.scale})".strip() if self.scale else words


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the tables, and until when the workbook is to come back."""

    name: str
    issuer_above: str
    issuer: str
    period: str
    campaign: str
    due: date | None


def write_sheet_book(head: Head, tables: Sequence[Table], lines: Sequence[Line]) -> bytes:
    """Give the workbook as the bytes of an .xlsx; text is written as text whatever sign it begins with."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 12},
        },
    )  # fmt: skip
    book.set_properties({"author": "canbo", "title": "Mẫu 02", "company": "", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    writer = _Writer(book, head, tables, lines)
    writer.guide()
    for table in tables:
        writer.table(table)
    writer.lists()
    writer.hidden()
    book.get_worksheet_by_name(layout("mau_02").form).activate()
    book.close()
    return out.getvalue()


def signature(rows: Sequence[Sequence[str]]) -> str:
    """Give the signature of the hidden sheet's rows, by which a change of them is known."""
    return _SIGNER.signature("\n".join("\t".join(row) for row in rows))


def hidden_rows(name: str, tables: Sequence[Table], lines: Sequence[Line]) -> list[list[str]]:
    """Give the rows of the hidden sheet: the workbook's name; code, key and version of each rating, and the marks of
    its cells as they are sent.
    """
    rows = [[name]]
    for line in lines:
        fields = fields_of(tables, line.rating, line.facts)
        marks = ";".join(f"{key}={digest(name, line.code, key, line.values.get(key, ''))}" for key in sorted(fields))
        rows.append([line.code, str(line.rating.pk), str(line.rating.version), marks])
    return rows


class _Writer:
    """Writes the sheets one after the other, with formats made once."""

    def __init__(self, book: Any, head: Head, tables: Sequence[Table], lines: Sequence[Line]) -> None:
        self.book, self.head, self.tables, self.lines = book, head, tables, lines
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._words = {each.facts.id: each.facts for each in lines}

    def look(self, **look: Any) -> Any:
        """Give a format, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_name": FONT, "font_size": 12, **look})
        return self._made[key]

    def guide(self) -> None:
        """Write the sheet that says what to fill in and how."""
        page = self.book.add_worksheet(GUIDE)
        page.set_column(0, 0, 110)
        page.hide_gridlines(2)
        words = [each for facts in self._words.values() for each in facts.words.values()]
        due = f"Gửi lại trước ngày {self.head.due:%d/%m/%Y}." if self.head.due else "Gửi lại theo thời hạn của đợt."
        lines = [
            ("HƯỚNG DẪN GHI BẢNG ĐÁNH GIÁ, XẾP LOẠI", True),
            (f"{self.head.campaign} · {self.head.issuer}", False),
            (f"1. {due} Gửi đúng tệp này (.xlsx), không chép sang tệp khác, không đặt mật khẩu.", False),
            ("2. Chỉ ghi vào ô nền vàng nhạt. Ô nền xám do nơi gửi điền sẵn; nếu sai thì báo lại, không sửa.", False),
            (f"3. Mức xếp loại: chọn trong danh sách của ô. Các mức: {'; '.join(dict.fromkeys(words))}.", False),
            ("4. Điểm ghi bằng số, dấu phẩy trước phần lẻ (27,5). Không ghi công thức, liên kết tệp khác.", False),
            ("5. Ngày ghi dạng 31/12/2026. Có hoặc Không: chọn trong danh sách.", False),
            ("6. Được sắp xếp lại dòng, nhưng giữ nguyên cột «Mã dòng» của từng người. Không gộp ô trong bảng.", False),
            ("7. Thiếu người: ghi thêm họ tên, chức vụ ở dòng mới, để trống «Mã dòng»; nơi gửi sẽ xem và mở phiếu. "
             "Thừa người: để nguyên dòng và báo lại lý do.", False),
            ("8. Ô để trống nghĩa là chưa có ý kiến; ô đã có trên hệ thống không bị xoá vì để trống trong tệp.", False),
            (f"Cột của bảng theo: {layout('mau_02').source}.", False),
        ]  # fmt: skip
        for row, (text, bold) in enumerate(lines):
            page.write_string(row, 0, printable(text), self.look(bold=bold, text_wrap=True, valign="top"))
        page.protect()
        page.set_paper(9)

    def table(self, table: Table) -> None:
        """Write one table with its title block, its headings and its rows."""
        page = self.book.add_worksheet(table.name)
        columns = [each.grid() for each in table.columns]
        last = len(columns) - 1
        printed = last - 1
        first = self._title(page, table, printed)
        for head in header_cells(columns):
            look = self.look(bold=True, align="center", valign="vcenter", text_wrap=True, border=1, bg_color=_LOCKED)
            row, column = first + head.row, head.column
            if head.rows > 1 or head.columns > 1:
                page.merge_range(row, column, row + head.rows - 1, column + head.columns - 1, "", look)
            page.write_string(row, column, printable(head.text), look)
        depth = header_depth(columns)
        page.set_row(first, 36)
        page.set_row(first + depth - 1, 50)
        body = first + depth
        for index in range(last):
            page.write_string(
                body, index, f"({index + 1})", self.look(italic=True, align="center", border=1, font_size=10)
            )
        page.write_blank(body, last, None, self.look(border=1))
        body += 1
        for index, line in enumerate(self.lines):
            self._row(page, table, body + index, index + 1, line)
        for index, each in enumerate(table.columns):
            page.set_column(index, index, max(each.width * 0.5, 5))
        self._setup(page, first, body, printed, table)

    def _title(self, page: Any, table: Table, printed: int) -> int:
        plain, bold = self.look(align="left"), self.look(bold=True, align="left")
        page.write_string(0, 0, printable(self.head.issuer_above.upper()), plain)
        page.write_string(1, 0, printable(self.head.issuer.upper()), bold)
        if table.key == MAIN:
            page.write_string(0, max(printed - 1, 1), layout("mau_02").form, self.look(italic=True))
        centre = self.look(bold=True, align="center", font_size=14)
        page.merge_range(2, 0, 2, printed, "", centre)
        page.write_string(2, 0, printable(table.title), centre)
        under = self.look(italic=True, align="center")
        page.merge_range(3, 0, 3, printed, "", under)
        page.write_string(3, 0, printable(f"{self.head.period} · {self.head.campaign}"), under)
        return 5

    def _row(self, page: Any, table: Table, at: int, number: int, line: Line) -> None:
        fixed = {"number": str(number), "name": line.name, "post": line.post, "unit": line.unit_name,
                 "code": line.code}  # fmt: skip
        for index, column in enumerate(table.columns):
            shape: dict[str, Any] = {"border": 1, "valign": "top", "text_wrap": True}
            field = field_of(table, column.key, line.rating, line.facts)
            if column.key in fixed:
                centred = {"align": "center"} if column.key in {"number", "code"} else {}
                page.write_string(
                    at, index, printable(fixed[column.key]), self.look(**shape, **centred, bg_color=_LOCKED)
                )
            elif column.key == "total" and line.facts.points:
                self._total(page, table, at, index)
            elif field is None:
                page.write_string(at, index, "–", self.look(**shape, align="center", bg_color=_LOCKED))
            else:
                self._input(page, at, index, field, line)

    def _total(self, page: Any, table: Table, at: int, index: int) -> None:
        keys = [each.key for each in table.columns]
        cells = [xl_rowcol_to_cell(at, keys.index(key)) for key in ("points_a", "points_b")]
        look = self.look(border=1, valign="top", bg_color=_LOCKED, num_format="#,##0.##")
        page.write_formula(at, index, f'=IF(COUNT({cells[0]}:{cells[1]})=2,{cells[0]}+{cells[1]},"")', look, "")

    def _input(self, page: Any, at: int, index: int, field: Field, line: Line) -> None:
        shape: dict[str, Any] = {"border": 1, "valign": "top", "text_wrap": True, "locked": False, "bg_color": _OPEN}
        text = line.values.get(field.key, "")
        if field.kind in {"number", "count", "percent"}:
            look = self.look(**shape, align="right", num_format="#,##0.####" if field.kind != "count" else "#,##0")
            if text:
                page.write_number(at, index, Decimal(text), look)
            else:
                page.write_blank(at, index, None, look)
        elif field.kind == "day":
            look = self.look(**shape, align="center", num_format="dd/mm/yyyy")
            if text:
                page.write_datetime(at, index, datetime.fromisoformat(text), look)
            else:
                page.write_blank(at, index, None, look)
        else:
            shown = {"level": (field.words or {}).get(text, text), "flag": {"1": "Có", "0": "Không"}.get(text, "")}
            page.write_string(at, index, printable(shown.get(field.kind, text)), self.look(**shape, num_format="@"))
        self._validation(page, at, index, field, line)

    def _validation(self, page: Any, at: int, index: int, field: Field, line: Line) -> None:
        if field.kind == "level":
            place = list(self._words).index(line.facts.id)
            count = len(line.facts.words)
            source = f"='{LISTS}'!${chr(65 + place)}$1:${chr(65 + place)}${count}"
            page.data_validation(at, index, at, index, {
                "validate": "list", "source": source, "error_title": "Mức xếp loại",
                "error_message": "Hãy chọn một mức trong danh sách.",
            })  # fmt: skip
        elif field.kind == "flag":
            page.data_validation(at, index, at, index, {"validate": "list", "source": ["Có", "Không"]})
        elif field.kind in {"number", "count", "percent"}:
            most = Decimal(100) if field.kind == "percent" else field.most
            page.data_validation(at, index, at, index, {
                "validate": "integer" if field.kind == "count" else "decimal", "criteria": "between", "minimum": 0,
                "maximum": float(most) if most is not None else 999_999, "error_title": "Số",
                "error_message": f"Hãy ghi số từ 0 đến {most or 999_999}.",
            })  # fmt: skip

    def _setup(self, page: Any, first: int, body: int, printed: int, table: Table) -> None:
        end = body + len(self.lines)
        if table.key == MAIN:
            left, right = layout("mau_02").signatures
            centre = self.look(bold=True, align="center")
            page.write_string(end + 1, 1, left, centre)
            page.write_string(end + 1, max(printed - 2, 2), right, centre)
            end += 6
        page.freeze_panes(body, 2)
        page.repeat_rows(first, body - 1)
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_footer("&C&P/&N")
        page.print_area(0, 0, end, printed)
        page.protect("", {
            "format_rows": True, "format_columns": True, "format_cells": True, "insert_rows": True, "sort": True,
            "autofilter": True,
        })  # fmt: skip

    def lists(self) -> None:
        """Write the words of the levels, one column for each scheme, out of sight."""
        page = self.book.add_worksheet(LISTS)
        for column, facts in enumerate(self._words.values()):
            for row, word in enumerate(facts.words.values()):
                page.write_string(row, column, printable(word))
        page.hide()
        page.protect()

    def hidden(self) -> None:
        """Write the sheet by which the workbook is known again."""
        page = self.book.add_worksheet(HIDDEN)
        rows = hidden_rows(self.head.name, self.tables, self.lines)
        page.write_string(0, 0, KIND)
        page.write_string(0, 1, signature(rows))
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                page.write_string(number, column, text)
        page.very_hidden()
        page.protect()
