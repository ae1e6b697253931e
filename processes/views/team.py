"""The desk of teams: which processes lack somebody, and who does what in one of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.policies import may_grant_role
from participation.web.keyset import paginate
from processes.models import Process
from processes.policies import may_edit_process
from processes.team import incomplete, staffed, team_of

SHOWN = 20


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the processes that the official leads and that are not over, with what their team lacks."""
    by: Any = request.user
    if roles.scopes(by, roles.STEWARDS) == set():
        roles.may_work_as(by, roles.STEWARDS, None).enforce()
    page = paginate(request, staffed(by), order=("-created_at", "-pk"), size=SHOWN)
    missing = {process.pk: duties for process, duties in incomplete(page)}
    rows = [(process, missing.get(process.pk, [])) for process in page]
    return render(request, "processes/team/desk.html", {"page": page, "rows": rows})


@require_safe
@signed_in_to_act
@never_cache
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who does what in one process, what is missing, and what will go wrong meanwhile."""
    by, at = request.user, timezone.now()
    process = Process.objects.workable_by(by, roles.OFFICIALS).select_related("subject").filter(slug=slug).first()  # type: ignore[arg-type]
    if process is None:
        raise Http404
    may_edit_process(by, process).enforce()  # type: ignore[arg-type]
    duties = [(duty, may_grant_role(by, duty.kind, process.subject, at=at)) for duty in team_of(process)]  # type: ignore[arg-type]
    context = {"process": process, "duties": duties, "missing": sum(duty.missing for duty, _may in duties)}
    return render(request, "processes/team/detail.html", context)
