"""The meeting that rates: called with its slips, its results read back; or its levels written down from its minutes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.text import clean
from canbo.evaluation.domain.slips import BASES, BEST_FIRST, counts_of, level_rule, parted, told_apart
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import is_subject, may_run, require_run
from canbo.evaluation.scored import law_of_rating
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.ratings import WITH, ratings
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.selectors.voting import Group, asks, level_on, offered
from canbo.evaluation.services.locking import require_open
from canbo.evaluation.services.progress import recount, staged
from canbo.organizations.models import Unit
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import AgendaItem, Meeting, Vote
from canbo.procedures.selectors.convened import convened_by_rule
from canbo.procedures.selectors.meetings import count_of, meeting_of
from canbo.procedures.services.agenda import add_item
from canbo.procedures.services.convening import BENCH_WORDS, Asked, convene_by_rule
from canbo.procedures.services.meetings import Bench, Frame, convene
from canbo.procedures.services.votes import propose_vote

#: Those who are rated themselves; every other way of convening is a role of a procedure.
RATED: Final = "rated"
_TITLE: Final = 300
#: Of fewer slips than this nobody is told how many were for what.
_FEWEST: Final = 5
_VOTED: Final = ("collective_level", "votes", "voted_on", "stage", "version")


@dataclass(frozen=True, slots=True)
class Setting:
    """How levels are voted on: the way of the slips, the majority and of what, on which ground; what is announced."""

    way: str = Vote.Way.SECRET
    threshold: Fraction = Fraction(1, 2)
    base: str = "convened"
    citation: str = ""
    confirmed: bool = False
    announced: str = Vote.Announced.COUNTS


@dataclass(frozen=True, slots=True)
class Calling:
    """A meeting to be called: who is rated, who comes (`RATED`, or the role of a procedure), when, who leads, how."""

    rating_ids: Collection[int]
    who: str
    frame: Frame
    bench: Bench
    setting: Setting


def call_meeting(*, access: AccessContext, campaign_id: int, unit: Unit, calling: Calling) -> Meeting:
    """Call the meeting of a unit that rates: one matter of the agenda a group, with its slips and its ratings.

    Slips of more than 40 names are parted. Groups whose way asks for no vote stand on the agenda without a slip.
    Errors: nobody_chosen, rating_not_offered, threshold_unreadable, campaign_not_open; those of `convene`,
    `convene_by_rule`, `propose_vote`; Forbidden.
    """
    campaign = campaign_of(access, campaign_id)
    require_run(access, unit)
    require_open(campaign)
    _check(calling)
    with transaction.atomic():
        locked = ratings(access).filter(pk__in=calling.rating_ids, campaign=campaign, unit=unit)
        keys = set(locked.select_for_update(of=("self",)).values_list("pk", flat=True))
        groups = _chosen(offered(access, campaign, unit.pk), keys)
        if keys != set(calling.rating_ids) or sum(len(each.ratings) for each in groups) != len(keys):
            raise DomainError(
                "rating_not_offered", "Có phiếu đã được đưa ra hội nghị khác, đã kết luận hoặc không thuộc đơn vị này. "
                "Hãy tải lại trang.",
            )  # fmt: skip
        meeting = _convened(access, campaign, unit, calling)
        for group in groups:
            _put_to_vote(access, meeting, group, calling.setting)
        audit.record(
            access=access, action="evaluation.vote_called", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=unit.path,
            changes={"meeting": [None, meeting.pk], "ratings": [None, len(keys)]},
        )  # fmt: skip
    return meeting


def vote_again(*, access: AccessContext, campaign_id: int, vote_id: int) -> Vote:
    """Put the names of a vote that was given up to a vote again, in the same meeting.

    Errors: NotFound vote_not_found; vote_not_void, campaign_not_open; those of `propose_vote`; Forbidden.
    """
    campaign = campaign_of(access, campaign_id)
    require_open(campaign)
    with transaction.atomic():
        old = Vote.objects.select_related("meeting__unit").filter(pk=vote_id).first()
        linked = [] if old is None else _linked(campaign, old)
        if old is None or not linked:
            raise NotFound("vote_not_found", "Không có lần bỏ phiếu này trong đợt đánh giá.")
        require_run(access, old.meeting.unit)
        if old.state != Vote.State.VOID:
            raise DomainError("vote_not_void", "Chỉ bỏ phiếu lại khi lần bỏ phiếu trước đã huỷ.")
        vote = propose_vote(
            access=access, meeting_id=old.meeting_id, title=old.title, form=old.form, rule=old.rule, way=old.way,
            announced=old.announced, item_id=old.item_id,
        )  # fmt: skip
        for each in linked:
            each.votes = {**(each.votes or {}), "vote": vote.pk}
        Rating.objects.bulk_update(linked, ["votes"])
        audit.record(
            access=access, action="evaluation.vote_called", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=old.meeting.unit.path, changes={"vote": [old.pk, vote.pk]},
        )  # fmt: skip
    return vote


def read_votes(*, access: AccessContext, campaign_id: int, meeting_id: int) -> int:
    """Read the counted votes of a meeting back to the ratings; give how many levels came out anew.

    The level is the one of the line of the rule that fitted, as the tally says it. The counts are kept only where they
    are announced and enough slips came back that they tell of nobody.
    Errors: NotFound; nothing_counted, campaign_not_open; Forbidden.
    """
    campaign = campaign_of(access, campaign_id)
    meeting = meeting_of(access, meeting_id)
    require_run(access, meeting.unit)
    require_open(campaign)
    with transaction.atomic():
        rows = list(
            ratings(access).select_related(*WITH).select_for_update(of=("self",)).filter(
                campaign=campaign, item__meeting=meeting, voted_on__isnull=True, concluded_on__isnull=True
            ).order_by("pk")
        )  # fmt: skip
        told = {vote.pk: (vote, count_of(access, vote)) for vote in meeting.votes.filter(state=Vote.State.COUNTED)}
        read = []
        for rating in rows:
            vote, shown = told.get((rating.votes or {}).get("vote", 0), (None, None))
            if vote is None or shown is None or shown.tally is None:
                continue
            _take(rating, vote, shown.tally)
            read.append(rating)
        if not read:
            raise DomainError(
                "nothing_counted", "Chưa có lần bỏ phiếu nào của hội nghị này vừa kiểm xong. Hãy mở hòm, kiểm phiếu "
                "tại trang hội nghị rồi đọc lại.",
            )  # fmt: skip
        for rating in read:
            rating.voted_on = meeting.held_on
            staged(rating)
        Rating.objects.bulk_update(read, _VOTED)
        recount(campaign.pk, {each.unit_id for each in read})
        audit.record(
            access=access, action="evaluation.vote_read", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=meeting.unit.path,
            changes={"meeting": [None, meeting.pk], "ratings": [None, len(read)]},
        )  # fmt: skip
    return len(read)


def note_levels(
    *, access: AccessContext, campaign_id: int, levels: Mapping[int, str], held_on: date, reference: str, today: date,
    counts: Mapping[int, Mapping[str, int]] | None = None,
) -> int:  # fmt: skip
    """Write down the levels that a meeting came to without a secret vote, by its minutes; give how many.

    `counts`: slips by level and rating, of a secret vote that a unit held on paper and tells with its workbook; of
    fewer than five slips only the level is kept.
    Errors: nobody_chosen, reference_missing, held_later, vote_asked (the way asks for a secret vote), voted_already,
    rating_concluded, level_unknown, rating_unknown, campaign_not_open; Forbidden.
    """
    where = clean(reference)[:300]
    chosen = {key: level for key, level in levels.items() if level}
    _check_noted(chosen, where, held_on, today)
    with transaction.atomic():
        rows = list(
            ratings(access).select_related(*WITH).select_for_update(of=("self",)).filter(
                pk__in=chosen, campaign_id=campaign_id
            ).order_by("pk")
        )  # fmt: skip
        if len(rows) != len(chosen):
            raise NotFound("rating_unknown", "Có phiếu không thuộc đợt này. Hãy tải lại trang.")
        for rating in rows:
            told = dict((counts or {}).get(rating.pk, {}))
            _check_open_vote(access, rating, is_counted=sum(told.values()) > 0)
            rating.collective_level, rating.voted_on = chosen[rating.pk], held_on
            rating.votes = {"reference": where, "counts": told if sum(told.values()) >= _FEWEST else None}
            staged(rating)
            audit.record(
                access=access, action="evaluation.vote_read", object_type="rating", object_id=rating.pk,
                object_label=subject_name(rating), unit_path=rating.unit.path,
                changes={"collective_level": [None, rating.collective_level], "reference": [None, where]},
            )  # fmt: skip
        Rating.objects.bulk_update(rows, _VOTED)
        recount(campaign_id, {each.unit_id for each in rows})
    return len(rows)


def _check(calling: Calling) -> None:
    if not calling.rating_ids:
        raise DomainError("nobody_chosen", "Hãy chọn những người, tập thể đưa ra hội nghị.")
    if not 0 < calling.setting.threshold < 1 or calling.setting.base not in BASES:
        raise DomainError("threshold_unreadable", "Tỷ lệ phiếu cần vượt ghi bằng phân số giữa 0 và 1, như 1/2.")


def _chosen(groups: Sequence[Group], keys: Collection[int]) -> list[Group]:
    found = []
    for each in groups:
        held = tuple(rating for rating in each.ratings if rating.pk in keys)
        if held:
            found.append(Group(each.rank, each.scheme, each.label, held, each.has_vote))
    return found


def _convened(access: AccessContext, campaign: Campaign, unit: Unit, calling: Calling) -> Meeting:
    frame, bench = calling.frame, calling.bench
    if calling.who == RATED:
        people = dict.fromkeys(
            Rating.objects.filter(campaign=campaign, unit=unit, person__isnull=False).values_list("person", flat=True),
            "Thành viên tập thể được đánh giá trong đợt",
        )
        people |= {key: words for key, words in _leading(bench).items() if key not in people}
        return convene(
            access=access, unit=unit, title=frame.title, held_on=frame.held_on, place=frame.place,
            begins_at=frame.begins_at, way=frame.way, quorum=frame.quorum, people=people, chair_id=bench.chair_id,
            teller_id=bench.teller_id, secretary_id=bench.secretary_id, tellers=bench.tellers,
        )  # fmt: skip
    # Who leads the meeting and is not on the list comes to it as a guest.
    found = convened_by_rule(access, unit, (calling.who,), frame.held_on)
    on_list = {each.person_id for each in found.people}
    guests = {key: words for key, words in _leading(bench).items() if key not in on_list}
    asked = Asked((calling.who,), guests=guests)
    return convene_by_rule(access=access, unit=unit, frame=frame, bench=bench, asked=asked, digest=found.digest)


def _leading(bench: Bench) -> dict[int, str]:
    named = {bench.chair_id: BENCH_WORDS["chair"], bench.teller_id: BENCH_WORDS["teller"]}
    named |= dict.fromkeys(bench.tellers, BENCH_WORDS["teller"])
    if bench.secretary_id is not None:
        named.setdefault(bench.secretary_id, BENCH_WORDS["secretary"])
    return named


def _put_to_vote(access: AccessContext, meeting: Meeting, group: Group, setting: Setting) -> None:
    item = add_item(access=access, meeting_id=meeting.pk, title=group.words[:_TITLE])
    names = told_apart([(subject_name(each), each.post) for each in group.ratings])
    if not group.has_vote:
        _link(group.ratings, item, None, names)
        return
    words = _slip_words(group.ratings[0])
    rule = level_rule(
        words, base=setting.base, threshold=setting.threshold, citation=clean(setting.citation)[:300],
        confirmed=setting.confirmed,
    )  # fmt: skip
    parts = parted(list(zip(group.ratings, names, strict=True)))
    for number, part in enumerate(parts, start=1):
        more = f" (phần {number}/{len(parts)})" if len(parts) > 1 else ""
        vote = propose_vote(
            access=access, meeting_id=meeting.pk, title=f"{group.words[: _TITLE - len(more)]}{more}",
            form=Form(Kind.RATE, tuple(name for _rating, name in part), levels=words), rule=rule, way=setting.way,
            announced=setting.announced, item_id=item.pk,
        )  # fmt: skip
        _link([rating for rating, _name in part], item, vote, [name for _rating, name in part])


def _slip_words(rating: Rating) -> tuple[str, ...]:
    """The levels as the scheme calls them, the best first, in Vietnamese: they stand on slips and in minutes."""
    scheme = law_of_rating(rating).schemes.get(rating.scheme)
    if scheme is None:
        return tuple(str(Level(each).label) for each in BEST_FIRST)
    return tuple(scheme.words[each].within("vi") for each in BEST_FIRST)


def _link(rows: Sequence[Rating], item: AgendaItem, vote: Vote | None, names: Sequence[str]) -> None:
    for place, (rating, name) in enumerate(zip(rows, names, strict=True)):
        rating.item = item
        rating.votes = {"vote": vote.pk, "place": place, "name": name} if vote is not None else None
    Rating.objects.bulk_update(rows, ["item", "votes"])


def _linked(campaign: Campaign, vote: Vote) -> list[Rating]:
    rows = Rating.objects.filter(campaign=campaign, item_id=vote.item_id, voted_on__isnull=True).order_by("pk")
    return [each for each in rows.select_for_update(of=("self",)) if (each.votes or {}).get("vote") == vote.pk]


def _take(rating: Rating, vote: Vote, tally: Mapping[str, Any]) -> None:
    """Take the level that a name came to, and the counts where they may be known."""
    held: dict[str, Any] = {name: (rating.votes or {})[name] for name in ("vote", "place", "name")}
    level, line = level_on(tally, held["name"])
    rating.collective_level = level
    held |= {"counts": None, "none": None, "valid": None, "whole": None, "base": "", "reason": ""}
    if vote.announced == Vote.Announced.COUNTS and "file" in tally:
        counted = next(each for each in tally["file"]["names"] if each["name"] == held["name"])
        held |= {
            "counts": counts_of(counted["levels"], vote.levels), "none": counted["none"],
            "valid": tally["numbers"]["valid"], "whole": line["whole"], "base": line["base"], "reason": line["reason"],
        }  # fmt: skip
    rating.votes = held


def _check_noted(chosen: Mapping[int, str], where: str, held_on: date, today: date) -> None:
    if not chosen:
        raise DomainError("nobody_chosen", "Hãy chọn mức cho ít nhất một người.")
    if any(level not in Level.values for level in chosen.values()):
        raise DomainError("level_unknown", "Mức xếp loại không có trong bốn mức. Hãy chọn lại.")
    if not where:
        raise DomainError("reference_missing", "Hãy ghi số, ngày biên bản hội nghị làm căn cứ.")
    if held_on > today:
        raise DomainError("held_later", "Ngày họp không thể sau hôm nay.")


def _check_open_vote(access: AccessContext, rating: Rating, *, is_counted: bool) -> None:
    if is_subject(access, rating) or not may_run(access, rating.unit):
        raise Forbidden(
            "may_not_run_evaluations",
            "Chỉ người tổ chức đánh giá của đơn vị làm được việc này, và không ai làm cho phiếu của chính mình.",
        )
    require_open(rating.campaign)
    name = subject_name(rating)
    if rating.concluded_on is not None:
        raise DomainError("rating_concluded", "Phiếu của {name} đã có kết luận.", name=name)
    if rating.voted_on is not None:
        raise DomainError("voted_already", "Đã có kết quả của tập thể về {name}.", name=name)
    if asks(rating, "vote") and not is_counted:
        raise DomainError(
            "vote_asked", "Trình tự của {name} có bỏ phiếu kín. Hãy lập hội nghị có bỏ phiếu; phiếu giấy đã kiểm thì "
            "nhập tổng số kèm bản quét biên bản tại trang hội nghị.", name=name,
        )  # fmt: skip
