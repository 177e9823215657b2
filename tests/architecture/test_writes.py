"""Nothing past is overwritten by accident: rows are saved by named fields, in services; clocks are read at doors."""

import ast

from .layers import PACKAGE, sources

#: Where rows may be written: services, the door of sign-in, and a viewer's own saved views.
_WRITERS = ("services", "bulk", "sign_in", "saved_views")
_WRITING = {"bulk_create", "bulk_update", "update_or_create", "get_or_create"}

#: Where the wall clock may be read: pages and their panels, commands, middleware; services for the moment of recording.
_DOORS = ("views", "panels", "middleware", "cli", "services", "web")


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]


def inside(path, names):
    return any(part.removesuffix(".py") in names for part in path.relative_to(PACKAGE).parts)


def test_no_bare_save_of_an_existing_row():
    wrong = []
    for path in sources():
        for call in calls(ast.parse(path.read_text("utf-8"))):
            if call.func.attr != "save":
                continue
            named = {keyword.arg for keyword in call.keywords}
            to_a_stream = bool(call.args)  # an image, a workbook
            if not to_a_stream and not named & {"update_fields", "force_insert"}:
                wrong.append(f"{path.relative_to(PACKAGE)}:{call.lineno}")
    assert not wrong, "\n".join(["", *wrong])


def test_rows_are_written_in_services_only():
    wrong = []
    for path in sources():
        if inside(path, _WRITERS):
            continue
        for call in calls(ast.parse(path.read_text("utf-8"))):
            target = ast.unparse(call.func.value)
            on_rows = target.endswith(".objects") or ".objects." in target
            if (call.func.attr in {"create", "update", "delete"} and on_rows) or call.func.attr in _WRITING:
                wrong.append(f"{path.relative_to(PACKAGE)}:{call.lineno}")
    assert not wrong, "\n".join(["", *wrong])


def test_the_clock_is_read_at_the_doors():
    wrong = []
    for path in sources():
        if inside(path, _DOORS):
            continue
        for call in calls(ast.parse(path.read_text("utf-8"))):
            if ast.unparse(call.func) in {"date.today", "timezone.now", "timezone.localdate", "datetime.now"}:
                wrong.append(f"{path.relative_to(PACKAGE)}:{call.lineno}")
    assert not wrong, "\n".join(["", *wrong])


def test_files_stay_short():
    long = {
        path.relative_to(PACKAGE).as_posix(): count
        for path in sources()
        if (count := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert long == {}


def test_nothing_is_left_for_later():
    words = ("TODO", "FIXME", "XXX", "raise NotImplementedError")
    left = [
        f"{path.relative_to(PACKAGE)}: {word}"
        for path in sources()
        for word in words
        if word in path.read_text("utf-8")
    ]
    assert not left, "\n".join(["", *left])
