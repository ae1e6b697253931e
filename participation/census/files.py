"""Uploaded files while they wait: encrypted from the first block, so that one that is left behind says nothing."""

import contextlib
import hashlib
import hmac
import os
import tempfile
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings

from participation.census.sealing import LABEL, NONCE, decrypt, encrypt
from participation.verification.pepper import peppers

CHUNK = 1 << 20
TAG = 16
FOLDER = "census"


def folder() -> Path:
    """Return where files wait."""
    return Path(settings.VAR_DIR) / FOLDER


def _key(name: str, place: int) -> bytes:
    # A key for each block: blocks of another file or in another order do not open.
    return hmac.digest(peppers()[-1], LABEL + f"file:{name}:{place}".encode(), hashlib.sha256)


def keep(chunks: Iterable[bytes]) -> tuple[str, int, str]:
    """Keep a file; return its name, size and fingerprint."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name, size, mark = uuid.uuid4().hex, 0, hashlib.sha256()
    rest, place = b"", 0
    descriptor = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for chunk in chunks:
            size += len(chunk)
            mark.update(chunk)
            rest += chunk
            while len(rest) >= CHUNK:
                out.write(encrypt(_key(name, place), rest[:CHUNK]))
                rest, place = rest[CHUNK:], place + 1
        out.write(encrypt(_key(name, place), rest))
    return name, size, mark.hexdigest()


def open_kept(name: str) -> IO[bytes]:
    """Return the clear contents as a nameless file, which is gone with the process. Raises FileNotFoundError."""
    out: IO[bytes] = tempfile.TemporaryFile(dir=folder())  # noqa: SIM115 (the caller closes it)
    try:
        with (folder() / name).open("rb") as file:
            _decrypt_into(out, file, name)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _decrypt_into(out: IO[bytes], file: BinaryIO, name: str) -> None:
    place = 0
    while block := file.read(NONCE + CHUNK + TAG):
        out.write(decrypt(_key(name, place), block))
        place += 1


def forget(name: str) -> None:
    """Delete a file; one that is gone already is no error."""
    if name:
        with contextlib.suppress(FileNotFoundError):
            (folder() / name).unlink()


def stale(wanted: set[str], before: datetime) -> list[str]:
    """Return the files of before a moment that nobody wants any more."""
    if not folder().is_dir():
        return []
    return [
        path.name
        for path in folder().iterdir()
        if path.is_file() and path.name not in wanted and path.stat().st_mtime < before.timestamp()
    ]
