"""What a request writes into the tables, and whether a row of the log tells of it."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)

#: Tables that pages write without a row of the log, and why.
UNTOLD = {
    "django_session": "the session of the browser",
    "canbo_cache": "kept to save time",
    "accounts_signedin": "which browsers are signed in: the sign-in itself is told; ending one's own session is no act on anything",
    "accounts_user": "the moment of the last sign-in, which is told; changes of accounts are told as well, see below",
    "accounts_attempt": "the count of tries: each failure is told",
    "jobs_job": "long work that waits: what it does is told when it does it",
    "django_ox_oxtask": "the queue",
    "facts_savedview": "how somebody likes to see a list; it holds nobody's data",
    "imports_importbatch": "a workbook being looked at: told when it is committed or taken back",
    "imports_importrow": "the same",
    "privacy_filerequest": "a draft: told when it is sent",
    "privacy_requestitem": "a draft: told when it is sent",
    "privacy_evidence": "a draft: told when it is sent",
    "evaluation_selfdraft": "a draft: told when it is sent",
}


class Trace:
    """What the statements of one request have written."""

    def __init__(self) -> None:
        self.tables: Counter[str] = Counter()

    def __call__(self, execute, sql, params, many, context):
        if found := _WRITE.match(sql):
            self.tables[found[1]] += 1
        return execute(sql, params, many, context)

    @property
    def told(self) -> bool:
        return bool(self.tables["audit_auditentry"])

    @property
    def untold(self) -> set[str]:
        return {name for name in self.tables if not name.startswith("audit_")} - UNTOLD.keys()


@contextmanager
def traced() -> Iterator[Trace]:
    from django.db import connection

    trace = Trace()
    with connection.execute_wrapper(trace):
        yield trace
