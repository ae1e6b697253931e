"""Files of lists: uploaded, read, confirmed or taken back. The work itself is done by ``jobs.py``."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.census import files, policies
from participation.census.models import WITH_FILE, CensusImport, ImportState
from participation.events.record import record
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person, Territory


def clean_facts(name: str, source: str, valid_until: date | None, at: datetime) -> tuple[str, str]:
    """Return name and source on one line. Raises ValidationError."""
    name, source = " ".join(tidy(name).split())[:120], " ".join(tidy(source).split())[:300]
    wrong = {}
    if not name:
        wrong["name"] = _("Write a name for the list.")
    if not source:
        wrong["source"] = _("Write where the list comes from.")
    if valid_until is not None and valid_until < timezone.localdate(at):
        wrong["valid_until"] = _("This date is over.")
    if wrong:
        raise ValidationError(wrong)
    return name, source


@transaction.atomic
def upload_census(
    *,
    name: str,
    source: str,
    valid_until: date | None,
    territory: "Territory | None",
    file_name: str,
    chunks: Iterable[bytes],
    by: "Person",
    at: datetime,
) -> CensusImport:
    """Take a file to be read in the background; it lies encrypted until it was imported or taken back.

    Raises ActDenied and ValidationError. The file is kept before its row and deleted where that cannot be written.
    """
    policies.may_keep_lists(by, at=at).enforce()
    name, source = clean_facts(name, source, valid_until, at)
    kept, size, sha256 = files.keep(chunks)
    try:
        job = CensusImport.objects.create(
            name=name,
            source=source,
            valid_until=valid_until,
            territory=territory,
            file_name=tidy(file_name)[:200],
            file=kept,
            size=size,
            sha256=sha256,
            by=by,
            made_at=at,
        )
        record("census.file.uploaded", subject=None, by=by, at=at, payload={"file": job.pk, "size": size})
        return job
    except BaseException:
        files.forget(kept)
        raise


@transaction.atomic
def confirm_census(*, job: CensusImport, by: "Person", at: datetime) -> CensusImport:
    """Let a file that was read without a mistake be imported. Raises ActDenied."""
    job = CensusImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    policies.may_confirm_import(by, job, at=at).enforce()
    job.state, job.attempts, job.done, job.percent = ImportState.CONFIRMED, 0, 0, 0
    job.save(update_fields=["state", "attempts", "done", "percent"])
    record("census.file.confirmed", subject=None, by=by, at=at, payload={"file": job.pk})
    return job


@transaction.atomic
def cancel_census(*, job: CensusImport, by: "Person", at: datetime) -> CensusImport:
    """Take a file back, and delete it. Raises ActDenied."""
    job = CensusImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    policies.may_cancel_import(by, job, at=at).enforce()
    return _end(job, ImportState.CANCELLED, by, at)


@transaction.atomic
def drop_old_files(*, at: datetime) -> int:
    """Take back what nobody confirmed within a day, and delete files that no row knows; return how many rows."""
    from participation.census.jobs import KEPT

    old = CensusImport.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=ImportState.READY, made_at__lt=at - KEPT
    )
    ended = [_end(job, ImportState.CANCELLED, None, at) for job in old]
    wanted = set(CensusImport.objects.filter(state__in=WITH_FILE).values_list("file", flat=True))
    for name in files.stale(wanted, at - KEPT):
        files.forget(name)
    return len(ended)


def _end(job: CensusImport, state: ImportState, by: "Person | None", at: datetime) -> CensusImport:
    gone, job.state, job.file, job.finished_at = job.file, state, "", at
    job.save(update_fields=["state", "file", "finished_at"])
    record("census.file.cancelled", subject=None, by=by, at=at, payload={"file": job.pk})
    transaction.on_commit(lambda: files.forget(gone))
    return job
