"""Pages of evaluations, by part."""

from django.urls import include, path

urlpatterns = [
    path("", include("canbo.evaluation.campaign_urls")),
    path("", include("canbo.evaluation.person_urls")),
    path("", include("canbo.evaluation.opinion_urls")),
    path("", include("canbo.evaluation.conclusion_urls")),
    path("", include("canbo.evaluation.mirror_urls")),
    path("", include("canbo.evaluation.sheet_urls")),
    path("", include("canbo.evaluation.report_urls")),
    path("", include("canbo.evaluation.outside_urls")),
]
