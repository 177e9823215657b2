"""Pages of evaluations: opinion."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
