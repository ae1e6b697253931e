"""The desk of whoever convenes a budget: its rules, its contests, its projects."""

from typing import Any

from django.contrib import messages
from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from budgets.common import POSTS, around, done, form_page, keeper, led_contest_or_404, led_or_404, signed_in
from budgets.models import Budget, Clarification, Contest, Project
from budgets.projects.actions import add_project, set_exclusive_group
from budgets.projects.forms import AddForm, GroupForm
from budgets.states import BEFORE_THE_BALLOT, IN_STUDY, ProjectState
from budgets.structure import policies
from budgets.structure.actions import (
    add_contest,
    add_contests_of_territories,
    create_budget,
    remove_contest,
    update_budget,
    update_contest,
)
from budgets.structure.forms import ContestForm, LevelForm, RulesForm, ShapeForm
from budgets.structure.policies import budget_of
from budgets.structure.views.page import dates_of, rules_of
from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.models import Territory
from participation.search.text import search_query
from participation.web.keyset import paginate
from participation.web.richtext import tidy
from processes.models import Component
from proposals.models import Proposal

SIZE = 20


@require_safe
@signed_in_to_act
def desk(request: HttpRequest) -> HttpResponse:
    """Show the budgets that the official leads."""
    held = roles.scopes(keeper(request), roles.STEWARDS)
    rows: Any = Component.objects.filter(kind="budget")
    rows = rows if held is None else rows.filter(subject__ancestors__overlap=list(held))
    rows = rows.select_related("process", "subject", "budget").defer("subject__search")
    return render(request, "budgets/desk/list.html", {"page": paginate(request, rows, order=("-id",), size=SIZE)})


@require_safe
@signed_in_to_act
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a budget is: its steps, its rules, its contests with how many projects wait for what."""
    component, person, at = led_or_404(request, pk), signed_in(request), timezone.now()
    budget = budget_of(component)
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "budget": budget,
        "prepares": policies.may_prepare(person, component),
        **dates_of(component, at),
    }
    if budget is not None:
        rows = Contest.objects.filter(budget=budget).select_related("vote", "territory").annotate(**_figures())
        projects = Project.objects.filter(contest__budget=budget)
        page = paginate(request, rows, order=("position", "id"), size=SIZE)
        budget.component = component
        for contest in page:
            contest.budget = budget  # whose language its title is in
        context |= {
            "page": page,
            "told": projects.aggregate(
                total=Count("pk", filter=~Q(state="withdrawn")),
                waiting=Count("pk", filter=Q(state__in=IN_STUDY)),
                feasible=Count("pk", filter=Q(state=ProjectState.FEASIBLE)),
                not_feasible=Count("pk", filter=Q(state=ProjectState.NOT_FEASIBLE)),
            ),
            "asking": Clarification.objects.filter(project__contest__budget=budget, answered_at=None).count(),
            "changes": policies.may_change_rules(person, budget),
            **rules_of(budget),
        }
    return render(request, "budgets/desk/manage.html", context)


def _figures() -> dict[str, Any]:
    standing = ~Q(projects__state="withdrawn")
    return {
        "n": Count("projects", filter=standing),
        "studied": Count("projects", filter=Q(projects__state=ProjectState.FEASIBLE)),
        "open": Count("projects", filter=Q(projects__state__in=IN_STUDY)),
    }


@require_http_methods(POSTS)
@signed_in_to_act
def set_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a budget up with the rules of a shape."""
    component, person = led_or_404(request, pk), signed_in(request)
    if budget_of(component) is not None:
        return redirect("budgets:manage", component.pk)
    policies.may_set_up(person, component).enforce()
    first = {"shape": component.config.shape} if component.config.shape else None
    form = ShapeForm(request.POST if request.method == "POST" else None, initial=first)
    if done(
        request,
        form,
        lambda: create_budget(component=component, shape=form.cleaned_data["shape"], by=person, at=timezone.now()),
    ):
        messages.success(request, _("The budget has its rules. Look at them, and say how much money there is."))
        return redirect("budgets:manage", component.pk)
    words = {"title": _("Set the budget up"), "label": _("Begin with these rules")}
    words["lead"] = _("Choose the rules that are nearest to yours. You can change each of them afterwards.")
    return form_page(request, form, "budgets/desk/form.html", component=component, **words)


@require_http_methods(POSTS)
@signed_in_to_act
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the rules of a budget."""
    component, person = led_or_404(request, pk), signed_in(request)
    budget = _set_up_or_404(component)
    policies.may_prepare(person, component).enforce()
    form = RulesForm(request.POST if request.method == "POST" else None, budget=budget)
    if done(request, form, lambda: update_budget(budget=budget, by=person, at=timezone.now(), **form.given())):
        messages.success(request, _("The rules are saved."))
        return redirect("budgets:manage", component.pk)
    frozen = policies.rules_are_open(budget)
    words = {"title": _("How it is decided"), "label": _("Save the rules"), "warning": getattr(frozen, "message", "")}
    return form_page(request, form, "budgets/desk/form.html", component=component, **words)


def _set_up_or_404(component: Component) -> Budget:
    budget = budget_of(component)
    if budget is None:
        raise Http404
    return budget


@require_http_methods(POSTS)
@signed_in_to_act
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a contest."""
    component, person = led_or_404(request, pk), signed_in(request)
    budget = _set_up_or_404(component)
    policies.may_change_rules(person, budget).enforce()
    form = ContestForm(request.POST if request.method == "POST" else None, budget=budget)
    if done(request, form, lambda: add_contest(budget=budget, by=person, at=timezone.now(), **form.given())):
        messages.success(request, _("The money is announced. Now its projects can be entered."))
        return redirect("budgets:manage", component.pk)
    words = {"title": _("Money to decide on"), "label": _("Add it")}
    words["lead"] = _("One for the whole city, or one for each district or neighbourhood.")
    return form_page(request, form, "budgets/desk/form.html", component=component, **words)


@require_http_methods(POSTS)
@signed_in_to_act
def add_level(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a contest for each place of a level, with the same amount."""
    component, person = led_or_404(request, pk), signed_in(request)
    budget = _set_up_or_404(component)
    policies.may_change_rules(person, budget).enforce()
    places = Territory.objects.filter(is_active=True)
    root = component.process.territory_id
    places = places.within(root).exclude(pk=root) if root else places
    told = places.order_by("level").values_list("level").annotate(n=Count("pk"))
    levels = [(level, f"{level} ({n})") for level, n in told]
    form = LevelForm(request.POST if request.method == "POST" else None, levels=levels)
    if done(
        request,
        form,
        lambda: add_contests_of_territories(
            budget=budget,
            territories=list(places.filter(level=form.cleaned_data["level"]).order_by("sort_key", "pk")),
            amount=form.cleaned_data["amount"],
            group=form.cleaned_data["group"],
            by=person,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("The money of each place is announced."))
        return redirect("budgets:manage", component.pk)
    words = {"title": _("The same money for each place"), "label": _("Add them")}
    words["lead"] = _("Each place that has none yet gets its own. You can change the amounts afterwards.")
    return form_page(request, form, "budgets/desk/form.html", component=component, **words)


@require_safe
@signed_in_to_act
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the projects of a contest, and what each waits for."""
    found, person = led_contest_or_404(request, pk), signed_in(request)
    state = request.GET.get("estado", "")
    rows: Any = Project.objects.filter(contest=found).select_related("subject").defer("subject__search", "body")
    rows = rows.filter(state=state) if state in ProjectState.values else rows
    rows = rows.annotate(
        found=Count("findings", distinct=True),
        studying=Count("assignments", filter=Q(assignments__ended_at=None), distinct=True),
        asks=Exists(Clarification.objects.filter(project=OuterRef("pk"), answered_at=None)),
    )
    counts = dict(found.projects.order_by().values_list("state").annotate(n=Count("pk")))
    context = around(
        found,
        page=paginate(request, rows, order=("id",), size=SIZE),
        state=state,
        states=[(name, label, counts[name]) for name, label in ProjectState.choices if counts.get(name)],
        changes=policies.may_change_contest(person, found),
        removes=policies.may_remove_contest(person, found),
        total=sum(counts.values()),
    )
    return render(request, "budgets/desk/contest.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contest."""
    found, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_change_contest(person, found).enforce()
    form = ContestForm(request.POST if request.method == "POST" else None, budget=found.budget, contest=found)
    if done(request, form, lambda: update_contest(contest=found, by=person, at=timezone.now(), **form.given())):
        messages.success(request, _("It is saved."))
        return redirect("budgets:contest-desk", found.pk)
    words = {"title": _("Money to decide on"), "label": _("Save")}
    return form_page(request, form, "budgets/desk/form.html", **around(found, **words))


@require_http_methods(POSTS)
@signed_in_to_act
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a contest without projects, after asking once."""
    found, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_remove_contest(person, found).enforce()
    if request.method == "POST":
        remove_contest(contest=found, by=person, at=timezone.now())
        messages.success(request, _("It is removed."))
        return redirect("budgets:manage", found.budget.component_id)
    return render(request, "budgets/desk/remove.html", around(found))


@require_http_methods(POSTS)
@signed_in_to_act
def add_a_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a project as an official; ``?propuesta=`` begins from a proposal and keeps the link to it."""
    found, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_change_contest(person, found).enforce()
    proposal = _proposal(request.GET.get("propuesta", ""))
    posted = request.method == "POST"
    form = AddForm(
        request.POST if posted else None, request.FILES if posted else None, contest=found, initial=_begun(proposal)
    )
    made: list[Project] = []

    def act() -> None:
        data = form.cleaned_data
        names = ("institution", "cost", "reasons", "files", "act_id")
        given = {name: data[name] for name in names}
        row = add_project(
            contest=found, content=form.content(), proposal=proposal, by=person, at=timezone.now(), **given
        )
        made.append(row)

    if done(request, form, act):
        messages.success(request, _("The project is entered."))
        return redirect("budgets:contest-desk", found.pk)
    words = {"title": _("Enter a project"), "label": _("Enter it"), "proposal": proposal}
    return form_page(request, form, "budgets/desk/form.html", **around(found, **words))


def _proposal(text: str) -> Proposal | None:
    if not text:
        return None
    known = text.isascii() and text.isdigit() and len(text) < 19
    rows = Proposal.objects.public().select_related("subject", "territory", "author").defer("subject__search")
    found = rows.filter(pk=int(text)).first() if known else None
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def _begun(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {}
    names = ("title", "territory", "latitude", "longitude", "address")
    body = proposal.body if not proposal.body_is_html else proposal.subject.summary
    return {**{name: getattr(proposal, name) for name in names}, "summary": proposal.subject.summary[:300],
            "body": body[:10_000]}  # fmt: skip


@require_safe
@signed_in_to_act
def from_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Find proposals that can become projects: of any process, those accepted first."""
    found, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_change_contest(person, found).enforce()
    words = " ".join(tidy(request.GET.get("q", "")[:200]).split())
    taken = Project.objects.filter(contest=found, proposal=OuterRef("pk")).standing()  # type: ignore[attr-defined]
    rows: Any = Proposal.objects.live().exclude(Exists(taken)).select_related("subject__response", "component")
    if query := search_query(words) if words else "":
        rows = rows.filter(subject__search=SearchQuery(query, search_type="raw", config="simple"))
    if request.GET.get("aceptadas"):
        rows = rows.filter(subject__response__verdict__in=["accepted", "partly"],
                           subject__response__published_at__isnull=False)  # fmt: skip
    page = paginate(request, rows.defer("subject__search", "body"), order=("-published_at", "-id"), size=SIZE)
    context = around(found, page=page, q=words, accepted=bool(request.GET.get("aceptadas")))
    return render(request, "budgets/desk/proposals.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which projects exclude each other: of one group only one can win."""
    found, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_change_contest(person, found).enforce()
    rows = list(found.projects.filter(state__in=BEFORE_THE_BALLOT).order_by("title", "pk").only(
        "pk", "title", "exclusive_group", "contest"))  # fmt: skip
    offered = [(row.pk, f"{row.title} · {row.exclusive_group}" if row.exclusive_group else row.title) for row in rows]
    form = GroupForm(request.POST if request.method == "POST" else None, offered=offered)
    if done(
        request,
        form,
        lambda: set_exclusive_group(
            projects=[row for row in rows if row.pk in form.cleaned_data["projects"]],
            group=form.cleaned_data["group"],
            by=person,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("It is saved, and stands on the page of each project."))
        return redirect("budgets:contest-desk", found.pk)
    words = {"title": _("Projects that exclude each other"), "label": _("Save")}
    words["lead"] = _("Mark two or more projects for the same place or purpose. Only one of them can win.")
    return form_page(request, form, "budgets/desk/form.html", **around(found, **words))
