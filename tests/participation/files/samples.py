"""Bytes of files, good and bad."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SCRIPT = b"<script>alert(1)</script>"


def image(fmt: str = "JPEG", size: tuple[int, int] = (2000, 1000), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, fmt, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A JPEG turned by its EXIF, which also tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camara Secreta"
    exif.get_ifd(0x8825)[1] = "N"
    return image(exif=exif.tobytes())


def png_that_claims(width: int, height: int) -> bytes:
    """A tiny PNG whose header promises huge dimensions."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name.replace("__", "/"), date_time=(2024, 1, 1, 0, 0, 0))  # the same at each call
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, body)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


def xlsx() -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"})


def odt() -> bytes:
    return archive(**{"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(data: bytes, name: str = "archivo", content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)
