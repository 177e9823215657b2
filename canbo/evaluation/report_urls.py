"""Pages of evaluations: report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
