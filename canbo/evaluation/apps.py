"""The yearly evaluation: schemes, scores, campaigns, the mirror."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """The yearly evaluation: schemes, scores, campaigns, the mirror."""

    name = "canbo.evaluation"
    verbose_name = "Đánh giá, xếp loại"

    def ready(self) -> None:
        """Take a place in the navigation; each part takes its tabs, its place in the inbox, its papers."""
        # These make their kinds of work known to a worker, which reads no addresses.
        import canbo.evaluation.services.deciding
        import canbo.evaluation.services.lists
        import canbo.evaluation.services.mirroring
        import canbo.evaluation.services.opening
        import canbo.evaluation.services.sheet_jobs
        import canbo.evaluation.services.sheets  # noqa: F401
        from canbo.evaluation import (
            campaign_wiring,
            conclusion_wiring,
            mirror_wiring,
            outside_wiring,
            report_wiring,
            said_wiring,
            sheet_wiring,
        )

        # A worker knows the work that it is asked for by having imported it.
        from canbo.evaluation.services import deciding, lists, mirroring, opening, sheet_jobs, sheets  # noqa: F401

        campaign_wiring.register()
        conclusion_wiring.register()
        mirror_wiring.register()
        sheet_wiring.register()
        outside_wiring.register()
        report_wiring.register()
        said_wiring.register()
