"""Entering and signing in tests, upon the small pack."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from canbo.rules.domain.model import Span
from canbo.rules.services import Clause, NewValue, confirm_entry, enter_value

TODAY = date(2026, 3, 2)
PDF = b"%PDF-1.4\n%%EOF\n"
THEORY, MONTHS = "state.theory.level", "state.post.months"


def scan(name="dieu-3.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def clause(words="Điều 3, khoản 1", document="law-1", **more):
    return Clause(words, more.pop("upload", scan()), document, **more)


def confirm(account, entry=THEORY, of="parameter", starts=date(2020, 1, 1), pack="state_small", **more):
    """Enter the confirmation of an entry of the small pack."""
    return confirm_entry(
        access=account.access, of=of, entry=entry, pack=pack, starts=starts, clause=more.pop("clause", clause()),
        today=TODAY, **more,
    )  # fmt: skip


def enter(account, content, parameter=MONTHS, start=date(2026, 1, 1), before=None, place="", mark="", **more):
    """Enter a value of a parameter of the small pack."""
    value = NewValue(parameter, content, Span(start, before), place, mark)
    return enter_value(access=account.access, value=value, clause=more.pop("clause", clause()), today=TODAY, **more)
