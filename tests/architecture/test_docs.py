"""What an office can name stands in the documentation: commands, permissions, roles, environment variables."""

import re

from canbo.access.roles import all_roles
from canbo.cli.main import build_parser
from canbo.core.access import Permission

from .layers import PACKAGE, ROOT


def text(name):
    return (ROOT / "docs" / name).read_text("utf-8")


def command_names():
    parser = build_parser()
    subparsers = next(action for action in parser._actions if action.dest == "command")
    return list(subparsers.choices)


def test_every_command_has_its_heading():
    headings = set(re.findall(r"^## canbo ([a-z-]+)$", text("commands.md"), flags=re.M))
    assert headings == set(command_names())


def test_every_option_of_import_and_report_is_told():
    shown = text("commands.md")
    parser = build_parser()
    subparsers = next(action for action in parser._actions if action.dest == "command")
    for command in ("import",):
        for action in subparsers.choices[command]._actions:
            for option in action.option_strings:
                assert option in {"-h", "--help"} or option in shown, option


def test_every_permission_and_role_is_told():
    shown = text("settings.md")
    missing = [each.value for each in Permission if f"`{each.value}`" not in shown]
    missing += [code for code in all_roles() if f"`{code}`" not in shown]
    assert not missing


def test_every_environment_variable_is_told():
    shown = text("settings.md")
    named = set()
    for path in [*(PACKAGE / "config").rglob("*.py"), *(PACKAGE / "cli").rglob("*.py")]:
        if "tests" in path.parts:
            continue
        named |= set(re.findall(r"(?:env_\w+|_needed|environ\.get)\(\s*\"(CANBO_[A-Z_]+)\"", path.read_text("utf-8")))
    named = {name for name in named if not name.startswith("CANBO_TEST_")}
    assert not {name for name in named if f"`{name}`" not in shown}


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert not broken
