"""Requests that nobody means well: what forms and links of a page name, filled with what does not belong there."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote_from_bytes, urlsplit

#: Values as bytes, because not all of them are text: invalid UTF-8, lone surrogates, NUL, marks that turn the line.
NASTY = [
    *(
        each.encode()
        for each in (
            "", " ", "0", "-1", "1", "2", "7", "100", "-0", "1.5", "1e309", "NaN", "Infinity", "0x10", "٣", "²", "1_000", "+1",
            "true", "null", "None", "[]", "{}", "[object Object]", "a:b:c", ":", "::", ",", ";", "|", "gender:eq:female",
            "gender:eq:", "gender::female", "born:ge:abc", "age:ge:99999999999999999999", "x" * 300, "Ạ" * 10_000,
            "2013-12-31", "31/12/2013", "2013", "12/2013", "30/02/2013", "00/00/0000", "0000-00-00", "0001-01-01",
            "9999-12-31", "10000-01-01", "99/99/9999", "2013-13", "2013-W05", "31/12/20135", "tương lai",
            "2026-11-23T10:00:00", "24:00", "\0", "a\0b", "\u202etxt.exe", "\u2066\u2069", "\ufeff", "\u200b", "\ufffe",
            "\n\r\n", "a\r\nSet-Cookie: x=1", "\t", "'", "''", "'; DROP TABLE personnel_person; --", "1 OR 1=1", "%", "_", "\\",
            '"><script>alert(1)</script>', "{{7*7}}", "{% now 'Y' %}", "${7*7}", "%s%s%n", "../../../../etc/passwd",
            "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:22/", "//evil.example", "javascript:alert(1)",
            "=cmd|' /C calc'!A0", "@SUM(1)", "00000000-0000-0000-0000-000000000000", "không-có-mã-này", "𝒩𝑔𝓊𝓎ễ𝓃",
            "e\u0301" * 500, "🇻🇳", "(" * 2000, "*" * 50, "[" * 500, "NOT " * 500,
            str(2**31), str(-(2**31) - 1), str(2**63 - 1), str(2**63), str(-(2**63) - 1), "9" * 400,
        )
    ),
    b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xed\xb0\x80x", b"\xf4\x90\x80\x80", b"Nguy\xe1\xbb", b"\x80" * 20,
]  # fmt: skip

#: Names that no form offers, but a careless view might take.
UNASKED = (
    "is_superuser", "is_active", "user_id", "person_id", "person", "unit", "unit_id", "recorded_at", "superseded_at",
    "withdrawn_at", "valid_before", "id", "pk", "next", "format", "page", "trang", "q", "sort", "ngay", "as_of", "known_on",
    "mat-khau", "__class__", "f", "f[]", "csrfmiddlewaretoken", "role", "tier",
)  # fmt: skip

#: Whole numbers for addresses that name a thing by its number.
NUMBERS = (0, 1, 7, 2**31, 2**63 - 1, 2**63, 10**30)

#: Files: name, content, the type that they claim.
FILES = [
    ("a.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf"), ("a.pdf", b"", "application/pdf"),
    ("a.pdf", b"MZ\x90\x00" + b"\0" * 100, "application/pdf"), ("../../a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image/png"),
    ("a\0.xlsx", b"PK\x03\x04" + b"\0" * 200, "application/zip"), ("x" * 500 + ".docx", b"PK\x05\x06" + b"\0" * 18, "x/y"),
    ("a.csv", "Họ và tên,Ngày sinh\n\0,99/99/9999\n".encode("utf-16"), "text/csv"), ("a.csv", b"\xff\xfe\x00", "text/csv"),
    ("a.svg", b"<svg onload='alert(1)'>", "image/svg+xml"), ("", b"x", ""), ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a/b"),
    ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
]  # fmt: skip


@dataclass
class Form:
    """A form of a page: where it goes, how, and what its fields hold or offer."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """Reads what a page asks for: its forms, and the query strings of its links by path."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self._address = address
        self._form: Form | None = None
        self._select = ""
        self.forms: list[Form] = []
        self.queries: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        for name in ("href", "hx-get", "data-url"):
            parts = urlsplit(given.get(name, "")) if "://" not in given.get(name, "") else urlsplit("")
            if parts.query:
                self.queries.append((parts.path or self._address, parse_qsl(parts.query, keep_blank_values=True)))
        if tag == "form":
            action = urlsplit(given.get("action") or given.get("hx-post") or given.get("hx-get") or self._address)
            method = "post" if "hx-post" in given else given.get("method", "get").lower()
            self._form = Form(action.path or self._address, method)
            self._form.fields.update({name: [value] for name, value in parse_qsl(action.query)})
            self.forms.append(self._form)
        name = given.get("name", "")
        if name and name != "csrfmiddlewaretoken":
            form = self._form or Form(self._address, "get")
            if self._form is None:
                self.forms.append(form)
            if given.get("type") == "file":
                form.files.add(name)
            elif tag in {"input", "select", "textarea", "button"}:
                form.fields.setdefault(name, []).extend([given["value"]] if "value" in given else [])
            self._select = name if tag == "select" else self._select
        if tag == "option" and self._select and self._form is not None and len(self._form.fields[self._select]) < 20:
            self._form.fields[self._select].append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


type Pairs = list[tuple[str, bytes]]


class Mutator:
    """Makes requests out of what pages ask for; the same seed makes the same requests."""

    def __init__(self, seed: str, ids: list[object]) -> None:
        self._random = random.Random(seed)
        self._ids = [str(each).encode() for each in ids]

    def value(self) -> bytes:
        """A value that does not belong."""
        return self._random.choice(self._ids if self._ids and self._random.random() < 0.2 else NASTY)

    def pairs(self, fields: dict[str, list[str]]) -> Pairs:
        """Fields as the page has them, one to three of them spoilt, now and then one missing, doubled or unasked."""
        names = list(fields)
        spoilt = set(self._random.sample(names, min(len(names), self._random.choice((1, 1, 1, 2, 3)))))
        made: Pairs = []
        for name in names:
            if self._random.random() < 0.05:
                continue
            known = self._random.choice(fields[name]).encode(errors="replace") if fields[name] else b""
            made.append((name, self.value() if name in spoilt else known))
            if self._random.random() < 0.05:
                made.append((name, self.value()))
        if not made or self._random.random() < 0.2:
            made.append((self._random.choice(UNASKED), self.value()))
        if self._random.random() < 0.03:
            made.append((self.value().decode(errors="replace"), self.value()))
        return made

    def files(self, names: set[str]) -> list[tuple[str, tuple[str, bytes, str]]]:
        """A file for each field that asks for one."""
        return [(name, self._random.choice(FILES)) for name in sorted(names)]

    def number(self) -> int:
        """A number for an address."""
        return self._random.choice(NUMBERS)

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self._random.random() < share


def encoded(pairs: Pairs) -> str:
    """Pairs as a query string or body, every byte as it is."""
    return "&".join(
        f"{quote_from_bytes(name.encode(errors='replace'))}={quote_from_bytes(value)}" for name, value in pairs
    )


def multipart(pairs: Pairs, files: list[tuple[str, tuple[str, bytes, str]]], boundary: str = "----fuzz") -> bytes:
    """Pairs and files as a multipart body, every byte as it is."""
    parts = []
    for name, value in pairs:
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        )
    for name, (file_name, content, kind) in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()
