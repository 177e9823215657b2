import pytest
from django.db import connection
from django.utils import timezone

from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.organizations.models import Unit
from canbo.personnel import selectors, services
from canbo.personnel.models import FileChange, Identity, IdentityPapers, Person, Qualification


@pytest.mark.django_db
def test_a_file_is_opened_corrected_and_remembers():
    access = full_access(1, "Lan")
    unit = Unit.objects.create(name="Phòng Nội vụ", search_name="phong noi vu", path="000001")
    person = services.open_file(
        access=access, unit=unit, identity={"full_name": "Nguyễn Thị Lan", "born": PartialDate(1975)}
    )
    identity = Identity.objects.get(person=person)
    before = timezone.now()
    fresh = services.correct_record(
        access=access, record=identity, values={"born": PartialDate(1975, 3)}, reason="theo giấy khai sinh"
    )
    assert fresh.supersedes_id == identity.pk
    assert [r.born for r in selectors.records(access, person, Identity)] == [PartialDate(1975, 3)]
    assert [r.born for r in selectors.records(access, person, Identity, known_on=before)] == [PartialDate(1975)]
    papers = services.add_record(
        access=access, person=person, kind=IdentityPapers, values={"citizen_id": "006075000001"}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT citizen_id FROM personnel_identitypapers")
        assert "006075" not in cursor.fetchone()[0]
    assert IdentityPapers.objects.get(pk=papers.pk).citizen_id == "006075000001"
    assert Person.objects.get(pk=person.pk).citizen_index
    services.add_record(
        access=access, person=person, kind=Qualification,
        values={"level": "university", "valid_from": PartialDate(1998, 6)},
    )  # fmt: skip
    assert FileChange.objects.count() == 4
