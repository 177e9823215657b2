"""Pages of papers: making them from a source, one paper, the papers of an object, a print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canbo.common.form_pages import refusal_on
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.secrecy import highest
from canbo.documents import paper_selectors as selectors
from canbo.documents.exports import PDF, WORD, ZIP, Export
from canbo.documents.filling import freeze, unknown_fields
from canbo.documents.models import MadePaper, PaperPrint
from canbo.documents.paper_forms import MakeForm, PrintForm
from canbo.documents.paper_kinds import KINDS, STYLES, PaperStyle, kinds_label, kinds_slug
from canbo.documents.papers import Draft, Source, source_of
from canbo.documents.pdf import office_program
from canbo.documents.responses import hand_out
from canbo.documents.services import making
from canbo.documents.services.standing import standing_version

_MEDIA = {PaperPrint.Form.WORD: WORD, PaperPrint.Form.PDF: PDF, PaperPrint.Form.ZIP: ZIP}


def _access(request: HttpRequest) -> AccessContext:
    access: AccessContext = request.access  # type: ignore[attr-defined]
    return access


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, source: str, object_id: int) -> HttpResponse:
    """What will be made of which template, what stays open as dots; then the paper, or the job that makes many."""
    access, found = _access(request), source_of(source)
    drafts = list(found.drafts(access, object_id))
    for draft in drafts:
        access.require_file(draft.right, draft.unit_path, draft.tier)
    several = len(drafts) > 1
    sent = request.POST if request.method == "POST" else None
    form = MakeForm(sent, style=drafts[0].style if drafts else "state", several=several)
    if form.is_valid():
        with refusal_on(form):
            if several:
                job = making.start_making(
                    access=access, source=found, object_id=object_id, style=_style(form.cleaned_data["the_thuc"]),
                    form=form.cleaned_data["dang"] or PaperPrint.Form.WORD,
                )  # fmt: skip
                return redirect("job", job.pk)
            if drafts:
                paper = making.make_paper(
                    access=access, source=found.key, draft=drafts[0], object_id=object_id,
                    style=_style(form.cleaned_data["the_thuc"]),
                )  # fmt: skip
                messages.success(request, _("Đã làm văn bản."))
                return redirect("paper", paper.pk)
    context = {"form": form, "drafts": len(drafts), **_about(found, drafts), "has_pdf": office_program() is not None}
    return render(request, "documents/paper_make.html", context, status=422 if form.errors else 200)


def _style(text: str) -> PaperStyle:
    return next(each for each in STYLES if each == text)


def _about(source: Source, drafts: list[Draft]) -> dict[str, Any]:
    """Give what the page says of the papers before they are made."""
    kind = source.paper_kind
    open_fields: dict[str, int] = {}
    for draft in drafts[:50]:
        for name in unknown_fields(freeze(kind, draft.style, draft.data, draft.secrecy)):
            open_fields[name] = open_fields.get(name, 0) + 1
    return {
        "source": source, "kind": kind, "open_fields": [kind.fields[name].label for name in open_fields],
        "templates": [(label, standing_version(kind, style)) for style, label in STYLES.items()],
        "secrecy": highest(draft.secrecy for draft in drafts),
    }  # fmt: skip


@require_GET
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One paper: what it was made of, and whether it can be made again as it was."""
    row = selectors.paper_of(_access(request), paper_id)
    copy = making.copy_of(row)
    kind = KINDS[row.kind]
    try:
        is_same = making.remake(access=_access(request), paper=row)[1]
    except DomainError:
        is_same = False
    context = {
        "object": row, "kind": kind, "is_same": is_same, "style": STYLES[_style(row.style)],
        "open_fields": [kind.fields[name].label for name in unknown_fields(copy) if name in kind.fields],
        "has_pdf": office_program() is not None, "print_form": PrintForm(),
    }  # fmt: skip
    return render(request, "documents/paper.html", context)


@require_http_methods(["GET", "POST"])
def paper_file(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper as a Word file, made again from its copy; through the door."""
    access = _access(request)
    row = selectors.paper_of(access, paper_id)
    content, is_same = making.remake(access=access, paper=row)
    return hand_out(
        request,
        _export(
            [row], "paper.given", WORD, lambda: content, {"same": [None, is_same]}, object_id=row.pk, access=access
        ),
    )


def _export(
    papers: list[MadePaper], action: str, media: Any, content: Any, changes: dict[str, Any], *,
    object_id: int, access: AccessContext,
) -> Export:  # fmt: skip
    """Give what the door is told of papers: whoever made a paper takes it without the right it needs from others."""
    kinds = {each.kind for each in papers}
    label = str(kinds_label(kinds))
    people = sorted({person for each in papers for person in each.people})
    others = [each for each in papers if each.made_by_id != access.user_id]
    return Export(
        action=action, title=label, name=kinds_slug(kinds), media=media, content=content, people=people,
        rights=tuple(sorted({Permission(each.permission) for each in others})),
        reaches=tuple(sorted({(each.unit_path, each.tier) for each in papers})),
        secrecy=highest(each.secrecy for each in papers), object_type="paper" if len(papers) == 1 else "paper_print",
        object_id=object_id, object_label=label, unit_path=papers[0].unit_path, changes=changes,
        is_original=len(people) <= 1, is_official=True,
    )  # fmt: skip


@require_GET
def papers_of(request: HttpRequest, object_type: str, object_id: int) -> HttpResponse:
    """The papers of an object, to be printed together."""
    access = _access(request)
    rows = selectors.require_papers_of(access, object_type, object_id)
    return render(request, "documents/papers.html", _listed(rows, PrintForm()))


def _listed(rows: list[MadePaper], form: PrintForm) -> dict[str, Any]:
    return {
        "rows": [(row, KINDS[row.kind]) for row in rows], "form": form, "has_pdf": office_program() is not None,
        "object_type": rows[0].object_type, "object_id": rows[0].object_id,
    }  # fmt: skip


@require_POST
def print_chosen(request: HttpRequest) -> HttpResponse:
    """Print the papers chosen together: starts a job."""
    access = _access(request)
    keys = [int(key) for key in request.POST.getlist("van_ban")[: making.MOST + 1] if key.isascii() and key.isdecimal()]
    papers = selectors.papers_by_key(access, [key for key in dict.fromkeys(keys) if key < 2**62])
    form = PrintForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            job = making.start_printing(access=access, papers=papers, form=form.cleaned_data["dang"])
            return redirect("job", job.pk)
    if not papers:
        return render(request, "documents/papers.html", {"rows": [], "form": form}, status=422)
    rows = selectors.papers_of(access, papers[0].object_type, papers[0].object_id)
    return render(request, "documents/papers.html", _listed(rows, form), status=422)


@require_GET
def print_page(request: HttpRequest, print_id: int) -> HttpResponse:
    """One print: what it holds, and its file where it is still there."""
    row = selectors.print_of(_access(request), print_id)
    context = {
        "object": row,
        "label": kinds_label(row.kind.split()),
        "count": len(row.papers),
        "is_there": bool(row.content),
    }
    return render(request, "documents/paper_print.html", context)


@require_http_methods(["GET", "POST"])
def print_file(request: HttpRequest, print_id: int) -> HttpResponse:
    """The file of a print, through the door."""
    access = _access(request)
    row = selectors.print_of(access, print_id)
    content = making.printed(row)
    papers = selectors.papers_by_key(access, row.papers)
    return hand_out(
        request,
        _export(
            papers, "paper.printed", _MEDIA[PaperPrint.Form(row.form)], lambda: content,
            {"papers": [None, len(papers)]}, object_id=row.pk, access=access,
        ),
    )  # fmt: skip
