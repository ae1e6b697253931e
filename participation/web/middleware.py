"""Request ids, compression, the content security policy, and clear answers to broken input."""

import contextvars
import functools
import logging
import re
import secrets
from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from participation.web.packing import GZIP, NONE, PACKED, SMALLEST, pack, takes_gzip

_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")
SAFE_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
Handler = Callable[[HttpRequest], HttpResponseBase]


class RequestIdFilter(logging.Filter):
    """Puts the request's id on each log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id; never drop a line."""
        record.request_id = _request_id.get()
        return True


def _drop_broken_cookies(request: HttpRequest) -> None:
    """Forget cookies with a NUL, which a quoted value can carry (``"\\000"``): no session has such a key.

    They are not answered with an error: whoever has one could then open no page any more.
    """
    given = request.META.get("HTTP_COOKIE", "")
    if "\\0" in given or "\x00" in given:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}


class DenialFilter(logging.Filter):
    """Drops the traceback of a denial: an act that says no is an answer, not a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, without the traceback."""
        from participation.access.verdict import ActDenied

        if record.exc_info and isinstance(record.exc_info[1], ActDenied):
            record.exc_info = None
        return True


class RequestIdMiddleware:
    """Gives each request an id (or keeps the proxy's) and returns it in ``X-Request-Id``."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request under its id, without cookies that no table could hold."""
        _drop_broken_cookies(request)
        given = request.headers.get("X-Request-Id", "")
        value = given if SAFE_ID.match(given) else secrets.token_hex(8)
        token = _request_id.set(value)
        request.request_id = value  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            _request_id.reset(token)
        response["X-Request-Id"] = value
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses responses; a random length is added against BREACH, as by Django, which compresses twice as long."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave alone what is compressed already, and what is compressed once for all its readers (page_cache.py)."""
        once = getattr(request, "packed_outside", False) and not response.streaming
        if once or response.get("Content-Type", "").startswith(PACKED):
            return response
        if isinstance(response, HttpResponse):
            if len(response.content) >= SMALLEST:
                pack(response, GZIP if takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")) else NONE, padded=True)
            return response
        return super().process_response(request, response)  # type: ignore[no-any-return,arg-type]


class ContentPolicyMiddleware(CSPMiddleware):
    """Sends the public policy everywhere and a wider one in the staff admin, whose Alpine and editor need it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Choose the policy by address."""
        policy = dict(settings.PUBLIC_CSP)
        if settings.AZOTEA_MAP_TILES_URL:
            origin = "/".join(settings.AZOTEA_MAP_TILES_URL.split("/")[:3]).replace("{s}", "*")
            policy["img-src"] = [*policy["img-src"], origin]
        if not re.match(r"^(/en)?/admin/", request.path):
            response.headers.setdefault(HEADER, _as_header(tuple((name, tuple(of)) for name, of in policy.items())))
            return response
        from csp.constants import NONCE, UNSAFE_EVAL

        policy["script-src"] = ["'self'", NONCE, UNSAFE_EVAL]
        policy["style-src"] = ["'self'", "'unsafe-inline'"]
        policy["img-src"] = ["'self'", "data:", "blob:"]
        response._csp_config = policy  # type: ignore[attr-defined]
        return super().process_response(request, response)  # type: ignore[no-any-return]


@functools.lru_cache(maxsize=8)
def _as_header(policy: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """Return a policy without nonces as the header says it."""
    return build_policy(config={name: list(allowed) for name, allowed in policy})


class BadInputMiddleware:
    """Turns input that no field could hold (NUL in the address, lone surrogates) into a 400 before any view runs."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse NUL characters in path and query; PostgreSQL cannot hold them."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            from participation.web.errors import bad_request

            return bad_request(request, BadRequest("NUL"))
        return self.get_response(request)


def plain_response(text: str, status: int) -> HttpResponse:
    """Return a plain text response."""
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
