"""Comments under parallel requests."""

import uuid

import pytest

from participation.comments.actions import comment_on, withdraw_comment
from participation.models import Comment, Event, SubjectCount
from participation.moderation.actions import decide
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_post_eight_times_at_once_is_one_comment():
    """Without the unique constraint (author, act_id) several rows appear: each thread looks before any has written."""
    subject = make_proposal(make_call()).subject
    ana, key = make_person("Ana"), uuid.uuid4()
    results = at_once(*[lambda: comment_on(subject=subject, text="Sí", by=ana, at=NOW, act_id=key, stance="for")] * 8)
    assert len({result.pk for result in results}) == 1
    assert Comment.objects.count() == 1
    assert Event.objects.filter(name="participation.comment.made").count() == 1
    row = SubjectCount.objects.get(pk=subject.pk)
    assert (row.comments, row.comments_for) == (1, 1)


def test_replies_at_once_are_all_counted():
    """Without F() in the update the thread's counter loses some of the twelve."""
    subject = make_proposal(make_call()).subject
    root = make_comment(subject)
    people = [make_person(f"Persona{n}") for n in range(12)]
    at_once(
        *[
            lambda person=person: comment_on(subject=subject, text="Sí", by=person, at=NOW, parent=root)
            for person in people
        ]
    )
    root.refresh_from_db()
    assert root.thread_count == 12
    assert SubjectCount.objects.get(pk=subject.pk).comments == 13


def test_withdrawn_and_hidden_at_once_is_counted_once():
    """Without the lock on the comment's row both acts read "visible" and both subtract."""
    subject = make_proposal(make_call()).subject
    ana, dario = make_person("Ana"), official("Dario", "moderator")
    for _witness in range(20):  # so that a wrong counter is not saved by the constraint "not below zero"
        make_comment(subject)
    for _round in range(5):
        comment = make_comment(subject, author=ana)
        at_once(
            *[lambda comment=comment: withdraw_comment(comment=comment, by=ana, at=NOW)] * 3,
            *[
                lambda comment=comment: decide(
                    subject=subject, comment=comment, outcome="hide", reason="Insulta", by=dario, at=NOW
                )
            ]
            * 3,
        )
        assert SubjectCount.objects.get(pk=subject.pk).comments == 20
