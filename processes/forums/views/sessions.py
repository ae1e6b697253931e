"""The desk of sessions: called, or an encounter named one; taken off again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.asks.views.common import MAX_ID, signed_in
from participation.veda.calendar import in_force
from processes.forums import policies
from processes.forums.actions import sessions as acts
from processes.forums.forms import AddSessionForm, SessionForm
from processes.forums.views.common import POSTS, done, form_page, run_or_404
from processes.models import ForumSession


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def call_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a session: it is announced at once."""
    forum, by, at = run_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_show(by, forum).enforce()
    process = forum.component.process if forum.component is not None else None
    electoral = process is not None and in_force(process.territory, at) is not None
    zone = process.time_zone if process is not None else "America/Mexico_City"
    form = SessionForm(request.POST if request.method == "POST" else None, zone_name=zone, electoral=electoral)
    if done(request, form, lambda: acts.call_session(forum=forum, by=by, at=at, **form.facts())):
        messages.success(request, _("The session is called. Whoever follows the forum or has a seat is told."))
        return redirect("forums:manage", forum.pk)
    lead = _(
        "It is announced at once in the calendar of encounters; there you add seats, services and, later, minutes."
    )
    return form_page(
        request, forum, form, title=_("Call a session"), label=_("Call the session"), lead=lead,
        missing=_("Say first in which activity of encounters its sessions are announced.") if process is None else "",
    )  # fmt: skip


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Name an encounter that is announced a session."""
    forum, by = run_or_404(request, pk), signed_in(request)
    policies.may_show(by, forum).enforce()
    form = AddSessionForm(request.POST if request.method == "POST" else None, person=by)
    if done(request, form, lambda: acts.add_session(forum=forum, by=by, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, _("It is a session of the forum now."))
        return redirect("forums:manage", forum.pk)
    lead = _("For an encounter that is in the calendar already, also one of the past.")
    return form_page(request, forum, form, title=_("Name an encounter a session"), label=_("Add it"), lead=lead)


@require_POST
@signed_in_to_act
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an encounter is no session after all."""
    row = ForumSession.objects.filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    row.forum = run_or_404(request, row.forum_id)
    acts.remove_session(session=row, by=signed_in(request), at=timezone.now())
    messages.success(request, _("It is no session any more; the encounter stays. You can add it again."))
    return redirect("forums:manage", row.forum_id)
