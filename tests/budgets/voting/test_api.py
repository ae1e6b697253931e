"""Ballots in the API."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from participation.models import Person
from participation.urn import querysets
from participation.urn.actions import close_vote
from tests.budgets.voting.worlds import frozen, ids, make_budget, make_contest
from tests.participation.urn.worlds import voters
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


def put(browser: Client, contest: Any, data: Any) -> Any:
    return browser.put(f"/api/v1/contests/{contest.pk}/ballot/", data, content_type="application/json")


def test_a_ballot_is_read_and_cast_and_counts_once(carla: Person, bruno: Person) -> None:
    with time_machine.travel(NOW, tick=False):
        contest = frozen(carla)
        (voter,) = voters(1)
        browser, path = client_of(voter), f"/api/v1/contests/{contest.pk}/ballot/"
        told = Client().get(path).json()
        assert contest.vote is not None
        assert (told["fingerprint"], told["voted"], told["withdrawn"]) == (contest.vote.definition_hash, None, [])
        assert [each["number"] for each in told["definition"]["projects"]] == [1, 2, 3, 4]
        names = ids(contest)
        wrong = put(browser, contest, {"projects": names})
        assert (wrong.status_code, "$100,000" in str(wrong.json())) == (400, True)
        assert put(browser, contest, {"projects": ["9" * 30]}).status_code == 400
        assert put(Client(), contest, {"projects": []}).status_code == 401
        assert put(client_of(bruno), contest, {"projects": []}).status_code == 403
        assert browser.get(path).json()["voted"] is False
        assert put(browser, contest, {"projects": names[:1]}).json() == {"received": True}
        assert put(browser, contest, {"projects": names[1:2]}).json() == {"received": True}
        assert (browser.get(path).json()["voted"], browser.get(path).json()["uncast"]) == (True, False)
        unfrozen = make_contest(make_budget(carla), carla)
        assert browser.get(f"/api/v1/contests/{unfrozen.pk}/ballot/").status_code == 404
    closed = close_vote(vote=contest.vote, at=NOW + timedelta(days=3))
    assert [one["projects"] for one in querysets.ballots(closed)] == [names[1:2]]
