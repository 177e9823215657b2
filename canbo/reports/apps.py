"""App reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """App reports."""

    name = "canbo.reports"
