"""What is said and decided: live notes, the minutes, what was born there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import complain, signed_in
from participation.files.actions import attach_all
from processes.encounters import policies
from processes.encounters.actions.encounter import write_notes
from processes.encounters.actions.minutes import publish_minutes, say_born_here
from processes.encounters.figures import counted_at_door
from processes.encounters.forms import BornForm, MinutesForm, NotesForm
from processes.encounters.views.common import encounter_or_404, faced
from processes.encounters.words import when_words

POSTS = ["GET", "HEAD", "POST"]


@require_http_methods(POSTS)
@signed_in_to_act
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what is being said, as often as wished."""
    row, by, at = encounter_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_keep_door(by, row, at=at).enforce()
    form = NotesForm(request.POST if request.method == "POST" else None, initial={"text": row.live_notes})
    if request.method == "POST" and form.is_valid():
        try:
            write_notes(encounter=row, text=form.cleaned_data["text"], by=by, at=at)
            messages.success(request, _("The notes are shown on the page."))
            return redirect("encounters:notes", row.pk)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/encounters/desk/notes.html", faced(row, form=form), status=status)


@require_http_methods(POSTS)
@signed_in_to_act
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes, which closes the encounter, or correct them with a reason."""
    row, by, at = encounter_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_write_minutes(by, row, at=at).enforce()
    last = row.minutes.order_by("-number").first()
    counts = row.attendance if row.attendance is not None else counted_at_door(row)
    given = request.POST if request.method == "POST" else None
    files = request.FILES if request.method == "POST" else None
    form = MinutesForm(given, files, last=last, counts=counts, encounter=row)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                publish_minutes(encounter=row, by=by, at=at, **form.said())
                attach_all(subject=row.subject, files=form.cleaned_data["photos"] or [], by=by, at=at)
            messages.success(request, _("The minutes are published. Whoever registered is told."))
            return redirect(row.get_absolute_url())
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
    context = faced(row, form=form, last=last, born=BornForm(), when=when_words(row))
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/encounters/desk/minutes.html", context, status=status)


@require_POST
@signed_in_to_act
def born(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a page of this site was born in the encounter."""
    row, by, at = encounter_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_write_minutes(by, row, at=at).enforce()
    form = BornForm(request.POST)
    if form.is_valid():
        try:
            say_born_here(encounter=row, outcome=form.cleaned_data["address"], by=by, at=at)
            messages.success(request, _("It is shown under “What happened with this?”."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        messages.error(request, " ".join(form.errors.get("address", [])))
    return redirect("encounters:minutes", row.pk)
