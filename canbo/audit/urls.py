"""The page of the audit log."""

from django.urls import path

from canbo.audit import views

urlpatterns = [path("", views.entries, name="audit-log")]
