"""The ballots of the two budgets: one that is voted on now, one whose vote closed and can be counted."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from budgets.demo.structure import Prepared
from budgets.models import Contest
from budgets.voting.actions import cast, freeze_contest, frozen, mark_ballot
from budgets.voting.definition import window_of
from participation.access.verdict import ActDenied
from participation.models import Person
from participation.urn.actions import close_vote
from proposals.demo.voices import Voices

READ_FOR = timedelta(days=3)  # the ballot can be read so long before voting opens
MOST = 4


def vote_now(voices: Voices, prepared: Prepared) -> None:
    """Freeze the open ballot and let most of the sample citizens cast theirs; the one who signs in did not vote yet."""
    contest = _freeze(voices, prepared)
    opens_at, _closes_at = window_of(contest)
    until = voices.context.moment(0)
    people = voices.people.citizens
    _cast(contest, people[: len(people) * 2 // 3], opens_at, until)
    for person in people[-3:]:  # who marked something and did not cast it
        _quietly(mark_ballot, contest, person, until - timedelta(hours=2), 1)


def vote_and_close(voices: Voices, prepared: Prepared) -> None:
    """Freeze the closed ballot, let people cast theirs on its days, and close it."""
    contest = _freeze(voices, prepared)
    opens_at, closes_at = window_of(contest)
    _cast(contest, voices.people.citizens, opens_at, closes_at)
    assert contest.vote is not None
    close_vote(vote=contest.vote, at=closes_at + timedelta(minutes=1))


def _freeze(voices: Voices, prepared: Prepared) -> Contest:
    contest = Contest.objects.for_page().get(pk=prepared.contest.pk)
    contest.budget.component = prepared.component
    opens_at, _closes_at = window_of(contest)
    return freeze_contest(contest=contest, by=voices.context.by, at=opens_at - READ_FOR)


def _cast(contest: Contest, people: list[Person], since: datetime, until: datetime) -> None:
    step = (until - since) / (len(people) + 2)
    for number, person in enumerate(people, 1):
        _quietly(cast, contest, person, since + step * number, number)


def _quietly(act: object, contest: Contest, person: Person, at: datetime, number: int) -> None:
    """Let somebody mark or cast; whoever may not vote here, such as without an account in the list, does not."""
    dice = random.Random(number)  # noqa: S311 - sample data, the same each time
    names = [project["id"] for project in frozen(contest)["projects"]]
    # Some projects are liked by more people than others.
    liked = sorted(names, key=lambda name: dice.random() * (1 + names.index(name) / len(names)))
    data = {"projects": liked[: dice.randint(1, min(MOST, len(names)))]}
    try:
        with transaction.atomic():
            act(contest=contest, data=data, by=person, at=at)  # type: ignore[operator]
    except ActDenied:
        return
