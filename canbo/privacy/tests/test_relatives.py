"""Nobody settles a relative's request: the files themselves say who is whose relative."""

from __future__ import annotations

import pytest

from canbo.core.dates import PartialDate
from canbo.core.errors import Forbidden
from canbo.personnel.models import Contact, FamilyMember, Qualification
from canbo.personnel.selectors.relatives import is_relative
from canbo.personnel.services import add_record, open_file
from canbo.privacy.models import FileRequest
from canbo.privacy.proposals import Proposal
from canbo.privacy.selectors.requests import request_of
from canbo.privacy.services import requests, restrictions
from canbo.privacy.services.corrections import decide_item, propose, send
from canbo.privacy.services.erasing import decide_erasure, propose_erasure

from .conftest import TODAY


@pytest.fixture
def sister(lan, tree):
    """The file of an officer."""
    identity = {"full_name": "Hoàng Thị Bình", "born": PartialDate(1980)}
    return open_file(access=lan.access, unit=tree.home, identity=identity)


def name(lan, person, full_name, born=None):
    values = {"side": "own", "relation": "Chị gái", "full_name": full_name, "born": born}
    return add_record(access=lan.access, person=person, kind=FamilyMember, values=values)


@pytest.mark.parametrize("written", ["Hoàng Thị Bình", "HOANG THI BINH"])
@pytest.mark.parametrize("named_by", ["theirs", "own"])
def test_either_file_names_the_other(lan, make_account, tree, person, sister, named_by, written):
    officer = make_account("binh-to-chuc", "officer", tree.home, person_id=sister.pk)
    assert not is_relative(officer.access, person.pk)
    if named_by == "theirs":
        name(lan, person, written, PartialDate(1980, 5))
    else:
        name(lan, sister, "Hoàng Văn An")
    assert is_relative(officer.access, person.pk)


def test_a_namesake_of_another_birth_is_no_relative_and_a_withdrawn_line_counts_no_more(
    lan, make_account, tree, person, sister
):
    from canbo.personnel.services import withdraw_record

    officer = make_account("binh-to-chuc", "officer", tree.home, person_id=sister.pk)
    name(lan, person, "Hoàng Thị Bình", PartialDate(1950))
    assert not is_relative(officer.access, person.pk)
    line = name(lan, person, "Hoàng Thị Bình")
    assert is_relative(officer.access, person.pk)
    withdraw_record(access=lan.access, record=line, reason="nhầm")
    assert not is_relative(officer.access, person.pk)


def test_a_relative_opens_and_decides_nothing(lan, an, make_account, tree, person, sister):
    officer = make_account("binh-to-chuc", "officer", tree.home, person_id=sister.pk)
    propose(access=an.access, kind=Qualification, action="add", proposal=Proposal({"level": "university"}))
    sent = send(access=an.access, content="", today=TODAY)
    assert request_of(officer.access, sent.pk) == sent
    name(lan, person, "Hoàng Thị Bình")
    with pytest.raises(Forbidden):
        request_of(officer.access, sent.pk)
    with pytest.raises(Forbidden):
        decide_item(access=officer.access, item=sent.items.get(), approve=True, reason="")
    assert not Qualification.objects.exists()
    decide_item(access=lan.access, item=sent.items.get(), approve=True, reason="")  # somebody else may


def test_a_relative_restricts_and_erases_nothing(lan, an, duc, make_account, tree, person, sister, contact):
    officer = make_account("binh-du-lieu", "data_officer", tree.home, person_id=sister.pk)
    name(lan, sister, "Hoàng Văn An")
    asked = requests.file_request(access=an.access, kind="restriction", content="x", today=TODAY)
    with pytest.raises(Forbidden):
        restrictions.restrict(access=officer.access, request=asked, reason="x")
    made = restrictions.restrict(access=duc.access, request=asked, reason="x")
    with pytest.raises(Forbidden):
        restrictions.lift(access=officer.access, restriction=made, reason="x")
    deletion = requests.file_request(access=an.access, kind=FileRequest.Kind.DELETION, content="x", today=TODAY)
    given = {"rule": "on_request", "person_key": person.pk, "reason": "x", "today": TODAY, "request": deletion}
    with pytest.raises(Forbidden):
        propose_erasure(access=officer.access, sections=["contact"], **given)
    proposal = propose_erasure(access=duc.access, sections=["contact"], **given)
    with pytest.raises(Forbidden):
        decide_erasure(access=officer.access, erasure=proposal, approve=True, reason="x", today=TODAY)
    assert Contact.objects.filter(person=person).exists()
