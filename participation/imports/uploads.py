"""Files that wait between preview and import: kept for a day in the private storage, for their own person alone."""

import uuid
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from participation.imports.frame import SourceFile

FOLDER = "imports"
SALT = "participation.imports"
KEPT = timedelta(days=1)


def keep(file: SourceFile, *, person: int) -> str:
    """Keep a file; return the signed token with which its person gets it back."""
    _sweep()
    name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(file.data))
    return signing.dumps([person, name, file.name, file.source, file.licence], salt=SALT, compress=True)


def take(token: str, *, person: int) -> SourceFile | None:
    """Return the file of a token and delete what was kept; None where the token is not this person's or too old."""
    try:
        owner, name, file_name, source, licence = signing.loads(token, salt=SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError):
        return None
    if owner != person or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        data = file.read()
    default_storage.delete(name)
    return SourceFile(file_name, data, source, licence)


def _sweep() -> None:
    """Delete files that nobody confirmed."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - KEPT:
            default_storage.delete(path)
