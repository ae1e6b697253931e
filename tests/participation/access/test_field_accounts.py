"""Field accounts: made from a file all or none, a PIN shown once, their days, their one task, ended at once."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from participation.access.actions import grant_role
from participation.access.field.actions import (
    Card,
    end_field_account,
    enter_field_account,
    open_field_account,
    renew_pin,
)
from participation.access.field.pins import RATES
from participation.access.roles import OFFICIALS, may_take_part, scopes
from participation.access.verdict import ActDenied
from participation.models import Event, FieldAccount, Person, Role, Session
from participation.verification.policies import may_verify_people
from tests.factories import make_institution, make_process
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def a_card(by: Person, **fields: Any) -> Card:
    given = {"name": "Gloria", "starts_on": TODAY, "ends_on": TODAY + timedelta(days=6), "by": by, "at": NOW, **fields}
    return open_field_account(**given)


def code(act: Any, **arguments: Any) -> str:
    with pytest.raises(ActDenied) as caught:
        act(**arguments)
    return caught.value.denial.code


def upload(browser: Client, text: str) -> Any:
    return browser.post("/en/mesa/campo/", {"file": SimpleUploadedFile("equipo.csv", text.encode())})


def test_a_file_is_previewed_then_made_with_cards_shown_once(carla: Person) -> None:
    make_institution("Obras Públicas")
    browser = client_of(carla)
    text = "Nombre,Lugar,Institución,Hasta\nGloria <b>,Biblioteca,obras publicas,2026-11-27\nHugo,Mercado,,27/11/2026\n"
    page = upload(browser, text).content.decode()
    assert "2 accounts will be made" in page
    assert "Gloria &lt;b&gt;" in page
    assert not FieldAccount.objects.exists()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]
    cards = browser.post("/en/mesa/campo/", {"token": token}).content.decode()
    pins = re.findall(r'az-shortcode">(\d{4} \d{4})<', cards)
    first, second = FieldAccount.objects.order_by("pk")
    assert (first.role.scope.title, second.role.scope, len(pins)) == ("Obras Públicas", None, 2)  # type: ignore[union-attr]
    assert pins[0].replace(" ", "") not in str(FieldAccount.objects.values())
    assert pins[0] not in browser.get("/en/mesa/campo/").content.decode()
    assert browser.post("/en/mesa/campo/", {"token": token}).status_code == 422  # the file is used up
    assert Event.objects.filter(name="access.field.opened", actor=carla).count() == 2


def test_a_file_with_a_mistake_makes_nothing(carla: Person) -> None:
    text = (
        "nombre,lugar,institucion,hasta\nGloria,,Nadie,2026-11-27\nG,,,mañana\nHugo,,,2027-06-01\nHugo,,,2026-11-27\n"
    )
    page = upload(client_of(carla), text)
    assert page.status_code == 422
    shown = page.content.decode()
    for words in (
        "row 2, column “institucion”: There is no institution",
        "row 3, column “nombre”: Write a name",
        "row 3, column “hasta”: Write a day",
        "row 4, column “hasta”: A field account lasts at most 31 days",
        "row 5, column “nombre”: It is the same as in row 4",
    ):
        assert words in shown
    assert "The column is missing" in upload(client_of(carla), "nombre\nGloria\n").content.decode()
    assert not FieldAccount.objects.exists()


def test_a_card_opens_the_counter_and_nothing_else(carla: Person, client: Client) -> None:
    card = a_card(carla)
    given = {"username": card.account.username.upper(), "pin": card.pin}
    assert client.post("/campo/", given)["Location"] == "/mesa/verificacion/"
    assert client.get("/mesa/verificacion/")["Location"].startswith("/mesa/datos-personales/")
    client.post("/mesa/datos-personales/", {"reason": "Ventanilla de la biblioteca"})
    assert client.get("/mesa/verificacion/").status_code == 200
    process = make_process()
    assert client.get(f"/procesos/{process.slug}/").status_code == 200
    for path in ("/cuenta/", "/cuenta/correo/", "/cuenta/claves/", "/mesa/moderacion/", "/mesa/campo/", "/admin/",
                 "/en/cuenta/", "/mesa/verificacion/conflictos/"):  # fmt: skip
        assert client.get(path).status_code == 403, path
    assert client.post(f"/temas/{process.subject_id}/seguir/").status_code == 403
    person = Person.objects.get(pk=card.account.person_id)
    assert may_take_part(person, at=NOW).code == "field_account"  # type: ignore[union-attr]
    assert scopes(person, OFFICIALS) == set()
    assert not person.is_staff
    assert code(grant_role, person=person, kind="moderator", scope=None, by=carla, at=NOW) == "field_account"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-1, "field_not_yet"), (0, ""), (6, ""), (7, "field_over"), (9, "field_over"), (10, "field_over")],
)
def test_its_days_decide(carla: Person, day: int, expected: str) -> None:
    """For three days more it enters, to send what it captured before; it verifies nobody then."""
    card, at = a_card(carla), NOW + timedelta(days=day)
    given = {"username": card.account.username, "pin": card.pin, "at": at}
    if expected and day not in {7, 9}:
        assert code(enter_field_account, **given) == expected
    else:
        enter_field_account(**given)
    person = Person.objects.get(pk=card.account.person_id)
    assert getattr(may_verify_people(person, at=at), "code", "") == expected


def test_ended_at_once_and_renewed(carla: Person, client: Client) -> None:
    card = a_card(carla)
    client.post("/campo/", {"username": card.account.username, "pin": card.pin})
    other = renew_pin(account=card.account, by=carla, at=NOW)
    assert not Session.objects.filter(person=card.account.person).exists()
    assert code(enter_field_account, username=card.account.username, pin=card.pin, at=NOW) == "wrong_pin"
    client.post("/campo/", {"username": card.account.username, "pin": other.pin})
    browser = client_of(carla)
    assert b"can not be undone" in browser.get(f"/en/mesa/campo/{card.account.pk}/terminar/").content
    browser.post(f"/mesa/campo/{card.account.pk}/terminar/")
    assert not Session.objects.filter(person=card.account.person).exists()
    assert code(enter_field_account, username=card.account.username, pin=other.pin, at=NOW) == "field_ended"
    assert code(renew_pin, account=card.account, by=carla, at=NOW) == "field_ended"
    assert not Role.objects.filter(person=card.account.person, ended_at__isnull=True).exists()
    end_field_account(account=card.account, by=carla, at=NOW)
    assert Event.objects.filter(name="access.field.ended").count() == 1


def test_only_one_place_is_signed_in(carla: Person, client: Client) -> None:
    card = a_card(carla)
    given = {"username": card.account.username, "pin": card.pin}
    client.post("/campo/", given)
    Client().post("/campo/", given)
    assert client.get("/mesa/verificacion/")["Location"].startswith("/cuenta/entrar/")


def test_guessing_ends_soon_and_tells_nothing(carla: Person, client: Client) -> None:
    card = a_card(carla)
    tries = RATES["account"][0].amount
    said = [client.post("/en/campo/", {"username": card.account.username, "pin": str(n)}) for n in range(tries)]
    unknown = client.post("/en/campo/", {"username": "campo-nobody", "pin": "1"})
    assert {answer.status_code for answer in [*said, unknown]} == {422}
    assert all(b"The user name or the PIN is not right" in answer.content for answer in [*said, unknown])
    late = client.post("/en/campo/", {"username": card.account.username, "pin": card.pin})
    assert b"too many tries" in late.content
    assert not Session.objects.filter(person=card.account.person).exists()


def test_a_second_step_is_not_asked_of_a_card(carla: Person, settings: Any) -> None:
    """Its dates, its one task and its limits stand in for it; every other role of the same setting sleeps."""
    person = a_card(carla).account.person
    settings.AZOTEA_OFFICIALS_SECOND_STEP = True
    assert may_verify_people(Person.objects.get(pk=person.pk), at=NOW)
    assert may_verify_people(Person.objects.get(pk=carla.pk), at=NOW).code == "second_step_missing"  # type: ignore[union-attr]


def test_only_stewards_of_everything_make_them(carla: Person, dario: Person, bruno: Person, client: Client) -> None:
    card = a_card(carla)
    for person in (dario, bruno, make_person("Hugo")):
        assert code(a_card, by=person) == "role_missing"
        assert code(end_field_account, account=card.account, by=person, at=NOW) == "role_missing"
        assert code(renew_pin, account=card.account, by=person, at=NOW) == "role_missing"
        browser = client_of(person)
        for path in ("", "hoja.csv", f"{card.account.pk}/pin/", f"{card.account.pk}/terminar/"):
            assert browser.get(f"/mesa/campo/{path}").status_code == 403
            assert client.get(f"/mesa/campo/{path}").status_code == 302
        assert upload(browser, "nombre,hasta\nGloria,2026-11-27\n").status_code == 403
    assert code(grant_role, person=bruno, kind="field", scope=None, by=carla, at=NOW) == "field_by_list"
    assert FieldAccount.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_costs_the_same(carla: Person, many: int, django_assert_num_queries: Any) -> None:
    for _number in range(many):
        a_card(carla)
    browser = client_of(carla)
    browser.get("/mesa/campo/")
    with django_assert_num_queries(2):
        assert browser.get("/mesa/campo/").content.decode().count("<code>campo-") == many
