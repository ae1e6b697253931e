"""Every address of the product, whatever it is: the parameters that it reads, the pieces of its path and the forms that
it shows are found by themselves, so that a new page is tried without anybody writing it down here."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.fuzz.contract import undone
from tests.fuzz.html import Form, read_forms
from tests.fuzz.pages import fingerprint, markup_in, shows_form_again
from tests.fuzz.values import ALL, BREAK, BROKEN, CONTROL, KEPT, LONG, NUMBERS, SCRIPT, as_sent
from tests.journeys.addresses import ADDRESSES
from tests.journeys.test_every_address import browser
from tests.journeys.world import World
from tests.rows import writes

pytestmark = pytest.mark.django_db
ENDS = {"account_logout", "admin:logout"}
PIECES = ("9" * 40, "%00", "%ff", "-1", quote(SCRIPT), "..%2f..", "%E2%80%AE", "x" * 3_000, "%ed%a0%80", "1e3", "%20")


@pytest.fixture(autouse=True)
def _without_limits_of_pages(settings) -> None:
    settings.AZOTEA_RATES = dict.fromkeys(getattr(settings, "AZOTEA_RATES", {}), "1000000/min")


def filled(world: World) -> Iterator[tuple[str, str, list[object]]]:
    """Return (name, path, arguments) of every address."""
    with translation.override("es-mx"):
        for name, row in ADDRESSES.items():
            if name not in ENDS:
                args = row.args(world)
                yield name, reverse(name, args=args), args


class Asked:
    """Notes which parameters of the address a page reads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        asked = self.names

        class Noted(QueryDict):
            def __getitem__(self, key):
                asked.add(key)
                return super().__getitem__(key)

            def __contains__(self, key):
                asked.add(key)
                return super().__contains__(key)

            def get(self, key, default=None):
                asked.add(key)
                return super().get(key, default)

            def getlist(self, key, default=None):
                asked.add(key)
                return super().getlist(key, default)

        def read(request: WSGIRequest) -> QueryDict:
            kept = request.__dict__.get("_noted")
            if kept is None:
                raw = request.environ.get("QUERY_STRING", "")
                kept = request.__dict__["_noted"] = Noted(raw.encode("latin-1", "replace"), encoding=request._encoding)
            return kept

        monkeypatch.setattr(
            WSGIRequest, "GET", property(read, lambda request, value: request.__dict__.update(_noted=value))
        )

    def by(self, client: Client, path: str) -> list[str]:
        """Return the names that a page reads."""
        self.names.clear()
        client.get(path)
        return sorted(name for name in self.names if isinstance(name, str) and name.isprintable() and len(name) < 60)


def test_every_parameter_that_a_page_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page gets all its parameters, each with another bad value: half of them at a time, in the admin all at once."""
    client = browser(world.people["carla"])
    asked = Asked(monkeypatch)
    wrong, read = {}, 0
    before = fingerprint()
    values = [quote(as_sent(value), safe="") for value in ALL] + list(BROKEN)
    for number, (name, path, _args) in enumerate(filled(world)):
        names = asked.by(client, path)
        read += len(names)
        if not names:
            continue
        turns = 1 if name.startswith("admin:") else 2
        for turn in range(turns):
            pairs = [
                f"{quote(one)}={values[(number * 7 + place * 5 + turn * 23) % len(values)]}"
                for place, one in enumerate(names)
            ]
            query = "&".join(pairs[turn::turns] or pairs)
            if len(query) > 60_000:
                query = query[:60_000]
            response = client.get(f"{path}?{query}")
            if response.status_code >= 500 or markup_in(response):
                wrong[name, turn] = (response.status_code, query[:300])
    assert wrong == {}
    assert fingerprint() == before
    assert read > 200  # the pages were read, not refused


def test_every_piece_of_every_path(world: World) -> None:
    """Each argument of each address is replaced by what it is not; reading and posting."""
    client = browser(world.people["carla"])
    wrong = {}
    before = fingerprint()
    tried = 0
    for number, (name, path, args) in enumerate(filled(world)):
        for place, arg in enumerate(args):
            for turn in range(2):
                piece = PIECES[(number + place * 3 + turn * 5) % len(PIECES)]
                other = path.replace(quote(str(arg), safe=":/@!$&'()*+,;="), piece, 1)
                assert other != path or piece == str(arg), name
                response = (client.get, client.post)[turn](other)
                tried += 1
                if response.status_code >= 500 or markup_in(response) or "Set-Cookie" in response.headers:
                    wrong[name, piece[:40]] = response.status_code
    assert wrong == {}
    assert fingerprint() == before
    assert tried > 150


# What goes into every control that a person writes into, and whether a form that is shown again must still hold it.
MIXTURES = {
    "script": SCRIPT,
    "attribute": BREAK,
    "long": LONG,
    "control": CONTROL,
    "number": NUMBERS[0],
    "nothing": " ",
}


def forms_of(client: Client, world: World, names: set[str] | None = None) -> list[tuple[str, Form]]:
    """Return (name of the address, form) of every form that posts, each once: of all addresses, or of some."""
    found: dict[object, tuple[str, Form]] = {}
    with undone():
        for name, path, _args in filled(world):
            if name.startswith("api:") or (names is not None and name not in names):  # in JSON there is no form
                continue
            response = client.get(path)
            if response.status_code != 200 or response.streaming or "html" not in response["Content-Type"]:
                continue
            for form in read_forms(response.content.decode(), path):
                key = (
                    urlsplit(form.action).path,
                    tuple(sorted({one.name for one in form.fields})),
                    tuple(form.buttons),
                )
                if form.method == "post":
                    found.setdefault(key, (name, form))
    return list(found.values())


@pytest.mark.parametrize("reader", ["nobody", "bruno", "carla"])
def test_every_form_of_every_page(world: World, reader: str) -> None:
    """Each form is sent with bad texts in every field, and with bad values where it offers choices.

    It is taken (some of these texts are odd, not wrong), or refused: then nothing is written and the form, shown
    again, holds the words that were typed.
    """
    client = browser(world.people.get(reader))
    wrong = {}
    sent = 0
    forms = forms_of(client, world)
    before = fingerprint()  # of each try: whatever it writes is undone
    for number, (name, form) in enumerate(forms):
        if urlsplit(form.action).path in {"/cuenta/salir/", "/admin/logout/"}:
            continue
        kinds = list(MIXTURES)
        for turn in range(2):
            kind = kinds[(number + turn * 3) % len(kinds)]
            text = MIXTURES[kind]
            body = {key: list(values) for key, values in form.values().items()}
            for one in form.fields:
                if one.name in {"csrfmiddlewaretoken", "next"}:
                    continue
                if one.kind in {"text", "textarea", "search", "url", "email", "tel", "password"}:
                    body[one.name] = [text]
                elif turn and one.kind in {"select", "radio", "hidden", "number", "date", "checkbox"}:
                    body[one.name] = [as_sent(ALL[(number + len(one.name)) % len(ALL)])]
            if form.buttons:
                button, value = form.buttons[turn % len(form.buttons)]
                body[button] = [value]
            with undone(), writes() as written:
                response = client.post(form.action, body)
                # What an act wrote before it refused is taken back by itself: only then are the rows looked at.
                left = response.status_code >= 400 and bool(written) and fingerprint() != before
            sent += 1
            where = (name, form.action, kind)
            if response.status_code >= 500:
                wrong[where] = response.status_code
            elif markup_in(response):
                wrong[where] = "markup"
            elif left:
                wrong[where] = f"refused, and yet written: {sorted(written)}"
            elif shows_form_again(response) and KEPT in text:
                typed = [one for one in form.fields if one.kind in {"text", "textarea"} and one.name != "code"]
                if typed and KEPT not in response.content.decode():
                    wrong[where] = "lost what was typed"
    assert wrong == {}
    assert sent > {"nobody": 6, "bruno": 30, "carla": 50}[reader]
