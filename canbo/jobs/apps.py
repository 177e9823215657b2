"""Long work and its progress."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work and its progress."""

    name = "canbo.jobs"
    verbose_name = "Việc chạy nền"
