"""The home page: what can be done now, what was decided and why, what comes next."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from participation.models import Person
from participation.stored import StoredQuery
from participation.web.installation import installation
from processes.kinds import get_kind
from processes.models import Component, Phase, ProcessState
from processes.policies import open_window, opening_times
from processes.timetable import deadline, phase_number, step_words

CARDS = 9
DECIDED = 3
COMING = 5
CANDIDATES = 60
VERDICT_TAGS = {"accepted": "done", "partly": "part", "later": "soon"}


@dataclass(frozen=True, slots=True)
class HomeCard:
    """One thing to do today."""

    tag: str
    title: str
    component: Component
    number: int
    count: int
    facts: list[Any]
    url: str


def home(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    at = timezone.now()
    cards, total = open_cards(at, _person(request))
    place = installation()
    code = getattr(request, "LANGUAGE_CODE", "es").split("-")[0]
    headline = (place.translations or {}).get(code, {}).get("headline") or place.headline
    return render(
        request,
        "processes/home.html",
        {
            # One sentence a line: a break in the middle of the second would read as a stumble.
            "headline": re.split(r"(?<=[.?])\s+", headline) if headline else [],
            "cards": cards,
            "total": total,
            "more": total > len(cards),
            "decided": decided(),
            "coming": coming(at),
        },
    )


@StoredQuery
def _open_at(at: datetime) -> QuerySet:
    return Component.objects.open_at(at).with_clock().with_tallies().prefetch_related("process__phases")[:CANDIDATES]


@StoredQuery
def _latest_answers() -> QuerySet:
    from participation.models import Response

    rows = Response.objects.public().select_related("subject", "institution").defer("subject__search")
    return rows.order_by("-published_at", "-pk")[:DECIDED]


@StoredQuery
def _next_phases(at: datetime) -> QuerySet:
    return (
        Phase.objects.filter(
            process__state=ProcessState.PUBLISHED, process__subject__state="published", opens_at__gt=at
        )
        .select_related("process__subject")
        .defer("process__subject__search")
        .order_by("opens_at", "pk")[:COMING]
    )


def _person(request: HttpRequest) -> "Person | None":
    user = request.user
    return user if isinstance(user, Person) else None


def open_cards(at: datetime, person: "Person | None" = None) -> tuple[list[HomeCard], int]:
    """Return the cards of what is open, what closes soonest first, and how many activities are open in all."""
    found = []
    for component in _open_at(at):
        kind = get_kind(component.kind)
        for act in kind.acts:
            window = open_window(opening_times(component, act.name), at)
            if window:
                found.append((component, act, *window))
                break
    # What closes soonest comes first; what never closes, last.
    found.sort(key=lambda item: (item[3] is None, item[3] or at, item[0].pk))
    shown = found[:CARDS]
    facts: dict[int, list[Any]] = {}
    for name in {component.kind for component, *_rest in shown}:
        hook = get_kind(name).facts
        if hook:
            facts |= hook([component for component, *_rest in shown if component.kind == name], person)
    return [_card(component, act, window, until, facts=facts, at=at) for component, act, window, until in shown], len(
        found
    )


def _card(
    component: Component, act: Any, window: Any, until: Any, *, facts: dict[int, list[Any]], at: datetime
) -> HomeCard:
    process = component.process
    title = str(act.headline or "%(process)s") % {"process": process.in_language("title")}
    told = [*facts.get(component.pk, []), *([act.takes] if act.takes else [])]
    return HomeCard(
        tag=deadline(process, until, at),
        title=title,
        component=component,
        facts=told,
        url=component.get_absolute_url(),
        **phase_number(process, window.phase),
    )


def decided() -> list[dict[str, Any]]:
    """Return the latest published answers."""
    return [{"response": row, "tag": VERDICT_TAGS.get(row.verdict, "plain")} for row in _latest_answers()]


def coming(at: datetime) -> list[dict[str, Any]]:
    """Return the phases that begin next in public processes."""
    return [
        {"phase": phase, "process": phase.process, "words": step_words(phase.process, phase, at)}
        for phase in _next_phases(at)
    ]
