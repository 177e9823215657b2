"""The key of the chain, from the settings."""

from __future__ import annotations

import base64
from functools import cache

from django.conf import settings

from canbo.audit.domain.chain import Keys


@cache
def _keys(encoded: str) -> Keys:
    return Keys.of(base64.urlsafe_b64decode(encoded))


def keys() -> Keys:
    """Give the keys of CANBO_AUDIT_KEY: no key of encryption, so that rotating those leaves the chain provable."""
    return _keys(settings.CANBO_AUDIT_KEY)
