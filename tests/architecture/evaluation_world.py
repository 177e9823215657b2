"""A campaign of evaluation in each of the two units, with the rating of one person, for the table of pages."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from .rights_world import Things

DAY = date(2026, 12, 1)


def evaluations(tree, inside, outside) -> Things:
    """The campaign of «Phòng Nội vụ» with the rating of the person of the file, then that of «Phòng Tài chính»."""
    made = [_of(tree.home, inside), _of(tree.other, outside)]
    return {key: (made[0][key], made[1][key]) for key in made[0]}


def _of(unit, person) -> dict[str, list[object]]:
    from canbo.common.scans import keep_scan
    from canbo.common.uploads import TakenIn
    from canbo.evaluation.models import Campaign, Opinion, Rating, Sheet
    from canbo.evaluation.services.progress import recount

    campaign = Campaign.objects.create(
        unit=unit, title="Đánh giá năm 2026", year=2026, law_day=date(2026, 12, 31), state=Campaign.State.OPEN,
        opened_on=DAY, created_by_name="kiểm thử",
    )  # fmt: skip
    rating = Rating.objects.create(
        campaign=campaign, unit=unit, person=person, scheme="state.nd_335_2025.civil_servant", regime="civil_servant",
        rank=Rating.Rank.STAFF, post="Chuyên viên",
    )  # fmt: skip
    opinion = Opinion.objects.create(rating=rating, kind="residence", asked_of="Chi bộ Tổ 3", asked_on=DAY)
    recount(campaign.pk, [unit.pk])
    sheet = Sheet.objects.create(
        campaign=campaign, unit=unit, number=1, name=f"{unit.pk:032}", sent_on=DAY, sent_by_name="kiểm thử", people=1
    )
    product = rating.products.create(content="Báo cáo quý", assigned=4, done=4)
    scan = TakenIn(b"%PDF-1.4 minh chung", "application/pdf", "minh-chung.pdf", "e" * 64)
    keep_scan("danh-gia", scan)
    evidence = rating.papers.create(
        product=product, label=scan.file_name, sha256=scan.sha256, media_type=scan.media_type, size=len(scan.content),
        added_on=DAY, added_by_name="kiểm thử",
    )  # fmt: skip
    appeal = rating.appeals.create(kind="appeal", made_on=DAY, text="Đề nghị xem lại điểm")
    shortcoming = rating.shortcomings.create(answered_in=rating, text="Nộp báo cáo chậm")
    return {
        "evaluation-campaign": [campaign.pk],
        "evaluation-unit": [campaign.pk, unit.pk],
        "evaluation-rating": [rating.pk],
        "evaluation-opinion": [opinion.pk],
        "evaluation-appeal": [appeal.pk],
        "evaluation-rating-paper": [rating.pk, 0],
        "evaluation-campaign-part": [campaign.pk, 0],
        "evaluation-product": [rating.pk, product.pk],
        "evaluation-shortcoming": [rating.pk, shortcoming.pk],
        "evaluation-evidence": [rating.pk, evidence.pk],
        "evaluation-sheet": [campaign.pk, sheet.pk],
        "evaluation-sheets-job": [campaign.pk, uuid4()],
        "evaluation-list": [campaign.pk, "mau-02", "excel"],
        "evaluation-list-start": [campaign.pk, "mau-02"],
        "evaluation-list-made": [campaign.pk, uuid4()],
    }
