"""What an undone upload leaves in storage is deleted; nothing else is."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from participation.files.actions import attach, remove_attachment
from participation.files.orphans import delete_orphans
from participation.models import Attachment, Subject
from tests.participation.files import samples
from tests.participation.files.samples import PDF, upload
from tests.personas import NOW

TOMORROW = NOW + timedelta(days=1, minutes=1)


def on_disk(folder: Path) -> dict:
    """Return the storage of an installation: files below a folder."""
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}


@pytest.fixture(autouse=True)
def _own_storage(tmp_path: Path, settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": on_disk(tmp_path)}


def stored() -> set[str]:
    """Return what storage holds, and date it by the clock of the tests."""
    root = Path(default_storage.location)  # type: ignore[attr-defined]
    found = [path for path in root.rglob("*") if path.is_file()]
    for path in found:
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return {str(path.relative_to(root)) for path in found}


def photo(subject: Subject) -> Attachment:
    return attach(subject=subject, upload=upload(samples.image(), "foto.jpg"), by=subject.proposal.author, at=NOW)


def test_an_undone_upload_leaves_no_bytes_after_a_day(subject: Subject):
    kept = photo(subject)
    with pytest.raises(RuntimeError), transaction.atomic():
        photo(subject)
        raise RuntimeError("the rest of the request failed")
    assert Attachment.objects.get() == kept
    assert len(stored()) == 4
    assert delete_orphans(at=NOW + timedelta(hours=23)) == 0
    assert delete_orphans(at=TOMORROW) == 2
    assert stored() == {kept.file.name, kept.thumbnail.name}
    assert delete_orphans(at=TOMORROW) == 0


def test_bytes_that_storage_did_not_delete_are_deleted_later(subject: Subject):
    """The file is removed, but its transaction never gets to the deletion (here: the test's own never commits)."""
    made = attach(subject=subject, upload=upload(PDF, "plan.pdf"), by=subject.proposal.author, at=NOW)
    remove_attachment(attachment=made, by=subject.proposal.author, at=NOW)
    assert stored() == {made.file.name}
    assert delete_orphans(at=TOMORROW) == 1
    assert stored() == set()


def test_files_of_others_are_left_alone(db: None):
    for name in ("LEEME.txt", "ab/notas.txt", "respaldo/" + "a" * 32, "ab/" + "a" * 32):
        default_storage.save(name, ContentFile(b"x"))
    stored()
    assert delete_orphans(at=TOMORROW) == 1
    assert stored() == {"LEEME.txt", "ab/notas.txt", "respaldo/" + "a" * 32}


def test_an_empty_storage_is_no_error(db: None, tmp_path: Path, settings):
    settings.STORAGES = {**settings.STORAGES, "default": on_disk(tmp_path / "nothing")}
    assert delete_orphans(at=TOMORROW) == 0
