"""Nothing grows beyond what a reader can hold: over the limit, split by topic."""

import ast

from tests.architecture.source import has_reason, templates, trees

MODULE, FUNCTION, TEMPLATE = 400, 60, 150


def test_modules_are_short() -> None:
    from tests.architecture.source import modules

    assert {path: n for path, text in modules().items() if (n := text.count("\n")) > MODULE} == {}


def test_functions_are_short() -> None:
    long = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and not has_reason(path, node, "long"):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION:
                    long[f"{path}:{node.name}"] = lines
    assert long == {}


def test_templates_are_short() -> None:
    assert {path: n for path, text in templates().items() if (n := text.count("\n")) > TEMPLATE} == {}
