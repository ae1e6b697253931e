"""Mails that came back or were called spam: what the mail service reports, and what follows from it."""

import base64
import json

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.mail import mail_service
from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Delivery, Digest, Event, Notice, Person, Suppression
from participation.notifications.actions import lift_suppression, plan_mails, suppress_address
from participation.notifications.channels.email import make_message
from participation.notifications.deliveries import deliver
from participation.notifications.suppression import digest_of, is_suppressed
from tests.factories import make_process
from tests.participation.notifications.helpers import follow, phase_opened
from tests.participation.notifications.test_digests import NEXT, turn
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db
REPORTS = "/correo/informes/"
PAGE = "/cuenta/notificaciones/preferencias/"
AGAIN = "/cuenta/notificaciones/preferencias/otra-vez/"
SECRET = "correo:una-clave-de-veinte-letras"
LIST = "/admin/participation/suppression/"


@pytest.fixture
def service(settings):
    """An installation that sends by Postmark, and what posts as Postmark does."""
    settings.AZOTEA_EMAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "POSTMARK_SERVER_TOKEN": "x"}

    def post(record, secret=SECRET, **more):
        given = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
        body = record if isinstance(record, (str, bytes)) else json.dumps({**record, **more})
        return Client(enforce_csrf_checks=True).post(REPORTS, body, content_type="application/json", headers=given)

    return post


def bounce(kind="HardBounce", email="ana@example.org", parcel=""):
    return {
        "RecordType": "Bounce", "Type": kind, "TypeCode": 1, "Email": email, "ID": 42, "MessageID": "abc",
        "Description": "The server was unable to deliver your message", "BouncedAt": "2026-11-21T18:00:00Z",
        "Details": f"smtp;550 5.1.1 <{email}> no such user", "Metadata": {"azotea": parcel} if parcel else {},
    }  # fmt: skip


def complaint(email="ana@example.org"):
    return {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "TypeCode": 512, "Email": email, "ID": 43,
            "MessageID": "abc", "BouncedAt": "2026-11-21T18:00:00Z"}  # fmt: skip


def one_mail(person):
    process = make_process("Plan")
    follow(process.subject, person)
    phase_opened(process.subject)
    relay(NOW)
    return Delivery.objects.filter(notice__person=person).latest("pk")


def test_a_mail_carries_the_key_by_which_a_report_finds_it(ana):
    delivery = one_mail(ana)
    assert make_message(delivery).metadata == {"azotea": f"delivery-{delivery.pk}"}


def test_a_returned_mail_is_marked_and_stops_further_ones(ana, service):
    delivery = one_mail(ana)
    deliver(NOW)
    assert service(bounce(parcel=f"delivery-{delivery.pk}")).status_code == 200
    delivery.refresh_from_db()
    assert delivery.state == "bounced"
    assert "ana@" not in delivery.error
    assert "550 5.1.1" in delivery.error
    stopped = Suppression.objects.get()
    assert (stopped.reason, stopped.digest) == ("bounce", digest_of("ana@example.org"))
    assert "ana@" not in stopped.detail
    assert deliver(NOW) == 0
    later = one_mail(ana)
    assert deliver(NOW) == 0
    later.refresh_from_db()
    assert later.state == "dropped"
    assert len(mail.outbox) == 1


def test_whoever_has_the_address_is_told_in_their_list(ana, bruno, service):
    service(bounce())
    relay(NOW)
    notice = Notice.objects.get(event__name="participation.address.suppressed")
    assert (notice.person, notice.kind) == (ana, "account")
    client = client_of(ana)
    assert "Dejamos de enviarte correos" in client.get("/cuenta/notificaciones/").content.decode()
    assert client.get(f"/cuenta/notificaciones/{notice.pk}/abrir/")["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "an•••@example.org" in page
    assert "nuestros correos regresaron" in page
    assert "nuestros correos regresaron" not in client_of(bruno).get(PAGE).content.decode()


def test_a_returned_digest_marks_all_its_parts(ana, service):
    plan_mails(by=ana, rhythm="daily", hour=8, weekday=0, time_zone="", at=NOW)
    one_mail(ana)
    one_mail(ana)
    assert turn(NEXT) == 1
    service(bounce(parcel=f"digest-{Digest.objects.get().pk}"))
    assert Digest.objects.get().state == "bounced"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"bounced"}


def test_a_complaint_stops_mails_and_is_the_persons_word(ana, carla, service):
    service(bounce())
    service(complaint())
    (stopped,) = Suppression.objects.all()
    assert stopped.reason == "spam"
    service(bounce())  # whatever comes later does not take it back
    assert Suppression.objects.get().reason == "spam"
    with pytest.raises(ActDenied) as denied:
        lift_suppression(suppression=stopped, by=carla, at=NOW)
    assert denied.value.denial.code == "their_word"
    relay(NOW)
    assert deliver(NOW) == 0  # nor is that said by mail
    assert "como no deseado" in client_of(ana).get(PAGE).content.decode()
    assert client_of(ana).post(AGAIN)["Location"] == PAGE
    assert not is_suppressed("ana@example.org")
    one_mail(ana)
    assert deliver(NOW) == 1


@pytest.mark.parametrize("kind", ["Transient", "DnsError", "AutoResponder", "Subscribe"])
def test_what_passes_stops_nothing(ana, service, kind):
    delivery = one_mail(ana)
    deliver(NOW)
    assert service(bounce(kind, parcel=f"delivery-{delivery.pk}")).status_code == 200
    assert not Suppression.objects.exists()
    delivery.refresh_from_db()
    assert delivery.state == "sent"


@pytest.mark.parametrize("secret", ["", "correo:otra-clave-de-veinte", "correo", ":", SECRET + "x"])
def test_without_the_secret_nothing_is_believed(ana, service, secret):
    assert service(bounce(), secret=secret).status_code == 400
    assert not Suppression.objects.exists()
    assert not Event.objects.exists()


def test_where_no_service_or_no_secret_is_set_there_is_nobody(ana, service, settings):
    settings.ANYMAIL = {}
    assert service(bounce()).status_code == 404
    settings.ANYMAIL, settings.AZOTEA_EMAIL_PROVIDER = {"WEBHOOK_SECRET": SECRET}, ""
    assert service(bounce()).status_code == 404
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"null", b"\xff\x00", b"{}", b'{"RecordType": 7}', b"[" * 5000, b'{"RecordType": "Bounce"}',
     b'{"RecordType": "Bounce", "Type": ["x"]}', b'{"RecordType": "Bounce", "Type": "HardBounce", "BouncedAt": 5}'],
)  # fmt: skip
def test_nonsense_is_refused_and_changes_nothing(service, body):
    assert service(body).status_code in {200, 400}
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "parcel", ["delivery-99999999999999999999", "delivery-x", "person-1", "-", "delivery--1", 7, None]
)
def test_a_report_that_names_none_of_ours_still_stops_the_address(ana, service, parcel):
    assert service(bounce(), Metadata={"azotea": parcel}).status_code == 200
    assert Suppression.objects.count() == 1


def test_it_is_for_services_alone(client):
    assert client.get(REPORTS).status_code == 405
    assert client.put(REPORTS).status_code == 405


def test_twice_is_once_and_a_new_address_is_free(ana):
    for _n in range(3):
        suppress_address(address="Ana@Example.org ", reason="bounce", detail="x", at=NOW)
    assert Event.objects.filter(name="participation.address.suppressed").count() == 1
    relay(NOW)
    assert deliver(NOW) == 0
    Person.objects.filter(pk=ana.pk).update(email="nueva@example.org")
    one_mail(ana)
    assert deliver(NOW) == 1


def test_nobody_sends_again_to_somebody_elses_address(ana, bruno, dario):
    stopped = suppress_address(address="ana@example.org", reason="bounce", detail="x", at=NOW)
    for person in (bruno, dario):
        with pytest.raises(ActDenied):
            lift_suppression(suppression=stopped, by=person, at=NOW)
    client_of(bruno).post(AGAIN)
    assert client_of(bruno).get(AGAIN).status_code == 405
    assert "/cuenta/entrar/" in Client().post(AGAIN)["Location"]
    assert is_suppressed("ana@example.org")


def test_the_digest_in_the_database_is_keyed(settings):
    import hashlib

    here = digest_of("ana@example.org")
    assert here != hashlib.sha256(b"ana@example.org").hexdigest()
    settings.AZOTEA_IDENTITY_KEY = (
        f"{settings.AZOTEA_IDENTITY_KEY},a-second-secret-laid-over-the-first-one-of-fifty-letters"
    )
    assert digest_of("ana@example.org") == here  # rotation keeps the oldest first
    settings.AZOTEA_IDENTITY_KEY = "another-identity-key-of-more-than-fifty-characters-0123456789"
    assert digest_of("ana@example.org") != here


# --- The admin --------------------------------------------------------------------------------------------------------


def test_stewards_find_an_address_by_typing_it_whole(carla, dario):
    suppress_address(address="ana@example.org", reason="bounce", detail="550 5.1.1", at=NOW)
    suppress_address(address="otra@example.org", reason="spam", detail="", at=NOW)
    client = client_of(carla)
    listing = client.get(LIST).content.decode()
    assert "550 5.1.1" in listing
    assert "ana@" not in listing
    assert "otra@" not in listing
    assert "550 5.1.1" in client.get(LIST, {"q": " ANA@example.org"}).content.decode()
    assert "550 5.1.1" not in client.get(LIST, {"q": "ana"}).content.decode()
    keys = list(Suppression.objects.order_by("pk").values_list("pk", flat=True))
    page = client.post(LIST, {"action": "lift", "_selected_action": keys}, follow=True).content.decode()
    assert "Esta persona marcó un correo como no deseado" in page
    assert (is_suppressed("ana@example.org"), is_suppressed("otra@example.org")) == (False, True)
    assert Client().get(LIST).status_code == 302
    assert client_of(dario).get(LIST).status_code == 403
    assert client_of(dario).post(LIST, {"action": "lift", "_selected_action": keys}).status_code == 403


@pytest.mark.parametrize("name", ["delivery", "digest"])
def test_what_may_have_arrived_is_sent_again_only_after_a_question(ana, carla, dario, name):
    plan_mails(by=ana, rhythm="daily" if name == "digest" else "now", hour=8, weekday=0, time_zone="", at=NOW)
    one_mail(ana)
    turn(NEXT) if name == "digest" else None
    model = {"delivery": Delivery, "digest": Digest}[name]
    model.objects.update(state="unknown")
    url, key = f"/admin/participation/{name}/", model.objects.get().pk
    given = {"action": "resend", "_selected_action": [key]}
    client = client_of(carla)
    page = client.post(url, given).content.decode()
    assert "quizá ya llegó" in page
    assert "ana@" not in page
    assert model.objects.get().state == "unknown"
    assert "Escribe el motivo." in client.post(url, {**given, "reason": " "}).content.decode()
    assert client_of(dario).post(url, {**given, "reason": "x"}).status_code == 403
    assert model.objects.get().state == "unknown"
    assert client.post(url, {**given, "reason": "No está en el registro."}).status_code == 302
    assert model.objects.get().state == "queued"
    assert Event.objects.get(name="participation.delivery.resent").payload[name] == key


@pytest.mark.parametrize("rows", [1, 15])
@pytest.mark.parametrize(("name", "queries"), [("digest", 4), ("suppression", 3)])
def test_the_lists_cost_the_same_for_one_and_many(carla, name, queries, rows, django_assert_num_queries):
    for n in range(rows):
        Digest.objects.create(person=make_person(f"P{n}"), rhythm="daily", due_at=NOW)
        suppress_address(address=f"p{n}@example.org", reason="bounce", detail="x", at=NOW)
    client = client_of(carla)
    client.get(f"/admin/participation/{name}/")
    with django_assert_num_queries(queries):
        client.get(f"/admin/participation/{name}/")


# --- Settings ---------------------------------------------------------------------------------------------------------


def test_a_service_is_set_by_the_environment(monkeypatch):
    assert mail_service("") == {}
    with pytest.raises(ImproperlyConfigured, match="AZOTEA_EMAIL_PROVIDER: pigeon is not one of brevo"):
        mail_service("pigeon")
    with pytest.raises(ImproperlyConfigured, match="AZOTEA_EMAIL_PROVIDER_API_KEY"):
        mail_service("mailgun")
    monkeypatch.setenv("AZOTEA_EMAIL_PROVIDER_API_KEY", "llave")
    monkeypatch.setenv("AZOTEA_EMAIL_PROVIDER_SENDER_DOMAIN", "correo.example.org")
    found = mail_service("mailgun")
    assert found == {
        "MAILGUN_API_KEY": "llave", "MAILGUN_SENDER_DOMAIN": "correo.example.org", "REQUESTS_TIMEOUT": (5, 15),
    }  # fmt: skip
    monkeypatch.setenv("AZOTEA_EMAIL_REPORTS_SECRET", "corto")
    with pytest.raises(ImproperlyConfigured, match="AZOTEA_EMAIL_REPORTS_SECRET"):
        mail_service("mailgun")
    monkeypatch.setenv("AZOTEA_EMAIL_REPORTS_SECRET", SECRET)
    assert mail_service("mailgun")["WEBHOOK_SECRET"] == SECRET


@pytest.mark.parametrize("name", ["brevo", "mailgun", "postmark", "resend", "sendgrid", "mailjet", "sparkpost"])
def test_each_service_has_a_backend_and_takes_reports(name):
    from django.utils.module_loading import import_string

    from config.mail import SERVICES, backend
    from participation.notifications.provider import VIEWS

    assert set(SERVICES) == set(VIEWS)
    assert import_string(backend(name))
    assert import_string(VIEWS[name])
