"""Nothing leaves but by the one door: no view makes an attachment, streams a file or writes the log of an export itself."""

import ast

from .layers import PACKAGE, sources

#: The door itself.
DOOR = "documents/responses.py"
#: Classes whose answer is a file, or may be one.
_FILES = {"FileResponse", "StreamingHttpResponse"}
#: Functions that make a file; only a content of an Export may hold what they give.
_MAKERS = {"write_book", "write_paper", "error_workbook", "stored_content", "content_of", "evidence_content"}
#: Acts written elsewhere, and why: nobody's data, and the bytes must stay as they are.
_OWN_ACTS = {
    "cli/commands/audit.py": "anchors of the log, signed",
    "rules/services/exporting.py": "signed values of public law, for a repository",
}
#: Kinds of acts that only the door writes.
_ACTS = ("exported", "printed", "document_read", "evidence_read", "copy_given")


def named(node):
    return getattr(node, "id", getattr(node, "attr", ""))


def exits(path):
    """Each place in a module where a file could leave around the door."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.lower() == "content-disposition" or node.value.startswith("attachment;"):
                yield node.lineno, node.value
        elif isinstance(node, ast.Call):
            if named(node.func) in _FILES:
                yield node.lineno, named(node.func)
            if named(node.func) == "HttpResponse":
                kinds = [each.value for each in node.keywords if each.arg == "content_type"] + node.args[1:2]
                if any(not (isinstance(kind, ast.Constant) and str(kind.value).startswith("text/")) for kind in kinds):
                    yield node.lineno, "HttpResponse of a kind of its own"
            if named(node.func) in {"record", "record_many"}:
                for each in node.keywords:
                    value = each.value
                    if path.as_posix().endswith(tuple(_OWN_ACTS)):
                        continue
                    if each.arg == "action" and isinstance(value, ast.Constant) and str(value.value).endswith(_ACTS):
                        yield node.lineno, value.value


def test_no_file_leaves_but_by_the_door():
    around = [
        f"{path.relative_to(PACKAGE).as_posix()}:{line}: {what}"
        for path in sources()
        if path.relative_to(PACKAGE).as_posix() != DOOR
        for line, what in exits(path)
    ]
    assert not around, "\n".join(["give these to canbo.documents.responses.hand_out:", *around])


def test_what_makes_a_file_stands_in_views_only_as_content_of_an_export():
    """A view that calls a maker of files hands out an Export in the same module."""
    loose = []
    for path in sources("views"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {named(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        if names & _MAKERS and "hand_out" not in names:
            loose.append(path.relative_to(PACKAGE).as_posix())
    assert not loose


#: Commands that write a file, and what stands in it; a command that writes people's data goes through the door.
_WRITING_COMMANDS = {
    "audit.py": "anchors, signed; nobody's data",
    "demo.py": "the mark of the demonstration's folder",
    "rules_values.py": "signed values of public law",
    "import_files.py": "how the columns of a list were read",
}


def test_no_command_writes_peoples_data_to_a_file():
    writing = {
        path.name
        for path in sources("commands")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and named(node.func) in {"write_text", "write_bytes", "print_to", "copyfile", "move"}
    }
    assert writing == set(_WRITING_COMMANDS)


def test_the_search_finds_an_exit(tmp_path):
    for text in (
        'answer["Content-Disposition"] = f"attachment; filename={name}"',
        "FileResponse(open(path))",
        "HttpResponse(content, content_type=XLSX)",
        "HttpResponse(content, 'application/pdf')",
        "audit.record(access=access, action='list.exported')",
    ):
        module = tmp_path / "views.py"
        module.write_text(text)
        assert list(exits(module)), text
