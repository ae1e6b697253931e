"""Whatever changes state is an act: keyword-only, documented, listed; nothing else writes rows."""

import ast
import re

from config import acts
from tests.architecture.source import ROOT, has_reason, modules, trees

ALWAYS = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "create_user",
    "create_superuser",
}
ROWS = {"save", "delete", "update", "add", "remove", "clear", "set"}
# How an expression looks that yields rows; dict.update, storage.save and the like do not.
QUERY = re.compile(
    r"objects|filter\(|exclude\(|queryset|select_for_update\(|visible_to\(|get_object_or_404|\.public\(|\.all\(\)"
)
NOT_ROWS = re.compile(
    r"storage|cache|session|form\b|image|picture|workbook|upload|file|writer|segno|cookies|img|buffer|path|catalogue|fresh",
    re.I,
)
SQL = re.compile(r"^\s*(insert|update|delete|truncate|alter|drop|create)\b", re.I)


def is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    name, receiver = call.func.attr, ast.unparse(call.func.value)
    if name in ALWAYS:
        return receiver != "self"
    if name in {"save", "delete"}:
        return not NOT_ROWS.search(receiver) and receiver != "super()"
    if name == "update":
        return bool(QUERY.search(receiver))
    if name in {"execute", "executemany"} and call.args:
        first = call.args[0]
        return isinstance(first, ast.Constant) and isinstance(first.value, str) and bool(SQL.match(first.value))
    return False


def test_nothing_writes_rows_but_acts() -> None:
    action_paths = {str(path.relative_to(ROOT)) for path in acts.modules()}
    found = []
    for path, tree in trees().items():
        if path in action_paths:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and is_write(node) and not has_reason(path, node, "writes"):
                found.append(f"{path}:{node.lineno}: {ast.unparse(node)[:90]}")
    assert not found, "\n".join(found)


def test_the_check_sees_writes_and_leaves_dictionaries_alone() -> None:
    def seen(code: str) -> bool:
        return is_write(ast.parse(code).body[0].value)  # type: ignore[attr-defined]

    assert seen("Support.objects.create(person=person)")
    assert seen("Proposal.objects.filter(pk=1).update(state='x')")
    assert seen("proposal.save()")
    assert seen("proposal.delete()")
    assert seen("cursor.execute('DELETE FROM roll')")
    assert not seen("context.update(a=1)")
    assert not seen("digest.update(b'x')")
    assert not seen("default_storage.delete(name)")
    assert not seen("cursor.execute('SELECT 1')")


def test_acts_are_keyword_only_and_typed() -> None:
    wrong = []
    for act in acts.find():
        arguments = act.node.args
        if arguments.args or arguments.posonlyargs or arguments.vararg:
            wrong.append(f"{act.module}.{act.name}: positional arguments")
        if act.node.returns is None or any(a.annotation is None for a in arguments.kwonlyargs):
            wrong.append(f"{act.module}.{act.name}: types are missing")
    assert not wrong, "\n".join(wrong)


def test_acts_say_what_they_do_in_a_sentence() -> None:
    wrong = [f"{act.module}.{act.name}" for act in acts.find() if not act.sentence.endswith((".", ":"))]
    assert not wrong, "\n".join(wrong)


def test_what_writes_or_records_in_the_open_is_an_act() -> None:
    """A public function beside the acts only reads or prepares; whatever changes rows is atomic."""
    wrong = []
    for path in acts.modules():
        if path.stem in acts.HELPERS:
            continue
        for node in trees()[str(path.relative_to(ROOT))].body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or acts.is_atomic(node):
                continue
            calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
            path_name = str(path.relative_to(ROOT))
            open_writes = [call for call in calls if is_write(call) and not has_reason(path_name, call, "writes")]
            if open_writes or any(ast.unparse(call.func) == "record" for call in calls):
                wrong.append(f"{path.relative_to(ROOT)}: {node.name} changes rows without @transaction.atomic")
    assert not wrong, "\n".join(wrong)


def test_the_list_of_acts_is_in_step_with_the_code() -> None:
    assert acts.PAGE.read_text(encoding="utf-8") == acts.page(), "run ./script/acts"


def test_the_clock_comes_in_as_an_argument() -> None:
    layers = {"actions", "policies", "querysets", "models"}
    found = []
    for path, tree in trees().items():
        if not layers & set(path.removesuffix(".py").split("/")):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "timezone.now", "timezone.localdate", "datetime.now", "date.today", "timezone.localtime", "datetime.utcnow",
            } and not node.args:  # fmt: skip
                found.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    assert not found, "\n".join(found)


def test_no_signals_and_no_generic_keys() -> None:
    words = ("@receiver", "GenericForeignKey(", ".connect(sender", "post_save", "pre_save")
    assert [(path, word) for path, text in modules().items() for word in words if word in text] == []
