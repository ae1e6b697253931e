"""Sessions that know whose they are, so that people can see their own and end them.

The rows are read and written by Django's own code; three columns stand beside it. Neither the visitor's address nor a
place is kept: the name of the browser and system, and when it was last used, to the quarter of an hour.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import SimpleLazyObject

from participation.access import roles
from participation.access.field.policies import MAY_OPEN
from participation.people.models import Person, Session
from participation.stored import StoredQuery

DEVICE, SINCE = "device", "signed_in_at"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
OWN_ROUTES = ("cuenta/", "mesa/", "admin/", "en/cuenta/", "en/mesa/", "en/admin/")
USED = timedelta(minutes=15)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
# In this order: browsers name each other.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(agent: str) -> str:
    """Return the browser and system that a User-Agent names, such as ``Firefox, Android``; nothing else of it."""
    found = (next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def handle_of(session_key: str) -> uuid.UUID:
    """Return the public name of a session, made from its secret key and never leading back to it."""
    return uuid.UUID(salted_hmac("azotea.session", session_key, algorithm="sha256").hexdigest()[:32])


class SessionStore(DatabaseStore):
    """Django's sessions in the database, in rows that know their person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of this session."""
        row: Any = super().create_model_instance(data)
        person = str(data.get(SESSION_KEY, ""))
        row.person_id = int(person) if person.isdecimal() else None
        row.handle = handle_of(row.session_key)
        row.device = str(data.get(DEVICE, ""))[:80]
        since = data.get(SINCE)
        row.started_at = datetime.fromisoformat(since) if since else None
        row.used_at = timezone.now()
        return row  # type: ignore[no-any-return]

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()
        found = _session(str(self.session_key), now, second=settings.AZOTEA_OFFICIALS_SECOND_STEP)
        row: Any = next(iter(found), None)
        if row is None:
            self._session_key = None
            return None
        if row.person is not None:
            roles.keep(row.person, row.told)
            self.person = row.person
        if row.person_id and now - row.used_at > USED:
            self.model.objects.filter(pk=row.pk).update(used_at=now)  # writes: a use is no act
        return row  # type: ignore[no-any-return]


@StoredQuery
def _session(key: str, at: datetime, *, second: bool) -> QuerySet:
    """Return a session with its person, and what every page asks of them (access/roles.py)."""
    told = Person._base_manager.filter(pk=OuterRef("person_id")).values(told=roles.told_of_row(second=second))
    rows = Session.objects.filter(session_key=key, expire_date__gt=at)
    return rows.select_related("person").annotate(told=Subquery(told))


def person_of(request: HttpRequest) -> "Person | AnonymousUser":
    """Return who is signed in: the person who came with the session, where all that Django asks of them holds.

    Whatever is not as usual (an account that was closed, a password that changed, a key that was rotated) is left to
    Django itself.
    """
    session: Any = request.session
    given = session.get(SESSION_KEY)
    person: Person | None = getattr(session, "person", None)
    if (
        person is not None
        and given == str(person.pk)
        and person.is_active
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    ):
        return person
    return get_user(request)  # type: ignore[return-value]


class PersonMiddleware(AuthenticationMiddleware):
    """Django's own, with the person who came with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Put the person in place; they are looked up where somebody asks for them."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _kept(request))  # type: ignore[assignment]

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Keep field accounts to their task: nothing is done or seen of one's own but what it needs. Raises ActDenied.

        What anybody may read costs nothing here: who is signed in is asked only for the rest.
        """
        match: Any = request.resolver_match
        if match is None or match.view_name in MAY_OPEN:
            return
        if request.method in SAFE_METHODS and not match.route.startswith(OWN_ROUTES):
            return
        if settings.SESSION_COOKIE_NAME in request.COOKIES and getattr(request.user, "is_field", False):
            roles.FOR_THE_FIELD.enforce()


def _kept(request: HttpRequest) -> Any:
    if not hasattr(request, "_cached_user"):
        request._cached_user = person_of(request)  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined]
