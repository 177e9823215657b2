"""Pages of evaluations: mirror."""

from django.urls import path

from canbo.evaluation.views import mirror

urlpatterns = [
    path("guong/", mirror.years, name="evaluation-mirrors"),
    path("dot/<int:campaign_id>/guong/", mirror.show, name="campaign-mirror"),
    path("dot/<int:campaign_id>/guong/lap/", mirror.make, name="campaign-mirror-make"),
    path("dot/<int:campaign_id>/guong/nguoi/", mirror.people, name="campaign-mirror-people"),
    path("dot/<int:campaign_id>/guong/nhan-xet/", mirror.comments, name="campaign-mirror-comments"),
]
