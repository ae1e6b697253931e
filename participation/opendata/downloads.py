"""Answers of bulk files: what a reader gets, with what headers, and when they are asked to come back."""

import logging

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

from participation.limits.visitors import visitor
from participation.opendata import spool
from participation.opendata.exports import MEDIA_TYPES
from participation.opendata.registry import Dataset
from participation.opendata.rest.middleware import allow_reading
from participation.opendata.rest.problems import problem_response
from participation.web.courier import courier
from participation.web.installation import installation

logger = logging.getLogger(__name__)
COME_BACK = 10  # seconds


def _busy(request: HttpRequest, status: int, detail: str, seconds: int = COME_BACK) -> HttpResponse:
    response = problem_response(request, status, detail=detail)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    allow_reading(response)
    return response


def delivered(request: HttpRequest, dataset: Dataset, form: str, rows: QuerySet) -> HttpResponseBase:
    """Return the file, or a problem that says when to come back where too many are being written or fetched."""
    if not courier.has_room(visitor(request)):
        return _busy(request, 429, _("Finish the downloads that you have begun, then ask for the next one."))
    if request.method == "HEAD":
        return _dressed(request, StreamingHttpResponse([], content_type=MEDIA_TYPES[form]), dataset, form)
    at = timezone.now()
    try:
        if request.GET:
            spooled = spool.passing(dataset, rows, form, at=at)
        else:
            spooled = spool.kept(dataset, rows, form, at=at, exact=request.user.is_authenticated)
    except spool.BusyError:
        return _busy(request, 503, _("Other files are being written at this moment. Ask again in some seconds."))
    except OSError:
        logger.exception("a bulk file could not be written")
        return _busy(request, 503, _("The file could not be written. Try again in a few minutes."), 300)
    return _file(request, dataset, form, spooled)


def _file(request: HttpRequest, dataset: Dataset, form: str, spooled: spool.Spooled) -> HttpResponseBase:
    packed = bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
    made = spooled.made
    etag = f'"{made.digest}{"-gz" if packed else ""}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is not None:
        spooled.file.close()
    else:
        source = spooled.file if packed else spool.Unpacked(spooled.file)
        response = FileResponse(source, content_type=MEDIA_TYPES[form])
        response["Content-Length"] = str(made.packed if packed else made.size)
        if packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["X-Feed-Sequence"] = str(made.sequence)
    return _dressed(request, response, dataset, form)


def _dressed(request: HttpRequest, response: HttpResponseBase, dataset: Dataset, form: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{dataset.name}-v{dataset.version}.{form}"'
    response["Link"] = f'<{installation().licence_url}>; rel="license"'
    response["X-Dataset-Version"] = str(dataset.version)
    response["Cache-Control"] = "private, no-cache" if request.user.is_authenticated else "public, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    allow_reading(response)
    return response
