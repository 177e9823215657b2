"""Empty offices for the commands: a data directory of their own, on the database that the tests run on."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest
from canbo_testing.forked import Running

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
    """Runs `canbo` in one office: each command in a process of its own, copied from one that stands ready or started
    from nothing (`is_new`).
    """

    environment: dict[str, str]
    is_new: bool = False

    @property
    def folder(self) -> Path:
        """The data directory."""
        return Path(self.environment["CANBO_DATA_DIR"])

    def __call__(self, *arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, which must be `status`, without a stack trace."""
        done = self.ended(self.start(*arguments)) if not self.is_new else subprocess.run(
            [sys.executable, "-m", "canbo.cli.main", *map(str, arguments)], capture_output=True, text=True, check=False,
            env=self.environment, timeout=300,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def start(self, *arguments: object) -> Running:
        """Start a command and go on."""
        return Running(self.environment, {"arguments": [*map(str, arguments)]})

    def start_worker(self) -> Running:
        """Start a worker that takes over the work of a dead one after five seconds instead of thirty."""
        code = "from django.core.management import call_command\n"
        return self.start_python(code + "call_command('ox_worker', lock_timeout=5, interval=0.2, verbosity=0)")

    def start_python(self, code: str) -> Running:
        """Start Python inside the office, with Django set up, and go on."""
        return Running(self.environment, {"code": code})

    def python(self, code: str) -> str:
        """Run Python inside the office, with Django set up, and give what it prints."""
        done = self.ended(self.start_python(code))
        assert done.returncode == 0, done.stderr
        return done.stdout

    @staticmethod
    def ended(running: Running) -> subprocess.CompletedProcess[str]:
        """Wait for the end of what was started."""
        return subprocess.CompletedProcess([], running.wait(), running.out, running.err)


@pytest.fixture(scope="session")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Canbo]:
    """Give a function that founds an office, empty or (`like`) a copy of another at which nobody works."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CANBO_", "DJANGO_"))}
    server = os.environ.get("CANBO_TEST_DATABASE_URL", "")

    def found(*, like: Canbo | None = None) -> Canbo:
        folder = tmp_path_factory.mktemp("office")
        environment = {**kept, "CANBO_DATA_DIR": str(folder)}
        if like is not None:
            environment = {**like.environment, "CANBO_DATA_DIR": str(folder)}
            shutil.copytree(like.folder, folder, dirs_exist_ok=True)
        if server:
            environment["CANBO_DATABASE_URL"] = new_database(
                server, like.environment["CANBO_DATABASE_URL"] if like is not None else ""
            )
        return Canbo(environment)

    return found


@pytest.fixture(scope="session")
def prepared(new_office, tmp_path_factory) -> Callable[[str, Callable[[], Canbo]], Canbo]:
    """Give a function (name, make) -> a copy of the office that `make` gives, which is made once in a run of the tests.

    The test processes share what is made; who comes second waits.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def copied(name: str, make: Callable[[], Canbo]) -> Canbo:
        told = shared / f"office-{name}.json"
        with told.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                told.write_text(json.dumps(make().environment))
        return cast("Canbo", new_office(like=Canbo(json.loads(told.read_text()))))

    return copied


@pytest.fixture(scope="session")
def ready_office(new_office, prepared) -> Callable[[], Canbo]:
    """Give a function that founds an office whose tables are made, with keys of its own."""

    def made() -> Canbo:
        canbo: Canbo = new_office()
        canbo("migrate")
        return canbo

    def found() -> Canbo:
        canbo = prepared("ready", made)
        (canbo.folder / "secrets.json").unlink()
        return canbo

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
