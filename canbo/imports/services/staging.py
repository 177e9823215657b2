"""Rows put down for people to look at: the preview of a batch, and what an import left out. Encrypted, set-based."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from canbo.common.bulk import insert_rows
from canbo.common.crypto import encrypt
from canbo.core.dates import PartialDate
from canbo.core.errors import to_plain
from canbo.documents.sources.cells import written as cell_text
from canbo.documents.sources.sheet import Sheet
from canbo.imports.domain.fields import target_label
from canbo.imports.domain.matching import Candidate
from canbo.imports.domain.parsed import ParsedRow
from canbo.imports.models import ImportBatch, ImportRow
from canbo.imports.services.changes import Changes
from canbo.imports.services.planning import Plan
from canbo.imports.services.reporting import outcome_of
from canbo.imports.services.writing import Written

_FIELDS = (
    "batch",
    "row",
    "outcome",
    "codes",
    "payload",
    "repairs",
    "decision",
    "decided_person",
    "decided_by",
    "person_key",
)
_LEFT_OUT = (ImportRow.Outcome.REFUSED, ImportRow.Outcome.HELD)
_SHOWN = (
    "full_name",
    "born",
    "gender",
    "position",
    "new_position",
    "qualification",
    "theory",
    "course",
    "planned_title",
    "coefficient",
)


def stage_rows(
    batch: ImportBatch,
    sheet: Sheet,
    plan: Plan,
    changes: Changes,
    done: Written | None = None,
    *,
    only_issues: bool = False,
    kept: dict[int, tuple[str, str, int | None, str]] | None = None,
) -> int:
    """Put the rows of a plan down under the batch, in the place of those there; give how many.

    `only_issues`: only rows with something to tell. `kept`: repairs (plain JSON), decision,
    decided person and decider by row,
    carried over from the preview before.
    """
    batch.rows.all().delete()
    batch.report = {**batch.report, "sheet_head": sheet_head(sheet, plan)}
    batch.save(update_fields=["report"])
    return insert_rows(ImportRow, _FIELDS, _rows(batch, sheet, plan, changes, done, only_issues, kept or {}))


def _rows(
    batch: ImportBatch,
    sheet: Sheet,
    plan: Plan,
    changes: Changes,
    done: Written | None,
    only_issues: bool,
    kept: dict[int, tuple[str, str, int | None, str]],
) -> Iterator[tuple[Any, ...]]:
    person_of = done.person_of if done else {}
    for row in plan.rows:
        issues = plan.issues(row)
        if only_issues and not issues:
            continue
        outcome = outcome_of(plan, row, changes)
        repairs, decision, person, by = kept.get(row.number, ("", "", None, ""))
        payload = payload_of(sheet, plan, row, with_cells=not only_issues or outcome in _LEFT_OUT)
        codes = " ".join(dict.fromkeys(issue.code for issue in issues))[:300]
        yield (
            batch.pk, row.number, str(outcome), codes, encrypt(json.dumps(payload, ensure_ascii=False)),
            encrypt(repairs) if repairs else "", decision, person, by, person_of.get(row.number),
        )  # fmt: skip


def payload_of(sheet: Sheet, plan: Plan, row: ParsedRow, *, with_cells: bool) -> dict[str, Any]:
    """What is kept of a row: its cells as text, what was understood of it, its issues, who it may be."""
    match = plan.matches.get(row.number)
    return {
        "cells": [cell_of(sheet, row.number, column) for column in range(sheet.width)] if with_cells else [],
        "unit": row.unit_name,
        "name": str(row.values.get("full_name") or ""),
        "shown": {name: shown_value(row.values[name]) for name in _SHOWN if row.values.get(name) is not None},
        "issues": [
            {
                "column": issue.column, "cell": issue.cell, "field": issue.field, "code": issue.code,
                "severity": issue.severity, "reason": to_plain(issue.reason), "suggestion": to_plain(issue.suggestion),
            }
            for issue in plan.issues(row)
        ],
        "candidates": [_candidate(who, plan) for who in match.candidates] if match else [],
    }  # fmt: skip


def _candidate(who: Candidate, plan: Plan) -> dict[str, Any]:
    beside = plan.row_at(who.row) if who.row is not None else None
    return {
        "person_id": who.person_id, "row": who.row, "name": who.name, "born": who.born.text if who.born else "",
        "unit_id": who.unit if isinstance(who.unit, int) else None,
        "unit": beside.unit_name if beside else "",
        "position": str(beside.values.get("position") or "") if beside else "",
    }  # fmt: skip


def cell_of(sheet: Sheet, row: int, column: int) -> str:
    """The text of a cell as it stood in the file: a formula as its text, a legacy font as it was typed."""
    formula = sheet.formulas.at(row, column) if (row, column) in sheet.formulas else None
    if formula:
        return formula
    cells = sheet.rows[row - 1]
    return cell_text(cells[column]) if column < len(cells) else ""


def shown_value(value: object) -> str:
    """A value for a table."""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, tuple):
        return ", ".join(" ".join(str(part) for part in item if part) for item in value)
    return str(value)


def sheet_head(sheet: Sheet, plan: Plan) -> dict[str, Any]:
    """What stands above and between the people, none of it personal: for the workbook of errors.

    `rows`: the cells of every row down to the first person; `merges`; `groups`: the rows that name blocks and units;
    `width`; `columns`: target and heading by column.
    """
    first = min(plan.mapping.header_rows)
    last = max(plan.mapping.header_rows)
    people = {row.number for row in plan.rows}
    start = min(people, default=last + 1)
    groups = _groups(sheet, last, start, people)
    return {
        "rows": [_cells(sheet, number) for number in range(1, last + 1)],
        "header": [first, last],
        "before": list(sheet.before),
        "merges": [
            [merge.top, merge.left, merge.bottom, merge.right] for merge in sheet.merges if merge.bottom <= last
        ],
        "groups": groups,
        "width": sheet.width,
        "headings": plan.headings.by_column,
        "targets": {str(column): target_label(target) for target, column in plan.headings.by_target.items()},
    }


def _groups(sheet: Sheet, last: int, start: int, people: set[int]) -> list[tuple[int, list[str]]]:
    """Rows between people that hold words in one or two cells: the headings of blocks and units."""
    end = max(people, default=start)
    found = []
    for number in range(last + 1, end):
        if number in people:
            continue
        cells = _cells(sheet, number)
        if 1 <= sum(1 for text in cells if text.strip()) <= 2 and any(
            letter.isalpha() for text in cells for letter in text
        ):
            found.append((number, cells))
    return found


def _cells(sheet: Sheet, number: int) -> list[str]:
    return [cell_of(sheet, number, column) for column in range(sheet.width)]


def staged(batch: ImportBatch, outcomes: Iterable[str] = ()) -> Iterator[tuple[ImportRow, dict[str, Any]]]:
    """Give the staged rows of a batch with their payloads, in order."""
    rows = batch.rows.order_by("row")
    wanted = list(outcomes)
    if wanted:
        rows = rows.filter(outcome__in=wanted)
    for row in rows.iterator(chunk_size=2_000):
        yield row, json.loads(row.payload)
