"""The papers of a vote: the ballot form, and the minutes of the count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.documents.papers import Draft, Source, register_source
from canbo.procedures.domain.counts import Kind
from canbo.procedures.meeting_papers import style_of, when
from canbo.procedures.models import Vote
from canbo.procedures.permissions import require_run
from canbo.procedures.selectors.attendance import numbers_of, voters_of
from canbo.procedures.selectors.meetings import CountShown, count_of, vote_of
from canbo.procedures.tally_files import rule_in
from canbo.procedures.wording import mark_label, outcome_label

_TITLES = {
    Kind.APPROVE: "PHIẾU BIỂU QUYẾT", Kind.CHOOSE: "PHIẾU GIỚI THIỆU", Kind.RATE: "PHIẾU ĐÁNH GIÁ",
    Kind.CONFIDENCE: "PHIẾU TÍN NHIỆM",
}  # fmt: skip
_FORMS = {
    Vote.Way.SECRET: "bỏ phiếu kín trên máy", Vote.Way.KEPT: "phiếu được lưu, trên máy",
    Vote.Way.PAPER: "phiếu giấy, hai người nhập độc lập", Vote.Way.TOTALS: "phiếu giấy, nhập tổng số theo biên bản",
}  # fmt: skip
_MARKS = {"none": "no_opinion"}


def ballot_forms(access: AccessContext, vote_id: int) -> Iterator[Draft]:
    """Give the form of the slips, as many as voters were convened. Errors: NotFound, Forbidden."""
    vote = vote_of(access, vote_id)
    require_run(access, vote.meeting)
    form, meeting = vote.form, vote.meeting
    source = rule_in(vote.rule)[1]
    yield Draft(
        data={
            "co_quan": meeting.unit.name, "ten_phieu": _TITLES[form.kind], "ten_hoi_nghi": meeting.title,
            "ngay_hop": meeting.held_on, "cau_hoi": vote.title, "huong_dan": _directions(vote),
            "lua_chon": [mark_label(mark) for mark in form.marks],
            "ung_vien": [{"ho_ten": name} for name in form.names], "dong_them": form.added,
            "co_ky_ten": bool(form.signing) or source.ballot == "slip",
            "so_phieu": numbers_of(access, meeting).convened,
        },
        unit_path=meeting.unit.path, style=style_of(meeting), label=vote.title,
    )  # fmt: skip


def _directions(vote: Vote) -> list[str]:
    said = []
    if vote.kind == Kind.CHOOSE:
        said.append(f"Đánh dấu nhiều nhất {vote.max_choices} người.")
    else:
        said.append("Mỗi người đánh dấu một ô.")
    if vote.added:
        said.append(f"Được ghi thêm nhiều nhất {vote.added} tên.")
    return said


def count_papers(access: AccessContext, vote_id: int) -> Iterator[Draft]:
    """Give the minutes of a count as it was kept; of a small count the outcome alone.

    Errors: NotFound, Forbidden; count_missing, count_not_shown (the step does not announce it to the viewer).
    """
    vote = vote_of(access, vote_id)
    require_run(access, vote.meeting)
    count = count_of(access, vote)
    if count is None:
        raise DomainError("count_missing", "Chưa kiểm phiếu, nên chưa lập được biên bản kiểm phiếu.")
    if count.tally is None:
        raise DomainError(
            "count_not_shown",
            "Kết quả lần bỏ phiếu này không công bố: chỉ người chủ trì, người kiểm phiếu lập biên bản kiểm phiếu.",
        )
    meeting = vote.meeting
    teller = {"ho_ten": meeting.teller.full_name, "nhiem_vu": "Trưởng ban kiểm phiếu"}
    helpers = voters_of(access, meeting).filter(is_teller=True).exclude(person_id=meeting.teller_id)
    board = [teller, *({"ho_ten": each.person.full_name, "nhiem_vu": "Thành viên"} for each in
                       helpers.select_related("person").order_by("person__sort_key"))]  # fmt: skip
    yield Draft(
        data={
            "co_quan": meeting.unit.name, "ten_hoi_nghi": meeting.title, "thoi_gian": when(meeting),
            "dia_diem": meeting.place, "noi_dung": _what(vote), "hinh_thuc": _FORMS[Vote.Way(vote.way)],
            "to_kiem_phieu": board, **_numbers(count), **_results(count), "trich_yeu": vote.title,
            "chuc_vu_ky": "TRƯỞNG BAN KIỂM PHIẾU", "nguoi_ky": meeting.teller.full_name,
            "chuc_vu_ky_trai": "CHỦ TRÌ", "nguoi_ky_trai": meeting.chair.full_name,
        },
        unit_path=meeting.unit.path, style=style_of(meeting), label=vote.title,
    )  # fmt: skip


def _what(vote: Vote) -> str:
    return f"{vote.title} (vòng {vote.round})" if vote.round > 1 else vote.title


def _numbers(count: CountShown) -> dict[str, Any]:
    numbers = (count.tally or {}).get("numbers", {}) if count.has_numbers else {}
    names = {
        "trieu_tap": "convened", "co_mat": "present", "phat_ra": "issued", "thu_ve": "returned", "hop_le": "valid",
    }  # fmt: skip
    found = {key: numbers[name] for key, name in names.items() if name in numbers}
    if numbers:
        found["khong_hop_le"] = numbers["invalid"] + numbers["blank"]
    return found


def _results(count: CountShown) -> dict[str, Any]:
    tally = count.tally or {}
    file = {each["name"]: each for each in tally.get("file", {}).get("names", [])}
    rows: list[dict[str, Any]] = []
    columns: list[str] = []
    for each in tally["names"]:
        counted = file.get(each["name"], {})
        got = counted.get("levels") or {mark: counted[mark] for mark in ("for", "against", "none") if mark in counted}
        columns = [mark_label(_MARKS.get(mark, mark)) for mark in got] or columns
        rows.append({
            "ho_ten": each["name"], "so_lieu": [str(votes) for votes in got.values()],
            "ket_luan": outcome_label(each["outcome"]),
        })  # fmt: skip
    reasons = [each["reason"] for each in tally["names"] if "reason" in each]
    cited = tally.get("rule", {}).get("citation", "")
    quorum = (tally.get("quorum") or {}).get("reason", "")
    slips = tally.get("numbers", {}).get("blank", 0) if count.has_numbers else 0
    return {
        "cot_ket_qua": columns, "ket_qua": rows,
        "quy_tac": [*filter(None, [quorum, *reasons]), *([f"Trong số phiếu không hợp lệ có {slips} phiếu trắng."]
                                                         if slips else []), *([f"Căn cứ: {cited}."] if cited else [])],
        "ket_luan": [f"{outcome_label(count.outcome)}. {tally.get('follows', '')}".strip()],
    }  # fmt: skip


def _is_to_print(_access: AccessContext, vote: Vote) -> bool:
    return vote.is_paper and vote.state in {Vote.State.PREPARING, Vote.State.OPEN}


def _is_counted(access: AccessContext, vote: Vote) -> bool:
    count = count_of(access, vote)
    return count is not None and count.tally is not None


def register() -> None:
    """Offer the papers on the page of a vote."""
    from django.utils.translation import gettext_lazy as _

    register_source(Source(
        key="vote-ballots", kind="ballot", label=_("Phiếu in"), object_type="vote", drafts=ballot_forms, order=20,
        is_offered=_is_to_print,
    ))  # fmt: skip
    register_source(Source(
        key="vote-minutes", kind="tally_minutes", label=_("Biên bản kiểm phiếu"), object_type="vote",
        drafts=count_papers, order=30, is_offered=_is_counted,
    ))  # fmt: skip
