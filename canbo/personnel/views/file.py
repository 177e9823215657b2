"""The file page: who this is at a glance, and every section in its tab, as of any day."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.accounts.step_up import require_recent
from canbo.common.listing import Tab
from canbo.common.panels import panels_for
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, NotFound
from canbo.personnel.history import sittings_of
from canbo.personnel.models import RECORD_KINDS, FileRecord
from canbo.personnel.permissions import is_own_file, may_edit, may_print
from canbo.personnel.restrictions import restricted_files
from canbo.personnel.selectors import FileContents, file_of, kind_by_key, read_file
from canbo.personnel.selectors.head import HEAD_KINDS, head_of
from canbo.personnel.selectors.papers import papers_of
from canbo.personnel.services import log_restricted_read
from canbo.personnel.tables import TABS, kinds_of_tab, section_of
from canbo.personnel.timeline import KINDS as TIMELINE_KINDS
from canbo.personnel.timeline import career
from canbo.personnel.wording import initials

FIRST_TAB = "cong-tac"
MORE_TABS = {"giay-to": "papers", "lich-su": "history"}


@require_safe
def own(request: Request) -> HttpResponse:
    """Lead a cadre to the file that is theirs."""
    if request.access.person_id is None:
        raise NotFound("own_file_missing", _("Tài khoản này chưa được gắn với hồ sơ nào. Hãy liên hệ cán bộ tổ chức."))
    return redirect("file", request.access.person_id)


@require_safe
def section(request: Request, person_id: int, section: str) -> HttpResponse:
    """Lead to the tab of a section: links of boards name sections, not tabs."""
    kind = kind_by_key(section)
    words = {tab: word for word, (tab, _label) in TABS.items()}
    return HttpResponseRedirect(f"{reverse('file', args=[person_id])}?muc={words[kind.section.tab]}#phan-{section}")


@require_safe
def show(request: Request, person_id: int) -> HttpResponse:
    """Show one tab of a file."""
    person = file_of(request.access, person_id)
    word = request.GET.get("muc", FIRST_TAB)
    if word not in TABS and word not in MORE_TABS:
        word = FIRST_TAB
    known_on, known_day = _known_on(request)
    day = request.as_of
    contents = read_file(request.access, person, _kinds_for(word), known_on=known_on)
    context = {
        "person": person,
        "initials": initials(person),
        "head": head_of(contents, day),
        "word": word,
        "tabs": _tabs(request, person_id, word),
        "known_day": known_day,
        "may_edit": may_edit(request.access, person) and known_on is None,
        "may_print": may_print(request.access, person),
        "is_own": is_own_file(request.access, person),
        "restricted_since": restricted_files([person_id]).get(person_id),
        "panels": panels_for("file", request, person) if word == FIRST_TAB else [],
    }
    shown: list[type[FileRecord]] = []
    if word == "lich-su":
        context["sittings"] = sittings_of(contents)
        shown = [kind for kind, versions in contents.versions.items() if versions]
    elif word == "giay-to":
        context["papers"] = papers_of(request.access, person)
    else:
        kinds = kinds_of_tab(TABS[word][0])
        sections = [section_of(kind, contents, day) for kind in kinds]
        context["sections"] = sections
        context["hidden"] = sum(each.hidden for each in sections)
        shown = [kind for kind, each in zip(kinds, sections, strict=True) if each.records]
        if word == FIRST_TAB:
            chart = career(contents, day)
            context["chart"] = chart
            shown += [kind for kind in TIMELINE_KINDS if kind.section.restricted and _drawn(contents, kind)]
    if any(kind.section.restricted for kind in shown):
        require_recent(request)
    log_restricted_read(access=request.access, person=person, kinds=shown)
    return render(request, "personnel/file.html", context)


def _drawn(contents: FileContents, kind: type[FileRecord]) -> bool:
    return kind not in contents.closed and any(record.valid_from for record in contents.known(kind))


def _kinds_for(word: str) -> tuple[type[FileRecord], ...]:
    """Give what a tab needs: its own kinds, those of the head, the timeline's on the first tab, all for the history."""
    if word == "lich-su":
        return RECORD_KINDS
    wanted = set(HEAD_KINDS)
    if word in TABS:
        wanted |= set(kinds_of_tab(TABS[word][0]))
    if word == FIRST_TAB:
        wanted |= set(TIMELINE_KINDS)
    return tuple(kind for kind in RECORD_KINDS if kind in wanted)


def _known_on(request: Request) -> tuple[datetime | None, date | None]:
    """Read `?biet_den=` (a date as people write it): the file as known at the end of that day; junk is the present."""
    try:
        day = PartialDate.parse(request.GET.get("biet_den", "")).latest
    except DomainError:
        return None, None
    if day >= request.today:
        return None, None
    return timezone.make_aware(datetime.combine(day, time.max)), day


def _tabs(request: Request, person_id: int, word: str) -> list[Tab]:
    base = reverse("file", args=[person_id])
    known = request.GET.get("biet_den", "")
    more = f"&biet_den={known}" if known else ""
    order = [FIRST_TAB, *(each for each in TABS if each != FIRST_TAB)]
    tabs = [Tab(TABS[each][1], f"{base}?muc={each}{more}", word == each) for each in order]
    labels = {"giay-to": _("Giấy tờ"), "lich-su": _("Lịch sử thay đổi")}
    return tabs + [Tab(labels[each], f"{base}?muc={each}{more}", word == each) for each in MORE_TABS]
