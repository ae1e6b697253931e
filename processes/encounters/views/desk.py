"""The desk: the encounters that an official prepares, the state of one, who registered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied, Verdict
from participation.asks.views.common import MAX_ID, complain, signed_in
from participation.web.keyset import paginate
from processes.agreements.policies import may_make_agreement
from processes.encounters import policies
from processes.encounters.actions.common import unseal
from processes.encounters.actions.seats import cancel_registration, capture_registration
from processes.encounters.figures import seats_of, told_attendance, waiting_count
from processes.encounters.forms import CaptureForm
from processes.encounters.views.common import encounter_or_404, faced
from processes.encounters.words import when_words, where_words
from processes.models import Agreement, Component, Encounter, EncounterState, Registration, RegistrationState

TABS = ("", "borradores", "pasados", "actas")


@require_safe
@signed_in_to_act
def desk(request: HttpRequest) -> HttpResponse:
    """Show the encounters of the processes that the official leads; ``?ver=`` drafts, past ones, those to close."""
    person, at = signed_in(request), timezone.now()
    if roles.scopes(person, roles.STEWARDS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    tab = request.GET.get("ver", "")
    tab = tab if tab in TABS else ""
    rows: Any = Encounter.objects.workable_by(person).for_page()
    order: tuple[str, ...] = ("starts_at", "id")
    if tab == "borradores":
        rows = rows.filter(state="draft")
    elif tab == "pasados":
        rows, order = rows.past(at).exclude(state="draft"), ("-starts_at", "-id")
    elif tab == "actas":
        rows = rows.filter(state="published", ends_at__lte=at)
    else:
        rows = rows.coming(at).exclude(state="draft")
    led = Component.objects.filter(kind="encounters", process__state__in=["draft", "published"])
    held = roles.scopes(person, roles.STEWARDS)
    led = led if held is None else led.filter(subject__ancestors__overlap=list(held))
    context = {
        "page": paginate(request, rows, order=order, size=20),
        "tab": tab,
        "components": led.select_related("process", "subject")
        .defer("subject__search")
        .order_by("-process_id", "pk")[:50],
    }
    return render(request, "processes/encounters/desk/list.html", context)


@require_safe
@signed_in_to_act
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the state of one encounter and what can be done with it now."""
    row, person, at = encounter_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_read_names(person, row).enforce()
    told, came = told_attendance(row), Registration.objects.filter(encounter=row, checked_in_at__isnull=False).count()
    context = faced(
        row,
        when=when_words(row),
        where=where_words(row),
        seats=seats_of(row),
        waiting=waiting_count(row),
        came=told["people"] if told else came + row.walk_ins.count(),
        prepares=policies.may_prepare(person, row.component),
        publishes=policies.may_publish(person, row),
        moves=policies.may_move(person, row),
        door=policies.may_keep_door(person, row, at=at),
        closes=policies.may_write_minutes(person, row, at=at),
        over=row.is_over(at),
        agrees=_may_agree(row, person, at),
        agreed=Agreement.objects.filter(subject__parent=row.subject, withdrawn_at__isnull=True).count(),
    )
    return render(request, "processes/encounters/desk/manage.html", context)


def _may_agree(row: Encounter, person: Any, at: Any) -> Verdict:
    """Tell whether what was agreed can be put down now: once it began."""
    begun = row.starts_at <= at and row.state != EncounterState.DRAFT
    if not begun:
        return Denied("not_begun", _("What is agreed is put down here once the encounter began."))
    return may_make_agreement(person, row.subject)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def registrations(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who registered and what they need; register somebody without an account."""
    row, person, at = encounter_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_read_names(person, row).enforce()
    form = CaptureForm(request.POST if request.method == "POST" else None, encounter=row)
    if request.method == "POST" and form.is_valid():
        try:
            made = capture_registration(encounter=row, by=person, at=at, **form.said())
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            seated = made.state == RegistrationState.SEATED
            words = _("Registered, with a seat. Code: %(code)s") if seated else _("On the waiting list. Code: %(code)s")
            messages.success(request, words % {"code": made.code})
            return redirect("encounters:registrations", row.pk)
    found = Registration.objects.filter(encounter=row).exclude(state=RegistrationState.WITHDRAWN)
    page = paginate(request, found.select_related("person"), order=("id",), size=50)
    for each in page:
        each.shown_name = unseal(each.sealed_name) or (each.person.public_name if each.person else _("(name erased)"))
        each.needs = unseal(each.sealed_needs)
    context = faced(
        row,
        form=form,
        page=page,
        seats=seats_of(row),
        waiting=waiting_count(row),
        verdict=policies.may_register_others(person, row, at=at),
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/encounters/desk/registrations.html", context, status=status)


@require_POST
@signed_in_to_act
def cancel_captured(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Take back the registration of somebody without an account."""
    row = encounter_or_404(request, pk)
    policies.may_read_names(signed_in(request), row).enforce()
    rows = Registration.objects.filter(encounter=row, person__isnull=True).select_related("encounter")
    found = rows.filter(pk=registration).first() if registration <= MAX_ID else None
    if found is None:
        raise Http404
    cancel_registration(registration=found, by=signed_in(request), at=timezone.now())
    messages.success(request, _("It was taken back. Whoever waited first has the seat."))
    return redirect("encounters:registrations", row.pk)
