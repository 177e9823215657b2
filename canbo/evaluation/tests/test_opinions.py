"""Opinions: what is missing, who asks, who answers, what a letter says of many, who reads."""

from __future__ import annotations

from datetime import date

import pytest
from canbo_testing.people import Account

from canbo.audit.models import AuditEntry
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.evaluation.domain.opinions import missing, wanted_kinds
from canbo.evaluation.models import Opinion, UnitProgress
from canbo.evaluation.selectors.opinions import asked_of, colleagues_to_comment, opinions_of
from canbo.evaluation.services import opinions as services
from canbo.evaluation.services.opinions import Answer, Asking, Line
from canbo.evaluation.tests.conftest import TODAY, WAY, way

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 20)


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def ask(account, office, kind="residence", places=(1, 2), **more):
    of = {office.ratings[place].pk: "Chi bộ Tổ dân phố số 3" for place in places}
    asking = Asking(kind, of, TODAY, LATER, **more)
    return services.ask(access=account.access, campaign_id=office.campaign.pk, asking=asking)


def answered(account, opinion, text="Gương mẫu ở nơi cư trú.", *, on=TODAY, today=TODAY, **more):
    given = Answer(text, on, **{"on_paper": True, "signer": "Lê Văn Bí", "number": "12-CV/CB", **more})
    return services.answer(access=account.access, opinion_id=opinion.pk, given=given, today=today)


def self_done(office, *places):
    for place in places:
        office.ratings[place].self_done_on = TODAY
        office.ratings[place].save(update_fields=["self_done_on"])


def test_the_way_and_the_circumstances_say_what_is_wanted():
    def kinds(circumstances, *, is_person=True):
        return [each.kind for each in wanted_kinds(WAY, circumstances, is_person=is_person)]

    assert kinds([]) == ["colleagues", "workplace", "residence"]
    assert kinds(["moved_in"]) == ["colleagues", "workplace", "residence", "former_unit"]
    assert kinds(["moved_in"], is_person=False) == ["workplace"]
    left_out = [{**each, "asked": each["step"] != "residence_opinion"} for each in WAY]
    assert [each.kind for each in wanted_kinds(left_out, [], is_person=True)] == ["colleagues", "workplace"]


def test_what_nobody_was_asked_for_is_missing_too():
    assert missing(["residence", "workplace"], []) == 2
    assert missing(["residence"], [("residence", True)]) == 1
    assert missing(["residence"], [("residence", False)]) == 0
    assert missing([], [("other", True), ("other", True)]) == 2


def test_missing_opinions_are_counted_for_each_and_for_the_unit(office, lan):
    services.recount_opinions([each.pk for each in office.ratings])
    assert office.again(1).opinions_missing == 3
    ask(lan, office)
    assert office.again(1).opinions_missing == 3
    answered(lan, office.ratings[1].opinions.get())
    assert (office.again(1).opinions_missing, office.again(2).opinions_missing) == (2, 3)
    services.waive(
        access=lan.access, opinion_id=office.ratings[2].opinions.get().pk, reason="Chi bộ đã giải thể", today=TODAY
    )
    assert office.again(2).opinions_missing == 2
    assert UnitProgress.objects.get(campaign=office.campaign).opinions_missing == 6


def test_an_answer_is_not_asked_for_again_and_the_asked_place_may_change(office, lan):
    assert ask(lan, office) == 2
    answered(lan, office.ratings[1].opinions.get())
    assert ask(lan, office) == 1
    assert Opinion.objects.filter(kind="residence").count() == 2
    assert office.ratings[2].opinions.get().due_on == LATER


def test_asking_is_refused_with_words(office, lan, cuong):
    named = {"access": lan.access, "campaign_id": office.campaign.pk}
    key = office.ratings[1].pk
    assert code_of(services.ask, **named, asking=Asking("residence", {}, TODAY)) == "nobody_chosen"
    assert code_of(services.ask, **named, asking=Asking("residence", {key: " "}, TODAY)) == "asked_of_missing"
    late = Asking("residence", {key: "Chi bộ"}, LATER, TODAY)
    assert code_of(services.ask, **named, asking=late) == "due_too_early"
    with pytest.raises(NotFound):
        ask(cuong, office)
    with pytest.raises(Forbidden):
        ask(office.head, office)


def test_nobody_asks_or_enters_on_oneself(office, lan):
    user = office.accounts[1].user
    own = Account(user, AccessContext(user.pk, "Cung", lan.access.grants, office.people[1].pk), lan.client)
    with pytest.raises(Forbidden):
        ask(own, office, places=(1,))
    ask(lan, office)
    with pytest.raises(NotFound):
        answered(own, office.ratings[1].opinions.get())
    answered(own, office.ratings[2].opinions.get())


def test_a_paper_has_a_signer_and_days_that_can_be(office, lan):
    ask(lan, office)
    opinion = office.ratings[1].opinions.get()
    named = {"access": lan.access, "opinion_id": opinion.pk, "today": TODAY}
    cases = (
        (Answer("", TODAY, on_paper=True, signer="A"), "answer_missing"),
        (Answer("Tốt", LATER, on_paper=True, signer="A"), "answered_later"),
        (Answer("Tốt", date(2026, 12, 1), on_paper=True, signer="A"), "answered_before_asked"),
        (Answer("Tốt", TODAY), "paper_needed"),
        (Answer("Tốt", TODAY, on_paper=True), "signer_missing"),
    )
    for given, code in cases:
        assert code_of(services.answer, given=given, **named) == code
    office.ratings[1].concluded_on = TODAY
    office.ratings[1].save(update_fields=["concluded_on"])
    given = Answer("Tốt", TODAY, on_paper=True, signer="A")
    assert code_of(services.answer, given=given, **named) == "rating_concluded"


def test_the_asked_unit_answers_on_line_and_reads_nothing_else(office, lan, cuong, tree):
    ask(lan, office, "former_unit", places=(1,), units={office.ratings[1].pk: tree.other})
    [waiting] = asked_of(cuong.access, TODAY)
    assert waiting.rating_id == office.ratings[1].pk
    given = Answer("Hoàn thành tốt thời gian ở Phòng Tài chính.", TODAY, "well")
    services.answer(access=cuong.access, opinion_id=waiting.pk, given=given, today=TODAY)
    held = Opinion.objects.get(pk=waiting.pk)
    assert (held.level, held.on_paper, held.entered_by_name) == ("well", False, "Cường")
    assert asked_of(cuong.access, TODAY) == []
    from canbo.evaluation.selectors.ratings import rating_of

    with pytest.raises(NotFound):
        rating_of(cuong.access, office.ratings[1].pk)


def test_members_of_the_body_that_was_asked_answer_while_they_are_members(office, lan, desk, make_account, tree):
    from canbo.organizations.models import Body, BodyTerm
    from canbo.personnel.models import BodyMembership

    body = Body.objects.create(unit=tree.other, kind=Body.Kind.PARTY_CELL, name="Chi bộ Tài chính")
    term = BodyTerm.objects.create(body=body, name="2025-2030")
    member, left = desk.open("Lý Thị Viên", unit=tree.other), desk.open("Lý Văn Thôi", unit=tree.other)
    desk.add(member, BodyMembership, term=term, role="Chi uỷ viên", since="2025-01-01")
    desk.add(left, BodyMembership, term=term, role="Chi uỷ viên", since="2025-01-01", until="2026-01-01")
    ask(lan, office, "workplace", places=(1,), body=body)
    opinion = office.ratings[1].opinions.get()
    was = make_account("thoi", "cadre", tree.other, "Lý Văn Thôi", person_id=left.pk)
    with pytest.raises(NotFound):
        answered(was, opinion, on_paper=False)
    account = make_account("vien", "cadre", tree.other, "Lý Thị Viên", person_id=member.pk)
    assert [each.pk for each in asked_of(account.access, TODAY)] == [opinion.pk]
    answered(account, opinion, on_paper=False, signer="")
    assert office.again(1).opinions.get().answered_on == TODAY


def test_one_letter_speaks_of_many_with_its_scan(office, lan, tmp_path, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    ask(lan, office, places=(1, 2, 3))
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n%%EOF"
    letter = Answer("", TODAY, on_paper=True, number="05-CV/CB", signer="Lê Văn Bí")
    lines = {
        office.ratings[1].pk: Line("Chấp hành tốt."), office.ratings[2].pk: Line(without="Không cư trú tại tổ"),
        office.ratings[3].pk: Line(), office.ratings[4].pk: Line("Gia đình văn hoá."),
    }  # fmt: skip
    named = {"access": lan.access, "campaign_id": office.campaign.pk, "kind": "residence", "today": TODAY}
    upload = SimpleUploadedFile("thu.pdf", pdf, "application/pdf")
    count = services.enter_letter(**named, of="Chi bộ Tổ 3", given=letter, lines=lines, uploads=[upload])
    assert count == 3
    one, two, three, four = (office.again(place).opinions.filter(kind="residence").first() for place in (1, 2, 3, 4))
    assert (one.number, one.signer, one.papers.count()) == ("05-CV/CB", "Lê Văn Bí", 1)
    assert (two.without_reason, two.answered_on) == ("Không cư trú tại tổ", None)
    assert three.is_missing
    assert (four.asked_of, four.asked_on, four.text) == ("Chi bộ Tổ 3", None, "Gia đình văn hoá.")
    again = {**named, "of": "", "given": letter, "lines": {office.ratings[1].pk: Line("Khác")}}
    assert code_of(services.enter_letter, **again) == "opinion_answered"


def test_colleagues_write_one_each_and_never_on_themselves_or_whom_they_rate(office):
    self_done(office, 1, 2)
    account = office.accounts[1]
    assert [each.rating.pk for each in colleagues_to_comment(account.access)] == [office.ratings[2].pk]
    assert colleagues_to_comment(office.head.access) == []
    for text in ("Phối hợp tốt.", "Phối hợp tốt, cần chủ động hơn."):
        services.comment(access=account.access, rating_id=office.ratings[2].pk, text=text, today=TODAY)
    held = Opinion.objects.get(author=office.people[1])
    assert (held.text, held.is_wanted) == ("Phối hợp tốt, cần chủ động hơn.", False)
    with pytest.raises(NotFound):
        services.comment(access=account.access, rating_id=office.ratings[1].pk, text="Tôi tốt.", today=TODAY)
    with pytest.raises(NotFound):
        services.comment(access=account.access, rating_id=office.ratings[3].pk, text="Chưa tự đánh giá", today=TODAY)
    assert AuditEntry.objects.filter(action="evaluation.opinion_entered").count() == 2


def test_who_is_elsewhere_or_not_asked_for_writes_nothing(make_office, make_account, tree, desk):
    office = make_office(3, steps=way("self_review", "head"))
    self_done(office, 1, 2)
    assert colleagues_to_comment(office.accounts[1].access) == []
    stranger = desk.open("Người Nơi Khác", unit=tree.other)
    account = make_account("khac", "cadre", tree.other, "Khác", person_id=stranger.pk)
    with pytest.raises(NotFound):
        services.comment(access=account.access, rating_id=office.ratings[1].pk, text="x", today=TODAY)


def test_who_is_rated_reads_opinions_once_told_and_never_who_wrote(office, lan):
    self_done(office, 1, 2)
    services.comment(access=office.accounts[2].access, rating_id=office.ratings[1].pk, text="Nhiệt tình.", today=TODAY)
    ask(lan, office, places=(1,))
    answered(lan, office.ratings[1].opinions.get(kind="residence"))
    subject = office.accounts[1].access
    assert opinions_of(subject, office.again(1)) == []
    assert len(opinions_of(office.head.access, office.again(1))) == 2
    assert opinions_of(office.accounts[2].access, office.again(1)) == []
    office.ratings[1].told_on = TODAY
    office.ratings[1].save(update_fields=["told_on"])
    told = opinions_of(subject, office.again(1))
    assert {each.text for each in told} == {"Nhiệt tình.", "Gương mẫu ở nơi cư trú."}
    assert [each.author for each in told] == [None, None]
    assert "Phạm Văn C" not in {each.entered_by_name for each in told}
