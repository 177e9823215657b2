"""What the sign-in page of the demo offers."""

from __future__ import annotations

from typing import Any

from django import template

from canbo.accounts.demo import DEMO_ACCOUNTS, DemoAccount, is_demo_request

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_accounts(context: dict[str, Any]) -> tuple[DemoAccount, ...]:
    """The accounts to enter with one click; none outside the demo."""
    return DEMO_ACCOUNTS if is_demo_request(context["request"]) else ()
