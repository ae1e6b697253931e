"""Requests on personal data: made and followed by anybody, with an account or with folio and code."""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access.verdict import ActDenied
from participation.limits import counter
from participation.limits.rates import Rate
from participation.limits.visitors import visitor
from participation.privacy import policies
from participation.privacy.actions import arco
from participation.privacy.forms import CompleteForm, FollowUpForm, RequestForm
from participation.privacy.models import ArcoRequest
from participation.privacy.setup import responsible, shown_settings

FILED = Rate(6, 3600)  # by one visitor
TRIED = Rate(10, 900)  # codes by one visitor
TRIED_FOLIO = Rate(20, 86_400)  # codes of one folio, whoever tries
OPENED, NEW_CODE = "azotea_arco", "azotea_arco_code"
KEPT = 5
SHOWN_FOR = 30 * 60
INVALID, MANY = 422, 429


def _person(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def add_errors(form: Any, error: ValidationError) -> None:
    """Put what an act refused beside its field."""
    if hasattr(error, "error_dict"):
        for name, complaints in error.message_dict.items():
            form.add_error(name if name in form.fields else None, complaints)
    else:
        form.deny(" ".join(error.messages))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Take a request and lead to its receipt."""
    person = _person(request)
    initial = {"name": "", "email": person.email or "", "phone": person.phone or ""} if person else {}
    form, status = RequestForm(request.POST if request.method == "POST" else None, initial=initial), 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            counted = counter.count("arco", visitor(request), FILED)
            if not counted.allowed:
                form.deny(_("Many requests came from your connection. Wait an hour, or go to the unit in person."))
                status = MANY
            else:
                try:
                    made, code = arco.file_request(by=person, at=timezone.now(), **form.cleaned_data)
                except ValidationError as error:
                    counter.take_back(counted)
                    add_errors(form, error)
                else:
                    _open(request, made.folio)
                    request.session[NEW_CODE] = [made.folio, code, int(time.time())]
                    return redirect("privacy:request", folio=made.folio)
    return render(
        request,
        "participation/privacy/new_request.html",
        {"form": form, "responsible": responsible(), "terms": shown_settings()},
        status=status,
    )


def _new_code(request: HttpRequest, folio: str) -> str:
    """Return the code of a request made a moment ago in this browser; it is forgotten after half an hour."""
    kept_folio, code, at = request.session.get(NEW_CODE, ["", "", 0])
    if code and time.time() - at > SHOWN_FOR:
        del request.session[NEW_CODE]
        return ""
    return str(code) if kept_folio == folio else ""


def _open(request: HttpRequest, folio: str) -> None:
    opened = [other for other in request.session.get(OPENED, []) if other != folio]
    request.session[OPENED] = [*opened, folio][-KEPT:]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def follow_up(request: HttpRequest) -> HttpResponse:
    """Open a request by folio and code; a wrong one of either is told in the same words."""
    form, status = FollowUpForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            folio = form.cleaned_data["folio"].upper()
            tries = [
                counter.count("arco-code", visitor(request), TRIED),
                counter.count("arco-folio", folio, TRIED_FOLIO),
            ]
            if not all(tried.allowed for tried in tries):
                form.deny(_("Too many tries. Wait a quarter of an hour, or ask the unit in person."))
                status = MANY
            else:
                found = ArcoRequest.objects.filter(folio=folio).first()
                digest = arco.digest_of_code(form.cleaned_data["code"])
                if found is not None and constant_time_compare(found.code_digest, digest):
                    for tried in tries:
                        counter.take_back(tried)
                    _open(request, found.folio)
                    return redirect("privacy:request", folio=found.folio)
                form.deny(_("Folio and code do not belong together. Read them again from the receipt."))
    return render(request, "participation/privacy/follow_up.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def detail(request: HttpRequest, folio: str) -> HttpResponse:
    """Show a request to whoever made it: its receipt, its clock, its steps, its answer."""
    found = ArcoRequest.objects.filter(folio=folio, erased_at__isnull=True).first()
    person = _person(request)
    opened = folio in request.session.get(OPENED, [])
    if found is None or not (opened or policies.may_see_request(person, found)):
        raise Http404
    at, status = timezone.now(), 200
    form = CompleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                arco.complete_request(request=found, text=form.cleaned_data["text"], by=person, at=at)
                return redirect("privacy:request", folio=folio)
            except ActDenied as error:
                form.deny(error.denial.message)
                status = 403
            except ValidationError as error:
                add_errors(form, error)
    return render(
        request,
        "participation/privacy/request.html",
        {
            "request_row": found,
            "steps": list(found.steps.order_by("at", "pk")),
            "code": _new_code(request, folio),
            "may_complete": policies.may_complete(found, at=at),
            "form": form,
            "responsible": responsible(),
        },
        status=status,
    )
