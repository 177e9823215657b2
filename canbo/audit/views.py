"""The pages of the audit log: the list, one row, what is unusual; and for each person who read their file."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canbo.audit import selectors, services
from canbo.audit.actions import READINGS, action_label
from canbo.audit.forms import USUAL, PeriodForm
from canbo.audit.models import AuditEntry
from canbo.audit.panels import own_rows
from canbo.audit.showing import DOORS, MASKED, ShownEntry, shown
from canbo.audit.subjects import answers
from canbo.audit.tables import ANY_READING, ENTRIES, MOST, EntryRows
from canbo.audit.unusual import LABELS, USUAL_DAYS, USUAL_LEAST, Finding, Reading, day_begins, readings, unusual
from canbo.common import formats
from canbo.common.charts import ChartData, Series, color_key
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound

_TOP = 10
_COLORS = color_key(*LABELS)
#: Rows of one request lie no further apart.
_REQUEST = timedelta(hours=1)
_OWN_SHOWN = 100


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    access.require(Permission.VIEW_AUDIT)
    state = ENTRIES.state(request.GET)
    rows = EntryRows(access, selectors.entries(access), state)
    return ENTRIES.response(request, state, rows, context={"most": MOST, "tabs": _tabs("audit-log")})


def _tabs(current: str) -> list[dict[str, Any]]:
    pages = (("audit-log", _("Từng việc")), ("audit-watch", _("Theo dõi việc đọc hồ sơ")))
    return [{"label": label, "url": reverse(name), "is_current": name == current} for name, label in pages]


@require_GET
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One row: who, under which grants, on whom, before and after, why, through which door."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    access.require(Permission.VIEW_AUDIT)
    row = selectors.entry_of(access, number)
    others = selectors.of_same_request(access, row, (row.at - _REQUEST, row.at + _REQUEST))
    told, *beside = shown(access, [row, *others])
    if told.subject is not None and told.section in told.subject.readable:
        services.record_log_reading(access=access, entry=row, section=told.section)
    return render(
        request, "audit/entry.html",
        {
            "told": told, "entry": row, "grants": _grants(access, row), "changes": _changes(told), "beside": beside,
            "seal": selectors.seal_of(access, row), "unit": answers.units(access, {row.unit_path}).get(row.unit_path),
            "masked": MASKED,
        },
    )  # fmt: skip


def _grants(access: AccessContext, row: AuditEntry) -> list[dict[str, Any]]:
    """Give the grants of a row in words: role, unit, number."""
    grants: list[dict[str, Any]] = row.grants if isinstance(row.grants, list) else []
    roles = answers.roles({str(each["role"]) for each in grants})
    units = answers.units(access, {str(each["path"]) for each in grants})
    return [
        {
            "role": roles.get(each["role"], each["role"]), "id": each["id"],
            "unit": units.get(each["path"], each["path"]) if each["path"] else _("toàn hệ thống"),
        }
        for each in grants
    ]  # fmt: skip


def _changes(told: ShownEntry) -> list[tuple[str, str, str]]:
    """Give (field, before, after) of what changed, for whoever may see it."""
    if told.is_masked:
        return []
    lines = []
    for name, values in (told.entry.changes or {}).items():
        before, after = values if isinstance(values, list) and len(values) == 2 else (None, values)
        if name in {"section", "sections"}:
            keys = after if isinstance(after, list) else [after]
            words = answers.sections([str(key) for key in keys])
            lines.append((_("phần hồ sơ"), "", ", ".join(words.get(str(key), str(key)) for key in keys)))
        else:
            lines.append((name, formats.plain(before), formats.plain(after)))
    return lines


@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """What was done in a period by account, kind, door and file; unusual readings on a time line."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    access.require(Permission.VIEW_AUDIT)
    today: date = request.today  # type: ignore[attr-defined]
    form = PeriodForm(request.GET or None, today=today)
    since, until = form.period() if form.is_valid() else (today - timedelta(days=USUAL - 1), today)
    begin = day_begins(since)
    rows = selectors.entries(access).filter(at__gte=begin, at__lt=day_begins(until + timedelta(days=1)))
    read = readings(rows)
    findings = unusual(read, begin)
    period = f"tu={since:%d/%m/%Y}&den={until:%d/%m/%Y}"
    return render(
        request, "audit/watch.html",
        {
            "form": form, "since": since, "until": until, "tabs": _tabs("audit-watch"),
            "figures": _figures(read, findings), "charts": [_time_line(findings, since, until)] if findings else [],
            "findings": [_finding_line(each) for each in findings[:200]], "finding_count": len(findings),
            "rules": {
                "many": settings.CANBO_AUDIT_MANY_FILES, "opens": settings.CANBO_OFFICE_OPENS,
                "closes": settings.CANBO_OFFICE_CLOSES, "days": USUAL_DAYS, "least": USUAL_LEAST,
            },
            **_totals(access, selectors.totals(rows), read, period),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _figures(read: list[Reading], findings: list[Finding]) -> list[dict[str, Any]]:
    return [
        {"label": _("Lần đọc phần hạn chế, tải, in"), "value": formats.plain(len(read))},
        {"label": _("Hồ sơ được đọc"), "value": formats.plain(len({row.object_id for row in read}))},
        {"label": _("Tài khoản đã đọc"), "value": formats.plain(len({row.actor_id for row in read}))},
        {"label": _("Dấu hiệu bất thường"), "value": formats.plain(len(findings))},
    ]


def _time_line(findings: list[Finding], since: date, until: date) -> ChartData:
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    counts: Counter[tuple[str, date]] = Counter()
    for each in findings:
        counts[each.kind, each.day] += each.readings
    series = [
        Series(
            label, [counts[kind, day] for day in days],
            [_list_url(tu=f"{day:%d/%m/%Y}", den=f"{day:%d/%m/%Y}", viec=ANY_READING) for day in days],
        )
        for kind, label in LABELS.items()
    ]  # fmt: skip
    return ChartData(
        "bat-thuong", "line", _("Việc đọc hồ sơ bất thường theo ngày"), [f"{day:%d/%m}" for day in days], series,
        category_label=_("Ngày"), unit=_("lần đọc"), beside=False,
        colors={str(label): _COLORS[kind] for kind, label in LABELS.items()},
        sentence=_sentence(findings),
        note=_("Bất thường không có nghĩa là sai: đó là việc cần hỏi lại người đã đọc. Cách xác định ở cuối trang."),
    )  # fmt: skip


def _sentence(findings: list[Finding]) -> str:
    if not findings:
        return _("Không có việc đọc hồ sơ nào bất thường trong thời gian này.")
    worst = max(findings, key=lambda each: each.readings)
    return _("Nhiều nhất: {who} {what} ngày {day} ({count} lần).").format(
        who=worst.actor_name, what=LABELS[worst.kind], day=f"{worst.day:%d/%m/%Y}", count=worst.readings
    )


def _finding_line(each: Finding) -> dict[str, Any]:
    day = f"{each.day:%d/%m/%Y}"
    who = str(each.actor_id) if each.actor_id is not None else each.actor_name
    return {
        "day": each.day, "who": each.actor_name, "kind": LABELS[each.kind], "readings": each.readings,
        "files": each.files, "begin": _hour(each.begin), "end": _hour(each.end),
        "url": _list_url(nguoi=who, tu=day, den=day, viec=ANY_READING),
    }  # fmt: skip


def _hour(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else ""


def _list_url(**filters: str) -> str:
    return reverse("audit-log", query=filters)


def _totals(access: AccessContext, counted: list[dict[str, Any]], read: list[Reading], period: str) -> dict[str, Any]:
    """Give the tables by account, by kind, by door and by file."""
    users: dict[tuple[int | None, str], Counter[str]] = {}
    kinds: Counter[str] = Counter()
    doors: Counter[str] = Counter()
    for row in counted:
        kind = "read" if row["action"] in READINGS else "refused" if row["action"] == "access.refused" else "other"
        users.setdefault((row["actor_id"], row["actor_name"]), Counter())[kind] += row["count"]
        kinds[row["action"]] += row["count"]
        doors[row["door"]] += row["count"]
    files = Counter(row.object_id for row in read if row.object_id is not None).most_common(_TOP)
    readers = {key: len({row.actor_id for row in read if row.object_id == key}) for key, _count in files}
    subjects = answers.people(access, [key for key, _count in files]) if files else {}
    most = sorted(users.items(), key=lambda each: -each[1].total())
    return {
        "by_user": [
            {"who": name or "—", "url": f"{_list_url(nguoi=str(key if key is not None else name))}&{period}", **count}
            for (key, name), count in most[:_TOP]
        ],
        "user_count": len(users),
        "by_kind": [
            (action_label(code), count, f"{_list_url(viec=code)}&{period}") for code, count in kinds.most_common()
        ],
        "by_door": [
            (DOORS.get(code, code), count, f"{_list_url(cua=code)}&{period}") for code, count in doors.most_common()
        ],
        "by_file": [
            {
                "label": subjects[key].label if key in subjects else MASKED, "number": key, "count": count,
                "readers": readers[key], "url": f"{_list_url(**{'ho-so': str(key)}, viec=ANY_READING)}&{period}",
            }
            for key, count in files
        ],
    }  # fmt: skip


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Who opened the viewer's own file, when, and what they looked at."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    if access.person_id is None or not access.can(Permission.VIEW_OWN_FILE):
        raise NotFound("own_file_missing", "Tài khoản này không gắn với hồ sơ nào. Hãy hỏi người quản trị tài khoản.")
    page = _page_of(request)
    rows = selectors.readings_of(access, (page - 1) * _OWN_SHOWN, page * _OWN_SHOWN + 1)
    return render(
        request, "audit/own.html",
        {
            "rows": own_rows(rows[:_OWN_SHOWN]), "page": page,
            "older": page + 1 if len(rows) > _OWN_SHOWN else None, "newer": page - 1 if page > 1 else None,
        },
    )  # fmt: skip


def _page_of(request: HttpRequest) -> int:
    raw = request.GET.get("trang", "")
    return int(raw) if raw.isascii() and raw.isdigit() and 0 < len(raw) < 6 and int(raw) else 1
