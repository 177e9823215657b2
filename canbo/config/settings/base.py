"""Settings that hold everywhere. What differs stands in local, production and test."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from canbo.config import logs
from canbo.config.env import data_dir, env_int, env_path, env_secret
from canbo.config.settings.mail import *
from canbo.config.settings.sign_in import *

PACKAGE_DIR = Path(__file__).resolve().parents[2]
CANBO_DATA_DIR = data_dir()
CANBO_DEMO = False
#: Whether commands bring the database to this version's shape by themselves, or refuse until told (server).
CANBO_MIGRATE_AT_START = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # Before allauth, so that the pages of sign-in are ours.
    "canbo.common",
    "canbo.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_ox",
    "canbo.audit",
    "canbo.jobs",
    "canbo.decisions",
    "canbo.rules",
    "canbo.documents",
    "canbo.organizations",
    "canbo.access",
    "canbo.personnel",
    "canbo.enactments",
    "canbo.facts",
    "canbo.procedures",
    "canbo.evaluation",
    "canbo.imports",
    "canbo.privacy",
    "canbo.reports",
    "canbo.web",
]

MIDDLEWARE = [
    "canbo.web.middleware.AliveMiddleware",
    "canbo.web.headers.ShieldMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "canbo.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "canbo.accounts.middleware.RequireSignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "canbo.accounts.middleware.SignInMiddleware",
    "canbo.access.middleware.AccessMiddleware",
    "canbo.web.middleware.FirstPasswordMiddleware",
    "canbo.access.second_factor.SecondFactorMiddleware",
    "canbo.web.middleware.RefusalMiddleware",
    "canbo.audit.middleware.AttemptMiddleware",
]

ROOT_URLCONF = "canbo.config.urls"
WSGI_APPLICATION = "canbo.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "canbo.common.context.shell",
            ],
        },
    }
]


def databases(url: str, directory: Path) -> tuple[dict[str, dict[str, Any]], bool]:
    """Give DATABASES for a `postgresql://user:password@host:port/name` url, or SQLite in the data directory for "".

    The second value tells whether the queue shares the office's database (PostgreSQL) or has a file of its own.
    """
    if url:
        parts = urlsplit(url)
        server: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # A server on a socket is named by ?host=/directory, as libpq has it.
            "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
        return {"default": server, "jobs": {**server, "TEST": {"MIRROR": "default"}}}, True
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    }
    return {
        alias: {"ENGINE": "django.db.backends.sqlite3", "NAME": directory / f"{name}.sqlite3", "OPTIONS": options}
        for alias, name in (("default", "canbo"), ("jobs", "jobs"))
    }, False


DATABASES, CANBO_JOBS_SHARE_DATABASE = databases(env_secret("CANBO_DATABASE_URL"), CANBO_DATA_DIR)
if CANBO_JOBS_SHARE_DATABASE:
    #: Several hosts may serve one PostgreSQL: what counts failed sign-ins must be the same for all of them.
    CACHES: dict[str, Any] = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "canbo_cache"}
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": CANBO_DATA_DIR / "cache",
        }
    }
DATABASE_ROUTERS = ["canbo.jobs.routers.JobsRouter"]

TASKS: dict[str, Any] = {
    "default": {
        "BACKEND": "django_ox.backend.OxBackend",
        "OPTIONS": {
            "LOCK_TIMEOUT": 30,
            "MAX_ATTEMPTS": 2,
            "SCHEDULES": {
                "daily": {"task": "canbo.web.daily.daily", "cron": "5 0 * * *"},
                "remind": {"task": "canbo.web.daily.remind", "cron": "30 6 * * *"},
            },
        },
    }
}

CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF, *CANBO_OIDC_ORIGINS],
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = CANBO_DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns at every start where it is missing
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = CANBO_DATA_DIR / "files"
FILE_UPLOAD_HANDLERS = ["canbo.common.receiving.BoundedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
#: The attendance of a meeting of a thousand is one form with three fields a person.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
#: The file that holds the encryption keys, so that a new one is noticed while the server runs; None: the environment.
CANBO_KEY_FILE = env_path("CANBO_ENCRYPTION_KEYS_FILE")
DATA_UPLOAD_MAX_NUMBER_FILES = 20
#: Bytes of a whole request with its files, of a list under import, of a paper.
CANBO_REQUEST_LIMIT = 64 * 1024 * 1024
CANBO_UPLOAD_LIMIT = 50 * 1024 * 1024
CANBO_ATTACHMENT_LIMIT = 20 * 1024 * 1024
#: More distinct people than this in what one person exports and prints within 24 hours: a second person approves.
CANBO_EXPORT_APPROVAL_ABOVE = env_int("CANBO_EXPORT_APPROVAL_ABOVE", default=200, low=0, high=1_000_000)
#: A count of fewer people is hidden from viewers who may not open their files.
CANBO_MIN_GROUP = env_int("CANBO_MIN_GROUP", default=5, low=2, high=100)
#: How many days a file waits to be approved, and again to be fetched.
CANBO_EXPORT_KEEP_DAYS = env_int("CANBO_EXPORT_KEEP_DAYS", default=3, low=1, high=30)
#: For the inspector: so many files read by one account within an hour are unusual, so is reading out of these hours.
CANBO_AUDIT_MANY_FILES = env_int("CANBO_AUDIT_MANY_FILES", default=20, low=2, high=10_000)
CANBO_OFFICE_OPENS = env_int("CANBO_OFFICE_OPENS", default=7, low=0, high=23)
CANBO_OFFICE_CLOSES = env_int("CANBO_OFFICE_CLOSES", default=18, low=1, high=24)

logs.set_up()
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
