"""The feed of changes: replaying it from the start gives exactly the bulk files."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participation.comments.actions import comment_on, edit_comment, withdraw_comment
from participation.events.models import Event, Relay
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.institutions.actions import create_institution
from participation.moderation.actions import decide, flag
from participation.opendata.exports import jsonl_stream
from participation.opendata.registry import feed_datasets
from participation.opendata.values import pseudonym
from participation.responses.actions import draft_response, publish_response
from processes.actions import (
    add_component,
    add_phase,
    close_process,
    create_process,
    publish_process,
    reopen_process,
    set_openings,
    update_process,
)
from proposals.actions.draft import start_draft, submit_proposal
from proposals.actions.life import edit_proposal, withdraw_proposal
from proposals.actions.support import support_proposal, withdraw_support
from proposals.content import content
from tests.api.conftest import Api
from tests.personas import NOW

pytestmark = pytest.mark.django_db
TEXT = "Que las banquetas de la calle queden parejas para las sillas de ruedas."


def stamp():
    """Stamp what waits."""
    while relay(at=NOW):
        pass


def harvest(limit=3, after=0, held=None):
    """Replay the feed as anybody's program would; return what it holds and the last sequence."""
    api, held = Api(), held if held is not None else {}
    while True:
        page = api.get("events/", after=after, limit=limit).json()
        for event in page["results"]:
            for change in event["changes"]:
                place = held.setdefault(change["dataset"], {})
                if change["op"] == "upsert":
                    place[change["key"]] = change["data"]
                else:
                    assert change["data"] is None
                    place.pop(change["key"], None)
        after = page["last"]
        if page["next"] is None:
            return held, after


def bulk():
    """Read every JSON Lines file."""
    found = {}
    for name, dataset in feed_datasets().items():
        lines = b"".join(jsonl_stream(dataset, dataset.rows(NOW))).decode().splitlines()
        found[name] = {row["id"]: row for row in map(json.loads, lines)}
    return found


def same(held):
    """Check that a harvester holds what the files hold."""
    stamp()
    expected = bulk()
    assert {name: rows for name, rows in held.items() if rows} == {
        name: rows for name, rows in expected.items() if rows
    }


@pytest.fixture
def city(carla):
    """Set a process up through the acts; return it with its call."""
    institution = create_institution(name="Dirección de Obras", by=carla, at=NOW)
    process = create_process(
        title="Plan Municipal",
        summary="Qué hacemos",
        by=carla,
        at=NOW,
        institution=institution,
        who_participates="Quien vive aquí",
        what_is_decided="Las obras",
        how_decided="El cabildo decide",
        promise=3,
        contact_name="Obras",
        contact_email="obras@example.org",
        description="<p>Un plan.</p>",
    )
    call = add_component(process=process, kind="proposals", title="Propuestas", by=carla, at=NOW)
    phase = add_phase(
        process=process,
        title="Propón",
        opens_at=NOW - timedelta(days=1),
        closes_at=NOW + timedelta(days=9),
        by=carla,
        at=NOW,
    )
    set_openings(phase=phase, openings={call.pk: ["propose", "support", "comment"]}, by=carla, at=NOW)
    add_phase(
        process=process,
        title="Respuestas",
        opens_at=NOW + timedelta(days=9),
        closes_at=NOW + timedelta(days=40),
        by=carla,
        at=NOW,
    )
    publish_process(process=process, by=carla, at=NOW)
    call.refresh_from_db()
    return call


def propose(call, person, title="Banquetas parejas en el centro"):
    """Hand in a proposal."""
    return submit_proposal(component=call, title=title, body=TEXT, by=person, at=NOW)


def test_replaying_the_feed_gives_the_files(city, ana, bruno, carla, dario, elena):
    process = city.process
    first, second = propose(city, ana), propose(city, bruno, "Luminarias nuevas en el parque")
    third = propose(city, bruno, "Un parque que nadie quiso sostener")
    start_draft(component=city, by=ana, at=NOW)
    stamp()
    held, last = harvest()
    same(held)

    edited = content(title="Banquetas muy parejas en el centro", body=TEXT + " Y anchas.")
    edit_proposal(proposal=first, content=edited, by=ana, at=NOW)
    support_proposal(proposal=first, by=bruno, at=NOW)
    support_proposal(proposal=second, by=ana, at=NOW)
    withdraw_support(proposal=second, by=ana, at=NOW)
    comment = comment_on(subject=first.subject, text="De acuerdo", by=bruno, at=NOW, stance="for")
    reply = comment_on(subject=first.subject, text="Gracias", by=ana, at=NOW, parent=comment)
    edit_comment(comment=comment, text="Muy de acuerdo", by=bruno, at=NOW)
    withdraw_comment(comment=reply, by=ana, at=NOW)
    withdraw_proposal(proposal=third, by=bruno, at=NOW)
    follow(subject=first.subject, by=bruno, at=NOW)
    stamp()
    held, last = harvest(after=last, held=held)
    same(held)
    assert set(held["proposals"]) == {first.pk, second.pk}
    assert set(held["comments"]) == {comment.pk}

    decide(subject=first.subject, outcome="hide", reason="Datos personales de un vecino", by=dario, at=NOW)
    stamp()
    held, last = harvest(after=last, held=held)
    same(held)
    assert set(held["proposals"]) == {second.pk}
    assert held["comments"] == {}

    decide(subject=first.subject, outcome="restore", reason="Ya no los tiene", by=dario, at=NOW)
    decide(subject=first.subject, comment=comment, outcome="hide", reason="Insulta a una persona", by=dario, at=NOW)
    first.subject.refresh_from_db()
    draft_response(subject=first.subject, verdict="partly", reasons="Se puede en dos calles.", by=elena, at=NOW)
    publish_response(subject=first.subject, by=carla, at=NOW)
    update_process(process=process, title="Plan Municipal de Desarrollo", by=carla, at=NOW)
    stamp()
    held, last = harvest(after=last, held=held)
    same(held)
    assert [row["verdict"] for row in held["responses"].values() if row["state"] == "answered"] == ["partly"]

    close_process(process=process, reason="Terminó", by=carla, at=NOW)
    reopen_process(process=process, reason="Faltó un paso", by=carla, at=NOW)
    stamp()
    held, last = harvest(after=last, held=held)
    same(held)

    decide(subject=process.subject, outcome="hide", reason="Se publicó por error", by=dario, at=NOW)
    stamp()
    held, last = harvest(after=last, held=held)
    same(held)
    assert held["proposals"] == held["comments"] == held["phases"] == held["components"] == {}

    decide(subject=process.subject, outcome="restore", reason="Ya está bien", by=dario, at=NOW)
    stamp()
    held, last = harvest(after=last, held=held)
    same(held)
    assert set(held["proposals"]) == {first.pk, second.pk}

    again, _last = harvest(limit=500)
    same(again)


def test_what_was_never_public_leaves_no_trace(city, ana, bruno):
    stamp()
    _held, last = harvest()
    draft = start_draft(component=city, by=ana, at=NOW)
    stamp()
    page = Api().get("events/", after=last).json()
    assert page["results"] == []
    assert Event.objects.filter(subject=draft.subject).count() == 1


def test_private_acts_are_not_in_the_feed(city, ana, bruno, dario):
    proposal = propose(city, ana)
    stamp()
    _held, last = harvest()
    follow(subject=proposal.subject, by=bruno, at=NOW)
    flag(subject=proposal.subject, by=bruno, reason="spam", at=NOW)
    stamp()
    assert Api().get("events/", after=last).json()["results"] == []


def test_an_event_in_full(city, ana):
    stamp()
    _held, last = harvest()
    proposal = propose(city, ana)
    stamp()
    results = Api().get("events/", after=last).json()["results"]
    event = next(one for one in results if one["name"] == "proposals.proposal.published")
    assert event["at"] == "2026-11-21T18:00:00Z"
    assert event["actor"] == pseudonym(ana)
    assert event["subject"] == {
        "id": proposal.subject_id,
        "kind": "proposal",
        "url": f"http://testserver/propuestas/{proposal.pk}/",
        "title": "Banquetas parejas en el centro",
    }
    rows = {(change["dataset"], change["key"]): change for change in event["changes"]}
    assert rows["proposals", proposal.pk]["op"] == "upsert"
    detail = Api().get(f"proposals/{proposal.pk}/").json()
    del detail["may"]
    assert rows["proposals", proposal.pk]["data"] == detail


def test_who_supports_is_not_told(city, ana, bruno):
    proposal = propose(city, ana)
    support_proposal(proposal=proposal, by=bruno, at=NOW)
    stamp()
    results = Api().get("events/", limit=500).json()["results"]
    (event,) = [one for one in results if one["name"] == "proposals.proposal.supported"]
    assert event["actor"] is None
    assert pseudonym(bruno) not in json.dumps(results)


def test_at_what_hour_somebody_supported_is_not_told(city, ana, bruno):
    """Neither in the moment nor in the key, which begins with the moment; both are the same each time."""
    support_proposal(proposal=propose(city, ana), by=bruno, at=NOW)
    stamp()

    def entry():
        results = Api().get("events/", limit=500).json()["results"]
        return next(one for one in results if one["name"] == "proposals.proposal.supported")

    own = Event.objects.get(name="proposals.proposal.supported")
    assert entry()["at"] == "2026-11-21T00:00:00Z"
    assert entry()["id"] == entry()["id"] != str(own.pk)
    assert str(own.pk)[:8] not in json.dumps(entry())


def test_the_title_of_what_was_hidden_is_gone(city, ana, dario):
    proposal = propose(city, ana, "Un título que ofende a una persona")
    decide(subject=proposal.subject, outcome="hide", reason="Ofende", by=dario, at=NOW)
    stamp()
    body = Api().get("events/", limit=500).content.decode()
    assert "ofende" not in body
    assert TEXT not in body


def test_an_event_that_is_not_stamped_yet_waits(city, ana):
    stamp()
    _held, last = harvest()
    propose(city, ana)
    assert Relay.objects.filter(sequence__isnull=True).exists()
    page = Api().get("events/", after=last).json()
    assert (page["results"], page["next"], page["last"]) == ([], None, last)


def test_queries_do_not_grow_with_the_page(city, ana, bruno, settings):
    counts = []
    for number in (1, 6):
        for _n in range(number):
            proposal = propose(city, ana if number == 1 else bruno, f"Banquetas parejas número {_n} de {number}")
            comment_on(subject=proposal.subject, text="Sí", by=bruno, at=NOW)
            support_proposal(proposal=proposal, by=ana, at=NOW) if number == 6 else None
            if number == 6 and _n > 3:
                break
        stamp()
        with CaptureQueriesContext(connection) as queries:
            Api().get("events/", limit=500)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 11


def test_the_page_after_the_last_is_empty(city):
    stamp()
    _held, last = harvest()
    page = Api().get("events/", after=last + 1000).json()
    assert (page["results"], page["next"], page["last"]) == ([], None, last + 1000)


def test_the_rows_do_not_depend_on_the_clock(city, ana):
    propose(city, ana)
    before = bulk()
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        assert bulk() == before
