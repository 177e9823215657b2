"""Running everything with a proposal before it takes effect: what is refused, which cases come out otherwise."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from canbo.audit import services as audit
from canbo.core.access import AccessContext, full_access
from canbo.core.errors import DomainError
from canbo.jobs import services as jobs
from canbo.rules.domain.checks import check_packs
from canbo.rules.domain.faults import Fault, Faults
from canbo.rules.domain.language import LanguageError
from canbo.rules.domain.law import Library
from canbo.rules.domain.model import OFFICE, Case, Layer, Pack
from canbo.rules.domain.reading import read_packs
from canbo.rules.domain.trying import check_coverage, run_cases, try_case
from canbo.rules.lexicon import lexicon
from canbo.rules.models import RuleChange
from canbo.rules.selectors import stale
from canbo.rules.services.printing import changes_in_force, pack_id, plain_yaml, reprint, write_packs

#: How often a trial is run anew because something else took effect meanwhile.
_TIMES = 5
_SHOWN = 30


class _OvertakenError(Exception):
    """Something else took effect while the cases ran."""


def start_trial(*, access: AccessContext, change: RuleChange) -> None:
    """Run all cases with the proposal as a job; once signed, it takes effect at the end of the run."""
    job = jobs.start(
        access=access, kind="rules.try", title=f"Chạy ca thử: {change.entry}"[:200], arguments={"change_id": change.pk}
    )
    RuleChange.objects.filter(pk=change.pk).update(trial_job=job.pk)


@jobs.job_kind("rules.try")
def run_trial(job_id: uuid.UUID, report: jobs.Report, *, change_id: int) -> dict[str, Any]:
    """Run the cases with a proposal, write down what came out, and let it take effect where it is signed."""
    result = {"url": f"/quy-dinh/de-nghi/{change_id}/", "url_label": gettext_noop("Xem đề nghị")}
    for _time in range(_TIMES):
        change = RuleChange.objects.get(pk=change_id)
        if not change.is_open:
            break
        before = changes_in_force()
        trial = tried(change, before, report)
        try:
            _settle(change, trial)
            break
        except (_OvertakenError, IntegrityError):
            report(0, gettext_noop("Một giá trị khác vừa được áp dụng; chạy lại các ca thử."))
    if RuleChange.objects.filter(pk=change_id, edition__isnull=False).exists():
        reprint()
    return result


def tried(change: RuleChange, before: Sequence[RuleChange], report: jobs.Report) -> dict[str, Any]:
    """Give what comes out with a proposal: faults, cases that turn (each with its day), how many ran, upon what."""
    with tempfile.TemporaryDirectory(prefix="canbo-rules-") as place:
        report(5, gettext_noop("Đọc các bộ quy tắc."))
        old_folder, new_folder = Path(place, "old"), Path(place, "new")
        for folder in (old_folder, new_folder):
            folder.mkdir()
        old = write_packs(old_folder, before)
        after = [each for each in before if each.pk != change.withdraws_id]
        new = write_packs(new_folder, after if change.kind == RuleChange.Kind.WITHDRAW else [*after, change])
        report(20, gettext_noop("Kiểm tra các bộ quy tắc."))
        faults, count = _faults(new_folder, new)
        if faults:
            known = {(fault.code, fault.message) for fault in _faults(old_folder, old)[0]}
            faults = [fault for fault in faults if (fault.code, fault.message) not in known]
    turned = []
    cases = [case for pack in new.packs.values() if pack.layer is not Layer.LOCAL for case in pack.cases]
    for number, case in enumerate(cases):
        if number % 50 == 0:
            report(40 + 55 * number // len(cases), gettext_noop("Chạy các ca thử với giá trị mới."))
        turned += list(_turns(old, new, case, change.place))
        count += len(case.on)
    return {
        "faults": [f"{fault.message} {fault.mend}" for fault in faults[:_SHOWN]], "turned": turned, "cases": count,
        "upon": max((each.edition or 0 for each in before), default=0), "stale": stale(change),
    }  # fmt: skip


def _faults(folder: Path, found: Library) -> tuple[list[Fault], int]:
    faults = read_packs([folder], lexicon())[1] if any(folder.iterdir()) else Faults()
    check_packs(found, faults)
    ran = run_cases(found, faults)
    check_coverage(found, ran, faults)
    return faults.sorted(), len(ran)


def _turns(old: Library, new: Library, case: Case, place: str) -> Iterator[dict[str, str]]:
    """The days on which a case comes out otherwise with the proposal than without it, for the people of the place."""
    for day, expected, _where in case.on:
        came = _came(new, case, day, place)
        was = expected if came == expected and not _overlaid(old) else _came(old, case, day, place)
        if came != was:
            said = {
                "rule": case.rule, "parameter": case.parameter, "scheme": case.scheme, "name": case.name,
                "facts": dict(case.facts),
                "act": dict(case.act), "key": dict(case.key),
            }  # fmt: skip
            yield {
                "case": plain_yaml({name: value for name, value in said.items() if value}), "day": day.isoformat(),
                "rule": case.of, "name": case.name, "expected": plain_yaml(expected),
                "was": plain_yaml(was), "came": plain_yaml(came),
            }  # fmt: skip


def _overlaid(found: Library) -> bool:
    return any(pack.is_office and pack.parameters for pack in found.packs.values())


def _came(found: Library, case: Case, day: date, place: str) -> Any:
    """What a case gives under the office's values; the code of a refusal where it cannot be run."""
    try:
        return try_case(found, case, day, pack=_office(found, case, place))
    except (DomainError, LanguageError) as error:
        return f"lỗi: {error.message}"
    except (KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        return f"lỗi: {type(error).__name__}"


def _office(found: Library, case: Case, place: str) -> Pack:
    """The office's pack under which a case is to be run; where it has none, the case's own."""
    return found.packs.get(pack_id(place)) or found.packs.get(OFFICE) or found.packs[case.pack]


def _settle(change: RuleChange, trial: dict[str, Any]) -> None:
    """Write the trial down; let a signed proposal take effect, or send it back to who entered it."""
    with transaction.atomic():
        row = RuleChange.objects.select_for_update().get(pk=change.pk)
        last = RuleChange.objects.aggregate(last=Max("edition"))["last"] or 0
        upon = RuleChange.objects.filter(state=RuleChange.State.IN_FORCE).aggregate(last=Max("edition"))["last"] or 0
        if upon != trial["upon"]:
            raise _OvertakenError
        same = row.trial is not None and row.turned == trial["turned"]
        accepted = not trial["turned"] or (same and row.acknowledged_at is not None)
        row.trial = trial
        if not same:
            row.acknowledged_at = None
        if row.state == RuleChange.State.SIGNED and not trial["faults"] and not trial["stale"] and accepted:
            _take_effect(row, last + 1)
        elif row.state == RuleChange.State.SIGNED:
            row.state, row.signed_at, row.signed_by_key, row.signed_by_name = RuleChange.State.WAITING, None, None, ""
        row.save(update_fields=[
            "trial", "acknowledged_at", "state", "signed_at", "signed_by_key", "signed_by_name", "edition",
            "took_effect_at",
        ])  # fmt: skip


def _take_effect(row: RuleChange, edition: int) -> None:
    now = timezone.now()
    signer = full_access(row.signed_by_key, row.signed_by_name)
    row.state, row.edition, row.took_effect_at = RuleChange.State.IN_FORCE, edition, now
    if row.withdraws_id is not None:
        changed = RuleChange.objects.filter(pk=row.withdraws_id, state=RuleChange.State.IN_FORCE).update(
            state=RuleChange.State.WITHDRAWN, closed_at=now, closed_by_name=row.signed_by_name, closed_reason=row.note
        )
        if not changed:
            raise DomainError("not_in_force", "Nội dung định rút không còn đang áp dụng.")
    audit.record(
        access=signer, action="rules.in_force", object_type="rule_change", object_id=row.pk, object_label=row.entry,
        changes={"edition": [None, edition], "kind": [None, row.kind]},
    )  # fmt: skip
