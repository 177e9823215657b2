"""Reading packs from their folders: every file, every key, or a fault that says where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from canbo.rules.domain.confirming import KINDS as KINDS_CONFIRMED
from canbo.rules.domain.entries import NO_DAY, Entry
from canbo.rules.domain.faults import Faults, Place
from canbo.rules.domain.language import Expression, parse
from canbo.rules.domain.lexicon import Lexicon
from canbo.rules.domain.model import (
    Applies,
    Asked,
    Case,
    Condition,
    Confirmation,
    Cure,
    CureBy,
    Demand,
    Document,
    Layer,
    Overlay,
    Pack,
    Paper,
    Parameter,
    Standard,
    TitleKind,
    Unread,
    Value,
    Words,
)
from canbo.rules.domain.nodes import read_yaml
from canbo.rules.domain.reading_procedures import DAY_UNITS, read_procedure
from canbo.rules.domain.reading_schemes import read_scheme
from canbo.rules.domain.schemes import LEVELS

KINDS: Final = (
    "number", "decimal", "percent", "months", "days", "working_days", "date", "bool", "level", "category", "text",
    "list", "retirement",
)  # fmt: skip
STRICTER: Final = ("higher", "lower", "none")
READ: Final = ("full", "quoted", "press", "none")
ENCODED: Final = ("full", "part", "none")
GENERATIONS: Final = ("2002", "2020", "2025", "all")
OUTCOMES: Final = ("pass", "fail", "unknown", "not_applicable", "not_in_force")
SCHEME_OUTCOMES: Final = (*LEVELS, "unknown", "undecided", "not_rated", "not_in_force")

#: Which folder or file holds which list.
_FOLDERS: Final = (
    "parameters", "conditions", "standards", "procedures", "papers", "schemes", "cases", "confirmations",
)  # fmt: skip
_FILES: Final = {"documents.yaml": "documents", "titles.yaml": "titles"}


def read_packs(roots: Iterable[Path], lexicon: Lexicon) -> tuple[list[Pack], Faults]:
    """Read every pack under the roots (a folder with pack.yaml each), and tell everything wrong inside one file."""
    faults = Faults()
    packs = []
    roots = list(roots)
    for root in roots:
        for folder in _folders(root, faults):
            pack = read_pack(folder, lexicon, faults)
            if pack is not None:
                packs.append(pack)
    if not packs and not faults.found:
        faults.add(
            Place(str(next(iter(roots), "")), 1), "packs_missing", "Không có bộ quy tắc nào ở đây.",
            "Mỗi bộ là một thư mục có pack.yaml; hãy xem lại đường dẫn.",
        )  # fmt: skip
    return packs, faults


def _folders(root: Path, faults: Faults) -> list[Path]:
    """The folders under a root, each of which should be a pack."""
    if (root / "pack.yaml").exists():
        faults.add(
            Place(f"{root.name}/pack.yaml", 1), "root_is_pack", f"{root} là một bộ, không phải thư mục chứa các bộ.",
            f"Hãy chỉ vào thư mục bên ngoài: {root.parent}.",
        )  # fmt: skip
        return []
    found = sorted(root.iterdir()) if root.is_dir() else []
    for stray in found:
        if not stray.is_dir() and stray.suffix in {".yaml", ".yml"}:
            faults.add(
                Place(stray.name, 1), "file_unknown", f"Tệp {stray.name} không nằm trong bộ nào.",
                "Hãy đặt nó vào thư mục của một bộ, hoặc bỏ đi.",
            )  # fmt: skip
    return [each for each in found if each.is_dir() and not each.name.startswith(".")]


def read_pack(folder: Path, lexicon: Lexicon, faults: Faults) -> Pack | None:
    """Read one pack; None where it has no readable pack.yaml."""
    shown = folder.name
    if not (folder / "pack.yaml").exists():
        faults.add(
            Place(f"{shown}/pack.yaml", 1), "pack_missing", f"Thư mục {shown} không có pack.yaml.",
            "Hãy thêm pack.yaml hoặc bỏ thư mục.",
        )  # fmt: skip
        return None
    root = read_yaml(folder / "pack.yaml", f"{shown}/pack.yaml", faults)
    if root is None:
        return None
    before = len(faults.found)
    top = Entry(root, faults, "pack.yaml")
    entry = top.entry("pack", "bộ quy tắc", required=True)
    top.close()
    if entry is None:
        faults.headless = True
        return None
    unread = [_unread(each, lexicon) for each in entry.entries("unread", "thời gian chưa đọc", required=False)]
    pack = Pack(
        entry.identity(), entry.label(), Layer(entry.one_of("layer", list(Layer))),
        entry.one_of("generation", GENERATIONS), entry.span(), entry.text("place", required=False) or None,
        entry.text("note", required=False), entry.place, unread=tuple(unread),
    )  # fmt: skip
    entry.close()
    if pack.place_code is not None and pack.layer is not Layer.LOCAL:
        faults.add(
            pack.place, "place_of_central", f"Bộ {pack.id} thuộc lớp «{pack.layer}» lại ghi place.",
            "Chỉ bộ địa phương (layer: local) có place: hãy bỏ place, hoặc sửa layer.",
        )  # fmt: skip
    if pack.id != folder.name:
        faults.add(
            pack.place, "pack_misnamed", f"id «{pack.id}» khác tên thư mục {shown}.", "Hãy đặt hai tên như nhau."
        )
    faults.headless = faults.headless or len(faults.found) > before
    return _Reader(folder, pack, lexicon, faults).read()


def _unread(entry: Entry, lexicon: Lexicon) -> Unread:
    found = Unread(
        frozenset(entry.texts("acts", required=True, known=lexicon.acts)), entry.texts("rules", required=True),
        entry.span(), entry.label("why"), entry.place,
    )  # fmt: skip
    entry.close()
    return found


class _Reader:
    def __init__(self, folder: Path, pack: Pack, lexicon: Lexicon, faults: Faults) -> None:
        self.folder = folder
        self.pack = pack
        self.lexicon = lexicon
        self.faults = faults
        self.digest = hashlib.blake2b((folder / "pack.yaml").read_bytes(), digest_size=12)

    def read(self) -> Pack:
        known = {self.folder / "pack.yaml"}
        lists: dict[str, list[Entry]] = {name: [] for name in (*_FILES.values(), *_FOLDERS)}
        for name, key in _FILES.items():
            path = self.folder / name
            known.add(path)
            if path.is_file():
                lists[key] += self.list_of(path, key)
        for key in _FOLDERS:
            for path in sorted((self.folder / key).rglob("*.yaml")):
                known.add(path)
                lists[key] += self.list_of(path, key)
        for path in sorted(self.folder.rglob("*")):
            hidden = path.name.startswith(".") and path.suffix not in {".yaml", ".yml"}
            folder = path.is_dir() and not path.is_symlink()
            if path not in known and path.suffix != ".md" and not hidden and not folder:
                self.faults.add(
                    Place(self.shown(path), 1), "file_unknown", f"Không hiểu tệp {self.shown(path)}.",
                    f"Đặt trong: {', '.join(_FOLDERS)}, đuôi .yaml; hoặc bỏ tệp.",
                )  # fmt: skip
        return replace(
            self.pack,
            documents=self.each(lists["documents"], self.document),
            parameters=self.each(lists["parameters"], self.parameter),
            conditions=self.each(lists["conditions"], self.condition),
            standards=self.each(lists["standards"], self.standard),
            titles=self.each(lists["titles"], self.title),
            procedures=self.each(
                lists["procedures"], lambda entry: read_procedure(entry, self.pack, self.lexicon, self.applies)
            ),
            papers=self.each(lists["papers"], self.paper),
            schemes=self.each(lists["schemes"], lambda entry: read_scheme(entry, self.pack, self.lexicon)),
            cases=self.each(lists["cases"], self.case),
            confirmations=self.each(lists["confirmations"], self.confirmation),
            digest=self.digest.hexdigest(),
        )

    def shown(self, path: Path) -> str:
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def list_of(self, path: Path, key: str) -> list[Entry]:
        root = read_yaml(path, self.shown(path), self.faults)
        if root is None:
            return []
        self.digest.update(path.relative_to(self.folder).as_posix().encode() + path.read_bytes())
        top = Entry(root, self.faults, self.shown(path))
        before = len(self.faults.found)
        entries = top.entries(key, _WHAT[key])
        top.close()
        self.faults.headless = self.faults.headless or len(self.faults.found) > before
        return entries

    def each[Made](self, entries: list[Entry], read: Callable[[Entry], Made]) -> tuple[Made, ...]:
        made: list[Made] = []
        for entry in entries:
            with self.faults.spoiling(lambda: str(getattr(made[-1], "id", ""))):
                made.append(read(entry))
                entry.close()
        return tuple(made)

    def document(self, entry: Entry) -> Document:
        signed = entry.identity(), entry.text("number"), entry.words("issuer") or Words("", ""), entry.label()
        return Document(
            *signed, entry.day("signed") or NO_DAY, entry.span(), entry.texts("replaces"),
            entry.one_of("read", READ), entry.one_of("encoded", ENCODED, required=False) or "none",
            entry.text("note", required=False), entry.place,
        )  # fmt: skip

    def parameter(self, entry: Entry) -> Parameter:
        mark = entry.one_of("overlay", list(Overlay), required=False)
        overlay = Overlay(mark) if mark else None
        name = entry.identity()
        label = entry.words("label", required=overlay is None) or Words("", "")
        kind = entry.one_of("kind", KINDS)
        return Parameter(
            name, label, kind, entry.words("unit", required=False), entry.text("of", required=False),
            entry.text("by", required=False), entry.one_of("stricter", STRICTER, required=False) or "none", overlay,
            tuple(self.value(each) for each in entry.entries("values", f"giá trị của {name}")),
            self.pack.id, entry.place,
        )  # fmt: skip

    def value(self, entry: Entry) -> Value:
        span = entry.span()
        content = entry.node("value")
        value = Value(
            span, content.plain() if content else None, entry.cite(), entry.truth("confirmed"),
            entry.text("note", required=False), entry.truth("retroactive", required=False), entry.place,
        )  # fmt: skip
        entry.close()
        return value

    def applies(self, entry: Entry) -> Applies:
        lexicon = self.lexicon
        applies = Applies(
            frozenset(entry.texts("acts", known=lexicon.acts)),
            frozenset(entry.texts("regimes", known=list(lexicon.regimes))),
            frozenset(entry.texts("tiers", known=lexicon.tiers)),
            frozenset(entry.texts("blocks", known=lexicon.blocks)),
            frozenset(entry.texts("ranks", known=lexicon.ranks)),
            frozenset(entry.texts("titles")),
        )
        entry.close()
        return applies

    def condition(self, entry: Entry) -> Condition:
        name = entry.identity()
        entry.what = f"điều kiện {name}"
        inner = entry.entry("applies", f"applies của {name}")
        return Condition(
            name, entry.text("topic", required=False) or name.partition(".")[2], entry.label(),
            self.applies(inner) if inner else Applies(), entry.expression("when", required=False),
            entry.expression("expression") or _nothing(entry.place), entry.expression("have", required=False),
            entry.expression("need", required=False), entry.label("reason"), entry.words("passed", required=False),
            self.cure(entry), entry.cite(),
            entry.truth("confirmed"), entry.span(), entry.texts("replaces"), entry.text("note", required=False),
            entry.truth("retroactive", required=False), self.pack.id, self.pack.layer, entry.place,
        )  # fmt: skip

    def cure(self, entry: Entry) -> Cure:
        inner = entry.entry("cure", "cure", required=True)
        if inner is None:
            return Cure(CureBy.NONE, None)
        by = CureBy(inner.one_of("by", list(CureBy)))
        how = inner.words("how", required=by in {CureBy.TRAINING, CureBy.POST})
        inner.close()
        return Cure(by, how)

    def standard(self, entry: Entry) -> Standard:
        name = entry.identity()
        entry.what = f"tiêu chuẩn {name}"
        lexicon = self.lexicon
        label = entry.label()
        applies = Applies(
            frozenset(entry.texts("acts", required=True, known=lexicon.acts)), frozenset(),
            frozenset(entry.texts("tiers", known=lexicon.tiers)),
            frozenset(entry.texts("blocks", known=lexicon.blocks)),
            frozenset(entry.texts("ranks", known=lexicon.ranks)), frozenset(entry.texts("titles")),
        )  # fmt: skip
        asks = []
        for each in entry.entries("conditions", f"điều kiện trong {name}"):
            asks.append(Asked(each.text("condition"), Demand(each.one_of("level", list(Demand))), each.place))
            each.close()
        return Standard(
            name, label, applies, tuple(asks), entry.cite(), entry.truth("confirmed"), entry.span(),
            entry.text("note", required=False), self.pack.id, self.pack.layer, entry.place,
        )  # fmt: skip

    def title(self, entry: Entry) -> TitleKind:
        lexicon = self.lexicon
        return TitleKind(
            entry.identity(), entry.label(), frozenset(entry.texts("codes", required=True)),
            frozenset(entry.texts("tiers", known=lexicon.tiers)),
            frozenset(entry.texts("blocks", known=lexicon.blocks)),
            entry.one_of("rank", lexicon.ranks), self.pack.id, entry.place,
        )  # fmt: skip

    def paper(self, entry: Entry) -> Paper:
        name = entry.identity()
        entry.what = f"giấy tờ {name}"
        label, acts = entry.label(), frozenset(entry.texts("acts", required=True, known=self.lexicon.acts))
        entry.keys.append("validity")
        inner = entry.entry("validity", f"validity của {name}")
        count, unit, before = None, "", ""
        if inner is not None:
            count, unit, before = inner.count("count"), inner.one_of("unit", DAY_UNITS), inner.text("before")
            inner.close()
        return Paper(
            name, label, acts, count, unit, before, entry.cite(), entry.truth("confirmed"), entry.span(),
            entry.text("note", required=False), self.pack.id, self.pack.layer, entry.place,
        )  # fmt: skip

    def case(self, entry: Entry) -> Case:
        rule, parameter = entry.text("rule", required=False), entry.text("parameter", required=False)
        scheme = entry.text("scheme", required=False)
        if sum(map(bool, (rule, parameter, scheme))) != 1:
            self.faults.add(
                entry.place, "case_of_nothing", "Ca thử phải có đúng một trong: rule, parameter, scheme.",
                "Hãy ghi mã của điều kiện, của tham số hoặc của bộ tiêu chí.",
            )  # fmt: skip
        return Case(
            rule, parameter, entry.text("name", required=False), entry.mapping("facts"), entry.mapping("act"),
            entry.mapping("key"),
            self.days(entry, outcomes=OUTCOMES if rule else SCHEME_OUTCOMES if scheme else ()), self.pack.id,
            entry.place, scheme,
        )  # fmt: skip

    def confirmation(self, entry: Entry) -> Confirmation:
        entry.what = "xác nhận"
        return Confirmation(
            entry.one_of("of", list(KINDS_CONFIRMED)), entry.text("id"), entry.text("pack"),
            entry.day("from") or date(1900, 1, 1), entry.text("content"), entry.cite(),
            entry.text("note", required=False), entry.place,
        )  # fmt: skip

    def days(self, entry: Entry, *, outcomes: Sequence[str]) -> tuple[tuple[date, Any, Place], ...]:
        node = entry.node("on")
        if node is None:
            return ()
        if not node.is_mapping or not node.value:
            entry.wrong(
                node.place, "kind_wrong", "«on» của ca thử phải có ít nhất một ngày.", "Viết on: {2025-10-08: pass}."
            )
            return ()
        days = []
        for key, expected in node.items():
            if not isinstance(key, date):
                entry.wrong(
                    expected.place, "date_wrong_type", f"«{key}» không phải ngày YAML.", "Viết 2025-10-08: pass."
                )
            elif outcomes and expected.value not in outcomes:
                entry.wrong(
                    expected.place, "outcome_unknown", f"Không có kết quả «{expected.plain()}».",
                    f"Chỉ có: {', '.join(outcomes)}.",
                )  # fmt: skip
            else:
                days.append((key, expected.plain(), expected.place))
        return tuple(days)


_WHAT: Final = {
    "documents": "văn bản", "titles": "loại chức danh", "parameters": "tham số", "conditions": "điều kiện",
    "standards": "tiêu chuẩn", "procedures": "quy trình", "papers": "giấy tờ", "schemes": "bộ tiêu chí",
    "cases": "ca thử", "confirmations": "xác nhận",
}  # fmt: skip


def _nothing(place: Place) -> Expression:
    """What stands for an expression that could not be read, so that reading can go on."""
    return parse("FALSE", place.file, place.line)
