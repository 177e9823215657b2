"""The proposal and the notice of a run say what was written down, and nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.documents.papers import words_of
from canbo.documents.services.making import make_paper, remake
from canbo.procedures.run_made_papers import conclusions, proposals


def text(account, source, draft, run):
    paper = make_paper(access=account.access, source=source, draft=draft, object_id=run.pk)
    return "\n".join(words_of(remake(access=account.access, paper=paper)[0]))


def test_a_proposal_has_the_law_the_person_and_what_was_done(lan, make_run, walk, person):
    run = make_run()
    (draft,) = proposals(lan.access, run.pk)
    before = text(lan, "run-proposal", draft, run)
    assert draft.people == (person.pk,)
    assert all(
        words in before for words in ("TỜ TRÌNH", "Bổ nhiệm Phó Trưởng phòng", "Đỗ Văn Cử", "12/05/1980", "Căn cứ")
    )
    first = run.snapshot["steps"][0]["label"]["vi"]
    assert first not in before
    walk(run, run.snapshot["steps"][1]["id"])
    (draft,) = proposals(lan.access, run.pk)
    assert first in text(lan, "run-proposal", draft, run)


def test_nothing_is_concluded_before_something_was_done(lan, make_run, walk):
    run = make_run()
    with pytest.raises(DomainError, match="chưa xong bước nào"):
        list(conclusions(lan.access, run.pk))
    assert (
        reverse("paper-make", args=["run-conclusion", run.pk])
        not in lan.client.get(reverse("run", args=[run.pk])).content.decode()
    )
    walk(run, run.snapshot["steps"][1]["id"])
    (draft,) = conclusions(lan.access, run.pk)
    assert run.snapshot["steps"][0]["label"]["vi"] in text(lan, "run-conclusion", draft, run)
    page = lan.client.get(reverse("paper-make", args=["run-conclusion", run.pk]))
    assert page.status_code == 200


def test_who_does_not_run_the_procedure_makes_none_of_its_papers(binh, cuong, make_run):
    run = make_run()
    for account in (binh, cuong):
        with pytest.raises((NotFound, Forbidden)):
            list(proposals(account.access, run.pk))
