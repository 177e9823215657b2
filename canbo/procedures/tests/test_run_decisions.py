"""A decision signed later does its step; one revoked later is told by the run, which is not opened again."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from canbo.core.dates import PartialDate
from canbo.enactments import services
from canbo.procedures.models import RunLog
from canbo.procedures.tests.running import step

WALKED, SIGNED, FORCE = date(2026, 3, 2), date(2026, 3, 4), date(2026, 4, 1)
LATER = date(2026, 5, 4)


@pytest.fixture
def draft(lan, tree):
    """Give a function () -> a draft in the register of Lan's unit, which does nothing to any file."""

    def made(**values):
        return services.draft_decision(
            access=lan.access, unit=tree.home, kind="transfer", abstract="Về công tác cán bộ",
            issuer_name="Huyện Mẫu", **values,
        )  # fmt: skip

    return made


@pytest.fixture
def sign(binh, django_capture_on_commit_callbacks):
    """Give a function (decision, …): Bình, who runs no procedures, enters the signature."""

    def signed(decision, number="7/QĐ", *, on=SIGNED, effective=FORCE):
        with django_capture_on_commit_callbacks(execute=True):
            return services.sign(
                access=binh.access, decision=decision, issued_on=PartialDate.from_date(on), today=on, number=number,
                effective_on=PartialDate.from_date(effective),
            )  # fmt: skip

    return signed


@pytest.fixture
def waiting(make_run, walk, lan, draft):
    """A run whose last step waits for a draft."""
    from canbo.procedures.services.run_papers import link_decision

    run = make_run("state.transfer", "transfer", stated={"regime": "civil_servant"})
    decision = draft()
    link_decision(access=lan.access, step_id=walk(run, "t4").pk, decision_id=decision.pk, today=WALKED)
    return run, decision


def page(by, run):
    return by.client.get(reverse("run", args=[run.pk])).content.decode()


def test_the_step_is_done_on_the_day_of_signing(waiting, sign, lan):
    run, decision = waiting
    assert "bước này tự ghi nhận xong vào ngày ký" in page(lan, run)
    sign(decision)
    done = step(run, "t4")
    assert (done.state, done.done_on, done.done_by_name) == ("done", SIGNED, "Bình")
    assert done.frozen["decision"] == "7/QĐ ngày 04/03/2026"
    run.refresh_from_db()
    assert (run.state, run.ended_on) == ("finished", SIGNED)
    services.take_effect(FORCE)
    assert run.log.filter(act=RunLog.Act.COMPLETED, step=done).count() == 1


def test_a_gap_in_the_run_stops_no_signature_and_the_step_is_tried_again_on_the_day_of_effect(
    make_run, walk, lan, draft, sign, django_capture_on_commit_callbacks
):
    from canbo.procedures.services.run_papers import add_paper, link_decision

    run = make_run()
    ready, decision = walk(run, "decide"), draft()
    link_decision(access=lan.access, step_id=ready.pk, decision_id=decision.pk, today=WALKED)
    assert sign(decision).state == "signed"
    assert step(run, "decide").state == "ready"
    assert "Quyết định đã ký mà bước chưa tự ghi nhận xong" in page(lan, run)
    for paper in run.snapshot["dossier"]:
        add_paper(access=lan.access, step_id=ready.pk, paper=paper["id"], dated_on=WALKED, today=SIGNED)
    with django_capture_on_commit_callbacks(execute=True):
        services.take_effect(FORCE)
    assert (step(run, "decide").state, step(run, "decide").done_on) == ("done", SIGNED)


def test_signed_before_the_step_before_was_done_it_waits_for_the_officer(waiting, sign):
    run, decision = waiting
    sign(decision, on=date(2026, 3, 1))
    assert step(run, "t4").state == "ready"


def test_only_a_step_that_waits_is_done(waiting, sign, lan, draft, make_run):
    from canbo.procedures.services.run_papers import link_decision
    from canbo.procedures.services.runs import stop_run

    run, decision = waiting
    early = make_run("state.transfer", "transfer", stated={"regime": "civil_servant"})
    link_decision(access=lan.access, step_id=step(early, "t4").pk, decision_id=decision.pk, today=WALKED)
    stop_run(access=lan.access, run_id=run.pk, reason="Không làm nữa", today=WALKED)
    sign(decision)
    run.refresh_from_db()
    assert (run.state, step(early, "t4").state) == ("stopped", "blocked")


def revoked(waiting, sign, lan):
    run, decision = waiting
    sign(decision)
    services.take_effect(FORCE)
    paper = services.draft_revocation(access=lan.access, decision=decision, abstract="Thu hồi quyết định điều động")
    sign(paper, "9/QĐ", on=LATER, effective=LATER)
    decision.refresh_from_db()
    assert decision.state == "revoked"
    return run, paper


def test_a_revocation_is_told_by_the_run_and_opens_nothing(waiting, sign, lan):
    run, paper = revoked(waiting, sign, lan)
    run.refresh_from_db()
    done = step(run, "t4")
    assert (run.state, run.ended_on, done.state, done.done_on) == ("finished", SIGNED, "done", SIGNED)
    told = run.log.get(act=RunLog.Act.DECISION_ENDED)
    assert (told.step, told.on, told.by_name, told.detail["by"]) == (done, LATER, "Bình", paper.pk)
    shown = page(lan, run)
    assert "không còn hiệu lực" in shown
    assert "Đã thu hồi" in shown
    assert "Muốn làm lại thì lập việc mới" in shown
    assert reverse("decision", args=[paper.pk]) in shown
    assert reverse("decision", args=[paper.pk]) in lan.client.get(reverse("run-step", args=[done.pk])).content.decode()


def test_what_is_only_looked_at_ahead_tells_nothing(waiting, sign, lan, binh):
    run, decision = waiting
    sign(decision)
    paper = services.draft_revocation(access=lan.access, decision=decision, abstract="Thu hồi")
    services.preview_effects(access=binh.access, decision=paper, today=FORCE, effective_on=PartialDate(2026, 4, 1))
    assert not run.log.filter(act=RunLog.Act.DECISION_ENDED).exists()
    assert "không còn hiệu lực" not in page(lan, run)


def test_a_replaced_decision_is_told_too(waiting, sign, lan, draft):
    run, decision = waiting
    decision = sign(decision)
    sign(draft(links=[(decision, "replaces")]), "8/QĐ", on=LATER, effective=LATER)
    assert run.log.get(act=RunLog.Act.DECISION_ENDED).on == LATER
    assert "Đã được thay thế" in page(lan, run)
