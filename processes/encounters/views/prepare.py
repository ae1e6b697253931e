"""Preparing an encounter: written, changed, announced, moved, repeated, cancelled."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import MAX_ID, complain, signed_in
from processes.encounters import policies
from processes.encounters.actions import encounter as acts
from processes.encounters.content import repeated
from processes.encounters.forms import CancelForm, EncounterForm, MoveForm, PublishForm, RepeatForm, dates_of
from processes.encounters.views.common import encounter_or_404, faced
from processes.encounters.words import when_words, where_words
from processes.models import Component, Encounter, Registration, RegistrationState

POSTS = ["GET", "HEAD", "POST"]


def _attempt(form: Any, act: Callable[[], Any]) -> Any:
    """Return what an act gave back; None where it refused, with its words in the form."""
    try:
        return act()
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, _fields(error))
    return None


def _fields(error: ValidationError) -> ValidationError:
    """Return an act's complaint under the names that the forms have."""
    names = {"starts_at": "on", "ends_at": "ends", "reserved": "capacity"}
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({names.get(name, name): texts for name, texts in error.message_dict.items()})


def prepared_or_403(request: HttpRequest, pk: int) -> Encounter:
    """Return an encounter that the official prepares. Raises Http404 and ActDenied."""
    row = encounter_or_404(request, pk)
    policies.may_edit_process(signed_in(request), row.component.process).enforce()
    return row


@require_http_methods(POSTS)
@signed_in_to_act
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an encounter in an activity."""
    rows = Component.objects.visible_to(signed_in(request)).with_clock().filter(kind="encounters")
    component: Component | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if component is None:
        raise Http404
    policies.may_prepare(signed_in(request), component).enforce()
    form = EncounterForm(request.POST if request.method == "POST" else None, component=component)
    if request.method == "POST" and form.is_valid():
        data, by, at = form.cleaned_data, signed_in(request), timezone.now()
        dates = {name: data[name] for name in ("starts_at", "ends_at", "time_zone")}
        made = _attempt(form, lambda: acts.write_encounter(component=component, by=by, at=at, **dates, **form.said()))
        if made is not None:
            messages.success(request, _("The draft is kept. Nobody else sees it until you announce it."))
            return redirect("encounters:manage", made.pk)
    context = {"component": component, "process": component.process, "form": form, "encounter": None}
    return _shown(request, "write", context)


@require_http_methods(POSTS)
@signed_in_to_act
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an encounter says; dates of an announced one are moved on a page of their own."""
    row, by, at = prepared_or_403(request, pk), signed_in(request), timezone.now()
    policies.may_edit(by, row).enforce()
    form = EncounterForm(request.POST if request.method == "POST" else None, component=row.component, row=row)
    valid = request.method == "POST" and form.is_valid()
    if valid and _attempt(form, lambda: _edited(row, form, by, at)) is not None:
        messages.success(request, _("The changes are kept."))
        return redirect("encounters:manage", row.pk)
    return _shown(request, "write", faced(row, form=form))


@transaction.atomic
def _edited(row: Encounter, form: EncounterForm, by: Any, at: Any) -> Encounter:
    data = form.cleaned_data
    if "starts_at" in data:
        dates = {name: data[name] for name in ("starts_at", "ends_at", "time_zone")}
        acts.move_encounter(encounter=row, by=by, at=at, **dates)
    return acts.update_encounter(encounter=row, by=by, at=at, **form.said())


@require_http_methods(POSTS)
@signed_in_to_act
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce an encounter, after a page that says what will happen."""
    row, by, at = prepared_or_403(request, pk), signed_in(request), timezone.now()
    policies.may_publish(by, row).enforce()
    period = acts.withholding(row, at)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if period is None:
        del form.fields["accept_electoral"]
    if request.method == "POST" and form.is_valid():
        accepted = bool(form.cleaned_data.get("accept_electoral"))
        made = _attempt(form, lambda: acts.publish_encounter(encounter=row, by=by, at=at, accept_electoral=accepted))
        if made is not None:
            messages.success(request, _("The encounter is announced. Whoever follows the process is told."))
            return redirect(row.get_absolute_url())
    warning = acts.electoral_warning(period) if period else ""
    context = faced(row, form=form, warning=warning, when=when_words(row), where=where_words(row))
    return _shown(request, "publish", context)


@require_http_methods(POSTS)
@signed_in_to_act
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an announced encounter another date, with a reason."""
    row, by, at = prepared_or_403(request, pk), signed_in(request), timezone.now()
    policies.may_move(by, row).enforce()
    form = MoveForm(request.POST if request.method == "POST" else None, initial=dates_of(row))
    form.zone_name = row.time_zone
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        dates = {name: data[name] for name in ("starts_at", "ends_at", "reason")}
        if _attempt(form, lambda: acts.move_encounter(encounter=row, by=by, at=at, **dates)) is not None:
            messages.success(request, _("It has another date. Whoever registered is told."))
            return redirect("encounters:manage", row.pk)
    return _shown(request, "move", faced(row, form=form, told=_told(row), when=when_words(row)))


@require_http_methods(POSTS)
@signed_in_to_act
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an encounter, with a reason."""
    row, by, at = prepared_or_403(request, pk), signed_in(request), timezone.now()
    (policies.may_edit if row.state == "draft" else policies.may_move)(by, row).enforce()
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if _attempt(form, lambda: acts.cancel_encounter(encounter=row, reason=reason, by=by, at=at)) is not None:
            messages.success(request, _("It is cancelled. Whoever registered is told."))
            return redirect("encounters:manage", row.pk)
    return _shown(request, "cancel", faced(row, form=form, told=_told(row), when=when_words(row)))


@require_http_methods(POSTS)
@signed_in_to_act
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the same encounter on more dates: the dates are shown first, and made with a second button."""
    row, by, at = prepared_or_403(request, pk), signed_in(request), timezone.now()
    policies.may_prepare(by, row.component).enforce()
    form = RepeatForm(request.POST if request.method == "POST" else None)
    dates: list[Any] = []
    if request.method == "POST" and form.is_valid():
        rule, times = form.cleaned_data["rule"], form.cleaned_data["times"]
        if request.POST.get("act") == "make":
            made = _attempt(form, lambda: acts.repeat_encounter(encounter=row, rule=rule, times=times, by=by, at=at))
            if made is not None:
                words = ngettext("%(n)s draft was made.", "%(n)s drafts were made.", len(made))
                messages.success(request, words % {"n": len(made)})
                return redirect("encounters:desk")
        else:
            dates = [starts for starts, _ends in _attempt(form, lambda: repeated(row, rule, times)) or []]
    return _shown(request, "repeat", faced(row, form=form, dates=dates, when=when_words(row)), previewed=bool(dates))


def _told(row: Encounter) -> int:
    return (
        Registration.objects.filter(encounter=row, person__isnull=False)
        .exclude(state=RegistrationState.WITHDRAWN)
        .count()
    )


def _shown(request: HttpRequest, name: str, context: dict[str, Any], *, previewed: bool = False) -> HttpResponse:
    status = 422 if request.method == "POST" and not previewed else 200
    return render(request, f"processes/encounters/desk/{name}.html", context, status=status)
