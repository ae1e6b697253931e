"""An agreement made in a process, followed up by the engine: what every test here begins with."""

from datetime import date, timedelta
from typing import Any

from participation.models import Action, Person
from processes.agreements.actions import make_agreement
from tests.factories import make_institution, make_process
from tests.personas import NOW

TODAY = date(2026, 11, 21)
LATER = TODAY + timedelta(days=60)


def an_action(by: Person, **fields: Any) -> Action:
    """Make an agreement at a process, of an institution of its own, and return its root action."""
    given = {"due_on": LATER, "report_every": 0, "at": NOW, **fields}
    given.setdefault("institution", make_institution())
    parent = given.pop("parent", None) or make_process(institution=make_institution()).subject
    row = make_agreement(parent=parent, title="Encender el parque", text="Veinte lámparas.", by=by, **given)
    return Action.objects.get(subject=row.subject)
