"""The people of every test: who they are and what they may do.

Ana is a verified resident, Bruno is signed in and not verified, Carla is steward of everything, Dario moderates,
Elena evaluates, Olga observes, Fausto is a stranger with an account.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from participation.models import Identity, IdentityKey, Person, Role, Verification, Viewing

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def make_person(name: str, **fields: object) -> Person:
    """Create a person with a session's worth of data."""
    slug = name.lower()
    return Person.objects.create_user(email=fields.pop("email", f"{slug}@example.org"), name=name, **fields)


def client_of(person: Person, **headers: str) -> Client:
    """Return a browser in which the person is signed in; an official has declared a look at personal data."""
    client = Client(headers=headers)
    if person.is_staff:
        now = timezone.now()
        Viewing.objects.create(
            person=person, reason="Atender la ventanilla", opened_at=now, expires_at=now + timedelta(minutes=30)
        )
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ana(db: None) -> Person:
    """A verified resident."""
    person = make_person("Ana")
    at = NOW - timedelta(days=30)
    identity = Identity.objects.create(at=at)
    Verification.objects.create(
        person=person,
        identity=identity,
        key=IdentityKey.objects.create(identity=identity, kind="curp", digest="a" * 64, at=at),
        method="counter",
        confirmed={"counter": None},
        birth_date=datetime(1990, 5, 1).date(),
        at=at,
    )
    return person


@pytest.fixture
def bruno(db: None) -> Person:
    """Signed in, not verified."""
    return make_person("Bruno")


@pytest.fixture
def fausto(db: None) -> Person:
    """A stranger with an account."""
    return make_person("Fausto")


def official(name: str, kind: str, scope: object = None) -> Person:
    """Create an official with one role."""
    person = make_person(name, is_staff=True)
    Role.objects.create(person=person, kind=kind, scope=scope, granted_at=NOW)
    return person


@pytest.fixture
def carla(db: None) -> Person:
    """Steward of the whole installation."""
    return official("Carla", "steward")


@pytest.fixture
def dario(db: None) -> Person:
    """Moderator."""
    return official("Dario", "moderator")


@pytest.fixture
def elena(db: None) -> Person:
    """Evaluator."""
    return official("Elena", "evaluator")


@pytest.fixture
def olga(db: None) -> Person:
    """Observer."""
    return official("Olga", "observer")
