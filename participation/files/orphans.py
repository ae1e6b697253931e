"""Bytes in storage that no file of ours owns.

An upload is stored before the act's transaction commits, so that no row ever stands without its bytes; where the
transaction is undone, or storage fails while it deletes, bytes stay behind. They are found here and deleted.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage

from participation.files.models import Attachment

OLD_ENOUGH = timedelta(days=1)  # far longer than any upload takes to commit
FOLDER = re.compile(r"[0-9a-f]{2}\Z")
NAME = re.compile(r"[0-9a-f]{32}(_[A-Za-z0-9]+)?\Z")


def delete_orphans(*, at: datetime) -> int:
    """Delete stored bytes older than a day that no present file owns; return how many. Other files are left alone."""
    storage = Attachment._meta.get_field("file").storage  # type: ignore[union-attr]
    deleted = 0
    for folder, names in _folders(storage):
        owned = _owned(folder)
        for name in names:
            path = f"{folder}/{name}"
            if path not in owned and storage.get_modified_time(path) < at - OLD_ENOUGH:
                storage.delete(path)
                deleted += 1
    return deleted


def _folders(storage: Storage) -> Iterator[tuple[str, list[str]]]:
    """Yield each of our folders with the names in it that we gave."""
    try:
        folders, _files = storage.listdir("")
    except FileNotFoundError:  # nothing was ever uploaded
        return
    for folder in sorted(filter(FOLDER.match, folders)):
        _below, names = storage.listdir(folder)
        yield folder, sorted(filter(NAME.match, names))


def _owned(folder: str) -> set[str]:
    """Return the paths in a folder that belong to a file which was not removed."""
    present = Attachment.objects.filter(removed_at__isnull=True, file__startswith=f"{folder}/")
    return {path for pair in present.values_list("file", "thumbnail") for path in pair if path}
