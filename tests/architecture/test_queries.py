"""A page costs the same however many rows it shows: a list at most twelve queries, a board or report a few more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from canbo.core.dates import PartialDate
from canbo.personnel import services
from canbo.personnel.models import PostHolding

#: The pages, who looks at them, and how many queries they may take (four are the session, the user and the rights).
PAGES = [
    ("people-list", "lan", 12),
    ("search", "lan", 12),
    ("audit-log", "administrator", 12),
    ("accounts", "administrator", 12),
    ("grants", "administrator", 12),
    ("units", "lan", 16),
    ("unit", "lan", 20),
    ("data-quality", "lan", 16),
    ("due-lists", "lan", 16),
    ("quality-report", "lan", 16),
    ("candidates", "lan", 12),
    ("candidate-explained", "lan", 12),
    ("standards-map", "lan", 12),
]


@pytest.fixture
def grow(lan, administrator, make_account, tree):
    """Add so many people with posts to the files, accounts with grants, and their traces to the log."""
    made = []

    def add(count):
        for _number in range(count):
            number = len(made)
            identity = {
                "full_name": f"Nguyễn Văn {chr(65 + number % 26)}{number}",
                "born": PartialDate(1970 + number % 30),
            }
            person = services.open_file(access=lan.access, unit=tree.home, identity=identity)
            services.add_record(
                access=lan.access, person=person, kind=PostHolding,
                values={"unit": tree.home, "title_text": "Chuyên viên", "valid_from": PartialDate(2012)},
            )  # fmt: skip
            make_account(f"u{number}", "committee_member", tree.home)
            made.append(person)
        return made

    return add


def cost(client, address):
    client.get(address)  # what is kept between requests is kept by now
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize(("name", "who", "most"), PAGES)
def test_a_page_costs_the_same_for_many_rows(name, who, most, grow, lan, administrator, tree):
    client = {"lan": lan, "administrator": administrator}[who].client
    people = grow(3)
    about = {"unit": [tree.home.pk], "candidate-explained": [people[0].pk]}
    asked = {
        "search": "?q=nguyen",
        **dict.fromkeys(("candidates", "candidate-explained"), "?loai=commune.division_head"),
    }
    address = reverse(name, args=about.get(name, [])) + asked.get(name, "")
    few = cost(client, address)
    grow(20)
    many = cost(client, address)
    assert len(many) <= most, "\n".join(many)
    assert len(many) <= len(few) + 1, "\n".join(many)
