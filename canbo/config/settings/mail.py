"""Settings of mail: the server that takes it, who it is from, and the address of the pages that it leads to."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from canbo.config.env import BadSetting, env_int, env_secret, env_text

#: The server that takes mails of reminder; "" sends none.
CANBO_MAIL_HOST = env_text("CANBO_MAIL_HOST")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_SECURITY = env_text("CANBO_MAIL_SECURITY", "starttls")
if _SECURITY not in _PORTS:
    raise BadSetting("CANBO_MAIL_SECURITY", f"phải là starttls, tls hoặc none, không phải «{_SECURITY}».")

MAILERS: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            # Nothing is ever sent while CANBO_MAIL_HOST is empty (canbo.web.reminders).
            "host": CANBO_MAIL_HOST or "localhost",
            "port": env_int("CANBO_MAIL_PORT", default=_PORTS[_SECURITY], low=1, high=65_535),
            "username": env_text("CANBO_MAIL_USER"),
            "password": env_secret("CANBO_MAIL_PASSWORD"),
            "use_tls": _SECURITY == "starttls",
            "use_ssl": _SECURITY == "tls",
            # Seconds after which a server that does not answer counts as failed.
            "timeout": 20,
        },
    }
}
DEFAULT_FROM_EMAIL = env_text("CANBO_MAIL_FROM")
if CANBO_MAIL_HOST and "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise BadSetting("CANBO_MAIL_FROM", "phải là một địa chỉ thư điện tử khi có CANBO_MAIL_HOST.")

#: Where the pages stand for those who read a mail or a calendar: "https://canbo.example.gov.vn".
CANBO_SITE_URL = env_text("CANBO_SITE_URL").rstrip("/")
if CANBO_SITE_URL and urlsplit(CANBO_SITE_URL).scheme not in {"http", "https"}:
    raise BadSetting("CANBO_SITE_URL", f"phải bắt đầu bằng https:// hoặc http://, không phải «{CANBO_SITE_URL}».")
if CANBO_MAIL_HOST and not CANBO_SITE_URL:
    raise BadSetting("CANBO_SITE_URL", "phải được đặt khi có CANBO_MAIL_HOST: thư nhắc việc dẫn tới trang này.")
