"""Whatever corrects, replaces or takes back what a file says demands a reason, and the log keeps it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError
from canbo.personnel.models import Award, Source
from canbo.personnel.services import attach_document, correct_record, withdraw_document, withdraw_record
from canbo.personnel.services.bulk import import_source, writing
from canbo.personnel.services.replace import replace_records
from canbo.personnel.services.undo import withdraw_source


def corrected(lan, award, _paper, reason):
    correct_record(access=lan.access, record=award, values={"form": "Bằng khen"}, reason=reason)


def withdrawn(lan, award, _paper, reason):
    withdraw_record(access=lan.access, record=award, reason=reason)


def paper_withdrawn(lan, _award, paper, reason):
    withdraw_document(access=lan.access, attachment=paper, reason=reason)


def source_withdrawn(lan, award, _paper, reason):
    withdraw_source(access=lan.access, source=award.source, reason=reason)


def replaced(lan, award, _paper, reason):
    now = timezone.now()
    source = import_source(lan.access, now, description="danh sách.xlsx", batch_id=1)
    with writing(access=lan.access, source=source, recorded_at=now, reason=reason) as writer:
        replace_records(writer, Award, ("form",), [(award.pk, (award.person_id, "Bằng khen"))])


@pytest.mark.parametrize("way", [corrected, withdrawn, paper_withdrawn, source_withdrawn, replaced])
def test_a_correction_demands_a_reason_and_the_log_keeps_it(way, lan, desk):
    person = desk.open("Nguyễn Thị Hạnh", desk.tree.home)
    award = desk.add(person, Award, form="Giấy khen")
    award.source = Source.objects.create(kind=Source.Kind.IMPORT, description="tệp", user_name="Lan", at=timezone.now())
    award.save(update_fields=["source"])
    upload = SimpleUploadedFile("bang.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    paper = attach_document(access=lan.access, person=person, upload=upload, title="Bằng")
    for nothing in ("", "   "):
        with pytest.raises(DomainError) as refused:
            way(lan, award, paper, nothing)
        assert refused.value.code == "reason_missing"
    assert Award.objects.known().get(person=person).form == "Giấy khen"
    way(lan, award, paper, "theo quyết định khen thưởng")
    assert AuditEntry.objects.latest("pk").reason == "theo quyết định khen thưởng"
