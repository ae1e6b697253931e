"""A survey and the people around it, for tests of consultations."""

from datetime import timedelta
from typing import Any

from participation.models import Person
from processes.consultations.actions.answering import answer_survey
from processes.consultations.actions.writing import add_question, make_ready
from processes.models import Answer, Component
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
