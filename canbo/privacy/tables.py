"""Lists and lines of the pages: requests with their limits, sections to propose, campaigns, people not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from canbo.common.listing import Column, Filter, ListPage, ListState, SavedView
from canbo.core.text import fold
from canbo.personnel.models import FileRecord
from canbo.personnel.selectors import FileContents
from canbo.personnel.wording import line_text
from canbo.privacy.domain import clocks
from canbo.privacy.models import Breach, CampaignPerson, Erasure, FileRequest
from canbo.privacy.proposals import is_withdrawable
from canbo.privacy.selectors.requests import next_limit, tone

#: What is said above the form of each kind of request; what is not due is said before anybody asks.
REQUEST_INTROS = {
    "access": _(
        "Bạn lấy được ngay bản sao máy đọc được và bản in ở trang «Dữ liệu của tôi». Gửi yêu cầu này khi cần cơ quan "
        "trả lời bằng văn bản, hoặc cần biết dữ liệu đã chuyển cho ai."
    ),
    "restriction": _(
        "Khi được chấp nhận, hồ sơ mang dấu hạn chế xử lý và dừng các việc không bắt buộc. Việc xử lý phục vụ "
        "hoạt động của cơ quan nhà nước theo luật vẫn tiếp tục (Luật 91/2025/QH15, Điều 19; đọc qua trích dẫn)."
    ),
    "objection": _(
        "Nói rõ phản đối việc xử lý nào và vì sao. Việc xử lý phục vụ hoạt động của cơ quan nhà nước theo luật "
        "không phải dừng (Luật 91/2025/QH15, Điều 19; đọc qua trích dẫn); cơ quan phải trả lời lý do."
    ),
    "deletion": _(
        "Dữ liệu mà luật về hồ sơ cán bộ, công chức và luật lưu trữ buộc giữ không xoá theo yêu cầu; phần nào xoá "
        "được, phần nào không, cơ quan trả lời từng mục."
    ),
    "complaint": _("Nói rõ việc xử lý dữ liệu nào bạn cho là không đúng. Cán bộ phụ trách dữ liệu cá nhân trả lời."),
}  # fmt: skip

#: How sure a legal base is, as every page and paper says it.
CONFIDENCE = {
    "quoted": _("đọc qua trích dẫn, chưa đọc toàn văn"),
    "press": _("đọc qua báo hoặc bản tóm tắt, chưa đọc toàn văn"),
    "unseen": _("chưa thấy nguồn, cần người có thẩm quyền xác nhận"),
}

_UNITS = {"working_days": _("ngày làm việc"), "days": _("ngày"), "number": _("giờ")}

_LIMIT_WORDS = {
    clocks.FIRST_ANSWER: _("Trả lời lần đầu"),
    clocks.OWN_DATA: _("Thực hiện (xem, sửa, cung cấp, xoá)"),
    clocks.FULFILMENT: _("Thực hiện (hạn chế, phản đối)"),
    clocks.FULFILMENT_WITH_OTHERS: _("Thực hiện khi có bên thứ ba"),
    clocks.EXTENSION: _("Gia hạn một lần"),
    clocks.BREACH_HOURS: _("Thông báo vi phạm"),
}


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit of the law as it was when the clock was set: its words, its citation, whether it is confirmed."""

    label: str
    words: str
    cite: str
    confirmed: bool
    note: str


def limit_lines(row: FileRequest | Breach) -> list[LimitLine]:
    """Give the limits that set the clock of a request or a breach, those of other kinds of request left out."""
    other = set()
    if isinstance(row, FileRequest):
        of_own_data = row.kind in clocks.OWN_DATA_KINDS
        other = {clocks.FULFILMENT if of_own_data else clocks.OWN_DATA}
        if not row.has_third_party:
            other.add(clocks.FULFILMENT_WITH_OTHERS)
    return [
        LimitLine(
            str(_LIMIT_WORDS.get(name, name)), f"{kept['value']} {_UNITS.get(kept['unit'], kept['unit'])}",
            "; ".join(kept["cite"]), kept["confirmed"], kept["note"],
        )
        for name, kept in row.limits.items()
        if name not in other
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One of the viewer's own requests."""

    request: FileRequest
    tone: str
    due: date | None
    is_new: bool


def own_line(request: FileRequest, today: date) -> OwnLine:
    """Give a line of one's own requests."""
    new = request.moved_at is not None and (request.read_at is None or request.read_at < request.moved_at)
    return OwnLine(request, tone(request, today) or "", next_limit(request), new)


@dataclass(frozen=True, slots=True)
class RecordToPropose:
    """A record of one's own file, and what may be asked of it."""

    pk: int
    line: str
    interval: str
    is_asked: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class SectionToPropose:
    """A section of one's own file."""

    key: str
    label: str
    may_add: bool
    records: tuple[RecordToPropose, ...]
    is_open: bool


def sections_to_propose(
    kinds: Sequence[type[FileRecord]], contents: FileContents, asked: set[tuple[str, int | None]], wanted: str
) -> list[SectionToPropose]:
    """Give one's own file as a choice of what to propose; `wanted` is the section that is open at once."""
    found = []
    for kind in kinds:
        section = kind.section
        records = tuple(
            RecordToPropose(
                record.pk, line_text(record), record.interval_text() if section.timed else "",
                (section.key, record.pk) in asked, is_withdrawable(kind),
            )
            for record in contents.known(kind)
        )  # fmt: skip
        may_add = not (section.single and records)
        found.append(SectionToPropose(section.key, str(section.label), may_add, records, section.key == wanted))
    return found


class RequestRows:
    """Requests by the state of the list."""

    def __init__(self, requests: QuerySet[FileRequest], state: ListState, today: date) -> None:
        if state.text:
            requests = requests.filter(person__search_name__contains=fold(state.text))
        for kind in state.filters.get("loai", ()):
            requests = requests.filter(kind=kind)
        for where in state.filters.get("trang-thai", ()):
            if where == "mo":
                requests = requests.filter(state__in=(FileRequest.State.RECEIVED, FileRequest.State.ANSWERED))
            elif where == "qua-han":
                late = Q(due_on__lt=today) | Q(first_answer_due__lt=today, answered_at__isnull=True)
                requests = requests.filter(late, state__in=(FileRequest.State.RECEIVED, FileRequest.State.ANSWERED))
            else:
                requests = requests.filter(state=where)
        order = {"han": F("due_on").asc(nulls_last=True), "-han": F("due_on").desc(nulls_last=True)}
        by = order.get(state.sort, F("due_on").asc(nulls_last=True))
        self.requests = requests.order_by(by, "-received_on", "-id")
        self.today = today

    def count(self) -> int:
        """How many there are."""
        return self.requests.count()

    def page(self, offset: int, limit: int) -> Sequence[tuple[FileRequest, date]]:
        """A slice of the rows, each with today."""
        return [(each, self.today) for each in self.requests[offset : offset + limit]]


def due_cell(request: FileRequest, today: date) -> SafeString | str:
    """The next limit with its colour and words."""
    due = next_limit(request)
    if due is None:
        return str(request.get_state_display())
    what = _t("trả lời lần đầu") if request.answered_at is None else _t("thực hiện")
    left = (due - today).days
    if left < 0:
        words = _t("quá hạn %(days)s ngày") % {"days": -left}
    elif left == 0:
        words = _t("hết hạn hôm nay")
    else:
        words = _t("còn %(days)s ngày") % {"days": left}
    return format_html(
        '{} <span class="tag tag-{}">{}</span> <span class="soft">{}</span>', f"{due:%d/%m/%Y}",
        clocks.tone_of(due, today), words, what,
    )  # fmt: skip


REQUESTS = ListPage[tuple[FileRequest, date]](
    title=_("Yêu cầu về hồ sơ, dữ liệu cá nhân"),
    template="privacy/requests.html",
    row_id=lambda row: row[0].pk,
    row_url=lambda row: reverse("request", args=[row[0].pk]),
    default_sort="han",
    columns=(
        Column("nguoi", _("Người yêu cầu"), lambda row: row[0].person.full_name),
        Column("loai", _("Yêu cầu"), lambda row: row[0].get_kind_display()),
        Column("han", _("Hạn tới"), lambda row: due_cell(*row), sortable=True),
        Column("don-vi", _("Đơn vị"), lambda row: row[0].person.unit.name),
        Column("nhan", _("Nhận ngày"), lambda row: row[0].received_on),
        Column("trang-thai", _("Trạng thái"), lambda row: row[0].get_state_display()),
        Column("so", _("Số"), lambda row: row[0].pk, shown=False),
    ),
    filters=(
        Filter("loai", _("Loại yêu cầu"), tuple(FileRequest.Kind.choices)),
        Filter(
            "trang-thai", _("Trạng thái"),
            (("mo", _("Chưa xong")), ("qua-han", _("Quá hạn")),
             *(each for each in FileRequest.State.choices if each[0] != FileRequest.State.DRAFT)),
        ),
    ),
    views=(
        SavedView("cho", _("Chưa xong"), "trang-thai=mo"),
        SavedView("qua-han", _("Quá hạn"), "trang-thai=qua-han"),
    ),
    search_label=_("Tìm theo tên người yêu cầu"),
    empty_text=_("Không có yêu cầu nào trong phạm vi được giao."),
)  # fmt: skip


class AskedRows:
    """People of a campaign who have not answered, by the state of the list."""

    def __init__(self, people: QuerySet[CampaignPerson], state: ListState) -> None:
        if state.text:
            people = people.filter(person__search_name__contains=fold(state.text))
        for unit in state.filters.get("don-vi", ()):
            people = people.filter(unit_id=int(unit)) if unit.isdecimal() and len(unit) < 19 else people.none()
        self.people = people

    def count(self) -> int:
        """How many there are."""
        return self.people.count()

    def page(self, offset: int, limit: int) -> Sequence[CampaignPerson]:
        """A slice of the rows."""
        return list(self.people[offset : offset + limit])


ASKED = ListPage[CampaignPerson](
    title=_("Người chưa trả lời"),
    template="privacy/reminders.html",
    row_id=lambda row: row.pk,
    row_url=lambda row: reverse("file", args=[row.person_id]),
    columns=(
        Column("ten", _("Họ và tên"), lambda row: row.person.full_name),
        Column("don-vi", _("Đơn vị"), lambda row: row.unit.name),
        Column("trang-thai", _("Trạng thái"), lambda row: row.get_state_display()),
        Column("da-tra-loi", _("Số phần đã trả lời"), lambda row: len(row.answers), numeric=True),
    ),
    filters=(Filter("don-vi", _("Đơn vị"), describe=lambda text: f"#{text}"),),
    search_label=_("Tìm theo tên"),
    empty_text=_("Mọi người được mời đã trả lời."),
)


@dataclass(frozen=True, slots=True)
class BreachLine:
    """A breach with the state of its clock on a moment."""

    breach: Breach
    is_running: bool
    tone: str
    words: str


def breach_line(breach: Breach, now: datetime) -> BreachLine:
    """Give a breach with its clock: hours left, hours late, or when it was notified."""
    if breach.notified_at is not None:
        late = breach.notified_at > breach.notify_due_at
        words = _t("đã thông báo quá hạn") if late else _t("đã thông báo đúng hạn")
        return BreachLine(breach, False, "red" if late else "green", words)
    hours = int((breach.notify_due_at - now).total_seconds() // 3600)
    if hours < 0:
        return BreachLine(breach, True, "red", _t("quá hạn %(hours)s giờ") % {"hours": -hours})
    return BreachLine(breach, True, "red" if hours < 24 else "amber", _t("còn %(hours)s giờ") % {"hours": hours})


_COUNT_WORDS = {
    "records": _("bản ghi đang dùng"),
    "versions": _("dòng của mọi phiên bản"),
    "papers": _("giấy tờ và ảnh, cả tệp trên đĩa"),
    "evidence": _("minh chứng, cả tệp trên đĩa"),
    "requests": _("yêu cầu"),
    "restrictions": _("lần hạn chế xử lý"),
    "campaigns": _("lượt mời tự cập nhật"),
    "imports": _("dòng nhập danh sách"),
    "runs": _("chỗ ghi tên, dữ kiện trong các việc theo quy trình"),
    "log": _("phần dữ liệu cá nhân trong nhật ký"),
}


def count_lines(erasure: Erasure) -> list[tuple[str, int]]:
    """Give what was erased, in words."""
    return [(str(_COUNT_WORDS.get(key, key)), count) for key, count in erasure.counts.items() if count]
