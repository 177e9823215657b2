"""App imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """App imports."""

    name = "canbo.imports"
