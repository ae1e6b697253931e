"""From an act to the receiver: signed, in order, again after an error, and never what is not public."""

import json
import os
import signal
import threading
import time
import warnings
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from participation.comments.actions import comment_on
from participation.events.models import Event
from participation.events.relay import relay
from participation.models import Comment, Notice, Person, Subject, WebhookDelivery, WebhookEndpoint
from participation.moderation.actions.decisions import decide
from participation.opendata import feed
from participation.outgoing.errors import RefusedError, UnreachableError
from participation.webhooks import actions, sender
from participation.webhooks.example import verify
from participation.webhooks.models import EndpointState, StopReason
from participation.webhooks.signing import unseal
from tests.factories import make_call, make_proposal
from tests.participation.outgoing.conftest import open_door
from tests.participation.outgoing.receiver import HOST, receiving, say
from tests.participation.webhooks.helpers import NOW, URL, Program, add
from tests.races import at_once

pytestmark = pytest.mark.django_db
MADE = "participation.comment.made"
COMMENT = MADE
MINUTE = timedelta(minutes=1)


def happen(person: Person, subject: Subject, *texts: str, at: datetime = NOW) -> list[int]:
    """Let somebody comment, and return the numbers of the feed that this gave."""
    for text in texts:
        comment_on(subject=subject, text=text, by=person, at=at)
    relay(at)
    return list(Event.objects.filter(name=MADE).order_by("relay__sequence").values_list("relay__sequence", flat=True))


def send(at: datetime = NOW) -> int:
    return sender.send_all(lambda: at)


def said(program: Program) -> list[Any]:
    return [json.loads(body) for _url, _headers, body in program.got]


def states() -> list[tuple[str, int, str]]:
    rows = WebhookDelivery.objects.order_by("sequence", "pk")
    return [(row.state, row.attempts, row.error) for row in rows]


@pytest.fixture
def subject(ana: Person) -> Subject:
    return make_proposal(make_call(), author=ana).subject


def test_a_message_is_the_public_event_signed(bruno: Person, subject: Subject, program: Program) -> None:
    at = timezone.now()
    happen(bruno, subject, "De antes", at=at)
    endpoint, secret = add(bruno, COMMENT, at=at)
    number = happen(bruno, subject, "Con una rampa <b>ancha</b>", at=at)[-1]
    assert send(at) == 1
    ((url, headers, body),) = program.got
    message = json.loads(body)
    (entry,), _more = feed.read(after=number - 1, size=1, at=at)
    assert url == URL
    assert message == {"type": MADE, "timestamp": entry["at"], "data": json.loads(json.dumps(entry, default=str))}
    assert message["data"]["changes"][0]["data"]["text"] == "Con una rampa <b>ancha</b>"
    assert "Bruno" not in body.decode()
    assert bruno.email not in body.decode()
    delivery = WebhookDelivery.objects.get()
    assert headers["webhook-id"] == f"msg_{delivery.key.hex}"
    assert (delivery.state, delivery.code, delivery.sequence) == ("sent", 200, number)
    assert verify(secret, dict(headers), body)
    for change in (
        {"webhook-id": "msg_otro"}, {"webhook-timestamp": str(int(at.timestamp()) - 1)}, {"webhook-signature": "v1,x"},
        {"webhook-timestamp": str(int(at.timestamp()) - 400)},
    ):  # fmt: skip
        assert not verify(secret, {**headers, **change}, body)
    assert not verify(secret, dict(headers), body + b" ")
    assert not verify("whsec_" + "A" * 43 + "=", dict(headers), body)
    assert send(at) == 0
    assert secret.removeprefix("whsec_") not in str(WebhookEndpoint.objects.values().get(pk=endpoint.pk))


def test_the_example_of_the_documents_is_the_code_that_is_tested() -> None:
    text = Path(verify.__code__.co_filename).read_text()
    assert f"```python\n{text}```" in (Path(__file__).parents[3] / "docs/api.md").read_text()


def test_it_arrives_through_the_guarded_way_out(
    bruno: Person, subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The same over a real connection with TLS: redirects are not followed, answers are not read."""
    at = timezone.now()
    with receiving(tmp_path) as receiver:
        open_door(receiver, monkeypatch, settings)
        _endpoint, secret = add(bruno, COMMENT, at=at, url=f"https://{HOST}:{receiver.port}/azotea?a=b")
        receiver.script = say(302, Location="https://127.0.0.1/")
        happen(bruno, subject, "Uno", at=at)
        assert send(at) == 0
        receiver.script = say(204)
        happen(bruno, subject, "Dos", at=at)
        assert send(at) == 1
        (_first, (method, path, headers, body)) = receiver.heard
        assert (method, path, headers["Content-Type"]) == ("POST", "/azotea?a=b", "application/json")
        assert verify(secret, {name.lower(): value for name, value in headers.items()}, body)
    assert states() == [("failed", 1, "redirect"), ("sent", 1, "")]


def test_only_what_was_asked_for_and_only_from_then_on(bruno: Person, subject: Subject, program: Program) -> None:
    happen(bruno, subject, "Antes")
    add(bruno, "proposals.proposal.published")
    add(bruno, "*")
    happen(bruno, subject, "Después")
    assert send() == 1
    assert [message["data"]["changes"][0]["data"]["text"] for message in said(program)] == ["Después"]
    assert set(WebhookEndpoint.objects.values_list("cursor", flat=True)) == {sender.last_sequence()}


def test_what_was_hidden_meanwhile_is_gone_from_the_message(
    bruno: Person, dario: Person, subject: Subject, program: Program
) -> None:
    """It is made when it is sent: nothing of a comment that a moderator hid leaves, not even at the second try."""
    program.statuses = [503, 200]
    add(bruno, COMMENT)
    happen(bruno, subject, "Un insulto")
    send()
    assert "Un insulto" in program.got[0][2].decode()
    comment = Comment.objects.get()
    decide(subject=subject, comment=comment, outcome="hide", reason="Insulta", by=dario, at=NOW)
    relay(NOW)
    send(NOW + MINUTE)
    later = said(program)[1]
    assert later["data"]["changes"][0] == {"dataset": "comments", "key": comment.pk, "op": "delete", "data": None}
    assert "Un insulto" not in program.got[1][2].decode()


def test_private_events_are_never_sent(bruno: Person, carla: Person, program: Program) -> None:
    """Keys, follows, webhooks themselves: whatever the feed leaves out is no message, whatever was asked for."""
    add(bruno, "*")
    bruno.time_zone = ""
    from participation.people.actions import change_profile, issue_token

    change_profile(person=bruno, name="Bruno B", lang="es-mx", by=bruno, at=NOW)
    issue_token(person=bruno, name="x", expires_at=None, by=bruno, at=NOW)
    relay(NOW)
    assert send() == 0
    assert program.got == []
    assert not WebhookDelivery.objects.exists()


def test_order_is_kept_while_one_is_tried_again(bruno: Person, subject: Subject, program: Program) -> None:
    """Later and later: 30 s, 2 min…; who is behind it waits; an answer's Retry-After is heard, up to six hours."""
    program.statuses = [500, UnreachableError("timeout", sent=True), (429, {"retry-after": "600"}), 200]
    endpoint, _secret = add(bruno, COMMENT)
    happen(bruno, subject, "Uno", "Dos", "Tres")
    at, waits = NOW, []
    for _round in range(3):
        send(at)
        endpoint.refresh_from_db()
        waits.append((endpoint.next_at - at).total_seconds())
        assert send(endpoint.next_at - timedelta(seconds=1)) == 0
        at = endpoint.next_at
    assert waits == [30, 120, 600]
    assert states() == [("queued", 3, "busy"), ("queued", 0, ""), ("queued", 0, "")]
    assert endpoint.failures == 3
    assert send(at) == 3
    texts = [message["data"]["changes"][0]["data"]["text"] for message in said(program)]
    assert texts == ["Uno", "Uno", "Uno", "Uno", "Dos", "Tres"]
    ids = [headers["webhook-id"] for _url, headers, _body in program.got]
    assert len(set(ids[:4])) == 1
    assert len(set(ids)) == 3
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.next_at, endpoint.succeeded_at) == (0, None, at)


@pytest.mark.parametrize(
    ("status", "state", "attempts"),
    [
        (404, "failed", 1),
        (401, "failed", 1),
        (301, "failed", 1),
        (408, "queued", 1),
        (502, "queued", 1),
        (299, "sent", 1),
    ],
)
def test_what_a_status_means(
    bruno: Person, subject: Subject, program: Program, status: int, state: str, attempts: int
) -> None:
    program.statuses = [status]
    add(bruno, COMMENT)
    happen(bruno, subject, "Uno")
    send()
    assert [row[:2] for row in states()] == [(state, attempts)]
    assert WebhookDelivery.objects.get().code == status


def test_a_private_address_is_refused_when_it_is_called(bruno: Person, subject: Subject, program: Program) -> None:
    """The name led to the internet when it was typed and leads inside now: the way out says no, and the log says why."""
    program.statuses = [RefusedError("address")]
    add(bruno, COMMENT)
    happen(bruno, subject, "Uno")
    send()
    assert states() == [("failed", 1, "address")]


def test_it_stops_by_itself_and_tells_its_owner(bruno: Person, subject: Subject, program: Program) -> None:
    """After eight tries of one message, about a day; nothing is lost: started again, it goes on with that message."""
    program.statuses = [UnreachableError("connection")]
    endpoint, _secret = add(bruno, COMMENT)
    happen(bruno, subject, "Uno", "Dos")
    at = NOW
    for _round in range(8):
        send(at)
        endpoint.refresh_from_db()
        at = endpoint.next_at or at
    assert (endpoint.state, endpoint.reason) == (EndpointState.STOPPED, StopReason.FAILED)
    assert at - NOW == timedelta(hours=20, minutes=42, seconds=30)
    assert len(program.got) == 8
    send(at + timedelta(days=3))
    assert len(program.got) == 8
    relay(at)
    notice = Notice.objects.get(person=bruno)
    assert notice.event.name == "webhooks.endpoint.stopped"
    program.statuses = [200]
    actions.resume_endpoint(endpoint=endpoint, by=bruno, at=at)
    assert send(at) == 2
    assert [message["data"]["changes"][0]["data"]["text"] for message in said(program)[8:]] == ["Uno", "Dos"]


def test_gone_and_twenty_refusals_stop_it_too(bruno: Person, subject: Subject, program: Program) -> None:
    gone, _secret = add(bruno, COMMENT)
    program.statuses = [410]
    happen(bruno, subject, "Uno")
    send()
    gone.refresh_from_db()
    assert (gone.state, gone.reason) == (EndpointState.STOPPED, StopReason.GONE)
    refusing, _secret = add(bruno, COMMENT)
    program.statuses, program.got = [400], []
    happen(bruno, subject, *(f"Comentario {n}" for n in range(22)))
    send()
    refusing.refresh_from_db()
    assert (refusing.state, refusing.reason, len(program.got)) == (EndpointState.STOPPED, StopReason.REFUSED, 20)


def test_a_worker_that_dies_loses_nothing_and_repeats_under_the_same_id(
    bruno: Person, subject: Subject, program: Program
) -> None:
    """Killed after the message left and before that was written down: it goes out again, once, with the same id."""

    class Killed(BaseException):
        pass

    _endpoint, _secret = add(bruno, COMMENT)
    happen(bruno, subject, "Uno", "Dos")
    program.statuses = [Killed(), 200]
    with pytest.raises(Killed):
        send()
    assert [row[0] for row in states()] == ["sending", "queued"]
    assert send(NOW + MINUTE) == 0  # the lease holds for two minutes: a worker that lives is not overtaken
    assert send(NOW + 3 * MINUTE) == 2
    ids = [headers["webhook-id"] for _url, headers, _body in program.got]
    assert ids[0] == ids[1] != ids[2]
    assert states() == [("sent", 2, ""), ("sent", 1, "")]


def test_pausing_in_the_middle_keeps_the_outcome_and_the_rest(
    bruno: Person, subject: Subject, program: Program
) -> None:
    endpoint, _secret = add(bruno, COMMENT)
    happen(bruno, subject, "Uno", "Dos")

    def pause() -> int:
        actions.pause_endpoint(endpoint=endpoint, by=bruno, at=NOW)
        return 200

    program.statuses = [pause, 200]
    send()
    assert [row[0] for row in states()] == ["sent", "queued"]
    happen(bruno, subject, "Tres")
    assert send() == 0
    actions.resume_endpoint(endpoint=endpoint, by=bruno, at=NOW)
    assert send() == 2
    assert [message["data"]["changes"][0]["data"]["text"] for message in said(program)] == ["Uno", "Dos", "Tres"]


def test_starting_again_without_what_happened_meanwhile(bruno: Person, subject: Subject, program: Program) -> None:
    endpoint, _secret = add(bruno, COMMENT)
    program.statuses = [500, 200]
    happen(bruno, subject, "Uno")
    send()
    actions.pause_endpoint(endpoint=endpoint, by=bruno, at=NOW)
    happen(bruno, subject, "Dos")
    actions.resume_endpoint(endpoint=endpoint, by=bruno, at=NOW, skip=True)
    happen(bruno, subject, "Tres")
    assert send() == 1
    assert [row[0] for row in states()] == ["dropped", "sent"]


def test_a_test_is_tried_once_and_stops_nobody(bruno: Person, subject: Subject, program: Program) -> None:
    program.statuses = [500, 200]
    endpoint, _secret = add(bruno, COMMENT)
    actions.send_test(endpoint=endpoint, by=bruno, at=NOW)
    happen(bruno, subject, "Uno")
    assert send() == 1
    assert said(program)[0] == {"type": "webhook.test", "timestamp": "2026-11-21T18:00:00Z", "data": {}}
    assert sorted(row[:2] for row in states()) == [("failed", 1), ("sent", 1)]
    endpoint.refresh_from_db()
    assert endpoint.failures == 0


def test_after_a_rotation_both_secrets_sign_for_a_day(bruno: Person, subject: Subject, program: Program) -> None:
    at = timezone.now()
    endpoint, old = add(bruno, COMMENT, at=at)
    _fresh, new = actions.rotate_secret(endpoint=endpoint, by=bruno, at=at)
    for moment, good in ((at, {old, new}), (at + timedelta(hours=25), {new})):
        happen(bruno, subject, "Uno", at=at)
        send(moment)
        _url, headers, body = program.got[-1]
        stamped = {**headers, "webhook-timestamp": headers["webhook-timestamp"]}
        assert len(headers["webhook-signature"].split()) == len(good)
        if moment == at:
            assert all(verify(secret, stamped, body) for secret in good)


def test_a_secret_that_cannot_be_read_stops_it_until_there_is_another(
    bruno: Person, subject: Subject, program: Program, settings: Any
) -> None:
    endpoint, _secret = add(bruno, COMMENT)
    happen(bruno, subject, "Uno")
    settings.SECRET_KEY = "otra-clave-secreta-de-mas-de-cincuenta-caracteres-0123456789"
    send()
    endpoint.refresh_from_db()
    assert (endpoint.reason, program.got) == (StopReason.SECRET, [])
    actions.rotate_secret(endpoint=endpoint, by=bruno, at=NOW)
    actions.resume_endpoint(endpoint=endpoint, by=bruno, at=NOW)
    assert send() == 1


def test_after_a_change_of_the_secret_key_secrets_are_sealed_anew(bruno: Person, settings: Any) -> None:
    endpoint, secret = add(bruno)
    first = settings.SECRET_KEY
    settings.SECRET_KEY = "otra-clave-secreta-de-mas-de-cincuenta-caracteres-0123456789"
    assert actions.reseal_secrets() == 0  # the former key is not known: it is left as it is
    settings.SECRET_KEY_FALLBACKS = [first]
    assert [actions.reseal_secrets(), actions.reseal_secrets()] == [1, 0]
    settings.SECRET_KEY_FALLBACKS = []
    endpoint.refresh_from_db()
    assert unseal(endpoint.secret) == secret


def test_old_messages_are_forgotten_and_those_that_wait_are_not(
    bruno: Person, subject: Subject, program: Program
) -> None:
    program.statuses = [200, 500]
    add(bruno, COMMENT)
    happen(bruno, subject, "Uno", "Dos")
    send()
    assert actions.forget_old(at=NOW + timedelta(days=30)) == 0
    assert actions.forget_old(at=NOW + timedelta(days=31)) == 1
    assert [row[0] for row in states()] == ["queued"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(bruno: Person, ana: Person, program: Program) -> None:
    """Without the lease (``select_for_update`` and ``lease_until`` in ``_claim``) both read the same cursor and send."""
    subject = make_proposal(make_call(), author=ana).subject
    add(bruno, COMMENT)
    happen(bruno, subject, "Uno", "Dos", "Tres")
    sent = at_once(*[lambda: send(NOW)] * 3)
    assert sorted(sent) == [0, 0, 3]
    assert len(program.got) == 3


def test_only_what_happens_in_one_place(bruno: Person, ana: Person, subject: Subject, program: Program) -> None:
    """A process, or whatever has a page: what lies below it too, what lies beside it not."""
    here = make_proposal(subject.proposal.component, author=ana).subject
    other = make_proposal(make_call(), author=ana).subject
    place = Subject.objects.get(pk=subject.ancestors[0])
    endpoint, _secret = add(bruno, COMMENT, only=f"https://testserver/en{place.path}?x=1")
    assert endpoint.only == place
    happen(bruno, other, "En otra parte")
    happen(bruno, here, "Aquí")
    happen(bruno, subject, "También aquí")
    assert send() == 2
    told = [
        change["data"]["text"]
        for message in said(program)
        for change in message["data"]["changes"]
        if "text" in change["data"]
    ]
    assert told == ["Aquí", "También aquí"]
    assert WebhookEndpoint.objects.get().cursor == max(happen(bruno, other))
    happen(bruno, here, "Antes del cambio")
    actions.change_endpoint(
        endpoint=endpoint, name="Mi mapa", url=URL, events=[COMMENT], only=other.path, by=bruno, at=NOW
    )
    assert send() == 0  # what waits is asked for no more
    for wrong in ("/procesos/no-existe/", "https://otro.example.org", "x", "/" * 2000, "http://["):
        with pytest.raises(ValidationError) as refused:
            add(bruno, COMMENT, only=wrong)
        assert "only" in refused.value.message_dict


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_sending(
    bruno: Person, subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """``kill -9`` while the program has a message in hand: nothing is lost, the order is kept, and only what was in hand
    comes again, under the id that it had. Without the lease that ends, the second worker found nothing to do."""
    at = timezone.now()
    with receiving(tmp_path) as receiver:
        open_door(receiver, monkeypatch, settings)
        add(bruno, COMMENT, at=at, url=f"https://{HOST}:{receiver.port}/")
        happen(bruno, subject, "Uno", "Dos", "Tres", at=at)
        in_hand, taken = threading.Event(), say(204)

        def slow(handler: Any) -> None:
            if len(receiver.heard) == 2:
                in_hand.set()
                time.sleep(0.5)
            taken(handler)

        receiver.script = slow
        worker = _worker(at)
        assert in_hand.wait(30)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        assert sender.send_all(lambda: at + MINUTE) == 0  # it may still live, for all that anybody knows
        os.waitpid(_worker(at + 3 * MINUTE), 0)
        ids = [headers["Webhook-Id"] for _method, _path, headers, _body in receiver.heard]
        mine = [f"msg_{row.key.hex}" for row in WebhookDelivery.objects.order_by("sequence")]
        assert ids == [mine[0], mine[1], mine[1], mine[2]]
        assert [state for state, _attempts, _error in states()] == ["sent"] * 3


def _worker(at: datetime) -> int:
    """Send as a worker does, in a process of its own with a connection of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads; this child uses none
        child = os.fork()
    if child:
        return child
    connection.connection = None  # the parent's, which stays the parent's
    sender.send_all(lambda: at)
    os._exit(0)
