"""Refusals of the domain in the language of the page."""

from django.utils.translation import gettext

from canbo.core.errors import DomainError, filled


def localized(error: DomainError) -> str:
    """Give the sentence of a refusal in the language of the request: translated first, then filled in."""
    return filled(gettext(error.template), error.extra) if error.template else ""
