"""Which Word template papers are made from: the office's own version that stands, else the one shipped."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.documents.models import PaperTemplate
from canbo.documents.paper_kinds import PaperKind, PaperStyle
from canbo.documents.permissions import require_manage_templates
from canbo.documents.template_checks import check_template

SHIPPED: Final = Path(__file__).parents[1] / "templates" / "docx" / "procedures"


@cache
def shipped(kind: str, style: str) -> bytes:
    """Give the template that comes with the program."""
    return (SHIPPED / f"{kind}-{style}.docx").read_bytes()


def standing_version(kind: PaperKind, style: PaperStyle) -> PaperTemplate | None:
    """Give the office's version that stands; None where the shipped one does."""
    return PaperTemplate.objects.filter(kind=kind.key, style=style, is_standing=True).first()


def standing_template(kind: PaperKind, style: PaperStyle) -> PaperTemplate:
    """Give the version that new papers are made from; a shipped one is kept as a version when it is first used."""
    return standing_version(kind, style) or _kept(
        kind, style, shipped(kind.key, style), PaperTemplate.Origin.SHIPPED, by="", note=""
    )


def add_template(
    *, access: AccessContext, kind: PaperKind, style: PaperStyle, content: bytes, note: str = ""
) -> PaperTemplate:
    """Keep a template that an office sends as a new version, which does not stand yet; the same file twice is one.

    Errors: Forbidden; those of `check_template`.
    """
    require_manage_templates(access)
    check_template(content, kind, style)
    with transaction.atomic():
        row = _kept(kind, style, content, PaperTemplate.Origin.OFFICE, by=access.user_name, note=clean(note)[:300])
        audit.record(
            access=access, action="paper_template.added", object_type="paper_template", object_id=row.pk,
            object_label=f"{kind.key}-{style}-{row.number}", changes={"sha256": [None, row.sha256]},
        )  # fmt: skip
    return row


def choose_template(*, access: AccessContext, row: PaperTemplate) -> None:
    """Let new papers be made from this version; papers already made keep theirs.

    Errors: Forbidden; template_standing where it stands already.
    """
    require_manage_templates(access)
    with transaction.atomic():
        before = _now_standing(row.kind, row.style)
        if before is not None and before.pk == row.pk:
            raise DomainError("template_standing", "Bản mẫu này đang được dùng.")
        _stand(before, row)
        _log(access, "paper_template.chosen", row, before)


def return_to_shipped(*, access: AccessContext, kind: PaperKind, style: PaperStyle) -> None:
    """Let new papers be made from the template that comes with the program.

    Errors: Forbidden; template_standing where no other stands.
    """
    require_manage_templates(access)
    with transaction.atomic():
        before = _now_standing(kind.key, style)
        if before is None:
            raise DomainError("template_standing", "Bản mẫu này đang được dùng.")
        _stand(before, None)
        _log(access, "paper_template.chosen", standing_template(kind, style), before)


def _kept(kind: PaperKind, style: PaperStyle, content: bytes, origin: str, *, by: str, note: str) -> PaperTemplate:
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        versions = PaperTemplate.objects.filter(kind=kind.key, style=style)
        last = versions.aggregate(last=Max("number"))["last"] or 0
        row, _is_new = versions.get_or_create(
            kind=kind.key, style=style, sha256=digest,
            defaults={
                "origin": origin, "number": last + 1, "content": content, "size": len(content), "note": note,
                "added_at": timezone.now(), "added_by_name": by,
            },
        )  # fmt: skip
    return row


def _now_standing(kind: str, style: str) -> PaperTemplate | None:
    return PaperTemplate.objects.select_for_update().filter(kind=kind, style=style, is_standing=True).first()


def _stand(before: PaperTemplate | None, after: PaperTemplate | None) -> None:
    for row, stands in ((before, False), (after, True)):
        if row is not None:
            row.is_standing = stands
            row.save(update_fields=["is_standing"])


def _log(access: AccessContext, action: str, row: PaperTemplate, before: PaperTemplate | None) -> None:
    audit.record(
        access=access, action=action, object_type="paper_template", object_id=row.pk,
        object_label=f"{row.kind}-{row.style}-{row.number}",
        changes={"version": [before.number if before else None, row.number], "sha256": [None, row.sha256]},
    )  # fmt: skip
