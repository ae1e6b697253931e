"""The measured part of ``office_inbox``: run within the product (``manage.py shell``) on a new database."""

import html
import json
import re
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.folios.codes import make_code
from participation.models import Folio, Institution, Person, Response, Role, Routing, Subject
from participation.subjects.actions import create_subject

DESK = "/mesa/turnos/"


def measure(told: str, owed: int, rounds: int) -> None:
    """Write the queries and milliseconds of each page of the desk."""
    office = _office(owed)
    analyst = _browser("analista", "evaluator", office.subject)
    desk = _browser("oficialia", "router", None)
    first = analyst.get(DESK)
    further = html.unescape(re.findall(r'rel="next" href="([^"]+)"', first.content.decode())[0])
    one = Response.objects.filter(institution=office).latest("pk").subject_id
    pages = {
        "the office, first page": (analyst, DESK),
        "the office, next page": (analyst, further),
        "the office, late ones": (analyst, f"{DESK}?estado=vencidas"),
        "the front desk, first page": (desk, DESK),
        "the front desk, of one institution": (desk, f"{DESK}?institucion={office.pk}"),
        "one answer": (analyst, f"{DESK}{one}/"),
    }
    found = {
        name: [_queries(client, path), _milliseconds(client, path, rounds)] for name, (client, path) in pages.items()
    }
    Path(told).write_text(json.dumps(found))


def _browser(name: str, kind: str, scope: Subject | None) -> Client:
    person = Person.objects.create_user(email=f"{name}@example.org", name=name, is_staff=True)
    Role.objects.create(person=person, kind=kind, scope=scope, granted_at=timezone.now())  # writes: a throw-away city
    client = Client(headers={"host": "localhost"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _office(owed: int) -> Institution:
    """Make an institution with so many owed answers, most of them routed to it, a quarter of them late."""
    at, today = timezone.now(), timezone.localdate()
    by = Person.objects.create_user(email="turna@example.org", name="Turna")
    subject = create_subject(kind="institution", title="Obras", path="/instituciones/obras/", at=at, state="published")
    office = Institution.objects.create(subject=subject, slug="obras", name="Obras")  # writes: a throw-away city
    subjects = Subject.objects.bulk_create(  # writes: a throw-away city
        Subject(
            kind="component", title=f"Banquetas de la calle {n}", path=f"/propuestas/{n}/", state="published",
            published_at=at, updated_at=at, search="",
        )
        for n in range(owed)
    )  # fmt: skip
    Folio.objects.bulk_create(  # writes: a throw-away city
        Folio(subject=each, code=make_code(today.year), given_at=at) for each in subjects
    )
    rows = Response.objects.bulk_create(  # writes: a throw-away city
        Response(
            subject=each, institution=office, owed_since=at, due_on=today + timedelta(days=n % 60 - 15),
            routed_at=at if n % 5 else None,
        )
        for n, each in enumerate(subjects)
    )  # fmt: skip
    Routing.objects.bulk_create(  # writes: a throw-away city
        Routing(response=row, institution=office, routed_by=by, routed_at=at) for row in rows if row.routed_at
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return office


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        if client.get(path).status_code != 200:
            raise SystemExit(f"{path} does not answer")
    return len(seen)


def _milliseconds(client: Client, path: str, rounds: int) -> float:
    times = []
    for _n in range(rounds):
        began = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - began)
    return sorted(times)[rounds // 2] * 1000
