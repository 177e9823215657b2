"""The papers of ratings: the form of each, the notice to who was rated, the minutes of the meeting of a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from canbo.common import formats
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.documents.papers import Draft, Source, register_source
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import Appeal, Campaign, LevelMove, Opinion, Rating, UnitProgress, WorkProduct
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import is_subject, may_conclude, may_read_all, may_run, require_whole
from canbo.evaluation.review_forms import form_of
from canbo.evaluation.scored import level_words, scheme_of_rating
from canbo.evaluation.selectors.opinions import opinions_of
from canbo.evaluation.selectors.ratings import WITH, rating_of, ratings
from canbo.evaluation.selectors.reported_units import progress_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.procedures.meeting_papers import when

#: From the highest: as the forms have them.
_LEVELS: Final = ("excellent", "well", "completed", "not_completed")
_SAID: Final = {Appeal.Kind.APPEAL: "kiến nghị", Appeal.Kind.RESERVATION: "ý kiến bảo lưu"}
#: The source of the notices of answers.
ANSWER: Final = "evaluation-answer"
_FROM_HEAD: Final = ("nhan_xet", "ly_do", "y_kien", "ket_luan", "chuc_vu_ky_trai", "nguoi_ky_trai")


def period_words(campaign: Campaign) -> str:
    """Say the period of a campaign, as a paper has it: «Quý III năm 2026»."""
    if campaign.quarter:
        return f"Quý {('I', 'II', 'III', 'IV')[campaign.quarter - 1]} năm {campaign.year}"
    return f"Tháng {campaign.month} năm {campaign.year}" if campaign.month else f"Năm {campaign.year}"


def form_draft(access: AccessContext, rating: Rating) -> Draft:
    """Give the form of a rating as far as it is filled in and the viewer may read it. Errors: those of its scheme.

    Who is rated has their own part until they are told; then all that concerns them.
    """
    with translation.override("vi"):
        words = level_words(rating)
        reads_on = may_read_all(access, rating) or rating.told_on is not None
        form = form_of(rating)
        code, title = _form_words(rating.form, form.title.within("vi"))
        review = rating.review or {}
        data: dict[str, Any] = {
            **_head(rating), "ma_mau": code, "ten_phieu": title, "ky": period_words(rating.campaign),
            "ngay": rating.self_done_on, "nhan_than": _who(rating),
            "phan": [
                {"tieu_de": f"{part.number}. {part.heading.within('vi')}",
                 "doan": str(review.get(part.id) or "").splitlines()}
                for part in form.parts
            ],
            "khac_phuc": [
                {"noi_dung": each.text, "ket_qua": each.get_state_display(), "minh_chung": each.evidence}
                for each in rating.earlier_shortcomings.all()
            ],
            "diem": _points(rating, reads_on=reads_on),
            "muc": [_crosses(rating, level, words[level], reads_on=reads_on) for level in _LEVELS],
            "tu_cach_tu_ky": "TM. TẬP THỂ" if rating.is_collective else "NGƯỜI TỰ ĐÁNH GIÁ",
            "nguoi_tu_ky": rating.answerer.full_name if rating.answerer is not None else _name_of_person(rating),
            "nhan_xet": rating.comment.splitlines(), "ly_do": rating.head_reason.splitlines(),
            "y_kien": [
                {"noi": _place(each), "noi_dung": each.text, "muc": words.get(each.level, "")}
                for each in _opinions(access, rating) if each.answered_on is not None
            ],
            "ket_luan": rating.conclusion.splitlines(),
            "chuc_vu_ky_trai": "CẤP TRỰC TIẾP ĐÁNH GIÁ",
            "nguoi_ky_trai": rating.rater.full_name if rating.rater is not None else "",
            "chuc_vu_ky": "CẤP CÓ THẨM QUYỀN KẾT LUẬN", "san_pham": [_product(each) for each in rating.products.all()],
        }  # fmt: skip
        if not reads_on:
            data |= dict.fromkeys(_FROM_HEAD)
    return _draft(access, rating, data)


def notice_draft(access: AccessContext, rating: Rating) -> Draft:
    """Give the notice of what was concluded on a rating.

    Errors: rating_not_concluded; Forbidden for who neither reads all of it nor was told.
    """
    if not (is_subject(access, rating) and rating.told_on is not None):
        require_whole(access, rating)
    level = rating.final_level or rating.concluded_level
    if not level:
        raise DomainError(
            "rating_not_concluded", "Phiếu này chưa có kết luận nên chưa có gì để thông báo. Hãy kết luận trước."
        )
    with translation.override("vi"):
        kept = rating.conclusion or rating.comment
        data: dict[str, Any] = {
            **_head(rating),
            "kinh_gui": _to_whom(rating),
            "ky": period_words(rating.campaign).lower(),
            "trich_yeu": f"Kết quả đánh giá, xếp loại chất lượng {period_words(rating.campaign).lower()}",
            "can_cu": [f"Căn cứ {rating.campaign.ground};"] if rating.campaign.ground else [],
            "cap_ket_luan": rating.concluder, "ngay_ket_luan": rating.decided_on or rating.concluded_on,
            "ngay": rating.told_on, "diem": _number(rating.points),
            "muc": level_words(rating)[level], "uu_diem": kept.splitlines(),
            "han_che": [each.text for each in rating.shortcomings.all()], "y_kien": [_rights(rating)],
            "noi_nhan": ["Như trên;", "Lưu: hồ sơ."],
        }  # fmt: skip
    return _draft(access, rating, data)


def answer_draft(access: AccessContext, appeal: Appeal) -> Draft:
    """Give the notice of the answer to an appeal or a reservation; `appeal.rating` is at hand.

    Errors: appeal_not_answered; Forbidden for who neither reads all of the rating nor was told.
    """
    rating = appeal.rating
    if not (is_subject(access, rating) and rating.told_on is not None):
        require_whole(access, rating)
    if appeal.answered_on is None:
        raise DomainError(
            "appeal_not_answered", "Kiến nghị này chưa được trả lời nên chưa có gì để thông báo. Hãy trả lời trước."
        )
    with translation.override("vi"):
        words, period = level_words(rating), period_words(rating.campaign).lower()
        after, said = words[appeal.new_level], _SAID[Appeal.Kind(appeal.kind)]
        before = _level_before(appeal, appeal.answered_on)
        data: dict[str, Any] = {
            **_head(rating), "kinh_gui": _to_whom(rating), "ky": period,
            "trich_yeu": f"Kết quả giải quyết {said} về xếp loại chất lượng {period}",
            "can_cu": [f"Căn cứ {rating.campaign.ground};"] if rating.campaign.ground else [],
            "ngay": appeal.answered_on, "loai_y_kien": said, "ngay_gui": appeal.made_on,
            "kien_nghi": appeal.text.splitlines(), "muc_de_nghi": words.get(appeal.asked_level, ""),
            "tra_loi": appeal.answer.splitlines(), "cap_tra_loi": rating.concluder, "ngay_tra_loi": appeal.answered_on,
            "ket_qua": f"Điều chỉnh mức {words[before]} thành mức {after}." if before else f"Giữ nguyên mức {after}.",
            "noi_nhan": ["Như trên;", "Lưu: hồ sơ."],
        }  # fmt: skip
    return _draft(access, rating, data)


def _level_before(appeal: Appeal, on: date) -> str:
    """The level that an answer changed; "" where it kept the level."""
    moves = appeal.rating.moves.filter(at=LevelMove.At.APPEAL, moved_on=on, after=appeal.new_level)
    return next((each.before for each in moves.order_by("pk") if each.reason == appeal.answer), "")


def _to_whom(rating: Rating) -> str:
    name = subject_name(rating)
    return f"{name}, {rating.post}" if rating.post and not rating.is_collective else name


def _rights(rating: Rating) -> str:
    until = f" trước hết ngày {formats.day(rating.appeal_until)}" if rating.appeal_until is not None else ""
    return f"Người được đánh giá có quyền bảo lưu ý kiến, gửi kiến nghị xem xét lại đến cấp kết luận{until}."


def _draft(access: AccessContext, rating: Rating, data: dict[str, Any]) -> Draft:
    runs = may_run(access, rating.unit) or not may_conclude(access, rating.unit)
    right = Permission.RUN_EVALUATIONS if runs else Permission.CONCLUDE_EVALUATIONS
    path = rating.unit.path
    # A rating is of its unit, whatever tier manages the file: who holds the right for one tier makes its papers too.
    tiers = {each.tier for each in access.grants if right in each.permissions and path.startswith(each.path)}
    return Draft(
        data=data, unit_path=path, tier=min(tiers, default=""), style=track_of(rating.scheme), right=right,
        label=subject_name(rating), people=(rating.person_id,) if rating.person_id is not None else (),
    )  # fmt: skip


def _head(rating: Rating) -> dict[str, Any]:
    above = rating.campaign.unit
    return {"co_quan": rating.unit.name, "co_quan_chu_quan": above.name if above.pk != rating.unit_id else ""}


def _form_words(name: str, title: str) -> tuple[str, str]:
    """Part the code of a form from its title: «Mẫu 2B: bản kiểm điểm …», «Phiếu … (Mẫu số 01, Nghị định 90/2020)»."""
    head, colon, tail = title.partition(": ")
    if colon and head.startswith("Mẫu "):
        return f"{head}-HD KĐ.ĐG 2025", tail
    main, bracket, code = title.partition(" (")
    return (code.rstrip(")"), main) if bracket else ("", title)


def _who(rating: Rating) -> list[dict[str, Any]]:
    person = rating.person
    if person is None:
        rows = [("Tập thể", subject_name(rating)), ("Đơn vị", rating.unit.name)]
        rows.append(("Người thay mặt", rating.answerer.full_name if rating.answerer is not None else ""))
    else:
        born = person.born
        rows = [
            ("Họ và tên", person.full_name), ("Ngày sinh", formats.day(born) if born is not None else ""),
            ("Chức vụ, chức danh", rating.post), ("Cơ quan, đơn vị công tác", rating.unit.name),
        ]  # fmt: skip
    return [{"nhan": label, "gia_tri": value} for label, value in rows]


def _name_of_person(rating: Rating) -> str:
    return rating.person.full_name if rating.person is not None else ""


def _points(rating: Rating, *, reads_on: bool) -> list[dict[str, str]]:
    """The points of each group of criteria, and the sum; nothing where the scheme has no points."""
    ready = scheme_of_rating(rating)
    most = {group.name: ready.value(group.most, {}) for group in ready.scheme.groups}
    rows = [
        {
            "tieu_chi": group.label.within("vi"), "toi_da": _number(most[group.name]),
            "tu_cham": _number(_sum((rating.entered or {}).get(group.name))),
            "cap_tren_cham": _number(_sum((rating.checked or {}).get(group.name))) if reads_on else "",
        }
        for group in ready.scheme.groups
    ]  # fmt: skip
    if rows:
        known = [each for each in most.values() if isinstance(each, Fraction)]
        rows.append({
            "tieu_chi": "Tổng", "toi_da": _number(sum(known)) if len(known) == len(most) else "",
            "tu_cham": _number(rating.self_points), "cap_tren_cham": _number(rating.points) if reads_on else "",
        })  # fmt: skip
    return rows


def _sum(points: Any) -> Decimal | None:
    """Add up what is entered of a group: a number, or one for each criterion; None where none is."""
    given = list(points.values()) if isinstance(points, Mapping) else [points]
    known = [Decimal(str(each)) for each in given if each is not None and each != ""]
    return sum(known, Decimal(0)) if known else None


def _number(value: Any) -> str:
    if value is None:
        return ""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if hasattr(value, "numerator") else Decimal(value)
    return formats.number(exact.quantize(Decimal("0.01")).normalize())


def _opinions(access: AccessContext, rating: Rating) -> list[Opinion]:
    """What others said, as far as the viewer may read it; of who reads all, those that came with the rating."""
    return list(rating.opinions.all()) if may_read_all(access, rating) else opinions_of(access, rating)


def _place(opinion: Opinion) -> str:
    """Who said it; no colleague is named."""
    is_colleague = opinion.kind == Opinion.Kind.COLLEAGUES
    return "Góp ý của tập thể nơi công tác" if is_colleague else opinion.asked_of


def _crosses(rating: Rating, level: str, words: str, *, reads_on: bool) -> dict[str, str]:
    def cross(given: str, *, shown: bool = True) -> str:
        return "X" if shown and given == level else ""

    return {
        "ten": words, "tu_de_xuat": cross(rating.self_level),
        "cap_truc_tiep": cross(rating.head_level, shown=reads_on),
        "tap_the": cross(rating.collective_level, shown=reads_on),
        "ket_luan": cross(rating.final_level or rating.concluded_level, shown=reads_on),
    }  # fmt: skip


def _product(row: WorkProduct) -> dict[str, str]:
    progress = [f"{words} {formats.day(day)}" for words, day in (("hạn", row.due_on), ("xong", row.done_on)) if day]
    if row.delays:
        progress.append(f"chậm {row.delays} lần")
    checked = " ".join(part for part in (row.get_state_display(), row.check_note) if part)
    return {
        "noi_dung": ": ".join(part for part in (row.content, row.output) if part),
        "duoc_giao": formats.number(row.assigned.normalize()), "hoan_thanh": formats.number(row.done.normalize()),
        "he_so": formats.number(row.coefficient.normalize()),
        "tien_do": "; ".join(progress),
        "chat_luong": f"không đạt {row.failed_checks} lần" if row.failed_checks else "đạt",
        "minh_chung": row.evidence, "y_kien": checked,
    }  # fmt: skip


def _one(access: AccessContext, rating_id: int) -> Rating:
    return _with_parts([rating_of(access, rating_id)])[0]


def _with_parts(found: Iterable[Rating]) -> list[Rating]:
    rows = list(found)
    prefetch_related_objects(rows, "products", "shortcomings", "earlier_shortcomings", "answerer", "opinions")
    return rows


def forms_of_one(access: AccessContext, rating_id: int) -> Iterator[Draft]:
    """Give the form of one rating. Errors: NotFound, Forbidden."""
    rating = _one(access, rating_id)
    require_whole(access, rating)
    yield form_draft(access, rating)


def notices_of_one(access: AccessContext, rating_id: int) -> Iterator[Draft]:
    """Give the notice of one rating. Errors: NotFound, Forbidden, rating_not_concluded."""
    yield notice_draft(access, _one(access, rating_id))


def answers_of_one(access: AccessContext, rating_id: int) -> Iterator[Draft]:
    """Give the notice of each answer to what who was rated said. Errors: NotFound, Forbidden."""
    for appeal in _one(access, rating_id).appeals.filter(answered_on__isnull=False).order_by("pk"):
        yield answer_draft(access, appeal)


def _of_unit(access: AccessContext, progress: UnitProgress) -> list[Rating]:
    """The ratings of a unit that the viewer may read whole, in the usual order."""
    rows = (
        ratings(access).filter(campaign_id=progress.campaign_id, unit_id=progress.unit_id)
        .select_related(*WITH, "item__meeting__chair", "item__meeting__secretary").order_by("order", "pk")
    )  # fmt: skip
    return _with_parts(row for row in rows if may_read_all(access, row))


def forms_of_unit(access: AccessContext, progress_id: int) -> Iterator[Draft]:
    """Give the form of everybody of a unit, in the usual order. Errors: NotFound, Forbidden."""
    progress = progress_of(access, progress_id)
    for rating in _of_unit(access, progress):
        yield form_draft(access, rating)


def notices_of_unit(access: AccessContext, progress_id: int) -> Iterator[Draft]:
    """Give the notice of everybody of a unit of whom something is concluded. Errors: NotFound, Forbidden."""
    progress = progress_of(access, progress_id)
    for rating in _of_unit(access, progress):
        if rating.final_level or rating.concluded_level:
            yield notice_draft(access, rating)


def minutes_of_unit(access: AccessContext, progress_id: int) -> Iterator[Draft]:
    """Give the minutes of each meeting of a unit that rated: what was said of each, and the vote by level.

    Errors: NotFound, Forbidden.
    """
    progress = progress_of(access, progress_id)
    meetings: dict[int, list[Rating]] = {}
    for rating in _of_unit(access, progress):
        if rating.item is not None:
            meetings.setdefault(rating.item.meeting_id, []).append(rating)
    for rows in meetings.values():
        with translation.override("vi"):
            yield _minutes(access, progress, rows)


def _minutes(access: AccessContext, progress: UnitProgress, rows: list[Rating]) -> Draft:
    item = rows[0].item
    if item is None:
        raise ValueError("a rating of a meeting has its item")
    meeting = item.meeting
    votes = [each.votes or {} for each in rows]
    told = next((each for each in votes if each.get("valid") is not None), {})
    secretary = meeting.secretary.full_name if meeting.secretary is not None else ""
    said = [
        {"ho_ten": subject_name(each), "mo_ta": each.post, "tu_xep": level_words(each).get(each.self_level, ""),
         "gop_y": [line for given in _opinions(access, each) if given.kind == Opinion.Kind.COLLEAGUES
                   for line in given.text.splitlines()]}
        for each in rows
    ]  # fmt: skip
    results = [
        {"ho_ten": subject_name(each), "mo_ta": each.post, "so_lieu": _counts(given),
         "ket_luan": level_words(each).get(each.collective_level, "")}
        for each, given in zip(rows, votes, strict=True)
    ]  # fmt: skip
    draft = _draft(access, rows[0], {
        **_head(rows[0]), "ten_hoi_nghi": meeting.title, "ky": period_words(progress.campaign),
        "trich_yeu": f"Hội nghị đánh giá, xếp loại chất lượng {period_words(progress.campaign).lower()}",
        "thoi_gian": when(meeting), "ngay": meeting.held_on, "dia_diem": meeting.place,
        "chu_tri": meeting.chair.full_name, "thu_ky": secretary, "dien_bien": said, "hinh_thuc": "bỏ phiếu kín",
        "thu_ve": told.get("whole"), "hop_le": told.get("valid"),
        "cot_ket_qua": [str(Level(level).label) for level in _LEVELS], "ket_qua": results,
        "quy_tac": sorted({str(each["base"]) for each in votes if each.get("base")}),
        "chuc_vu_ky": "CHỦ TRÌ", "nguoi_ky": meeting.chair.full_name, "chuc_vu_ky_trai": "THƯ KÝ",
        "nguoi_ky_trai": secretary,
    })  # fmt: skip
    people = tuple(each.person_id for each in rows if each.person_id is not None)
    return replace(draft, label=meeting.title, people=people)


def _counts(given: Mapping[str, Any]) -> list[str]:
    """Slips by level; what may not be told, or is not known, is left to be filled in."""
    counts = given.get("counts")
    return [str(counts.get(level, 0)) for level in _LEVELS] if counts else [""] * len(_LEVELS)


def own_form(access: AccessContext, rating_id: int) -> tuple[Rating, Draft]:
    """Give the form of a rating for who is rated by it, or rates. Errors: NotFound."""
    rating = _one(access, rating_id)
    return rating, form_draft(access, rating)


def _reads(access: AccessContext, rating: Rating) -> bool:
    return may_run(access, rating.unit) or may_conclude(access, rating.unit)


def _is_concluded(access: AccessContext, rating: Rating) -> bool:
    return _reads(access, rating) and bool(rating.final_level or rating.concluded_level)


def _is_answered(access: AccessContext, rating: Rating) -> bool:
    return _reads(access, rating) and rating.appeals.filter(answered_on__isnull=False).exists()


def _any_concluded(_access: AccessContext, progress: UnitProgress) -> bool:
    return progress.concluded > 0


def _any_voted(_access: AccessContext, progress: UnitProgress) -> bool:
    return progress.voted > 0


def register() -> None:
    """Offer the papers on the pages of a rating and of a unit in a campaign."""
    for source in (
        Source(key="evaluation-form", kind="evaluation_form", label=_("Phiếu đánh giá"), object_type="rating",
               drafts=forms_of_one, order=10, is_offered=_reads),
        Source(key="evaluation-notice", kind="evaluation_notice", label=_("Thông báo kết quả"), object_type="rating",
               drafts=notices_of_one, order=20, is_offered=_is_concluded),
        Source(key=ANSWER, kind="evaluation_answer", label=_("Thông báo trả lời kiến nghị"), object_type="rating",
               drafts=answers_of_one, order=30, is_offered=_is_answered),
        Source(key="unit-evaluation-forms", kind="evaluation_form", label=_("Phiếu của mọi người trong đơn vị"),
               object_type="evaluation_unit", drafts=forms_of_unit, order=10),
        Source(key="unit-evaluation-notices", kind="evaluation_notice", label=_("Thông báo kết quả từng người"),
               object_type="evaluation_unit", drafts=notices_of_unit, order=20, is_offered=_any_concluded),
        Source(key="unit-evaluation-minutes", kind="evaluation_minutes", label=_("Biên bản hội nghị đánh giá"),
               object_type="evaluation_unit", drafts=minutes_of_unit, order=30, is_offered=_any_voted),
    ):  # fmt: skip
        register_source(source)
