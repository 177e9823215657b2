"""The pages of decisions: a whole way through the forms, marks and closed kinds, what a page costs, the paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from canbo.decisions.kinds import Relation
from canbo.decisions.models import Decision
from canbo.documents.papers import words_of
from canbo.documents.services.making import make_paper, remake
from canbo.enactments import selectors, services
from canbo.enactments.papers import SOURCE_KEY, decision_drafts
from canbo.enactments.waiting import decisions_failed, decisions_to_sign
from canbo.personnel.models import PostHolding

from .conftest import SOON, TODAY


def draft_by_forms(office) -> Decision:
    client, home = office.drafter.client, office.tree.home
    told = {"kind": "appointment", "abstract": "Bổ nhiệm Trưởng phòng", "issuer_name": "Huyện uỷ Mẫu"}
    answer = client.post(reverse("decision-new") + f"?don-vi={home.pk}", told)
    assert answer.status_code == 302, answer.content.decode()
    return Decision.objects.get(state="draft")


def test_a_decision_goes_all_its_way_through_the_pages(office):
    person = office.desk.open("Nguyễn Văn An", born="1975")
    office.desk.post(person, "staff", since="2015-01-01")
    position = office.position()
    decision = draft_by_forms(office)
    client = office.drafter.client
    words = f"{position} – {office.tree.home.name}"
    told = {"person": "Nguyễn Văn An; 1975", "post_given-position": words, "post_given-position_key": str(position.pk)}
    answer = client.post(reverse("decision-subject-add", args=[decision.pk]), told)
    assert answer.status_code == 302, answer.content.decode()
    shown = client.get(reverse("decision", args=[decision.pk])).content.decode()
    assert "Trưởng phòng" in shown
    outlook = client.get(reverse("decision-outlook", args=[decision.pk])).content.decode()
    assert "Thôi từ" in outlook

    today = timezone.localdate()
    signing = {"issued_on": f"{today:%d/%m/%Y}", "number": "7-QĐ/HU",
               "effective_on": f"{today + timedelta(days=30):%d/%m/%Y}"}  # fmt: skip
    refused = client.post(reverse("decision-sign", args=[decision.pk]), signing)
    assert refused.status_code == 403, "who drafted does not sign"
    answer = office.signer.client.post(reverse("decision-sign", args=[decision.pk]), signing)
    assert answer.status_code == 302, answer.content.decode()
    decision.refresh_from_db()
    assert (decision.number, decision.state) == ("7-QĐ/HU", "signed")

    services.take_effect(today + timedelta(days=30))
    assert PostHolding.objects.known().filter(decision=decision).exists()
    page = client.get(reverse("file", args=[person.pk])).content.decode()
    assert reverse("decision", args=[decision.pk]) in page

    answer = client.post(reverse("decision-revoke", args=[decision.pk]), {"abstract": "Thu hồi"})
    assert answer.status_code == 302
    revoking = Decision.objects.get(state="draft")
    assert revoking.links.get().relation == Relation.REVOKES
    shown = client.get(reverse("decision", args=[revoking.pk])).content.decode()
    assert "Chuỗi quyết định" in shown


def test_a_list_is_pasted_and_the_rows_to_be_settled_are_shown(office):
    office.desk.open("Nguyễn Văn An", born="1975")
    decision = draft_by_forms(office)
    client = office.drafter.client
    text = "Họ và tên\tNăm sinh\nNguyễn Văn An\t1975\nNgười Lạ\t1980\n"
    assert client.post(reverse("decision-list-add", args=[decision.pk]), {"text": text}).status_code == 302
    shown = client.get(reverse("decision", args=[decision.pk]) + "?tinh-trang=chua-khop").content.decode()
    assert "Người Lạ" in shown
    assert "Không có hồ sơ khớp" in shown
    empty = client.post(reverse("decision-list-add", args=[decision.pk]), {"text": ""})
    assert empty.status_code == 422
    assert "dán các dòng" in empty.content.decode()


def test_a_marked_decision_is_nowhere_for_who_may_not_see_it(office, make_account, tree):
    person = office.desk.open("Nguyễn Văn An")
    decision = office.sign(office.draft((person, [("award_given", {"form": "Bằng khen"})]), kind="award"))
    head = make_account("truong", "unit_head", tree.home, "Trưởng")
    address = reverse("decision", args=[decision.pk])
    assert "Bằng khen" in head.client.get(address).content.decode()
    answer = office.drafter.client.post(
        reverse("decision-mark", args=[decision.pk]), {"secrecy": "mat", "reason": "Theo danh mục"}
    )
    assert answer.status_code == 302
    assert head.client.get(address).status_code == 404
    assert decision.number not in head.client.get(reverse("decisions")).content.decode()
    assert address not in head.client.get(reverse("file", args=[person.pk])).content.decode()
    assert office.signer.client.get(address).status_code == 200


@pytest.mark.parametrize(("kind", "effect"), [
    ("planning", ("plan_entered", {"title_text": "Trưởng phòng"})),
    ("discipline", ("discipline_given", {"track": "party", "form": "warning"})),
])  # fmt: skip
def test_planning_and_discipline_need_their_right(office, make_account, tree, kind, effect):
    person = office.desk.open("Nguyễn Văn An")
    decision = office.sign(office.draft((person, [effect]), kind=kind))
    head = make_account("truong", "unit_head", tree.home, "Trưởng")
    owner = make_account("owner", "cadre", tree.home, "Chủ", person.pk)
    for account, sees in ((head, False), (office.signer, True), (owner, kind == "discipline")):
        if sees:
            assert selectors.decision_of(account.access, decision.pk) == decision
            assert [each.person_id for each in selectors.subjects_of(account.access, decision)] == [person.pk]
        else:
            assert not selectors.visible_decisions(account.access).filter(pk=decision.pk).exists()


def test_an_officer_elsewhere_sees_of_a_decision_only_their_own_people(office, cuong, tree):
    mine, theirs = office.desk.open("Nguyễn Văn An"), office.desk.open("Trần Thị Bích")
    decision = office.sign(office.draft(
        (mine, [("award_given", {"form": "Bằng khen"})]), (theirs, [("award_given", {"form": "Bằng khen"})]), kind="award",
    ))  # fmt: skip
    assert not selectors.visible_decisions(cuong.access).filter(pk=decision.pk).exists()
    type(theirs).objects.filter(pk=theirs.pk).update(unit=tree.other)
    assert [each.person_id for each in selectors.subjects_of(cuong.access, decision)] == [theirs.pk]
    draft = office.draft((mine, [("award_given", {"form": "Giấy khen"})]), kind="award")
    type(mine).objects.filter(pk=mine.pk).update(unit=tree.other)
    assert not selectors.visible_decisions(cuong.access).filter(pk=draft.pk).exists(), (
        "drafts are for those who work on them"
    )


def test_the_inbox_tells_of_drafts_to_sign_and_of_what_failed(office):
    person = office.desk.open("Nguyễn Văn An")
    office.desk.post(person, "staff", since="2015-01-01")
    given = [("post_given", {"unit": office.tree.home.pk, "title": office.titles["head"].pk})]
    draft = office.draft((person, given))
    assert [each.url for each in decisions_to_sign(office.signer.access, TODAY)] == [
        reverse("decision-sign", args=[draft.pk])
    ]
    assert list(decisions_to_sign(office.drafter.access, TODAY)) == []
    office.sign(draft, effective=SOON)
    office.desk.post(person, "deputy", since="2026-04-01")
    services.take_effect(SOON)
    [failed] = decisions_failed(office.drafter.access, SOON)
    assert failed.url == reverse("decision", args=[draft.pk])
    shown = office.drafter.client.get(failed.url).content.decode()
    assert "chưa ghi được vào hồ sơ" in shown


def test_pages_cost_the_same_for_many_rows(office):
    def cost(address) -> int:
        office.drafter.client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert office.drafter.client.get(address).status_code == 200
        return len(queries)

    series = office.series()

    def add(count):
        people = [office.desk.open(f"Nguyễn Văn {chr(65 + place)}{count}") for place in range(count)]
        given = [("post_given", {"unit": office.tree.home.pk, "title": office.titles["deputy"].pk})]
        for _each in range(count):
            office.draft(*((person, given) for person in people), series=series)

    add(2)
    listing, one = reverse("decisions"), reverse("decision", args=[Decision.objects.latest("pk").pk])
    before = cost(listing), cost(one)
    add(8)
    after = cost(listing), cost(reverse("decision", args=[Decision.objects.latest("pk").pk]))
    assert after[0] == before[0] <= 12
    assert after[1] == before[1] <= 24


def test_the_paper_tells_what_the_register_knows(office):
    people = [office.desk.open(name, born="1975") for name in ("Nguyễn Văn An", "Trần Thị Bích")]
    decision = office.sign(
        office.draft(
            *((person, [("award_given", {"form": "Bằng khen"})]) for person in people), kind="award",
            series=office.series(), grounds=["Căn cứ Luật Thi đua, khen thưởng;"],
            signer=services.SignerGiven("Lê Văn Cao", "BÍ THƯ", "tm", "BAN THƯỜNG VỤ"), recipients=["Như Điều 2;"],
        )
    )  # fmt: skip
    [paper] = decision_drafts(office.drafter.access, decision.pk)
    made = make_paper(access=office.drafter.access, source=SOURCE_KEY, draft=paper, object_id=decision.pk)
    words = "\n".join(words_of(remake(access=office.drafter.access, paper=made)[0]))
    for told in ("Nguyễn Văn An", "Trần Thị Bích", "Bằng khen", "T/M BAN THƯỜNG VỤ", "Lê Văn Cao", "QĐ/HU"):
        assert told in words
