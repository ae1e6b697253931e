"""Moderation hides a whole process: what lies in it, public by itself, is shown and takes acts nowhere either."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Person, Subject
from participation.moderation.actions import decide
from participation.responses.actions import owe_response
from proposals.actions import submit_proposal, support_proposal
from proposals.models import Proposal, Support
from tests.factories import make_call, make_comment, make_institution, make_proposal, make_territory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
TITLE = "Ciclovía jacaranda sobre la avenida"


@dataclass
class Hidden:
    """A public proposal in a process, or a call, that moderation hid."""

    at: datetime
    proposal: Proposal
    fresh: Proposal
    pages: list[str]

    def again(self, proposal: Proposal) -> Proposal:
        return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture(params=["process", "call"])
def hidden(request: pytest.FixtureRequest, ana: Person, carla: Person) -> Hidden:
    at = timezone.now()
    institution, place = make_institution(), make_territory()
    call = make_call(at=at)
    proposal = make_proposal(call, at=at, title=TITLE, territory=place, author=ana)
    fresh = make_proposal(call, at=at, title=f"{TITLE} norte", territory=place)
    make_comment(proposal.subject, at=at)
    owe_response(subject=proposal.subject, at=at, institution=institution)
    follow(subject=proposal.subject, by=ana, at=at)
    support_proposal(proposal=fresh, by=ana, at=at)
    above: Subject = call.process.subject if request.param == "process" else call.subject
    decide(subject=above, outcome="hide", reason="Publica datos personales de menores", by=carla, at=at)
    relay(at)
    pages = [
        "/", "/buscar/?q=jacaranda", f"/territorios/{place.pk}/", institution.subject.path, call.process.subject.path,
        "/procesos/", "/api/v1/events/?limit=100", "/api/v1/proposals/", "/api/v1/subjects/", "/api/v1/responses/",
        "/datos/proposals.csv", "/moderacion/", "/cuenta/",
    ]  # fmt: skip
    return Hidden(at, proposal, fresh, pages)


def test_a_stranger_reads_of_it_nowhere(hidden: Hidden, bruno: Person):
    for client in (Client(), client_of(bruno)):
        for page in hidden.pages:
            response = client.get(page, follow=True)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            assert "jacaranda sobre" not in body.decode(), page
        assert client.get(hidden.proposal.subject.path).status_code == 404


def test_whoever_followed_it_is_told_that_it_is_not_public(hidden: Hidden, ana: Person):
    Proposal.objects.filter(pk=hidden.proposal.pk).update(author=None)
    page = client_of(ana).get("/cuenta/siguiendo/").content.decode()
    assert "jacaranda" not in page
    assert "Algo que ya no es público" in page


def test_nothing_is_open_in_it(hidden: Hidden, ana: Person, fausto: Person):
    call, text = hidden.proposal.component, {"title": "Otra cosa para la calle", "body": "Porque hace falta allí."}
    call.process.subject.refresh_from_db()
    call.subject.refresh_from_db()
    for act in (
        lambda: support_proposal(proposal=hidden.again(hidden.proposal), by=fausto, at=hidden.at),
        lambda: submit_proposal(component=hidden.again(hidden.proposal).component, **text, by=ana, at=hidden.at),
        lambda: comment_on(subject=hidden.proposal.subject, text="Hola a todos", by=ana, at=hidden.at),
    ):
        with pytest.raises(ActDenied) as denied:
            act()
        assert denied.value.denial.code == "not_public"
    assert Support.objects.count() == 1
    assert Proposal.objects.count() == 2
