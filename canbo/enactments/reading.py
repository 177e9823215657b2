"""Reading a workbook that somebody sent: the readers stand on a floor above and are registered here."""

from __future__ import annotations

from collections.abc import Callable

from canbo.core.errors import DomainError

type Table = list[list[object]]
type TableReader = Callable[[str, bytes], Table]

_readers: list[TableReader] = []


def register_table_reader(reader: TableReader) -> None:
    """Say who reads workbooks: gets the name and the bytes, gives the rows of the first sheet that holds any."""
    _readers[:] = [reader]


def table_of_file(name: str, content: bytes) -> Table:
    """Read the rows of a file (.xlsx, .xls, .ods, .csv, .docx). Errors: those of the reader, about the whole file."""
    if not _readers:
        raise DomainError("file_type", "Bản cài đặt này không đọc được tệp. Hãy dán các dòng từ bảng tính.")
    return _readers[0](name, content)
