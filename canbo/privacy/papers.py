"""Word papers: the register of processing, the certificate of an erasure, the notice of a breach."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from canbo.documents.grid import Column, Grid, Row
from canbo.documents.paper import Block, Heading, Paper, Paragraph, Signer
from canbo.privacy.domain.catalogue import activities, retention
from canbo.privacy.models import Breach, Erasure
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.tables import CONFIDENCE, count_lines


def register_paper(today: date) -> Paper:
    """Give the register of processing as a paper, each base with how sure its source is."""
    columns = (
        Column(_("STT"), kind="int", width=10), Column(_("Hoạt động, loại dữ liệu"), width=50),
        Column(_("Mục đích"), width=35), Column(_("Căn cứ và mức chắc chắn"), width=50),
        Column(_("Người nhận"), width=35), Column(_("Thời hạn giữ"), width=35), Column(_("Biện pháp bảo vệ"), width=40),
    )  # fmt: skip
    rows = []
    for number, each in enumerate(activities(), start=1):
        sections = ", ".join(str(KINDS_BY_KEY[key].section.label) for key in each.sections)
        data = "\n".join(filter(None, (each.label, sections, each.sensitive and _("Nhạy cảm: %(what)s")
                                       % {"what": each.sensitive})))  # fmt: skip
        base = "\n".join(filter(None, (each.base.words, "; ".join(each.base.clauses),
                                       str(CONFIDENCE[each.base.confidence]), each.base.note)))  # fmt: skip
        rows.append(Row((number, data, each.purpose, base, each.recipients, _kept(each.retention.key), each.measures)))
    return Paper(
        style="state", title=_("SỔ ĐĂNG KÝ HOẠT ĐỘNG XỬ LÝ DỮ LIỆU CÁ NHÂN"), day=today, landscape=True, size=10,
        blocks=(Grid(columns, tuple(rows)),),
        signer=Signer(_("NGƯỜI PHỤ TRÁCH DỮ LIỆU CÁ NHÂN"), note=_("(Ký, ghi rõ họ tên)")),
    )  # fmt: skip


def _kept(key: str) -> str:
    rule = retention()[key]
    if rule.months is None:
        words = _("Không xoá")
    else:
        words = _("%(months)s tháng từ %(since)s") % {"months": rule.months, "since": rule.counted_from}
    return f"{words}\n{CONFIDENCE[rule.confidence]}"


def certificate_paper(erasure: Erasure) -> Paper:
    """Give the certificate of an erasure: kinds and numbers, nobody's name but of those who answer for it."""
    rule = retention()[erasure.rule]
    sections = ", ".join(str(KINDS_BY_KEY[key].section.label) for key in erasure.sections)
    columns = (Column(_("Loại"), width=110), Column(_("Số lượng"), kind="int", width=30))
    rows = tuple(Row((words, count)) for words, count in count_lines(erasure))
    decided = timezone.localtime(erasure.decided_at) if erasure.decided_at else None
    return Paper(
        style="state", title=_("BIÊN BẢN XOÁ DỮ LIỆU CÁ NHÂN"), number=f"{erasure.pk}",
        day=decided.date() if decided else None,
        abstract=_("Mã hồ sơ %(key)s") % {"key": erasure.person_key},
        blocks=tuple(
            filter(
                None,
                (
                    Paragraph(_("Phạm vi: %(scope)s.") % {"scope": erasure.get_scope_display()}),
                    Paragraph(_("Các phần: %(sections)s.") % {"sections": sections}) if sections else None,
                    Paragraph(_("Mục trong lịch lưu giữ: %(label)s. Căn cứ: %(base)s.")
                              % {"label": rule.label, "base": rule.base}),
                    Paragraph(_("Người đề nghị: %(first)s, %(day)s. Người duyệt: %(second)s, %(moment)s.") % {
                        "first": erasure.proposed_by_name, "day": f"{timezone.localtime(erasure.proposed_at):%d/%m/%Y}",
                        "second": erasure.decided_by_name, "moment": f"{decided:%d/%m/%Y %H:%M}" if decided else ""}),
                    Heading(_("Đã xoá"), 2),
                    Grid(columns, rows),
                    Paragraph(_("Biên bản này không chứa dữ liệu của người có hồ sơ.")),
                    Paragraph(_("Các bản sao lưu lập trước lúc xoá còn chứa dữ liệu đến khi hết hạn giữ; "
                                "khi khôi phục từ một bản như vậy, phải xoá lại theo biên bản này.")),
                ),
            )
        ),
        prepared_by=Signer(_("NGƯỜI ĐỀ NGHỊ"), note=_("(Ký, ghi rõ họ tên)")),
        signer=Signer(_("NGƯỜI DUYỆT"), note=_("(Ký, ghi rõ họ tên)")),
    )  # fmt: skip


def notice_paper(breach: Breach, today: date) -> Paper:
    """Give the draft of the notice to the authority. The form of the decree was not seen: a plain letter."""
    labels = {each.key: each.label for each in activities()}
    detected = timezone.localtime(breach.detected_at)
    lines: list[Block] = [
        Paragraph(_("Kính gửi: %(to)s") % {"to": breach.notified_to or "…………………………"}, align="center"),
        Heading(_("1. Sự việc"), 2),
        Paragraph(_("Phát hiện lúc %(moment)s tại %(unit)s.")
                  % {"moment": f"{detected:%H:%M %d/%m/%Y}", "unit": breach.unit.name}),
        *_paragraphs(breach.description),
        Heading(_("2. Dữ liệu và người liên quan"), 2),
        Paragraph(_("Loại dữ liệu: %(what)s.")
                  % {"what": "; ".join(labels.get(key, key) for key in breach.categories)}),
        Paragraph(_("Số người liên quan: %(count)s.")
                  % {"count": _("chưa xác định") if breach.people_count is None else breach.people_count}),
        Heading(_("3. Hậu quả có thể xảy ra"), 2), *_paragraphs(breach.consequences),
        Heading(_("4. Biện pháp đã và sẽ thực hiện"), 2), *_paragraphs(breach.measures),
        Heading(_("5. Đầu mối liên hệ"), 2), Paragraph("…………………………"),
    ]  # fmt: skip
    return Paper(
        style="state", title=_("THÔNG BÁO"), day=today, number=breach.notice_number,
        abstract=_("Vi phạm quy định về bảo vệ dữ liệu cá nhân"), blocks=tuple(lines),
        signer=Signer(_("THỦ TRƯỞNG CƠ QUAN"), note=_("(Ký, đóng dấu)")),
    )  # fmt: skip


def _paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(line) for line in (text or "…………………………").splitlines()]
