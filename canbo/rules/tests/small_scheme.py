"""A small scheme of invented law, whole and right, beside the small pack; tests break it."""

from canbo.rules.tests.small_pack import FILES

VALUES = """\
parameters:
  - id: state.rating.points
    label: {vi: Điểm, en: Points}
    kind: number
    values:
      - {from: 2020-01-01, before: null, value: 80, confirmed: true, cite: [{document: law-1, clause: Điều 7}]}
  - id: state.rating.fall
    label: {vi: Xuống mức, en: Falling}
    kind: text
    values:
      - {from: 2020-01-01, before: null, value: next, confirmed: true, cite: [{document: law-1, clause: Điều 7}]}
"""
SCHEMES = """\
schemes:
  - id: state.rating.common
    base: true
    label: {vi: Chung, en: Common}
    words:
      excellent: {vi: Xuất sắc, en: Excellent}
      well: {vi: Tốt, en: Well}
      completed: {vi: Hoàn thành, en: Completed}
      not_completed: {vi: Không, en: Not}
    steps:
      - {step: self_review, asked: true, form: "01", cite: [{document: law-1, clause: x}], confirmed: true}
      - {step: vote, asked: false, secret: true, cite: [{document: law-1, clause: x}], confirmed: false, note: không nêu}
      - {step: appeal, asked: true, cite: [{document: law-1, clause: x}], confirmed: true}
    from: 2020-01-01
    before: null
    cite: [{document: law-1, clause: Điều 7}]
    confirmed: true
  - id: state.rating.staff
    extends: {scheme: state.rating.common}
    label: {vi: Nhân viên, en: Staff}
    who: {vi: Nhân viên, en: Staff}
    applies: {subject: person, regimes: [civil_servant]}
    periods: [year]
    way: points
    inputs:
      - {id: tasks, kind: count, label: {vi: Việc, en: Tasks}}
      - {id: done, kind: count, most: tasks, label: {vi: Xong, en: Done}}
      - {id: punished, kind: flag, label: {vi: Kỷ luật, en: Punished}}
      - {id: weighed, kind: flag, usual: false, label: {vi: Cân nhắc, en: Weighed}}
    values:
      - {id: done_share, label: {vi: Tỷ lệ, en: Share}, part: done, of: tasks}
    groups:
      - {id: general, label: {vi: Chung, en: General}, most: "100", cite: [{document: law-1, clause: x}], confirmed: true}
    cuts:
      - {level: excellent, operator: ">=", threshold: $state.rating.points, cite: [{document: law-1, clause: x}], confirmed: true}
      - {level: well, operator: ">=", threshold: "70", cite: [{document: law-1, clause: x}], confirmed: true}
      - {level: completed, operator: ">=", threshold: "50", cite: [{document: law-1, clause: x}], confirmed: true}
      - {level: not_completed, cite: [{document: law-1, clause: x}], confirmed: true}
    fall: $state.rating.fall
    conditions:
      - {id: enough, levels: [excellent], label: {vi: Đủ, en: Enough}, expression: done_share >= 90, reason: {vi: a, en: a}, cite: [{document: law-1, clause: x}], confirmed: true}
    follows:
      - {id: law_broken, label: {vi: Kỷ luật, en: Punished}, when: punished, then: level, level: not_completed, escape: weighed, reason: {vi: a, en: a}, cite: [{document: law-1, clause: x}], confirmed: true}
    cap: {share: "20", base: well, rounding: down, rounding_confirmed: true, groups: [unit], cite: [{document: law-1, clause: x}], confirmed: true}
    steps:
      - {step: conclusion, asked: true, done_before: "12-15", cite: [{document: law-1, clause: x}], confirmed: true}
      - {step: appeal, asked: true, days: 5, answer_days: 10, cite: [{document: law-1, clause: x}], confirmed: true}
    from: 2020-01-01
    before: null
    cite: [{document: law-1, clause: Điều 7}]
    confirmed: true
"""
SCHEME_CASES = """\
cases:
  - {scheme: state.rating.staff, facts: {general_points: 80, tasks: 10, done: 9, punished: false}, on: {2019-12-31: not_in_force, 2020-01-01: excellent}}
  - {scheme: state.rating.staff, facts: {general_points: 80, tasks: 10, done: 8, punished: false}, on: {2021-01-01: well}}
  - {scheme: state.rating.staff, facts: {general_points: 69, tasks: 10, done: 8, punished: false}, on: {2021-01-01: completed}}
  - {scheme: state.rating.staff, facts: {general_points: 90, punished: true}, on: {2021-01-01: not_completed}}
  - {scheme: state.rating.staff, facts: {}, on: {2021-01-01: unknown}}
  - {parameter: state.rating.points, on: {2019-12-31: not_in_force, 2020-01-01: 80}}
  - {parameter: state.rating.fall, on: {2019-12-31: not_in_force, 2020-01-01: next}}
"""
SCHEME_FILES = {
    **FILES, "parameters/rating.yaml": VALUES, "schemes/all.yaml": SCHEMES, "cases/schemes.yaml": SCHEME_CASES,
}  # fmt: skip
