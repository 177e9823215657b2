"""Runs the checks and tests in order, fast ones first, and ends with what each of them said last.

    python scripts/check.py all | fast | soak | bench

Exit status 0 when everything passed, 1 otherwise. `make test` and `make fast` call it with everything installed.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent

#: Values that satisfy the production settings, for checking them; no installation uses them.
DUMMY_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "canbo.config.settings.production",
    "CANBO_SECRET_KEY": "only-for-the-deployment-check-abcdefghijklmnopqrstuvwxyz-0123456789",
    "CANBO_ENCRYPTION_KEYS": urlsafe_b64encode(b"e" * 32).decode(),
    "CANBO_AUDIT_KEY": urlsafe_b64encode(b"a" * 32).decode(),
    "CANBO_HOSTS": "canbo.example.vn",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One command; `env` is added to the environment."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: its exit status, how long it took, and the last line that it printed."""

    step: Step
    status: int
    seconds: float
    closing: str

    def __str__(self) -> str:
        word = "ok  " if self.status == 0 else "FAIL"
        return f"{word} {self.step.name:<34} {self.seconds:6.1f} s"


def tool(name: str, *arguments: str) -> list[str]:
    """The command of a tool installed beside this Python."""
    return [str(BIN / name), *arguments]


def manage(*arguments: str) -> list[str]:
    """A Django command."""
    return [PYTHON, "manage.py", *arguments]


STATIC_CHECKS = [
    Step("mypy --strict", tool("mypy")),
    Step("ruff format", tool("ruff", "format", "--check", "--quiet", ".")),
    Step("ruff check", tool("ruff", "check", "--quiet", ".")),
    Step("import-linter", tool("lint-imports", "--no-cache")),
    Step("djlint", tool("djlint", "--lint", "--quiet", "canbo")),
    Step("deployment settings", manage("check", "--deploy", "--fail-level", "WARNING"), DUMMY_PRODUCTION),
    Step("migrations", manage("makemigrations", "--check", "--dry-run"), DUMMY_PRODUCTION),
    Step("vendored files", [PYTHON, "scripts/vendor.py", "--check"]),
]
PYTEST = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "--durations", "25"]
SQLITE = Step("pytest on SQLite", PYTEST)
POSTGRES = Step("pytest on PostgreSQL", PYTEST, {"CANBO_TEST_DATABASE": "postgres"})
EVERYTHING = {"CANBO_TEST_DATABASE": "postgres", "CANBO_EVERYTHING": "1"}
#: Two offices, two browsers: a story waits more than it works.
_BROWSER = "-n 2 --dist loadgroup --no-loadscope-reorder --durations 10 tests/journeys"
JOURNEYS = Step("pytest in the browser", [PYTHON, "-m", "pytest", *_BROWSER.split()])


def environment(step: Step, data: Path) -> dict[str, str]:
    """The environment of a step: a data directory of its own, and none of the caller's canbo settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CANBO_") or name in PASSED_ON}
    return {**kept, "CANBO_DATA_DIR": str(data), **step.env}


#: Lines shown of a check that failed; the check itself shows the rest.
_SHOWN = 60

PASSED_ON = frozenset({"CANBO_CHROMIUM"})


def closing_line(output: str) -> str:
    """The last line with something on it, without colours."""
    lines = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", output).splitlines() if line.strip()]
    return lines[-1] if lines else ""


def run(step: Step, *, live: bool) -> Outcome:
    """Run one step, showing its output as it comes (live) or only when it fails."""
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="canbo-check-") as name:
        process = subprocess.Popen(
            step.command, cwd=ROOT, env=environment(step, Path(name)), text=True, bufsize=1,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            if live:
                sys.stdout.write(line)
                sys.stdout.flush()
        status = process.wait()
    output = "".join(lines)
    outcome = Outcome(step, status, time.monotonic() - begin, closing_line(output))
    if not live:
        print(outcome, flush=True)
        if status:
            print("".join(lines[-_SHOWN:]), flush=True)
    return outcome


def run_all(checks: list[Step], tests: list[Step]) -> int:
    """Run the checks two at a time, then the tests one after another; print the closing lines; give the exit status."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(lambda step: run(step, live=False), checks))
    for step in tests:
        print(f"\n--- {step.name}", flush=True)
        outcomes.append(run(step, live=True))
    print()
    for outcome in outcomes:
        print(outcome)
    for outcome in outcomes:
        if outcome.step in tests:
            print(f"{outcome.step.name}: {outcome.closing}")
    return int(any(outcome.status for outcome in outcomes))


def soak() -> int:
    """Kill the server 200 times in the middle of writes, repeat the other tests marked `kill` ten times, and send forms
    filled wrongly with new seeds: everything on each database.
    """
    databases: list[tuple[str, dict[str, str]]] = [("SQLite", {}), ("PostgreSQL", EVERYTHING)]
    pytest = [PYTHON, "-m", "pytest", "-x"]
    steps = [
        Step(
            f"server killed 200 times, {name}",
            [*pytest, "-s", "tests/acceptance/test_soak.py"],
            env | {"CANBO_SOAK_KILLS": "200"},
        )
        for name, env in databases
    ]
    steps.append(Step("every test on PostgreSQL", PYTEST, EVERYTHING | {"CANBO_SOAK_ROLES": "1"}))
    agreement = [*pytest, "canbo/rules/tests/test_agreement.py"]
    steps.append(Step("10,000 people, three ways", agreement, {"CANBO_SOAK_PEOPLE": "10000"}))
    steps += [
        Step(
            f"300 voters at once, {name}",
            [*pytest, "-s", "tests/acceptance/test_secret_ballot.py"],
            env | {"CANBO_SOAK_VOTERS": "300"},
        )
        for name, env in databases
    ]
    steps += [
        Step(f"kill {number}/10, {name}", [*pytest, "-m", "kill", "--deselect", "tests/acceptance/test_soak.py"], env)
        for number in range(1, 11)
        for name, env in databases
    ]
    steps += [
        Step(f"forms filled wrongly {number}/5, {name}", [*pytest, "tests/security/test_fuzz.py"], env | fuzz)
        for number in range(1, 6)
        for name, env in databases
        for fuzz in [{"CANBO_FUZZ_ROUNDS": "20", "CANBO_FUZZ_SEED": secrets.token_hex(4)}]
    ]
    return int(sum(run(step, live=False).status for step in steps) > 0)


def bench() -> int:
    """Run every benchmark; each prints its own figures."""
    scripts = sorted(path for path in (ROOT / "bench").glob("bench_*.py"))
    return int(sum(run(Step(path.stem, [PYTHON, str(path)]), live=True).status for path in scripts) > 0)


def main() -> int:
    """Do what the first argument names."""
    which = sys.argv[1] if len(sys.argv) == 2 else ""
    if which == "all":
        return run_all(STATIC_CHECKS, [SQLITE, POSTGRES, JOURNEYS])
    if which == "fast":
        return run_all(STATIC_CHECKS, [SQLITE])
    if which == "soak":
        return soak()
    if which == "bench":
        return bench()
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
