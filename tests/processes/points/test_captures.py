"""Captures: done once however often they are sent, by officers of the point alone, one voice per person, named in public."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.folios.codes import make_code
from participation.models import Event, Folio, Notice, Person
from participation.notifications.channels.sms import MemoryProvider
from processes.models import Capture, CaptureDevice
from processes.points.actions import officers, places
from proposals.models import Proposal, Support
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of
from tests.processes.points.help import Booth, a_booth, a_point, do, document, support_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
WORDS = {"title": "Luz en el parque", "body": "De noche nadie pasa por ahí.", "lang": "es", "channel": "paper"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def booth(carla: Person) -> Booth:
    return a_booth(carla)


def send(booth: Booth, acts: list[dict[str, Any]], device: str, **more: Any) -> Any:
    said = {"device": device, "label": "Tableta", "unsent": 0, "acts": acts, **more}
    path = f"/mesa/captura/{booth.point.pk}/enviar/"
    return client_of(booth.gloria).post(path, json.dumps(said), content_type="application/json")


def an_act(booth: Booth, kind: str, fields: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"act_id": str(uuid.uuid4()), "kind": kind, "component": booth.call.pk, "captured_at": NOW.isoformat(),
            "fields": fields, **more}  # fmt: skip


def test_a_support_is_captured_once_for_each_person(booth: Booth) -> None:
    proposal = make_proposal(booth.call)
    first = do(booth, "support", support_of(proposal))
    support = Support.objects.get()
    assert (first.outcome, first.opened_account, support.channel, support.captured_by) == (
        "done", True, "counter", booth.gloria,
    )  # fmt: skip
    again = do(booth, "support", support_of(proposal))
    assert (again.outcome, again.code, again.words) == (
        "refused", "supports_already", "Esta persona ya respalda esta propuesta. Cada persona cuenta una vez.",
    )  # fmt: skip
    other = do(booth, "support", support_of(proposal, birth_date="1981-01-01"))
    assert (other.outcome, other.code) == ("refused", "birth_date")
    assert Support.objects.count() == 1
    assert Person.objects.filter(is_field=False, email=None).count() == 1  # what was refused opened no account
    relay(NOW)
    told = Notice.objects.filter(person=support.person, event__name="processes.capture.made")
    assert told.count() == 1  # whoever it was done for is told who wrote it down
    assert not Event.objects.filter(name="processes.capture.made", payload__has_key="person").exists()


def test_the_same_act_is_done_once(booth: Booth) -> None:
    act_id = uuid.uuid4()
    rows = {do(booth, "proposal", WORDS, act_id=act_id).pk for _time in range(3)}
    assert (len(rows), Proposal.objects.count(), Capture.objects.count()) == (1, 1, 1)
    made = Proposal.objects.get()
    assert (made.author, made.channel, made.captured_by, made.state) == (None, "paper", booth.gloria, "published")
    assert made.subject.folio.code


def test_where_a_call_asks_for_verified_people_nothing_is_taken_without_a_document(carla: Person) -> None:
    rules = [{"kind": "verified"}]
    booth = a_booth(carla, who_may_propose=rules, moderation="before")
    from processes.points.registry import find_capture
    from processes.points.views.capture import form_of

    form = form_of(find_capture("proposal", "proposals"), booth.call, WORDS)  # type: ignore[arg-type]
    assert not form.is_valid()
    assert "document" in form.errors
    row = do(booth, "proposal", {**WORDS, **document(), "name": "Chole"})
    made = Proposal.objects.get(subject=row.subject_id)
    assert (made.author.name, made.state, made.captured_by) == ("Chole", "pending", booth.gloria)  # type: ignore[union-attr]


@pytest.mark.parametrize("change", ["ended", "closed", "stranger", "not served", "shut", "late", "ahead"])
def test_what_an_officer_may_not_capture_changes_nothing(booth: Booth, bruno: Person, change: str) -> None:
    by, more = booth.gloria, {}
    if change == "ended":
        officers.end_officer(officer=booth.point.officers.get(), by=booth.carla, at=NOW)
    elif change == "closed":
        places.close_point(point=booth.point, by=booth.carla, at=NOW)
    elif change == "stranger":
        by = bruno
    elif change == "not served":
        other = make_call()
        booth.point.processes.set([other.process])
    elif change == "shut":
        booth.call.process.phases.update(closes_at=NOW - timedelta(hours=1))
    elif change == "late":
        more = {"captured_at": NOW - timedelta(days=4)}
    else:
        more = {"captured_at": NOW + timedelta(hours=2)}
    booth.point.refresh_from_db()
    refused = False
    try:
        refused = do(booth, "proposal", WORDS, by=by, **more).outcome == "refused"
    except ActDenied:
        assert change in {"ended", "closed", "stranger"}
    assert refused == (change in {"not served", "shut", "late", "ahead"})
    assert not Proposal.objects.exists()


def test_a_queue_is_sent_whole_and_only_once(booth: Booth) -> None:
    proposal, device, written = make_proposal(booth.call), str(uuid.uuid4()), make_code(2026)
    earlier = (NOW - timedelta(hours=20)).isoformat()
    acts = [
        an_act(booth, "proposal", WORDS, folio=written, captured_at=earlier),
        an_act(booth, "support", support_of(proposal)),
        an_act(booth, "support", support_of(proposal)),
        an_act(booth, "support", support_of(proposal, "")),
        an_act(booth, "nada", {}),
    ]
    first, second = send(booth, acts, device).json(), send(booth, acts, device, unsent=2).json()
    assert first == second
    assert [row["state"] for row in first["results"]] == ["done", "done", "refused", "mend", "mend"]
    assert first["results"][0]["folio"] == written
    assert (Proposal.objects.count(), Support.objects.count(), Capture.objects.count()) == (2, 1, 3)
    made = Proposal.objects.get(subject__folio__code=written)
    assert made.published_at.isoformat() == "2026-11-20T22:00:00+00:00"  # type: ignore[union-attr]
    assert CaptureDevice.objects.values_list("label", "unsent").get() == ("Tableta", 2)


def test_a_device_that_was_ended_is_refused_and_told_to_erase(booth: Booth) -> None:
    key, contact = str(uuid.uuid4()), "/mesa/captura/contacto/"

    def call(client: Client, **more: Any) -> Any:
        said = {"device": key, "unsent": 7, **more}
        return client.post(contact, json.dumps(said), content_type="application/json").json()

    assert call(Client())["state"] == "unknown"
    assert send(booth, [], key).json()["state"] == "ready"
    assert (call(Client())["state"], call(client_of(booth.gloria))["state"]) == ("signed_out", "ready")
    assert CaptureDevice.objects.get().unsent == 7
    desk = client_of(booth.carla)
    assert b"7" in desk.get(f"/mesa/puntos/{booth.point.pk}/equipos/{key}/terminar/").content
    assert client_of(booth.gloria).post(f"/mesa/puntos/{booth.point.pk}/equipos/{key}/terminar/").status_code == 403
    desk.post(f"/mesa/puntos/{booth.point.pk}/equipos/{key}/terminar/")
    refused = send(booth, [an_act(booth, "proposal", WORDS)], key)
    assert (refused.status_code, refused.json()["state"]) == (403, "revoked")
    assert call(Client(), wiped=True)["state"] == "revoked"
    device = CaptureDevice.objects.get()
    assert (device.unsent, device.wiped_at, Proposal.objects.count()) == (0, NOW, 0)
    assert officers.purge_devices(at=NOW + timedelta(days=91)) == 1


def test_broken_sendings_are_no_errors(booth: Booth) -> None:
    client, path = client_of(booth.gloria), f"/mesa/captura/{booth.point.pk}/enviar/"
    good = str(uuid.uuid4())
    for body in ("", "[]", "nada", '{"device": 1}', json.dumps({"device": good, "acts": [1]}), "[" * 100_000,
                 json.dumps({"device": good, "acts": [{}] * 51}), json.dumps({"device": good, "acts": [{"act_id": "x"}]})):  # fmt: skip
        assert client.post(path, body, content_type="application/json").status_code == 400
    odd = an_act(booth, "proposal", {"title": "\x00", "channel": "nada", "document": "x" * 9000})
    for change in (
        {},
        {"captured_at": "ayer"},
        {"fields": []},
        {"component": "x"},
        {"component": 2**70},
        {"kind": None},
    ):
        assert send(booth, [{**odd, **change}], good).json()["results"][0]["state"] == "mend"
    assert Client().post(path, "{}", content_type="application/json").status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(booth.gloria, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(path, "{}", content_type="application/json").status_code == 403


def test_an_officer_captures_with_a_connection_and_gives_a_folio(booth: Booth, bruno: Person) -> None:
    client, proposal = client_of(booth.gloria), make_proposal(booth.call)
    path = f"/mesa/captura/{booth.point.pk}/{booth.call.pk}/proposal/"
    wrong = client.post(path, {**WORDS, "title": ""})
    assert wrong.status_code == 422
    assert "De noche nadie pasa" in wrong.content.decode()
    act = str(uuid.uuid4())
    for _time in range(2):
        answer = client.post(path, {**WORDS, "act_id": act})
    folio = Folio.objects.get(subject__proposal__title="Luz en el parque")
    assert folio.code in client.get(answer["Location"]).content.decode()
    assert client_of(bruno).get(answer["Location"]).status_code == 404
    support = client.post(f"/mesa/captura/{booth.point.pk}/{booth.call.pk}/support/", support_of(proposal))
    assert support.status_code == 302
    twice = client.post(f"/mesa/captura/{booth.point.pk}/{booth.call.pk}/support/", support_of(proposal))
    assert "Cada persona cuenta una vez" in twice.content.decode()
    asked = client.get(f"/mesa/folio/?folio={folio.code.lower()}").content.decode()
    assert "Luz en el parque" in asked
    assert "Se entregó el" in asked
    assert client.get("/mesa/folio/?folio=nada").status_code == 422
    assert client_of(bruno).get("/mesa/folio/").status_code == 403
    stranger = Client()
    assert folio.code in stranger.get(f"/puntos/{booth.point.pk}/hoja/").content.decode()
    page = stranger.get(f"/puntos/{booth.point.pk}/").content.decode()
    assert "En papel" in page
    assert "En persona" in page
    channels = stranger.get(f"{booth.call.subject.path}medios/").content.decode()
    assert re.findall(r'<th scope="row">(.*?)</th><td class="num">(\d+)</td><td class="num">(\d+)</td>', channels) == [
        ("En línea", "1", "0"), ("En persona", "0", "1"), ("En papel", "1", "0"), ("En total", "2", "1"),
    ]  # fmt: skip
    assert (
        f"/puntos/?proceso={booth.call.process.slug}" in stranger.get(booth.call.process.subject.path).content.decode()
    )
    figures = client_of(booth.carla).get(f"/mesa/puntos/{booth.point.pk}/").content.decode()
    assert "Gloria" in figures


@pytest.mark.django_db(transaction=True)
def test_one_person_at_two_points_at_once_is_one_voice(carla: Person) -> None:
    """Without the hold on the person's row, both would find no support and one would end in an IntegrityError."""
    booth = a_booth(carla)
    proposal, other = make_proposal(booth.call), a_point(carla, booth.call, name="Mercado")
    from tests.processes.points.help import an_officer

    hugo = an_officer(carla, "Hugo")
    officers.add_officer(point=other, person=hugo, by=carla, at=NOW)
    second = booth._replace(point=other, gloria=hugo)
    rows = at_once(*(lambda one=one: do(one, "support", support_of(proposal)) for one in (booth, second)))
    assert sorted(row.outcome for row in rows) == ["done", "refused"]
    assert Support.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_queue_sent_twice_at_once_is_done_once(carla: Person) -> None:
    """Without the hold on the officer's row both would begin, and one would end in an IntegrityError."""
    booth, act_id = a_booth(carla), uuid.uuid4()
    rows = at_once(*(lambda: do(booth, "proposal", WORDS, act_id=act_id) for _time in range(2)))
    assert len({row.pk for row in rows}) == 1
    assert Proposal.objects.count() == 1


def test_a_field_account_sends_after_its_last_day_what_it_captured_on_its_days(booth: Booth) -> None:
    """Gloria's account works until 27 November; the queue is sent on the 29th, and what was captured then is not."""
    device, client = str(uuid.uuid4()), client_of(booth.gloria)
    made = [an_act(booth, "proposal", WORDS, captured_at=f"2026-11-{day}T18:00:00+00:00") for day in (27, 28)]
    made[1]["fields"] = {**WORDS, "title": "Una banca en la parada"}
    with time_machine.travel("2026-11-29T12:00:00+00:00", tick=False):
        told = send(booth, made, device).json()
        assert [row["state"] for row in told["results"]] == ["done", "mend"]
        assert "27 de noviembre" in told["results"][1]["words"]
        assert client.get(f"/mesa/captura/{booth.point.pk}/").status_code == 302
        page = client.get(f"/mesa/captura/{booth.point.pk}/tableta/").content.decode()
        assert "sirvió hasta el 27 de noviembre" in page
        assert client.get(f"/mesa/captura/{booth.point.pk}/{booth.call.pk}/proposal/").status_code == 403
    assert Event.objects.get(name="processes.capture.made").payload["after_last_day"] is True
    assert Proposal.objects.count() == 1
    with time_machine.travel("2026-12-01T12:00:00+00:00", tick=False):
        assert send(booth, made, device).status_code == 403


def test_a_folio_is_texted_at_the_persons_wish_and_the_number_is_kept_nowhere(booth: Booth, settings: Any) -> None:
    settings.AZOTEA_SMS_PROVIDER = "participation.notifications.channels.sms.MemoryProvider"
    MemoryProvider.outbox.clear()
    row = do(booth, "proposal", WORDS)
    path, client = f"/mesa/captura/{booth.point.pk}/hecho/{row.pk}/", client_of(booth.gloria)
    assert client.post(path, {"to": "12"}).status_code == 422
    for _time in range(3):
        assert client.post(path, {"to": "228 123 4567"}).status_code == 302
    assert client.post(path, {"to": "228 123 4567"}).status_code == 422  # so often a day, and no more
    assert client_of(booth.carla).post(path, {"to": "228 123 4567"}).status_code == 404
    (to, text), *_rest = MemoryProvider.outbox
    assert (len(MemoryProvider.outbox), to, row.subject.folio.code in text) == (3, "+522281234567", True)  # type: ignore[union-attr]
    told = Event.objects.filter(name="processes.capture.texted")
    assert [event.payload for event in told] == [{"capture": row.pk, "point": booth.point.pk}] * 3
