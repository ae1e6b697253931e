"""What the sample city asks: two surveys, one of them over, and two votes, one of them counted."""

import tomllib
from datetime import timedelta
from typing import Any

from processes.actions import add_component, add_phase, create_process, publish_process
from processes.consultations import policies
from processes.consultations.actions.texts import publish_texts
from processes.consultations.actions.voting import hand_in, publish_results
from processes.consultations.actions.writing import add_question, make_ready
from processes.models import AnswerText, Component, Process
from proposals.demo.calls import contact, translate
from proposals.demo.places import DATA
from proposals.demo.voices import Voices

PREPARED = 62  # days ago
RULES = ("most", "low", "high", "low_text", "high_text", "other", "shuffled", "public")
WRITTEN = (
    "Las obras de mi calle: cuánto cuestan y cuándo terminan.",
    "A quién le dan los apoyos y con qué criterio.",
    "Las patrullas: dónde andan y cuánto tardan en llegar.",
    "Que contesten por escrito lo que uno pide.",
    "Que pongan los requisitos en la puerta, no hasta que uno llega a la ventanilla.",
    "Que abran también en la tarde, para quienes trabajamos.",
)


def ask(voices: Voices) -> Process:
    """Prepare the four, let people answer and vote, publish what is over."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "demo" / "consultations.toml").read_text(encoding="utf-8"))[
        "consultation"
    ]
    process = _process(voices)
    made = [(said, _activity(voices, process, said)) for said in rows]
    at = voices.context.moment(PREPARED - 1)
    publish_process(process=process, by=voices.context.by, at=at, accept_warnings=True)
    for said, component in made:
        _answers(voices, component, said)
    return process


def _process(voices: Voices) -> Process:
    context, at = voices.context, voices.context.moment(PREPARED)
    process = create_process(
        title="La ciudad responde",
        summary="Encuestas y votaciones del municipio: qué se pregunta, hasta cuándo y qué salió.",
        who_participates="Cualquier persona con una cuenta; en las votaciones, una vez cada quien.",
        what_is_decided="Los temas del plan de gobierno abierto y lo que se somete a votación.",
        how_decided="Lo que se responde se publica al cierre; el gobierno dice con razones qué hace con ello.",
        by=context.by,
        at=at,
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="la-ciudad-responde",
        promise=2,
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        title="The city answers",
        summary="Surveys and votes of the municipality: what is asked, until when, and what came of it.",
        who_participates="Anyone with an account; in votes, each once.",
        what_is_decided="The topics of the open government plan, and what is put to the vote.",
        how_decided="What is answered is published at the close; the government says with reasons what it does.",
    )
    return process


def _activity(voices: Voices, process: Process, said: dict[str, Any]) -> Component:
    context, at = voices.context, voices.context.moment(PREPARED)
    settings: dict[str, Any] = {
        name: said[name] for name in ("nature", "without_account", "entitled", "quorum", "threshold") if name in said
    }
    if said.get("verified"):
        settings["who_may_answer"] = [{"kind": "verified", "methods": [], "document": ""}]
    component = add_component(
        process=process,
        kind="consultation",
        title=said["title"],
        description=said["description"],
        translations={"en": {"title": said["title_en"], "description": said["description_en"]}},
        settings=settings,
        by=context.by,
        at=at,
    )
    vote = said["nature"] == "vote"
    words = {"title": "Votación" if vote else "Encuesta", "description": said["title"]}
    english = {"title": "Vote" if vote else "Survey", "description": said["title_en"]}
    add_phase(
        process=process, opens_at=context.moment(said["opens"]), closes_at=context.moment(said["closes"]),
        openings={component.pk: ["answer"]}, by=context.by, at=at, translations={"en": english}, **words,
    )  # fmt: skip
    component = Component.objects.with_clock().get(pk=component.pk)
    for number, question in enumerate(said["question"], start=1):
        _question(voices, component, question, number)
    make_ready(component=component, by=context.by, at=at)
    return component


def _question(voices: Voices, component: Component, said: dict[str, Any], number: int) -> None:
    def rows(name: str, letter: str) -> list[dict[str, str]]:
        pairs = enumerate(said.get(name, []), start=1)
        return [{"key": f"{letter}{n}", "text": text} | ({"en": en} if en else {}) for n, (text, en) in pairs]

    when = said.get("when")
    add_question(
        component=component,
        kind=said["kind"],
        text=said["text"],
        translations={"en": {"text": said["text_en"]}},
        required=said.get("required", False),
        options=rows("options", "o"),
        rows=rows("rows", "r"),
        rules={name: said[name] for name in RULES if name in said},
        when={"question": f"p{when[0]}", "options": [f"o{when[1]}"]} if when else {},
        by=voices.context.by,
        at=voices.context.moment(PREPARED),
    )


def _answers(voices: Voices, component: Component, said: dict[str, Any]) -> None:
    component = Component.objects.with_clock().select_related("questionnaire").get(pk=component.pk)
    context, vote = voices.context, said["nature"] == "vote"
    opens, closes = context.moment(said["opens"]), context.moment(max(said["closes"], 1))
    people = voices.people.citizens[: {"priorities": 36, "services": 24, "ratify": 40, "name": 15}[said["key"]]]
    cast = 0
    for number, person in enumerate(people):
        at = opens + (closes - opens) * (number + 1) / (len(people) + 2)
        if not policies.may_answer(person, component, at=at):
            continue
        given = _ballot(said, cast) if vote else _given(voices, said, number)
        hand_in(component=component, given=given, by=person, at=at, is_sample=True)
        cast += 1
    if said["closes"] > 0:
        publish_results(component=component, at=context.moment(said["closes"]) + timedelta(minutes=1))
    texts = AnswerText.objects.filter(answer__component=component).order_by("pk").values_list("pk", flat=True)
    if texts:
        publish_texts(component=component, texts=list(texts)[:-2], by=context.by, at=closes)


def _ballot(said: dict[str, Any], number: int) -> dict[str, Any]:
    options = len(said["question"][0]["options"])
    return {"p1": "o1" if number % 3 else f"o{2 + number // 3 % (options - 1)}"}


def _given(voices: Voices, said: dict[str, Any], number: int) -> dict[str, Any]:
    """Return what one person answers."""
    dice = voices.random
    if said["key"] == "services":
        grades = {row: f"o{dice.choice((1, 2, 3, 3))}" for row in ("r1", "r2", "r3")}
        first: Any = {"other": "Poda de un árbol"} if number % 9 == 8 else f"o{1 + dice.randrange(4)}"
        given = {"p1": first, "p2": grades, "p3": 1 + dice.randrange(4)}
        if number % 3 == 0:
            given["p5"] = [19 + number % 7 / 1000, -96 + number % 5 / 1000]
        return {**given, "p4": WRITTEN[4 + number % 2]} if number % 6 == 0 else given
    two = dice.sample(("o1", "o2", "o3", "o4", "o5"), 2)
    order = dice.sample(("o1", "o2", "o3"), 3)
    asked = dice.choice(("o1", "o1", "o2", "o3"))
    given = {"p1": two, "p2": order, "p3": asked}
    if asked == "o1":
        given["p5"] = dice.choice((2, 3, 4, 4, 5))
    return {**given, "p7": WRITTEN[number // 3 % 4]} if number % 3 == 0 else given
