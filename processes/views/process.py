"""The list of processes and the page of one."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.models import Event, Person
from participation.stored import StoredQuery
from participation.subjects import above
from participation.web.keyset import paginate
from participation.web.templatetags.timeline import TOLD, happened, newest_of
from processes import events
from processes.dates import closing_words, opening_words
from processes.entitled import tell_who
from processes.kinds import Card, get_kind
from processes.models import Closing, Component, News, Opening, Point, Process, ProcessState
from processes.news.views import shown_news
from processes.policies import OpenAct, may_edit_process, open_window, opening_times
from processes.querysets import ProcessQuerySet
from processes.timetable import deadline, ordered, standing, steps, until_words

FILTERS = {
    "abiertos": ("open", _("Open now")),
    "proximos": ("soon", _("Opening soon")),
    "cerrados": ("closed", _("Finished")),
}
SIZE = 12
CHANGES_SHOWN = 20
NEWS_SHOWN = 3


def listing(request: HttpRequest) -> HttpResponse:
    """Show the public processes; ``?estado=abiertos|proximos|cerrados`` narrows them."""
    at = timezone.now()
    chosen = request.GET.get("estado", "")
    if chosen and chosen not in FILTERS:
        raise BadRequest("estado")
    public = Process.objects.public()
    found = public.standing(FILTERS[chosen][0], at) if chosen else public.with_rank(at)
    page = paginate(
        request,
        found.select_related("subject", "territory", "institution").prefetch_related("phases"),
        order=("rank", "-published_at", "-pk"),
        size=SIZE,
    )
    rows = [{"process": process, "standing": standing(process, at), "now": _now_words(process, at)} for process in page]
    tabs = [("", _("All processes"))] + [(name, label) for name, (_kind, label) in FILTERS.items()]
    return render(request, "processes/list.html", {"page": page, "rows": rows, "tabs": tabs, "chosen": chosen})


def _now_words(process: Process, at: datetime) -> list[dict[str, Any]]:
    """Return the phases that run, with until when; else the next one."""
    if process.state != ProcessState.PUBLISHED:
        return []
    line = steps(process, at)
    return [{"title": step.phase, "words": step.words} for step in line if step.state == "now"] or [
        {"title": step.phase, "words": step.words} for step in line if step.state == "coming"
    ][:1]


def visible_process(request: HttpRequest, slug: str) -> Process:
    """Return a process that the reader may see. Raises Http404."""
    person = _person(request)
    me = None if person is None else person.pk
    found = next(iter(_public_process(slug, me)), None)
    if found is None and person is not None:  # a draft, for whoever holds a role there
        found = _page_rows(me).visible_to(person).filter(slug=slug).first()
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    return found


def _page_rows(me: int | None) -> ProcessQuerySet:
    rows: ProcessQuerySet = (
        Process.objects.select_related(
            "subject__counts",
            "subject__evaluation__subject",
            "institution__subject",
            "territory",
            "image",
            "mechanism__subject",
        )
        .defer("subject__search", "institution__subject__search", "territory__outline", "mechanism__subject__search")
        .defer("subject__evaluation__subject__search")
        .prefetch_related("phases")
    )
    points = Point.objects.filter(processes=OuterRef("pk"), closed_at__isnull=True, subject__state="published")
    return rows.annotate(in_person=Exists(points), **above.asked(me))


@StoredQuery
def _public_process(slug: str, me: int | None) -> QuerySet:
    return _page_rows(me).public().filter(slug=slug)


@StoredQuery
def _components_of(process_id: int) -> QuerySet:
    opened = Opening.objects.filter(component=OuterRef("pk")).values(told=JSONObject(phase="phase_id", act="act"))
    found = Component.objects.filter(process=process_id).exclude(subject__state="hidden")
    rows = found.select_related("subject").defer("subject__search").annotate(opened=ArraySubquery(opened))
    return rows.order_by("position", "pk").with_tallies()


def _components_with_clock(process: Process) -> list[Component]:
    """Return the components with their openings, whose phases are those that came with the process."""
    phases = {phase.pk: phase for phase in process.phases.all()}
    components = list(_components_of(process.pk))
    for component in components:
        component.process = process
        openings = [
            Opening(phase=phases[row["phase"]], component=component, act=row["act"]) for row in component.opened
        ]
        component._prefetched_objects_cache = {"openings": openings}
    return components


@StoredQuery
def _told(subject_id: int) -> QuerySet:
    """What the page tells of what happened: newest lines of the timeline, the last closing, changes of dates."""
    own = Event.objects.filter(subject=subject_id)
    last = own.filter(name=events.CLOSED).order_by("-at", "-pk").values("pk")[:1]
    changes = own.filter(name=events.PHASE_DATES_CHANGED).order_by("-at", "-pk").values("pk")[:CHANGES_SHOWN]
    found = own.filter(Q(pk__in=newest_of(subject_id).values("pk")) | Q(pk__in=last) | Q(pk__in=changes))
    return found.select_related("actor").only(*TOLD).order_by("-at", "-pk")


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a process: its phases, what can be done now, how it is going, its rules."""
    process = visible_process(request, slug)
    at = timezone.now()
    person = _person(request)
    components = _components_with_clock(process)
    _prepare(components, person)
    now = _open(process, components, at)
    cards = _cards(components, now, person, at)
    tell_who(cards, person, at)
    told = [] if process.state == ProcessState.DRAFT else list(_told(process.subject_id))
    return render(
        request,
        "processes/detail.html",
        {
            "process": process,
            "standing": standing(process, at),
            "steps": steps(process, at),
            "cards": cards,
            "main": cards[0] if cards else None,
            "progress": _progress(components),
            "components": components,
            "links": _links(components, process),
            "changes": date_changes(process, told, at),
            "next": _next(process, at),
            "may_edit": may_edit_process(person, process),
            "detailed": _detailed(process),
            "works_here": roles.holds(person, roles.OFFICIALS, process.subject),
            "closing": _closing_reason(process, told),
            "happened": happened(told),
            "news": shown_news(_news_of(process.pk), at, place=process.subject),
            **_ended(process, at),
        },
    )


@StoredQuery
def _news_of(process_id: int) -> QuerySet:
    rows = News.objects.filter(process=process_id, state="published", subject__state="published")
    return rows.select_related("subject").defer("subject__search").order_by("-published_at", "-pk")[:NEWS_SHOWN]


@StoredQuery
def _closings(process_id: int) -> QuerySet:
    return Closing.objects.filter(process=process_id).order_by("-number")


def _ended(process: Process, at: datetime) -> dict[str, Any]:
    """Return what came of a closed process, version by version, and how it was evaluated."""
    if process.state != ProcessState.CLOSED:
        return {}
    versions = list(_closings(process.pk))
    for version in versions:
        version.process = process
    found = getattr(process.subject, "evaluation", None)
    return {
        "outcome": versions[0] if versions else None,
        "outcomes_before": versions[1:],
        "evaluation": found,
        "evaluation_open": found is not None and found.published_at is None and at < found.closes_at,
    }


def _components(person: "Person | None", slug: str, component_slug: str) -> QuerySet:
    return Component.objects.visible_to(person).with_clock().filter(process__slug=slug, slug=component_slug)


@StoredQuery
def _public_component(slug: str, component_slug: str) -> QuerySet:
    return _components(None, slug, component_slug)


def component_page(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show a component with the view of its kind."""
    person = _person(request)
    component = next(iter(_public_component(slug, component_slug)), None)
    if component is None and person is not None:
        component = _components(person, slug, component_slug).first()
    if component is None:
        raise Http404
    try:
        view = import_string(get_kind(component.kind).view)
    except KeyError as error:
        raise Http404 from error
    response: HttpResponse = view(request, component)
    return response


def _person(request: HttpRequest) -> "Person | None":
    user = request.user
    return user if isinstance(user, Person) and user.is_authenticated else None


def _prepare(components: list[Component], person: "Person | None") -> None:
    """Let each kind fetch at once what it will say of all its activities."""
    for name in {component.kind for component in components}:
        hook = get_kind(name).prepare
        if hook:
            hook([component for component in components if component.kind == name], person)


def _open(process: Process, components: list[Component], at: datetime) -> dict[int, list[OpenAct]]:
    """Return what is open in each component; nothing unless the process is published."""
    found: dict[int, list[OpenAct]] = {}
    if process.state != ProcessState.PUBLISHED:
        return found
    for component in components:
        for act in get_kind(component.kind).acts:
            window = open_window(opening_times(component, act.name), at)
            if window:
                found.setdefault(component.pk, []).append(OpenAct(component, act, window[0].phase, window[1]))
    return found


def _cards(
    components: list[Component], now: dict[int, list[OpenAct]], person: "Person | None", at: datetime
) -> list[dict[str, Any]]:
    """Return the cards of "Now you can": what the kinds say, each with until when it is open."""
    found = []
    for component in components:
        acts = now.get(component.pk)
        if not acts:
            continue
        kind = get_kind(component.kind)
        made = (
            kind.cards(component, person, at)
            if kind.cards
            else [
                Card(title=open_act.act.invitation, text="", url=component.get_absolute_url(), act=open_act.act.name)
                for open_act in acts
            ]
        )
        until = {open_act.act.name: open_act for open_act in acts}
        for card in made:
            shown = until.get(card.act)
            found.append(
                {
                    "card": card,
                    "component": component,
                    "tag": deadline(component.process, shown.until, at) if shown else "",
                    "until": until_words(component.process, shown.until, at) if shown else "",
                }
            )
    return found


def _progress(components: list[Component]) -> list[dict[str, Any]]:
    found = []
    for component in components:
        hook = get_kind(component.kind).progress
        progress = hook(component) if hook else None
        if progress:
            top = max((row.count for row in progress.by_territory), default=0)
            rows = [{"row": row, "rest": top - row.count} for row in progress.by_territory]
            found.append({"component": component, "progress": progress, "rows": rows})
    return found


def _links(components: list[Component], process: Process) -> list[Component]:
    """Return the information pages that the process page links to."""
    return [c for c in components if c.kind == "pages" and c.config.in_menu]


def _next(process: Process, at: datetime) -> dict[str, str] | None:
    """Return the phase that comes next, in words."""
    if process.state != ProcessState.PUBLISHED:
        return None
    coming = sorted((phase for phase in ordered(process) if phase.opens_at > at), key=lambda phase: phase.opens_at)
    if not coming:
        return None
    return {
        "title": coming[0].in_language("title"),
        "date": opening_words(coming[0].opens_at, process.time_zone, at=at),
    }


def _detailed(process: Process) -> bool:
    """Tell whether any phase says more than its dates."""
    return any(p.description or p.objective or p.strategies or p.products for p in ordered(process))


def date_changes(process: Process, told: list[Event], at: datetime) -> list[dict[str, Any]]:
    """Return the changes of dates since the process is public, newest first, with before, after and reason."""
    found = [event for event in told if event.name == events.PHASE_DATES_CHANGED]
    return [_change(process, event, at) for event in found[:CHANGES_SHOWN]]


def _change(process: Process, event: Event, at: datetime) -> dict[str, Any]:
    def words(name: str) -> str:
        moment = parse_datetime(event.payload.get(name) or "")
        if moment is None:
            return ""
        tell = opening_words if name.startswith("opens") else closing_words
        return tell(moment, process.time_zone, at=at)

    names = ("opens_before", "opens_after", "closes_before", "closes_after")
    told: dict[str, Any] = {name: words(name) for name in names}
    phase = next((phase for phase in ordered(process) if phase.pk == event.payload.get("phase")), None)
    return {
        **told,
        "title": phase.in_language("title") if phase else event.payload.get("title", ""),
        "reason": event.payload.get("reason", ""),
        "at": event.at,
        "opening_moved": told["opens_before"] != told["opens_after"],
        "closing_moved": told["closes_before"] != told["closes_after"],
    }


def _closing_reason(process: Process, told: list[Event]) -> str:
    if process.state != ProcessState.CLOSED:
        return ""
    event = next((event for event in told if event.name == events.CLOSED), None)
    return str(event.payload.get("reason", "")) if event else ""
