"""What is in force of the signed values as YAML for the repository: packs in one archive, or in a folder."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.rules.services.printing import changes_in_force, write_packs


def export_values(*, access: AccessContext) -> dict[str, bytes]:
    """Give the files in force to a command, and write it down. Errors: nothing_signed."""
    files = files_in_force()
    with transaction.atomic():
        audit.record(
            access=access, action="rules.exported", object_type="rule_change", changes={"files": [None, len(files)]}
        )  # fmt: skip
    return files


def files_in_force() -> dict[str, bytes]:
    """Give the files of the packs that say what is in force, by their paths. Errors: nothing_signed.

    They hold values, clauses, hashes of scans and days; nobody's name.
    """
    changes = changes_in_force()
    with tempfile.TemporaryDirectory(prefix="canbo-rules-") as place:
        write_packs(Path(place), changes)
        files = {
            path.relative_to(place).as_posix(): path.read_bytes()
            for path in sorted(Path(place).rglob("*.yaml"))
        }  # fmt: skip
    if not files:
        raise DomainError("nothing_signed", "Chưa có giá trị nào đã ký và đang áp dụng để xuất.")
    return files


def archived(files: dict[str, bytes]) -> bytes:
    """Give files as a zip archive, the same bytes for the same files."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2000, 1, 1, 0, 0, 0)), content)
    return made.getvalue()
