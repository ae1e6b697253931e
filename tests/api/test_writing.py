"""Writing through the API: the same acts as on the pages, and nothing changes where the policy says no."""

import pytest

from participation.models import Comment, Event, Follow
from proposals.models import Proposal, Support
from tests.api.conftest import Api
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
TEXT = "Que las banquetas de la calle queden parejas para las sillas de ruedas."


def facts():
    """Return what no denial may change."""
    return (
        Proposal.objects.count(),
        Support.objects.count(),
        Comment.objects.count(),
        Follow.objects.count(),
        Event.objects.exclude(name__startswith="people.").count(),
    )


def test_handing_in_a_proposal(as_ana, ana):
    call = make_call()
    response = as_ana.post(
        "proposals/",
        {
            "component": call.pk,
            "title": "Banquetas parejas en el centro",
            "body": TEXT,
            "tags": ["Banquetas"],
            "latitude": 19.53,
            "longitude": -96.91,
        },
    )
    assert response.status_code == 201, response.content
    made = Proposal.objects.get()
    assert response["Location"] == f"http://testserver/api/v1/proposals/{made.pk}/"
    assert (made.author, made.channel, made.published_at, made.state) == (ana, "api", NOW, "published")
    body = response.json()
    assert (body["id"], body["channel"], body["supports_count"]) == (made.pk, "api", 0)
    assert body["may"]["edit"]["allowed"] is True
    folio, receipt = made.subject.folio.code, body.pop("receipt")
    assert (receipt["folio"], receipt["url"]) == (folio, f"http://testserver/folio/{folio}/")
    assert receipt["receipt_url"] == f"http://testserver/folio/{folio}/acuse/"
    assert client_of(ana).get(receipt["receipt_url"]).status_code == 200
    assert {**Api().get(f"proposals/{made.pk}/").json(), "may": 0} == {**body, "may": 0}


def test_a_proposal_that_waits_for_moderation_is_not_public(as_ana):
    call = make_call(moderation="before")
    response = as_ana.post("proposals/", {"component": call.pk, "title": "Banquetas parejas aquí", "body": TEXT})
    assert (response.status_code, response.json()["state"]) == (201, "pending")
    assert Api().get(f"proposals/{response.json()['id']}/").status_code == 404


def test_the_same_key_twice_is_one_proposal(as_ana):
    call = make_call()
    body = {"component": call.pk, "title": "Banquetas parejas en el centro", "body": TEXT}
    answers = [as_ana.post("proposals/", body, **{"Idempotency-Key": "abc"}) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Proposal.objects.count() == 1
    assert as_ana.post("proposals/", body, **{"Idempotency-Key": "x" * 201}).status_code == 400


def test_what_the_call_does_not_allow_points_to_the_member(as_ana):
    call = make_call(title_min=10)
    before = facts()
    response = as_ana.post("proposals/", {"component": call.pk, "title": "Corto", "body": TEXT})
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/title"]
    assert facts() == before


@pytest.mark.parametrize(
    "body",
    [
        {"component": 0},
        {"component": 10**18},
        {"territory": 10**17},
        {"latitude": 91, "longitude": 0},
        {"latitude": "NaN", "longitude": 0},
        {"latitude": 19.5},
        {"tags": "x"},
        {"tags": [["x"]]},
        {"lang": "<script>"},
        {"title": "x" * 301},
        {"title": "  "},
        {"body": None},
    ],
)
def test_bad_proposals(as_ana, body):
    call = make_call()
    before = facts()
    response = as_ana.post(
        "proposals/", {"component": call.pk, "title": "Banquetas parejas en el centro", "body": TEXT, **body}
    )
    assert response.status_code in {400, 404}
    assert response["Content-Type"] == "application/problem+json"
    assert facts() == before


def test_script_is_kept_as_text_and_served_as_json(as_ana):
    call = make_call()
    title = "<script>alert(1)</script> en el centro"
    response = as_ana.post("proposals/", {"component": call.pk, "title": title, "body": TEXT})
    assert response.json()["title"] == title
    assert response["Content-Type"] == "application/json"


def test_supporting_and_taking_it_back(as_ana):
    proposal = make_proposal(make_call())
    expected = {"proposal": proposal.pk, "supported": True, "supports_count": 1}
    assert [as_ana.put(f"proposals/{proposal.pk}/support/").json() for _n in range(2)] == [expected, expected]
    assert Support.objects.get().channel == "api"
    assert as_ana.delete(f"proposals/{proposal.pk}/support/").json() == {
        "proposal": proposal.pk,
        "supported": False,
        "supports_count": 0,
    }
    assert Support.objects.count() == 0


def test_commenting_and_replying(as_ana, ana):
    proposal = make_proposal(make_call())
    first = as_ana.post("comments/", {"subject": proposal.subject_id, "text": "De acuerdo", "stance": "for"})
    assert first.status_code == 201, first.content
    comment = Comment.objects.get()
    assert (comment.author, comment.channel, comment.stance) == (ana, "api", "for")
    reply = as_ana.post("comments/", {"subject": proposal.subject_id, "text": "Y con luz", "parent": comment.pk})
    assert reply.json()["parent"] == comment.pk
    again = as_ana.post("comments/", {"subject": proposal.subject_id, "text": "Uno"}, **{"Idempotency-Key": "k"})
    same = as_ana.post("comments/", {"subject": proposal.subject_id, "text": "Uno"}, **{"Idempotency-Key": "k"})
    assert again.json()["id"] == same.json()["id"]
    assert Comment.objects.count() == 3


def test_a_parent_of_another_subject(as_ana):
    here, there = make_proposal(make_call()), make_proposal(make_call())
    stranger = make_comment(there.subject)
    before = facts()
    response = as_ana.post("comments/", {"subject": here.subject_id, "text": "x", "parent": stranger.pk})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "#/parent")
    assert facts() == before


def test_following(as_ana):
    proposal = make_proposal(make_call())
    assert as_ana.put(f"subjects/{proposal.subject_id}/follow/").json() == {
        "subject": proposal.subject_id,
        "following": True,
    }
    assert Follow.objects.count() == 1
    assert as_ana.delete(f"subjects/{proposal.subject_id}/follow/").json()["following"] is False
    assert Follow.objects.count() == 0


def writes(proposal):
    """Yield every write as (method, path, body)."""
    return [
        ("post", "proposals/", {"component": proposal.component_id, "title": "Banquetas parejas aquí", "body": TEXT}),
        ("put", f"proposals/{proposal.pk}/support/", {}),
        ("delete", f"proposals/{proposal.pk}/support/", {}),
        ("post", "comments/", {"subject": proposal.subject_id, "text": "Hola"}),
        ("put", f"subjects/{proposal.subject_id}/follow/", {}),
        ("delete", f"subjects/{proposal.subject_id}/follow/", {}),
    ]


@pytest.mark.parametrize("number", range(6))
def test_nobody_writes_without_an_account(api, number):
    method, path, body = writes(make_proposal(make_call()))[number]
    before = facts()
    response = api._send(method, path, body)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert facts() == before


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (0, "process_closed"),
        (1, "process_closed"),
        (2, "process_closed"),
        (3, "process_closed"),
    ],
)
def test_nothing_is_written_in_a_closed_process(as_ana, number, code):
    proposal = make_proposal(make_call())
    process = proposal.component.process
    type(process).objects.update(state="closed")
    method, path, body = writes(proposal)[number]
    before = facts()
    response = as_ana._send(method, path, body)
    assert (response.status_code, response.json()["code"]) == (403, code)
    assert response.json()["detail"]
    assert facts() == before


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_nothing_is_written_in_a_closed_phase(as_ana, number):
    from datetime import timedelta

    proposal = make_proposal(make_call(at=NOW - timedelta(days=30)), at=NOW - timedelta(days=30))
    method, path, body = writes(proposal)[number]
    before = facts()
    response = as_ana._send(method, path, body)
    assert (response.status_code, response.json()["code"]) == (403, "closed")
    assert response.json()["remedy"]["url"].startswith("http://testserver/procesos/")
    assert facts() == before


def test_who_is_not_entitled_is_told_why(bruno):
    rules = [{"kind": "verified"}]
    proposal = make_proposal(make_call(who_may_support=rules, who_may_propose=rules))
    program = Api(bruno)
    for method, path, body in writes(proposal)[:2]:
        before = facts()
        response = program._send(method, path, body)
        assert response.status_code == 403
        assert response.json()["detail"]
        assert facts() == before


@pytest.mark.parametrize("number", range(1, 6))
def test_what_cannot_be_seen_cannot_be_written_to(as_ana, number):
    proposal = make_proposal(make_call())
    type(proposal.subject).objects.filter(pk=proposal.subject_id).update(state="hidden")
    method, path, body = writes(proposal)[number]
    before = facts()
    assert as_ana._send(method, path, body).status_code == 404
    assert facts() == before


def test_a_closed_account_writes_nothing(ana):
    program = Api(ana)
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    proposal = make_proposal(make_call())
    assert program.put(f"proposals/{proposal.pk}/support/").status_code == 401
    assert Support.objects.count() == 0


def test_the_session_writes_too(ana):
    proposal = make_proposal(make_call())
    response = client_of(ana).put(f"/api/v1/proposals/{proposal.pk}/support/", {}, content_type="application/json")
    assert response.json()["supports_count"] == 1
