"""How second factors behave: secrets sealed by the installation's keys, refusals in our words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.accounts.models import User
from canbo.common import crypto

#: In the session: the account had a second factor when last looked at. Whoever takes one away drops it.
HAS_FACTOR = "has_second_factor"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The adapter that allauth.mfa uses."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "Mã không đúng, đã hết hạn hoặc đã dùng rồi. Hãy chờ mã kế tiếp; nếu vẫn sai, xem giờ của điện thoại."
        ),
        "too_many_codes": gettext_lazy(
            "Sai mã quá nhiều lần: tạm khoá 15 phút. Hãy chờ rồi thử lại, hoặc nhờ người quản trị gỡ lớp xác thực."
        ),
        "incorrect_key": gettext_lazy("Không nhận ra khoá này. Hãy thử lại, hoặc dùng cách khác."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Hãy cài ứng dụng tạo mã hoặc thêm khoá truy cập trước, rồi mới lấy mã khôi phục."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Give the stored form of a secret."""
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Give a secret back."""
        return crypto.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Give a first name for a passkey; its owner may write a better one."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Khoá {number}").format(number=count + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Give the name to which passkeys are bound: the host of the address, without its port."""
        return {"id": context.request.get_host().partition(":")[0], "name": "canbo"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Give what a passkey shows of its owner."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": str(user)}
