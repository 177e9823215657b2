"""Pages of imports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
