"""Runs what an office is asked in copies of one process in which Django stands ready.

Starting Python and reading the program takes longer than most commands take to work. A copy (fork) is a process of its
own as ever: it opens its own connections, writes to its own output, and can be killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: How many offices stand ready at a time in a test process; each holds some 150 MB.
_MOST = 3
_ready: dict[str, Ready] = {}


class Ready:
    """The process from which the commands of one office are copied."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._secrets = Path(environment["CANBO_DATA_DIR"]) / "secrets.json"
        assert self.ask({}) is None
        self._stamp = self._written()

    def _written(self) -> int:
        return self._secrets.stat().st_mtime_ns if self._secrets.is_file() else 0

    def serves(self) -> bool:
        """Whether a process started now would read the same keys."""
        return self._process.poll() is None and self._written() == self._stamp

    def ask(self, order: dict) -> int | None:
        """Send an order and give the number that it is answered with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return None if answer is None else int(answer)

    def end(self) -> None:
        """Let it go; what was copied from it goes on."""
        assert self._process.stdin is not None
        self._process.stdin.close()


def _ready_for(environment: dict[str, str]) -> Ready:
    name = json.dumps(environment, sort_keys=True)
    found = _ready.pop(name, None)
    if found is not None and not found.serves():
        found.end()
        found = None
    _ready[name] = found or Ready(environment)  # the newest last
    while len(_ready) > _MOST:
        _ready.pop(next(iter(_ready))).end()
    return _ready[name]


class Running:
    """A command or a piece of Python at work in an office."""

    def __init__(self, environment: dict[str, str], order: dict) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="canbo-run-")
        self._out, self._err = (Path(self._folder.name) / name for name in ("out", "err"))
        self._ready = _ready_for(environment)
        self.pid = self._ready.ask({**order, "out": str(self._out), "err": str(self._err)})
        assert self.pid is not None
        self._status: int | None = None

    def wait(self, seconds: float = 300) -> int:
        """Wait for its end and give its exit status, negative for the signal that ended it."""
        if self._status is None:
            self._status = self._ready.ask({"wait": self.pid, "seconds": seconds})
        assert self._status is not None, f"still at work after {seconds} s: {self.err}"
        return self._status

    @property
    def out(self) -> str:
        """What it has written to its output."""
        return self._out.read_text("utf-8") if self._out.exists() else ""

    @property
    def err(self) -> str:
        """What it has written to its error output."""
        return self._err.read_text("utf-8") if self._err.exists() else ""

    def kill(self) -> int:
        """Kill it, if it is still at work, and give its exit status."""
        if self._status is None:
            os.kill(self.pid or 0, signal.SIGKILL)
        return self.wait(30)

    def first_line(self) -> str:
        """Wait for the first line that it writes, and give it."""
        end = time.monotonic() + 120
        while "\n" not in self.out and time.monotonic() < end:
            time.sleep(0.02)
        assert "\n" in self.out, self.err
        return self.out.partition("\n")[0]

    def work_for(self, seconds: float) -> None:
        """Wait until it has worked so long, in seconds of the processor, or is at its end.

        However busy the machine is, this is the same place of its work.
        """
        ticks = os.sysconf("SC_CLK_TCK")
        while True:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
            if fields[0] == "Z" or (int(fields[11]) + int(fields[12])) / ticks >= seconds:
                return
            time.sleep(0.01)


def _serve() -> None:
    """Be the process that stands ready: a line is an order, answered by a line."""
    import warnings

    import django

    sys.path[0] = ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "canbo.config.settings.local"
    django.setup()
    import canbo.cli.main  # noqa: F401  what every command needs

    warnings.filterwarnings("ignore", ".*fork.* may lead to deadlocks", DeprecationWarning)
    while line := sys.stdin.readline():
        order = json.loads(line)
        answer: int | None = None
        if "wait" in order:
            answer = _ended(order["wait"], order["seconds"])
        elif order:
            answer = os.fork()
            if not answer:
                _do(order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _ended(pid: int, seconds: float) -> int | None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


def _do(order: dict) -> None:
    """In the copy: do what is asked, and end."""
    import traceback

    for number, name in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), number)
    status: object = 0
    try:
        if "code" in order:
            exec(compile(order["code"], "<office>", "exec"), {"__name__": "__main__"})  # noqa: S102
        else:
            from canbo.cli.main import main

            status = main(order["arguments"])
    except SystemExit as ended:
        status = ended.code or 0
    except BaseException:  # noqa: BLE001  whatever it is: it is told, and the copy ends
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    _serve()
