"""The lookup `among`: one of many values, sent as one parameter. Django's `in` costs more than the database where there
are thousands of them.

    Person.objects.filter(pk__among=Among(ids))
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import ForeignObject
from django.db.models.lookups import Lookup


class Among:
    """The values asked for: numbers or texts, all of one kind. No list, so that Django does not walk through it."""

    __slots__ = ("values",)

    def __init__(self, values: Iterable[int] | Iterable[str]) -> None:
        self.values: list[Any] = list(values)


class AmongLookup(Lookup):
    """`column IN (…)` of any length."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Among

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Give the condition for the database at hand."""
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*parameters, self.rhs.values)
        values = json.dumps(self.rhs.values, ensure_ascii=False)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, values)


models.Field.register_lookup(AmongLookup)
ForeignObject.register_lookup(AmongLookup)
