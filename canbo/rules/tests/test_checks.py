"""Every way to break a pack is refused, with the file, the line, what is wrong and how to mend it."""

from datetime import date

import pytest

from canbo.rules.library import check
from canbo.rules.phrases import transition_words
from canbo.rules.tests.small_pack import FILES, OVERLAY_FILES, write_pack

P, C, S, K, D = "parameters/all.yaml", "conditions/all.yaml", "standards/all.yaml", "cases/all.yaml", "documents.yaml"

#: File, what is replaced, by what, the code of the fault, the line on which the replaced text stands (by its words).
BREAKS = [
    ("an unknown key", P, "stricter: higher\n    values:\n      - {from: 2020", "strictr: higher\n    values:\n      - {from: 2020", "key_unknown", "strictr"),
    ("a duplicate key", C, "    topic: months_in_post\n    label: {vi: Đủ", "    topic: months_in_post\n    topic: again\n    label: {vi: Đủ", "key_duplicate", "topic: again"),
    ("a missing key", C, "    cure: {by: time}\n", "", "key_missing", "id: state.post.long_enough"),
    ("an uncited value", P, ", cite: [{document: law-1, clause: Điều 1}]", "", "uncited", "before: 2024-01-01, value: 24"),
    ("an empty citation", P, "cite: [{document: law-1, clause: Điều 1}]", "cite: []", "uncited", "value: 24"),
    ("an uncited condition", C, "    cite: [{document: law-1, clause: Điều 3}]\n", "", "uncited", "id: state.theory.enough"),
    ("an unknown document", P, "document: law-1, clause: Điều 2", "document: law-9, clause: Điều 2", "document_unknown", "law-9"),
    ("a gap", P, "before: 2024-01-01, value: 24", "before: 2023-12-31, value: 24", "value_gap", "value: 12"),
    ("an overlap", P, "before: 2024-01-01, value: 24", "before: 2024-01-02, value: 24", "value_overlap", "value: 12"),
    ("an open end before another value", P, "before: 2024-01-01, value: 24", "before: null, value: 24", "value_overlap", "value: 12"),
    ("no before", P, "before: 2024-01-01, value: 24", "value: 24", "key_missing", "value: 24"),
    ("a quoted date", P, "{from: 2024-01-01, before: null", "{from: '2024-01-01', before: null", "date_wrong_type", "'2024-01-01'"),
    ("a day on no calendar", P, "{from: 2024-01-01, before: null", "{from: 2024-02-31, before: null", "value_unreadable", "2024-02-31"),
    ("a text for a number", P, "value: 12,", "value: twelve,", "value_wrong", "twelve"),
    ("a level that does not exist", P, "otherwise: intermediate", "otherwise: middle", "value_wrong", "from: 2020-01-01\n        before: null\n        value: {province"),
    ("a member that does not exist", P, "{province: advanced", "{provinces: advanced", "member_unknown", "from: 2020-01-01\n        before: null\n        value: {provinces"),
    ("a fact that does not exist", C, "expression: post_months >=", "expression: post_monthz >=", "expression_wrong", "post_monthz"),
    ("a parameter that does not exist", C, "post_months >= $state.post.months", "post_months >= $state.post.monthz", "expression_wrong", "monthz"),
    ("an end of an interval", C, "post_months >= $state", "post_months_low >= $state", "expression_wrong", "post_months_low"),
    ("an expression that cannot be read", C, "post_months >= $state.post.months\n    have", "post_months >= >= $state.post.months\n    have", "expression_unreadable", ">= >="),
    ("a function that opens a door", C, "expression: special_assessment_recorded", "expression: scan('x')", "expression_unreadable", "scan("),
    ("a null test", C, "expression: special_assessment_recorded", "expression: in_plan IS NULL", "expression_unreadable", "IS NULL"),
    ("a condition that is no truth", C, "expression: special_assessment_recorded", "expression: post_months", "expression_wrong", "expression: post_months\n    reason"),
    ("two rules that claim one case", C, "    replaces: [state.post.long_enough]\n", "", "claimed_twice", "id: state.post.special"),
    ("an exception without a case", C, "    when: special_case\n", "", "exception_without_case", "id: state.post.special"),
    ("an exception to nothing", C, "replaces: [state.post.long_enough]", "replaces: [state.post.none]", "condition_unknown", "id: state.post.special"),
    ("a value that ends before its condition", P, "{from: 2024-01-01, before: null, value: 12", "{from: 2024-01-01, before: 2025-01-01, value: 12", "value_gap", None),
    ("a placeholder that says nothing", C, "vi: \"Đã giữ {have}", "vi: \"Đã giữ {held}", "placeholder_unknown", "id: state.post.long_enough"),
    ("one language", C, "reason: {vi: \"Có {have}, cần {need}.\", en: \"Has {have}, needs {need}.\"}", "reason: {vi: \"Có {have}, cần {need}.\"}", "key_missing", "vi: \"Có"),
    ("an act that does not exist", C, "acts: [appointment], regimes: [civil_servant]}\n    expression", "acts: [apointment], regimes: [civil_servant]}\n    expression", "code_unknown", "apointment"),
    ("a standard asking for nothing known", S, "condition: state.theory.enough", "condition: state.theory.enuogh", "condition_unknown", "enuogh"),
    ("a condition that no standard asks for", S, "      - {condition: state.theory.enough, level: required}\n", "", "condition_unused", None),
    ("a kind of title that does not exist", S, "acts: [appointment]\n", "acts: [appointment]\n    titles: [no.such]\n", "title_unknown", "id: state.general"),
    ("the wrong layer", C, "id: state.theory.enough", "id: party.theory.enough", "layer_wrong", "party.theory.enough"),
    ("no fail case", K, "2020-01-01: fail, 2023-12-31: fail, 2024-01-01: pass", "2024-01-01: pass", "case_missing", None),
    ("no unknown case", K, "  - rule: state.theory.enough\n    act: {target_tier: province}\n    on: {2020-01-01: unknown}\n", "", "case_missing", None),
    ("one side of a boundary", K, "2023-12-31: fail, ", "", "boundary_missing", None),
    ("the day a rule begins", K, "on: {2019-12-31: not_in_force, 2020-01-01: fail,", "on: {2020-01-01: fail,", "boundary_missing", None),
    ("a case that comes out otherwise", K, "2024-01-01: pass}", "2024-01-01: fail}", "case_failed", "2024-01-01: fail}"),
    ("a case of nothing", K, "- rule: state.theory.enough\n    facts", "- rule: state.theory.enuf\n    facts", "case_of_unknown", "enuf"),
    ("a case with an unknown fact", K, "{theory_level: intermediate}\n    act: {target_tier: commune}", "{theory_levl: intermediate}\n    act: {target_tier: commune}", "case_failed", "2019-12-31: not_in_force, 2020-01-01: pass}\n  - rule: state.theory.enough\n    facts: {theory_level"),
    ("an outcome that does not exist", K, "on: {2020-01-01: unknown}\n  - parameter", "on: {2020-01-01: perhaps}\n  - parameter", "outcome_unknown", "perhaps"),
    ("a value that no case shows", K, "  - parameter: state.retirement.age\n    key: {gender: male, year: 2021}\n    on: {2019-12-31: not_in_force, 2020-01-01: 723}\n", "", "boundary_missing", None),
    ("a document twice", D, "documents:\n", "documents:\n  - {id: law-1, number: 9/L, issuer: {vi: A, en: A}, label: {vi: A, en: A}, signed: 2019-12-01, from: 2020-01-01, before: null, read: full}\n", "document_twice", "id: law-1\n"),
    ("a law in force before it is signed", D, "signed: 2019-12-01", "signed: 2020-02-01", "document_before_signed", "id: law-1"),
    ("a value older than its document", D, "from: 2020-01-01", "from: 2020-02-01", "cited_before_in_force", None),
    ("no YAML at all", S, "standards:\n", "standards: [\n", "yaml_unreadable", None),
    ("an unknown top key", S, "standards:\n", "standard:\n", "key_unknown", "standard:"),
]  # fmt: skip


def broken(tmp_path, path, old, new):
    assert FILES[path].count(old) >= 1
    write_pack(tmp_path, {**FILES, path: FILES[path].replace(old, new, 1)})
    return check([tmp_path])


def test_the_small_pack_is_right(small):
    assert set(small.packs) == {"state_small", "local_small"}


@pytest.mark.parametrize(("what", "path", "old", "new", "code", "where"), BREAKS, ids=[each[0] for each in BREAKS])
def test_a_broken_pack_is_refused(tmp_path, what, path, old, new, code, where):
    _, faults, _ = broken(tmp_path, path, old, new)
    found = [fault for fault in faults if fault.code == code]
    assert found, [str(fault) for fault in faults]
    for fault in found:
        assert fault.message
        assert fault.mend
        assert fault.place.file.startswith("state_small/")
        assert str(fault).startswith(f"state_small/{fault.place.file.partition('/')[2]}:{fault.place.line}: ")
    if where is not None:
        text = FILES[path].replace(old, new, 1)
        lines = {text[: text.index(where)].count("\n") + 1}
        assert {fault.place.line for fault in found} & lines, (found, lines)


OVERLAY_BREAKS = [
    ("looser marked stricter", "value: 36", "value: 6", "overlay_marked_wrong"),
    ("the same marked stricter", "value: 36", "value: 24", "overlay_marked_wrong"),
    ("another value that confirms", "overlay: stricter", "overlay: confirms", "overlay_confirms_other"),
    ("additional to what there is", "overlay: stricter", "overlay: additional", "overlay_not_additional"),
    ("over nothing", "id: state.post.months", "id: state.post.none", "overlay_of_nothing"),
]


@pytest.mark.parametrize(("what", "old", "new", "code"), OVERLAY_BREAKS, ids=[each[0] for each in OVERLAY_BREAKS])
def test_an_overlay_is_what_its_mark_says(tmp_path, what, old, new, code):
    write_pack(tmp_path, FILES)
    changed = {
        path: text.replace(old, new) if path.startswith("param") else text for path, text in OVERLAY_FILES.items()
    }
    write_pack(tmp_path, changed, "local_small")
    _, faults, _ = check([tmp_path])
    assert code in {fault.code for fault in faults}


def test_two_packs_with_one_rule(tmp_path):
    write_pack(tmp_path, FILES)
    again = {"pack.yaml": FILES["pack.yaml"].replace("state_small", "state_again"), C: FILES[C]}
    write_pack(tmp_path, again, "state_again")
    _, faults, _ = check([tmp_path])
    assert "id_twice" in {fault.code for fault in faults}


def test_a_stray_file_and_a_folder_without_pack(tmp_path):
    write_pack(tmp_path, {**FILES, "rules.txt": "x"})
    (tmp_path / "empty").mkdir()
    _, faults, _ = check([tmp_path])
    assert {"file_unknown", "pack_missing"} <= {fault.code for fault in faults}


def test_a_procedure_is_held_to_its_form(tmp_path):
    procedure = """\
procedures:
  - id: state.run
    label: {vi: Quy trình, en: Procedure}
    acts: [appointment]
    when: post_months >= 3
    from: 2020-01-01
    before: null
    cite: [{document: law-1, clause: Điều 6}]
    confirmed: true
    dossier: [state.no_paper]
    steps:
      - id: s1
        label: {vi: Bước một, en: Step one}
        roles: [leadership, nobody]
        quorum: {operator: ">=", threshold: 5/3, base: summoned}
        vote:
          ballot: secret
          base: summoned
          results:
            - {differs_from: s9, operator: ">", threshold: 1/2, take: highest, then: chosen}
        cite: [{document: law-1, clause: Điều 6}]
        confirmed: true
"""
    write_pack(tmp_path, {**FILES, "procedures/all.yaml": procedure})
    _, faults, _ = check([tmp_path])
    assert {"paper_unknown", "code_unknown", "share_unreadable", "step_unknown", "procedure_by_person"} <= {
        fault.code for fault in faults
    }


NEWER = """\
  - id: state.run
    label: {vi: Quy trình mới, en: New procedure}
    acts: [appointment]
    from: 2024-01-01
    before: null
    cite: [{document: law-1, clause: Điều 7}]
    confirmed: true
    transitions:
      - of: state.run
        who: {vi: Cấp có thẩm quyền, en: The authority}
        until: s1
        start: n1
        cite: [{document: law-1, clause: Điều 9}]
        confirmed: false
        note: x
    steps:
      - id: n1
        kind: request
        label: {vi: Bước mới, en: New step}
        marks: [policy_approved]
        cite: [{document: law-1, clause: Điều 7}]
        confirmed: true
"""


def test_a_newer_procedure_says_who_may_go_over_to_it(tmp_path):
    older = FILES["procedures/all.yaml"].replace("before: null\n    cite", "before: 2024-01-01\n    cite", 1)
    write_pack(tmp_path, {**FILES, "procedures/all.yaml": older + NEWER})
    library, faults, _ = check([tmp_path])
    assert not faults
    held = library.law(date(2024, 1, 1)).procedures[0]
    over = held.transitions[0]
    assert (over.of, over.who.vi, over.until, over.start) == ("state.run", "Cấp có thẩm quyền", "s1", "n1")
    assert (over.cite[0].clause, over.confirmed) == ("Điều 9", False)
    assert held.steps[0].marks == ("policy_approved",)
    assert not library.law(date(2023, 12, 31)).procedures[0].transitions
    assert "n1" in transition_words(over, "vi")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("until: s1", "until: n1", "step_unknown"), ("start: n1", "start: n9", "step_unknown"),
     ("        cite: [{document: law-1, clause: Điều 9}]\n", "", "uncited"),
     ("of: state.run", "of: state.runs", "procedure_unknown")],
)  # fmt: skip
def test_a_transition_names_what_there_is(tmp_path, old, new, code):
    older = FILES["procedures/all.yaml"].replace("before: null\n    cite", "before: 2024-01-01\n    cite", 1)
    write_pack(tmp_path, {**FILES, "procedures/all.yaml": older + NEWER.replace(old, new)})
    _, faults, _ = check([tmp_path])
    assert {fault.code for fault in faults} == {code}
