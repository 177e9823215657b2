"""Empty offices for the commands: a data directory of their own, on the database that the tests run on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SET_UP = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'canbo.config.settings.local'; django.setup()\n"

#: Code for inside an office: gives the key of a session in which a user has just signed in with their password.
SIGNED_IN = """
import time
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
def signed_in(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = 'allauth.account.auth_backends.AuthenticationBackend'
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session['account_authentication_methods'] = [{'method': 'password', 'at': time.time() + 10 ** 6, 'username': user.username}]
    session.create()
    return session.session_key
"""


@dataclass(frozen=True)
class Canbo:
    """Runs `canbo` in one office."""

    environment: dict[str, str]

    def __call__(self, *arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, which must be `status`, without a stack trace."""
        done = subprocess.run(
            self.line(*arguments), capture_output=True, text=True, check=False, env=self.environment, timeout=300
        )
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start a command and go on."""
        return subprocess.Popen(
            self.line(*arguments), env=self.environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def start_worker(self) -> subprocess.Popen[str]:
        """Start a worker that takes over the work of a dead one after five seconds instead of thirty."""
        code = "from django.core.management import call_command\n"
        code += "call_command('ox_worker', lock_timeout=5, interval=0.2, verbosity=0)"
        return subprocess.Popen([sys.executable, "-c", SET_UP + code], env=self.environment, text=True)

    def python(self, code: str) -> str:
        """Run Python inside the office, with Django set up, and give what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", SET_UP + code], capture_output=True, text=True, check=False, env=self.environment,
            timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @staticmethod
    def line(*arguments: object) -> list[str]:
        """Give the command line."""
        return [sys.executable, "-m", "canbo.cli.main", *map(str, arguments)]


@pytest.fixture(scope="session")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Canbo]:
    """Give a function that founds an empty office; on PostgreSQL its database may be a copy of the one named."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CANBO_", "DJANGO_"))}
    server = os.environ.get("CANBO_TEST_DATABASE_URL", "")

    def found(*, like: str = "") -> Canbo:
        environment = {**kept, "CANBO_DATA_DIR": str(tmp_path_factory.mktemp("office"))}
        if server:
            environment["CANBO_DATABASE_URL"] = new_database(server, like)
        return Canbo(environment)

    return found


@pytest.fixture(scope="session")
def ready_office(new_office) -> Callable[[], Canbo]:
    """Give a function that founds an office whose tables are made, with keys of its own.

    The tables are copied from a place that was migrated once: that takes longer than all the rest.
    """
    migrated: list[Canbo] = []

    def found() -> Canbo:
        if not migrated:
            migrated.append(new_office())
            migrated[0]("migrate")
        first = migrated[0].environment
        office: Canbo = new_office(like=first.get("CANBO_DATABASE_URL", ""))
        for path in Path(first["CANBO_DATA_DIR"]).glob("*.sqlite3"):
            shutil.copy(path, office.environment["CANBO_DATA_DIR"])
        return office

    return found


def new_database(server: str, like: str = "") -> str:
    """Make a database on the server, empty or a copy of another that nobody is using; give its url."""
    import psycopg

    name = f"office_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        copied = f' TEMPLATE "{urlsplit(like).path[1:]}"' if like else ""
        connection.execute(f'CREATE DATABASE "{name}"{copied}')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="session")
def workbook() -> Path:
    """The workbook that the demo brings."""
    return Path(__file__).parents[2] / "canbo/cli/demo_data/bach-thong-2013.xlsx"
