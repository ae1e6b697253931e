"""Steps that a call names: words within a state, never a rule; set by officials, told to those who follow."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, Response
from participation.responses.actions import draft_response, owe_response, publish_response
from processes.actions import update_component
from proposals import policies
from proposals.actions.step import set_step
from proposals.forms import CallSettingsForm
from proposals.models import Proposal
from proposals.steps import checked_steps
from tests.factories import make_call, make_proposal
from tests.personas import client_of, make_person, official

pytestmark = pytest.mark.django_db
STEPS = [
    {"key": "analisis", "state": "published", "label": "En análisis", "label_en": "Under review", "description": "Se mira."},
    {"key": "obra", "state": "answered", "label": "En obra", "label_en": "", "description": ""},
]  # fmt: skip


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(now):
    return make_call(at=now, steps=STEPS)


@pytest.fixture
def proposal(call, now):
    return make_proposal(call, author=make_person("Ana"), at=now)


@pytest.fixture
def carla(db):
    return official("Carla", "steward")


def test_a_step_is_shown_told_and_given_as_data(proposal, carla, now):
    page = f"/propuestas/{proposal.pk}/"
    browser = client_of(carla)
    assert f"/mesa/propuestas/{proposal.pk}/paso/" in browser.get(page).content.decode()
    answer = browser.post(f"/mesa/propuestas/{proposal.pk}/paso/", {"step": "analisis", "note": "Lo revisa Obras."})
    assert answer.status_code == 302
    shown = Client().get(page).content.decode()
    assert all(words in shown for words in ("En análisis", "Se mira.", "Lo revisa Obras."))
    assert "Under review" in Client().get(f"/en{page}").content.decode()
    listed = Client().get(f"{proposal.component.subject.path}?step=analisis").content.decode()
    assert ("En análisis</span>" in listed or "En análisis" in listed, proposal.title in listed) == (True, True)
    assert proposal.title not in Client().get(f"{proposal.component.subject.path}?step=otro").content.decode()
    assert Client().get(f"/api/v1/proposals/{proposal.pk}/").json()["step"] == "analisis"
    assert len(Client().get("/api/v1/proposals/?step=analisis").json()["results"]) == 1
    while relay(at=timezone.now()):
        pass
    assert [n.event.name for n in Notice.objects.filter(person=proposal.author)] == ["proposals.step.set"]


def test_no_rule_reads_it_and_it_ends_with_its_state(proposal, carla, now):
    before = policies.may_support(make_person("Beto"), proposal, at=now)
    set_step(proposal=proposal, step="analisis", note="Se mira.", by=carla, at=now)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert policies.may_support(make_person("Celia"), proposal, at=now) == before
    assert proposal.state == "published"
    owe_response(subject=proposal.subject, at=now)
    draft_response(subject=proposal.subject, verdict="accepted", reasons="Se hará en marzo.", by=carla, at=now)
    publish_response(subject=proposal.subject, by=carla, at=now)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.state, proposal.step) == ("answered", "")
    set_step(proposal=proposal, step="obra", note="Empezó.", by=carla, at=now)
    set_step(proposal=proposal, step="", note="Terminó.", by=carla, at=now)
    assert list(Event.objects.filter(name__startswith="proposals.step").order_by("pk").values_list("name", flat=True)) == [
        "proposals.step.set", "proposals.step.set", "proposals.step.cleared",
    ]  # fmt: skip
    assert Response.objects.get().verdict == "accepted"


def test_who_may_not_and_what_cannot_be(proposal, carla, now):
    ana = proposal.author
    for person in (None, ana, official("Olga", "observer")):
        with pytest.raises(ActDenied):
            set_step(proposal=proposal, step="analisis", note="x", by=person, at=now)
    for wrong in ({"step": "obra", "note": "x"}, {"step": "nada", "note": "x"}, {"step": "analisis", "note": " "}):
        with pytest.raises(ValidationError):
            set_step(proposal=proposal, by=carla, at=now, **wrong)
    assert client_of(ana).get(f"/mesa/propuestas/{proposal.pk}/paso/").status_code == 403
    assert Proposal.objects.get(pk=proposal.pk).step == ""


def test_the_call_names_them_and_keeps_those_in_use(proposal, carla, now):
    posted = {"steps_0_label": "  En   obra ", "steps_0_state": "answered", "steps_1_label": "", "steps_1_state": "x"}
    field = CallSettingsForm(posted).fields["steps"]
    assert field.clean(field.widget.value_from_datadict(posted, {}, "steps")) == [
        {"key": "en-obra", "state": "answered", "label": "En obra", "label_en": "", "description": ""}
    ]
    for wrong in (
        [{"label": "x", "state": "draft"}],
        [{"label": "x" * 41, "state": "answered"}],
        [{"label": "Igual", "state": "answered"}, {"label": "igual", "state": "published"}],
        [{"label": f"Paso {n}", "state": "answered"} for n in range(13)],
    ):
        with pytest.raises(ValidationError):
            checked_steps(wrong)
    set_step(proposal=proposal, step="analisis", note="Se mira.", by=carla, at=now)
    with pytest.raises(ValidationError):
        update_component(component=proposal.component, by=carla, at=now, settings={"steps": STEPS[1:]})
    renamed = [{**STEPS[0], "label": "En revisión"}, STEPS[1]]
    update_component(component=proposal.component, by=carla, at=now, settings={"steps": renamed})
    assert "En revisión" in Client().get(f"/propuestas/{proposal.pk}/").content.decode()
