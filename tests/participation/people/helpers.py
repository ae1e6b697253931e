"""What a person does at the entrance, and where their codes arrive."""

import re

from django.core import mail
from django.test import Client
from django.urls import reverse

from participation.models import Person
from participation.notifications.channels.sms import MemoryProvider

CODE = re.compile(r"\b(\d{6})\b")


def last_mail_code() -> str:
    """Return the code of the last e-mail."""
    return CODE.search(mail.outbox[-1].body).group(1)


def last_sms_code() -> str:
    """Return the code of the last short message."""
    return CODE.search(MemoryProvider.outbox[-1][1]).group(1)


def sign_up(client: Client, contact: str, name: str = "Ana", **more: str):
    """Send the sign-up form."""
    return client.post(reverse("account_signup"), {"contact": contact, "name": name, "privacy": "on", **more})


def ask_code(client: Client, contact: str, **more: str):
    """Send the sign-in form without a password."""
    return client.post(reverse("account_login"), {"login": contact, **more})


def enter(contact: str, client: Client | None = None) -> Client:
    """Sign in by a code; return the browser, which has just proved who it is."""
    client = client or Client()
    ask_code(client, contact)
    code = last_mail_code() if "@" in contact else last_sms_code()
    answer = client.post(reverse("account_confirm_login_code"), {"action": "verify", "code": code})
    assert answer.status_code == 302, answer.content.decode()
    assert client.session.get("_auth_user_id")
    return client


def is_in(client: Client) -> bool:
    """Tell whether somebody is signed in."""
    return "_auth_user_id" in client.session


def phone_person(phone: str = "+525512345678", name: str = "Lupe") -> Person:
    """Create a person who has a mobile number only."""
    return Person.objects.create_user(email=None, name=name, phone=phone, phone_verified=True)
