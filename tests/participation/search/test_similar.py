"""Suggestions of similar texts: one hundred pairs as people write them."""

import json
from pathlib import Path

import pytest

from participation.models import Subject
from participation.search.similar import suggest
from participation.subjects.actions import create_subject
from tests.factories import make_call
from tests.personas import NOW

pytestmark = pytest.mark.django_db

PAIRS = json.loads((Path(__file__).parents[2] / "fixtures" / "similar_pairs.json").read_text(encoding="utf-8"))


def publish(parent, title, body="", state="published"):
    return create_subject(
        kind="proposal", title=title, summary=body, text=body, path="/x/", at=NOW, parent=parent, state=state
    )


@pytest.fixture
def call():
    return make_call()


def test_eighty_of_a_hundred_pairs_are_found_among_the_first_five(call):
    """Each new text is asked for among all hundred published ones and further texts on other things."""
    made = [publish(call.subject, **pair["published"]) for pair in PAIRS["pairs"]]
    for title in PAIRS["others"]:
        publish(call.subject, title)
    missed = []
    for subject, pair in zip(made, PAIRS["pairs"], strict=True):
        found = suggest(f"{pair['new']['title']}\n{pair['new']['body']}", call.subject, limit=5)
        if subject.pk not in {hit.subject_id for hit in found}:
            missed.append(pair["new"]["title"])
    assert len(PAIRS["pairs"]) == 100
    assert len(missed) <= 20, missed


def test_only_public_things_below_the_parent_are_suggested(call):
    text = "Lámparas nuevas en la calle Juárez"
    shown = publish(call.subject, text)
    publish(call.subject, text, state="draft")
    publish(call.subject, text, state="hidden")
    publish(make_call().subject, text)
    assert [hit.subject_id for hit in suggest(text, call.subject)] == [shown.pk]
    assert suggest(text, call.subject, exclude=[shown.pk]) == []


def test_what_has_nothing_in_common_is_not_suggested(call):
    publish(call.subject, "Lámparas nuevas en la calle Juárez")
    for text in ("Torneo de ajedrez", "", "   ", "!!! ???", "de la que"):
        assert suggest(text, call.subject) == []


def test_misspelt_and_unaccented_words_are_found(call):
    wanted = publish(call.subject, "Iluminación del callejón Jesús te ampare")
    for n in range(20):
        publish(call.subject, f"Callejón de los vecinos número {n}")
    assert suggest("ILUMINACION DEL CALLEJON JESUS TE AMPARE", call.subject)[0].subject_id == wanted.pk


def test_the_number_of_queries_does_not_depend_on_the_number_of_texts(call, django_assert_num_queries):
    for n in range(30):
        publish(call.subject, f"Lámparas en la calle {n}")
    with django_assert_num_queries(2):
        suggest("Lámparas en la calle", call.subject)
    with django_assert_num_queries(1):
        suggest("Lámparas en la calle", call.subject)


@pytest.mark.parametrize("text", ["a\x00b", "x" * 50_000, "' OR 1=1 --", "a:b & !c | (", "\\ ' \" :* <->"])
def test_strange_text_breaks_nothing(call, text):
    publish(call.subject, "Lámparas en la calle")
    suggest(text, call.subject)
    assert Subject.objects.filter(kind="proposal").count() == 1
