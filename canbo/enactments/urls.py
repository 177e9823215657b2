"""Pages of decisions."""

from django.urls import path

from canbo.enactments.views import drafting, register, signing

urlpatterns = [
    path("", register.listing, name="decisions"),
    path("xuat/", register.export, name="decisions-export"),
    path("moi/", drafting.new, name="decision-new"),
    path("da-ky/", drafting.old, name="decision-old"),
    path("day-so/", register.series, name="decision-series"),
    path("day-so/<int:series_id>/de-danh/", register.reserve, name="decision-reserve"),
    path("day-so/<int:series_id>/ngung/", register.series_close, name="decision-series-close"),
    path("<int:decision_id>/", register.show, name="decision"),
    path("<int:decision_id>/sua/", drafting.change, name="decision-change"),
    path("<int:decision_id>/bo/", drafting.discard, name="decision-discard"),
    path("<int:decision_id>/do-mat/", drafting.mark, name="decision-mark"),
    path("<int:decision_id>/danh-sach/", drafting.add_list, name="decision-list-add"),
    path("<int:decision_id>/nguoi/", drafting.add_subject, name="decision-subject-add"),
    path("<int:decision_id>/tac-dong/", signing.outlook, name="decision-outlook"),
    path("<int:decision_id>/ky/", signing.sign, name="decision-sign"),
    path("<int:decision_id>/thuc-hien-lai/", signing.retry, name="decision-retry"),
    path("<int:decision_id>/thu-hoi/", signing.revoke, name="decision-revoke"),
    path("<int:decision_id>/huy-so/", register.void, name="decision-void"),
    path("nguoi/<int:subject_id>/", drafting.change_subject, name="decision-subject"),
    path("nguoi/<int:subject_id>/bo/", drafting.remove_subject, name="decision-subject-remove"),
    path("nguoi/<int:subject_id>/khong-thuc-hien/", signing.set_aside, name="decision-subject-aside"),
]
