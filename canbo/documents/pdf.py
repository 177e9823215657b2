"""PDF through LibreOffice, where the machine has it: alone in its own folder, in bounded time, fonts embedded."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings

from canbo.common.sealed_files import plain_folder
from canbo.core.errors import DomainError

_NAMES: Final = ("soffice", "libreoffice")
_FONTS: Final = Path(__file__).parent / "fonts"
#: Seconds that one file may take; a list of 300 people takes some five.
LIMIT: Final = 180
_POLL: Final = 0.2
_FONT_FILE: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Times New Roman</family><prefer><family>Times New Roman</family><family>Tinos</family>
<family>Liberation Serif</family></prefer></alias></fontconfig>"""


def office_program() -> str | None:
    """Give the path of LibreOffice on this machine; None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def require_office() -> str:
    """Give the path of LibreOffice. Error: pdf_unavailable."""
    program = office_program()
    if program is None:
        raise DomainError(
            "pdf_unavailable",
            "Máy chủ này chưa có LibreOffice nên chưa làm được tệp PDF. Hãy lấy tệp Word; người quản trị có thể cài "
            "gói libreoffice-writer-nogui để có PDF.",
        )
    return program


def as_pdf(content: bytes, *, seconds: float = LIMIT, meanwhile: Callable[[], None] = lambda: None) -> bytes:
    """Give a Word file as PDF; `meanwhile` is called again and again and may raise to stop.

    Each run has a folder and settings of its own, so that several at once do not meet.
    Errors: pdf_unavailable, pdf_too_long, pdf_failed; what `meanwhile` raises.
    """
    program = require_office()
    with plain_folder(Path(settings.CANBO_DATA_DIR)) as folder:
        paper, fonts = folder / "paper.docx", folder / "fonts.conf"
        paper.write_bytes(content)
        fonts.write_text(_FONT_FILE.format(fonts=_FONTS, cache=folder / "cache"), encoding="utf-8")
        command = [
            program, f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore", "--nologo",
            "--nodefault", "--nolockcheck", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder),
            str(paper),
        ]  # fmt: skip
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8",
            "FONTCONFIG_FILE": str(fonts),
        }  # fmt: skip
        run = subprocess.Popen(  # noqa: S603  # a fixed command on a file of our own, no shell
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(run, seconds, meanwhile)
        finally:
            _end(run)
        made = folder / "paper.pdf"
        if not made.is_file() or not (pdf := made.read_bytes()).startswith(b"%PDF-"):
            raise DomainError(
                "pdf_failed", "LibreOffice không chuyển được văn bản này sang PDF. Hãy lấy tệp Word, và thử lại sau."
            )
        return pdf


def _wait(run: subprocess.Popen[bytes], seconds: float, meanwhile: Callable[[], None]) -> None:
    end = time.monotonic() + seconds
    while run.poll() is None:
        if time.monotonic() > end:
            raise DomainError(
                "pdf_too_long",
                "Chuyển sang PDF quá {seconds} giây nên đã dừng. Hãy lấy tệp Word, hoặc chia thành nhiều lần in.",
                seconds=int(seconds),
            )
        meanwhile()
        time.sleep(_POLL)


def _end(run: subprocess.Popen[bytes]) -> None:
    """End the program and whatever it started, and wait for it."""
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
