"""Blocked accounts: what they may not do, what they still may, who may block, and how it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on, edit_comment, withdraw_comment
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Block, Comment, Event, Flag, Notice, Person
from participation.moderation.actions import block_person, flag, lift_block
from participation.notifications.wording import word
from proposals.actions import submit_proposal, support_proposal, withdraw_support
from proposals.models import Proposal, Support
from tests.factories import make_comment, make_proposal
from tests.personas import NOW, client_of, make_person, official
from tests.races import at_once

BODY = "Que haya árboles nuevos en toda la calle, porque en verano no se puede caminar."


def denied(code: str, call) -> None:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == code


def blocked(person: Person, by: Person, **more) -> Person:
    """Block somebody; return them as the next request reads them."""
    block_person(person=person, reason="Publica anuncios", by=by, at=NOW, **more)
    return Person.objects.get(pk=person.pk)


def test_a_blocked_account_may_not_take_part(subject, bruno, dario):
    proposal = subject.proposal
    before = comment_on(subject=subject, text="De antes", by=bruno, at=NOW)
    support_proposal(proposal=proposal, by=bruno, at=NOW)
    other = make_comment(subject)
    bruno = blocked(bruno, dario)
    for act in (
        lambda: comment_on(subject=subject, text="Otra vez", by=bruno, at=NOW),
        lambda: comment_on(subject=subject, text="Respondo", by=bruno, parent=other, at=NOW),
        lambda: edit_comment(comment=before, text="Cambiado", by=bruno, at=NOW),
        lambda: flag(subject=subject, by=bruno, reason="spam", at=NOW),
        lambda: support_proposal(proposal=make_proposal(proposal.component), by=bruno, at=NOW),
        lambda: submit_proposal(component=proposal.component, title="Más árboles", body=BODY, by=bruno, at=NOW),
    ):
        denied("blocked", act)
    assert list(Comment.objects.filter(author=bruno).values_list("text", flat=True)) == ["De antes"]
    assert Support.objects.filter(person=bruno).count() == 1
    assert not Flag.objects.exists()
    assert not Proposal.objects.filter(author=bruno).exists()
    # What is theirs they may still take back, and they may follow what happens.
    withdraw_comment(comment=before, by=bruno, at=NOW)
    withdraw_support(proposal=proposal, by=bruno, at=NOW)
    follow(subject=subject, by=bruno, at=NOW)


def test_the_page_says_why_and_where_to_appeal(subject, bruno, dario):
    blocked(bruno, dario, until=NOW + timedelta(days=7))
    browser = client_of(bruno)
    response = browser.post(f"/temas/{subject.pk}/comentarios/nuevo/", {"text": "Hola", "stance": "for"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Moderación bloqueó tu cuenta hasta el 28 de noviembre de 2026" in page
    assert "Hola" in page
    assert "/cuenta/bloqueo/" in page
    own = browser.get("/cuenta/bloqueo/").content.decode()
    assert "Tu cuenta está bloqueada" in own
    assert "Publica anuncios" in own
    assert browser.post("/cuenta/bloqueo/", {"text": "No vendo nada"}).status_code == 302
    assert "Tu apelación" in browser.get("/cuenta/bloqueo/").content.decode()
    assert "Tu cuenta no está bloqueada" in client_of(dario).get("/cuenta/bloqueo/").content.decode()


def test_it_ends_by_itself(subject, bruno, dario):
    bruno = blocked(bruno, dario, until=NOW + timedelta(days=1))
    late = NOW + timedelta(days=1)
    denied("blocked", lambda: comment_on(subject=subject, text="a", by=bruno, at=late - timedelta(seconds=1)))
    comment_on(subject=subject, text="Ya puedo", by=bruno, at=late)
    again = block_person(person=bruno, reason="Otra vez", by=dario, at=late)
    assert Block.objects.filter(lifted_at__isnull=True).get() == again


def test_lifting_it(subject, bruno, dario, carla):
    bruno = blocked(bruno, dario)
    block = Block.objects.get()
    with pytest.raises(ValidationError):
        lift_block(block=block, reason=" ", by=carla, at=NOW)
    lift_block(block=block, reason="Fue un malentendido", by=carla, at=NOW)
    bruno.refresh_from_db()
    comment_on(subject=subject, text="Gracias", by=bruno, at=NOW)
    denied("not_blocked", lambda: lift_block(block=block, reason="Otra vez", by=carla, at=NOW))
    relay(at=NOW)
    titles = [word(notice).title for notice in Notice.objects.filter(person=bruno).order_by("pk")]
    assert titles == [
        "Moderación bloqueó tu cuenta: puedes leer, pero no participar",
        "Puedes volver a participar: tu cuenta ya no está bloqueada",
    ]
    assert Event.objects.get(name="participation.account.blocked").payload["person"] == bruno.pk


def test_who_may_not_block_whom(subject, bruno, dario, elena, carla):
    local = official("Local", "moderator", subject.parent)

    def block(person, by, **more):
        return lambda: block_person(**{"person": person, "reason": "Porque", "by": by, "at": NOW, **more})

    for by in (bruno, elena, local):
        denied("role_missing", block(make_person("Otra" + by.name), by))
    denied("not_signed_in", block(bruno, None))
    denied("own_account", block(dario, dario))
    denied("is_official", block(carla, dario))
    for wrong in ({"reason": ""}, {"reason": "x" * 2001}, {"until": NOW}):
        with pytest.raises(ValidationError):
            block(bruno, dario, **wrong)()
    assert not Block.objects.exists()
    assert not Person.objects.exclude(blocked_at=None).exists()


def test_pages_of_blocked_accounts(subject, ana, bruno, dario, client):
    comment = make_comment(subject, author=ana)
    local = official("Local", "moderator", subject.parent)
    url = f"/mesa/moderacion/temas/{subject.pk}/bloquear/?comentario={comment.pk}"
    assert client.get(url).status_code == 302
    assert client_of(bruno).post(url, {"reason": "x"}).status_code == 404
    assert client_of(local).post(url, {"reason": "x"}).status_code == 403
    assert client_of(local).get("/mesa/moderacion/cuentas/").status_code == 403
    browser = client_of(dario)
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert browser.post(url, {"reason": "x", "until": "2026-11-01"}).status_code == 422
    assert browser.post(url, {"reason": "x", "until": "9999-99-99"}).status_code == 422
    assert not Block.objects.exists()
    assert browser.post(url, {"reason": "Publica anuncios", "until": "2026-12-24"}).status_code == 302
    page = browser.get("/mesa/moderacion/cuentas/").content.decode()
    assert "Publica anuncios" in page
    assert "24 de diciembre" in page
    block = Block.objects.get()
    lift = f"/mesa/moderacion/cuentas/{block.pk}/"
    assert client_of(bruno).post(lift, {"reason": "x"}).status_code == 403
    assert "Publica anuncios" in browser.get(lift).content.decode()
    assert browser.post(lift, {"reason": "Ya"}).status_code == 302
    assert Block.objects.get().lifted_by == dario


@pytest.mark.django_db(transaction=True)
def test_blocked_twice_at_once_is_once():
    """Without the lock on the account the second one meets the unique key, which is an error of the server."""
    ana, people = make_person("Ana"), [official(f"Modera{n}", "moderator") for n in range(5)]
    results = at_once(*[lambda by=by: block_person(person=ana, reason="Anuncios", by=by, at=NOW) for by in people])
    assert sum(isinstance(result, Block) for result in results) == 1
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"already_decided"}
