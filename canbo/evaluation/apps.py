"""The yearly evaluation: schemes, scores, campaigns, the mirror."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """The yearly evaluation: schemes, scores, campaigns, the mirror."""

    name = "canbo.evaluation"
    verbose_name = "Đánh giá, xếp loại"

    def ready(self) -> None:
        """Take a place in the navigation; each part takes its tabs, its place in the inbox, its papers."""
        from canbo.evaluation import (
            campaign_wiring,
            conclusion_wiring,
            mirror_wiring,
            outside_wiring,
            report_wiring,
            said_wiring,
            sheet_wiring,
        )

        campaign_wiring.register()
        conclusion_wiring.register()
        mirror_wiring.register()
        sheet_wiring.register()
        outside_wiring.register()
        report_wiring.register()
        said_wiring.register()
