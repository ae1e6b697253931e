"""Capturing without connection: the page that a tablet keeps, its sending, and its call to the server."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.models import Person
from processes.models import Capture, CaptureDevice, Point
from processes.points import policies
from processes.points.actions.captures import capture
from processes.points.actions.officers import hear_from_device, set_up_device
from processes.points.registry import find_capture
from processes.points.views.capture import components_of, form_of, offered, officer, privacy_notice, sent_from

MOST_ACTS, MOST_BYTES = 50, 1_000_000
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@require_safe
@signed_in_to_act
@never_cache
def tablet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page that works without connection: every form of the point, and what waits to be sent."""
    (point, now), at = sent_from(request, pk), timezone.now()
    open_now = [
        (component, kind) for component, kinds in offered(point, at) for kind, verdict, _until in kinds if verdict
    ]
    for kind in {kind.name: kind for _component, kind in open_now if kind.gather is not None}.values():
        kind.gather([component for component, each in open_now if each is kind])  # type: ignore[misc]
    groups = [
        (component, kind, form_of(kind, component, auto_id=f"{kind.name}_{component.pk}_%s"))
        for component, kind in open_now
    ]
    groups = [group for group in groups if not getattr(group[2], "online_only", False)]
    _share_places([form for _component, _kind, form in groups])
    context = {"point": point, "groups": groups, "notice": privacy_notice(), "letters": LETTERS, "now": now}
    return render(request, "processes/points/tablet.html", context)


def _share_places(forms: list[Any]) -> None:
    """Read once, for all the forms of the page, the places where people live and those that the calls take in."""
    read: dict[tuple[str, str], list[Any]] = {}
    for form in forms:
        places: list[Any] = [field for field in form.fields.values() if isinstance(field, ModelChoiceField)]
        for field in places:
            if field.queryset is not None:
                key = str(field.empty_label), str(field.queryset.query)
                if key not in read:
                    read[key] = list(field.choices)
                field.widget.choices = read[key]


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker: it serves from here so that it has a say over these pages and no others."""
    answer = render(request, "processes/points/worker.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def _said(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a request. Raises BadRequest."""
    if len(request.body) > MOST_BYTES:
        raise BadRequest("large")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("json") from error
    if not isinstance(said, dict):
        raise BadRequest("json")
    return said


def _uuid(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(value)[:60])
    except ValueError as error:
        raise BadRequest("key") from error


@csrf_exempt  # it knows a device by its own secret key, whoever is signed in, and only counts and tells its state
@require_POST
@never_cache
def contact(request: HttpRequest) -> JsonResponse:
    """Note that a device called, and tell it whether it was ended, whether it may send, and with which token."""
    said, at = _said(request), timezone.now()
    unsent = said.get("unsent")
    device = CaptureDevice.objects.select_related("officer__person", "officer__point").filter(
        key=_uuid(said.get("device"))
    ).first()  # fmt: skip
    person = request.user if isinstance(request.user, Person) else None
    answer: dict[str, Any] = {"state": "unknown", "csrf": get_token(request) if person else "", "words": ""}
    if device is not None:
        gone = device.revoked_at or device.officer.ended_at or not device.officer.person.is_active
        hear_from_device(
            device=device, unsent=unsent if isinstance(unsent, int) else 0, wiped=bool(said.get("wiped")), at=at
        )
        answer["state"] = "revoked" if gone else "ready" if person == device.officer.person else "signed_out"
        answer["words"] = str(policies.REVOKED.message) if gone else ""
    return JsonResponse(answer)


@require_POST
@never_cache
def send(request: HttpRequest, pk: int) -> JsonResponse:
    """Do what a device captured, each act by itself and once; tell of each what came of it.

    ``done`` and ``refused`` are final, and the device forgets them; ``mend`` names what to correct first.
    """
    if not isinstance(request.user, Person):
        return JsonResponse({"state": "signed_out"}, status=401)
    said, at = _said(request), timezone.now()
    acts = said.get("acts")
    if not isinstance(acts, list) or len(acts) > MOST_ACTS or not all(isinstance(act, dict) for act in acts):
        raise BadRequest("acts")
    try:
        try:
            point, _now = sent_from(request, pk)
        except Http404:
            policies.NOT_OFFICER.enforce()
        device = set_up_device(
            point=point,
            key=_uuid(said.get("device")),
            label=str(said.get("label", ""))[:200],
            by=officer(request),
            at=at,
        )
    except ActDenied as error:
        revoked = error.denial.code == policies.REVOKED.code
        return JsonResponse(
            {"state": "revoked" if revoked else "denied", "words": str(error.denial.message)}, status=403
        )
    components = {component.pk: component for component in components_of(point)}
    results = [_one(act, components, point=point, device=device, by=officer(request), at=at) for act in acts]
    left = said.get("unsent")
    hear_from_device(device=device, unsent=left if isinstance(left, int) else 0, wiped=False, at=at)
    return JsonResponse({"state": "ready", "results": results})


def _one(
    act: dict[str, Any], components: dict[int, Any], *, point: Point, device: CaptureDevice, by: Person, at: datetime
) -> dict[str, Any]:
    """Do one act, unless it was done before."""
    act_id = _uuid(act.get("act_id"))
    before = Capture.objects.select_related("subject__folio").filter(by=by, act_id=act_id).first()
    if before is not None:
        return _told(before)
    key, fields = act.get("component"), act.get("fields")
    component = components.get(key) if isinstance(key, int) else None
    kind = find_capture(str(act.get("kind")), component.kind) if component is not None else None
    moment = _moment(act.get("captured_at"))
    if component is None or kind is None or moment is None or not isinstance(fields, dict):
        words = _("This point does not serve this process any more. Ask whoever coordinates it.")
        return {"act_id": str(act_id), "state": "mend", "words": words}
    form = form_of(kind, component, {str(name): str(value) for name, value in fields.items()})
    if form.is_valid():
        try:
            row = capture(
                point=point, kind=kind, component=component, data=form.captured(), channel=form.cleaned_data["channel"],
                act_id=act_id, by=by, at=at, captured_at=moment, device=device, folio=str(act.get("folio", ""))[:40],
            )  # fmt: skip
            return _told(row)
        except ValidationError as error:
            form.refuse(error)
        except ActDenied as error:
            form.deny(error.denial.message)
    wrong = [f"{form.fields[name].label}: {text}" if name in form.fields else str(text)
             for name, texts in form.errors.items() for text in texts]  # fmt: skip
    return {"act_id": str(act_id), "state": "mend", "words": " ".join(wrong)}


def _moment(text: object) -> datetime | None:
    try:
        found = parse_datetime(str(text)[:40])
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _told(row: Capture) -> dict[str, Any]:
    folio = getattr(row.subject, "folio", None) if row.subject is not None else None
    page = reverse("processes:captured", args=[row.point_id, row.pk]) if row.outcome == "done" else ""
    return {
        "act_id": str(row.act_id),
        "state": row.outcome,
        "words": row.words,
        "folio": folio.code if folio else "",
        "page": page,
    }
