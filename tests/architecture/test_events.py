"""Every event that code records is declared, and every declared one is decided upon."""

import ast

from participation.events import names
from tests.architecture.source import trees


def recorded() -> set[str]:
    found = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"record", "events.record", "record_event"}:
                for argument in node.args[:1]:
                    values = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                    found |= {value.value for value in values if isinstance(value, ast.Constant)}
    return found


def test_recorded_events_are_declared() -> None:
    assert recorded() - {event.name for event in names.all_names()} == set()


def test_names_have_three_parts_and_a_label() -> None:
    for event in names.all_names():
        assert len(event.name.split(".")) == 3, event.name
        assert str(event.label).strip(), event.name


def test_system_checks_are_clean() -> None:
    from django.core import checks

    assert [str(message) for message in checks.run_checks()] == []
