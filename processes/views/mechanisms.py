"""The catalogue of mechanisms: what exists by law here, and what of it is open."""

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.subjects.visibility import is_shown
from participation.web.keyset import paginate
from processes.models import Mechanism, Process
from processes.policies import may_edit_mechanisms
from processes.timetable import standing

PUBLIC = Q(processes__state="published", processes__subject__state="published")
SHOWN = 24


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the mechanisms, each with how many processes of it are public and not closed."""
    rows = Mechanism.objects.filter(subject__state="published").select_related("subject").defer("subject__search")
    rows = rows.annotate(going=Count("processes", filter=PUBLIC))
    page = paginate(request, rows, order=("position", "pk"), size=SHOWN)
    return render(
        request,
        "processes/mechanisms/list.html",
        {"page": page, "may_edit": bool(may_edit_mechanisms(request.user))},  # type: ignore[arg-type]
    )


@require_safe
def mechanism(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one: what it is for, who may begin it, steps, deadlines, law, and its processes, the open ones first."""
    rows = Mechanism.objects.select_related("subject").defer("subject__search")
    found = rows.filter(slug=slug).first()
    may_edit = bool(may_edit_mechanisms(request.user))  # type: ignore[arg-type]
    if found is None or not (is_shown(found.subject) or may_edit):
        raise Http404
    at = timezone.now()
    public = Process.objects.public().filter(mechanism=found).with_rank(at).order_by("rank", "-published_at", "-pk")
    processes = public.select_related("subject").defer("subject__search").prefetch_related("phases")
    return render(
        request,
        "processes/mechanisms/detail.html",
        {
            "mechanism": found,
            "processes": [{"process": process, "standing": standing(process, at)} for process in processes[:SHOWN]],
            "may_edit": may_edit,
        },
    )
