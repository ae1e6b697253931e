"""Bulk files on disk: written once at full speed, kept while nothing changed, handed out at any reader's speed.

Why not a stream from the database to the reader: a reader on a slow line would hold a thread of the web process, a
connection, and a transaction (which keeps PostgreSQL from cleaning up) for as long as it takes; and reading in short
pieces instead would give a file of which no two pages are of the same moment. Written to disk first, a file is **of one
moment** (one transaction that sees one snapshot), which lasts seconds whoever asks for it, and the same work serves the
next reader. ``X-Feed-Sequence`` says up to where the changes feed is in it: who goes on from there holds an exact copy.

A whole file is kept (compressed) until something changed: each event of the log counts, through the number of the last
one that was relayed and how many wait. Readers without an account may be given one that is up to
``AZOTEA_EXPORT_SECONDS`` old, unless something was taken from public view since; so a busy hour does not write the same
file for every reader. Filtered files are not kept. Few are written at a time (``AZOTEA_EXPORTS_AT_ONCE``): writing uses
a thread, and pages must keep theirs.
"""

import fcntl
import gzip
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from participation.events import taken
from participation.events.models import Relay
from participation.opendata.exports import STREAMS
from participation.opendata.registry import Dataset

LONGEST_KEPT = 3600.0  # seconds; what no event tells of (a new release of the code) is in the files after this
WAIT = 20.0  # seconds for somebody else's writing of the same file
LEVEL = 5
HEAD = 1024  # bytes at the beginning of a file on disk that say what is known of it; readers get what follows
BREATH = 0.0005  # seconds between pieces, in which the other threads of the process come to their turn
_writers = threading.BoundedSemaphore(settings.AZOTEA_EXPORTS_AT_ONCE)


class BusyError(Exception):
    """Too many files are being written; try again in some seconds."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a written file."""

    digest: str
    size: int
    packed: int
    sequence: int
    generation: str
    moment: str
    at: float


@dataclass(frozen=True, slots=True)
class Spooled:
    """A written file, open for reading; its compressed bytes."""

    made: Made
    file: IO[bytes]


class Unpacked:
    """Reads a compressed file as what it was; it has no number of its own that a server could send as it lies there."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._plain = gzip.GzipFile(fileobj=file, mode="rb")

    def read(self, size: int = -1) -> bytes:
        """Return the next plain bytes."""
        return self._plain.read(size)

    def detached(self) -> "Unpacked":
        """Return a reader of its own, from the beginning."""
        again = os.fdopen(os.dup(self._file.fileno()), "rb")
        again.seek(HEAD)
        return Unpacked(again)

    def close(self) -> None:
        """Close the file."""
        self._plain.close()
        self._file.close()


def folder() -> Path:
    """Return the folder of kept files, making it at first use. Raises OSError."""
    path = Path(settings.VAR_DIR) / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def generation(at: datetime) -> str:
    """Return a text that changes with every act: one query.

    The day belongs to it, since a day that ends is split; and which database it is and since when it runs, since one
    that was restored or made anew counts from an earlier number.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(max(sequence), 0) FROM participation_relay),"
            " (SELECT count(*) FROM participation_relay WHERE sequence IS NULL),"
            " (SELECT oid FROM pg_database WHERE datname = current_database()),"
            " extract(epoch FROM pg_postmaster_start_time())::bigint"
        )
        stamped, waiting, database, running = cursor.fetchone()
    return f"{stamped}.{waiting}.{database}.{running}.{at.astimezone(UTC):%Y%m%d}"


def _name(dataset: Dataset, form: str) -> str:
    """Return the name of a kept file: another release's columns or another address make another one."""
    mark = "\n".join([settings.AZOTEA_BASE_URL, str(connection.settings_dict["NAME"]), *dataset.header])
    return f"{dataset.name}-v{dataset.version}-{hashlib.sha256(mark.encode()).hexdigest()[:12]}.{form}"


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as of one moment."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def write(dataset: Dataset, rows: QuerySet, form: str, out: IO[bytes], at: datetime) -> Made:
    """Write a file, compressed, and leave it where its content begins. Memory does not grow with the rows."""
    digest, size = hashlib.sha256(), 0
    out.seek(HEAD)
    with one_moment(), gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=out, mtime=0) as packed:
        moment, mark = taken.moment(), generation(at)
        sequence = Relay.objects.order_by("-sequence").filter(sequence__isnull=False).values_list("sequence", flat=True)
        known = sequence.first() or 0
        for piece in STREAMS[form](dataset, rows):
            packed.write(piece)
            digest.update(piece)
            size += len(piece)
            time.sleep(BREATH)
    made = Made(digest.hexdigest()[:32], size, out.tell() - HEAD, known, mark, moment, time.time())
    out.seek(0)
    out.write(json.dumps(asdict(made)).encode().ljust(HEAD))
    out.seek(HEAD)
    return made


@contextmanager
def _writing() -> Iterator[None]:
    """Take one of the few places for writers. Raises BusyError."""
    if not _writers.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        _writers.release()


def _open(path: Path) -> Spooled | None:
    """Open a kept file and read what is known of it."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    try:
        made = Made(**json.loads(os.pread(file.fileno(), HEAD, 0)))
        file.seek(HEAD)
        return Spooled(made, file)
    except (OSError, ValueError, TypeError):  # of another release, or cut by a full disk
        file.close()
        return None


def _serves(found: Spooled | None, at: datetime, *, exact: bool) -> bool:
    """Tell whether a kept file may be given to this reader."""
    if found is None or not settings.AZOTEA_EXPORT_SECONDS:
        return False
    age = time.time() - found.made.at
    if not 0 <= age < LONGEST_KEPT:
        return False
    if found.made.generation == generation(at):
        return True
    return not exact and age < settings.AZOTEA_EXPORT_SECONDS and not taken.taken_since(found.made.moment)


def kept(dataset: Dataset, rows: QuerySet, form: str, *, at: datetime, exact: bool) -> Spooled:
    """Return the whole file of a dataset, written anew where something changed. Raises BusyError, OSError.

    ``exact`` asks for the present state: a person must find in it what they just did.
    """
    path = folder() / _name(dataset, form)
    found = _open(path)
    if found is not None and _serves(found, at, exact=exact):
        return found
    if found is not None:
        found.file.close()
    with _writing(), (path.parent / f"{path.name}.lock").open("w") as lock:
        _lock(lock)
        found = _open(path)  # somebody else may have written it meanwhile
        if found is not None and _serves(found, at, exact=exact):
            return found
        if found is not None:
            found.file.close()
        return _renew(dataset, rows, form, path, at)


def _renew(dataset: Dataset, rows: QuerySet, form: str, path: Path, at: datetime) -> Spooled:
    """Write a new file and put it in the old one's place in one step; whoever still reads the old one goes on."""
    number, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    out = os.fdopen(number, "w+b")
    try:
        made = write(dataset, rows, form, out, at)
        Path(name).replace(path)
        return Spooled(made, out)
    except BaseException:
        out.close()
        Path(name).unlink(missing_ok=True)
        raise


def _lock(lock: IO[Any]) -> None:
    """Wait until nobody else writes this file. Raises BusyError."""
    until = time.monotonic() + WAIT
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise BusyError from None
            time.sleep(0.1)


def passing(dataset: Dataset, rows: QuerySet, form: str, *, at: datetime) -> Spooled:
    """Return a file for one reader, which is gone when it is closed. Raises BusyError, OSError."""
    with _writing():
        out = tempfile.TemporaryFile(prefix=f"{dataset.name}-", dir=folder())  # noqa: SIM115 (the reader closes it)
        try:
            return Spooled(write(dataset, rows, form, out, at), out)
        except BaseException:
            out.close()
            raise
