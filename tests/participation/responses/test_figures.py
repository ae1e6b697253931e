"""How institutions answer: computed, in time by the day promised, and how fast; on the page, as file and in the API."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client

from participation.models import Response
from participation.responses.actions import draft_response, owe_response, publish_response, route_response
from tests.factories import make_call, make_institution, make_proposal
from tests.personas import NOW

pytestmark = pytest.mark.django_db
MONDAY = NOW + timedelta(days=2)


def answered(office, by, *, due_on: date | None, after: int) -> Response:
    row = make_proposal(make_call())
    owe_response(subject=row.subject, at=MONDAY, institution=office, due_on=due_on)
    draft_response(subject=row.subject, verdict="accepted", reasons="Sí.", by=by, at=MONDAY)
    return publish_response(subject=row.subject, by=by, at=MONDAY + timedelta(days=after))


def test_figures_follow_from_the_answers(carla):
    office, other = make_institution("Obras Públicas"), make_institution("Agua")
    due = date(2026, 11, 27)
    taken = [
        answered(office, carla, due_on=due, after=days).working_days for days in (1, 4, 7, 9)
    ]  # Tuesday, Friday the day itself, Monday late, Wednesday late
    assert taken == [1, 4, 5, 7]
    for until in (date(2020, 1, 1), date(2099, 1, 1), None):
        owe_response(subject=make_proposal(make_call()).subject, at=MONDAY, institution=office, due_on=until)
    hidden = make_proposal(make_call())
    owe_response(subject=hidden.subject, at=MONDAY, institution=office)
    hidden.subject.state = "hidden"
    hidden.subject.save()
    expected = {
        "owed": 7, "answered": 4, "in_time": 2, "answered_late": 2, "waiting": 2, "overdue": 1,
        "median_working_days": 4.5,
    }  # fmt: skip
    client = Client()
    row = client.get(f"/api/v1/institution_answers/{office.pk}/").json()
    assert {name: row[name] for name in expected} == expected
    assert client.get(f"/api/v1/institution_answers/{other.pk}/").status_code == 404
    file = b"".join(client.get("/datos/institution_answers.csv").streaming_content).decode()
    assert [line["id"] for line in csv.DictReader(io.StringIO(file))] == [str(office.pk)]
    page = " ".join(client.get(f"/instituciones/{office.slug}/").content.decode().split())
    assert "5 días hábiles" in page
    # What is routed on counts for who has it now.
    moved = Response.objects.filter(institution=office, published_at__isnull=True, due_on=None).first()
    route_response(subject=moved.subject, institution=other, by=carla, at=MONDAY)
    assert client.get(f"/api/v1/institution_answers/{other.pk}/").json()["owed"] == 1
    assert client.get(f"/api/v1/institution_answers/{office.pk}/").json()["owed"] == 6
