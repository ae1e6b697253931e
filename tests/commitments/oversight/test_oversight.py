"""Observations on commitments: who answers by when, how fast, and that nobody who is observed hides one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commitments.oversight.figures import figures
from participation.access.verdict import ActDenied
from participation.asks.actions import submit_ask
from participation.models import Ask, Person, Response, Role
from participation.moderation.actions import decide
from participation.responses.actions import draft_response, publish_response
from tests.commitments.reviews.help import make_commitment, make_plan
from tests.factories import make_institution
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db


def observe(commitment: Any, by: Person, kind: str = "observation", **fields: Any) -> Ask:
    """Observe something on a commitment."""
    given = {"title": "La obra lleva un mes parada", "body": "No hay nadie desde mayo.", **fields}
    return submit_ask(kind=kind, place=commitment.subject, by=by, at=NOW, **given)


def test_the_lead_owes_an_answer_by_a_day(ana: Person) -> None:
    """Within fifteen working days, by who leads the commitment; else by who runs the plan."""
    plan = make_plan()
    office = make_institution("Obras")
    led, plain = make_commitment(plan), make_commitment(plan, "Otro")
    led.actors.create(name="Obras", institution=office, role="lead")
    for commitment, name in ((led, "Obras"), (plain, "Contraloría")):
        row = observe(commitment, ana)
        response = Response.objects.get(subject=row.subject)
        assert response.institution is not None
        assert (response.institution.name, response.due_on.isoformat()) == (name, "2026-12-14")
        assert (row.subject.parent, row.state) == (commitment.subject, "published")


def test_nobody_is_asked_of_a_plan_of_elsewhere(ana: Person) -> None:
    """Nor of a draft, nor without an account."""
    for fields, code in (({"ran_elsewhere": True}, "ran_elsewhere"), ({"state": "draft"}, "draft")):
        with pytest.raises(ActDenied) as refused:
            observe(make_commitment(make_plan(**fields)), ana)
        assert refused.value.denial.code == code
    assert Ask.objects.count() == 0


def test_only_a_moderator_from_outside_hides_it(ana: Person, dario: Person) -> None:
    """Not the steward of the plan, not a moderator of the office, nor one of everything who also works there."""
    plan = make_plan()
    office = make_institution("Obras")
    commitment = make_commitment(plan)
    commitment.actors.create(name="Obras", institution=office, role="lead")
    row = observe(commitment, ana)
    inside = official("Inés", "moderator", plan.component.process.subject)
    both = official("Beto", "moderator")
    Role.objects.create(person=both, kind="evaluator", scope=office.subject, granted_at=NOW)
    office_moderator = official("Omar", "moderator", office.subject)
    for who in (inside, both, office_moderator):
        with pytest.raises(ActDenied):
            decide(subject=row.subject, outcome="hide", reason="insult", by=who, at=NOW)
    row.subject.refresh_from_db()
    assert row.subject.state == "published"
    decide(subject=row.subject, outcome="hide", reason="insult", by=dario, at=NOW)
    row.subject.refresh_from_db()
    assert row.subject.state == "hidden"


def test_answer_times_are_counted(ana: Person, bruno: Person, carla: Person) -> None:
    """Asked, answered, late and the median of working days; a hidden one does not count."""
    plan = make_plan()
    commitment = make_commitment(plan)
    first, second = observe(commitment, ana), observe(commitment, bruno, title="Otra cosa que no cuadra")
    later = NOW + timedelta(days=4)
    draft_response(subject=first.subject, verdict="accepted", reasons="Se corrige.", by=carla, at=later)
    publish_response(subject=first.subject, by=carla, at=later)
    told = figures("observation", NOW + timedelta(days=40))
    assert [(row.institution.name, row.asked, row.answered, row.late, row.days) for row in told] == [
        ("Contraloría", 2, 1, 1, 3)
    ]
    second.subject.state = "hidden"
    second.subject.save()
    assert [(row.asked, row.late) for row in figures("observation", NOW + timedelta(days=40))] == [(1, 0)]


@time_machine.travel(NOW, tick=False)
def test_pages(ana: Person, client: Client) -> None:
    """Asked from the page of a commitment, read by anybody, listed at the commitment and everywhere."""
    commitment = make_commitment(make_plan())
    new = reverse("oversight:new-correction", args=[commitment.subject_id])
    browser = client_of(ana)
    assert browser.get(new).status_code == 200
    assert browser.post(new, {"title": "x"}).status_code == 200
    assert Ask.objects.count() == 0
    made = browser.post(new, {"title": "La fecha dice 2025 y es 2026", "body": "Lo dice la gaceta.", "seen": "1"})
    assert made.status_code == 302
    row = Ask.objects.get()
    for path in (
        row.get_absolute_url(),
        reverse("oversight:corrections", args=[commitment.subject_id]),
        reverse("oversight:all-corrections"),
    ):
        assert "La fecha dice 2025" in client.get(path).content.decode(), path
    assert "Contraloría" in client.get(reverse("oversight:all-corrections")).content.decode()
    assert client.get(reverse("oversight:observations", args=[10**17])).status_code == 404
    institution = commitment.plan.component.process.institution
    assert client.get(reverse("oversight:observations", args=[institution.subject_id])).status_code == 404
