"""Pages of imports."""

from django.urls import path

from canbo.imports.views import finish, preview, start

urlpatterns = [
    path("", start.imports, name="imports"),
    path("moi/", start.upload, name="import-upload"),
    path("<int:batch_id>/tiep/", start.resume, name="import-resume"),
    path("<int:batch_id>/cot/", start.columns, name="import-columns"),
    path("<int:batch_id>/bo/", start.discard, name="import-discard"),
    path("<int:batch_id>/xem-truoc/", preview.preview, name="import-preview"),
    path("<int:batch_id>/tinh-lai/", preview.again, name="import-again"),
    path("<int:batch_id>/dong/<int:number>/sua/", preview.repair, name="import-repair"),
    path("<int:batch_id>/dong/<int:number>/quyet-dinh/", preview.decide, name="import-decide"),
    path("<int:batch_id>/ghi/", finish.commit, name="import-commit"),
    path("<int:batch_id>/", finish.report, name="import-report"),
    path("<int:batch_id>/dong-loi.xlsx", finish.errors, name="import-errors"),
]
