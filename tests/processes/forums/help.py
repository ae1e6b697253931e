"""A council of the tests: three sectors, rules, a call, candidacies; all through the acts."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from participation.files.actions import attach
from participation.models import Organisation, Person
from participation.organisations.actions import approve_organisation, register_organisation
from processes.forums.actions import calls, candidacies, forum, sessions
from processes.models import Candidacy, Forum, ForumCall, ForumSession
from tests.factories import make_institution
from tests.personas import NOW
from tests.processes.encounters.town import make_activity

SEATS = {"government": (1, 0), "organisations": (2, 1), "academy": (1, 0)}
BOTH = {"government": {"people": 91, "organisations": 48}, "organisations": {"people": 65, "organisations": 27}}


def make_council(by: Person, *, publish: bool = True, **fields: Any) -> Forum:
    """Make a council, published unless told otherwise."""
    given = {"kind": "stl", "title": "Secretariado Técnico Local", "remit": "Acordar el plan y revisar que se cumpla.",
             "installed_on": (NOW - timedelta(days=400)).date(), **fields}  # fmt: skip
    office = given.pop("institution", None) or make_institution()
    row = forum.create_forum(institution=office, by=by, at=NOW, **given)
    forum.set_seats(forum=row, seats=SEATS, by=by, at=NOW)
    return forum.publish_forum(forum=row, by=by, at=NOW) if publish else row


def give_rules(row: Forum, by: Person) -> None:
    """Publish its rules."""
    upload = SimpleUploadedFile("reglas.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF")
    attach(subject=row.subject, upload=upload, by=by, at=NOW, part="rules")


def make_call_of(row: Forum, by: Person, *, ends: timedelta = timedelta(days=10), **fields: Any) -> ForumCall:
    """Open a call that began ten days ago."""
    given = {"title": "Convocatoria", "text": "Dos asientos de sociedad civil.", "sectors": ["organisations"], **fields}
    return calls.open_call(
        forum=row, by=by, at=NOW, opens_at=NOW - timedelta(days=10), closes_at=NOW + ends, **given
    )  # fmt: skip


def offer(call: ForumCall, by: Person, *, at: datetime = NOW, **fields: Any) -> Candidacy:
    """Hand a candidacy in."""
    given = {"sector": "organisations", "name": by.public_name, "motivation": "Conozco el arroyo.", "conflict": "",
             "agrees": True, "act_id": uuid.uuid4(), **fields}  # fmt: skip
    return candidacies.hand_in(call=call, by=by, at=at, **given)


def make_session(row: Forum, by: Person, days: int, attendance: dict[str, Any] | None = BOTH) -> ForumSession:
    """Call a session some days ago; with who came, its minutes are published."""
    from processes.encounters.actions.minutes import publish_minutes

    starts = NOW - timedelta(days=days)
    if row.component is None:
        row.component = make_activity()
        row.save(update_fields=["component"])
    made = sessions.call_session(
        forum=row, title=f"Sesión {days}", starts_at=starts, ends_at=starts + timedelta(hours=2), place="Azotea",
        by=by, at=NOW,
    )  # fmt: skip
    if attendance is not None:
        publish_minutes(encounter=made.encounter, summary="Se acordó.", items=[], attendance=attendance, by=by, at=NOW)
    return made


def make_organisation(by: Person, official: Person, name: str = "Ríos Vivos") -> Organisation:
    """Register an organisation that somebody represents."""
    made = register_organisation(
        name=name, kind="collective", description="Limpiamos el arroyo cada mes.", contact="hola@rios.example.org",
        role="vocera", by=by, at=NOW,
    )  # fmt: skip
    return approve_organisation(organisation=made, by=official, at=NOW)
