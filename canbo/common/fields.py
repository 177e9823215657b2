"""Model fields of the house: partial dates and encrypted text."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from canbo.common.crypto import decrypt, encrypt
from canbo.common.errors import localized
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _CharField = models.CharField[Any, Any]
    _TextField = models.TextField[Any, Any]
else:
    _CharField = models.CharField
    _TextField = models.TextField


class BytewiseCharField(_CharField):
    """Short text compared and sorted byte by byte on every database (sort keys, tree paths, folded names)."""

    description = "Bytewise text"

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Ask for byte order on PostgreSQL; SQLite has it by default."""
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else None
        return parameters


#: Dates read from a table repeat themselves; each is built once.
_from_code = lru_cache(maxsize=100_000)(PartialDate.from_code)


class PartialDateField(BytewiseCharField):
    """A date as far as it is known, stored by its code ("1975", "1975-03", "1975-03-15").

    Comparisons in SQL go by the earliest day, because the byte order of codes is that order.
    """

    description = "Partial date"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)
        self.validators = []  # a partial date is short by construction

    def deconstruct(self) -> Any:
        """Leave out what the field sets itself."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: Any) -> PartialDate | None:
        """Build the partial date from its code."""
        return _from_code(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        """Accept a partial date, a date, a code or a Vietnamese written form."""
        if value in (None, ""):
            return None
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, date):
            return PartialDate.from_date(value)
        try:
            return PartialDate.parse(str(value))
        except DomainError as error:
            raise ValidationError(localized(error), code=error.code) from error

    def get_prep_value(self, value: Any) -> str | None:
        """Give the code."""
        partial = self.to_python(value)
        return partial.code if partial else None

    def value_to_string(self, obj: models.Model) -> str:
        """Give the code for serializers."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> Any:
        """Use the partial-date form field."""
        from canbo.common.forms import PartialDateFormField

        return PartialDateFormField(
            required=not self.blank, label=kwargs.get("label", self.verbose_name), help_text=self.help_text
        )


class EncryptedTextField(_TextField):
    """Text that is encrypted in the database and plain in Python; "" is stored as ""."""

    description = "Encrypted text"

    def from_db_value(self, value: str | None, *_: Any) -> str:
        """Decrypt."""
        return decrypt(value or "")

    def get_prep_value(self, value: Any) -> str:
        """Encrypt."""
        return encrypt(str(value)) if value else ""
