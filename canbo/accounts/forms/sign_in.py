"""The forms of sign-in, in our words and with the field attributes that browsers and readers need."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Tên đăng nhập")
        self.fields["password"].label = _("Mật khẩu")
        without_hints(self)
        self.fields["login"].widget.attrs.update({"autofocus": True, "autocapitalize": "none", "spellcheck": "false"})
        self.fields.pop("remember", None)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password, and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Mật khẩu hiện nay")
        self.fields["password1"].label = _("Mật khẩu mới")
        self.fields["password2"].label = _("Nhập lại mật khẩu mới")
        without_hints(self)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean_oldpassword(self) -> str:
        """Give the present password; tries are counted as everywhere."""
        adapter, password = get_adapter(), str(self.cleaned_data.get("oldpassword", ""))
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Mật khẩu")
        without_hints(self)
        self.fields["password"].widget.attrs["autofocus"] = True


def without_hints(form: forms.BaseForm) -> None:
    """Take out the hints inside the fields and under them: labels say what goes where."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
