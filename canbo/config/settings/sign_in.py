"""Settings of sign-in: passwords, second factors, passkeys, single sign-on, sessions, how often may be tried."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from canbo.config.env import BadSetting, env_int, env_secret, env_text


def _list(name: str, default: str = "") -> list[str]:
    return [each.strip() for each in env_text(name, default).split(",") if each.strip()]


def _networks(name: str) -> list[str]:
    found = _list(name)
    for each in found:
        if each != "socket":
            try:
                ip_network(each, strict=False)
            except ValueError as error:
                raise BadSetting(name, f"có «{each}»: không phải địa chỉ, dải địa chỉ hay chữ socket.") from error
    return found


#: The proxies whose X-Forwarded-For is believed: addresses, networks, or "socket" for one on a socket file.
CANBO_TRUSTED_PROXIES = _networks("CANBO_TRUSTED_PROXIES")
#: How long a sign-in counts as recent, in minutes: restricted sections and exports ask again after that.
CANBO_STEP_UP_MINUTES = env_int("CANBO_STEP_UP_MINUTES", default=60, low=1, high=720)
#: Roles whose holders may do nothing before they have a second factor.
CANBO_SECOND_FACTOR_ROLES = _list("CANBO_SECOND_FACTOR_ROLES")
#: Wrong tries within 15 minutes that lock a name (or the codes of an account), and an address, for 15 minutes.
CANBO_SIGN_IN_ATTEMPTS = env_int("CANBO_SIGN_IN_ATTEMPTS", default=5, low=3, high=20)
CANBO_SIGN_IN_ATTEMPTS_PER_ADDRESS = env_int("CANBO_SIGN_IN_ATTEMPTS_PER_ADDRESS", default=60, low=10, high=10_000)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "canbo.accounts.common_passwords.CommonPassword"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "canbo.accounts.adapter.AuditedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "canbo.accounts.forms.sign_in.SignInForm",
    "change_password": "canbo.accounts.forms.sign_in.NewPasswordForm",
    "reauthenticate": "canbo.accounts.forms.sign_in.ConfirmForm",
}
#: What can be guessed is counted in the database (canbo.accounts.services.lockout), not in a cache that can be flooded.
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login_failed", "login", "reauthenticate", "change_password"))
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_ADAPTER = "canbo.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "canbo.accounts.forms.factors.CodeForm",
    "reauthenticate": "canbo.accounts.forms.factors.ConfirmCodeForm",
    "activate_totp": "canbo.accounts.forms.factors.NewAppForm",
    "add_webauthn": "canbo.accounts.forms.factors.NewKeyForm",
    "login_webauthn": "canbo.accounts.forms.factors.SignInKeyForm",
    "authenticate_webauthn": "canbo.accounts.forms.factors.SecondKeyForm",
    "reauthenticate_webauthn": "canbo.accounts.forms.factors.ConfirmKeyForm",
    "edit_webauthn": "canbo.accounts.forms.factors.KeyNameForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "canbo"
#: A clock may be half a minute wrong either way.
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True


def _address(name: str) -> str:
    """Give a web address without its last slash; "" where it is not set."""
    written = env_text(name).rstrip("/")
    parts = urlsplit(written)
    if written and (parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment):
        raise BadSetting(name, f"phải là một địa chỉ https, không phải «{written}».")
    return written


#: The provider of single sign-on (OpenID Connect): it serves <address>/.well-known/openid-configuration; "" for none.
CANBO_OIDC_URL = _address("CANBO_OIDC_URL")
#: What the button of single sign-on calls it.
CANBO_OIDC_NAME = env_text("CANBO_OIDC_NAME") or "tài khoản chung của cơ quan"
_oidc_origin = urlsplit(_address("CANBO_OIDC_LOGIN_URL") or CANBO_OIDC_URL)
#: Where the browser is sent to sign in, for the content-security policy; usually the host of CANBO_OIDC_URL.
CANBO_OIDC_ORIGINS = [f"{_oidc_origin.scheme}://{_oidc_origin.netloc}"] if CANBO_OIDC_URL else []
SOCIALACCOUNT_ADAPTER = "canbo.accounts.sso.BoundAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if CANBO_OIDC_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": CANBO_OIDC_NAME,
                "client_id": env_text("CANBO_OIDC_CLIENT_ID"),
                "secret": env_secret("CANBO_OIDC_CLIENT_SECRET"),
                # The signed id token alone is believed; nothing but the subject is asked for or kept.
                "settings": {"server_url": CANBO_OIDC_URL, "oauth_pkce_enabled": True, "scope": ["openid"]},
            }
        ]
    }
    if not SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["client_id"]:
        raise BadSetting("CANBO_OIDC_CLIENT_ID", "chưa đặt, trong khi CANBO_OIDC_URL đã đặt.")

ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
