"""Pages of sign-in; accounts themselves are made on the pages of `access`."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("dang-nhap/", views.login, name="account_login"),
    path("dang-xuat/", views.logout, name="account_logout"),
    path("mat-khau/", views.password_change, name="account_change_password"),
    path("bi-khoa/", views.account_inactive, name="account_inactive"),
]
