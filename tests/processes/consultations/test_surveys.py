"""Surveys: writing the questions, answering, changing, taking back, results and texts; and who may what."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Event, Person
from processes.actions import update_component
from processes.consultations import policies
from processes.consultations.actions.answering import unite_answers, withdraw_answer
from processes.consultations.actions.texts import publish_texts, withhold_text
from processes.consultations.actions.writing import (
    add_question,
    copy_question,
    move_question,
    remove_question,
    take_back_ready,
    update_question,
)
from processes.consultations.answers import WrongAnswers
from processes.models import Answer, AnswerDraft, AnswerText, Component
from tests.factories import make_component, make_phase, make_process
from tests.personas import NOW, client_of, make_person
from tests.processes.consultations.town import PAGE, make_survey, reply, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Any:
    """Hold the clock of pages."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_person_answers_page_by_page_changes_it_and_takes_it_back(
    bruno: Person, carla: Person, clock: object
) -> None:
    """What is filled in is kept as a draft; it counts once it is handed in, can be changed, and taken back."""
    component = make_survey(carla)
    browser = client_of(bruno)
    assert "Responder" in browser.get(PAGE).content.decode()
    wrong = browser.post(f"{PAGE}responder/", {"siguiente": "1"})
    assert wrong.status_code == 422
    assert "Responde esta pregunta" in wrong.content.decode()
    onward = browser.post(f"{PAGE}responder/", {"p1": "o1", "siguiente": "1"})
    assert onward.headers["Location"].endswith("?pagina=2")
    draft = AnswerDraft.objects.get(person=bruno)
    assert draft.fields == {"p1": "o1"}
    assert not Answer.objects.exists()
    assert "Tu visita" in browser.get(onward.headers["Location"]).content.decode()
    last = browser.post(f"{PAGE}responder/?pagina=2", {"p3": "4", "p4": "Árboles", "siguiente": "1"})
    assert last.headers["Location"].endswith("?pagina=revisar")
    assert "Árboles" in browser.get(last.headers["Location"]).content.decode()
    sent = browser.post(last.headers["Location"], {"enviar": "1"}, follow=True)
    answer = Answer.objects.get()
    assert answer.folio in sent.content.decode()
    assert answer.data == {"p1": "o1", "p3": 4, "p4": "Árboles"}
    assert not AnswerDraft.objects.exists()
    assert AnswerText.objects.get().state == "waiting"
    browser.post(f"{PAGE}responder/", {"p1": "o2", "siguiente": "1"})
    browser.post(f"{PAGE}responder/?pagina=revisar", {"enviar": "1"})
    answer.refresh_from_db()
    assert answer.data == {"p1": "o2"}
    assert not AnswerText.objects.exists()
    assert "No" in browser.get(f"{PAGE}mi-respuesta/").content.decode()
    browser.post(f"{PAGE}mi-respuesta/retirar/")
    assert not Answer.objects.exists()
    names = list(Event.objects.filter(actor=bruno).order_by("pk").values_list("name", flat=True))
    assert names == [f"processes.consultation.{name}" for name in ("answered", "answer_changed", "answer_withdrawn")]
    assert reread(component).questions.count() == 4


def test_without_an_account_where_the_survey_takes_that(carla: Person, clock: object, settings: Any) -> None:
    """All on one page, checked on another; the same sending counts once, and a receipt tells only its folio."""
    settings.AZOTEA_MODERATION = {**settings.AZOTEA_MODERATION, "fill_seconds": 0}
    make_survey(carla, without_account=True)
    stranger = Client()
    page = stranger.get(f"{PAGE}responder/").content.decode()
    act_id = page.split('name="act_id" value="')[1].split('"')[0]
    filled = {"p1": "o1", "p3": "5", "act_id": act_id}
    checked = stranger.post(f"{PAGE}responder/", {**filled, "revisar": "1"})
    assert checked.status_code == 200
    assert not Answer.objects.exists()
    first = stranger.post(f"{PAGE}responder/", {**filled, "enviar": "1"})
    again = stranger.post(f"{PAGE}responder/", {**filled, "enviar": "1"})
    assert first.headers["Location"] == again.headers["Location"]
    answer = Answer.objects.get()
    assert answer.person_id is None
    assert answer.data == {"p1": "o1", "p3": 5}
    receipt = stranger.get(first.headers["Location"]).content.decode()
    assert answer.folio in receipt
    found = Client().get(f"/folio/{answer.folio.lower()}/")
    assert (found.status_code, found.url) == (302, f"{PAGE}acuse/{answer.folio}/")
    assert "limpio" not in receipt
    assert stranger.post(f"{PAGE}responder/", {"p1": "o9", "enviar": "1"}).status_code == 422


def test_only_who_may_answers(ana: Person, bruno: Person, carla: Person) -> None:
    """Closed, not ready, blocked or not verified: the act says why and keeps nothing."""
    component = make_survey(carla, ready=False, who_may_answer=[{"kind": "verified"}])
    for person, ready, at, code in (
        (ana, False, NOW, "questionnaire_not_ready"),
        (ana, True, NOW + timedelta(days=11), "closed"),
        (bruno, True, NOW, "not_verified"),
        (None, True, NOW, "not_signed_in"),
    ):
        if ready and not policies.is_ready(component):
            from processes.consultations.actions.writing import make_ready

            make_ready(component=component, by=carla, at=NOW)
            component = reread(component)
        with pytest.raises(ActDenied) as denied:
            reply(component, person, at)
        assert denied.value.denial.code == code
    assert not Answer.objects.exists()
    assert reply(component, ana).data == {"p1": "o2"}
    with pytest.raises(WrongAnswers):
        reply(component, ana, p1="o9")
    assert Answer.objects.get().data == {"p1": "o2"}


def test_questions_stay_once_somebody_answered(bruno: Person, carla: Person, fausto: Person) -> None:
    """Before, they are written, moved, copied and taken away; afterwards every one of these acts is refused."""
    component = make_survey(carla)
    first, _section, _score, last = component.questions.order_by("position")
    copied = copy_question(question=last, by=carla, at=NOW)
    move_question(question=copied, by=carla, at=NOW, up=True)
    assert [row.key for row in component.questions.order_by("position")] == ["p1", "p2", "p3", "p5", "p4"]
    with pytest.raises(ValidationError, match="Tu visita"):
        remove_question(question=first, by=carla, at=NOW)
    remove_question(question=copied, by=carla, at=NOW)
    with pytest.raises(ActDenied):
        add_question(component=component, kind="short", text="¿?", by=fausto, at=NOW)
    answer = reply(component, bruno)
    for act in (
        lambda: update_question(question=last, by=carla, at=NOW, text="¿Otra cosa?"),
        lambda: remove_question(question=last, by=carla, at=NOW),
        lambda: add_question(component=component, kind="short", text="¿Una más?", by=carla, at=NOW),
        lambda: take_back_ready(component=component, by=carla, at=NOW),
    ):
        with pytest.raises(ActDenied, match="1 persona ya respondió"):
            act()
    with pytest.raises(ValidationError, match="o ya hay respuestas"):
        update_component(component=component, by=carla, at=NOW, settings={"who_may_answer": [{"kind": "verified"}]})
    with pytest.raises(ActDenied):
        withdraw_answer(answer=answer, by=carla, at=NOW)
    withdraw_answer(answer=answer, by=bruno, at=NOW)
    assert update_question(question=last, by=carla, at=NOW, text="¿Otra cosa?").text == "¿Otra cosa?"


def crowd(component: Component, people: int = 30) -> None:
    """Have many answer: two thirds go to the park and give it a four."""
    for n in range(people):
        person = make_person(f"P{n}")
        given = {"p1": "o1", "p3": 4, "p4": f"Falta sombra {n}"} if n % 3 else {"p1": "o2"}
        reply(component, person, **given)


def test_results_are_sealed_until_it_closes_and_small_groups_are_withheld(
    bruno: Person, carla: Person, clock: object
) -> None:
    """Strangers read them at the close with literal counts; whoever leads the process before; few are never told."""
    component = make_survey(carla)
    crowd(component, 30)
    stranger = Client()
    assert stranger.get(f"{PAGE}resultados/").status_code == 403
    assert stranger.get(f"{PAGE}resultados.csv").status_code == 403
    assert client_of(bruno).get(f"{PAGE}textos/p4/").status_code == 403
    assert client_of(carla).get(f"{PAGE}resultados/").status_code == 200
    with time_machine.travel(NOW + timedelta(days=11), tick=False):
        page = stranger.get(f"{PAGE}resultados/").content.decode()
        table = stranger.get(f"{PAGE}resultados.csv").content.decode()
        assert stranger.get(f"{PAGE}resultados/?por=canal").status_code == 200
        assert stranger.get(f"{PAGE}resultados/?por=nada").status_code == 400
    assert "30 personas respondieron" in page
    rows = [line.split(",") for line in table.strip("\ufeff").splitlines()]
    assert rows[1] == ["p1", "¿Vas al parque?", "single", "o1", "Sí", "20", "30"]
    assert rows[2][3:] == ["o2", "No", "10", "30"]
    assert [row[5] for row in rows[3:8]] == ["0", "0", "0", "20", "0"]
    Answer.objects.filter(pk__in=list(Answer.objects.order_by("pk").values_list("pk", flat=True)[:22])).delete()
    with time_machine.travel(NOW + timedelta(days=11), tick=False):
        assert "Menos de 10 personas" in stranger.get(f"{PAGE}resultados/").content.decode()


def test_texts_are_published_once_a_moderator_read_them(
    bruno: Person, carla: Person, dario: Person, fausto: Person, clock: object
) -> None:
    """Read by somebody else than their author; kept back with a reason; changed ones are read again."""
    component = make_survey(carla, results="live")
    crowd(component, 12)
    own = reply(component, dario, p1="o1", p3=1, p4="Mi propio texto")
    some = AnswerText.objects.exclude(answer=own).order_by("pk")
    with pytest.raises(ActDenied):
        publish_texts(component=component, texts=[some[0].pk], by=fausto, at=NOW)
    with pytest.raises(ActDenied):
        publish_texts(component=component, texts=[own.texts.get().pk], by=dario, at=NOW)
    assert publish_texts(component=component, texts=[row.pk for row in some[:3]], by=dario, at=NOW) == 3
    with pytest.raises(ValidationError):
        withhold_text(text=some[2], reason=" ", by=dario, at=NOW)
    withhold_text(text=some[2], reason="Nombra a una vecina.", by=dario, at=NOW)
    page = client_of(bruno).get(f"{PAGE}textos/p4/").content.decode()
    assert "Falta sombra 1<" in page
    assert "Falta sombra 2<" in page
    assert "Falta sombra 4<" not in page
    desk = client_of(dario)
    assert desk.get(f"/mesa/consultas/{component.pk}/textos/").status_code == 200
    assert desk.get("/mesa/consultas/textos/").status_code == 200
    answer = some[0].answer
    reply(component, answer.person, p1="o1", p3=4, p4="Otro texto")
    assert answer.texts.get().state == "waiting"
    assert "Falta sombra 1<" not in client_of(bruno).get(f"{PAGE}textos/p4/").content.decode()


def test_the_desk_writes_a_questionnaire(carla: Person, fausto: Person, clock: object) -> None:
    """Every kind of question is added by its form; strangers are refused and nothing changes."""
    component = make_survey(carla, ready=False)
    desk = f"/mesa/consultas/{component.pk}/"
    browser, other = client_of(carla), client_of(fausto)
    for kind in (
        "section",
        "single",
        "multiple",
        "ranking",
        "score",
        "matrix",
        "number",
        "short",
        "long",
        "point",
        "file",
    ):
        said = {"text": f"Una de {kind}", "options": "Uno\nDos", "options_en": "One\nTwo", "rows": "A\nB", "high": "5"}
        said |= {"low": "1", "when": "p1:o1", "text_en": "One"}
        assert other.post(f"{desk}preguntas/nueva/?kind={kind}", said).status_code == 403
        assert browser.post(f"{desk}preguntas/nueva/?kind={kind}", said).status_code == 302, kind
    made = component.questions.get(kind="matrix")
    assert made.options == [{"key": "o1", "text": "Uno", "en": "One"}, {"key": "o2", "text": "Dos", "en": "Two"}]
    assert made.rows[1]["key"] == "r2"
    assert made.when == {"question": "p1", "options": ["o1"]}
    assert browser.get(desk).status_code == 200
    renamed = {"text": "Tabla", "options": "Dos\nTres", "rows": "A\nB", "high": "5"}
    browser.post(f"{desk}preguntas/{made.pk}/", renamed)
    made.refresh_from_db()
    assert [row["key"] for row in made.options] == ["o2", "o3"]
    for what in ("subir", "bajar", "copiar", "quitar"):
        assert other.post(f"{desk}preguntas/{made.pk}/{what}/").status_code == 403
        assert browser.post(f"{desk}preguntas/{made.pk}/{what}/").status_code == 302
    assert other.post(f"{desk}listas/").status_code == 403
    browser.post(f"{desk}listas/")
    assert policies.is_ready(reread(component))
    assert browser.post(f"{desk}preguntas/{made.pk}/volar/").status_code == 404


def test_accounts_that_are_one_person_leave_one_answer(bruno: Person, fausto: Person, carla: Person) -> None:
    """The last one stays."""
    component = make_survey(carla)
    reply(component, bruno, NOW - timedelta(hours=1), p1="o1", p3=2)
    reply(component, fausto, NOW, p1="o2")
    assert unite_answers(accounts=[bruno, fausto], at=NOW) == 1
    assert Answer.objects.get().person == fausto


@pytest.mark.django_db(transaction=True)
def test_two_first_answers_of_one_person_at_once_are_one(carla: Person, bruno: Person) -> None:
    """Both wait for the person's row; without that lock the second breaks on the unique key instead of changing it."""
    component = make_survey(carla)
    begin, failures = threading.Barrier(2), []

    def send(option: str) -> None:
        try:
            begin.wait(5)
            reply(reread(component), bruno, p1=option) if option == "o2" else reply(
                reread(component), bruno, p1=option, p3=3
            )
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(option,)) for option in ("o1", "o2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert Answer.objects.count() == 1
    assert Event.objects.filter(name__startswith="processes.consultation.answer").count() == 2


def test_a_consultation_without_questions_has_a_page_that_says_so(bruno: Person, clock: object) -> None:
    """Its process may be public before anybody wrote a question."""
    process = make_process("El parque", slug="parque")
    made = make_component(process, "consultation", slug="encuesta", title="¿Qué parque queremos?")
    make_phase(process, closes=timedelta(days=10), acts={made: ["answer"]})
    for browser in (Client(), client_of(bruno)):
        assert browser.get(PAGE).status_code == 200
        assert browser.get("/procesos/parque/").status_code == 200
        assert browser.get(f"{PAGE}responder/").status_code in {302, 403}
