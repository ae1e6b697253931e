"""The public pages: the activity, all its contributions, one of them, and what people told us by clusters."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.access.eligibility import describe
from participation.contribution import Channel
from participation.models import Person
from participation.search.results import typed
from participation.web.keyset import paginate
from processes.cocreation import policies
from processes.cocreation.answering import coverage_of
from processes.cocreation.delivered import delivered
from processes.cocreation.searching import narrowed
from processes.models import Cluster, Component, Contribution, ProblemTree, Process
from processes.policies import is_open, open_until

NEWEST, SHOWN_CLUSTERS = 6, 6


def reader(request: HttpRequest) -> Person | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, Person) else None


def activity(request: HttpRequest, slug: str, component_slug: str) -> Component:
    """Return the activity that the reader may see. Raises Http404."""
    rows = Component.objects.visible_to(reader(request)).with_clock().filter(kind="contributions")
    found: Component | None = rows.filter(process__slug=slug, slug=component_slug).first()
    if found is None:
        raise Http404
    return found


def contributions(request: HttpRequest, component: Component) -> HttpResponse:
    """Show what is asked, what came in last, how much was answered, and the largest clusters."""
    at, person = timezone.now(), reader(request)
    newest = Contribution.objects.public().filter(component=component).for_cards().order_by("-pk")[:NEWEST]
    clusters = Cluster.objects.public().filter(component=component).with_sizes().select_related("subject")
    context = {
        "component": component,
        "process": component.process,
        "subject": component.subject,
        "verdict": policies.may_contribute(person, component, at=at),
        "open": is_open(component, "contribute", at),
        "closes": open_until(component, "contribute", at),
        "who": describe(component.config.who_may_contribute),
        "newest": newest,
        "coverage": coverage_of(component),
        "clusters": list(clusters.defer("subject__search").order_by("-size", "pk")[:SHOWN_CLUSTERS]),
        "trees": list(ProblemTree.objects.public().filter(component=component).select_related("subject")[:50]),
        "works_on_it": bool(person) and bool(policies.may_work_on(person, component)),
    }
    return render(request, "processes/cocreation/page.html", context)


@require_safe
def listing(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show every contribution; ``?tema=``, ``?canal=``, ``?grupo=ninguno`` and ``?q=`` narrow the list."""
    component = activity(request, slug, component_slug)
    text, theme = typed(request.GET.get("q", "")), request.GET.get("tema", "")
    channel, cluster = request.GET.get("canal", ""), request.GET.get("grupo", "")
    if (channel and channel not in Channel.values) or cluster not in {"", "ninguno"}:
        raise BadRequest("canal, grupo")
    rows = Contribution.objects.public().filter(component=component)
    rows = narrowed(rows, text=text, theme=theme, channel=channel)
    if cluster:
        rows = rows.exclude(placements__cluster__subject__state="published")
    counted = Contribution.objects.public().filter(component=component).order_by().values("channel")
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "page": paginate(request, rows.for_cards(), order=("-id",), size=20),
        "q": text,
        "theme": theme,
        "channel": channel,
        "cluster": cluster,
        "channels": [(row["channel"], Channel(row["channel"]).label, row["n"]) for row in _counted(counted)],
        "narrowed": bool(text or theme or channel or cluster),
    }
    return render(request, "processes/cocreation/list.html", context)


def _counted(rows: Any) -> list[dict[str, Any]]:
    found = rows.annotate(n=Count("pk"))
    return sorted(found, key=lambda row: (-row["n"], row["channel"]))


def contribution_or_404(request: HttpRequest, pk: int) -> Contribution:
    """Return what the reader may see, with what policies ask. Raises Http404, also for strange keys."""
    rows = Contribution.objects.visible_to(reader(request))
    rows = rows.select_related("subject__response__institution", "subject__folio", "author", "territory", "encounter")
    found = rows.defer("subject__search", "territory__outline").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found  # type: ignore[no-any-return]


@require_safe
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contribution, the clusters that it is in, its answer, and what came of it."""
    row, person = contribution_or_404(request, pk), reader(request)
    own = person is not None and row.author_id == person.pk
    context = {
        "contribution": row,
        "component": row.component,
        "process": row.component.process,
        "clusters": list(Cluster.objects.public().filter(placements__contribution=row).select_related("subject")),
        "own": own,
        "may_withdraw": policies.may_withdraw(person, row) if own else None,
        "may_moderate": bool(person) and row.state == "pending" and bool(policies.may_moderate(person, row)),
    }
    return render(request, "processes/cocreation/contribution.html", context)


@require_safe
def told(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show "what people told us": the published clusters by size, how much was answered, what is in none."""
    component = activity(request, slug, component_slug)
    rows = Cluster.objects.public().filter(component=component).with_sizes()
    page = paginate(request, rows.select_related("subject__response").defer("subject__search"),
                    order=("-size", "id"), size=30)  # fmt: skip
    context = {
        "component": component,
        "process": component.process,
        "subject": component.subject,
        "page": page,
        "coverage": coverage_of(component),
        "largest": max((row.size for row in page), default=1) or 1,
    }
    return render(request, "processes/cocreation/told.html", context)


@require_safe
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one cluster: what belongs in it, its answer, what came of it, and every contribution."""
    rows = Cluster.objects.select_related("subject__response__institution", "merged_into__subject")
    known = rows.defer("subject__search").filter(pk=pk, published_at__isnull=False).first() if pk < 2**63 else None
    if known is not None and known.merged_into is not None:
        return redirect(known.merged_into.get_absolute_url())
    found = Cluster.objects.public().with_sizes().filter(pk=pk).first() if known is not None else None
    if found is None or known is None:
        raise Http404
    component = Component.objects.with_clock().get(pk=known.component_id)
    inside = Contribution.objects.public().filter(placements__cluster=found).for_cards()
    context = {
        "cluster": found,
        "subject": known.subject,
        "component": component,
        "process": component.process,
        "page": paginate(request, inside, order=("-id",), size=20),
    }
    return render(request, "processes/cocreation/cluster.html", context)


@require_safe
def level(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the level of participation promised beside the one delivered so far, with what each needs."""
    rows = Process.objects.visible_to(reader(request)).select_related("subject")
    process = rows.defer("subject__search").filter(slug=slug).exclude(state="draft").first()
    if process is None:
        raise Http404
    context = {"process": process, "found": delivered(process, timezone.now())}
    return render(request, "processes/cocreation/level.html", context)
