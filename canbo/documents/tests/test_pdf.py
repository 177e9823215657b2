"""LibreOffice: alone in its folder, ended in time, stopped when asked, several at once."""

from __future__ import annotations

import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from canbo.core.errors import DomainError
from canbo.documents import pdf
from canbo.documents.filling import fill, freeze
from canbo.documents.joining import pages_of
from canbo.documents.paper_kinds import KINDS, example_of
from canbo.documents.services.standing import shipped


@pytest.fixture
def program(tmp_path, monkeypatch, settings):
    """Give a function that puts a script in the place of LibreOffice."""
    settings.CANBO_DATA_DIR = tmp_path

    def put(script):
        path = tmp_path / "soffice"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(pdf, "office_program", lambda: str(path))

    return put


def left_over():
    return list(Path("/dev/shm").glob(f"canbo-opened-{os.getpid()}-*"))  # noqa: S108


def lives(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_run_that_takes_too_long_is_ended_with_all_that_it_started(program, tmp_path):
    begun = time.monotonic()
    note = tmp_path / "child"
    program(f"sleep 60 & echo $! > {note}; wait")
    with pytest.raises(DomainError) as refused:
        pdf.as_pdf(b"x", seconds=1)
    assert refused.value.code == "pdf_too_long"
    assert time.monotonic() - begun < 10
    for _ in range(50):
        if not lives(int(note.read_text())):
            break
        time.sleep(0.1)
    assert not lives(int(note.read_text()))
    assert left_over() == []


def test_who_asks_to_stop_is_heard_while_it_runs(program):
    program("sleep 60")

    class StopError(Exception):
        pass

    def stop():
        raise StopError

    with pytest.raises(StopError):
        pdf.as_pdf(b"x", meanwhile=stop)
    assert left_over() == []


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "echo nonsense > paper.pdf"])
def test_a_run_that_makes_no_pdf_is_told_in_words(program, script):
    program(script)
    with pytest.raises(DomainError, match="tệp Word") as refused:
        pdf.as_pdf(b"x")
    assert refused.value.code == "pdf_failed"


def test_without_libreoffice_the_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pdf, "_NAMES", ("no-such-program",))
    with pytest.raises(DomainError, match="libreoffice-writer-nogui"):
        pdf.as_pdf(b"x")


def test_several_at_once_do_not_meet(settings, tmp_path):
    settings.CANBO_DATA_DIR = tmp_path
    kind = KINDS["invitation"]
    paper = fill(shipped("invitation", "state"), freeze(kind, "state", example_of(kind)))
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(pdf.as_pdf, [paper] * 3))
    assert [pages_of(each) for each in made] == [1, 1, 1]
    assert left_over() == []
