"""What an act costs in queries, with its session and everything it asks and writes: at most ten.

Savepoints do not count: they are statements without a question, and the test's own transaction adds some. The page
that the answer leads to does not count either.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.models import Comment, Person, Response, Verification
from participation.people.actions import issue_token
from participation.web import installation
from proposals.models import Proposal
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import client_of, make_person

pytestmark = pytest.mark.django_db
RULES = {
    "free": {},
    "verified, with a limit": {"who_may_support": [{"kind": "verified"}], "supports_per_person": 10},
}


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what processes keep for seconds, so that no count depends on them."""
    monkeypatch.setattr(installation, "SECONDS", 3600)
    installation.installation()
    installation.footer_pages()


@pytest.fixture
def ana() -> Person:
    """A verified person."""
    person, now = make_person("Ana"), timezone.now()
    Verification.objects.create(
        person=person, method="counter", identity_hash="a" * 64, birth_date=date(1990, 5, 1), at=now - timedelta(days=3)
    )
    return person


def api_of(person: Person) -> Client:
    """Return a program that acts for the person."""
    _token, secret = issue_token(person=person, name="Mapa", expires_at=None, by=person, at=timezone.now())
    client = Client(headers={"authorization": f"Bearer {secret}"})
    client.get("/api/v1/")  # notes that the key was used: once in a while, not with each act
    return client


def cost(ask: Callable[[], Any]) -> int:
    """Return how many queries a request takes that is answered well."""
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    assert response.status_code in {200, 201, 302}, response.content
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize("rules", RULES)
def test_supporting_and_taking_it_back(ana: Person, rules: str) -> None:
    now = timezone.now()
    proposal = make_proposal(make_call(at=now, **RULES[rules]), at=now)
    path, page, api = f"/propuestas/{proposal.pk}/", client_of(ana), api_of(ana)
    htmx = {"HX-Request": "true"}
    asked = RULES[rules] != {}
    assert cost(lambda: page.post(f"{path}respaldar/")) == 9
    assert cost(lambda: page.post(f"{path}respaldar/")) == 6  # nothing changes
    assert cost(lambda: page.post(f"{path}quitar-respaldo/")) == 8
    assert cost(lambda: page.post(f"{path}respaldar/", headers=htmx)) == 9
    # The button that comes back asks what the rules ask, if they ask anything.
    assert cost(lambda: page.post(f"{path}quitar-respaldo/", headers=htmx)) == (9 if asked else 8)
    assert cost(lambda: api.put(f"/api/v1/proposals/{proposal.pk}/support/")) == 10
    assert cost(lambda: api.delete(f"/api/v1/proposals/{proposal.pk}/support/")) == 9
    assert Proposal.objects.get(pk=proposal.pk).counts.supports == 0


def test_supporting_what_is_owed_an_answer_already_costs_no_more(ana: Person, bruno: Person) -> None:
    now = timezone.now()
    proposal = make_proposal(make_call(at=now, threshold=1, answer_rule="threshold"), at=now)
    client_of(bruno).post(f"/propuestas/{proposal.pk}/respaldar/")
    assert Response.objects.filter(subject=proposal.subject).count() == 1
    page = client_of(ana)
    assert cost(lambda: page.post(f"/propuestas/{proposal.pk}/respaldar/")) == 9
    assert Response.objects.filter(subject=proposal.subject).count() == 1


def test_the_support_that_reaches_the_minimum_opens_an_answer(ana: Person, bruno: Person) -> None:
    """Three more than any other, once for each proposal: whether one is owed already, the answer owed, its event."""
    now = timezone.now()
    call = make_call(at=now, threshold=1, answer_rule="threshold")
    first, second = make_proposal(call, at=now), make_proposal(call, at=now)
    page, api = client_of(ana), api_of(bruno)
    assert cost(lambda: page.post(f"/propuestas/{first.pk}/respaldar/")) == 12
    assert cost(lambda: api.put(f"/api/v1/proposals/{second.pk}/support/")) == 14  # shows what it owes, too
    assert Response.objects.filter(subject__in=[first.subject, second.subject]).count() == 2


def test_commenting_and_replying(ana: Person) -> None:
    now = timezone.now()
    subject = make_proposal(make_call(at=now), at=now).subject
    path, page, api = f"/temas/{subject.pk}/comentarios/nuevo/", client_of(ana), api_of(ana)
    root = make_comment(subject, at=now)
    words = {"text": "Me parece bien, y hace falta.", "stance": "for"}
    assert cost(lambda: page.post(path, words)) == 7
    assert cost(lambda: page.post(path, {"text": "Respondo a lo que dices.", "parent": root.pk})) == 9
    told = {"subject": subject.pk, "text": "Lo digo por la API.", "stance": "against"}
    assert cost(lambda: api.post("/api/v1/comments/", told, content_type="application/json")) == 10
    assert Comment.objects.filter(author=ana).count() == 3


def test_following_and_stopping(ana: Person) -> None:
    now = timezone.now()
    subject = make_proposal(make_call(at=now), at=now).subject
    path, page, api = f"/temas/{subject.pk}/", client_of(ana), api_of(ana)
    assert cost(lambda: page.post(f"{path}seguir/")) == 7
    assert cost(lambda: page.post(f"{path}dejar-de-seguir/")) == 6  # what was chosen for the subject goes, too
    assert cost(lambda: api.put(f"/api/v1/subjects/{subject.pk}/follow/")) == 9
    assert cost(lambda: api.delete(f"/api/v1/subjects/{subject.pk}/follow/")) == 7


def test_a_replayed_comment_is_the_same_one_also_when_comments_have_closed(ana: Person) -> None:
    """The act is looked for again only where it is denied: the one that was written while it was allowed comes back."""
    from participation.comments.actions import comment_on

    now = timezone.now()
    call = make_call(at=now)
    subject = make_proposal(call, at=now).subject
    made = comment_on(subject=subject, text="Lo digo una vez.", by=ana, at=now)
    later = now + timedelta(days=100)
    again = {"subject": subject, "text": "Lo digo una vez.", "by": ana, "act_id": made.act_id}
    assert comment_on(**again, at=now) == made
    assert comment_on(**again, at=later) == made
    assert Comment.objects.filter(author=ana).count() == 1
