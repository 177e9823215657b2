"""The career drawn to scale: posts by line, bodies, studies, discipline; marks of entry into service and Party."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from canbo.common.diagrams import Mark, Span, Timeline
from canbo.core.dates import PartialDate
from canbo.personnel.levels import HoldingKind, PostLine
from canbo.personnel.models import (
    BodyMembership,
    Discipline,
    FileRecord,
    MilitaryService,
    PartyMembership,
    PoliticalTheory,
    PostHolding,
    Qualification,
    Recruitment,
    StateManagement,
    Training,
)
from canbo.personnel.selectors.contents import FileContents, has_begun

#: What the timeline is drawn from; discipline only where the viewer may read it.
KINDS: tuple[type[FileRecord], ...] = (
    PostHolding, BodyMembership, Training, Qualification, PoliticalTheory, StateManagement, MilitaryService,
    Discipline, PartyMembership, Recruitment,
)  # fmt: skip


def career(contents: FileContents, day: date) -> Timeline | None:
    """Give the timeline of what had begun on the day; None where nothing is dated."""
    spans: list[Span] = []
    lanes = {PostLine.STATE: _("Chính quyền"), PostLine.PARTY: _("Đảng"), PostLine.FRONT: _("MTTQ, đoàn thể")}
    for line in PostLine:
        for post in contents.known(PostHolding):
            if post.line == line and has_begun(post, day):
                words = post.title_text or _("chưa rõ chức vụ")
                if post.kind != HoldingKind.PRINCIPAL:
                    words = f"{words} ({post.get_kind_display().lower()})"
                spans.append(_span(lanes[line], words, post.valid_from, post.valid_before, day))
    for seat in contents.known(BodyMembership):
        if has_begun(seat, day):
            words = f"{seat.role or _('thành viên')}, {seat.term.body.name}"
            spans.append(_span(_("Cấp uỷ, tổ chức"), words, seat.valid_from, seat.valid_before, day))
    for service in contents.known(MilitaryService):
        if service.enlisted_on and has_begun(service, day):
            words = service.highest_rank or _("tại ngũ")
            spans.append(_span(_("Quân đội, công an"), words, service.enlisted_on, service.discharged_on, day))
    spans += _studies(contents, day)
    for measure in contents.known(Discipline) if Discipline not in contents.closed else ():
        if measure.valid_from and has_begun(measure, day):
            words = measure.get_form_display()
            spans.append(_span(_("Kỷ luật"), words, measure.valid_from, measure.valid_before, day))
    marks = _marks(contents, day)
    dated = [span for span in spans if span.start is not None]
    if not dated and not marks:
        return None
    undated = len(spans) - len(dated)
    note = _("%(count)s mục chưa rõ ngày bắt đầu nên không vẽ; xem ở bảng bên dưới.") % {"count": undated}
    return Timeline("career", _("Quá trình theo thời gian"), day, dated, marks, note=note if undated else "")


def _span(lane: str, words: str, start: PartialDate | None, end: PartialDate | None, day: date) -> Span:
    """Draw nothing past the day: what ends later still holds on it."""
    return Span(lane, words, start, end if end is not None and end.earliest <= day else None)


def _studies(contents: FileContents, day: date) -> list[Span]:
    lane = _("Đào tạo")
    found = []
    for course in contents.known(Training):
        if course.valid_from and has_begun(course, day):
            found.append(_span(lane, course.course, course.valid_from, course.valid_before, day))
    studies = [
        *((study, f"{study.get_level_display()} {study.major}") for study in contents.known(Qualification)),
        *((study, study.get_level_display()) for study in contents.known(PoliticalTheory)),
        *((study, study.get_level_display() or study.subject) for study in contents.known(StateManagement)),
    ]
    for study, words in studies:
        if study.begun_on is not None and study.begun_on.earliest <= day:
            found.append(_span(lane, words.strip() or study.certificate, study.begun_on, study.ended_on, day))
    return found


def _marks(contents: FileContents, day: date) -> list[Mark]:
    found: list[tuple[str, str, PartialDate | None]] = []
    for entry in contents.known(Recruitment):
        found.append((_("Chính quyền"), _("Được tuyển dụng"), entry.recruited_on))
    for party in contents.known(PartyMembership):
        found.append((_("Đảng"), _("Vào Đảng"), party.probationary_on))
        found.append((_("Đảng"), _("Đảng viên chính thức"), party.official_on))
    return [Mark(lane, words, on) for lane, words, on in found if on is not None and on.earliest <= day]
