"""What a database keeps of rows that are gone: free pages and the log ahead of SQLite, dead rows of PostgreSQL."""

from __future__ import annotations

import time

from django.db import connection

from canbo.procedures.models import BallotBox, KeyHolder, Vote, VotingRight

#: The tables whose dead rows tell of sealed slips, of keys, of who voted after whom.
WIPED = (BallotBox, KeyHolder, VotingRight)
_TRIES, _PAUSE = 50, 0.1


def overwrite_freed() -> None:
    """Have SQLite write zeros over what this connection frees, from now on: earlier states of a box, keys, slips."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def write_register_anew(vote: Vote) -> None:
    """Write the rights of a vote again in the order of the files' keys; inside the transaction that ends the vote.

    A right that was used is a newer version of its row: where it lies, and the transaction that wrote it, would tell
    for ever who voted after whom.
    """
    rights = list(VotingRight.objects.filter(vote=vote).order_by("person_id").values_list("person_id", "is_used"))
    VotingRight.objects.filter(vote=vote).delete()
    VotingRight.objects.bulk_create(
        VotingRight(vote=vote, person_id=person_id, is_used=is_used) for person_id, is_used in rights
    )


def wipe_traces() -> bool:
    """Write over what is left of boxes, keys and registers; outside a transaction, after the commit.

    SQLite: freed bytes were zeroed as they were freed (`overwrite_freed`); the write-ahead log is written into the
    database and cut to nothing, tried again while somebody reads. PostgreSQL: the tables, small by nature, are written
    anew without their dead rows. Inside a transaction (a test's) nothing is done: the rows are not dead yet. Tells
    whether it is done: a log ahead that could not be cut is cut when the next box is opened, or the office starts anew.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _cut_log(cursor)
        for model in WIPED:
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(model._meta.db_table)}")
    return True


def _cut_log(cursor: object) -> bool:
    for _try in range(_TRIES):
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
        is_busy = cursor.fetchone()[0]  # type: ignore[attr-defined]
        if not is_busy:
            return True
        time.sleep(_PAUSE)
    return False
