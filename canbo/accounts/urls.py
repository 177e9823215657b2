"""Pages of sign-in; accounts themselves are made on the pages of `access`."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db.transaction import atomic
from django.urls import path, reverse_lazy

from canbo.accounts.views import confirming, security, sso

_HOME = reverse_lazy("mfa_index")

urlpatterns = [
    path("dang-nhap/", allauth_views.login, name="account_login"),
    path("dang-nhap/ma/", base.authenticate, name="mfa_authenticate"),
    path("dang-nhap/khoa/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("dang-xuat/", allauth_views.logout, name="account_logout"),
    path("mat-khau/", allauth_views.password_change, name="account_change_password"),
    path("bi-khoa/", allauth_views.account_inactive, name="account_inactive"),
    path("xac-nhan/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan/ma/", base.reauthenticate, name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", security.ConfirmByKeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("xac-nhan/gui-lai/", confirming.send_again, name="step-up-send"),
    path("xac-nhan/xong/", confirming.done, name="sign-in-confirmed"),
    path("bao-mat/", security.security, name="mfa_index"),
    path("bao-mat/ung-dung/", atomic(security.NewAppView.as_view()), name="mfa_activate_totp"),
    path("bao-mat/ung-dung/go/", atomic(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("bao-mat/ma-khoi-phuc/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("bao-mat/ma-khoi-phuc/moi/", atomic(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("bao-mat/khoa/them/", atomic(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "bao-mat/khoa/<int:pk>/ten/", webauthn.EditWebAuthnView.as_view(success_url=_HOME), name="mfa_edit_webauthn"
    ),
    path(
        "bao-mat/khoa/<int:pk>/go/", atomic(webauthn.RemoveWebAuthnView.as_view(success_url=_HOME)),
        name="mfa_remove_webauthn",
    ),
    path("bao-mat/phien/<int:session_id>/ket-thuc/", security.end_session, name="session-end"),
    path("bao-mat/phien/khac/ket-thuc/", security.end_others, name="sessions-end"),
    path("sso/", sso.sign_in, name="sso-sign-in"),
    path("sso/lien-ket/", sso.link, name="sso-link"),
    path("sso/tra-ve/", sso.come_back, name="sso-callback"),
    path("sso/<int:link_id>/go/", sso.unlink, name="sso-unlink"),
]  # fmt: skip
