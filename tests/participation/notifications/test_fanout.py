"""From an event to notices: who, why, by which channel."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participation.events.record import record
from participation.events.relay import relay
from participation.models import Delivery, Event, Notice, Person, Preference
from participation.notifications import fanout
from participation.notifications.actions import set_preferences
from participation.notifications.fanout import tell_chunk
from participation.notifications.registry import Hearers
from proposals.models import Support
from tests.factories import make_call, make_comment, make_process, make_proposal
from tests.participation.notifications.helpers import follow, phase_opened, told
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def answered(proposal, by):
    return record(
        "participation.response.published", subject=proposal.subject, by=by, at=NOW, payload={"verdict": "accepted"}
    )


def support(proposal, *people):
    for person in people:
        Support.objects.create(proposal=proposal, person=person, component=proposal.component, at=NOW)


def test_an_answer_is_told_to_author_supporters_and_followers(ana, bruno, fausto, carla):
    proposal = make_proposal(make_call(), author=ana)
    support(proposal, bruno)
    follow(proposal.subject, fausto)
    event = answered(proposal, carla)
    relay(NOW)
    assert told(event) == {"Ana": "author", "Bruno": "supporter", "Fausto": "follower"}


def test_who_has_two_reasons_is_told_once_for_the_stronger_one(ana, bruno, carla):
    proposal = make_proposal(make_call(), author=ana)
    support(proposal, bruno, ana)
    follow(proposal.subject, bruno, ana)
    event = answered(proposal, carla)
    relay(NOW)
    assert told(event) == {"Ana": "author", "Bruno": "supporter"}
    assert Delivery.objects.filter(notice__event=event).count() == 2


def test_nobody_is_told_of_their_own_act(ana, bruno):
    process = make_process()
    follow(process.subject, ana, bruno)
    event = phase_opened(process.subject, by=ana)
    relay(NOW)
    assert told(event) == {"Bruno": "follower"}


def test_closed_accounts_hear_nothing(ana, bruno, fausto):
    process = make_process()
    follow(process.subject, ana, bruno, fausto)
    Person.objects.filter(pk=ana.pk).update(is_active=False)
    Person.objects.filter(pk=bruno.pk).update(erased_at=NOW)
    event = phase_opened(process.subject)
    relay(NOW)
    assert told(event) == {"Fausto": "follower"}


def test_who_has_no_email_is_told_here_alone(ana, bruno):
    process = make_process()
    follow(process.subject, ana, bruno)
    Person.objects.filter(pk=ana.pk).update(email=None, phone="+523312345678", phone_verified=True)
    event = phase_opened(process.subject)
    relay(NOW)
    assert told(event) == {"Ana": "follower", "Bruno": "follower"}
    assert list(Delivery.objects.values_list("notice__person__name", "channel", "state")) == [
        ("Bruno", "email", "queued")
    ]


@pytest.mark.parametrize(
    ("choice", "notices", "unread", "deliveries"),
    [
        ({}, 1, 1, ["email"]),
        ({"email": False}, 1, 1, []),
        ({"sms": True}, 1, 1, ["email", "sms"]),
        ({"web": False}, 1, 0, ["email"]),
        ({"web": False, "email": False}, 0, 0, []),
    ],
)
def test_preferences_decide(ana, choice, notices, unread, deliveries):
    process = make_process()
    follow(process.subject, ana)
    Person.objects.filter(pk=ana.pk).update(phone="+523312345678", phone_verified=True)
    set_preferences(by=ana, wanted={("phases", channel): wanted for channel, wanted in choice.items()}, at=NOW)
    event = phase_opened(process.subject)
    relay(NOW)
    found = Notice.objects.filter(event=event)
    assert found.count() == notices
    assert found.filter(read_at=None).count() == unread
    assert sorted(Delivery.objects.values_list("channel", flat=True)) == deliveries


def test_kinds_that_are_required_always_stand_in_the_inbox(ana, carla):
    Preference.objects.create(person=ana, kind="moderation", channel="web", wanted=False)
    proposal = make_proposal(make_call(), author=ana)
    event = record(
        "participation.subject.hidden", subject=proposal.subject, by=carla, at=NOW, payload={"author": ana.pk}
    )
    relay(NOW)
    assert Notice.objects.get(event=event, person=ana).read_at is None


def test_a_reply_is_of_its_own_kind_and_comments_go_by_email_only_on_request(ana, bruno, fausto):
    proposal = make_proposal(make_call(), author=fausto)
    root = make_comment(proposal.subject, author=ana)
    reply = make_comment(proposal.subject, author=bruno, parent=root)
    event = record(
        "participation.comment.made",
        subject=proposal.subject,
        by=bruno,
        at=NOW,
        payload={"comment": reply.pk, "parent": root.pk, "root": root.pk, "author": bruno.pk},
    )
    relay(NOW)
    assert list(
        Notice.objects.filter(event=event).order_by("person__name").values_list("person__name", "kind", "reason")
    ) == [
        ("Ana", "replies", "commenter"),
        ("Fausto", "comments", "author"),
    ]
    assert list(Delivery.objects.values_list("notice__person__name", flat=True)) == ["Ana"]


def test_followers_of_the_process_hear_of_new_proposals_and_the_author_does_not(ana, bruno):
    component = make_call()
    follow(component.process.subject, ana, bruno)
    proposal = make_proposal(component, author=ana)
    event = record("proposals.proposal.published", subject=proposal.subject, by=ana, at=NOW)
    relay(NOW)
    assert told(event) == {"Bruno": "follower"}
    assert not Delivery.objects.exists()


def test_the_author_hears_when_a_moderator_publishes(ana, dario):
    proposal = make_proposal(make_call(), author=ana)
    event = record("proposals.proposal.published", subject=proposal.subject, by=dario, at=NOW)
    relay(NOW)
    assert told(event) == {"Ana": "author"}


def test_moderators_of_the_place_hear_of_reports(ana, dario, olga):
    from tests.personas import official

    component, elsewhere = make_call(), make_call()
    official("Lucía", "moderator", scope=component.process.subject)
    official("Tomás", "moderator", scope=elsewhere.process.subject)
    proposal = make_proposal(component)
    event = record("participation.flag.made", subject=proposal.subject, by=ana, at=NOW)
    relay(NOW)
    assert told(event) == {"Dario": "role", "Lucía": "role"}


def test_who_reported_hears_the_decision(ana, bruno, dario):
    from participation.models import Flag
    from participation.moderation.actions import decide, flag

    proposal = make_proposal(make_call(), author=ana)
    flag(subject=proposal.subject, by=bruno, reason="spam", at=NOW)
    decide(subject=proposal.subject, outcome="hide", reason="Es publicidad.", by=dario, at=NOW)
    assert Flag.objects.get().decision is not None
    relay(NOW)
    assert dict(Notice.objects.filter(kind="moderation").values_list("person__name", "reason")) == {
        "Ana": "author",
        "Bruno": "flagger",
    }


@pytest.mark.parametrize("count", [1, 30])
def test_a_chunk_costs_the_same_for_one_and_many(count, django_assert_num_queries):
    process = make_process()
    people = [Person.objects.create_user(email=f"x{n}@example.org", name=f"X{n}") for n in range(count)]
    follow(process.subject, *people)
    event = phase_opened(process.subject)
    with django_assert_num_queries(5):  # audience, people, preferences, choices; notices with their deliveries
        tell_chunk(event=event, after=0, at=NOW)


def test_chunks_of_several_sources_reach_everybody_once_and_in_order(monkeypatch, ana, carla):
    """Each source is read by its own next ids; none may be passed over when their ids interleave."""
    proposal = make_proposal(make_call(), author=ana)
    people = [Person.objects.create_user(email=f"y{n}@example.org", name=f"Y{n}") for n in range(12)]
    support(proposal, *people[::2])
    follow(proposal.subject, *people[::3])
    event = answered(proposal, carla)
    after, reached = 0, []
    while (after := tell_chunk(event=event, after=after, at=NOW, size=4)) is not None:
        reached.append(after)
    assert reached == sorted(reached)
    wanted = (
        {"Ana": "author"}
        | {f"Y{n}": "follower" for n in range(0, 12, 3)}
        | {f"Y{n}": "supporter" for n in range(0, 12, 2)}
    )
    assert told(event) == wanted


def test_a_repeated_chunk_changes_nothing(ana):
    process = make_process()
    follow(process.subject, ana)
    event = phase_opened(process.subject)
    for _n in range(3):
        assert tell_chunk(event=event, after=0, at=NOW) == ana.pk
    assert Notice.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_an_audience_may_name_nobody(ana):
    assert Hearers("author", Person.objects.filter(pk=ana.pk), "pk").after(ana.pk, 10) == []
    assert fanout.has(ana, "pigeon") is False


def test_the_notice_carries_when_it_happened_not_when_it_was_relayed(ana):
    process = make_process()
    follow(process.subject, ana)
    phase_opened(process.subject)
    with CaptureQueriesContext(connection):
        relay(NOW + timedelta(hours=5))
    assert Notice.objects.get().at == NOW


def test_what_happened_long_ago_stands_in_the_inbox_and_sends_nothing(ana, carla):
    proposal = make_proposal(make_call(), author=ana)
    answered(proposal, carla)
    event = Event.objects.get(name="participation.response.published")
    relay(at=event.at + timedelta(days=7, seconds=1))
    assert list(Notice.objects.values_list("person__name", "read_at")) == [("Ana", None)]
    assert Delivery.objects.count() == 0
