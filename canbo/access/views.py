"""Pages of rights and accounts: what each role may do, who holds which role where, granting and taking back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canbo.access import selectors, services
from canbo.access.forms import AccountForm, DelegationForm, GrantForm, ReasonForm
from canbo.access.middleware import Request
from canbo.access.roles import matrix
from canbo.access.tables import ACCOUNTS, GRANTS, AccountRows, GrantRows, grant_words, role_label
from canbo.accounts.step_up import require_recent_sign_in
from canbo.common.errors import localized
from canbo.common.pages import Tab
from canbo.common.panels import panels_for
from canbo.core.access import Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError


def _tabs(current: str) -> list[Tab]:
    pages = (("grants", _("Quyền đã giao")), ("accounts", _("Tài khoản")), ("roles", _("Vai trò và quyền")))
    return [Tab(label, reverse(name), is_current=name == current) for name, label in pages]


@require_GET
def roles(request: Request) -> HttpResponse:
    """Which role may do what, readable by everybody."""
    manages = request.access.can(Permission.MANAGE_ACCESS)
    return render(request, "access/roles.html", {"matrix": matrix(), "tabs": _tabs("roles") if manages else []})


@require_GET
def grants(request: Request) -> HttpResponse:
    """Who holds which role, where, since when, by whom; the viewer's own for those who do not manage access."""
    state = GRANTS.state(request.GET)
    rows = GrantRows(selectors.grants(request.access), state, request.today, request.access)
    manages = request.access.can(Permission.MANAGE_ACCESS)
    return GRANTS.response(request, state, rows, context={"page_tabs": _tabs("grants") if manages else []})


@require_GET
def accounts(request: Request) -> HttpResponse:
    """Every account."""
    request.access.require(Permission.MANAGE_ACCESS)
    state = ACCOUNTS.state(request.GET)
    rows = AccountRows(selectors.accounts(request.access), state)
    return ACCOUNTS.response(request, state, rows, context={"page_tabs": _tabs("accounts"), "may_create": True})


@require_GET
def account(request: Request, user_id: int) -> HttpResponse:
    """One account with its grants."""
    request.access.require(Permission.MANAGE_ACCESS)
    user = selectors.account_by_id(request.access, user_id)
    held = selectors.grants(request.access).filter(user=user)
    rows = [(grant, grant_words(grant), GrantRows.state_words(grant, request.today)) for grant in held]
    return render(
        request,
        "access/account.html",
        {
            "account": user,
            "grants": rows,
            "own": user.pk == request.access.user_id,
            "panels": panels_for("account", request, user),
        },
    )


@require_http_methods(["GET", "POST"])
def account_new(request: Request) -> HttpResponse:
    """Make an account; its first password is shown once."""
    request.access.require(Permission.MANAGE_ACCESS)
    form = AccountForm(request.POST or None)
    if form.is_valid():
        try:
            user, password = services.create_account(access=request.access, **form.cleaned_data)
        except DomainError as error:
            form.add_error("username", localized(error))
        else:
            return _show_password(request, user.pk, user.username, password)
    return _form(request, form, _("Lập tài khoản"), _("Lập tài khoản"), reverse("accounts"))


@require_POST
@require_recent_sign_in
def account_renew(request: Request, user_id: int) -> HttpResponse:
    """Give a new first password; it is shown once."""
    request.access.require(Permission.MANAGE_ACCESS)
    user = selectors.account_by_id(request.access, user_id)
    return _show_password(request, user.pk, user.username, services.renew_password(access=request.access, user=user))


@require_http_methods(["GET", "POST"])
@require_recent_sign_in
def account_reset_factors(request: Request, user_id: int) -> HttpResponse:
    """Take the second factors from an account whose owner has lost theirs."""
    request.access.require(Permission.MANAGE_ACCESS)
    user = selectors.account_by_id(request.access, user_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.reset_factors(access=request.access, user=user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, localized(error))
        else:
            messages.success(request, _("Đã gỡ lớp xác thực thứ hai của {name}.").format(name=user))
            return redirect("account", user_id=user.pk)
    title = _("Gỡ lớp xác thực thứ hai của {name}").format(name=user)
    return _form(request, form, title, _("Gỡ"), reverse("account", args=[user.pk]))


@require_http_methods(["GET", "POST"])
def account_close(request: Request, user_id: int) -> HttpResponse:
    """Close an account, or open it again."""
    request.access.require(Permission.MANAGE_ACCESS)
    user = selectors.account_by_id(request.access, user_id)
    act = services.close_account if user.is_active else services.reopen_account
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            act(access=request.access, user=user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, localized(error))
        else:
            return redirect("account", user_id=user.pk)
    words = _("Khoá tài khoản {name}") if user.is_active else _("Mở lại tài khoản {name}")
    submit = _("Khoá tài khoản") if user.is_active else _("Mở lại tài khoản")
    return _form(request, form, words.format(name=user), submit, reverse("account", args=[user.pk]))


@require_http_methods(["GET", "POST"])
def grant_new(request: Request, user_id: int) -> HttpResponse:
    """Grant a role to an account."""
    request.access.require(Permission.MANAGE_ACCESS)
    user = selectors.account_by_id(request.access, user_id)
    form = GrantForm(request.POST or None, initial={"valid_from": PartialDate.from_date(request.today)})
    if form.is_valid():
        values = form.cleaned_data
        try:
            unit = selectors.find_unit(request.access, values["unit"]) if values["unit"] else None
            services.grant_role(
                access=request.access, user=user, role=values["role"], unit=unit, valid_from=values["valid_from"],
                valid_before=values["valid_before"] or None, tier=values["tier"], reason=values["reason"],
            )  # fmt: skip
        except DomainError as error:
            form.add_error("unit" if error.code.startswith("unit_") else None, localized(error))
        else:
            messages.success(request, _("Đã giao quyền cho {name}.").format(name=user))
            return redirect("account", user_id=user.pk)
    title = _("Giao quyền cho {name}").format(name=user)
    return _form(request, form, title, _("Giao quyền"), reverse("account", args=[user.pk]))


@require_http_methods(["GET", "POST"])
def grant_revoke(request: Request, grant_id: int) -> HttpResponse:
    """Take a grant back at once, with the reason: whoever manages access, and whoever delegated it."""
    grant = selectors.grant_by_id(request.access, grant_id)
    manages = request.access.can(Permission.MANAGE_ACCESS)
    back = reverse("account", args=[grant.user_id]) if manages else reverse("grants")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.revoke_grant(access=request.access, grant=grant, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, localized(error))
        else:
            messages.success(request, _("Đã thu hồi quyền của {name}.").format(name=grant.user))
            return redirect(back)
    title = _("Thu hồi quyền của {name}").format(name=grant.user)
    return _form(request, form, title, _("Thu hồi quyền"), back)


@require_http_methods(["GET", "POST"])
def delegate(request: Request, grant_id: int) -> HttpResponse:
    """Pass on a part of one's own grant for a time."""
    grant = selectors.delegable_grant(request.access, grant_id, request.today)
    form = DelegationForm(
        request.POST or None, grant=grant,
        initial={"valid_from": PartialDate.from_date(request.today), "tier": grant.tier},
    )  # fmt: skip
    if form.is_valid():
        values = form.cleaned_data
        try:
            unit = selectors.find_unit(request.access, values["unit"]) if values["unit"] else grant.unit
            user = selectors.account_named(request.access, values["username"])
            services.delegate(
                access=request.access, grant=grant, user=user, permissions=values["permissions"], unit=unit,
                tier=values["tier"], valid_from=values["valid_from"], valid_before=values["valid_before"],
                reason=values["reason"], today=request.today,
            )  # fmt: skip
        except DomainError as error:
            at = {"unit_not_found": "unit", "unit_ambiguous": "unit", "account_not_found": "username"}.get(error.code)
            form.add_error(at, localized(error))
        else:
            messages.success(request, _("Đã uỷ quyền cho {name}.").format(name=user))
            return redirect("grants")
    title = _("Uỷ quyền một phần vai trò {role}").format(role=role_label(grant.role))
    return _form(request, form, title, _("Uỷ quyền"), reverse("grants"))


def _form(request: Request, form: forms.Form, title: str, submit: str, cancel_url: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit_label": submit, "cancel_url": cancel_url}
    return render(request, "common/form.html", context, status=422 if form.errors else 200)


def _show_password(request: Request, user_id: int, username: str, password: str) -> HttpResponse:
    """Show the first password once, on a page that is kept nowhere."""
    context = {"account_url": reverse("account", args=[user_id]), "username": username, "password": password}
    response = render(request, "access/password.html", context)
    response["Cache-Control"] = "no-store"
    return response
