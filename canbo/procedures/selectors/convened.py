"""Who a rule convenes on a day: the roles that packs name, read from posts, bodies and the tree of that day.

Everybody stands on the list once, with the record that makes them a member. What the files do not tell is said in
words and never guessed. The list goes by the rule, whatever files the officer may open: of somebody whose file lies
outside their scope it shows the name and the post for which they are convened. Bodies and units chosen outside the
officer's own units show only those whose files the officer sees; how many are missing is said.

Words are Vietnamese: they are kept with the meeting and stand in its minutes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.organizations.models import Block, Body, Line, Title, Unit
from canbo.organizations.selectors import trees
from canbo.personnel.levels import Regime
from canbo.personnel.models import BodyMembership, FileRecord, Person, PostHolding
from canbo.personnel.selectors import visible_people
from canbo.procedures.domain.sides import Side, is_head_of_mass, leads, side_of_post, side_of_unit
from canbo.procedures.selectors import convened_rows as rows
from canbo.rules.members import PROCEDURE_ROLES

#: The collegial body that a role means.
BODY_OF_ROLE: Mapping[str, str] = {
    "party_committee": Body.Kind.EXECUTIVE_COMMITTEE,
    "party_standing_committee": Body.Kind.STANDING_COMMITTEE,
    "party_cell": Body.Kind.PARTY_CELL,
}
#: Roles that mean a body which nothing in the files tells: the officer chooses it.
CHOSEN_BODIES = ("authority", "council")
#: Roles that mean another unit: the officer chooses it (where the person works now, the files may tell).
CHOSEN_UNITS = ("organisation_body", "receiving_leadership", "present_leadership")
#: The law names key staff without listing them, save where a step lists its roles; this is the fullest list it gives.
KEY_STAFF = ("leadership", "party_committee", "unit_heads", "unit_deputies", "mass_heads")
#: Roles that posts tell.
_BY_POST = frozenset({"leadership", "head", "unit_heads", "unit_deputies", "key_staff"})
_NAMED_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody of a list: why they are on it, by which record (`record_kind`: post, membership, file), with a vote.

    `basis` is the record in words, `also` what else would make them a member, `doubt` what the record leaves open.
    """

    person_id: int
    name: str
    group: str
    roles: tuple[str, ...]
    has_vote: bool
    record_kind: str
    record_id: int
    basis: str
    also: tuple[str, ...] = ()
    doubt: str = ""
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class Convened:
    """A list as of a day, those with a vote first; what could not be told, in sentences."""

    day: date
    people: tuple[Invitee, ...] = ()
    untold: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells two lists apart: who, with a vote or without, by which record."""
        told = [(each.person_id, each.has_vote, each.record_kind, each.record_id) for each in self.people]
        return sha256(json.dumps(told).encode()).hexdigest()[:32]


def role_words(role: str) -> str:
    """Give the words of a role in Vietnamese, as they are kept."""
    return next((str(each.label) for each in PROCEDURE_ROLES if each.code == role), role)


def convened_by_rule(
    access: AccessContext, unit: Unit, roles: Sequence[str], day: date, *, attending: Sequence[str] = (),
    subjects: Sequence[int] = (), bodies: Mapping[str, int] | None = None, units: Mapping[str, int] | None = None,
    line: str | None = None,
) -> Convened:  # fmt: skip
    """Give who these roles mean in a unit on a day. `attending` attend without a vote; who is both has a vote.

    `subjects`: person ids that the matter is about. `bodies`, `units`: what the officer chose for a role, by its code.
    `line`: the tree whose branches count as the unit's own; by default that of the unit's block.
    Some ten queries, however many people. Errors: Forbidden (RUN_PROCEDURES on the unit).
    """
    access.require(Permission.RUN_PROCEDURES, unit.path)
    at = trees.day(access, day)
    line = line or (Line.PARTY if unit.block == Block.PARTY else Line.STATE)
    if unit.pk not in at.tree(line):
        words = f"{unit.name} không hoạt động vào ngày {day:%d/%m/%Y} theo danh mục đơn vị."
        return Convened(day, (), (words,))
    return _Rule(access, unit, at, line, tuple(subjects), dict(bodies or {}), dict(units or {})).told(roles, attending)


@dataclass
class _Rule:
    access: AccessContext
    unit: Unit
    at: trees.Day
    line: str
    subjects: tuple[int, ...]
    bodies: dict[str, int]
    units: dict[str, int]
    found: dict[int, Invitee] = field(default_factory=dict)
    untold: list[str] = field(default_factory=list)
    read: rows.Read = field(init=False)

    def told(self, roles: Sequence[str], attending: Sequence[str]) -> Convened:
        self._read([*roles, *attending])
        for has_vote, named in ((True, roles), (False, attending)):
            for role in dict.fromkeys(named):
                for part in KEY_STAFF if role == "key_staff" else (role,):
                    self._role(part, role, has_vote)
        if "key_staff" in {*roles, *attending}:
            self._say(
                "Quy định không liệt kê cán bộ chủ chốt: danh sách gồm tập thể lãnh đạo, cấp uỷ, cấp trưởng, cấp phó "
                "đơn vị thuộc, trực thuộc và người đứng đầu đoàn thể. Hãy đối chiếu với quy chế của đơn vị."
            )
        if any(role in _BY_POST or role in BODY_OF_ROLE for role in (*roles, *attending)):
            self._ending()
        people = [replace(each, is_subject=each.person_id in self.subjects) for each in self.found.values()]
        return Convened(self.at.as_of, tuple(people), tuple(dict.fromkeys(self.untold)))

    @as_system()
    def _read(self, roles: Sequence[str]) -> None:
        """Read everything that these roles may need; a handful of queries."""
        tree = self.at.tree(self.line)
        self.children = tree.children(self.unit.pk)
        self.read = rows.Read(
            day=self.at.as_of, home=self.unit, children=self.children,
            branches=tree.subtree(self.unit.pk) if "all_staff" in roles else (),
            other_units=tuple(self.units.values()), subjects=self.subjects,
            body_kinds=tuple({BODY_OF_ROLE[each] for role in roles
                              for each in (KEY_STAFF if role == "key_staff" else (role,)) if each in BODY_OF_ROLE}),
            body_ids=tuple(self.bodies.values()), with_staff="all_staff" in roles,
            finds_present="present_leadership" in roles and "present_leadership" not in self.units,
        )  # fmt: skip
        self.read.load()

    def _role(self, role: str, as_role: str, has_vote: bool) -> None:
        if role in BODY_OF_ROLE or role in CHOSEN_BODIES:
            self._body(role, as_role, has_vote)
        elif role == "leadership":
            self._leadership(self.unit.pk, as_role, has_vote)
        elif role == "head":
            heads = self._posts(self.unit.pk, {Title.Rank.HEAD})
            self._take(heads, as_role, has_vote)
            if not heads:
                self._say(f"{self._name(self.unit.pk)}: không có người đứng đầu vào ngày {self._day}.")
        elif role in {"unit_heads", "unit_deputies"}:
            self._branches(role, as_role, has_vote)
        elif role == "mass_heads":
            held = [each for key in (self.unit.pk, *self.children) for each in self.read.held.get(key, ())]
            heads = [each for each in held if is_head_of_mass(*_title_of(each))]
            self._take(heads, as_role, has_vote)
            if not heads:
                self._say(f"{self._name(self.unit.pk)}: hồ sơ không ghi ai đứng đầu tổ chức chính trị - xã hội.")
        elif role == "all_staff":
            self._staff(as_role, has_vote)
        elif role == "person":
            for person in self.read.subject_people:
                self._add(person, as_role, has_vote, "file", person.pk, "Người được xem xét", person.unit.name)
            if not self.subjects:
                self._say("Chưa ghi ai là người được xem xét.")
        else:
            self._elsewhere(role, as_role, has_vote)

    def _leadership(self, unit_id: int, as_role: str, has_vote: bool) -> None:
        """Head and deputies by their posts; or the members of the body that the unit keeps as its leadership."""
        posts = self._posts(unit_id, {Title.Rank.HEAD, Title.Rank.DEPUTY})
        body = next((each for each in self.read.leaderships if each.unit_id == unit_id), None)
        members = self.read.members_of(body) if body is not None else []
        if body is not None and not members:
            self._say(f"{body.name}: không có nhiệm kỳ hoặc thành viên nào vào ngày {self._day}; tính theo chức vụ.")
        if members:
            self._members(members, as_role, has_vote)
            inside = {each.person_id for each in members}
            for each in posts:
                if each.person_id not in inside:
                    self._say(f"{each.person.full_name}: {self._post_words(each)}, nhưng không thuộc {body}.")
            return
        self._take(posts, as_role, has_vote)
        if not posts:
            self._say(f"{self._name(unit_id)}: không có người giữ chức vụ lãnh đạo vào ngày {self._day}.")
        self._unknown(unit_id)
        sides = {_side(each) for each in posts}
        unit = self.read.units.get(unit_id, self.unit)
        if side_of_unit(unit.block) is None and {Side.PARTY, Side.STATE} <= sides:
            self._say(f"{self._name(unit_id)} không ghi khối: danh sách có cả chức danh Đảng và chính quyền.")
        self._unfilled(unit_id, {Title.Rank.HEAD, Title.Rank.DEPUTY})

    def _branches(self, role: str, as_role: str, has_vote: bool) -> None:
        rank = Title.Rank.HEAD if role == "unit_heads" else Title.Rank.DEPUTY
        if not self.children:
            self._say(f"{self._name(self.unit.pk)} không có đơn vị thuộc, trực thuộc vào ngày {self._day}.")
        without = []
        for child in self.children:
            posts = self._posts(child, {rank})
            self._take(posts, as_role, has_vote)
            self._unknown(child)
            if rank == Title.Rank.DEPUTY:
                self._unfilled(child, {rank})
            elif not posts:
                without.append(self._name(child))
        if without:
            self._say(f"Không có người đứng đầu vào ngày {self._day}: {_listed(without)}.")

    def _staff(self, as_role: str, has_vote: bool) -> None:
        unsaid, contracts = [], 0
        for unit_id in self.read.branches:
            for each in self.read.held.get(unit_id, ()):
                if each.kind == "concurrent" or each.person_id in self.found:
                    continue
                regimes = self.read.regimes.get(each.person_id, set())
                if regimes and regimes <= {Regime.CONTRACT}:
                    contracts += 1
                    continue
                if not regimes:
                    unsaid.append(each.person.full_name)
                self._take([each], as_role, has_vote)
        if unsaid:
            self._say(f"Hồ sơ chưa ghi là cán bộ, công chức hay viên chức (vẫn có trong danh sách): {_listed(unsaid)}.")
        if contracts:
            self._say(f"Không tính {contracts} người làm việc theo hợp đồng lao động.")
        idle = [each.full_name for each in self.read.kept_without_post]
        if idle:
            self._say(f"Hồ sơ lưu tại đơn vị nhưng không có chức vụ, công việc vào ngày {self._day}: {_listed(idle)}.")

    def _body(self, role: str, as_role: str, has_vote: bool) -> None:
        chosen = self.bodies.get(role)
        kind = BODY_OF_ROLE.get(role)
        if chosen:
            there = [each for each in self.read.bodies if each.pk == chosen]
        else:
            there = [each for each in self.read.bodies if each.kind == kind and each.unit_id == self.unit.pk]
        words = role_words(role)
        if not there:
            self._say(f"{words}: chưa biết là tổ chức nào của {self.unit.name}. Hãy chọn tổ chức hoặc thêm từng người.")
            return
        if len(there) > 1:
            self._say(f"{words}: có {len(there)} tổ chức ({_listed([each.name for each in there])}). Hãy chọn một.")
            return
        body = there[0]
        terms = self.read.terms_of(body)
        if not terms:
            self._say(f"{body.name}: không có nhiệm kỳ nào vào ngày {self._day}, nên không biết thành viên.")
            return
        members = self.read.members_of(body)
        if not members:
            self._say(f"{body.name}: hồ sơ không ghi thành viên nào vào ngày {self._day}.")
        for term in terms:
            count = len({each.person_id for each in members if each.term_id == term.pk})
            if term.seats and count and term.seats != count:
                self._say(f"{body.name}, nhiệm kỳ {term.name}: có {term.seats} uỷ viên, hồ sơ ghi {count}.")
        self._members(self._seen(members, body.unit, f"{body.name}"), as_role, has_vote)

    def _elsewhere(self, role: str, as_role: str, has_vote: bool) -> None:
        """A unit that the officer chose, or where the subjects work now."""
        chosen = self.units.get(role)
        unit_ids = [chosen] if chosen else list(self.read.present_units) if role == "present_leadership" else []
        unit_ids = [each for each in unit_ids if each in self.read.units]
        if not unit_ids:
            self._say(f"{role_words(role)}: chưa biết là đơn vị nào. Hãy chọn đơn vị hoặc thêm từng người.")
        for unit_id in unit_ids:
            unit = self.read.units[unit_id]
            if role == "organisation_body":
                self._take(self._seen(self.read.held.get(unit_id, []), unit, unit.name), as_role, has_vote)
                if not self.read.held.get(unit_id):
                    self._say(f"{unit.name}: hồ sơ không ghi ai làm việc vào ngày {self._day}.")
            elif self.access.covers(Permission.RUN_PROCEDURES, unit.path):
                self._leadership(unit_id, as_role, has_vote)
            else:
                leaders = self._posts(unit_id, {Title.Rank.HEAD, Title.Rank.DEPUTY})
                self._take(self._seen(leaders, unit, unit.name), as_role, has_vote)
                if not leaders:
                    self._say(f"{unit.name}: không có người giữ chức vụ lãnh đạo vào ngày {self._day}.")

    def _seen[Row: FileRecord](self, found: Sequence[Row], unit: Unit, words: str) -> list[Row]:
        """Of a unit outside the officer's own, only those whose files the officer sees; how many are left is said."""
        if not found or self.access.covers(Permission.RUN_PROCEDURES, unit.path):
            return list(found)
        keys = {each.person_id for each in found}
        seen = set(visible_people(self.access).filter(pk__in=keys).values_list("pk", flat=True))
        if keys - seen:
            self._say(f"{words}: {len(keys - seen)} người ngoài phạm vi của bạn, không có trong danh sách này.")
        return [each for each in found if each.person_id in seen]

    def _posts(self, unit_id: int, ranks: set[str]) -> list[PostHolding]:
        """The holdings in a unit that lead it with one of these ranks; the highest first."""
        unit = self.read.units.get(unit_id, self.unit)
        side = side_of_unit(unit.block or self.unit.block)
        return [each for each in self.read.held.get(unit_id, ()) if leads(_title_of(each)[0], each.line, side, ranks)]

    def _unfilled(self, unit_id: int, ranks: set[str]) -> None:
        held: dict[int, set[int]] = {}
        for each in self.read.held.get(unit_id, ()):
            if each.position_id:
                held.setdefault(each.position_id, set()).add(each.person_id)
        side = side_of_unit(self.read.units.get(unit_id, self.unit).block or self.unit.block)
        for position in self.read.positions.get(unit_id, ()):
            title = position.title
            if not leads(title, title.line or side or Line.STATE, side, ranks):
                continue
            empty = position.seats - len(held.get(position.pk, ()))
            if empty > 0:
                words = f"{position} của {self._name(unit_id)}"
                self._say(
                    f"{words}: không có người giữ vào ngày {self._day}." if empty == position.seats
                    else f"{words}: {empty}/{position.seats} chỗ không có người giữ vào ngày {self._day}."
                )  # fmt: skip

    def _unknown(self, unit_id: int) -> None:
        """Posts of which the list of titles does not tell whether they lead."""
        named = [
            f"{each.person.full_name} ({words})"
            for each in self.read.held.get(unit_id, ())
            for title, words in [_title_of(each)]
            if words and (title is None or title.needs_review)
        ]
        if named:
            self._say(
                f"{self._name(unit_id)}: chưa biết chức danh có phải cấp trưởng, cấp phó không: {_listed(named)}."
            )

    def _ending(self) -> None:
        """Those whose post or membership ended in the year or month of the day, nobody knows before or after it."""
        for each in self.read.ending:
            if each.person_id not in self.found and each.valid_before is not None:
                if isinstance(each, PostHolding):
                    words = self._post_words(each)
                else:
                    words = f"{each.role or 'thành viên'} {each.term.body.name}"
                self._say(
                    f"{each.person.full_name}: {words}, thôi giữ trong {each.valid_before.text}, "
                    f"không rõ trước hay sau ngày {self._day}; không có trong danh sách."
                )

    def _take(self, holdings: Iterable[PostHolding], as_role: str, has_vote: bool) -> None:
        for each in holdings:
            group = self._name(each.unit_id) if each.unit_id else ""
            self._add(each.person, as_role, has_vote, "post", each.pk, self._post_words(each), group, self._doubt(each))

    def _members(self, members: Iterable[BodyMembership], as_role: str, has_vote: bool) -> None:
        for each in members:
            words = f"{each.role or 'Thành viên'}, {each.term.body.name} nhiệm kỳ {each.term.name}"
            basis = f"{words}{_since(each.valid_from)}{_by(each)}"
            self._add(
                each.person, as_role, has_vote, "membership", each.pk, basis, each.term.body.name, self._doubt(each)
            )

    def _add(
        self, person: Person, as_role: str, has_vote: bool, kind: str, key: int, basis: str, group: str,
        doubt: str = "",
    ) -> None:  # fmt: skip
        before = self.found.get(person.pk)
        if before is None:
            self.found[person.pk] = Invitee(
                person.pk, person.full_name, group, (as_role,), has_vote, kind, key, basis, doubt=doubt
            )
            return
        roles = before.roles if as_role in before.roles else (*before.roles, as_role)
        also = before.also if basis in {before.basis, *before.also} else (*before.also, basis)
        self.found[person.pk] = replace(before, roles=roles, also=also)

    def _post_words(self, each: PostHolding) -> str:
        _title, words = _title_of(each)
        kind = "" if each.kind == "principal" else f" ({each.get_kind_display().lower()})"
        unit = self._name(each.unit_id) if each.unit_id else each.unit_text
        inside = "" if unit and unit.lower() in words.lower() else f", {unit}"
        return f"{words or 'Cán bộ'}{kind}{inside}{_since(each.valid_from)}{_by(each)}"

    def _doubt(self, each: FileRecord) -> str:
        begins = each.valid_from
        if begins is None or begins.latest <= self.at.as_of:
            return ""
        return f"Hồ sơ chỉ ghi từ {begins.text}: không rõ ngày {self._day} đã giữ hay chưa."

    def _name(self, unit_id: int) -> str:
        row = self.at.names.get(unit_id)
        if row is not None:
            return row.name
        unit = self.read.units.get(unit_id)
        return unit.name if unit else ""

    @property
    def _day(self) -> str:
        return f"{self.at.as_of:%d/%m/%Y}"

    def _say(self, words: str) -> None:
        self.untold.append(words)


def _title_of(each: PostHolding) -> tuple[Title | None, str]:
    """The title that tells the rank, and the words for the post as the file has them."""
    title = each.position.title if each.position is not None else each.title
    named = str(each.position) if each.position is not None else title.name if title is not None else ""
    return title, each.title_text or named


def _side(each: PostHolding) -> Side:
    return side_of_post(_title_of(each)[0], each.line)


def _since(begins: PartialDate | None) -> str:
    return f" từ {begins.text}" if begins is not None else " (chưa rõ từ ngày nào)"


def _by(each: FileRecord) -> str:
    return f" (QĐ số {each.decision.number})" if each.decision is not None else ""


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED_AT_MOST])
    return shown if len(names) <= _NAMED_AT_MOST else f"{shown} và {len(names) - _NAMED_AT_MOST} nữa"
