"""Calendars are RFC 5545, in UTC, with identifiers that stay."""

from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from tests.factories import make_phase, make_process
from tests.personas import NOW

pytestmark = pytest.mark.usefixtures("clock", "db")


def events(client: Client, path: str) -> list:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_the_calendar_of_a_process(client: Client) -> None:
    process = make_process("Plan; con, comas\\ y ñandúes", translations={"en": {"title": "Plan"}})
    first = make_phase(process, title="Foros", description="Línea 1\nLínea 2")
    make_phase(process, opens=timedelta(20), closes=None)
    found = events(client, f"{process.subject.path}calendario.ics")
    assert str(found[0]["UID"]) == f"phase-{first.pk}@testserver"
    assert found[0]["DTSTART"].dt == NOW - timedelta(10)
    assert found[0]["DTEND"].dt == NOW + timedelta(10)
    assert str(found[0]["SUMMARY"]) == "Foros · Plan; con, comas\\ y ñandúes"
    assert found[0]["SUMMARY"].params["LANGUAGE"] == "es"
    assert "DTEND" not in found[1]
    raw = client.get(f"{process.subject.path}calendario.ics").content.decode()
    assert "DTSTART:20261111T180000Z" in raw
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    english = events(client, f"/en{process.subject.path}calendario.ics")
    assert str(english[0]["SUMMARY"]) == "Foros · Plan"
    assert str(english[0]["UID"]) == str(found[0]["UID"])
    assert english[0]["SUMMARY"].params["LANGUAGE"] == "en"


def test_the_calendar_of_all_holds_public_processes_alone(client: Client) -> None:
    make_phase(make_process("Público"))
    make_phase(make_process("Borrador", state="draft"))
    make_phase(make_process("Viejo"), opens=timedelta(-300), closes=timedelta(-200))
    found = events(client, "/procesos/calendario.ics")
    assert [str(event["SUMMARY"]) for event in found] == ["Fase 1 · Público"]
