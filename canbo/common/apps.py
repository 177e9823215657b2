"""The app that holds what all pages share."""

from __future__ import annotations

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Templates, static files and template tags of the common look."""

    name = "canbo.common"
    label = "common"
    verbose_name = "Phần dùng chung"
