"""The measured part of ``people_eligibility``: run within the product (``manage.py shell``) on a new database."""

import json
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.access.eligibility import check, check_many
from participation.models import Person, PersonGroup, PersonGroupMember, Territory, Verification


def decide(told: str, acts: int, members: int, rounds: int) -> None:
    """Measure, and write the figures by person: queries and milliseconds together, milliseconds and queries alone."""
    at = timezone.now()
    people = _city(members, at)
    page = _page(acts)
    found = {}
    for who, person in people.items():
        together = partial(check_many, page, person, at=at)
        alone = partial(_one_by_one, page, person, at)
        if together() != alone():
            raise SystemExit(f"{who}: the page and its acts do not agree")
        found[who] = [
            _queries(together),
            _milliseconds(together, rounds),
            _milliseconds(alone, rounds),
            _queries(alone),
        ]
    Path(told).write_text(json.dumps(found))


def _one_by_one(page: list[list[dict[str, Any]]], person: Person | None, at: datetime) -> list[Any]:
    return [check(rules, person, at=at) for rules in page]


def _queries(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def _milliseconds(call: Callable[[], Any], rounds: int) -> float:
    times = []
    for _n in range(rounds):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return sorted(times)[rounds // 2] * 1000


def _city(members: int, at: datetime) -> dict[str, Person | None]:
    """Make places, two lists with many people on them, somebody verified who is on one, and somebody who is not."""
    ada, bruno = (Person.objects.create_user(email=f"{name}@example.org", name=name) for name in ("ada", "bruno"))
    for n in range(1, 6):
        Territory.objects.create(name=f"Barrio {n}", sort_key=f"barrio {n}", level="neighbourhood")
    home = Territory.objects.order_by("pk")[0]
    groups = [PersonGroup.objects.create(name=f"Lista {n}", made_by=ada, made_at=at) for n in range(2)]
    rows = [
        PersonGroupMember(group=groups[n % 2], kind="code", digest=f"{n:064d}", added_at=at) for n in range(members)
    ]
    rows[0].person, rows[0].taken_at = ada, at
    PersonGroupMember.objects.bulk_create(rows, batch_size=5000)
    Verification.objects.create(
        person=ada, method="counter", confirmed={"counter": None}, birth_date=date(1990, 5, 1), territory=home, at=at
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"verified and on a list": ada, "with an account alone": bruno, "a stranger": None}


def _page(acts: int) -> list[list[dict[str, Any]]]:
    places: list[dict[str, Any]] = [
        {"kind": "territory", "territory": pk} for pk in Territory.objects.values_list("pk", flat=True)
    ]
    lists: list[dict[str, Any]] = [
        {"kind": "group", "group": pk} for pk in PersonGroup.objects.values_list("pk", flat=True)
    ]
    ages: list[dict[str, Any]] = [{"kind": "age", "minimum": years} for years in (16, 18, 60)]
    ways: list[dict[str, Any]] = [{"kind": "verified"}, {"kind": "verified", "methods": ["census"]}]
    kinds = [*places, *lists, *ages, *ways]
    return [[kinds[n % len(kinds)]] for n in range(acts)]
