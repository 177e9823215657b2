"""Pages of reports, under /bao-cao/."""

from django.urls import path

from canbo.reports.views import controls, count_tables, quality, training, year_ratings

urlpatterns = [
    path("", controls.index, name="reports"),
    path("don-vi/", controls.unit_search, name="report-unit-search"),
    path("chat-luong/", quality.quality_report, name="quality-report"),
    path("chat-luong/xuat/<slug:form>/", quality.quality_export, name="quality-report-export"),
    path("dao-tao/", training.training_report, name="training-report"),
    path("dao-tao/nguoi/", training.training_people, name="training-people"),
    path("dao-tao/xuat/<slug:form>/", training.training_export, name="training-report-export"),
    path("xep-loai/", year_ratings.evaluation_report, name="evaluation-report"),
    path("xep-loai/nguoi/", year_ratings.evaluation_people, name="evaluation-report-people"),
    path("xep-loai/xuat/<slug:form>/", year_ratings.evaluation_export, name="evaluation-report-export"),
    path("bieu/<slug:code>/", count_tables.count_table, name="count-table"),
    path("bieu/<slug:code>/xuat/<slug:form>/", count_tables.count_table_export, name="count-table-export"),
]
