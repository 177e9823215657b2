"""Nobody sees by default, and every write names its actor: read off the signatures."""

import ast

import pytest

from .layers import PACKAGE, sources

#: Public functions of selectors that read rows and yet take no viewer, and why.
WITHOUT_VIEWER = {
    "evaluation/selectors/mirroring.py:file_years": "counted over the whole campaign; who sees what is cut after",
    "evaluation/selectors/mirroring.py:comments_of": "texts whose readers the page has found, one by one",
    "evaluation/selectors/mirroring.py:names_of": "names of raters all of whose ratings the viewer may read",
    "evaluation/selectors/past.py:past_years": "of a person whose file or rating was opened already",
    "evaluation/selectors/outside_entries.py:outside_entries": "of people whose files the service has seen already",
    "access/selectors.py:context_for": "builds the viewer's access itself",
    "evaluation/selectors/parts.py:parts_of": "points of the year's parts, asked for one rating that its viewer reads",
    "enactments/selectors.py:due_decisions": "the machine's own, once a day: what is due is due whoever looks",
}
#: Public functions of services that write and yet take no actor, and why.
WITHOUT_ACTOR = {
    **dict.fromkeys(
        [
            f"organizations/services/structure.py:{name}"
            for name in ("structure_change", "write_names", "write_edges", "add_event")
        ]
        + ["organizations/services/units.py:write_founding"]
        + ["personnel/services/bulk.py:import_source", "personnel/services/files.py:page_source"]
        + ["personnel/services/replace.py:replace_records"]
        + [f"procedures/services/run_rows.py:{name}" for name in ("update_run", "update_step")]
        + ["procedures/services/counting.py:keep_count", "procedures/services/presence.py:give_rights"]
        + ["procedures/services/kept.py:keep_slips", "procedures/services/scans.py:attach_scans"]
        + ["procedures/services/traces.py:write_register_anew"]
        + ["evaluation/services/progress.py:recount", "evaluation/services/opinions.py:recount_opinions"]
        + ["imports/services/importing.py:finish_batch", "imports/services/staging.py:stage_rows"]
        + [
            f"personnel/services/repeated.py:refresh_{name}"
            for name in ("person", "citizen_indexes", "units", "managed_tiers", "holders")
        ],
        "a step inside services of the same app, which named the actor and opened the transaction",
    ),
    "privacy/services/campaigns.py:ask_people": "the job's own step; who called the campaign was checked and audited",
    "imports/services/uploads.py:store": "keeps a file, no row; the service that calls it named the actor",
    "access/services/accounts.py:first_officer": "makes the first account of an empty installation",
    **dict.fromkeys(
        ("audit/services/sealing.py:seal", "audit/services/sealing.py:anchor"),
        "the machine's own: links what named actors wrote, after their commit",
    ),
    "documents/services/making.py:destroy_expired_prints": "likewise",
    "documents/services/making.py:print_papers": "a job: its actor is the account that asked for it",
    "documents/services/__init__.py:destroy_expired": "the machine's own, once a day: files that nobody fetched in time",
    **dict.fromkeys(
        [f"accounts/services/lockout.py:{name}" for name in ("take", "failed", "give_back", "forget", "prune")]
        + [f"accounts/services/factors.py:{name}" for name in ("use_code", "first_code_used")]
        + [f"accounts/services/sessions.py:{name}" for name in ("begin", "keep_up", "prune_sessions")],
        "sign-in itself: nobody acts yet, or the machine keeps count of who is there",
    ),
    **dict.fromkeys(
        [f"accounts/services/reminders.py:{name}" for name in ("claim", "settle", "prune_reminders")],
        "the machine's own, once a day: what became of the mail to each account",
    ),
    "procedures/services/run_rows.py:reckon_running": "the machine's own, once a day: by when things are due",
    "enactments/services/applying.py:apply_due": "what was signed, on its day: in the name of who entered the signature",
    "jobs/services.py:perform": "runs what somebody asked for; the actor stands in the job",
    "jobs/services.py:run_job": "the queue's entry to perform",
}


def public_functions(*parts):
    for path in sources(*parts):
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.relative_to(PACKAGE).as_posix()}:{node.name}", node


def annotation(argument):
    return ast.unparse(argument.annotation) if argument.annotation else ""


def reads_rows(node):
    """Whether a function goes to the database; over what it was given, the one who gave it answers for the scope."""
    return any(isinstance(each, ast.Attribute) and each.attr in {"objects", "raw", "cursor"} for each in ast.walk(node))


def test_selectors_take_the_viewers_access_first():
    wrong = []
    for name, node in public_functions("selectors"):
        if name in WITHOUT_VIEWER or not reads_rows(node):
            continue
        first = (node.args.posonlyargs + node.args.args)[:1]
        if not (first and first[0].arg == "access" and "AccessContext" in annotation(first[0])):
            wrong.append(name)
    assert not wrong, "\n".join(["", *wrong])


_WRITING = {"save", "create", "update", "delete", "bulk_create", "get_or_create", "update_or_create", "atomic"}


def writes_rows(node):
    """Whether a function of services is a write at all: pure functions may live beside writes."""
    return any(isinstance(each, ast.Attribute) and each.attr in _WRITING for each in ast.walk(node))


def test_writes_take_the_actors_access_by_keyword():
    wrong = []
    for name, node in public_functions("services"):
        if name in WITHOUT_ACTOR or not writes_rows(node):
            continue
        by_keyword = {argument.arg: annotation(argument) for argument in node.args.kwonlyargs}
        if "AccessContext" not in by_keyword.get("access", ""):
            wrong.append(name)
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("listed", [WITHOUT_VIEWER, WITHOUT_ACTOR])
def test_exceptions_are_still_there(listed):
    known = {name for name, _node in public_functions("selectors", "services")}
    assert set(listed) - known == set()


def test_public_functions_say_what_they_promise():
    silent = [
        name
        for name, node in public_functions("services", "selectors", "domain", "core")
        if not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(["", *silent])


def test_modules_say_what_they_are():
    silent = []
    for path in sources():
        text = path.read_text("utf-8")
        if text.strip() and not ast.get_docstring(ast.parse(text)):
            silent.append(path.relative_to(PACKAGE).as_posix())
    assert not silent, "\n".join(["", *silent])
