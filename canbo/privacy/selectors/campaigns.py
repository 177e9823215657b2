"""Campaigns of self-update: those the viewer runs with their progress, and those that ask the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from canbo.access.scope import unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.organizations.models import Unit
from canbo.privacy.models import Campaign, CampaignPerson
from canbo.privacy.permissions import file_scope, open_window


def campaigns(access: AccessContext) -> QuerySet[Campaign]:
    """Give the campaigns of the units whose files the viewer keeps, the newest first."""
    rows = Campaign.objects.select_related("unit").order_by("-opens_on", "-id")
    if not access.can(Permission.EDIT_FILES):
        return rows.none()
    return rows.filter(unit_scope(access, Permission.EDIT_FILES))


def campaign_of(access: AccessContext, campaign_id: int) -> Campaign:
    """Give one campaign in scope; NotFound for any other."""
    found = campaigns(access).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("campaign_not_found", "Không có đợt cập nhật này trong phạm vi được giao.")
    return found


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """How far the people of one unit have come."""

    unit_id: int
    unit_name: str
    asked: int
    waiting: int
    begun: int
    confirmed: int
    changed: int

    @property
    def answered(self) -> int:
        """How many have answered every section."""
        return self.confirmed + self.changed

    @property
    def percent(self) -> float:
        """The share that has answered, in per cent."""
        return round(100 * self.answered / self.asked, 1) if self.asked else 0.0


def progress(access: AccessContext, campaign: Campaign) -> list[UnitProgress]:
    """Give the progress by unit of a campaign that `campaign_of` gave, the slowest first; one query."""
    states = CampaignPerson.State
    rows = (
        CampaignPerson.objects.filter(file_scope(access, Permission.EDIT_FILES), campaign=campaign)
        .values("unit_id", "unit__name")
        .annotate(
            asked=Count("pk"),
            waiting=Count("pk", filter=Q(state=states.WAITING)),
            begun=Count("pk", filter=Q(state=states.BEGUN)),
            confirmed=Count("pk", filter=Q(state=states.CONFIRMED)),
            changed=Count("pk", filter=Q(state=states.CHANGED)),
        )
    )
    found = [
        UnitProgress(
            row["unit_id"], row["unit__name"], row["asked"], row["waiting"], row["begun"], row["confirmed"],
            row["changed"],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.percent, -each.asked, each.unit_name))


def not_answered(
    access: AccessContext, campaign: Campaign, right: Permission = Permission.EDIT_FILES
) -> QuerySet[CampaignPerson]:
    """Give who has not answered everything yet, by unit and name: the list for reminders, within a right."""
    states = (CampaignPerson.State.WAITING, CampaignPerson.State.BEGUN)
    return (
        CampaignPerson.objects.filter(
            file_scope(access, Permission.EDIT_FILES), file_scope(access, right), campaign=campaign, state__in=states
        )
        .select_related("person", "unit")
        .order_by("unit__name", "unit_id", "person__sort_key", "person_id")
    )


def own_calls(access: AccessContext, today: date) -> list[CampaignPerson]:
    """Give the open campaigns that ask the viewer and that they have not answered wholly."""
    if access.person_id is None or not access.can(Permission.VIEW_OWN_FILE):
        return []
    rows = CampaignPerson.objects.select_related("campaign").filter(
        open_window(today, "campaign__"), person_id=access.person_id, answered_at__isnull=True
    )
    return list(rows.order_by("campaign__closes_before"))


def own_place(access: AccessContext, campaign_id: int) -> CampaignPerson:
    """Give the viewer's own place in a campaign; NotFound for who is not asked."""
    found = None
    if access.person_id is not None and access.can(Permission.VIEW_OWN_FILE):
        found = (
            CampaignPerson.objects.select_related("campaign", "person__unit")
            .filter(campaign_id=campaign_id, person_id=access.person_id, person__withdrawn_at__isnull=True)
            .first()
        )
    if found is None:
        raise NotFound("campaign_not_found", "Đợt cập nhật này không mời bạn.")
    return found


def units_to_ask(access: AccessContext, text: str = "") -> list[Unit]:
    """Give the units that the viewer may call a campaign for, in the order of the tree."""
    rows = Unit.objects.filter(withdrawn_at__isnull=True, abolished_on__isnull=True).order_by("path")
    if not access.can(Permission.EDIT_FILES):
        return []
    rows = rows.filter(unit_scope(access, Permission.EDIT_FILES, "path"))
    return list(rows.filter(search_name__contains=fold(text)) if text else rows)
