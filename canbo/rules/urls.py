"""The rules browser. Under /quy-dinh/."""

from django.urls import path

from canbo.rules import views

urlpatterns = [
    path("", views.rules, name="rules"),
    path("quy-tac/<str:rule_id>/", views.rule, name="rule"),
    path("van-ban/<str:document_id>/", views.document, name="law-document"),
    path("chuc-danh/<str:title_id>/", views.title, name="title-standards"),
]
