"""Sign-up and sign-in by e-mail and by mobile number."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.models import Event, Person
from participation.notifications.channels.sms import MemoryProvider
from tests.participation.people.helpers import (
    ask_code,
    enter,
    is_in,
    last_mail_code,
    last_sms_code,
    phone_person,
    sign_up,
)
from tests.personas import make_person

pytestmark = pytest.mark.django_db
OTHER = {"123456": "654321"}


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_addresses_are_spanish_and_names_are_kept():
    assert reverse("account_login") == "/cuenta/entrar/"
    assert reverse("account_signup") == "/cuenta/registro/"
    assert reverse("account_confirm_login_code") == "/cuenta/codigo/"
    assert reverse("account_logout") == "/cuenta/salir/"
    assert reverse("account_reset_password") == "/cuenta/contrasena/olvide/"
    assert reverse("mfa_index") == "/cuenta/seguridad/"


def test_sign_up_by_email(client: Client):
    answer = sign_up(client, "  Ana@Example.ORG ", "Ana  Luz", next="/procesos/plan/")
    assert answer.status_code == 302
    assert answer.url.startswith("/cuenta/correo/codigo/")
    assert not is_in(client)
    page = client.get(answer.url)
    assert "ana@example.org" in page.content.decode()
    answer = client.post(answer.url, {"action": "verify", "code": last_mail_code()})
    assert answer.status_code == 302
    assert answer.url == "/procesos/plan/"
    assert is_in(client)
    person = Person.objects.get()
    assert (person.email, person.name, person.phone, person.lang) == ("ana@example.org", "Ana Luz", None, "es-mx")
    assert not person.has_usable_password()
    event = Event.objects.get(name="people.account.opened")
    assert event.payload == {"person": person.pk, "by": "email"}
    assert event.before is None
    assert event.after is None


def test_sign_up_by_phone(client: Client):
    answer = sign_up(client, "55 1234-5678", "Lupe", next="/procesos/plan/")
    assert answer.status_code == 302
    assert answer.url == "/cuenta/celular/codigo/"
    assert not is_in(client)
    assert mail.outbox == []
    assert MemoryProvider.outbox[-1][0] == "+525512345678"
    answer = client.post(answer.url, {"action": "verify", "code": last_sms_code()})
    assert answer.status_code == 302
    assert answer.url == "/procesos/plan/"
    assert is_in(client)
    person = Person.objects.get()
    assert (person.email, person.phone, person.phone_verified) == (None, "+525512345678", True)


def test_sign_up_in_english_keeps_the_language(client: Client):
    client.post("/en/cuenta/registro/", {"contact": "ana@example.org", "name": "Ana", "privacy": "on"})
    assert Person.objects.get().lang == "en"


@pytest.mark.parametrize(
    ("contact", "value"),
    [
        ("5512345678", "+525512345678"),
        ("+52 55 1234 5678", "+525512345678"),
        ("+521 55 1234 5678", "+525512345678"),
        ("+1 202 555 0143", "+12025550143"),
    ],
)
def test_numbers_are_kept_in_one_form(client: Client, contact: str, value: str):
    assert sign_up(client, contact).status_code == 302
    assert Person.objects.get().phone == value


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "ana",
        "ana@",
        "12345",
        "+52",
        "5" * 300,
        "a\x00@example.org",
        "<script>alert(1)</script>",
        "١٢٣",
        "a" * 260 + "@x.mx",
    ],
)
def test_contacts_that_cannot_be_are_explained(client: Client, contact: str):
    for name, field in (
        ("account_signup", "contact"),
        ("account_login", "login"),
        ("account_reset_password", "contact"),
    ):
        answer = client.post(reverse(name), {field: contact, "name": "Ana", "privacy": "on"})
        assert answer.status_code == 200
        assert 'id="errores"' in answer.content.decode()
        assert "<script>alert" not in answer.content.decode()
    assert Person.objects.count() == 0


def test_sign_up_needs_name_and_privacy_and_keeps_what_was_typed(client: Client):
    answer = client.post(reverse("account_signup"), {"contact": "ana@example.org", "name": " "})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "ana@example.org" in page
    assert set(answer.context["form"].errors) == {"name", "privacy"}
    assert Person.objects.count() == 0


def test_closed_registration(client: Client, settings):
    settings.AZOTEA_OPEN_REGISTRATION = False
    assert sign_up(client, "ana@example.org").status_code == 200
    assert Person.objects.count() == 0


def test_sign_in_by_email_resumes_what_was_begun(client: Client):
    make_person("Bruno")
    answer = ask_code(client, "BRUNO@example.org", next="/propuestas/7/")
    assert answer.url == "/cuenta/codigo/?next=%2Fpropuestas%2F7%2F"
    page = client.get(answer.url).content.decode()
    assert 'name="next" value="/propuestas/7/"' in page
    answer = client.post("/cuenta/codigo/", {"action": "verify", "code": last_mail_code(), "next": "/propuestas/7/"})
    assert answer.url == "/propuestas/7/"
    assert is_in(client)


def test_sign_in_by_phone(client: Client):
    person = phone_person()
    enter("55 1234 5678".replace(" ", ""), client)
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "evil",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "http:///evil.example"],
)
def test_open_redirects_are_refused(evil: str):
    make_person("Bruno")
    client = Client()
    answer = ask_code(client, "bruno@example.org", next=evil)
    assert answer.url == "/cuenta/codigo/"
    answer = client.post("/cuenta/codigo/", {"action": "verify", "code": last_mail_code(), "next": evil})
    assert answer.url == "/"
    assert client.post(reverse("account_logout"), {"next": evil}).url == "/"
    assert client.get(reverse("account_login"), {"next": evil}).status_code == 200


def test_three_wrong_codes_end_the_try(client: Client):
    make_person("Bruno")
    ask_code(client, "bruno@example.org")
    right = last_mail_code()
    for _ in range(2):
        assert client.post("/cuenta/codigo/", {"action": "verify", "code": wrong(right)}).status_code == 200
    assert client.post("/cuenta/codigo/", {"action": "verify", "code": wrong(right)}).url == "/cuenta/entrar/"
    assert client.post("/cuenta/codigo/", {"action": "verify", "code": right}).url == "/cuenta/entrar/"
    assert not is_in(client)


@pytest.mark.parametrize("contact", ["bruno@example.org", "+525512345678"])
def test_codes_expire_after_a_quarter_of_an_hour(client: Client, contact: str):
    make_person("Bruno", phone="+525512345678", phone_verified=True)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask_code(client, contact)
        code = last_mail_code() if "@" in contact else last_sms_code()
        clock.shift(timedelta(minutes=15, seconds=1))
        assert client.post("/cuenta/codigo/", {"action": "verify", "code": code}).url == "/cuenta/entrar/"
    assert not is_in(client)


def test_a_new_code_makes_the_old_one_useless(client: Client):
    make_person("Bruno")
    ask_code(client, "bruno@example.org")
    first = last_mail_code()
    client.post("/cuenta/codigo/", {"action": "resend"})
    second = last_mail_code()
    if first != second:
        assert client.post("/cuenta/codigo/", {"action": "verify", "code": first}).status_code == 200
    assert client.post("/cuenta/codigo/", {"action": "verify", "code": second}).status_code == 302


def test_sign_in_with_a_password(client: Client):
    person = make_person("Bruno", password="cuatro palabras que uno")
    answer = client.post(reverse("account_login"), {"login": "bruno@example.org", "password": "otra cosa distinta"})
    assert answer.status_code == 200
    assert not is_in(client)
    answer = client.post(
        reverse("account_login"), {"login": "bruno@example.org", "password": "cuatro palabras que uno", "next": "/x/"}
    )
    assert answer.url == "/x/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_password_guesses_are_limited_by_contact_also_for_numbers():
    phone_person("+525512345678").set_password("x")
    for number, status in (("5512345678", "many"), ("5587654321", "few")):
        client = Client()
        for _ in range(5 if status == "many" else 1):
            client.post(reverse("account_login"), {"login": number, "password": "nada de nada"})
        answer = client.post(reverse("account_login"), {"login": number, "password": "nada de nada"})
        text = str(answer.context["form"].errors)
        assert ("demasiados intentos" in text) is (status == "many"), text


def test_start_again_drops_the_code(client: Client):
    make_person("Bruno")
    ask_code(client, "bruno@example.org")
    assert client.get(reverse("account_login")).url == "/cuenta/codigo/"
    assert client.post(reverse("people:start-again"), {"next": "/x/"}).url == "/cuenta/entrar/?next=%2Fx%2F"
    assert client.get(reverse("account_login")).status_code == 200


def test_unfinished_sign_up_can_be_taken_up_again():
    first, second = Client(), Client()
    sign_up(first, "ana@example.org", "Impostora")
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        sign_up(second, "ana@example.org", "Ana")
        code = last_mail_code()
        assert second.post("/cuenta/correo/codigo/", {"action": "verify", "code": code}).status_code == 302
    assert is_in(second)
    assert not is_in(first)
    assert Person.objects.get().name == "Ana"


def test_closed_accounts_do_not_open(client: Client):
    make_person("Bruno", is_active=False)
    ask_code(client, "bruno@example.org")
    assert "Regístrate" in mail.outbox[-1].body or "registrarte" in mail.outbox[-1].body
    assert not is_in(client)


def test_reset_sends_a_code_and_leads_to_a_new_password(client: Client):
    person = make_person("Bruno", password="la que olvide ayer")
    answer = client.post(reverse("account_reset_password"), {"contact": "bruno@example.org"})
    assert answer.url == "/cuenta/codigo/?next=/cuenta/contrasena/"
    answer = client.post(
        "/cuenta/codigo/", {"action": "verify", "code": last_mail_code(), "next": "/cuenta/contrasena/"}
    )
    assert answer.url == "/cuenta/contrasena/"
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url, {"password": "cuatro palabras que uno"}).status_code == 302
    person.refresh_from_db()
    assert person.check_password("cuatro palabras que uno")
    assert is_in(client)


def test_the_admin_uses_the_same_entrance(client: Client, carla: Person, bruno: Person):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url == "/cuenta/entrar/?next=/admin/"
    assert client.get("/admin/login/?next=//evil.example").url == "/cuenta/entrar/?next=/admin/"
    client.force_login(bruno, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/login/").status_code == 403
    client.force_login(carla, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/login/?next=/admin/").url == "/admin/"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_entrance_has_one_heading(client: Client, prefix: str):
    for path in ("entrar", "registro", "contrasena/olvide", "inactiva"):
        page = client.get(f"{prefix}/cuenta/{path}/")
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1
