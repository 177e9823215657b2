"""What the page of an account's security shows: sessions, factors, what happened lately."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db.models import Count
from django.utils.translation import gettext as _

from canbo.accounts.models import CalendarLink, Reminder, SignedIn
from canbo.core.access import AccessContext, Permission

#: Browsers and systems by what tells them in a user agent; the first that fits.
_BROWSERS = (
    (r"\bEdg", "Edge"), (r"\bCoc_Coc|coc_coc", "Cốc Cốc"), (r"\bOPR/", "Opera"), (r"\bFirefox/", "Firefox"),
    (r"Chrom(e|ium)/", "Chrome"), (r"\bSafari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    (r"Android", "Android"), (r"iPhone|iPad", "iOS"), (r"Windows", "Windows"), (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"), (r"Linux|X11", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of an account."""

    app: Authenticator | None
    keys: tuple[Authenticator, ...]
    codes_left: int | None

    @property
    def any(self) -> bool:
        """Whether there is one that signs in (recovery codes alone do not count)."""
        return self.app is not None or bool(self.keys)


def sessions_of(access: AccessContext, now: datetime) -> list[SignedIn]:
    """Give the viewer's own sessions that are open, the latest used first."""
    rows = list(SignedIn.objects.filter(user_id=access.user_id or 0, ended_at__isnull=True).order_by("-seen_at", "-id"))
    # The sessions themselves may lie in another database: asked for by their keys.
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True)
    open_keys = set(alive)
    return [row for row in rows if row.session_key in open_keys]


def factors_of(access: AccessContext) -> Factors:
    """Give the viewer's own second factors."""
    held = list(Authenticator.objects.filter(user_id=access.user_id or 0).order_by("created_at", "id"))
    app = next((each for each in held if each.type == Authenticator.Type.TOTP), None)
    recovery = next((each for each in held if each.type == Authenticator.Type.RECOVERY_CODES), None)
    left = len(recovery.wrap().get_unused_codes()) if recovery is not None else None
    return Factors(app, tuple(each for each in held if each.type == Authenticator.Type.WEBAUTHN), left)


def links_of(access: AccessContext) -> list[SocialAccount]:
    """Give the viewer's own links to the provider of single sign-on."""
    return list(SocialAccount.objects.filter(user_id=access.user_id or 0).order_by("date_joined", "id"))


def device_words(user_agent: str) -> str:
    """Give a browser and a system in a few words, from what the browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, user_agent)), "")
    if browser and system:
        return _("{browser} trên {system}").format(browser=browser, system=system)
    return browser or system or _("Thiết bị không rõ")


def method_words(method: str) -> str:
    """Give the way somebody signed in, in words."""
    words = {
        "password": _("mật khẩu"), "totp": _("mã từ điện thoại"), "recovery_codes": _("mã khôi phục"),
        "webauthn": _("khoá truy cập"), "socialaccount": _("đăng nhập một lần"),
    }  # fmt: skip
    return " + ".join(words.get(step, step) for step in method.split("+") if step) or _("một nút của bộ dùng thử")


def calendar_link_of(access: AccessContext) -> CalendarLink | None:
    """Give the link of the viewer's own calendar (when it was made; its secret is kept nowhere); None without one."""
    return CalendarLink.objects.filter(user_id=access.user_id or 0).first()


def reminders_lately(access: AccessContext, limit: int = 200) -> list[Reminder]:
    """Give the latest mails of reminder to whoever manages the access of the whole system, failures first."""
    access.require(Permission.MANAGE_ACCESS, "")
    rows = Reminder.objects.select_related("user").order_by("-day", "state", "user__username")
    return list(rows[:limit])


def failed_reminders(access: AccessContext, since: date) -> dict[date, int]:
    """Count by day, since a day, the mails of reminder not known to be sent; for who manages the whole system."""
    if not access.covers(Permission.MANAGE_ACCESS, ""):
        return {}
    failed = Reminder.objects.filter(day__gte=since).exclude(state=Reminder.State.SENT)
    rows = failed.values("day").annotate(count=Count("pk")).order_by("-day")
    return {row["day"]: row["count"] for row in rows}
