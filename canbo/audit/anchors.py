"""Anchors out of the house: as plain data, signed, with the public key that proves them."""

from __future__ import annotations

from typing import Any

from canbo.audit.domain import chain
from canbo.audit.keys import keys
from canbo.audit.models import AuditAnchor


def exported_anchors() -> dict[str, Any]:
    """Give every anchor, oldest first, and the public key of their signatures; they hold no personal data."""
    return {
        "what": "canbo audit anchors",
        "public_key": chain.public_key(keys().seed),
        "anchors": [
            {
                "day": each.day.isoformat(), "sequence": each.sequence, "link": each.link, "count": each.count,
                "signature": each.signature,
            }
            for each in AuditAnchor.objects.order_by("day")
        ],
    }  # fmt: skip
