"""Every way to break a scheme of evaluation: each is refused by name, with a place, a sentence and how to mend it."""

from datetime import date

import pytest

from canbo.rules.domain.ready_schemes import prepared
from canbo.rules.domain.scheme_inputs import read_given
from canbo.rules.domain.scoring import score
from canbo.rules.library import check
from canbo.rules.tests.small_pack import write_pack
from canbo.rules.tests.small_scheme import SCHEME_CASES, SCHEME_FILES, SCHEMES, VALUES

S, V, K = "schemes/all.yaml", "parameters/rating.yaml", "cases/schemes.yaml"
_STAFF_WORDS = "    periods: [year]\n"

#: What, file, what is replaced, by what, the code that is told.
BREAKS = [
    ("key misspelt", S, "expression: done_share", "expresion: done_share", "key_unknown"),
    ("level unknown", S, "levels: [excellent]", "levels: [excelent]", "code_unknown"),
    ("level good", S, "{level: well, operator", "{level: good, operator", "code_unknown"),
    ("condition of the lowest", S, "levels: [excellent]", "levels: [not_completed]", "code_unknown"),
    ("words left out", S, "      well: {vi: Tốt, en: Well}\n", "", "key_missing"),
    ("words twice", S, "{vi: Hoàn thành, en", "{vi: Tốt, en", "words_twice"),
    ("who left out", S, "    who: {vi: Nhân viên, en: Staff}\n", "", "key_missing"),
    ("way left out", S, "    way: points\n", "", "key_missing"),
    ("way unknown", S, "way: points", "way: point", "code_unknown"),
    ("period unknown", S, "periods: [year]", "periods: [week]", "code_unknown"),
    ("conditions with cuts", S, "way: points", "way: conditions", "cuts_unused"),
    ("concluded without input", S, "way: points", "way: concluded", "cuts_unused"),
    ("cut left out", S, '      - {level: completed, operator: ">=", threshold: "50", cite: [{document: law-1, clause: x}], confirmed: true}\n', "", "cuts_missing"),
    ("cut of the lowest", S, "{level: not_completed, cite", '{level: not_completed, operator: ">=", threshold: "10", cite', "cut_of_lowest"),
    ("cuts crossed", S, 'threshold: "70"', "threshold: $state.rating.points", "cuts_crossed"),
    ("operator wrong", S, 'level: well, operator: ">="', 'level: well, operator: "=>"', "code_unknown"),
    ("name unknown", S, "expression: done_share >= 90", "expression: don_share >= 90", "expression_wrong"),
    ("parameter unknown", S, "threshold: $state.rating.points", "threshold: $state.rating.pints", "expression_wrong"),
    ("parameter text", S, "threshold: $state.rating.points", "threshold: $state.rating.fall", "expression_wrong"),
    ("condition is a number", S, "expression: done_share >= 90", "expression: done_share", "expression_wrong"),
    ("flag compared", S, "when: punished", "when: punished > 1", "expression_wrong"),
    ("number and text", S, "expression: done_share >= 90", "expression: done_share = 'a'", "expression_wrong"),
    ("function of facts", S, "expression: done_share >= 90", "expression: full_months(done, tasks) >= 1", "expression_wrong"),
    ("unreadable", S, "expression: done_share >= 90", "expression: done_share >=", "expression_unreadable"),
    ("input unused", S, "      - {id: punished,", "      - {id: spare, kind: flag, label: {vi: a, en: a}}\n      - {id: punished,", "input_unused"),
    ("value unused", S, "expression: done_share >= 90", "expression: tasks >= 90", "input_unused"),
    ("input twice", S, "{id: done, kind", "{id: tasks, kind", "id_twice"),
    ("input kind", S, "{id: tasks, kind: count", "{id: tasks, kind: counts", "code_unknown"),
    ("usual of a number", S, "{id: tasks, kind: count,", "{id: tasks, kind: count, usual: true,", "kind_wrong"),
    ("bound unknown", S, "most: tasks", "most: task", "bound_unknown"),
    ("bound a flag", S, "most: tasks", "most: punished", "bound_unknown"),
    ("formula and part", S, "part: done, of", "formula: done, part: done, of", "formula_twice"),
    ("part without whole", S, "part: done, of: tasks}", "part: done}", "key_missing"),
    ("escape unknown", S, "escape: weighed", "escape: weigh", "escape_unknown"),
    ("escape a number", S, "escape: weighed", "escape: tasks", "escape_unknown"),
    ("then unknown", S, "then: level,", "then: levels,", "code_unknown"),
    ("level missing", S, "then: level, level: not_completed", "then: at_most", "key_missing"),
    ("not rated with level", S, "then: level, level", "then: not_rated, level", "level_of_not_rated"),
    ("rule never", S, "when: punished,", "when: punished, from: 2019-01-01, before: 2019-06-01,", "rule_never"),
    ("base of cap", S, "base: well, rounding", "base: good, rounding", "code_unknown"),
    ("rounding", S, "rounding: down", "rounding: floor", "code_unknown"),
    ("share not a number", S, 'share: "20"', "share: $state.rating.fall", "expression_wrong"),
    ("group of cap", S, "groups: [unit]", "groups: [units]", "code_unknown"),
    ("uncited condition", S, "reason: {vi: a, en: a}, cite: [{document: law-1, clause: x}], confirmed: true}\n    follows", "reason: {vi: a, en: a}, confirmed: true}\n    follows", "uncited"),
    ("document unknown", S, "    cite: [{document: law-1, clause: Điều 7}]", "    cite: [{document: law-2, clause: Điều 7}]", "document_unknown"),
    ("not confirmed said", S, 'groups: [unit], cite: [{document: law-1, clause: x}], confirmed: true}', 'groups: [unit], cite: [{document: law-1, clause: x}]}', "key_missing"),
    ("extends unknown", S, "{scheme: state.rating.common}", "{scheme: state.rating.comon}", "scheme_unknown"),
    ("extends another pack", S, "{scheme: state.rating.common}", "{scheme: state.rating.common, pack: state_big}", "scheme_unknown"),
    ("extends itself", S, "{scheme: state.rating.common}", "{scheme: state.rating.staff}", "scheme_unknown"),
    ("layer", S, "  - id: state.rating.staff", "  - id: party.rating.staff", "layer_wrong"),
    ("twice", S, "  - id: state.rating.staff", "  - id: state.rating.common", "id_twice"),
    ("before its pack", S, _STAFF_WORDS, _STAFF_WORDS, ""),
    ("value without a time", V, "from: 2020-01-01, before: null, value: 80", "from: 2020-01-01, before: 2022-01-01, value: 80", "value_gap"),
    ("fall unknown", V, "value: next", "value: lower", "code_unknown"),
    ("case of no scheme", K, "scheme: state.rating.staff, facts: {}", "scheme: state.rating.stuff, facts: {}", "case_of_unknown"),
    ("case fails", K, "2021-01-01: completed", "2021-01-01: well", "case_failed"),
    ("case outcome", K, "2021-01-01: completed", "2021-01-01: pass", "outcome_unknown"),
    ("condition unproven", S, "    follows:", "      - {id: never, levels: [excellent], label: {vi: a, en: a}, expression: tasks >= 1, reason: {vi: a, en: a}, cite: [{document: law-1, clause: x}], confirmed: true}\n    follows:", "case_missing"),
    ("level unproven", K, "  - {scheme: state.rating.staff, facts: {general_points: 90, punished: true}, on: {2021-01-01: not_completed}}\n", "", "case_missing"),
    ("boundary unproven", K, "2019-12-31: not_in_force, 2020-01-01: excellent", "2020-01-01: excellent", "boundary_missing"),
    ("case of an input that is none", K, "facts: {}", "facts: {taks: 3}", "case_failed"),
    ("step unknown", S, "step: vote", "step: votes", "code_unknown"),
    ("step twice", S, "step: vote, asked: false, secret: true", "step: appeal, asked: false", "step_twice"),
    ("step said of nobody", S, "step: vote, asked: false,", "step: vote,", "key_missing"),
    ("step without its note", S, ", note: không nêu", "", "note_missing"),
    ("secret of no vote", S, "step: self_review, asked: true,", "step: self_review, asked: true, secret: true,", "kind_wrong"),
    ("answer of no appeal", S, "step: vote, asked: false,", "step: vote, asked: false, answer_days: 3,", "kind_wrong"),
    ("day of no month", S, 'done_before: "12-15"', 'done_before: "13-15"', "day_unreadable"),
    ("no self-review", S, "step: self_review, asked: true", "step: self_review, asked: false", "steps_incomplete"),
    ("no conclusion", S, "step: conclusion, asked: true", "step: conclusion, asked: false", "steps_incomplete"),
    ("step uncited", S, 'done_before: "12-15", cite: [{document: law-1, clause: x}]', 'done_before: "12-15", cite: [{document: law-9, clause: x}]', "document_unknown"),
    ("case of two", K, "{scheme: state.rating.staff, facts: {}", "{scheme: state.rating.staff, rule: state.post.special, facts: {}", "case_of_nothing"),
]  # fmt: skip


def written(tmp_path, changes=()):
    files = dict(SCHEME_FILES)
    for path, old, new in changes:
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)
    write_pack(tmp_path, files)
    return check([tmp_path])


def test_steps_are_inherited_and_said_again(tmp_path):
    library, _faults, _tried = written(tmp_path)
    steps = {each.id: each for each in library.law(date(2021, 1, 1)).schemes["state.rating.staff"].steps}
    assert set(steps) == {"self_review", "vote", "appeal", "conclusion"}
    assert (steps["self_review"].form, steps["vote"].secret, steps["vote"].confirmed) == ("01", True, False)
    assert (steps["appeal"].days, steps["appeal"].answer_days) == (5, 10)
    assert steps["conclusion"].done_before == (12, 15)


def test_the_small_scheme_is_whole(tmp_path):
    library, faults, _tried = written(tmp_path)
    assert faults == []
    law = library.law(date(2021, 1, 1))
    held = law.schemes["state.rating.staff"]
    assert held.words["well"].vi == "Tốt"
    file = {"general_points": 79.999, "tasks": 10, "done": 10, "punished": False}
    assert score(prepared(held, law), read_given(file, held)).level == "well"


@pytest.mark.parametrize(
    ("path", "old", "new", "code"), [each[1:] for each in BREAKS], ids=[each[0] for each in BREAKS]
)
def test_a_broken_scheme_is_refused(tmp_path, path, old, new, code):
    _library, faults, _tried = written(tmp_path, [(path, old, new)])
    if not code:
        assert faults == []
        return
    found = [fault for fault in faults if fault.code == code]
    assert found, [f"{fault.code}: {fault}" for fault in faults]
    assert found[0].place.line > 0
    assert found[0].message
    assert found[0].mend


def test_a_version_takes_the_rest_from_the_one_it_extends(tmp_path):
    """The later version of the same id changes one cut and keeps all else."""
    later = """\
  - id: state.rating.staff
    extends: {scheme: state.rating.staff}
    cuts:
      - {level: excellent, operator: ">", threshold: $state.rating.points, cite: [{document: law-1, clause: x}], confirmed: true}
    from: 2024-01-01
    before: null
    cite: [{document: law-1, clause: Điều 7}]
    confirmed: false
"""
    first = SCHEMES.rsplit("before: null", 1)
    schemes = "before: 2024-01-01".join(first) + later
    cases = SCHEME_CASES + (
        "  - {scheme: state.rating.staff, facts: {general_points: 80, tasks: 10, done: 10, punished: false}, "
        "on: {2023-12-31: excellent, 2024-01-01: well}}\n"
    )
    library, faults, _tried = written(tmp_path, [(S, SCHEMES, schemes), (K, SCHEME_CASES, cases), (V, VALUES, VALUES)])
    assert [str(fault) for fault in faults] == []
    assert {scheme.span.start for scheme in library.schemes.values() if scheme.id == "state.rating.staff"} == {
        date(2020, 1, 1), date(2024, 1, 1),
    }  # fmt: skip


def test_a_place_may_leave_high_points_with_a_failing_condition_to_the_authority(tmp_path):
    library, _faults, _tried = written(tmp_path, [(V, "value: next", "value: decide")])
    law = library.law(date(2021, 1, 1))
    held = law.schemes["state.rating.staff"]
    file = {"general_points": 85, "tasks": 10, "done": 8, "punished": False}
    found = score(prepared(held, law), read_given(file, held))
    assert (found.outcome, found.level, found.band) == ("undecided", None, "excellent")
    below = score(prepared(held, law), read_given({**file, "general_points": 79}, held))
    assert (below.outcome, below.level) == ("proposed", "well")
