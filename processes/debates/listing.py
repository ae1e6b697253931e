"""The debates and opinion groups of all processes: open now, coming, over, concluded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import BadRequest
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from participation.models import Territory
from participation.search.queries import chosen_territory, territory_choices
from participation.search.results import typed
from participation.search.text import search_query
from participation.subjects.querysets import is_shown
from participation.web.keyset import paginate
from processes.dates import opening_words
from processes.kinds import ComponentKind, all_kinds, get_kind
from processes.models import Component, Conclusion, Opening
from processes.policies import open_until
from processes.querysets import ComponentQuerySet

SIZE = 12
OPEN, SOON, OVER = 0, 1, 2
STATES = {
    "abiertos": (_("Open now"), Q(rank=OPEN)),
    "proximos": (_("Opening soon"), Q(rank=SOON)),
    "terminados": (_("Finished"), Q(rank=OVER)),
    "con-conclusiones": (_("With conclusions"), Q(concluded=True)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a card says of an activity."""

    component: Component
    kind: ComponentKind
    facts: list[Any]
    closes: datetime | None
    opens: str

    @property
    def state(self) -> str:
        """Return the name of its state."""
        return {OPEN: "open", SOON: "soon"}.get(self.component.rank, "over")  # type: ignore[attr-defined]


def kinds() -> dict[str, ComponentKind]:
    """Return the kinds of activities after which conclusions are published."""
    return {kind.name: kind for kind in all_kinds() if kind.concludes}


def rows(at: datetime) -> ComponentQuerySet:
    """Return the public activities, with ``rank`` (open, soon, over) and whether they were concluded."""
    openings = Opening.objects.filter(component=OuterRef("pk"))
    running = openings.filter(Q(phase__closes_at__isnull=True) | Q(phase__closes_at__gt=at), phase__opens_at__lte=at)
    coming = openings.filter(phase__opens_at__gt=at)
    found: ComponentQuerySet = Component.objects.filter(
        is_shown(), kind__in=list(kinds()), process__state__in=["published", "closed"]
    )
    return found.annotate(
        concluded=Exists(Conclusion.objects.filter(component=OuterRef("pk"))),
        rank=Case(
            When(process__state="closed", then=OVER), When(Exists(running), then=OPEN), When(Exists(coming), then=SOON),
            default=OVER,
        ),
        since=F("process__published_at"),
    )  # fmt: skip


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show them; ``?estado=``, ``?tipo=``, ``?territorio=`` and ``?q=`` narrow the list."""
    at = timezone.now()
    state, kind = request.GET.get("estado", ""), request.GET.get("tipo", "")
    if (state and state not in STATES) or (kind and kind not in kinds()):
        raise BadRequest("estado, tipo")
    text, territory = typed(request.GET.get("q", "")), chosen_territory(request.GET.get("territorio", ""))
    found = _narrowed(rows(at), text, territory)
    if state:
        found = found.filter(STATES[state][1])
    if kind:
        found = found.filter(kind=kind)
    page = paginate(
        request,
        found.with_clock().with_tallies().select_related("process__territory", "process__subject", "subject"),
        order=("rank", "-since", "-pk"),
        size=SIZE,
    )
    context = {
        "page": page,
        "rows": _told(page.rows, at),
        "tabs": [("", _("All")), *((name, label) for name, (label, _condition) in STATES.items())],
        "state": state,
        "kinds": kinds().values(),
        "kind": kind,
        "q": text,
        "territory": territory,
        "territories": territory_choices(territory, stranger=not request.user.is_authenticated),
        "narrowed": bool(state or kind or text or territory),
    }
    return render(request, "processes/debates/list.html", context)


def _narrowed(found: ComponentQuerySet, text: str, territory: Territory | None) -> ComponentQuerySet:
    words = search_query(text)
    if words:
        asked = SearchQuery(words, search_type="raw", config="simple")
        found = found.filter(Q(subject__search=asked) | Q(process__subject__search=asked))
    elif text:
        found = found.none()
    if territory is not None:
        found = found.filter(process__territory__in=Territory.objects.within(territory.pk).values("pk"))
    return found


def _told(page: list[Component], at: datetime) -> list[Row]:
    facts: dict[int, list[Any]] = {}
    for name in {component.kind for component in page}:
        tell = get_kind(name).facts
        if tell:
            facts |= tell([component for component in page if component.kind == name])
    found = []
    for component in page:
        ends = [open_until(component, act.name, at) for act in get_kind(component.kind).acts]
        starts = [opening.phase.opens_at for opening in component.openings.all() if opening.phase.opens_at > at]
        opens = opening_words(min(starts), component.process.time_zone, at=at) if starts else ""
        closes = min((end for end in ends if end), default=None)
        found.append(Row(component, get_kind(component.kind), facts.get(component.pk, []), closes, opens))
    return found
