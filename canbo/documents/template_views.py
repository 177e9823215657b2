"""Pages of the Word templates: which stand, their fields, their versions, sending one, trying one, going back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canbo.common.form_pages import refusal_above, refusal_on
from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.documents import paper_selectors as selectors
from canbo.documents.exports import PDF, WORD, Export, Media
from canbo.documents.filling import fill, freeze
from canbo.documents.models import PaperTemplate
from canbo.documents.paper_forms import TemplateForm
from canbo.documents.paper_kinds import KINDS, STYLES, PaperKind, PaperStyle, example_of
from canbo.documents.pdf import as_pdf, office_program
from canbo.documents.permissions import may_manage_templates, require_manage_templates, require_see_templates
from canbo.documents.responses import hand_out
from canbo.documents.services import standing
from canbo.documents.template_checks import MOST

#: Seconds that a page waits for the PDF of an example.
_PATIENCE = 25


def _access(request: HttpRequest) -> AccessContext:
    access: AccessContext = request.access  # type: ignore[attr-defined]
    return access


def _kind(kind: str, style: str) -> tuple[PaperKind, PaperStyle]:
    chosen = next((each for each in STYLES if each == style), None)
    if kind not in KINDS or chosen is None:
        raise NotFound("paper_kind_unknown", "Không có loại văn bản này.")
    return KINDS[kind], chosen


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Every kind of paper with the template that stands for each layout."""
    rows = selectors.templates_of(_access(request))
    stands = {(row.kind, row.style): row for row in rows if row.is_standing}
    table = [
        (kind, [(style, label, stands.get((kind.key, style))) for style, label in STYLES.items()])
        for kind in KINDS.values()
    ]
    context = {"table": table, "may_manage": may_manage_templates(_access(request))}
    return render(request, "documents/templates.html", context)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str, style: str) -> HttpResponse:
    """The template of one kind and layout: its fields, its versions; a POST sends a new one."""
    access = _access(request)
    found, chosen = _kind(kind, style)
    require_see_templates(access)
    form = TemplateForm()
    if request.method == "POST":
        require_manage_templates(access)
        form = TemplateForm(request.POST, request.FILES)
        if form.is_valid():
            with refusal_on(form, "tep"):
                sent = form.cleaned_data["tep"]
                content = sent.read() if sent.size <= MOST else b"\0" * (MOST + 1)
                row = standing.add_template(
                    access=access, kind=found, style=chosen, content=content, note=form.cleaned_data["ghi_chu"]
                )
                words = _("Đã nhận mẫu, bản số %(number)s. Hãy xem thử rồi bấm «Dùng bản này».")
                messages.success(request, words % {"number": row.number})
                return redirect("paper-template", found.key, chosen)
    context: dict[str, Any] = {
        "kind": found, "style": chosen, "style_label": STYLES[chosen], "form": form,
        "versions": selectors.templates_of(access, found.key, chosen), "may_manage": may_manage_templates(access),
        "has_pdf": office_program() is not None,
    }  # fmt: skip
    context["is_shipped"] = not any(row.is_standing for row in context["versions"])
    return render(request, "documents/template.html", context, status=422 if form.errors else 200)


@require_GET
def standing_file(request: HttpRequest, kind: str, style: str) -> HttpResponse:
    """The template that stands, as it is."""
    require_see_templates(_access(request))
    found, chosen = _kind(kind, style)
    row = standing.standing_version(found, chosen)
    return _given(request, found, chosen, row, WORD, _content(found, chosen, row))


@require_GET
def version_file(request: HttpRequest, template_id: int) -> HttpResponse:
    """One version, as it is."""
    row = selectors.template_of(_access(request), template_id)
    return _given(request, *_kind(row.kind, row.style), row, WORD, bytes(row.content))


@require_GET
def version_example(request: HttpRequest, template_id: int) -> HttpResponse:
    """One version filled with an example, as Word or as PDF."""
    row = selectors.template_of(_access(request), template_id)
    return _example(request, *_kind(row.kind, row.style), row)


@require_GET
def standing_example(request: HttpRequest, kind: str, style: str) -> HttpResponse:
    """The template that stands filled with an example, as Word or as PDF."""
    require_see_templates(_access(request))
    found, chosen = _kind(kind, style)
    return _example(request, found, chosen, standing.standing_version(found, chosen))


def _content(kind: PaperKind, style: PaperStyle, row: PaperTemplate | None) -> bytes:
    return bytes(row.content) if row is not None else standing.shipped(kind.key, style)


def _example(request: HttpRequest, kind: PaperKind, style: PaperStyle, row: PaperTemplate | None) -> HttpResponse:
    content = fill(_content(kind, style, row), freeze(kind, style, example_of(kind)))
    if request.GET.get("dang") == "pdf":
        return _given(request, kind, style, row, PDF, as_pdf(content, seconds=_PATIENCE), "xem-thu-")
    return _given(request, kind, style, row, WORD, content, "xem-thu-")


def _given(
    request: HttpRequest, kind: PaperKind, style: PaperStyle, row: PaperTemplate | None, media: Media, content: bytes,
    before: str = "",
) -> HttpResponse:  # fmt: skip
    version = str(row.number) if row is not None else "co-san"
    return hand_out(
        request,
        Export(
            action="paper_template.taken", title=str(kind.label), name=f"{before}{kind.slug}-{style}-{version}",
            media=media, content=lambda: content, rights=(), reaches=(), object_type="paper_template",
            object_id=row.pk if row is not None else None, object_label=f"{kind.key}-{style}-{version}",
            is_official=True,
        ),
    )  # fmt: skip


@require_POST
def choose(request: HttpRequest, template_id: int) -> HttpResponse:
    """Let new papers be made from a version."""
    access = _access(request)
    row = selectors.template_of(access, template_id)
    with refusal_above(request):
        standing.choose_template(access=access, row=row)
        messages.success(request, _("Từ nay văn bản được làm theo bản mẫu này."))
    return redirect("paper-template", row.kind, row.style)


@require_POST
def restore(request: HttpRequest, kind: str, style: str) -> HttpResponse:
    """Let new papers be made from the template that comes with the program."""
    found, chosen = _kind(kind, style)
    with refusal_above(request):
        standing.return_to_shipped(access=_access(request), kind=found, style=chosen)
        messages.success(request, _("Đã trở về mẫu có sẵn."))
    return redirect("paper-template", found.key, chosen)
