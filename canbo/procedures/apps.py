"""Meetings, secret ballots, tallies."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Meetings, secret ballots, tallies."""

    name = "canbo.procedures"
    verbose_name = "Quy trình"
