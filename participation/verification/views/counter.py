"""The counter where officials verify people (made for a telephone), with an account of their own or without."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.people.models import Person
from participation.people.querysets import find_people, is_short_code, short_code
from participation.territories.lookup import territories_at
from participation.verification import actions, policies
from participation.verification.forms import AssistForm, VerifyForm
from participation.verification.querysets import assisted_account_of, current_verification, open_conflicts
from participation.verification.views.sheets import sheet_page

AT_MOST = 5


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
    found = [_found(by, person, now) for person in find_people(q)[:AT_MOST]] if q else []
    waiting = open_conflicts().count() if policies.may_resolve(by, at=now) else 0
    context = {"q": q, "found": found, "resolves": bool(policies.may_resolve(by, at=now)), "waiting": waiting}
    return render(request, "participation/verification/desk.html", context)


def _found(by: Person, person: Person, now: Any) -> dict[str, Any]:
    verification = current_verification(person)
    return {
        "person": person,
        "code": short_code(person),
        "verdict": policies.may_verify(by, person, at=now),
        "verification": verification,
        "in_force": verification is not None and verification.is_in_force(now),
        "sheet": policies.may_print_sheet(by, person, at=now),
    }


def _facts(form: VerifyForm) -> dict[str, Any] | None:
    """Return what the act takes, with the territories of the address's point; None where the form must be mended."""
    facts, point = form.facts(), form.cleaned_data["point"]
    if point is None:
        return facts
    found = territories_at(*point)
    places = {place.pk for place in found}.union(*(place.ancestors for place in found))
    chosen = facts["territory"]
    if not found:
        form.add_error("point", _("No territory has this point within its outline. Look at the numbers again."))
    elif chosen is not None and chosen.west is not None and chosen.pk not in places:
        form.add_error("point", _("This point lies outside of the place that you chose."))
    else:
        return {**facts, "territory": chosen or found[0], "places": sorted(places)}
    return None


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
    if request.method == "POST" and form.is_valid() and (facts := _facts(form)) is not None:
        try:
            actions.verify_at_counter(person=person, **facts, by=by, at=now)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.refuse(error)
        else:
            person.refresh_from_db(fields=["name"])
            messages.success(request, _("%(name)s is verified.") % {"name": person.public_name})
            return redirect("verification:desk")
    verdict = policies.may_verify(by, person, at=now)
    return render(
        request,
        "participation/verification/verify.html",
        {"person": person, "code": short_code(person), "form": form, "verdict": verdict},
    )


@signed_in_to_act
@never_cache
def assist(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody who has neither e-mail nor mobile, verify them, and print the sheet of it."""
    by = request.user
    assert isinstance(by, Person)
    now = timezone.now()
    policies.may_verify_people(by, at=now).enforce()
    form = AssistForm(request.POST or None)
    theirs = None
    if request.method == "POST" and form.is_valid() and (facts := _facts(form)) is not None:
        try:
            opened = actions.open_assisted_account(name=form.cleaned_data["name"], lang="es-mx", **facts, by=by, at=now)
        except ActDenied as error:
            form.deny(error.denial.message)
            if error.denial.code == "identity_taken":
                theirs = assisted_account_of(form.cleaned_data["kind"], form.cleaned_data["document"])
        except ValidationError as error:
            form.refuse(error)
        else:
            return sheet_page(request, opened.person, opened.code, opened.expires_at)
    return render(request, "participation/verification/assist.html", {"form": form, "theirs": theirs})
