"""Writing decisions: drafting, whom they concern, signing, what they do on their day, taking them back."""

from canbo.enactments.services.applying import EffectReport, retry, set_aside, take_effect
from canbo.enactments.services.drafting import change_draft, discard_draft, draft_decision, mark_decision
from canbo.enactments.services.given import NewEffect, NewSubject, SignerGiven
from canbo.enactments.services.lists import add_list
from canbo.enactments.services.numbers import close_series, open_series, reserve_number, void_number
from canbo.enactments.services.revoking import draft_revocation
from canbo.enactments.services.signing import preview_effects, register_old_paper, sign
from canbo.enactments.services.subjects import add_subjects, change_subject, remove_subject

__all__ = [
    "EffectReport", "NewEffect", "NewSubject", "SignerGiven", "add_list", "add_subjects", "change_draft",
    "change_subject", "close_series", "discard_draft", "draft_decision", "draft_revocation", "mark_decision",
    "open_series", "preview_effects", "register_old_paper", "remove_subject", "reserve_number", "retry", "set_aside",
    "sign", "take_effect", "void_number",
]  # fmt: skip
