"""What officers do at a point: capture with a connection, see what they captured, tell of a folio."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Verdict
from participation.folios.forms import FolioForm
from participation.folios.views import find_folio, state_of
from participation.models import Person
from participation.privacy.notices import Shown, shown
from participation.subjects.visibility import is_shown
from participation.verification.policies import may_verify_people
from participation.web.addresses import absolute
from participation.web.keyset import paginate
from processes.models import Capture, Component, Point
from processes.points import policies
from processes.points.actions.captures import capture
from processes.points.actions.texting import text_folio
from processes.points.forms import TextForm
from processes.points.registry import CaptureKind, all_captures, find_capture
from processes.policies import is_open, open_until

INVALID = 422
SHOWN = 20


def officer(request: HttpRequest) -> Person:
    """Return who is signed in, behind ``signed_in_to_act``."""
    return request.user  # type: ignore[return-value]


def attended(request: HttpRequest, pk: int) -> Point:
    """Return a point that the person attends. Raises Http404, and ActDenied where they may not verify people now."""
    point, now = sent_from(request, pk)
    now.enforce()
    return point


def sent_from(request: HttpRequest, pk: int) -> tuple[Point, Verdict]:
    """Return a point that the person attends, and whether they capture there now.

    Raises Http404, and ActDenied where they cannot send either what they captured on the last days.
    """
    rows: Any = Point.objects
    found = rows.attended_by(officer(request)).for_page().filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    at = timezone.now()
    now = policies.may_capture_at(officer(request), found, at=at)
    if not now:
        policies.may_send_still(officer(request), found, at=at).enforce()
    return found, now  # type: ignore[no-any-return]


def components_of(point: Point) -> list[Component]:
    """Return the activities that a point serves, with their clock."""
    kinds = {kind.component_kind for kind in all_captures()}
    rows = Component.objects.filter(process__points=point, kind__in=kinds, subject__state="published")
    return list(rows.filter(process__state="published").with_clock())


def offered(point: Point, at: Any) -> list[tuple[Component, list[tuple[CaptureKind, Any, Any]]]]:
    """Return the activities of a point with what can be captured for each, whether it is open, and until when."""
    return [
        (
            component,
            [
                (kind, is_open(component, kind.act, at=at), open_until(component, kind.act, at=at))
                for kind in all_captures()
                if kind.component_kind == component.kind
            ],
        )
        for component in components_of(point)
    ]


@require_safe
@signed_in_to_act
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show the points that the officer attends, among which they choose."""
    points: Any = Point.objects
    rows = list(points.attended_by(officer(request)).for_page().order_by("name", "pk")[:100])
    return render(request, "processes/points/captures.html", {"points": rows})


@require_safe
@signed_in_to_act
@never_cache
def at_point(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can be captured at a point now, and what this officer captured there."""
    (point, now), at = sent_from(request, pk), timezone.now()
    if not now:
        return redirect("processes:capture-tablet", point.pk)
    mine = Capture.objects.filter(point=point, by=officer(request)).select_related("subject__folio")
    page = paginate(request, mine.defer("subject__search"), order=("-received_at", "-id"), size=SHOWN)
    kinds = {kind.name: kind for kind in all_captures()}
    rows = [(row, kinds.get(row.kind)) for row in page]
    context = {"point": point, "offered": offered(point, at), "page": page, "rows": rows}
    return render(request, "processes/points/at_point.html", context)


def form_of(kind: CaptureKind, component: Component, data: Any = None, **kwargs: Any) -> Any:
    """Return the form of a kind."""
    return kind.form(data, component=component, channels=kind.channels, **kwargs)


class ActId(forms.Form):
    """The mark of one sending of a form."""

    act_id = forms.UUIDField()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def write(request: HttpRequest, pk: int, component_pk: int, kind: str) -> HttpResponse:
    """Capture one thing with a connection."""
    point, at = attended(request, pk), timezone.now()
    component = next((one for one in components_of(point) if one.pk == component_pk), None)
    found = find_capture(kind, component.kind) if component is not None else None
    if component is None or found is None:
        raise Http404
    form, status = form_of(found, component, request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = INVALID
        mark = ActId(request.POST)
        if form.is_valid():
            act_id = mark.cleaned_data["act_id"] if mark.is_valid() else uuid.uuid4()
            try:
                row = capture(
                    point=point, kind=found, component=component, data=form.captured(), act_id=act_id,
                    channel=form.cleaned_data["channel"], by=officer(request), at=at,
                )  # fmt: skip
            except ValidationError as error:
                form.refuse(error)
            except ActDenied as error:
                form.deny(error.denial.message)
            else:
                if row.outcome == "done":
                    return redirect("processes:captured", pk=point.pk, capture_pk=row.pk)
                form.deny(row.words)
    context = {
        "point": point, "component": component, "kind": found, "form": form, "act_id": uuid.uuid4(),
        "verdict": is_open(component, found.act, at=at), "notice": privacy_notice(),
    }  # fmt: skip
    return render(request, "processes/points/write.html", context, status=status)


def privacy_notice() -> Shown | None:
    """Return the privacy notice of points, to be read to the person."""
    return shown("points")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def captured(request: HttpRequest, pk: int, capture_pk: int) -> HttpResponse:
    """Show what to give the person: the folio to print or to dictate; text it to a mobile that they name."""
    point = attended(request, pk)
    rows = Capture.objects.filter(point=point, by=officer(request), outcome="done")
    rows = rows.select_related("subject__folio", "component", "point__institution__subject")
    row = rows.filter(pk=capture_pk).first() if capture_pk < 2**63 else None
    kind = find_capture(row.kind, row.component.kind) if row is not None else None
    if row is None or row.subject is None or kind is None:
        raise Http404
    folio = getattr(row.subject, "folio", None)
    form = TextForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            text_folio(capture=row, to=form.cleaned_data["to"], by=officer(request), at=timezone.now())
        except ValidationError as error:
            form.refuse(error)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, _("It was sent. The number is not kept."))
            return redirect("processes:captured", pk=point.pk, capture_pk=row.pk)
    context = {
        "form": form,
        "point": point,
        "row": row,
        "kind": kind,
        "folio": folio,
        "address": absolute(f"/folio/{folio.code}/" if folio else row.subject.path),
    }
    return render(request, "processes/points/captured.html", context, status=INVALID if form.errors else 200)


@require_safe
@signed_in_to_act
@never_cache
def by_telephone(request: HttpRequest) -> HttpResponse:
    """Find a folio for somebody who asks by telephone: what anybody may know of it, in words to read aloud."""
    by, at = officer(request), timezone.now()
    if roles.scopes(by, roles.OFFICIALS) == set():
        may_verify_people(by, at=at).enforce()
    form = FolioForm(request.GET if "folio" in request.GET else None)
    folio = find_folio(form.cleaned_data["folio"]) if form.is_bound and form.is_valid() else None
    if form.is_bound and not form.errors and folio is None:
        form.add_error("folio", _("There is no such folio: look at each letter and digit of your receipt."))
    context: dict[str, Any] = {"form": form, "folio": folio}
    if folio is not None:
        public = is_shown(folio.subject)
        response = getattr(folio.subject, "response", None)
        context |= {"public": public, "response": response if public else None,
                    "state": state_of(folio.subject, response, public=public)}  # fmt: skip
    return render(request, "processes/points/by_telephone.html", context, status=INVALID if form.errors else 200)
