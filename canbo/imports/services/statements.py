"""What a roster row says about a person, as records of the file: one entry for each kind, built from values by name.

The order of STATEMENTS is the order of writing. Builders give tuples in the order of `fields`; everything else about a
record (person, source, clocks) is the writer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from canbo.core.dates import PartialDate
from canbo.imports.domain.conduct import read_measure, read_regime, read_times_away, says_nothing
from canbo.imports.domain.terms import ETHNIC_LANGUAGES
from canbo.personnel.models import (
    Absence,
    AcademicTitle,
    Allowance,
    Award,
    Contact,
    DefenceKnowledge,
    Discipline,
    Evaluation,
    FileRecord,
    GeneralEducation,
    HealthRecord,
    IdentityPapers,
    ITSkill,
    LanguageSkill,
    MilitaryService,
    OrganizationMembership,
    PartyMembership,
    PlanEntry,
    PolicyStatus,
    PoliticalTheory,
    Qualification,
    Recruitment,
    RegimeRecord,
    Remark,
    SalaryStep,
    StateManagement,
    Strength,
)

LANGUAGE_NOT_NAMED = "Không ghi tiếng gì"


@dataclass(slots=True)
class Told:
    """A row as the builders see it. `year` is the year that a value without one speaks of."""

    values: Mapping[str, Any]
    original: Mapping[str, str]
    row: int
    as_of: date
    year: int
    party_asked: bool = False
    unit_id: int | None = None

    def text(self, name: str) -> str:
        """A text value, "" where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def written(self, *pairs: tuple[str, str]) -> dict[str, Any] | None:
        """The original text of the cells behind a record, by its fields, with the row; None where nothing was
        changed.
        """
        original = self.original
        if not original:
            return None
        kept: dict[str, Any] = {name: original[key] for key, name in pairs if key in original}
        if kept:
            kept["_row"] = self.row
        return kept or None


class Policy(StrEnum):
    """How a record meets what a file already holds of its kind."""

    SINGLE = "single"  # one record is all; values that differ are a conflict
    LEVEL = "level"  # a later list that differs adds a record
    KEYED = "keyed"  # told apart by `keys`; what is there already is never added twice


@dataclass(frozen=True, slots=True)
class Statement:
    """One kind of record that lists tell of.

    `needs`: value names of which one must be among the columns for the builder to be called at all; `keys`: fields that
    tell one record from another; `content`: fields whose difference is a change.
    """

    kind: type[FileRecord]
    fields: tuple[str, ...]
    build: Callable[[Told], Iterable[tuple[Any, ...]]]
    needs: frozenset[str]
    policy: Policy
    content: tuple[str, ...]
    keys: tuple[str, ...] = ()
    label: str = field(default="")


def _papers(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    values = (
        get("citizen_id"), get("citizen_id_on"), get("old_id"), get("social_insurance_no"), get("health_insurance_no"),
    )  # fmt: skip
    if any(value is not None for value in values):
        # Originals of identity numbers are not kept in plain text; the cleaned number says the same.
        yield (*values, told.written(("citizen_id_on", "citizen_id_issued")))


def _contact(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    email = get("email")
    values = (get("residence"), get("phone"), email if isinstance(email, str) and "@" in email else None)
    if any(values):
        yield (*values, told.written(("residence", "residence"), ("phone", "phone"), ("email", "email")))


def _regime(told: Told) -> Iterable[tuple[Any, ...]]:
    regime = read_regime(told.text("regime")) if told.values.get("regime") else None
    if regime:
        yield (regime, {"regime": told.original.get("regime", told.text("regime")), "_row": told.row})


def _recruitment(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    values = (get("recruited_on"), get("recruited_by"), get("current_agency_on"), get("revolution_on"))
    if any(value is not None for value in values):
        yield (
            *values,
            told.written(
                ("recruited_on", "recruited_on"), ("recruited_by", "recruited_by"),
                ("current_agency_on", "agency_joined_on"), ("revolution_on", "revolution_joined_on"),
            ),
        )  # fmt: skip


def _party(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    entered, official = get("party_probationary_on"), get("party_official_on")
    if isinstance(entered, PartialDate) and isinstance(official, PartialDate) and official.latest < entered.earliest:
        official = None
    said = get("party_member")
    values = (entered, official, get("party_admitted_at"), get("party_card_no"))
    kept = told.written(
        ("party_probationary_on", "probationary_on"), ("party_official_on", "official_on"),
        ("party_member", "is_member"), ("party_admitted_at", "admitted_at"),
    )  # fmt: skip
    if any(value is not None for value in values):
        yield (True, *values, kept)
    elif said is not None:
        yield (said is not False, *values, kept)
    elif told.party_asked:
        # Columns on the Party that are blank say that the person is no member.
        yield (False, *values, kept)


def _union(told: Told) -> Iterable[tuple[Any, ...]]:
    joined = told.values.get("union_joined_on")
    if joined is not None:
        yield ("Đoàn TNCS Hồ Chí Minh", joined, told.written(("union_joined_on", "joined_on")))


def _military(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    values = (get("enlisted_on"), get("demobilised_on"), get("military_rank"))
    if any(value is not None for value in values):
        yield (*values, told.written(("enlisted_on", "enlisted_on"), ("demobilised_on", "discharged_on")))


def _policy(told: Told) -> Iterable[tuple[Any, ...]]:
    status = told.text("policy_status")
    if status and not says_nothing(status):
        yield (status, told.written(("policy_status", "status")))


def _general(told: Told) -> Iterable[tuple[Any, ...]]:
    grade = told.values.get("general_education")
    if grade:
        yield (grade, told.written(("general_education", "grade")))


def _qualification(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    level = get("qualification")
    if level is None:
        return
    year = get("graduated_in")
    reached = PartialDate(year) if isinstance(year, int) and 1930 <= year <= told.as_of.year else None
    learnt = level != "none"
    yield (
        level, get("major") if learnt else None, get("school") if learnt else None,
        get("study_mode") if learnt else None, reached if learnt else None, reached if learnt else None,
        told.written(
            ("qualification", "level"), ("major", "major"), ("study_mode", "mode"), ("graduated_in", "ended_on"),
            ("school", "institution"),
        ),
    )  # fmt: skip


def _academic(told: Told) -> Iterable[tuple[Any, ...]]:
    title = told.text("academic_title")
    if title and not says_nothing(title):
        yield (title, told.written(("academic_title", "title")))


def _theory(told: Told) -> Iterable[tuple[Any, ...]]:
    level = told.values.get("theory")
    if level is not None:
        yield (level, told.written(("theory", "level")))


def _state_management(told: Told) -> Iterable[tuple[Any, ...]]:
    level = told.values.get("state_management")
    if level is not None:
        yield (level, None, told.written(("state_management", "level")))
    subject = told.text("professional_training")
    if subject and not says_nothing(subject):
        yield (None, subject, told.written(("professional_training", "subject")))


def _defence(told: Told) -> Iterable[tuple[Any, ...]]:
    group = told.values.get("defence")
    if group is not None:
        yield (group, told.written(("defence", "group")))


def _it(told: Told) -> Iterable[tuple[Any, ...]]:
    level = told.text("it")
    if level:
        yield (level, told.written(("it", "level")))


def _languages(told: Told) -> Iterable[tuple[Any, ...]]:
    seen: set[str] = set()
    for column in ("language", "english", "other_language", "ethnic_language"):
        for spoken in told.values.get(column) or ():
            name = spoken.language or ("Anh" if column == "english" else LANGUAGE_NOT_NAMED)
            if name in seen:
                continue
            seen.add(name)
            is_ethnic = name in ETHNIC_LANGUAGES or column == "ethnic_language"
            yield (name, spoken.level, is_ethnic, told.written((column, "level")))


def _salary(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    values = (
        get("rank"), get("rank_code"), get("rank_on"), get("salary_step"), get("coefficient"), get("over_frame"),
        get("salary_from"),
    )  # fmt: skip
    if any(value is not None for value in values[:5]):
        yield (
            *values,
            told.written(
                ("rank", "rank_name"), ("rank_code", "rank_code"), ("rank_on", "rank_appointed_on"),
                ("salary_step", "step"), ("coefficient", "coefficient"), ("salary_from", "valid_from"),
            ),
        )  # fmt: skip


def _allowances(told: Told) -> Iterable[tuple[Any, ...]]:
    get = told.values.get
    coefficient = get("position_allowance")
    if coefficient:
        yield ("post", "Phụ cấp chức vụ", coefficient, told.written(("position_allowance", "coefficient")))
    other = told.text("other_allowance")
    if other and not says_nothing(other):
        yield ("other", other[:120], None, told.written(("other_allowance", "kind")))


def _evaluations(told: Told) -> Iterable[tuple[Any, ...]]:
    for name, value in told.values.items():
        if not name.startswith(("rating", "party_rating")) or value is None:
            continue
        column, _, year = name.partition("@")
        track = "party" if column == "party_rating" else "state"
        yield (
            int(year) if year else told.year, track, value,
            told.values.get("score") if track == "state" else None, told.written((name, "rating")),
        )  # fmt: skip


def _awards(told: Told) -> Iterable[tuple[Any, ...]]:
    form = told.text("award")
    if form and not says_nothing(form):
        yield (form[:200], told.written(("award", "form")))


def _discipline(told: Told) -> Iterable[tuple[Any, ...]]:
    text = told.text("discipline")
    measure = read_measure(text) if text else None
    if measure is not None:
        yield (measure.track, measure.form, measure.on, {"form": text, "_row": told.row})


def _absences(told: Told) -> Iterable[tuple[Any, ...]]:
    text = told.text("absence")
    for each in read_times_away(text):
        yield (each.kind, each.since, each.before, {"kind": text, "_row": told.row})


def _plans(told: Told) -> Iterable[tuple[Any, ...]]:
    title = told.text("planned_title")
    if title and not says_nothing(title):
        yield (title, told.text("planned_unit"), told.text("term"), told.written(("planned_title", "title_text")))


def _strength(told: Told) -> Iterable[tuple[Any, ...]]:
    values = (told.text("strengths"), told.text("longest_work"))
    if any(values):
        yield (*values, told.written(("strengths", "strength"), ("longest_work", "longest_work")))


def _health(told: Told) -> Iterable[tuple[Any, ...]]:
    values = tuple(told.text(name) for name in ("health", "height", "weight", "blood_group"))
    if any(values):
        yield (*values, None)


def _remark(told: Told) -> Iterable[tuple[Any, ...]]:
    for name, label in (("career", "Quá trình công tác"), ("note", "Ghi chú")):
        text = told.text(name)
        if text and not says_nothing(text):
            yield (f"{label}: {text}", None)


def _statement(
    kind: type[FileRecord],
    fields: str,
    build: Callable[[Told], Iterable[tuple[Any, ...]]],
    needs: str,
    policy: Policy,
    content: str,
    keys: str = "",
) -> Statement:
    return Statement(
        kind, (*fields.split(), "as_written"), build, frozenset(needs.split()), policy, tuple(content.split()),
        tuple(keys.split()), str(kind.section.label),
    )  # fmt: skip


STATEMENTS: tuple[Statement, ...] = (
    _statement(
        IdentityPapers, "citizen_id citizen_id_issued former_id social_insurance_no health_insurance_no", _papers,
        "citizen_id old_id social_insurance_no health_insurance_no", Policy.SINGLE,
        "citizen_id former_id social_insurance_no health_insurance_no",
    ),
    _statement(Contact, "residence phone email", _contact, "residence phone email", Policy.SINGLE,
    "residence phone email"),
    _statement(RegimeRecord, "regime", _regime, "regime", Policy.LEVEL, "regime"),
    _statement(
        Recruitment, "recruited_on recruited_by agency_joined_on revolution_joined_on", _recruitment,
        "recruited_on recruited_by current_agency_on revolution_on", Policy.SINGLE,
        "recruited_on agency_joined_on revolution_joined_on",
    ),
    _statement(
        PartyMembership, "is_member probationary_on official_on admitted_at card_number", _party,
        "party_member party_probationary_on party_official_on party_admitted_at party_card_no", Policy.SINGLE,
        "is_member probationary_on official_on",
    ),
    _statement(OrganizationMembership, "organization joined_on", _union, "union_joined_on", Policy.KEYED, "",
    "organization"),
    _statement(
        MilitaryService, "enlisted_on discharged_on highest_rank", _military,
        "enlisted_on demobilised_on military_rank", Policy.KEYED, "", "enlisted_on discharged_on",
    ),
    _statement(PolicyStatus, "status", _policy, "policy_status", Policy.KEYED, "", "status"),
    _statement(GeneralEducation, "grade", _general, "general_education", Policy.SINGLE, "grade"),
    _statement(
        Qualification, "level major institution mode ended_on valid_from", _qualification, "qualification",
        Policy.LEVEL, "level major",
    ),
    _statement(AcademicTitle, "title", _academic, "academic_title", Policy.KEYED, "", "title"),
    _statement(PoliticalTheory, "level", _theory, "theory", Policy.LEVEL, "level"),
    _statement(
        StateManagement, "level subject", _state_management, "state_management professional_training", Policy.LEVEL,
        "level subject",
    ),
    _statement(DefenceKnowledge, "group", _defence, "defence", Policy.LEVEL, "group"),
    _statement(ITSkill, "level", _it, "it", Policy.LEVEL, "level"),
    _statement(
        LanguageSkill, "language level is_ethnic", _languages, "language english other_language ethnic_language",
        Policy.LEVEL, "level", "language",
    ),
    _statement(
        SalaryStep, "rank_name rank_code rank_appointed_on step coefficient over_frame_percent valid_from", _salary,
        "rank rank_code salary_step coefficient", Policy.LEVEL, "rank_name rank_code step coefficient",
    ),
    _statement(
        Allowance, "group kind coefficient", _allowances, "position_allowance other_allowance", Policy.LEVEL,
        "coefficient", "group kind",
    ),
    _statement(
        Evaluation, "year track rating score", _evaluations, "rating party_rating", Policy.KEYED, "rating",
        "year track",
    ),
    _statement(Award, "form", _awards, "award", Policy.KEYED, "", "form"),
    _statement(
        Discipline, "track form valid_from", _discipline, "discipline", Policy.KEYED, "", "track form valid_from",
    ),
    _statement(
        Absence, "kind valid_from valid_before", _absences, "absence", Policy.KEYED, "", "kind valid_from",
    ),
    _statement(
        PlanEntry, "title_text unit_text term", _plans, "planned_title", Policy.KEYED, "", "title_text unit_text term",
    ),
    _statement(Strength, "strength longest_work", _strength, "strengths longest_work", Policy.SINGLE, "strength"),
    _statement(HealthRecord, "status height weight blood_group", _health, "health height weight blood_group",
    Policy.KEYED, "", "status"),
    _statement(Remark, "content", _remark, "career note", Policy.KEYED, "", "content"),
)  # fmt: skip

IDENTITY_FIELDS: tuple[tuple[str, str], ...] = (
    ("full_name", "full_name"), ("alias", "other_names"), ("gender", "gender"), ("born", "born"),
    ("birth_place", "birth_place"), ("home_place", "home_place"), ("ethnicity", "ethnicity"), ("religion", "religion"),
    ("family_origin", "family_origin"), ("prior_occupation", "prior_occupation"), ("person_code", "number"),
)  # fmt: skip

#: Longest texts that the columns hold, by value name; what is longer is cut, and the whole stays in `as_written`.
TEXT_LIMITS: dict[str, int] = {
    "alias": 200, "birth_place": 250, "home_place": 250, "residence": 250, "religion": 60, "ethnicity": 40,
    "family_origin": 100, "prior_occupation": 150, "person_code": 40, "phone": 40, "recruited_by": 250,
    "party_admitted_at": 250, "military_rank": 150, "policy_status": 150, "general_education": 60, "major": 150,
    "school": 250, "academic_title": 60, "professional_training": 150, "it": 60, "rank": 120, "rank_code": 20,
    "planned_title": 200, "planned_unit": 200, "term": 60, "strengths": 250, "longest_work": 250, "position": 250,
    "party_position": 250, "mass_position": 250, "concurrent_position": 250, "new_position": 250, "department": 250,
    "job": 250, "course": 250, "institution": 250, "result": 100, "decision_no": 60, "decision_by": 200,
}  # fmt: skip


def identity_of(told: Told) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The fields of the first Identity record of a new file, and the original texts behind them."""
    values = told.values
    identity = {name: values[key] for key, name in IDENTITY_FIELDS if values.get(key) is not None}
    return identity, told.written(*IDENTITY_FIELDS)


def concerned(columns: Iterable[str]) -> tuple[Statement, ...]:
    """The statements that a list with these targets can make."""
    present = {target.partition("@")[0].partition("=")[0] for target in columns}
    return tuple(statement for statement in STATEMENTS if statement.needs & present)
