"""The system checks find what was declared by halves."""

from participation.checks import check_events, check_kinds, event_problems, kind_problems
from participation.events.names import EventName
from participation.subjects.registry import SubjectKind


def test_everything_declared_is_whole():
    assert check_kinds(None) == []
    assert check_events(None) == []


def test_halves_are_found():
    kind = SubjectKind(name="x", label="", label_plural="", model="nowhere.Thing")
    assert [problem.id for problem in kind_problems(kind)] == ["participation.E001", "participation.E002"]
    event = EventName("short", "", "everybody")  # type: ignore[arg-type]
    assert [problem.id for problem in event_problems(event)] == [
        "participation.E003",
        "participation.E004",
        "participation.E005",
    ]
    assert all(problem.hint for problem in [*kind_problems(kind), *event_problems(event)])
