"""The work on files of lists: each is a row with a lease, so that one that dies in the middle is found and begun again.

An import is one transaction, so that nothing of it is left where it ends before its commit. How far it is, is written
over a second connection, which everybody sees at once.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation

from participation.census import files
from participation.census.actions.lists import About, import_census
from participation.census.models import BUSY, CensusImport, ImportState
from participation.census.rows import refused_rows
from participation.census.scan import Progress, scan
from participation.imports.errors import ImportRefused

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
KEPT = timedelta(days=1)
MOST = 3
NEXT = {ImportState.WAITING: ImportState.READING, ImportState.CONFIRMED: ImportState.IMPORTING}
NOTE = (
    "UPDATE participation_censusimport SET done = %s, percent = %s, lease_until = %s WHERE id = %s AND lease_until = %s"
)


class LostError(Exception):
    """Somebody else took the file over, since this worker did not answer for minutes."""


def work(*, limit: int = 20) -> int:
    """Do every file that waits; return how many were done."""
    for done in range(limit):
        job = _claim(timezone.now())
        if job is None:
            return done
        _do(job)
    return limit


@transaction.atomic
def _claim(at: datetime) -> CensusImport | None:
    waiting = Q(state__in=list(NEXT)) | Q(state__in=BUSY, lease_until__lte=at)
    job = CensusImport.objects.select_for_update(skip_locked=True, of=("self",)).filter(waiting).order_by("id").first()
    if job is None:
        return None
    if job.attempts >= MOST:
        return _give_up(job, at)
    job.state = NEXT.get(ImportState(job.state), ImportState(job.state))
    job.lease_until, job.attempts, job.done, job.percent = at + LEASE, job.attempts + 1, 0, 0
    job.save(update_fields=["state", "lease_until", "attempts", "done", "percent"])  # writes: a job's own books
    return job


def _give_up(job: CensusImport, at: datetime) -> None:
    gone, job.file, job.state, job.finished_at, job.lease_until = job.file, "", ImportState.FAILED, at, None
    job.save(update_fields=["file", "state", "finished_at", "lease_until"])  # writes: a job's own books
    transaction.on_commit(lambda: files.forget(gone))
    logger.error("file of a list %s: given up after %s tries", job.pk, job.attempts)


@contextmanager
def _told(job: CensusImport) -> Iterator[Progress]:
    """Give a function that writes how far the work is, seen at once, which also prolongs the lease."""
    other: Any = connection.copy()
    lease = [job.lease_until]

    def tell(done: int, percent: int) -> None:
        until = timezone.now() + LEASE
        with other.cursor() as cursor:
            cursor.execute(NOTE, [done, percent, until, job.pk, lease[0]])
            if cursor.rowcount != 1:
                raise LostError
        lease[0] = job.lease_until = until

    try:
        yield tell
    finally:
        other.close()


def _do(job: CensusImport) -> None:
    try:
        with translation.override(job.by.lang), files.open_kept(job.file) as file, _told(job) as progress:
            if job.state == ImportState.READING:
                values = _read(job, file, progress)
            else:
                values = {}
                _import(job, file, progress)
    except LostError:
        logger.warning("file of a list %s: another worker took it over", job.pk)
        return
    except ImportRefused as error:
        errors, more = refused_rows(error)
        values = {"state": ImportState.REFUSED, "errors": errors, "more_errors": more}
    except (FileNotFoundError, PermissionDenied) as error:
        logger.warning("file of a list %s: %s", job.pk, type(error).__name__)
        values = {"state": ImportState.FAILED}
    except Exception:
        logger.exception("file of a list %s: tried again", job.pk)
        return  # the lease runs out, and it is begun again, three times at most
    if values:
        _settle(job, values)
    if job.state != ImportState.READING or values.get("state") != ImportState.READY:
        files.forget(job.file)


def _read(job: CensusImport, file: Any, progress: Progress) -> dict[str, Any]:
    found = scan(file, default=job.territory_id, today=timezone.localdate(), progress=progress)
    return {"state": ImportState.READY, "preview": found.as_json(), "done": found.rows, "percent": 100}


def _import(job: CensusImport, file: Any, progress: Progress) -> None:
    about = About(job.name, job.source, job.file_name, job.sha256, job.valid_until, job.territory_id)
    with transaction.atomic():
        census = import_census(file=file, about=about, by=job.by, at=timezone.now(), progress=progress)
        ours = CensusImport.objects.filter(pk=job.pk, state=ImportState.IMPORTING, lease_until=job.lease_until)
        done = ours.update(  # writes: a job's own books, in the transaction of the act
            state=ImportState.DONE,
            census=census,
            done=census.rows,
            percent=100,
            finished_at=census.imported_at,
            lease_until=None,
            file="",
            preview={},
        )
        if not done:
            raise LostError


def _settle(job: CensusImport, values: dict[str, Any]) -> None:
    ended = values["state"] != ImportState.READY
    extra = {"finished_at": timezone.now(), "file": ""} if ended else {}
    ours = CensusImport.objects.filter(pk=job.pk, state=job.state, lease_until=job.lease_until)
    ours.update(lease_until=None, **values, **extra)  # writes: a job's own books
