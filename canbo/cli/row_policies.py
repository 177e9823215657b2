"""Row-level security on PostgreSQL: one table of what guards which table, and the statements made of it.

Three roles: the owner of the tables (migrates, saves, restores; no policy holds for it), the application (connects;
sees what its viewer may see, told by `canbo.common.rows`), the system (lent to the application for work that is no
viewer's).
The policies are written apart from the selectors on purpose: a selector that forgets its filter still shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from canbo.common.rows import SETTINGS, application_role, system_role
from canbo.core.access import Permission
from canbo.decisions.kinds import CLOSED_KINDS
from canbo.personnel.models import RECORD_KINDS
from canbo.personnel.permissions import HIDDEN_FROM_SELF

_USER, _PERSON, _OWN, _REACH = SETTINGS
_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION canbo_number(setting text) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting(setting, true), '')::bigint $$;
CREATE OR REPLACE FUNCTION canbo_reach(permission text) RETURNS TABLE(path text, tier text) LANGUAGE sql STABLE AS
$$ SELECT pair->>0, pair->>1 FROM jsonb_array_elements(
   coalesce(nullif(current_setting('{_REACH}', true), ''), '{{}}')::jsonb -> permission) pair $$;
CREATE OR REPLACE FUNCTION canbo_everywhere(permission text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM canbo_reach(permission) WHERE path = '' AND tier = '') $$;
CREATE OR REPLACE FUNCTION canbo_units(permission text) RETURNS TABLE(unit_id bigint, tier text) LANGUAGE sql STABLE AS
$$ SELECT u.id, r.tier FROM canbo_reach(permission) r JOIN organizations_unit u
   ON u.path >= r.path COLLATE "C" AND u.path < (r.path || '~') COLLATE "C" $$;
CREATE OR REPLACE FUNCTION canbo_called() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT meeting_id FROM procedures_attendance WHERE person_id = canbo_number('{_PERSON}') AND NOT is_left_out $$;
CREATE OR REPLACE FUNCTION canbo_convened() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ WITH known AS (
     SELECT id, chair_id, teller_id, secretary_id FROM procedures_meeting
     WHERE unit_id IN (SELECT unit_id FROM canbo_units('{Permission.RUN_PROCEDURES}'))
        OR canbo_number('{_PERSON}') IN (chair_id, teller_id, secretary_id)
        OR id IN (SELECT canbo_called()))
   SELECT chair_id FROM known UNION SELECT teller_id FROM known UNION SELECT secretary_id FROM known
   UNION SELECT a.person_id FROM procedures_attendance a JOIN known ON known.id = a.meeting_id
   UNION SELECT s.person_id FROM procedures_itemsubject s JOIN procedures_agendaitem i ON i.id = s.item_id
     JOIN known ON known.id = i.meeting_id $$;
CREATE OR REPLACE FUNCTION canbo_runs_about_me() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT run_id FROM procedures_runsubject WHERE person_id = canbo_number('{_PERSON}') AND left_on IS NULL $$;
CREATE OR REPLACE FUNCTION canbo_runs_shown() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT s.run_id FROM procedures_stepactor a JOIN procedures_runstep s ON s.id = a.step_id
   WHERE a.person_id = canbo_number('{_PERSON}') AND s.state <> 'returned'
     AND s.run_id NOT IN (SELECT canbo_runs_about_me())
   UNION SELECT run_id FROM procedures_runsubject
   WHERE person_id = canbo_number('{_PERSON}') AND left_on IS NULL AND told_on IS NOT NULL
   UNION SELECT s.run_id FROM procedures_runstep s
   WHERE s.for_subject AND s.state IN ('ready', 'done') AND s.run_id IN (SELECT canbo_runs_about_me()) $$;
CREATE OR REPLACE FUNCTION canbo_evaluated_units() RETURNS SETOF bigint LANGUAGE sql STABLE AS
$$ SELECT unit_id FROM canbo_units('{Permission.RUN_EVALUATIONS}')
   UNION SELECT unit_id FROM canbo_units('{Permission.CONCLUDE_EVALUATIONS}') $$;
CREATE OR REPLACE FUNCTION canbo_campaigns() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT campaign_id FROM evaluation_unitprogress WHERE unit_id IN (SELECT canbo_evaluated_units())
   UNION SELECT campaign_id FROM evaluation_rating
   WHERE canbo_number('{_PERSON}') IN (person_id, answerer_id, rater_id) $$;
CREATE OR REPLACE FUNCTION canbo_rated() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ WITH known AS (
     SELECT person_id, rater_id, answerer_id FROM evaluation_rating WHERE unit_id IN (SELECT canbo_evaluated_units())
     UNION SELECT person_id, rater_id, answerer_id FROM evaluation_rating
     WHERE canbo_number('{_PERSON}') IN (person_id, answerer_id, rater_id))
   SELECT person_id FROM known UNION SELECT rater_id FROM known UNION SELECT answerer_id FROM known $$;
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """What guards one table: the condition for reading a row, and for writing one (the same where None)."""

    table: str
    read: str
    write: str | None = None


def _files(right: Permission, unit: str = "unit_id", tier: str = "managed_tier") -> str:
    """The condition that a file kept in this unit and managed at this tier lies where the right reaches."""
    return (
        f"((SELECT canbo_everywhere('{right}'))"
        f" OR {unit} IN (SELECT unit_id FROM canbo_units('{right}') WHERE tier = '')"
        f" OR ({unit}, {tier}) IN (SELECT unit_id, tier FROM canbo_units('{right}') WHERE tier <> ''))"
    )


def _units(right: Permission) -> str:
    """The condition that the row's unit lies where the right is held; tiers say nothing of units."""
    return f"unit_id IN (SELECT unit_id FROM canbo_units('{right}'))"


def _of_person(right: Permission, key: str = "person_id") -> str:
    """The condition that the row's person lies where the right reaches."""
    within = _files(right, "p.unit_id", "p.managed_tier")
    return f"EXISTS (SELECT 1 FROM personnel_person p WHERE p.id = {key} AND {within})"


def _own(key: str = "person_id") -> str:
    return f"{key} = (SELECT canbo_number('{_OWN}'))"


def _mine(key: str = "owner_id") -> str:
    return f"{key} = (SELECT canbo_number('{_USER}'))"


def _through(table: str, key: str) -> str:
    """The condition that the viewer sees the row of another table that this one hangs on."""
    return f"EXISTS (SELECT 1 FROM {table} up WHERE up.id = {key})"


#: Nobody writes into their own file.
_NOT_SELF = f"person_id IS DISTINCT FROM (SELECT canbo_number('{_PERSON}'))"
#: The mark of a decision `d`, as `core.secrecy.rights_to_see` says it.
_UNMARKED = (
    "(d.secrecy = '' OR d.unit_key IN (SELECT unit_id FROM canbo_units('secrecy.toi_mat'))"
    " OR (d.secrecy = 'mat' AND d.unit_key IN (SELECT unit_id FROM canbo_units('secrecy.mat'))))"
)
_WRITE_FILE = f"({_of_person(Permission.EDIT_FILES)} AND {_NOT_SELF})"


def _section(right: Permission | None) -> str:
    """The condition for reading a row of a section, as `may_read_section` says it."""
    if right is None:
        return f"({_of_person(Permission.VIEW_FILES)} OR {_own()})"
    held = f"({_of_person(Permission.VIEW_FILES)} AND {_of_person(right)})"
    return f"({held} AND {_NOT_SELF})" if right in HIDDEN_FROM_SELF else f"({held} OR {_own()})"


def _of_decision(*rights: Permission, key: str = "decision_id") -> str:
    """The condition that the row's decision stands in the register of a unit where one of the rights is held.

    Planning, discipline and marked ones need the further right there.
    """
    held = " OR ".join(f"d.unit_key IN (SELECT unit_id FROM canbo_units('{right}'))" for right in rights)
    closed = " AND ".join(
        f"(d.kind <> '{kind}' OR d.unit_key IN (SELECT unit_id FROM canbo_units('{right}')))"
        for kind, right in CLOSED_KINDS.items()
    )
    return f"EXISTS (SELECT 1 FROM decisions_decision d WHERE d.id = {key} AND ({held}) AND {closed} AND {_UNMARKED})"


def _about_people(key: str = "decision_id") -> str:
    """The condition that a signed, unmarked decision concerns a file that the viewer may open, or their own."""
    seen = f"({_of_person(Permission.VIEW_FILES)} OR {_own()})"
    return (
        f"({seen} AND EXISTS (SELECT 1 FROM decisions_decision d WHERE d.id = {key} AND d.secrecy = ''"
        " AND d.state NOT IN ('draft', 'discarded') AND d.kind <> 'planning'"
        f" AND (d.kind <> 'discipline' OR {_own()})))"
    )


def _papers() -> str:
    """The condition for reading a paper: by the right of its section; withdrawn ones by who keeps the schedule too."""
    closed = {kind.section.key: kind.section.right for kind in RECORD_KINDS if kind.section.right is not None}
    keys = ", ".join(f"'{key}'" for key in closed)
    parts = [f"section_key NOT IN ({keys}) AND {_section(None)}"]
    for right in sorted(set(closed.values())):
        named = ", ".join(f"'{key}'" for key, needed in closed.items() if needed == right)
        parts.append(f"section_key IN ({named}) AND {_section(right)}")
    parts.append(f"withdrawn_at IS NOT NULL AND {_of_person(Permission.HANDLE_REQUESTS)}")
    return " OR ".join(f"({part})" for part in parts)


def _logged(right: Permission) -> str:
    """The condition that a row tells of a unit where the right reaches; of no unit: for who holds it everywhere."""
    return (
        f"EXISTS (SELECT 1 FROM canbo_reach('{right}') r WHERE r.path = '' OR "
        '(unit_path >= r.path COLLATE "C" AND unit_path < (r.path || \'~\') COLLATE "C"))'
    )


def _erased(right: Permission) -> str:
    return (
        f"EXISTS (SELECT 1 FROM canbo_reach('{right}') r WHERE starts_with(unit_path, r.path) "
        "AND r.tier IN ('', managed_tier))"
    )


def _paper_within() -> str:
    """The condition that a made paper belongs where the viewer holds the right that it needs."""
    return (
        "EXISTS (SELECT 1 FROM canbo_reach(permission) r WHERE starts_with(unit_path, r.path) "
        "AND r.tier IN ('', documents_madepaper.tier))"
    )


def _leads() -> str:
    """The condition that the viewer runs a meeting, chairs it, counts in it or writes it down."""
    return (
        f"({_units(Permission.RUN_PROCEDURES)}"
        f" OR (SELECT canbo_number('{_PERSON}')) IN (chair_id, teller_id, secretary_id))"
    )


def _minuted(meeting: str) -> str:
    """The condition that the viewer reads what was said in the meeting with this key: its runner, secretary, chair."""
    return (
        f"EXISTS (SELECT 1 FROM procedures_meeting m WHERE m.id = {meeting} AND"
        f" (m.{_units(Permission.RUN_PROCEDURES)}"
        f" OR (SELECT canbo_number('{_PERSON}')) IN (m.chair_id, m.secretary_id)))"
    )


def guards() -> tuple[Guard, ...]:
    """Give what guards each table."""
    edit, handle = Permission.EDIT_FILES, Permission.HANDLE_REQUESTS
    people = " OR ".join(_files(right) for right in (Permission.VIEW_FILES, edit, handle))
    requests = (
        f"{_own()} OR (kind = 'correction' AND {_of_person(edit)}) OR "
        f"((kind <> 'correction' OR closed_at IS NOT NULL) AND {_of_person(handle)})"
    )
    asked = "EXISTS (SELECT 1 FROM privacy_campaignperson asked WHERE asked.campaign_id = privacy_campaign.id)"
    importing = f"root_id IN (SELECT unit_id FROM canbo_units('{Permission.IMPORT}'))"
    shared = f"(is_shared AND EXISTS (SELECT 1 FROM canbo_reach('{Permission.VIEW_FILES}')))"
    everywhere = f"EXISTS (SELECT 1 FROM canbo_reach('{Permission.IMPORT}') WHERE path = '')"
    # Nobody is shown a run about themselves before they are told of it, except a step that is theirs to do.
    runs = (
        f"({_units(Permission.RUN_PROCEDURES)} AND id NOT IN (SELECT canbo_runs_about_me()))"
        " OR id IN (SELECT canbo_runs_shown())"
    )
    rated = "unit_id IN (SELECT canbo_evaluated_units())"
    part = f"{rated} OR (SELECT canbo_number('{_PERSON}')) IN (person_id, answerer_id, rater_id)"
    return (
        # Everybody at a meeting sees who else is there, everybody in an evaluation whom they rate and who rates them;
        # of their files, the row with the name alone.
        Guard(
            "personnel_person",
            f"{people} OR {_own('id')} OR id IN (SELECT canbo_convened()) OR id IN (SELECT canbo_rated())",
            _files(edit),
        ),
        *(Guard(kind._meta.db_table, _section(kind.section.right), _WRITE_FILE) for kind in RECORD_KINDS),
        Guard("personnel_attachment", _papers(), _WRITE_FILE),
        Guard(
            "enactments_enactment", f"{_of_decision(Permission.VIEW_FILES)} OR EXISTS (SELECT 1 FROM "
            "enactments_decisionsubject s WHERE s.decision_id = enactments_enactment.decision_id)",
            _of_decision(edit, Permission.SIGN_DECISIONS),
        ),
        Guard(
            "enactments_decisionsubject", f"{_of_decision(Permission.VIEW_FILES)} OR {_about_people()}",
            _of_decision(edit, Permission.SIGN_DECISIONS),
        ),
        Guard("enactments_fileeffect", _through("enactments_decisionsubject", "subject_id")),
        Guard("privacy_filerequest", requests),
        *(
            Guard(f"privacy_{name}", _through("privacy_filerequest", "request_id"))
            for name in ("requestevent", "requestitem", "evidence")
        ),
        Guard("privacy_restriction", _through("personnel_person", "person_id"), _of_person(handle)),
        Guard("privacy_campaign", f"{_units(edit)} OR {asked}", _units(edit)),
        Guard("privacy_campaignperson", f"{_own()} OR {_of_person(edit)}"),
        Guard("privacy_erasure", f"{_erased(handle)} OR {_erased(edit)}"),
        Guard("privacy_breach", _units(handle)),
        Guard("privacy_breachevent", _through("privacy_breach", "breach_id")),
        Guard("imports_importbatch", f"{_mine()} OR {importing} OR {everywhere}"),
        Guard("imports_importrow", _through("imports_importbatch", "batch_id")),
        Guard("documents_madepaper", f"{_mine('made_by_id')} OR {_paper_within()}"),
        Guard("documents_paperprint", _mine("asked_by_id")),
        # A meeting is known to who runs the meetings of its unit, to who leads it, to who is called to it.
        Guard("procedures_meeting", f"{_leads()} OR id IN (SELECT canbo_called())", _leads()),
        *(
            Guard(f"procedures_{name}", _through("procedures_meeting", "meeting_id"))
            for name in ("attendance", "agendaitem", "vote")
        ),
        Guard("procedures_itemsubject", _through("procedures_agendaitem", "item_id")),
        Guard("procedures_discussionnote", _minuted(
            "(SELECT i.meeting_id FROM procedures_agendaitem i WHERE i.id = item_id)"
        )),
        Guard("procedures_minutes", _minuted("meeting_id")),
        *(
            Guard(f"procedures_{name}", _through("procedures_vote", "vote_id"))
            for name in (
                "votingright", "keyholder", "ballotbox", "paperkeying", "papersettlement", "keptslips", "votescan",
                "votecount",
            )
        ),
        Guard("procedures_run", runs, runs),
        *(
            Guard(f"procedures_{name}", _through("procedures_run", "run_id"))
            for name in ("runsubject", "runstep", "runlog")
        ),
        Guard("procedures_stepactor", _through("procedures_runstep", "step_id")),
        Guard("procedures_steppaper", _through("procedures_runstep", "step_id")),
        # Who runs or concludes the evaluations of a unit, who is rated or answers for the collective, who rates.
        Guard("evaluation_campaign", f"{rated} OR id IN (SELECT canbo_campaigns())", rated),
        Guard("evaluation_rating", part),
        Guard(
            "evaluation_selfdraft", f"(on_paper AND {_through('evaluation_rating', 'rating_id')}) OR EXISTS (SELECT 1 "
            f"FROM evaluation_rating r WHERE r.id = rating_id AND (SELECT canbo_number('{_PERSON}')) IN "
            "(r.person_id, r.answerer_id))",
        ),
        *(Guard(f"evaluation_{name}", rated) for name in ("unitprogress", "sheet", "capgroup")),
        *(
            Guard(f"evaluation_{name}", _through("evaluation_rating", "rating_id"))
            for name in ("workproduct", "opinion", "ratingpaper", "levelmove", "appeal")
        ),
        Guard(
            "evaluation_shortcoming",
            f"{_through('evaluation_rating', 'named_in_id')} OR {_through('evaluation_rating', 'answered_in_id')}",
        ),
        Guard("facts_savedview", _mine()),
        Guard("facts_savedsearch", f"{_mine()} OR {shared}", _mine()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogTable:
    """A table of the audit log: who reads it, and what the system may do there. Nobody else writes, nobody empties."""

    table: str
    read: str = "false"
    system: str = "SELECT, INSERT"


def log_tables() -> tuple[LogTable, ...]:
    """Give the tables of the log."""
    own = f"(object_type = 'person' AND {_own('object_id')})"
    anyone = f"(SELECT EXISTS (SELECT 1 FROM canbo_reach('{Permission.VIEW_AUDIT}')))"
    return (
        LogTable("audit_auditentry", f"{_logged(Permission.VIEW_AUDIT)} OR {own}"),
        LogTable("audit_auditpersonal", _through("audit_auditentry", "entry_id"), "SELECT, INSERT, DELETE"),
        LogTable("audit_auditseal"),
        LogTable("audit_audithead", system="SELECT, INSERT, UPDATE"),
        LogTable("audit_auditanchor", anyone),
    )


def statements(database: str) -> Iterator[str]:
    """Give the statements that put grants and policies in force; safe to run twice. The roles are there already."""
    app, system = f'"{application_role(database)}"', f'"{system_role(database)}"'
    both = f"{app}, {system}"
    yield _FUNCTIONS
    yield f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {both}'
    yield f"GRANT USAGE ON SCHEMA public TO {both}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {both}"
    yield f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {both}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {both}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO {both}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {both}"
    # An opened ballot box is written anew without its dead rows (PostgreSQL 17 and later lend that right).
    for table in ("procedures_ballotbox", "procedures_keyholder", "procedures_votingright"):
        yield (
            "DO $$ BEGIN IF current_setting('server_version_num')::int >= 170000 THEN "
            f"EXECUTE 'GRANT MAINTAIN ON {table} TO {both}'; END IF; END $$"
        )
    for guard in guards():
        write = guard.write or guard.read
        yield from _policies(guard.table, app, system)
        yield f"CREATE POLICY read ON {guard.table} FOR SELECT TO {app} USING ({guard.read})"
        yield f"CREATE POLICY add ON {guard.table} FOR INSERT TO {app} WITH CHECK ({write})"
        yield f"CREATE POLICY change ON {guard.table} FOR UPDATE TO {app} USING ({write})"
        yield f"CREATE POLICY remove ON {guard.table} FOR DELETE TO {app} USING ({write})"
    for log in log_tables():
        yield f"REVOKE ALL ON {log.table} FROM {both}"
        yield f"GRANT SELECT ON {log.table} TO {app}"
        yield f"GRANT {log.system} ON {log.table} TO {system}"
        yield from _policies(log.table, app, system)
        yield f"CREATE POLICY read ON {log.table} FOR SELECT TO {app} USING ({log.read})"


def _policies(table: str, app: str, system: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    for name in ("read", "add", "change", "remove", "system"):
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
    yield f"CREATE POLICY system ON {table} FOR ALL TO {system} USING (true) WITH CHECK (true)"


def make_roles(cursor: Any, database: str) -> bool:
    """Make the role of the system and that of the application, without a password; tell whether the latter is new.

    Error: the database's own, where the user may not make roles.
    """
    app, system = application_role(database), system_role(database)
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[app, system]])
    there = {row[0] for row in cursor.fetchall()}
    if system not in there:
        cursor.execute(f'CREATE ROLE "{system}" NOLOGIN NOINHERIT')
    if app not in there:
        # NOINHERIT: what the system may is lent by SET ROLE, never there by itself.
        cursor.execute(f'CREATE ROLE "{app}" LOGIN NOINHERIT')
    cursor.execute(f'GRANT "{system}" TO "{app}"')
    return app not in there


def put_in_force(cursor: Any, database: str) -> None:
    """Put grants and policies in force for roles that are there."""
    for statement in statements(database):
        cursor.execute(statement)
