"""The budgets of the sample city: made through the acts, dated as real ones, ready for their votes."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from budgets.demo.structure import prepare_closed, prepare_open
from budgets.demo.works import carry_out
from budgets.evaluation.policies import studies_are_done
from budgets.models import Clarification, Contract, Payment, Project, Work
from budgets.works.actions import begin_works
from participation.models import PersonGroupMember
from processes.policies import is_open
from proposals.demo import calls, people, places
from proposals.demo.people import ACCOUNTS
from proposals.demo.voices import Voices

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 18, tzinfo=ZoneInfo("America/Mexico_City"))


@pytest.fixture
def voices() -> Voices:
    """A city with twelve people and nothing else."""
    founded, dice = AT - timedelta(days=230), Random(2026)
    crowd = people.open_accounts(at=founded, words=dict.fromkeys(ACCOUNTS, "una clave de muestra"))
    grounds = places.draw_territories(by=crowd.official, at=founded)
    offices = places.found_institutions(by=crowd.official, at=founded)
    people.name_evaluators(people=crowd, offices={k: o.subject for k, o in offices.items()}, at=founded)
    people.invite_citizens(people=crowd, places=grounds, count=12, at=founded, random=dice)
    return Voices(calls.Context(TODAY, crowd.official, grounds[places.CITY], offices), crowd, grounds, dice)


def _states(contest: Any) -> dict[str, int]:
    states = list(contest.projects.values_list("state", flat=True))
    return {state: states.count(state) for state in sorted(set(states))}


def test_both_are_ready_for_their_votes_and_works_are_told(voices: Voices) -> None:
    """Ten costed works for the accounts of the list; seven projects of people, one refused with its answer."""
    closed, opened = prepare_closed(voices), prepare_open(voices)
    assert _states(opened.contest) == {"feasible": 10}
    assert (opened.budget.reach, opened.budget.ballot["maximum"]) == ("account", 4)
    assert is_open(opened.component, "vote", AT)
    assert not is_open(closed.component, "vote", AT)
    assert set(opened.contest.projects.exclude(exclusive_group="").values_list("exclusive_group", flat=True)) == {
        "Terreno del tanque"
    }
    assert PersonGroupMember.objects.filter(person__isnull=False).count() == 13
    assert _states(closed.contest) == {"feasible": 6, "not_feasible": 1}
    assert Clarification.objects.get().changes_decision is False
    assert studies_are_done(closed.contest, at=AT)
    assert studies_are_done(opened.contest, at=AT)
    carry_out(voices, closed)
    assert Work.objects.count() == 0
    winners = Project.objects.filter(contest=closed.contest, title__startswith="Estudio")
    winners.update(state="winner", number=1)
    begin_works(contest=closed.contest, by=voices.context.by, at=voices.context.moment(100))
    carry_out(voices, closed)
    assert (Contract.objects.get().amount, Payment.objects.get().amount) == (60_000_000, 36_000_000)
