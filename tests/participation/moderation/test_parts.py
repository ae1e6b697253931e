"""Answers and names can be reported and hidden too; and what officials publish."""

import pytest

from participation.access.verdict import ActDenied
from participation.models import Decision, Event, Flag, Person, Response
from participation.moderation.actions import decide, flag
from participation.moderation.querysets import hidden_now, waiting
from participation.responses.actions import draft_response, publish_response
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of

REASONS = "Se acepta porque Juana Tapir Domínguez vive en Reforma 12"


def denied(code: str, call) -> None:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == code


@pytest.fixture
def answered(subject, carla):
    """A proposal with a published answer that holds what it should not."""
    draft_response(subject=subject, verdict="accepted", reasons=REASONS, by=carla, at=NOW, signer="La directora")
    publish_response(subject=subject, by=carla, at=NOW)
    return subject


def test_an_answer_is_hidden_and_comes_back(answered, ana, dario, client):
    path = f"/propuestas/{answered.proposal.pk}/"
    flag(subject=answered, part="answer", by=ana, reason="personal", at=NOW)
    assert [row.part for row in waiting(dario)] == ["answer"]
    shown = (path, f"/temas/{answered.pk}/cambios/", "/datos/responses.jsonl", "/")
    before = [text(client, url) for url in shown]
    assert all("Tapir" in page for page in before)
    made = decide(subject=answered, part="answer", outcome="hide", reason="Datos personales", by=dario, at=NOW)
    after = [text(client, url) for url in shown]
    assert not any("Tapir" in page for page in after)
    assert "Moderación ocultó esta respuesta" in after[0]
    assert "La directora" not in after[0]
    assert Flag.objects.get().decision == made
    response = Response.objects.get()
    assert Event.objects.get(name="participation.answer.hidden").changes == [["responses", response.pk]]
    decide(subject=answered, part="answer", outcome="restore", reason="Ya se corrigió", by=dario, at=NOW)
    back = [text(client, url) for url in shown]
    assert back[2] == before[2]
    for page, was in zip(back, before, strict=True):
        assert page.count("Tapir") == was.count("Tapir")  # the timeline says that it was hidden and shown again
    assert Response.objects.get().reasons == REASONS


def text(client, url: str) -> str:
    response = client.get(url)
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return raw.decode()


def test_whoever_answered_does_not_decide_on_it(answered, ana, carla):
    denied(
        "own_content",
        lambda: decide(subject=answered, part="answer", outcome="hide", reason="x", by=carla, at=NOW),
    )
    denied("own_content", lambda: flag(subject=answered, part="answer", by=carla, reason="spam", at=NOW))
    denied(
        "not_shown",
        lambda: flag(subject=make_proposal(make_call()).subject, part="answer", by=ana, reason="spam", at=NOW),
    )
    assert Response.objects.get().hidden_at is None


def test_a_name_is_hidden_everywhere_and_comes_back(subject, ana, bruno, dario, client):
    Person.objects.filter(pk=bruno.pk).update(name="Ofensa Uno")
    bruno.refresh_from_db()
    here, there = make_comment(subject, author=bruno), make_comment(make_proposal(make_call()).subject, author=bruno)
    flag(subject=subject, comment=here, part="name", by=ana, reason="insult", at=NOW)
    flag(subject=there.subject, comment=there, part="name", by=ana, reason="insult", at=NOW)
    denied("own_content", lambda: flag(subject=subject, comment=here, part="name", by=bruno, reason="spam", at=NOW))
    pages = [f"/temas/{row.subject_id}/comentarios/{row.pk}/" for row in (here, there)]
    assert all("Ofensa Uno" in client.get(page).content.decode() for page in pages)
    decide(subject=subject, comment=here, part="name", outcome="hide", reason="Ofende", by=dario, at=NOW)
    for page in pages:
        html = client.get(page).content.decode()
        assert "Ofensa Uno" not in html
        assert "nombre oculto por moderación" in html
    # One decision answers every report on that name, wherever it was seen.
    assert not Flag.objects.filter(decision__isnull=True).exists()
    assert [row.part for row in hidden_now(dario)] == ["name"]
    decide(subject=there.subject, comment=there, part="name", outcome="restore", reason="Error", by=dario, at=NOW)
    assert all("Ofensa Uno" in client.get(page).content.decode() for page in pages)
    assert Decision.objects.filter(named=bruno).count() == 2


def test_the_report_page_asks_what_is_meant(answered, ana, client):
    browser = client_of(ana)
    url = f"/temas/{answered.pk}/reportar/"
    page = browser.get(url).content.decode()
    for words in ("¿A qué te refieres?", "Lo que ahí está escrito", "La respuesta del gobierno", "El nombre de quien"):
        assert words in page
    assert browser.post(url, {"part": "answer", "reason": "personal"}).status_code == 302
    assert browser.post(url, {"part": "name", "reason": "insult"}).status_code == 302
    assert browser.post(url, {"part": "nada", "reason": "insult"}).status_code == 422
    assert set(Flag.objects.values_list("part", flat=True)) == {"answer", "name"}


def test_what_officials_publish_can_be_reported_and_hidden(subject, ana, dario, client):
    process = subject.parent.parent
    flag(subject=process, by=ana, reason="personal", at=NOW)
    assert client.get(process.path).status_code == 200
    decide(subject=process, outcome="hide", reason="Datos personales", by=dario, at=NOW)
    assert client.get(process.path).status_code == 404
    assert client.get(f"/propuestas/{subject.proposal.pk}/").status_code == 404
    decide(subject=process, outcome="restore", reason="Ya no los tiene", by=dario, at=NOW)
    assert client.get(f"/propuestas/{subject.proposal.pk}/").status_code == 200


def test_parts_that_are_not_there(subject, dario, ana):
    comment = make_comment(subject)
    browser = client_of(dario)
    for query in (f"comentario={comment.pk}&parte=respuesta", "parte=otra", "parte=\x00"):
        assert browser.get(f"/mesa/moderacion/temas/{subject.pk}/?{query}").status_code == 404
    for query in ("parte=respuesta", "parte=nombre", f"comentario={comment.pk}&parte=nombre"):
        assert browser.get(f"/mesa/moderacion/temas/{subject.pk}/?{query}").status_code == 200
