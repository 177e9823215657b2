"""The pages of the import guide, walked by Lan, refused to others."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from canbo.imports.models import ImportBatch
from canbo.imports.services import jobs
from canbo.imports.tests.test_batches import roster
from canbo.imports.tests.test_import_file import AN, DEMO
from canbo.jobs.models import Job
from canbo.personnel.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_uploads(settings: Any, tmp_path: Path) -> None:
    settings.CANBO_DATA_DIR = tmp_path / "data"


@pytest.fixture
def officer(make_account: Any) -> Any:
    """An officer of the whole system, in which nothing stands yet."""
    return make_account("minh", "officer", None, "Minh")


def send(client: Any, path: Path = DEMO) -> Any:
    return client.post(reverse("import-upload"), {"file": SimpleUploadedFile(path.name, path.read_bytes())})


def confirm(client: Any, batch: ImportBatch, page: Any, **more: Any) -> Any:
    columns = {f"cot-{row['letter']}": row["chosen"] for row in page.context["rows"]}
    form = {
        "trang": page.context["sheet"]["name"],
        "kind": batch.kind,
        "as_of": "",
        "blank_means": "none",
        "unit_id": "",
        "unit_name": "",
    }
    return client.post(reverse("import-columns", args=[batch.pk]), {**form, **columns, **more})


def walk(client: Any, path: Path = DEMO) -> ImportBatch:
    """Upload and confirm as guessed, up to the preview."""
    answer = send(client, path)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    batch = ImportBatch.objects.latest("pk")
    page = client.get(answer.url)
    assert page.status_code == 200
    answer = confirm(client, batch, page)
    assert answer.status_code == 302
    assert answer.url == reverse("import-preview", args=[batch.pk])
    batch.refresh_from_db()
    return batch


def test_the_whole_way(officer: Any) -> None:
    client = officer.client
    assert client.get(reverse("imports")).status_code == 200
    assert client.get(reverse("import-upload")).status_code == 200
    batch = walk(client)
    page = client.get(reverse("import-preview", args=[batch.pk]))
    text = page.content.decode()
    assert page.context["outcome"] == "held"
    assert "Triệu Đức Thắng" in text
    assert text.count("<h1") == 1
    refused = client.get(reverse("import-preview", args=[batch.pk]), {"loc": "refused"}).content.decode()
    assert "31/02/1975" in refused
    english = {
        "“{text}”: tháng {month}/{year} chỉ có các ngày từ 1 đến {last}, không có ngày {day}.": "{text} is no day."
    }
    with patch("canbo.common.errors.gettext", lambda text: english.get(text, text)):
        said = client.get(reverse("import-preview", args=[batch.pk]), {"loc": "refused"}).content.decode()
    assert "31/02/1975 is no day." in said
    everybody = client.get(reverse("import-preview", args=[batch.pk]), {"loc": "", "trang": "3"})
    assert len(everybody.context["rows"]) == 25
    step = client.get(reverse("import-commit", args=[batch.pk]))
    assert "Huyện ủy Bạch Thông" in step.content.decode()
    wrong = client.post(reverse("import-commit", args=[batch.pk]), {"xac-nhan": "Huyện khác"})
    assert wrong.status_code == 422
    assert not Person.objects.exists()
    done = client.post(reverse("import-commit", args=[batch.pk]), {"xac-nhan": " Huyện ủy Bạch Thông "})
    assert done.status_code == 302
    assert Person.objects.count() == 500
    report = client.get(reverse("import-report", args=[batch.pk]))
    assert "Siêu nhân" in report.content.decode()
    job = Job.objects.get(kind="imports.commit")
    assert (job.state, job.result["url"]) == ("done", reverse("import-report", args=[batch.pk]))
    errors = client.get(reverse("import-errors", args=[batch.pk]))
    assert errors["Content-Disposition"].startswith("attachment")
    assert errors.content[:2] == b"PK"
    undone = client.post(reverse("import-report", args=[batch.pk]), {"reason": ""})
    assert undone.status_code == 422
    undone = client.post(reverse("import-report", args=[batch.pk]), {"reason": "Nhập nhầm tệp"})
    assert undone.status_code == 302
    assert not Person.objects.filter(withdrawn_at=None).exists()
    for name in ("import-columns", "import-preview", "import-commit"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == 302


def test_mending_and_deciding(officer: Any) -> None:
    client = officer.client
    batch = walk(client)
    mended = client.post(
        reverse("import-repair", args=[batch.pk, 561]), {"cot": "L", "gia-tri": "ĐH", "loc": "refused", "trang": "1"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert mended.status_code == 200
    assert "<html" not in mended.content.decode()
    assert mended.context["counts"]["refused"] == 5
    wrong = client.post(
        reverse("import-repair", args=[batch.pk, 557]), {"cot": "ZZ", "gia-tri": "x", "loc": "refused"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert wrong.status_code == 422
    assert "Không có cột" in wrong.content.decode()
    decided = client.post(reverse("import-decide", args=[batch.pk, 556]), {"quyet-dinh": "different", "loc": "held"})
    assert decided.status_code == 302
    batch.refresh_from_db()
    assert (batch.counts["held"], batch.counts["imported"]) == (0, 502)
    assert client.post(reverse("import-decide", args=[batch.pk, 12]), {"quyet-dinh": "skip"}).status_code == 422
    assert client.post(reverse("import-decide", args=[batch.pk, 99_999]), {"quyet-dinh": "skip"}).status_code == 404
    assert client.post(reverse("import-again", args=[batch.pk])).status_code == 302


def test_a_large_file_is_read_and_previewed_in_the_background(officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SMALL_FILE", 10)
    batch = walk(officer.client)
    assert list(Job.objects.order_by("created_at").values_list("kind", "state")) == [
        ("imports.read", "done"), ("imports.preview", "done"),
    ]  # fmt: skip
    officer.client.post(reverse("import-decide", args=[batch.pk, 556]), {"quyet-dinh": "skip", "loc": "held"})
    page = officer.client.get(reverse("import-preview", args=[batch.pk]))
    assert page.context["is_stale"]
    officer.client.post(reverse("import-again", args=[batch.pk]))
    assert not officer.client.get(reverse("import-preview", args=[batch.pk])).context["is_stale"]


def test_progress_is_there_after_a_reload(officer: Any) -> None:
    batch = walk(officer.client)
    job = Job.objects.create(
        kind="imports.commit", title="Ghi", owner_id=officer.user.pk, owner_name="Minh", state="running", percent=40,
        message="Đang ghi: Chức vụ", created_at=batch.uploaded_at,
    )  # fmt: skip
    ImportBatch.objects.filter(pk=batch.pk).update(job_id=job.pk)
    page = officer.client.get(reverse("import-commit", args=[batch.pk])).content.decode()
    assert "Đang ghi: Chức vụ" in page
    assert reverse("job-progress", args=[job.pk]) in page
    Job.objects.filter(pk=job.pk).update(state="refused", message="Không có dòng nào để nhập.")
    assert (
        "Không có dòng nào để nhập." in officer.client.get(reverse("import-commit", args=[batch.pk])).content.decode()
    )


@pytest.mark.parametrize(("name", "content", "words"), [
    ("a.xlsx", b"%PDF-1.4 x", "PDF"), ("a.csv", b"", "Tệp rỗng"), ("a.xlsx", b"PK\x03\x04", "hỏng"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused_in_words(officer: Any, name: str, content: bytes, words: str) -> None:
    answer = officer.client.post(reverse("import-upload"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportBatch.objects.exclude(state="refused").exists()


def test_no_file_at_all(officer: Any) -> None:
    answer = officer.client.post(reverse("import-upload"), {})
    assert answer.status_code == 422
    assert "Hãy chọn một tệp." in answer.content.decode()


def test_columns_that_do_not_do_are_said_on_the_page(officer: Any) -> None:
    batch_page = send(officer.client)
    batch = ImportBatch.objects.get()
    page = officer.client.get(batch_page.url)
    answer = confirm(officer.client, batch, page, **{"cot-B": ""})
    assert answer.status_code == 422
    assert "họ và tên" in answer.content.decode()
    other = officer.client.get(batch_page.url, {"trang": "Đào tạo LLCT"})
    assert other.context["form"]["kind"].value() == "training"


def test_an_import_is_given_up(officer: Any) -> None:
    batch = walk(officer.client)
    assert officer.client.post(reverse("import-discard", args=[batch.pk])).status_code == 302
    assert officer.client.get(reverse("import-report", args=[batch.pk])).status_code == 200


def test_who_may(lan: Any, binh: Any, cuong: Any, tmp_path: Path) -> None:
    batch = walk(lan.client, roster(tmp_path, [*AN[:4], "Tổ Hành chính", *AN[5:]]))
    names = ("import-columns", "import-preview", "import-commit", "import-report", "import-errors", "import-resume")
    for name in names:
        assert cuong.client.get(reverse(name, args=[batch.pk])).status_code == 404, name
        assert binh.client.get(reverse(name, args=[batch.pk])).status_code == 403, name
    assert binh.client.get(reverse("imports")).status_code == 403
    assert binh.client.get(reverse("import-upload")).status_code == 403
    assert "a.xlsx" not in cuong.client.get(reverse("imports")).content.decode()
    assert "a.xlsx" in lan.client.get(reverse("imports")).content.decode()
    for name, arguments in (
        ("import-repair", [batch.pk, 4]),
        ("import-decide", [batch.pk, 4]),
        ("import-discard", [batch.pk]),
    ):
        assert cuong.client.post(reverse(name, args=arguments)).status_code == 404, name
