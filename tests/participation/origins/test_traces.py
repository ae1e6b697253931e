"""The graph of what came of things, and the panel that draws it."""

import itertools
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.models import Event, Link, Subject
from participation.origins.actions import add_link
from participation.origins.traces import DEPTH, edges, trace_of
from participation.responses.actions import draft_response, owe_response, publish_response, start_evaluation
from proposals.actions import support_proposal
from tests.factories import make_call, make_institution, make_proposal
from tests.personas import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make_call()


def link(source, outcome, kind, by, at=NOW):
    return add_link(source=source.subject, outcome=outcome.subject, kind=kind, explanation="Porque sí.", by=by, at=at)


def test_a_link_is_written_once_by_an_official(call, ana, carla, olga):
    one, other = make_proposal(call), make_proposal(call)
    for stranger in (ana, olga):
        with pytest.raises(ActDenied):
            link(one, other, "merged", stranger)
    assert not Link.objects.exists()
    first = link(one, other, "merged", carla)
    assert link(one, other, "merged", carla) == first
    assert Event.objects.filter(name="participation.link.added").count() == 1


@pytest.mark.parametrize("kind", ["", "amistad"])
def test_a_link_needs_a_known_kind_and_two_things(call, carla, kind):
    one, other = make_proposal(call), make_proposal(call)
    with pytest.raises(ValidationError):
        link(one, other, kind, carla)
    with pytest.raises(ValidationError):
        link(one, one, "merged", carla)
    assert not Link.objects.exists()


@pytest.mark.parametrize("length", [1, 12])
def test_the_graph_is_walked_in_two_queries_and_not_for_ever(call, carla, length, django_assert_num_queries):
    rows = [make_proposal(call) for _n in range(length + 1)]
    for source, outcome in itertools.pairwise(rows):
        link(source, outcome, "inspired", carla)
    link(rows[-1], rows[0], "inspired", carla)
    with django_assert_num_queries(2):
        found, cut = edges(rows[0].subject)
    assert not cut
    down = [edge for edge in found if not edge.up]
    assert len(down) == min(length, DEPTH)
    assert [edge.subject for edge in found if edge.up] == [rows[-1].subject]


def test_what_is_not_public_is_not_drawn(call, carla):
    one, hidden = make_proposal(call), make_proposal(call)
    link(one, hidden, "accepted", carla)
    Subject.objects.filter(pk=hidden.subject_id).update(state="hidden")
    assert edges(one.subject) == ([], False)


@pytest.mark.parametrize("many", [1, 2, 5])
def test_all_that_was_joined_is_counted_however_little_is_read(call, carla, many, monkeypatch):
    monkeypatch.setattr("participation.origins.traces.MOST", 2)
    target, *sources = (make_proposal(call) for _n in range(many + 2))
    for number, source in enumerate(sources):
        link(source, target, "merged", carla, NOW + timedelta(days=number))
    Subject.objects.filter(pk=sources[0].subject_id).update(state="hidden")
    step = next(step for step in trace_of(target.subject, NOW) if step.at == NOW + timedelta(days=many))
    assert step.text.split()[1] == str(many)


def test_the_steps_follow_the_clock(call, ana, carla, settings):
    from django.utils.translation import override

    start = NOW - timedelta(days=20)
    phase = call.process.phases.get()
    phase.opens_at, phase.closes_at = start - timedelta(days=1), NOW - timedelta(days=5)
    phase.save()
    proposal, encounter, merged, outcome = (make_proposal(call, at=start) for _n in range(4))
    support_proposal(proposal=proposal, by=ana, at=start)
    add_link(
        source=encounter.subject,
        outcome=proposal.subject,
        kind="born_at",
        explanation="",
        by=carla,
        at=start - timedelta(days=1),
    )
    link(merged, proposal, "merged", carla, NOW - timedelta(days=4))
    owe_response(subject=proposal.subject, at=start)
    start_evaluation(subject=proposal.subject, by=carla, at=NOW - timedelta(days=3))
    draft_response(subject=proposal.subject, verdict="partly", reasons="La mitad.", by=carla, at=NOW)
    publish_response(subject=proposal.subject, by=carla, at=NOW - timedelta(days=2), outcome=outcome.subject)
    subject = Subject.objects.get(pk=proposal.subject_id)
    with override("en"):
        steps = trace_of(subject, NOW)
    assert [step.strong for step in steps] == [
        "It was born at",
        "It was published",
        "The phase Fase 1 closed",
        "It was joined",
        "Evaluation began",
        "Answer with reasons",
        "It was accepted in part and became",
    ]
    assert "with 1 support" in [step.text for step in steps]
    assert "accepted in part" in [step.text for step in steps]


def test_what_is_owed_says_who_and_for_how_long(call):
    from django.utils.translation import override

    proposal = make_proposal(call)
    owe_response(
        subject=proposal.subject, at=NOW, institution=make_institution("Obras Públicas"), due_on=date(2026, 11, 11)
    )
    with override("en"):
        step = trace_of(Subject.objects.get(pk=proposal.subject_id), NOW)[0]
        late = next(step for step in trace_of(Subject.objects.get(pk=proposal.subject_id), NOW) if step.css == "owed")
        soon = trace_of(Subject.objects.get(pk=proposal.subject_id), NOW - timedelta(days=30))[-1]
    assert step is not None
    assert late.text.startswith("Obras Públicas: overdue by 10 days, since")
    assert soon.css == ""
    assert soon.text.startswith("Obras Públicas, by ")
