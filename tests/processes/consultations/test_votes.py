"""Votes: frozen, cast in secret, sealed until the close, counted, decided in words; and capture at a point."""

import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, Person, Vote
from participation.urn.querysets import ballots
from participation.verification.actions import verify_at_counter
from processes.actions import change_phase_dates
from processes.consultations import policies
from processes.consultations.actions.voting import hand_in, move_vote, publish_results
from processes.consultations.actions.writing import add_question, make_ready
from processes.consultations.outcome import decide, sentences
from processes.consultations.sweeps import publish_due
from processes.models import Answer, Capture, Component, Questionnaire
from processes.points.actions import officers
from processes.points.actions.captures import capture
from processes.points.registry import find_capture
from processes.points.views.capture import form_of
from tests.factories import make_component, make_phase, make_process
from tests.participation.urn.worlds import voters
from tests.personas import NOW, client_of
from tests.processes.consultations.town import PAGE, YES_NO, make_survey, reread
from tests.processes.points.help import a_point, an_officer, document
from tests.races import at_once

pytestmark = pytest.mark.django_db
VERIFIED = [{"kind": "verified", "methods": [], "document": ""}]
END = NOW + timedelta(days=10)


@pytest.fixture(autouse=True)
def _keys_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.AZOTEA_URN_KEYS = tmp_path / "urn-keys"


@pytest.fixture
def clock() -> Any:
    """Hold the clock of pages."""
    with time_machine.travel(NOW, tick=False):
        yield


def make_vote(by: Person, *, ready: bool = True, **settings: Any) -> Component:
    """Make a vote of one question that opened ten days ago."""
    given = {"nature": "vote", "who_may_answer": VERIFIED, **settings}
    process = make_process("El parque", slug="parque")
    made = make_component(process, "consultation", slug="encuesta", title="¿Se ratifica?", settings=given)
    make_phase(process, opens=timedelta(days=-10), closes=timedelta(days=10), acts={made: ["answer"]})
    component = reread(made)
    add_question(component=component, kind="single", text="¿Se ratifica?", options=YES_NO, required=True, by=by, at=NOW)
    if ready:
        make_ready(component=component, by=by, at=NOW)
    return reread(made)


def cast(component: Component, person: Person, choice: str = "o1", **more: Any) -> None:
    """Vote."""
    hand_in(component=component, given={"p1": choice}, by=person, at=NOW, **more)


def test_a_person_votes_and_nobody_sees_the_result_before_the_close(ana: Person, carla: Person, clock: object) -> None:
    """From the page: choose, check, cast, vote again; what is chosen stands in no row that the application reads."""
    component = make_vote(carla)
    browser = client_of(ana)
    assert "Ir a la boleta" in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}responder/", {"p1": "", "revisar": "1"}).status_code == 422
    checked = browser.post(f"{PAGE}responder/", {"p1": "o2", "revisar": "1"}).content.decode()
    assert 'name="p1" value="o2"' in checked
    assert browser.post(f"{PAGE}responder/", {"p1": "o2", "enviar": "1"}, follow=True).status_code == 200
    assert "Ya votaste" in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}responder/", {"p1": "o1", "enviar": "1"}).status_code == 302
    assert not Answer.objects.exists()
    official = client_of(carla)
    for path in ("resultados/", "resultados.csv", "boletas.jsonl"):
        assert official.get(f"{PAGE}{path}").status_code == 403
        assert Client().get(f"{PAGE}{path}").status_code == 403
    assert publish_due(at=NOW) == 0
    with time_machine.travel(END + timedelta(minutes=1), tick=False):
        assert publish_due(at=END + timedelta(minutes=1)) == 1
        assert publish_due(at=END + timedelta(minutes=2)) == 0
        page = Client().get(f"{PAGE}resultados/").content.decode()
        lines = b"".join(Client().get(f"{PAGE}boletas.jsonl").streaming_content)
    assert "Ganó “Sí”." in page
    assert lines == b'{"p1": "o1"}\n'
    cast_events = Event.objects.filter(name="participation.ballot.cast")
    assert cast_events.count() == 2
    assert not cast_events.exclude(actor=None).exists()
    assert not Event.objects.filter(name__startswith="processes.consultation.answer").exists()
    assert reread(component).questionnaire.results["definition"] == Vote.objects.get().definition_hash


def test_the_tally_is_literal_and_equals_a_recount(carla: Person, ana: Person) -> None:
    """Seven to five of twelve; with 30 entitled the least turnout of 40 per cent is reached, and it is decided."""
    component = make_vote(carla, entitled=30, quorum=40, threshold=50, binding=True)
    for n, person in enumerate(voters(12)):
        cast(component, person, "o1" if n < 7 else "o2")
    row = publish_results(component=component, at=END)
    assert row is not None
    assert row.results["questions"]["p1"] == {"answered": 12, "counts": {"o1": 7, "o2": 5}}
    assert row.results["turnout"]["channels"] == {"web": 12}
    outcome = row.results["outcome"]
    assert (outcome["turnout"], outcome["winner"], outcome["share"], outcome["decided"]) == (40.0, "o1", 58.33, True)
    recount = [choices["p1"] for choices in ballots(Vote.objects.get())]
    assert (recount.count("o1"), recount.count("o2")) == (7, 5)
    relay(END)
    assert not Notice.objects.filter(person=ana).exists()


def test_a_vote_in_which_nobody_voted_has_its_results(carla: Person, clock: object) -> None:
    """A page and a table of noughts, never a mistake."""
    publish_results(component=make_vote(carla), at=END)
    page = Client().get(f"{PAGE}resultados/")
    assert (page.status_code, "Nadie votó." in page.content.decode()) == (200, True)
    assert Client().get(f"{PAGE}resultados.csv").status_code == 200


def test_a_frozen_vote_changes_neither_questions_nor_rules(carla: Person, ana: Person, fausto: Person) -> None:
    """Texts are refused before it is ready; afterwards nothing changes but its days, with a reason."""
    component = make_vote(carla, ready=False, quorum=40)
    more = add_question(component=component, kind="long", text="¿Por qué?", by=carla, at=NOW)
    with pytest.raises(ValidationError) as missing:
        make_ready(component=component, by=carla, at=NOW)
    assert len(missing.value.messages) == 2
    from processes.actions import update_component
    from processes.consultations.actions.writing import remove_question, take_back_ready, update_question

    remove_question(question=more, by=carla, at=NOW)
    update_component(component=component, by=carla, at=NOW, settings={"entitled": 100})
    make_ready(component=reread(component), by=carla, at=NOW)
    component = reread(component)
    for act in (
        lambda: update_question(question=component.questions.get(), by=carla, at=NOW, text="¿Otra?"),
        lambda: take_back_ready(component=component, by=carla, at=NOW),
    ):
        with pytest.raises(ActDenied, match="congelada"):
            act()
    with pytest.raises(ValidationError):
        update_component(component=component, by=carla, at=NOW, settings={"quorum": 1})
    phase = component.openings.get().phase
    change_phase_dates(
        phase=phase, opens_at=phase.opens_at, closes_at=END + timedelta(days=5), reason="Lluvias", by=carla, at=NOW
    )
    with pytest.raises(ActDenied):
        move_vote(component=reread(component), reason="Lluvias", by=fausto, at=NOW)
    assert move_vote(component=reread(component), reason="Lluvias", by=carla, at=NOW).closes_at == END + timedelta(
        days=5
    )


def test_what_a_result_means() -> None:
    """Each rule by itself, to the single person."""
    rules = {"entitled": 100, "quorum": 40.0, "threshold": 50.0, "binding": False}
    names = {"a": "Sí", "b": "No"}
    for counts, people, decided, first in (
        ({"a": 21, "b": 19}, 40, True, "Ganó “Sí”."),
        ({"a": 21, "b": 18}, 39, False, "La votación no decide nada: participaron muy pocas personas."),
        ({"a": 20, "b": 20}, 40, False, "La votación no decide nada: las primeras opciones empataron."),
        ({"a": 20, "b": 11, "c": 10}, 41, False, "La votación no decide nada: ninguna opción tiene suficientes votos."),
        ({"a": 0, "b": 0}, 0, False, "Nadie votó."),
    ):
        outcome = decide(counts, people, **rules)
        assert outcome.decided is decided
        assert sentences(outcome, names)[0] == first
    assert decide({"a": 2, "b": 1}, 3, entitled=0, quorum=40, threshold=0, binding=False).decided is False


def booth_of(component: Component, carla: Person) -> tuple[Any, Person]:
    """Open a point that serves the process, with an officer."""
    point, gloria = a_point(carla, component), an_officer(carla)
    officers.add_officer(point=point, person=gloria, by=carla, at=NOW)
    return point, gloria


def take(component: Component, point: Any, officer: Person, number: str = "G12345678", **fields: str) -> Capture:
    """Capture an answer for whoever shows a document."""
    kind = find_capture("answer", "consultation")
    assert kind is not None
    own = {f"c{component.pk}_{name}": value for name, value in (fields or {"p1": "o2"}).items()}
    form = form_of(kind, component, {**document(number), **own})
    assert form.is_valid(), form.errors
    return capture(
        point=point, kind=kind, component=component, data=form.captured(), channel="counter", act_id=uuid.uuid4(),
        by=officer, at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("nature", ["survey", "vote"])
def test_nobody_counts_twice_at_a_point_and_online(carla: Person, nature: str) -> None:
    """At the point after the web and the other way round; the same document twice; what is wrong is named."""
    component = make_vote(carla, nature=nature)
    point, gloria = booth_of(component, carla)
    assert take(component, point, gloria).outcome == "done"
    assert take(component, point, gloria).outcome == "refused"
    person = Person.objects.get(verifications__key__kind="passport")
    if nature == "survey":
        answer = Answer.objects.get()
        assert (answer.person, answer.channel, answer.captured_by, answer.data) == (
            person,
            "counter",
            gloria,
            {"p1": "o2"},
        )
        assert hand_in(component=component, given={"p1": "o1"}, by=person, at=NOW) == answer
        assert Answer.objects.count() == 1
    else:
        cast(component, person, "o1")
        publish_results(component=component, at=END)
        assert list(ballots(Vote.objects.get())) == [{"p1": "o1"}]
    kind = find_capture("answer", "consultation")
    wrong = form_of(kind, component, {**document(), f"c{component.pk}_p1": "o9"})
    assert not wrong.is_valid()
    assert set(wrong.errors) == {"answers"}


@pytest.mark.django_db(transaction=True)
def test_web_and_point_at_once_are_one_ballot(carla: Person, bruno: Person) -> None:
    """Whoever comes second is refused at the point, or changes the ballot on the web; no second one is ever added.

    Without the roll's unique key, and the conflict that the cast resolves by it, there would be two.
    """
    component = make_vote(carla)
    point, gloria = booth_of(component, carla)
    verify_at_counter(
        person=bruno, document="G12345678", kind="passport", birth_date=date(1980, 5, 1), territory=None, by=carla,
        at=NOW,
    )  # fmt: skip
    done = at_once(lambda: take(reread(component), point, gloria), lambda: cast(reread(component), bruno, "o1"))
    assert not [each for each in done if isinstance(each, Exception)]
    publish_results(component=component, at=END)
    found = list(ballots(Vote.objects.get()))
    assert found == [{"p1": "o1" if done[0].outcome == "refused" else found[0]["p1"]}]


@pytest.mark.django_db(transaction=True)
def test_web_and_point_at_once_are_one_answer(carla: Person) -> None:
    """Without the hold on the person's accounts both would find no answer, and one would break on the unique key."""
    component = make_vote(carla, nature="survey")
    point, gloria = booth_of(component, carla)
    take(component, point, gloria, p1="o1")
    person = Person.objects.get(verifications__key__kind="passport")
    Answer.objects.all().delete()
    at_once(
        lambda: take(reread(component), point, gloria),
        lambda: hand_in(component=reread(component), given={"p1": "o1"}, by=person, at=NOW),
    )
    assert Answer.objects.filter(person=person).count() == 1


def test_answering_by_the_api(ana: Person, bruno: Person, carla: Person, clock: object) -> None:
    """The same cleaning: what is wrong is named by its question; who may not is told why; ``may`` says it before."""
    component = make_survey(carla, who_may_answer=VERIFIED)
    row = Questionnaire.objects.get(component=component)
    path = f"/api/v1/consultations/{row.pk}/"
    told = client_of(ana).get(path).json()
    assert [one["key"] for one in told["questions"]["questions"]] == ["p1", "p2", "p3", "p4"]
    assert told["may"]["answer"]["allowed"] is True
    assert client_of(bruno).get(path).json()["may"]["answer"]["code"] == "not_verified"
    said = {"answers": {"p1": "o1", "p3": 9}}
    wrong = client_of(ana).put(f"{path}answer/", said, content_type="application/json")
    assert wrong.status_code == 400
    assert "p3" in wrong.content.decode()
    said["answers"]["p3"] = 3
    assert client_of(bruno).put(f"{path}answer/", said, content_type="application/json").status_code == 403
    assert not Answer.objects.exists()
    done = client_of(ana).put(f"{path}answer/", said, content_type="application/json")
    assert done.json() == {"received": True, "folio": Answer.objects.get().folio}


def test_results_of_a_survey_are_published_and_told(carla: Person, bruno: Person) -> None:
    """Once, at the close, to whoever answered."""
    component = make_survey(carla)
    hand_in(component=component, given={"p1": "o2"}, by=bruno, at=NOW)
    assert policies.results_due(component, component.questionnaire, NOW) is False
    assert publish_due(at=END) == 1
    assert publish_due(at=END + timedelta(hours=1)) == 0
    assert Questionnaire.objects.get(component=component).results == {
        "total": 1, "turnout": {"channels": {}}, "questions": {}
    }  # fmt: skip
    relay(END)
    assert Notice.objects.filter(person=bruno, event__name="processes.consultation.results").count() == 1
