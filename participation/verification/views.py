"""A person's verification, and the counter where officials verify people (made for a telephone)."""

import base64
import io
import uuid

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.people.models import Person
from participation.people.querysets import find_people, is_short_code, short_code
from participation.verification import actions, policies
from participation.verification.forms import VerifyForm
from participation.verification.methods import method_label, offered
from participation.verification.querysets import verification_of
from participation.web.addresses import absolute, plain

AT_MOST = 5


@signed_in_to_act
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show the person's verification, or how to get one and the code to bring."""
    me = request.user
    assert isinstance(me, Person)
    verification = verification_of(me)
    return render(
        request,
        "participation/verification/mine.html",
        {
            "verification": verification,
            "method": method_label(verification.method) if verification else "",
            "methods": offered(at=timezone.now()),
            "code": short_code(me),
            "qr": "" if verification else _qr(short_code(me)),
        },
    )


def _qr(code: str) -> str:
    address = absolute(plain(reverse("verification:desk")), "es-mx") + "?" + urlencode({"q": code})
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=6, border=4)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def asked_at_desk(request: HttpRequest) -> str:
    """Return whom an official looks for. Only a code may stand in the address, where logs and histories keep it."""
    if request.method == "POST":
        return request.POST.get("q", "")[:254].strip()
    q = request.GET.get("q", "")[:254].strip()
    return q if is_short_code(q) else ""


@signed_in_to_act
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Find a person by the code, e-mail or mobile number that they give; only whole ones, never a part."""
    by = request.user
    assert isinstance(by, Person)
    now = timezone.now()
    policies.may_verify_people(by, at=now).enforce()
    q = asked_at_desk(request)
    found = (
        [
            {"person": person, "code": short_code(person), "verdict": policies.may_verify(by, person, at=now)}
            for person in find_people(q)[:AT_MOST]
        ]
        if q
        else []
    )
    return render(request, "participation/verification/desk.html", {"q": q, "found": found})


@signed_in_to_act
@never_cache
def verify(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Capture the document and verify the person."""
    by = request.user
    assert isinstance(by, Person)
    now = timezone.now()
    policies.may_verify_people(by, at=now).enforce()
    person = get_object_or_404(Person, key=key, is_active=True, erased_at__isnull=True)
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("document", "birth_date", "territory")}
        try:
            actions.verify_at_counter(person=person, **data, by=by, at=now)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is verified.") % {"name": person.public_name})
            return redirect("verification:desk")
    verdict = policies.may_verify(by, person, at=now)
    return render(
        request,
        "participation/verification/verify.html",
        {"person": person, "code": short_code(person), "form": form, "verdict": verdict},
    )
