"""The desk of organisations: what waits to be registered, and opening again what was closed."""

import functools

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import signed_in
from participation.asks.views.deciding import publish_or_return
from participation.organisations import policies
from participation.organisations.actions import approve_organisation, reopen_organisation, return_organisation
from participation.organisations.models import Organisation, OrganisationState
from participation.organisations.views import organisation_or_404
from participation.web.keyset import paginate

SIZE = 20
OUTCOMES = [
    ("publish", gettext_lazy("Register it")),
    ("return", gettext_lazy("Return it to who asked, with a reason")),
]


@require_safe
@signed_in_to_act
def queue(request: HttpRequest) -> HttpResponse:
    """Show the organisations in a state, those that wait first; ``?estado=`` shows the others."""
    policies.may_work(signed_in(request)).enforce()
    state = request.GET.get("estado", "") or OrganisationState.ASKED.value
    if state not in OrganisationState.values:
        raise BadRequest("estado")
    page = paginate(request, Organisation.objects.filter(state=state).for_page(), order=("id",), size=SIZE)
    context = {"page": page, "state": state, "states": OrganisationState.choices}
    return render(request, "participation/organisations/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at one with its contact; register it or return it with a reason while it waits."""
    by = signed_in(request)
    policies.may_work(by).enforce()
    organisation = organisation_or_404(request, pk)
    form, done = publish_or_return(
        request,
        publish=functools.partial(approve_organisation, organisation=organisation),
        give_back=functools.partial(return_organisation, organisation=organisation),
        published=_("It is registered, and they were told."),
        queue="organisations:queue",
    )
    if done is not None:
        return done
    form.fields["outcome"].choices = OUTCOMES  # type: ignore[attr-defined]
    form.fields["reason"].help_text = _("Who asked reads it, can mend what is missing and ask again.")
    context = {
        "organisation": organisation,
        "form": form,
        "verdict": policies.may_decide(by, organisation),
        "may_close": policies.may_close(by, organisation),
        "may_reopen": policies.may_reopen(by, organisation),
    }
    return render(request, "participation/organisations/decide.html", context)


@require_POST
@signed_in_to_act
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a closing."""
    organisation = organisation_or_404(request, pk)
    reopen_organisation(organisation=organisation, by=signed_in(request), at=timezone.now())
    messages.success(request, _("It is open again, with who represented it."))
    return redirect("organisations:decide", pk=organisation.pk)
