"""Consent by purpose."""

from datetime import timedelta

import pytest
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Consent, Event, Person
from participation.privacy.actions.office import publish_notice
from participation.privacy.consent import actions
from participation.privacy.consent.querysets import consented, consenting
from participation.privacy.notices import FIELDS
from tests.personas import NOW, client_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
TEXTS = {field: f"Texto de {field}" for field in FIELDS}


def test_given_withdrawn_and_given_again_stand_in_the_log(ana: Person, carla: Person, bruno: Person):
    assert not consented(ana, "newsletters")
    actions.give(person=ana, purpose="newsletters", by=ana, at=NOW)
    actions.give(person=ana, purpose="newsletters", by=ana, at=NOW + timedelta(days=1))
    assert consented(ana, "newsletters")
    assert list(consenting(Person.objects.all(), "newsletters")) == [ana]
    actions.withdraw(person=ana, purpose="newsletters", by=ana, at=NOW + timedelta(days=2))
    actions.withdraw(person=ana, purpose="newsletters", by=ana, at=NOW + timedelta(days=3))
    assert not consented(ana, "newsletters")
    publish_notice(purpose="account", texts=TEXTS, by=carla, at=NOW)
    actions.give(person=ana, purpose="newsletters", by=ana, at=NOW + timedelta(days=4))
    rows = Consent.objects.order_by("pk").values_list("notice", "given_at", "withdrawn_at")
    assert list(rows) == [(0, NOW, NOW + timedelta(days=2)), (1, NOW + timedelta(days=4), None)]
    assert Event.objects.filter(name__startswith="privacy.consent").count() == 3


def test_nobody_agrees_for_another(ana: Person, bruno: Person, carla: Person, dario: Person):
    for by, channel in ((bruno, "web"), (carla, "web"), (bruno, "counter")):
        with pytest.raises(ActDenied):
            actions.give(person=ana, purpose="newsletters", by=by, at=NOW, channel=channel)
        with pytest.raises(ActDenied):
            actions.withdraw(person=ana, purpose="newsletters", by=by, at=NOW, channel=channel)
    with pytest.raises(ActDenied):
        actions.give(person=ana, purpose="anything", by=ana, at=NOW)
    assert Consent.objects.count() == 0
    actions.give(person=ana, purpose="newsletters", by=dario, at=NOW, channel="counter")
    assert Consent.objects.get().channel == "counter"


def test_the_page_takes_yes_and_no(ana: Person):
    client = client_of(ana)
    assert "No aceptaste" in client.get("/cuenta/acuerdos/").content.decode()
    assert client.post("/cuenta/acuerdos/", {"purpose": "newsletters", "agree": "1"}).status_code == 302
    assert consented(ana, "newsletters")
    page = client.get("/cuenta/acuerdos/").content.decode()
    assert "Ya no acepto" in page
    client.post("/cuenta/acuerdos/", {"purpose": "newsletters", "agree": "0"})
    assert not consented(ana, "newsletters")
    for bad in ("", "x", "\x00", "a" * 500, "<script>"):
        assert client.post("/cuenta/acuerdos/", {"purpose": bad, "agree": "1"}).status_code == 404
    assert Client().get("/cuenta/acuerdos/").status_code == 302
    assert Client().post("/cuenta/acuerdos/", {"purpose": "newsletters", "agree": "1"}).status_code == 302
    assert not consented(ana, "newsletters")


@pytest.mark.django_db(transaction=True)
def test_agreeing_twice_at_once_is_one_row():
    """Without the constraint consent_once each thread would insert its own row."""
    person = Person.objects.create_user(email="x@example.org", name="Equis")
    at_once(*[lambda: actions.give(person=person, purpose="newsletters", by=person, at=NOW)] * 4)
    assert Consent.objects.count() == 1
