"""Every address and every form, tried by those who may not: without an account, with another role, as another person,
as the steward of another process. Nothing is told and nothing is written.

What there is to try is read from the product: the addresses from the resolver (addresses.py says what each is), the
forms from the pages as those who may use them see them. A form that is not offered to somebody must refuse them, with
everything in it that would let its rightful person through.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from participation.access.actions import grant_role
from participation.access.viewing.actions import open_viewing
from participation.models import Person, Role
from participation.people.actions import issue_token, revoke_token
from tests.fuzz.contract import undone
from tests.fuzz.html import Form
from tests.journeys.addresses import ADDRESSES
from tests.journeys.answers import told
from tests.journeys.test_every_address import address, browser
from tests.journeys.test_hostile_everything import forms_of
from tests.journeys.world import World
from tests.personas import NOW, make_person
from tests.rows import LOOKED, NO_ACTS, but, writes

pytestmark = pytest.mark.django_db
STRANGERS = ("nobody", "bruno", "dora", "olga", "aurora")
# Who may use the forms: stewards, the authors of what is public and of a draft, the moderator, the evaluator.
RIGHTFUL = ("carla", "ana", "fausto", "dario", "elena")
# What the steward of another process may open although it hangs on a row, and why.
NOT_OF_A_PROCESS = {
    "verification:verify": "who works at a counter verifies anybody, whatever process they steward",
    "verification:print": "the same",
    "verification:documents": "the same",
    "admin:app_list": "a list of models",
}
# What those who may only read do write: that they look at personal data, and the file of the log that they ask for.
THEIR_OWN = {("olga", "access:viewing"), ("aurora", "access:viewing"), ("aurora", "admin:participation_event_export")}
ENDINGS = {"/cuenta/salir/", "/admin/logout/"}
# Anybody signed in may; to whoever did it already, the page offers the opposite, and doing it again changes nothing.
REPEATED = ("/seguir/", "/respaldar/")


@pytest.fixture
def city(world: World) -> World:
    """The small city, with Dora, who stewards another process, and Aurora of the organ of control."""
    for name, kind, scope in (("Dora", "steward", world.draft_process.subject), ("Aurora", "auditor", None)):
        person = world.people[name.lower()] = make_person(name, is_staff=True)
        grant_role(person=person, kind=kind, scope=scope, by=world.people["carla"], at=NOW)
    for name in ("dora", "olga", "aurora"):  # so that what denies is each page's own policy
        open_viewing(by=world.people[name], reason="Atender la ventanilla", at=NOW)
    return world


def facts() -> dict[str, str]:
    """Return a digest of the whole content of every table that acts write."""
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.managed} - NO_ACTS
    conditions = but(LOOKED)
    digest = "md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), ''))"
    asked = [f"SELECT '{table}', {digest} FROM \"{table}\" t {conditions.get(table, '')}" for table in sorted(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> set[str]:
    """Return the tables whose content is another than it was."""
    return {table for table, digest in facts().items() if digest != before[table]}


def body_of(form: Form) -> dict[str, list[str]]:
    """Return what its rightful person would send."""
    body = {name: list(values) for name, values in form.values().items()}
    for one in form.fields:
        if one.kind in {"text", "textarea"} and not one.value:
            body[one.name] = ["Un texto bastante largo que alguien mandó sin tener permiso"]
    for name, value in form.boxes.items():
        body.setdefault(name, [value])
    return body


def forms_for(world: World, name: str) -> list[tuple[str, Form]]:
    """Return every form that posts, as one reader is offered it."""
    return list(forms_of(browser(world.people.get(name)), world))


@pytest.fixture
def rightful(city: World) -> dict[str, tuple[str, Form]]:
    """Return every form of the product by what it sends where, as whoever may use it is offered it."""
    found: dict[str, tuple[str, Form]] = {}
    for reader in RIGHTFUL:
        for name, form in forms_for(city, reader):
            key = f"{urlsplit(form.action).path} {sorted(form.buttons)} {sorted(one.name for one in form.fields)}"
            found.setdefault(key, (name, form))
    return found


def test_a_form_that_is_not_offered_refuses(city: World, rightful: dict[str, tuple[str, Form]]) -> None:
    # So that a change of the templates cannot empty this test without anybody seeing it.
    assert len(rightful) > 80
    assert len({urlsplit(form.action).path for _name, form in rightful.values()}) > 60
    clients = {stranger: browser(city.people.get(stranger)) for stranger in STRANGERS}  # signing in is written down
    before, wrong = facts(), {}
    for stranger, client in clients.items():
        taken, refused = {}, 0
        for name, form in rightful.values():
            if urlsplit(form.action).path in ENDINGS:
                continue
            # What lies under one's account is about one's own account, whoever posts there.
            if stranger != "nobody" and (form.action.startswith("/cuenta/") or form.action.endswith(REPEATED)):
                continue
            for button in form.buttons or [None]:
                body = body_of(form)
                if button:
                    body[button[0]] = [button[1]]
                with undone(), writes() as written:
                    response = client.post(form.action, body)
                if written or not _refused(response):
                    taken[name, form.action, str(button)] = (response.status_code, sorted(written))
                else:
                    refused += 1
        assert refused > 30, stranger
        # What was taken must have been offered, on some page: the one where its rightful person finds it, or another.
        shown = offered_on(client, city, {name for name, _action, _button in taken})
        taken = {key: found for key, found in taken.items() if urlsplit(key[1]).path not in shown}
        shown = offered_on(client, city) if taken else shown
        wrong |= {(stranger, *key): found for key, found in taken.items() if urlsplit(key[1]).path not in shown}
    assert wrong == {}
    assert changed(before) == set()


def offered_on(client: Client, world: World, names: set[str] | None = None) -> set[str]:
    """Return where the forms lead that somebody is offered: on some pages, or on all."""
    return {urlsplit(form.action).path for _name, form in forms_of(client, world, names)}


def _refused(response: Any) -> bool:
    """Tell whether an answer lets nobody through: sign in first, not found, not allowed, not among what may be chosen.

    Django's admin sends whoever may not see a row back to its first page, as if the row were not.
    """
    if response.status_code == 302:
        target = urlsplit(response["Location"]).path
        return target in {"/cuenta/entrar/", "/admin/login/", "/admin/"}
    return response.status_code in {401, 403, 404, 405, 422}


def test_the_steward_of_another_process_opens_nothing_of_this_one(city: World) -> None:
    """By address: pages that only officials open and that hang on a row."""
    client = browser(city.people["dora"])
    wrong = {}
    for name, row in ADDRESSES.items():
        closed = row.statuses[0] != 200 and row.statuses[1] in {403, 404} and row.statuses[2] == 200
        if not closed or not row.args(city) or name in NOT_OF_A_PROCESS:
            continue
        with undone(), writes() as written:
            response = client.get(address(name, row, city))
        if written or response.status_code not in {302, 403, 404} or "/cuenta/entrar/" in response.get("Location", ""):
            wrong[name] = (response.status_code, sorted(written))
    assert wrong == {}


def test_no_page_tells_what_is_hidden_in_anothers_process(city: World) -> None:
    """Lists, searches, files, logs: whatever opens to the steward of another process; to Bruno: test_every_address."""
    client, wrong = browser(city.people["dora"]), {}
    for name, row in ADDRESSES.items():
        if name in {"account_logout", "admin:logout"} or row.statuses[2] != 200:
            continue
        if words := told(client.get(address(name, row, city))):
            wrong[name] = words
    assert wrong == {}


def test_observers_and_the_organ_of_control_change_nothing_anywhere(city: World) -> None:
    """Every address of officials is posted to by who may only read, with the words of every form at once."""
    body = {
        "title": "Otro título", "reason": "Una razón bastante larga", "outcome": "hide", "do": "confirm", "end": "on",
        "kind": "steward", "contact": "bruno@correo-privado.example", "text": "Texto", "name": "Nombre", "q": "x",
    }  # fmt: skip
    wrong = {}
    for who in ("olga", "aurora"):
        client = browser(city.people[who])
        for name, row in ADDRESSES.items():
            if row.statuses[1] not in {403, 404} or name.startswith(("api:", "mfa_", "admin:logout")):
                continue
            with undone(), writes() as written:
                status = client.post(address(name, row, city), body).status_code
            if (written and (who, name) not in THEIR_OWN) or status >= 500:
                wrong[who, name] = (status, sorted(written))
    assert wrong == {}


# --- The API ----------------------------------------------------------------------------------------------------------
METHODS = ("post", "put", "patch", "delete")
BODY = {"text": "Hola a todos", "person": 1, "by": 1, "channel": "web", "state": "published", "title": "Otro"}


def _api() -> list[str]:
    return sorted(name for name in ADDRESSES if name.startswith("api:"))


def _keys(city: World) -> dict[str, str]:
    bruno = city.people["bruno"]
    keys = {}
    for name in ("revoked", "expired", "closed"):
        person = bruno if name != "closed" else city.people["fausto"]
        token, keys[name] = issue_token(person=person, name=name, expires_at=None, by=person, at=NOW)
        if name == "revoked":
            revoke_token(token=token, by=person, at=NOW)
        elif name == "expired":
            type(token).objects.filter(pk=token.pk).update(expires_at=NOW)
    Person.objects.filter(pk=city.people["fausto"].pk).update(is_active=False)
    return keys | {"invented": "azt_" + "x" * 40, "empty": "", "nul": "a\x00b"}


@pytest.mark.parametrize("method", METHODS)
def test_the_api_writes_nothing_for_who_has_no_key_in_force(city: World, method: str) -> None:
    before, wrong = facts(), {}
    clients = {"nobody": Client(raise_request_exception=False)}
    with undone():
        for key, raw in _keys(city).items():
            clients[key] = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {raw}"})
        for name in _api():
            path = address(name, ADDRESSES[name], city)
            for who, client in clients.items():
                with writes() as written:
                    status = getattr(client, method)(path, BODY, content_type="application/json").status_code
                if written or status not in {400, 401, 403, 404, 405, 415}:
                    wrong[name, who] = (status, sorted(written))
    assert wrong == {}
    assert changed(before) == set()


def test_a_key_of_the_api_acts_for_its_own_person_only(city: World) -> None:
    """Whatever a program sends as person or author, the rows that it writes are its own person's."""
    bruno, ana = city.people["bruno"], city.people["ana"]
    _token, raw = issue_token(person=bruno, name="Programa", expires_at=None, by=bruno, at=NOW)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {raw}"})
    wrong, before = {}, _owned(ana)
    body = BODY | {"person": ana.pk, "by": ana.pk, "author": ana.pk, "actor": ana.pk}
    for name in _api():
        for method in METHODS:
            with undone(), writes() as written:
                path = address(name, ADDRESSES[name], city)
                status = getattr(client, method)(path, body, content_type="application/json").status_code
                if status >= 500 or (written and _owned(ana) != before):
                    wrong[name, method] = status
    assert wrong == {}


def _owned(person: Person) -> list[tuple[str, int]]:
    """Return how many rows of each table belong to somebody, in one statement."""
    columns = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    ]
    counts = [
        f'SELECT \'{table}.{column}\', count(*) FROM "{table}" WHERE "{column}" = %s' for table, column in columns
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts), [person.pk] * len(columns))
        return sorted(cursor.fetchall())


def test_a_role_that_ended_opens_nothing(city: World) -> None:
    """Officials whose role ended are citizens at once, in the sessions that they have open too."""
    client = browser(city.people["carla"])
    Role.objects.filter(person=city.people["carla"]).update(ended_at=NOW)
    wrong = {}
    for name, row in ADDRESSES.items():
        if row.statuses[1] == 403 and row.statuses[2] == 200:
            status = client.get(address(name, row, city)).status_code
            if status not in {403, 404}:
                wrong[name] = status
    assert wrong == {}
