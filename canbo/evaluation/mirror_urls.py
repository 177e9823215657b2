"""Pages of evaluations: mirror."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
