"""Closing an account: nothing that names the person is left in any table, the identity is blocked, then erased."""

import json
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.exports import actions as exports
from participation.exports import maker
from participation.follows.actions import follow
from participation.models import (
    Blocking,
    Consent,
    ExportJob,
    Identity,
    IdentityKey,
    Person,
    Verification,
)
from participation.people.actions import change_profile, erase_account, issue_token
from participation.privacy.actions import arco
from participation.privacy.actions.erasure import erase_blocked
from participation.privacy.consent import actions as consent
from tests.factories import make_call, make_comment, make_proposal, make_territory
from tests.personas import NOW, client_of, make_person, official

pytestmark = pytest.mark.django_db

MAIL, PHONE, NAME, DIGEST = "zurita@correo-privado.example", "+525512340077", "Zurita Xochipilli", "b7" * 32
# Requests on personal data are a file of their own, with their own time in the retention table.
OWN_TIME = {"participation.ArcoRequest", "participation.ArcoStep"}


def holding(words: list[str]) -> set[str]:
    """Return "model.field" wherever a column of text, of any table of any app, holds one of the words."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(
                field, (models.CharField, models.TextField, models.JSONField, ArrayField, models.FileField)
            ):
                continue
            for (value,) in model._default_manager.values_list(field.attname):
                text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
                if any(word.lower() in (text or "").lower() for word in words):
                    found.add(f"{model._meta.label}.{field.name}")
    return found


@pytest.fixture
def person(db: None) -> Person:
    person = Person.objects.create_user(email=MAIL, name=NAME, phone=PHONE, phone_verified=True)
    EmailAddress.objects.create(user=person, email=MAIL, verified=True, primary=True)
    identity = Identity.objects.create(at=NOW)
    Verification.objects.create(
        person=person,
        identity=identity,
        key=IdentityKey.objects.create(identity=identity, kind="curp", digest=DIGEST, at=NOW),
        method="counter",
        birth_date=date(1987, 6, 5),
        territory=make_territory(),
        at=NOW,
    )
    return person


def live(person: Person) -> None:
    """Let the person do what leaves traces: words, follows, keys, consents, files, notices, a session."""
    call = make_call()
    proposal = make_proposal(call, author=person)
    follow(subject=proposal.subject, by=person, at=NOW)
    make_comment(proposal.subject, author=person)
    make_comment(proposal.subject, author=make_person("Otra"))
    issue_token(person=person, name=f"llave de {NAME}", expires_at=None, by=person, at=NOW)
    consent.give(person=person, purpose="newsletters", by=person, at=NOW)
    change_profile(person=person, name=NAME, lang="en", by=person, at=NOW)
    exports.request_export(kind="my-data", by=person, at=timezone.now())
    maker.make_all(timezone.now)
    client_of(person).get("/cuenta/")
    relay()


def test_no_table_holds_contacts_or_name_after_closing(person: Person, django_capture_on_commit_callbacks):
    live(person)
    before = holding([MAIL, PHONE, NAME])
    assert {"participation.Person.email", "participation.Person.phone", "participation.Person.name"} <= before
    assert "account.EmailAddress.email" in before, "the scan must see other apps' tables"
    assert "participation.ApiToken.name" in before
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(person=person, by=person, at=NOW)
    assert holding([MAIL, PHONE, NAME]) == set()
    job = ExportJob.objects.get()
    assert (job.state, job.file) == ("gone", "")
    verification = Verification.objects.get(person=person)
    assert (verification.birth_date, verification.territory_id) == (None, None)
    assert not Consent.objects.filter(withdrawn_at__isnull=True).exists()
    assert (
        "cuenta eliminada" in client_of(make_person("Lector")).get(person.proposals.get().subject.path).content.decode()
    )


def test_a_request_on_personal_data_keeps_its_own_time(person: Person):
    arco.file_request(right="access", name=NAME, description="Todos mis datos", email=MAIL, by=person, at=NOW)
    unit = official("Ximena", "privacy")
    request = person_request()
    arco.note_identity(request=request, how="Credencial vista", by=unit, at=NOW)
    arco.answer_request(request=request, outcome="refused", reasons="Por esta razón", by=unit, at=NOW)
    erase_account(person=person, by=person, at=NOW)
    assert {name.rpartition(".")[0] for name in holding([MAIL, NAME])} <= OWN_TIME
    arco.forget_requests(at=NOW + timedelta(days=731))
    assert holding([MAIL, PHONE, NAME]) == set()


def person_request():
    from participation.models import ArcoRequest

    return ArcoRequest.objects.get()


def test_the_identity_is_blocked_and_then_erased(person: Person):
    erase_account(person=person, by=person, at=NOW)
    blocking = Blocking.objects.get()
    assert (blocking.person, blocking.until, blocking.erased_at) == (person, NOW + timedelta(days=365), None)
    assert IdentityKey.objects.get().digest == DIGEST, "one person stays one voice while it is blocked"
    assert erase_blocked(at=NOW + timedelta(days=364)) == 0
    assert erase_blocked(at=NOW + timedelta(days=365)) == 1
    assert erase_blocked(at=NOW + timedelta(days=365)) == 0
    key = IdentityKey.objects.get()
    assert key.digest != DIGEST
    assert key.retired_at is not None
    assert holding([DIGEST]) == set()
    assert Identity.objects.count() == 1, "what was counted keeps its anchor, without any datum"


def test_a_document_that_verifies_another_account_by_then_stays(person: Person):
    erase_account(person=person, by=person, at=NOW)
    key = IdentityKey.objects.get()
    Verification.objects.create(
        person=make_person("Nueva"), identity=key.identity, key=key, method="counter", at=NOW + timedelta(days=9)
    )
    assert erase_blocked(at=NOW + timedelta(days=365)) == 1
    key.refresh_from_db()
    assert (key.digest, key.retired_at) == (DIGEST, None)


def test_who_was_never_verified_has_nothing_to_block(bruno: Person):
    erase_account(person=bruno, by=bruno, at=NOW)
    assert Blocking.objects.count() == 0


def test_nobody_closes_anothers_account(person: Person, carla: Person):
    with pytest.raises(ActDenied):
        erase_account(person=person, by=carla, at=NOW)
    assert Blocking.objects.count() == 0
    assert "participation.Person.email" in holding([MAIL])


def test_blocked_identities_are_counted_and_never_listed(person: Person, carla: Person):
    erase_account(person=person, by=person, at=NOW)
    unit = official("Ximena", "privacy")
    page = client_of(unit).get("/mesa/privacidad/").content.decode()
    assert "1 identidad de una cuenta cerrada está bloqueada" in page
    assert str(person.key)[:8] not in page
