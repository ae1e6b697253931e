"""What the government proposes before it decides: by an institution's officials, debated, then answered by it."""

from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import Event, Response
from participation.responses.actions import draft_response, publish_response
from proposals.actions import edit_proposal, submit_proposal, support_proposal
from proposals.actions.government import propose_as_institution
from proposals.content import content
from proposals.models import Proposal, Support
from tests.factories import make_call, make_comment, make_institution
from tests.personas import client_of, make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db
TEXT = {"title": "Calle del mercado solo para caminar", "body": "Los domingos de ocho a dos, tres meses de prueba."}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def office(db):
    return make_institution("Movilidad")


@pytest.fixture
def leader(office):
    """Leads the institution, and nothing else."""
    return official("Celia", "steward", office.subject)


@pytest.fixture
def call(now):
    return make_call(at=now, authors="both", answer_rule="none")


@pytest.fixture
def made(call, office, leader, now):
    return propose_as_institution(component=call, institution=office, content=content(**TEXT), by=leader, at=now)


def test_it_is_marked_debated_and_not_supported(made, call, office, leader, now):
    page = Client().get(f"/propuestas/{made.pk}/").content.decode()
    assert all(words in page for words in ("Propone el gobierno", "Movilidad"))
    assert "Celia" not in page
    assert 'id="respaldo"' not in page
    with pytest.raises(ActDenied) as error:
        support_proposal(proposal=made, by=make_person("Ana"), at=now)
    assert (error.value.denial.code, Support.objects.count()) == ("not_supported", 0)
    submit_proposal(
        component=call, by=make_person("Beto"), at=now, title="Bancas en la plaza", body="Que haya sombra y bancas."
    )
    lists = {who: Client().get(f"{call.subject.path}?by={who}").content.decode() for who in ("government", "people")}
    assert [TEXT["title"] in text for text in lists.values()] == [True, False]
    row = Client().get(f"/api/v1/proposals/{made.pk}/").json()
    assert (row["institution"], row["author"]) == (office.pk, None)
    assert len(Client().get("/api/v1/proposals/?by=government").json()["results"]) == 1


def test_the_call_may_count_supports_of_it(office, leader, now):
    call = make_call(at=now, authors="government", government_supports=True)
    made = propose_as_institution(component=call, institution=office, content=content(**TEXT), by=leader, at=now)
    support_proposal(proposal=made, by=make_person("Ana"), at=now)
    assert Support.objects.count() == 1
    with pytest.raises(ActDenied) as error:
        submit_proposal(component=call, by=make_person("Beto"), at=now, **TEXT)
    assert error.value.denial.code == "government_only"


def test_the_institution_owes_the_decision_and_reads_what_was_said(made, office, leader, now):
    owed = Response.objects.get(subject=made.subject)
    assert (owed.institution, owed.due_on is not None) == (office, True)
    make_comment(made.subject, stance="against")
    page = client_of(leader).get(f"/mesa/turnos/{made.subject_id}/").content.decode()
    assert "Lo que dijo el debate" in page
    edit_proposal(proposal=made, content=content(**{**TEXT, "title": "Calle del mercado peatonal"}), by=leader, at=now)
    draft_response(subject=made.subject, verdict="partly", reasons="Se abre hasta las nueve.", by=leader, at=now)
    publish_response(subject=made.subject, by=leader, at=now)
    assert Proposal.objects.get().state == "answered"


def test_nobody_else_proposes_in_its_name(call, office, leader, now):
    others = make_institution("Agua")
    plain = make_call(at=now)
    events = Event.objects.count()
    for by, where, institution in (
        (make_person("Ana"), call, office),
        (official("Elena", "evaluator", office.subject), call, office),
        (leader, call, others),
        (leader, plain, office),
    ):
        with pytest.raises(ActDenied):
            propose_as_institution(component=where, institution=institution, content=content(**TEXT), by=by, at=now)
    assert (Proposal.objects.count(), Event.objects.count()) == (0, events)
    form = {**TEXT, "institution": others.pk, "lang": "es"}
    answer = client_of(leader).post(f"/mesa/propuestas/gobierno/{call.pk}/", form)
    assert (answer.status_code, Proposal.objects.count()) == (200, 0)
    assert client_of(make_person("Beto")).get(f"/mesa/propuestas/gobierno/{call.pk}/").status_code == 403


def test_the_form_publishes_once(call, office, leader):
    form = {**TEXT, "institution": office.pk, "lang": "es", "act_id": "00000000-0000-0000-0000-000000000007"}
    answers = [client_of(leader).post(f"/mesa/propuestas/gobierno/{call.pk}/", form).status_code for _n in range(2)]
    assert (answers, Proposal.objects.count()) == ([302, 302], 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_once_is_one_proposal():
    """Without the lock on the institution's row both look for the act before either wrote it, and two are made."""
    now, office = timezone.now(), make_institution("Movilidad")
    call, leader = make_call(at=now, authors="both"), official("Celia", "steward", office.subject)

    def send():
        return propose_as_institution(
            component=call, institution=office, content=content(**TEXT), by=leader, at=now, act_id=UUID(int=7)
        ).pk

    assert len(set(at_once(send, send))) == 1
    assert Proposal.objects.count() == 1
