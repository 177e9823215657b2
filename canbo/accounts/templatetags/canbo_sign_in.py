"""What the sign-in page offers besides name and password: the demo's accounts, single sign-on."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from canbo.accounts.demo import DEMO_ACCOUNTS, DemoAccount, is_demo_request

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_accounts(context: dict[str, Any]) -> tuple[DemoAccount, ...]:
    """The accounts to enter with one click; none outside the demo."""
    return DEMO_ACCOUNTS if is_demo_request(context["request"]) else ()


@register.simple_tag
def sso_name() -> str:
    """What single sign-on is called here; "" where there is none."""
    return settings.CANBO_OIDC_NAME if settings.CANBO_OIDC_URL else ""
