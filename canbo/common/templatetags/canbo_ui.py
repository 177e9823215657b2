"""Template tags of the common look: icons, numbers, days, form widgets."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from canbo.common import formats
from canbo.common.errors import said_here
from canbo.core.dates import PartialDate
from canbo.core.errors import from_plain

register = template.Library()

SPRITE = "vendor/icons/icons.svg"


@cache
def icon_names() -> frozenset[str]:
    """The icons that the sprite holds (scripts/vendor.toml lists them)."""
    sprite = Path(__file__).resolve().parents[1] / "static" / SPRITE
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite.read_text("utf-8")))


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: the words beside it speak."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"icon {name!r} is not in scripts/vendor.toml")
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css_class,
        static(SPRITE),
        name,
    )


@register.filter
def said(value: str | dict[str, Any]) -> str:
    """A sentence kept with its values (`core.errors.Said`, or stored by `to_plain`) in the language of the page."""
    return said_here(from_plain(value) if isinstance(value, dict) else value)


@register.filter
def vn_number(value: formats.Number | None, digits: int | None = None) -> str:
    """`1234.5` as `1.234,5`; an argument fixes the decimals; None as a dash."""
    return formats.DASH if value is None else formats.number(value, digits)


@register.filter
def vn_percent(value: formats.Number | None, digits: int = 1) -> str:
    """`98.6` as `98,6 %`; None as a dash."""
    return formats.DASH if value is None else formats.percent(value, digits)


@register.filter
def vn_date(value: date | PartialDate | None) -> str:
    """A day as `31/12/2013`, a partial date as far as it is known, None as a dash."""
    return formats.DASH if value is None else formats.day(value)


@register.filter(expects_localtime=True)
def vn_moment(value: datetime | None) -> str:
    """A moment as `31/12/2013 08:05`, in the time zone of the page; None as a dash."""
    return formats.DASH if value is None else formats.moment(value)


@register.filter
def vn_plain(value: object) -> str | SafeString:
    """Any value as a table cell shows it; safe HTML passes as it is."""
    return value if isinstance(value, SafeString) else formats.plain(value)


@register.simple_tag
def field_widget(field: BoundField) -> SafeString:
    """The field's widget with the classes of the common look, marked when the field has an error."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        css_class = "form-check-input"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        css_class = ""
    elif isinstance(widget, forms.Select):
        css_class = "form-select"
    else:
        css_class = "form-control"
    given = widget.attrs.get("class", "")
    classes = [css_class, given, "is-invalid" if field.errors else ""]
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    return field.as_widget(attrs=attrs if attrs["class"] else None)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is one box to tick, whose label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is a group of boxes, to be named by a legend."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
