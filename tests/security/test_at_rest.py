"""What lies in the database and on the disk: nothing of a closed section can be read there without a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models

from canbo.cli.backup.schema import FOLDERS
from canbo.cli.rotation import SEALED_FOLDERS
from canbo.common.fields import BlindIndexField, Encrypted
from canbo.personnel.models import (
    RECORD_KINDS,
    Absence,
    Conclusion,
    Discipline,
    EconomicCondition,
    FamilyMember,
    ForeignRelation,
    HealthRecord,
    IdentityPapers,
    PersonalHistory,
)

DOCS = Path(__file__).parents[2] / "docs" / "security" / "personal-data.md"

#: What every record has besides its content: whose, from where, when known, when it holds. Histories and the picture of
#: a day are asked by these in the database.
BOOKKEEPING = {
    "id", "person", "source", "decision", "valid_from", "valid_before", "attested_on", "recorded_at", "superseded_at",
    "supersedes", "withdrawn_by_name",
}  # fmt: skip

#: Content of closed sections that stays readable in the database, with the reason; docs/security/personal-data.md says
#: the same to whoever decides about the data.
PLAIN = {
    "family": {"side": "which of two lists", "lives_abroad": "which of two lists"},
    "plan": {
        "title": "counted by title", "unit": "counted by unit", "title_text": "searched and counted",
        "unit_text": "searched and counted", "term": "searched and counted",
    },
    "discipline": {
        "track": "standards are judged by it", "form": "standards are judged by it", "authority": "counted by it",
    },
}  # fmt: skip

#: Apps whose tables hold personal data, and their columns of free text or JSON that hold none of a closed section.
LEFT_PLAIN = {
    "privacy.Campaign": {"title", "instructions", "branches", "tiers", "sections"},
    "privacy.CampaignPerson": {"answers"},
    "privacy.FileRequest": {"sections", "limits"},
    "privacy.Restriction": {"sections"},
    "privacy.Erasure": {"sections", "counts"},
    "privacy.Breach": {"title", "limits", "categories", "notified_to", "notice_number", "late_reason"},
    "imports.ImportBatch": {"stored_as", "sheet", "options", "mapping", "counts", "report"},
    "imports.ImportRow": {"codes"},
    "imports.LayoutMemory": {"signature", "mapping"},
    "privacy.Evidence": {"media_type"},
    "privacy.RequestItem": {"section_key"},
}


#: Names of files, units and those who acted, paths, codes and digests.
ALWAYS_PLAIN = {"rule", "unit_path", "managed_tier", "decided_by", "confirmed_by", "sha256"}


def is_sealed(field):
    return isinstance(field, Encrypted | BlindIndexField)


def test_a_closed_section_has_no_plain_field_but_those_named():
    for kind in RECORD_KINDS:
        if kind.section.restricted:
            plain = {each.name for each in kind._meta.concrete_fields if not is_sealed(each)} - BOOKKEEPING
            assert plain == set(PLAIN.get(kind.section.key, ())), kind.section.key


def test_what_stays_plain_is_told_to_whoever_decides():
    told = DOCS.read_text("utf-8")
    for section, fields in PLAIN.items():
        for name in fields:
            assert f"`{section}.{name}`" in told


def test_tables_about_people_have_no_plain_text_but_that_named():
    found = {}
    for label in ("privacy", "imports"):
        for model in apps.get_app_config(label).get_models():
            names = {
                each.name
                for each in model._meta.concrete_fields
                if isinstance(each, models.CharField | models.TextField | models.JSONField)
                and not is_sealed(each) and not each.choices and not each.name.endswith("_name")
                and each.name not in ALWAYS_PLAIN
            }  # fmt: skip
            if names:
                found[model._meta.label] = names
    assert found == LEFT_PLAIN


def test_no_picture_on_disk_can_hold_an_encrypted_column():
    from canbo.facts.reading import columns_of

    with pytest.raises(TypeError, match="encrypted"):
        columns_of(HealthRecord, {"status": "status"})
    with pytest.raises(TypeError, match="encrypted"):
        columns_of(Discipline, {"violation": "violation"})


def test_ciphertext_is_not_compared_by_accident():
    from django.core.exceptions import FieldError

    for asked in ({"status": "Tốt"}, {"status__contains": "T"}, {"examined_on__gt": "2020"}):
        with pytest.raises(FieldError):
            str(HealthRecord.objects.filter(**asked).query)
    assert str(HealthRecord.objects.exclude(status="").query)


#: A word for each thing that a closed section may tell; none may be found anywhere in the open.
MARKS = {
    "number": "077066055044", "former": "095959595", "insurance": "7766554433", "note": "QZXNOTE", "issued": "2019-07-17",
    "status": "QZXSTATUS", "blood": "QZXBLOOD", "examined": "2024-04-14", "kind": "imprisoned", "content": "QZXCONTENT",
    "country": "QZXCOUNTRY", "relation": "QZXFOREIGN", "wife": "QZXWIFE", "kin": "QZXKIN", "born": "1981-09-19",
    "house": "QZXHOUSE", "declared": "2018-08-18", "concluded": "2017-07-07", "conclusion": "QZXCONCLUDED",
    "violation": "QZXVIOLATION", "why": "QZXREASON", "withdrawn": "QZXWITHDRAWN", "verified": "QZXPAPER", "paper": "QZXSCAN",
    "title": "QZXTITLE", "away": "maternity", "place": "QZXPLACE", "cause": "QZXCAUSE", "asked": "QZXASKED", "evidence": "QZXEVIDENCE",
}  # fmt: skip
PDF = b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /%s 1 >>\nendobj\ntrailer << /Root 1 0 R >>\n%%%%EOF\n"


@pytest.fixture
def written(desk, settings, tmp_path, db):
    """Every closed section written, corrected, verified, withdrawn; papers; a request; all through the services."""
    from canbo.core.dates import PartialDate
    from canbo.personnel import services as files
    from canbo.personnel.services import attach_document

    settings.CANBO_DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    person = desk.open("Hoàng Văn An", born="1975-08-15")
    date = PartialDate.from_code
    papers = desk.add(
        person, IdentityPapers, citizen_id=MARKS["number"], former_id=MARKS["former"],
        social_insurance_no=MARKS["insurance"], note=MARKS["note"], citizen_id_issued=date(MARKS["issued"]),
    )  # fmt: skip
    health = desk.add(
        person, HealthRecord, status=MARKS["status"], blood_group=MARKS["blood"], examined_on=MARKS["examined"]
    )
    history = desk.add(person, PersonalHistory, kind=MARKS["kind"], content=MARKS["content"])
    desk.add(person, ForeignRelation, country=MARKS["country"], content=MARKS["relation"])
    desk.add(
        person,
        FamilyMember,
        relation=MARKS["kin"],
        full_name=MARKS["wife"],
        born=date(MARKS["born"]),
        note=MARKS["note"],
    )
    desk.add(person, EconomicCondition, house_owned=MARKS["house"], declared_on=MARKS["declared"])
    desk.add(person, Conclusion, kind="vetting", content=MARKS["conclusion"], concluded_on=MARKS["concluded"])
    desk.add(person, Discipline, track="state", form="reprimand", violation=MARKS["violation"], since="2020-01-01")
    desk.add(person, Absence, kind=MARKS["away"], place=MARKS["place"], cause=MARKS["cause"], since="2020-01-01")
    files.correct_record(access=desk.access, record=health, values={"height": "170"}, reason=MARKS["why"])
    files.verify_fields(access=desk.access, record=papers, fields=["citizen_id"], paper=MARKS["verified"])
    files.withdraw_record(access=desk.access, record=history, reason=MARKS["withdrawn"])
    attach_document(
        access=desk.access, person=person, title=MARKS["title"], section=HealthRecord,
        upload=SimpleUploadedFile(f"{MARKS['title']}.pdf", PDF % MARKS["paper"].encode()),
    )  # fmt: skip
    return person


def everything(root: Path) -> dict[str, bytes]:
    """Every row of every table as the database gives it, and every file under the data directory."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = "\n".join(map(repr, cursor.fetchall())).encode()
    found.update({str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()})
    return found


def test_nothing_of_a_closed_section_is_found_in_the_open(written, tmp_path, desk):
    from canbo.facts import pictures

    assert pictures.current(desk.facts.__defaults__[0]).frame.height == 1
    places = everything(tmp_path)
    assert any(name.startswith(str(tmp_path / "files")) for name in places)
    assert b"reprimand" in places["personnel_discipline"]  # what is plain is seen by this test
    found = [
        f"{mark} in {place}" for place, content in places.items() for mark in MARKS.values() if mark.encode() in content
    ]
    assert not found


def test_a_request_of_the_person_is_not_found_in_the_open(person_who_asks, tmp_path):
    found = [
        f"{mark} in {place}"
        for place, content in everything(tmp_path).items()
        for mark in MARKS.values()
        if mark.encode() in content
    ]
    assert not found


@pytest.fixture
def person_who_asks(desk, make_account, settings, tmp_path, db):
    """A person who asks for a correction of a closed section, with a paper."""
    from canbo.privacy import proposals
    from canbo.privacy.services import corrections

    settings.CANBO_DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    person = desk.open("Lò Thị Mơ", born="1985")
    own = make_account("mo", "cadre", desk.tree.home, "Mơ", person_id=person.pk)
    proposal = proposals.Proposal({"status": MARKS["asked"]}, None)
    corrections.propose(
        access=own.access, kind=HealthRecord, action="add", proposal=proposal, note=MARKS["why"],
        uploads=[SimpleUploadedFile(f"{MARKS['evidence']}.pdf", PDF % MARKS["paper"].encode())],
    )  # fmt: skip
    return person


def test_a_list_under_import_is_not_found_in_the_open(settings, tmp_path, db):
    from canbo.imports.services import uploads

    settings.CANBO_DATA_DIR = tmp_path
    stored = uploads.store([MARKS["number"].encode()], ".csv")
    uploads.keep_outline(stored.name, {"sheet": MARKS["wife"]})
    with uploads.opened(stored.name) as plain:
        assert plain.read_bytes() == MARKS["number"].encode()
        assert plain.parent.stat().st_mode & 0o077 == 0
    for place, content in everything(tmp_path).items():
        assert MARKS["number"].encode() not in content, place
        assert MARKS["wife"].encode() not in content, place


def test_papers_and_uploads_lie_where_rotation_and_backup_look_for_them(settings):
    from canbo.imports.services import uploads
    from canbo.personnel.services.attachments import _path

    own = {uploads.directory().name, _path("ab" * 32).relative_to(settings.CANBO_DATA_DIR).parts[0]}
    assert own == set(SEALED_FOLDERS)
    assert own <= set(FOLDERS)
