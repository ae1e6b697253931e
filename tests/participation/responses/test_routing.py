"""The way of an answer through the offices: who sends it where, who sees it, who answers, and what the clock tells."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, Response, ResponsePart, Routing
from participation.responses import policies
from participation.responses.actions import (
    NotDoneError,
    Plan,
    ask_parts,
    assign_response,
    draft_mark,
    draft_response,
    escalate_late,
    hand_in_part,
    owe_response,
    publish_response,
    refusals,
    remind_offices,
    return_routing,
    route_response,
    route_responses,
    waive_part,
)
from tests.factories import make_call, make_proposal
from tests.participation.responses.offices import Offices, make_offices, office
from tests.personas import NOW, official
from tests.races import at_once

pytestmark = pytest.mark.django_db
ANSWER = {"verdict": "accepted", "reasons": "Hay dinero y proyecto."}


@pytest.fixture
def town(db: None) -> Offices:
    return make_offices()


def code(call) -> str:
    with pytest.raises(ActDenied) as denied:
        call()
    return denied.value.denial.code


def names() -> list[str]:
    return [name.rpartition(".")[2] for name in Event.objects.order_by("id").values_list("name", flat=True)]


def test_what_is_routed_is_answered_by_that_office_alone(town: Offices):
    town.route(town.works, due_on=date(2026, 12, 4), note="Urge")
    row = town.response
    assert (row.institution, row.act_by, row.due_on, row.routed_at) == (
        town.works, date(2026, 12, 4), date(2026, 12, 4), NOW,
    )  # fmt: skip
    assert code(lambda: draft_response(subject=town.subject, **ANSWER, by=town.plumber, at=NOW)) == "role_missing"
    team = official("Tere", "evaluator", town.subject.parent)
    assert code(lambda: draft_response(subject=town.subject, **ANSWER, by=team, at=NOW)) == "routed_elsewhere"
    draft_response(subject=town.subject, **ANSWER, by=town.analyst, at=NOW)
    for who in (town.analyst, town.desk, town.plumber, team):
        assert code(lambda who=who: publish_response(subject=town.subject, by=who, at=NOW)) in {
            "role_missing", "routed_elsewhere",
        }  # fmt: skip
    publish_response(subject=town.subject, by=town.director, at=NOW + timedelta(days=9))
    row = town.response
    # Came in on Saturday 21 November and was answered on Monday 30: Monday to Friday, and that Monday.
    assert (row.published_by, row.working_days) == (town.director, 6)
    assert Routing.objects.get().end == "published"


def test_who_sees_it_is_told_by_policy_and_list_alike(town: Offices):
    observer = official("Obdulia", "observer", town.works.subject)
    team = official("Tere", "evaluator", town.subject.parent)
    everywhere = official("Eva", "evaluator")

    def seen() -> set[str]:
        people = (town.director, town.analyst, town.plumber, town.desk, observer, team, everywhere)
        by_list = {p.name for p in people if Response.objects.at_desk(p).filter(subject=town.subject).exists()}
        assert by_list == {p.name for p in people if policies.may_see(p, town.response)}
        return by_list

    assert seen() == {"Olivia", "Tere", "Eva"}
    town.route(town.works)
    assert seen() == {"Diana", "Andrés", "Obdulia", "Olivia", "Eva"}
    ask_parts(subject=town.subject, institutions=[town.water], by=town.analyst, at=NOW)
    assert seen() == {"Diana", "Andrés", "Obdulia", "Olivia", "Eva", "Paty"}
    return_routing(subject=town.subject, reason="Es de Agua", by=town.analyst, at=NOW)
    assert seen() == {"Olivia", "Tere", "Eva", "Paty"}


def test_an_institution_that_the_call_named_has_it_without_a_routing(town: Offices):
    row = make_proposal(make_call())
    process = row.component.process.subject
    process.parent, process.ancestors = town.water.subject, [town.water.subject_id]
    process.save()
    row.subject.ancestors = [town.water.subject_id, *row.subject.ancestors]
    row.subject.save()
    owe_response(subject=row.subject, at=NOW, institution=town.works)
    assert code(lambda: draft_response(subject=row.subject, **ANSWER, by=town.plumber, at=NOW)) == "role_missing"
    draft_response(subject=row.subject, **ANSWER, by=town.analyst, at=NOW)
    assert list(Response.objects.at_desk(town.plumber)) == []
    assert list(Response.objects.at_desk(town.analyst)) == [Response.objects.get(subject=row.subject)]


def test_a_return_goes_back_to_whoever_routed(town: Offices):
    town.route(town.works)
    with pytest.raises(ValidationError):
        return_routing(subject=town.subject, reason=" ", by=town.analyst, at=NOW)
    assert (
        code(lambda: return_routing(subject=town.subject, reason="No", by=town.plumber, at=NOW)) == "not_of_institution"
    )
    return_routing(subject=town.subject, reason="Es una tubería: es de Agua", by=town.analyst, at=NOW)
    row = town.response
    assert (row.institution, row.routed_at, row.returned_at) == (None, None, NOW)
    assert code(lambda: return_routing(subject=town.subject, reason="No", by=town.analyst, at=NOW)) == "not_routed"
    relay(NOW + timedelta(minutes=1))
    assert town.desk.pk in set(
        Notice.objects.filter(event__name="participation.response.returned").values_list("person", flat=True)
    )
    town.route(town.water)
    assert (town.response.institution, town.response.returned_at) == (town.water, None)


def test_an_office_passes_on_within_itself_and_a_return_comes_back_to_it(town: Offices):
    streets = office("Calles", town.works)
    chief = official("Chema", "evaluator", streets.subject)
    town.route(town.works, due_on=date(2026, 12, 4))
    outside = lambda: route_response(subject=town.subject, institution=town.water, by=town.director, at=NOW)  # noqa: E731
    assert code(outside) == "outside"
    assert code(lambda: route_response(subject=town.subject, institution=streets, by=chief, at=NOW)) == "role_missing"
    route_response(subject=town.subject, institution=streets, by=town.director, person=chief, at=NOW)
    assert (town.response.institution, town.response.assigned_to) == (streets, chief)
    return_routing(subject=town.subject, reason="No es calle", by=chief, at=NOW)
    row = town.response
    assert (row.institution, row.act_by, row.routed_at) == (town.works, date(2026, 12, 4), NOW)
    assert [step.end for step in Routing.objects.order_by("pk")] == ["", "returned"]


def test_who_prepares_it_is_of_the_office(town: Offices):
    town.route(town.works)
    with pytest.raises(ValidationError) as error:
        assign_response(subject=town.subject, person=town.plumber, by=town.analyst, at=NOW)
    assert "person" in error.value.message_dict
    assert (
        code(lambda: assign_response(subject=town.subject, person=town.plumber, by=town.plumber, at=NOW))
        == "not_of_institution"
    )
    assign_response(subject=town.subject, person=town.analyst, by=town.analyst, at=NOW)
    assign_response(subject=town.subject, person=town.analyst, by=town.director, at=NOW)
    assert names().count("assigned") == 1
    assert Routing.objects.get().person == town.analyst


def test_the_day_of_an_office_keeps_what_people_were_told(town: Offices):
    Response.objects.update(due_on=date(2026, 12, 1))
    for wrong in (date(2026, 11, 20), date(2026, 12, 2)):
        with pytest.raises(ValidationError) as error:
            town.route(town.works, due_on=wrong)
        assert "due_on" in error.value.message_dict
    town.route(town.works, due_on=date(2026, 11, 27))
    assert (town.response.act_by, town.response.due_on) == (date(2026, 11, 27), date(2026, 12, 1))
    # Once it is late, a new day can be set for the office; what people were told stays.
    route_response(
        subject=town.subject,
        institution=town.water,
        by=town.desk,
        at=NOW + timedelta(days=30),
        due_on=date(2026, 12, 29),
    )
    assert (town.response.act_by, town.response.due_on) == (date(2026, 12, 29), date(2026, 12, 1))


def test_a_joint_answer_waits_for_its_parts(town: Offices):
    town.route(town.works, joint=[town.water])
    part = ResponsePart.objects.get()
    draft_response(subject=town.subject, **ANSWER, by=town.analyst, at=NOW)
    assert code(lambda: publish_response(subject=town.subject, by=town.director, at=NOW)) == "parts_missing"
    assert (
        code(lambda: hand_in_part(subject=town.subject, part=part, text="x", by=town.analyst, at=NOW))
        == "not_of_institution"
    )
    # Whoever hands in a part prepares nothing else of the answer.
    assert code(lambda: draft_response(subject=town.subject, **ANSWER, by=town.plumber, at=NOW)) == "role_missing"
    hand_in_part(subject=town.subject, part=part, text="La tubería aguanta.", by=town.plumber, at=NOW)
    publish_response(subject=town.subject, by=town.director, at=NOW)
    assert (
        code(lambda: hand_in_part(subject=town.subject, part=part, text="x", by=town.plumber, at=NOW))
        == "already_published"
    )
    with pytest.raises(ValidationError):
        make_offices_route_to_itself(town)


def make_offices_route_to_itself(town: Offices) -> None:
    row = make_proposal(make_call())
    owe_response(subject=row.subject, at=NOW)
    route_response(subject=row.subject, institution=town.works, joint=[town.works], by=town.desk, at=NOW)


def test_a_part_that_is_not_needed_says_why(town: Offices):
    town.route(town.works, joint=[town.water])
    part = ResponsePart.objects.get()
    with pytest.raises(ValidationError):
        waive_part(subject=town.subject, part=part, reason=" ", by=town.analyst, at=NOW)
    assert code(lambda: waive_part(subject=town.subject, part=part, reason="No", by=town.plumber, at=NOW)) == (
        "not_of_institution"
    )
    waive_part(subject=town.subject, part=part, reason="No hay tubería ahí", by=town.analyst, at=NOW)
    assert code(lambda: hand_in_part(subject=town.subject, part=part, text="x", by=town.plumber, at=NOW)) == "waived"
    ask_parts(subject=town.subject, institutions=[town.water], by=town.director, at=NOW, asked_for="Sí hay")
    assert ResponsePart.objects.get().is_lacking


def test_a_selection_is_routed_whole_or_not_at_all_and_the_preview_changes_nothing(town: Offices):
    other = make_proposal(make_call())
    owe_response(subject=other.subject, at=NOW)
    subjects, plan = [town.subject, other.subject], Plan(town.works, due_on=date(2026, 12, 4))
    assert refusals(subjects=subjects, plan=plan, by=town.desk, at=NOW) == []
    assert not Routing.objects.exists()
    draft_response(subject=other.subject, **ANSWER, by=official("Eva", "steward"), at=NOW)
    publish_response(subject=other.subject, by=official("Ema", "steward"), at=NOW)
    assert [refusal.subject for refusal in refusals(subjects=subjects, plan=plan, by=town.desk, at=NOW)] == [
        other.subject
    ]
    with pytest.raises(NotDoneError):
        route_responses(subjects=subjects, plan=plan, by=town.desk, at=NOW)
    assert not Routing.objects.exists()
    route_responses(subjects=subjects[:1], plan=plan, by=town.desk, at=NOW)
    assert town.response.institution == town.works


def told(event: str) -> set[str]:
    relay(NOW + timedelta(days=40))
    rows = Notice.objects.filter(event__name=f"participation.response.{event}")
    return set(rows.values_list("person__name", flat=True))


def test_an_office_is_reminded_once_and_those_above_are_told_once(town: Offices):
    town.route(town.works, due_on=date(2026, 12, 4), person=town.analyst)  # a Friday
    assert told("routed") == {"Andrés"}
    on = {"early": NOW + timedelta(days=9), "near": NOW + timedelta(days=10), "late": NOW + timedelta(days=14)}
    assert remind_offices(at=on["early"], days=3) == 0
    assert [remind_offices(at=on["near"], days=3) for _turn in range(2)] == [1, 0]
    assert told("due_soon") == {"Andrés"}
    assert escalate_late(at=on["near"]) == 0
    assert [escalate_late(at=on["late"]) for _turn in range(2)] == [1, 0]
    assert told("overdue") == {"Diana", "Olivia"}
    # A new day is reminded of anew.
    route_response(subject=town.subject, institution=town.water, by=town.desk, at=on["late"], due_on=date(2026, 12, 8))
    assert remind_offices(at=on["late"], days=3) == 1
    assert told("due_soon") == {"Andrés", "Paty"}


def test_a_draft_kept_meanwhile_is_not_written_over(town: Offices):
    town.route(town.works)
    opened = draft_mark(town.response)
    draft_response(subject=town.subject, **ANSWER, by=town.director, at=NOW, seen=opened)
    mine = lambda seen: draft_response(  # noqa: E731
        subject=town.subject,
        verdict="rejected",
        reasons="No.",
        by=town.analyst,
        at=NOW + timedelta(minutes=1),
        seen=seen,
    )
    assert code(lambda: mine(opened)) == "changed_meanwhile"
    assert town.response.verdict == "accepted"
    assert mine(draft_mark(town.response)).verdict == "rejected"


@pytest.mark.django_db(transaction=True)
def test_two_officials_return_or_answer_the_same_one():
    """One of two wins. Without the lock in ``common.locked`` both returns end the routing, and two events tell it; and
    an answer is published that was being given back.
    """
    town = make_offices()
    town.route(town.works)
    give_back = lambda: return_routing(subject=town.subject, reason="No es nuestro", by=town.analyst, at=NOW)  # noqa: E731
    done = at_once(*[give_back] * 4)
    assert sum(not isinstance(each, ActDenied) for each in done) == 1
    assert names().count("returned") == 1

    town.route(town.works)
    draft_response(subject=town.subject, **ANSWER, by=town.analyst, at=NOW)
    publish = lambda: publish_response(subject=town.subject, by=town.director, at=NOW)  # noqa: E731
    at_once(publish, give_back, publish, give_back)
    row = town.response
    assert (row.published_at is None) == (names().count("returned") == 2)
    assert Routing.objects.filter(ended_at__isnull=True).count() == 0
