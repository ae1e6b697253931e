"""The page of a problem tree, and the desk on which officials work on it: plain pages, one for each step."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import complain, signed_in
from participation.web.forms import Form
from processes.cocreation import policies
from processes.cocreation.trees import actions
from processes.cocreation.trees.forms import GrowForm, NodeForm, ProblemForm, PublishForm
from processes.cocreation.trees.outline import draw, nested
from processes.cocreation.views.bench import BIGGEST, component_or_404, key
from processes.models import ProblemTree, TreeNode, TreeSide


@require_safe
def tree(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published tree: the drawing, the same as a list, its evidence, what came of it, and what people say."""
    rows = ProblemTree.objects.public().select_related(
        "subject", "cluster__subject", "component__subject", "component__process__subject"
    )
    row = rows.filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    row.subject.problem_tree = row
    kept = row.published
    context = {
        "tree": row, "subject": row.subject, "component": row.component, "process": row.component.process,
        "problem": kept, "causes": kept["cause"], "effects": kept["effect"],
        "drawing": draw(kept["problem"], kept["cause"], kept["effect"]),
    }  # fmt: skip
    return render(request, "processes/cocreation/tree.html", context)


def _done(form: Form, act: Callable[[], Any]) -> Any:
    """Do an act of a form; None where it was refused, with the reason in the form."""
    try:
        return act() or True
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, error)
    return None


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the trees of an activity, and begin one."""
    component, by, at = component_or_404(request, pk), signed_in(request), timezone.now()
    initial = {"cluster": key(request.GET.get("grupo", ""))}
    form = GrowForm(_given(request), component=component, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = _done(form, lambda: actions.grow_tree(component=component, by=by, at=at, **data))
        if made is not None:
            messages.success(request, _("The tree is begun. Add what causes the problem and what follows from it."))
            return redirect("cocreation:tree-desk", made.pk)
    context = {
        "component": component, "process": component.process, "form": form,
        "trees": list(component.problem_trees.select_related("cluster", "subject").order_by("-pk")[:200]),
        "verdict": policies.may_work_on(by, component),
    }  # fmt: skip
    return render(request, "processes/cocreation/trees.html", context, status=422 if form.is_bound else 200)


def _tree(request: HttpRequest, pk: int) -> ProblemTree:
    row = ProblemTree.objects.select_related("subject", "cluster").filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    row.component = component_or_404(request, row.component_id)
    return row  # type: ignore[no-any-return]


def _node(request: HttpRequest, pk: int) -> TreeNode:
    row = TreeNode.objects.filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    row.tree = _tree(request, row.tree_id)
    return row


def _context(request: HttpRequest, row: ProblemTree, **more: Any) -> dict[str, Any]:
    told = {"tree": row, "component": row.component, "process": row.component.process}
    return {**told, "verdict": policies.may_work_on(signed_in(request), row.component), **more}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the tree that is worked on, with a way to each step; change the problem itself."""
    row, by, at = _tree(request, pk), signed_in(request), timezone.now()
    initial = {"problem": row.problem, "evidence": row.evidence, "evidence_url": row.evidence_url}
    form = ProblemForm(_given(request), initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.change_problem(tree=row, by=by, at=at, **form.cleaned_data))
    ):
        messages.success(request, _("It is kept. The public page shows it when you publish."))
        return redirect("cocreation:tree-desk", row.pk)
    nodes = nested(row.nodes.order_by("position", "pk"))
    sides = {side: [node for node in nodes if node["side"] == side] for side in TreeSide.values}
    context = _context(
        request, row, form=form, causes=sides["cause"], effects=sides["effect"], changed=actions.has_changes(row)
    )
    return render(request, "processes/cocreation/tree_desk.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a cause or an effect (``?lado=``), of the problem or of another one (``?bajo=``)."""
    row, by, at = _tree(request, pk), signed_in(request), timezone.now()
    side, under = request.GET.get("lado", ""), request.GET.get("bajo", "")
    parent = row.nodes.filter(pk=key(under) or 0, side=side).first() if under else None
    if side not in TreeSide.values or (under and parent is None):
        raise Http404
    form = NodeForm(_given(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _done(form, lambda: actions.add_node(tree=row, side=side, parent=parent, by=by, at=at, **data)):
            messages.success(request, _("It is added."))
            return redirect("cocreation:tree-desk", row.pk)
    context = _context(request, row, form=form, side=side, parent=parent)
    return render(request, "processes/cocreation/tree_node.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def node(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a cause or an effect."""
    row, by, at = _node(request, pk), signed_in(request), timezone.now()
    initial = {"text": row.text, "evidence": row.evidence, "evidence_url": row.evidence_url}
    form = NodeForm(_given(request), initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.change_node(node=row, by=by, at=at, **form.cleaned_data))
    ):
        messages.success(request, _("It is kept. The public page shows it when you publish."))
        return redirect("cocreation:tree-desk", row.tree_id)
    context = _context(request, row.tree, form=form, node=row, side=row.side)
    return render(request, "processes/cocreation/tree_node.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in_to_act
def up(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a node before the one that stands before it."""
    row = _node(request, pk)
    actions.raise_node(node=row, by=signed_in(request), at=timezone.now())
    return redirect("cocreation:tree-desk", row.tree_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a node away with what stands below it, after a page that shows all of it."""
    row = _node(request, pk)
    if request.method == "POST":
        actions.remove_node(node=row, by=signed_in(request), at=timezone.now())
        messages.success(request, _("It was taken away. The public page keeps it until you publish again."))
        return redirect("cocreation:tree-desk", row.tree_id)
    nodes = nested(row.tree.nodes.order_by("position", "pk"))
    context = _context(request, row.tree, node=row, gone=_found(nodes, row.pk))
    return render(request, "processes/cocreation/tree_remove.html", context)


def _found(nodes: list[dict[str, Any]], pk: int) -> list[dict[str, Any]]:
    for each in nodes:
        if each["key"] == pk:
            return [each]
        if found := _found(each["below"], pk):
            return found
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the tree as it stands; a later version says why it changes."""
    row, by, at = _tree(request, pk), signed_in(request), timezone.now()
    form: Form = PublishForm(_given(request)) if row.published_at else Form(_given(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _done(form, lambda: actions.publish_tree(tree=row, by=by, at=at, **data)):
            messages.success(request, _("It is published."))
            return redirect("cocreation:tree", row.pk)
    context = _context(request, row, form=form, changed=actions.has_changes(row))
    return render(request, "processes/cocreation/tree_publish.html", context, status=422 if form.is_bound else 200)
