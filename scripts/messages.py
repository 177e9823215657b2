"""The English catalogue, without gettext binaries.

python scripts/messages.py extract   gather every msgid (Vietnamese) into canbo/locale/en/LC_MESSAGES/django.po
python scripts/messages.py compile   write django.mo beside it
python scripts/messages.py check     fail where a msgid is missing or untranslated, its placeholders differ, or .mo old
python scripts/messages.py missing   print what is not translated yet, one msgid a line as JSON
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "canbo"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
#: Files of ready-made things whose names pages translate.
LABELLED = (PACKAGE / "access" / "roles.yaml", PACKAGE / "imports" / "domain" / "columns.yaml")
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "_t": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "gettext_noop": None,
}  # fmt: skip
#: Calls that keep a sentence for pages to translate, and which of their arguments it is: refusals of the domain
#: (core/errors.py, said by common/errors.py), faults of a record (personnel/domain/checks.py), progress of a job,
#: phrases of fixed lists.
SENTENCES = {
    "DomainError": 1, "Forbidden": 1, "NotFound": 1, "DateError": 1, "file_error": 1,
    "Fault": 2, "_in_order": 2, "_not_in_future": 1, "report": 1, "Phrase": 0, "_wrong_type": 0, "Said": 0,
}  # fmt: skip
_PLACE = re.compile(r"\{\w*\}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Key = tuple[str | None, str, str | None]


def sources() -> list[Path]:
    """Give the files that may hold messages."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
    return sorted(
        path for path in files if not {"tests", "migrations", "vendor", "docx"} & set(path.relative_to(PACKAGE).parts)
    )


def sentences(text: str) -> list[tuple[int, str]]:
    """Give the sentences that SENTENCES names in a Python file, and the lines they stand on: those in plain text.

    A sentence that is a parameter's default (`message: str = "…"`) counts as well.
    """
    calls: list[tuple[int, ast.expr]] = []
    halved: list[tuple[int, Any]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SENTENCES:
            at = SENTENCES[node.func.id]
            said = [*node.args[at : at + 1], *(word.value for word in node.keywords if word.arg == "message")]
            calls += [(node.lineno, each) for each in said]
            if node.func.id == "DateError":
                halved += [(node.lineno, each.value) for each in said if isinstance(each, ast.Constant)]
        elif isinstance(node, ast.FunctionDef) and node.name == "__init__":
            names = [argument.arg for argument in node.args.args]
            defaults = dict(zip(names[::-1], node.args.defaults[::-1], strict=False))
            if "code" in defaults and "message" in defaults:
                calls.append((node.lineno, defaults["message"]))
    texts = [(line, said.value) for line, said in calls if isinstance(said, ast.Constant)]
    # A cell is refused with the reason and the advice apart (documents/sources/cells.py).
    for line, text in halved:
        reason, mark, advice = text.partition(" Hãy ")
        texts += [(line, reason), (line, f"Hãy {advice}")] if mark else []
    return [(line, text) for line, text in texts if isinstance(text, str) and " " in _PLACE.sub("", text).strip()]


def labels(path: Path) -> list[tuple[int, str]]:
    """Give the names after `label:` in a file of ready-made roles or columns, and the lines they stand on."""
    lines = path.read_text(encoding="utf-8").splitlines()
    named = ((at, line.strip().partition("label: ")) for at, line in enumerate(lines, 1))
    return [(at, name.strip('"')) for at, (before, label, name) in named if label and not before]


def found() -> dict[Key, list[tuple[str, str]]]:
    """Give every message (context, singular, plural) with the places that use it."""
    messages: dict[Key, list[tuple[str, str]]] = {}
    for path in LABELLED:
        for at, label in labels(path):
            messages.setdefault((None, label, None), []).append((path.relative_to(ROOT).as_posix(), str(at)))
    for path in sources():
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py":
            for line, sentence in sentences(text):
                messages.setdefault((None, sentence, None), []).append((place, str(line)))
        if path.suffix == ".html":
            # The result is no Python but for its calls: without indents it can be cut into tokens all the same.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            single, plural = message if isinstance(message, tuple) else (message, None)
            if single:
                messages.setdefault((context, single, plural), []).append((place, str(line)))
    return messages


def load() -> polib.POFile:
    """Give the catalogue, an empty one where there is none."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit", "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }  # fmt: skip
    return catalogue


def key_of(entry: polib.POEntry) -> Key:
    """Give what identifies an entry."""
    return entry.msgctxt or None, entry.msgid, entry.msgid_plural or None


def merge() -> polib.POFile:
    """Bring the catalogue in line with the sources: new messages in, unused ones out, translations kept."""
    old = {key_of(entry): entry for entry in load()}
    catalogue = load()
    catalogue.clear()
    for key, places in sorted(found().items(), key=lambda item: (item[1][0][0], int(item[1][0][1]), item[0][1])):
        context, single, plural = key
        entry = old.get(key) or polib.POEntry(msgctxt=context, msgid=single, msgid_plural=plural or "")
        entry.occurrences = [(place, "") for place in dict.fromkeys(place for place, _line in places)]
        catalogue.append(entry)
    return catalogue


def translated(entry: polib.POEntry) -> list[str]:
    """Give the translations of an entry."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problems(catalogue: polib.POFile) -> list[str]:
    """Give what is wrong, a sentence each."""
    wrong = []
    known = {key_of(entry) for entry in catalogue}
    wrong += [f"not in the catalogue (run extract): {key[1]!r}" for key in found() if key not in known]
    for entry in catalogue:
        texts = translated(entry)
        if not texts or not all(texts):
            wrong.append(f"untranslated: {entry.msgid!r}")
            continue
        wanted = sorted(PLACEHOLDER.findall(entry.msgid))
        if not entry.msgid_plural and sorted(PLACEHOLDER.findall(entry.msgstr)) != wanted:
            wrong.append(f"placeholders differ: {entry.msgid!r} -> {entry.msgstr!r}")
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        wrong.append("django.mo is stale (run compile)")
    return wrong


def main(verb: str) -> int:
    """Do what the first argument says."""
    settings.configure(USE_I18N=False)
    if verb == "extract":
        catalogue = merge()
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(CATALOGUE))
        print(f"{len(catalogue)} messages, {sum(not all(translated(entry)) for entry in catalogue)} untranslated")
    elif verb == "compile":
        CATALOGUE.with_suffix(".mo").write_bytes(load().to_binary())
    elif verb == "missing":
        for entry in load():
            if not all(translated(entry)) or not translated(entry):
                print(json.dumps([entry.msgid, entry.msgid_plural], ensure_ascii=False))
    elif verb == "check":
        wrong = problems(load())
        print("\n".join(wrong))
        return 1 if wrong else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
