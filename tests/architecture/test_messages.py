"""Pages speak two languages: every Vietnamese sentence of theirs goes through gettext and has its English."""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
import types
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.urls import reverse

from canbo.organizations.models import Unit

from .layers import PACKAGE, ROOT, sources

VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
#: Numbers of documents, such as 135/2020/NĐ-CP, are the same in every language.
DOCUMENT = re.compile(r"\b\d+(?:/\d{4})?[/-][\w-]*[A-ZĐ][\w/-]*")
#: Papers whose words are laid down by their forms, whatever the language of the page around them.
PAPERS = {"personnel/templates/personnel/print.html"}
#: Modules that speak to the viewer, by name or folder.
SPEAKING = (
    "views", "forms", "tables", "templatetags", "panels", "navigation", "permissions", "wording", "pages", "listing",
    "charts", "diagrams", "context", "fields", "adapter",
)  # fmt: skip
TRANSLATING = {
    "_", "_t", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
}  # fmt: skip
#: Names that are data: the demonstration set's own account, the spellings a reader knows.
DATA = {
    ("web/views/demo.py", "dùng thử"),
    ("evaluation/views/consolidated.py", "Cột theo "),  # the foot of an official form, Vietnamese in any language
    ("evaluation/views/reports.py", "Mẫu"),  # the name of a form
}


@pytest.fixture(scope="module")
def messages() -> types.ModuleType:
    """The tool that keeps the catalogue."""
    spec = importlib.util.spec_from_file_location("canbo_messages", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.found = functools.cache(module.found)  # the sources stay as they are
    return module


def test_every_message_has_its_english(messages):
    wrong = messages.problems(messages.load())
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("msgstr", ["", "Grant rights to {user}"])
def test_a_message_without_sound_english_is_told(messages, msgstr):
    catalogue = messages.load()
    entry = catalogue.find("Giao quyền cho {name}")
    entry.msgstr = msgstr
    assert any("Giao quyền cho {name}" in line for line in messages.problems(catalogue))


def test_a_message_missing_from_the_catalogue_is_told(messages):
    catalogue = messages.load()
    catalogue.remove(catalogue.find("Giao quyền cho {name}"))
    assert any("not in the catalogue" in line for line in messages.problems(catalogue))


def untranslated_in_template(text: str) -> Iterator[str]:
    """Give the Vietnamese words of a template that stand outside translate and blocktranslate."""
    until = None
    for token in Lexer(text).tokenize():
        said = re.sub(r"""_\((?:"[^"]*"|'[^']*')\)""", "", token.contents)
        name = said.split(None, 1)[0] if token.token_type is TokenType.BLOCK and said.strip() else ""
        if until:
            until = None if name == until else until
        elif name in {"blocktranslate", "blocktrans", "comment"}:
            until = f"end{name}"
        elif name not in {"translate", "trans"} and token.token_type is not TokenType.COMMENT:
            yield from (line.strip() for line in said.splitlines() if VIETNAMESE.search(line))


def untranslated_in_module(text: str, sentences: set[str]) -> Iterator[str]:
    """Give the Vietnamese strings of a module that reach no gettext: doc strings and refusals are left out."""
    tree = ast.parse(text)
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}

    def walk(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in TRANSLATING or called in sentences:
                return
        text = node.value if isinstance(node, ast.Constant) and id(node) not in loose else None
        if isinstance(text, str) and VIETNAMESE.search(text):
            yield text
        for child in ast.iter_child_nodes(node):
            yield from walk(child)

    yield from walk(tree)


def templates() -> list[Path]:
    """Give the product's page templates."""
    return sorted(path for path in PACKAGE.rglob("*.html") if not {"tests", "vendor", "docx"} & set(path.parts))


def test_templates_say_nothing_outside_translate():
    found = {
        path.relative_to(PACKAGE).as_posix(): said
        for path in templates()
        if (said := list(untranslated_in_template(path.read_text("utf-8"))))
    }
    assert not {name: said for name, said in found.items() if name not in PAPERS}


def test_modules_of_pages_say_nothing_outside_gettext(messages):
    found = [
        (name, said)
        for path in sources(*SPEAKING)
        if (name := path.relative_to(PACKAGE).as_posix()) and not name.startswith(("cli/", "rules/domain/"))
        and not {"domain", "sources", "selectors", "services"} & set(path.parts)
        for said in untranslated_in_module(path.read_text("utf-8"), set(messages.SENTENCES))
    ]  # fmt: skip
    assert not [each for each in found if each not in DATA]


def test_refusals_are_templates(messages):
    """A sentence put together before it is raised cannot be translated; the terminal speaks Vietnamese only."""
    found = []
    for path in sources():
        if path.is_relative_to(PACKAGE / "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"DomainError", "Forbidden", "NotFound"}:
                said = [each for each in node.args[1:2] if isinstance(each, ast.JoinedStr | ast.BinOp)]
                found += [f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"] * len(said)
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "<p>Chưa có gì.</p>",
        '<button title="Đóng">×</button>',
        '<input placeholder="Gõ tên" value="{{ x }}">',
        '{% include "x.html" with label="Chọn đơn vị" %}',
        '{{ name|default:"không rõ" }}',
    ],
)
def test_words_outside_translate_are_found(text):
    assert list(untranslated_in_template(text))


@pytest.mark.parametrize(
    "text",
    [
        '<p title="{% translate "Đóng" %}">{% blocktranslate %}Chào {{ name }}{% endblocktranslate %}</p>',
        '{% include "x.html" with label=_("Chọn đơn vị") %}{# ghi chú: để trống #}',
    ],
)
def test_words_inside_translate_are_let_be(text):
    assert not list(untranslated_in_template(text))


class _Words(HTMLParser):
    """The words that a page shows, and those that it tells to screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden = tag in {"script", "style"}
        self.said += [value or "" for name, value in attrs if name in {"title", "aria-label", "placeholder", "alt"}]

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "search",
        "jobs",
        "people-list",
        "data-quality",
        "due-lists",
        "units",
        "unit-found",
        "file-new",
        "imports",
    ],
)
def test_a_page_in_english_keeps_only_data_in_vietnamese(name, lan):
    lan.client.cookies["django_language"] = "en"
    answer = lan.client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.content.decode()
    page = _Words()
    page.feed(answer.content.decode())
    text = DOCUMENT.sub("", "\n".join(page.said))
    for data in Unit.objects.values_list("name", flat=True):
        text = text.replace(data, "")
    assert not [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)]
