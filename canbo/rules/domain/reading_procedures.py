"""Reading procedures: steps, who is convened and when others are, quorum, votes and how a count is read, deadlines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from canbo.rules.domain.entries import Entry
from canbo.rules.domain.lexicon import Lexicon
from canbo.rules.domain.model import (
    Applies,
    Circumstance,
    Deadline,
    Pack,
    Procedure,
    Quorum,
    Result,
    Step,
    Transition,
    Vote,
    Words,
)

DAY_UNITS: Final = ("days", "working_days", "weeks", "months")
BOUNDS: Final = ("at_most", "at_least")
SIDES: Final = ("after", "before")
BASES: Final = ("convened", "present", "members", "valid", "issued")
OPERATORS: Final = (">", ">=", "=", "<", "<=")
BALLOTS: Final = ("secret", "open", "slip", "unsaid")
TAKES: Final = ("highest", "all", "tied", "single", "two_highest")
THENS: Final = (
    "chosen", "advance", "stop_and_report", "head_decides", "head_decides_and_reports", "chair_decides",
    "authority_decides", "report_all_opinions", "input_only", "unsaid",
)  # fmt: skip
ANNOUNCED: Final = ("announced", "not_announced", "unsaid")


def read_procedure(entry: Entry, pack: Pack, lexicon: Lexicon, applies: Callable[[Entry], Applies]) -> Procedure:
    """Read one procedure."""
    name = entry.identity()
    entry.what = f"quy trình {name}"
    label = entry.label()
    inner = entry.entry("applies", f"applies của {name}")
    acts = frozenset(entry.texts("acts", required=True, known=lexicon.acts))
    held = applies(inner) if inner else Applies()
    if held.acts:
        entry.wrong(entry.place, "acts_twice", f"{name} ghi acts hai lần.", "Chỉ ghi acts ngoài applies.")
    return Procedure(
        name, label, Applies(acts, held.regimes, held.tiers, held.blocks, held.ranks, held.titles),
        entry.expression("when", required=False), entry.span(), entry.cite(), entry.truth("confirmed"),
        entry.texts("dossier"),
        tuple(
            _deadline(each, name, lexicon)
            for each in entry.entries("deadlines", f"thời hạn của {name}", required=False)
        ),
        tuple(_step(each, lexicon) for each in entry.entries("steps", f"bước của {name}")),
        tuple(
            _transition(each, name) for each in entry.entries("transitions", f"chuyển tiếp của {name}", required=False)
        ),
        entry.text("note", required=False), pack.id, pack.layer, entry.place,
    )  # fmt: skip


def _transition(entry: Entry, procedure: str) -> Transition:
    entry.what = f"chuyển tiếp của {procedure}"
    transition = Transition(
        entry.identity("of"), entry.words("who") or Words("", ""), entry.text("until", required=False),
        entry.text("start"), entry.cite(), entry.truth("confirmed"), entry.text("note", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return transition


def _step(entry: Entry, lexicon: Lexicon) -> Step:
    name = entry.identity()
    entry.what = f"bước {name}"
    step = Step(
        name, entry.one_of("kind", lexicon.step_kinds), entry.label(), entry.words("convened", required=False),
        entry.texts("roles", known=lexicon.roles), entry.texts("attending", known=lexicon.roles),
        tuple(
            _circumstance(each, lexicon)
            for each in entry.entries("instead", f"trường hợp của bước {name}", required=False)
        ),
        _quorum(entry.entry("quorum", f"quorum của bước {name}")), _vote(entry.entry("vote", f"vote của bước {name}")),
        entry.one_of("announce", ANNOUNCED, required=False) or "unsaid", _documents(entry),
        entry.texts("marks", known=lexicon.events),
        _stated(entry.entry("deadline", f"thời hạn của bước {name}"), name, lexicon), entry.cite(),
        entry.truth("confirmed"), entry.text("note", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return step


def _circumstance(entry: Entry, lexicon: Lexicon) -> Circumstance:
    found = Circumstance(
        entry.expression("when"), entry.label(), entry.texts("roles", required=True, known=lexicon.roles), entry.place
    )
    entry.close()
    return found


def _documents(entry: Entry) -> tuple[Words, ...]:
    documents = []
    for each in entry.entries("documents", "văn bản làm ra", required=False):
        documents.append(Words(each.text("vi"), each.text("en")))
        each.close()
    return tuple(documents)


def _quorum(entry: Entry | None) -> Quorum | None:
    if entry is None:
        return None
    operator, share, base = entry.one_of("operator", OPERATORS), entry.share("threshold"), entry.one_of("base", BASES)
    entry.close()
    return Quorum(operator, share, base) if share is not None else None


def _vote(entry: Entry | None) -> Vote | None:
    if entry is None:
        return None
    base = entry.one_of("base", BASES)
    vote = Vote(
        entry.one_of("ballot", BALLOTS), entry.words("on", required=False), entry.count("choices", required=False),
        base, tuple(_result(each, base) for each in entry.entries("results", "kết quả phiếu")),
    )  # fmt: skip
    entry.close()
    return vote


def _result(entry: Entry, base: str) -> Result:
    otherwise = entry.truth("otherwise", required=False)
    result = Result(
        entry.one_of("operator", OPERATORS, required=not otherwise), entry.share("threshold", required=not otherwise),
        entry.one_of("base", BASES, required=False) or base, entry.one_of("take", TAKES, required=False),
        entry.one_of("then", THENS), otherwise, entry.text("differs_from", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return result


def _deadline(entry: Entry, procedure: str, lexicon: Lexicon) -> Deadline:
    name = entry.identity()
    entry.what = f"thời hạn {name} của {procedure}"
    deadline = Deadline(
        name, entry.label(), *_count(entry), *_from(entry, lexicon), entry.text("until", required=False), entry.cite(),
        entry.truth("confirmed"), entry.text("note", required=False), entry.place,
    )  # fmt: skip
    entry.close()
    return deadline


def _stated(entry: Entry | None, step: str, lexicon: Lexicon) -> Deadline | None:
    """A deadline inside a step: it stands on the step's own clause."""
    if entry is None:
        return None
    deadline = Deadline(
        step, None, *_count(entry), *_from(entry, lexicon), "", (), True, entry.text("note", required=False),
        entry.place,
    )  # fmt: skip
    entry.close()
    return deadline


def _count(entry: Entry) -> tuple[int, str, str]:
    return entry.count("count") or 1, entry.one_of("unit", DAY_UNITS), entry.one_of("bound", BOUNDS)


def _from(entry: Entry, lexicon: Lexicon) -> tuple[str, str]:
    return entry.one_of("side", SIDES), entry.one_of("event", lexicon.events)
