"""Appeals: once, in time, by the author, decided by somebody else; what was hidden comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Appeal, Comment, Decision, Event, Notice, Person, SubjectCount
from participation.moderation.actions import appeal, block_person, decide, decide_appeal
from participation.moderation.querysets import appeals_for
from participation.notifications.wording import word
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of, make_person, official
from tests.races import at_once


def denied(code: str, call) -> None:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == code


@pytest.fixture
def hidden(subject, ana, dario) -> Decision:
    """A comment of Ana's that Dario hid."""
    comment = make_comment(subject, author=ana)
    return decide(subject=subject, comment=comment, outcome="hide", reason="Insulta", by=dario, at=NOW)


def test_an_appeal_that_succeeds_shows_it_again_and_is_told(hidden, ana, dario, carla):
    made = appeal(decision=hidden, text=" No insulta\x00 a nadie ", by=ana, at=NOW)
    assert made.text == "No insulta a nadie"
    assert list(appeals_for(dario)) == []  # his own decision
    assert list(appeals_for(carla)) == [made]
    decide_appeal(appeal=made, outcome="overturned", reason="Es una crítica.", by=carla, at=NOW)
    made.refresh_from_db()
    assert (made.outcome, made.decided_by) == ("overturned", carla)
    comment = Comment.objects.get(pk=hidden.comment_id)
    assert comment.state == "visible"
    assert SubjectCount.objects.get(pk=comment.subject_id).comments == 1
    assert [d.outcome for d in Decision.objects.order_by("pk")] == ["hide", "restore"]
    assert list(appeals_for(carla)) == []
    relay(at=NOW)
    titles = [word(notice).title for notice in Notice.objects.filter(person=ana).order_by("pk")]
    assert "Tu apelación procedió: la decisión se echó atrás" in titles


def test_an_appeal_that_does_not(hidden, ana, carla):
    made = appeal(decision=hidden, text="No", by=ana, at=NOW)
    decide_appeal(appeal=made, outcome="upheld", reason="Sí insulta.", by=carla, at=NOW)
    assert Comment.objects.get(pk=hidden.comment_id).state == "hidden"
    assert Decision.objects.count() == 1
    denied("already_appealed", lambda: appeal(decision=hidden, text="Otra vez", by=ana, at=NOW))
    denied("already_decided", lambda: decide_appeal(appeal=made, outcome="overturned", reason="Ya", by=carla, at=NOW))
    event = Event.objects.get(name="participation.appeal.decided")
    assert event.payload == {"appeal": made.pk, "outcome": "upheld", "person": ana.pk}


def test_who_may_not_appeal(hidden, ana, bruno, dario):
    denied("not_signed_in", lambda: appeal(decision=hidden, text="No", by=None, at=NOW))
    denied("not_author", lambda: appeal(decision=hidden, text="No", by=bruno, at=NOW))
    denied("too_late", lambda: appeal(decision=hidden, text="No", by=ana, at=NOW + timedelta(days=16)))
    for wrong in (" ", "x" * 2001):
        with pytest.raises(ValidationError):
            appeal(decision=hidden, text=wrong, by=ana, at=NOW)
    with pytest.raises(ValidationError):
        appeal(text="Nada", by=ana, at=NOW)
    decide(subject=hidden.subject, comment=hidden.comment, outcome="restore", reason="Error", by=dario, at=NOW)
    denied("not_hidden", lambda: appeal(decision=hidden, text="No", by=ana, at=NOW))
    assert not Appeal.objects.exists()


def test_who_may_not_decide_on_an_appeal(hidden, subject, ana, bruno, dario, elena):
    made = appeal(decision=hidden, text="No", by=ana, at=NOW)
    elsewhere = official("Ajena", "moderator", make_proposal(make_call()).subject)

    def decide_by(person):
        return lambda: decide_appeal(appeal=made, outcome="overturned", reason="Porque", by=person, at=NOW)

    denied("own_decision", decide_by(dario))
    for person in (bruno, elena, elsewhere):
        denied("role_missing", decide_by(person))
    denied("not_signed_in", decide_by(None))
    for wrong in ({"outcome": "borrar", "reason": "x"}, {"outcome": "upheld", "reason": " "}):
        with pytest.raises(ValidationError):
            decide_appeal(appeal=made, by=dario, at=NOW, **wrong)
    made.refresh_from_db()
    assert made.outcome == ""
    assert Comment.objects.get(pk=hidden.comment_id).state == "hidden"


def test_a_moderator_who_wrote_it_does_not_decide_on_it(subject, dario, carla):
    own = make_comment(subject, author=dario)
    decision = decide(subject=subject, comment=own, outcome="hide", reason="Insulta", by=carla, at=NOW)
    made = appeal(decision=decision, text="No", by=dario, at=NOW)
    assert list(appeals_for(dario)) == []
    denied("own_content", lambda: decide_appeal(appeal=made, outcome="overturned", reason="Sí", by=dario, at=NOW))


def test_the_author_appeals_on_the_page(hidden, ana, bruno, dario, carla, client):
    url = f"/moderacion/decisiones/{hidden.pk}/"
    assert client.get(url).url.startswith("/cuenta/entrar/")
    for person in (bruno, dario):
        assert client_of(person).get(url).status_code == 404
        assert client_of(person).post(url, {"text": "No"}).status_code == 404
    browser = client_of(ana)
    assert "Insulta" in browser.get(url).content.decode()
    assert browser.post(url, {"text": " "}).status_code == 422
    assert browser.post(url, {"text": "No <script>alert(1)</script>"}).url == url
    page = browser.get(url).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert browser.post(url, {"text": "Otra vez"}).status_code == 403
    made = Appeal.objects.get()
    desk = f"/mesa/moderacion/apelaciones/{made.pk}/"
    assert client_of(bruno).get(desk).status_code == 404
    assert client_of(dario).post(desk, {"outcome": "upheld", "reason": "Sí"}).status_code == 403
    assert "No tienes apelaciones" in client_of(dario).get("/mesa/moderacion/apelaciones/").content.decode()
    official_page = client_of(carla)
    assert official_page.get("/mesa/moderacion/apelaciones/").content.decode().count("<article") == 1
    assert official_page.post(desk, {"outcome": "overturned"}).status_code == 422
    assert official_page.post(desk, {"outcome": "overturned", "reason": "Cabe"}).status_code == 302
    assert Comment.objects.get(pk=hidden.comment_id).state == "visible"


def test_an_appeal_against_a_block(ana, dario, carla):
    block = block_person(person=ana, reason="Publicidad", by=dario, at=NOW)
    made = appeal(block=block, text="No vendo nada", by=ana, at=NOW)
    denied("own_decision", lambda: decide_appeal(appeal=made, outcome="overturned", reason="Sí", by=dario, at=NOW))
    decide_appeal(appeal=made, outcome="overturned", reason="Era su página", by=carla, at=NOW)
    assert Person.objects.get(pk=ana.pk).blocked_at is None


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_decide_once():
    """Without the lock on the appeal both read an open one, and its comment is shown, and counted, twice."""
    subject, ana = make_proposal(make_call()).subject, make_person("Ana")
    comment = make_comment(subject, author=ana)
    first = official("Primera", "moderator")
    decision = decide(subject=subject, comment=comment, outcome="hide", reason="Insulta", by=first, at=NOW)
    made = appeal(decision=decision, text="No", by=ana, at=NOW)
    people = [official(f"Otra{n}", "moderator") for n in range(5)]
    results = at_once(
        *[
            lambda person=person: decide_appeal(appeal=made, outcome="overturned", reason="Cabe", by=person, at=NOW)
            for person in people
        ]
    )
    assert sum(isinstance(result, Appeal) for result in results) == 1
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"already_decided"}
    assert SubjectCount.objects.get(pk=subject.pk).comments == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_appeal_at_once_is_one():
    """Without the lock on the decision the second one meets the unique key, which is an error of the server."""
    subject, ana = make_proposal(make_call()).subject, make_person("Ana")
    comment = make_comment(subject, author=ana)
    by = official("Primera", "moderator")
    decision = decide(subject=subject, comment=comment, outcome="hide", reason="Insulta", by=by, at=NOW)
    results = at_once(*[lambda: appeal(decision=decision, text="No", by=ana, at=NOW)] * 6)
    assert sum(isinstance(result, Appeal) for result in results) == 1
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"already_appealed"}
