"""Pages of folios: look one up, its state without an account, its receipt to print.

They say what was handed in, when and what became of it, and never who did it. Guesses that find nothing are counted.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participation.folios.codes import read_code
from participation.folios.forms import FolioForm
from participation.folios.models import Folio
from participation.folios.registry import place_of
from participation.limits.pages import counted, too_many
from participation.models import Response, Subject
from participation.responses import policies as answers
from participation.subjects.registry import get_kind
from participation.subjects.visibility import is_shown, may_see
from participation.web.addresses import absolute

INVALID = 422


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that happened to it, in words."""

    what: str
    at: datetime


@require_safe
@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """Show the form, or go to the folio that was typed."""
    form = FolioForm(request.GET if "folio" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = read_code(form.cleaned_data["folio"])
        if code is not None:
            return redirect("folios:detail", code=code)
        form.add_error("folio", _("This is no folio: look at each letter and digit of your receipt."))
    return render(request, "participation/folios/look_up.html", {"form": form}, status=INVALID if form.errors else 200)


@require_safe
@never_cache
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show the state of what was handed in under a folio."""
    folio = find_folio(code)
    if folio is None:
        known = read_code(code)
        place = place_of(known) if known else None
        return _nothing(request) if place is None else redirect(place)
    if folio.code != code:
        return redirect("folios:detail", code=folio.code)
    return render(request, "participation/folios/detail.html", _told(request, folio))


@require_safe
@never_cache
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show the receipt (acuse) with a QR code; the browser prints it."""
    folio = find_folio(code)
    if folio is None:
        return _nothing(request)
    return render(request, "participation/folios/receipt.html", _told(request, folio))


@require_safe
@never_cache
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """Return the QR code of a folio's page as SVG."""
    folio = find_folio(code)
    if folio is None:
        return _nothing(request)
    drawn = io.BytesIO()
    segno.make(absolute(f"/folio/{folio.code}/"), error="m").save(
        drawn, kind="svg", scale=8, border=2, dark="#000", light="#fff"
    )
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def find_folio(code: str) -> Folio | None:
    """Return a folio with its subject and answer, however it was typed."""
    kept = read_code(code)
    if kept is None:
        return None
    rows = Folio.objects.select_related("subject__parent", "subject__response__institution__subject")
    return rows.defer("subject__search", "subject__parent__search").filter(code=kept).first()


def _nothing(request: HttpRequest) -> HttpResponse:
    """Say that there is no such folio, the same for every guess; whoever guesses much has to wait."""
    answer = counted(request, "folios")
    if not answer.allowed:
        return too_many(request, answer.wait)
    form = FolioForm({"folio": ""})
    form.is_valid()
    form.errors.clear()
    form.add_error("folio", _("There is no such folio: look at each letter and digit of your receipt."))
    return render(request, "participation/folios/look_up.html", {"form": form}, status=404)


def _told(request: HttpRequest, folio: Folio) -> dict[str, Any]:
    subject, person = folio.subject, request.user if request.user.is_authenticated else None
    response: Response | None = getattr(subject, "response", None)
    public = is_shown(subject)
    own = not public and person is not None and may_see(person, subject)  # type: ignore[arg-type]
    official = response is not None and person is not None and answers.may_see(person, response)  # type: ignore[arg-type]
    parent = subject.parent if subject.parent is not None and is_shown(subject.parent) else None
    return {
        "folio": folio,
        "subject": subject,
        "parent": parent,
        "kind": get_kind(subject.kind).label,
        "shows_title": public or own,
        "public": public,
        "response": response,
        "state": state_of(subject, response, public=public),
        "passed": _passed(folio, response) if public else [],
        "official": official,
        "address": absolute(f"/folio/{folio.code}/"),
    }


def state_of(subject: Subject, response: Response | None, *, public: bool) -> str:
    """Return in one sentence where it is."""
    if subject.state == "withdrawn":
        return _("Whoever handed it in withdrew it.")
    if not public:
        return _("We have it. It is not published now.")
    if response is None:
        return _("It is published.")
    if response.published_at is not None:
        return _("It was answered.")
    if response.in_evaluation_since is not None:
        return _("It is being evaluated.")
    if response.routed_at is not None and response.institution is not None:
        return _("It is with %(institution)s, which must answer it.") % {"institution": response.institution.name}
    return _("It waits for its answer.")


def _passed(folio: Folio, response: Response | None) -> list[Passed]:
    """Return what happened to something public, in order."""
    found = [Passed(_("It was handed in"), folio.given_at)]
    if folio.subject.published_at is not None:
        found.append(Passed(_("It was published"), folio.subject.published_at))
    if response is None:
        return found
    steps = (
        (_("It was sent to the office that must answer it"), response.routed_at),
        (_("Evaluation began"), response.in_evaluation_since),
        (_("The answer with reasons was published"), response.published_at),
    )
    return sorted([*found, *(Passed(what, at) for what, at in steps if at is not None)], key=lambda each: each.at)
