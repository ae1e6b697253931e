"""The measured part of ``meeting_sweep``: run within the product on a new database."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from participation.followup.actions import follow_up, notice_changes
from participation.followup.models import Action
from participation.followup.states import state_on
from participation.followup.tasks import MOST_ROUNDS
from participation.models import Person, Role, Subject
from participation.subjects.actions import create_subject
from participation.workdays import local_day

IN_A_TREE = 1_000
SOON = 100  # of so many actions, one ends today


def _tree(by: Person, number: int, at: Any) -> Action:
    """Make something that is followed up, through the act."""
    face = create_subject(
        kind="agreement", title=f"Acuerdo {number}", path=f"/acuerdos/{number}/", at=at, state="published"
    )
    return follow_up(subject=face, by=by, at=at, due_on=local_day(at) + timedelta(days=90), responsible="Cabildo")


def _fill(root: Action, number: int, at: Any) -> None:
    """Put actions below it, in bulk: one of a hundred ends today, the others in a month."""
    today = local_day(at)
    faces = Subject.objects.bulk_create(  # writes: a throw-away city
        Subject(
            kind="action", title=f"Acción {n}", path=f"/seguimiento/{root.pk}-{n}/", parent=root.subject,
            ancestors=[root.subject_id], state="published", updated_at=at, published_at=at,
        )
        for n in range(number)
    )  # fmt: skip
    Action.objects.bulk_create(  # writes: a throw-away city
        Action(
            subject=face, followed=root.followed, parent=root, position=n % 30_000, responsible="Cabildo",
            due_on=today if n % SOON == 0 else today + timedelta(days=30), created_by=root.created_by, created_at=at,
        )
        for n, face in enumerate(faces)
    )  # fmt: skip


def _turn(at: Any) -> tuple[int, float, float]:
    """Do what one turn of the sweep does for what changed; return how many it told, and its seconds."""
    began, worked, changed = time.monotonic(), time.process_time(), 0
    for _round in range(MOST_ROUNDS + 1):
        found = notice_changes(at=at)
        changed += found
        if not found:
            break
    return changed, time.monotonic() - began, time.process_time() - worked


def sweeps(number: int, told: str) -> None:
    """Sweep when nothing changed, on the day after one of a hundred ended, and after all of them did."""
    at = timezone.now()
    by = Person.objects.create_user(email="convoca@example.org", name="Convoca")  # writes: a throw-away city
    Role.objects.create(person=by, kind="steward", granted_at=at)  # writes: a throw-away city
    while (left := number - Action.objects.count()) > 0:
        _fill(_tree(by, left, at), min(IN_A_TREE, left) - 1, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    turns = {
        "nothing changed": _turn(at),
        "the day after one of a hundred ended": _turn(at + timedelta(days=1)),
        "the day after all of them ended": _turn(at + timedelta(days=200)),
    }
    today = local_day(at + timedelta(days=200))
    late = Action.objects.annotate(state=state_on(today)).exclude(state="overdue").count()
    untold = Action.objects.exclude(told_state="overdue").count()
    given = {"actions": Action.objects.count(), "turns": turns, "left": late + untold}
    Path(told).write_text(json.dumps(given))
