"""Refusals of the domain in the language of the page."""

from django.utils.translation import gettext

from canbo.core.errors import DomainError, Phrase, filled


def localized(error: DomainError) -> str:
    """Give the sentence of a refusal in the language of the request: translated first, then filled in."""
    if not error.template:
        return ""
    values = {name: gettext(value) if isinstance(value, Phrase) else value for name, value in error.extra.items()}
    return filled(gettext(error.template), values)
