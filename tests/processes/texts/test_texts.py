"""Texts that are written together: brought in, suggested on, answered, changed, adopted, signed."""

import io
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, Organisation, Person, Representation, Response
from participation.privacy import docx
from participation.responses.actions.common import NotDoneError
from processes.models import DraftText, Passage, Suggestion, SuggestionVoice, TextSignature, TextVersion
from processes.texts.actions.preparing import adopt_text, keep_text, publish_text, publish_version, reopen_text
from processes.texts.actions.signing import sign_text, unite_text_voices, withdraw_signature
from processes.texts.actions.suggesting import answer_suggestions, take_side, withdraw_suggestion
from processes.texts.docx_in import read_docx
from processes.texts.pieces import Piece, read_markdown, write_markdown
from processes.texts.policies import may_suggest
from tests.personas import NOW, client_of, make_person, official
from tests.processes.texts.manifesto import WORDS, make_activity, make_text, passage, read, say
from tests.races import at_once

pytestmark = pytest.mark.django_db


def pieces(text: DraftText, **words: str) -> list[Piece]:
    """Return the pieces of a text with other words for some keys (``_2="…"``); empty: the passage goes."""
    rows = Passage.objects.filter(text=text, gone_in__isnull=True).order_by("position")
    told = [(row, words.get(f"_{row.key}", row.words)) for row in rows]
    return [Piece(row.kind, row.level, each, row.key) for row, each in told if each]


def answer(text: DraftText, rows: list[Suggestion], by: Person, verdict: str = "accepted") -> None:
    """Answer suggestions with reasons."""
    answer_suggestions(text=text, suggestions=rows, verdict=verdict, reasons="Es cierto.", by=by, at=NOW)


def version(text: DraftText, by: Person, *, takes: list[Suggestion], seen: int = 1, **words: str) -> DraftText:
    """Publish a new version."""
    return publish_version(text=text, pieces=pieces(text, **words), takes=takes, note="", seen=seen, by=by, at=NOW)


# --- Reading a document -----------------------------------------------------------------------------------------------


def test_a_text_is_read_in_parts_and_written_again_the_same() -> None:
    """Headings, articles, paragraphs and items are told apart; what looks like a mark and is none stays."""
    found = read_markdown(WORDS + "\n\\# no es título\n\nCon **fuerza** y [datos](https://x.mx/a).\nSigue.")
    assert [(each.kind, each.level) for each in found] == [
        ("heading", 1), ("paragraph", 6), ("heading", 2), ("article", 5), ("item", 7), ("paragraph", 6), ("paragraph", 6),
    ]  # fmt: skip
    assert [each.words for each in found[-2:]] == ["# no es título", "Con fuerza y datos (https://x.mx/a). Sigue."]
    odd = [Piece("paragraph", 6, words) for words in ("*x* y_z_", "[a](b)", "- no", "| t | u |", "\\w **k** !")]
    assert read_markdown(write_markdown(found)) == found
    assert read_markdown(write_markdown(odd)) == odd


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Uno.\n\n| a | b |\n|---|---|\n| 1 | 2 |", "Párrafo 2 (“a | b”): es una tabla."),
        ("Uno.\n\nDos.\n\nMira ![foto](a.png) aquí", "Párrafo 3 (“Mira aquí”): tiene una imagen"),
        ("# Solo un título", "No hay ningún párrafo"),
        ("Uno.\n\n" + "x" * 6_001, "tiene 6001 caracteres"),
    ],
)
def test_what_cannot_be_taken_names_its_paragraph(words: str, told: str) -> None:
    """Whoever brings a document finds the paragraph at fault without searching."""
    with pytest.raises(ValidationError) as error:
        read_markdown(words)
    assert told in " ".join(error.value.messages)


def test_a_document_of_a_word_processor_is_read() -> None:
    """Headings by their outline, paragraphs, and a table that is refused where it stands; what is no DOCX too."""
    parts = [docx.paragraph("Manifiesto", level=1), docx.paragraph("Artículo 1. Uno."), docx.paragraph("Dos.")]
    assert [(each.kind, each.words) for each in read_docx(docx.document(parts))] == [
        ("heading", "Manifiesto"), ("article", "Artículo 1. Uno."), ("paragraph", "Dos."),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="Párrafo 4 .*es una tabla"):
        read_docx(docx.document([*parts, docx.table(["a"], [["b"]])]))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as book:
        book.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    for data in (b"PK nada", bomb.getvalue()):
        with pytest.raises(ValidationError, match="No se puede leer"):
            read_docx(data)


# --- The text and its versions ----------------------------------------------------------------------------------------


def test_a_text_is_brought_in_and_published(carla: Person, bruno: Person) -> None:
    """Nobody sees it before; its passages are numbered, lie under their headings, and keep their keys."""
    component = make_activity()
    kept = keep_text(component=component, title="Manifiesto", markdown=WORDS, by=carla, at=NOW)
    assert not DraftText.objects.visible_to(bruno).exists()
    assert not Passage.objects.exists()
    publish_text(text=kept, by=carla, at=NOW)
    publish_text(text=kept, by=carla, at=NOW)
    rows = Passage.objects.order_by("position").values_list("key", "kind", "number", "parent__key")
    assert list(rows) == [
        (1, "heading", 0, None), (2, "paragraph", 1, 1), (3, "heading", 0, 1), (4, "article", 2, 3), (5, "item", 3, 4),
    ]  # fmt: skip
    assert TextVersion.objects.get().number == 1
    assert Event.objects.filter(name="processes.text.published").count() == 1
    with pytest.raises(ActDenied, match="publicado"):
        keep_text(component=component, title="Otro", markdown="Otro.", by=carla, at=NOW)


def test_a_suggestion_goes_all_the_way(carla: Person, ana: Person, bruno: Person) -> None:
    """Suggested, favoured, answered, taken in: its author is told what changed because of them."""
    text = make_text(carla)
    row = say(text, ana)
    assert (row.start, row.before) == (16, "La ciudad es de quienes la habitan.")
    owed = Response.objects.get(subject=row.subject)
    assert (owed.due_on.isoformat(), owed.published_at) == ("2026-12-21", None)
    take_side(suggestion=row, value=1, by=bruno, at=NOW)
    take_side(suggestion=row, value=-1, by=bruno, at=NOW)
    row.refresh_from_db()
    assert (row.in_favour, row.against) == (0, 1)
    answer(text, [row], carla)
    changed = "La ciudad es de quienes la habitan y la trabajan."
    version(text, carla, takes=[row], _2=changed)
    row.refresh_from_db()
    assert row.taken_in is not None
    assert (row.taken_in.number, passage(text).words) == (2, changed)
    relay(NOW)
    told = Notice.objects.filter(person=ana).order_by("pk").values_list("event__name", flat=True)
    assert list(told) == ["participation.response.published", "processes.text.version_published"]
    page = client_of(ana).get(f"/textos/{text.pk}/cambios/2/").content.decode()
    assert "Cambió gracias a ti" in page
    assert "Con sugerencias de Ana." in page


def test_a_version_changes_adds_and_takes_out(carla: Person) -> None:
    """Keys stay, a new passage gets the next one, one that goes is kept for those who suggested on it."""
    text = make_text(carla)
    new = [*pieces(text, _5=""), Piece("paragraph", 6, "Un párrafo nuevo.")]
    publish_version(text=text, pieces=new, takes=[], note="Más claro", seen=1, by=carla, at=NOW)
    rows = Passage.objects.order_by("key").values_list("key", "number", "gone_in__number")
    assert list(rows) == [(1, 0, None), (2, 1, None), (3, 0, None), (4, 2, None), (5, 3, 2), (6, 3, None)]
    text = read(text)
    for wrong in (pieces(text), [*pieces(text), Piece("paragraph", 6, "x", 99)], [*pieces(text), pieces(text)[0]]):
        with pytest.raises(ValidationError):
            publish_version(text=text, pieces=wrong, takes=[], note="", seen=2, by=carla, at=NOW)
    row = say(text, make_person("Rita"))
    with pytest.raises(ValidationError, match="no fue aceptada"):
        version(text, carla, takes=[row], seen=2, _2="Otra cosa.")
    assert TextVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_officials_publish_at_once(carla: Person) -> None:
    """One version is published; the other official is told, and nothing is overwritten unread.

    Without the lock of ``locked`` both read version 1 as current, and both versions are published.
    """
    text = make_text(carla)

    def publish(words: str) -> Any:
        return version(text, carla, takes=[], _2=words)

    results = at_once(lambda: publish("La ciudad es de todas."), lambda: publish("La ciudad es de todos."))
    assert sorted(type(each).__name__ for each in results) == ["ActDenied", "DraftText"]
    assert TextVersion.objects.count() == 2


# --- Suggesting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"quote": "no está ahí"}, "quote"),
        ({"wording": "quienes la habitan"}, "wording"),
        ({"wording": ""}, "wording"),
        ({"before": "Otra cosa."}, "before"),
        ({"reason": "no"}, "reason"),
        ({"kind": "otra"}, "kind"),
        ({"kind": "addition", "wording": "x" * 6_001}, "wording"),
    ],
)
def test_what_cannot_be_suggested(carla: Person, ana: Person, given: dict[str, Any], field: str) -> None:
    """Each field says what is wrong with it, and nothing is written."""
    text = make_text(carla)
    with pytest.raises(ValidationError) as error:
        say(text, ana, **given)
    assert list(error.value.message_dict) == [field]
    assert not Suggestion.objects.exists()


def test_other_ways_to_suggest(carla: Person, ana: Person) -> None:
    """A paragraph after, words taken out, a comment (owed no answer); a replay gives back the first."""
    text, act = make_text(carla), uuid.uuid4()
    added = say(text, ana, kind="addition", wording="Y de quienes vendrán.", act_id=act)
    assert say(text, ana, kind="addition", wording="Otra vez", act_id=act) == added
    gone = say(text, ana, kind="removal", wording="no cuenta", quote=" quienes la ")
    assert (gone.quote, gone.wording) == ("quienes la", "")
    remark = say(text, ana, kind="remark", quote="", wording="")
    assert not Response.objects.filter(subject=remark.subject).exists()
    with pytest.raises(NotDoneError, match="comentario"):
        answer(text, [remark], carla)
    assert Suggestion.objects.count() == 3


def test_who_may_suggest_and_when(carla: Person, ana: Person, bruno: Person) -> None:
    """Phases, rules, limits; a text that is not shown; nobody takes sides on their own or answers it."""
    text = make_text(carla, who_may_suggest=[{"kind": "verified"}], per_person=1)
    assert may_suggest(None, text, at=NOW).code == "not_signed_in"  # type: ignore[union-attr]
    assert may_suggest(bruno, text, at=NOW).code == "not_verified"  # type: ignore[union-attr]
    assert may_suggest(ana, text, at=NOW + timedelta(days=11)).code == "closed"  # type: ignore[union-attr]
    row = say(text, ana)
    assert may_suggest(ana, text, at=NOW).code == "suggestion_limit"  # type: ignore[union-attr]
    with pytest.raises(ActDenied):
        take_side(suggestion=row, value=1, by=ana, at=NOW)
    with pytest.raises(ActDenied):
        withdraw_suggestion(suggestion=row, by=bruno, at=NOW)
    with pytest.raises(ActDenied):
        answer(text, [row], ana)
    withdraw_suggestion(suggestion=row, by=ana, at=NOW)
    assert may_suggest(ana, text, at=NOW)
    assert not SuggestionVoice.objects.exists()


def test_an_answered_suggestion_stays(carla: Person, ana: Person, bruno: Person) -> None:
    """Once answered it is not taken back and nobody takes sides; an official answers not their own."""
    text = make_text(carla)
    row, own = say(text, ana), say(text, carla)
    with pytest.raises(NotDoneError):
        answer(text, [row, own], carla)
    assert not Response.objects.filter(published_at__isnull=False).exists()
    answer(text, [row], carla, "rejected")
    with pytest.raises(ActDenied):
        withdraw_suggestion(suggestion=row, by=ana, at=NOW)
    with pytest.raises(ActDenied):
        take_side(suggestion=row, value=1, by=bruno, at=NOW)


# --- Adopting and signing ---------------------------------------------------------------------------------------------


def adopted(carla: Person, **settings: Any) -> DraftText:
    """Return the text, adopted."""
    text = make_text(carla, **settings)
    return read(adopt_text(text=text, adoption="La adoptó el cabildo.", by=carla, at=NOW))


def test_a_text_is_adopted_once_everything_is_answered(carla: Person, ana: Person) -> None:
    """Then it changes no more; undone while nobody signed."""
    text = make_text(carla)
    row = say(text, ana)
    with pytest.raises(ActDenied, match="1 sugerencia espera"):
        adopt_text(text=text, adoption="La adoptó el cabildo.", by=carla, at=NOW)
    answer(text, [row], carla)
    text = read(adopt_text(text=text, adoption="La adoptó el cabildo.", by=carla, at=NOW))
    with pytest.raises(ActDenied):
        say(text, ana)
    with pytest.raises(ActDenied):
        version(text, carla, takes=[], _2="Otra cosa.")
    reopen_text(text=text, by=carla, at=NOW)
    adopt_text(text=text, adoption="La adoptó el cabildo.", by=carla, at=NOW)
    sign_text(text=text, by=ana, at=NOW)
    with pytest.raises(ActDenied, match="firmó"):
        reopen_text(text=text, by=carla, at=NOW)


def test_people_and_organisations_sign(carla: Person, ana: Person, bruno: Person) -> None:
    """Once each, taken back while signing is open, and not for an organisation that one does not represent."""
    text = adopted(carla)
    club = Organisation.objects.create(**organisation_fields("Vecinos del Centro", ana))
    with pytest.raises(ActDenied):
        sign_text(text=text, by=bruno, at=NOW, organisation=club)
    Representation.objects.create(organisation=club, person=ana, since=NOW)
    own, theirs = sign_text(text=text, by=ana, at=NOW), sign_text(text=text, by=ana, at=NOW, organisation=club)
    assert sign_text(text=text, by=ana, at=NOW) == own
    assert read(text).signed == 2
    with pytest.raises(ActDenied):
        withdraw_signature(signature=own, by=bruno, at=NOW)
    with pytest.raises(ActDenied):
        withdraw_signature(signature=own, by=ana, at=NOW + timedelta(days=11))
    withdraw_signature(signature=theirs, by=ana, at=NOW)
    withdraw_signature(signature=theirs, by=ana, at=NOW)
    assert read(text).signed == 1
    page = client_of(bruno).get(f"/textos/{text.pk}/firmas/").content.decode()
    assert "Ana" in page
    assert "Vecinos del Centro" not in page


def organisation_fields(name: str, author: Person) -> dict[str, Any]:
    """Return what a registered organisation needs."""
    from participation.subjects.actions import create_subject

    subject = create_subject(
        kind="organisation", title=name, path=f"/organizaciones/{name}/", at=NOW, state="published"
    )
    return {
        "subject": subject,
        "name": name,
        "author": author,
        "state": "registered",
        "created_at": NOW,
        "registered_at": NOW,
    }


@pytest.mark.django_db(transaction=True)
def test_a_signature_sent_twice_counts_once(carla: Person, ana: Person) -> None:
    """Both posts are told of the same signature, and the number is one.

    Without the lock of ``locked`` the second finds none and meets the unique constraint, as an error.
    """
    text = adopted(carla)
    results = at_once(*[lambda: sign_text(text=text, by=ana, at=NOW)] * 2)
    assert [type(each).__name__ for each in results] == ["TextSignature"] * 2
    assert TextSignature.objects.count() == 1
    assert read(text).signed == 1


def test_one_person_of_two_accounts_is_one_voice(carla: Person, ana: Person, bruno: Person) -> None:
    """Where two accounts turn out to be one person, the last side and signature count."""
    text = make_text(carla)
    row = say(text, carla)
    take_side(suggestion=row, value=1, by=ana, at=NOW)
    take_side(suggestion=row, value=-1, by=bruno, at=NOW + timedelta(minutes=1))
    answer_by_other(text, row)
    text = read(adopt_text(text=text, adoption="La adoptó el cabildo.", by=carla, at=NOW))
    for person in (ana, bruno):
        sign_text(text=text, by=person, at=NOW)
    assert unite_text_voices(accounts=[ana, bruno], at=NOW) == 2
    row.refresh_from_db()
    assert (row.in_favour, row.against, read(text).signed) == (0, 1, 1)


def answer_by_other(text: DraftText, row: Suggestion) -> None:
    """Have another steward answer."""
    answer(text, [row], official("Saúl", "steward"))


def test_nothing_is_left_behind_by_a_refused_act(carla: Person, bruno: Person) -> None:
    """Who leads nothing cannot bring, publish, change or adopt."""
    text = make_text(carla)
    for act in (
        lambda: keep_text(component=text.component, title="Otro", markdown="Otro.", by=bruno, at=NOW),
        lambda: version(text, bruno, takes=[], _2="Otra cosa."),
        lambda: adopt_text(text=text, adoption="La adoptó el cabildo.", by=bruno, at=NOW),
    ):
        with pytest.raises(ActDenied):
            act()
    assert (TextVersion.objects.count(), read(text).state) == (1, "open")
    assert connection.in_atomic_block
