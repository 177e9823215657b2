"""A proposal about the rules that waits, for each of the two units, for the table of pages."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.utils import timezone

PDF = b"%PDF-1.4\n%%EOF\n"


def rule_changes(tree) -> dict[str, tuple[list[object], list[object]]]:
    """Give the proposal of «Phòng Nội vụ», then that of «Phòng Tài chính»; and the entry that may be confirmed."""
    from canbo.common.uploads import TakenIn
    from canbo.rules.models import RuleChange
    from canbo.rules.services.scans import keep_scan

    keep_scan(TakenIn(PDF, "application/pdf", "dieu.pdf", sha256(PDF).hexdigest()))
    made = [
        RuleChange.objects.create(
            kind="value", of="parameter", entry="party.appointment.months_in_post", in_pack="party_2025",
            starts=date(2026, 1, 1), place=unit.code, place_name=unit.name, mark="stricter", value="24\n",
            document="qd-377-2025", clause="Điều 1", scan_sha256=sha256(PDF).hexdigest(), scan_name="dieu.pdf",
            scan_type="application/pdf", scan_size=len(PDF), entered_by_key=0, entered_by_name="A",
            entered_at=timezone.now(), slot=f"kiem-thu:{unit.code}",
        ).pk
        for unit in (tree.home, tree.other)
    ]  # fmt: skip
    return {"rule_change": ([made[0]], [made[1]]), "rule_version": (_unconfirmed(), [])}


def _unconfirmed() -> list[object]:
    """The way to the form for the first value that nobody has confirmed."""
    from canbo.rules.library import library

    return next(
        ["parameter", pack.id, parameter.id, value.span.start]
        for pack in library().packs.values() if pack.place_code is None
        for parameter in pack.parameters for value in parameter.values if not value.confirmed
    )  # fmt: skip
