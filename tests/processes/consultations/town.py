"""A survey and the people around it, for tests of consultations."""

from datetime import timedelta
from typing import Any

from participation.models import Person
from processes.actions import add_component, add_phase
from processes.consultations.actions.answering import answer_survey
from processes.consultations.actions.texts import publish_texts
from processes.consultations.actions.writing import add_question, make_ready
from processes.models import Answer, Component, Process
from tests.factories import make_component, make_phase, make_process
from tests.personas import NOW

PAGE = "/procesos/parque/encuesta/"
YES_NO = [{"key": "o1", "text": "Sí", "en": "Yes"}, {"key": "o2", "text": "No", "en": "No"}]


def make_survey(by: Person, *, ready: bool = True, closes: timedelta | None = timedelta(days=10), **settings: Any):
    """Make a survey of four questions that opened ten days ago."""
    process = make_process("El parque", slug="parque")
    made = make_component(process, "consultation", slug="encuesta", title="¿Qué parque queremos?", settings=settings)
    make_phase(process, opens=timedelta(days=-10), closes=closes, acts={made: ["answer"]})
    component = reread(made)
    add = {"component": component, "by": by, "at": NOW}
    add_question(**add, kind="single", text="¿Vas al parque?", options=YES_NO, required=True)
    add_question(**add, kind="section", text="Tu visita", when={"question": "p1", "options": ["o1"]})
    add_question(**add, kind="score", text="¿Qué tan limpio está?", rules={"low": 1, "high": 5}, required=True)
    add_question(**add, kind="long", text="¿Qué le falta?", rules={"public": True})
    if ready:
        make_ready(component=component, by=by, at=NOW)
    return reread(made)


def reread(component: Component) -> Component:
    """Return a component as pages read it."""
    return Component.objects.with_clock().select_related("questionnaire").get(pk=component.pk)


def reply(component: Component, by: Person | None, at: Any = NOW, **given: Any) -> Answer:
    """Answer a survey."""
    return answer_survey(component=component, given=given or {"p1": "o2"}, by=by, at=at)


def ask_in(world: Any) -> None:
    """Put into the small city a survey that is answered and one that is being prepared."""
    carla, ana = world.people["carla"], world.people["ana"]
    for name, ready in (("survey", True), ("unready_survey", False)):
        component = _activity(world.process, world.says("¿Qué parque queremos?"), name.replace("_", "-"), carla)
        question = add_question(
            component=component,
            kind="long",
            text=world.says("¿Qué le falta?"),
            rules={"public": True},
            by=carla,
            at=NOW,
        )
        if ready:
            make_ready(component=component, by=carla, at=NOW)
        setattr(world, name, reread(component))
        world.survey_question = question
    world.survey_answer = reply(world.survey, ana, p1=world.says("Más sombra"))
    world.survey_text = world.survey_answer.texts.get()
    publish_texts(component=world.survey, texts=[world.survey_text.pk], by=carla, at=NOW)


def _activity(process: Any, title: str, slug: str, carla: Person) -> Component:
    made = add_component(
        process=process, kind="consultation", title=title, slug=slug, settings={"results": "live"}, by=carla, at=NOW
    )
    add_phase(
        process=process, title=title, opens_at=NOW - timedelta(days=5), closes_at=NOW + timedelta(days=5),
        openings={made.pk: ["answer"]}, reason="Se agregó", by=carla, at=NOW,
    )  # fmt: skip
    return reread(made)


def ask_more(town: Any, n: int, person: Person) -> None:
    """Add a question to a survey that is prepared, and an answer with a text to one that is ready."""
    carla = town.people["carla"]
    if not n:
        for name in ("survey", "unready_survey"):
            setattr(town, name, _activity(town.process, "¿Qué parque queremos?", name.replace("_", "-"), carla))
        for text in ("¿Qué le falta?", "¿Qué le sobra?"):
            add_question(component=town.survey, kind="long", text=text, rules={"public": True}, by=carla, at=NOW)
        make_ready(component=town.survey, by=carla, at=NOW)
        town.survey = reread(town.survey)
    else:
        _activity(Process.objects.get(slug=f"plan-{n}"), "¿Qué calle primero?", f"consulta-{n}", carla)
    town.survey_question = add_question(
        component=town.unready_survey, kind="single", text=f"¿Cuál, la {n}?", options=YES_NO, by=carla, at=NOW
    )
    town.survey_answer = reply(town.survey, person, p1=f"Más sombra en la calle {n}", p2=f"Ruido {n}")
    town.survey_text, _waits = town.survey_answer.texts.order_by("pk")
    publish_texts(component=town.survey, texts=[town.survey_text.pk], by=carla, at=NOW)
