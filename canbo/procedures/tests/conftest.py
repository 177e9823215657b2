"""A meeting of seven in Lan's unit: chair, teller and five more, each with an account; Lan runs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from canbo.procedures.tests.running import STATED

HELD_ON = date(2026, 3, 2)
CHAIR_WORDS, TELLER_WORDS = "con trâu trắng bơi", "mùa lúa chín sớm"
#: More than half of those present.
MAJORITY = {
    "rule": {
        "quorum": {"operator": ">=", "threshold": "2/3"},
        "lines": [{"operator": ">", "threshold": "1/2", "base": "convened", "take": "", "then": "chosen"},
                  {"otherwise": True, "then": "rejected"}],
        "citation": "quy chế làm việc", "confirmed": True, "announce": "announced",
    }
}  # fmt: skip


@dataclass
class Hall:
    """The meeting, those convened in order (chair first, then the teller), and their accounts."""

    meeting: object
    people: list
    accounts: list

    @property
    def chair(self):
        return self.accounts[0]

    @property
    def teller(self):
        return self.accounts[1]


@pytest.fixture
def make_hall(lan, tree, make_account):
    from canbo.personnel.services import open_file
    from canbo.procedures.services.meetings import convene, note_present

    def made(size: int = 7, *, present: int | None = None) -> Hall:
        people = [
            open_file(access=lan.access, unit=tree.home, identity={"full_name": f"Đinh Văn {'ABCDEGHIKLMN'[n]}"})
            for n in range(size)
        ]
        accounts = [
            make_account(f"nguoi{n}", "cadre", tree.home, person.full_name, person_id=person.pk)
            for n, person in enumerate(people)
        ]
        meeting = convene(
            access=lan.access, unit=tree.home, title="Hội nghị tập thể lãnh đạo", held_on=HELD_ON,
            people={person.pk: "lãnh đạo" for person in people}, chair_id=people[0].pk, teller_id=people[1].pk,
        )  # fmt: skip
        note_present(access=lan.access, meeting_id=meeting.pk, present=[each.pk for each in people[:present]])
        return Hall(meeting, people, accounts)

    return made


@pytest.fixture
def hall(make_hall):
    return make_hall()


@pytest.fixture
def make_vote(lan):
    """Give a function (hall, …) -> a vote that is open: agree or not on one name, unless told otherwise."""
    from canbo.procedures.domain.ballots import Form
    from canbo.procedures.domain.counts import Kind
    from canbo.procedures.services import votes

    def made(hall: Hall, form: Form | None = None, *, is_open: bool = True, rule=None, **more):
        vote = votes.propose_vote(
            access=lan.access, meeting_id=hall.meeting.pk, title="Giới thiệu nhân sự",
            form=form or Form(Kind.APPROVE, ("Lê Thị Mẫu",)), rule=rule or MAJORITY, **more,
        )  # fmt: skip
        votes.set_passphrase(access=hall.chair.access, vote_id=vote.pk, passphrase=CHAIR_WORDS)
        votes.set_passphrase(access=hall.teller.access, vote_id=vote.pk, passphrase=TELLER_WORDS)
        return votes.open_vote(access=lan.access, vote_id=vote.pk) if is_open else vote

    return made


@pytest.fixture
def register(lan, tree):
    """Give a function (number) -> a decision that stands in the register of Lan's unit, in force."""
    from canbo.core.dates import PartialDate
    from canbo.decisions.services import register_decision

    def made(number: str):
        return register_decision(
            access=lan.access, number=number, issued_on=PartialDate(2026, 3, 1), issuer_name="Huyện Mẫu",
            unit_key=tree.home.pk,
        )  # fmt: skip

    return made


@pytest.fixture
def person(desk):
    return desk.open("Đỗ Văn Cử", born="1980-05-12")


@pytest.fixture
def make_run(lan, tree, person):
    from canbo.procedures.services.runs import SubjectGiven, start_run

    def made(
        procedure="state.appointment.in_place", act="appointment", *, access=None, subjects=None, day=HELD_ON, **more
    ):
        return start_run(
            access=access or lan.access, unit=more.pop("unit", tree.home), act=act, procedure=procedure,
            title="Bổ nhiệm Phó Trưởng phòng",
            subjects=subjects if subjects is not None else [SubjectGiven(person_id=person.pk, post="Phó Trưởng phòng")],
            circumstances=more.pop("stated", STATED), today=day, **more,
        )  # fmt: skip

    return made


@pytest.fixture
def walk(lan):
    """Give a function (run, until) -> the steps before `until` done, each on the day given."""
    from canbo.procedures.services.run_steps import complete_step

    def made(run, until="", *, day=HELD_ON):
        while (ready := run.steps.filter(state="ready").first()) is not None and ready.key != until:
            pinned = next(each for each in run.snapshot["steps"] if each["id"] == ready.key)
            more = {"outcome": "go_on", "note": "theo biên bản"} if pinned["vote"] else {}
            complete_step(access=lan.access, step_id=ready.pk, today=day, **more)
        return run.steps.filter(state="ready").first()

    return made
