"""Refusals of the domain in the language of the page."""

from django.utils.translation import gettext

from canbo.core.errors import DomainError, Phrase, Said, filled


def localized(error: DomainError) -> str:
    """Give the sentence of a refusal in the language of the request: translated first, then filled in."""
    return said_here(error.said) if error.template else ""


def said_here(text: str) -> str:
    """Give a sentence in the language of the request where it was kept with its values; any other text as it is."""
    if isinstance(text, Phrase):
        return gettext(text)
    if not isinstance(text, Said):
        return str(text)
    values = {name: said_here(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return filled(gettext(text.template) if text.template else "", values)
