"""The engine of answers: owed, prepared, published for good, corrected, counted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from participation.access.verdict import ActDenied
from participation.models import Event, Link, Response, Version
from participation.responses.actions import (
    NotDoneError,
    correct_response,
    draft_response,
    owe_response,
    publish_response,
    publish_responses,
    start_evaluation,
    start_evaluations,
)
from participation.responses.querysets import coverage, debtors
from tests.factories import make_call, make_institution, make_proposal
from tests.personas import NOW

pytestmark = pytest.mark.django_db

ANSWER = {"verdict": "accepted", "reasons": "Hay dinero y proyecto."}


@pytest.fixture
def proposal():
    made = make_proposal(make_call())
    owe_response(subject=made.subject, at=NOW)
    return made


def code(call):
    with pytest.raises(ActDenied) as denied:
        call()
    return denied.value.denial.code


def names():
    return list(Event.objects.order_by("at", "id").values_list("name", flat=True))


def test_owing_twice_changes_nothing(proposal):
    office = make_institution()
    owe_response(subject=proposal.subject, at=NOW, institution=office)
    assert Response.objects.get().institution is None
    assert names() == ["participation.response.owed"]


def test_the_way_of_an_answer(proposal, elena, carla):
    start_evaluation(subject=proposal.subject, by=elena, at=NOW)
    start_evaluation(subject=proposal.subject, by=elena, at=NOW)
    proposal.refresh_from_db()
    assert proposal.state == "in_evaluation"
    draft_response(
        subject=proposal.subject,
        **ANSWER,
        by=elena,
        at=NOW,
        reference="DM/112/2026",
        signer="Ing. Pérez",
        cost_centavos=840_000_000,
    )
    publish_response(subject=proposal.subject, by=carla, at=NOW)
    publish_response(subject=proposal.subject, by=carla, at=NOW)
    proposal.refresh_from_db()
    response = Response.objects.get()
    assert proposal.state == "answered"
    assert (response.prepared_by, response.published_by, response.published_at) == (elena, carla, NOW)
    assert names() == [
        f"participation.response.{step}" for step in ("owed", "evaluation_started", "drafted", "published")
    ]
    assert Event.objects.get(name="participation.response.published").changes == [["responses", response.pk]]


def test_who_may_not_touch_an_answer(proposal, ana, dario, olga, elena):
    draft_response(subject=proposal.subject, **ANSWER, by=elena, at=NOW)
    for stranger in (ana, dario, olga):
        assert code(lambda who=stranger: start_evaluation(subject=proposal.subject, by=who, at=NOW)) == "role_missing"
        assert (
            code(lambda who=stranger: draft_response(subject=proposal.subject, **ANSWER, by=who, at=NOW))
            == "role_missing"
        )
    for stranger in (ana, dario, olga, elena):
        assert code(lambda who=stranger: publish_response(subject=proposal.subject, by=who, at=NOW)) == "role_missing"
        assert (
            code(lambda who=stranger: correct_response(subject=proposal.subject, **ANSWER, reason="x", by=who, at=NOW))
            == "role_missing"
        )
    response = Response.objects.get()
    assert (response.in_evaluation_since, response.published_at) == (None, None)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"verdict": ""}, "verdict"),
        ({"verdict": "quizá"}, "verdict"),
        ({"reasons": " \n\t "}, "reasons"),
        ({"reasons": "x" * 10_001}, "reasons"),
        ({"cost_centavos": -1}, "cost_centavos"),
        ({"reference": "x" * 81}, "reference"),
        ({"signer": "x" * 151}, "signer"),
    ],
)
def test_reasons_are_always_required(proposal, elena, fields, wrong):
    with pytest.raises(ValidationError) as error:
        draft_response(subject=proposal.subject, **{**ANSWER, **fields}, by=elena, at=NOW)
    assert wrong in error.value.message_dict
    assert Response.objects.get().verdict == ""


def test_the_database_refuses_a_published_answer_without_reasons(proposal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.update(published_at=NOW)


def test_an_unprepared_answer_is_not_published_and_a_published_one_not_redrafted(proposal, carla):
    assert code(lambda: publish_response(subject=proposal.subject, by=carla, at=NOW)) == "not_prepared"
    assert (
        code(lambda: correct_response(subject=proposal.subject, **ANSWER, reason="x", by=carla, at=NOW))
        == "not_published_yet"
    )
    draft_response(subject=proposal.subject, **ANSWER, by=carla, at=NOW)
    publish_response(subject=proposal.subject, by=carla, at=NOW)
    assert (
        code(lambda: draft_response(subject=proposal.subject, verdict="rejected", reasons="No.", by=carla, at=NOW))
        == "already_published"
    )
    assert code(lambda: start_evaluation(subject=proposal.subject, by=carla, at=NOW)) == "already_published"


def test_a_correction_keeps_the_earlier_words(proposal, carla):
    draft_response(subject=proposal.subject, **ANSWER, by=carla, at=NOW)
    publish_response(subject=proposal.subject, by=carla, at=NOW)
    with pytest.raises(ValidationError):
        correct_response(subject=proposal.subject, verdict="partly", reasons="La mitad.", reason=" ", by=carla, at=NOW)
    correct_response(
        subject=proposal.subject, verdict="partly", reasons="La mitad.", reason="El dinero no alcanza", by=carla, at=NOW
    )
    kept = [version.data["answer"] for version in Version.objects.filter(subject=proposal.subject).order_by("number")]
    assert kept == ["Hay dinero y proyecto.", "La mitad."]
    assert Event.objects.get(name="participation.response.corrected").before["reasons"] == "Hay dinero y proyecto."


def test_publishing_with_an_outcome_writes_the_link(proposal, carla):
    outcome = make_proposal(proposal.component)
    draft_response(subject=proposal.subject, **ANSWER, by=carla, at=NOW)
    publish_response(
        subject=proposal.subject, by=carla, at=NOW, outcome=outcome.subject, explanation="Se hará junto con esta."
    )
    link = Link.objects.get()
    assert (link.source, link.outcome, link.kind, link.explanation) == (
        proposal.subject,
        outcome.subject,
        "accepted",
        "Se hará junto con esta.",
    )


def test_a_selection_is_published_whole_or_not_at_all(carla, elena):
    call = make_call()
    rows = [make_proposal(call) for _n in range(3)]
    for row in rows[:2]:
        draft_response(subject=row.subject, **ANSWER, by=elena, at=NOW)
    with pytest.raises(NotDoneError) as refused:
        publish_responses(subjects=[row.subject for row in rows], by=carla, at=NOW)
    assert [refusal.subject for refusal in refused.value.refusals] == [rows[2].subject]
    assert not Response.objects.filter(published_at__isnull=False).exists()
    assert "participation.response.published" not in names()
    done = publish_responses(subjects=[row.subject for row in rows[:2]], by=carla, at=NOW)
    assert len(done) == 2
    with pytest.raises(NotDoneError):
        publish_responses(subjects=[rows[0].subject], by=carla, at=NOW)


def test_a_selection_goes_into_evaluation_whole_or_not_at_all(elena):
    call = make_call()
    rows = [make_proposal(call), make_proposal(call, state="withdrawn")]
    with pytest.raises(NotDoneError):
        start_evaluations(subjects=[row.subject for row in rows], by=elena, at=NOW)
    assert not Response.objects.exists()


@pytest.mark.parametrize("many", [1, 10])
def test_coverage_counts_answered_owed_and_late_in_one_query(carla, many, django_assert_num_queries):
    call, office = make_call(), make_institution("Obras Públicas")
    for n in range(many * 4):
        row = make_proposal(call)
        due = NOW.date() - timedelta(days=1) if n % 4 == 0 else NOW.date() + timedelta(days=9)
        owe_response(subject=row.subject, at=NOW, institution=office if n % 2 else None, due_on=due)
        if n % 4 == 1:
            draft_response(subject=row.subject, **ANSWER, by=carla, at=NOW)
            publish_response(subject=row.subject, by=carla, at=NOW)
    hidden = make_proposal(call)
    owe_response(subject=hidden.subject, at=NOW, due_on=date(2020, 1, 1))
    type(hidden.subject).objects.filter(pk=hidden.subject_id).update(state="hidden")
    with django_assert_num_queries(1):
        found = coverage(call.process.subject, NOW)
    assert (found.answered, found.owed, found.late, found.waiting, found.percent) == (
        many,
        many * 4,
        many,
        many * 2,
        25,
    )
    with django_assert_num_queries(1):
        owing = debtors(call.subject, NOW)
    assert {(str(each.institution), each.coverage.owed, each.coverage.answered) for each in owing} == {
        ("Obras Públicas", many * 2, many),
        ("None", many * 2, 0),
    }


def test_coverage_of_nothing_is_nothing():
    found = coverage(make_call().subject, NOW)
    assert (found.owed, found.percent) == (0, 0)
