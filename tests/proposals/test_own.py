"""Nobody decides on what they wrote: an official who signs a proposal of others is barred like its author."""

import pytest
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import Response, Role
from participation.moderation import policies as moderation
from participation.moderation.actions import decide, flag
from participation.moderation.models import Decision, Part
from participation.responses import policies as answers
from participation.responses.actions import draft_response, owe_response, publish_response
from proposals.actions import (
    merge_proposals,
    publish_proposal,
    return_proposal,
    split_proposal,
)
from proposals.actions.dossier import assign_dossiers
from proposals.content import content
from proposals.models import CoAuthor, Dossier, Proposal
from tests.factories import make_call, make_proposal
from tests.personas import make_person, official

pytestmark = pytest.mark.django_db
BODY = "Están rotas y la gente mayor se cae cuando llueve."


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(now):
    return make_call(at=now)


@pytest.fixture
def carla(db):
    """Steward of everything, who signs the proposals below with their author."""
    return official("Carla", "steward")


@pytest.fixture
def proposal(call, carla, now):
    return signed(make_proposal(call, author=make_person("Ana"), at=now), carla, now)


def signed(proposal, person, now):
    CoAuthor.objects.create(proposal=proposal, person=person, at=now)
    return proposal


def refused(act, **kwargs):
    with pytest.raises(ActDenied) as error:
        act(**kwargs)
    assert error.value.denial.code == "own_content"


def test_a_coauthor_does_not_moderate_the_proposal(proposal, carla, now):
    refused(decide, subject=proposal.subject, outcome="hide", reason="No me gusta.", by=carla, at=now)
    refused(flag, subject=proposal.subject, by=carla, reason="spam", at=now)
    assert Decision.objects.count() == 0


def test_whoever_left_moderates_again_and_others_always_could(proposal, carla, now):
    assert moderation.may_moderate(official("Dario", "moderator"), proposal.subject)
    assert not moderation.may_moderate(carla, proposal.subject)
    CoAuthor.objects.update(ended_at=now)
    read_again = Proposal.objects.get(pk=proposal.pk).subject
    assert moderation.may_moderate(carla, read_again)


def test_a_coauthor_neither_prepares_nor_publishes_nor_hides_the_answer(proposal, carla, now):
    subject = proposal.subject
    owe_response(subject=subject, at=now)
    refused(draft_response, subject=subject, verdict="accepted", reasons="Se hará.", by=carla, at=now)
    other = official("Otilia", "steward")
    draft_response(subject=subject, verdict="accepted", reasons="Se hará en marzo próximo.", by=other, at=now)
    refused(publish_response, subject=subject, by=carla, at=now)
    assert Response.objects.get(subject=subject).published_at is None
    publish_response(subject=subject, by=other, at=now)
    subject = Proposal.objects.get(pk=proposal.pk).subject
    refused(decide, subject=subject, outcome="hide", reason="No.", by=carla, at=now, part=Part.ANSWER.value)
    assert moderation.may_flag(carla, subject, at=now, part=Part.ANSWER.value)  # who was answered may report it
    ana = proposal.author
    Role.objects.create(person=ana, kind="steward", granted_at=now)
    assert answers.may_publish(ana, subject).code == "own_content"


def test_a_coauthor_neither_publishes_nor_returns_what_waits(carla, now):
    waits = make_proposal(make_call(at=now, moderation="before"), author=make_person("Ana"), at=now, state="pending")
    signed(waits, carla, now)
    refused(publish_proposal, proposal=waits, by=carla, at=now)
    refused(return_proposal, proposal=waits, reason="Falta el lugar.", by=carla, at=now)
    assert Proposal.objects.get(pk=waits.pk).state == "pending"


def test_a_coauthor_neither_joins_nor_divides_nor_gives_it_to_evaluators(call, proposal, carla, now):
    other = make_proposal(call, author=make_person("Beto"), at=now)
    refused(merge_proposals, proposals=[other], into=proposal, reason="Dicen lo mismo.", by=carla, at=now)
    refused(merge_proposals, proposals=[proposal], into=other, reason="Dicen lo mismo.", by=carla, at=now)
    parts = [content(title=f"Una de las dos partes {n}", body=BODY) for n in (1, 2)]
    refused(split_proposal, proposal=proposal, parts=parts, reason="Son dos.", by=carla, at=now)
    elena = official("Elena", "evaluator")
    refused(assign_dossiers, proposals=[proposal], evaluators=[elena], by=carla, at=now)
    assert Dossier.objects.count() == 0
    assert Proposal.objects.filter(state="published").count() == 2
