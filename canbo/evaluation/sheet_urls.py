"""Pages of evaluations: sheet."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
