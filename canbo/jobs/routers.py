"""Where the queue lives: on SQLite in a file of its own, so that long work never holds the office's database.

On PostgreSQL the alias `jobs` is a second connection to the same database, so that progress is seen while the work's
own transaction is still open.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

_APPS = frozenset({"jobs", "django_ox", "sessions"})


class JobsRouter:
    """Send jobs, the task queue and sessions to the alias `jobs` where there is one."""

    def _alias(self, app_label: str) -> str | None:
        if "jobs" not in settings.DATABASES:
            return None
        return "jobs" if app_label in _APPS else "default"

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """Name the database to read from."""
        return self._alias(model._meta.app_label)

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        """Name the database to write to."""
        return self._alias(model._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Keep each app's tables in its own database."""
        if settings.CANBO_JOBS_SHARE_DATABASE:
            return db == "default"
        alias = self._alias(app_label)
        return None if alias is None else db == alias
