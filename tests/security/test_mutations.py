"""The attempts have power: where one selector forgets the viewer's access, they find it."""

import pytest
from canbo_testing.desk import DIRECTOR
from django.core.files.uploadedfile import SimpleUploadedFile

from canbo.core.access import AccessContext, Permission
from canbo.personnel.models import Person

from .attempts import SECRETS, leaks_of_addresses, leaks_of_lists, made_target


def upload():
    return SimpleUploadedFile("giay.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")


def everybody(_access):
    """As `visible_people` would be without a scope."""
    return Person.objects.filter(withdrawn_at__isnull=True)


def everything(real):
    """Make a selector that reads as whoever may see everything."""
    return lambda _access, *args, **options: real(DIRECTOR, *args, **options)


def no_file_check(self, permission, path, tier):
    """As `covers_file` would be if it did not look where the file is."""
    return self.can(permission)


def forgets(monkeypatch, which):
    """Break one selector."""
    from canbo.facts import views
    from canbo.facts.standards import questions
    from canbo.personnel.selectors import people
    from canbo.personnel.views import file, papers, records
    from canbo.web import selectors as web

    match which:
        case "search":
            monkeypatch.setattr(web, "visible_people", everybody)
        case "list":
            monkeypatch.setattr(views, "picture", everything(views.picture))
        case "candidates":
            monkeypatch.setattr(questions, "picture", everything(questions.picture))
        case "file":
            monkeypatch.setattr(file, "file_of", everything(file.file_of))
        case "record":
            monkeypatch.setattr(records, "file_of", everything(records.file_of))
            monkeypatch.setattr(records, "require_edit", lambda _access, _person: None)  # the second wall
        case "paper":
            monkeypatch.setattr(papers, "paper_to_open", everything(papers.paper_to_open))
        case "permission":
            monkeypatch.setattr(people, "may_open", lambda _access, _person: True)
        case "context":
            monkeypatch.setattr(AccessContext, "covers_file", no_file_check)


@pytest.mark.parametrize(
    "which", ["", "search", "list", "candidates", "file", "record", "paper", "permission", "context"]
)
def test_a_selector_that_ignores_the_access_is_found(desk, make_account, tree, monkeypatch, which):
    target = made_target(desk, tree.other, SECRETS["other"], upload)
    officer = make_account("can-bo-to-chuc", "officer", tree.home)
    assert officer.access.can(Permission.EXPORT)
    forgets(monkeypatch, which)
    officer.client.raise_request_exception = False
    found = leaks_of_addresses(officer.client, target, SECRETS["other"]) + leaks_of_lists(
        officer.client, SECRETS["other"]
    )
    assert bool(found) == bool(which), found
