"""From an upload to bytes that may be kept: measured, sniffed, re-encoded, with a clean name."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from participation.files import sniff
from participation.files.images import remake
from participation.files.models import Attachment
from participation.web.richtext import tidy

LONGEST_NAME = 120
UNSAFE = re.compile(r"[^\w .()\-]+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that passed every check; the act only writes it."""

    kind: str
    name: str
    content_type: str
    data: bytes
    sha256: str
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None


def clean_name(name: str, content_type: str) -> str:
    """Return a file name without folders, control characters or a false extension."""
    base = unicodedata.normalize("NFC", tidy(name or "")).replace("\\", "/").rsplit("/", 1)[-1]
    stem = UNSAFE.sub(" ", PurePosixPath(base).stem if "." in base.strip(".") else base)
    stem = re.sub(r"\s+", " ", stem).strip(" .-")[:LONGEST_NAME].rstrip(" .") or "archivo"
    return f"{stem}.{sniff.EXTENSIONS[content_type]}"


def prepare(upload: UploadedFile) -> Prepared:
    """Return an upload ready to be kept. Raises ValidationError with a sentence that names what to do."""
    if not upload.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if upload.size > sniff.DOCUMENT_LIMIT:
        raise _too_big(sniff.DOCUMENT_LIMIT)
    upload.seek(0)
    data = upload.read(sniff.DOCUMENT_LIMIT + 1)
    upload.seek(0)
    if sniff.looks_like_image(data[:16]):
        if len(data) > sniff.IMAGE_LIMIT:
            raise _too_big(sniff.IMAGE_LIMIT)
        pictures = remake(data)
        return Prepared(
            kind=Attachment.Kind.IMAGE,
            name=clean_name(upload.name or "", pictures.content_type),
            content_type=pictures.content_type,
            data=pictures.data,
            thumbnail=pictures.thumbnail,
            width=pictures.width,
            height=pictures.height,
            sha256=hashlib.sha256(pictures.data).hexdigest(),
        )
    found = sniff.sniff_document(data, upload.name or "")
    return Prepared(
        kind=Attachment.Kind.DOCUMENT,
        name=clean_name(upload.name or "", found.content_type),
        content_type=found.content_type,
        data=found.data,
        sha256=hashlib.sha256(found.data).hexdigest(),
    )


def _too_big(limit: int) -> ValidationError:
    return ValidationError(
        _("This file is too big. The limit is %(megabytes)s MB.") % {"megabytes": limit // sniff.MEGABYTE}, code="size"
    )
