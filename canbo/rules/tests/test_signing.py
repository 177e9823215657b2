"""Values entered, confirmed and signed: what takes effect, who may, what is refused and in which words."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden
from canbo.rules import library
from canbo.rules.domain.model import Overlay
from canbo.rules.models import RuleChange
from canbo.rules.services import acknowledge, cancel, export_values, give_back, propose_withdrawal, sign
from canbo.rules.services.entering import NewDocument
from canbo.rules.services.printing import reprint, reprint_if_any
from canbo.rules.services.scans import scan_content
from canbo.rules.tests.entered import MONTHS, PDF, THEORY, TODAY, clause, confirm, enter, scan
from canbo.rules.tests.small_pack import FILES, write_pack

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("written")]

State = RuleChange.State
DAY = date(2026, 2, 1)


def value(parameter=MONTHS, day=DAY, places=()):
    return library.library().law(day, places=places).bound(parameter).value


def signed(change, account):
    """Sign, after the cases that turn were accepted."""
    return sign(access=account.access, change=change, today=TODAY)


def accepted(change, account):
    acknowledge(access=account.access, change=change, today=TODAY)
    return change


def refusal(call, *given, **named):
    with pytest.raises(DomainError) as caught:
        call(*given, **named)
    return caught.value.code


def test_a_confirmation_takes_effect_when_a_second_signs(first, second):
    assert not value(THEORY).confirmed
    change = confirm(first)
    assert (change.state, change.faults, change.turned) == (State.WAITING, [], [])
    assert change.trial["cases"] > 0
    assert not value(THEORY).confirmed
    assert signed(change, second).state == State.IN_FORCE
    found = value(THEORY)
    assert found.confirmed
    assert found.content == {"province": "advanced", "otherwise": "intermediate"}
    assert [each.clause for each in found.cite] == ["Điều 3, khoản 1"]
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "rules.entered",
        "rules.signed",
        "rules.in_force",
    }


@pytest.mark.parametrize(
    ("of", "entry"),
    [("condition", "state.theory.enough"), ("standard", "state.general")],
)
def test_conditions_and_standards_are_confirmed_too(of, entry, first, second, written):
    unconfirmed = {name: text.replace("confirmed: true", "confirmed: false") for name, text in FILES.items()}
    write_pack(library.SHIPPED, unconfirmed)
    library._read.cache_clear()

    def is_confirmed():
        law = library.library().law(DAY)
        held = law.conditions.values() if of == "condition" else law.standards
        return next(each.confirmed for each in held if each.id == entry)

    assert not is_confirmed()
    signed(confirm(first, entry, of), second)
    assert is_confirmed()


def test_who_entered_does_not_sign_nor_does_the_same_person_under_another_name(first, second, make_account, tree):
    change = confirm(first)
    assert refusal(signed, change, first) == "own_proposal"
    RuleChange.objects.update(entered_by_person=7)
    twin = make_account("nhap2", "officer", tree.root, person_id=7)
    assert refusal(signed, change, twin) == "own_proposal"
    assert signed(change, second).state == State.IN_FORCE


def test_central_values_need_the_right_over_every_root(first, lan, binh, tree, make_account):
    with pytest.raises(Forbidden):
        confirm(lan)
    change = confirm(first)
    with pytest.raises(Forbidden):
        signed(change, binh)
    from canbo.organizations.models import Unit

    Unit.objects.create(name="Tỉnh khác", search_name="tinh khac", path="zzzzzz", code="KHAC")
    other = make_account("mot-goc", "officer", tree.root)
    with pytest.raises(Forbidden):
        signed(change, other)


def test_a_value_that_turns_cases_is_signed_only_once_they_are_accepted(first, second, lexicon):
    change = enter(first, 36)
    assert {(each["rule"], each["day"]) for each in change.turned} == set()
    change = cancelled_and_entered_earlier(first, change)
    # Shipped: held for two years on 01/01/2024, twelve months needed; with 36 it is not enough.
    turned = [(each["rule"], each["day"], each["was"].split()[0], each["came"].split()[0]) for each in change.turned]
    assert turned == [("state.post.long_enough", "2024-01-01", "pass", "fail")]
    assert refusal(signed, change, second) == "cases_not_accepted"
    assert refusal(accepted, change, second) == "not_yours"
    accepted(change, first)
    assert signed(change, second).state == State.IN_FORCE
    assert value(day=date(2023, 12, 31)).content == 24
    assert value(day=date(2024, 1, 1)).content == 36
    _found, faults, tried = library.check()
    assert faults == []
    assert any(each.case.pack == "office" and each.case.rule == "state.post.long_enough" for each in tried)


def cancelled_and_entered_earlier(first, change):
    cancel(access=first.access, change=change, reason="nhập nhầm ngày")
    return enter(first, 36, start=date(2024, 1, 1))


def test_only_one_proposal_about_a_thing_is_open(first, second):
    change = confirm(first)
    assert refusal(confirm, second) == "change_open"
    give_back(access=second.access, change=change, reason="thiếu trang 2", today=TODAY)
    assert refusal(signed, change, second) == "change_closed"
    assert signed(confirm(second), first).state == State.IN_FORCE
    assert refusal(confirm, first) == "confirmed_already"


def test_a_second_signature_is_told_who_signed(first, second, make_account, tree):
    third = make_account("ky2", "officer", tree.root)
    change = confirm(first)
    signed(change, second)
    with pytest.raises(DomainError, match="Người ký"):
        signed(change, third)
    assert RuleChange.objects.get().signed_by_name == "Người ký"


def test_what_another_signature_changed_meanwhile_is_tried_again(first, second, monkeypatch):
    from canbo.rules.services import trying

    other = enter(first, 18)
    change = confirm(first)
    tried, runs = trying.tried, []

    def overtaken(*given):
        runs.append(given[0].pk)
        found = tried(*given)
        if runs == [change.pk]:
            signed(other, second)
        return found

    monkeypatch.setattr(trying, "tried", overtaken)
    assert signed(change, second).state == State.IN_FORCE
    other.refresh_from_db()
    assert runs == [change.pk, other.pk, change.pk]
    assert (other.edition, RuleChange.objects.get(pk=change.pk).edition) == (1, 2)
    assert (value().content, value(THEORY).confirmed) == (18, True)


def test_what_the_packs_refuse_is_not_signed(first, second):
    change = confirm(first)
    RuleChange.objects.update(trial={**change.trial, "faults": ["Không nhận."]})
    assert refusal(signed, change, second) == "cases_refused"
    RuleChange.objects.update(trial=None)
    assert refusal(signed, change, second) == "not_tried"


def test_a_signed_proposal_goes_back_where_the_last_run_refuses_it(first, second, monkeypatch):
    from canbo.rules.services import trying

    change = confirm(first)
    tried = trying.tried
    monkeypatch.setattr(trying, "tried", lambda *given: {**tried(*given), "faults": ["Không nhận."]})
    assert signed(change, second).state == State.WAITING
    found = RuleChange.objects.get()
    assert (found.signed_by_name, found.faults) == ("", ["Không nhận."])
    assert not value(THEORY).confirmed


def test_a_new_release_that_changes_the_value_makes_a_proposal_stale(first, second):
    change = confirm(first)
    mended = {
        **FILES,
        "parameters/all.yaml": FILES["parameters/all.yaml"].replace("otherwise: intermediate", "otherwise: basic"),
    }
    write_pack(library.SHIPPED, mended)
    library._read.cache_clear()
    assert refusal(signed, change, second) == "change_stale"


def test_what_was_signed_is_not_applied_to_another_content(first, second):
    signed(confirm(first), second)
    worded = {**FILES, "parameters/all.yaml": FILES["parameters/all.yaml"].replace("Lý luận chính trị", "Lý luận")}
    write_pack(library.SHIPPED, worded)
    library._read.cache_clear()
    assert value(THEORY).confirmed
    mended = {
        **FILES,
        "parameters/all.yaml": FILES["parameters/all.yaml"].replace("otherwise: intermediate", "otherwise: basic"),
    }
    write_pack(library.SHIPPED, mended)
    library._read.cache_clear()
    assert not value(THEORY).confirmed
    reprint()
    _found, faults, _tried = library.check()
    assert [fault.code for fault in faults if fault.code.startswith("confirmation")] == []


def test_a_withdrawal_is_a_proposal_of_its_own(first, second):
    change = signed(confirm(first), second)
    assert refusal(propose_withdrawal, access=first.access, change=change, reason=" ", today=TODAY) == "reason_missing"
    back = propose_withdrawal(access=first.access, change=change, reason="nhầm khoản", today=TODAY)
    assert value(THEORY).confirmed
    assert refusal(signed, back, first) == "own_proposal"
    signed(back, second)
    assert not value(THEORY).confirmed
    change.refresh_from_db()
    assert (change.state, change.closed_reason) == (State.WITHDRAWN, "nhầm khoản")
    assert refusal(propose_withdrawal, access=first.access, change=change, reason="lại", today=TODAY) == "not_in_force"


def test_the_value_signed_later_wins_on_the_days_of_both(first, second):
    start = date(2026, 1, 1)
    signed(enter(first, 18, start=start), second)
    signed(enter(first, 20, start=date(2026, 6, 1), before=date(2026, 9, 1)), second)
    assert [value(day=date(2026, month, 15)).content for month in (1, 5, 6, 8, 9)] == [18, 18, 20, 20, 18]
    assert library.check()[1] == []


def test_values_of_a_place_hold_there_and_the_nearer_unit_stands_over_the_farther(first, second, tree):
    signed(enter(first, 18, place=tree.root.code), second)
    signed(enter(first, 24, place=tree.home.name), second)
    chain = [tree.root.code, tree.home.code]
    assert value().content == 12
    assert value(places=chain[:1]).content == 18
    assert value(places=chain).content == 24
    assert library.library().law(DAY, places=chain).bound(MONTHS).mark is Overlay.STRICTER
    assert library.check()[1] == []


def test_a_local_value_is_marked_anew_where_a_central_one_changed_under_it(first, second, tree):
    signed(enter(first, 18, place=tree.root.code), second)
    signed(enter(first, 24, start=date(2026, 6, 1)), second)

    def mark(month):
        return library.library().law(date(2026, month, 15), places=[tree.root.code]).bound(MONTHS).mark

    assert [mark(month) for month in (1, 5, 6)] == [Overlay.STRICTER, Overlay.STRICTER, Overlay.LOOSER]
    assert library.check()[1] == []


def test_a_local_value_is_marked_by_its_order_and_a_wrong_mark_refused(first, tree):
    assert refusal(enter, first, 18, place=tree.root.code, mark="looser") == "mark_wrong"
    assert enter(first, 6, place=tree.root.code).mark == "looser"
    assert refusal(enter, first, 12, place=tree.root.code) == "value_same"
    assert refusal(enter, first, 12, place="KHONG-CO") == "place_unknown"


def test_a_local_value_over_a_table_is_compared_line_by_line(first, second, tree):
    higher = {"province": "advanced", "otherwise": "advanced"}
    change = enter(first, higher, parameter=THEORY, place=tree.root.code)
    assert change.mark == "stricter"
    signed(accepted(change, first) if change.turned else change, second)
    assert value(THEORY, places=[tree.root.code]).content == higher
    mixed = {"province": "intermediate", "otherwise": "advanced"}
    assert refusal(enter, first, mixed, parameter=THEORY, place=tree.home.code) == "mark_missing"


def test_an_officer_of_a_unit_enters_its_values_but_no_others(lan, cuong, tree):
    change = enter(lan, 18, place=tree.home.code)
    assert change.state == State.WAITING
    with pytest.raises(Forbidden):
        signed(change, cuong)
    with pytest.raises(Forbidden):
        enter(lan, 18, place=tree.other.code)


@pytest.mark.parametrize(("content", "parameter"), [("mười hai", MONTHS), (12.5, MONTHS), ({"province": "no"}, THEORY)])
def test_a_value_of_another_kind_is_refused(content, parameter, first):
    assert refusal(enter, first, content, parameter=parameter) == "value_wrong"


def test_a_new_document_is_cited_and_one_known_by_now_is_not_stated_twice(first, second):
    new = NewDocument("9/LAW", "Cơ quan B", "Luật chín", date(2025, 12, 1), date(2026, 1, 1))
    change = signed(enter(first, 18, clause=clause(document="", new=new)), second)
    assert library.library().documents[change.document].number == "9/LAW"
    known = FILES["documents.yaml"] + FILES["documents.yaml"].split("documents:\n")[1].replace(
        "law-1", "law-9"
    ).replace("1/LAW", "9/LAW").replace("2019-12-01", "2025-12-01").replace("2020-01-01", "2026-01-01").replace(
        "Cơ quan A", "Cơ quan B"
    )
    write_pack(library.SHIPPED, {**FILES, "documents.yaml": known})
    library._read.cache_clear()
    reprint()
    assert value().cite[0].document == "law-9"
    assert library.check()[1] == []


def test_scans_are_looked_at_kept_encrypted_and_given_back(first, written):
    assert refusal(confirm, first, clause=clause(upload=None)) == "scan_missing"
    assert refusal(confirm, first, clause=clause(upload=scan("a.pdf", b"MZ\x90\x00 program"))) == "attachment_type"
    assert refusal(confirm, first, clause=clause(upload=scan("a.docx", b"PK\x03\x04"))) == "attachment_type"
    change = confirm(first)
    kept = [path for path in (written / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert PDF not in kept[0].read_bytes()
    assert scan_content(change) == PDF


def test_what_was_exported_proves_itself_and_says_the_same(first, second, tmp_path):
    signed(confirm(first), second)
    signed(enter(first, 18), second)
    files = export_values(access=first.access)
    for path, content in files.items():
        where = tmp_path / "exported" / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(content)
    assert "Người" not in b"".join(files.values()).decode()
    assert yaml.safe_load(files["office/confirmations/signed.yaml"])["confirmations"][0]["id"] == THEORY
    found, faults, _tried = library.check([library.SHIPPED, tmp_path / "exported"])
    assert faults == []
    law = found.law(DAY)
    assert (law.bound(THEORY).value.confirmed, law.bound(MONTHS).value.content) == (True, 18)


def test_the_print_is_made_anew_from_the_database(first, second, written):
    import shutil

    signed(confirm(first), second)
    shutil.rmtree(written / "rules-values")
    assert not value(THEORY).confirmed
    reprint_if_any()
    assert value(THEORY).confirmed


def test_another_process_sees_it_without_a_restart(first, second, written):
    import subprocess
    import sys

    ask = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'canbo.config.settings.test'\n"
        "import django; django.setup()\n"
        "from pathlib import Path; from datetime import date; from django.conf import settings\n"
        "from canbo.rules import library\n"
        f"settings.CANBO_DATA_DIR = Path({str(written)!r}); library.SHIPPED = Path({str(library.SHIPPED)!r})\n"
        "for line in sys.stdin:\n"
        f"    print(library.library().law(date(2026, 2, 1)).bound({THEORY!r}).value.confirmed, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", ask], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        answers = []
        for act in (lambda: None, lambda: signed(confirm(first), second)):
            act()
            other.stdin.write("?\n")
            other.stdin.flush()
            answers.append(other.stdout.readline().strip())
        other.stdin.close()
    assert answers == ["False", "True"]
