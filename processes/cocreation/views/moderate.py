"""The desk of what waits to be read before it is published."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.asks.views.common import signed_in
from participation.asks.views.deciding import publish_or_return, still_waits
from participation.web.keyset import paginate
from processes.cocreation import policies
from processes.cocreation.actions.contributions import publish_contribution, return_contribution
from processes.cocreation.queue import pending
from processes.cocreation.views.page import contribution_or_404


@require_safe
@signed_in_to_act
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for moderation, the oldest first."""
    if roles.scopes(signed_in(request), roles.MODERATORS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    rows = pending(signed_in(request)).select_related("author", "component__process")
    page = paginate(request, rows, order=("id",), size=20)
    return render(request, "processes/cocreation/queue.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a contribution, or return it with a reason."""
    row = contribution_or_404(request, pk)
    if not still_waits(policies.may_moderate(signed_in(request), row)):
        return redirect(row.get_absolute_url())
    form, decided = publish_or_return(
        request,
        publish=partial(publish_contribution, contribution=row),
        give_back=partial(return_contribution, contribution=row),
        published=_("It is published."),
        queue="cocreation:to-read",
    )
    if decided is not None:
        return decided
    context = {"contribution": row, "component": row.component, "form": form}
    return render(request, "processes/cocreation/read.html", context)
