"""Whole public pages for readers without an account, kept for seconds in front of everything else.

What may be served from here, and to whom, is decided by what the request *lacks*: no session, CSRF or message cookie
and no ``Authorization``. So whoever is or was signed in, authors above all, always gets a page made for them, and no
denial, form or act ever comes from here. What may be kept is decided by the answer: 200 to a GET, whole, without a
cookie, and not forbidden by its view (``never_cache``).

No page is older than AZOTEA_PAGE_CACHE_SECONDS. What is hidden, withdrawn, unpublished or erased vanishes at once:
before each use the database is asked whether anything was taken from view since the making of the page began
(events/taken.py). Where the database does not answer, nothing is served from here.
"""

import contextlib
import functools
import hashlib
import math
import time
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote_plus

import psycopg
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language_from_request

from participation.events import taken
from participation.veda.calendar import next_turn
from participation.web import memo
from participation.web.addresses import plain
from participation.web.installation import SECONDS as INSTALLATION_SECONDS
from participation.web.packing import encoding_for, pack
from participation.web.page_store import ByVisitor, PageStore, StoredPage
from participation.web.visitors import visitor_group

Handler = Callable[[HttpRequest], HttpResponseBase]

MOST_PAGES = 4000
LONGEST_ADDRESS = 1000
API = "/api/"
# Forms, work and files: never kept, so not even looked up.
PERSONAL = ("/cuenta/", "/admin/", "/mesa/", "/salud/", "/static/", "/archivos/")
# Names that other sites add to links; they are dropped, so that a link shared a thousand times is one page.
TRACKERS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
# A request with one of these asks for something of its own.
SPECIAL = (
    "HTTP_AUTHORIZATION", "HTTP_HX_REQUEST", "HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
)  # fmt: skip
OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Encoding")
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
JSON = frozenset({"*/*", "application/*", "application/json"})

store = PageStore(most=MOST_PAGES, most_bytes=settings.AZOTEA_PAGE_CACHE_MEGABYTES * 1024 * 1024)


def life() -> float:
    """Return how many seconds a page may be served: the promise, less what the installation's own row may be old."""
    return float(max(settings.AZOTEA_PAGE_CACHE_SECONDS - INSTALLATION_SECONDS, 0))


def is_personal(request: HttpRequest) -> bool:
    """Tell whether a request comes from a browser that is or was signed in, or that has a form open."""
    if "HTTP_COOKIE" not in request.META:
        return False
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, CookieStorage.cookie_name)
    return any(name in request.COOKIES for name in names)


def _without_trackers(query: str) -> str:
    return "&".join(
        part for part in query.split("&") if part and not unquote_plus(part.split("=", 1)[0]).startswith(TRACKERS)
    )


@functools.lru_cache(maxsize=256)
def takes_json(accepted: str) -> bool:
    """Tell whether an ``Accept`` is answered with the API's plain JSON; "indent" asks for another."""
    if "indent" in accepted:
        return False
    return any(part.split(";")[0].strip().lower() in JSON for part in accepted.split(","))


class Asked(NamedTuple):
    """Each part of a request that a public answer depends on: what is not here has no say, or keeps the request away.

    The host is a checked one, the encoding one of packing.ENCODINGS; language and format belong to the API alone.
    """

    scheme: str
    host: str
    path: str
    query: str
    encoding: str
    language: str


def key_of(request: HttpRequest) -> Asked | None:
    """Return what tells a public answer from every other one; None where a request is not to be answered from here."""
    meta = request.META
    if request.method not in ("GET", "HEAD") or any(name in meta for name in SPECIAL):
        return None
    path, query = request.path, meta.get("QUERY_STRING", "")
    if len(path) + len(query) > LONGEST_ADDRESS or plain(path).startswith(PERSONAL) or is_personal(request):
        return None
    language = ""
    if path.startswith(API):
        if not takes_json(meta.get("HTTP_ACCEPT", "*/*")):
            return None
        language = get_language_from_request(request)
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    encoding = encoding_for(meta.get("HTTP_ACCEPT_ENCODING", ""))
    return Asked(str(request.scheme), host, path, _without_trackers(query) if query else "", encoding, language)


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    kept = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.cookies
        and "CSRF_COOKIE" not in request.META
        and "private" not in kept
        and "no-store" not in kept
    )


class PageCacheMiddleware:
    """Answers from the store what may be answered from there, and keeps what may be kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        asked = key_of(request) if life() else None
        if asked is None:
            return self._made_for_one(request)
        request.META["QUERY_STRING"] = asked.query
        page = _find(request, asked)
        if page is None and request.method == "GET":
            with store.making(asked) as first:
                page = None if first else _find(request, asked)
                if page is None:
                    return self._made_and_kept(request, asked)
        return _answer(request, page) if page is not None else self._made_for_one(request)

    def _made_for_one(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on; a page of somebody's own is not to be shown again without asking."""
        with memo.one_page() if request.method in ("GET", "HEAD") else contextlib.nullcontext():
            response = self.get_response(request)
        if "Cache-Control" not in response and response.get("Content-Type", "").startswith("text/html"):
            response["Cache-Control"] = "private, no-cache" if is_personal(request) else "no-cache"
        return response

    def _made_and_kept(self, request: HttpRequest, asked: Asked) -> HttpResponseBase:
        """Make an answer and keep it where it may be kept, with the time and the moment from before its making."""
        made = time.time()
        moment = _moment()
        conditions = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        request.packed_outside = True  # type: ignore[attr-defined]
        response = self._made_for_one(request)
        request.META.update(conditions)
        if not isinstance(response, HttpResponse):
            return response
        kept = moment is not None and _may_be_kept(request, response)
        if kept:
            _dress(response)
        pack(response, asked.encoding)
        if not kept:
            return response
        page = StoredPage(response.content, tuple(response.items()), made, str(moment), _turn_after(made))
        if getattr(request, "shown_by_group", False):
            store.put(asked, ByVisitor())
            store.put((asked, visitor_group(request, timezone.localdate())), page)
        else:
            store.put(asked, page)
        return _answer(request, page)


def _moment() -> str | None:
    """Return the database's moment; None where it does not answer: the page then says so, and is not kept."""
    try:
        return taken.moment()
    except (psycopg.Error, Error):
        return None


def _turn_after(made: float) -> float:
    """Return until when a page may be shown at most: the next time that the electoral calendar turns."""
    try:
        turn = next_turn(datetime.fromtimestamp(made, UTC))
    except (psycopg.Error, Error):
        return made
    return turn.timestamp() if turn else math.inf


def _find(request: HttpRequest, asked: Asked) -> StoredPage | None:
    """Return what is kept, young enough, and of which nothing was taken from view since."""
    key: Hashable = asked
    page = store.get(key)
    if isinstance(page, ByVisitor):
        key = (asked, visitor_group(request, timezone.localdate()))
        page = store.get(key)
    if not isinstance(page, StoredPage):
        return None
    try:
        # A clock that was set back says nothing about the age.
        now = time.time()
        if 0 <= now - page.made < life() and now < page.until and not taken.taken_since(page.moment):
            return page
    except (psycopg.Error, Error):
        return None
    store.drop(key)
    return None


def _dress(response: HttpResponse) -> None:
    """Add what lets browsers ask again cheaply: nothing is shown again without asking."""
    response.headers.setdefault("Cache-Control", "no-cache")
    if "ETag" not in response:
        response["ETag"] = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
    if "public" not in response["Cache-Control"]:
        patch_vary_headers(response, ["Cookie"])


def _answer(request: HttpRequest, page: StoredPage) -> HttpResponse:
    """Answer with a kept page: whole, its head alone, or that the reader has it already."""
    headers = dict(page.headers)
    condition = request.META.get("HTTP_IF_NONE_MATCH")
    if condition and _has(condition, headers["ETag"]):
        return HttpResponseNotModified(headers={n: v for n, v in headers.items() if n not in OF_THE_BODY})
    return HttpResponse(page.body if request.method == "GET" else b"", headers=headers)


def _has(condition: str, etag: str) -> bool:
    """Tell whether a reader's copy is this one; by the weak comparison, which If-None-Match asks for."""
    return condition.strip() == "*" or etag.removeprefix("W/") in {
        given.removeprefix("W/") for given in parse_etags(condition)
    }
