"""Killed in mid-work, nothing half done stays; done again, everything is there once."""

from __future__ import annotations

import json
import signal
import time

import pytest

DAY = "2013-12-31"


def total(canbo) -> int:
    return json.loads(canbo("report", "quality", "--as-of", DAY, "--json").stdout)["total"]


@pytest.fixture(scope="module")
def canbo(new_office):
    office = new_office()
    office("migrate")
    return office


@pytest.mark.kill
@pytest.mark.parametrize("seconds", [1.2, 2.0, 2.8, 3.6])
def test_an_import_killed_leaves_nothing(canbo, workbook, seconds):
    command = canbo.start("import", "roster", workbook, "--as-of", DAY)
    time.sleep(seconds)
    command.send_signal(signal.SIGKILL)
    command.wait(30)
    assert total(canbo) in {0, 500}


@pytest.mark.kill
def test_then_the_import_takes_everybody_once(canbo, workbook):
    before = total(canbo)
    told = json.loads(canbo("import", "roster", workbook, "--as-of", DAY, "--json").stdout)
    assert told["imported"] == 500 - before
    assert total(canbo) == 500
    assert json.loads(canbo("import", "roster", workbook, "--as-of", DAY, "--json").stdout)["imported"] == 0
