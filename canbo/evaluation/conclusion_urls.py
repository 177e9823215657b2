"""Pages of evaluations: conclusion."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
