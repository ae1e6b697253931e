"""Fetching a file that was made for oneself, and the officials' page of exports.

The address of a file is no key to it: it works for its person alone, signed in a short while ago, while they still may
have what is in it, until it expires. It can be forwarded to nobody.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.access.verdict import Denied
from participation.exports import actions
from participation.exports.models import ExportJob, ExportState
from participation.exports.registry import get_export, official_kinds
from participation.people.views.again import recently_signed_in

if TYPE_CHECKING:
    from participation.models import Person

SHOWN = 20


def jobs_of(person: Any, *, official: bool) -> list[dict[str, Any]]:
    """Return a person's exports as lines of a page, newest first."""
    at, lines = timezone.now(), []
    for job in ExportJob.objects.filter(person=person).exclude(state=ExportState.GONE).order_by("-pk")[:SHOWN]:
        kind = get_export(job.kind)
        if kind is not None and kind.official == official:
            lines.append({"job": job, "label": kind.label, "open": job.is_open(at)})
    return lines


@require_safe
@recently_signed_in
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Hand the file to its person; to everybody else it does not exist."""
    person: Any = request.user
    job = get_object_or_404(ExportJob, key=key, person=person)
    if job.state == ExportState.GONE:
        raise Http404
    actions.fetch_export(job=job, by=person, at=timezone.now())
    response = FileResponse(default_storage.open(job.file), as_attachment=True, filename=_filename(job))
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _filename(job: ExportJob) -> str:
    return f"{job.kind}-{timezone.localtime(job.done_at):%Y%m%d-%H%M}.zip"


@require_POST
@signed_in_to_act
def delete(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Delete one's own file before its time."""
    person: Any = request.user
    job = get_object_or_404(ExportJob, key=key, person=person)
    kind = get_export(job.kind)
    actions.delete_export(job=job, by=person, at=timezone.now())
    messages.success(request, _("The file was deleted."))
    return redirect("exports:official" if kind is not None and kind.official else "privacy:my-data")


@require_GET
@signed_in_to_act
@never_cache
def official(request: HttpRequest) -> HttpResponse:
    """List what this official may export, and the files made for them."""
    person: Any = request.user
    at = timezone.now()
    kinds = [kind for kind in official_kinds() if kind.may(person, {}, at)]
    if not kinds:
        Denied(
            "role_missing", _("Your account does not have the role that this needs. Ask whoever manages roles.")
        ).enforce()
    return render(
        request, "participation/exports/official.html", {"kinds": kinds, "lines": jobs_of(person, official=True)}
    )


def export_offer(person: "Person", at: datetime, *, kind: str) -> Offer | None:
    """Return the wish for an officials' export; None for what nobody can ask for."""
    found = get_export(kind)
    if found is None or not found.official:
        return None
    return Offer(_("Make the file"), str(found.label), "/mesa/exportaciones/", found.may(person, {}, at))


@require_POST
@recently_signed_in
@resumable(export_offer)
def request_official(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for an officials' export."""
    person: Any = request.user
    wanted = get_export(kind)
    if wanted is None or not wanted.official:
        raise Http404
    actions.request_export(kind=wanted.name, by=person, at=timezone.now())
    messages.success(request, _("The file is being made. We tell you when it is ready."))
    return redirect(reverse("exports:official"))
