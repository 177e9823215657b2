"""Pages of what leaves."""

from django.urls import path

from canbo.documents import views

urlpatterns = [
    path("", views.exports, name="exports"),
    path("<int:export_id>/", views.export, name="export"),
    path("<int:export_id>/duyet/", views.decide, name="export-decide"),
    path("<int:export_id>/tai/", views.collect, name="export-collect"),
    path("<int:export_id>/rut/", views.withdraw, name="export-withdraw"),
]
