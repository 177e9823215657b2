"""A small pack of invented law, whole and right; tests break it."""

from __future__ import annotations

from pathlib import Path

PACK = """\
pack:
  id: state_small
  label: {vi: Bộ nhỏ, en: Small pack}
  layer: state
  generation: "2025"
  from: 2020-01-01
  before: null
"""
DOCUMENTS = """\
documents:
  - id: law-1
    number: 1/LAW
    issuer: {vi: Cơ quan A, en: Body A}
    label: {vi: Luật một, en: First law}
    signed: 2019-12-01
    from: 2020-01-01
    before: null
    read: full
"""
PARAMETERS = """\
parameters:
  - id: state.post.months
    label: {vi: Thời gian giữ chức vụ, en: Time in post}
    kind: months
    stricter: higher
    values:
      - {from: 2020-01-01, before: 2024-01-01, value: 24, confirmed: true, cite: [{document: law-1, clause: Điều 1}]}
      - {from: 2024-01-01, before: null, value: 12, confirmed: true, cite: [{document: law-1, clause: Điều 2}]}
  - id: state.theory.level
    label: {vi: Lý luận chính trị, en: Political theory}
    kind: level
    of: theory_level
    by: target_tier
    stricter: higher
    values:
      - from: 2020-01-01
        before: null
        value: {province: advanced, otherwise: intermediate}
        confirmed: false
        cite: [{document: law-1, clause: Điều 3}]
  - id: state.retirement.age
    label: {vi: Tuổi nghỉ hưu, en: Retirement age}
    kind: retirement
    values:
      - from: 2020-01-01
        before: null
        value: {male: {before: 720, 2021: 723, 2022: 726}, female: {before: 660, 2021: 664, 2022: 668}}
        confirmed: true
        cite: [{document: law-1, clause: Điều 4}]
"""
CONDITIONS = """\
conditions:
  - id: state.post.long_enough
    topic: months_in_post
    label: {vi: Đủ thời gian giữ chức vụ, en: Long enough in post}
    applies: {acts: [appointment], regimes: [civil_servant]}
    expression: post_months >= $state.post.months
    have: post_months
    need: $state.post.months
    reason: {vi: "Đã giữ {have}, cần {need}.", en: "Held for {have}, {need} needed."}
    cure: {by: time}
    cite: [{document: law-1, clause: Điều 1}]
    confirmed: true
    from: 2020-01-01
    before: null
  - id: state.post.special
    topic: months_in_post
    label: {vi: Trường hợp đặc biệt, en: Special case}
    applies: {acts: [appointment], regimes: [civil_servant]}
    when: special_case
    expression: special_assessment_recorded
    reason: {vi: Phải ghi lại việc xét., en: The assessment must be on record.}
    cure: {by: none}
    cite: [{document: law-1, clause: Điều 1}]
    confirmed: true
    from: 2020-01-01
    before: null
    replaces: [state.post.long_enough]
  - id: state.theory.enough
    label: {vi: Đủ lý luận chính trị, en: Enough theory}
    applies: {acts: [appointment]}
    expression: theory_level >= $state.theory.level
    have: theory_level
    need: $state.theory.level
    reason: {vi: "Có {have}, cần {need}.", en: "Has {have}, needs {need}."}
    cure: {by: training, how: {vi: "Học đến {need}.", en: "Study up to {need}."}}
    cite: [{document: law-1, clause: Điều 3}]
    confirmed: true
    from: 2020-01-01
    before: null
"""
STANDARDS = """\
standards:
  - id: state.general
    label: {vi: Điều kiện chung, en: General conditions}
    acts: [appointment]
    conditions:
      - {condition: state.post.long_enough, level: required}
      - {condition: state.theory.enough, level: required}
    cite: [{document: law-1, clause: Điều 5}]
    confirmed: true
    from: 2020-01-01
    before: null
"""
CASES = """\
cases:
  - rule: state.post.long_enough
    facts: {is_civil_servant: true, post_since: 2022-01-01}
    on: {2019-12-31: not_in_force, 2020-01-01: fail, 2023-12-31: fail, 2024-01-01: pass}
  - rule: state.post.long_enough
    facts: {is_civil_servant: true}
    on: {2024-01-01: unknown}
  - rule: state.post.special
    facts: {is_civil_servant: true}
    act: {special_case: true, special_assessment_recorded: true}
    on: {2019-12-31: not_in_force, 2020-01-01: pass}
  - rule: state.post.special
    facts: {is_civil_servant: true}
    act: {special_case: true, special_assessment_recorded: false}
    on: {2020-01-01: fail}
  - rule: state.post.special
    act: {special_case: true, special_assessment_recorded: true}
    on: {2020-01-01: unknown}
  - rule: state.theory.enough
    facts: {theory_level: intermediate}
    act: {target_tier: commune}
    on: {2019-12-31: not_in_force, 2020-01-01: pass}
  - rule: state.theory.enough
    facts: {theory_level: intermediate}
    act: {target_tier: province}
    on: {2020-01-01: fail}
  - rule: state.theory.enough
    act: {target_tier: province}
    on: {2020-01-01: unknown}
  - parameter: state.retirement.age
    key: {gender: male, year: 2021}
    on: {2019-12-31: not_in_force, 2020-01-01: 723}
"""
PROCEDURES = """\
procedures:
  - id: state.run
    label: {vi: Quy trình, en: Procedure}
    acts: [appointment]
    from: 2020-01-01
    before: null
    cite: [{document: law-1, clause: Điều 6}]
    confirmed: true
    steps:
      - id: s1
        kind: meeting
        label: {vi: Bước một, en: Step one}
        convened: {vi: A, en: A}
        roles: [leadership]
        quorum: {operator: ">=", threshold: 2/3, base: convened}
        vote:
          ballot: secret
          base: convened
          results:
            - {operator: ">", threshold: 1/2, take: highest, then: chosen}
            - {otherwise: true, then: stop_and_report}
        announce: announced
        documents: [{vi: B, en: B}]
        deadline: null
        cite: [{document: law-1, clause: Điều 6}]
        confirmed: true
    deadlines:
      - {id: d, label: {vi: a, en: a}, count: 15, unit: working_days, bound: at_most, side: after, event: proposal_received, cite: [{document: law-1, clause: Điều 6}], confirmed: true}
"""
PAPERS = """\
papers:
  - {id: state.paper.health, label: {vi: a, en: a}, acts: [appointment], validity: {count: 6, unit: months, before: filing}, cite: [{document: law-1, clause: x}], confirmed: true, from: 2020-01-01, before: null}
"""
FILES = {
    "pack.yaml": PACK, "documents.yaml": DOCUMENTS, "parameters/all.yaml": PARAMETERS, "conditions/all.yaml": CONDITIONS,
    "standards/all.yaml": STANDARDS, "cases/all.yaml": CASES, "procedures/all.yaml": PROCEDURES, "papers/all.yaml": PAPERS,
}  # fmt: skip

OVERLAY = """\
pack:
  id: local_small
  label: {vi: Bộ địa phương, en: Local pack}
  layer: local
  generation: "2025"
  from: 2021-01-01
  before: null
  place: TINH-A
"""
OVERLAY_PARAMETERS = """\
parameters:
  - id: state.post.months
    kind: months
    overlay: stricter
    values:
      - {from: 2021-01-01, before: null, value: 36, confirmed: true, cite: [{document: law-1, clause: Điều 9}]}
"""
OVERLAY_CASES = """\
cases:
  - parameter: state.post.months
    on: {2020-12-31: 24, 2021-01-01: 36}
"""
OVERLAY_FILES = {
    "pack.yaml": OVERLAY, "parameters/all.yaml": OVERLAY_PARAMETERS, "cases/all.yaml": OVERLAY_CASES,
}  # fmt: skip


def write_pack(root: Path, files: dict[str, str], name: str = "state_small") -> Path:
    """Write a pack under a root."""
    for path, text in files.items():
        where = root / name / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text(text, encoding="utf-8")
    return root
