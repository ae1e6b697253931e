"""What the sample citizens ask offices for: questions, data; and what they built on the data."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from participation.asks.actions import answer_with_data, submit_ask
from participation.comments.actions import comment_on
from participation.joins.actions import join_subject
from participation.models import Ask
from participation.responses.actions import draft_response, publish_response
from participation.reuses.actions import publish_reuse, submit_reuse
from processes.actions import create_from_template, publish_process
from processes.models import Component
from proposals.demo.calls import Context, contact, translate
from proposals.demo.places import DATA
from proposals.demo.voices import Voices

OPENED = 60  # days ago


def converse(voices: Voices) -> Component:
    """Open the questions, and let people ask, join and be answered; some late, some not at all."""
    said: dict[str, Any] = tomllib.loads((DATA / "demo" / "preguntas.toml").read_text(encoding="utf-8"))
    component = _questions(voices.context)
    for number, text in enumerate(said["question"]):
        _ask(voices, number, text, kind="question", place=component.subject)
    for number, text in enumerate(said["request"]):
        _ask(voices, number + 7, text, kind="datarequest")
    for number, text in enumerate(said["use"]):
        _show(voices, number, text)
    return component


def _questions(context: Context) -> Component:
    at = context.moment(OPENED + 2)
    process = create_from_template(
        template="preguntas",
        title="",
        by=context.by,
        at=at,
        starts_on=context.today - timedelta(days=OPENED),
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="preguntas-al-gobierno",
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        description="<p>Ask any office of the municipality. What is not answered in ten working days is shown as overdue.</p>",
        own="<p>Pregúntale a cualquier oficina del municipio. Lo que no se responde en diez días hábiles se muestra como "
        "atrasado.</p>",
    )
    publish_process(process=process, by=context.by, at=at, accept_warnings=True)
    return process.components.with_clock().get(kind="questions")


def _ask(voices: Voices, number: int, text: dict[str, Any], **where: Any) -> None:
    citizens, offices = voices.people.citizens, voices.context.offices
    at = voices.context.moment(text["days_ago"], hour=10)
    ask = submit_ask(
        title=text["title"],
        body=text.get("body", "").strip(),
        institution=offices[text["institution"]] if "institution" in text else None,
        by=citizens[number % len(citizens)],
        at=at,
        is_sample=True,
        **where,
    )
    others = [person for person in citizens if person != ask.author]
    for step, person in enumerate(voices.random.sample(others, text["joined"])):
        join_subject(subject=ask.subject, by=person, at=at + timedelta(hours=step + 1))
    if "comment" in text:
        comment_on(subject=ask.subject, text=text["comment"], by=others[0], at=at + timedelta(days=1))
    if "answer" in text:
        _answer(voices, ask, text, voices.context.moment(text["answered_days_ago"], hour=12))


def _answer(voices: Voices, ask: Ask, text: dict[str, Any], at: datetime) -> None:
    words = {"reasons": text["answer"].strip(), "signer": text["signer"], "by": voices.context.by, "at": at}
    if "dataset" in text:
        answer_with_data(ask=ask, dataset=text["dataset"], **words)
        return
    draft_response(subject=ask.subject, verdict=text.get("verdict", "answered"), **words)
    publish_response(subject=ask.subject, by=voices.context.by, at=at)


def _show(voices: Voices, number: int, text: dict[str, Any]) -> None:
    at = voices.context.moment(text["days_ago"], hour=11)
    reuse = submit_reuse(
        title=text["title"],
        description=text["description"].strip(),
        link=text["link"],
        kind=text["kind"],
        datasets=text["datasets"],
        by=voices.people.citizens[number + 20],
        at=at,
        is_sample=True,
    )
    if text["published"]:
        publish_reuse(reuse=reuse, by=voices.context.by, at=at + timedelta(days=1))
