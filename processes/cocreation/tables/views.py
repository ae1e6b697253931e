"""The page of an option of solution, and the desk of a co-creation table: plain pages, one for each step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Verdict
from participation.asks.views.common import MAX_ID, signed_in
from participation.followup.views.common import attempt
from participation.origins.actions import add_link
from participation.web.forms import Form
from processes.cocreation.tables import actions, policies
from processes.cocreation.tables.forms import SheetForm, SolutionForm, TakeBackForm, TreeForm
from processes.cocreation.tables.ranking import ranked
from processes.conclusions.forms import FollowedForm
from processes.encounters.views.common import encounter_or_404, faced
from processes.models import Encounter, RankingSheet, Solution, Table, TableState

POSTS = ["GET", "HEAD", "POST"]
FOLDER = "processes/cocreation/tables"


@require_safe
def solution(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one option: how it would be done, the tree that it comes from, its place, and what came of it."""
    above = "table__encounter__component"
    rows = Solution.objects.public().select_related(
        "subject__counts", "table__tree__subject", "table__encounter__subject", f"{above}__process__subject"
    )
    row = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    context = faced(row.table.encounter, solution=row, subject=row.subject, table=row.table, total=len(row.places))
    return render(request, f"{FOLDER}/solution.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a table works on, its options and what can be done now; choose its problem tree."""
    encounter, row = _table_of(request, pk)
    trees = actions.trees_for(encounter)
    form = TreeForm(_given(request), trees=trees, initial={"tree": row.tree_id if row else None})
    by, at = signed_in(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        tree = form.cleaned_data["tree"]
        if attempt(form, lambda: actions.set_table(encounter=encounter, tree=tree, by=by, at=at)):
            messages.success(request, _("It is kept. Now write the options down as the table says them."))
            return redirect("cocreation:table", pk)
    options = [] if row is None else list(row.solutions.filter(removed_at=None).order_by("number"))
    context = faced(
        encounter, form=form, table=row, options=options, trees=trees.exists(),
        works=policies.may_work_on(by, encounter), present=policies.present_at(encounter),
        sheets=0 if row is None else row.sheets.count(),
    )  # fmt: skip
    if row is not None:
        context["steps"] = [(name, each, each.may(by, row)) for name, each in STEPS.items() if each.when == row.state]
        context["writes"] = policies.may_write_options(by, row)
    return render(request, f"{FOLDER}/desk.html", context, status=422 if form.is_bound else 200)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an option."""
    encounter, row = _working(request, pk)
    form, by, at = SolutionForm(_given(request)), signed_in(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: actions.add_solution(table=row, by=by, at=at, **data)):
            messages.success(request, _("It is added."))
            again = "cocreation:solution-add" if "another" in request.POST else "cocreation:table"
            return redirect(again, pk)
    context = faced(encounter, form=form, table=row, verdict=policies.may_write_options(by, row))
    return render(request, f"{FOLDER}/option.html", context, status=422 if form.is_bound else 200)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of an option."""
    encounter, row, option = _option(request, pk)
    by, at = signed_in(request), timezone.now()
    form = SolutionForm(_given(request), initial={"title": option.title, "text": option.text})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: actions.change_solution(solution=option, by=by, at=at, **data)):
            messages.success(request, _("It is kept."))
            return redirect("cocreation:table", encounter.pk)
    context = faced(encounter, form=form, table=row, option=option, verdict=policies.may_write_options(by, row))
    return render(request, f"{FOLDER}/option.html", context, status=422 if form.is_bound else 200)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an option away, after a page that shows it whole."""
    encounter, row, option = _option(request, pk)
    by, form = signed_in(request), Form(_given(request))
    if request.method == "POST":
        actions.remove_solution(solution=option, by=by, at=timezone.now())
        messages.success(request, _("It was taken away."))
        return redirect("cocreation:table", encounter.pk)
    context = faced(encounter, form=form, table=row, option=option, verdict=policies.may_write_options(by, row))
    return render(request, f"{FOLDER}/remove.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def led(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that something of this site came of an option, such as a commitment; both pages show it."""
    encounter, row, option = _option(request, pk)
    if row.state == TableState.PREPARING:
        raise Http404
    form, by, at = FollowedForm(_given(request)), signed_in(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = {"outcome": data["address"], "kind": data["kind"], "explanation": data["explanation"]}
        if attempt(form, lambda: add_link(source=option.subject, by=by, at=at, **told)):
            messages.success(request, _("It is shown under “What happened with this?”."))
            return redirect(option.get_absolute_url())
    context = faced(encounter, form=form, table=row, option=option)
    return render(request, f"{FOLDER}/led.html", context, status=422 if form.is_bound else 200)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the sheets of those present, one after the other; take one out that was entered wrongly."""
    encounter, row = _working(request, pk)
    by, at = signed_in(request), timezone.now()
    options = list(row.solutions.filter(removed_at=None).order_by("number"))
    form = SheetForm(_given(request), options=options)
    if request.method == "POST" and form.is_valid():
        order, act_id = form.cleaned_data["order"], form.cleaned_data["act_id"]
        made: list[RankingSheet] = []
        if attempt(
            form,
            lambda: made.append(actions.enter_sheet(table=row, order=order, by=by, at=at, act_id=act_id)),
        ):
            messages.success(request, _("Sheet %(n)s is entered.") % {"n": made[0].number})
            return redirect("cocreation:table-sheets", pk)
    titles = {option.pk: option.title for option in options}
    entered = list(row.sheets.order_by("-number"))
    for each in entered:
        each.titles = [titles.get(key, "") for key in each.order]  # type: ignore[attr-defined]
    context = faced(
        encounter, form=form, table=row, entered=entered, present=policies.present_at(encounter),
        verdict=policies.may_enter_sheet(by, row), changes=policies.may_change_sheets(by, row),
    )  # fmt: skip
    return render(request, f"{FOLDER}/sheets.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in_to_act
def remove_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sheet out, to enter it anew."""
    found = RankingSheet.objects.select_related("table").filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    _working(request, found.table.encounter_id)
    actions.remove_sheet(sheet=found, by=signed_in(request), at=timezone.now())
    messages.success(request, _("Sheet %(n)s was taken out. Enter it anew as it is on paper.") % {"n": found.number})
    return redirect("cocreation:table-sheets", found.table.encounter_id)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a table: in which state it is offered, its words, what it asks for and what does it."""

    when: str
    title: Any
    lead: Any
    label: Any
    done: Any
    act: Callable[..., Any]
    may: Callable[..., Verdict]
    form: type[Form] = Form
    counts: bool = False


STEPS = {
    "jerarquizar": Step(
        "preparing",
        gettext_lazy("Begin to rank"),
        gettext_lazy("The options are published as they stand and cannot be changed while the table ranks them."),
        gettext_lazy("Publish the options and begin"),
        gettext_lazy("The options are published. Now enter the sheet of each person present."),
        actions.open_ranking,
        lambda by, row: policies.may_open_ranking(by, row, at=timezone.now()),
    ),
    "resultado": Step(
        "ranking",
        gettext_lazy("Publish the result"),
        gettext_lazy(
            "It is shown with its counts, and whoever registered, follows it or contributed to what the table works on "
            "is told."
        ),
        gettext_lazy("Publish the result"),
        gettext_lazy("The result is published. Put down what is agreed on its first options."),
        actions.publish_result,
        policies.may_publish_result,
        counts=True,
    ),
    "reabrir": Step(
        "ranking",
        gettext_lazy("Write the options again"),
        gettext_lazy("Nobody ranked them yet: they go from view until you publish them again."),
        gettext_lazy("Write the options again"),
        gettext_lazy("The options can be changed again."),
        actions.reopen_options,
        policies.may_reopen_options,
    ),
    "corregir": Step(
        "decided",
        gettext_lazy("Take the result back"),
        gettext_lazy("The result goes from view and the sheets can be corrected. Whoever was told of it is told why."),
        gettext_lazy("Yes, take it back"),
        gettext_lazy("It was taken back. Correct the sheets and publish the result again."),
        actions.take_back_result,
        policies.may_take_back_result,
        TakeBackForm,
    ),
}


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one of the steps of a table, after a page that says what will happen."""
    found = STEPS.get(name)
    if found is None:
        raise Http404
    encounter, row = _working(request, pk)
    form, by, at = found.form(_given(request)), signed_in(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: found.act(table=row, by=by, at=at, **data)):
            messages.success(request, found.done)
            return redirect("cocreation:table", pk)
    context = faced(encounter, form=form, table=row, step=found, verdict=found.may(by, row))
    if found.counts:
        context["rows"] = _counted(row)
    return render(request, f"{FOLDER}/step.html", context, status=422 if form.is_bound else 200)


def _counted(row: Table) -> list[Solution]:
    """Return the options as the sheets rank them now, not yet published."""
    options = {option.pk: option for option in row.solutions.filter(removed_at=None).order_by("number")}
    found = ranked(list(options), list(row.sheets.values_list("order", flat=True)))
    for each in found:
        option = options[each.key]
        option.points, option.place, option.places = each.points, each.place, each.places
    return [options[each.key] for each in found]


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _table_of(request: HttpRequest, pk: int) -> tuple[Encounter, Table | None]:
    """Return an encounter that the official works on, and its table where there is one. Raises Http404, ActDenied."""
    encounter = encounter_or_404(request, pk)
    roles.may_work_as(signed_in(request), policies.WORKERS, encounter.subject).enforce()
    row = Table.objects.select_related("tree__subject").filter(encounter=encounter).first()
    if row is not None:
        row.encounter = encounter
    return encounter, row


def _working(request: HttpRequest, pk: int) -> tuple[Encounter, Table]:
    encounter, row = _table_of(request, pk)
    if row is None:
        raise Http404
    return encounter, row


def _option(request: HttpRequest, pk: int) -> tuple[Encounter, Table, Solution]:
    rows = Solution.objects.filter(removed_at=None).select_related("table", "subject")
    option = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if option is None:
        raise Http404
    encounter, row = _working(request, option.table.encounter_id)
    option.table = row
    return encounter, row, option
