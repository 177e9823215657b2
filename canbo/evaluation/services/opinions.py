"""Opinions on who is rated: asked for, answered on line or from paper, done without; written by colleagues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from canbo.audit import services as audit
from canbo.common.rows import as_system
from canbo.common.scans import keep_scan
from canbo.common.uploads import SCANS, TakenIn, Upload, look_at
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.text import clean, clean_lines
from canbo.evaluation.domain.opinions import missing
from canbo.evaluation.models import Opinion, Rating, RatingPaper
from canbo.evaluation.permissions import is_subject, may_run
from canbo.evaluation.selectors.opinions import colleague_of, opinion_of, speaks_for, wanted_of
from canbo.evaluation.selectors.ratings import WITH, ratings
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.locking import require_open
from canbo.evaluation.services.progress import recount
from canbo.organizations.models import Body, Unit

SCAN_FOLDER = "danh-gia"
MOST_SCANS = 20
_CHUNK = 2_000
_LONGEST = 20_000
_ANSWERED = (
    "text", "level", "answered_on", "on_paper", "without_reason", "number", "signer", "entered_by_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """Of whom an opinion is asked, on which day, by when. `of`: the place, by rating."""

    kind: str
    of: Mapping[int, str]
    on: date
    due: date | None = None
    body: Body | None = None
    units: Mapping[int, Unit] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the words, a level where one is proposed, the day; number and signer of what came on paper."""

    text: str
    on: date
    level: str = ""
    on_paper: bool = False
    number: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a letter says of one of the people it names; `without` why there is none."""

    text: str = ""
    level: str = ""
    without: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.text.strip() or self.level or self.without.strip())


def recount_opinions(rating_ids: Iterable[int]) -> None:
    """Set how many opinions each rating still misses, and count the units anew; a handful of queries for thousands."""
    keys = sorted(set(rating_ids))
    units: dict[int, set[int]] = defaultdict(set)
    with as_system():
        for start in range(0, len(keys), _CHUNK):
            rows = Rating.objects.filter(pk__in=keys[start : start + _CHUNK]).select_related("campaign")
            asked: dict[int, list[tuple[str, bool]]] = defaultdict(list)
            found = Opinion.objects.filter(rating__in=keys[start : start + _CHUNK], author__isnull=True, is_wanted=True)
            for each in found.only("rating_id", "kind", "is_wanted", "answered_on", "without_reason"):
                asked[each.rating_id].append((each.kind, each.is_missing))
            changed: dict[int, list[int]] = defaultdict(list)
            for rating in rows:
                count = missing((each.kind for each in wanted_of(rating)), asked[rating.pk])
                if count != rating.opinions_missing:
                    changed[count].append(rating.pk)
                    units[rating.campaign_id].add(rating.unit_id)
            for count, of in changed.items():
                Rating.objects.filter(pk__in=of).update(opinions_missing=count)
        for campaign_id, held in units.items():
            recount(campaign_id, held)


def ask(*, access: AccessContext, campaign_id: int, asking: Asking) -> int:
    """Ask for an opinion on several people at once; give how many were asked. What was answered is not asked again.

    Errors: nobody_chosen, asked_of_missing, due_too_early, rating_unknown, campaign_not_open; Forbidden.
    """
    _check_asking(asking)
    with transaction.atomic():
        rows = _running(access, campaign_id, asking.of)
        held = {
            each.rating_id: each
            for each in Opinion.objects.filter(rating__in=asking.of, kind=asking.kind, author__isnull=True)
        }
        count = 0
        for rating in rows:
            found = held.get(rating.pk)
            if found is not None and not found.is_missing:
                continue
            clause = next((each.clause for each in wanted_of(rating) if each.kind == asking.kind), "")
            made = found or Opinion(rating=rating, kind=asking.kind, clause=clause[:300])
            made.asked_of = clean(asking.of[rating.pk])[:250]
            made.body, made.unit = asking.body, (asking.units or {}).get(rating.pk)
            made.asked_on, made.due_on = asking.on, asking.due
            if found is None:
                made.save(force_insert=True)
            else:
                made.save(update_fields=["asked_of", "body", "unit", "asked_on", "due_on"])
            _log(access, rating, "evaluation.opinion_asked", {"asked_of": [None, made.asked_of]})
            count += 1
        recount_opinions(asking.of)
    return count


def answer(
    *, access: AccessContext, opinion_id: int, given: Answer, today: date, uploads: Sequence[Upload] = ()
) -> Opinion:
    """Write down what was answered: on line by the place asked, or by the officer from a paper with its signer.

    What the members of the collective said together the officer writes down without a paper.
    Errors: opinion_unknown; answer_missing, answered_later, answered_before_asked, paper_needed, signer_missing,
    rating_concluded, campaign_not_open; those of `look_at`.
    """
    scans = _look_at(uploads)
    with transaction.atomic():
        opinion = opinion_of(access, opinion_id, today)
        with as_system():
            opinion = Opinion.objects.select_for_update(of=("self",)).select_related(
                *(f"rating__{each}" for each in WITH), "body__unit", "unit"
            ).get(pk=opinion.pk)  # fmt: skip
            _check_open(opinion.rating)
            speaks = speaks_for(access, opinion, today)
            _check_answer(opinion, given, today, speaks=speaks)
            _write(access, opinion, given)
            _keep(access, [opinion], scans, today, given.number)
            _log(access, opinion.rating, "evaluation.opinion_entered", {"asked_of": [None, opinion.asked_of]})
            recount_opinions([opinion.rating_id])
    return opinion


def waive(*, access: AccessContext, opinion_id: int, reason: str, today: date) -> Opinion:
    """Do without an opinion, for a reason that is kept; by who runs the evaluation.

    Errors: opinion_unknown; reason_missing, opinion_answered, rating_concluded, campaign_not_open; Forbidden.
    """
    opinion = opinion_of(access, opinion_id, today)
    _require_running(access, opinion.rating)
    why = clean(reason)
    if not why:
        raise DomainError("reason_missing", "Hãy ghi lý do không có ý kiến, ví dụ nơi được hỏi đã giải thể.")
    _check_open(opinion.rating)
    with transaction.atomic():
        opinion = Opinion.objects.select_for_update().get(pk=opinion.pk)
        if opinion.answered_on is not None:
            raise DomainError("opinion_answered", "Đã có ý kiến trả lời nên không ghi là không có ý kiến.")
        opinion.without_reason = why[:500]
        opinion.save(update_fields=["without_reason"])
        rating = Rating.objects.select_related(*WITH).get(pk=opinion.rating_id)
        _log(access, rating, "evaluation.opinion_waived", {"reason": [None, why[:500]]})
        recount_opinions([rating.pk])
    return opinion


def comment(*, access: AccessContext, rating_id: int, text: str, level: str = "", today: date) -> Opinion:
    """Write one's own opinion on a colleague, or change it; it is read by who runs, rates and concludes.

    Errors: NotFound rating_unknown (not a colleague, not asked for, concluded); answer_missing.
    """
    words = clean_lines(text)[:_LONGEST]
    if not words:
        raise DomainError("answer_missing", "Hãy ghi ý kiến góp ý trước khi gửi.")
    with transaction.atomic():
        rating = colleague_of(access, rating_id).rating
        with as_system():
            opinion, _made = Opinion.objects.update_or_create(
                rating=rating, author_id=access.person_id,
                defaults={
                    "kind": Opinion.Kind.COLLEAGUES, "is_wanted": False, "text": words, "level": level,
                    "asked_of": rating.unit.name[:250], "answered_on": today, "entered_by_name": access.user_name[:200],
                },
            )  # fmt: skip
            _log(access, rating, "evaluation.opinion_entered", {"colleague": [None, True]})
    return opinion


def enter_letter(
    *, access: AccessContext, campaign_id: int, kind: str, of: str, given: Answer, lines: Mapping[int, Line],
    today: date, uploads: Sequence[Upload] = (),
) -> int:  # fmt: skip
    """Write down one letter that speaks of several people; give how many it was written down for.

    `lines` by rating; those left empty are passed over. Whoever was not asked before is taken as asked of `of`.
    Errors: nobody_chosen, signer_missing, asked_of_missing, opinion_answered (names), answered_later,
    rating_concluded, rating_unknown, campaign_not_open; those of `look_at`; Forbidden.
    """
    filled = {key: each for key, each in lines.items() if not each.is_empty}
    scans = _look_at(uploads)
    with transaction.atomic():
        rows = _running(access, campaign_id, filled)
        held = {
            each.rating_id: each
            for each in Opinion.objects.filter(rating__in=filled, kind=kind, author__isnull=True).order_by("-pk")
        }
        written = []
        for rating in rows:
            _check_open(rating)
            line = filled[rating.pk]
            opinion = held.get(rating.pk) or _unasked(rating, kind, of)
            opinion.rating = rating
            if opinion.answered_on is not None:
                raise DomainError(
                    "opinion_answered", "Đã có ý kiến về {name}. Hãy để trống dòng này, hoặc sửa tại phiếu của người "
                    "đó.", name=subject_name(rating),
                )  # fmt: skip
            if line.without.strip():
                opinion.without_reason = clean(line.without)[:500]
                _save(opinion)
                _log(access, rating, "evaluation.opinion_waived", {"reason": [None, opinion.without_reason]})
                continue
            each = Answer(line.text, given.on, line.level, given.on_paper, given.number, given.signer)
            _check_answer(opinion, each, today, speaks=False)
            _write(access, opinion, each)
            _log(access, rating, "evaluation.opinion_entered", {"asked_of": [None, opinion.asked_of]})
            written.append(opinion)
        _keep(access, written, scans, today, given.number)
        recount_opinions(filled)
    return len(filled)


def _check_asking(asking: Asking) -> None:
    if not asking.of:
        raise DomainError("nobody_chosen", "Hãy chọn những người cần xin ý kiến.")
    if any(not clean(each) for each in asking.of.values()):
        raise DomainError("asked_of_missing", "Hãy ghi nơi được hỏi ý kiến cho từng người đã chọn.")
    if asking.due is not None and asking.due < asking.on:
        raise DomainError("due_too_early", "Hạn trả lời phải từ ngày gửi yêu cầu trở đi.")


def _running(access: AccessContext, campaign_id: int, chosen: Iterable[int]) -> list[Rating]:
    """The chosen ratings of an open campaign, each of which the viewer runs and none of which is the viewer's own."""
    keys = set(chosen)
    if not keys:
        raise DomainError("nobody_chosen", "Chưa có dòng nào được điền. Hãy điền ít nhất một người.")
    rows = list(
        ratings(access).select_related(*WITH).select_for_update(of=("self",)).filter(
            pk__in=keys, campaign_id=campaign_id
        ).order_by("pk")
    )  # fmt: skip
    if len(rows) != len(keys):
        raise NotFound("rating_unknown", "Có phiếu không thuộc đợt này hoặc ngoài phạm vi của bạn. Hãy tải lại trang.")
    for each in rows:
        _require_running(access, each)
        require_open(each.campaign)
    return rows


def _require_running(access: AccessContext, rating: Rating) -> None:
    if is_subject(access, rating) or not may_run(access, rating.unit):
        raise Forbidden(
            "may_not_run_evaluations",
            "Chỉ người tổ chức đánh giá của đơn vị làm được việc này, và không ai làm cho phiếu của chính mình.",
        )


def _check_open(rating: Rating) -> None:
    require_open(rating.campaign)
    if rating.concluded_on is not None:
        raise DomainError(
            "rating_concluded", "Phiếu của {name} đã có kết luận nên không ghi thêm ý kiến. Muốn xem xét lại phải theo "
            "đường kiến nghị.", name=subject_name(rating),
        )  # fmt: skip


def _check_answer(opinion: Opinion, given: Answer, today: date, *, speaks: bool) -> None:
    if not clean(given.text) and not given.level:
        raise DomainError("answer_missing", "Hãy ghi nội dung ý kiến hoặc mức đề xuất.")
    if given.on > today:
        raise DomainError("answered_later", "Ngày trả lời không thể sau hôm nay.")
    if opinion.asked_on is not None and given.on < opinion.asked_on:
        raise DomainError(
            "answered_before_asked", "Ngày trả lời ({on}) trước ngày gửi yêu cầu ({asked}). Hãy xem lại.",
            on=f"{given.on:%d/%m/%Y}", asked=f"{opinion.asked_on:%d/%m/%Y}",
        )  # fmt: skip
    if not given.on_paper and not speaks and opinion.kind != Opinion.Kind.COLLEAGUES:
        raise DomainError(
            "paper_needed", "Ý kiến của «{of}» do người của nơi ấy nhập, hoặc nhập theo văn bản đã nhận: hãy đánh dấu "
            "nhận bằng văn bản, ghi người ký.", of=opinion.asked_of,
        )  # fmt: skip
    if given.on_paper and not clean(given.signer):
        raise DomainError("signer_missing", "Hãy ghi người ký văn bản.")


def _write(access: AccessContext, opinion: Opinion, given: Answer) -> None:
    opinion.text, opinion.level = clean_lines(given.text)[:_LONGEST], given.level
    opinion.answered_on, opinion.on_paper, opinion.without_reason = given.on, given.on_paper, ""
    opinion.number = clean(given.number)[:60] if given.on_paper else ""
    opinion.signer = clean(given.signer)[:150] if given.on_paper else ""
    opinion.entered_by_name = access.user_name[:200]
    _save(opinion)


def _save(opinion: Opinion) -> None:
    if opinion.pk is None:
        opinion.save(force_insert=True)
    else:
        opinion.save(update_fields=_ANSWERED)


def _unasked(rating: Rating, kind: str, of: str) -> Opinion:
    place = clean(of)
    if not place:
        raise DomainError("asked_of_missing", "Hãy ghi văn bản là của nơi nào.")
    clause = next((each.clause for each in wanted_of(rating) if each.kind == kind), "")
    return Opinion(rating=rating, kind=kind, asked_of=place[:250], clause=clause[:300])


def _look_at(uploads: Sequence[Upload]) -> list[TakenIn]:
    if len(uploads) > MOST_SCANS:
        raise DomainError("too_many_scans", "Kèm nhiều nhất {most} tệp. Hãy gộp thành một PDF.", most=MOST_SCANS)
    return list({taken.sha256: taken for taken in (look_at(each, SCANS) for each in uploads)}.values())


def _keep(
    access: AccessContext, opinions: Sequence[Opinion], scans: Sequence[TakenIn], today: date, number: str
) -> None:
    for taken in scans:
        keep_scan(SCAN_FOLDER, taken)
    RatingPaper.objects.bulk_create(_papers(access, opinions, scans, today, number))


def _papers(
    access: AccessContext, opinions: Sequence[Opinion], scans: Sequence[TakenIn], today: date, number: str
) -> Iterator[RatingPaper]:
    for opinion in opinions:
        for taken in scans:
            label = f"Ý kiến của {opinion.asked_of}" + (f", số {clean(number)}" if clean(number) else "")
            yield RatingPaper(
                rating=opinion.rating, opinion=opinion, label=label[:200], sha256=taken.sha256,
                media_type=taken.media_type, size=len(taken.content), added_on=today,
                added_by_name=access.user_name[:200],
            )  # fmt: skip


def _log(access: AccessContext, rating: Rating, action: str, changes: Mapping[str, list[object]]) -> None:
    audit.record(
        access=access, action=action, object_type="rating", object_id=rating.pk, object_label=subject_name(rating),
        unit_path=rating.unit.path, changes=changes,
    )  # fmt: skip
