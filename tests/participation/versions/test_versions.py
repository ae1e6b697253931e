"""Versions: numbers, differences, the page, races."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.models import Version
from participation.responses.actions import draft_response, publish_response
from participation.subjects.actions import update_subject
from participation.versions.actions import add_version
from participation.versions.diff import Piece, compare, readable
from processes.actions import update_process
from tests.factories import make_call, make_institution, make_process, make_proposal
from tests.personas import NOW, client_of
from tests.races import at_once

SCRIPT = "<script>alert(1)</script>"


def test_numbers_and_repeats(subject, ana):
    first = add_version(subject=subject, data={"title": "Uno"}, by=ana, at=NOW)
    assert add_version(subject=subject, data={"title": "Uno"}, by=ana, at=NOW) == first
    second = add_version(subject=subject, data={"title": "Dos"}, by=ana, at=NOW, reason="Más claro " * 100)
    assert (first.number, second.number, len(second.reason)) == (1, 2, 300)


@pytest.mark.django_db(transaction=True)
def test_parallel_edits_leave_no_gaps():
    """Without the lock on the subject's row two edits take one number and one of them fails on the constraint."""
    subject = make_proposal(make_call()).subject
    results = at_once(
        *[lambda n=n: add_version(subject=subject, data={"body": f"Texto {n}"}, by=None, at=NOW) for n in range(10)]
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(Version.objects.values_list("number", flat=True)) == list(range(1, 11))


# --- Differences ------------------------------------------------------------------------------------------------------


def test_words_are_compared():
    assert compare("La calle ancha, con luz.", "La calle angosta, con más luz.") == [
        Piece("same", "La calle "),
        Piece("del", "ancha"),
        Piece("ins", "angosta"),
        Piece("same", ", con"),
        Piece("ins", " más"),
        Piece("same", " luz."),
    ]
    assert compare("Igual", "Igual") == [Piece("same", "Igual")]
    assert compare("", "Nuevo") == [Piece("ins", "Nuevo")]
    assert compare("Viejo", "") == [Piece("del", "Viejo")]
    assert compare("", "") == []


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_the_pieces_give_back_both_texts(old, new):
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 3000, "b a " * 1500),
        ("a b " * 1500, "b a " * 1500),
        ("palabra " * 50_000, "otra " * 50_000),
        ("línea\n" * 20_000, "otra\n" * 20_000),
        ("x" * 1_000_000, "y" * 1_000_000),
        (" ".join(map(str, range(2900))), " ".join(map(str, range(2900, 0, -1)))),
    ],
)
def test_long_and_hostile_texts_are_compared_in_time(old, new):
    before = time.perf_counter()
    pieces = compare(old, new)
    assert time.perf_counter() - before < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == old


def test_rich_text_is_read_without_its_tags():
    assert readable("<p>Hola <b>a</b> todas</p><ul><li>Una</li></ul>") == "Hola a todas Una"
    assert readable("2 < 3 y 4 > 3\nasí") == "2 < 3 y 4 > 3\nasí"


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_changed_and_by_whom(subject, ana, client):
    add_version(subject=subject, data={"title": "Calle ancha", "body": f"Hola {SCRIPT}"}, by=ana, at=NOW)
    add_version(
        subject=subject,
        data={"title": "Calle angosta", "body": f"Hola {SCRIPT}{SCRIPT}"},
        by=ana,
        at=NOW,
        reason=f"Error {SCRIPT}",
    )
    html = client.get(f"/temas/{subject.pk}/cambios/").content.decode()
    assert SCRIPT not in html
    assert re.search(r"<ins>(?:(?!</ins>).)*angosta", html)
    assert re.search(r"<del>(?:(?!</del>).)*ancha", html)
    assert html.index("Versión 2") < html.index("Versión 1")
    assert "Ana" in html
    assert "Error &lt;script&gt;" in html
    assert client.get(f"/en/temas/{subject.pk}/cambios/").status_code == 200


@pytest.mark.parametrize("number", [1, 25])
def test_the_page_costs_the_same(subject, ana, client, number, django_assert_num_queries):
    for n in range(number):
        add_version(subject=subject, data={"body": f"Texto {n}"}, by=ana, at=NOW)
    client.get(f"/temas/{subject.pk}/cambios/")
    with django_assert_num_queries(3):  # subject with what lies above · versions · the one before them
        html = client.get(f"/temas/{subject.pk}/cambios/").content.decode()
    assert html.count("<article") == min(number, 10)
    assert ('rel="next"' in html) == (number > 10)


def test_who_may_read_the_history(subject, ana, carla, client):
    add_version(subject=subject, data={"body": "Texto"}, by=None, at=NOW)
    url = f"/temas/{subject.pk}/cambios/"
    assert client.get(url).status_code == 200
    for state in ("draft", "hidden"):
        update_subject(subject=subject, at=NOW, state=state)
        assert client.get(url).status_code == 404
        assert client_of(ana).get(url).status_code == 404
        assert client_of(carla).get(url).status_code == 200
        assert client_of(subject.proposal.author).get(url).status_code == 200
    assert client.get("/temas/99999999999999999999/cambios/").status_code == 404


def test_an_empty_history_and_a_broken_cursor(subject, client):
    assert "Todavía no hay cambios" in client.get(f"/temas/{subject.pk}/cambios/").content.decode()
    assert client.get(f"/temas/{subject.pk}/cambios/?after=x").status_code == 400


# --- Languages --------------------------------------------------------------------------------------------------------


def test_what_a_process_says_in_another_language_has_versions_too(carla):
    process = make_process(
        title="Plan municipal", institution=make_institution(), who_participates="Todas", what_is_decided="Las calles",
        how_decided="Por acuerdo", translations={"en": {"title": "Municipal plan"}},
    )  # fmt: skip
    update_process(process=process, summary="Qué calles se arreglan.", by=carla, at=NOW)
    update_process(process=process, translations={"en": {"title": "Metropolitan plan"}}, by=carla, at=NOW)
    page = client_of(carla).get(f"/temas/{process.subject_id}/cambios/").content.decode()
    assert "Título (en inglés)" in page
    assert re.search(r'<div class="az-diff" lang="en">.*<ins>.*Metropolitan', page, re.S)
    assert "Title_en" not in page
    english = client_of(carla).get(f"/en/temas/{process.subject_id}/cambios/").content.decode()
    assert "Title (in English)" in english


def test_a_process_without_changes_leads_back(db, client):
    page = client.get(f"/temas/{make_process().subject_id}/cambios/").content.decode()
    assert re.search(r'<a class="btn btn-outline-primary" href="/procesos/[^"]+">[^<]+</a>', page)


def test_what_an_answer_said_is_told_in_the_language_of_the_reader(client, carla):
    """Who published it wrote in Spanish; the verdict is a word of ours in both languages."""
    proposal = make_proposal(make_call())
    draft_response(subject=proposal.subject, verdict="accepted", reasons="Ya hay presupuesto.", by=carla, at=NOW)
    publish_response(subject=proposal.subject, by=carla, at=NOW)
    path = f"/temas/{proposal.subject_id}/cambios/"
    spanish, english = client.get(path).content.decode(), client.get(f"/en{path}").content.decode()
    assert ("aceptada" in spanish, "Respuesta publicada" in spanish) == (True, True)
    assert ("aceptada" in english, ">accepted<" in english, "Answer published" in english) == (False, True, True)
