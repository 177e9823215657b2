"""Users and sign-in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and sign-in."""

    name = "canbo.accounts"
    verbose_name = "Tài khoản"
