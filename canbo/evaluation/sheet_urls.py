"""Pages of units that answer by Excel: workbooks out and in, one set of both, its checks."""

from django.urls import path

from canbo.evaluation.views import consolidated, sheets

urlpatterns = [
    path("dot/<int:campaign_id>/excel/", sheets.listing, name="evaluation-sheets"),
    path("dot/<int:campaign_id>/excel/gui/", sheets.send, name="evaluation-sheets-send"),
    path("dot/<int:campaign_id>/excel/goi/<uuid:job_id>/", sheets.packed, name="evaluation-sheets-packed"),
    path("dot/<int:campaign_id>/excel/nhan/", sheets.receive, name="evaluation-sheets-receive"),
    path("dot/<int:campaign_id>/excel/ket-qua/<uuid:job_id>/", sheets.received, name="evaluation-sheets-received"),
    path("dot/<int:campaign_id>/excel/ghi/", sheets.take_all, name="evaluation-sheets-take"),
    path("dot/<int:campaign_id>/excel/tong-hop/", consolidated.table, name="evaluation-consolidated"),
    path("dot/<int:campaign_id>/excel/tong-hop/tep/", consolidated.table_file, name="evaluation-consolidated-file"),
    path("dot/<int:campaign_id>/excel/tong-hop/in/", consolidated.table_print, name="evaluation-consolidated-print"),
    path("dot/<int:campaign_id>/excel/kiem-tra/", consolidated.checks, name="evaluation-checking"),
    path("dot/<int:campaign_id>/excel/<int:sheet_id>/", sheets.show, name="evaluation-sheet"),
    path("dot/<int:campaign_id>/excel/<int:sheet_id>/tep/", sheets.sheet_file, name="evaluation-sheet-file"),
    path("dot/<int:campaign_id>/excel/<int:sheet_id>/o-sai/", sheets.marked_file, name="evaluation-sheet-marked"),
    path("dot/<int:campaign_id>/excel/<int:sheet_id>/ghi/", sheets.take, name="evaluation-sheet-take"),
]
