"""Registering, one's pass for the door, withdrawing."""

import io
from datetime import datetime

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.access.verdict import ActDenied
from participation.asks.views.common import MAX_ID, complain, signed_in
from participation.models import Person
from participation.web.addresses import absolute
from processes.encounters import policies
from processes.encounters.actions.seats import register, withdraw_registration
from processes.encounters.figures import seats_of
from processes.encounters.forms import RegisterForm
from processes.encounters.views.common import encounter_or_404, faced, own_registration, place_in_line
from processes.encounters.words import when_words, where_words
from processes.models import Component, Encounter, Registration, RegistrationState


def _offer(person: Person, at: datetime, *, pk: int) -> Offer | None:
    """Return the wish to register; None for an encounter that is not shown."""
    row = Encounter.objects.public().for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        return None
    row.component = Component.objects.with_clock().get(pk=row.component_id)
    verdict = policies.may_register(person, row, at=at)
    rules = tuple(row.component.config.who_may_register)
    return Offer(_("Register"), row.in_language("title"), row.subject.path, verdict, rules, row.starts_at)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@resumable(_offer, opens=True)
def register_me(request: HttpRequest, pk: int) -> HttpResponse:
    """Register for a seat, or for the waiting list."""
    encounter, at = encounter_or_404(request, pk), timezone.now()
    person = signed_in(request)
    own = own_registration(encounter, person)
    if own is not None:
        return redirect("encounters:pass", encounter.pk)
    policies.may_register(person, encounter, at=at).enforce()
    form = RegisterForm(request.POST if request.method == "POST" else None, encounter=encounter)
    if request.method == "POST" and form.is_valid():
        made = _hand_in(form, encounter, person, at)
        if made is not None:
            if made.state == RegistrationState.SEATED:
                messages.success(request, _("You have a seat. Show this page at the door."))
            else:
                messages.success(request, _("You are on the waiting list. We will tell you if a seat becomes free."))
            return redirect("encounters:pass", encounter.pk)
    context = faced(
        encounter, form=form, seats=seats_of(encounter), when=when_words(encounter), where=where_words(encounter)
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/encounters/register.html", context, status=status)


def _hand_in(form: RegisterForm, encounter: Encounter, person: Person, at: datetime) -> Registration | None:
    try:
        return register(encounter=encounter, by=person, at=at, **form.said())
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, error)
    except IntegrityError:
        form.deny(_("This form was sent before by somebody else. Load the page again."))
    return None


def _own_or_404(request: HttpRequest, pk: int) -> Registration:
    """Return one's own registration. Raises Http404."""
    encounter = encounter_or_404(request, pk)
    own = own_registration(encounter, signed_in(request))
    if own is None:
        raise Http404
    return own


@require_safe
@signed_in_to_act
@never_cache
def my_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's seat or place in line, with the code for the door."""
    own, at = _own_or_404(request, pk), timezone.now()
    encounter = own.encounter
    waiting = own.state == RegistrationState.WAITING
    context = faced(
        encounter,
        own=own,
        place=place_in_line(own) if waiting else None,
        when=when_words(encounter),
        where=where_words(encounter),
        link=policies.may_see_link(signed_in(request), encounter, own, at=at),
        may_withdraw=policies.may_withdraw(signed_in(request), own, at=at),
    )
    return render(request, "processes/encounters/pass.html", context)


@require_safe
@signed_in_to_act
@never_cache
def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one's code for the door as an image; it leads to the page where people are checked in."""
    own = _own_or_404(request, pk)
    address = absolute(f"/mesa/encuentros/{own.encounter_id}/puerta/") + f"?codigo={own.code}"
    image = io.BytesIO()
    segno.make(address, error="m").save(image, kind="svg", scale=4, xmldecl=False)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's seat back, after asking once."""
    own, at = _own_or_404(request, pk), timezone.now()
    policies.may_withdraw(signed_in(request), own, at=at).enforce()
    if request.method == "POST":
        withdraw_registration(registration=own, by=signed_in(request), at=at)
        messages.success(request, _("You withdrew. Whoever waited first has your seat."))
        return redirect(own.encounter.get_absolute_url())
    return render(request, "processes/encounters/withdraw.html", faced(own.encounter, own=own))
