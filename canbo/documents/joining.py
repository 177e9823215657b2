"""Many papers as one file: Word files of one template one behind the other, PDFs page behind page, an archive."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import docx
import pypdfium2
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from canbo.documents.filling import canonical
from canbo.documents.marking import ONE_AT_A_TIME


def join_word(papers: Sequence[bytes], title: str) -> bytes:
    """Give Word files made from one template as one: each begins on a page of its own, its pages counted from 1."""
    if len(papers) == 1:
        return papers[0]
    whole = docx.Document(BytesIO(papers[0]))
    body = whole.element.body
    section = body.find(qn("w:sectPr"))
    _count_anew(section)
    for content in papers[1:]:
        _close_section(body, section)
        for element in docx.Document(BytesIO(content)).element.body:
            if element.tag != qn("w:sectPr"):
                section.addprevious(element)
    for number, drawing in enumerate(body.iter(qn("wp:docPr")), start=1):
        drawing.set("id", str(number))
    out = BytesIO()
    whole.save(out)
    return canonical(out.getvalue(), title)


def _count_anew(section: Any) -> None:
    """Let every paper count its pages from 1, and begin on a new page."""
    kind = section.find(qn("w:type"))
    if kind is not None:
        section.remove(kind)
    numbers = section.find(qn("w:pgNumType"))
    if numbers is None:
        numbers = OxmlElement("w:pgNumType")
        place = next(
            section.iterchildren(qn("w:cols"), qn("w:formProt"), qn("w:vAlign"), qn("w:noEndnote"), qn("w:titlePg"),
                                 qn("w:textDirection"), qn("w:bidi"), qn("w:rtlGutter"), qn("w:docGrid")), None,
        )  # fmt: skip
        section.append(numbers) if place is None else place.addprevious(numbers)
    numbers.set(qn("w:start"), "1")


def _close_section(body: Any, section: Any) -> None:
    """End the paper before: its last paragraph takes the layout of its pages; a table gets a low paragraph for it."""
    last = section.getprevious()
    if last is None or last.tag != qn("w:p") or last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        last = OxmlElement("w:p")
        section.addprevious(last)
    properties = last.find(qn("w:pPr"))
    if properties is None:
        properties = OxmlElement("w:pPr")
        last.insert(0, properties)
    change = properties.find(qn("w:pPrChange"))
    closing = copy.deepcopy(section)
    properties.append(closing) if change is None else change.addprevious(closing)


def join_pdf(parts: Sequence[bytes]) -> bytes:
    """Give PDFs as one, in their order."""
    if len(parts) == 1:
        return parts[0]
    out = BytesIO()
    with ONE_AT_A_TIME:
        whole = pypdfium2.PdfDocument.new()
        try:
            for part in parts:
                source = pypdfium2.PdfDocument(part)
                whole.import_pages(source)
                source.close()
            whole.save(out)
        finally:
            whole.close()
    return out.getvalue()


def pages_of(pdf: bytes) -> int:
    """Give the number of pages of a PDF."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def archived(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Give files by name as a zip."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
