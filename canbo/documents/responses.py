"""Papers and workbooks as downloads."""

from __future__ import annotations

from django.http import HttpResponse

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def word_response(content: bytes, name: str) -> HttpResponse:
    """Give a .docx to save under `name` (ASCII, without the ending, nothing personal in it)."""
    return download(content, f"{name}.docx", WORD)


def excel_response(content: bytes, name: str) -> HttpResponse:
    """Give an .xlsx to save under `name` (ASCII, without the ending, nothing personal in it)."""
    return download(content, f"{name}.xlsx", EXCEL)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Give bytes to save as a file, never shown inside the page and kept by no cache."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
