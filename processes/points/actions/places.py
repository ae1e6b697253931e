"""Acts on places: a collection point is opened, corrected, closed, opened again."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from processes.models import Point, Process
from processes.points.hours import Hours, written_days, written_hours
from processes.points.policies import may_keep_points

if TYPE_CHECKING:
    from participation.models import Institution, Person, Territory

LIMITS = {"name": 120, "address": 200, "directions": 300, "materials": 2000}


@transaction.atomic
def open_point(
    *,
    institution: "Institution",
    processes: Iterable[Process],
    by: "Person",
    at: datetime,
    is_sample: bool = False,
    **facts: Any,
) -> Point:
    """Publish a place where people take part in person. Raises ActDenied, and ValidationError by field."""
    may_keep_points(by, institution).enforce()
    given, served = _checked(facts), _served(processes)
    point = Point(institution=institution, created_by=by, created_at=at, is_sample=is_sample, **given)
    point.subject = create_subject(
        kind="point",
        title=point.name,
        summary=point.address,
        path="",
        at=at,
        parent=institution.subject,
        territory=point.territory,
        state="published",
        published_at=at,
        text=f"{point.address} {point.directions}",
    )
    point.save()
    point.processes.set(served)
    update_subject(subject=point.subject, at=at, path=f"/puntos/{point.pk}/")
    add_version(subject=point.subject, data=_told(point), by=by, at=at)
    _record("opened", point, by, at)
    return point


@transaction.atomic
def update_point(*, point: Point, processes: Iterable[Process], by: "Person", at: datetime, **facts: Any) -> Point:
    """Correct a point; former texts and hours stay as versions. The same again changes nothing."""
    may_keep_points(by, point.institution).enforce()
    point = Point.objects.select_for_update(no_key=True, of=("self",)).select_related("subject").get(pk=point.pk)
    given, served = _checked(facts), _served(processes)
    before = set(point.processes.values_list("pk", flat=True))
    changed = {name for name, value in given.items() if getattr(point, name) != value}
    if not changed and before == {process.pk for process in served}:
        return point
    for name, value in given.items():
        setattr(point, name, value)
    point.save(update_fields=list(given))
    point.processes.set(served)
    update_subject(
        subject=point.subject,
        at=at,
        title=point.name,
        summary=point.address,
        territory=point.territory,
        text=f"{point.address} {point.directions}",
    )
    add_version(subject=point.subject, data=_told(point), by=by, at=at)
    _record("updated", point, by, at)
    return point


@transaction.atomic
def close_point(*, point: Point, by: "Person", at: datetime) -> Point:
    """Close a point: it stays on its page as closed, and nothing more is captured there. Again changes nothing."""
    may_keep_points(by, point.institution).enforce()
    if Point.objects.filter(pk=point.pk, closed_at__isnull=True).update(closed_at=at):
        _record("closed", point, by, at)
    point.refresh_from_db(fields=["closed_at"])
    return point


@transaction.atomic
def reopen_point(*, point: Point, by: "Person", at: datetime) -> Point:
    """Open a closed point again, with the officers that it had."""
    may_keep_points(by, point.institution).enforce()
    if Point.objects.filter(pk=point.pk, closed_at__isnull=False).update(closed_at=None):
        _record("reopened", point, by, at)
    point.refresh_from_db(fields=["closed_at"])
    return point


def _served(processes: Iterable[Process]) -> list[Process]:
    served = sorted(processes, key=lambda process: process.pk)
    if not served:
        raise ValidationError({"processes": _("Choose at least one process.")})
    return served


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept. Raises ValidationError by field."""
    texts = {name: tidy(str(facts.pop(name, ""))).strip() for name in LIMITS}
    territory: Territory | None = facts.pop("territory", None)
    week: list[Hours] = facts.pop("week")
    days: dict[str, Any] = facts.pop("days", {})
    opens_on: date | None = facts.pop("opens_on", None)
    closes_on: date | None = facts.pop("closes_on", None)
    spot: tuple[Decimal, Decimal] | None = facts.pop("spot", None)
    if facts:
        raise TypeError(f"unknown facts of a point: {sorted(facts)}")
    wrong = {name: _("This is missing.") for name in ("name", "address") if not texts[name]}
    wrong |= {
        name: _("At most %(limit)s characters.") % {"limit": limit}
        for name, limit in LIMITS.items()
        if len(texts[name]) > limit
    }
    if not any(week) and not any(one["hours"] for one in days.values()):
        wrong["day_0"] = _("Say on which days and hours it is open.")
    if opens_on and closes_on and closes_on < opens_on:
        wrong["closes_on"] = _("The last day is before the first.")
    if wrong:
        raise ValidationError(wrong)
    latitude, longitude = spot if spot is not None else (None, None)
    return {
        **texts,
        "territory": territory,
        "week": week,
        "days": days,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "latitude": latitude,
        "longitude": longitude,
    }


def _told(point: Point) -> dict[str, str]:
    """Return what a version says; which processes it serves is left to its page, which keeps hidden ones from view."""
    return {
        "name": point.name,
        "address": point.address,
        "directions": point.directions,
        "week": " · ".join(written_hours(hours) or "-" for hours in point.week),
        "days": written_days(point.days),
        "opens_on": str(point.opens_on or ""),
        "closes_on": str(point.closes_on or ""),
    }


def _record(name: str, point: Point, by: "Person", at: datetime) -> None:
    record(f"processes.point.{name}", subject=point.subject, by=by, at=at, payload={"point": point.pk})
