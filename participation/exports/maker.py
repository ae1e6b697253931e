"""Makes the files that wait: claims a job, writes its archive to a temporary file, stores it, says that it is ready."""

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import translation

from participation.exports import actions
from participation.exports.archive import Archive
from participation.exports.models import ExportJob
from participation.exports.registry import get_export

logger = logging.getLogger(__name__)
BLOCK = 1024 * 1024
FOLDER = "private-exports"


def make_all(now: Callable[[], datetime], limit: int = 20) -> int:
    """Make what waits, one after the other; return how many were made."""
    made = 0
    for _turn in range(limit):
        job = actions.claim_export(at=now())
        if job is None:
            break
        made += make_one(job, now)
    return made


def make_one(job: ExportJob, now: Callable[[], datetime]) -> bool:
    """Write one claimed job's file. An error gives it back; its text is logged without the person's data."""
    kind = get_export(job.kind)
    if kind is None or not kind.may(job.person, job.params, now()):
        actions.fail_export(job=job, at=now(), final=True)
        return False
    try:
        with TemporaryFile() as file, translation.override(job.lang):
            archive = Archive(file)
            kind.write(archive, job.person, job.params, now())
            archive.close()
            size, digest = file.tell(), _digest(file)
            name = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", File(file))
    except Exception as error:
        logger.error("export %s of kind %s failed: %s", job.pk, job.kind, type(error).__name__)  # noqa: TRY400
        actions.fail_export(job=job, at=now())
        return False
    kept = actions.finish_export(job=job, file=name, size=size, sha256=digest, rows=archive.rows, at=now())
    if not kept:
        default_storage.delete(name)
    return kept


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()
