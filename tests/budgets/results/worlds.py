"""Contests of the tests, voted, closed and counted."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import time_machine

from budgets.models import Contest, CountRun
from budgets.results import tasks
from budgets.results.actions import counts as actions
from budgets.voting.actions import cast
from participation.models import Person
from participation.urn.actions import close_vote, destroy_link_key
from tests.budgets.voting.worlds import frozen
from tests.participation.urn.worlds import voters
from tests.personas import NOW, official

AFTER = NOW + timedelta(days=3)
SHARES = {"kind": "equalshares", "completion": "add1", "ties": ["lowest-cost", "most-votes", "lot"]}
GREEDY = {"kind": "greedy", "ties": ["lowest-cost", "lot"]}


def ids(contest: Contest) -> list[str]:
    """Return the projects of a contest in the order of their costs: 60, 40, 50 and 90 thousand."""
    return [str(pk) for pk in contest.projects.order_by("pk").values_list("pk", flat=True)]


def voted(by: Person, marks: Sequence[Sequence[int]], **fields: Any) -> Contest:
    """Make a contest whose vote is closed; each mark names projects by their place, counted from 0."""
    given = {"ballot": {"kind": "approval", "minimum": 0}, "rule": GREEDY, "publication": "ballots", **fields}
    contest = frozen(by, **given)
    names = ids(contest)
    for person, places in zip(voters(len(marks)), marks, strict=True):
        cast(contest=contest, data={"projects": [names[place] for place in places]}, by=person, at=NOW)
    assert contest.vote is not None
    vote = close_vote(vote=contest.vote, at=AFTER)
    destroy_link_key(vote=vote, at=AFTER)
    return Contest.objects.for_page().get(pk=contest.pk)


def counted(contest: Contest, by: Person, **fields: Any) -> CountRun:
    """Count a contest as the worker does."""
    run = actions.request_count(contest=contest, by=by, at=AFTER, **fields)
    with time_machine.travel(AFTER, tick=False):
        tasks.count_waiting()
    return CountRun.objects.select_related("contest").get(pk=run.pk)


def published(contest: Contest, by: Person, second: Person | None = None, **fields: Any) -> CountRun:
    """Count a contest and publish its result by two officials."""
    run = counted(contest, by, **fields)
    actions.propose_result(run=run, by=by, at=AFTER)
    other = second or another(contest)
    return actions.publish_result(run=run, by=other, at=AFTER)


def another(contest: Contest, name: str = "Segunda") -> Person:
    """Return another steward of the contest's process."""
    return official(name, "steward", contest.budget.component.process.subject)
