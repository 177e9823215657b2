"""What a year leaves in the ratings of a campaign, made up: points, levels, comments, products, appeals, decisions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import comments_made

LEVELS = ("not_completed", "completed", "well", "excellent")
_SHARES = (0.01, 0.05, 0.74, 0.2)
_RATERS = 1_500


def live_through(campaign: Any, *, share_decided: float, seed: int = 2026) -> None:
    """Fill in the ratings of an opened campaign: so many of them decided, the rest on their way.

    A twentieth has work products, a hundredth appeals, every tenth was moved; comments as `comments_made` writes them.
    """
    from django.db import connection, transaction

    from canbo.evaluation.models import Appeal, LevelMove, Rating, WorkProduct
    from canbo.evaluation.services.progress import recount, staged

    rng = random.Random(seed + campaign.year)
    last = date(campaign.year, 12, 1)
    rows = list(campaign.ratings.exclude(stage=Rating.Stage.NOT_RATED).order_by("pk"))
    texts = comments_made.make(comments_made.from_slots, campaign.year, len(rows), raters=_RATERS).text
    products, appeals, moves = [], [], []
    for number, rating in enumerate(rows):
        _one(rating, rng, last, texts[number], decided=number < share_decided * len(rows))
        staged(rating)
        if number % 20 == 0:
            products += [
                WorkProduct(
                    rating=rating, order=each, content=f"Báo cáo số {each + 1}", assigned=4, done=4 - each % 2,
                    state="accepted",
                )
                for each in range(5)
            ]  # fmt: skip
        if rating.told_on and number % 100 == 0:
            appeals.append(
                Appeal(
                    rating=rating,
                    kind="appeal",
                    made_on=last,
                    text="Đề nghị xem lại điểm của nhóm 2",
                    asked_level="well",
                )
            )
        if rating.head_level and number % 10 == 0:
            moves.append(
                LevelMove(
                    rating=rating, at="calibration", before="well", after=rating.head_level, reason="Kết quả chung",
                    moved_on=last, moved_by_name="Đo thử",
                )
            )  # fmt: skip
    with transaction.atomic():
        _write(connection, Rating, _FIELDS, rows)
        for model, made in ((WorkProduct, products), (Appeal, appeals), (LevelMove, moves)):
            model.objects.bulk_create(made, batch_size=1_000)
        recount(campaign.pk, campaign.ratings.values_list("unit_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


_FIELDS = (
    "stage", "version", "self_points", "self_level", "self_done_on", "review", "points", "rule_level", "head_level",
    "comment", "head_done_on", "collective_level", "votes", "voted_on", "concluded_level", "majority", "concluded_on",
    "told_on", "final_level", "decided_on", "decided_by",
)  # fmt: skip


def _one(rating: Any, rng: random.Random, last: date, comment: str, *, decided: bool) -> None:
    """Take a rating as far as it has come: decided, or anywhere before."""
    far = 6 if decided else rng.randrange(6)
    place = rng.choices(range(4), _SHARES)[0]
    level = LEVELS[place]
    if far > 0:
        rating.self_level, rating.self_done_on = LEVELS[min(3, place + (rng.random() < 0.3))], last - timedelta(30)
        rating.self_points = rng.randrange(7000, 10000) / 100
        rating.review = {"ket-qua": comment, "han-che": "Có việc còn chậm so với kế hoạch."}
    if far > 1:
        rating.head_level = rating.rule_level = level
        rating.points, rating.comment, rating.head_done_on = 40 + place * 15 + rng.randrange(1400) / 100, comment, last
    if far > 2:
        rating.collective_level, rating.voted_on = level, last
        rating.votes = {"counts": {level: 9, "completed": 2}, "reference": "Biên bản"}
    if far > 3:
        rating.concluded_level, rating.concluded_on = level, last
        rating.majority = {"for": 9, "against": 0, "members": 11, "meeting": "Cuộc họp"}
    if far > 4:
        rating.told_on = last
    if far > 5:
        rating.final_level, rating.decided_on, rating.decided_by = level, last, "Quyết định số 1"


def _write(connection: Any, model: Any, names: Sequence[str], rows: Sequence[Any]) -> None:
    """Write the fields of rows that are there already, one statement for all."""
    fields = [model._meta.get_field(name) for name in names]
    sets = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {model._meta.db_table} SET {sets} WHERE id = %s",
            [
                (*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk)
                for row in rows
            ],
        )


def things(campaign: Any, preparing: Any) -> dict[str, Any]:
    """Give something for each thing that an address of evaluations names: made where the year left none.

    Numbers by the names of the addresses; the rating is that of somebody whose level is not concluded yet.
    """
    from uuid import uuid4

    from canbo.evaluation.models import Appeal, Opinion, RatingPaper, Sheet, WorkProduct

    ratings = campaign.ratings.filter(person__isnull=False).select_related("unit")
    open_ones = ratings.filter(stage="assessed", rater__isnull=False)
    rating = open_ones.order_by("pk")[open_ones.count() // 2]
    unit = rating.unit
    day = date(campaign.year, 12, 1)
    product = WorkProduct.objects.filter(rating=rating).first() or WorkProduct.objects.create(
        rating=rating, content="Báo cáo", assigned=4, done=4
    )
    shortcoming = rating.earlier_shortcomings.first() or rating.shortcomings.create(
        answered_in=rating, text="Nộp báo cáo chậm"
    )
    paper = RatingPaper.objects.filter(rating=rating).first() or rating.papers.create(
        product=product, label="Minh chứng", sha256="0" * 64, media_type="application/pdf", size=1, added_on=day,
        added_by_name="Đo thử",
    )  # fmt: skip
    sheet = campaign.sheets.filter(unit=unit).first() or Sheet.objects.create(
        campaign=campaign, unit=unit, number=1, name=uuid4().hex, sent_on=day, sent_by_name="Đo thử", people=12
    )
    opinion = Opinion.objects.filter(rating=rating).first() or rating.opinions.create(
        kind="residence", asked_of="Chi bộ"
    )
    appeal = Appeal.objects.filter(rating__campaign=campaign).order_by("pk").first()
    return {
        "campaign_id": campaign.pk, "preparing": preparing.pk, "rating_id": rating.pk, "unit_id": unit.pk,
        "commune_id": _above(unit), "root_id": campaign.unit_id, "person_id": rating.person_id,
        "rater_id": rating.rater_id, "product_id": product.pk, "shortcoming_id": shortcoming.pk, "paper_id": paper.pk,
        "sheet_id": sheet.pk, "opinion_id": opinion.pk, "appeal_id": appeal.pk if appeal else 0, "year": campaign.year,
        "name": "mau-02", "form": "excel",
        # Jobs, meetings and votes: their pages belong to who started them, or only take acts.
        "job_id": uuid4(), "meeting_id": 0, "vote_id": 0,
    }  # fmt: skip


def _above(unit: Any) -> int:
    """The unit right above."""
    from canbo.organizations.models import Unit

    above = [unit.path[:end] for end in range(1, len(unit.path))]
    return Unit.objects.filter(path__in=above).order_by("-path").values_list("pk", flat=True)[0]


#: Kinds of viewers: of the whole campaign, of a commune, of a division, of oneself, of ten places, by delegation.
VIEWERS = ("officer", "committee", "secretary", "head", "cadre", "several", "delegated")


def account_of(name: str, grants: Sequence[tuple[str, int | None]], day: date) -> Any:
    """Give an account that holds these roles in these units (None: everywhere) from a day; made once."""
    from django.utils import timezone

    from canbo.access.models import RoleGrant
    from canbo.accounts.models import User

    user, is_new = User.objects.get_or_create(username=f"bench-{name}", defaults={"full_name": f"Đo thử {name}"})
    for role, unit in grants if is_new else ():
        RoleGrant.objects.create(
            user=user, role=role, unit_id=unit, valid_from=day, granted_by_name="Đo thử", granted_at=timezone.now()
        )
    return user


def viewers(known: dict[str, Any], day: date) -> dict[str, Any]:
    """Give an account for each kind of viewer, by what it is called; they may look from a day on."""
    from django.db.models.functions import Length

    from canbo.access.models import FileOwner, RoleGrant
    from canbo.core.access import Permission
    from canbo.organizations.models import Unit

    depth = len(Unit.objects.get(pk=known["commune_id"]).path)
    communes = list(Unit.objects.annotate(depth=Length("path")).filter(depth=depth).values_list("pk", flat=True)[:9])
    made = {
        "officer": account_of("officer", [("officer", None)], day),
        "committee": account_of("committee", [("committee_member", known["root_id"])], day),
        "secretary": account_of("secretary", [("evaluation_secretary", known["commune_id"])], day),
        "head": account_of("head", [("unit_head", known["unit_id"])], day),
        "cadre": account_of("cadre", [("cadre", known["unit_id"])], day),
        "several": account_of(
            "several",
            [
                ("officer", known["unit_id"]),
                *((("officer", "committee_member")[each % 2], unit) for each, unit in enumerate(communes)),
            ],
            day,
        ),
        "delegated": account_of("delegated", [("officer", known["commune_id"])], day),
    }
    for name, person in (("head", known["rater_id"]), ("cadre", known["person_id"])):
        FileOwner.objects.get_or_create(person_key=person, defaults={"user": made[name]})
    grants = RoleGrant.objects.filter(user=made["delegated"], source__isnull=True)
    grants.update(
        source=RoleGrant.objects.get(user=made["officer"]), valid_before=day + timedelta(4_000),
        permissions=[Permission.RUN_EVALUATIONS.value, Permission.VIEW_FILES.value],
    )  # fmt: skip
    return made
