"""The files: people and their dated records."""

from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    """The files: people and their dated records."""

    name = "canbo.personnel"
    verbose_name = "Hồ sơ"
