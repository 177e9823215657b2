"""Work that a worker does for an account: the database shows it what the account may see on the day it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.common.rows import viewing
from canbo.core.access import AccessContext


@contextmanager
def acting_for(user_id: int) -> Iterator[AccessContext]:
    """Let the database show what this account may see; nothing where it is closed. Give its access of today."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    access = context_for(user, timezone.localdate()) if user else AccessContext(user_id, "")
    with viewing(access):
        yield access
