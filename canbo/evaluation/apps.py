"""The yearly evaluation: schemes, scores, campaigns, the mirror."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """The yearly evaluation: schemes, scores, campaigns, the mirror."""

    name = "canbo.evaluation"
    verbose_name = "Đánh giá, xếp loại"
