"""The pages of the audit log."""

from django.urls import path

from canbo.audit import views

urlpatterns = [
    path("", views.entries, name="audit-log"),
    path("<int:number>/", views.entry, name="audit-entry"),
    path("theo-doi/", views.watch, name="audit-watch"),
    path("ho-so-cua-toi/", views.own, name="own-readings"),
]
