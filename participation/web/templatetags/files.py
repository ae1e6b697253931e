"""The files beside a subject: a gallery of images and a list of documents."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from participation.files import policies, sniff
from participation.files.models import Attachment
from participation.models import Subject

register = template.Library()

KINDS = {
    sniff.PDF: "PDF",
    sniff.DOCX: "Word",
    sniff.XLSX: "Excel",
    sniff.ODT: "OpenDocument",
    sniff.CSV: "CSV",
}


@register.filter
def file_kind(attachment: Attachment) -> str:
    """Return the kind of a file in words."""
    if attachment.kind == Attachment.Kind.IMAGE:
        return _("image")
    return KINDS.get(attachment.content_type) or _("text")


@register.filter
def file_size(size: int) -> str:
    """Return a size in words: "340 KB", "1.2 MB"."""
    if size < sniff.MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{number_format(size / sniff.MEGABYTE, decimal_pos=1)} MB"


@register.inclusion_tag("participation/files/attachments.html", takes_context=True)
def attachments(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return the files of a subject; one query at most. Its author and stewards can describe and remove them."""
    user = getattr(context.get("request"), "user", None)
    person = user if user is not None and user.is_authenticated else None
    kept: list[Attachment] = []
    if getattr(subject, "has_files", True):  # fetched with the row: subjects/above.py
        rows = Attachment.objects.filter(subject=subject, part="", removed_at__isnull=True)
        kept = list(rows.order_by("position", "pk"))
    return {
        "images": [file for file in kept if file.kind == Attachment.Kind.IMAGE],
        "documents": [file for file in kept if file.kind == Attachment.Kind.DOCUMENT],
        "may_change": bool(kept and person and policies.may_attach(person, subject)),
    }
