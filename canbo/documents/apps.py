"""App documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """App documents."""

    name = "canbo.documents"
