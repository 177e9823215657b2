"""The rules: one position over a nation, many positions over a province, one person explained, and a loop over objects.

python bench/bench_rules.py [--people N] [--province N] [--positions N] [--objects N]

The masks of NumPy give the same four classes from the same columns in the same run; the classes are compared.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

try:
    import numpy as np
except ImportError as missing:
    raise SystemExit("bench_rules compares with NumPy: uv pip install numpy") from missing
import polars as pl
from measure import figure, median_ms, peak, timed
from office import set_up

DAY = date(2026, 3, 1)
KINDS = 500

PACK = """
pack:
  id: state_bench
  label: {vi: Bộ đo, en: Bench pack}
  layer: state
  generation: "2025"
  from: 2025-01-01
  before: null
"""
DOCUMENTS = """
documents:
  - {id: law, number: 1/L, issuer: {vi: A, en: A}, label: {vi: Luật, en: Law}, signed: 2024-12-01, from: 2025-01-01,
     before: null, read: full}
"""
#: Ten conditions such as standards have: levels, spans known in part, ratings, yes or no, a bar after discipline.
CONDITIONS = {
    "theory": ("theory_level >= $state.theory", "level", "theory_level", ["elementary", "intermediate", "advanced"]),
    "degree": (
        "qualification_level >= $state.degree", "level", "qualification_level", ["college", "university", "master"],
    ),
    "management": (
        "state_management_level >= $state.management", "level", "state_management_level", ["officer", "specialist"],
    ),
    "post": ("post_months >= $state.post", "months", "", [12, 24, 36]),
    "age": ("age_months < $state.age", "months", "", [480, 540, 600]),
    "service": ("service_months >= $state.service", "months", "", [36, 60]),
    "left": ("months_left >= $state.left", "months", "", [48, 60, 120]),
    "rated": ("rating_y1 >= $state.rated AND rating_y2 >= $state.rated", "level", "rating_y1", ["completed", "good"]),
    "party": ("is_party_official = $state.party", "bool", "", [True]),
    "bar": ("clear_of('party', 'reprimand', $state.bar)", "months", "", [12, 24]),
}  # fmt: skip


def write_pack(root: Path, chance: random.Random) -> dict[str, dict[str, Any]]:
    """Write a pack with the ten conditions, each demanding of every kind of title its own value; give the values."""
    asked = {
        name: {f"bench.kind_{i}": chance.choice(values) for i in range(KINDS)}
        for name, (*_, values) in CONDITIONS.items()
    }
    cite = 'cite: [{document: law, clause: "1"}], confirmed: true'
    titles = "\n".join(
        f"  - {{id: bench.kind_{i}, label: {{vi: L{i}, en: L{i}}}, codes: [c{i}], rank: head}}" for i in range(KINDS)
    )
    parameters, conditions, asks = [], [], []
    for name, (expression, kind, of, _) in CONDITIONS.items():
        table = ", ".join(f"{title}: {str(value).lower()}" for title, value in asked[name].items())
        about = f", of: {of}" if of else ""
        parameters.append(
            f"  - {{id: state.{name}, label: {{vi: {name}, en: {name}}}, kind: {kind}{about}, by: target_title, "
            f"values: [{{from: 2025-01-01, before: null, value: {{{table}}}, {cite}}}]}}"
        )
        conditions.append(
            f'  - {{id: state.c_{name}, label: {{vi: {name}, en: {name}}}, expression: "{expression}", '
            f'need: $state.{name}, reason: {{vi: "cần {{need}}", en: "{{need}} needed"}}, cure: {{by: time}}, '
            f"from: 2025-01-01, before: null, {cite}}}"
        )
        asks.append(f"{{condition: state.c_{name}, level: required}}")
    standard = (
        f"  - {{id: state.standard, label: {{vi: Chung, en: General}}, acts: [appointment], from: 2025-01-01, "
        f"before: null, {cite}, conditions: [{', '.join(asks)}]}}"
    )
    for path, text in {
        "state_bench/pack.yaml": PACK, "state_bench/documents.yaml": DOCUMENTS,
        "state_bench/titles.yaml": f"titles:\n{titles}\n",
        "state_bench/parameters/all.yaml": "parameters:\n" + "\n".join(parameters),
        "state_bench/conditions/all.yaml": "conditions:\n" + "\n".join(conditions),
        "state_bench/standards/all.yaml": f"standards:\n{standard}\n",
    }.items():  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return asked


def people(count: int, seed: int = 2026) -> pl.DataFrame:
    """Make people up as the picture has them: levels, dates known in part, a few with a measure, some facts missing."""
    from canbo.rules.lexicon import lexicon

    chance = np.random.default_rng(seed)
    words = lexicon()

    def level(name: str, shares: list[float]) -> pl.Series:
        codes = words.words[name].codes
        drawn = pl.Series(chance.choice(len(shares), count, p=shares))
        return _with_gaps(
            drawn.replace_strict(range(len(codes)), codes, return_dtype=pl.Enum(codes)).alias(name), chance
        )

    def spans(name: str, low: str, high: str) -> list[pl.Series]:
        first, last = (np.datetime64(each, "D").astype(np.int32) for each in (low, high))
        days = chance.integers(first, last, count, dtype=np.int32)
        width = chance.choice(np.array([0, 0, 0, 29, 364], dtype=np.int32), count)
        return [pl.Series(f"{name}_low", days).cast(pl.Date), pl.Series(f"{name}_high", days + width).cast(pl.Date)]

    measured = np.flatnonzero(chance.random(count) < 0.02)
    low = chance.integers(18_500, 20_400, measured.size, dtype=np.int32)
    told = pl.DataFrame({"row": measured.astype(np.uint32), "low": low}).select(
        "row", measure=pl.struct(
            track=pl.lit("party", pl.Enum(words.tracks)), form=pl.lit("reprimand", pl.Enum(words.forms)),
            low=pl.col("low").cast(pl.Date), high=pl.col("low").cast(pl.Date),
        ),
    ).group_by("row", maintain_order=True).agg(disciplines="measure")  # fmt: skip
    frame = pl.DataFrame([
        level("theory_level", [0.1, 0.25, 0.45, 0.18, 0.02]),
        level("qualification_level", [0.02, 0.02, 0.06, 0.1, 0.6, 0.18, 0.02]),
        level("state_management_level", [0.15, 0.15, 0.45, 0.2, 0.05]),
        level("rating_y0", [0.01, 0.09, 0.7, 0.2]), level("rating_y1", [0.01, 0.09, 0.7, 0.2]),
        level("rating_y2", [0.01, 0.09, 0.7, 0.2]), level("gender", [0.55, 0.45]),
        pl.Series("is_party_official", chance.random(count) < 0.7),
        *spans("born", "1966-01-01", "2002-01-01"), *spans("recruited", "1990-01-01", "2024-12-31"),
        *spans("post_since", "2015-01-01", "2025-01-01"),
    ])  # fmt: skip
    listed = frame.with_row_index("row").select("row").join(told, on="row", how="left", maintain_order="left")
    return frame.with_columns(listed["disciplines"].fill_null(pl.Series([[]], dtype=listed["disciplines"].dtype)))


def _with_gaps(column: pl.Series, chance: np.random.Generator) -> pl.Series:
    """Some facts are not known."""
    gaps = pl.Series(chance.random(column.len()) < 0.03)
    return pl.select(pl.when(~gaps).then(column).alias(column.name)).to_series()


def arrays(frame: pl.DataFrame) -> dict[str, Any]:
    """The columns as arrays; -1 stands for what is not known."""
    from canbo.rules.domain.derivation import measure_column

    def codes(name: str) -> Any:
        return frame[name].to_physical().cast(pl.Int8).fill_null(-1).to_numpy()

    found: dict[str, Any] = {
        name: codes(name) for name in (
            "theory_level", "qualification_level", "state_management_level", "rating_y1", "rating_y2"
        )
    }  # fmt: skip
    for name in ("age_months", "post_months", "service_months", "months_left"):
        for end in ("low", "high"):
            found[f"{name}_{end}"] = frame[f"{name}_{end}"].to_numpy()
    found["official"] = frame["is_party_official"].to_numpy()
    found["had"] = frame[measure_column("party", "reprimand", "had")].to_numpy()
    for end in ("least", "most"):
        found[end] = frame[measure_column("party", "reprimand", end)].fill_null(10_000).to_numpy()
    return found


def masks(a: dict[str, Any], need: dict[str, Any]) -> Any:
    """The same ten conditions written by hand: sure passes and sure failures are counted, the class follows."""
    from canbo.rules.lexicon import lexicon

    words = lexicon().words
    good = np.zeros(a["official"].size, np.uint8)
    bad = np.zeros(a["official"].size, np.uint8)

    def told(sure: Any, never: Any) -> None:
        nonlocal good, bad
        good += sure
        bad += never

    for fact, name in (
        ("theory_level", "theory"),
        ("qualification_level", "degree"),
        ("state_management_level", "management"),
    ):
        least, column = words[fact].codes.index(need[name]), a[fact]
        told(column >= least, (column >= 0) & (column < least))
    for fact, name in (("post_months", "post"), ("service_months", "service"), ("months_left", "left")):
        told(a[f"{fact}_low"] >= need[name], a[f"{fact}_high"] < need[name])
    told(a["age_months_high"] < need["age"], a["age_months_low"] >= need["age"])
    least = words["rating_y1"].codes.index(need["rated"])
    one, other = a["rating_y1"], a["rating_y2"]
    told((one >= least) & (other >= least), ((one >= 0) & (one < least)) | ((other >= 0) & (other < least)))
    told(a["official"] == need["party"], a["official"] != need["party"])
    told(~a["had"] | (a["least"] >= need["bar"]), a["had"] & (a["most"] < need["bar"]))
    count = len(CONDITIONS)
    return np.where(good == count, 1, np.where(bad == 0, 2, np.where(good == count - 1, 3, 0))).astype(np.int8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2_300_000)
    parser.add_argument("--province", type=int, default=40_000)
    parser.add_argument("--positions", type=int, default=500)
    parser.add_argument("--objects", type=int, default=1_000, help="people of the loop over objects")
    arguments = parser.parse_args()
    set_up(None)
    with tempfile.TemporaryDirectory() as folder:
        asked = write_pack(Path(folder), random.Random(7))
        _measure(arguments, Path(folder), asked)


def _measure(arguments: argparse.Namespace, folder: Path, asked: dict[str, dict[str, Any]]) -> None:
    from canbo.rules.domain.engine import Search, Target, classify, demanded, prepared
    from canbo.rules.domain.findings import explain
    from canbo.rules.domain.law import Library
    from canbo.rules.domain.reading import read_packs
    from canbo.rules.lexicon import lexicon
    from canbo.rules.library import library

    packs, faults = read_packs([folder], lexicon())
    if faults.found:
        raise SystemExit("\n".join(map(str, faults.found)))
    found = Library([*packs, *(pack for pack in library().packs.values() if pack.id == "retirement")], lexicon())
    law = found.law(DAY)
    searches = [Search(Target((f"bench.kind_{i}",)), "appointment") for i in range(arguments.positions)]
    ready = demanded(law, searches[0].target, "appointment")

    with timed(f"{arguments.people:,} people made up, columnar"):
        nation = people(arguments.people)
    with timed("what follows from dates and measures, once a picture"):
        nation = prepared(nation, law, DAY, ready)
    by_hand = arrays(nation)
    need = {name: values["bench.kind_0"] for name, values in asked.items()}
    engine = classify(nation, law, DAY, searches[:1])["0"].to_numpy()
    if not (engine == masks(by_hand, need)).all():
        raise SystemExit("the masks by hand give other classes")
    counts = dict(zip(*(each.tolist() for each in np.unique(engine, return_counts=True)), strict=True))
    print(f"classes (does not, meets, unknown, all but one): {[counts.get(code, 0) for code in range(4)]}")
    mine = median_ms(lambda: classify(nation, law, DAY, searches[:1]))
    theirs = median_ms(lambda: masks(by_hand, need))
    figure(f"one position over {arguments.people:,}: the engine", mine)
    figure(f"one position over {arguments.people:,}: masks by hand, NumPy", theirs)
    figure("ratio (wanted: at most 1.5)", mine / theirs, "x")

    province = nation.head(arguments.province)
    many = median_ms(lambda: classify(province, law, DAY, searches), times=7)
    figure(f"{arguments.positions} positions over {arguments.province:,} (wanted: under 500)", many)

    _explain_one(explain)
    _loop(arguments.objects, mine / arguments.people, need)
    print(f"peak {peak():,.0f} MB")


def _explain_one(explain: Callable[..., Any]) -> None:
    """One person against twenty positions of the packs that are shipped, the law of a day in 2026."""
    from canbo.rules.domain.engine import Search, demanded
    from canbo.rules.domain.factfile import read_facts
    from canbo.rules.lexicon import lexicon
    from canbo.rules.library import library
    from canbo.rules.targets import target_named

    facts = {
        "is_civil_servant": True, "gender": "male", "born": "1985", "theory_level": "elementary", "tier": "commune",
        "post_since": "2025-03-15", "title_rank": "deputy", "qualification_level": "university",
        "disciplines": [{"track": "party", "form": "reprimand", "from": "2024-05-10"}],
    }  # fmt: skip
    packs = library()
    law = packs.law(DAY, without=packs.local)
    given = read_facts(facts, lexicon(), DAY).frame
    searches = [Search(target_named(packs, name), "appointment") for name in list(packs.titles)]
    searches = [search for search in searches if demanded(law, search.target, search.act)][:20]
    conditions = sum(len(demanded(law, search.target, search.act)) for search in searches)
    taken = median_ms(lambda: explain(given, law, DAY, searches))
    figure(f"one person explained, {len(searches)} standards, {conditions} findings (wanted: under 30)", taken)


def _loop(count: int, per_person_ms: float, need: dict[str, Any]) -> None:
    """The same ten conditions in a loop over ORM objects, each with its records."""
    from office import fill

    from canbo.core.dates import months_between
    from canbo.personnel import models as files
    from canbo.rules.retirement import retirement_ages

    fill(count)
    ages = retirement_ages(DAY)
    levels = {name: list(values) for name, values in {
        "theory": files.PoliticalTheory._meta.get_field("level").choices,
        "degree": files.Qualification._meta.get_field("level").choices,
        "management": files.StateManagement._meta.get_field("level").choices,
        "rated": files.Evaluation._meta.get_field("rating").choices,
    }.items()}  # fmt: skip
    order = {name: {code: place for place, (code, _) in enumerate(values)} for name, values in levels.items()}

    def best(person: Any, kind: Any, name: str) -> int:
        held = [order[name].get(each.level, -1) for each in kind.objects.known().holding(DAY).filter(person=person)]
        return max(held, default=-1)

    def classed(person: Any) -> int:
        passed = best(person, files.PoliticalTheory, "theory") >= order["theory"][need["theory"]]
        passed += best(person, files.Qualification, "degree") >= order["degree"][need["degree"]]
        passed += best(person, files.StateManagement, "management") >= order["management"][need["management"]]
        post = files.PostHolding.objects.known().holding(DAY).filter(person=person).order_by("valid_from").last()
        since = post.valid_from if post is not None else None
        passed += since is not None and months_between(since, DAY)[0] >= need["post"]
        if person.born is not None and person.gender:
            passed += months_between(person.born, DAY)[1] < need["age"]
            limit = ages.age_reached_on(person.gender, person.born.earliest)
            passed += (limit.year - DAY.year) * 12 + limit.month - DAY.month >= need["left"]
        entry = files.Recruitment.objects.known().filter(person=person).first()
        passed += bool(entry and entry.recruited_on) and months_between(entry.recruited_on, DAY)[0] >= need["service"]
        rated = {each.year: each.rating for each in files.Evaluation.objects.known().filter(person=person)}
        least = order["rated"][need["rated"]]
        passed += all(order["rated"].get(rated.get(DAY.year - back, ""), -1) >= least for back in (1, 2))
        party = files.PartyMembership.objects.known().filter(person=person).first()
        passed += bool(party and party.official_on)
        passed += not files.Discipline.objects.known().filter(person=person, track="party", form="reprimand").exists()
        return int(passed)

    everybody = list(files.Person.objects.all()[:count])
    taken = median_ms(lambda: [classed(person) for person in everybody], times=1, warm=0) / len(everybody)
    figure(f"a loop over {len(everybody):,} ORM objects: a person", taken)
    figure("the engine: a person", per_person_ms * 1000, "us")
    figure("ratio (wanted: at least 1,000)", taken / per_person_ms, "x")


if __name__ == "__main__":
    main()
