"""App web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """App web."""

    name = "canbo.web"
