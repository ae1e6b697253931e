"""A person's own pages: what they show, what they change, and who may not."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import ApiToken, Event, Follow, Person, Role, Verification
from participation.people import actions
from participation.people.contacts import Contact
from participation.people.tokens import digest_of, person_of_token
from tests.factories import make_call, make_comment, make_proposal
from tests.participation.people.helpers import enter, is_in, last_mail_code, last_sms_code, phone_person
from tests.personas import NOW, client_of, make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db
OWN_PAGES = [
    "",
    "actividad/",
    "datos/",
    "correo/",
    "celular/",
    "contrasena/",
    "claves/",
    "cerrar/",
    "seguridad/",
    "verificacion/",
]


@pytest.mark.parametrize("path", OWN_PAGES)
def test_own_pages_send_strangers_to_sign_in_and_back(client: Client, path: str):
    answer = client.get(f"/cuenta/{path}")
    assert answer.status_code == 302
    assert answer.url == f"/cuenta/entrar/?next=/cuenta/{path}"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", OWN_PAGES)
def test_own_pages_open(bruno: Person, prefix: str, path: str):
    page = enter(bruno.email).get(f"{prefix}/cuenta/{path}")
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    "path", ["correo/", "celular/", "contrasena/", "claves/", "cerrar/", "seguridad/app/", "seguridad/llaves/agregar/"]
)
def test_delicate_pages_ask_again_after_a_while(bruno: Person, path: str):
    client = enter(bruno.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        answer = client.get(f"/cuenta/{path}")
        assert answer.status_code == 302
        assert answer.url.startswith("/cuenta/confirmar/?next=%2Fcuenta%2F")
        page = client.post("/cuenta/confirmar/", {"action": "send", "next": f"/cuenta/{path}"}, follow=True)
        assert page.status_code == 200
        answer = client.post("/cuenta/confirmar/", {"action": "code", "code": "1", "next": f"/cuenta/{path}"})
        assert answer.status_code == 200
        answer = client.post(
            "/cuenta/confirmar/", {"action": "code", "code": last_mail_code(), "next": f"/cuenta/{path}"}
        )
        assert answer.url == f"/cuenta/{path}"
        assert client.get(f"/cuenta/{path}").status_code == 200


def test_confirming_refuses_other_sites_and_counts_tries(bruno: Person):
    client = enter(bruno.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client.post("/cuenta/confirmar/", {"action": "send"})
        code = last_mail_code()
        for _ in range(3):
            client.post("/cuenta/confirmar/", {"action": "code", "code": "1"})
        assert client.post("/cuenta/confirmar/", {"action": "code", "code": code}).status_code == 200
        client.post("/cuenta/confirmar/", {"action": "send"})
        answer = client.post(
            "/cuenta/confirmar/", {"action": "code", "code": last_mail_code(), "next": "//evil.example/"}
        )
        assert answer.url == "/cuenta/"


def test_confirming_by_password():
    person = make_person("Bruno", password="cuatro palabras que uno")
    client = client_of(person)
    assert client.post("/cuenta/confirmar/", {"action": "password", "password": "no"}).status_code == 200
    answer = client.post(
        "/cuenta/confirmar/", {"action": "password", "password": "cuatro palabras que uno", "next": "/cuenta/claves/"}
    )
    assert answer.url == "/cuenta/claves/"
    assert client.get("/cuenta/claves/").status_code == 200


@pytest.mark.parametrize("rows", [1, 12])
def test_the_hub_costs_the_same_with_many_rows(django_assert_num_queries, bruno: Person, rows: int):

    call = make_call()
    for number in range(rows):
        proposal = make_proposal(call)
        Follow.objects.create(subject=proposal.subject, person=bruno, at=NOW)
        Event.objects.create(
            name="participation.subject.followed",
            subject=proposal.subject,
            actor=bruno,
            at=NOW + timedelta(seconds=number),
        )
    client = client_of(bruno)
    client.get("/cuenta/")
    with django_assert_num_queries(HUB_QUERIES):
        page = client.get("/cuenta/")
    assert page.status_code == 200
    with django_assert_num_queries(ACTIVITY_QUERIES):
        assert client.get("/cuenta/actividad/").status_code == 200


HUB_QUERIES = 5
ACTIVITY_QUERIES = 2


def test_name_and_language(bruno: Person):
    client = client_of(bruno)
    answer = client.post("/cuenta/datos/", {"name": "  Bruno   R. ", "lang": "en"})
    assert answer.url == "/en/cuenta/"
    bruno.refresh_from_db()
    assert (bruno.name, bruno.lang) == ("Bruno R.", "en")
    event = Event.objects.get(name="people.account.changed")
    assert event.payload == {"person": bruno.pk, "fields": ["name", "lang"]}
    client.post("/cuenta/datos/", {"name": "Bruno R.", "lang": "en"})
    assert Event.objects.filter(name="people.account.changed").count() == 1


@pytest.mark.parametrize("name", ["", " ", "x", "a" * 81, "\x00", "\u202e"])
def test_names_that_cannot_be(bruno: Person, name: str):
    assert client_of(bruno).post("/cuenta/datos/", {"name": name, "lang": "es-mx"}).status_code == 200
    bruno.refresh_from_db()
    assert bruno.name == "Bruno"


def test_script_in_the_name_is_shown_as_text(bruno: Person):
    client = client_of(bruno)
    client.post("/cuenta/datos/", {"name": "<script>alert(1)</script>", "lang": "es-mx"})
    page = client.get("/cuenta/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_change_email_by_code(bruno: Person):
    client = enter(bruno.email)
    answer = client.post("/cuenta/correo/", {"action_add": "1", "email": "Nuevo@Example.org"})
    assert answer.url == "/cuenta/correo/codigo/"
    assert mail.outbox[-1].to == ["nuevo@example.org"]
    answer = client.post("/cuenta/correo/codigo/", {"action": "verify", "code": last_mail_code()})
    assert answer.url == "/cuenta/"
    bruno.refresh_from_db()
    assert bruno.email == "nuevo@example.org"
    assert mail.outbox[-1].to == ["bruno@example.org"], "the former address is told"
    assert [e.payload["contact"] for e in Event.objects.filter(name="people.account.contact_changed")] == [
        "email",
        "email",
    ]
    enter("nuevo@example.org")


def test_a_taken_email_is_told_only_after_its_code(bruno: Person, fausto: Person):
    client = enter(bruno.email)
    answer = client.post("/cuenta/correo/", {"action_add": "1", "email": fausto.email})
    assert answer.url == "/cuenta/correo/codigo/"
    answer = client.post("/cuenta/correo/codigo/", {"action": "verify", "code": last_mail_code()})
    assert answer.status_code == 200
    assert "Otra cuenta usa este correo" in answer.content.decode()
    bruno.refresh_from_db()
    assert bruno.email == "bruno@example.org"


def test_add_a_phone_by_code(bruno: Person):
    client = enter(bruno.email)
    assert client.post("/cuenta/celular/", {"phone": "55 1234 5678"}).url == "/cuenta/celular/codigo/"
    bruno.refresh_from_db()
    assert bruno.phone is None, "nothing is kept before the code"
    assert client.post("/cuenta/celular/codigo/", {"action": "verify", "code": last_sms_code()}).status_code == 302
    bruno.refresh_from_db()
    assert (bruno.phone, bruno.phone_verified) == ("+525512345678", True)
    enter("+525512345678")


def test_a_taken_phone_is_told_only_after_its_code(bruno: Person):
    phone_person("+525512345678")
    client = enter(bruno.email)
    assert client.post("/cuenta/celular/", {"phone": "5512345678"}).url == "/cuenta/celular/codigo/"
    answer = client.post("/cuenta/celular/codigo/", {"action": "verify", "code": last_sms_code()})
    assert "Otra cuenta usa este número" in answer.content.decode()
    bruno.refresh_from_db()
    assert bruno.phone is None


def test_the_last_contact_stays(bruno: Person):
    client = enter(bruno.email)
    assert 'aria-disabled="true"' in client.get("/cuenta/contacto/email/quitar/").content.decode()
    assert client.post("/cuenta/contacto/email/quitar/").status_code == 403
    assert client.get("/cuenta/contacto/phone/quitar/").status_code == 404
    assert client.get("/cuenta/contacto/otro/quitar/").status_code == 404
    bruno.refresh_from_db()
    assert bruno.email == "bruno@example.org"
    actions.confirm_phone(person=bruno, phone="+525512345678", at=NOW)
    assert client.post("/cuenta/contacto/email/quitar/").status_code == 302
    bruno.refresh_from_db()
    assert bruno.email is None


def test_password_set_and_removed_ends_other_sessions(bruno: Person):
    here, there = enter(bruno.email), client_of(bruno)
    assert here.post("/cuenta/contrasena/", {"password": "corta"}).status_code == 200
    assert here.post("/cuenta/contrasena/", {"password": "cuatro palabras que uno"}).status_code == 302
    assert here.get("/cuenta/").status_code == 200
    assert there.get("/cuenta/").status_code == 302
    assert "contraseña" in mail.outbox[-1].body
    assert here.post("/cuenta/contrasena/quitar/").status_code == 302
    bruno.refresh_from_db()
    assert not bruno.has_usable_password()
    assert here.get("/cuenta/").status_code == 200


# --- Keys of the API --------------------------------------------------------------------------------------------------
def test_a_key_is_shown_once_and_kept_as_a_digest(bruno: Person):
    client = enter(bruno.email)
    page = client.post("/cuenta/claves/", {"name": "Mi mapa", "days": "30"}).content.decode()
    raw = re.search(r"azt_[A-Za-z0-9_-]{40}", page).group()
    token = ApiToken.objects.get()
    assert token.digest == digest_of(raw)
    assert token.prefix == raw[:12]
    assert raw not in str(ApiToken.objects.values().get())
    assert raw not in client.get("/cuenta/claves/").content.decode()
    now = timezone.now()
    assert person_of_token(raw, now) == bruno
    token.refresh_from_db()
    assert token.last_used_on == now.date()
    assert person_of_token(raw, now + timedelta(days=31)) is None
    assert Event.objects.get(name="people.token.issued").payload == {"token": token.pk, "acts": []}
    assert client.post(f"/cuenta/claves/{token.pk}/revocar/").status_code == 302
    assert person_of_token(raw, now) is None


@pytest.mark.parametrize(
    "raw", ["", "azt_", "azt_" + "x" * 40, "Bearer x", "azt_" + "x" * 39 + "\x00", "á" * 44, "x" * 10_000]
)
def test_strange_keys_are_nobody(raw: str):
    assert person_of_token(raw, NOW) is None


def test_keys_of_closed_accounts_are_nobody(bruno: Person):
    _token, raw = actions.issue_token(person=bruno, name="x", expires_at=None, by=bruno, at=NOW)
    Person.objects.filter(pk=bruno.pk).update(is_active=False)
    assert person_of_token(raw, NOW) is None


def test_keys_of_others_are_not_found(bruno: Person, fausto: Person):
    token, raw = actions.issue_token(person=bruno, name="x", expires_at=None, by=bruno, at=NOW)
    assert client_of(fausto).post(f"/cuenta/claves/{token.pk}/revocar/").status_code == 404
    assert Client().post(f"/cuenta/claves/{token.pk}/revocar/").status_code == 302
    assert client_of(bruno).get(f"/cuenta/claves/{token.pk}/revocar/").status_code == 405
    with pytest.raises(ActDenied):
        actions.revoke_token(token=token, by=fausto, at=NOW)
    with pytest.raises(ActDenied):
        actions.issue_token(person=bruno, name="x", expires_at=None, by=fausto, at=NOW)
    assert person_of_token(raw, NOW) == bruno


def test_at_most_ten_keys(bruno: Person):
    for number in range(10):
        actions.issue_token(person=bruno, name=str(number), expires_at=NOW + timedelta(days=1), by=bruno, at=NOW)
    with pytest.raises(ActDenied):
        actions.issue_token(person=bruno, name="x", expires_at=None, by=bruno, at=NOW)
    assert ApiToken.objects.count() == 10
    actions.issue_token(person=bruno, name="x", expires_at=None, by=bruno, at=NOW + timedelta(days=2))


# --- Closing ----------------------------------------------------------------------------------------------------------
def test_closing_an_account_erases_the_person_and_keeps_the_words(ana: Person, carla: Person):
    from participation.access.actions import grant_role

    call = make_call()
    proposal = make_proposal(call, author=ana)
    make_comment(proposal.subject, author=ana, text="Mi comentario")
    Follow.objects.create(subject=proposal.subject, person=ana, at=NOW)
    proposal.subject.counts.follows = 1
    proposal.subject.counts.save()
    grant_role(person=ana, kind="moderator", scope=None, by=carla, at=NOW)
    _token, raw = actions.issue_token(person=ana, name="Mi mapa", expires_at=None, by=ana, at=NOW)
    client, other = enter(ana.email), client_of(ana)
    assert client.post("/cuenta/cerrar/").status_code == 200, "the box was not marked"
    assert Person.objects.get(pk=ana.pk).is_active
    assert client.post("/cuenta/cerrar/", {"sure": "on"}).url == "/"
    assert not is_in(client)
    assert other.get("/cuenta/").status_code == 302
    person = Person.objects.get(pk=ana.pk)
    assert (person.name, person.email, person.phone, person.is_active, person.is_staff) == (
        "",
        None,
        None,
        False,
        False,
    )
    assert person.erased_at is not None
    assert person.public_name == "cuenta eliminada"
    assert person_of_token(raw, NOW) is None
    assert ApiToken.objects.get().name == ""
    assert not Role.objects.filter(person=person, ended_at__isnull=True).exists()
    verification = Verification.objects.get(person=person)
    assert (verification.birth_date, verification.territory) == (None, None)
    assert verification.revoked_at is not None
    proposal.subject.counts.refresh_from_db()
    assert proposal.subject.counts.follows == 0
    proposal.refresh_from_db()
    assert proposal.author == person
    assert "example.org" not in str(list(Event.objects.values("payload", "before", "after")))
    assert "Ana" not in str(list(Event.objects.values("payload", "before", "after")))
    make_person("Otra", email="ana@example.org")


def test_the_last_steward_stays(carla: Person):
    client = enter(carla.email)
    page = client.get("/cuenta/cerrar/").content.decode()
    assert 'aria-disabled="true"' in page
    client.post("/cuenta/cerrar/", {"sure": "on"})
    assert Person.objects.get(pk=carla.pk).is_active
    official("Carmen", "steward")
    assert client.post("/cuenta/cerrar/", {"sure": "on"}).status_code == 302
    assert not Person.objects.get(pk=carla.pk).is_active


def test_nobody_closes_or_changes_anothers_account(bruno: Person, carla: Person):
    with pytest.raises(ActDenied):
        actions.erase_account(person=bruno, by=carla, at=NOW)
    with pytest.raises(ActDenied):
        actions.change_profile(person=bruno, name="Otro", lang="en", by=carla, at=NOW)
    with pytest.raises(ActDenied):
        actions.set_password(person=bruno, password="cuatro palabras que uno", by=carla, at=NOW)
    bruno.refresh_from_db()
    assert (bruno.name, bruno.is_active, bruno.has_usable_password()) == ("Bruno", True, False)


def test_sign_ups_that_nobody_completed_are_forgotten_after_a_week(bruno: Person, fausto: Person):
    ghosts = [
        actions.open_account(contact=contact, name="Fantasma", lang="es-mx", at=NOW)
        for contact in (Contact("email", "f@example.org"), Contact("phone", "+525587654321"))
    ]
    made = phone_person("+525512345678")
    confirmed = actions.open_account(
        contact=Contact("email", "si@example.org"), name="Sí", lang="es-mx", at=NOW, verified=True
    )
    Person.objects.update(joined_at=NOW)
    assert actions.forget_unconfirmed(at=NOW + timedelta(days=6)) == 0
    assert actions.forget_unconfirmed(at=NOW + timedelta(days=8)) == 2
    assert actions.forget_unconfirmed(at=NOW + timedelta(days=8)) == 0
    for ghost in ghosts:
        ghost.refresh_from_db()
        assert (ghost.name, ghost.email, ghost.phone, ghost.is_active) == ("", None, None, False)
    assert (
        Person.objects.filter(pk__in=[bruno.pk, fausto.pk, made.pk, confirmed.pk], erased_at__isnull=True).count() == 4
    )


def test_accounts_made_for_a_demonstration_are_confirmed_at_once():
    person = actions.open_account(
        contact=Contact("email", "demo@example.org"), name="Demo", lang="es-mx", at=NOW, verified=True, is_sample=True
    )
    assert person.is_sample
    enter("demo@example.org")


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_four_times_at_once_changes_the_profile_once():
    """Each request read the row before any of them wrote; without the lock all four of them record a change."""
    person = make_person("Ana", lang="es-mx")
    read = [Person.objects.get(pk=person.pk) for _n in range(4)]
    results = at_once(
        *[lambda me=me: actions.change_profile(person=me, name="Ana Luisa", lang="es-mx", by=me, at=NOW) for me in read]
    )
    assert [result.name for result in results] == ["Ana Luisa"] * 4
    assert Event.objects.filter(name="people.account.changed").count() == 1
    assert Person.objects.get(pk=person.pk).name == "Ana Luisa"
