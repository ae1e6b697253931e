"""Acts of exports: ask, claim, finish, fail, fetch, delete. A job is a row with a lease that a sweep finds again."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.exports import policies
from participation.exports.models import ExportJob, ExportState
from participation.exports.registry import KEEPS, get_export

if TYPE_CHECKING:
    from participation.models import Person

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  # twice what a task may take
ATTEMPTS = 3


@transaction.atomic
def request_export(*, kind: str, by: "Person", at: datetime, params: dict[str, Any] | None = None) -> ExportJob:
    """Ask for a file; the same one that still waits is not asked for twice."""
    from participation.people.models import Person

    found = get_export(kind)
    wanted = params or {}
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two presses at once must not pass together
    waiting = ExportJob.objects.filter(
        person=by, kind=kind, params=wanted, state__in=(ExportState.WAITING, ExportState.RUNNING)
    ).first()
    if waiting is not None:
        return waiting
    policies.may_request_export(by, found, wanted, at=at).enforce()
    job = ExportJob.objects.create(
        kind=kind, params=wanted, person=by, requested_at=at, lang=(get_language() or "es-mx")[:8]
    )
    record("exports.export.requested", subject=None, by=by, at=at, payload={"export": job.pk, "kind": kind})
    transaction.on_commit(_nudge, robust=True)
    return job


def _nudge() -> None:
    from participation.exports.tasks import make

    make.delay()


@transaction.atomic
def claim_export(*, at: datetime) -> ExportJob | None:
    """Take the next job for ten minutes; one whose worker died is taken again, three times in all."""
    job = (
        ExportJob.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(state=ExportState.WAITING) | Q(state=ExportState.RUNNING, lease_until__lt=at))
        .order_by("pk")
        .first()
    )
    if job is None:
        return None
    if job.attempts >= ATTEMPTS:
        _fail(job, at)
        return None
    job.state, job.lease_until, job.attempts = ExportState.RUNNING, at + LEASE, job.attempts + 1
    job.save(update_fields=["state", "lease_until", "attempts"])
    return job


@transaction.atomic
def finish_export(*, job: ExportJob, file: str, size: int, sha256: str, rows: int, at: datetime) -> bool:
    """Keep the written file for its person; False where the job was taken over or deleted meanwhile."""
    fresh = ExportJob.objects.select_for_update().get(pk=job.pk)
    if fresh.state != ExportState.RUNNING or fresh.attempts != job.attempts:
        return False
    kind = get_export(fresh.kind)
    fresh.state, fresh.done_at, fresh.lease_until = ExportState.DONE, at, None
    fresh.file, fresh.size, fresh.sha256, fresh.rows = file, size, sha256, rows
    fresh.expires_at = at + (kind.keeps if kind else KEEPS)
    fresh.save()
    record(
        "exports.export.made",
        subject=None,
        by=None,
        at=at,
        payload={"export": fresh.pk, "kind": fresh.kind, "person": fresh.person_id, "rows": rows},
    )
    return True


@transaction.atomic
def fail_export(*, job: ExportJob, at: datetime, final: bool = False) -> None:
    """Give a job back after an error, or end it after the third (or where its person may not have it)."""
    fresh = ExportJob.objects.select_for_update().get(pk=job.pk)
    if fresh.state != ExportState.RUNNING or fresh.attempts != job.attempts:
        return
    if final or fresh.attempts >= ATTEMPTS:
        _fail(fresh, at)
    else:
        fresh.lease_until = at + timedelta(minutes=fresh.attempts)
        fresh.save(update_fields=["lease_until"])


def _fail(job: ExportJob, at: datetime) -> None:
    job.state, job.lease_until, job.done_at = ExportState.FAILED, None, at
    job.save(update_fields=["state", "lease_until", "done_at"])
    record(
        "exports.export.failed",
        subject=None,
        by=None,
        at=at,
        payload={"export": job.pk, "kind": job.kind, "person": job.person_id},
    )


@transaction.atomic
def fetch_export(*, job: ExportJob, by: "Person", at: datetime) -> ExportJob:
    """Let its person fetch the file, asking again whether they may; counts it, and an official's leaves a log line."""
    policies.may_download(by, job, at=at).enforce()
    if not default_storage.exists(job.file):
        Denied("export_gone", _("This file is no longer kept. Ask for it again; it takes a moment.")).enforce()
    ExportJob.objects.filter(pk=job.pk).update(downloads=F("downloads") + 1)
    kind = get_export(job.kind)
    if kind is not None and kind.official:
        record("exports.export.downloaded", subject=None, by=by, at=at, payload={"export": job.pk, "kind": job.kind})
    return job


@transaction.atomic
def delete_export(*, job: ExportJob, by: "Person", at: datetime) -> None:
    """Delete one's own file before its time; deleting twice changes nothing."""
    if job.person_id != by.pk:
        Denied("not_yours", _("This file belongs to somebody else.")).enforce()
    fresh = ExportJob.objects.select_for_update().get(pk=job.pk)
    if fresh.state != ExportState.GONE:
        _forget(fresh)
        record("exports.export.deleted", subject=None, by=by, at=at, payload={"export": fresh.pk})


@transaction.atomic
def forget_exports_of(*, person: "Person", at: datetime) -> int:
    """Delete every file made for a person whose account closes; return how many."""
    mine = ExportJob.objects.select_for_update().filter(person=person).exclude(state=ExportState.GONE)
    jobs = list(mine.order_by("pk"))
    for job in jobs:
        _forget(job)
    return len(jobs)


@transaction.atomic
def expire_exports(*, at: datetime, limit: int = 500) -> int:
    """Delete the files whose time is over, and jobs that failed a week ago; return how many. A task calls it."""
    over = Q(state=ExportState.DONE, expires_at__lte=at) | Q(state=ExportState.FAILED, done_at__lte=at - KEEPS)
    jobs = list(ExportJob.objects.select_for_update(skip_locked=True).filter(over).order_by("pk")[:limit])
    for job in jobs:
        _forget(job)
    return len(jobs)


def _forget(job: ExportJob) -> None:
    """Empty the row and delete the bytes once that is committed; bytes without a row are never served."""
    name = job.file
    job.state, job.file, job.sha256, job.params, job.lease_until = ExportState.GONE, "", "", {}, None
    job.save()
    if name:
        transaction.on_commit(lambda: _delete(name), robust=True)


def _delete(name: str) -> None:
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("an export's file could not be deleted; it is served to nobody")
