"""What was done, by whom, to whom."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What was done, by whom, to whom."""

    name = "canbo.audit"
    verbose_name = "Nhật ký"
