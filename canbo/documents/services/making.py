"""Making papers, making them again, and printing many together."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.secrecy import public_title, require_mark
from canbo.documents import paper_selectors as selectors
from canbo.documents.filling import Copy, fill, freeze
from canbo.documents.joining import archived, join_pdf, join_word
from canbo.documents.models import MadePaper, PaperPrint, PaperTemplate
from canbo.documents.paper_kinds import KINDS, STYLES, PaperStyle, kinds_label, kinds_slug
from canbo.documents.papers import Draft, Source, source_of
from canbo.documents.pdf import as_pdf, require_office
from canbo.documents.services.standing import standing_template
from canbo.jobs.models import Job
from canbo.jobs.services import Report, actor, job_kind, start

#: How many papers become one PDF at a time: progress is told and a stop is heard in between.
_PORTION: Final = 40
#: Up to how many papers the log names by their keys.
_NAMED: Final = 20
#: How many papers may be printed together.
MOST: Final = 1_000


def make_paper(
    *, access: AccessContext, source: str, draft: Draft, object_id: int, style: PaperStyle | None = None
) -> MadePaper:
    """Make one paper from the template that stands, and keep what is needed to make it again.

    Errors: Forbidden; paper_template_broken; ValueError for a field that the kind does not have.
    """
    found = source_of(source)
    rows = _filled(access, found, object_id, [draft], style)
    with transaction.atomic():
        _write(access, found, rows)
    return rows[0]


def remake(*, access: AccessContext, paper: MadePaper) -> tuple[bytes, bool]:
    """Give the paper made again from its copy and its version of the template, and whether it is the same to the byte.

    Error: Forbidden; paper_template_broken.
    """
    selectors.require_paper(access, paper)
    content = fill(bytes(paper.template.content), copy_of(paper))
    return content, hashlib.sha256(content).hexdigest() == paper.sha256


def copy_of(paper: MadePaper) -> Copy:
    """Give the copy of the data that the paper was made of."""
    copy: Copy = json.loads(paper.data)
    return copy


def _filled(
    access: AccessContext, source: Source, object_id: int, drafts: Sequence[Draft], style: PaperStyle | None,
    report: Callable[[int, int], None] = lambda done, whole: None,
) -> list[MadePaper]:  # fmt: skip
    """Fill in papers; nothing is written but the version of a shipped template that is used for the first time."""
    kind, now = source.paper_kind, timezone.now()
    templates: dict[str, PaperTemplate] = {}
    rows = []
    for number, draft in enumerate(drafts):
        access.require_file(draft.right, draft.unit_path, draft.tier)
        require_mark(access, draft.secrecy, draft.unit_path, draft.tier)
        chosen = style or draft.style
        template = templates.get(chosen) or templates.setdefault(chosen, standing_template(kind, chosen))
        copy = freeze(kind, chosen, draft.data, draft.secrecy)
        content = fill(bytes(template.content), copy)
        rows.append(
            MadePaper(
                kind=kind.key, style=chosen, template=template, data=json.dumps(copy, ensure_ascii=False),
                sha256=hashlib.sha256(content).hexdigest(), size=len(content), label=draft.label[:300],
                source=source.key, object_type=source.object_type, object_id=object_id, unit_path=draft.unit_path,
                tier=draft.tier, permission=draft.right.value, secrecy=draft.secrecy, people=sorted(set(draft.people)),
                made_at=now, made_by_id=access.user_id, made_by_name=access.user_name,
            )
        )  # fmt: skip
        report(number + 1, len(drafts))
    if not rows:
        raise DomainError("papers_none", "Chưa có dữ liệu nào để làm văn bản này.")
    return rows


def _write(access: AccessContext, source: Source, rows: Sequence[MadePaper]) -> None:
    """Write papers that were filled in, with one row in the log for all of them."""
    for row in rows:
        row.save(force_insert=True)
    first = rows[0]
    audit.record(
        access=access, action="paper.made", object_type=source.object_type, object_id=first.object_id,
        object_label=public_title(first.secrecy, str(source.paper_kind.label)), unit_path=first.unit_path,
        changes={
            "papers": [None, [row.pk for row in rows] if len(rows) <= _NAMED else len(rows)],
            "kind": [None, source.kind], "template": [None, sorted({row.template.sha256 for row in rows})],
        },
    )  # fmt: skip


def start_making(*, access: AccessContext, source: Source, object_id: int, style: PaperStyle | None, form: str) -> Job:
    """Start making the papers of an object and printing them together. Errors: pdf_unavailable; job_without_owner."""
    return _start(access, source.kind, form, source=source.key, object_id=object_id, style=style or "")


def start_printing(*, access: AccessContext, papers: Sequence[MadePaper], form: str) -> Job:
    """Start printing papers that are there together.

    Errors: papers_none, papers_too_many, papers_differ (one Word file of several templates); pdf_unavailable.
    """
    for paper in papers:
        selectors.require_paper(access, paper)
    if not papers:
        raise DomainError("papers_none_chosen", "Hãy chọn ít nhất một văn bản để in.")
    if len(papers) > MOST:
        raise DomainError("papers_too_many", "Mỗi lần in nhiều nhất {most} văn bản. Hãy chọn ít hơn.", most=MOST)
    if form == PaperPrint.Form.WORD and len({paper.template_id for paper in papers}) > 1:
        raise DomainError(
            "papers_differ",
            "Các văn bản này làm từ nhiều mẫu khác nhau nên không gộp được thành một tệp Word. Hãy chọn PDF hoặc zip, "
            "hoặc chọn các văn bản cùng loại.",
        )
    return _start(
        access, " ".join(sorted({paper.kind for paper in papers})), form, papers=[paper.pk for paper in papers]
    )


def _start(access: AccessContext, kind: str, form: str, **what: Any) -> Job:
    if form == PaperPrint.Form.PDF:
        require_office()
    if access.user_id is None:
        raise DomainError("job_without_owner", "Việc chạy nền phải có người yêu cầu.")
    now = timezone.now()
    with transaction.atomic():
        row = PaperPrint.objects.create(
            kind=kind, form=form, asked_by_id=access.user_id, asked_at=now,
            expires_at=now + timedelta(days=settings.CANBO_EXPORT_KEEP_DAYS), **what,
        )  # fmt: skip
        audit.record(
            access=access, action="paper.print_asked", object_type="paper_print", object_id=row.pk,
            changes={"kind": [None, kind], "form": [None, form], "papers": [None, len(row.papers) or None]},
        )  # fmt: skip
    title = gettext("In văn bản: %(kind)s") % {"kind": kinds_label(kind.split())}
    return start(access=access, kind="documents.papers", title=title, arguments={"print_id": row.pk})


@job_kind("documents.papers")
def print_papers(job_id: UUID, report: Report, *, print_id: int) -> dict[str, Any]:
    """Make the papers where they are not there yet, and the file of all of them; safe to run twice."""
    access = actor()
    row = PaperPrint.objects.get(pk=print_id)
    if not row.papers:
        source = source_of(row.source)
        report(1, gettext_noop("Đang lấy dữ liệu"))
        drafts = list(source.drafts(access, int(row.object_id or 0)))
        if len(drafts) > MOST:
            raise DomainError("papers_too_many", "Mỗi lần in nhiều nhất {most} văn bản. Hãy chọn ít hơn.", most=MOST)
        style: PaperStyle | None = next((each for each in STYLES if each == row.style), None)
        made = _filled(
            access, source, int(row.object_id or 0), drafts, style,
            lambda done, whole: report(2 + 48 * done // whole, gettext_noop("Đang điền mẫu")),
        )  # fmt: skip
        with transaction.atomic():
            _write(access, source, made)
            row.papers = [paper.pk for paper in made]
            row.save(update_fields=["papers"])
    papers = selectors.papers_by_key(access, row.papers)
    content = _printed(row, papers, access, report)
    row.content = b64encode(content).decode()
    row.save(update_fields=["content"])
    return {"url": reverse("paper-print", args=[row.pk]), "url_label": gettext_noop("Lấy tệp"), "papers": len(papers)}


def _printed(row: PaperPrint, papers: Sequence[MadePaper], access: AccessContext, report: Report) -> bytes:
    whole = len(papers)
    contents: list[bytes] = []
    for number, paper in enumerate(papers, start=1):
        contents.append(remake(access=access, paper=paper)[0])
        report(50 + 15 * number // whole, gettext_noop("Đang gộp tệp"))
    if row.form == PaperPrint.Form.ZIP:
        names = (f"{number:04}-{KINDS[paper.kind].slug}.docx" for number, paper in enumerate(papers, start=1))
        return archived(zip(names, contents, strict=True))
    slug = kinds_slug(row.kind.split())
    if row.form == PaperPrint.Form.WORD:
        return join_word(contents, slug)
    parts = []
    for first, last in _portions(papers):
        percent = 65 + 34 * first // whole

        def tell(percent: int = percent) -> None:
            report(percent, gettext_noop("Đang chuyển sang PDF"))

        tell()
        parts.append(as_pdf(join_word(contents[first:last], slug), meanwhile=tell))
    return join_pdf(parts)


def _portions(papers: Sequence[MadePaper]) -> list[tuple[int, int]]:
    """Give stretches of papers of one template, none too long."""
    cuts = [0]
    for at in range(1, len(papers)):
        if papers[at].template_id != papers[at - 1].template_id or at - cuts[-1] >= _PORTION:
            cuts.append(at)
    return list(zip(cuts, [*cuts[1:], len(papers)], strict=True))


def printed(row: PaperPrint) -> bytes:
    """Give the file of a print. Error: export_over where it is not there (yet, or any more)."""
    if not row.content:
        raise DomainError("print_over", "Tệp in này chưa làm xong hoặc đã hết hạn. Hãy in lại từ trang văn bản.")
    return b64decode(row.content)


def destroy_expired_prints(now: datetime) -> int:
    """Destroy the files of prints that nobody fetched in time; give how many."""
    return PaperPrint.objects.filter(expires_at__lte=now).exclude(content="").update(content="")
