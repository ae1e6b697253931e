"""Votes and voters of the tests."""

from datetime import timedelta
from typing import Any

from participation.models import Identity, Person, Verification, Vote
from participation.urn import actions
from tests.personas import NOW, make_person

VERIFIED = [{"kind": "verified"}]
DEFINITION = {"questions": [{"id": 1, "text": "¿Sí o no?", "options": ["yes", "no"]}]}
YES, NO = {"1": ["yes"]}, {"1": ["no"]}
END = NOW + timedelta(days=2)


def open_vote(by: Person, **changes: Any) -> Vote:
    """Make a vote that began an hour ago and ends in two days."""
    given = {"opens_at": NOW - timedelta(hours=1), "closes_at": END, "rules": VERIFIED, **changes}
    vote = actions.create_vote(by=by, at=NOW - timedelta(days=1), **given)
    return actions.freeze_vote(vote=vote, definition=DEFINITION, by=by, at=NOW - timedelta(hours=2))


def voters(count: int, **changes: Any) -> list[Person]:
    """Make people with a verification of their own."""
    people = [make_person(f"Voter{number}") for number in range(count)]
    identities = Identity.objects.bulk_create(Identity(at=NOW) for _person in people)
    Verification.objects.bulk_create(
        Verification(person=person, identity=identity, method="counter", confirmed={"counter": None}, at=NOW, **changes)
        for person, identity in zip(people, identities, strict=True)
    )
    return people


def cast(vote: Vote, person: Person, choices: dict[str, Any] = YES, **changes: Any) -> None:
    """Cast a ballot."""
    actions.cast_ballot(vote=vote, by=person, choices=choices, **{"at": NOW, **changes})


def close(vote: Vote) -> Vote:
    """Close a vote in time, and destroy its key, as the commit does."""
    closed = actions.close_vote(vote=vote, at=END)
    actions.destroy_link_key(vote=closed, at=END)
    closed.refresh_from_db()
    return closed
