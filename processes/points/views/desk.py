"""The desk of whoever coordinates collection points: places, officers, devices, figures, and what came of it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q
from django.db.models.functions import TruncHour
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied
from participation.asks.views.common import complain
from participation.models import FieldAccount, Institution, Person
from participation.web.keyset import paginate
from processes.models import Capture, CaptureDevice, Point, PointOfficer, Sheet, SheetState
from processes.points.actions import officers, places
from processes.points.forms import OfficerForm, PointForm
from processes.points.hours import standing

INVALID = 422
SHOWN = 20
WATCHED = timedelta(days=30)


def keeper(request: HttpRequest) -> Person:
    """Return who is signed in. Raises ActDenied where they answer for no institution."""
    person: Any = request.user
    if roles.scopes(person, roles.STEWARDS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    return person  # type: ignore[no-any-return]


def kept(request: HttpRequest, pk: int) -> Point:
    """Return a point that the official keeps. Raises Http404."""
    rows: Any = Point.objects
    found = rows.workable_by(keeper(request)).for_page().filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the points that the official keeps."""
    at = timezone.now()
    rows: Any = Point.objects
    rows = rows.workable_by(keeper(request)).for_page().annotate(
        attending=Count("officers", filter=Q(officers__ended_at__isnull=True))
    )  # fmt: skip
    page = paginate(request, rows, order=("name", "id"), size=SHOWN)
    unsent = CaptureDevice.objects.filter(officer__point__in=[row.pk for row in page], revoked_at__isnull=True)
    waiting = {row["officer__point"]: row["n"] for row in
               unsent.filter(unsent__gt=0).values("officer__point").annotate(n=Max("unsent"))}  # fmt: skip
    shown = [(row, standing(row, at), waiting.get(row.pk, 0)) for row in page]
    return render(request, "processes/points/desk.html", {"page": page, "rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Open a point."""
    by = keeper(request)
    form = PointForm(request.POST if request.method == "POST" else None, person=by)
    if request.method == "POST" and form.is_valid():
        try:
            point = places.open_point(
                institution=form.cleaned_data["institution"], by=by, at=timezone.now(), **form.facts()
            )
        except ValidationError as error:
            complain(form, error)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, _("It is on the page of points. Now say who attends it."))
            return redirect("processes:point-desk", pk=point.pk)
    status = INVALID if form.errors else 200
    some = Institution.objects.workable_by(by).exists()  # type: ignore[attr-defined]
    return render(request, "processes/points/edit.html", {"form": form, "point": None, "some": some}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a point."""
    point, by = kept(request, pk), keeper(request)
    form = PointForm(request.POST if request.method == "POST" else None, person=by, point=point)
    if request.method == "POST" and form.is_valid():
        try:
            places.update_point(point=point, by=by, at=timezone.now(), **form.facts())
        except ValidationError as error:
            complain(form, error)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, _("It is saved."))
            return redirect("processes:point-desk", pk=point.pk)
    status = INVALID if form.errors else 200
    return render(request, "processes/points/edit.html", {"form": form, "point": point, "some": True}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one point to whoever keeps it; add an officer."""
    point, by, at = kept(request, pk), keeper(request), timezone.now()
    form = OfficerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = _found(form.cleaned_data["who"])
        if person is None:
            form.add_error("who", _("Nobody has this user name or e-mail. Look at the card again."))
        else:
            try:
                officers.add_officer(point=point, person=person, by=by, at=at)
                messages.success(request, _("%(name)s attends this point now.") % {"name": person.public_name})
                return redirect("processes:point-desk", pk=point.pk)
            except ActDenied as error:
                form.deny(error.denial.message)
    attending = list(point.officers.filter(ended_at__isnull=True).select_related("person").order_by("added_at", "pk"))
    devices = CaptureDevice.objects.filter(officer__point=point).select_related("officer__person")
    context = {
        "point": point,
        "form": form,
        "standing": standing(point, at),
        "officers": attending,
        "devices": list(devices.order_by("-last_at", "-pk")[:50]),
        "figures": figures(point, at),
        "materials": [line for line in point.materials.splitlines() if line.strip()],
        "since": at - WATCHED,
        "sheets": sheets_of(point),
    }
    return render(request, "processes/points/point_desk.html", context, status=INVALID if form.errors else 200)


def sheets_of(point: Point) -> list[tuple[str, int]]:
    """Return how many sheets of paper of a point stand where."""
    rows = Sheet.objects.filter(point=point).values("state").annotate(n=Count("pk")).order_by()
    found = {row["state"]: row["n"] for row in rows}
    return [(str(label), found[state]) for state, label in SheetState.choices if state in found]


def _found(who: str) -> Person | None:
    """Return who has a user name of a field account, or an e-mail."""
    from participation.access.field.pins import clean_username

    account = FieldAccount.objects.select_related("person").filter(username=clean_username(who)).first()
    if account is not None:
        return account.person
    return Person.objects.filter(email__iexact=who, is_active=True).first() if "@" in who else None


def figures(point: Point, at: datetime) -> list[dict[str, Any]]:
    """Return what each officer captured in the last thirty days: what is out of the ordinary deserves a look."""
    rows = Capture.objects.filter(point=point, received_at__gte=at - WATCHED)
    told = rows.values("by", "by__name").annotate(
        done=Count("pk", filter=Q(outcome="done")),
        refused=Count("pk", filter=Q(outcome="refused")),
        opened=Count("pk", filter=Q(opened_account=True)),
    )
    hours: dict[int, int] = {}
    for row in rows.annotate(hour=TruncHour("captured_at")).values("by", "hour").annotate(n=Count("pk")).order_by():
        hours[row["by"]] = max(hours.get(row["by"], 0), row["n"])
    return [{**row, "most": hours.get(row["by"], 0)} for row in told.order_by("-done", "by")]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def end_officer(request: HttpRequest, pk: int, officer_pk: int) -> HttpResponse:
    """Ask once, then end somebody's place at a point."""
    point, by = kept(request, pk), keeper(request)
    rows = PointOfficer.objects.filter(point=point, pk=officer_pk if officer_pk < 2**63 else 0)
    found = rows.select_related("person", "point__institution__subject", "point__subject").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        officers.end_officer(officer=found, by=by, at=timezone.now())
        messages.success(request, _("They do not attend this point any more. Their devices erase what they hold."))
        return redirect("processes:point-desk", pk=point.pk)
    unsent = sum(found.devices.filter(revoked_at__isnull=True).values_list("unsent", flat=True))
    return render(request, "processes/points/end.html", {"point": point, "officer": found, "unsent": unsent})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def end_device(request: HttpRequest, pk: int, key: uuid.UUID) -> HttpResponse:
    """Ask once, then end a lost device."""
    point, by = kept(request, pk), keeper(request)
    rows = CaptureDevice.objects.select_related("officer__person", "officer__point__institution__subject")
    found = (
        rows.select_related("officer__point__subject", "officer__person").filter(officer__point=point, key=key).first()
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        officers.revoke_device(device=found, by=by, at=timezone.now())
        messages.success(request, _("The device is refused from now on, and erases what it holds when it calls."))
        return redirect("processes:point-desk", pk=point.pk)
    context = {"point": point, "officer": found.officer, "device": found, "unsent": found.unsent}
    return render(request, "processes/points/end.html", context)


@require_POST
@signed_in_to_act
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a point, or open it again."""
    point, by, at = kept(request, pk), keeper(request), timezone.now()
    if point.closed_at is None:
        places.close_point(point=point, by=by, at=at)
        messages.success(request, _("It is closed. You can open it again here."))
    else:
        places.reopen_point(point=point, by=by, at=at)
        messages.success(request, _("It is open again."))
    return redirect("processes:point-desk", pk=point.pk)
