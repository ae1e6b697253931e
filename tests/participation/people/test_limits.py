"""Limits of tries, addresses of clients, and the provider of short messages."""

import logging

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from participation.models import Person
from participation.notifications.channels import sms
from participation.notifications.channels.sms import ConsoleProvider, MemoryProvider, SmsFailed, send_sms
from participation.people.adapters import client_ip
from participation.people.contacts import mask_email, mask_phone, show_phone
from tests.participation.people.helpers import ask_code, sign_up
from tests.personas import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("contact", ["bruno@example.org", "nadie@example.org", "+525512345678"])
def test_three_codes_a_minute_for_one_contact(contact: str):
    make_person("Bruno")
    for _ in range(3):
        assert ask_code(Client(), contact).status_code == 302
    answer = ask_code(Client(), contact)
    assert answer.status_code == 200
    assert "demasiados intentos" in answer.content.decode()
    assert len(mail.outbox) + len(MemoryProvider.outbox) == 3


def test_many_sign_ups_from_one_address_end_in_429():
    for number in range(30):
        assert sign_up(Client(), f"p{number}@example.org").status_code == 302
    answer = sign_up(Client(), "p31@example.org")
    assert answer.status_code == 429
    assert "Demasiados intentos" in answer.content.decode()
    assert not Person.objects.filter(email="p31@example.org").exists()


def test_two_codes_to_one_number_within_seconds_end_in_429_and_not_in_an_error():
    assert sign_up(Client(), "5512345678").status_code == 302
    assert sign_up(Client(), "5512345678").status_code == 429
    assert len(MemoryProvider.outbox) == 1


def test_reset_counts_with_the_codes():
    for _ in range(3):
        Client().post(reverse("account_reset_password"), {"contact": "bruno@example.org"})
    assert Client().post(reverse("account_reset_password"), {"contact": "bruno@example.org"}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "1.1.1.1", "9.9.9.9", "9.9.9.9"),
        (1, "1.1.1.1", "9.9.9.9", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "9.9.9.9", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "9.9.9.9", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9", "9.9.9.9"),
        (1, "", "9.9.9.9", "9.9.9.9"),
        (1, "nonsense", "9.9.9.9", "9.9.9.9"),
        (1, "2001:db8::1", "9.9.9.9", "2001:db8::1"),
        (0, "", "", "0.0.0.0"),
    ],
)
def test_the_address_behind_our_proxies(settings, proxies, forwarded, remote, expected):
    settings.AZOTEA_TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {}, REMOTE_ADDR=remote)
    assert client_ip(request) == expected


def test_a_forged_address_does_not_lift_the_limit(settings):
    settings.AZOTEA_TRUSTED_PROXIES = 1
    for number in range(31):
        client = Client(headers={"X-Forwarded-For": f"10.0.0.{number}, 1.1.1.1"})
        answer = sign_up(client, f"p{number}@example.org")
    assert answer.status_code == 429
    assert sign_up(Client(headers={"X-Forwarded-For": "2.2.2.2"}), "otra@example.org").status_code == 302


def test_the_console_provider_writes_a_file_and_hides_the_number_in_the_log(tmp_path, caplog):
    with caplog.at_level(logging.INFO):
        ConsoleProvider(tmp_path / "sms").send(to="+525512345678", text="123456 es tu\ncódigo")
    [file] = (tmp_path / "sms").iterdir()
    assert file.read_text().rstrip().endswith("+525512345678 123456 es tu código")
    assert "5512345678" not in caplog.text
    assert "123456" not in caplog.text
    assert "5678" in caplog.text


def test_a_provider_that_fails_is_told_alike_for_everybody(monkeypatch):
    def fail(self, *, to: str, text: str) -> None:
        raise SmsFailed("gateway down")

    monkeypatch.setattr(MemoryProvider, "send", fail)
    make_person("Bruno", phone="+525512345678", phone_verified=True)
    for number in ("5512345678", "5587654321"):
        client = Client()
        answer = ask_code(client, number)
        assert answer.status_code == 302
        assert "No pudimos enviar el mensaje" in client.get(answer.url).content.decode()


def test_a_class_that_is_no_provider_is_refused(settings):
    settings.AZOTEA_SMS_PROVIDER = "django.forms.Form"
    sms._make.cache_clear()
    with pytest.raises(TypeError, match="no send"):
        send_sms(to="+525512345678", text="x")


def test_contacts_as_they_are_shown():
    assert show_phone("+525512345678") == "55 1234 5678"
    assert show_phone("+12025550143") == "+1 202-555-0143"
    assert show_phone(None) == show_phone("") == ""
    assert mask_phone("+525512345678") == "••• ••• 5678"
    assert mask_email("ana@example.org") == "an•••@example.org"
    assert mask_email("x") == mask_email(None) == ""
