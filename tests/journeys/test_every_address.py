"""Every address of the product, read from the resolver: what it answers to whom, and that no refused post writes."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.test import Client
from django.urls import reverse
from django.utils import translation

from participation.models import Person
from tests.journeys import answers
from tests.journeys.addresses import ADDRESSES, UNNAMED, Row
from tests.journeys.resolver import all_addresses
from tests.journeys.world import World
from tests.personas import client_of
from tests.rows import row_counts

pytestmark = pytest.mark.django_db
READERS = ("nobody", "bruno", "carla")
LOCALES = ("", "/en")
METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND")


def browser(person: Person | None, **more: bool) -> Client:
    """Return a browser; whoever is signed in proved it a moment ago."""
    client = Client(raise_request_exception=False, **more)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        record_authentication(SimpleNamespace(session=session), person, method="code")  # type: ignore[arg-type]
        session.save()
    return client


def browsers(world: World, **more: bool) -> dict[str, Client]:
    """Return a browser for each reader."""
    return {name: browser(world.people.get(name), **more) for name in READERS}


def address(name: str, row: Row, world: World) -> str:
    """Return the filled-in address."""
    with translation.override("es-mx"):
        return reverse(name, args=row.args(world))


def translated(name: str) -> bool:
    """Tell whether an address exists in each language."""
    plain = {"brand-css", "icon", "alive", "ready", "mail-reports", "robots", "sitemap"}
    return not name.startswith("api:") and name not in plain


def test_every_address_is_classified() -> None:
    names = {name for name, _route in all_addresses()} - {UNNAMED}
    assert names - set(ADDRESSES) == set(), "say in addresses.py what kind of address this is"
    assert set(ADDRESSES) - names == set(), "these addresses are gone"


def test_unnamed_addresses_are_the_known_ones() -> None:
    """An address without a name would slip through the table: only Django's two ends of the admin have none."""
    routes = [route for name, route in all_addresses() if name.endswith("-") and name.split(":")[-1] == "-"]
    assert all(route.startswith("admin/") for route in routes)
    assert [route for route in routes if not route.endswith("<path:object_id>/")] == ["admin/(?P<url>.*)$"]


@pytest.mark.parametrize("reader", READERS)
def test_what_a_get_answers_to_whom(world: World, reader: str) -> None:
    """The status of the table, the headers of every answer, no cookie for strangers, and no word of what is hidden."""
    client = browser(world.people.get(reader))
    wrong: dict[str, list[Any]] = {}
    for name, row in ADDRESSES.items():
        if name == "admin:logout":
            continue
        path, status = address(name, row, world), row.statuses[READERS.index(reader)]
        if reader == "nobody":
            client = browser(None)  # a first visit: what it is given is new
        response = client.get(path)
        found: list[Any] = [(response.status_code, status)] if response.status_code != status else []
        found += answers.wrong_headers(name, path, response)
        if reader == "nobody" and status == 200:
            found += answers.cookies(name, path, response)
        if reader == "bruno":
            found += [*answers.kept_in_between(name, path, response), *answers.told(response)]
        if found:
            wrong[name] = found
    assert wrong == {}


def test_english_pages_answer_alike(world: World) -> None:
    wrong = {}
    client = browser(world.people["carla"])
    for name, row in ADDRESSES.items():
        if not translated(name) or name == "admin:logout":
            continue
        status = client.get(f"/en{address(name, row, world)}").status_code
        if status != row.statuses[2]:
            wrong[name] = (status, row.statuses[2])
    assert wrong == {}


def test_who_is_not_signed_in_is_led_to_our_sign_in_page_and_back(world: World) -> None:
    client = Client()
    for name, row in ADDRESSES.items():
        if row.statuses != (302, 200, 200) or name == "account_logout":
            continue
        path = address(name, row, world)
        assert client.get(path).headers["Location"] == f"/cuenta/entrar/?next={path}", name


def test_no_method_is_a_server_error(world: World) -> None:
    """HEAD, OPTIONS, PUT, PATCH, DELETE and invented ones; nothing is written."""
    before = row_counts()
    wrong = {}
    for client, methods in ((browser(None), METHODS), (browser(world.people["bruno"]), METHODS[2:3])):
        for name, row in ADDRESSES.items():
            if name in {"api:proposals-support", "api:subjects-follow", "api:subjects-join", "notifications:open"}:
                continue  # their PUT and DELETE are acts; opening a notification marks it as read
            path = address(name, row, world)
            for method in METHODS[2:4] if name.startswith("admin:") else methods:
                status = client.generic(method, path).status_code
                if status >= 500:
                    wrong[name, method] = status
    assert wrong == {}
    assert row_counts() == before


def test_a_post_without_its_csrf_token_is_refused_everywhere(world: World) -> None:
    before = row_counts()
    wrong = {}
    # The signed token in the address is the permission (RFC 8058), or the secret key of a device.
    exempt = {"notifications:unsubscribe", "processes:capture-contact"}
    for reader, client in browsers(world, enforce_csrf_checks=True).items():
        for name, row in ADDRESSES.items():
            if name in exempt:
                continue
            response = client.post(address(name, row, world), {"text": "Hola", "title": "Hola"})
            if name.startswith("api:"):
                allowed = {401, 403, 405, 415}
            elif name == "mail-reports":
                allowed = {404}  # its secret is its permission, and no mail service is set: it is not there
            else:
                allowed = {403, 405}
            if response.status_code not in allowed:
                wrong[reader, name] = response.status_code
    assert wrong == {}
    assert row_counts() == before


@pytest.mark.parametrize("reader", ["nobody", "bruno"])
def test_a_post_by_who_may_not_changes_no_row(world: World, reader: str) -> None:
    """With the token of the form, too: whatever is no business of the reader stays as it is."""
    client = browser(world.people.get(reader))
    before = row_counts()
    wrong = {}
    own = {
        "people:", "account_", "mfa_", "notifications:", "follows:", "comments:create", "moderation:flag",
        "proposals:create", "proposals:support", "proposals:unsupport", "privacy:my-data", "privacy:pseudonym",
        "privacy:consents", "groups:join", "webhooks:", "api:", "joins:", "datarequests:create", "encounters:withdraw", "encounters:my-calendar",
        "cocreation:write", "texts:sign", "budgets:ballot-check",
    }  # fmt: skip
    body = {
        "text": "Un texto que alguien mandó", "title": "Un título cualquiera", "body": "Un texto largo " * 20,
        "reason": "Porque sí", "outcome": "hide", "stance": "for", "alt": "Una imagen", "document": "PASAPORTE1",
        "birth_date": "1990-05-01", "seen": "on", "kind": "steward", "name": "Nombre", "accept": "on",
    }  # fmt: skip
    for name, row in ADDRESSES.items():
        if name == "account_logout" or (reader == "bruno" and name.startswith(tuple(own))):
            continue
        if name.startswith(("account_", "people:start")) or name == "notifications:unsubscribe":
            continue
        for prefix in LOCALES if translated(name) else LOCALES[:1]:
            path = prefix + address(name, row, world)
            status = client.post(path, body).status_code
            # 200 is a page that does not look at posts; what matters is that nothing is written.
            if status >= 500 or (row.statuses[READERS.index(reader)] in {302, 403, 404} and status == 200):
                wrong[path] = status
    assert wrong == {}
    assert row_counts() == before


def test_the_admin_is_closed_whole_to_citizens(world: World) -> None:
    """Also the addresses without a name, and those that do not exist: nothing tells what is there."""
    nobody, bruno = browser(None), client_of(world.people["bruno"])
    for path in ("/admin/nada/", "/admin/participation/nada/", "/admin/participation/person/1/", "/admin/processes/"):
        assert nobody.get(path).status_code == 302, path
        assert bruno.get(path).status_code == 403, path
        assert bruno.post(path, {"name": "x"}).status_code == 403, path
