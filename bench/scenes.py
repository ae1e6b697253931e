"""What is asked of the product: for each page its addresses, each of another object, and who asks."""

import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import quote, urlencode

from bench.client import Ask, ask
from bench.errors import BenchError
from bench.limits import ANONYMOUS, COLD, SIGNED_IN, WARM

OBJECTS = 400  # of each kind, at most
WARMED = 24  # of them are asked over and over where the state is warm
READERS = 200
COMMENTS = 20
TOKEN = "b" * 32  # of the forms: the same in cookie and body, as the browser would send it
_hosts = itertools.count(1)
_signed_in_already: dict[int, str] = {}  # sessions by person


@dataclass(frozen=True, slots=True)
class Visit:
    """One address, who opens it (a session's key), and what they send where it is an act."""

    path: str
    session: str = ""
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A page of the product as the bench asks for it."""

    name: str
    audience: str
    visits: tuple[Visit, ...]
    states: tuple[str, ...] = (WARM, COLD)
    note: str = ""
    act: bool = False
    _used: Iterator[int] = field(default_factory=itertools.count)

    def warm(self) -> list[Ask]:
        """Return the same few requests at each call."""
        return [_asked(visit, number, "localhost") for number, visit in enumerate(self.visits[:WARMED])]

    def cold(self) -> Iterator[Ask]:
        """Return requests that nothing was kept of: each visit under another name of the site.

        A kept page belongs to its site's name, so the page is made anew while everything else in the process is warm.
        An act happens once: its visits end.
        """
        for number in self._used:
            if self.act and number >= len(self.visits):
                return
            host = f"b{next(_hosts)}.localhost" if self.audience == ANONYMOUS else "localhost"
            yield _asked(self.visits[number % len(self.visits)], number, host)


def _asked(visit: Visit, number: int, host: str) -> Ask:
    cookies = [f"sessionid={visit.session}"] if visit.session else []
    if visit.form is not None:
        cookies.append(f"csrftoken={TOKEN}")
    return ask(visit.path, host=host, cookie="; ".join(cookies), form=visit.form, number=number)


def scenes(only: list[str], *, acts: int = OBJECTS) -> Iterator[Scene]:
    """Make the pages to measure, all or those named, one after the other. Raises BenchError for a name not known.

    ``acts`` tells how often each act is to be done: nobody does one twice.
    """
    from bench import stage

    city = stage.City()
    makers: dict[str, Callable[[], Scene]] = {}
    for maker in (_anonymous, _signed_in):
        makers |= maker(city)
    makers |= _acts(city, acts)
    unknown = sorted({name for name in only if not any(key.split("/")[1] == name or key == name for key in makers)})
    if unknown:
        names = ", ".join(dict.fromkeys(key.split("/")[1] for key in makers))
        raise BenchError(f"No page is called {', '.join(unknown)}. Known: {names} (or anonymous/NAME, signed-in/NAME).")
    wanted = [make for key, make in makers.items() if not only or key in only or key.split("/")[1] in only]
    for make in wanted:
        yield make()


def _anonymous(city: Any) -> dict[str, Callable[[], Scene]]:
    def scene(name: str, paths: Callable[[], list[str]], **options: Any) -> tuple[str, Callable[[], Scene]]:
        def make() -> Scene:
            found = tuple(Visit(path) for path in paths()[:OBJECTS])
            if not found:
                raise BenchError(f"The city holds nothing for the page {name}.")
            return Scene(name, ANONYMOUS, found, **options)

        return f"{ANONYMOUS}/{name}", make

    return dict(
        [
            scene("home", lambda: ["/", "/en/"]),
            scene("process", city.processes),
            scene("proposal-list", city.lists),
            scene("proposal", city.proposals),
            scene("api-list", city.api_lists),
            scene("territory", city.territories),
            scene("search", city.searches),
            scene("open-data", lambda: ["/datos/", *city.datasets()]),
            scene("map-data", lambda: [city.markers()]),
            scene("list-first-page", city.first_pages, states=(COLD,)),
            scene("list-last-page", city.last_pages, states=(COLD,)),
        ]
    )


def _signed_in(city: Any) -> dict[str, Callable[[], Scene]]:
    def scene(name: str, paths: Callable[[], list[str]]) -> tuple[str, Callable[[], Scene]]:
        def make() -> Scene:
            pairs = zip(itertools.cycle(paths()), sessions(city.readers(READERS)), strict=False)
            return Scene(name, SIGNED_IN, tuple(Visit(path, key) for path, key in pairs))

        return f"{SIGNED_IN}/{name}", make

    return dict(
        [
            scene("home", lambda: ["/"]),
            scene("process", city.processes),
            scene("proposal-list", city.lists),
            scene("proposal", city.proposals),
            scene("inbox", lambda: ["/cuenta/notificaciones/"]),
            scene("my-page", lambda: ["/cuenta/"]),
        ]
    )


def _acts(city: Any, number: int) -> dict[str, Callable[[], Scene]]:
    def act(name: str, pairs: Callable[[int], list[tuple[str, Any]]], form: Callable[[], dict[str, str]]) -> Any:
        def make() -> Scene:
            found = pairs(number)
            keys = sessions([person for _path, person in found])
            visits = tuple(
                Visit(path, key, urlencode({"csrfmiddlewaretoken": TOKEN, **form()}))
                for (path, _person), key in zip(found, keys, strict=True)
            )
            if not visits:
                raise BenchError(f"Nobody may {name} anything today in this city; make it anew with --fresh.")
            return Scene(name, SIGNED_IN, visits, states=(COLD,), act=True)

        return f"{SIGNED_IN}/{name}", make

    words = itertools.count(1)
    return dict(
        [
            act("support", city.supports, dict),
            act(
                "comment",
                city.comments,
                lambda: {
                    "text": f"Paso por aquí a diario y estoy de acuerdo: hace falta desde hace años ({next(words)}).",
                    "stance": "for",
                    "act_id": str(uuid.uuid4()),
                    "opened": _opened_a_minute_ago(),
                },
            ),
        ]
    )


def _opened_a_minute_ago() -> str:
    """Return what a form says of the moment at which it was opened: nobody types a comment in no time."""
    from participation.web.traps import SIGNER

    return SIGNER.sign(f"{time.time() - 60:.1f}")


def sessions(people: list[Any]) -> list[str]:
    """Sign each person in, directly in the database; return the sessions' keys."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = []
    for person in people:
        if person.pk in _signed_in_already:
            keys.append(_signed_in_already[person.pk])
            continue
        session = store()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        _signed_in_already[person.pk] = session.session_key
        keys.append(session.session_key)
    return keys


def query(path: str, **values: str) -> str:
    """Return an address with a query."""
    return f"{path}?{urlencode(values, quote_via=quote)}"
