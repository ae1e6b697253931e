"""Acts on files."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.files import policies
from participation.files.models import Attachment
from participation.files.prepare import Prepared, prepare
from participation.subjects.models import Subject
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

LONGEST_ALT = 300


@transaction.atomic
def attach(
    *,
    subject: Subject,
    upload: UploadedFile | Prepared,
    by: "Person",
    at: datetime,
    alt: str = "",
    position: int = 0,
    part: str = "",
) -> Attachment:
    """Put an image or document beside a subject; its type is read from the bytes and images are made anew.

    ``upload`` is a file as it came, or one that the form has prepared. Raises ActDenied and ValidationError.
    """
    policies.may_attach(by, subject, part).enforce()
    ready = upload if isinstance(upload, Prepared) else prepare(upload)
    words = _checked_alt(alt)
    # The subject's row is locked so that parallel uploads cannot pass the limit together.
    Subject.objects.select_for_update(no_key=True).only("pk").get(pk=subject.pk)
    policies.has_room(subject, part=part).enforce()
    return _keep(subject, ready, words, position, part, by=by, at=at)


def _keep(
    subject: Subject, ready: Prepared, words: str, position: int, part: str, *, by: "Person", at: datetime
) -> Attachment:
    attachment = Attachment(
        subject=subject,
        kind=ready.kind,
        name=ready.name,
        alt=words,
        content_type=ready.content_type,
        size=len(ready.data),
        width=ready.width,
        height=ready.height,
        sha256=ready.sha256,
        position=position,
        part=part,
        uploaded_by=by,
        at=at,
    )
    attachment.file = ContentFile(ready.data, name="file")  # type: ignore[assignment]
    if ready.thumbnail:
        attachment.thumbnail = ContentFile(ready.thumbnail, name="thumbnail")  # type: ignore[assignment]
    attachment.save()
    record(
        "participation.file.attached",
        subject=subject,
        by=by,
        at=at,
        payload={"attachment": attachment.pk},
    )
    return attachment


@transaction.atomic
def attach_all(*, subject: Subject, files: Sequence[Prepared], by: "Person", at: datetime, part: str = "") -> None:
    """Put several prepared files beside a subject, all of them or none; for acts that take files along.

    There has to be room for all before the first is written, so that none is left in the storage. Raises ActDenied.
    """
    if not files:
        return
    policies.may_attach(by, subject, part).enforce()
    Subject.objects.select_for_update(no_key=True).only("pk").get(pk=subject.pk)
    policies.has_room(subject, len(files), part=part).enforce()
    for ready in files:
        _keep(subject, ready, "", 0, part, by=by, at=at)


@transaction.atomic
def describe_attachment(*, attachment: Attachment, alt: str, by: "Person", at: datetime) -> Attachment:
    """Say in words what an image shows, for those who cannot see it."""
    policies.may_attach(by, attachment.subject, attachment.part).enforce()
    words = _checked_alt(alt)
    if words != attachment.alt:
        attachment.alt = words
        attachment.save(update_fields=["alt"])
        record(
            "participation.file.described",
            subject=attachment.subject,
            by=by,
            at=at,
            payload={"attachment": attachment.pk},
        )
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: "Person", at: datetime) -> None:
    """Take a file away; its bytes are deleted once the change is certain. Removing twice changes nothing."""
    locked = Attachment.objects.select_related("subject").select_for_update(of=("self",), no_key=True)
    attachment = locked.get(pk=attachment.pk)
    policies.may_remove(by, attachment.subject, attachment.part).enforce()
    drop_attachment(attachment=attachment, by=by, at=at)


@transaction.atomic
def drop_attachment(*, attachment: Attachment, by: "Person", at: datetime) -> None:
    """Take a file away as part of an act that enforces its own policy and holds what it belongs to."""
    if attachment.removed_at:
        return
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])
    record(
        "participation.file.removed",
        subject=attachment.subject,
        by=by,
        at=at,
        payload={"attachment": attachment.pk},
    )
    transaction.on_commit(lambda: _delete_bytes(attachment), robust=True)


def _delete_bytes(attachment: Attachment) -> None:
    """Delete what storage holds of a removed file; the row stays as its trace."""
    for field in (attachment.file, attachment.thumbnail):
        if field and field.name:
            field.storage.delete(field.name)


def _checked_alt(alt: str) -> str:
    words = tidy(alt)
    if len(words) > LONGEST_ALT:
        raise ValidationError({"alt": _("Use at most %(most)s characters.") % {"most": LONGEST_ALT}})
    return words
