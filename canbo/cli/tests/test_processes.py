import os
import signal
import socket
import sys
import threading
import time

import pytest

from canbo.cli.processes import free_port, run_together, wait_until_up
from canbo.core.errors import DomainError


@pytest.fixture
def taken_port():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


def test_a_taken_port_is_stepped_over_or_refused(taken_port):
    assert free_port("127.0.0.1", taken_port, others=20) > taken_port
    with pytest.raises(DomainError) as refusal:
        free_port("127.0.0.1", taken_port, others=0)
    assert refusal.value.code == "port_taken"


def test_any_free_port_can_be_asked_for():
    assert free_port("127.0.0.1", 0, others=0) > 1023


def test_an_address_of_no_machine_is_refused():
    with pytest.raises(DomainError) as refusal:
        free_port("khong.co.may.nay.invalid", 8000, others=0)
    assert refusal.value.code == "address_unusable"


def sleeper(path):
    return [sys.executable, "-c", f"import time, pathlib; pathlib.Path({str(path)!r}).touch(); time.sleep(60)"]


def test_when_one_ends_the_other_is_stopped(tmp_path):
    begin = time.monotonic()
    assert run_together([[sys.executable, "-c", "pass"], sleeper(tmp_path / "x")]) == 1
    assert time.monotonic() - begin < 20


def test_asked_to_stop_both_are_stopped(tmp_path):
    mark = tmp_path / "x"

    def ask():
        while not mark.exists():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    asking = threading.Thread(target=ask)
    asking.start()
    assert run_together([sleeper(mark)]) == 0
    asking.join()


def test_nothing_answers(taken_port):
    assert not wait_until_up(f"http://127.0.0.1:{taken_port}/", seconds=0.5)
