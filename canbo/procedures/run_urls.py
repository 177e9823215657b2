"""Pages of procedure runs."""

from django.urls import path

from canbo.procedures.views import run_acts, run_changes, run_start, runs

urlpatterns = [
    path("", runs.listing, name="runs"),
    path("moi/", run_start.start, name="run-start"),
    path("<int:run_id>/", runs.show, name="run"),
    path("<int:run_id>/lich-su/", runs.log, name="run-log"),
    path("<int:run_id>/dung/", run_acts.stop, name="run-stop"),
    path("<int:run_id>/chuyen-quy-dinh/", run_acts.switch, name="run-switch"),
    path("<int:run_id>/tinh-huong/", run_acts.state, name="run-state"),
    path("<int:run_id>/moc/<slug:event>/", run_acts.note_day, name="run-day"),
    path("<int:run_id>/nguoi/them/", run_acts.add_subject, name="run-subject-add"),
    path("nguoi/<int:subject_id>/dua-ra/", run_acts.remove_subject, name="run-subject-leave"),
    path("nguoi/<int:subject_id>/da-bao/", run_acts.tell_subject, name="run-subject-tell"),
    path("buoc/<int:step_id>/", runs.step, name="run-step"),
    path("buoc/<int:step_id>/thay-doi/", run_changes.changes, name="run-changes"),
    path("buoc/<int:step_id>/xong/", run_acts.complete, name="run-step-complete"),
    path("buoc/<int:step_id>/bo-qua/", run_acts.skip, name="run-step-skip"),
    path("buoc/<int:step_id>/tra-lai/", run_acts.give_back, name="run-step-return"),
    path("buoc/<int:step_id>/giao/", run_acts.assign, name="run-step-assign"),
    path("buoc/<int:step_id>/ai-lam/", run_acts.actors, name="run-step-actors"),
    path("buoc/<int:step_id>/giay-to/", run_acts.add_paper, name="run-paper-add"),
    path("buoc/<int:step_id>/giay-to/thieu/", run_acts.waive_paper, name="run-paper-waive"),
    path("giay-to/<int:paper_id>/rut/", run_acts.withdraw_paper, name="run-paper-withdraw"),
    path("buoc/<int:step_id>/quyet-dinh/", run_acts.link_decision, name="run-step-decision"),
]
