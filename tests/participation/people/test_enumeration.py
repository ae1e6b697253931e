"""Nobody learns from these pages whether a contact has an account."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from participation.notifications.channels.sms import MemoryProvider
from tests.participation.people.helpers import ask_code, sign_up
from tests.personas import make_person

pytestmark = pytest.mark.django_db
KNOWN = {"email": "bruno@example.org", "phone": "+525512345678"}
UNKNOWN = {"email": "nadie@example.org", "phone": "+525587654321"}


@pytest.fixture(autouse=True)
def _somebody() -> None:
    make_person("Bruno", phone=KNOWN["phone"], phone_verified=True)


def seen(answer, contact: str) -> tuple:
    """Return what a stranger could compare: status, address, page without the contact and the tokens."""
    page = answer.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    for shape in (contact, contact[3:], "55 1234 5678", "55 8765 4321"):
        page = page.replace(shape, "CONTACT")
    return answer.status_code, answer.get("Location", ""), page


def walk(first, contact: str, code_page: str) -> list[tuple]:
    """Go through the pages as a stranger would: ask, look, ask again, guess three times, guess once more."""
    client = Client()
    steps = [
        first(client, contact),
        client.get(code_page),
        client.post(code_page, {"action": "resend"}),
        client.get(code_page),
    ]
    steps += [client.post(code_page, {"action": "verify", "code": "000000"}) for _ in range(4)]
    return [seen(step, contact) for step in steps]


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_sign_in_looks_the_same(kind: str):
    known = walk(ask_code, KNOWN[kind], "/cuenta/codigo/")
    assert known == walk(ask_code, UNKNOWN[kind], "/cuenta/codigo/")
    assert known[0][0] == 302
    assert known[1][0] == 200


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_sign_up_looks_the_same(kind: str):
    page = "/cuenta/correo/codigo/" if kind == "email" else "/cuenta/celular/codigo/"
    known = walk(sign_up, KNOWN[kind], page)
    assert known == walk(sign_up, UNKNOWN[kind], page)
    assert known[0][0] == 302
    assert known[1][0] == 200


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_reset_looks_the_same(kind: str):
    def reset(client: Client, contact: str):
        return client.post(reverse("account_reset_password"), {"contact": contact})

    known = walk(reset, KNOWN[kind], "/cuenta/codigo/")
    assert known == walk(reset, UNKNOWN[kind], "/cuenta/codigo/")


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_wrong_passwords_look_the_same(kind: str):
    def answer(contact: str):
        return Client().post(reverse("account_login"), {"login": contact, "password": "nada de nada"})

    assert seen(answer(KNOWN[kind]), KNOWN[kind]) == seen(answer(UNKNOWN[kind]), UNKNOWN[kind])


@pytest.mark.parametrize(("first", "page"), [(ask_code, "codigo"), (sign_up, "x")])
@pytest.mark.parametrize("kind", ["email", "phone"])
def test_one_message_leaves_either_way(first, page: str, kind: str):
    """So that both take as long: the slow part is the message."""
    for contact in (KNOWN[kind], UNKNOWN[kind]):
        mail.outbox.clear()
        MemoryProvider.outbox.clear()
        first(Client(), contact)
        assert len(mail.outbox) + len(MemoryProvider.outbox) == 1


def test_letters_to_strangers_carry_no_code():
    ask_code(Client(), UNKNOWN["email"])
    sign_up(Client(), KNOWN["email"])
    ask_code(Client(), UNKNOWN["phone"])
    sign_up(Client(), KNOWN["phone"])
    texts = [m.body + m.subject for m in mail.outbox] + [text for _to, text in MemoryProvider.outbox]
    assert len(texts) == 4
    assert not any(re.search(r"\b\d{6}\b", text) for text in texts)
