"""Campaigns of self-update: called, listed set-based by a job, answered section by section, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from canbo.audit import services as audit
from canbo.common.bulk import insert_rows
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean
from canbo.jobs.models import Job
from canbo.jobs.services import Report, job_kind, start
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.privacy.models import Campaign, CampaignPerson
from canbo.privacy.permissions import open_window, own_person
from canbo.privacy.proposals import PROPOSABLE
from canbo.privacy.services.requests import clean_lines

#: How many people are listed between two looks at whether to stop.
_CHUNK = 5_000

UNCHANGED, CHANGED = "unchanged", "changed"


def call_campaign(
    *,
    access: AccessContext,
    title: str,
    unit: Unit,
    branches: Sequence[int],
    sections: Sequence[str],
    opens_on: date,
    closes_before: date,
    instructions: str = "",
) -> tuple[Campaign, Job]:
    """Call a campaign for the people of a unit (of some of its branches); a job makes the list.

    Errors: title_missing, sections_missing, campaign_reversed, branch_unknown; Forbidden out of scope.
    """
    access.require(Permission.EDIT_FILES, unit.path)
    title = clean(title)
    if not title:
        raise DomainError("title_missing", "Hãy đặt tên cho đợt cập nhật.")
    known = {kind.section.key for kind in PROPOSABLE}
    if not sections or set(sections) - known:
        raise DomainError("sections_missing", "Hãy chọn ít nhất một phần hồ sơ cần rà soát.")
    if closes_before <= opens_on:
        raise DomainError("campaign_reversed", "Ngày đóng phải sau ngày mở.")
    if set(branches) - set(_branches(unit, branches).values_list("pk", flat=True)):
        raise DomainError("branch_unknown", "Có đơn vị không thuộc «{unit}». Hãy chọn lại.", unit=unit.name)
    tiers = {tier for path, tier in access.reaches(Permission.EDIT_FILES) if unit.path.startswith(path)}
    with transaction.atomic():
        campaign = Campaign.objects.create(
            tiers=[] if "" in tiers else sorted(tiers),
            title=title[:200], instructions=clean_lines(instructions), unit=unit, branches=list(branches),
            sections=list(sections), opens_on=opens_on, closes_before=closes_before, created_at=timezone.now(),
            created_by_name=access.user_name,
        )  # fmt: skip
        audit.record(
            access=access, action="privacy.campaign_called", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=unit.path,
            changes={"sections": [None, list(sections)], "opens_on": [None, opens_on.isoformat()],
            "closes_before": [None, closes_before.isoformat()]},
        )  # fmt: skip
    job = start(
        access=access, kind="privacy.campaign", title=gettext("Lập danh sách đợt cập nhật: %(title)s")
        % {"title": campaign.title}, arguments={"campaign_id": campaign.pk},
    )  # fmt: skip
    return campaign, job


@job_kind("privacy.campaign")
def list_people(job_id: UUID, report: Report, *, campaign_id: int) -> dict[str, Any]:
    """Write down who is asked: everybody whose file is kept in the unit or its branches; safe to run twice."""
    campaign = Campaign.objects.select_related("unit").get(pk=campaign_id)
    report(5, gettext_noop("Đang chọn người theo đơn vị"))
    count = ask_people(campaign=campaign, report=report)
    return {"url": f"/du-lieu-ca-nhan/dot-cap-nhat/{campaign_id}/", "url_label": gettext_noop("Mở đợt cập nhật"),
            "people": count}  # fmt: skip


def ask_people(*, campaign: Campaign, report: Report) -> int:
    """Fill the list of a campaign and open it, in one transaction, set-based; give how many are asked.

    A file under restriction of processing in whole is not asked: the call is no duty of the office.
    """
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        paths = [campaign.unit.path]
        if campaign.branches:
            paths = list(Unit.objects.filter(pk__in=campaign.branches).values_list("path", flat=True))
        within = Q(pk__in=[])
        for path in paths:
            within |= Q(unit__path__gte=path, unit__path__lt=path + "~")
        asked = (
            Person.objects.filter(within, withdrawn_at__isnull=True)
            .exclude(campaigns__campaign=campaign)
            .exclude(restrictions__ended_at__isnull=True, restrictions__isnull=False)
            .order_by("pk")
        )
        if campaign.tiers:
            asked = asked.filter(managed_tier__in=campaign.tiers)
        rows = list(asked.values_list("pk", "unit_id"))
        for begin in range(0, len(rows), _CHUNK):
            report(10 + 85 * begin // max(len(rows), 1), gettext_noop("Đang ghi danh sách người được mời"))
            insert_rows(
                CampaignPerson, ("person", "unit"), rows[begin : begin + _CHUNK],
                constants={"campaign": campaign.pk, "state": CampaignPerson.State.WAITING.value, "answers": {},
                "answered_at": None},
            )  # fmt: skip
        Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.PREPARING).update(state=Campaign.State.OPEN)
    return CampaignPerson.objects.filter(campaign=campaign).count()


def confirm_section(*, access: AccessContext, campaign_id: int, section: str, today: date) -> CampaignPerson:
    """Confirm that a section of one's own file is right as it stands.

    Errors: campaign_not_open, section_unknown; NotFound for who is not asked.
    """
    with transaction.atomic():
        asked = _own_place(access, campaign_id, today)
        if section not in asked.campaign.sections:
            raise DomainError("section_unknown", "Đợt này không hỏi phần hồ sơ đó.")
        if asked.answers.get(section) != CHANGED:
            asked.answers = {**asked.answers, section: UNCHANGED}
        _settle(asked)
        audit.record(
            access=access, action="privacy.section_confirmed", object_type="person", object_id=asked.person_id,
            object_label=asked.person.full_name, unit_path=asked.person.unit.path,
            changes={"campaign": [None, asked.campaign_id], "section": [None, section]},
        )  # fmt: skip
    return asked


def note_changes(*, access: AccessContext, person: Person, sections: Sequence[str], today: date) -> Campaign | None:
    """Note in the open campaign that asks for these sections that the person changes them; give that campaign."""
    with transaction.atomic():
        for asked in CampaignPerson.objects.select_related("campaign").filter(
            open_window(today, "campaign__"), person=person
        ).order_by("campaign__closes_before", "campaign_id"):  # fmt: skip
            touched = [section for section in sections if section in asked.campaign.sections]
            if touched:
                asked.answers = {**asked.answers, **dict.fromkeys(touched, CHANGED)}
                _settle(asked)
                return asked.campaign
    return None


def close_campaign(*, access: AccessContext, campaign: Campaign) -> None:
    """Close a campaign before or after its last day. Errors: campaign_closed; Forbidden out of scope."""
    access.require(Permission.EDIT_FILES, campaign.unit.path)
    with transaction.atomic():
        changed = Campaign.objects.filter(pk=campaign.pk).exclude(state=Campaign.State.CLOSED).update(
            state=Campaign.State.CLOSED, closed_at=timezone.now(), closed_by_name=access.user_name
        )  # fmt: skip
        if not changed:
            raise DomainError("campaign_closed", "Đợt cập nhật này đã đóng.")
        audit.record(
            access=access, action="privacy.campaign_closed", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=campaign.unit.path,
        )  # fmt: skip


def _own_place(access: AccessContext, campaign_id: int, today: date) -> CampaignPerson:
    person = own_person(access)
    asked = (
        CampaignPerson.objects.select_for_update(of=("self",))
        .select_related("campaign", "person__unit")
        .filter(campaign_id=campaign_id, person=person)
        .first()
    )
    if asked is None:
        raise NotFound("campaign_not_found", "Đợt cập nhật này không mời bạn.")
    campaign = asked.campaign
    if campaign.state != Campaign.State.OPEN or not campaign.opens_on <= today < campaign.closes_before:
        raise DomainError("campaign_not_open", "Đợt cập nhật này không nhận trả lời vào hôm nay.")
    return asked


def _settle(asked: CampaignPerson) -> None:
    """Tell from the answers how far the person has come."""
    complete = all(section in asked.answers for section in asked.campaign.sections)
    if not complete:
        state = CampaignPerson.State.BEGUN
    elif CHANGED in asked.answers.values():
        state = CampaignPerson.State.CHANGED
    else:
        state = CampaignPerson.State.CONFIRMED
    asked.state = state
    asked.answered_at = timezone.now() if complete else None
    asked.save(update_fields=["answers", "state", "answered_at"])


def _branches(unit: Unit, ids: Sequence[int]) -> Any:
    return Unit.objects.filter(pk__in=ids, path__gte=unit.path, path__lt=unit.path + "~")
