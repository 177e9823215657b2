"""Filling an empty installation for the demo: the bundled workbook, really imported; an account for each role."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Q

from canbo.access.services import create_account, first_officer, grant_role, own_file
from canbo.accounts.demo import DEMO_ACCOUNTS, DEMO_DAY, DemoAccount
from canbo.accounts.models import User
from canbo.cli.demo_evaluations import show_evaluations
from canbo.cli.demo_plans import show_plans
from canbo.cli.demo_rights import show_rights
from canbo.core.access import AccessContext, full_access
from canbo.imports.services import import_file
from canbo.organizations.models import Title, Unit
from canbo.personnel.models import Person, PostHolding

WORKBOOK = Path(__file__).parent / "demo_data" / "bach-thong-2013.xlsx"

#: Lists in the workbook, in the order in which they make sense.
_KINDS = {"roster": "danh sách cán bộ", "training": "đào tạo"}


def fill(*, today: date) -> list[str]:
    """Make what the demo lacks, once; give a sentence for each thing made."""
    installer = full_access(None, "dựng bộ dùng thử")
    told: list[str] = []
    first_officer(today=today, must_change_password=False)
    officer = _account(installer, DEMO_ACCOUNTS[0], today)
    if not Person.objects.exists():
        actor = full_access(officer.pk, str(officer))
        for kind, words in _KINDS.items():
            result = import_file(access=actor, path=WORKBOOK, kind=kind, today=today, as_of=DEMO_DAY)
            told.append(f"Đã nhập {result['imported']} dòng {words}, từ chối {len(result['refused'])} dòng có lỗi.")
    for account in DEMO_ACCOUNTS[1:]:
        _account(installer, account, today)
    show_plans(today=today)
    show_rights(today=today)
    show_evaluations(today=today)
    return told


def _account(access: AccessContext, account: DemoAccount, today: date) -> User:
    """Give the account with its role, its unit and its file, made at the first start; nobody knows its password."""
    known = User.objects.filter(username=account.username).first()
    if known is not None:
        return known
    unit, person = None, None
    if account.role in {"unit_head", "cadre"}:
        unit = _unit_to_show()
        person = _person_to_show(unit, account.role)
    with transaction.atomic():
        user, _password = create_account(
            access=access, username=account.username, must_change_password=False,
            full_name=person.full_name if person else account.full_name,
        )  # fmt: skip
        grant_role(
            access=access, user=user, role=account.role, unit=unit if account.role == "unit_head" else None,
            valid_from=today, reason="bộ dùng thử",
        )  # fmt: skip
        if person is not None:
            own_file(access=access, user=user, person_key=person.pk)
    return user


def _unit_to_show() -> Unit | None:
    """Give a unit of middling size: enough people to see, few enough to know."""
    units = Unit.objects.annotate(files=Count("kept_files")).filter(files__gte=5).order_by("files", "id")
    return units[len(units) // 2] if units else None


def _person_to_show(unit: Unit | None, role: str) -> Person | None:
    """Give who heads the unit, and for the cadre the last by name of those who hold no leading post."""
    held = PostHolding.objects.known().filter(unit=unit, valid_before__isnull=True, person__withdrawn_at__isnull=True)
    is_head = Q(title__rank=Title.Rank.HEAD) | Q(position__title__rank=Title.Rank.HEAD)
    leads = is_head | Q(title__rank=Title.Rank.DEPUTY) | Q(position__title__rank=Title.Rank.DEPUTY)
    people = Person.objects.filter(unit=unit, withdrawn_at__isnull=True).order_by("sort_key", "id")
    if role == "unit_head":
        return people.filter(pk__in=held.filter(is_head).values("person")).first()
    return people.exclude(pk__in=held.filter(leads).values("person")).last()
