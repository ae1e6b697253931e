"""What everybody sees of forums: the list, one of them, and its sessions as a calendar."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.asks.views.common import reader
from participation.followup.states import LATE
from participation.web.ics import calendar
from participation.web.keyset import paginate
from processes.encounters.figures import came, told_attendance
from processes.encounters.views.calendars import KEPT, MOST, dated
from processes.forums import policies
from processes.forums.checks import Facts, checks_of, rules_of
from processes.forums.views.common import forum_or_404
from processes.models import Adherence, Agreement, Encounter, Forum, ForumKind, Member

SIZE, SESSIONS, AGREEMENTS = 20, 40, 30


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the forums by name; ``?tipo=`` narrows it."""
    kind = request.GET.get("tipo", "")
    if kind and kind not in ForumKind.values:
        raise BadRequest("tipo")
    rows: Any = Forum.objects.public().for_page().with_figures(timezone.now())
    page = paginate(request, rows.filter(kind=kind) if kind else rows, order=("title", "id"), size=SIZE)
    return render(request, "processes/forums/list.html", {"page": page, "kind": kind, "kinds": ForumKind.choices})


def sessions_of(forum: Forum) -> Any:
    """Return the sessions of a forum that anybody may see."""
    rows: Any = Encounter.objects.public().filter(forum_session__forum=forum)
    return rows.for_page().select_related("forum_session")


def agreements_of(forum: Forum, at: Any) -> Any:
    """Return what was agreed in a forum or at its sessions, with its computed state."""
    rows: Any = Agreement.objects.public()
    here = Q(subject__parent=forum.subject_id) | Q(subject__parent__encounter__forum_session__forum=forum)
    return rows.filter(here).for_page().with_state(at).order_by("-made_on", "-pk")


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a forum is for, who sits in it, when it meets, what it agreed, and what is computed of it."""
    forum, person, at = forum_or_404(request, slug), reader(request), timezone.now()
    met = list(sessions_of(forum).order_by("-starts_at", "-pk")[:SESSIONS])
    coming = [row for row in reversed(met) if row.ends_at > at and row.state != "cancelled"]
    held = [row for row in met if row.ends_at <= at and row.state != "cancelled"]
    members = list(Member.objects.filter(forum=forum).for_page().order_by("seats_id", "alternate", "since", "pk"))
    now = [row for row in members if row.until is None]
    facts = Facts(held, list(forum.seats.order_by("pk")), now, list(rules_of(forum)))
    agreed = list(agreements_of(forum, at)[: AGREEMENTS + 1])
    calls = list(forum.calls.order_by("-opens_at", "-pk")[:10])
    for row in (*coming, *held):
        row.told, row.came, row.is_past = told_attendance(row), came(row), row.ends_at <= at
    context = {
        "forum": forum,
        "coming": coming,
        "held": held,
        "sectors": _by_sector(facts),
        "left": sorted((row for row in members if row.until), key=lambda row: (row.until, row.pk), reverse=True),
        "own": next((row for row in now if policies.is_member(person, row)), None),
        "rules": facts.rules,
        "checks": checks_of(forum, facts, at),
        "agreed": agreed[:AGREEMENTS],
        "more_agreed": len(agreed) > AGREEMENTS,
        "late": sum(row.state in LATE for row in agreed[:AGREEMENTS]),
        "calls": [(call, call.is_open(at)) for call in calls],
        "signed": Adherence.objects.filter(forum=forum, left_at__isnull=True).count() if forum.declared_at else 0,
        "runs": bool(policies.may_create(person, forum.institution)),
    }
    return render(request, "processes/forums/detail.html", context)


def _by_sector(facts: Facts) -> list[tuple[Any, list[Member], list[Member]]]:
    """Return the seats of each sector with who has them and the alternates."""
    found = []
    for seats in facts.seats:
        here = [row for row in facts.members if row.seats_id == seats.pk]
        if here or seats.seats or seats.alternates:
            found.append((seats, [row for row in here if not row.alternate], [row for row in here if row.alternate]))
    return found


@require_safe
def calendar_of(request: HttpRequest, slug: str) -> HttpResponse:
    """Return its sessions to come and of the last 90 days as a calendar."""
    forum = forum_or_404(request, slug)
    rows = sessions_of(forum).filter(starts_at__gt=timezone.now() - KEPT).order_by("starts_at", "pk")
    name = _("Sessions: %(name)s") % {"name": forum.in_language("title")}
    return calendar(name, [dated(row) for row in rows[:MOST]], filename=f"foro-{forum.slug}"[:60])
