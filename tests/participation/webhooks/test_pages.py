"""The pages of webhooks: what is shown once, who finds what, limits, hostile values, the admin."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import Event, Notice, Person, WebhookDelivery, WebhookEndpoint
from participation.people.actions import erase_account
from participation.webhooks import actions
from participation.webhooks.choices import offered
from participation.webhooks.models import StopReason
from tests.participation.people.helpers import enter
from tests.participation.webhooks.helpers import NOW, URL, add
from tests.personas import client_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
FORM = {"name": "Mi mapa", "url": URL, "events": ["*"]}
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


def test_from_adding_to_deleting(bruno: Person) -> None:
    client = enter(bruno.email)
    assert "Aún no tienes" in client.get("/cuenta/webhooks/").content.decode()
    page = client.post("/cuenta/webhooks/nuevo/", FORM).content.decode()
    secret = SECRET.search(page).group()
    endpoint = WebhookEndpoint.objects.get()
    path = f"/cuenta/webhooks/{endpoint.key}/"
    assert (endpoint.person, endpoint.url, endpoint.events, endpoint.state) == (bruno, URL, ["*"], "active")
    for shown in (path, "/cuenta/webhooks/", f"{path}cambiar/", f"{path}secreto/", f"{path}borrar/"):
        answer = client.get(shown)
        assert answer.status_code == 200
        assert secret not in answer.content.decode()
    assert (
        client.post(f"{path}cambiar/", {**FORM, "events": ["change", "participation.comment.made"]}).status_code == 302
    )
    endpoint.refresh_from_db()
    assert endpoint.events == ["participation.comment.made", "change"]
    assert SECRET.search(client.post(f"{path}secreto/").content.decode()).group() != secret
    assert client.post(f"{path}probar/").status_code == 302
    assert client.post(f"{path}probar/").status_code == 403  # one at a time
    test = WebhookDelivery.objects.get()
    assert client.post(f"/cuenta/webhooks/mensajes/{test.key}/reenviar/").status_code == 403  # it is on its way
    WebhookDelivery.objects.update(state="failed", error="certificate", code=None)
    page = client.get(path).content.decode()
    assert "El certificado" in page
    assert client.post(f"/cuenta/webhooks/mensajes/{test.key}/reenviar/").status_code == 302
    assert client.post(f"{path}pausar/").status_code == 302
    assert "No se envía nada" in client.get(path).content.decode()
    assert client.post(f"{path}probar/").status_code == 403
    assert client.post(f"{path}reanudar/", {"skip": "1"}).status_code == 302
    assert WebhookDelivery.objects.get().state == "dropped"
    assert client.post(f"{path}borrar/").status_code == 302
    assert not WebhookEndpoint.objects.exists()
    names = Event.objects.filter(name__startswith="webhooks.").order_by("at", "pk").values_list("name", flat=True)
    assert [name.rpartition(".")[2] for name in names] == [
        "added", "changed", "secret_changed", "resent", "paused", "resumed", "deleted",
    ]  # fmt: skip
    assert "programa.example.org" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_nobody_else_finds_it(bruno: Person, fausto: Person, carla: Person) -> None:
    """Neither a stranger nor a steward of everything; and the acts refuse where the pages are gone round."""
    endpoint, _secret = add(bruno)
    actions.send_test(endpoint=endpoint, by=bruno, at=NOW)
    WebhookDelivery.objects.update(state="sent")
    delivery = WebhookDelivery.objects.select_related("endpoint").get()
    before = list(WebhookEndpoint.objects.values()), list(WebhookDelivery.objects.values())
    path = f"/cuenta/webhooks/{endpoint.key}/"
    for person in (fausto, carla):
        client = enter(person.email)
        assert endpoint.name not in client.get("/cuenta/webhooks/").content.decode()
        for page in ("", "cambiar/", "secreto/", "borrar/"):
            assert client.get(f"{path}{page}").status_code == 404
        for act in ("cambiar/", "secreto/", "borrar/", "pausar/", "reanudar/", "probar/"):
            assert client.post(f"{path}{act}", FORM).status_code == 404
        assert client.post(f"/cuenta/webhooks/mensajes/{delivery.key}/reenviar/").status_code == 404
        for call in (
            lambda by: actions.change_endpoint(endpoint=endpoint, name="Otra", url=URL, events=["*"], by=by, at=NOW),
            lambda by: actions.rotate_secret(endpoint=endpoint, by=by, at=NOW),
            lambda by: actions.pause_endpoint(endpoint=endpoint, by=by, at=NOW),
            lambda by: actions.resume_endpoint(endpoint=endpoint, by=by, at=NOW),
            lambda by: actions.send_test(endpoint=endpoint, by=by, at=NOW),
            lambda by: actions.resend_delivery(delivery=delivery, by=by, at=NOW),
            lambda by: actions.delete_endpoint(endpoint=endpoint, by=by, at=NOW),
        ):
            with pytest.raises(ActDenied):
                call(person)
    assert (list(WebhookEndpoint.objects.values()), list(WebhookDelivery.objects.values())) == before
    with pytest.raises(ActDenied):
        actions.pause_for_others(endpoint=endpoint, words="x", by=fausto, at=NOW)
    with pytest.raises(ActDenied):
        add(fausto, installation=True)
    assert Client().post(f"{path}pausar/").status_code == 302
    assert (list(WebhookEndpoint.objects.values()), list(WebhookDelivery.objects.values())) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "http://programa.example.org/"), ("url", "https://127.0.0.1/"), ("url", "https://localhost/"),
        ("url", "https://[::ffff:169.254.169.254]/"), ("url", "https://programa.example.org:22/"), ("url", "javascript:alert(1)"),
        ("url", "https://ana:x@programa.example.org/"), ("url", "https://programa.example.org/\x00"), ("url", "https://" + "a" * 1000),
        ("url", ""), ("url", "https://programa.example.org/\r\nX: y"), ("name", ""), ("name", "x" * 81), ("name", "\x00"),
        ("events", []), ("events", ["people.token.issued"]), ("events", ["*", "x" * 10_000]), ("events", ["\x00"]),
    ],
)  # fmt: skip
def test_what_cannot_be(bruno: Person, field: str, value: Any) -> None:
    """Refused with words by the page, and by the act where the page is gone round."""
    answer = enter(bruno.email).post("/cuenta/webhooks/nuevo/", {**FORM, field: value})
    assert answer.status_code == 200
    assert "az-error" in answer.content.decode() or "az-errors" in answer.content.decode()
    with pytest.raises(ValidationError):
        actions.add_endpoint(**{**FORM, field: value}, by=bruno, at=NOW)
    assert not WebhookEndpoint.objects.exists()


def test_no_text_becomes_markup(bruno: Person) -> None:
    endpoint, _secret = add(bruno, name="<script>alert(1)</script>", url="https://programa.example.org/?<b>x</b>")
    client = client_of(bruno)
    for path in ("", f"{endpoint.key}/"):
        page = client.get(f"/cuenta/webhooks/{path}").content.decode()
        assert "<script>alert" not in page
        assert "<b>x" not in page


def test_only_public_events_are_offered() -> None:
    names = [name for name, _label in offered()]
    assert names[0] == "*"
    assert names[-1] == "change"
    assert "proposals.proposal.published" in names
    assert not [name for name in names if name.startswith(("people.", "webhooks.", "privacy.", "participation.flag"))]


def test_five_for_a_person(bruno: Person) -> None:
    for _n in range(5):
        add(bruno)
    with pytest.raises(ActDenied):
        add(bruno)
    client = enter(bruno.email)
    assert "Ya tienes cinco" in client.get("/cuenta/webhooks/nuevo/").content.decode()
    client.post("/cuenta/webhooks/nuevo/", FORM)
    assert WebhookEndpoint.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_once_do_not_pass_the_limit(bruno: Person) -> None:
    """Without the lock on the person's row in ``add_endpoint`` all three see four."""
    for _n in range(4):
        add(bruno)
    results = at_once(*[lambda: add(bruno)] * 3)
    assert sum(isinstance(result, ActDenied) for result in results) == 2
    assert WebhookEndpoint.objects.count() == 5


def test_those_of_the_installation_belong_to_its_stewards(bruno: Person, carla: Person) -> None:
    client = enter(carla.email)
    assert SECRET.search(client.post("/cuenta/webhooks/nuevo/", {**FORM, "owner": "installation"}).content.decode())
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.person is None
    assert endpoint.name in client.get("/cuenta/webhooks/").content.decode()
    assert enter(bruno.email).get(f"/cuenta/webhooks/{endpoint.key}/").status_code == 404
    enter(bruno.email).post("/cuenta/webhooks/nuevo/", {**FORM, "owner": "installation"})
    assert WebhookEndpoint.objects.filter(person=None).count() == 1
    assert WebhookEndpoint.objects.filter(person=bruno).count() == 1


def test_officials_pause_one_with_a_reason_that_its_owner_reads(bruno: Person, carla: Person, dario: Person) -> None:
    from participation.events.relay import relay

    endpoint, _secret = add(bruno, url="https://programa.example.org/clave-secreta")
    listing = "/admin/participation/webhookendpoint/"
    client = client_of(carla)
    page = client.get(listing).content.decode()
    assert "programa.example.org" in page
    for secret in ("clave-secreta", "whsec_", bruno.email, ">Bruno<"):
        assert secret not in page
        assert secret not in client.get(f"{listing}{endpoint.pk}/change/").content.decode()
    chosen = {"action": "pause", "_selected_action": [endpoint.pk]}
    assert "Por qué" in client.post(listing, chosen).content.decode()
    assert client_of(dario).post(listing, {**chosen, "words": "No"}).status_code == 403
    client.post(listing, {**chosen, "words": "Llama a otra institución"})
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.reason) == ("paused", StopReason.STEWARD)
    own = enter(bruno.email)
    page = own.get(f"/cuenta/webhooks/{endpoint.key}/").content.decode()
    assert "Llama a otra institución" in page
    assert own.post(f"/cuenta/webhooks/{endpoint.key}/reanudar/").status_code == 403
    relay(timezone.now())
    assert Notice.objects.filter(person=bruno, event__name="webhooks.endpoint.stopped").count() == 1
    assert "Se detuvieron los mensajes" in own.get("/cuenta/notificaciones/").content.decode()
    client.post(listing, {"action": "resume", "_selected_action": [endpoint.pk]})
    endpoint.refresh_from_db()
    assert endpoint.state == "active"


def test_closing_the_account_deletes_them(bruno: Person) -> None:
    add(bruno)
    erase_account(person=bruno, by=bruno, at=NOW)
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("rows", [1, 26])
def test_pages_cost_the_same_for_one_and_for_many(bruno: Person, rows: int, django_assert_num_queries: Any) -> None:
    endpoint, _secret = add(bruno)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint, sequence=number, name="participation.comment.made", state="sent",
            created_at=NOW + timedelta(seconds=number),
        )
        for number in range(rows)
    )  # fmt: skip
    client = client_of(bruno)
    client.get("/cuenta/webhooks/")
    with django_assert_num_queries(2):
        client.get("/cuenta/webhooks/")
    with django_assert_num_queries(4):
        client.get(f"/cuenta/webhooks/{endpoint.key}/")
