"""Official lists as files: the workbook, and the paper in the layout of the State or of the Party."""

from __future__ import annotations

from canbo.documents.excel import Sheet, write_book
from canbo.documents.paper import Block, Heading, Paper, Paragraph, Signer, Style
from canbo.documents.word import write_paper
from canbo.evaluation.papers import period_words
from canbo.evaluation.selectors.official_lists import OfficialList


def as_excel(filled: OfficialList) -> bytes:
    """Give a list as a workbook: a sheet for each of its tables, numbers as numbers, sums that work."""
    about = f"{filled.campaign.unit.name}, {period_words(filled.campaign).lower()}"
    return write_book(
        [
            Sheet(
                each.name, each.grid, title=each.title,
                subtitle=tuple(words for words in (f"{filled.form} · {about}", each.note) if words),
                foot=(source_words(filled),),
            )
            for each in filled.sheets
        ],
        title=f"{filled.form}: {about}",
    )  # fmt: skip


def as_word(filled: OfficialList, style: Style) -> bytes:
    """Give a list as a paper to sign, on wide pages; what heads it is left to be filled in by hand."""
    blocks: list[Block] = []
    for each in filled.sheets:
        if len(filled.sheets) > 1:
            blocks.append(Heading(each.title if each.name == "Kiểm tra dữ liệu" else each.name))
        if each.note and each.note != each.name:
            blocks.append(Paragraph(each.note, italic=True, first_indent=False, keep_next=True))
        blocks.append(each.grid)
    blocks.append(Paragraph(source_words(filled), italic=True, size=10, first_indent=False))
    left, right = filled.layout.signatures[0], filled.layout.signatures[-1]
    return write_paper(
        Paper(
            title=filled.title, abstract=period_words(filled.campaign), style=style, issuer=filled.campaign.unit.name,
            blocks=tuple(blocks), landscape=True, form_code=filled.form,
            prepared_by=Signer(left, note="(Ký, ghi rõ họ tên)"), signer=Signer(right, note="(Ký tên, đóng dấu)"),
        )
    )  # fmt: skip


def source_words(filled: OfficialList) -> str:
    """Tell where the columns come from, and whether they were held against the text."""
    sure = "" if filled.layout.confirmed else " Cần đối chiếu với văn bản trước khi gửi đi."
    return f"Cột theo {filled.layout.source}.{sure}"
