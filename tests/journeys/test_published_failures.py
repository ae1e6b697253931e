"""Classes of failure that other platforms of participation published, each tried here on every address that has them.

docs/security.md lists them all with the test that answers each; those that had no test of their own are in this file.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from django.conf import settings as configured
from django.core import signing
from django.test import Client, override_settings

from participation.access.viewing.actions import open_viewing
from participation.models import Event, Person
from participation.notifications.registry import all_kinds
from participation.notifications.unsubscribe import make_token
from participation.people.actions import change_profile, issue_token
from participation.providers.presets import PRESETS
from tests.journeys.addresses import ADDRESSES
from tests.journeys.answers import FRAMED
from tests.journeys.test_every_address import READERS, address, browser
from tests.journeys.world import PRIVATE, World, propose
from tests.personas import NOW

pytestmark = pytest.mark.django_db
ENDINGS = {"account_logout", "admin:logout"}
FOREIGN = ("https://malo.example/", "//malo.example/", "/\\malo.example/", "javascript:alert(1)", "https:malo.example")
PROVIDER = f"0; url={PRESETS['llavemx']['authorize_url']}?"  # the only way out, which an official set up
WAYS = ("next", "url", "external_url", "redirect", "to", "volver", "return_to")
# Columns of people and of what hangs on them, asked for as Django, ransack and others ask.
PREDICATES = (
    "author__email__startswith", "author__email__contains", "author__phone__contains", "actor__email__startswith",
    "person__email__startswith", "person__phone", "email__startswith", "q[author_email_start]", "author_email_start",
    "subject__events__actor__email__startswith", "verification__birth_date", "roles__person__email__contains",
)  # fmt: skip
SQL = (
    "1;DROP TABLE participation_person",
    "(SELECT email FROM participation_person LIMIT 1)",
    "id'--",
    "-1-(SELECT 1)",
)
ORDERS = ("o", "order", "sort", "ordering", "order_by", "ot")
SCRIPT = "<script>alert('mia')</script>"


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Yield every address of a page or list, filled in."""
    for name, row in ADDRESSES.items():
        if name not in ENDINGS:
            yield name, address(name, row, world)


@pytest.mark.parametrize("reader", ["nobody", "bruno"])
def test_no_address_leads_to_a_foreign_site(world: World, reader: str) -> None:
    """External-link pages and open redirects (CVE-2023-32693); embeds that show what is private (CVE-2024-27090).

    Nothing but the card that is made for it may be framed, whatever the address asks for.
    """
    client = browser(world.people.get(reader))
    wrong = {}
    for number, (name, path) in enumerate(pages(world)):
        if reader == "bruno" and ADDRESSES[name].statuses[0] == 200 and not name.startswith("account_"):
            continue  # the same page as a stranger's
        # Each page meets each foreign address, in another way than the page before.
        ways = {way: FOREIGN[(number + place) % len(FOREIGN)] for place, way in enumerate(WAYS)}
        asked = f"{path}?{urlencode(ways)}"
        page = client.get(asked if name.startswith("api:") else f"{asked}&embed=1&format=embed")
        shown = page.status_code == 200 and "html" in page.get("Content-Type", "") and name not in FRAMED
        if reader == "nobody" and shown:
            assert page.headers["X-Frame-Options"] == "DENY", name
            assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"], name
        for response in (page, client.post(asked, ways)):
            target = urlsplit(response.get("Location", ""))
            if target.netloc not in {"", "testserver"} or target.scheme not in {"", "http"}:
                wrong[name] = response["Location"]
            told = unquote(response.headers.get("Refresh", ""))
            if told and (not told.startswith(PROVIDER) or any(foreign in told for foreign in FOREIGN)):
                wrong[name] = told
    assert wrong == {}


def _same(one: Any, other: Any) -> bool:
    return one.status_code == other.status_code and _rows(one) == _rows(other)


def _rows(response: Any) -> Any:
    if "json" in response.get("Content-Type", ""):
        return [row.get("id") for row in response.json().get("results", [])]
    return response.text.count("<article") if "html" in response.get("Content-Type", "") else None


def test_nobody_searches_by_private_columns(world: World) -> None:
    """Search predicates that leak letter by letter what is not shown (CVE-2023-34090): unknown ones say nothing.

    Each list is asked with the beginning of a person's address and with a wrong one, in every predicate at once: the
    answers are the same, rows and all. Where unknown ones are refused, each is asked alone: so are the refusals.
    """
    client = browser(None)
    wrong, tried = {}, 0
    for name, path in pages(world):
        if ADDRESSES[name].statuses[0] != 200:
            continue
        right, other = (client.get(path, dict.fromkeys(PREDICATES, value)) for value in ("ana", "zzz"))
        if right.streaming:
            continue
        tried += len(PREDICATES)
        if right.status_code == 200 and _same(right, other):
            continue
        for predicate in PREDICATES:
            right = client.get(path, {predicate: "ana"})
            if not _same(right, client.get(path, {predicate: "zzz"})) or right.status_code not in {400, 404}:
                wrong[name, predicate] = right.status_code
    assert wrong == {}
    assert tried > 500


def test_officials_lists_are_not_searched_by_private_columns(world: World) -> None:
    """The same in the admin, where lookups come from the address."""
    client = browser(world.people["dario"])
    wrong = {}
    for name, path in pages(world):
        if not name.endswith("_changelist") or client.get(path).status_code != 200:
            continue
        for predicate in PREDICATES:
            response = client.get(path, {predicate: "ana"})
            if response.status_code == 200:
                wrong[name, predicate] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("reader", ["nobody", "carla"])
def test_no_column_of_an_order_comes_from_the_address(world: World, reader: str) -> None:
    """SQL in ORDER BY and in searches of people (CVE-2024-43415, CVE-2026-45376): refused, ignored, never run."""
    client = browser(world.people.get(reader))
    before = Person.objects.count()
    wrong = {}
    for number, (name, path) in enumerate(pages(world)):
        if ADDRESSES[name].statuses[READERS.index(reader)] != 200:
            continue  # an answer that asks nothing
        # Each page meets each text, in another parameter than the page before.
        asked = {key: SQL[(number + place) % len(SQL)] for place, key in enumerate((*ORDERS, "q", "p", "per_page"))}
        response = client.get(path, asked)
        text = "" if response.streaming else response.content.decode(errors="replace")
        shown = [word for word in PRIVATE if word in text and reader == "nobody"]
        if response.status_code >= 500 or "syntax error" in text or shown:
            wrong[name] = response.status_code
    assert wrong == {}
    assert Person.objects.count() == before


def test_a_public_name_is_text_wherever_it_stands(world: World) -> None:
    """Stored scripts in names (CVE-2026-23891), in the log that officials read (CVE-2024-32034), on every page."""
    for name in ("ana", "carla"):
        person = world.people[name]
        change_profile(person=person, name=f"{SCRIPT} {name}", lang="es-mx", by=person, at=NOW)
    open_viewing(by=world.people["carla"], reason=f"{SCRIPT} ventanilla", at=NOW)
    for reader in ("nobody", "bruno"):
        client = browser(world.people.get(reader))
        place = READERS.index(reader)
        shown = [pair for pair in pages(world) if ADDRESSES[pair[0]].statuses[place] == 200]
        if reader == "bruno":  # what strangers see was seen
            shown = [pair for pair in shown if ADDRESSES[pair[0]].statuses[0] != 200]
        assert len(shown) > 60, reader
        assert [name for name, path in shown if SCRIPT in _text(client.get(path))] == [], reader
    # All that the steward opens, with a script in every name and reason: test_stored_scripts; here, the log of this.
    log = browser(world.people["carla"])
    own = [path for name, path in pages(world) if "event" in name or name.startswith("access:")]
    assert [path for path in own if SCRIPT in _text(log.get(path))] == []
    for event in Event.objects.filter(payload__reason__contains="<script>"):
        assert SCRIPT not in log.get(f"/admin/participation/event/{event.pk}/change/").text


def _text(response: Any) -> str:
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return ""
    return str(response.content.decode(errors="replace"))


def test_a_key_of_another_installation_opens_nothing(world: World, client: Client) -> None:
    """Tokens that one installation signs and another accepts (CVE-2026-45414): sessions, links of mails, keys."""
    bruno = world.people["bruno"]
    elsewhere = "another-installation-" + "k" * 40
    with override_settings(SECRET_KEY=elsewhere, SECRET_KEY_FALLBACKS=[]):
        foreign = browser(bruno)
        link = make_token(bruno, next(iter(all_kinds())).name)
        assert foreign.get("/cuenta/").status_code == 200
    assert elsewhere != configured.SECRET_KEY
    assert foreign.get("/cuenta/").status_code == 302
    assert client.post(f"/cuenta/notificaciones/baja/{link}/").status_code in {400, 404, 410}
    with pytest.raises(signing.BadSignature):
        signing.loads(signing.dumps({"person": bruno.pk}, key=elsewhere))


def test_a_token_is_good_for_one_purpose(world: World) -> None:
    """A key of the API is no session, and a link of a mail is no key (tokens bound to their audience)."""
    bruno = world.people["bruno"]
    link = make_token(bruno, next(iter(all_kinds())).name)
    _token, raw = issue_token(person=bruno, name="Mapa", expires_at=None, by=bruno, at=NOW)
    for value in (link, raw):
        thief = Client(raise_request_exception=False)
        thief.cookies["sessionid"] = value
        assert thief.get("/cuenta/").status_code == 302
    as_key = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {link}"})
    assert as_key.post(f"/api/v1/proposals/{world.proposal.pk}/support/").status_code == 401
    as_page = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {raw}"})
    assert as_page.get("/cuenta/").status_code == 302
    assert as_page.get("/admin/").status_code == 302


def test_spreadsheets_do_not_compute_what_was_written(world: World) -> None:
    """A cell that begins like a formula is guarded, whoever wrote it."""
    propose(world, "=HYPERLINK(1;2) en mi calle", world.people["ana"])
    response = Client().get("/datos/proposals.csv")
    text = b"".join(response.streaming_content).decode()  # type: ignore[arg-type]
    assert "=HYPERLINK" in text
    assert not re.search(r"(^|,)\"?=HYPERLINK", text, re.MULTILINE)
