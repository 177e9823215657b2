"""Pages of rights and accounts."""

from django.urls import path

from canbo.access import views

urlpatterns = [
    path("", views.grants, name="grants"),
    path("vai-tro/", views.roles, name="roles"),
    path("thu-hoi/<int:grant_id>/", views.grant_revoke, name="grant-revoke"),
    path("uy-quyen/<int:grant_id>/", views.delegate, name="delegate"),
    path("tai-khoan/", views.accounts, name="accounts"),
    path("tai-khoan/moi/", views.account_new, name="account-new"),
    path("tai-khoan/<int:user_id>/", views.account, name="account"),
    path("tai-khoan/<int:user_id>/giao-quyen/", views.grant_new, name="grant-new"),
    path("tai-khoan/<int:user_id>/mat-khau/", views.account_renew, name="account-renew"),
    path("tai-khoan/<int:user_id>/xac-thuc/", views.account_reset_factors, name="account-reset-factors"),
    path("tai-khoan/<int:user_id>/khoa/", views.account_close, name="account-close"),
]
