"""Signing in with an account at a provider: joined by its owner alone, and never in the place of a second step."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from participation.models import Event, Person, ProviderAccount, Verification
from participation.people.actions import erase_account
from participation.providers.actions import join_account, part_account
from tests.participation.people.helpers import enter, is_in
from tests.participation.providers.fake import Fake, city
from tests.personas import NOW, client_of
from tests.races import at_once

HERE, BACK = "/cuenta/con/ciudad/", "/cuenta/con/ciudad/entrar/"


def test_a_joined_account_signs_in(fake: Fake, carla: Person, bruno: Person):
    city(fake, carla, signs_in=True)
    client = client_of(bruno)
    fake.go(client, HERE, join="1")
    assert fake.back(client)["Location"] == "/cuenta/verificacion/"
    account = ProviderAccount.objects.get(person=bruno)
    assert (account.subject, account.used_at) == ("g-1", None)
    assert "Cuenta Plaza" not in mail.outbox[-1].body  # what changed is told, not with whom
    assert mail.outbox[-1].to == ["bruno@example.org"]
    assert Event.objects.get(name="people.account.secured").payload["change"] == "provider_linked"

    stranger = Client()
    assert "Entrar con Cuenta Plaza" in stranger.get("/cuenta/entrar/?next=/procesos/").content.decode()
    fake.go(stranger, BACK, next="/procesos/")
    response = fake.back(stranger)
    assert response["Location"] == "/procesos/"
    assert stranger.session["_auth_user_id"] == str(bruno.pk)
    account.refresh_from_db()
    assert account.used_at is not None
    for elsewhere in ("https://otro.example.org/", "//otro.example.org", "javascript:alert(1)"):
        stranger = Client()
        fake.go(stranger, BACK, next=elsewhere)
        assert fake.back(stranger)["Location"] == "/"


def test_no_account_is_found_by_its_address_or_opened(fake: Fake, carla: Person, bruno: Person):
    city(fake, carla, signs_in=True)
    fake.claims = {"email": bruno.email, "email_verified": True, "name": "Bruno"}
    people = Person.objects.count()
    client = Client()
    fake.go(client, BACK)
    response = fake.back(client)
    assert response.status_code == 422
    assert "Ninguna cuenta de aquí usa esta cuenta" in response.content.decode()
    assert not is_in(client)
    assert Person.objects.count() == people
    assert not ProviderAccount.objects.exists()


def test_a_second_step_is_asked_for(fake: Fake, carla: Person):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    row = city(fake, carla, signs_in=True)
    TOTP.activate(carla, generate_totp_secret())
    join_account(provider=row, person=carla, subject="g-1", by=carla, at=NOW)
    client = Client()
    fake.go(client, BACK)
    assert fake.back(client)["Location"].startswith("/cuenta/seguridad/segundo-paso/")
    assert not is_in(client)


def test_joining_asks_for_a_fresh_sign_in_and_one_account_is_of_one_person(
    fake: Fake, carla: Person, bruno: Person, ana: Person
):
    city(fake, carla, signs_in=True, enabled=True)
    Verification.objects.filter(person=ana).update(confirmed={"counter": None, "oidc:ciudad": None})
    stale = client_of(ana)
    assert stale.post(HERE)["Location"].startswith("/cuenta/confirmar/")
    client = enter(ana.email)
    fake.go(client)
    assert fake.back(client)["Location"] == "/cuenta/"
    other = client_of(bruno)
    fake.go(other, HERE, join="1")
    fake.back(other)  # verified, and told that this account signs in somebody else
    assert "Otra cuenta de aquí ya entra con esta" in other.get("/cuenta/verificacion/").content.decode()
    assert ProviderAccount.objects.get().person == ana
    assert client.get(f"{HERE}quitar/").status_code == 405
    client.post(f"{HERE}quitar/")
    client.post(f"{HERE}quitar/")
    assert not ProviderAccount.objects.exists()


def test_a_visitor_does_not_begin_without_end(fake: Fake, carla: Person, settings: Any):
    city(fake, carla, signs_in=True)
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
    assert [Client().post(BACK).status_code for _try in range(3)] == [200, 200, 429]


def test_what_is_not_offered_signs_nobody_in(fake: Fake, carla: Person, bruno: Person):
    row = city(fake, carla, signs_in=True)
    join_account(provider=row, person=bruno, subject="g-1", by=bruno, at=NOW)
    client = Client()
    fake.go(client, BACK)
    type(row).objects.update(signs_in=False)
    assert "no se puede entrar" in fake.back(client).content.decode()
    assert client.post(BACK).status_code == 422
    assert not is_in(client)
    type(row).objects.update(signs_in=True)
    Person.objects.filter(pk=bruno.pk).update(is_active=False)
    fake.go(client, BACK)
    assert fake.back(client).status_code == 422
    assert not is_in(client)


def test_nobody_joins_or_parts_for_somebody_else(fake: Fake, carla: Person, bruno: Person, fausto: Person):
    from participation.access.verdict import ActDenied

    row = city(fake, carla, signs_in=True)
    with pytest.raises(ActDenied):
        join_account(provider=row, person=bruno, subject="x", by=fausto, at=NOW)
    mine = join_account(provider=row, person=bruno, subject="x", by=bruno, at=NOW)
    with pytest.raises(ActDenied):
        part_account(account=mine, by=fausto, at=NOW)
    client = client_of(fausto)
    client.post(f"{HERE}quitar/")
    assert ProviderAccount.objects.count() == 1
    Person.objects.filter(pk=bruno.pk).update(email=None)
    bruno.refresh_from_db()
    with pytest.raises(ActDenied) as refused:
        part_account(account=mine, by=bruno, at=NOW)
    assert refused.value.denial.code == "last_way_in"


def test_a_closed_account_forgets_it_and_a_download_tells_it(fake: Fake, carla: Person, bruno: Person):
    from participation.privacy.mydata import all_tables  # what a download holds

    row = city(fake, carla, signs_in=True)
    join_account(provider=row, person=bruno, subject="g-1", by=bruno, at=NOW)
    told = {table.name: list(table.rows(bruno)) for table in all_tables()}
    assert told["sign-in"][0]["subject"] == "g-1"
    erase_account(person=bruno, by=bruno, at=NOW)
    assert not ProviderAccount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_join_the_same_account_at_once(carla: Person, bruno: Person, fausto: Person, settings: Any):
    """One of them has it: the constraint decides, and the other is told. Without it both rows would stand."""
    from participation.access.verdict import ActDenied
    from participation.models import IdentityProvider
    from participation.verification.actions import set_method

    row = IdentityProvider.objects.create(
        key="ciudad", name="Cuenta", client_id="a", issuer="https://a.example.org", made_at=NOW, signs_in=True,
        authorize_url="https://a.example.org/a", token_url="https://a.example.org/t", keys_url="https://a.example.org/k",
    )  # fmt: skip
    set_method(name=row.method, enabled=True, position=1, validity_days=None, settings={}, by=carla, at=NOW)

    def join(person: Person) -> Any:
        return lambda: join_account(provider=row, person=person, subject="g-1", by=person, at=NOW)

    refused = [found for found in at_once(join(bruno), join(fausto)) if isinstance(found, ActDenied)]
    assert [error.denial.code for error in refused] == ["joined_elsewhere"]
    assert ProviderAccount.objects.count() == 1
