"""The page of a plan (its tablero), and the list of all plans."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import BadRequest
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments import policies, standing
from commitments.frameworks import sdg_nodes
from commitments.missing import missing, with_parts
from commitments.models import Commitment, CommitmentActor, Plan, PlanState, PlanTally
from commitments.querysets import serving
from participation.followup.states import State
from participation.followup.views.common import reader
from participation.web.keyset import paginate
from participation.web.memo import counted
from participation.web.templatetags.followup import KEYS
from participation.workdays import local_day
from processes.conclusions.views import face
from processes.models import Component

SHOWN, LISTED = 50, 20
ORDER = (State.OVERDUE, State.NO_REPORT, State.UNPROVEN, State.SUSPENDED, State.UNDER_WAY, State.DONE, State.DONE_LATE)


_TALLIES = ArraySubquery(
    PlanTally.objects.filter(plan=OuterRef("pk"))
    .order_by("published_on", "pk")
    .values(
        told=JSONObject(
            **{name: name for name in ("counted_by", "document", "url", "published_on", "rows", "note")},
        )
    )
)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


@dataclass(frozen=True, slots=True)
class Span:
    """A bar of the timeline, in units of a drawing 1,000 wide."""

    x: int
    width: int
    y: int
    css: str
    line: Any


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show every plan, the newest first."""
    at = timezone.now()
    there = Q(commitments__withdrawn_at__isnull=True, commitments__subject__state="published")
    rows: Any = Plan.objects.public().for_page().annotate(n=Count("commitments", filter=there))
    page = paginate(request, rows, order=("-starts_on", "-id"), size=LISTED)
    plans = [(row, standing.plan_standing(row, at)) for row in page.rows]
    return render(request, "commitments/list.html", {"page": page, "plans": plans})


def plan(request: HttpRequest, component: Component) -> HttpResponse:
    """Show a plan: what it promises, how each commitment stands in each period, and what it lacks."""
    at, person = timezone.now(), reader(request)
    face(component, person)
    row: Any = Plan.objects.for_page().annotate(told_tallies=_TALLIES).filter(component=component).first()
    coordinates = bool(policies.may_coordinate(person, row)) if row else _may_set_up(request, component)
    if row is None:
        return render(request, "commitments/empty.html", {"component": component, "coordinates": coordinates})
    row.component = component
    chosen = _chosen(request)
    found = _narrowed(with_parts(Commitment.objects.public().for_page().with_state(at)).filter(plan=row), chosen)
    page = paginate(request, found, order=("position", "id"), size=SHOWN)
    periods = list(row.periods.order_by("opens_on"))
    lines = standing.lines(page.rows, periods, at)
    for line in lines:
        line.commitment.plan = row
    choices = counted(("plan", row.pk), lambda: standing.overview(row, at), stranger=person is None)
    counts = choices["states"]
    name, words, css = standing.plan_standing(row, at)
    context = {
        "component": component,
        "plan": row,
        "process": component.process,
        "standing": {"name": name, "words": words, "css": css},
        "page": page,
        "periods": periods,
        "lines": lines,
        "lacking": _lacking(row, page.rows),
        "states": [(state, KEYS[state], counts[state]) for state in State if counts.get(state)],
        "total": sum(counts.values()),
        "tallies": [{**one, "published_on": _day(one["published_on"])} for one in row.told_tallies],
        "chosen": chosen,
        "narrowed": any(chosen.values()),
        "choices": choices,
        "timeline": _timeline(row, lines, local_day(at)),
        "coordinates": coordinates,
    }
    return render(request, "commitments/plan.html", context)


def _may_set_up(request: HttpRequest, component: Component) -> bool:
    from processes.policies import may_edit_process

    return bool(may_edit_process(reader(request), component.process))


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Return what the address narrows by. Raises BadRequest, or Http404 for what there is not."""
    chosen = {name: request.GET.get(name, "")[:80] for name in ("institucion", "tema", "ods", "estado")}
    if chosen["estado"] and chosen["estado"] not in State.values:
        raise BadRequest("estado")
    if chosen["ods"] and chosen["ods"] not in sdg_nodes():
        raise Http404
    for name in ("institucion", "tema"):
        value = chosen[name]
        if value and not (value.isascii() and value.isdigit() and len(value) < 19):
            raise BadRequest(name)
    return chosen


def _narrowed(rows: Any, chosen: dict[str, str]) -> Any:
    if chosen["institucion"]:
        own = CommitmentActor.objects.filter(institution=int(chosen["institucion"]))
        rows = rows.filter(pk__in=own.values("commitment"))
    if chosen["tema"]:
        rows = rows.filter(theme=int(chosen["tema"]))
    if chosen["ods"]:
        rows = rows.filter(pk__in=serving(chosen["ods"]))
    return rows.filter(state=chosen["estado"]) if chosen["estado"] else rows


def _lacking(row: Plan, rows: Any) -> list[tuple[Any, list[Any]]]:
    """Return what the commitments of a page lack; of a plan that ran elsewhere that is nobody's to mend."""
    if row.ran_elsewhere or row.state == PlanState.ARCHIVED:
        return []
    return [(one, words) for one in rows if one.withdrawn_at is None and (words := missing(one))]


def _timeline(row: Plan, lines: list[Any], today: date) -> dict[str, Any]:
    """Return the bars of the commitments of a page on the days of the plan; the table is its twin."""
    first, last = row.starts_on, row.last_day + timedelta(days=1)
    days = max((last - first).days, 1)

    def place(day: date) -> int:
        return min(max((day - first).days, 0), days) * 1000 // days

    bars = []
    for number, line in enumerate(lines):
        begins, ends = line.commitment.starts_on or first, line.commitment.ends_on or row.last_day
        x = place(begins)
        css = KEYS[State(line.commitment.state)][0]
        bars.append(Span(x, max(place(ends + timedelta(days=1)) - x, 6), number * 26 + 24, css, line))
    years = [(place(date(year, 1, 1)), year) for year in range(first.year + 1, last.year + 1)]
    now = place(today) if first <= today <= last else None
    return {"bars": bars, "height": len(bars) * 26 + 30, "years": years, "now": now}
