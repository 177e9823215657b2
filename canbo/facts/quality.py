"""The checks of the data-quality board: what a file lacks, what contradicts, as expressions over the picture.

A check is True where something is to be mended, False where it is in order, null where it cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """Why a file stands on the board."""

    MISSING = "missing"
    CONTRADICTORY = "contradictory"
    UNVERIFIED = "unverified"


KIND_LABELS: Final[dict[Kind, str | Promise]] = {
    Kind.MISSING: _("Còn thiếu"),
    Kind.CONTRADICTORY: _("Mâu thuẫn"),
    Kind.UNVERIFIED: _("Chưa đối chiếu giấy tờ"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: which section of the file mends it, and how it is told."""

    code: str
    kind: Kind
    label: str | Promise
    section: str
    expression: pl.Expr


def _missing(code: str, label: str | Promise, section: str, expression: pl.Expr) -> Check:
    return Check(code, Kind.MISSING, label, section, expression)


def _contradictory(code: str, label: str | Promise, section: str, expression: pl.Expr) -> Check:
    return Check(code, Kind.CONTRADICTORY, label, section, expression)


_AGE, _SERVICE, _PARTY = pl.col("age_months_high"), pl.col("service_months_low"), pl.col("party_months_low")
_PRINCIPALS = pl.col("post_kinds").list.count_matches("principal")

CHECKS: Final[tuple[Check, ...]] = (
    _missing("gender_missing", _("chưa có giới tính"), "identity", pl.col("gender").is_null()),
    _missing("born_missing", _("chưa có ngày sinh"), "identity", pl.col("born_year").is_null()),
    _missing(
        "born_partial", _("ngày sinh chưa đủ ngày, tháng"), "identity",
        pl.col("age_months_low") != pl.col("age_months_high"),
    ),
    _missing("ethnicity_missing", _("chưa có dân tộc"), "identity", pl.col("ethnicity").is_null()),
    _missing("recruitment_missing", _("chưa có ngày tuyển dụng"), "recruitment", _SERVICE.is_null()),
    _missing("party_missing", _("chưa rõ có phải đảng viên không"), "party", pl.col("is_party_member").is_null()),
    _missing("post_missing", _("không giữ vị trí nào"), "post", ~pl.col("is_present")),
    _missing("post_start_missing", _("chưa rõ giữ chức vụ từ ngày nào"), "post", pl.col("post_start_unknown")),
    _missing(
        "qualification_missing", _("chưa có trình độ chuyên môn"), "qualification",
        pl.col("qualification_level").is_null(),
    ),
    _missing(
        "major_missing", _("có bằng từ trung cấp nhưng thiếu chuyên ngành"), "qualification",
        (pl.col("qualification_level") >= "intermediate") & pl.col("qualification_major").is_null(),
    ),
    _missing("theory_missing", _("chưa có trình độ lý luận chính trị"), "theory", pl.col("theory_level").is_null()),
    _missing(
        "state_management_missing", _("chưa có trình độ quản lý nhà nước"), "state_management",
        pl.col("state_management_level").is_null(),
    ),
    _missing("rank_missing", _("chưa có ngạch"), "salary", pl.col("rank_code").is_null()),
    _missing("coefficient_missing", _("chưa có hệ số lương"), "salary", pl.col("coefficient").is_null()),
    _missing(
        "step_start_missing", _("chưa rõ hưởng bậc lương từ ngày nào"), "salary",
        pl.col("coefficient").is_not_null() & pl.col("step_months_high").is_null(),
    ),
    _missing(
        "rating_missing", _("chưa có xếp loại năm trước năm xem"), "evaluation",
        pl.col("rating_y1").is_null() & ((_SERVICE >= 24) | _SERVICE.is_null()),
    ),
    _contradictory(
        "recruited_as_child", _("tuyển dụng trước 15 tuổi"), "recruitment", _AGE - _SERVICE < 15 * 12,
    ),
    _contradictory("party_before_18", _("vào Đảng trước 18 tuổi"), "party", _AGE - _PARTY < 18 * 12),
    _contradictory(
        "party_official_not_member", _("có ngày chính thức nhưng không phải đảng viên"), "party",
        pl.col("is_party_official") & ~pl.col("is_party_member"),
    ),
    _contradictory("two_principal_posts", _("giữ hai chức vụ chính cùng lúc"), "post", _PRINCIPALS > 1),
    _contradictory(
        "unit_not_there", _("đơn vị không có trong cơ cấu của ngày xem"), "post",
        pl.col("is_present") & pl.col("unit_lft").is_null(),
    ),
    _contradictory(
        "post_longer_than_service", _("giữ chức vụ lâu hơn thời gian công tác"), "post",
        pl.col("post_months_low") > pl.col("service_months_high"),
    ),
    _contradictory(
        "step_longer_than_service", _("hưởng bậc lương lâu hơn thời gian công tác"), "salary",
        pl.col("step_months_low") > pl.col("service_months_high"),
    ),
)  # fmt: skip


def counts(frame: pl.DataFrame, checks: Sequence[Check] = CHECKS) -> dict[str, int]:
    """Give for each check the number of people to mend. One pass over the frame."""
    if frame.is_empty():
        return {check.code: 0 for check in checks}
    return frame.select([check.expression.sum().fill_null(0).alias(check.code) for check in checks]).row(0, named=True)


def failing(frame: pl.DataFrame, check: Check) -> pl.DataFrame:
    """Give the people of the frame that the check is True of."""
    return frame.filter(check.expression)


def by_group(frame: pl.DataFrame, group: pl.Expr, checks: Sequence[Check] = CHECKS) -> dict[object, int]:
    """Give for each value of `group` the number of files with at least one thing missing or contradictory."""
    any_fault = pl.any_horizontal([check.expression.fill_null(value=False) for check in checks])
    rows = frame.group_by(group.alias("group")).agg(any_fault.sum().alias("faulty"))
    return dict(rows.iter_rows())
