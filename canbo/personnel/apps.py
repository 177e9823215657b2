"""The files: people and their dated records."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonnelConfig(AppConfig):
    """The files: people and their dated records."""

    name = "canbo.personnel"
    verbose_name = "Hồ sơ"

    def ready(self) -> None:
        """Tell the organisation pages who holds which post, and add to their pages."""
        from django.urls import reverse

        from canbo.audit.subjects import answers
        from canbo.common.panels import Panel, register_panel
        from canbo.core.access import Permission, register_relatives
        from canbo.organizations.incumbents import register_incumbents, register_managing
        from canbo.personnel.panels import term_members, unit_people
        from canbo.personnel.selectors.incumbents import holders_of, present_in
        from canbo.personnel.selectors.logged import people_named, people_told, section_words
        from canbo.personnel.selectors.relatives import is_relative
        from canbo.personnel.services.repeated import refresh_holders

        register_incumbents(
            lambda unit_ids, as_of, access: holders_of(access, unit_ids, as_of),
            lambda unit_ids, as_of, access: present_in(access, unit_ids, as_of),
            lambda person_id: reverse("file", args=[person_id]),
        )
        register_managing(refresh_holders)
        answers.people, answers.find_people, answers.sections = people_told, people_named, section_words
        register_relatives(is_relative)
        register_panel("unit", Panel("people", _("Nhân sự"), 10, unit_people, Permission.VIEW_FILES))
        register_panel("body-term", Panel("members", _("Thành viên"), 10, term_members, Permission.VIEW_FILES))
