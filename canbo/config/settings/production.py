"""A server for an office, a province or a nation: every secret from outside, TLS in front, strict cookies."""

from canbo.common.keyring import split
from canbo.config.env import BadSetting, env_secret
from canbo.config.settings.base import *
from canbo.config.settings.sign_in import CANBO_SECOND_FACTOR_ROLES


def _needed(name: str) -> str:
    value = env_secret(name)
    if not value:
        raise BadSetting(name, "chưa đặt; máy chủ chính thức không tự tạo khoá. Xem docs/start.md, phần «Máy chủ».")
    return value


SECRET_KEY = _needed("CANBO_SECRET_KEY")
CANBO_ENCRYPTION_KEYS = split(_needed("CANBO_ENCRYPTION_KEYS"))
CANBO_AUDIT_KEY = _needed("CANBO_AUDIT_KEY")
ALLOWED_HOSTS = _needed("CANBO_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DEBUG = False
#: On a server whoever opens many files has a second factor, unless other roles are named.
CANBO_SECOND_FACTOR_ROLES = CANBO_SECOND_FACTOR_ROLES or ["officer", "inspector", "data_officer", "administrator"]
CANBO_MIGRATE_AT_START = False
#: Browsers take these names from this very host over TLS only, for every path.
SESSION_COOKIE_NAME = "__Host-canbo"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 86400
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other hosts under the office's domain are not ours to force onto TLS
    "security.W021",  # nor to put on the browsers' preload list
]
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
