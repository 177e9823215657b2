"""The parts of `canbo rules` that read the files: explain a person, find candidates, compare packs over everybody."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from canbo.cli import office, output
from canbo.cli.parser import DONE, Parser, add_common, day, whole
from canbo.core.errors import DomainError

if TYPE_CHECKING:
    from canbo.core.access import AccessContext
    from canbo.facts.standards.questions import Question

_OUTCOMES: Final = {"pass": "đạt", "fail": "KHÔNG ĐẠT", "unknown": "chưa rõ", "not_applicable": "không áp dụng"}
_OVERALL: Final = {
    "meets_all": "Đủ tiêu chuẩn, điều kiện", "meets_all_but_one": "Chỉ thiếu một điều kiện",
    "unknown": "Chưa đủ dữ kiện", "does_not": "Không đủ tiêu chuẩn, điều kiện",
}  # fmt: skip


def add_to(kinds: Any) -> None:
    """Declare these commands."""
    explain: Parser = kinds.add_parser(
        "explain", help="vì sao một người đủ hay chưa đủ tiêu chuẩn",
        example='canbo rules explain "Nông Văn Bình" --for 7 --as-of 2026-01-15',
        description="Xét một hồ sơ theo tiêu chuẩn của một vị trí hoặc loại chức danh, nói rõ lý do và căn cứ.",
    )  # fmt: skip
    explain.add_argument("person", metavar="NGƯỜI", help="số hồ sơ hoặc họ tên đầy đủ")
    _add_question(explain)
    explain.set_defaults(run=run_explain)
    find: Parser = kinds.add_parser(
        "find", help="những ai đủ tiêu chuẩn của một vị trí",
        example="canbo rules find --for 7 --as-of 2026-01-15 --json",
        description="Xếp mọi người trong phạm vi vào bốn nhóm: đủ, thiếu một điều kiện, chưa đủ dữ kiện, không đủ.",
    )  # fmt: skip
    _add_question(find)
    find.add_argument("--unit", metavar="ĐƠN_VỊ", help="chỉ người của đơn vị này và cấp dưới")
    find.add_argument(
        "--limit", type=whole(1, 1_000_000), default=200, metavar="SỐ", help="in nhiều nhất chừng này người"
    )
    find.set_defaults(run=run_find)
    diff: Parser = kinds.add_parser(
        "diff", help="đổi bộ quy tắc thì ai đủ thêm, ai không còn đủ",
        example="canbo rules diff party_2020 party_2025 --unit TINH --as-of 2026-01-15",
        description="Xét cùng những người theo hai bộ quy tắc. Ghép bộ địa phương bằng dấu +: party_2025+local_x.",
    )  # fmt: skip
    diff.add_argument("pack_a", metavar="BỘ_A")
    diff.add_argument("pack_b", metavar="BỘ_B")
    diff.add_argument("--unit", metavar="ĐƠN_VỊ", help="mã, số hoặc tên đơn vị (mặc định: tất cả)")
    diff.add_argument("--for", dest="title", default="", metavar="VỊ_TRÍ", help="xét cho vị trí, loại chức danh này; "
                      "mặc định là chức vụ mỗi người đang giữ")  # fmt: skip
    diff.add_argument("--planned", action="store_true", help="xét cho chức danh mỗi người được quy hoạch")
    diff.add_argument("--unconfirmed", action="store_true", help="tính cả điều kiện chưa đối chiếu văn bản")
    diff.add_argument("--act", default="appointment", metavar="VIỆC", help="việc đang xét (mặc định appointment)")
    diff.add_argument("--as-of", type=day, metavar="NGÀY", help="ngày xét (mặc định hôm nay)")
    add_common(diff, named_user=True, prints_data=True)
    diff.set_defaults(run=run_diff)


def _add_question(parser: Parser) -> None:
    parser.add_argument(
        "--for", dest="title", required=True, metavar="VỊ_TRÍ",
        help="số của vị trí, tên chức danh kèm đơn vị, hoặc loại chức danh của bộ quy tắc",
    )  # fmt: skip
    parser.add_argument("--as-of", type=day, required=True, metavar="NGÀY", help="ngày xét")
    parser.add_argument("--act", default="appointment", metavar="VIỆC", help="việc đang xét (mặc định appointment)")
    parser.add_argument(
        "--fact", action="append", default=[], metavar="TÊN=GIÁ_TRỊ",
        help="dữ kiện của việc, như plan_object=object_2; để trống giá trị là chưa biết; ghi được nhiều lần",
    )  # fmt: skip
    parser.add_argument("--facts", type=Path, metavar="TỆP", help='tệp JSON có dữ kiện của việc: {"act": {…}}')
    add_common(parser, named_user=True, prints_data=True)


def run_explain(arguments: Namespace) -> int:
    """Explain one person. Errors: person_unknown, person_ambiguous, position_unknown, position_ambiguous."""
    access, question = _opened(arguments)
    from canbo.facts.standards.acting import with_act
    from canbo.facts.standards.assessing import assessed, person_frame
    from canbo.facts.standards.questions import at_unit
    from canbo.facts.standards.records import with_records
    from canbo.personnel.selectors import file_of
    from canbo.rules.answers import plain_assessment

    person_id = _person(access, arguments.person)
    person = file_of(access, person_id)
    question = at_unit(access, question, person.unit, arguments.as_of)
    frame = with_act(access, person_frame(access, arguments.as_of, person_id), question, arguments.as_of)
    assessment = with_records(access, assessed(frame, [question], arguments.as_of)[0], person)
    plain = {
        "person_id": person_id, "full_name": frame["full_name"][0],
        **plain_assessment(assessment, question.law),
    }  # fmt: skip
    if arguments.json:
        output.print_json(plain)
    else:
        print(plain["full_name"])
        print_assessment(plain)
    return DONE


def run_find(arguments: Namespace) -> int:
    """Class everybody in scope and print them, those who meet everything first."""
    access, question = _opened(arguments)
    from canbo.access.selectors import find_unit
    from canbo.facts.standards.questions import at_unit
    from canbo.facts.standards.search import CLASS, FAILING, UNSURE, candidates, lacks
    from canbo.rules.lexicon import lexicon

    unit = find_unit(access, arguments.unit) if arguments.unit else None
    question = at_unit(access, question, unit, arguments.as_of)
    found = candidates(access, arguments.as_of, question, unit_id=unit.pk if unit else None)
    rows = found.frame.sort(CLASS, FAILING, UNSURE, "sort_key", "person_id").head(arguments.limit)
    people = [
        {
            "person_id": row["person_id"], "full_name": row["full_name"], "unit_id": row["unit_id"],
            "post": row["post_name"], "class": row[CLASS],
            "failing": [each.rule for each in lacks(row, found, lexicon()) if each.outcome == "fail"],
            "unknown": [
                {"rule": each.rule, "missing": list(each.missing)}
                for each in lacks(row, found, lexicon()) if each.outcome == "unknown"
            ],
        }
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    if arguments.json:
        output.print_json({
            "for": question.words, "act": arguments.act, "as_of": arguments.as_of, "total": found.frame.height,
            "facts": dict(question.search.facts), "counts": found.counts,
            "conditions": [
                {"rule": each.condition.id, "label": each.condition.label.vi, "demand": each.demand.value,
                 "confirmed": each.confirmed} for each in found.asked
            ],
            "people": people,
        })  # fmt: skip
    else:
        print(", ".join(f"{_OVERALL[code]}: {count}" for code, count in found.counts.items()))
        head = ("số", "họ và tên", "chức vụ", "kết quả", "vướng ở")
        print(output.table(head, [
            (each["person_id"], each["full_name"], each["post"] or "", _OVERALL[str(each["class"])],
             "; ".join([*each["failing"], *(_unknown_in_words(one) for one in each["unknown"])][:3]))
            for each in people
        ]))  # fmt: skip
    return DONE


def _unknown_in_words(one: Mapping[str, Any]) -> str:
    return f"{one['rule']} (thiếu: {', '.join(one['missing'])})" if one["missing"] else str(one["rule"])


def run_diff(arguments: Namespace) -> int:
    """Compare two packs over the people in scope."""
    office.configure(arguments)
    office.make_ready()
    from django.utils import timezone

    from canbo.access.selectors import find_unit
    from canbo.facts.standards.acting import with_act
    from canbo.facts.standards.comparing import Change, compared, law_named
    from canbo.facts.standards.mapping import HELD, PLANNED
    from canbo.facts.standards.search import people_in_scope
    from canbo.rules.library import library

    access = office.actor(arguments.as_user)
    as_of = arguments.as_of or timezone.localdate()
    unit = find_unit(access, arguments.unit) if arguments.unit else None
    laws = (law_named(library(), arguments.pack_a, as_of), law_named(library(), arguments.pack_b, as_of))
    frame = people_in_scope(access, as_of, unit.pk if unit else None)
    search = None
    if arguments.title:
        arguments.as_of = as_of
        question = _question(access, arguments)
        frame, search = with_act(access, frame, question, as_of), question.search
    found = compared(
        access, frame, laws, as_of, search, whose=PLANNED if arguments.planned else HELD,
        unconfirmed=arguments.unconfirmed,
    )  # fmt: skip

    def plain(change: Change) -> dict[str, Any]:
        return {
            "person_id": change.person_id, "full_name": change.full_name, "unit_id": change.unit_id,
            "before": change.before.code, "after": change.after.code, "rules": list(change.rules),
            "post": change.words or None,
        }  # fmt: skip

    data = {
        "pack_a": arguments.pack_a, "pack_b": arguments.pack_b, "as_of": as_of, "people": found.total,
        "without_standard": found.unasked, "before": dict(found.before), "after": dict(found.after),
        "rules": dict(found.rules), "becomes_eligible": [plain(each) for each in found.gained],
        "stops_being_eligible": [plain(each) for each in found.lost], "changed": len(found.changes),
    }  # fmt: skip
    if arguments.json:
        output.print_json(data)
    else:
        told = f"{found.total} người, {found.unasked} người không có tiêu chuẩn để xét"
        print(f"{told}; {len(found.changes)} người đổi nhóm.")
        rows = [("đủ thêm", found.gained), ("không còn đủ", found.lost)]
        for words, changes in rows:
            for each in changes:
                print(f"[{words}] {each.full_name} ({each.person_id}): {', '.join(each.rules)}")
        for rule, count in found.rules.items():
            print(f"{rule}: {count}")
    return DONE


def _opened(arguments: Namespace) -> tuple[AccessContext, Question]:
    office.configure(arguments)
    office.make_ready()
    access = office.actor(arguments.as_user)
    question = _question(access, arguments)
    from canbo.facts.standards.questions import nothing_asked

    if not question.asked:
        raise nothing_asked(question)
    return access, question


def _question(access: AccessContext, arguments: Namespace) -> Question:
    """Read `--for`: a kind of title, the number of a position, or words of its title and unit."""
    from canbo.core.text import fold
    from canbo.facts.standards.questions import about_kind, about_position
    from canbo.facts.standards.stating import with_stated
    from canbo.organizations import selectors as organizations
    from canbo.rules.assessing import check_act
    from canbo.rules.library import library

    check_act(arguments.act, library())
    text = arguments.title
    stated = _stated(arguments)
    if text in library().titles:
        return with_stated(about_kind(access, text, arguments.act, arguments.as_of), stated)
    if text.isdecimal():
        position = organizations.position_of(access, int(text))
    else:
        found = organizations.search_positions(access, text, arguments.as_of)
        # "Trưởng phòng Nội vụ" also finds the deputy; the title that the words begin with is meant.
        begun = [each for each in found if fold(text).startswith(fold(each.title.name))]
        found = begun or found
        if not found:
            raise DomainError("position_unknown", "Không có vị trí «{text}» trong ngày đó.", text=text)
        if len(found) > 1:
            raise DomainError(
                "position_ambiguous", "Có nhiều vị trí «{text}». Hãy ghi số của vị trí.", text=text,
                positions=[f"{each.pk}: {each}, {each.unit.name}" for each in found],
            )  # fmt: skip
        position = found[0]
    return with_stated(about_position(access, position, arguments.act, arguments.as_of), stated)


def _stated(arguments: Namespace) -> dict[str, str]:
    """Read the facts of the act of a command: those of the file, then those named one by one."""
    from canbo.facts.standards.stating import read_pairs
    from canbo.rules.domain.factfile import parted
    from canbo.rules.lexicon import lexicon

    found: dict[str, str] = {}
    if getattr(arguments, "facts", None) is not None:
        facts, act = parted(output.json_of(arguments.facts), lexicon())
        if facts:
            raise DomainError(
                "fact_of_person",
                "«{names}» là dữ kiện của người, lấy từ hồ sơ. Tệp này chỉ nêu dữ kiện của việc.",
                names=", ".join(facts),
            )
        found = {name: "" if value is None else str(value) for name, value in act.items()}
    return found | read_pairs(getattr(arguments, "fact", []))


def _person(access: AccessContext, text: str) -> int:
    from canbo.core.text import fold
    from canbo.personnel.selectors import visible_people

    if text.isdecimal():
        return int(text)
    found = list(visible_people(access).filter(search_name=fold(text)).values_list("pk", "born")[:20])
    if not found:
        raise DomainError("person_unknown", "Không có hồ sơ «{text}» trong phạm vi được giao.", text=text)
    if len(found) > 1:
        raise DomainError(
            "person_ambiguous", "Có nhiều người tên «{text}». Hãy ghi số hồ sơ.", text=text,
            people=[f"{pk}: sinh {born or 'chưa rõ'}" for pk, born in found],
        )  # fmt: skip
    return int(found[0][0])


def print_assessment(plain: Mapping[str, Any]) -> None:
    """Print an assessment for people: the class, then each finding with its reason and clauses."""
    print(f"{_OVERALL[plain['overall']]} — {plain['label']}, {plain['act']}, ngày {plain['as_of']}.")
    if plain["meets_on"]:
        print(f"Đủ từ ngày {plain['meets_on']} nếu không có gì thay đổi.")
    for each in plain["findings"]:
        mark = "cảnh báo" if each["warning"] else _OUTCOMES[each["outcome"]]
        print(f"[{mark}] {each['label']}: {each['reason']}")
        for cited in each["citations"]:
            print(f"    {cited['clause']}, {cited.get('number', cited['document'])}")
        if each["cure"]["holds_on"]:
            print(f"    đạt từ ngày {each['cure']['holds_on']}")
        elif each["outcome"] == "fail" and each["cure"]["how"]:
            print(f"    {each['cure']['how']}")
        if not each["confirmed"]:
            print("    căn cứ chưa được xác nhận với toàn văn; chỉ để lưu ý")
