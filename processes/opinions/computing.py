"""From rows of answers to published groups: reading them in little memory, computing, telling what may be told."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from participation.opendata.spool import one_moment
from processes.actions.opinion_round import begin_round, give_up_round, note_progress, publish_round
from processes.models import Component, OpinionRound, Statement
from processes.opinions.groups import GAP, Found, Matrix, Parameters, counts_of, describe, find_groups
from processes.opinions.telling import told_together

logger = logging.getLogger(__name__)
READ = 0.3  # of the work
AT_ONCE = 2_000  # people
# What somebody answered comes as one piece of bytes: for each answer the statement's key and the value.
ANSWER = np.dtype([("statement", ">i8"), ("value", ">i2")])
ANSWERS = """
SELECT string_agg(int8send(statement_id) || int2send(value), ''::bytea) FROM processes_statementanswer
WHERE component_id = %s AND at <= %s GROUP BY person_id"""


def compute_due(now: Callable[[], datetime]) -> int:
    """Compute the groups of every activity in which enough people answered anew; return how many rounds."""
    done = 0
    for component in Component.objects.filter(kind="opinions", statements__isnull=False).distinct().order_by("pk"):
        row = begin_round(component=component, at=now())
        if row is not None:
            done += compute_round(row, now)
    return done


def compute_row(pk: int, now: Callable[[], datetime]) -> bool:
    """Compute a round that was begun; one that is gone or done is left alone."""
    row = OpinionRound.objects.filter(pk=pk, state="running").first()
    return row is not None and compute_round(row, now)


def compute_round(row: OpinionRound, now: Callable[[], datetime]) -> bool:
    """Compute and publish one round; an error ends it, and is logged without anybody's answers."""
    try:
        statements, matrix = read_answers(
            row.component_id, row.started_at, lambda done: note_progress(row=row, done=done)
        )
        parameters = Parameters()
        found = find_groups(matrix, parameters, _paced(row))
        return publish_round(row=row, at=now(), **outcome(statements, found, parameters))
    except Exception:
        logger.exception("opinion groups of activity %s could not be computed", row.component_id)
        give_up_round(row=row, at=now())
        return False


def _paced(row: OpinionRound) -> Callable[[float], None]:
    """Return what notes the progress of the computing, once a second at most."""
    last = [0.0]

    def say(done: float) -> None:
        if time.monotonic() - last[0] >= 1:
            last[0] = time.monotonic()
            note_progress(row=row, done=READ + (1 - READ) * done)

    return say


def read_answers(component_id: int, until: datetime, say: Callable[[float], None]) -> tuple[list[int], Matrix]:
    """Return the keys of the shown statements and the matrix of answers, one byte for each, whoever gave them.

    Statements and answers are read in one snapshot, some people at a time. Nothing of a person leaves this function.
    """
    with one_moment():
        shown = Statement.objects.public().filter(component=component_id).order_by("pk").values_list("pk", flat=True)
        statements = np.array(list(shown), dtype=np.int64)
        parts = [np.empty((0, len(statements)), dtype=np.int8)]
        if len(statements):
            parts += [_unpacked(rows, statements) for rows in _people(component_id, until)]
    matrix = np.vstack(parts)
    say(READ)
    return statements.tolist(), matrix[(matrix != GAP).any(axis=1)]


def _people(component_id: int, until: datetime) -> Iterator[list[bytes]]:
    """Yield the packed answers of some people at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(ANSWERS, [component_id, until])
        while rows := cursor.fetchmany(AT_ONCE):
            yield [bytes(packed) for (packed,) in rows]


def _unpacked(rows: list[bytes], statements: Any) -> Matrix:
    """Return the rows of some people; answers to statements that are not shown are left out."""
    given = np.frombuffer(b"".join(rows), dtype=ANSWER)
    person = np.repeat(np.arange(len(rows)), [len(packed) // ANSWER.itemsize for packed in rows])
    column = np.searchsorted(statements, given["statement"]).clip(max=len(statements) - 1)
    kept = statements[column] == given["statement"]
    matrix = np.full((len(rows), len(statements)), GAP, dtype=np.int8)
    matrix[person[kept], column[kept]] = given["value"][kept]
    return matrix


def outcome(statements: list[int], found: Found, parameters: Parameters) -> dict[str, Any]:
    """Return the columns of a published round: what may be told, and the model by which people find themselves."""
    counts = counts_of(found).tolist()
    rows = []
    for place, pk in enumerate(statements):
        whole, *groups = told_together(counts[0][place], [group[place] for group in counts[1:]])
        rows.append({"statement": pk, "everybody": whole, "groups": groups})
    model = found.model
    return {
        "people": len(found.matrix),
        "answers": int((found.matrix != GAP).sum()),
        "groups": found.groups,
        "digest": found.digest,
        "parameters": describe(parameters, found),
        "results": {
            "groups": [
                {"people": int((found.group == number).sum()), "at": [round(at, 2) for at in model.centres[number]]}
                for number in range(found.groups)
                if model is not None
            ],
            "silhouette": found.silhouette,
            "statements": rows,
        },
        "model": None
        if model is None
        else {"statements": statements, "means": model.means, "components": model.components, "centres": model.centres},
    }
