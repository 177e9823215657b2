"""App rules."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """App rules."""

    name = "canbo.rules"
