"""Where in the file each fact stands: so that whoever reads a finding can open, or mend, what it came from."""

from __future__ import annotations

from typing import Final

from canbo.personnel.models import RECORD_KINDS

#: Fact of the vocabulary to the key of the file's section that it is read from.
_SECTIONS: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("born", "born_year", "age_months", "gender", "is_female", "ethnicity", "is_ethnic_minority", "religion",
         "has_religion", "full_name"), "identity",
    ),
    **dict.fromkeys(("recruited", "service_months"), "recruitment"),
    **dict.fromkeys(("party_joined", "party_months", "is_party_member", "is_party_official"), "party"),
    **dict.fromkeys(("is_cadre", "is_civil_servant", "is_public_employee"), "regime"),
    **dict.fromkeys(
        ("post_since", "post_months", "term_ends", "block", "tier", "title_id", "title_name", "title_rank",
         "is_leader", "post_name", "position_id", "unit_id", "post_kinds", "is_present", "post_start_unknown"), "post",
    ),
    **dict.fromkeys(("qualification_level", "qualification_major"), "qualification"),
    "general_education": "general_education",
    "theory_level": "theory",
    "state_management_level": "state_management",
    "defence_group": "defence",
    **dict.fromkeys(("it_level", "has_it"), "it"),
    **dict.fromkeys(("foreign_language", "foreign_language_level", "has_foreign_language", "has_ethnic_language"),
                    "language"),
    **dict.fromkeys(("step_since", "step_months", "rank_code", "rank_name", "salary_step", "coefficient"), "salary"),
    **dict.fromkeys(("rating_last", "rating_last_year", *(f"rating_y{back}" for back in range(5))), "evaluation"),
    **dict.fromkeys(("in_plan", "plan_titles"), "plan"),
    **dict.fromkeys(("disciplines", "discipline_in_force", "discipline_last_form"), "discipline"),
}  # fmt: skip


def section_of(fact: str) -> str:
    """Give the key of the file's section in which a fact stands; "" where it is not read from the file."""
    return _SECTIONS.get(fact, "")


def sections_known() -> frozenset[str]:
    """Give the keys of the sections that files have."""
    return frozenset(kind.section.key for kind in RECORD_KINDS)


def sections_named() -> frozenset[str]:
    """Give the keys that facts are said to come from."""
    return frozenset(_SECTIONS.values())
