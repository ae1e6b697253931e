"""The link keys: what finds a person's ballot again while a vote is open. They never touch the database.

Each vote has one of its own. The store is named by a setting, so that an installation of several hosts can name another
one than files; whatever it is, every web process must see the same keys, and a destroyed key must be gone for all.
"""

import contextlib
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

KEY_BYTES = 32


class KeyMissingError(RuntimeError):
    """The store has no such key: it was destroyed, or this host sees another store than the one that made it."""


class KeyStore(Protocol):
    """Where link keys are kept. All three may raise OSError where the store cannot be reached."""

    def make(self, vote: UUID) -> bytes:
        """Return the key of a vote, made at the first call."""
        ...

    def read(self, vote: UUID) -> bytes:
        """Return the key of a vote. Raises KeyMissingError."""
        ...

    def destroy(self, vote: UUID) -> None:
        """Destroy the key of a vote; one that is gone already stays gone."""
        ...


class FileStore:
    """A file for each key, readable by its owner alone, in the folder AZOTEA_URN_KEYS."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Return the folder of the keys."""
        return self._folder or Path(settings.AZOTEA_URN_KEYS)

    def _path(self, vote: UUID) -> Path:
        return self.folder / f"{vote}.key"

    def make(self, vote: UUID) -> bytes:
        """Return the key of a vote; of several processes that make it at once, one does."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.folder / f".{vote}.{secrets.token_hex(8)}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(fresh, self._path(vote))  # whole or not at all, and never over another
        finally:
            fresh.unlink()
        self._sync()
        return self.read(vote)

    def read(self, vote: UUID) -> bytes:
        """Return the key of a vote. Read each time: a process that kept it would keep it after its destruction."""
        try:
            return self._path(vote).read_bytes()
        except FileNotFoundError:
            raise KeyMissingError(str(vote)) from None

    def destroy(self, vote: UUID) -> None:
        """Write over the file, then remove it."""
        path = self._path(vote)
        with contextlib.suppress(FileNotFoundError):
            with open(path, "r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            self._sync()

    def _sync(self) -> None:
        """Have the folder's own entry on disk."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@lru_cache(maxsize=1)
def _store(path: str) -> KeyStore:
    made: KeyStore = import_string(path)()
    return made


def store() -> KeyStore:
    """Return the store that the setting AZOTEA_URN_KEY_STORE names."""
    return _store(settings.AZOTEA_URN_KEY_STORE)
