"""People see where they are signed in, and end what they do not know."""

import uuid
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session as FormerSession
from django.test import Client
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import Event, Person, Session
from participation.people.safety.actions import end_other_sessions, end_session
from participation.people.sessions import SessionStore, device_of, handle_of
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, "Chrome, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
        ("x" * 9000, ""),
    ],
)
def test_what_a_browser_says_of_itself(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_a_sign_in_is_listed_with_its_device_and_no_address(bruno: Person) -> None:
    bruno.set_password("una frase bastante larga")
    bruno.save()
    client = Client(headers={"User-Agent": PHONE}, REMOTE_ADDR="203.0.113.77")
    client.post("/cuenta/entrar/", {"login": bruno.email, "password": "una frase bastante larga"})
    row = Session.objects.get(person=bruno)
    assert (row.device, row.started_at is not None) == ("Chrome, Android", True)
    page = client.get("/cuenta/sesiones/")
    assert "Chrome, Android" in page.text
    assert "203.0.113.77" not in page.text + row.device + str(row.get_decoded())


def test_others_sessions_are_nobodys_business(bruno: Person, fausto: Person) -> None:
    mine, theirs = client_of(bruno), client_of(fausto)
    handle = Session.objects.get(person=fausto).handle
    assert str(handle) not in mine.get("/cuenta/sesiones/").text
    assert mine.post(f"/cuenta/sesiones/{handle}/cerrar/").status_code == 302
    assert theirs.get("/cuenta/").status_code == 200
    with pytest.raises(ActDenied):
        end_session(person=fausto, handle=handle, by=bruno, at=NOW)
    with pytest.raises(ActDenied):
        end_other_sessions(person=fausto, kept="", by=bruno, at=NOW)
    assert Session.objects.filter(person=fausto).count() == 1


def test_ending_one_ends_it_at_once(bruno: Person) -> None:
    here, there = client_of(bruno), client_of(bruno)
    handle = handle_of(there.session.session_key or "")
    assert here.post(f"/cuenta/sesiones/{handle}/cerrar/").status_code == 302
    assert there.get("/cuenta/").status_code == 302
    assert here.get("/cuenta/").status_code == 200
    assert Event.objects.get(name="people.account.secured").payload["change"] == "session_ended"


def test_ending_it_twice_changes_nothing(bruno: Person) -> None:
    client = client_of(bruno)
    assert client.post(f"/cuenta/sesiones/{uuid.uuid4()}/cerrar/").status_code == 302
    assert not Event.objects.exists()


def test_ending_all_the_others(bruno: Person) -> None:
    here, *others = (client_of(bruno) for _one in range(4))
    assert here.post("/cuenta/sesiones/cerrar-otras/").status_code == 302
    assert [other.get("/cuenta/").status_code for other in others] == [302, 302, 302]
    assert here.get("/cuenta/").status_code == 200


def test_ending_this_one_signs_out(bruno: Person) -> None:
    client = client_of(bruno)
    client.post(f"/cuenta/sesiones/{handle_of(client.session.session_key or '')}/cerrar/")
    assert client.get("/cuenta/").status_code == 302


def test_the_name_of_a_session_is_no_key_to_it(bruno: Person) -> None:
    client = client_of(bruno)
    key = client.session.session_key or ""
    assert key not in client.get("/cuenta/sesiones/").text
    thief = Client()
    thief.cookies["sessionid"] = str(handle_of(key))
    assert thief.get("/cuenta/").status_code == 302


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same(bruno: Person, django_assert_num_queries, many: int) -> None:
    clients = [client_of(bruno) for _one in range(many)]
    with django_assert_num_queries(3):
        assert clients[0].get("/cuenta/sesiones/").status_code == 200


def test_when_it_was_last_used_is_known_to_the_quarter_of_an_hour(bruno: Person) -> None:
    client = client_of(bruno)
    for minutes, told in ((14, False), (16, True)):
        used_at = timezone.now() - timedelta(minutes=minutes)
        Session.objects.update(used_at=used_at)
        client.get("/cuenta/")
        assert (Session.objects.get().used_at > used_at) is told


def test_the_upgrade_signs_nobody_out(bruno: Person) -> None:
    store = SessionStore("a" * 32)
    coded = store.encode({"_auth_user_id": str(bruno.pk)})
    for key, data in (("a" * 32, coded), ("b" * 32, "broken"), ("c" * 32, store.encode({"_auth_user_id": "999999"}))):
        FormerSession.objects.create(session_key=key, session_data=data, expire_date=timezone.now().replace(year=2090))
    import_module("participation.migrations.0012_carry_sessions").carry(apps, None)
    carried = {row.session_key[0]: row.person_id for row in Session.objects.all()}
    assert carried == {"a": bruno.pk, "b": None, "c": None}


def test_pages_of_strangers_leave_no_session(client: Client) -> None:
    client.get("/")
    assert not Session.objects.exists()
