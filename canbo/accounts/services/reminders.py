"""Where and how often an account is told by mail of what waits; and what became of each mail."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from canbo.accounts.models import Reminder, User
from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError

#: How long it is kept which mail was sent.
_KEPT = timedelta(days=90)


def choose_reminders(*, access: AccessContext, user: User, email: str, reminders: str) -> None:
    """Set the address and how often: one's own, or anybody's by who manages the access of the whole system.

    Errors: email_invalid, reminders_unknown, email_missing (mails wanted and no address); Forbidden.
    """
    if access.user_id != user.pk:
        access.require(Permission.MANAGE_ACCESS, "")
    email = email.strip()
    if reminders not in User.Reminders.values:
        raise DomainError("reminders_unknown", "Hãy chọn cách nhắc việc trong danh sách.")
    if email:
        require_email(email)
    with transaction.atomic():
        held = User.objects.select_for_update().get(pk=user.pk)
        before, after = [held.email, held.reminders], [email, reminders]
        held.email, held.reminders = email, reminders
        held.save(update_fields=["email", "reminders"])
        audit.record(
            access=access, action="account.reminders_set", object_type="user", object_id=user.pk,
            object_label=str(user), changes={"email": [before[0], after[0]], "reminders": [before[1], after[1]]},
        )  # fmt: skip


def require_email(email: str) -> None:
    """Raise email_invalid for what is no address."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError("email_invalid", "«{email}» không phải địa chỉ thư điện tử.", email=email[:100]) from error


def due_users(today: date) -> list[User]:
    """Give the open accounts that want a mail today and have not had theirs: this day's, or this week's.

    One that failed is tried again by the next run of the day.
    """
    monday = today - timedelta(days=today.weekday())
    wanting = User.objects.filter(is_active=True).exclude(email="").exclude(reminders=User.Reminders.OFF)
    had = {
        User.Reminders.DAILY: set(_had(today)),
        User.Reminders.WEEKLY: set(_had(monday)),
    }
    return [user for user in wanting.order_by("pk") if user.pk not in had[User.Reminders(user.reminders)]]


def claim(*, user: User, day: date) -> Reminder | None:
    """Take the mail of the day to an account upon oneself; None where another run has."""
    try:
        with transaction.atomic():
            return Reminder.objects.create(user=user, day=day)
    except IntegrityError:
        again = Reminder.objects.filter(user=user, day=day, state=Reminder.State.FAILED)
        taken = again.update(state=Reminder.State.SENDING, error="")
        return Reminder.objects.get(user=user, day=day) if taken else None


def settle(*, reminder: Reminder, error: str = "") -> None:
    """Write down what became of a mail: sent, or the error."""
    reminder.state, reminder.error = (Reminder.State.FAILED if error else Reminder.State.SENT), error[:300]
    reminder.save(update_fields=["state", "error"])


def prune_reminders(today: date) -> None:
    """Forget the mails of long ago."""
    Reminder.objects.filter(day__lt=today - _KEPT).delete()


def _had(since: date) -> list[int]:
    done = Reminder.objects.filter(day__gte=since).exclude(state=Reminder.State.FAILED)
    return list(done.values_list("user_id", flat=True))
