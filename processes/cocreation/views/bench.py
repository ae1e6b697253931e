"""The workbench under ``/mesa/sistematizacion/``: contributions on one side, clusters on the other."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.asks.views.common import signed_in
from participation.search.results import typed
from participation.web.keyset import paginate
from processes.cocreation import policies
from processes.cocreation.actions import clusters as acts
from processes.cocreation.answering import coverage_of
from processes.cocreation.publishing import unread, waiting_clusters
from processes.cocreation.searching import alike, narrowed
from processes.models import Cluster, ClusterStep, Component, Contribution, Placement

SIZE = 25
KEPT = ("ver", "q", "tema", "grupo", "parecidas", "parecidas_a", "after", "before")  # what a step leads back to
VIEWS = {"": gettext_lazy("In no cluster yet"), "todas": gettext_lazy("All contributions")}
BIGGEST = 2**63 - 1


def key(value: Any) -> int | None:
    """Return a key that a row could have; None for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def component_or_404(request: HttpRequest, pk: int) -> Component:
    """Return the activity, for those who work on its contributions. Raises Http404 and ActDenied."""
    rows = Component.objects.visible_to(signed_in(request)).with_clock().filter(kind="contributions")
    found: Component | None = rows.filter(pk=pk).first() if pk <= BIGGEST else None
    if found is None:
        raise Http404
    roles.may_work_as(signed_in(request), roles.EVALUATORS, found.subject).enforce()
    return found


def cluster_or_404(component: Component, value: Any) -> Cluster:
    """Return a cluster of the activity that is in use. Raises Http404."""
    pk = key(str(value))
    found = component.clusters.filter(pk=pk, state="live").select_related("subject").first() if pk is not None else None
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show the activities on whose contributions this official works, those with most to do first."""
    person = signed_in(request)
    held = roles.scopes(person, roles.EVALUATORS)
    if held == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    rows: Any = Component.objects.filter(kind="contributions").exclude(process__state="draft").with_tallies()
    if held is not None:
        rows = rows.filter(subject__ancestors__overlap=list(held)) | rows.filter(subject__in=held)
    left = Contribution.objects.standing().orphans().filter(component=OuterRef("pk"))
    rows = rows.annotate(to_do=Exists(left), rank=Case(When(Exists(left), then=Value(0)), default=Value(1)))
    page = paginate(request, rows.select_related("process", "subject").defer("subject__search"),
                    order=("rank", "-id"), size=20)  # fmt: skip
    return render(request, "processes/cocreation/desk.html", {"page": page})


@require_safe
@signed_in_to_act
@never_cache
def bench(request: HttpRequest, pk: int) -> HttpResponse:
    """Show contributions to be put into clusters: those in none, all, those of a cluster, those like one."""
    component = component_or_404(request, pk)
    clusters = component.clusters.live().with_sizes().order_by("title", "pk")
    known = list(clusters[:500])
    rows, told = _asked(request, component, {cluster.pk: cluster for cluster in known})
    inside = Placement.objects.filter(cluster__state="live").select_related("cluster").order_by("pk")
    shown = rows.for_cards().prefetch_related(Prefetch("placements", inside, to_attr="places"))
    page: Any = list(shown[:SIZE]) if told["alike"] else paginate(request, shown, order=("-id",), size=SIZE)
    if told["alike"]:
        order = {subject: place for place, subject in enumerate(told["alike"])}
        page = sorted(page, key=lambda row: order.get(row.subject_id, BIGGEST))
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "page": page,
        "clusters": known,
        "views": VIEWS.items(),
        **told,
        "narrowed": any(told[name] for name in ("q", "theme", "alike_to")),
        "back": _kept(request.GET),
        "last": _last_step(component),
        "coverage": coverage_of(component),
        "unread": unread(component),
        "unpublished": waiting_clusters(component).count(),
        "marked": {key(value) for value in request.GET.getlist("c")},
        "named": typed(request.GET.get("title", "")),
        "verdict": policies.may_work_on(signed_in(request), component),
    }
    return render(request, "processes/cocreation/bench.html", context)


def _last_step(component: Component) -> ClusterStep | None:
    rows: QuerySet = component.cluster_steps.filter(undone_at__isnull=True).select_related("by")
    found: ClusterStep | None = rows.order_by("-pk").first()
    return found


def _kept(given: QueryDict) -> str:
    """Return the part of an address that a step leads back to: known names alone."""
    return urlencode({name: given[name][:200] for name in KEPT if given.get(name)})


def _given(given: QueryDict, chosen: list[int]) -> str:
    """Return what was marked and typed where a step was refused, so that nobody does it twice."""
    return urlencode({"c": chosen[:SIZE], "title": given.get("title", "")[:200]}, doseq=True)


def _asked(request: HttpRequest, component: Component, clusters: dict[int, Cluster]) -> tuple[Any, dict[str, Any]]:
    """Return the contributions that the address asks for, and what the page says of it."""
    given = request.GET
    view, text, theme = given.get("ver", ""), typed(given.get("q", "")), given.get("tema", "")
    if view not in VIEWS:
        raise BadRequest("ver")
    rows = Contribution.objects.filter(component=component).standing()
    cluster = clusters.get(key(given["grupo"]) or 0) if given.get("grupo") else None
    if given.get("grupo") and cluster is None:
        raise Http404
    like = _like(given, component, clusters)
    told: dict[str, Any] = {"view": view, "q": text, "theme": theme, "cluster": cluster, "alike": [], "alike_to": ""}
    if like is not None:
        words, subject = like
        told["alike_to"], told["alike"] = words, alike(component, words, without=[subject])
        return rows.filter(subject__in=told["alike"]), told
    if cluster is not None:
        rows = rows.filter(placements__cluster=cluster)
    elif not view:
        rows = rows.orphans()
    return narrowed(rows, text=text, theme=theme), told


def _like(given: QueryDict, component: Component, clusters: dict[int, Cluster]) -> tuple[str, int] | None:
    if given.get("parecidas"):
        rows = Contribution.objects.filter(component=component).standing()
        row = rows.filter(pk=key(given["parecidas"])).first()
        if row is None:
            raise Http404
        return row.text, row.subject_id
    if given.get("parecidas_a"):
        cluster = clusters.get(key(given["parecidas_a"]) or 0)
        if cluster is None:
            raise Http404
        return f"{cluster.title} {cluster.summary}", cluster.subject_id
    return None


@require_POST
@signed_in_to_act
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one step with the chosen contributions, and lead back to where it was done."""
    component, given = component_or_404(request, pk), request.POST
    chosen = [found for value in given.getlist("c") if (found := key(value)) is not None]
    back = _kept(QueryDict(given.get("back", "")[:2000]))
    try:
        messages.success(request, _step(component, given, chosen, request, timezone.now()))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        back = "&".join(part for part in (back, _given(given, chosen)) if part)
    address = reverse("cocreation:bench", args=[component.pk])
    return HttpResponseRedirect(f"{address}?{back}" if back else address)


def _step(component: Component, given: QueryDict, chosen: list[int], request: HttpRequest, at: datetime) -> str:
    by = signed_in(request)
    told: dict[str, Any] = {"by": by, "at": at, "contributions": chosen}
    if given.get("to"):
        target = cluster_or_404(component, given["to"])
        count = acts.place_contributions(cluster=target, **told)
        words = ngettext(
            "%(n)s contribution is now in “%(title)s”.", "%(n)s contributions are now in “%(title)s”.", count
        )
        return words % {"n": count, "title": target.title}
    if given.get("op") == "remove":
        source = cluster_or_404(component, given.get("from", ""))
        count = acts.remove_contributions(cluster=source, **told)
        words = ngettext("%(n)s contribution was taken out.", "%(n)s contributions were taken out.", count)
        return words % {"n": count}
    if given.get("op") == "split":
        source = cluster_or_404(component, given.get("from", ""))
        made = acts.split_cluster(cluster=source, title=given.get("title", ""), **told)
        return _("The cluster “%(title)s” was made from “%(other)s”.") % {"title": made.title, "other": source.title}
    if given.get("op") == "new":
        made = acts.make_cluster(component=component, title=given.get("title", ""), **told)
        return _("The cluster “%(title)s” was made.") % {"title": made.title}
    raise ValidationError(_("Choose what to do with them."))


@require_POST
@signed_in_to_act
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo one step of the log."""
    step = ClusterStep.objects.select_related("component").filter(pk=pk).first() if pk <= BIGGEST else None
    if step is None:
        raise Http404
    component = component_or_404(request, step.component_id)
    acts.undo_step(step=step, by=signed_in(request), at=timezone.now())
    messages.success(request, _("The step was undone."))
    if request.POST.get("from") == "log":
        return redirect("cocreation:log", component.pk)
    return redirect("cocreation:bench", component.pk)


@require_safe
@signed_in_to_act
@never_cache
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every step of the work on clusters, the last first, each with its undoing."""
    component = component_or_404(request, pk)
    rows = component.cluster_steps.select_related("by", "undone_by").defer("data")
    page = paginate(request, rows, order=("-id",), size=30)
    context = {"component": component, "process": component.process, "page": page}
    verdict = policies.may_work_on(signed_in(request), component)
    return render(request, "processes/cocreation/log.html", {**context, "verdict": verdict})
