"""Compression of whole answers: the best that a reader takes, once for all readers of a kept page."""

import functools
import gzip
import re

import brotli
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

# Compressed already: images, PDF, office documents.
PACKED = ("image/jpeg", "image/png", "image/webp", "application/pdf", "application/vnd.", "application/zip", "font/")
SMALLEST = 200
BROTLI, GZIP, NONE = "br", "gzip", ""
BROTLI_QUALITY = 4
GZIP_LEVEL = 5
_REFUSED = re.compile(r";\s*q=0(\.0*)?$")


@functools.lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """Return how to compress for an ``Accept-Encoding``: brotli, gzip, or not at all."""
    names = {
        part.split(";")[0].strip().lower() for part in accepted.split(",") if not _REFUSED.search(part.strip().lower())
    }
    return next((name for name in (BROTLI, GZIP) if name in names), NONE)


def pack(response: HttpResponse, encoding: str) -> None:
    """Compress an answer that is neither compressed nor tiny. Its ETag becomes weak: the bytes differ by encoding."""
    if "Content-Encoding" in response or response.get("Content-Type", "").startswith(PACKED):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    content = response.content
    if encoding and len(content) >= SMALLEST:
        content = (
            brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
            if encoding == BROTLI
            else gzip.compress(content, GZIP_LEVEL, mtime=0)
        )
        response.content = content
        response["Content-Encoding"] = encoding
        if "ETag" in response and not response["ETag"].startswith("W/"):
            response["ETag"] = f"W/{response['ETag']}"
    response["Content-Length"] = str(len(content))
