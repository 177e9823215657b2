"""What decisions do to the files: subjects, effects on their day, revoking by superseding."""

from django.apps import AppConfig


class EnactmentsConfig(AppConfig):
    """What decisions do to the files: subjects, effects on their day, revoking by superseding."""

    name = "canbo.enactments"
    verbose_name = "Quyết định và hiệu lực"
