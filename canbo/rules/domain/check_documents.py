"""What must hold between documents, and between a rule and the documents it cites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from canbo.rules.domain.entries import NO_DAY
from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import Citation, Document, Pack, Span
from canbo.rules.domain.spans import in_words, uncovered


def check_documents(packs: Sequence[Pack], faults: Faults) -> None:
    """Note documents stated twice, replacing what there is not or what is younger, or in force before signed."""
    seen: dict[object, Place] = {}
    known = {document.id: document for pack in packs for document in pack.documents}
    for document in (each for pack in packs for each in pack.documents):
        for key in (document.id, (document.number, document.issuer.vi, document.signed)):
            if key in seen:
                faults.add(
                    document.place, "document_twice", f"Văn bản {document.number} đã khai ở {seen[key]}.",
                    "Mỗi văn bản khai một lần; dẫn lại bằng mã.",
                )  # fmt: skip
            seen[key] = document.place
        if document.span.start < document.signed:
            faults.add(
                document.place, "document_before_signed",
                f"Văn bản {document.number} có hiệu lực trước ngày ký.", "Hãy xem lại signed và from.",
            )  # fmt: skip
        for other in document.replaces:
            if other in known:
                _replaced(document, known[other], faults)
            else:
                unknown_document(document.place, other, known, faults)


def _replaced(document: Document, other: Document, faults: Faults) -> None:
    if other.id == document.id:
        faults.add(document.place, "replaces_itself", f"{other.number} tự thay mình.", "Hãy bỏ trong replaces.")
    elif document.signed < other.signed:
        faults.add(
            document.place, "replaces_younger",
            f"{document.number} (ký {document.signed:%d/%m/%Y}) thay {other.number} ký sau nó "
            f"({other.signed:%d/%m/%Y}).",
            "Hãy xem lại ngày ký, hoặc đổi replaces sang văn bản kia.",
        )  # fmt: skip
    elif other.span.before is None:
        faults.add(
            other.place, "replaced_still_in_force",
            f"{other.number} bị {document.number} thay từ {document.span.start:%d/%m/%Y} mà before còn trống.",
            f"Hãy ghi before: {document.span.start}; chỉ thay một phần thì bỏ replaces và ghi ở note.",
        )  # fmt: skip


def unknown_document(place: Place, name: str, known: Mapping[str, Document], faults: Faults) -> None:
    """Note a document that is in no list."""
    near = nearest(name, known)
    faults.add(
        place, "document_unknown", f"Không có văn bản «{name}».",
        f"Gần nhất: {', '.join(near)}." if near else "Hãy khai nó trong documents.yaml, hoặc sửa mã.",
    )  # fmt: skip


def check_cited(
    cite: Sequence[Citation], span: Span, documents: Mapping[str, Document], faults: Faults, *, retroactive: bool
) -> None:
    """Every document is known; while the rule holds one of them is in force. Guidance may follow later.

    What is `retroactive` may begin earlier than its documents, and last as long as it says.
    """
    known = []
    for each in cite:
        if each.document in documents:
            known.append((documents[each.document], each))
        else:
            unknown_document(each.place, each.document, documents, faults)
    if not known or retroactive:
        return
    first, at = min(known, key=lambda pair: pair[0].span.start)
    if span.start == NO_DAY:
        return
    if span.start < first.span.start:
        faults.add(
            at.place, "cited_before_in_force",
            f"Bắt đầu {span.start:%d/%m/%Y}, trước khi {first.number} có hiệu lực ({first.span.start:%d/%m/%Y}).",
            "Hãy sửa from, dẫn văn bản đang có hiệu lực lúc đó, hoặc ghi retroactive: true.",
        )  # fmt: skip
        return
    gap = uncovered(span, [document.span for document, _ in known])
    if gap is not None:
        faults.add(
            at.place, "cited_after_end", f"Không văn bản nào được dẫn còn hiệu lực {in_words(gap)}.",
            "Hãy sửa before, dẫn thêm văn bản thay thế, hoặc ghi retroactive: true.",
        )  # fmt: skip
