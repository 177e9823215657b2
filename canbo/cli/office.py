"""Opening an installation for a command: settings, database at its newest shape, and the named user who acts."""

from __future__ import annotations

import fcntl
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError

_SETTINGS = {"local": "canbo.config.settings.local", "production": "canbo.config.settings.production"}


def configure(arguments: Namespace, **environment: str) -> None:
    """Choose the data directory and the settings, and start Django. Call it before anything that touches models."""
    data_dir: Path | None = getattr(arguments, "data_dir", None)
    if data_dir is not None:
        os.environ["CANBO_DATA_DIR"] = str(data_dir)
    os.environ.update(environment)
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        asked = os.environ.get("CANBO_SETTINGS", "local")
        if asked not in _SETTINGS:
            raise DomainError(
                "settings_unknown", f"CANBO_SETTINGS phải là local hoặc production, không phải «{asked}»."
            )
        os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS[asked]
    django.setup()


def data_dir() -> Path:
    """Give the data directory of the installation."""
    from django.conf import settings

    return Path(settings.CANBO_DATA_DIR)


def database_aliases() -> list[str]:
    """Name the databases that have tables of their own."""
    from django.conf import settings

    shared = settings.CANBO_JOBS_SHARE_DATABASE
    return [alias for alias in settings.DATABASES if not (shared and alias == "jobs")]


def pending_migrations() -> int:
    """Count the changes of the database that are still to be made."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    count = 0
    for alias in database_aliases():
        executor = MigrationExecutor(connections[alias])
        count += len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return count


def migrate() -> int:
    """Bring every database to its newest shape; give the number of changes. Two starts at once wait for each other."""
    from django.conf import settings
    from django.core.management import call_command

    with _alone("migrate"):
        count = pending_migrations()
        if count:
            for alias in database_aliases():
                call_command("migrate", database=alias, interactive=False, verbosity=0)
            if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
                call_command("createcachetable", verbosity=0)
    return count


def make_ready() -> None:
    """Migrate an installation on one machine by itself; refuse to run a server's database in an old shape."""
    from django.conf import settings

    if settings.CANBO_MIGRATE_AT_START:
        migrate()
    elif pending_migrations():
        raise DomainError(
            "migrations_pending", "Cơ sở dữ liệu chưa theo kịp phiên bản này. Hãy chạy «canbo migrate» rồi làm lại."
        )


def actor(name: str | None) -> AccessContext:
    """Give the access of the named user of a command.

    An installation without accounts gets its first one, whose password is told once on stderr. Without a name the only
    account acts, or the first officer where there are several. Errors: user_unknown, user_needed, user_closed.
    """
    from django.utils import timezone

    from canbo.access.selectors import context_for
    from canbo.access.services import first_officer
    from canbo.access.services.accounts import FIRST_OFFICER
    from canbo.accounts.models import User
    from canbo.common.rows import begin

    today = timezone.localdate()
    made = first_officer(today=today)
    if made is not None:
        user, password = made
        print(
            f"Đã lập tài khoản đầu tiên: tên đăng nhập «{user.username}», mật khẩu «{password}».\n"
            "Mật khẩu chỉ hiện một lần này và phải đổi khi đăng nhập lần đầu.",
            file=sys.stderr,
        )
    if name is None:
        names = list(User.objects.filter(is_active=True).values_list("username", flat=True)[:2])
        if len(names) == 1:
            name = names[0]
        elif User.objects.filter(username=FIRST_OFFICER, is_active=True).exists():
            name = FIRST_OFFICER
        else:
            raise DomainError("user_needed", "Có nhiều tài khoản. Hãy nói làm với danh nghĩa ai bằng --as TÀI_KHOẢN.")
    found = User.objects.filter(username=name).first()
    if found is None:
        raise DomainError("user_unknown", f"Không có tài khoản «{name}». Xem danh sách ở trang Phân quyền.")
    if not found.is_active:
        raise DomainError("user_closed", f"Tài khoản «{name}» đã bị khoá; không làm việc được với danh nghĩa này.")
    access = context_for(found, today)
    begin(access)
    return access


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Hold the installation's lock of this name, waiting for whoever has it."""
    with (data_dir() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
