"""How sure a legal base is, in words."""

from __future__ import annotations

from django import template

from canbo.privacy.tables import CONFIDENCE

register = template.Library()


@register.filter
def confidence_words(value: str) -> str:
    """Give the words of a confidence, with a capital; KeyError for a word that the data should not have."""
    words = str(CONFIDENCE[value])
    return words[:1].upper() + words[1:]
