"""The register of decisions."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The register of decisions."""

    name = "canbo.decisions"
    verbose_name = "Sổ quyết định"
