"""Reading templates, made papers and prints."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.secrecy import may_see
from canbo.documents.models import MadePaper, PaperPrint, PaperTemplate
from canbo.documents.permissions import require_see_templates


def may_read_paper(access: AccessContext, paper: MadePaper) -> bool:
    """Tell whether the viewer may read a made paper: its right where it belongs, or having made it; and its mark."""
    is_own = paper.made_by_id is not None and paper.made_by_id == access.user_id
    within = access.covers_file(Permission(paper.permission), paper.unit_path, paper.tier)
    return (is_own or within) and may_see(access, paper.secrecy, paper.unit_path, paper.tier)


def require_paper(access: AccessContext, paper: MadePaper) -> None:
    """Raise unless the viewer may read the paper: Forbidden where they know of the unit, else NotFound."""
    if may_read_paper(access, paper):
        return
    if access.covers(Permission.VIEW_UNITS, paper.unit_path) and may_see(
        access, paper.secrecy, paper.unit_path, paper.tier
    ):
        access.require_file(Permission(paper.permission), paper.unit_path, paper.tier)
    raise _unknown()


def paper_of(access: AccessContext, paper_id: int) -> MadePaper:
    """Give one made paper with its template. Error: NotFound."""
    paper = MadePaper.objects.select_related("template").filter(pk=paper_id).first()
    if paper is None:
        raise _unknown()
    require_paper(access, paper)
    return paper


def papers_of(access: AccessContext, object_type: str, object_id: int) -> list[MadePaper]:
    """Give the papers of an object that the viewer may read, newest first; without their data."""
    rows = _light().filter(object_type=object_type, object_id=object_id).order_by("-made_at", "id")
    return [row for row in rows if may_read_paper(access, row)]


def require_papers_of(access: AccessContext, object_type: str, object_id: int) -> list[MadePaper]:
    """Give the papers of an object, one at least. Errors: NotFound; Forbidden where none of them may be read."""
    found = papers_of(access, object_type, object_id)
    if not found:
        first = _light().filter(object_type=object_type, object_id=object_id).first()
        if first is None:
            raise _unknown()
        require_paper(access, first)
    return found


def papers_by_key(access: AccessContext, keys: Sequence[int]) -> list[MadePaper]:
    """Give papers by their keys, in this order, with data and template. Error: NotFound for one not to be read."""
    found = {row.pk: row for row in MadePaper.objects.select_related("template").filter(pk__in=keys)}
    papers = [found[key] for key in keys if key in found]
    if len(papers) != len(keys):
        raise _unknown()
    for paper in papers:
        require_paper(access, paper)
    return papers


def _light() -> QuerySet[MadePaper]:
    return MadePaper.objects.select_related("template").defer("data", "template__content")


def _unknown() -> NotFound:
    return NotFound("paper_not_found", "Không có văn bản này trong phạm vi được giao.")


def print_of(access: AccessContext, print_id: int) -> PaperPrint:
    """Give one's own print. Error: NotFound."""
    row = PaperPrint.objects.filter(pk=print_id, asked_by_id=access.user_id or 0).first()
    if row is None:
        raise NotFound("print_not_found", "Không có lần in này, hoặc lần in do người khác yêu cầu.")
    return row


def templates_of(access: AccessContext, kind: str = "", style: str = "") -> list[PaperTemplate]:
    """Give the versions of templates, newest first, without their files. Error: Forbidden."""
    require_see_templates(access)
    rows = PaperTemplate.objects.defer("content").order_by("kind", "style", "-number")
    if kind:
        rows = rows.filter(kind=kind, style=style)
    return list(rows)


def template_of(access: AccessContext, template_id: int) -> PaperTemplate:
    """Give one version with its file. Errors: Forbidden, NotFound."""
    require_see_templates(access)
    row = PaperTemplate.objects.filter(pk=template_id).first()
    if row is None:
        raise NotFound("template_not_found", "Không có bản mẫu này.")
    return row
