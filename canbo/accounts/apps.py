"""Users and sign-in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and sign-in."""

    name = "canbo.accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Listen to what happens at sign-in."""
        from canbo.accounts import receivers  # noqa: F401
