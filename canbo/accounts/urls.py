"""Pages of sign-in; accounts themselves are made on the pages of `access`."""

from allauth.account import views as allauth_views
from django.urls import path

from canbo.accounts.views import confirming

urlpatterns = [
    path("dang-nhap/", allauth_views.login, name="account_login"),
    path("dang-xuat/", allauth_views.logout, name="account_logout"),
    path("mat-khau/", allauth_views.password_change, name="account_change_password"),
    path("bi-khoa/", allauth_views.account_inactive, name="account_inactive"),
    path("xac-nhan/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan/gui-lai/", confirming.send_again, name="step-up-send"),
    path("xac-nhan/xong/", confirming.done, name="sign-in-confirmed"),
]
