"""What a person wanted to do and could not yet: kept in their session, and offered again once nothing is missing.

Whoever presses a button and is told to verify first should not have to find it again. The act is kept by the person's
own press alone: a POST of theirs that was refused, or the button of the denial, both of which carry the CSRF token of
their session, so that no other site can leave anything there. It is never done by itself: they see what they wanted, in
words, with one button, and that button asks every policy again.

Only pages that say so (``resumable``) can be kept, by their path on this site, with the fields that they name and no
other: no password, code, file or token. Signing in keeps the session's contents and signing out drops them. What
somebody wrote is kept for whoever was signed in as its author, never for the next person at the same computer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve

from participation.access.verdict import Denied, Verdict
from participation.web.addresses import localized, plain

if TYPE_CHECKING:
    from participation.models import Person

KEY = "wanted"
LASTS = timedelta(days=7)  # a counter may be days away
LASTS_UNKNOWN = timedelta(minutes=30)  # for whoever was not signed in: long enough to sign in or up
LONGEST_PATH, MOST = 300, 8_000  # characters

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Offer:
    """A wanted act as it stands for a person now.

    ``label`` are the words of its button, ``about`` says upon what, ``back`` is the page where it belongs (without
    language prefix). ``rules`` are those of who may, ``before`` is when it closes.
    """

    label: Any
    about: str
    back: str
    verdict: Verdict
    rules: tuple[Any, ...] = ()
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resumable:
    """What a page says of itself: ``offer(person, at, **kwargs)`` gets the values of its address.

    ``fields`` are those of its form that are kept; ``opens`` says that it is a page to open, not a button to press.
    """

    offer: Callable[..., Offer | None]
    fields: tuple[str, ...] = ()
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a session keeps, with how it stands: where it is sent, with what, and whether as a form or as a link."""

    action: str
    sends: bool
    fields: tuple[tuple[str, str], ...]
    words: str
    offer: Offer


def resumable(offer: Callable[..., Offer | None], *, fields: tuple[str, ...] = (), opens: bool = False) -> Any:
    """Let a view be kept and offered again; what was kept goes as soon as it was done."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if response.status_code < 400 and request.user.is_authenticated:
                _forget_done(request)
            return response

        wrapped.resumable = Resumable(offer, fields, opens)  # type: ignore[attr-defined]
        return wrapped

    return decorate


def find(path: str) -> tuple[Resumable, dict[str, Any]] | None:
    """Return what the page at a path of this site says of itself, with the values of the path; None for any other."""
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//") or len(path) > LONGEST_PATH:
        return None
    if any(sign in path for sign in "\\?#") or not path.isprintable():
        return None
    try:
        match = resolve(localized(plain(path)))
    except Resolver404:
        return None
    found = getattr(match.func, "resumable", None)
    return (found, match.kwargs) if isinstance(found, Resumable) else None


def keep(request: HttpRequest, path: str, posted: QueryDict | None, *, at: datetime, sends: bool = True) -> bool:
    """Keep what the person of a request wants; return whether it could be kept. The last one wins.

    Call it for a request whose CSRF token was checked and for nothing else.
    """
    found = find(path)
    if found is None:
        return False
    known, _kwargs = found
    given = [(name, value) for name in known.fields for value in (posted.getlist(name) if posted else [])]
    signed_in = request.user.is_authenticated
    if not signed_in and (given or settings.CSRF_COOKIE_NAME not in request.COOKIES):
        return False
    if request.FILES or sum(len(name) + len(str(value)) for name, value in given) > MOST:
        return False
    request.session[KEY] = {
        "path": plain(path),
        "sends": bool(sends and (given or not known.opens)),
        "fields": [[name, str(value)] for name, value in given],
        "at": at.timestamp(),
        "person": request.user.pk if signed_in else None,
    }
    return True


def keep_refused(request: HttpRequest, denial: Denied | None, *, at: datetime) -> bool:
    """Keep a POST that was refused for what its person can get and come back with; return whether it was kept."""
    remedy = denial.remedy if denial is not None else None
    if request.method != "POST" or remedy is None or not remedy.resumes or not request.user.is_authenticated:
        return False
    return keep(request, request.path, request.POST, at=at)


def forget(request: HttpRequest) -> None:
    """Keep nothing any more."""
    if request.user.is_authenticated and KEY in request.session:
        del request.session[KEY]


def _forget_done(request: HttpRequest) -> None:
    kept = request.session.get(KEY)
    if not isinstance(kept, dict) or kept.get("path") != plain(request.path):
        return
    if bool(kept.get("sends")) == (request.method == "POST"):
        forget(request)


def wanted(request: HttpRequest, *, at: datetime) -> Wanted | None:
    """Return what the person who is signed in wanted, as it stands now; None where nothing is kept, or no longer."""
    if not request.user.is_authenticated:
        return None
    kept = request.session.get(KEY)
    if kept is None:
        return None
    person: Any = request.user
    found = _read(kept, person, at)
    if found is None:
        forget(request)
    return found


def _read(kept: Any, person: "Person", at: datetime) -> Wanted | None:
    try:
        path, owner, since = kept["path"], kept["person"], float(kept["at"])
        fields = tuple((str(name), str(value)) for name, value in kept["fields"])
        sends = bool(kept["sends"])
    except (KeyError, TypeError, ValueError):  # of another release
        return None
    lasts = LASTS_UNKNOWN if owner is None else LASTS
    found = find(path)
    if found is None or owner not in (None, person.pk) or not 0 <= at.timestamp() - since <= lasts.total_seconds():
        return None
    known, kwargs = found
    try:
        offer = known.offer(person, at, **kwargs)
    except Http404:
        return None
    if offer is None:
        return None
    kept_fields = tuple((name, value) for name, value in fields if name in known.fields)
    words = next((value for name, value in kept_fields if name in {"text", "body"}), "")
    return Wanted(localized(path), sends, kept_fields, words, offer)
