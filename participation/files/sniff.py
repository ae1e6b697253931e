"""What a file really is: read from its bytes, never from its name or from what the browser says."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
IMAGE_LIMIT = 8 * MEGABYTE
DOCUMENT_LIMIT = 15 * MEGABYTE
ZIP_ENTRIES = 5_000
ZIP_UNPACKED = 200 * MEGABYTE

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
TEXT = "text/plain"
CSV = "text/csv"
EXTENSIONS = {
    PDF: "pdf",
    DOCX: "docx",
    XLSX: "xlsx",
    ODT: "odt",
    TEXT: "txt",
    CSV: "csv",
    "image/jpeg": "jpg",
    "image/webp": "webp",
}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(r"^\s*<|<(?:!doctype|html|svg|script|body|iframe|\?xml)", re.I)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A document's type and the bytes to keep."""

    content_type: str
    data: bytes


def looks_like_image(head: bytes) -> bool:
    """Tell whether the first bytes are those of a JPEG, PNG or WebP file."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def refuse(why: Any = "") -> ValidationError:
    """Return the complaint about a file that is not taken."""
    return ValidationError(
        why
        or _(
            "This kind of file is not accepted. Send a JPEG, PNG or WebP image, or a PDF, Word (.docx), "
            "Excel (.xlsx), OpenDocument (.odt), text or CSV file."
        ),
        code="type",
    )


def sniff_document(data: bytes, name: str) -> Sniffed:
    """Return what a document is. Raises ValidationError for what is not accepted or broken."""
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise refuse(_("This PDF is incomplete. Save it again and send it once more."))
        return Sniffed(PDF, data)
    if data.startswith(b"PK\x03\x04"):
        return Sniffed(_office(data), data)
    return _text(data, name)


def _office(data: bytes) -> str:
    """Return the type of an office document by what its archive holds."""
    broken = _("This document is damaged. Save it again and send it once more.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > ZIP_ENTRIES or sum(entry.file_size for entry in entries) > ZIP_UNPACKED:
                raise refuse(_("This document unpacks to too much. Send a smaller one."))
            names = {entry.filename for entry in entries}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise refuse(_("Documents with macros are not accepted. Save it without macros."))
            if "[Content_Types].xml" in names and "word/document.xml" in names:
                return DOCX
            if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names and "content.xml" in names:
                with archive.open("mimetype") as entry:
                    if entry.read(len(ODT) + 1).strip() == ODT.encode():
                        return ODT
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
    ) as error:
        raise refuse(broken) from error
    raise refuse()


def _text(data: bytes, name: str) -> Sniffed:
    """Return plain text or CSV as UTF-8; anything with control characters or markup is refused."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            words = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse()
    if not words.strip() or CONTROLS.search(words) or MARKUP.search(words[:4096]):
        raise refuse()
    return Sniffed(CSV if name.lower().endswith(".csv") else TEXT, words.encode())
