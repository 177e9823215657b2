"""What came of an import, in numbers and row by row: the JSON of the command, the counts of the pages."""

from __future__ import annotations

from typing import Any

from canbo.imports.domain.matching import Verdict
from canbo.imports.domain.parsed import ParsedRow
from canbo.imports.models import ImportRow
from canbo.imports.services.changes import Changes
from canbo.imports.services.planning import Plan

Outcome = ImportRow.Outcome


def outcome_of(plan: Plan, row: ParsedRow, changes: Changes) -> str:
    """What becomes of a row."""
    issues = plan.issues(row)
    match = plan.matches.get(row.number)
    if match is not None and match.verdict is Verdict.HELD:
        return Outcome.HELD
    if match is None or match.verdict is Verdict.REFUSED or any(issue.severity == "refused" for issue in issues):
        return Outcome.REFUSED
    if match.verdict is Verdict.EXISTING and row.number not in changes.rows:
        return Outcome.EXISTING
    return Outcome.WARNED if issues else Outcome.ACCEPTED


def counts_of(plan: Plan, changes: Changes, outcomes: dict[int, str]) -> dict[str, int]:
    """Count rows by outcome, files that are new, files that get new records, units that would be founded."""
    tally = {str(value): 0 for value in Outcome.values}
    imported = updated = existing = 0
    for row in plan.rows:
        outcome = outcomes[row.number]
        tally[str(outcome)] += 1
        if outcome in (Outcome.REFUSED, Outcome.HELD):
            continue
        match = plan.matches[row.number]
        if match.verdict is Verdict.NEW:
            imported += 1
        elif row.number in changes.rows:
            updated += 1
        else:
            existing += 1
    if plan.kind != "roster":
        # Another list opens no files: what it imports are its rows that said something new.
        imported, updated = updated, 0
    return {
        **tally, "rows_read": len(plan.rows), "imported": imported, "updated": updated, "existing": existing,
        "units_created": len(units_to_found(plan)), "skipped": sum(plan.skipped.values()),
    }  # fmt: skip


def units_to_found(plan: Plan) -> list[str]:
    """Give the names of the units that a roster would found, in its order."""
    names: dict[object, str] = {}
    if plan.kind == "roster":
        for row in plan.rows:
            unit = row.unit if plan.accepted(row) is not None else None
            while unit is not None and id(unit) not in plan.units.known and id(unit) not in plan.units.roots:
                names.setdefault(plan.units.key_of(unit), unit.name)
                unit = unit.parent
    return list(names.values())


def result_of(plan: Plan, changes: Changes) -> dict[str, Any]:
    """Give the JSON of the command: counts, and every warning and refusal with its row, column, code and reason."""
    outcomes = {row.number: outcome_of(plan, row, changes) for row in plan.rows}
    counts = counts_of(plan, changes, outcomes)
    warned: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for row in plan.rows:
        outcome = outcomes[row.number]
        out = outcome in (Outcome.REFUSED, Outcome.HELD)
        for issue in plan.issues(row):
            if out != (issue.severity == "refused"):
                continue
            (refused if out else warned).append(
                {
                    "row": issue.row, "column": issue.column, "code": issue.code, "reason": issue.reason,
                    "suggestion": issue.suggestion,
                }
            )  # fmt: skip
    return {
        "rows_read": counts["rows_read"], "imported": counts["imported"], "warned": warned, "refused": refused,
        "units_created": counts["units_created"], "existing": counts["existing"], "updated": counts["updated"],
        "skipped": plan.skipped, "notes": plan.notes, "unit": plan.root.name, "as_of": plan.as_of.isoformat(),
    }  # fmt: skip
