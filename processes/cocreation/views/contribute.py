"""Handing in a contribution, and withdrawing it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.access.verdict import ActDenied
from participation.asks.views.common import complain, signed_in
from participation.models import Person
from processes.cocreation import policies
from processes.cocreation.actions.contributions import contribute, withdraw_contribution
from processes.cocreation.forms import ContributionForm
from processes.cocreation.views.page import activity, contribution_or_404
from processes.models import Component, Contribution, ContributionState
from processes.policies import is_open, open_until


def offer(person: Person, at: datetime, *, slug: str, component_slug: str) -> Offer | None:
    """Return the wish to contribute; None for an activity that the person may not see."""
    rows = Component.objects.visible_to(person).with_clock().filter(kind="contributions")
    component = rows.filter(process__slug=slug, slug=component_slug).first()
    if component is None:
        return None
    verdict = policies.may_contribute(person, component, at=at)
    rules = tuple(component.config.who_may_contribute)
    closes = open_until(component, "contribute", at)
    return Offer(_("Hand in a contribution"), component.title, component.subject.path, verdict, rules, closes)


@require_http_methods(["GET", "HEAD", "POST"])
@resumable(offer, opens=True)
def write(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Hand in a contribution; what is closed is said before one has to sign in."""
    component = activity(request, slug, component_slug)
    is_open(component, "contribute", timezone.now()).enforce()
    return _write(request, component)  # type: ignore[return-value]


@signed_in_to_act
def _write(request: HttpRequest, component: Component) -> HttpResponse:
    person, at = signed_in(request), timezone.now()
    policies.may_contribute(person, component, at=at).enforce()
    form = ContributionForm(request.POST if request.method == "POST" else None, component=component)
    if request.method == "POST" and form.is_valid():
        made = _hand_in(form, component, person, at)
        if made is not None:
            waits = _("We have your contribution. A moderator will read it before it is published; we will tell you.")
            done = _("Your contribution is handed in. It will be answered, and we will tell you.")
            messages.success(request, waits if made.state == ContributionState.PENDING else done)
            return redirect(made.get_absolute_url())
    context: dict[str, Any] = {"component": component, "process": component.process, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/cocreation/write.html", context, status=status)


def _hand_in(form: ContributionForm, component: Component, person: Person, at: datetime) -> Contribution | None:
    data, language = form.cleaned_data, (get_language() or "es").split("-")[0]
    try:
        return contribute(
            component=component,
            text=data["text"],
            theme=data.get("theme", ""),
            territory=data["territory"],
            nameless=data.get("nameless", False),
            by=person,
            at=at,
            lang=language,
            act_id=data["act_id"],
        )
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, error)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's contribution, after asking once."""
    row = contribution_or_404(request, pk)
    policies.may_withdraw(signed_in(request), row).enforce()
    if request.method == "POST":
        withdraw_contribution(contribution=row, by=signed_in(request), at=timezone.now())
        messages.success(request, _("You withdrew it."))
        return redirect(row.component.get_absolute_url())
    context = {"contribution": row, "component": row.component, "process": row.component.process}
    return render(request, "processes/cocreation/withdraw.html", context)
