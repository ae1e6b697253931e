"""A point of the tests: a library, open on weekdays, that serves one proposal call and is attended by Gloria."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from participation.access.field.actions import open_field_account
from participation.models import Person
from processes.models import Capture, Component, Point
from processes.points.actions import officers, places
from processes.points.actions.captures import capture
from processes.points.registry import find_capture
from processes.points.views.capture import form_of
from tests.factories import make_call, make_institution
from tests.personas import NOW

WEEK = [[["09:00", "14:00"], ["16:00", "19:00"]]] * 5 + [[["10:00", "13:00"]], []]


class Booth(NamedTuple):
    """A point with who attends it."""

    point: Point
    call: Component
    gloria: Person
    carla: Person


def a_point(carla: Person, call: Component, **facts: Any) -> Point:
    given = {"name": "Biblioteca del centro", "address": "Hidalgo 10", "week": WEEK, **facts}
    office = given.pop("institution", None) or make_institution()
    return places.open_point(institution=office, processes=[call.process], by=carla, at=NOW, **given)


def an_officer(carla: Person, name: str = "Gloria") -> Person:
    today = date(2026, 11, 21)
    card = open_field_account(name=name, starts_on=today, ends_on=today + timedelta(days=6), by=carla, at=NOW)
    return card.account.person


def a_booth(carla: Person, **settings: Any) -> Booth:
    call = make_call(**settings)
    point, gloria = a_point(carla, call), an_officer(carla)
    officers.add_officer(point=point, person=gloria, by=carla, at=NOW)
    return Booth(point, call, gloria, carla)


def document(number: str = "G12345678", **more: str) -> dict[str, str]:
    return {
        "kind": "passport",
        "document": number,
        "birth_date": "1980-05-01",
        "seen": "on",
        "channel": "counter",
        **more,
    }


def support_of(proposal: Any, number: str = "G12345678", **more: str) -> dict[str, str]:
    return document(number, proposal=str(proposal.pk), **more)


def do(booth: Booth, kind: str, fields: dict[str, str], *, at: datetime = NOW, **more: Any) -> Capture:
    """Check the fields with the form of the kind, and capture."""
    found = find_capture(kind, "proposals")
    assert found is not None
    form = form_of(found, booth.call, fields)
    assert form.is_valid(), form.errors
    given = {"act_id": uuid.uuid4(), "by": booth.gloria, **more}
    return capture(point=booth.point, kind=found, component=booth.call, data=form.captured(),
                   channel=form.cleaned_data["channel"], at=at, **given)  # fmt: skip
