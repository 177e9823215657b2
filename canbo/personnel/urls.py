"""Pages of the file of a person."""

from django.urls import path

from canbo.personnel.views import file, papers, picking, printing, records

urlpatterns = [
    path("moi/", records.open_new, name="file-new"),
    path("cua-toi/", file.own, name="own-file"),
    path("chon/<slug:what>/", picking.choices, name="pick"),
    path("<int:person_id>/", file.show, name="file"),
    path("<int:person_id>/phan/<slug:section>/", file.section, name="file-section"),
    path("<int:person_id>/them/<slug:kind>/", records.add, name="record-add"),
    path("<int:person_id>/sua/<slug:kind>/<int:record_id>/", records.correct, name="record-correct"),
    path("<int:person_id>/rut/<slug:kind>/<int:record_id>/", records.withdraw, name="record-withdraw"),
    path("<int:person_id>/xac-nhan/<slug:kind>/<int:record_id>/", records.verify, name="record-verify"),
    path("<int:person_id>/giay-to/them/", papers.attach, name="attachment-add"),
    path("<int:person_id>/giay-to/<int:attachment_id>/", papers.download, name="attachment"),
    path("<int:person_id>/giay-to/<int:attachment_id>/rut/", papers.withdraw, name="attachment-withdraw"),
    path("<int:person_id>/giay-to/<int:attachment_id>/do-mat/", papers.secrecy, name="attachment-secrecy"),
    path("<int:person_id>/in/<slug:form>/", printing.show, name="file-print"),
    path("<int:person_id>/in/<slug:form>/word/", printing.word, name="file-print-word"),
]
