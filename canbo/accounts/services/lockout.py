"""Counting attempts at what can be guessed: passwords, codes. In the database, where nobody can flood a count out.

An attempt is counted before it is looked at, so that a thousand at the same moment are no better than a thousand in a
row; a right one takes its count back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from canbo.accounts.address import limit_key
from canbo.accounts.models import AttemptCount
from canbo.core.text import fold

#: The span in which attempts add up, and for which a lock holds; the sentences of canbo.accounts.adapter name it.
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts a count allows."""

    key: str
    allowed: int


def of_name(username: str) -> Limit:
    """Give the count of sign-ins under a name, also one that is no account: whether it is one must not show."""
    digest = hashlib.sha256(fold(username).strip().encode()).hexdigest()[:32]
    return Limit(f"name:{digest}", settings.CANBO_SIGN_IN_ATTEMPTS)


def of_factor(user_id: int) -> Limit:
    """Give the count of codes tried for an account by somebody who knew its password."""
    return Limit(f"code:{user_id}", settings.CANBO_SIGN_IN_ATTEMPTS)


def of_confirming(user_id: int) -> Limit:
    """Give the count of confirmations in a session that is signed in; strangers cannot lock it."""
    return Limit(f"confirm:{user_id}", settings.CANBO_SIGN_IN_ATTEMPTS)


def of_address(address: str) -> Limit | None:
    """Give the count of failures from an address; None for a request over a socket file, which has none."""
    key = limit_key(address)
    return Limit(f"address:{key}", settings.CANBO_SIGN_IN_ATTEMPTS_PER_ADDRESS) if key else None


def take(limit: Limit) -> bool:
    """Count one attempt; False where it may not be looked at, because the limit was reached lately."""
    now = timezone.now()
    with transaction.atomic():
        row = _row(limit, now)
        if row.locked_until is not None and row.locked_until > now:
            return False
        if row.locked_until is not None or row.since + WINDOW <= now:
            row.count, row.since, row.locked_until = 0, now, None
        row.count += 1
        if row.count > limit.allowed:
            row.locked_until = now + WINDOW
        row.save(update_fields=["count", "since", "locked_until"])
        return row.count <= limit.allowed


def failed(limit: Limit) -> bool:
    """Say that the attempt taken was wrong; True where it was the last one allowed, which locks from now on."""
    now = timezone.now()
    with transaction.atomic():
        row = _row(limit, now)
        if row.count < limit.allowed or row.locked_until is not None:
            return False
        row.locked_until = now + WINDOW
        row.save(update_fields=["locked_until"])
        return True


def give_back(limit: Limit) -> None:
    """Say that the attempt taken was right: it is not counted. What failed before it is."""
    with transaction.atomic():
        row = _row(limit, timezone.now())
        row.count = max(row.count - 1, 0)
        row.save(update_fields=["count"])


def forget(*limits: Limit) -> int:
    """Drop counts: the owner has proved who they are, or the machine's operator unlocks; give how many there were."""
    return AttemptCount.objects.filter(key__in=[limit.key for limit in limits]).delete()[0]


def prune() -> None:
    """Drop the counts that say nothing any more."""
    now = timezone.now()
    AttemptCount.objects.filter(since__lt=now - 2 * WINDOW).exclude(locked_until__gt=now).delete()


def _row(limit: Limit, now: datetime) -> AttemptCount:
    return AttemptCount.objects.select_for_update().get_or_create(key=limit.key, defaults={"since": now})[0]
