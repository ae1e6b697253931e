"""Limits hold when one person's requests arrive together; each test has its twin that shows what the lock prevents."""

import time
from contextlib import contextmanager

import pytest

from participation.access.verdict import ActDenied
from proposals.actions import common, draft, submit_proposal, support, support_proposal, withdraw_proposal
from proposals.models import Proposal, ProposalCount, Support
from tests.factories import make_call, make_proposal
from tests.personas import NOW, make_person
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = {"title": "Banquetas parejas en la calle Hidalgo", "body": "Están rotas y la gente mayor se cae."}


@contextmanager
def slowly_counted(monkeypatch, name):
    """Let each request think for a moment between the count and the write, so that parallel ones overlap."""
    from proposals import policies

    counted = getattr(policies, name)

    def slow(*args, **kwargs):
        verdict = counted(*args, **kwargs)
        time.sleep(0.3)
        return verdict

    monkeypatch.setattr(policies, name, slow)
    yield


def race_of_supports():
    call, person = make_call(supports_per_person=1), make_person("Ana")
    rows = [make_proposal(call) for _n in range(6)]
    results = at_once(*[lambda row=row: support_proposal(proposal=row, by=person, at=NOW) for row in rows])
    return rows, results


def test_parallel_supports_do_not_pass_the_limit(monkeypatch):
    with slowly_counted(monkeypatch, "_within_supports"):
        _rows, results = race_of_supports()
    assert sum(isinstance(result, Support) for result in results) == 1
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"support_limit"}
    assert Support.objects.count() == 1
    assert sum(ProposalCount.objects.values_list("supports", flat=True)) == 1


def test_without_the_lock_parallel_supports_pass_the_limit(monkeypatch):
    monkeypatch.setattr(support, "lock_person", lambda person: None)
    with slowly_counted(monkeypatch, "_within_supports"):
        race_of_supports()
    assert Support.objects.count() > 1


def test_one_person_who_clicks_ten_times_supports_once():
    proposal, person = make_proposal(make_call()), make_person("Ana")
    results = at_once(*[lambda: support_proposal(proposal=proposal, by=person, at=NOW) for _n in range(10)])
    assert all(isinstance(result, Support) for result in results)
    assert Support.objects.count() == 1
    assert ProposalCount.objects.get(proposal=proposal).supports == 1


def test_many_people_at_once_are_all_counted():
    proposal = make_proposal(make_call())
    people = [make_person(f"Persona{n}") for n in range(12)]
    results = at_once(*[lambda who=who: support_proposal(proposal=proposal, by=who, at=NOW) for who in people])
    assert all(isinstance(result, Support) for result in results)
    assert ProposalCount.objects.get(proposal=proposal).supports == 12


def race_of_proposals():
    call, person = make_call(proposals_per_person=1), make_person("Ana")
    return at_once(*[lambda: submit_proposal(component=call, **TEXT, by=person, at=NOW) for _n in range(5)])


def test_parallel_proposals_do_not_pass_the_limit(monkeypatch):
    with slowly_counted(monkeypatch, "_within_proposals"):
        results = race_of_proposals()
    assert Proposal.objects.counted().count() == 1
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"proposal_limit"}


def test_without_the_lock_parallel_proposals_pass_the_limit(monkeypatch):
    monkeypatch.setattr(draft, "lock_person", lambda person: None)
    with slowly_counted(monkeypatch, "_within_proposals"):
        race_of_proposals()
    assert Proposal.objects.counted().count() > 1


def race_of_withdrawal():
    author = make_person("Autora")
    proposal = make_proposal(make_call(), author=author)
    people = [make_person(f"Persona{n}") for n in range(4)]
    at_once(
        *[lambda who=who: support_proposal(proposal=proposal, by=who, at=NOW) for who in people],
        lambda: withdraw_proposal(proposal=proposal, by=author, at=NOW),
    )
    proposal.refresh_from_db()
    return proposal


def test_a_support_and_a_withdrawal_never_both_happen(monkeypatch):
    with slowly_counted(monkeypatch, "without_supports"):
        proposal = race_of_withdrawal()
    there = Support.objects.filter(proposal=proposal).count()
    assert (proposal.state, there > 0) in {("withdrawn", False), ("published", True)}
    assert ProposalCount.objects.get(proposal=proposal).supports == there


def test_locked_reads_the_row_again():
    proposal = make_proposal(make_call())
    Proposal.objects.filter(pk=proposal.pk).update(state="in_evaluation")
    from django.db import transaction

    with transaction.atomic():
        assert common.locked(proposal).state == "in_evaluation"
