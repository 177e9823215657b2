"""App facts."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """App facts."""

    name = "canbo.facts"
