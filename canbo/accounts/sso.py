"""Single sign-on by OpenID Connect: an account is bound by the provider's subject, and none is ever made by it.

What the provider says is believed only as a signed id token, made for us, for this very sign-in (state, nonce, PKCE).
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.accounts.address import client_address
from canbo.accounts.models import User
from canbo.accounts.services.links import PROVIDER, bind
from canbo.audit import services as audit
from canbo.common.errors import localized
from canbo.core.access import STRANGER, AccessContext
from canbo.core.errors import DomainError

#: How long the provider may take to answer, in seconds.
_PATIENCE = 10

#: What a provider that is down, or whose document is none, makes of a request.
_SILENT = (requests.RequestException, KeyError, ValueError)


class _Patient(requests.Session):
    """Requests to the provider: not for ever, and to where its own document says, not further."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask, with an end."""
        kwargs.setdefault("timeout", _PATIENCE)
        kwargs["allow_redirects"] = False
        return super().request(*args, **kwargs)


class BoundAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The adapter that allauth.socialaccount uses."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody gets an account by signing in elsewhere."""
        return False

    def get_requests_session(self) -> requests.Session:
        """Give the session for requests to the provider."""
        return _Patient()

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """After binding: the page of the account."""
        return reverse("mfa_index")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing; the account's own page and the log tell."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bind who asked for that; let in only a subject that is bound already."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(_bound(request, sociallogin.account.uid))
        if not sociallogin.is_existing:
            _record("account.sso_refused", request, None, "unknown_subject")
            raise ImmediateHttpResponse(render(request, "accounts/sso_unknown.html", status=403))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Say in words that it did not work, and write what the provider sent wrong."""
        if exception is not None:
            _record("account.sso_refused", request, None, type(exception).__name__)
        cancelled = error == AuthError.CANCELLED
        page = render(request, "accounts/sso_failed.html", {"cancelled": cancelled}, status=200 if cancelled else 401)
        raise ImmediateHttpResponse(page)


class CheckedProvider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider's answers, each checked."""

    #: What this sign-in was begun with; set by the callback from the state of the session.
    nonce: str | None = None

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Give the address to which the provider leads back."""
        url: str = build_absolute_uri(request, reverse("sso-callback"), self.redirect_uri_protocol)
        return url

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Give the sign-in of the subject of the id token. Raises OAuth2Error for a token that is not right in all."""
        try:
            claims = jwtkit.verify_and_decode(
                credential=kwargs["response"]["id_token"], keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"], audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk,
            )  # fmt: skip
            named = claims["aud"], claims["iss"], claims["exp"], str(claims["sub"]), str(claims["nonce"])
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("id token incomplete") from error
        if self.nonce is None or not hmac.compare_digest(named[4].encode(), self.nonce.encode()):
            raise OAuth2Error("nonce differs")
        if claims.get("azp", app.client_id) != app.client_id or not named[3]:
            raise OAuth2Error("token of another client")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": named[3]}})
        return login


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """The way back from the provider."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        """Take the state out of the session (once), and with it the nonce that the token must carry."""
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, response


def begin(request: HttpRequest, process: str, next_url: str) -> HttpResponse:
    """Give the way to the provider, with a fresh state, nonce and PKCE challenge kept in the session."""
    nonce = secrets.token_urlsafe(24)
    provider = CheckedProvider(request).get_provider()
    provider.oauth2_adapter_class = _adapter_of
    auth_params = {"nonce": nonce}
    try:
        response: HttpResponse = provider.redirect(
            request, process, next_url=next_url or None, auth_params=auth_params, nonce=nonce
        )
    except _SILENT:
        return not_answering(request)
    return response


def come_back(request: HttpRequest) -> HttpResponse:
    """Take what the provider says: sign in, or bind."""
    try:
        response: HttpResponse = Callback.adapter_view(CheckedProvider(request))(request)
    except _SILENT:
        return not_answering(request)
    return response


def not_answering(request: HttpRequest) -> HttpResponse:
    """Say that the provider cannot be reached, or that its document is none."""
    return render(request, "accounts/sso_failed.html", {"cancelled": False}, status=502)


def _bound(request: HttpRequest, subject: str) -> HttpResponse:
    """Bind the account that is signed in, and give the way to its page."""
    user = request.user
    if not isinstance(user, User):
        return HttpResponseRedirect(reverse("account_login"))
    try:
        bind(access=AccessContext(user.pk, str(user)), user=user, subject=subject)
    except DomainError as error:
        _record("account.sso_refused", request, user, error.code)
        messages.error(request, localized(error))
    else:
        messages.success(request, _("Đã liên kết tài khoản. Từ nay có thể đăng nhập một lần."))
    return HttpResponseRedirect(reverse("mfa_index"))


def _adapter_of(request: HttpRequest, provider_id: str) -> CheckedProvider:
    return CheckedProvider(request)


def _record(action: str, request: HttpRequest, user: Any, why: str) -> None:
    known = user if isinstance(user, User) else None
    audit.record(
        access=AccessContext(known.pk if known else None, str(known) if known else STRANGER), action=action,
        object_type="user", object_id=known.pk if known else None, object_label=str(known) if known else "",
        changes={"address": [None, client_address(request)], "why": [None, why]},
    )  # fmt: skip
