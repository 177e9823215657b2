"""A picture patched with what changed equals one built from scratch, whatever was done to the files."""

from datetime import date

import pytest
import structlog
from canbo_testing.desk import DAY, DIRECTOR
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from canbo.core.dates import PartialDate
from canbo.facts import pictures
from canbo.facts.build import build
from canbo.facts.versions import runs_of
from canbo.organizations.models import StructureChange, UnitEdge
from canbo.organizations.services.structure import structure_change
from canbo.personnel import services as files
from canbo.personnel.models import (
    Discipline,
    Evaluation,
    FileChange,
    Identity,
    ITSkill,
    PartyMembership,
    Person,
    PlanEntry,
    PoliticalTheory,
    PostHolding,
    Qualification,
    RegimeRecord,
    SalaryStep,
)

DAYS = (date(2013, 12, 31), DAY)
NAMES = ["Nông Văn Bình", "Trần Thị Lan", "Lý Văn Cường", "Y Jone Ktull", "Ksor H'Bơkhăp", "Đặng Ân"]

past = st.dates(date(2005, 1, 1), date(2026, 3, 1)).map(
    lambda day: PartialDate(*(day.year, day.month, day.day)[: 1 + day.day % 3])
)


def _timed(**fields):
    return st.fixed_dictionaries({"valid_from": st.none() | past, **fields})


RECORDS = st.one_of(
    st.tuples(st.just(Qualification), _timed(level=st.sampled_from(["none", "college", "university", "master"]))),
    st.tuples(st.just(PoliticalTheory), _timed(level=st.sampled_from(["none", "intermediate", "advanced"]))),
    st.tuples(st.just(PostHolding), _timed(
        title=st.sampled_from([None, "head", "deputy", "staff"]), unit=st.sampled_from([None, "home", "team", "other"]),
        kind=st.sampled_from(["principal", "concurrent", "acting", "rotated"]),
        title_text=st.sampled_from(["", "Phụ trách, «quyền»"]),
    )),
    st.tuples(st.just(RegimeRecord), _timed(regime=st.sampled_from(["cadre", "civil_servant"]))),
    st.tuples(st.just(SalaryStep), _timed(step=st.integers(1, 9), rank_code=st.just("01.003"))),
    st.tuples(st.just(Evaluation), st.fixed_dictionaries({
        "year": st.integers(2010, 2026), "track": st.sampled_from(["state", "party"]),
        "rating": st.sampled_from(["", "good", "excellent"]),
    })),
    st.tuples(st.just(PlanEntry), _timed(
        title_text=st.sampled_from(["Trưởng phòng", "Phó phòng"]), unit=st.sampled_from([None, "home", "other"]),
    )),
    st.tuples(st.just(Discipline), _timed(track=st.just("state"), form=st.sampled_from(["warning", "removal"]))),
    st.tuples(st.just(ITSkill), _timed(level=st.sampled_from(["Không", "Cơ bản"]))),
    st.tuples(st.just(PartyMembership), st.fixed_dictionaries({"probationary_on": past})),
)  # fmt: skip

EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.sampled_from(NAMES)),
        st.tuples(st.just("add"), st.integers(0, 99), RECORDS, st.none() | st.sampled_from(DAYS)),
        st.tuples(st.just("withdraw"), st.integers(0, 99)),
        st.tuples(st.just("rename"), st.integers(0, 99), st.sampled_from(NAMES)),
        st.tuples(st.just("undo"), st.integers(0, 99)),
        st.tuples(st.just("reorder"), st.integers(0, 9)),
        st.tuples(st.just("retitle"), st.sampled_from(["head", "deputy", "staff"])),
        st.tuples(st.just("look")),
    ),
    min_size=1,
    max_size=8,
)


def _edit(desk, edit):
    verb, *given_ = edit
    people = list(Person.objects.filter(withdrawn_at__isnull=True).order_by("id"))
    chosen = people[given_[0] % len(people)] if people and given_ and isinstance(given_[0], int) else None
    if verb == "open":
        desk.open(given_[0], born="1980")
    elif verb == "add" and chosen:
        kind, values = given_[1]
        values = dict(values)
        if kind is PostHolding:
            values["title"] = desk.titles.get(values["title"])
        if "unit" in values:
            values["unit"] = getattr(desk.tree, values["unit"]) if values["unit"] else None
        if kind.section.single and kind.objects.known().filter(person=chosen).exists():
            return
        files.add_record(access=DIRECTOR, person=chosen, kind=kind, values={**values, "attested_on": given_[2]})
    elif verb == "withdraw" and chosen:
        for kind in (PostHolding, Qualification, Evaluation, PlanEntry, PartyMembership):
            record = kind.objects.known().filter(person=chosen).first()
            if record is not None:
                files.withdraw_record(access=DIRECTOR, record=record, reason="nhập nhầm")
                return
    elif verb == "rename" and chosen:
        identity = Identity.objects.known().get(person=chosen)
        files.correct_record(access=DIRECTOR, record=identity, values={"full_name": given_[1]}, reason="theo giấy")
    elif verb == "undo" and chosen:
        now = timezone.now()
        Person.objects.filter(pk=chosen.pk).update(withdrawn_at=now)
        FileChange.objects.create(person_key=chosen.pk, at=now)
    elif verb == "reorder":
        with structure_change():
            UnitEdge.objects.filter(unit=desk.tree.other).update(order=given_[0])
    elif verb == "retitle":
        with structure_change(StructureChange.Aspect.TITLES):
            title = desk.titles["deputy"]
            title.rank = given_[0]
            title.save(update_fields=["rank"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_patched_equals_rebuilt(desk, edits):
    for day in DAYS:
        pictures.current(day)
    for edit in edits:
        # An edit that the service refuses (someone's dates are out of order) leaves nothing behind.
        try:
            with transaction.atomic():
                _edit(desk, edit)
        except Exception as refusal:
            if type(refusal).__name__ not in {"ValidationError", "DomainError"}:
                raise
        if edit[0] == "look":
            pictures.current(DAY)
    for day in DAYS:
        assert_frame_equal(pictures.current(day).frame, build(day, None))


@pytest.fixture
def many(desk):
    people = [desk.open(f"Nông Văn {number}", born="1980") for number in range(30)]
    pictures.current(DAY)
    return people


def built(logs):
    return [entry["event"] for entry in logs].count("picture_built")


def test_a_few_changes_are_patched_many_are_rebuilt(desk, many):
    with structlog.testing.capture_logs() as logs:
        desk.post(many[0], "head", since="2010")
        assert desk.of(many[0])["is_leader"] is True
    assert built(logs) == 0
    with structlog.testing.capture_logs() as logs:
        for person in many[:15]:
            desk.post(person, "staff", kind="concurrent", since="2010")
        assert desk.of(many[14])["is_present"] is True
    assert built(logs) == 1


def test_a_change_of_the_tree_reads_no_file_again(desk, many):
    desk.post(many[0], "staff", unit=desk.tree.other, since="2010")
    before = desk.of(many[0])["unit_lft"]
    with structlog.testing.capture_logs() as logs:
        with structure_change():
            UnitEdge.objects.filter(unit=desk.tree.other).update(order=0)
        assert desk.of(many[0])["unit_lft"] < before
    assert built(logs) == 0
    assert_frame_equal(pictures.current(DAY).frame, build(DAY, None))


def test_new_positions_rebuild_nothing_but_a_new_rank_of_a_title_does(desk, many):
    with structlog.testing.capture_logs() as logs, structure_change(StructureChange.Aspect.POSITIONS):
        pass
    pictures.current(DAY)
    assert built(logs) == 0
    with structlog.testing.capture_logs() as logs:
        with structure_change(StructureChange.Aspect.TITLES):
            desk.titles["head"].rank = "staff"
            desk.titles["head"].save(update_fields=["rank"])
        pictures.current(DAY)
    assert built(logs) == 1


def test_a_change_that_is_committed_late_under_an_earlier_key_is_seen(desk, many):
    Identity.objects.filter(person=many[3]).update(full_name="Chưa nhật ký")
    last = FileChange.objects.order_by("-id").values_list("id", flat=True).first()
    FileChange.objects.create(pk=last + 2, person_key=many[0].pk, at=timezone.now())
    assert desk.of(many[3])["full_name"] == many[3].full_name
    assert pictures.current(DAY).version.holes[-1] == (last + 1, last + 1)
    FileChange.objects.create(pk=last + 1, person_key=many[3].pk, at=timezone.now())
    assert desk.of(many[3])["full_name"] == "Chưa nhật ký"
    assert (last + 1, last + 1) not in pictures.current(DAY).version.holes


def test_runs_of_keys():
    assert runs_of([]) == ()
    assert runs_of([3, 4, 5, 9]) == ((3, 5), (9, 9))


def test_a_restored_database_is_read_anew(desk, many):
    with structlog.testing.capture_logs() as logs:
        last = FileChange.objects.order_by("-id").first()
        FileChange.objects.filter(pk=last.pk).update(at=timezone.now())
        pictures.current(DAY)
    assert built(logs) == 1


def test_pictures_are_saved_again_after_many_patches(desk, many, monkeypatch):
    monkeypatch.setattr(pictures, "SAVED_AFTER", 2)
    for person in many[:4]:
        desk.post(person, "staff", since="2010")
        pictures.current(DAY)
    assert pictures.current(DAY).unsaved < 3
    whole = pictures.current(DAY)
    pictures._held.clear()
    again = pictures.current(DAY)
    assert again.frame.equals(whole.frame)
