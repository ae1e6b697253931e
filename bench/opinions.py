"""The measured part of ``office_opinions``: run within the product (``manage.py shell``) on a new database."""

import json
import time
from pathlib import Path
from unittest import mock

import numpy as np
from django.db import connection
from django.utils import timezone

from participation.models import Person
from participation.subjects.actions import create_subject
from processes.actions import opinion_round
from processes.models import Component, OpinionRound, Process, Statement
from processes.opinions import computing
from processes.tasks import compute_opinions

AT_ONCE = 2_000


def make(people: int, statements: int, share: float) -> None:
    """Make an activity and what four camps answer in it, each with some who think otherwise."""
    at, by = timezone.now(), Person.objects.create_user(email="convoca@example.org", name="Convoca")
    face = create_subject(kind="process", title="Ciudad", path="/procesos/ciudad/", at=at, state="published")
    process = Process.objects.create(  # writes: a throw-away city
        subject=face, slug="ciudad", title="Ciudad", summary="x", state="published", created_at=at, published_at=at
    )
    own = create_subject(
        kind="component", title="Opina", path="/procesos/ciudad/opina/", at=at, parent=face, state="published"
    )
    component = Component.objects.create(  # writes: a throw-away city
        process=process, subject=own, kind="opinions", slug="opina", title="Opina"
    )
    rows = []
    for number in range(statements):
        subject = create_subject(
            kind="statement", title=f"Frase {number}", path=f"/frases/{number}/", at=at, parent=own, state="published"
        )
        rows.append(
            Statement(component=component, subject=subject, author=by, text=f"Frase {number}", state="published",
                      created_at=at, published_at=at)
        )  # fmt: skip
    keys = [row.pk for row in Statement.objects.bulk_create(rows)]  # writes: a throw-away city
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM participation_person")
        first = cursor.fetchone()[0] + 1
    made = [Person(id=first + n, email=f"p{n}@example.org", name=f"P{n}") for n in range(people)]
    Person.objects.bulk_create(made, batch_size=5_000)  # writes: a throw-away city
    _answer(component.pk, first, people, np.array(keys), share)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _answer(component: int, first: int, people: int, keys: np.ndarray, share: float) -> None:  # type: ignore[type-arg]
    random, at = np.random.RandomState(1), timezone.now().isoformat()
    camp = random.choice(4, size=people, p=[0.4, 0.3, 0.2, 0.1])
    lean = random.uniform(-1, 1, size=(4, len(keys)))
    lean[:, : len(keys) // 10] = 0.9  # on these most agree in every camp
    copy = "COPY processes_statementanswer (component_id, statement_id, person_id, value, at) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copy) as out:
        for start in range(0, people, AT_ONCE):
            size = min(AT_ONCE, people - start)
            drawn = random.uniform(size=(size, len(keys)))
            agrees = (1 + lean[camp[start : start + size]]) / 2 * 0.85
            value = np.where(drawn < agrees, 1, np.where(drawn < 0.85, -1, 0))
            for row, column in zip(*np.nonzero(random.uniform(size=drawn.shape) < share), strict=True):
                out.write(f"{component}\t{keys[column]}\t{first + start + row}\t{value[row, column]}\t{at}\n")


def compute(told: str) -> None:
    """Run the task; write what it took and what it found."""
    steps, reading = [], []
    real_note, real_read = opinion_round.note_progress, computing.read_answers

    def noted(**given: object) -> None:
        steps.append(given)
        real_note(**given)  # type: ignore[arg-type]

    def timed(*given: object) -> object:
        began = time.monotonic()
        found = real_read(*given)  # type: ignore[arg-type]
        reading.append(time.monotonic() - began)
        return found

    clock, processor = time.monotonic(), time.process_time()
    with mock.patch.object(computing, "note_progress", noted), mock.patch.object(computing, "read_answers", timed):
        compute_opinions.apply().get()
    taken = {"seconds": time.monotonic() - clock, "processor": time.process_time() - processor}
    done = OpinionRound.objects.get(state="done")
    facts = {"answers": done.answers, "groups": done.groups, "steps": len(steps), "reading": sum(reading)}
    Path(told).write_text(json.dumps({**taken, **facts}))
