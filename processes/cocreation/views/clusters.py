"""Desks beside the workbench: one cluster, the second reading, publishing, and writing down what was said."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import complain, signed_in
from participation.web.keyset import paginate
from processes.cocreation import policies
from processes.cocreation.actions import clusters as acts
from processes.cocreation.actions.contributions import write_down_contribution
from processes.cocreation.answering import coverage_of, is_answered
from processes.cocreation.forms import ClusterForm, DisputeForm, WriteDownForm
from processes.cocreation.publishing import may_publish, unread, waiting_clusters
from processes.cocreation.views.bench import BIGGEST, component_or_404, key
from processes.models import Cluster, Component, Placement, Review

READ = {"": Review.WAITING, "disputadas": Review.DISPUTED}


def _cluster(request: HttpRequest, pk: int) -> Cluster:
    row = Cluster.objects.select_related("merged_into").filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    component = component_or_404(request, row.component_id)
    if row.state != "live":
        raise Http404
    row = component.clusters.with_sizes().select_related("subject").get(pk=row.pk)
    row.component = component
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name of a cluster, join it to another, or set it aside."""
    row, by, at = _cluster(request, pk), signed_in(request), timezone.now()
    op = request.POST.get("op", "") if request.method == "POST" else ""
    form = ClusterForm(request.POST if op == "rename" else None, initial={"title": row.title, "summary": row.summary})
    if op:
        try:
            if op == "rename" and form.is_valid():
                acts.rename_cluster(cluster=row, by=by, at=at, **form.cleaned_data)
                messages.success(request, _("The new name is kept."))
                return redirect("cocreation:cluster-desk", row.pk)
            if op == "merge":
                into = acts.merge_clusters(cluster=row, into=_target(row, request.POST.get("into", "")), by=by, at=at)
                messages.success(request, _("It is joined to “%(title)s”.") % {"title": into.title})
                return redirect("cocreation:cluster-desk", into.pk)
            if op == "discard":
                acts.discard_cluster(cluster=row, by=by, at=at)
                messages.success(request, _("It was set aside."))
                return redirect("cocreation:bench", row.component_id)
        except ActDenied as error:
            form.deny(error.denial.message) if form.is_bound else messages.error(request, error.denial.message)
        except ValidationError as error:
            if form.is_bound:
                complain(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    others = row.component.clusters.live().exclude(pk=row.pk).order_by("title", "pk")[:500]
    context = {
        "cluster": row, "component": row.component, "process": row.component.process, "form": form,
        "others": list(others), "answered": is_answered(row),
        "verdict": policies.may_work_on(by, row.component),
    }  # fmt: skip
    return render(request, "processes/cocreation/cluster_desk.html", context, status=422 if op else 200)


def _target(row: Cluster, value: str) -> Cluster:
    pk = key(value)
    found = row.component.clusters.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise ValidationError(_("Choose the cluster to which it is joined."))
    return found  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, as a second person, where contributions were put: confirm it, or dispute it with a reason."""
    component, by, at = component_or_404(request, pk), signed_in(request), timezone.now()
    form = DisputeForm(request.POST if request.POST.get("op") == "dispute" else None)
    chosen = [found for value in request.POST.getlist("p") if (found := key(value)) is not None]
    if request.method == "POST" and _review(request, component, form, chosen, at):
        return redirect(request.get_full_path())
    view = request.GET.get("ver", "")
    rows = Placement.objects.filter(cluster__component=component, cluster__state="live", review=READ.get(view, ""))
    rows = rows.filter(contribution__state="published", contribution__subject__state="published")
    if not view:
        rows = rows.exclude(placed_by=by)
    shown = rows.select_related("cluster", "contribution", "placed_by", "reviewed_by")
    page = paginate(request, shown, order=("cluster_id", "id"), size=25)
    context = {
        "component": component, "process": component.process, "page": page, "form": form, "view": view,
        "chosen": chosen, "left": unread(component), "verdict": policies.may_work_on(by, component),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/cocreation/review.html", context, status=status)


def _review(request: HttpRequest, component: Component, form: DisputeForm, chosen: list[int], at: datetime) -> bool:
    by = signed_in(request)
    told: dict[str, Any] = {"component": component, "placements": chosen}
    if not chosen:
        messages.error(request, _("Choose at least one contribution."))
        return False
    try:
        if request.POST.get("op") == "confirm":
            count = acts.confirm_placements(**told, by=by, at=at)
            words = ngettext("%(n)s is confirmed.", "%(n)s are confirmed.", count)
        elif request.POST.get("op") == "dispute" and form.is_valid():
            count = acts.dispute_placements(**told, reason=form.cleaned_data["reason"], by=by, at=at)
            words = ngettext("%(n)s is disputed; your colleague sees why.",
                             "%(n)s are disputed; your colleague sees why.", count)  # fmt: skip
        else:
            return False
    except ActDenied as error:
        messages.error(request, error.denial.message)
        return False
    except ValidationError as error:
        complain(form, error)
        return False
    messages.success(request, words % {"n": count})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the clusters, after a page that says what will happen."""
    component, by = component_or_404(request, pk), signed_in(request)
    if request.method == "POST":
        acts.publish_clusters(component=component, by=by, at=timezone.now())
        messages.success(request, _("It is published. Now each cluster waits for its answer."))
        return redirect("cocreation:told", component.process.slug, component.slug)
    context = {
        "component": component, "process": component.process, "clusters": list(waiting_clusters(component)[:200]),
        "coverage": coverage_of(component), "verdict": may_publish(by, component), "unread": unread(component),
    }  # fmt: skip
    return render(request, "processes/cocreation/publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def write_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what several people said, at an encounter or by another way: all of it or nothing."""
    component, by, at = component_or_404(request, pk), signed_in(request), timezone.now()
    initial = {"encounter": key(request.GET.get("encuentro", ""))}
    form = WriteDownForm(request.POST if request.method == "POST" else None, component=component, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _written(form, component, by, at)
        if made:
            words = ngettext("%(n)s contribution is written down.", "%(n)s contributions are written down.", made)
            messages.success(request, words % {"n": made})
            return redirect("cocreation:bench", component.pk)
    context = {
        "component": component, "process": component.process, "form": form,
        "verdict": policies.may_write_down(by, component, at=at),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/cocreation/write_down.html", context, status=status)


def _written(form: WriteDownForm, component: Component, by: Any, at: datetime) -> int:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            for text in data["texts"]:
                write_down_contribution(
                    component=component, text=text, by=by, at=at, channel=data["channel"],
                    encounter=data["encounter"], theme=data.get("theme", ""), territory=data["territory"],
                    lang=component.process.lang,
                )  # fmt: skip
    except ActDenied as error:
        form.deny(error.denial.message)
        return 0
    except ValidationError as error:
        complain(form, error)
        return 0
    return len(data["texts"])
