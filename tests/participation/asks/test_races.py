"""Joining and withdrawing at the same moment: one of the two waits, and then sees what the other did."""

import threading

import pytest

from participation.access.verdict import ActDenied
from participation.asks import actions
from participation.asks.actions import submit_ask, withdraw_ask
from participation.joins.actions import join_subject
from participation.joins.models import Join
from participation.models import Ask, SubjectCount
from tests.personas import NOW, make_person
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_is_left_joined_to_what_was_withdrawn(monkeypatch):
    """The author looks for joins while somebody is about to join.

    Without the lock on the counter (``_locked``) both go through: a withdrawn request with one person who wants it.
    """
    author, other = make_person("Ana"), make_person("Bruno")
    made = submit_ask(kind="datarequest", title="Luminarias por colonia y fecha", by=author, at=NOW)
    subject, looked = type(made.subject).objects.get(pk=made.subject_id), threading.Event()
    untouched = actions.policies._untouched

    def slow(ask):
        verdict = untouched(ask)
        looked.set()
        threading.Event().wait(0.3)  # the other has time to join, if nothing holds them
        return verdict

    monkeypatch.setattr(actions.policies, "_untouched", slow)

    def join():
        looked.wait(5)
        return join_subject(subject=subject, by=other, at=NOW)

    withdrawn, joined = at_once(lambda: withdraw_ask(ask=made, by=author, at=NOW), join)
    assert isinstance(withdrawn, Ask)
    assert isinstance(joined, ActDenied)
    assert (Join.objects.count(), SubjectCount.objects.get(pk=subject.pk).joins) == (0, 0)


def test_one_person_who_clicks_five_times_joins_once():
    """``_lock`` takes a person's acts one by one; without it the second insert breaks the unique constraint."""
    made = submit_ask(kind="datarequest", title="Luminarias por colonia y fecha", by=make_person("Ana"), at=NOW)
    other = make_person("Bruno")
    results = at_once(*[lambda: join_subject(subject=made.subject, by=other, at=NOW) for _n in range(5)])
    assert all(isinstance(result, Join) for result in results)
    assert SubjectCount.objects.get(pk=made.subject_id).joins == 1
