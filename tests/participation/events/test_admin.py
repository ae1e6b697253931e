"""The admin pages of events and deliveries on their way: read only, with one act each."""

import pytest
from django.test import Client

from participation.events.relay import MAX_ATTEMPTS, relay
from participation.models import Delivery, Event, Relay
from tests.factories import make_process
from tests.participation.notifications.helpers import follow, phase_opened
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db
EVENTS, MAILS = "/admin/participation/relay/", "/admin/participation/delivery/"


@pytest.fixture
def failed(fausto):
    """An event and a delivery that failed for good."""
    process = make_process()
    follow(process.subject, fausto)
    done = phase_opened(process.subject)
    relay(NOW)
    Delivery.objects.update(state="failed", error="550 no such user")
    event = phase_opened(process.subject)
    Relay.objects.filter(event=event).update(sequence=2, attempts=MAX_ATTEMPTS, error="ValueError: broken")
    return done, event


@pytest.mark.parametrize(
    "url", [EVENTS, MAILS, EVENTS + "?estado=failed", EVENTS + "?estado=x", MAILS + "?state__exact=failed"]
)
def test_a_steward_sees_what_failed(carla, failed, url):
    html = client_of(carla).get(url).content.decode()
    assert "Empezó una fase" in html
    assert "fausto@" not in html
    assert "Fausto" not in html


def test_nothing_can_be_written_there(carla, failed):
    client = client_of(carla)
    row, delivery = Relay.objects.get(event=failed[1]), Delivery.objects.get()
    for url in (f"{EVENTS}add/", f"{MAILS}add/", f"{EVENTS}{row.pk}/delete/", f"{MAILS}{delivery.pk}/delete/"):
        assert client.get(url).status_code == 403
        assert client.post(url, {"post": "yes"}).status_code == 403
    for url in (f"{EVENTS}{row.pk}/change/", f"{MAILS}{delivery.pk}/change/"):
        page = client.get(url)
        assert page.status_code == 200
        assert "(&#x27;failed&#x27;" not in page.content.decode()  # the state in words, as a text
        assert client.post(url, {"state": "sent", "attempts": 0}).status_code == 403
    row.refresh_from_db()
    delivery.refresh_from_db()
    assert (row.attempts, delivery.state) == (MAX_ATTEMPTS, "failed")


@pytest.mark.parametrize("url", [EVENTS, MAILS])
def test_who_may_not_see_it(ana, dario, failed, url):
    assert Client().get(url).status_code == 302
    assert client_of(ana).get(url).status_code in {302, 403}
    assert client_of(dario).get(url).status_code == 403
    assert client_of(dario).post(url, {"action": "retry", "_selected_action": "1"}).status_code == 403


def test_a_steward_tries_again(carla, failed):
    client = client_of(carla)
    delivery = Delivery.objects.get()
    client.post(EVENTS, {"action": "retry", "_selected_action": [failed[1].pk, failed[0].pk]})
    client.post(MAILS, {"action": "retry", "_selected_action": [delivery.pk]})
    assert Relay.objects.get(event=failed[1]).attempts == 0
    delivery.refresh_from_db()
    assert delivery.state == "queued"
    assert sorted(Event.objects.filter(actor=carla).values_list("name", flat=True)) == [
        "participation.delivery.retried",
        "participation.relay.retried",
    ]


@pytest.mark.parametrize("count", [1, 15])
def test_the_lists_cost_the_same_for_one_and_many(carla, count):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    process = make_process()
    follow(process.subject, *[make_person(f"P{n}") for n in range(count)])
    for _n in range(count):
        phase_opened(process.subject)
    relay(NOW, limit=1)
    client = client_of(carla)
    for url in (EVENTS, MAILS):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        own = [
            query
            for query in queries
            if "participation_relay" in query["sql"] or "participation_delivery" in query["sql"]
        ]
        assert len(own) == 2, [query["sql"] for query in own]  # count and rows
