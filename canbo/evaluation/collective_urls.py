"""Pages of evaluations: collective."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
