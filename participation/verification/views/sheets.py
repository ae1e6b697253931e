"""The printed sheet of an assisted account, and the first sign-in with it."""

import base64
import io
import uuid
from datetime import datetime

import segno
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.limits.visitors import visitor
from participation.people.models import Person
from participation.verification import actions, attempts
from participation.verification.forms import SheetForm
from participation.web.addresses import absolute, plain


def sheet_page(request: HttpRequest, person: Person, code: str, expires_at: datetime) -> HttpResponse:
    """Answer with the sheet. Its code is shown this once; what is lost is printed anew, with another code."""
    address = absolute(plain(reverse("verification:sheet")), "es-mx")
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=5, border=4)
    qr = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    context = {"person": person, "code": code, "expires_at": expires_at, "address": address, "qr": qr}
    return render(request, "participation/verification/sheet.html", context)


@signed_in_to_act
@never_cache
@require_POST
def print_sheet(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Print a new sheet for an account without e-mail and mobile; the code of the former one ends."""
    by = request.user
    assert isinstance(by, Person)
    person = get_object_or_404(Person, key=key, is_active=True, erased_at__isnull=True)
    printed = actions.print_sheet(person=person, by=by, at=timezone.now())
    return sheet_page(request, person, printed.code, printed.expires_at)


@never_cache
def first_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in with the code of a printed sheet, once."""
    if request.user.is_authenticated:
        return redirect("people:home")
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempts.spend_on_sheet(visitor(request))
            person = actions.use_sheet(code=form.cleaned_data["code"], at=timezone.now())
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            return _signed_in(request, person)
    return render(request, "participation/verification/first_sign_in.html", {"form": form})


def _signed_in(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Sign in through allauth's steps, so that a second step that the person set up is asked for."""
    from allauth.account.internal.flows.login import perform_login

    messages.info(
        request,
        _(
            "This code is used up. Add an e-mail, a mobile number or a passkey here, so that you can come back by"
            " yourself. Without one, a counter prints you another sheet."
        ),
    )
    return perform_login(request, Login(user=person, redirect_url=reverse("people:home")))  # type: ignore[no-any-return]
