"""What a decision would do to each file, and what stands in the way: worked out set-based, before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from canbo.common.among import Among
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import fold
from canbo.decisions.kinds import DecisionKind, DecisionState, Relation
from canbo.decisions.models import Decision, DecisionLink
from canbo.enactments.changes import (
    Change,
    SubjectOutlook,
    by_kind,
    copied_values,
    problems_of,
    record_words,
    table_of,
)
from canbo.enactments.effects import PRINCIPAL, Effect, effect_of, record_values
from canbo.enactments.models import DecisionSubject, FileEffect
from canbo.organizations.models import BodyTerm, Position, Title, Unit
from canbo.personnel.levels import HoldingKind
from canbo.personnel.models import (
    Allowance,
    BodyMembership,
    FileRecord,
    Person,
    PlanEntry,
    PostHolding,
    SalaryStep,
)
from canbo.personnel.wording import line_text

#: What the words of a record need besides the record.
_RELATED: dict[type[FileRecord], tuple[str, ...]] = {
    PostHolding: ("unit", "title", "position__title"), BodyMembership: ("term__body",), PlanEntry: ("title", "unit"),
}  # fmt: skip
#: How files say that somebody has died, or has left the service, folded.
_DIED = ("tu tran", "qua doi", "hy sinh", "da mat", "chet")
_LEFT = ("nghi huu", "nghi cong tac", "thoi viec", "thoi cong tac", "ra khoi bien che", "nghi che do", "mat suc")


def outlook(
    decision: Decision, subjects: Sequence[DecisionSubject], *, today: date, day: date | None = None
) -> list[SubjectOutlook]:
    """Give the outlook of each subject, `effects` and `person` of which are loaded. A fixed number of queries.

    `day` stands in for the day of effect of a draft that has none yet. Reads every record it needs: call it for
    viewers who may see the decision.
    """
    whole = decision.effective_on or decision.issued_on
    rows = [SubjectOutlook(each, _day_of(each, whole, day)) for each in subjects]
    _Working(decision, rows, today).work()
    return rows


def _day_of(subject: DecisionSubject, whole: PartialDate | None, fallback: date | None) -> date | None:
    given = subject.effective_on or whole
    if given is None:
        return fallback
    return given.earliest if given.precision == "day" else None


class _Working:
    """The records, offices and other decisions that the outlooks of one decision are read from."""

    def __init__(self, decision: Decision, rows: list[SubjectOutlook], today: date) -> None:
        self.decision = decision
        self.rows = rows
        self.today = today
        self.people = [row.subject.person_id for row in rows if row.subject.person_id is not None]

    def work(self) -> None:
        """Fill in the outlooks."""
        effects = [(each, effect_of(each.key)) for row in self.rows for each in row.subject.effects.all()]
        if not effects:
            self._note_people()
            return
        kinds = {effect.kind for _each, effect in effects} | {PostHolding}
        self.records = {kind: self._known(kind) for kind in kinds}
        self.given: dict[int, dict[str, Any]] = {}
        self.unreadable: dict[int, str] = {}
        for each, effect in effects:
            try:
                self.given[each.pk] = record_values(effect, each.values or {})
            except DomainError as error:
                self.unreadable[each.pk] = error.message
        self._load_offices()
        amended = DecisionLink.objects.filter(decision=self.decision, relation=Relation.AMENDS)
        self.amended = set(amended.values_list("earlier_id", flat=True))
        self._note_people()
        for row in self.rows:
            self._subject(row)
        self._note_vacancies()
        self._note_pending()
        self._note_values()

    def _known(self, kind: type[FileRecord]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        known = kind._default_manager.filter(person__among=Among(self.people), superseded_at__isnull=True)
        related = _RELATED.get(kind)
        if related:
            known = known.select_related(*related)
        for record in known.order_by("valid_from", "id"):
            found.setdefault(record.person_id, []).append(record)
        return found

    def _load_offices(self) -> None:
        def keys(name: str) -> set[int]:
            return {values[name] for values in self.given.values() if isinstance(values.get(name), int)}

        self.positions = {
            each.pk: each for each in Position.objects.filter(pk__in=keys("position")).select_related("unit", "title")
        }
        units = keys("unit") | {each.unit_id for each in self.positions.values()}
        titles = keys("title") | {each.title_id for each in self.positions.values()}
        self.units = Unit.objects.in_bulk(units)
        self.titles = Title.objects.in_bulk(titles)
        self.terms = {
            each.pk: each for each in BodyTerm.objects.filter(pk__in=keys("term")).select_related("body")
        }  # fmt: skip

    def _note_people(self) -> None:
        gone = set(
            Person.objects.filter(pk__among=Among(self.people), withdrawn_at__isnull=False).values_list("id", flat=True)
        )
        for row in self.rows:
            if row.subject.person_id is None:
                row.add("not_matched", gettext("Chưa chọn hồ sơ cho dòng này."), blocks=True)
            elif row.subject.person_id in gone:
                row.add("person_gone", gettext("Hồ sơ này đã rút khỏi hệ thống."), blocks=True)
            elif row.day is None and row.subject.effects.all():
                row.add("day_unknown", gettext("Chưa rõ ngày có hiệu lực đủ ngày, tháng, năm."), blocks=True)

    def _subject(self, row: SubjectOutlook) -> None:
        day, person = row.day, row.subject.person_id
        if person is None or day is None:
            return
        self._note_left(row, day, person)
        seen: set[type[FileRecord]] = set()
        for each in row.subject.effects.all():
            effect = effect_of(each.key)
            if each.pk in self.unreadable:
                row.add("value_unreadable", self.unreadable[each.pk], blocks=True)
                continue
            if effect.kind not in seen:
                seen.add(effect.kind)
                row.before += [record_words(record) for record in self._open(effect.kind, person, day)]
            values = dict(self.given[each.pk])
            if effect.does == "gives":
                self._gives(row, each, effect, values, day, person)
            else:
                self._ends(row, each, effect, values, day, person)

    def _note_left(self, row: SubjectOutlook, day: date, person: int) -> None:
        """Note that the files tell of nobody in service any more."""
        posts = self.records[PostHolding].get(person, [])
        if not posts or self._open(PostHolding, person, day):
            return
        last = max(posts, key=lambda post: (post.valid_before or post.valid_from or PartialDate(1900)).code)
        words = fold(last.end_reason)
        since = last.valid_before.text if last.valid_before else ""
        values = {"day": since, "reason": last.end_reason}
        if any(word in words for word in _DIED):
            row.add("person_died", gettext("Theo hồ sơ, người này đã từ trần (%(reason)s).") % values, blocks=True)
        elif any(word in words for word in _LEFT):
            row.add(
                "person_left", gettext("Theo hồ sơ, người này đã thôi công tác từ %(day)s (%(reason)s).") % values,
                blocks=False,
            )  # fmt: skip

    def _open(self, kind: type[FileRecord], person: int, day: date) -> list[Any]:
        """Give the records that hold on the day, or from it on."""
        return [
            record for record in self.records[kind].get(person, ())
            if record.section.timed and (record.valid_before is None or record.valid_before.earliest > day)
        ]  # fmt: skip

    # What is given

    def _gives(
        self, row: SubjectOutlook, each: FileEffect, effect: Effect, values: dict[str, Any], day: date, person: int
    ) -> None:
        if effect.kind is PostHolding:
            self._complete_post(row, values, day)
        made_before = next(
            (
                record for record in self.records[effect.kind].get(person, ())
                if record.decision_id is not None and record.decision_id in self.amended
            ), None,
        )  # fmt: skip
        if made_before is not None:
            full = {**copied_values(made_before), **values, "decision": self.decision.pk}
            row.changes.append(Change(each, effect.kind, full, made_before, is_made=True))
            row.after.append(
                gettext("Sửa thành: %(record)s") % {"record": record_words(self._as_record(effect.kind, full))}
            )
            return
        if effect.kind.section.timed:
            values["valid_from"] = PartialDate.from_date(day)
        elif effect.key == "award_given":
            values.setdefault("year", day.year)
        values["decision"] = self.decision.pk
        new = self._as_record(effect.kind, values)
        twin = next((old for old in self.records[effect.kind].get(person, ()) if self._is_twin(old, new, day)), None)
        if twin is not None:
            row.add("already_there", gettext("Hồ sơ đã có: %(record)s.") % {"record": record_words(twin)}, blocks=True)
            return
        for old in self._taken_place_of(row, effect.kind, new, day, person):
            self._end(row, each, old, day, {"end_reason": gettext("Được giao nhiệm vụ khác")}, effect.kind)
        row.changes.append(Change(each, effect.kind, values, is_made=True))
        row.after.append(record_words(new))

    def _complete_post(self, row: SubjectOutlook, values: dict[str, Any], day: date) -> None:
        """Take unit, title and words from the position chosen; note offices that are no more on the day."""
        position = self.positions.get(values.get("position", 0))
        if position is not None:
            values.setdefault("unit", position.unit_id)
            values.setdefault("title", position.title_id)
            values.setdefault("title_text", str(position))
            gone = position.withdrawn_at is not None or (position.valid_before or date.max) <= day
            if gone:
                row.add("position_gone", gettext("Vị trí «%(name)s» không còn.") % {"name": position}, blocks=True)
            if values["unit"] != position.unit_id:
                row.add(
                    "position_elsewhere", gettext("Vị trí «%(name)s» không thuộc đơn vị đã chọn.") % {"name": position},
                    blocks=True,
                )  # fmt: skip
        unit = self.units.get(values.get("unit", 0))
        if unit is not None and (unit.withdrawn_at is not None or (unit.abolished_on or date.max) <= day):
            row.add("unit_gone", gettext("Đơn vị «%(name)s» không còn hoạt động.") % {"name": unit.name}, blocks=True)
        title = self.titles.get(values.get("title", 0))
        if title is not None:
            values.setdefault("title_text", title.name)
        values.setdefault("kind", HoldingKind.PRINCIPAL.value)

    def _as_record(self, kind: type[FileRecord], values: dict[str, Any]) -> FileRecord:
        """Build a record that is never saved, with its related rows, for its words."""
        names = {each.name: each.attname for each in kind._meta.fields}
        record = kind(**{names[name]: value for name, value in values.items()})
        sources: dict[str, dict[int, Any]] = {
            "unit": self.units, "title": self.titles, "position": self.positions, "term": self.terms,
        }  # fmt: skip
        for name, rows in sources.items():
            key = values.get(name)
            if name in names and isinstance(key, int) and key in rows:
                setattr(record, name, rows[key])
        return record

    def _is_twin(self, old: Any, new: Any, day: date) -> bool:
        is_open = old.section.timed and (old.valid_before is None or old.valid_before.earliest > day)
        begins = getattr(old, "valid_from", None) == new.valid_from and new.valid_from is not None
        match new:
            case PostHolding():
                same = old.unit_id == new.unit_id and fold(old.title_text) == fold(new.title_text)
                return same and old.kind == new.kind and (is_open or begins)
            case BodyMembership():
                return bool(old.term_id == new.term_id and is_open)
            case PlanEntry():
                return is_open and (old.unit_id, fold(old.title_text)) == (new.unit_id, fold(new.title_text))
            case SalaryStep():
                return begins and (old.rank_code, old.step) == (new.rank_code, new.step)
            case Allowance():
                return begins and fold(old.kind) == fold(new.kind)
            case _:
                words = ("course", "form", "track", "year")
                same = all(getattr(old, name, None) == getattr(new, name, None) for name in words)
                return same and (begins or not new.section.timed)

    def _taken_place_of(
        self, row: SubjectOutlook, kind: type[FileRecord], new: Any, day: date, person: int
    ) -> list[Any]:
        """Give the open records whose place the new one takes; note those that begin later."""
        current = self._open(kind, person, day)
        if kind is PostHolding:
            if new.kind in PRINCIPAL:
                current = [old for old in current if old.kind in PRINCIPAL | {HoldingKind.ACTING.value}]
            elif new.kind == HoldingKind.SECONDED:
                current = [old for old in current if old.kind == new.kind]
            else:
                return []
        elif kind is Allowance:
            current = [old for old in current if fold(old.kind) == fold(new.kind)]
        elif kind is not SalaryStep:
            return []
        later = [old for old in current if old.valid_from is not None and old.valid_from.earliest >= day]
        for old in later:
            row.add(
                "overlap", gettext(
                    "Từ ngày có hiệu lực trở đi hồ sơ đã có: %(record)s. Hãy sửa ngày, hoặc sửa hồ sơ trước."
                ) % {"record": record_words(old)}, blocks=True,
            )  # fmt: skip
        return [old for old in current if old not in later]

    # What is ended or renewed

    def _ends(
        self, row: SubjectOutlook, each: FileEffect, effect: Effect, values: dict[str, Any], day: date, person: int
    ) -> None:
        candidates = self._named(effect, each, values, self._open(effect.kind, person, day))
        if not candidates:
            row.add("nothing_to_end", gettext("Hồ sơ không có nội dung tương ứng đang giữ để «%(what)s».")
                    % {"what": effect.label}, blocks=True)  # fmt: skip
            return
        ends_all = self.decision.kind == DecisionKind.RETIREMENT
        if len(candidates) > 1 and not ends_all:
            names = "; ".join(record_words(record) for record in candidates)
            row.add("several_to_end", gettext("Có nhiều nội dung đang giữ, hãy ghi rõ một: %(names)s.")
                    % {"names": names}, blocks=True)  # fmt: skip
            return
        for old in candidates:
            if effect.does == "ends":
                reason = {effect.reason_field: values.get(effect.reason_field) or self.decision.get_kind_display()}
                self._end(row, each, old, day, reason, effect.kind)
            else:
                self._renew(row, each, old, day, values)

    def _named(self, effect: Effect, each: FileEffect, values: dict[str, Any], current: list[Any]) -> list[Any]:
        """Keep what the effect names: by the key of the record, else by words or term, else the principal post."""
        record = (each.values or {}).get("record")
        if record:
            return [old for old in current if old.pk == int(record)]
        if values.get("term") and effect.kind is BodyMembership:
            return [old for old in current if old.term_id == values["term"]]
        if values.get("title_text"):
            wanted = fold(values["title_text"])
            exact = [old for old in current if fold(old.title_text) == wanted]
            return exact or [old for old in current if wanted in fold(old.title_text)]
        if effect.kind is PostHolding and self.decision.kind != DecisionKind.RETIREMENT:
            return [old for old in current if old.kind in PRINCIPAL] or current
        return current

    def _end(
        self, row: SubjectOutlook, each: FileEffect, old: Any, day: date, reason: dict[str, str], kind: type[FileRecord]
    ) -> None:
        if any(
            change.kind is kind and change.replaced is not None and change.replaced.pk == old.pk
            for change in row.changes
        ):
            return
        if old.valid_from is not None and old.valid_from.earliest >= day:
            row.add("before_start", gettext("Không thể kết thúc trước khi bắt đầu: %(record)s.")
                    % {"record": record_words(old)}, blocks=True)  # fmt: skip
            return
        names = {field.name for field in kind._meta.fields}
        values = copied_values(old)
        values |= {name: value for name, value in reason.items() if name in names and not values.get(name)}
        values["valid_before"] = PartialDate.from_date(day)
        row.changes.append(Change(each, kind, values, old))
        row.after.append(gettext("Thôi từ %(day)s: %(record)s") % {"day": f"{day:%d/%m/%Y}", "record": line_text(old)})

    def _renew(self, row: SubjectOutlook, each: FileEffect, old: Any, day: date, values: dict[str, Any]) -> None:
        kept = {name: value for name, value in values.items() if name == "term_ends_on"}
        full = {**copied_values(old), **kept, "reappointed_on": PartialDate.from_date(day)}
        row.changes.append(Change(each, PostHolding, full, old, is_made=True))
        until = full.get("term_ends_on")
        words = gettext("Bổ nhiệm lại từ %(day)s: %(record)s") % {"day": f"{day:%d/%m/%Y}", "record": line_text(old)}
        if until:
            words += gettext("; đến %(day)s") % {"day": until.text}
        row.after.append(words)

    # What is seen only among many

    def _note_vacancies(self) -> None:
        """Note the positions that would have more holders than seats."""
        posts = [
            (row, change)
            for row in self.rows
            for change in row.changes
            if change.kind is PostHolding and change.replaced is None and change.values.get("position")
        ]
        if not posts:
            return
        leaving = {
            change.replaced.pk
            for row in self.rows
            for change in row.changes
            if change.kind is PostHolding and change.replaced is not None
        }
        wanted = {change.values["position"] for _row, change in posts}
        held: dict[int, list[tuple[int, PartialDate | None]]] = {}
        current = PostHolding.objects.known().filter(position__in=wanted)
        for key, position, until in current.values_list("id", "position_id", "valid_before"):
            if key not in leaving and position is not None:
                held.setdefault(position, []).append((key, until))
        coming: dict[int, int] = {}
        for row, change in posts:
            position = self.positions[change.values["position"]]
            day = row.day or self.today
            there = sum(until is None or until.earliest > day for _key, until in held.get(position.pk, ()))
            coming[position.pk] = coming.get(position.pk, 0) + 1
            if there + coming[position.pk] > position.seats:
                row.add(
                    "no_vacancy", gettext("Vị trí «%(name)s – %(unit)s» có %(seats)s người, đã đủ người.")
                    % {"name": position, "unit": position.unit.name, "seats": position.seats}, blocks=False,
                )  # fmt: skip

    def _note_pending(self) -> None:
        """Note other signed decisions that wait to do the same to the same files."""
        keys = {each.key for row in self.rows for each in row.subject.effects.all()}
        waiting = FileEffect.objects.filter(
            Q(subject__state=DecisionSubject.State.PENDING) | Q(subject__state=DecisionSubject.State.FAILED),
            key__in=keys, subject__person__among=Among(self.people),
            subject__decision__state__in=(DecisionState.SIGNED, DecisionState.IN_FORCE),
        ).exclude(subject__decision=self.decision)  # fmt: skip
        found: dict[tuple[int | None, str], str] = {
            (each.subject.person_id, each.key): str(each.subject.decision)
            for each in waiting.select_related("subject__decision")
        }
        for row in self.rows:
            for each in row.subject.effects.all():
                other = found.get((row.subject.person_id, each.key))
                if other:
                    row.add("other_pending", gettext("Quyết định %(other)s cùng nội dung còn chờ thực hiện.")
                            % {"other": other}, blocks=False)  # fmt: skip

    def _note_values(self) -> None:
        """Note the values that the services of the files would refuse on the day of effect."""
        latest = max((row.day for row in self.rows if row.day is not None), default=self.today)
        for kind, changes in by_kind((row, change) for row in self.rows for change in row.changes).items():
            names, rows = table_of(kind, changes)
            for problem in problems_of(kind, names, rows, max(self.today, latest)):
                changes[problem.index][0].add("value_refused", gettext(problem.message), blocks=True)
