"""Inviting people to sign a proposal, and answering, by one's own programs: nobody learns who has an account."""

from typing import Any

import pytest

from participation.models import Event, Invitation, Person
from proposals.models import CoAuthor, Proposal
from tests.api.conftest import Api
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import make_person

pytestmark = pytest.mark.django_db
LIST = "invitations/"


@pytest.fixture
def proposal(ana: Person) -> Proposal:
    return make_proposal(make_call(), author=ana)


def facts() -> tuple[int, ...]:
    return Invitation.objects.count(), CoAuthor.objects.count(), Event.objects.count()


def test_an_invitation_is_sent_read_accepted_and_the_signature_left(
    as_ana: Api, ana: Person, proposal: Proposal
) -> None:
    beto = make_person("Beto")
    sent = as_ana.post(LIST, {"subject": proposal.subject_id, "contact": "beto@example.org"})
    row = Invitation.objects.get()
    assert sent.status_code == 201
    assert sent["Location"] == f"http://testserver/api/v1/invitations/{row.pk}/"
    told = sent.json()
    assert {name: told[name] for name in ("id", "received", "title", "purpose", "by", "hint", "answer", "url")} == {
        "id": row.pk,
        "received": False,
        "title": proposal.title,
        "purpose": "coauthor",
        "by": "Ana",
        "hint": "be•••@example.org",
        "answer": "",
        "url": f"http://testserver/propuestas/{proposal.pk}/autores/",
    }
    assert [told["may"][act]["allowed"] for act in ("accept", "decline", "cancel")] == [False, False, True]
    # The answer is the same for a contact without an account, and again is the same invitation.
    other = as_ana.post(LIST, {"subject": proposal.subject_id, "contact": "nadie@example.org"}).json()
    assert {*other} == {*told}
    assert as_ana.post(LIST, {"subject": proposal.subject_id, "contact": "BETO@example.org"}).json()["id"] == row.pk
    his = Api(beto)
    assert [(one["id"], one["received"], one["hint"]) for one in his.get(LIST).json()["results"]] == [
        (row.pk, True, "")
    ]
    assert [one["received"] for one in as_ana.get(LIST).json()["results"]] == [False, False]
    for _again in range(2):
        assert his.put(f"{LIST}{row.pk}/accept/").json()["answer"] == "accepted"
    assert list(CoAuthor.objects.values_list("person__name", "ended_at")) == [("Beto", None)]
    for _again in range(2):
        assert his.delete(f"proposals/{proposal.pk}/signature/").json() == {"proposal": proposal.pk, "signs": False}
    assert CoAuthor.objects.filter(ended_at__isnull=True).count() == 0


def test_who_commented_is_invited_by_their_comment_and_declines(as_ana: Api, proposal: Proposal) -> None:
    clara = make_person("Clara")
    comment = make_comment(proposal.subject, author=clara)
    row = as_ana.post(LIST, {"subject": proposal.subject_id, "comment": comment.pk}).json()
    answer = Api(clara).put(f"{LIST}{row['id']}/decline/", {"reason": "No tengo tiempo"})
    assert answer.json()["answer"] == "declined"
    assert Invitation.objects.get().reason == "No tengo tiempo"
    waits = as_ana.post(LIST, {"subject": proposal.subject_id, "contact": "otra@example.org"}).json()
    for _again in range(2):
        assert as_ana.delete(f"{LIST}{waits['id']}/").json()["answer"] == "cancelled"


def test_what_is_refused_changes_nothing(api: Api, as_ana: Api, bruno: Person, proposal: Proposal) -> None:
    as_bruno, elsewhere = Api(bruno), make_comment(make_proposal(make_call()).subject)
    row = as_ana.post(LIST, {"subject": proposal.subject_id, "contact": "beto@example.org"}).json()
    to: dict[str, Any] = {"subject": proposal.subject_id, "contact": "otra@example.org"}
    before = facts()
    said = {
        "nobody": api.post(LIST, to),
        "reading": api.get(LIST),
        "not the author": as_bruno.post(LIST, to),
        "both": as_ana.post(LIST, {**to, "comment": elsewhere.pk}),
        "neither": as_ana.post(LIST, {"subject": proposal.subject_id}),
        "no contact": as_ana.post(LIST, {**to, "contact": "x\x00"}),
        "own contact": as_ana.post(LIST, {**to, "contact": "ana@example.org"}),
        "comment elsewhere": as_ana.post(LIST, {"subject": proposal.subject_id, "comment": elsewhere.pk}),
        "a process": as_ana.post(LIST, {**to, "subject": proposal.component.process.subject_id}),
        "no subject": as_ana.post(LIST, {**to, "subject": 10**17}),
        "for another": as_bruno.put(f"{LIST}{row['id']}/accept/"),
        "declined for another": as_bruno.put(f"{LIST}{row['id']}/decline/"),
        "own": as_ana.put(f"{LIST}{row['id']}/accept/"),
        "taken back by another": as_bruno.delete(f"{LIST}{row['id']}/"),
        "filter": as_ana.get(LIST, q="x"),
        "cursor": as_ana.get(LIST, after="x"),
    }
    assert {name: answer.status_code for name, answer in said.items()} == {
        "nobody": 401, "reading": 401, "not the author": 403, "both": 400, "neither": 400, "no contact": 400,
        "own contact": 400, "comment elsewhere": 400, "a process": 404, "no subject": 404, "for another": 404,
        "declined for another": 404, "own": 404, "taken back by another": 404, "filter": 400, "cursor": 400,
    }  # fmt: skip
    assert facts() == before
