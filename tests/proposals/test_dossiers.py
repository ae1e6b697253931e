"""Evaluators get dossiers, write opinions and private notes; nothing of it is ever public."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.handover.actions import leave_office
from participation.models import Event, Notice, Role
from participation.privacy.mydata import all_tables
from participation.responses.actions import owe_response
from proposals.actions import dossier as acts
from proposals.models import Dossier, DossierNote
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of, make_person
from tests.races import at_once

CANARY = "ocofaisán"


def official(name, kind, scope=None):
    person = make_person(name, is_staff=True)
    Role.objects.create(person=person, kind=kind, scope=scope, granted_at=NOW)
    return person


@pytest.fixture
def world(db):
    proposal = make_proposal(make_call())
    carla, elena = official("Carla", "steward"), official("Elena", "evaluator", proposal.component.process.subject)
    return proposal, carla, elena


def given(world, **more):
    proposal, carla, elena = world
    return acts.assign_dossiers(proposals=[proposal], evaluators=[elena], by=carla, at=NOW, **more)[0]


OPINION = {"feasibility": "changes", "opinion": CANARY, "scores": {"legal": 4}, "cost_centavos": 12_300_00}


def test_an_opinion_is_written_kept_handed_in_and_opened_again(world):
    proposal, carla, elena = world
    dossier = given(world, due_on=date(2026, 12, 1), asked_for="¿Es nuestro?")
    assert acts.assign_dossiers(proposals=[proposal], evaluators=[elena], by=carla, at=NOW) == []
    with pytest.raises(ValidationError):
        acts.write_opinion(dossier=dossier, by=elena, at=NOW, hand_in=True)
    acts.write_opinion(dossier=dossier, by=elena, at=NOW, hand_in=True, **OPINION)
    with pytest.raises(ActDenied) as denied:
        acts.write_opinion(dossier=dossier, by=elena, at=NOW, **OPINION)
    assert denied.value.denial.code == "handed_in"
    acts.reopen_dossier(dossier=dossier, by=carla, at=NOW)
    acts.declare_conflict(dossier=dossier, reason=CANARY, by=elena, at=NOW)
    assert Dossier.objects.get().opinion == ""
    acts.end_dossier(dossier=dossier, by=carla, at=NOW)
    assert given(world).pk != dossier.pk


def test_nobody_evaluates_their_own_proposal_and_only_who_has_the_role_does(world):
    proposal, carla, _elena = world
    Role.objects.create(person=proposal.author, kind="evaluator", granted_at=NOW)
    for who, code in ((proposal.author, "own"), (make_person("Bruno"), "no_evaluator")):
        with pytest.raises(ActDenied) as denied:
            acts.assign_dossiers(proposals=[proposal], evaluators=[who], by=carla, at=NOW)
        assert denied.value.denial.code == code
    assert not Dossier.objects.exists()


def test_nobody_else_writes_reads_or_takes_back(world):
    proposal, _carla, elena = world
    dossier = given(world)
    other = official("Otra", "evaluator")
    for person in (None, proposal.author, other):
        for act in (
            lambda who=person: acts.write_opinion(dossier=dossier, by=who, at=NOW, **OPINION),
            lambda who=person: acts.add_note(dossier=dossier, text="x", by=who, at=NOW),
            lambda who=person: acts.end_dossier(dossier=dossier, by=who, at=NOW),
            lambda who=person: acts.reopen_dossier(dossier=dossier, by=who, at=NOW),
            lambda who=person: acts.assign_dossiers(proposals=[proposal], evaluators=[elena], by=who, at=NOW),
        ):
            with pytest.raises(ActDenied):
                act()
    for person, status in ((proposal.author, 404), (other, 404), (elena, 200)):
        assert client_of(person).get(f"/mesa/dictamenes/{dossier.pk}/").status_code == status
    for person, status in ((proposal.author, 403), (other, 403), (elena, 403)):
        assert client_of(person).get(f"/mesa/propuestas/{proposal.pk}/dictamenes/").status_code == status
    Role.objects.filter(person=elena).update(ended_at=NOW)
    elena = type(elena).objects.get(pk=elena.pk)
    assert client_of(elena).get(f"/mesa/dictamenes/{dossier.pk}/").status_code == 404
    with pytest.raises(ActDenied):
        acts.write_opinion(dossier=dossier, by=elena, at=NOW, **OPINION)
    assert not Dossier.objects.exclude(opinion="").exists()
    assert not DossierNote.objects.exists()


def test_no_event_and_no_notice_holds_what_was_written(world):
    proposal, carla, elena = world
    dossier = given(world, asked_for=CANARY)
    acts.add_note(dossier=dossier, text=CANARY, by=elena, at=NOW)
    acts.write_opinion(dossier=dossier, by=elena, at=NOW, hand_in=True, **OPINION)
    while relay(at=NOW):
        pass
    events = Event.objects.filter(name__startswith="proposals.dossier.")
    assert events.count() == 3
    assert CANARY not in str(list(events.values("payload", "before", "after")))
    assert set(Notice.objects.filter(event__in=events).values_list("person", flat=True)) == {carla.pk, elena.pk}
    assert proposal.author_id not in Notice.objects.values_list("person", flat=True)


def test_who_prepares_the_answer_reads_the_opinions_and_only_who_leads_reads_the_notes(world):
    proposal, carla, elena = world
    owe_response(subject=proposal.subject, at=NOW)
    dossier = given(world)
    acts.write_opinion(dossier=dossier, by=elena, at=NOW, hand_in=True, **OPINION)
    acts.add_note(dossier=dossier, text="zanate", by=elena, at=NOW)
    answer = f"/mesa/turnos/{proposal.subject_id}/"
    assert CANARY in client_of(carla).get(answer).content.decode()
    assert CANARY in client_of(elena).get(answer).content.decode()
    assert CANARY not in client_of(official("Olga", "observer")).get(answer).content.decode()
    assert "zanate" in client_of(carla).get(f"/mesa/propuestas/{proposal.pk}/dictamenes/").content.decode()


def test_the_pages_do_each_step_and_keep_what_was_typed(world):
    proposal, carla, elena = world
    client = client_of(carla)
    address = f"/mesa/propuestas/asignar/?cosa={proposal.pk}"
    assert client.get(address).status_code == 200
    given_out = {
        "cosa": proposal.pk,
        "evaluators": [elena.pk],
        "working_days": "3",
        "asked_for": "Dinos si es nuestro.",
    }
    assert client.post("/mesa/propuestas/asignar/", {**given_out, "evaluators": []}).status_code == 422
    assert client.post("/mesa/propuestas/asignar/", given_out).status_code == 302
    dossier = Dossier.objects.get()
    desk = client_of(elena)
    assert proposal.title in desk.get("/mesa/dictamenes/").content.decode()
    path = f"/mesa/dictamenes/{dossier.pk}/"
    written = {"paso": "entregar", "opinion": "Sí se puede.", "cost": "1500.50", "score_legal": "5"}
    failed = desk.post(path, written)
    assert failed.status_code == 422
    assert "Sí se puede." in failed.content.decode()
    assert desk.post(path, {**written, "feasibility": "feasible"}).status_code == 302
    assert desk.post(path, {"paso": "nota", "text": "Revisar predial."}).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.cost_centavos, dossier.scores) == (150_050, {"legal": 5})
    side = f"/mesa/propuestas/{proposal.pk}/dictamenes/"
    for step in ("nota", "abrir", "quitar"):
        assert client.post(side, {"paso": step, "dictamen": dossier.pk, "text": "Gracias."}).status_code == 302
    assert Dossier.objects.get().ended_at is not None
    assert desk.post(path, {"paso": "nada"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_assign_the_same_at_once_make_one_dossier():
    """Without the lock on the proposal both find none and one breaks on the constraint with an error of the server."""
    proposal = make_proposal(make_call())
    world = proposal, official("Carla", "steward"), official("Elena", "evaluator")
    results = at_once(
        *[
            lambda: acts.assign_dossiers(proposals=[proposal], evaluators=[world[2]], by=world[1], at=NOW)
            for _n in range(3)
        ]
    )
    assert sorted(len(made) for made in results) == [0, 0, 1]


def test_who_leaves_hands_over_what_waits_for_their_opinion(world):
    """To who takes over, with the same date; what was written stays with who leads, and nobody gets their own."""
    proposal, carla, elena = world
    other, done = make_proposal(proposal.component), make_proposal(proposal.component)
    dario = make_person("Darío")
    type(other).objects.filter(pk=other.pk).update(author=dario)
    rows = acts.assign_dossiers(
        proposals=[proposal, other, done], evaluators=[elena], by=carla, at=NOW, due_on=date(2026, 12, 1)
    )
    by_proposal = {row.proposal_id: row for row in rows}
    acts.write_opinion(dossier=by_proposal[proposal.pk], by=elena, at=NOW, **OPINION)
    acts.write_opinion(dossier=by_proposal[done.pk], by=elena, at=NOW, hand_in=True, **OPINION)
    page = client_of(carla).get(f"/mesa/entrega/{elena.pk}/")
    assert page.status_code == 200
    assert f"/mesa/propuestas/{other.pk}/dictamenes/" in page.content.decode()
    left = leave_office(person=elena, successor=dario, reason="Terminó su encargo", by=carla, at=NOW)
    assert left.duties == {"dossiers": (1, 1)}
    now = Dossier.objects.filter(ended_at=None).order_by("pk").values_list("proposal", "evaluator", "due_on", "opinion")
    assert list(now) == [
        (done.pk, elena.pk, date(2026, 12, 1), CANARY),
        (proposal.pk, dario.pk, date(2026, 12, 1), ""),
    ]
    assert Dossier.objects.get(pk=by_proposal[proposal.pk].pk).opinion == CANARY


def test_evaluators_find_their_own_words_in_their_own_download_alone(world):
    proposal, carla, elena = world
    dossier = given(world)
    acts.write_opinion(dossier=dossier, by=elena, at=NOW, **OPINION)
    acts.add_note(dossier=dossier, text=f"nota {CANARY}", by=elena, at=NOW)
    acts.add_note(dossier=dossier, text="nota de quien dirige", by=carla, at=NOW)

    def told(person):
        tables = {table.name: list(table.rows(person)) for table in all_tables() if table.name.startswith("dossier")}
        return tables["dossiers"], tables["dossier-notes"]

    dossiers, notes = told(elena)
    assert [(row["proposal_id"], row["opinion"], row["scores"]) for row in dossiers] == [
        (proposal.pk, CANARY, {"legal": 4})
    ]
    assert [row["text"] for row in notes] == [f"nota {CANARY}"]
    assert told(carla) == ([], [{**notes[0], "text": "nota de quien dirige", "at": NOW}])
    assert told(make_person("Vecina")) == ([], [])
