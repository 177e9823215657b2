"""What people try who want to see more than they may: used by the tests of attempts and by those of mutations."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zipfile import ZipFile

from django.urls import reverse

from canbo.core.text import fold
from canbo.personnel.models import Attachment, Discipline, FamilyMember, Identity, Person, PlanEntry

if TYPE_CHECKING:
    from django.test import Client

#: Stand in a file and nowhere else: whoever reads one of them has read the file.
SECRETS = {"other": "Lý Bí Mật", "home": "Hoàng Kín Đáo"}
FAMILY, PLANNED, VIOLATION = "Họ hàng giấu kín", "Chức danh dự kiến", "Vi phạm giữ kín"


@dataclass(frozen=True)
class Target:
    """A file with a record and a paper, that somebody out of scope reaches for."""

    person: Person
    record: int
    paper: int


def addresses(target: Target) -> list[str]:
    """Every address of a file and of what hangs on it, for reading."""
    key = target.person.pk
    return [
        reverse("file", args=[key]),
        *(
            f"{reverse('file', args=[key])}?muc={tab}"
            for tab in ("chung", "danh-gia", "gia-dinh", "giay-to", "lich-su")
        ),
        reverse("file-print", args=[key, "tt06"]),
        reverse("file-print-word", args=[key, "tt06"]),
        reverse("attachment", args=[key, target.paper]),
        reverse("candidate-explained", args=[key]),
        reverse("record-correct", args=[key, "identity", target.record]),
        reverse("record-verify", args=[key, "identity", target.record]),
        reverse("record-withdraw", args=[key, "identity", target.record]),
        reverse("record-add", args=[key, "qualification"]),
        reverse("attachment-add", args=[key]),
        reverse("attachment-withdraw", args=[key, target.paper]),
    ]


def body(answer) -> str:
    """The whole text of an answer, streamed ones too."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode("utf-8", "replace")


def leaks_of_addresses(client: Client, target: Target, name: str) -> list[str]:
    """Give the addresses of a file out of scope that answer with anything but 404, or tell its name."""
    found = []
    for address in addresses(target):
        for method in ("get", "post", "head", "put", "patch", "delete", "options"):
            answer = getattr(client, method)(address)
            if answer.status_code not in {404, 405} or name in body(answer):
                found.append(f"{method} {address}: {answer.status_code}")
    return found


def leaks_of_lists(client: Client, name: str) -> list[str]:
    """Give the lists, searches, boards and exports that tell a name out of scope."""
    word = name.split()[0]
    asked = [
        (reverse("search"), {"q": fold(name)}),
        (reverse("people-list"), {"q": word}),
        (reverse("people-list"), {"xep": "-in_plan"}),
        (reverse("people-list"), {"f": "full_name:null:0"}),
        (reverse("candidates"), {"f": "gender:eq:male"}),
        (reverse("data-quality"), {"muc": "birth_missing"}),
        (reverse("due-lists"), {"thang": "24"}),
        (reverse("training-people"), {}),
    ]
    found = [f"{address} {query}" for address, query in asked if name in body(client.get(address, query))]
    exports = [(reverse("people-export"), {}), (reverse("candidates-export"), {"f": "gender:eq:male"})]
    return found + [f"{address} {query}" for address, query in exports if name in exported(client, address, query)]


def exported(client: Client, address: str, query: dict[str, str]) -> str:
    """Give every text of the workbook that an export gives; "" where it gives none."""
    answer = client.post(f"{address}?{urlencode(query)}", {"ly_do": "Thử"})
    if answer.status_code != 200 or not answer.content.startswith(b"PK"):
        return ""
    with ZipFile(BytesIO(answer.content)) as parts:
        return "".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())


def listed(client: Client, **query: str) -> list[str]:
    """Give the names of the list of people, in its order."""
    answer = client.get(reverse("people-list"), query)
    return [str(row.cells[0].value) for row in answer.context["list"].rows] if answer.status_code == 200 else []


def made_target(desk, unit, name: str, upload) -> Target:
    """A file with every section that anybody would like to read."""
    from canbo.personnel.services import attach_document

    person = desk.open(name, unit=unit, born="1980-01-01", gender="male")
    desk.post(person, unit=unit, since="2010-01-01")
    desk.add(person, FamilyMember, relation="Anh ruột", full_name=FAMILY)
    desk.add(person, PlanEntry, title_text=PLANNED, since="2021-01-01")
    desk.add(person, Discipline, track="state", form="warning", violation=VIOLATION, since="2026-01-01")
    paper: Attachment = attach_document(
        access=desk.access, person=person, upload=upload(), title="Giấy tờ", section=FamilyMember
    )
    return Target(person, Identity.objects.known().get(person=person).pk, paper.pk)
