"""What ratings outside the year, and those of the file, take their place in: the page of a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from canbo.common.panels import Panel, register_panel
from canbo.evaluation.past_panel import file_ratings_panel


def register() -> None:
    """Take the places; called once the apps are ready."""
    register_panel("file", Panel("ratings", _("Đánh giá, xếp loại"), 10, file_ratings_panel))
