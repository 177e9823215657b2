"""Writing who may sign in and what they may do."""

from canbo.access.services.accounts import (
    choose_language,
    close_account,
    create_account,
    first_officer,
    renew_password,
    reopen_account,
    reset_factors,
    unlock_account,
)
from canbo.access.services.grants import delegate, grant_role, own_file, revoke_grant

__all__ = [
    "choose_language",
    "close_account",
    "create_account",
    "delegate",
    "first_officer",
    "grant_role",
    "own_file",
    "renew_password",
    "reopen_account",
    "reset_factors",
    "revoke_grant",
    "unlock_account",
]
