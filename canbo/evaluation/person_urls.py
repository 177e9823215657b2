"""Pages of evaluations: person."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
