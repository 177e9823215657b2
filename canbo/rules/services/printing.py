"""What is in force of the signed values, printed as packs that every worker reads; made anew from the database."""

from __future__ import annotations

import fcntl
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import yaml

from canbo.core.text import fold
from canbo.rules.domain.check_values import compare
from canbo.rules.domain.confirming import confirms
from canbo.rules.domain.entered import Entered, cut, edges, key_of, painted, statement, stretches
from canbo.rules.domain.faults import Place
from canbo.rules.domain.law import Library
from canbo.rules.domain.model import OFFICE, Case, Confirmation, Overlay, Parameter, Span
from canbo.rules.domain.reading import read_packs
from canbo.rules.domain.trying import try_case
from canbo.rules.lexicon import lexicon
from canbo.rules.library import printed_root, written_library
from canbo.rules.models import RuleChange

#: How many former prints stay, for workers that are reading one.
_KEPT: Final = 10
_CURRENT: Final = "CURRENT"
_BEGINNING: Final = date(1990, 1, 1)


def changes_in_force() -> list[RuleChange]:
    """Give what is in force, in the order in which it took effect."""
    return list(RuleChange.objects.filter(state=RuleChange.State.IN_FORCE).order_by("edition"))


def reprint() -> Path:
    """Print what is in force and put it in the place of the former print; give its folder. Safe at any time."""
    with _alone():
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=printed_root()))
        try:
            write_packs(draft, changes_in_force())
            made = printed_root() / _digest(draft)
            if not made.is_dir():
                draft.chmod(0o700)
                draft.rename(made)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        page = printed_root() / f"{_CURRENT}.part"
        page.write_text(made.name, encoding="ascii")
        page.replace(printed_root() / _CURRENT)
        _tidy(made)
    return made


def reprint_if_any() -> None:
    """Print where something was ever signed or printed: after a migration, a restore."""
    if printed_root().is_dir() or RuleChange.objects.filter(edition__isnull=False).exists():
        reprint()


def write_packs(folder: Path, changes: Sequence[RuleChange]) -> Library:
    """Write packs that say these changes; give the packs that people wrote together with them.

    `office` holds the central values, the documents and the confirmations, `office_<place>` the values of a place.
    A confirmation of something that says something else by now is left out.
    """
    written = written_library()
    cites = {change.pk: document_id(change, written) for change in changes}
    packs: dict[str, dict[str, Any]] = {}
    for run in stretches(_marked(painted(_entered(changes, cites)), written)):
        central = statement_of(written, run[0].parameter)
        if central is not None:
            pack = packs.setdefault(pack_id(run[0].place), {"place": run[0].place})
            pack.setdefault("parameters", []).append(statement(run, central))
            pack.setdefault("runs", []).append(run)
    held = [each for change in changes for each in _confirmation(change, cites[change.pk], written)]
    news = {cites[change.pk]: change.new_document for change in changes if cites[change.pk] not in written.documents}
    if packs or held:
        central_pack = packs.setdefault(OFFICE, {"place": ""})
        central_pack |= {"confirmations": held, "documents": [_document(key, new or {}) for key, new in news.items()]}
    names = {change.place: change.place_name for change in changes}
    for name, pack in packs.items():
        _write(folder / name / "pack.yaml", {"pack": _head(name, pack, names.get(pack["place"], ""))})
        for key in ("documents", "parameters", "confirmations"):
            if pack.get(key):
                where = folder / name / ("documents.yaml" if key == "documents" else f"{key}/signed.yaml")
                _write(where, {key: pack[key]})
    found = together(written, folder)
    turned = _turned(changes)
    for name, pack in packs.items():
        cases = [*_boundaries(found, name, pack.get("runs", [])), *turned.get(name, [])]
        if cases:
            _write(folder / name / "cases" / "signed.yaml", {"cases": cases})
    return together(written, folder)


def together(written: Library, folder: Path) -> Library:
    """Give the packs that people wrote together with those of a folder."""
    packs = read_packs([folder], lexicon())[0] if any(folder.iterdir()) else []
    return Library([*written.packs.values(), *packs], lexicon())


def pack_id(place: str) -> str:
    """Give the id of the pack of a place's values; of the central ones for ""."""
    if not place:
        return OFFICE
    plain = re.sub(r"[^a-z0-9]+", "_", fold(place)).strip("_")
    tail = "" if plain == place.lower() else f"_{blake2b(place.encode(), digest_size=3).hexdigest()}"
    return f"{OFFICE}_{plain}{tail}"


def statement_of(found: Library, parameter: str) -> Parameter | None:
    """Give the statement of a parameter that values lie over: the latest central one, else a place's own."""
    stated = found.parameters(parameter)
    central = [each for each in stated if each.overlay is None]
    own = [each for each in stated if each.overlay is Overlay.ADDITIONAL]
    return central[-1] if central else own[0] if own else None


def document_id(change: RuleChange, found: Library) -> str:
    """Give the id of the document that a change cites: of a new one, that under which a pack states it by now."""
    new = change.new_document
    if not new:
        return change.document
    for known in found.documents.values():
        if fold(known.number) == fold(new["number"]) and known.signed.isoformat() == new["signed"]:
            return known.id
    return change.document


def _entered(changes: Iterable[RuleChange], cites: Mapping[int, str]) -> Iterator[Entered]:
    for change in changes:
        if change.kind == RuleChange.Kind.VALUE:
            yield Entered(
                change.edition or 10**9, change.entry, change.place, Overlay(change.mark),
                Span(change.starts, change.before), yaml.safe_load(change.value), cites[change.pk], change.clause,
                change.note, change.is_retroactive,
            )  # fmt: skip


def _marked(values: Sequence[Entered], written: Library) -> list[Entered]:
    """Mark local values by what stands under them on each day: a central value signed later may have changed that."""
    amended = [each for each in values if not each.place]
    marked: list[Entered] = []
    for each in values:
        central = statement_of(written, each.parameter)
        if central is None or not each.place or each.mark is Overlay.ADDITIONAL or central.stricter == "none":
            marked.append(each)
            continue
        under = [(one.span, one.content) for one in amended if one.parameter == each.parameter]
        stated = [one for one in written.parameters(each.parameter) if one.overlay is None]
        under += [(one.span, one.content) for held in stated for one in held.values]
        for piece in cut(each, [span for span, _content in under]):
            beneath = next((content for span, content in under if span.holds(piece.span.start)), None)
            way = compare(central, piece.content, beneath, lexicon())
            is_stricter = way is not None and (way > 0) == (central.stricter == "higher")
            mark = piece.mark if way is None else Overlay.STRICTER if is_stricter else Overlay.LOOSER
            marked.append(replace(piece, mark=Overlay.CONFIRMS if way == 0 else mark))
    return marked


def _confirmation(change: RuleChange, document: str, written: Library) -> list[dict[str, Any]]:
    if change.kind != RuleChange.Kind.CONFIRM:
        return []
    nowhere = Place("", 1)
    said = Confirmation(change.of, change.entry, change.in_pack, change.starts, change.content, (), "", nowhere)
    if not confirms(said, written.packs):
        return []
    signed = f"; ký ngày {change.signed_at:%d/%m/%Y}" if change.signed_at else ""
    note = f"Bản quét SHA-256 {change.scan_sha256}{signed}."
    return [{
        "of": change.of, "id": change.entry, "pack": change.in_pack, "from": change.starts, "content": change.content,
        "cite": [{"document": document, "clause": change.clause}], "note": " ".join(filter(None, (change.note, note))),
    }]  # fmt: skip


def _document(key: str, new: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": key, "number": new["number"], "issuer": {"vi": new["issuer"], "en": new["issuer"]},
        "label": {"vi": new["label"], "en": new["label"]}, "signed": date.fromisoformat(new["signed"]),
        "from": date.fromisoformat(new["from"]), "before": None, "read": "quoted", "encoded": "part",
    }  # fmt: skip


def _head(name: str, pack: Mapping[str, Any], place_name: str) -> dict[str, Any]:
    label = (
        {"vi": f"Giá trị riêng đã ký: {place_name or pack['place']}", "en": f"Own signed values: {pack['place']}"}
        if pack["place"]
        else {"vi": "Giá trị cơ quan đã nhập, xác nhận và ký", "en": "Values entered, confirmed and signed here"}
    )
    starts = [each.span.start for run in pack.get("runs", []) for each in run]
    return {
        "id": name, "label": label, "layer": "local", "generation": "all", "from": min([_BEGINNING, *starts]),
        "before": None, "place": pack["place"] or None,
    }  # fmt: skip


def _boundaries(found: Library, name: str, runs: Iterable[Sequence[Entered]]) -> Iterator[dict[str, Any]]:
    """A case on both sides of every day on which a value begins or ends, with what comes out there."""
    for run in runs:
        central = statement_of(found, run[0].parameter)
        if central is None:
            continue
        key = key_of(central, run[0].content)
        case = Case("", central.id, "", {}, {}, key, (), name, Place("", 1))
        days = sorted({day for edge in edges(run) for day in (edge - timedelta(days=1), edge)})
        on = {day: try_case(found, case, day) for day in days}
        yield {"parameter": central.id, "name": "Hai bên ngày đổi giá trị", **({"key": key} if key else {}), "on": on}


def _turned(changes: Iterable[RuleChange]) -> dict[str, list[dict[str, Any]]]:
    """The cases that come out otherwise than as shipped, as they were accepted and signed, by the pack of the place."""
    said: dict[tuple[str, str], dict[date, Any]] = {}
    for change in changes:
        for each in change.turned:
            days = said.setdefault((pack_id(change.place), each["case"]), {})
            day = date.fromisoformat(each["day"])
            days.pop(day, None)
            if each["came"] != each["expected"]:
                days[day] = yaml.safe_load(each["came"])
    found: dict[str, list[dict[str, Any]]] = {}
    for (name, text), on in said.items():
        if on:
            found.setdefault(name, []).append({**yaml.safe_load(text), "on": dict(sorted(on.items()))})
    return found


class _Plain(yaml.SafeDumper):
    """YAML without references."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


def plain_yaml(data: Any) -> str:
    """Give plain data as YAML in the order given."""
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120).removesuffix("...\n")


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(plain_yaml(data), encoding="utf-8")


def _digest(folder: Path) -> str:
    digest = blake2b(digest_size=12)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _tidy(current: Path) -> None:
    """Remove drafts whose writer died, and the oldest prints."""
    folders = [path for path in printed_root().iterdir() if path.is_dir()]
    prints = sorted((path for path in folders if "-" not in path.name), key=lambda path: path.stat().st_mtime)
    for path in [*(path for path in folders if "-" in path.name), *prints[:-_KEPT]]:
        if path != current:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time print, so that the last print holds everything that is in force."""
    printed_root().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (printed_root() / "print.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
