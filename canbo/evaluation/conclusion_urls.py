"""Pages of the conclusion: the calibration board, groups, one rating's conclusion, appeals, results in bulk."""

from django.urls import path

from canbo.evaluation.views import calibration, conclusion, results

urlpatterns = [
    path("dot/<int:campaign_id>/xep-loai/", calibration.board, name="evaluation-board"),
    path("dot/<int:campaign_id>/xep-loai/nhom/", calibration.group, name="evaluation-group"),
    path("dot/<int:campaign_id>/ket-qua/", results.show, name="evaluation-results"),
    path("phieu/<int:rating_id>/chuyen-muc/", calibration.move, name="evaluation-move"),
    path("phieu/<int:rating_id>/hoan-tac/", calibration.undo, name="evaluation-undo"),
    path("phieu/<int:rating_id>/ket-luan/", conclusion.show, name="rating-conclusion"),
    path("phieu/<int:rating_id>/kien-nghi/", conclusion.appeal, name="rating-appeal"),
    path("phieu/<int:rating_id>/dieu-chinh/", conclusion.set_right, name="rating-set-right"),
    path("kien-nghi/<int:appeal_id>/tra-loi/", conclusion.answer, name="appeal-answer"),
]
