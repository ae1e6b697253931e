"""A word-processor file (Office Open XML) from headings, paragraphs and tables; nothing else is needed here."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
SIZES = {1: 36, 2: 28}


def _text(text: str) -> str:
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)


def paragraph(text: str, *, level: int = 0) -> str:
    """Return a paragraph, or with a level a heading."""
    look = f'<w:rPr><w:b/><w:sz w:val="{SIZES[level]}"/></w:rPr>' if level else ""
    outline = (
        f'<w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="{level - 1}"/></w:pPr>' if level else ""
    )
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _text(text).split("\n"))
    return f"<w:p>{outline}<w:r>{look}{runs}</w:r></w:p>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table with a head that is repeated on each page."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )

    def row(cells: Sequence[str], *, is_head: bool = False) -> str:
        marks = "<w:trPr><w:tblHeader/></w:trPr>" if is_head else ""
        return f"<w:tr>{marks}" + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    body = "".join(row(cells) for cells in rows)
    grid = "<w:tblGrid>" + "<w:gridCol/>" * len(head) + "</w:tblGrid>"
    look = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{look}{grid}{row(head, is_head=True)}{body}</w:tbl><w:p/>"


def document(parts: Sequence[str]) -> bytes:
    """Return the file."""
    body = "".join(parts)
    text = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONS)
        packed.writestr("word/document.xml", text)
    return file.getvalue()
