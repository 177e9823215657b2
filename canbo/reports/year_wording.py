"""What the report of the ratings of a period calls its figures, and the sentences that come first and last."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.common import formats
from canbo.core.counts import Hidden
from canbo.evaluation.domain.tracks import TRACKS, Track
from canbo.personnel.levels import Regime
from canbo.reports.domain.year_ratings import Tally
from canbo.reports.selectors import Period, YearRatings
from canbo.reports.wording import UNKNOWN, masked_words, scope_words

LEVEL_LABELS: Final[dict[str, str | Promise]] = {
    "excellent": gettext_lazy("Hoàn thành xuất sắc nhiệm vụ"),
    "well": gettext_lazy("Hoàn thành tốt nhiệm vụ"),
    "completed": gettext_lazy("Hoàn thành nhiệm vụ"),
    "not_completed": gettext_lazy("Không hoàn thành nhiệm vụ"),
}
REASON_LABELS: Final[dict[str, str | Promise]] = {
    "under_way": gettext_lazy("Đang đánh giá"),
    "not_rated": gettext_lazy("Không xếp loại"),
    "no_rating": gettext_lazy("Chưa có xếp loại"),
}
TRACK_LABELS: Final[dict[str, str | Promise]] = {
    "state": gettext_lazy("Thang của Nhà nước"),
    "party": gettext_lazy("Thang của Đảng"),
}
CLASS_TITLES: Final[dict[str, str | Promise]] = {
    "leader": gettext_lazy("Lãnh đạo, quản lý và người khác"),
    "rank": gettext_lazy("Theo tư cách"),
    "regime": gettext_lazy("Theo đối tượng"),
    "title_group": gettext_lazy("Theo nhóm chức danh"),
    "unit": gettext_lazy("Theo đơn vị"),
}
#: The groups of titles as the code list has them; an office's own stand as written.
_GROUPS: Final[dict[str, str | Promise]] = {
    "central": gettext_lazy("Lãnh đạo Trung ương"),
    "party_committee": gettext_lazy("Cấp uỷ đảng"),
    "party_cell": gettext_lazy("Chi bộ"),
    "committee": gettext_lazy("Cấp uỷ viên"),
    "authority": gettext_lazy("Chính quyền địa phương"),
    "organ": gettext_lazy("Cơ quan chuyên môn"),
    "sub_unit": gettext_lazy("Đơn vị trực thuộc"),
    "front": gettext_lazy("Mặt trận Tổ quốc"),
    "mass": gettext_lazy("Đoàn thể"),
    "justice": gettext_lazy("Tư pháp"),
    "armed_forces": gettext_lazy("Lực lượng vũ trang"),
    "school": gettext_lazy("Trường học"),
    "commune": gettext_lazy("Chức danh cấp xã"),
    "village": gettext_lazy("Thôn, tổ dân phố"),
    "professional": gettext_lazy("Chuyên môn, nghiệp vụ"),
    "support": gettext_lazy("Thừa hành, phục vụ"),
}
_NAMES: Final[dict[str, dict[str, str | Promise]]] = {
    "leader": {
        "leader": gettext_lazy("Lãnh đạo, quản lý"), "other": gettext_lazy("Không giữ chức vụ lãnh đạo, quản lý"),
    },
    "rank": {
        "head": gettext_lazy("người đứng đầu"), "deputy": gettext_lazy("cấp phó"),
        "member": gettext_lazy("cấp uỷ viên"), "staff": gettext_lazy("không giữ chức vụ lãnh đạo, quản lý"),
    },
}  # fmt: skip


def period_words(period: Period) -> str:
    """Name a period: «năm 2026», «quý III năm 2026»."""
    if period.quarter:
        return _("quý %(quarter)s năm %(year)s") % {
            "quarter": ("I", "II", "III", "IV")[period.quarter - 1], "year": period.year,
        }  # fmt: skip
    if period.month:
        return _("tháng %(month)s năm %(year)s") % {"month": period.month, "year": period.year}
    return _("năm %(year)s") % {"year": period.year}


def within(words: str | Promise) -> str:
    """Write words as they stand within a sentence; names keep their capitals."""
    text = str(words)
    return text[:1].lower() + text[1:]


def class_label(report: YearRatings, key: str, value: Any) -> str:
    """Name a class of a breakdown."""
    if value is None or value == "":
        return str(UNKNOWN)
    if key == "unit":
        name = report.people.name_of(value) or str(value)
        return _("%(unit)s (trực tiếp)") % {"unit": name} if value == report.head else name
    if key == "regime":
        return str(Regime(value).label) if value in Regime.values else str(value)
    if key == "title_group":
        return str(_GROUPS.get(value, value))
    return str(_NAMES.get(key, {}).get(value, value))


def lead(report: YearRatings) -> str:
    """Say the chief finding in a sentence for each scale that counts somebody."""
    words = [_sentence(track, report.tally(track), report) for track in TRACKS]
    return " ".join(each for each in words if each)


def _sentence(track: Track, counted: Tally, report: YearRatings) -> str:
    if isinstance(counted.total, Hidden) or not counted.total:
        return ""
    words = _("%(scale)s: %(share)s xếp loại tốt trở lên (%(part)s/%(total)s người), %(left)s người chưa xếp loại.") % {
        "scale": TRACK_LABELS[track], "share": formats.share(counted.well_or_better, counted.total),
        "part": formats.number(counted.well_or_better), "total": formats.number(counted.total),
        "left": formats.number(counted.not_graded),
    }  # fmt: skip
    before = report.before.tally(track) if report.before is not None else None
    if before is None or isinstance(before.total, Hidden) or not before.graded:
        return words
    return words + " " + _("Kỳ trước: %(share)s (%(part)s/%(total)s).") % {
        "share": formats.share(before.well_or_better, before.total), "part": formats.number(before.well_or_better),
        "total": formats.number(before.total),
    }  # fmt: skip


def base_words(report: YearRatings) -> str:
    """Tell whom the report counts, by what, on which day, and who is told of without being counted."""
    people = report.people
    words = [
        _(
            "Cơ số: người được đánh giá trong các đợt của kỳ và người có mặt ngày %(day)s (%(scope)s), mỗi người một "
            "lần ở mỗi thang; người chưa xếp loại vẫn tính vào cơ số."
        )
        % {"day": formats.day(people.as_of), "scope": scope_words(people)},
        _("Mức được tính là mức ghi trong hồ sơ; hồ sơ chưa ghi thì mức đã quyết định, rồi mức đã kết luận của đợt."),
    ]
    if report.open_campaigns:
        words.append(
            _("%(count)s đợt đánh giá của kỳ này chưa kết thúc.") % {"count": formats.number(report.open_campaigns)}
        )
    elif not report.campaigns:
        words.append(_("Kỳ này không có đợt đánh giá nào trong phạm vi; số liệu lấy từ hồ sơ."))
    for track in TRACKS:
        words += _aside(report, track)
    if report.beside["state"]:
        words.append(
            _(
                "%(count)s người hồ sơ ghi không là cán bộ, công chức, viên chức vào ngày ấy, không tính vào thang của "
                "Nhà nước."
            )
            % {"count": formats.number(report.beside["state"])}
        )
    if report.beside["party"]:
        words.append(
            _("%(count)s người không là đảng viên, không tính vào thang của Đảng.")
            % {"count": formats.number(report.beside["party"])}
        )
    if report.member_unknown:
        words.append(
            _("%(count)s người chưa rõ có là đảng viên hay không nên không tính vào thang của Đảng.")
            % {"count": formats.number(report.member_unknown)}
        )
    if people.presence_unknown:
        words.append(
            _("%(count)s người chưa rõ có mặt hay không nên không tính.")
            % {"count": formats.number(people.presence_unknown)}
        )
    if people.known_on is not None:
        words.append(_("Theo những gì đã ghi nhận đến ngày %(day)s.") % {"day": formats.day(people.known_on.date())})
    return " ".join([*words, *masked_words(people)])


def _aside(report: YearRatings, track: Track) -> list[str]:
    words = []
    undecided = report.tally(track).undecided
    if undecided:
        words.append(
            _("%(scale)s: %(count)s người mới kết luận, chưa quyết định.")
            % {"scale": TRACK_LABELS[track], "count": formats.number(undecided)}
        )
    if report.left[track]:
        words.append(
            _("%(scale)s: %(count)s người có xếp loại trong hồ sơ nhưng đã đi trước ngày cuối kỳ, không tính.")
            % {"scale": TRACK_LABELS[track], "count": formats.number(report.left[track])}
        )
    if report.elsewhere[track]:
        words.append(
            _("%(scale)s: %(count)s người được đánh giá ở đơn vị khác trong kỳ, tính ở đơn vị ấy.")
            % {"scale": TRACK_LABELS[track], "count": formats.number(report.elsewhere[track])}
        )
    if report.several[track]:
        words.append(
            _("%(scale)s: %(count)s người được đánh giá hơn một lần, tính một lần.")
            % {"scale": TRACK_LABELS[track], "count": formats.number(report.several[track])}
        )
    return words
