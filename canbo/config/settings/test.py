"""Tests: cheap password hashing, fixed secrets, one database (SQLite in memory, or the PostgreSQL that tests start)."""

from base64 import urlsafe_b64encode

from canbo.config.env import env_text
from canbo.config.settings.base import *
from canbo.config.settings.base import CANBO_DATA_DIR, LOGGING, databases

SECRET_KEY = "only-for-tests"  # noqa: S105
CANBO_ENCRYPTION_KEYS = [urlsafe_b64encode(b"e" * 32).decode()]
CANBO_KEY_FILE = None
CANBO_AUDIT_KEY = urlsafe_b64encode(b"i" * 32).decode()
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
#: pytest keeps what is logged; the stream that stood when the settings were read is closed by then.
LOGGING = {**LOGGING, "handlers": {"console": {"class": "logging.NullHandler"}}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}

_url = env_text("CANBO_TEST_DATABASE_URL")
if _url:
    DATABASES, CANBO_JOBS_SHARE_DATABASE = databases(_url, CANBO_DATA_DIR)
    del DATABASES["jobs"]
else:
    CANBO_JOBS_SHARE_DATABASE = True
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
