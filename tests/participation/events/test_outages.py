"""The database goes away under a worker that lives: what it held is given back at once, what it knows is written."""

from datetime import datetime

import pytest
from django.core import mail
from django.db import OperationalError, connection

from participation.events.relay import relay
from participation.models import Delivery, Notice, Relay
from participation.notifications import deliveries, fanout
from participation.notifications.deliveries import Mailer, deliver
from tests.participation.events.test_relay import followed_process, open_phase
from tests.personas import NOW

pytestmark = pytest.mark.django_db(transaction=True)
END = "SELECT pg_terminate_backend(pg_backend_pid())"


def lose_the_connection() -> None:
    """End the session of this very connection, as a restart of the server does."""
    with connection.cursor() as cursor:
        cursor.execute(END)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("participation.outage.PAUSE", 0.01)


def test_an_event_in_hand_is_given_back_and_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without giving it back, the relay would end with an error and the event wait five minutes for its lease."""
    event = open_phase(followed_process(3))
    real, lost = fanout.tell_chunk, [True]

    def tell(**given: object) -> object:
        if lost:
            lost.pop()
            lose_the_connection()
        return real(**given)

    monkeypatch.setattr(fanout, "tell_chunk", tell)
    assert relay(NOW) == 1
    row = Relay.objects.get(event=event)
    assert (row.sequence, row.done_at, row.lease_until) == (1, NOW, None)
    assert Notice.objects.filter(event=event).count() == 3


def test_an_event_that_brings_the_server_down_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    event = open_phase(followed_process(1))
    monkeypatch.setattr(fanout, "tell_chunk", lambda **_: lose_the_connection())
    assert relay(NOW) == 0
    row = Relay.objects.get(event=event)
    assert (row.attempts, row.done_at, row.lease_until) == (6, None, None)


def test_a_mail_that_left_is_noted_as_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for the database, the outcome that is known would be lost and shown as unknown."""
    open_phase(followed_process(2))
    relay(NOW)
    real = Mailer.send

    def send(self: Mailer, delivery: Delivery) -> None:
        real(self, delivery)
        with pytest.raises(OperationalError):
            lose_the_connection()

    monkeypatch.setattr(deliveries.Mailer, "send", send)
    assert deliver(NOW) == 2
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent", "sent"]
    assert len(mail.outbox) == 2


def test_a_mail_that_could_not_be_made_waits_and_leaves_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is lost before anything left: it is not unknown whether it arrived."""
    open_phase(followed_process(1))
    relay(NOW)
    real, lost = deliveries._still_wanted, [True]

    def wanted(delivery: Delivery, at: datetime) -> None:
        if lost:
            lost.pop()
            lose_the_connection()
        real(delivery, at)

    monkeypatch.setattr(deliveries, "_still_wanted", wanted)
    assert deliver(NOW) == 0
    row = Delivery.objects.get()
    assert (row.state, row.lease_until, mail.outbox) == ("queued", None, [])
    assert row.not_before is not None
    assert deliver(row.not_before) == 1
    assert (Delivery.objects.get().state, len(mail.outbox)) == ("sent", 1)
