"""Pages of invitations: those that reached a person, accepting and declining, taking one back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import MAX_ID, signed_in
from participation.invitations import policies
from participation.invitations.actions import accept_invitation, cancel_invitation, decline_invitation
from participation.invitations.forms import DeclineForm
from participation.invitations.models import Invitation
from participation.invitations.registry import get_purpose
from participation.web.keyset import paginate

SIZE = 20


def _received_or_404(request: HttpRequest, pk: int) -> Invitation:
    """Return an invitation that reached the person, answered or not. Raises Http404."""
    rows = Invitation.objects.select_related("subject", "by")
    found = rows.to_person(signed_in(request)).filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@signed_in_to_act
def mine(request: HttpRequest) -> HttpResponse:
    """Show the invitations that reached the person and wait, the nearest end first."""
    rows = Invitation.objects.to_person(signed_in(request)).open(timezone.now())
    rows = rows.select_related("subject", "by").defer("subject__search")
    page = paginate(request, rows, order=("expires_at", "id"), size=SIZE)
    shown = [(row, get_purpose(row.purpose)) for row in page]
    return render(request, "participation/invitations/mine.html", {"page": page, "shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in_to_act
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invitation and what accepting means; a POST declines it."""
    invitation, person, at = _received_or_404(request, pk), signed_in(request), timezone.now()
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decline_invitation(invitation=invitation, by=person, at=at, reason=form.cleaned_data["reason"])
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, _("You declined. We told whoever invited you."))
            return redirect("invitations:mine")
    purpose = get_purpose(invitation.purpose)
    context = {
        "invitation": invitation,
        "purpose": purpose,
        "asks": purpose.asks(invitation.details),
        "form": form,
        "may_accept": policies.may_accept(person, invitation, at=at),
        "may_decline": policies.may_decline(person, invitation, at=at),
        "lang": invitation.subject.lang,
        "public": invitation.subject.is_public,
    }
    return render(request, "participation/invitations/detail.html", context)


@require_POST
@signed_in_to_act
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, and go to what was signed."""
    invitation = _received_or_404(request, pk)
    accept_invitation(invitation=invitation, by=signed_in(request), at=timezone.now())
    messages.success(
        request, get_purpose(invitation.purpose).accepted or _("You accepted. Your public name is shown from now on.")
    )
    return redirect(invitation.subject.get_absolute_url())


@require_POST
@signed_in_to_act
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back that the person made."""
    rows = Invitation.objects.select_related("subject").filter(by=signed_in(request))
    invitation = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if invitation is None:
        raise Http404
    cancel_invitation(invitation=invitation, by=signed_in(request), at=timezone.now())
    messages.success(request, _("You took the invitation back."))
    return redirect(get_purpose(invitation.purpose).invite_path(invitation.subject))
