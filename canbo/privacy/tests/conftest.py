"""An, a cadre with a file in Lan's unit; the officer of personal data; a second officer there."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from canbo.core.dates import PartialDate

TODAY = date(2026, 3, 2)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def person(lan, tree):
    from canbo.personnel.services import open_file

    return open_file(
        access=lan.access, unit=tree.home,
        identity={"full_name": "Hoàng Văn An", "born": PartialDate(1975, 8, 15), "ethnicity": "Tày"},
    )  # fmt: skip


@pytest.fixture
def an(make_account, tree, person):
    return make_account("an", "cadre", tree.home, "An", person_id=person.pk)


@pytest.fixture
def duc(make_account, tree):
    """The officer of personal data of the unit."""
    return make_account("duc", "data_officer", tree.home, "Đức")


@pytest.fixture
def mai(make_account, tree):
    """A second officer of personal data there."""
    return make_account("mai", "data_officer", tree.home, "Mai")


@pytest.fixture
def foreign_duc(make_account, tree):
    """The officer of personal data of another unit."""
    return make_account("thu", "data_officer", tree.other, "Thư")


@pytest.fixture
def contact(lan, person):
    from canbo.personnel.models import Contact
    from canbo.personnel.services import add_record

    return add_record(
        access=lan.access, person=person, kind=Contact, values={"residence": "xã Đông Phong", "phone": "0900000001"}
    )


def paper(name="giay-khai-sinh.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")
