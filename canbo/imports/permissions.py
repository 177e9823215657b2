"""Who may see and drive an import."""

from __future__ import annotations

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.imports.models import ImportBatch


def in_scope(access: AccessContext, batch: ImportBatch) -> bool:
    """Whether the batch lies within what the viewer may import into; one without a unit yet is its owner's alone."""
    if batch.root_id is not None and batch.root is not None:
        return access.covers(Permission.IMPORT, batch.root.path)
    return batch.owner_id == access.user_id or access.covers(Permission.IMPORT, "")


def require_batch(access: AccessContext, batch: ImportBatch | None) -> ImportBatch:
    """Give the batch; Forbidden without the right to import at all, NotFound out of scope."""
    access.require(Permission.IMPORT)
    if batch is None or not in_scope(access, batch):
        raise NotFound("import_not_found", "Không có lần nhập này trong phạm vi được giao.")
    return batch


def require_owner(access: AccessContext, batch: ImportBatch) -> None:
    """Only who began an import walks it on; others in scope may look, and take a finished one back."""
    if batch.owner_id != access.user_id:
        raise Forbidden(
            "import_of_another",
            "Lần nhập này do {owner_name} đang làm. Hãy để người đó nhập tiếp, hoặc tải tệp lên lại.",
            owner_name=batch.owner_name,
        )
