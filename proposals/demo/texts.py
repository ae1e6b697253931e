"""The texts that the sample city writes together: one in the open, one adopted and signed."""

import tomllib
from datetime import timedelta
from typing import Any

from participation.models import Organisation
from processes.actions import add_component, add_phase, create_process, publish_process
from processes.models import Component, DraftText, Passage, Process, Suggestion
from processes.texts.actions.preparing import adopt_text, keep_text, publish_text, publish_version
from processes.texts.actions.signing import sign_text
from processes.texts.actions.suggesting import Said, answer_suggestions, suggest, take_side
from processes.texts.effects import all_applied
from processes.texts.pieces import Piece, piece
from proposals.demo.calls import contact, translate
from proposals.demo.places import DATA
from proposals.demo.voices import Voices

PUBLISHED, OPENED = 40, 22  # days ago: the text that was adopted since, and the one that is in the open
SIGNED_BY = 9


def write_texts(voices: Voices) -> Process:
    """Make the process, let people suggest, answer them, publish new versions, adopt the older text and sign it."""
    said: dict[str, Any] = tomllib.loads((DATA / "demo" / "textos.toml").read_text(encoding="utf-8"))
    process = _process(voices)
    going = _activity(voices, process, said["open"], opens=OPENED, closes=-12)
    done = _activity(voices, process, said["adopted"], opens=PUBLISHED, closes=20)
    add_phase(
        process=process, title="Firma", description="Quien esté de acuerdo firma los criterios.",
        opens_at=voices.context.moment(8), closes_at=voices.context.moment(-30), openings={done.pk: ["sign"]},
        by=voices.context.by, at=voices.context.moment(PUBLISHED + 2),
        translations={"en": {"title": "Signing", "description": "Whoever agrees signs the criteria."}},
    )  # fmt: skip
    at = voices.context.moment(PUBLISHED + 1)
    publish_process(process=process, by=voices.context.by, at=at, accept_warnings=True)
    adopted = _written(voices, done, said["adopted"], PUBLISHED)
    _written(voices, going, said["open"], OPENED)
    _adopted(voices, adopted, said["adopted"])
    return process


def _process(voices: Voices) -> Process:
    context, at = voices.context, voices.context.moment(PUBLISHED + 2)
    process = create_process(
        title="Editatón de gobierno abierto",
        summary="Escribimos juntos los documentos con los que la ciudad se compromete a un gobierno abierto.",
        who_participates="Cualquier persona con una cuenta.",
        what_is_decided="Las palabras del manifiesto y de los criterios que adopta el cabildo.",
        how_decided="Cada sugerencia se responde con razones; las aceptadas entran en una nueva versión.",
        by=context.by,
        at=at,
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="editaton-de-gobierno-abierto",
        promise=3,
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        title="Edit-a-thon of open government",
        summary="We write together the documents with which the city commits itself to open government.",
        who_participates="Anyone with an account.",
        what_is_decided="The words of the manifesto and of the criteria that the council adopts.",
        how_decided="Each suggestion is answered with reasons; those accepted go into a new version.",
    )
    return process


def _activity(voices: Voices, process: Process, said: dict[str, Any], *, opens: int, closes: int) -> Component:
    context, at = voices.context, voices.context.moment(PUBLISHED + 2)
    made = add_component(
        process=process,
        kind="text",
        title=said["title"],
        description=said["description"],
        translations={"en": {"title": said["title_en"], "description": said["description_en"]}},
        by=context.by,
        at=at,
    )
    english = {"title": "Suggestions", "description": said["title_en"]}
    add_phase(
        process=process, title="Sugerencias", description=said["title"], opens_at=context.moment(opens),
        closes_at=context.moment(closes), openings={made.pk: ["suggest"]}, by=context.by, at=at,
        translations={"en": english},
    )  # fmt: skip
    return made


def _written(voices: Voices, component: Component, said: dict[str, Any], opened: int) -> DraftText:
    """Publish the text, have people suggest and take sides, answer, and publish what was accepted."""
    context, at = voices.context, voices.context.moment(opened)
    kept = keep_text(
        component=component, title=said["title"], summary=said["summary"], markdown=said["words"], by=context.by,
        at=at, is_sample=True,
    )  # fmt: skip
    text = publish_text(text=kept, by=context.by, at=at)
    rows = [_suggested(voices, text, one, number, opened) for number, one in enumerate(said["suggestions"])]
    for number, (row, one) in enumerate(zip(rows, said["suggestions"], strict=True)):
        if one["verdict"]:
            answer_suggestions(
                text=text, suggestions=[row], verdict=one["verdict"], reasons=one["answer"], by=context.by,
                at=context.moment(opened - 8 - number % 3),
            )  # fmt: skip
    taken = [row for row, one in zip(rows, said["suggestions"], strict=True) if one["taken"]]
    pieces = _revised(text, taken)
    moment = context.moment(opened - 12)
    note = said.get("note", "")
    return publish_version(text=text, pieces=pieces, takes=taken, note=note, seen=1, by=context.by, at=moment)


def _suggested(voices: Voices, text: DraftText, one: dict[str, Any], number: int, opened: int) -> Suggestion:
    citizens, at = voices.people.citizens, voices.context.moment(opened - 2 - number % 4, hour=12)
    passage = Passage.objects.select_related("text").get(text=text, words__startswith=one["passage"])
    given = Said(one["kind"], passage.words, one["reason"], one["wording"], one.get("quote", ""))
    row = suggest(passage=passage, given=given, by=citizens[number * 5 + 1], at=at, is_sample=True)
    others = [person for person in citizens if person.pk != row.author_id]
    voices_given = [1] * one["favour"] + [-1] * one["against"]
    for place, value in enumerate(voices_given):
        take_side(
            suggestion=row, value=value, by=others[(place * 3 + number) % len(others)], at=at + timedelta(hours=1)
        )
    return row


def _revised(text: DraftText, taken: list[Suggestion]) -> list[Piece]:
    found = []
    for row in Passage.objects.filter(text=text).order_by("position"):
        here = [one for one in taken if one.passage_id == row.pk]
        found.append(Piece(row.kind, row.level, all_applied(here, row.words), row.key))
        found += [piece(one.wording) for one in here if one.kind == "addition"]
    return found


def _adopted(voices: Voices, text: DraftText, said: dict[str, Any]) -> None:
    context = voices.context
    text = adopt_text(text=text, adoption=said["adoption"], by=context.by, at=context.moment(10))
    for number in range(SIGNED_BY):
        at = context.moment(7 - number % 5, hour=10 + number % 6)
        sign_text(text=text, by=voices.people.citizens[number * 4 + 2], at=at)
    for by, organisation in voices.organisations.values():
        named = Organisation.objects.get(pk=organisation.pk)
        sign_text(text=text, by=by, at=context.moment(6), organisation=named)
