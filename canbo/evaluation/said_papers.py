"""The letters that ask for opinions: one for each place and kind, with everybody it is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext, Permission
from canbo.documents.papers import Draft, Source, register_source
from canbo.evaluation.models import Campaign, Opinion
from canbo.evaluation.papers import period_words
from canbo.evaluation.permissions import require_runs_within, runs_within
from canbo.evaluation.selectors.asking import open_requests
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.standing import subject_name
from canbo.organizations.models import Block

_ASKED = {
    Opinion.Kind.RESIDENCE: (
        "Việc chấp hành chủ trương của Đảng, chính sách, pháp luật của Nhà nước ở nơi cư trú;",
        "Việc giữ mối liên hệ với cấp uỷ, tham gia sinh hoạt, phong trào ở nơi cư trú;",
        "Phẩm chất, lối sống của bản thân và gia đình; hạn chế, khuyết điểm cần khắc phục.",
    ),
    Opinion.Kind.FORMER_UNIT: (
        "Kết quả thực hiện nhiệm vụ trong thời gian công tác tại đơn vị, có số liệu;",
        "Phẩm chất, ý thức kỷ luật; hạn chế, khuyết điểm cần khắc phục; mức đề xuất.",
    ),
}  # fmt: skip
_USUAL = (
    "Ưu điểm, kết quả nổi bật, có số liệu, thời gian cụ thể;", "Hạn chế, khuyết điểm và nguyên nhân;",
    "Mức xếp loại đề xuất, nếu có.",
)  # fmt: skip


def requests(access: AccessContext, campaign_id: int) -> Iterator[Draft]:
    """Give a letter for each place that was asked and has not answered. Errors: NotFound, Forbidden."""
    campaign = campaign_of(access, campaign_id)
    require_runs_within(access, campaign)
    groups: dict[tuple[str, str], list[Opinion]] = {}
    for each in open_requests(access, campaign):
        if each.kind != Opinion.Kind.COLLEAGUES:
            groups.setdefault((each.kind, each.asked_of), []).append(each)
    for (kind, place), rows in groups.items():
        yield _letter(campaign, Opinion.Kind(kind), place, rows)


def _letter(campaign: Campaign, kind: Opinion.Kind, place: str, rows: list[Opinion]) -> Draft:
    unit = rows[0].rating.unit if len({each.rating.unit_id for each in rows}) == 1 else campaign.unit
    days = sorted(each.due_on for each in rows if each.due_on is not None)
    clauses = sorted({each.clause for each in rows if each.clause})
    people = [each.rating.person for each in rows]
    return Draft(
        data={
            "co_quan": unit.name, "kinh_gui": [place], "ky": period_words(campaign),
            "trich_yeu": f"Về việc cho ý kiến nhận xét phục vụ đánh giá, xếp loại {period_words(campaign).lower()}",
            "can_cu": [f"Căn cứ {each};" for each in clauses],
            "noi_dung": [
                f"Để có căn cứ đánh giá, xếp loại ({campaign.title}), {unit.name} đề nghị quý cấp uỷ, cơ quan, đơn vị "
                "cho ý kiến nhận xét bằng văn bản về những người, tập thể có tên trong danh sách dưới đây.",
            ],
            "danh_sach": [
                {"ho_ten": subject_name(each.rating), "chuc_vu": each.rating.post, "don_vi": each.rating.unit.name,
                 "noi_dung": str(kind.label)}
                for each in rows
            ],
            "noi_dung_hoi": list(_ASKED.get(kind, _USUAL)), "thoi_han": days[0] if days else None,
            "noi_nhan_tra_loi": unit.name, "kem_mau": True,
        },
        unit_path=unit.path, style="party" if unit.block == Block.PARTY else "state",
        right=Permission.RUN_EVALUATIONS, label=place, people=tuple(each.pk for each in people if each is not None),
    )  # fmt: skip


def register() -> None:
    """Take a place among the papers."""
    register_source(
        Source(
            key="opinion-requests", kind="opinion_request", label=_("Công văn xin ý kiến"),
            object_type="opinion_requests", drafts=requests, order=10, is_offered=runs_within,
        )
    )  # fmt: skip
