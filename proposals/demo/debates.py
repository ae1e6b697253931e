"""What the sample citizens debate and on what they agree: a debate that is open, one that ended, and opinion groups."""

import tomllib
from datetime import timedelta
from typing import Any

from participation.comments.actions import comment_on
from participation.origins.actions import add_link
from processes.actions import add_component, add_phase, create_process, publish_conclusion, publish_process
from processes.actions.opinion import add_statement, answer_statement, seed_statements
from processes.models import Component, Process
from processes.opinions.computing import compute_due
from proposals.demo.calls import contact, translate
from proposals.demo.places import DATA
from proposals.demo.voices import Voices

OPENED, ENDED = 24, 6  # days ago
POSITIONS = ("in_favour", "in_favour_en", "against", "against_en")


def debate(voices: Voices) -> Process:
    """Open the process, let people give reasons and answer statements, conclude what ended, compute the groups."""
    said: dict[str, Any] = tomllib.loads((DATA / "demo" / "debates.toml").read_text(encoding="utf-8"))
    process = _process(voices)
    going = _activity(voices, process, "debate", said["open"], ends=None, acts=("comment",))
    over = _activity(voices, process, "debate", said["ended"], ends=ENDED, acts=("comment",))
    opinions = _activity(voices, process, "opinions", said["opinions"], ends=None, acts=("answer", "add"))
    publish_process(process=process, by=voices.context.by, at=voices.context.moment(OPENED), accept_warnings=True)
    _reasons(voices, going, said["open"])
    _reasons(voices, over, said["ended"])
    _conclude(voices, over, said["ended"])
    _answers(voices, opinions, said["opinions"])
    return process


def _process(voices: Voices) -> Process:
    context, at = voices.context, voices.context.moment(OPENED + 2)
    process = create_process(
        title="La vida en el centro",
        summary="Debates y opiniones sobre cómo usamos las calles del centro, de día y de noche.",
        who_participates="Cualquier persona con una cuenta.",
        what_is_decided="Los horarios y el uso de las calles del centro.",
        how_decided="La oficina de movilidad publica conclusiones con sus razones cuando termina cada debate.",
        by=context.by,
        at=at,
        institution=context.offices["movilidad"],
        territory=context.city,
        is_sample=True,
        slug="la-vida-en-el-centro",
        promise=2,
        **contact("movilidad"),
    )
    translate(
        process,
        context,
        at,
        title="Life in the centre",
        summary="Debates and opinions on how we use the streets of the centre, by day and by night.",
        who_participates="Anyone with an account.",
        what_is_decided="The opening hours and the use of the streets of the centre.",
        how_decided="The office of mobility publishes conclusions with reasons when each debate ends.",
    )
    return process


def _activity(
    voices: Voices, process: Process, kind: str, said: dict[str, Any], *, ends: int | None, acts: tuple[str, ...]
) -> Component:
    context, at = voices.context, voices.context.moment(OPENED + 2)
    made = add_component(
        process=process,
        kind=kind,
        title=said["title"],
        description=said["description"],
        translations={"en": {"title": said["title_en"], "description": said["description_en"]}},
        settings={name: said[name] for name in POSITIONS if name in said},
        by=context.by,
        at=at,
    )
    opens, closes = context.moment(OPENED), context.moment(ends) if ends else context.moment(-20)
    words = {"title": "Opiniones" if kind == "opinions" else "Debate", "description": said["title"]}
    english = {"title": "Opinions" if kind == "opinions" else "Debate", "description": said["title_en"]}
    add_phase(
        process=process, opens_at=opens, closes_at=closes, openings={made.pk: list(acts)}, by=context.by, at=at,
        translations={"en": english}, **words,
    )  # fmt: skip
    return made


def _reasons(voices: Voices, component: Component, said: dict[str, Any]) -> None:
    place = Component.objects.with_clock().get(pk=component.pk)
    citizens, made = voices.people.citizens, []
    for number, (stance, text) in enumerate(said["reasons"]):
        at = voices.context.moment(OPENED - 2 - number, hour=11)
        made.append(comment_on(subject=place.subject, text=text, stance=stance, by=citizens[number * 3 + 1], at=at))
    for number, (which, text) in enumerate(said.get("replies", [])):
        at = made[which].at + timedelta(hours=3 + number)
        comment_on(subject=place.subject, text=text, parent=made[which], by=citizens[number * 4 + 2], at=at)


def _conclude(voices: Voices, component: Component, said: dict[str, Any]) -> None:
    place, by = Component.objects.with_clock().get(pk=component.pk), voices.context.by
    names = ("conclusions", "follows")
    at = voices.context.moment(3)
    english = {name: said[f"{name}_en"] for name in names}
    publish_conclusion(
        component=place, by=by, at=at, translations={"en": english}, **{name: said[name] for name in names}
    )
    plan = Process.objects.get(slug="plan-municipal-de-desarrollo").subject
    explanation = "El reordenamiento de los tianguis se agregó al plan que se prepara."
    add_link(source=place.subject, outcome=plan, kind="inspired", explanation=explanation, by=by, at=at)


def _answers(voices: Voices, component: Component, said: dict[str, Any]) -> None:
    place = Component.objects.with_clock().get(pk=component.pk)
    citizens, at = voices.people.citizens, voices.context.moment(OPENED - 1, hour=10)
    rows = seed_statements(
        component=place, texts=[text for text, *_sides in said["seeds"]], by=voices.context.by, at=at, is_sample=True
    )
    for number, (text, *_sides) in enumerate(said["added"]):
        rows.append(add_statement(component=place, text=text, by=citizens[number * 5], at=at, is_sample=True))
    sides = [given for _text, *given in (*said["seeds"], *said["added"])]
    for number, person in enumerate(citizens):
        side = number % 5 < 2
        for place_of, row in enumerate(rows):
            row.component = place
            value = sides[place_of][side]
            if voices.random.random() < 0.1:
                value = voices.random.choice((-1, 0, 1))
            if voices.random.random() < 0.9:
                answer_statement(statement=row, value=value, by=person, at=at + timedelta(hours=1 + number))
    compute_due(lambda: voices.context.moment(1, hour=8))
