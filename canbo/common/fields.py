"""Model fields of the house: partial dates and encrypted values."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from canbo.common.crypto import decrypt, encrypt
from canbo.common.errors import localized
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.secrecy import Secrecy

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _CharField = models.CharField[Any, Any]
    _TextField = models.TextField[Any, Any]
    _JSONText = models.JSONField[Any, Any]
else:
    _CharField = models.CharField
    _TextField = models.TextField
    _JSONText = models.TextField


#: The marks as forms show them.
SECRECY_CHOICES = [(Secrecy.MAT.value, _("Mật")), (Secrecy.TOI_MAT.value, _("Tối mật"))]


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


class _IsEmpty(Exact):
    """The one comparison that ciphertext allows: with the empty text, which is stored as it is."""

    def get_prep_lookup(self) -> str:
        """Refuse any other value."""
        if self.rhs != "":
            raise FieldError("an encrypted field is compared with the empty text only; search by its BlindIndexField")
        return ""


class Encrypted:
    """What every field shares that is ciphertext in the database: SQL may ask whether it is empty, nothing else."""

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse comparisons: they would quietly compare ciphertext. Exact search goes by a BlindIndexField."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)  # type: ignore[misc]
        return _IsEmpty if lookup_name == "exact" else None

    if TYPE_CHECKING:

        def stored(self, value: Any) -> str:
            """Give what the column holds for a value."""

        def opened(self, stored: str | None) -> Any:
            """Give the value of what the column holds."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Decrypt."""
        return self.opened(value)

    def get_prep_value(self, value: Any) -> str:
        """Encrypt."""
        return self.stored(value)


class EncryptedTextField(Encrypted, _TextField):
    """Text that is encrypted in the database and plain in Python; "" is stored as ""."""

    description = "Encrypted text"

    def stored(self, value: Any) -> str:
        """Encrypt the text."""
        return encrypt(str(value)) if value else ""

    def opened(self, stored: str | None) -> str:
        """Decrypt the text."""
        return decrypt(stored or "")


class EncryptedPartialDateField(Encrypted, PartialDateField):
    """A partial date whose code is encrypted; None is stored as ""."""

    description = "Encrypted partial date"

    def get_internal_type(self) -> str:
        """Ciphertext is longer than the code."""
        return "TextField"

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Ask for no order: there is none in ciphertext."""
        parameters = super().db_parameters(connection)
        parameters["collation"] = None
        return parameters

    def stored(self, value: Any) -> str:
        """Encrypt the code."""
        partial = self.to_python(value)
        return encrypt(partial.code) if partial else ""

    def opened(self, stored: str | None) -> PartialDate | None:
        """Decrypt the code."""
        return _from_code(decrypt(stored)) if stored else None

    def value_to_string(self, obj: models.Model) -> str:
        """Give the code for serializers."""
        value = self.to_python(self.value_from_object(obj))
        return value.code if value else ""


class EncryptedJSONField(Encrypted, _JSONText):
    """A JSON value that is encrypted as one text; None is stored as ""."""

    description = "Encrypted JSON"

    def stored(self, value: Any) -> str:
        """Encrypt the JSON text."""
        return "" if value is None else encrypt(json.dumps(value, ensure_ascii=False))

    def opened(self, stored: str | None) -> Any:
        """Read the decrypted JSON text."""
        return json.loads(decrypt(stored)) if stored else None

    def to_python(self, value: Any) -> Any:
        """Leave the value as it is."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Give JSON for serializers."""
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)


class EncryptedListField(EncryptedJSONField):
    """A list in JSON, encrypted as one text; an empty one is stored as "": nothing is spent on it."""

    description = "Encrypted list"

    def stored(self, value: Any) -> str:
        """Encrypt the JSON text of what has any items."""
        return super().stored(value) if value else ""

    def opened(self, stored: str | None) -> Any:
        """Read the decrypted list; [] for none."""
        return super().opened(stored) or []


class BlindIndexField(BytewiseCharField):
    """The keyed digest by which an encrypted value is found exactly; `of` names the encrypted field beside it.

    Without `of` it repeats the digest of another table. Ask with `__in=blind_indexes(value)`: while keys are rotated a
    value may stand under an older key.
    """

    description = "Blind index"

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 32, "blank": True, "default": "", "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        """Keep the name of the field beside it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **({"of": self.of} if self.of else {})}


class SecrecyField(_CharField):
    """The secrecy mark of a case or a paper (core.secrecy.Secrecy); "" without a mark."""

    description = "Secrecy mark"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 10, "blank": True, "default": "", "choices": SECRECY_CHOICES}
        kwargs.setdefault("verbose_name", _("độ mật"))
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave out what the field sets itself."""
        name, path, args, kwargs = super().deconstruct()
        for own in ("max_length", "blank", "default", "choices"):
            kwargs.pop(own, None)
        return name, path, args, kwargs
