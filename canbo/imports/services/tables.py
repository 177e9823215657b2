"""The rows of a file for apps below: read by the same readers, under the same limits, without an import batch."""

from __future__ import annotations

from typing import Any

from canbo.common.sealed_files import plain_folder
from canbo.documents.sources.workbook import open_workbook
from canbo.imports.services.uploads import directory


def first_table(name: str, content: bytes) -> list[list[Any]]:
    """Give the rows of the first sheet that holds any. Errors: those of `open_workbook`, about the whole file."""
    ending = next((each for each in (".xlsx", ".xls", ".ods", ".csv", ".docx") if name.lower().endswith(each)), ".csv")
    with plain_folder(directory()) as folder:
        path = folder / f"danh-sach{ending}"
        path.write_bytes(content)
        sheet = next(sheet for sheet in open_workbook(path) if sheet.rows)
        return [list(row) for row in sheet.rows]
