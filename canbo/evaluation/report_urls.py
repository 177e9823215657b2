"""Pages of what comes out of evaluations: papers, lists, the figures of a campaign."""

from django.urls import path

from canbo.evaluation.views import papers, reports

urlpatterns = [
    path("phieu/<int:rating_id>/giay-to/", papers.rating_papers, name="rating-papers"),
    path("phieu/<int:rating_id>/ban-in/", papers.rating_form, name="rating-form"),
    path("dot/<int:campaign_id>/bao-cao/", reports.campaign_reports, name="campaign-reports"),
    path("phieu/<int:rating_id>/thong-bao/", papers.rating_notice, name="rating-notice"),
    path("kien-nghi/<int:appeal_id>/thong-bao/", papers.appeal_notice, name="appeal-notice"),
    path(
        "dot/<int:campaign_id>/bao-cao/danh-sach/<slug:name>/<slug:form>/", reports.campaign_list, name="campaign-list"
    ),
    path("dot/<int:campaign_id>/bao-cao/lap/<slug:name>/", reports.campaign_list_start, name="campaign-list-start"),
    path("dot/<int:campaign_id>/bao-cao/tep/<uuid:job_id>/", reports.campaign_list_made, name="campaign-list-made"),
    path("dot/<int:campaign_id>/bao-cao/<int:unit_id>/", papers.unit_papers, name="campaign-unit-papers"),
]
