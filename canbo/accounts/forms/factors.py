"""The forms of second factors: codes are counted and good once, keys have names."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from canbo.accounts.forms.sign_in import without_hints
from canbo.accounts.services import factors, lockout
from canbo.audit import services as audit
from canbo.core.access import AccessContext


class _Counted(forms.BaseForm):
    """A code of the app or a recovery code: counted before it is looked at, good once."""

    user: Any

    def clean_code(self) -> str:
        """Use the code up."""
        limit = lockout.of_factor(self.user.pk)
        if not lockout.take(limit):
            raise get_adapter().validation_error("too_many_codes")
        code = str(self.cleaned_data["code"])
        used = factors.use_code(self.user, code)
        if used is None:
            _record(self.user, "account.factor_failed")
            if lockout.failed(limit):
                _record(self.user, "account.locked_out")
            raise get_adapter().validation_error("incorrect_code")
        lockout.forget(limit)
        used.user = self.user
        self.authenticator = used
        return code


def _worded(form: forms.BaseForm) -> None:
    without_hints(form)
    form.fields["code"].label = _("Mã xác thực")
    form.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"})


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self)


class ConfirmCodeForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code once more, in a session that is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self)


class NewAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self)
        self.fields["code"].label = _("Mã 6 chữ số hiện trên điện thoại")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        """Keep which code it was."""
        code: str = super().clean_code()
        self.step = factors.step_of(self.secret, code)
        return code


#: What the libraries raise on an answer that no key has given, or a key that is not known.
_UNREADABLE = (
    ValidationError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    OverflowError,
    struct.error,
    InvalidSignature,
)


class NewKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """The name of a new passkey, and whether it signs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_hints(self)
        self.fields["name"].label = _("Tên gọi để nhận ra khoá này")
        self.fields["name"].max_length = 80
        self.fields["passwordless"].label = _("Đăng nhập bằng khoá này mà không cần gõ mật khẩu")
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """Take the key's answer; what is none is refused in words."""
        try:
            return dict(super().clean())
        except _UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_key") from error


class _ReadableKey(forms.BaseForm):
    """The answer of a key that is known."""

    def clean_credential(self) -> Authenticator:
        """Take the key's answer; what is none is refused in words."""
        try:
            held: Authenticator = super().clean_credential()  # type: ignore[misc]
        except _UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_key") from error
        return held


class SignInKeyForm(_ReadableKey, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of name and password."""


class SecondKeyForm(_ReadableKey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key after the password."""


class ConfirmKeyForm(_ReadableKey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key once more, in a session that is signed in."""


class KeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label=_("Tên gọi"), max_length=80)

    def save(self) -> Authenticator:
        """Keep the name, with its trace."""
        held: Authenticator = self.instance
        access = AccessContext(held.user.pk, str(held.user))
        factors.rename_key(access=access, key_id=held.pk, name=self.cleaned_data["name"])
        return held


def _record(user: Any, action: str) -> None:
    address = account_adapter().get_client_ip(context.request)
    audit.record(
        access=AccessContext(user.pk, str(user)), action=action, object_type="user", object_id=user.pk,
        object_label=str(user), changes={"address": [None, address]},
    )  # fmt: skip
