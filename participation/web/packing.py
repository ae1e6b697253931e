"""Compression of whole answers: the best that a reader takes, once for all readers of a kept page."""

import functools
import gzip
import re
import secrets

import brotli
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

# Compressed already: images, PDF, office documents.
PACKED = ("image/jpeg", "image/png", "image/webp", "application/pdf", "application/vnd.", "application/zip", "font/")
SMALLEST = 200
MOST_PADDING = 100
BROTLI, GZIP, NONE = "br", "gzip", ""
BROTLI_QUALITY = 4
GZIP_LEVEL = 3  # half the time of 5, for a page that is one part in fourteen larger
_REFUSED = re.compile(r";\s*q=0(\.0*)?$")


@functools.lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """Return how to compress for an ``Accept-Encoding``: brotli, gzip, or not at all."""
    names = {
        part.split(";")[0].strip().lower() for part in accepted.split(",") if not _REFUSED.search(part.strip().lower())
    }
    return next((name for name in (BROTLI, GZIP) if name in names), NONE)


@functools.lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Tell whether an ``Accept-Encoding`` allows gzip."""
    return encoding_for(",".join(part for part in accepted.split(",") if not part.strip().startswith(BROTLI))) == GZIP


def gzipped(content: bytes, *, padded: bool = False, level: int = GZIP_LEVEL) -> bytes:
    """Return bytes compressed; ``padded`` adds a file's name of a random length to the head, against BREACH."""
    packed = gzip.compress(content, level, mtime=0)
    if not padded:
        return packed
    head = bytearray(packed[:10])
    head[3] = gzip.FNAME  # type: ignore[attr-defined]
    return bytes(head) + b"a" * secrets.randbelow(MOST_PADDING) + b"\0" + packed[10:]


def pack(response: HttpResponse, encoding: str, *, padded: bool = False) -> None:
    """Compress an answer that is neither compressed nor tiny. Its ETag becomes weak: the bytes differ by encoding."""
    if "Content-Encoding" in response or response.get("Content-Type", "").startswith(PACKED):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    content = response.content
    if encoding and len(content) >= SMALLEST:
        content = (
            brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
            if encoding == BROTLI
            else gzipped(content, padded=padded)
        )
        response.content = content
        response["Content-Encoding"] = encoding
        if "ETag" in response and not response["ETag"].startswith("W/"):
            response["ETag"] = f"W/{response['ETag']}"
    response["Content-Length"] = str(len(content))
