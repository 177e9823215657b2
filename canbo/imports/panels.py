"""What imports add to pages of other apps: the unfinished ones on the first page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from canbo.core.access import Permission
from canbo.imports.models import ImportBatch
from canbo.imports.selectors import visible_batches
from canbo.imports.tables import batch_url

_OPEN = (ImportBatch.State.UPLOADED, ImportBatch.State.MAPPED, ImportBatch.State.PREVIEWED)
_SHOWN = 5


def unfinished(request: HttpRequest, _about: object) -> SafeString | None:
    """The viewer's own imports that wait for the next step; None where there are none."""
    access = request.access  # type: ignore[attr-defined]
    if not access.can(Permission.IMPORT):
        return None
    batches = visible_batches(access).filter(owner_id=access.user_id, state__in=_OPEN)[:_SHOWN]
    rows = [(batch, batch_url(batch)) for batch in batches]
    return render_to_string("imports/unfinished.html", {"rows": rows}, request) if rows else None
