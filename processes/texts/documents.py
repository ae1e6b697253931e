"""A version of a text as a file: a page, a document of a word processor, a document to print, plain Markdown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from participation.privacy import docx
from participation.web.addresses import absolute
from participation.web.installation import installation
from processes.texts import pdf
from processes.texts.actions.common import pieces_of
from processes.texts.pieces import Piece, write_markdown

if TYPE_CHECKING:
    from processes.models import DraftText, TextVersion


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a file: the text, which version, from where, and who signed."""

    title: str
    lang: str
    lines: tuple[str, ...]
    pieces: tuple[Piece, ...]
    signers: tuple[str, ...]

    @classmethod
    def of(cls, text: "DraftText", version: "TextVersion", signers: Sequence[str]) -> "Document":
        """Return the document of a version."""
        day = date_format(timezone.localtime(version.version.at), "DATE_FORMAT")
        lines = [
            installation().name,
            _("Version %(n)s, of %(day)s") % {"n": version.number, "day": day},
            absolute(f"/textos/{text.pk}/version/{version.number}/"),
        ]
        if text.adopted_at is not None and version.pk == text.current_id:
            adopted = date_format(timezone.localtime(text.adopted_at), "DATE_FORMAT")
            lines.insert(2, _("Adopted on %(day)s") % {"day": adopted})
        return cls(text.title, text.lang, tuple(lines), tuple(pieces_of(version)), tuple(signers))


def to_docx(document: Document) -> bytes:
    """Return a document of a word processor, with its headings."""
    parts = [docx.paragraph(document.title, level=1), *(docx.paragraph(line) for line in document.lines)]
    for each in document.pieces:
        heading = min(each.level, 2) if each.kind == "heading" else 0
        parts.append(docx.paragraph(f"• {each.words}" if each.kind == "item" else each.words, level=heading))
    if document.signers:
        parts += [docx.paragraph(_("Signatures"), level=1), *(docx.paragraph(name) for name in document.signers)]
    return docx.document(parts)


def to_markdown(document: Document) -> bytes:
    """Return plain text with marks, as it can be brought in again."""
    return write_markdown(document.pieces).encode()


def to_html(document: Document) -> bytes:
    """Return one page that needs nothing else."""
    parts = [f"<h1>{escape(document.title)}</h1>", "<p>" + "<br>".join(map(escape, document.lines)) + "</p>"]
    listed = False
    for each in document.pieces:
        if (each.kind == "item") != listed:
            parts.append("</ul>" if listed else "<ul>")
            listed = not listed
        name = f"h{min(each.level + 1, 6)}" if each.kind == "heading" else "li" if each.kind == "item" else "p"
        parts.append(f'<{name} id="p{each.key}">{escape(each.words)}</{name}>')
    if listed:
        parts.append("</ul>")
    if document.signers:
        names = "".join(f"<li>{escape(name)}</li>" for name in document.signers)
        parts.append(f"<h2>{escape(_('Signatures'))}</h2><ul>{names}</ul>")
    head = f'<meta charset="utf-8"><title>{escape(document.title)}</title>'
    look = "<style>body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.6 serif}</style>"
    body = "\n".join(parts)
    opening = f'<!doctype html>\n<html lang="{escape(document.lang)}"><head>{head}{look}</head><body>\n'
    return f"{opening}{body}\n</body></html>\n".encode()


def to_pdf(document: Document) -> bytes:
    """Return a document to print, with page numbers and bookmarks."""
    lines = [pdf.Line(document.title, "title"), *(pdf.Line(line, "small") for line in document.lines)]
    for each in document.pieces:
        look = f"h{min(each.level, 3)}" if each.kind == "heading" else "item" if each.kind == "item" else "text"
        lines.append(pdf.Line(each.words, look))
    if document.signers:
        lines += [pdf.Line(_("Signatures"), "h1"), *(pdf.Line(name, "item") for name in document.signers)]
    return pdf.write(lines, title=document.title, lang=document.lang)


@dataclass(frozen=True, slots=True)
class Format:
    """One way to take a text away."""

    label: str
    content_type: str
    write: Callable[[Document], bytes]


FORMATS = {
    "pdf": Format("PDF", "application/pdf", to_pdf),
    "docx": Format("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "html": Format("HTML", "text/html; charset=utf-8", to_html),
    "md": Format("Markdown", "text/markdown; charset=utf-8", to_markdown),
}
