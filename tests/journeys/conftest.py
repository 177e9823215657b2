"""A filled office on a real server with a real worker, and a browser that reports what goes wrong in it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "tests/vendor/axe/axe.min.js").read_text("utf-8")

#: A step that takes longer than this has failed, in milliseconds.
PATIENCE = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each file to one worker: it is a story, told in order. The walk of each role through all pages is one too, and
    these come first, in an office that no story has changed.
    """
    for number, item in enumerate(items):
        item.add_marker(pytest.mark.xdist_group(f"walk-{number}" if is_walk(item) else item.path.stem))
    items.sort(key=lambda item: not is_walk(item))


def is_walk(item: pytest.Item) -> bool:
    return item.path.name == "test_every_page.py"


@dataclass(frozen=True)
class Office:
    """A running installation."""

    address: str
    data: Path
    log: Path

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `canbo` in the installation."""
        return subprocess.run(
            [sys.executable, "-m", "canbo.cli.main", *arguments, "--data-dir", str(self.data)],
            env=clean_environment(), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip


def clean_environment() -> dict[str, str]:
    """The environment without what the tests themselves have set."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("CANBO_", "DJANGO_"))}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """`canbo demo` in an empty data directory, until the journeys are over."""
    data = tmp_path_factory.mktemp("office")
    log = data / "server.log"
    with log.open("w") as errors:
        server = subprocess.Popen(
            [sys.executable, "-m", "canbo.cli.main", "demo", "--port", "0", "--data-dir", str(data)],
            env=clean_environment(), stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        told = []
        address = ""
        for line in server.stdout or ():
            told.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            if found:
                address = found.group()
                break
        assert address, "".join(told) + log.read_text()
        try:
            yield Office(address, data, log)
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(60) == 0, log.read_text()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, headless, also as root."""
    named = [
        os.environ.get("CANBO_CHROMIUM", ""),
        *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    ]
    path = next((each for each in named if each), None)
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict, office: Office) -> dict:
    """A browser as offices have it: an English one, on a wide screen."""
    return {
        **browser_context_args, "base_url": office.address, "locale": "en-US", "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 1366, "height": 820}, "accept_downloads": True,
    }  # fmt: skip


def is_wrong(message: ConsoleMessage) -> bool:
    """Whether the console tells of a fault; a form that was refused (422) is none."""
    return message.type == "error" and "status of 422" not in message.text


@pytest.fixture
def page(page: Page, office: Office) -> Iterator[Page]:
    """A page on which nothing may go wrong: no error in the console, no refusal by the content-security policy."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    before = office.log.stat().st_size
    yield page
    logged = office.log.read_bytes()[before:].decode(errors="replace")
    assert not wrong, "\n".join([*wrong, logged])


def sign_in(page: Page, role: str) -> None:
    """Enter the demo with one click on a role."""
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name=role).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")


def check(page: Page) -> None:
    """Check what every page owes its readers: one heading, a language, labels, and nothing serious found by axe."""
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("html").get_attribute("lang") in {"vi", "en"}, page.url
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']][:5]}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
    assert not serious, "\n".join([page.url, *serious])
