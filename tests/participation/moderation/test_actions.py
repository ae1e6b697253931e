"""Reports and decisions: what they change, who may not, and that nothing is hidden by numbers."""

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on
from participation.models import Comment, Decision, Event, Flag, Subject, SubjectCount
from participation.moderation.actions import decide, flag
from participation.moderation.querysets import flaggers_of, hidden_now, waiting
from participation.subjects.actions import update_subject
from tests.factories import make_call, make_comment, make_institution, make_process, make_proposal
from tests.personas import NOW, make_person, official
from tests.races import at_once


def denied(code: str, call) -> None:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == code


def test_one_open_report_for_each_person_and_thing(subject, ana, bruno):
    comment = make_comment(subject)
    first = flag(subject=subject, comment=comment, by=ana, reason="insult", at=NOW, text=" Grosero\x00 ")
    assert first.text == "Grosero"
    assert flag(subject=subject, comment=comment, by=ana, reason="spam", at=NOW) == first
    assert flag(subject=subject, by=ana, reason="spam", at=NOW) != first
    assert flag(subject=subject, comment=comment, by=bruno, reason="spam", at=NOW) != first
    assert Flag.objects.count() == 3
    events = Event.objects.filter(name="participation.flag.made")
    assert events.count() == 3
    assert events.get(payload__flag=first.pk).payload == {"flag": first.pk, "comment": comment.pk}


def test_a_hundred_reports_hide_nothing(subject):
    comment = make_comment(subject)
    for n in range(100):
        flag(subject=subject, comment=comment, by=make_person(f"Persona{n}"), reason="spam", at=NOW)
    comment.refresh_from_db()
    assert comment.state == "visible"


def test_who_may_not_report_what(subject, ana):
    author = subject.proposal.author
    comment = make_comment(subject, author=ana)
    hidden = make_comment(subject, state="hidden")
    institution = make_institution().subject
    denied("not_signed_in", lambda: flag(subject=subject, by=None, reason="spam", at=NOW))
    denied("own_content", lambda: flag(subject=subject, by=author, reason="spam", at=NOW))
    denied("own_content", lambda: flag(subject=subject, comment=comment, by=ana, reason="spam", at=NOW))
    denied("not_shown", lambda: flag(subject=subject, comment=hidden, by=ana, reason="spam", at=NOW))
    denied("not_flagged", lambda: flag(subject=institution, by=ana, reason="spam", at=NOW))
    with pytest.raises(ValidationError):
        flag(subject=subject, by=ana, reason="porque sí", at=NOW)
    with pytest.raises(ValidationError):
        flag(subject=subject, by=ana, reason="spam", at=NOW, text="x" * 501)
    with pytest.raises(ValidationError):
        flag(subject=make_proposal(make_call()).subject, comment=comment, by=author, reason="spam", at=NOW)
    update_subject(subject=subject, at=NOW, state="withdrawn")
    denied("not_shown", lambda: flag(subject=subject, by=ana, reason="spam", at=NOW))
    assert not Flag.objects.exists()


def test_hiding_and_showing_a_comment(subject, ana, bruno, dario):
    comment = comment_on(subject=subject, text="Feo", by=ana, at=NOW, stance="against")
    flag(subject=subject, comment=comment, by=bruno, reason="insult", at=NOW)
    other = flag(subject=subject, by=bruno, reason="spam", at=NOW)
    made = decide(subject=subject, comment=comment, outcome="hide", reason=" Insulta a una vecina. ", by=dario, at=NOW)
    comment.refresh_from_db()
    row = SubjectCount.objects.get(pk=subject.pk)
    assert (comment.state, row.comments, row.comments_against, made.reason) == ("hidden", 0, 0, "Insulta a una vecina.")
    event = Event.objects.get(name="participation.comment.hidden")
    assert event.changes == [["comments", comment.pk]]
    assert event.payload == {"decision": made.pk, "comment": comment.pk, "author": ana.pk}
    assert list(flaggers_of(made.pk)) == [bruno.pk]
    other.refresh_from_db()
    assert other.decision is None
    decide(subject=subject, comment=comment, outcome="restore", reason="No era para tanto.", by=dario, at=NOW)
    comment.refresh_from_db()
    row.refresh_from_db()
    assert (comment.state, row.comments, row.comments_against) == ("visible", 1, 1)
    assert Event.objects.get(name="participation.comment.restored").changes == [["comments", comment.pk]]


def test_hiding_and_showing_a_subject(subject, ana, dario):
    flag(subject=subject, by=ana, reason="spam", at=NOW)
    made = decide(subject=subject, outcome="hide", reason="Publicidad", by=dario, at=NOW)
    subject.refresh_from_db()
    assert subject.state == "hidden"
    event = Event.objects.get(name="participation.subject.hidden")
    assert event.payload == {"decision": made.pk, "comment": None, "author": subject.proposal.author_id}
    decide(subject=subject, outcome="restore", reason="Error nuestro", by=dario, at=NOW)
    subject.refresh_from_db()
    assert subject.state == "published"


def test_keeping_closes_the_reports(subject, ana, dario):
    made = flag(subject=subject, by=ana, reason="spam", at=NOW)
    decision = decide(subject=subject, outcome="keep", reason="Está en el tema.", by=dario, at=NOW)
    made.refresh_from_db()
    assert made.decision == decision
    assert Event.objects.get(name="participation.subject.kept").changes == []
    again = flag(subject=subject, by=ana, reason="spam", at=NOW)
    assert again != made


def test_who_may_not_decide(subject, ana, dario, elena, olga):
    comment = make_comment(subject, author=dario)
    elsewhere = official("Ajena", "moderator", make_process().subject)

    def hide(person, **fields):
        return lambda: decide(
            **{"subject": subject, "outcome": "hide", "reason": "Porque", "by": person, "at": NOW, **fields}
        )

    for person in (ana, elena, olga, elsewhere):
        denied("role_missing", hide(person))
        denied("role_missing", hide(person, comment=comment))
    denied("not_signed_in", hide(None))
    denied("own_content", hide(dario, comment=comment))
    own = make_proposal(make_call(), author=dario).subject
    denied("own_content", hide(dario, subject=own))
    denied("already_decided", hide(dario, outcome="restore"))
    for wrong in ({"reason": " "}, {"reason": "x" * 2001}, {"outcome": "borrar"}, {"comment": make_comment(own)}):
        with pytest.raises(ValidationError):
            hide(dario, **wrong)()
    assert not Decision.objects.exists()
    assert set(Subject.objects.values_list("state", flat=True)) == {"published"}
    assert set(Comment.objects.values_list("state", flat=True)) == {"visible"}


def test_a_scoped_moderator_decides_within_the_scope(subject, ana):
    local = official("Local", "moderator", subject.parent.parent)
    outside = make_proposal(make_call()).subject
    inside_flag = flag(subject=subject, by=ana, reason="spam", at=NOW)
    flag(subject=outside, by=ana, reason="spam", at=NOW)
    assert list(waiting(local)) == [inside_flag]
    assert list(waiting(ana)) == []
    decide(subject=subject, outcome="hide", reason="Publicidad", by=local, at=NOW)
    assert [decision.subject_id for decision in hidden_now(local)] == [subject.pk]
    decide(subject=subject, outcome="restore", reason="Error", by=local, at=NOW)
    assert list(hidden_now(local)) == []


def test_the_queue_names_each_thing_once(subject, ana, bruno, dario):
    one, two = make_comment(subject), make_comment(subject)
    for person in (ana, bruno):
        for comment in (one, None, two):
            flag(subject=subject, comment=comment, by=person, reason="spam", at=NOW)
    assert [(row.subject_id, row.comment_id) for row in waiting(dario).order_by("pk")] == [
        (subject.pk, one.pk),
        (subject.pk, None),
        (subject.pk, two.pk),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_hide_once():
    """Without the lock both read "visible" and the counter falls below the truth."""
    subject = make_proposal(make_call()).subject
    comment, witness = make_comment(subject), make_comment(subject)
    people = [official(f"Modera{n}", "moderator") for n in range(6)]
    results = at_once(
        *[
            lambda person=person: decide(
                subject=subject, comment=comment, outcome="hide", reason="Insulta", by=person, at=NOW
            )
            for person in people
        ]
    )
    assert sum(isinstance(result, Decision) for result in results) == 1
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"already_decided"}
    assert SubjectCount.objects.get(pk=subject.pk).comments == 1
    assert witness.pk


@pytest.mark.django_db(transaction=True)
def test_the_same_report_at_once_is_one():
    """Without the unique constraint and the lock on the person's row, or with one of them, an error or a second row."""
    subject, ana = make_proposal(make_call()).subject, make_person("Ana")
    results = at_once(*[lambda: flag(subject=subject, by=ana, reason="spam", at=NOW)] * 8)
    assert len({result.pk for result in results}) == 1
    assert Flag.objects.count() == 1
