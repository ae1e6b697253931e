"""Keys of the API that are limited to acts, a host and a time: what the page makes, what the API refuses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from rest_framework.permissions import SAFE_METHODS

from participation.models import ApiToken, Comment, Event, Follow, Person
from participation.notifications.api import PreferencesView
from participation.people.actions import issue_token
from participation.people.api_acts import all_api_acts, api_act_names
from proposals.models import Support
from tests.factories import make_call, make_proposal
from tests.participation.people.helpers import enter
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def key(person: Person, **fields: Any) -> Client:
    _token, raw = issue_token(person=person, name="Programa", expires_at=None, by=person, at=NOW, **fields)
    return Client(headers={"Authorization": f"Bearer {raw}"})


def writes(subject: int, proposal: int) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Every write of the API by its act: method, address, body."""
    comment = {"subject": subject, "text": "De acuerdo con todo"}
    return {
        "comments.write": ("post", "/api/v1/comments/", comment),
        "proposals.submit": ("post", "/api/v1/proposals/", {"component": 1, "title": "x", "body": "y"}),
        "proposals.support": ("put", f"/api/v1/proposals/{proposal}/support/", {}),
        "amendments.propose": ("post", "/api/v1/amendments/", {"proposal": 1, "paragraph": 1, "text": "x"}),
        "projects.submit": (
            "post",
            "/api/v1/projects/",
            {"contest": 1, "title": "Parque lineal", "summary": "Un parque a la orilla del canal."},
        ),
        "texts.suggest": (
            "post",
            "/api/v1/suggestions/",
            {"passage": 1, "kind": "remark", "before": "x", "reason": "x"},
        ),
        "encounters.register": ("post", "/api/v1/encounters/1/register/", {}),
        "followup.tell": ("post", "/api/v1/progress_updates/", {"action": 1, "text": "x"}),
        "amendments.decide": ("put", "/api/v1/amendments/1/accept/", {}),
        "asks.submit": ("post", "/api/v1/questions/", {"component": 1, "title": "x", "body": "y"}),
        "opinions.add": ("post", "/api/v1/statements/", {"component": 1, "text": "x"}),
        "contributions.contribute": ("post", "/api/v1/contributions/", {"component": 1, "text": "x"}),
        "surveys.answer": ("put", "/api/v1/consultations/1/answer/", {"answers": {"p1": "o1"}}),
        "ballots.cast": ("put", "/api/v1/contests/1/ballot/", {"projects": []}),
        "opinions.answer": ("put", "/api/v1/statements/1/answer/", {"value": "agree"}),
        "subjects.join": ("put", f"/api/v1/subjects/{subject}/join/", {}),
        "subjects.follow": ("put", f"/api/v1/subjects/{subject}/follow/", {}),
        "flags.make": ("post", "/api/v1/flags/", {"subject": subject, "reason": "spam"}),
        "invitations.send": ("post", "/api/v1/invitations/", {"subject": subject, "contact": "beto@example.org"}),
        "invitations.answer": ("get", "/api/v1/invitations/", {}),
        "notifications.choose": (
            "put",
            "/api/v1/notifications/preferences/",
            {"wanted": {"replies": {"email": False}}},
        ),
    }


def facts() -> tuple[int, ...]:
    return Comment.objects.count(), Support.objects.count(), Follow.objects.count(), Event.objects.count()


def test_a_key_does_its_acts_and_no_other(ana: Person) -> None:
    """For each act: a key made for it is let through, and one made for all the others is told which is missing."""
    proposal = make_proposal(make_call())
    table = writes(proposal.subject_id, proposal.pk)
    assert set(table) == api_act_names()
    for act, (method, path, body) in table.items():
        others = key(ana, acts=api_act_names() - {act})
        before = facts()
        answer = getattr(others, method)(path, body, content_type="application/json")
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["scope"]) == (403, "scope_missing", act)
        assert act in problem["detail"]
        assert problem["remedy"]["url"].endswith("/cuenta/claves/")
        assert answer["WWW-Authenticate"] == f'Bearer realm="api", error="insufficient_scope", scope="{act}"'
        assert answer["Content-Type"] == "application/problem+json"
        assert facts() == before
        mine = getattr(key(ana, acts=[act]), method)(path, body, content_type="application/json")
        # There is no such call, and proposals are supported, not joined.
        refused = act in {
            "encounters.register", "followup.tell", "invitations.send",
            "proposals.submit", "amendments.propose", "amendments.decide", "asks.submit", "subjects.join", "contributions.contribute", "opinions.add", "opinions.answer", "surveys.answer", "ballots.cast", "projects.submit", "texts.suggest",
        }  # fmt: skip
        assert refused or mine.status_code in {200, 201}, (act, mine.content)
        assert mine.json().get("code") != "scope_missing"
        ApiToken.objects.all().delete()
    assert (Comment.objects.count(), Support.objects.count(), Follow.objects.count()) == (1, 1, 1)


def test_taking_back_needs_the_same_act(ana: Person) -> None:
    proposal = make_proposal(make_call())
    assert key(ana, acts=["proposals.support"]).put(f"/api/v1/proposals/{proposal.pk}/support/").status_code == 200
    reads = key(ana, acts=[])
    for path in (f"/api/v1/proposals/{proposal.pk}/support/", f"/api/v1/subjects/{proposal.subject_id}/follow/"):
        assert reads.delete(path).status_code == 403
    assert Support.objects.count() == 1
    assert reads.get(f"/api/v1/proposals/{proposal.pk}/").json()["may"]["comment"]["allowed"] is True
    assert reads.post(f"/api/v1/proposals/{proposal.pk}/").status_code == 405


def test_a_key_from_before_does_everything_and_its_page_says_so(ana: Person) -> None:
    proposal = make_proposal(make_call())
    old = key(ana)
    assert ApiToken.objects.get().acts is None
    for act, (method, path, body) in writes(proposal.subject_id, proposal.pk).items():
        answer = getattr(old, method)(path, body, content_type="application/json")
        assert answer.json().get("code") != "scope_missing", act
    page = enter(ana.email).get("/cuenta/claves/").content.decode()
    assert "Puede hacer todo lo que ofrece la API" in page


def test_a_key_works_only_at_the_host_where_it_was_made(ana: Person, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "otro.example.org"]
    client = key(ana, acts=["subjects.follow"], audience="testserver")
    path = f"/api/v1/subjects/{make_proposal(make_call()).subject_id}/follow/"
    assert client.put(path, headers={"host": "otro.example.org"}).status_code == 401
    assert not Follow.objects.exists()
    assert ApiToken.objects.get().last_used_on is None
    assert client.put(path, headers={"host": "testserver:8000"}).status_code == 200


def test_the_page_makes_one_for_what_is_marked(bruno: Person) -> None:
    client = enter(bruno.email)
    page = client.get("/cuenta/claves/").content.decode()
    for act in all_api_acts():
        assert f'value="{act.name}"' in page
        assert str(act.label) in page
    body = {"name": "Mi mapa", "days": "30", "acts": ["comments.write", "subjects.follow"]}
    page = client.post("/cuenta/claves/", body).content.decode()
    token = ApiToken.objects.get()
    assert (token.acts, token.audience) == (["comments.write", "subjects.follow"], "testserver")
    assert token.expires_at - token.created_at == timedelta(days=30)
    assert re.search(r"azt_[A-Za-z0-9_-]{40}", page)
    assert "Solo en testserver" in page
    assert Event.objects.get(name="people.token.issued").payload == {"token": token.pk, "acts": token.acts}
    client.post("/cuenta/claves/", {"name": "Lectora", "days": "30"})
    assert ApiToken.objects.latest("pk").acts == []
    assert "Solo lee." in client.get("/cuenta/claves/").content.decode()


@pytest.mark.parametrize("acts", [["nada"], ["comments.write", "\x00"], ["*"], ["x" * 10_000], ["people.erase"]])
def test_acts_that_are_not_offered_make_no_key(bruno: Person, acts: list[str]) -> None:
    answer = enter(bruno.email).post("/cuenta/claves/", {"name": "Mi mapa", "days": "30", "acts": acts})
    assert answer.status_code == 200
    assert "az-error" in answer.content.decode()
    with pytest.raises(ValidationError):
        issue_token(person=bruno, name="x", expires_at=None, by=bruno, at=NOW, acts=acts)
    assert not ApiToken.objects.exists()


def test_every_write_of_the_api_declares_its_act() -> None:
    """What declares none is closed to keys that are limited: this finds it before anybody's program does."""
    from config.api import router

    declared = set(PreferencesView.scopes.values())
    for _prefix, viewset, _name in router.registry:
        lookups = [*router.get_routes(viewset)]
        for route in lookups:
            for method, action in route.mapping.items():
                if method.upper() not in SAFE_METHODS and hasattr(viewset, action):
                    assert viewset.scopes.get(action) in api_act_names(), (viewset.__name__, action)
                    declared.add(viewset.scopes[action])
    assert declared == api_act_names()
