"""Every other way to break a pack: each is refused by name, with a place, a sentence and how to mend it."""

import pytest

from canbo.rules.library import check
from canbo.rules.tests.small_pack import (
    CASES,
    CONDITIONS,
    DOCUMENTS,
    FILES,
    OVERLAY,
    OVERLAY_CASES,
    OVERLAY_PARAMETERS,
    PACK,
    PROCEDURES,
    write_pack,
)

P, C, S, K, D = "parameters/all.yaml", "conditions/all.yaml", "standards/all.yaml", "cases/all.yaml", "documents.yaml"
H, Q, A = "pack.yaml", "procedures/all.yaml", "papers/all.yaml"

#: What, file, what is replaced, by what, the code of the first fault told.
BREAKS = [
    ('proc base unknown', Q, 'base: convened\n', 'base: everyone\n', 'code_unknown'),
    ('threshold 1.5', Q, 'threshold: 1/2', 'threshold: 1.5', 'share_unreadable'),
    ('threshold -1/2', Q, 'threshold: 1/2', 'threshold: -1/2', 'share_unreadable'),
    ('threshold 1/0', Q, 'threshold: 1/2', 'threshold: 1/0', 'share_unreadable'),
    ('threshold 0', Q, 'threshold: 1/2', 'threshold: 0', 'share_unreadable'),
    ('threshold nan', Q, 'threshold: 1/2', 'threshold: .nan', 'share_unreadable'),
    ('threshold inf', Q, 'threshold: 1/2', 'threshold: .inf', 'share_unreadable'),
    ('threshold text', Q, 'threshold: 1/2', 'threshold: half', 'share_unreadable'),
    ('threshold list', Q, 'threshold: 1/2', 'threshold: [1,2]', 'share_unreadable'),
    ('fallback missing', Q, '            - {otherwise: true, then: stop_and_report}\n', '', 'fallback_missing'),
    ('unreachable after otherwise', Q, '            - {operator: ">", threshold: 1/2, take: highest, then: chosen}\n            - {otherwise: true, then: stop_and_report}\n', '            - {otherwise: true, then: stop_and_report}\n            - {operator: ">", threshold: 1/2, take: highest, then: chosen}\n', 'fallback_missing'),
    ('two otherwise', Q, '            - {otherwise: true, then: stop_and_report}\n', '            - {otherwise: true, then: stop_and_report}\n            - {otherwise: true, then: head_decides}\n', 'result_unreachable'),
    ('otherwise with operator', Q, '{otherwise: true, then', '{otherwise: true, operator: ">", threshold: 1/3, then', 'otherwise_with_threshold'),
    ('otherwise false', Q, '{otherwise: true, then: stop_and_report}', '{otherwise: false, then: stop_and_report}', 'fallback_missing'),
    ('results empty', Q, 'results:\n            - {operator: ">", threshold: 1/2, take: highest, then: chosen}\n            - {otherwise: true, then: stop_and_report}', 'results: []', 'list_empty'),
    ('steps empty', Q, PROCEDURES[PROCEDURES.index("    steps:") : PROCEDURES.index("    deadlines:")], '    steps: []\n', 'list_empty'),
    ('operator typo', Q, 'operator: ">",', 'operator: "=>",', 'code_unknown'),
    ('operator unquoted gt', Q, 'operator: ">",', 'operator: >,', 'yaml_unreadable'),
    ('then unknown', Q, 'then: chosen', 'then: choosen', 'code_unknown'),
    ('take unknown', Q, 'take: highest', 'take: higest', 'code_unknown'),
    ('ballot unknown', Q, 'ballot: secret', 'ballot: secrt', 'code_unknown'),
    ('differs itself', Q, 'take: highest, then', 'take: highest, differs_from: s1, then', 'step_unknown'),
    ('ballot none but results', Q, 'ballot: secret', 'ballot: none', 'code_unknown'),
    ('role unknown', Q, 'roles: [leadership]', 'roles: [leaders]', 'voters_missing'),
    ('convened text', Q, 'convened: {vi: A, en: A}', 'convened: all', 'key_missing'),
    ('deadline unit', Q, 'unit: working_days', 'unit: workdays', 'code_unknown'),
    ('deadline count negative', Q, 'count: 15', 'count: -15', 'count_wrong'),
    ('deadline count 0', Q, 'count: 15', 'count: 0', 'count_wrong'),
    ('deadline count text', Q, 'count: 15', 'count: fifteen', 'kind_wrong'),
    ('deadline count float', Q, 'count: 15', 'count: 1.5', 'kind_wrong'),
    ('deadline twice', Q, '    deadlines:\n      - {id: d,', '    deadlines:\n      - {id: d, label: {vi: a, en: a}, count: 15, unit: working_days, bound: at_most, side: after, event: proposal_received, cite: [{document: law-1, clause: Điều 6}], confirmed: true}\n      - {id: d,', 'deadline_twice'),
    ('deadline until', Q, 'event: proposal_received, cite', 'event: proposal_received, until: s9, cite', 'step_unknown'),
    ('marks unknown', Q, '        announce: announced\n', '        announce: announced\n        marks: [no_event]\n', 'code_unknown'),
    ('transition from nothing', Q, '    steps:', '    transitions: [{of: state.gone, who: {vi: A, en: A}, start: s1, cite: [{document: law-1, clause: x}], confirmed: true}]\n    steps:', 'procedure_unknown'),
    ('transition by nobody', Q, '    steps:', '    transitions: [{of: state.gone, start: s1, cite: [{document: law-1, clause: x}], confirmed: true}]\n    steps:', 'key_missing'),
    ('announce wrong', Q, 'announce: announced', 'announce: yes', 'code_unknown'),
    ('proc uncited', Q, '    cite: [{document: law-1, clause: Điều 6}]\n    confirmed: true\n    steps', '    confirmed: true\n    steps', 'uncited'),
    ('step uncited', Q, '        cite: [{document: law-1, clause: Điều 6}]\n', '', 'uncited'),
    ('step no confirmed', Q, '        confirmed: true\n', '', 'key_missing'),
    ('proc dossier twice', Q, '    steps:', '    dossier: [state.paper.health, state.paper.health]\n    steps:', 'named_twice'),
    ('proc title unknown', Q, '    steps:', '    applies: {titles: [no.such]}\n    steps:', 'title_unknown'),
    ('proc acts in applies', Q, '    steps:', '    applies: {acts: [planning]}\n    steps:', 'acts_twice'),
    ('paper unit', A, 'unit: months', 'unit: month', 'code_unknown'),
    ('paper count neg', A, 'count: 6', 'count: -6', 'count_wrong'),
    ('paper act', A, 'acts: [appointment]', 'acts: [appointmen]', 'code_unknown'),
    ('paper validity text', A, 'validity: {count: 6, unit: months, before: filing}', 'validity: 6', 'key_missing'),
    ('paper before empty', A, 'before: filing', 'before: ""', 'value_missing'),
    ('paper uncited', A, 'cite: [{document: law-1, clause: x}], ', '', 'uncited'),
    ('empty label', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: {vi: "", en: ""}', 'value_missing'),
    ('empty clause', P, 'clause: Điều 1}', 'clause: ""}', 'value_missing'),
    ('blank clause', P, 'clause: Điều 1}', 'clause: "  "}', 'value_missing'),
    ('negative months', P, 'value: 12,', 'value: -12,', 'value_wrong'),
    ('float months', P, 'value: 12,', 'value: 12.5,', 'value_wrong'),
    ('bool months', P, 'value: 12,', 'value: true,', 'value_wrong'),
    ('null value', P, 'value: 12,', 'value: null,', 'value_wrong'),
    ('missing value', P, 'value: 12, ', '', 'key_missing'),
    ('value inf', P, 'kind: months\n    stricter: higher', 'kind: decimal\n    stricter: higher', 'expression_wrong'),
    ('octal', P, 'value: 12,', 'value: 012,', 'value_wrong'),
    ('hex', P, 'value: 12,', 'value: 0x12,', 'value_wrong'),
    ('sexagesimal', P, 'value: 12,', 'value: 1:30,', 'value_wrong'),
    ('huge number', P, 'value: 12,', 'value: 99999999999999999999,', 'value_wrong'),
    ('unit words number', P, 'kind: months', 'kind: month', 'expression_wrong'),
    ('kind number vs months compare', P, 'kind: months', 'kind: number', 'expression_wrong'),
    ('kind days (wrong unit)', P, 'kind: months', 'kind: days', 'expression_wrong'),
    ('kind text', P, 'kind: months', 'kind: text', 'expression_wrong'),
    ('kind percent', P, 'kind: months', 'kind: percent', 'expression_wrong'),
    ('kind date compare', P, 'kind: months', 'kind: date', 'expression_wrong'),
    ('unit: wrong unit', P, 'kind: months\n    stricter: higher', 'kind: months\n    unit: {vi: ngày, en: days}\n    stricter: higher', 'unit_needless'),
    ('of unknown', P, 'of: theory_level', 'of: theory_levl', 'fact_unknown'),
    ('of other', P, 'of: theory_level', 'of: gender', 'expression_wrong'),
    ('of number', P, 'of: theory_level', 'of: post_months', 'fact_wrong'),
    ('by unknown', P, 'by: target_tier', 'by: target_teir', 'fact_unknown'),
    ('by with no otherwise', P, '{province: advanced, otherwise: intermediate}', '{province: advanced}', 'case_failed'),
    ('by empty table', P, '{province: advanced, otherwise: intermediate}', '{}', 'case_failed'),
    ('by not table', P, '{province: advanced, otherwise: intermediate}', 'advanced', 'value_wrong'),
    ('stricter wrong', P, 'stricter: higher', 'stricter: up', 'code_unknown'),
    ('values dup', P, '      - {from: 2024-01-01, before: null, value: 12', '      - {from: 2024-01-01, before: null, value: 12, confirmed: true, cite: [{document: law-1, clause: x}]}\n      - {from: 2024-01-01, before: null, value: 12', 'value_overlap'),
    ('retirement decreasing', P, '2021: 723, 2022: 726', '2021: 726, 2022: 723', 'value_wrong'),
    ('retirement in years', P, '{before: 720, 2021: 723, 2022: 726}', '{before: 60, 2021: 60, 2022: 61}', 'value_wrong'),
    ('retirement gap', P, '{before: 720, 2021: 723, 2022: 726}', '{before: 720, 2021: 723, 2024: 726}', 'value_wrong'),
    ('retirement missing before', P, '{before: 720, 2021: 723, 2022: 726}', '{2021: 723, 2022: 726}', 'value_wrong'),
    ('retirement bool', P, '2021: 723,', '2021: true,', 'value_wrong'),
    ('retirement year 21', P, '2021: 723,', '21: 723,', 'value_wrong'),
    ('retirement extra sex', P, 'female: {before', 'femal: {before', 'value_wrong'),
    ('retirement empty', P, '{before: 720, 2021: 723, 2022: 726}', '{}', 'value_wrong'),
    ('id upper', C, 'id: state.post.long_enough', 'id: State.post.long_enough', 'condition_unused'),
    ('id number', C, 'id: state.post.long_enough', 'id: 12', 'condition_unused'),
    ('id spaces', C, 'id: state.post.long_enough', 'id: state post', 'condition_unused'),
    ('id list', C, 'id: state.post.long_enough', 'id: [a]', 'condition_unused'),
    ('dup id in file', C, '  - id: state.theory.enough', '  - id: state.post.long_enough', 'id_twice'),
    ('from after before', C, 'from: 2020-01-01\n    before: null', 'from: 2020-01-01\n    before: 2019-01-01', 'span_empty'),
    ('from equal before', C, 'from: 2020-01-01\n    before: null', 'from: 2020-01-01\n    before: 2020-01-01', 'span_empty'),
    ('from datetime', C, 'from: 2020-01-01\n', 'from: 2020-01-01 10:00:00\n', 'date_wrong_type'),
    ('from year', C, 'from: 2020-01-01\n', 'from: 2020\n', 'date_wrong_type'),
    ('from null', C, 'from: 2020-01-01\n', 'from: null\n', 'value_missing'),
    ('from 0000', C, 'from: 2020-01-01\n', 'from: 0000-01-01\n', 'date_wrong_type'),
    ('from 9999', C, 'from: 2020-01-01\n', 'from: 9999-12-31\n', 'date_far'),
    ('from 20200-', C, 'from: 2020-01-01\n', 'from: 20200-01-01\n', 'date_wrong_type'),
    ('from d/m/y', C, 'from: 2020-01-01\n', 'from: 01/01/2020\n', 'date_wrong_type'),
    ('from outside pack', C, 'from: 2020-01-01\n', 'from: 2010-01-01\n', 'outside_pack'),
    ('from 2020-1-1', C, 'from: 2020-01-01\n', 'from: 2020-1-1\n', 'date_wrong_type'),
    ('rule starts after pack; no case', C, 'from: 2020-01-01\n    before: null\n  - id: state.post.special', 'from: 2021-01-01\n    before: null\n  - id: state.post.special', 'condition_gap'),
    ('confirmed str', C, 'confirmed: true', 'confirmed: "true"', 'kind_wrong'),
    ('confirmed yes', C, 'confirmed: true', 'confirmed: yes', 'kind_wrong'),
    ('confirmed null', C, 'confirmed: true', 'confirmed: null', 'value_missing'),
    ('expr empty', C, 'expression: post_months >= $state.post.months', 'expression: ""', 'expression_unreadable'),
    ('expr null', C, 'expression: post_months >= $state.post.months', 'expression: null', 'value_missing'),
    ('expr true const', C, 'expression: post_months >= $state.post.months', 'expression: true', 'case_failed'),
    ('expr list', C, 'expression: post_months >= $state.post.months', 'expression: [a, b]', 'expression_unreadable'),
    ('expr number', C, 'expression: post_months >= $state.post.months', 'expression: 12', 'expression_wrong'),
    ('expr =>', C, 'expression: post_months >= $state.post.months', 'expression: post_months => $state.post.months', 'expression_unreadable'),
    ('expr ==', C, 'expression: post_months >= $state.post.months', 'expression: post_months == $state.post.months', 'expression_unreadable'),
    ('expr =', C, 'expression: post_months >= $state.post.months', 'expression: post_months = $state.post.months', 'case_failed'),
    ('expr &&', C, 'expression: post_months >= $state.post.months', 'expression: post_months >= 1 && is_cadre', 'expression_unreadable'),
    ('expr text vs number', C, 'expression: post_months >= $state.post.months', "expression: post_months >= '12'", 'expression_wrong'),
    ('expr compare bool', C, 'expression: post_months >= $state.post.months', 'expression: is_cadre >= 1', 'expression_wrong'),
    ('expr level vs code unknown', C, 'expression: theory_level >= $state.theory.level', "expression: theory_level >= 'advancd'", 'expression_wrong'),
    ('expr level vs number', C, 'expression: theory_level >= $state.theory.level', 'expression: theory_level >= 2', 'expression_wrong'),
    ('expr level of other fact', C, 'expression: theory_level >= $state.theory.level', 'expression: degree_level >= $state.theory.level', 'expression_wrong'),
    ('expr days vs months', C, 'expression: post_months >= $state.post.months', 'expression: born >= $state.post.months', 'expression_wrong'),
    ('expr date arithmetic', C, 'expression: post_months >= $state.post.months', 'expression: as_of - born >= 3', 'expression_wrong'),
    ('expr paren', C, 'expression: post_months >= $state.post.months', 'expression: (post_months >= $state.post.months', 'expression_unreadable'),
    ('expr huge nest', C, 'expression: post_months >= $state.post.months', "expression: " + "(" * 1_000 + "is_cadre" + ")" * 1_000, 'expression_unreadable'),
    ('expr NOT nest', C, 'expression: post_months >= $state.post.months', "expression: " + "NOT " * 900 + "is_cadre", 'expression_unreadable'),
    ('expr no facts', C, 'expression: post_months >= $state.post.months', 'expression: 1 = 1', 'case_failed'),
    ('expr int overflow', C, 'expression: post_months >= $state.post.months', 'expression: post_months >= 99999999999999999999999', 'case_failed'),
    ('expr retirement param', C, 'expression: post_months >= $state.post.months', 'expression: post_months >= $state.retirement.age', 'expression_wrong'),
    ('have unknown', C, 'have: post_months', 'have: post_monhs', 'expression_wrong'),
    ('need unknown', C, 'need: $state.post.months', 'need: $state.post.month', 'expression_wrong'),
    ('placeholder only in vi', C, 'en: "Has {have}, needs {need}."', 'en: "Has it."', 'placeholder_missing'),
    ('brace open', C, 'vi: "Có {have}, cần {need}."', 'vi: "Có {have, cần {need}."', 'placeholder_missing'),
    ('when always false', C, 'when: special_case', 'when: false', 'case_failed'),
    ('when not bool', C, 'when: special_case', 'when: post_months', 'expression_wrong'),
    ('when unknown name', C, 'when: special_case', 'when: special_cas', 'expression_wrong'),
    ('replaces itself', C, 'replaces: [state.post.long_enough]', 'replaces: [state.post.special]', 'claimed_twice'),
    ('replaces circular', C, '    before: null\n  - id: state.post.special', '    before: null\n    replaces: [state.post.special]\n    when: special_case\n  - id: state.post.special', 'replaces_in_circle'),
    ('replaces text', C, 'replaces: [state.post.long_enough]', 'replaces: state.post.long_enough', 'claimed_twice'),
    ('replaces other topic', C, 'replaces: [state.post.long_enough]', 'replaces: [state.theory.enough]', 'claimed_twice'),
    ('replaces other param', C, 'replaces: [state.post.long_enough]', 'replaces: [state.post.months]', 'claimed_twice'),
    ('regime unknown', C, 'regimes: [civil_servant]', 'regimes: [civil_sevant]', 'code_unknown'),
    ('applies unknown key', C, 'applies: {acts: [appointment]}', 'applies: {act: [appointment]}', 'key_unknown'),
    ('applies list', C, 'applies: {acts: [appointment]}', 'applies: [appointment]', 'kind_wrong'),
    ('cure unknown', C, 'cure: {by: time}', 'cure: {by: tme}', 'code_unknown'),
    ('cure training no how', C, 'cure: {by: training, how: {vi: "Học đến {need}.", en: "Study up to {need}."}}', 'cure: {by: training}', 'key_missing'),
    ('cure how placeholder', C, 'vi: "Học đến {need}."', 'vi: "Học đến {ned}."', 'placeholder_missing'),
    ('cure text', C, 'cure: {by: time}', 'cure: time', 'key_missing'),
    ('cite doc list', C, 'cite: [{document: law-1, clause: Điều 3}]', 'cite: [law-1]', 'document_unknown'),
    ('cite mapping', C, 'cite: [{document: law-1, clause: Điều 3}]', 'cite: {document: law-1, clause: Điều 3}', 'kind_wrong'),
    ('cite text', C, 'cite: [{document: law-1, clause: Điều 3}]', 'cite: law-1', 'kind_wrong'),
    ('cite null', C, 'cite: [{document: law-1, clause: Điều 3}]', 'cite: null', 'uncited'),
    ('cite extra key', C, 'cite: [{document: law-1, clause: Điều 3}]', 'cite: [{document: law-1, clause: Điều 3, page: 3}]', 'key_unknown'),
    ('cite number clause', C, 'clause: Điều 3}', 'clause: 3}', 'kind_wrong'),
    ('std level wrong', S, 'level: required', 'level: must', 'code_unknown'),
    ('std dup condition', S, '      - {condition: state.theory.enough, level: required}\n', '      - {condition: state.theory.enough, level: required}\n      - {condition: state.theory.enough, level: preferred}\n', 'asked_twice'),
    ('std conditions empty', S, '    conditions:\n      - {condition: state.post.long_enough, level: required}\n      - {condition: state.theory.enough, level: required}\n', '    conditions: []\n', 'condition_unused'),
    ('std acts empty', S, 'acts: [appointment]', 'acts: []', 'list_empty'),
    ('std acts missing', S, '    acts: [appointment]\n', '', 'key_missing'),
    ('std acts not applicable', S, 'acts: [appointment]', 'acts: [planning]', 'asked_never'),
    ('std uncited', S, '    cite: [{document: law-1, clause: Điều 5}]\n', '', 'uncited'),
    ('std starts before cond', S, 'from: 2020-01-01', 'from: 2019-12-05', 'outside_pack'),
    ('doc signed missing', D, '    signed: 2019-12-01\n', '', 'key_missing'),
    ('doc signed future', D, 'signed: 2019-12-01', 'signed: 2219-12-01', 'document_before_signed'),
    ('doc replaces unknown', D, 'read: full', 'read: full\n    replaces: [law-9]', 'document_unknown'),
    ('doc replaces itself', D, 'read: full', 'read: full\n    replaces: [law-1]', 'replaces_itself'),
    ('doc ended before citing', D, 'before: null', 'before: 2023-01-01', 'cited_after_end'),
    ('doc read unknown', D, 'read: full', 'read: yes', 'code_unknown'),
    ('doc no number', D, '    number: 1/LAW\n', '', 'key_missing'),
    ('doc number int', D, 'number: 1/LAW', 'number: 1', 'kind_wrong'),
    ('doc empty number', D, 'number: 1/LAW', 'number: ""', 'value_missing'),
    ('doc same identity other id', D, 'documents:\n', 'documents:\n  - {id: law-2, number: 1/LAW, issuer: {vi: Cơ quan A, en: Body A}, label: {vi: A, en: A}, signed: 2019-12-01, from: 2020-01-01, before: null, read: full}\n', 'document_twice'),
    ('doc replaces a later one', D, 'documents:\n', 'documents:\n  - {id: law-0, number: 0/LAW, issuer: {vi: B, en: B}, label: {vi: A, en: A}, signed: 2010-12-01, from: 2011-01-01, before: null, read: full, replaces: [law-1]}\n', 'replaces_younger'),
    ('doc replaced still in force', D, 'documents:\n', 'documents:\n  - {id: law-0, number: 0/LAW, issuer: {vi: B, en: B}, label: {vi: A, en: A}, signed: 2022-12-01, from: 2023-01-01, before: null, read: full, replaces: [law-1]}\n', 'replaced_still_in_force'),
    ('doc before before signed', D, 'before: null', 'before: 2019-06-01', 'span_empty'),
    ('docs empty list', D, DOCUMENTS, 'documents: []\n', 'list_empty'),
    ('docs null', D, DOCUMENTS, 'documents:\n', 'value_missing'),
    ('docs mapping', D, DOCUMENTS, 'documents: {a: b}\n', 'kind_wrong'),
    ('docs list of text', D, DOCUMENTS, 'documents: [law-1]\n', 'key_missing'),
    ('two top keys', D, 'documents:\n', 'cases: []\ndocuments:\n', 'key_unknown'),
    ('top list', D, DOCUMENTS, '- a\n- b\n', 'key_missing'),
    ('top scalar', D, DOCUMENTS, 'hello\n', 'key_missing'),
    ('pack layer', H, 'layer: state', 'layer: stat', 'code_unknown'),
    ('pack generation', H, 'generation: "2025"', 'generation: "2024"', 'code_unknown'),
    ('pack generation int', H, 'generation: "2025"', 'generation: 2025', 'kind_wrong'),
    ('pack id other', H, 'id: state_small', 'id: state_smal', 'pack_misnamed'),
    ('pack null', H, PACK, 'pack:\n', 'value_missing'),
    ('pack list', H, PACK, 'pack: []\n', 'key_missing'),
    ('pack missing from', H, '  from: 2020-01-01\n', '', 'key_missing'),
    ('pack place for state', H, '  before: null', '  before: null\n  place: X', 'place_of_central'),
    ('pack ends: rules after', H, '  before: null', '  before: 2023-01-01', 'outside_pack'),
    ('case rule & parameter', K, '  - rule: state.theory.enough\n    facts', '  - rule: state.theory.enough\n    parameter: state.post.months\n    facts', 'case_of_nothing'),
    ('case on empty', K, 'on: {2020-01-01: unknown}', 'on: {}', 'kind_wrong'),
    ('case on missing', K, '    on: {2020-01-01: unknown}\n', '', 'key_missing'),
    ('case on list', K, 'on: {2020-01-01: unknown}', 'on: [2020-01-01]', 'kind_wrong'),
    ('case on text day', K, 'on: {2020-01-01: unknown}', 'on: {"2020-01-01": unknown}', 'date_wrong_type'),
    ('case on bad day', K, 'on: {2020-01-01: unknown}', 'on: {2020-02-31: unknown}', 'date_wrong_type'),
    ('case dup day', K, 'on: {2020-01-01: unknown}', 'on: {2020-01-01: unknown, 2020-01-01: pass}', 'key_duplicate'),
    ('case wrong fact type', K, 'theory_level: intermediate', 'theory_level: 3', 'case_failed'),
    ('case act unknown', K, 'act: {target_tier: province}', 'act: {target_teir: province}', 'case_failed'),
    ('case act bad code', K, 'act: {target_tier: province}', 'act: {target_tier: provinc}', 'case_failed'),
    ('case facts list', K, 'facts: {theory_level: intermediate}', 'facts: [theory_level]', 'kind_wrong'),
    ('case act list', K, 'act: {target_tier: province}', 'act: [x]', 'kind_wrong'),
    ('case key wrong', K, 'key: {gender: male, year: 2021}', 'key: {gender: man, year: 2021}', 'case_failed'),
    ('case key unknown', K, 'key: {gender: male, year: 2021}', 'key: {sex: male, year: 2021}', 'case_failed'),
    ('case key year text', K, 'key: {gender: male, year: 2021}', 'key: {gender: male, year: "x"}', 'case_failed'),
    ('case param value wrong', K, '2020-01-01: 723', '2020-01-01: 724', 'case_failed'),
    ('case param text for num', K, '2020-01-01: 723', '2020-01-01: "723"', 'case_failed'),
    ('case param unknown', K, 'parameter: state.retirement.age', 'parameter: state.retirement.ag', 'case_of_unknown'),
    ('case empty file', K, CASES, 'cases: []\n', 'list_empty'),
    ('tab indent', C, '    topic: months_in_post', '\ttopic: months_in_post', 'yaml_unreadable'),
    ('alias cycle', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: &l {vi: *l, en: b}', 'yaml_refused'),
    ('merge key', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', '<<: {label: {vi: a, en: b}}', 'key_missing'),
    ('python tag', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: !!python/object/apply:os.system ["echo x"]', 'yaml_refused'),
    ('local tag', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: !x {vi: a, en: b}', 'yaml_refused'),
    ('undefined alias', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: *nope', 'yaml_refused'),
    ('complex key', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', '? [a, b]\n    : c\n    label: {vi: a, en: b}', 'yaml_refused'),
    ('int key', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', '5: x\n    label: {vi: a, en: b}', 'key_unknown'),
    ('null key', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', '~: x\n    label: {vi: a, en: b}', 'key_unknown'),
    ('two docs', C, CONDITIONS, CONDITIONS + "---\nconditions: []\n", 'yaml_refused'),
    ('deep nest yaml', C, CONDITIONS, "conditions: " + "[" * 20_000, 'yaml_refused'),
    ('empty', C, CONDITIONS, '', 'file_empty'),
    ('comments only', C, CONDITIONS, '# nothing\n', 'file_empty'),
    ('spaces only', C, CONDITIONS, '   \n\n', 'file_empty'),
    ('control char', C, 'topic: months_in_post', 'topic: months_in\x01post', 'yaml_unreadable'),
    ('nul char', C, 'topic: months_in_post', 'topic: months_in\x00post', 'yaml_unreadable'),
    ('nbsp indent', C, '    topic: months_in_post', '\xa0\xa0\xa0\xa0topic: months_in_post', 'yaml_unreadable'),
    ('topic number', C, 'topic: months_in_post', 'topic: 5', 'kind_wrong'),
    ('note number', C, '    cure: {by: time}', '    note: 5\n    cure: {by: time}', 'kind_wrong'),
    ('retroactive str', C, '    cure: {by: time}', '    retroactive: "no"\n    cure: {by: time}', 'kind_wrong'),
    ('label number', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: {vi: 5, en: b}', 'kind_wrong'),
    ('label third lang', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: {vi: a, en: b, fr: c}', 'key_unknown'),
    ('label text', C, 'label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}', 'label: abc', 'key_missing'),
]  # fmt: skip


@pytest.mark.parametrize(("what", "path", "old", "new", "code"), BREAKS, ids=[each[0] for each in BREAKS])
def test_a_broken_pack_is_refused(tmp_path, what, path, old, new, code):
    assert old in FILES[path]
    write_pack(tmp_path, {**FILES, path: FILES[path].replace(old, new, 1)})
    _, faults, _ = check([tmp_path])
    assert faults, what
    assert faults[0].code == code, [str(fault) for fault in faults]
    for fault in faults:
        assert fault.message.strip().endswith((".", "…"))
        assert fault.mend
        assert fault.place.file.startswith("state_small/")
        assert fault.place.line >= 1


def test_references_that_stand_for_a_huge_file_are_refused_at_once(tmp_path):
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)]
    write_pack(tmp_path, {**FILES, C: "\n".join(lines) + "\n" + CONDITIONS})
    _, faults, _ = check([tmp_path])
    assert [fault.code for fault in faults] == ["yaml_refused"]


BYTES = [
    ("not UTF-8", "cases: [] # é".encode("latin-1"), "file_not_utf8"),
    ("UTF-16", "cases: []\n".encode("utf-16"), "file_not_utf8"),
    ("a picture", bytes(range(256)), "file_not_utf8"),
    ("too long", b"cases: []\n#" + b"x" * 1_000_001, "file_too_long"),
    ("nothing", b"", "file_empty"),
    ("another list", b"conditions: []\n", "key_missing"),
]


@pytest.mark.parametrize(("what", "content", "code"), BYTES, ids=[each[0] for each in BYTES])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, what, content, code):
    write_pack(tmp_path, FILES)
    (tmp_path / "state_small/cases/more.yaml").write_bytes(content)
    _, faults, tried = check([tmp_path])
    assert [faults[0].code, faults[0].place.file, tried] == [code, "state_small/cases/more.yaml", []]


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path):
    write_pack(tmp_path, FILES)
    for path in (H, C):
        (tmp_path / "state_small" / path).write_bytes(
            b"\xef\xbb\xbf" + FILES[path].replace("\n", "\r\n").encode("utf-8")
        )
    assert check([tmp_path])[1] == []


PLACES = [
    (
        "a link to nowhere",
        lambda at: (at / "state_small/cases/b.yaml").symlink_to("/nowhere/x.yaml"),
        "file_unreadable",
    ),
    ("a folder named as a file", lambda at: (at / "state_small/cases/b.yaml").mkdir(), "file_unreadable"),
    ("a folder linked into itself", lambda at: (at / "state_small/cases/b").symlink_to(at), "file_unknown"),
    ("another ending", lambda at: (at / "state_small/cases/b.yml").write_text("cases: []\n"), "file_unknown"),
    ("a hidden file", lambda at: (at / "state_small/cases/.b.yaml").write_text("cases: [oops\n"), "yaml_unreadable"),
    ("a file beside the packs", lambda at: (at / "b.yaml").write_text("cases: []\n"), "file_unknown"),
    ("no pack.yaml", lambda at: (at / "state_small/pack.yaml").unlink(), "pack_missing"),
    ("a folder of another name", lambda at: (at / "state_small").rename(at / "state_other"), "pack_misnamed"),
]


@pytest.mark.parametrize(("what", "change", "code"), PLACES, ids=[each[0] for each in PLACES])
def test_what_lies_in_the_wrong_place_is_refused(tmp_path, what, change, code):
    change(write_pack(tmp_path, FILES))
    _, faults, _ = check([tmp_path])
    assert faults[0].code == code, [str(fault) for fault in faults]


def test_folders_without_packs_are_refused(tmp_path):
    write_pack(tmp_path / "packs", FILES)
    for root, code in (
        (tmp_path / "nowhere", "packs_missing"), (tmp_path / "packs/state_small", "root_is_pack"),
        (tmp_path / "packs/state_small/cases", "packs_missing"),
    ):  # fmt: skip
        _, faults, _ = check([root])
        assert faults[-1].code == code or faults[0].code in {code, "file_unknown"}


TABLE = """\
parameters:
  - id: state.theory.level
    kind: level
    of: theory_level
    by: target_tier
    overlay: stricter
    values:
      - {from: 2021-01-01, before: null, value: WORTH, confirmed: true, cite: [{document: law-1, clause: Điều 9}]}
"""
TABLE_CASES = """\
cases:
  - parameter: state.theory.level
    key: {target_tier: province}
    on: {2020-12-31: advanced, 2021-01-01: LEVEL}
"""

OVERLAYS = [
    ("right", OVERLAY_PARAMETERS, None),
    ("stricter marked looser", OVERLAY_PARAMETERS.replace("stricter", "looser"), "overlay_marked_wrong"),
    ("no mark", OVERLAY_PARAMETERS.replace("    overlay: stricter\n", ""), "key_missing"),
    ("another unit", OVERLAY_PARAMETERS.replace("kind: months", "kind: days"), "overlay_other_kind"),
    ("a table stricter everywhere", TABLE.replace("WORTH", "{province: advanced, otherwise: advanced}"), None),
    ("a table looser", TABLE.replace("WORTH", "{province: elementary, otherwise: none}"), "overlay_marked_wrong"),
    (
        "a table stricter here and looser there",
        TABLE.replace("WORTH", "{province: intermediate, otherwise: advanced}"), "overlay_marked_wrong",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "parameters", "code"), OVERLAYS, ids=[each[0] for each in OVERLAYS])
def test_an_overlay_is_held_to_its_mark(tmp_path, what, parameters, code):
    write_pack(tmp_path, FILES)
    level = "advanced" if "province: advanced" in parameters else "elementary"
    level = "intermediate" if "province: intermediate" in parameters else level
    cases = TABLE_CASES.replace("LEVEL", level) if "theory" in parameters else OVERLAY_CASES
    local = {"pack.yaml": OVERLAY, "parameters/all.yaml": parameters, "cases/all.yaml": cases}
    write_pack(tmp_path, local, "local_small")
    _, faults, _ = check([tmp_path])
    assert (faults[0].code if faults else None) == code, [str(fault) for fault in faults]


def test_a_central_pack_holds_no_overlay_and_names_no_place(tmp_path):
    for change, code in (
        ({P: FILES[P].replace("    stricter: higher\n", "    overlay: stricter\n", 1)}, "overlay_in_central"),
        ({H: PACK + "  place: TINH-A\n"}, "place_of_central"),
    ):
        write_pack(tmp_path, {**FILES, **change})
        assert code in {fault.code for fault in check([tmp_path])[1]}


def test_generations_and_rules_that_come_back_leave_no_day_out(tmp_path):
    first = {
        H: PACK.replace("state_small", "state_first").replace("before: null", "before: 2023-01-01"),
        D: DOCUMENTS.replace("law-1", "law-0").replace("1/LAW", "0/LAW"),
    }
    write_pack(tmp_path, first, "state_first")
    later = {"pack.yaml": PACK.replace("state_small", "state_later").replace("2020-01-01", "2023-01-02")}
    write_pack(tmp_path, later, "state_later")
    assert [fault.code for fault in check([tmp_path])[1]] == ["generation_gap"]
