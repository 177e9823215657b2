"""The list of people, its saved views, and the data-quality board. Mounted beside the file pages, under /ho-so/."""

from django.urls import path

from canbo.facts import views

urlpatterns = [
    path("", views.people_list, name="people-list"),
    path("xuat-excel/", views.people_export, name="people-export"),
    path("danh-sach/luu/", views.view_save, name="people-view-save"),
    path("danh-sach/<int:view_id>/xoa/", views.view_delete, name="people-view-delete"),
    path("chat-luong-du-lieu/", views.quality_board, name="data-quality"),
    path("den-han/", views.due_board, name="due-lists"),
]
