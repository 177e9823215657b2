"""Counts of few people are hidden from who may not open their files, and nothing that is told gives them away."""

import json
import random
from collections import defaultdict
from io import BytesIO

import openpyxl
import polars as pl
import pytest
from django.urls import reverse
from django.utils import timezone

from canbo.access.models import RoleGrant
from canbo.access.selectors import context_for
from canbo.core.access import AccessContext, Grant, Permission
from canbo.core.counts import HIDDEN, Hidden
from canbo.reports import selectors
from canbo.reports.domain.crosstab import Category, CrossTable
from canbo.reports.domain.masking import breakdown_told, cross_told, parts_told, quality_told, told
from canbo.reports.domain.quality import breakdown, quality_of
from canbo.reports.selectors.population import opens_all
from canbo.reports.tests.conftest import DAY
from canbo.reports.tests.frames import aged, picture

LEAST = 5


def test_a_small_count_is_hidden_and_any_other_rounded_down():
    assert [told(count, LEAST) for count in (0, 5, 9, 10, 14)] == [0, 5, 5, 10, 10]
    assert all(isinstance(told(count, LEAST), Hidden) for count in (1, 2, 3, 4))


def test_what_is_computed_with_a_hidden_count_is_hidden():
    for value in (HIDDEN + 3, 3 + HIDDEN, HIDDEN - 1, 7 - HIDDEN, sum([5, HIDDEN, 10]), HIDDEN * 100, 3 / HIDDEN):
        assert isinstance(value, Hidden)
    assert not HIDDEN


@pytest.mark.parametrize(
    ("total", "counts", "hidden"),
    [
        (3, [3, 0], [True, True]),  # of a small whole nothing is told, not even who is none of it
        (23, [20, 3], [False, True]),
        (14, [5, 5, 1, 1, 1, 1], [True, False, True, True, True, True]),  # else each is 1: 10 and four make 14
        (20, [4, 4, 4, 4, 4, 0], [True] * 6),  # else each is 4
    ],
)
def test_where_the_total_would_give_a_hidden_part_away_another_is_hidden(total, counts, hidden):
    assert [isinstance(each, Hidden) for each in parts_told(total, counts, LEAST)] == hidden


class Attacker:
    """Keeps between which bounds each figure must lie, by what was told and by what adds up to what."""

    def __init__(self) -> None:
        self.low = defaultdict(int)
        self.high = defaultdict(lambda: 10_000)
        self.sums = []

    def read(self, name, shown) -> None:
        if isinstance(shown, Hidden):
            return  # anything: a part of a small whole may be nobody, and a larger one is hidden beside a small one
        self.low[name] = max(self.low[name], shown)
        self.high[name] = min(self.high[name], shown + (LEAST - 1 if shown else 0))

    def adds_up(self, whole, parts) -> None:
        self.sums.append((whole, tuple(parts)))

    def think(self) -> None:
        for _round in range(50):
            before = (dict(self.low), dict(self.high))
            for whole, parts in self.sums:
                self.low[whole] = max(self.low[whole], sum(self.low[part] for part in parts))
                self.high[whole] = min(self.high[whole], sum(self.high[part] for part in parts))
                for part in parts:
                    others = [each for each in parts if each != part]
                    self.low[part] = max(self.low[part], self.low[whole] - sum(self.high[each] for each in others))
                    self.high[part] = min(self.high[part], self.high[whole] - sum(self.low[each] for each in others))
            if before == (dict(self.low), dict(self.high)):
                break

    def is_sure_of(self, name) -> bool:
        return self.low[name] == self.high[name]


def district(chance):
    """People of a district of nine teams in three offices, each sex, and who is in the Party; some teams very small."""
    rows = []
    for office in range(3):
        for team in range(3):
            for _person in range(chance.choice((1, 2, 3, 4, 5, 6, 10, 17))):
                rows.append(
                    {
                        "office": office, "team": 10 * office + team, "is_female": chance.choice((True, False, None)),
                        "is_party_member": chance.random() < 0.7, "is_leader": chance.random() < 0.2,
                        "gender": chance.choice(("male", "female")), **aged(chance.randint(25, 60)),
                    }
                )  # fmt: skip
    frame = picture(*[{key: value for key, value in row.items() if key not in {"office", "team"}} for row in rows])
    return frame.with_columns(
        pl.Series("office", [r["office"] for r in rows]), pl.Series("team", [r["team"] for r in rows])
    )


def publish(attacker, day, frame, truth):
    """Everything that pages of the district, of each office and each team tell on one day."""
    places = {"district": frame}
    places |= {f"office {n}": frame.filter(pl.col("office") == n) for n in range(3)}
    places |= {f"team {n}": frame.filter(pl.col("team") == n) for n in sorted(set(frame["team"]))}
    for place, people in places.items():
        if not people.height:
            continue
        exact = quality_of(people)
        shown = quality_told(exact, LEAST)
        attacker.read((day, place, "all"), shown.total)
        truth[day, place, "all"] = exact.total
        for flag in ("female", "party_members", "leaders"):
            for answer in ("yes", "no", "unknown"):
                attacker.read((day, place, flag, answer), getattr(shown.flags[flag], answer))
                truth[day, place, flag, answer] = getattr(exact.flags[flag], answer)
            attacker.adds_up((day, place, "all"), [(day, place, flag, each) for each in ("yes", "no", "unknown")])
    for above, key in (("district", "office"), *((f"office {n}", "team") for n in range(3))):
        if above not in places:
            continue
        parts = breakdown(places[above], pl.col(key))
        names = [f"{key} {part.key}" for part in parts]
        for name, part in zip(names, breakdown_told(parts, LEAST), strict=True):
            attacker.read((day, name, "all"), part.total)
            attacker.read((day, name, "female", "yes"), part.yes["female"])
        attacker.adds_up((day, above, "all"), [(day, name, "all") for name in names])
        for flag in ("female", "party_members", "leaders"):
            for answer in ("yes", "no", "unknown"):
                attacker.adds_up((day, above, flag, answer), [(day, name, flag, answer) for name in names])


@pytest.mark.parametrize("seed", range(20))
def test_no_small_count_can_be_computed_from_all_that_is_told(seed):
    chance = random.Random(seed)
    first = district(chance)
    leaver = chance.randrange(first.height)
    second = pl.concat([first.slice(0, leaver), first.slice(leaver + 1)])  # the next day one person is gone
    attacker, truth = Attacker(), {}
    publish(attacker, 1, first, truth)
    publish(attacker, 2, second, truth)
    attacker.think()
    for name, count in truth.items():
        assert attacker.low[name] <= count <= attacker.high[name], "the attacker reasons soundly"
    small = [name for name, count in truth.items() if 0 < count < LEAST]
    assert len(small) > 10
    assert [name for name in small if attacker.is_sure_of(name)] == []
    # Who left cannot be told from two days either.
    for place in {name[1] for name in truth}:
        for what in ((place, "all"), (place, "female", "yes")):
            one, two = (1, *what), (2, *what)
            if one in truth and two in truth and truth[one] != truth[two]:
                assert attacker.low[one] - attacker.high[two] < attacker.high[one] - attacker.low[two]


def test_the_attacker_would_find_it_where_counts_are_told():
    attacker = Attacker()
    for name, shown in (("all", 20), ("a", 15), ("b", HIDDEN)):
        attacker.low[name], attacker.high[name] = (1, 4) if isinstance(shown, Hidden) else (shown, shown)
    attacker.high["b"] = 10_000
    attacker.adds_up("all", ["a", "b"])
    attacker.think()
    assert attacker.is_sure_of("b")


def test_a_cross_table_hides_by_row_and_by_column():
    table = CrossTable((Category("a"), Category("b")), (Category(1), Category(2)), ((20, 3), (7, 12)))
    assert cross_told(table, LEAST).counts == ((20, HIDDEN), (5, 10))
    assert isinstance(cross_told(table, LEAST).counts[0][1], Hidden)


@pytest.fixture
def reader(make_account, tree, lan):
    """Somebody to whom an officer passed on reports and exports, and no files."""
    account = make_account("doc-bao-cao")
    RoleGrant.objects.create(
        user=account.user, role="officer", unit=tree.home, source=lan.user.role_grants.get(), valid_from="2000-01-01",
        valid_before="2100-01-01", permissions=["organizations.view", "reports.view", "reports.export"],
        granted_by_name="Lan", granted_at=timezone.now(),
    )  # fmt: skip
    return account


def test_whoever_may_open_the_files_sees_the_counts(office, lan, binh, inspector):
    for account in (lan, binh, inspector):
        assert opens_all(account.access, Permission.VIEW_REPORTS)
        assert selectors.quality(account.access, DAY).quality.total == 3


def test_rights_of_another_unit_or_tier_open_nothing(tree):
    files = frozenset({Permission.VIEW_FILES})
    reports = frozenset({Permission.VIEW_REPORTS})
    everywhere = AccessContext(1, "a", (Grant(reports, ""), Grant(files, tree.home.path)))
    one_tier = AccessContext(1, "a", (Grant(reports, tree.home.path), Grant(files, tree.home.path, tier="commune")))
    within = AccessContext(1, "a", (Grant(reports, tree.team.path, tier="commune"), Grant(files, tree.home.path)))
    assert [opens_all(access, Permission.VIEW_REPORTS) for access in (everywhere, one_tier, within)] == [
        False,
        False,
        True,
    ]


def test_the_pages_of_a_few_people_tell_nothing_without_their_files(office, reader, lan):
    access = context_for(reader.user, timezone.localdate())
    report = selectors.quality_report(access, DAY)
    assert report["total"] is None
    assert report["female"] is None
    assert {part["total"] for part in report["by_unit"]} == {None}
    assert selectors.training_report(access, 2008, as_of=DAY)["persons"] is None
    day = {"ngay": DAY.isoformat()}
    page = reader.client.get(reverse("quality-report"), day).content.decode()
    assert "dưới 5 người" in page
    assert "/ho-so/?" not in page
    for name, args in (("count-table", ["bm01"]), ("training-report", [])):
        text = reader.client.get(reverse(name, args=args), day | {"tu_nam": "2008"}).content.decode()
        assert "ẩn" in text, name
        assert "được ẩn, các số khác làm tròn" in text
    for name in ("people-list", "data-quality", "due-lists", "candidates", "standards-map", "training-people"):
        assert reader.client.get(reverse(name), day).status_code in {200, 403}
        assert "Nguyễn Thị Lan" not in reader.client.get(reverse(name), day).content.decode()


def test_what_is_exported_is_what_is_shown(office, reader):
    from canbo.reports.services import export_quality

    access = context_for(reader.user, timezone.localdate())
    plain = json.loads(export_quality(access=access, as_of=DAY, form="json").content())
    assert plain["total"] is None
    book = openpyxl.load_workbook(BytesIO(export_quality(access=access, as_of=DAY, form="excel").content()))
    cells = [cell.value for sheet in book for row in sheet.iter_rows(min_row=4) for cell in row]
    assert "ẩn" in cells
    assert not [cell for cell in cells if str(cell).startswith("=")]


def test_the_least_is_a_setting(office, reader, settings):
    settings.CANBO_MIN_GROUP = 2
    access = context_for(reader.user, timezone.localdate())
    assert selectors.quality(access, DAY).quality.total == 2  # three, rounded down
