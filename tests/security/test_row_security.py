"""PostgreSQL says what the selectors say a second time: as the role of the application, told who is looking."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

import canbo
from canbo.access.models import RoleGrant
from canbo.access.roles import all_roles
from canbo.access.selectors import context_for
from canbo.audit.models import AuditEntry
from canbo.cli.row_policies import guards, log_tables, make_roles, put_in_force
from canbo.common import rows
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.evaluation.models import Appeal, Campaign, Opinion, Rating, SelfDraft
from canbo.evaluation.selectors.away import aways_of_campaign
from canbo.evaluation.selectors.campaigns import campaigns as evaluation_campaigns
from canbo.evaluation.selectors.ratings import ratings
from canbo.evaluation.services.appeals import answer, set_right
from canbo.evaluation.services.deciding import Deciding, decide
from canbo.evaluation.services.progress import recount
from canbo.organizations.models import Tier
from canbo.personnel import selectors
from canbo.personnel.models import (
    RECORD_KINDS,
    Absence,
    Attachment,
    Award,
    Conclusion,
    Evaluation,
    FamilyMember,
    HealthRecord,
    IdentityPapers,
    Person,
    PersonalHistory,
)
from canbo.personnel.permissions import may_read_attachment, may_read_section

from ..architecture.page_table import PAGES, ROLES  # noqa: TID252  tests are no package
from ..architecture.test_pages import asked, world  # noqa: TID252
from .attempts import SECRETS, leaks_of_lists, made_target

__all__ = ["world"]  # a fixture, used by its name

#: Tables that name a person or an owner and have no policy, with the reason.
OPEN_TABLES = {
    "access_fileowner": "read before anybody is known, to tell who is looking",
    "personnel_filechange": "keys and moments; says that a file changed, not what",
    "jobs_job": "lies on a connection of its own that no viewer is told to; titles and progress of work",
    "documents_exportrequest": "who asked, who decides and who looks up a mark read it by rules of their own",
    "access_rolegrant": "read before anybody is known; rights of accounts, no file",
}
#: The roles whose every page is asked under the policies: it takes minutes a role; `make soak` asks all of them.
ASKED = [role for role in ROLES if role != "stranger" and (role == "officer" or "CANBO_SOAK_ROLES" in os.environ)]
#: Where the role of the system is lent, and what for.
LENT = {
    "canbo/audit/services/__init__.py": "nobody but the system writes the log",
    "canbo/audit/selectors.py": "whether a case was announced, and which link covers a row, tells of nobody",
    "canbo/audit/services/sealing.py": "nobody but the system chains the log",
    "canbo/audit/unusual.py": "what an account usually reads is counted over all that it read",
    "canbo/audit/verifying.py": "the whole log is read to prove it; what its rows hold is told to nobody",
    "canbo/cli/backup/restoring.py": "a vote that a backup cut short is given up, whoever runs the meeting",
    "canbo/enactments/services/applying.py": "a signed decision is carried out in the name of who entered its signature",
    "canbo/enactments/services/signing.py": "whether a seat is taken, and what stands later, lies in files of others too",
    "canbo/evaluation/selectors/away.py": "an opening counts who was away; a page shows the record by its right alone",
    "canbo/evaluation/selectors/beside.py": "a text is held against those of colleagues; their words never leave",
    "canbo/evaluation/selectors/mirroring.py": "a unit is held against the whole campaign; who sees what is cut after",
    "canbo/evaluation/selectors/cap_groups.py": "a cap counts everybody of its group; levels in numbers alone",
    "canbo/evaluation/selectors/open_matters.py": "what is still open before a campaign closes, in numbers",
    "canbo/evaluation/selectors/opinions.py": "who is asked for an opinion sees whom it is about, and nothing of the rating",
    "canbo/evaluation/selectors/order.py": "what must be rated first is told by its stage, wherever it is rated",
    "canbo/evaluation/selectors/parts.py": "the points of the year's quarters and months, wherever the person was rated then",
    "canbo/evaluation/services/opinions.py": "who is asked for an opinion writes it down; what is missing is counted over all",
    "canbo/evaluation/services/progress.py": "a unit's ratings are counted over all of them, whoever changed one",
    "canbo/evaluation/services/shortcomings.py": "what was named last year comes back, wherever the person was rated then",
    "canbo/facts/pictures.py": "the picture of a day is of everybody; every reader cuts it to their scope",
    "canbo/imports/services/planning.py": "a row is matched against every file, as is whoever opens one by hand",
    "canbo/procedures/services/run_decisions.py": "a signed decision does its step, whoever runs the procedure",
    "canbo/personnel/services/bulk.py": "nobody is entered twice, and no identity number, wherever the other file lies",
    "canbo/personnel/services/files.py": "likewise",
    "canbo/personnel/services/repeated.py": "a file that moves out of the writer's scope is still moved",
    "canbo/personnel/services/erasing.py": "an erasure that two have approved takes closed sections too",
    "canbo/personnel/selectors/relatives.py": "whether somebody decides on a relative stands in sections closed to them",
    "canbo/procedures/selectors/convened.py": "a rule convenes people by their posts, whoever keeps their files; names alone",
    "canbo/privacy/services/corrections.py": "two drafts at once wait for each other at the file's row",
    "canbo/web/daily.py": "the daily work",
    "canbo/web/selectors.py": "whoever keeps accounts may ask whether a file number is one",
}


def upload():
    return SimpleUploadedFile("giay.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")


@pytest.fixture(scope="module")
def policies(django_db_setup, django_db_blocker):
    """Roles and policies, as `canbo db roles` puts them in force; for the owner of the tables nothing changes."""
    database = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            make_roles(cursor, database)
            put_in_force(cursor, database)
        yield
        with connection.cursor() as cursor:
            for role in (rows.application_role(database), rows.system_role(database)):
                cursor.execute(f'DROP OWNED BY "{role}" CASCADE')
                cursor.execute(f'DROP ROLE "{role}"')


@contextmanager
def as_application() -> Iterator[None]:
    """For a while the connection is that of the application."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'SET SESSION AUTHORIZATION "{rows.application_role(connection.settings_dict["NAME"])}"')
        rows.forget()
        try:
            yield
        finally:
            rows.forget()
            if not connection.needs_rollback:
                cursor.execute("RESET SESSION AUTHORIZATION")


@pytest.fixture
def office(policies, db, desk, make_account, tree):
    """Files in three units and of several tiers, with closed sections; one of them is somebody's own."""
    targets = [
        made_target(desk, unit, name, upload)
        for unit, name in (
            (tree.home, SECRETS["home"]), (tree.other, SECRETS["other"]), (tree.team, "Đỗ Thị Tổ"), (tree.root, "Vũ Văn Huyện"),
        )
    ]  # fmt: skip
    for target in targets:
        desk.add(target.person, IdentityPapers, citizen_id="")
        desk.add(target.person, HealthRecord, status="tốt")
        desk.add(target.person, Absence, kind="sick", since="2026-01-01")
        desk.add(target.person, PersonalHistory, kind="imprisoned", content="từng")
        desk.add(target.person, Conclusion, kind="vetting", content="kết luận")
        desk.add(target.person, Award, form="Bằng khen")
    for place, tier in enumerate(("province", "district", "")):
        Person.objects.filter(pk=targets[place].person.pk).update(managed_tier=tier)
    return [target.person for target in targets]


def viewers(make_account, tree, office, seed: int) -> list[AccessContext]:
    """Accounts of every role, and some with several grants, tiers and a file of their own, drawn at random."""
    chance = random.Random(seed)
    units = [None, tree.root, tree.home, tree.team, tree.other]
    found = []
    for number in range(24):
        person = chance.choice([0, 0, *(each.pk for each in office)])
        account = make_account(f"v{seed}-{number}")
        for _each in range(chance.choice((0, 1, 1, 2, 3))):
            RoleGrant.objects.create(
                user=account.user, role=chance.choice(list(all_roles())), unit=chance.choice(units),
                tier=chance.choice(["", "", *Tier.values]), valid_from="2000-01-01", granted_by_name="x",
                granted_at=timezone.now(),
            )  # fmt: skip
        access = context_for(account.user, timezone.localdate())
        found.append(AccessContext(access.user_id, access.user_name, access.grants, person or None))
    return found


def seen(table: str, column: str = "id") -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_raw_rows_are_those_that_the_selectors_give(office, make_account, tree, seed):
    told = 0
    for access in viewers(make_account, tree, office, seed):
        reaching = {
            each.pk
            for each in office
            for right in (Permission.EDIT_FILES, Permission.HANDLE_REQUESTS)
            if access.covers_file(right, each.unit.path, Person.objects.get(pk=each.pk).managed_tier)
        }
        people = list(Person.objects.select_related("unit"))
        wanted = {
            kind: {each.pk for each in people if may_read_section(access, each, kind)}
            & set(kind._default_manager.values_list("person_id", flat=True))
            for kind in RECORD_KINDS
        }
        visible = set(selectors.visible_people(access).values_list("pk", flat=True))
        papers = {
            each.pk for each in Attachment.objects.select_related("person__unit") if may_read_attachment(access, each)
        }
        with as_application(), rows.viewing(access):
            assert seen("personnel_person") == visible | reaching, access
            assert seen("personnel_attachment") == papers, access
            for kind, who in wanted.items():
                assert seen(kind._meta.db_table, "person_id") == who, (access, kind)
                told += len(who)
    assert told > 100


def test_a_campaign_heeds_who_was_away_though_who_runs_it_may_not_read_it(office, make_account, tree):
    secretary = make_account("thuky", "evaluation_secretary", tree.root)
    campaign = Campaign.objects.create(
        unit=tree.root, title="Năm 2026", year=2026, law_day=date(2026, 12, 31), created_by_name="Lan"
    )
    with as_application(), rows.viewing(secretary.access):
        assert seen("personnel_absence") == set()
        assert len(aways_of_campaign(campaign)) == len(office)


def test_nobody_told_is_nobody(office):
    with as_application():
        for guard in guards():
            assert seen(guard.table, "1") == set(), guard.table
        for log in log_tables():
            assert seen(log.table, "1") == set(), log.table


def test_what_was_told_ends_with_the_block_and_with_its_transaction(office, lan):
    with as_application():
        with rows.viewing(lan.access):
            assert seen("personnel_person")
        assert not seen("personnel_person")
        with pytest.raises(DatabaseError, match="no_such_table"), transaction.atomic(), rows.viewing(lan.access):
            seen("no_such_table")
        assert not seen("personnel_person")
        with rows.viewing(lan.access):
            assert seen("personnel_person")


def test_the_system_sees_everything_for_as_long_as_it_is_lent(office):
    with as_application():
        with rows.as_system():
            assert seen("personnel_person") == {each.pk for each in office}
            with rows.as_system():
                pass
            assert seen("personnel_person")
        assert not seen("personnel_person")


def test_writing_is_refused_out_of_scope_and_in_ones_own_file(office, cuong, lan):
    for access, allowed in ((cuong.access, False), (lan.access, True)):
        with as_application(), rows.viewing(access):
            changed = FamilyMember.objects.filter(person_id=office[0].pk).update(note="x")
            assert bool(changed) == allowed
            if not allowed:
                with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                    FamilyMember.objects.create(
                        person_id=office[0].pk, source_id=office[0].source_id, recorded_at=timezone.now(), full_name="x"
                    )
    own = AccessContext(lan.access.user_id, "Lan", lan.access.grants, office[0].pk)
    with as_application(), rows.viewing(own):
        assert FamilyMember.objects.filter(person_id=office[0].pk).update(note="y") == 0


def test_the_log_is_written_by_the_system_alone_and_emptied_by_nobody(office, lan):
    assert AuditEntry.objects.exists()
    for system in (False, True):
        for statement in (
            "UPDATE audit_auditentry SET actor_name = 'x'",
            "DELETE FROM audit_auditentry",
            "TRUNCATE audit_auditentry",
            "UPDATE audit_auditseal SET link = ''",
            "DELETE FROM audit_auditanchor",
            *(() if system else ("INSERT INTO audit_audithead (id) VALUES (2)",)),
        ):
            acting = rows.as_system() if system else rows.viewing(lan.access)
            refused = pytest.raises(DatabaseError, match=r"permission denied|ghi them")
            with as_application(), refused, transaction.atomic(), acting, connection.cursor() as cursor:
                cursor.execute(statement)


def test_the_log_shows_a_viewer_what_the_selector_shows(office, inspector, administrator, lan):
    from canbo.audit.selectors import entries

    for access in (inspector.access, administrator.access, lan.access):
        wanted = set(entries(access).values_list("pk", flat=True))
        with as_application(), rows.viewing(access):
            assert seen("audit_auditentry") == wanted


def test_a_selector_that_forgets_its_filter_still_shows_nothing(office, lan, cuong, monkeypatch):
    from canbo.web import selectors as web

    monkeypatch.setattr(web, "visible_people", lambda _access: Person.objects.filter(withdrawn_at__isnull=True))
    assert leaks_of_lists(lan.client, SECRETS["other"]), "the broken selector leaks where no policy holds"
    with as_application():
        assert leaks_of_lists(lan.client, SECRETS["other"]) == []
        with rows.viewing(cuong.access):
            assert SECRETS["other"] in {each.full_name for each in Person.objects.all()}
            assert SECRETS["home"] not in {each.full_name for each in Person.objects.all()}


def test_runs_are_shown_as_the_selectors_show_them(office, lan, cuong, binh, make_account, tree):
    from canbo.procedures.models import RunStep
    from canbo.procedures.selectors.runs import runs
    from canbo.procedures.services.run_people import ActorGiven, state_actors, tell_subject
    from canbo.procedures.services.run_steps import complete_step
    from canbo.procedures.services.runs import SubjectGiven, start_run

    day = date(2026, 3, 2)

    def begun(procedure, act, person):
        return start_run(
            access=lan.access, unit=tree.home, act=act, procedure=procedure, title=act, today=day,
            subjects=[SubjectGiven(person_id=person.pk)],
            circumstances={"regime": "civil_servant", "target_block": "government"},
        )  # fmt: skip

    considered, actor = office[0], office[2]
    untold = begun("state.transfer", "transfer", considered)
    told = begun("state.secondment", "secondment", considered)
    tell_subject(access=lan.access, subject_id=told.subjects.get().pk, today=day)
    mine = begun("state.reappointment", "reappointment", considered)
    complete_step(access=lan.access, step_id=mine.steps.get(state="ready").pk, today=day)
    state_actors(
        access=lan.access,
        step_id=untold.steps.get(state="ready").pk,
        actors=[ActorGiven(person_id=actor.pk)],
        today=day,
    )
    own = make_account("tu", "officer", tree.home, "Tự", person_id=considered.pk)
    acting = make_account("lam", "cadre", tree.home, "Làm", person_id=actor.pk)
    counts = []
    for account in (lan, cuong, binh, own, acting):
        wanted = set(runs(account.access).values_list("pk", flat=True))
        counts.append(len(wanted))
        of_steps = set(RunStep.objects.filter(run__in=wanted).values_list("pk", flat=True))
        with as_application(), rows.viewing(account.access):
            assert seen("procedures_run") == wanted, account.user
            assert seen("procedures_runstep") == of_steps, account.user
            for table in ("procedures_runsubject", "procedures_runlog"):
                assert seen(table, "run_id") == wanted, account.user
            changed = RunStep.objects.filter(run=untold).update(authority="x")
            assert bool(changed) == (untold.pk in wanted)
    assert counts == [3, 0, 0, 2, 1]


def test_who_signs_a_decision_does_its_step_in_a_run_that_they_may_not_see(
    policies, lan, binh, tree, desk, django_capture_on_commit_callbacks
):
    from canbo.core.dates import PartialDate
    from canbo.enactments.services import draft_decision, sign
    from canbo.procedures.models import RunStep
    from canbo.procedures.services.runs import SubjectGiven, start_run

    run = start_run(
        access=lan.access, unit=tree.home, act="transfer", procedure="state.transfer", title="Điều động",
        subjects=[SubjectGiven(person_id=desk.open("Đỗ Văn Cử").pk)], circumstances={"regime": "civil_servant"},
        today=date(2026, 3, 2),
    )  # fmt: skip
    decision = draft_decision(
        access=lan.access, unit=tree.home, kind="transfer", abstract="Điều động", issuer_name="Huyện Mẫu"
    )
    run.steps.exclude(key="t4").update(state="done", done_on=date(2026, 3, 2))
    run.steps.filter(key="t4").update(state="ready", decision=decision)
    with as_application(), rows.viewing(binh.access), django_capture_on_commit_callbacks(execute=True):
        day = PartialDate(2026, 3, 4)
        sign(access=binh.access, decision=decision, issued_on=day, today=date(2026, 3, 4), number="7/QĐ")
        assert not RunStep.objects.exists(), "the signer runs no procedures"
    assert run.steps.get(key="t4").done_on == date(2026, 3, 4)


def test_ratings_are_shown_as_the_selectors_show_them(policies, lan, binh, cuong, make_account, desk, tree):
    people = [desk.open(name, unit) for name, unit in (
        ("Người Nhà", tree.home), ("Người Ngoài", tree.other), ("Người Chấm", tree.other),
    )]  # fmt: skip
    campaigns = [
        Campaign.objects.create(
            unit=unit, title="Năm 2026", year=2026, law_day=date(2026, 12, 31), state="open", created_by_name="x"
        )
        for unit in (tree.root, tree.other)
    ]
    made = [
        Rating.objects.create(
            campaign=campaign, unit=person.unit, person=person, scheme="x", rank="staff", rater_id=people[2].pk
        )
        for campaign, person in ((campaigns[0], people[0]), (campaigns[0], people[1]), (campaigns[1], people[1]))
    ]
    for each in made:
        Opinion.objects.create(rating=each, kind="residence", asked_of="x")
        recount(each.campaign_id, [each.unit_id])
    draft = SelfDraft.objects.create(rating=made[0], saved_at=timezone.now(), saved_by_name="x")
    own = make_account("tu-danh-gia", "cadre", tree.home, person_id=people[0].pk)
    rater = make_account("nguoi-cham", "cadre", tree.other, person_id=people[2].pk)
    counts = []
    for account in (lan, binh, cuong, own, rater):
        wanted = set(ratings(account.access).values_list("pk", flat=True))
        known = set(evaluation_campaigns(account.access).values_list("pk", flat=True))
        counts.append((len(wanted), len(known)))
        with as_application(), rows.viewing(account.access):
            assert seen("evaluation_rating") == wanted, account.user
            assert seen("evaluation_campaign") == known, account.user
            assert seen("evaluation_opinion", "rating_id") == wanted, account.user
            assert seen("evaluation_selfdraft") == ({draft.pk} if account is own else set())
            named = {each.full_name for each in Person.objects.filter(pk__in=[each.person_id for each in made])}
            assert len(named) == len({each.person_id for each in made if each.pk in wanted}), account.user
            assert bool(Rating.objects.filter(pk=made[0].pk).update(post="y")) == (made[0].pk in wanted)
    assert counts == [(1, 1), (1, 1), (2, 2), (1, 1), (3, 2)]


def test_who_concludes_writes_the_decision_into_files_and_nothing_else(policies, binh, desk, tree):
    mine, other = desk.open("Người Được Xếp Loại"), desk.open("Người Khác", tree.other)
    campaign = Campaign.objects.create(
        unit=tree.root, title="Năm 2026", year=2026, law_day=date(2026, 12, 31), state="open", created_by_name="x"
    )
    held = {"scheme": "state.nd_335_2025.civil_servant", "rank": "staff", "concluded_level": "well"}
    days = {"concluded_on": date(2026, 12, 20), "told_on": date(2026, 12, 21)}
    rating, elsewhere = (
        Rating.objects.create(campaign=campaign, unit=each.unit, person=each, **held, **days) for each in (mine, other)
    )
    recount(campaign.pk, [tree.home.pk, tree.other.pk])
    said = Appeal.objects.create(rating=rating, kind="reservation", made_on=date(2026, 12, 22), text="x")
    given = Deciding(on=date(2026, 12, 31), minutes="Biên bản số 5-BB")
    with as_application(), rows.viewing(binh.access):
        with pytest.raises(DomainError, match="ngoài phạm vi"):
            decide(access=binh.access, rating_ids=[elsewhere.pk], given=given)
        done = decide(access=binh.access, rating_ids=[rating.pk], given=given)
        assert (done.records, done.papers) == (1, 1)
        record = Evaluation.objects.get(person=mine)
        assert Evaluation.objects.filter(pk=record.pk).update(rating="average") == 0, "nothing stays lent"
    desk.post(mine, unit=tree.other, since="2026-12-15")
    with as_application(), rows.viewing(binh.access):
        right = {"ground": "Kết luận thanh tra", "on": date(2027, 1, 5)}
        set_right(access=binh.access, rating_id=rating.pk, new_level="completed", **right)
        answer(access=binh.access, appeal_id=said.pk, new_level="", text="Đã xem lại", on=date(2027, 1, 6))
    assert Evaluation.objects.get(supersedes=record).rating == "completed"
    assert Attachment.objects.filter(person=mine, section_key="evaluation").count() == 2


def test_every_table_of_files_has_its_policy():
    guarded = {guard.table for guard in guards()} | {log.table for log in log_tables()}
    missing = set()
    for model in apps.get_models():
        if not model.__module__.startswith("canbo."):
            continue
        fields = model._meta.concrete_fields
        of_person = any(each.related_model is Person or each.name in {"person_key", "owner_id"} for each in fields)
        hangs = any(each.is_relation and each.related_model._meta.db_table in guarded for each in fields)
        if (of_person or hangs) and model._meta.db_table not in guarded | set(OPEN_TABLES):
            missing.add(model._meta.db_table)
    assert missing == set(), "give these a Guard in canbo/cli/row_policies.py, or a reason here"


def test_the_role_of_the_system_is_lent_nowhere_else():
    root = Path(canbo.__file__).parents[1]
    found = {
        str(path.relative_to(root))
        for path in (root / "canbo").rglob("*.py")
        if re.search(r"\bas_system\(\)", path.read_text("utf-8")) and path.name != "rows.py"
    }
    assert found == set(LENT)


@pytest.mark.parametrize("role", ASKED)
def test_each_page_answers_the_same_under_the_policies(role, world, policies, cuong):
    wrong = []
    for row in PAGES:
        for case, codes in row.cases():
            expected = codes[ROLES.index(role)]
            answer, address = asked(world, row, role, case, cuong, as_application)
            if str(answer.status_code) != expected:
                wrong.append(f"{case}: {answer.status_code}, không phải {expected} ({address})")
    assert not wrong, "\n".join(["", *wrong])
