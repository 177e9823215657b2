"""Work that a worker does for an account: the database shows it what the account may see on the day it runs."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils import timezone

from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.common.rows import viewing
from canbo.core.access import AccessContext


def acting_for(user_id: int) -> AbstractContextManager[None]:
    """Let the database show what this account may see; nothing where it is closed."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    access = context_for(user, timezone.localdate()) if user else AccessContext(user_id, "")
    return viewing(access)
