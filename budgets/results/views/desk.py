"""The desk of a contest's counts: ask, look, propose, publish; and what an assembly decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets.common import MAX_ID, POSTS, around, done, form_page, led_contest_or_404, signed_in
from budgets.models import Assembly, Contest, CountRun, Project
from budgets.models.counting import RunState
from budgets.results import policies
from budgets.results.actions import assemblies
from budgets.results.actions import counts as actions
from budgets.results.forms import AssemblyForm, ReasonForm
from budgets.results.words import rows_of, rule_words
from budgets.states import ProjectState
from participation.access.decorators import signed_in_to_act

STEPS = ("contar", "proponer", "publicar")


def _runs(contest: Contest) -> list[CountRun]:
    rows = contest.runs.select_related("asked_by", "proposed_by", "published_by", "assembly").order_by("-number")
    found = list(rows[:50])
    for run in found:
        run.contest = contest
    return found


@require_http_methods(POSTS)
@signed_in_to_act
def counts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the counts of a contest and what the official can do next."""
    contest, person, at = led_contest_or_404(request, pk), signed_in(request), timezone.now()
    runs = _runs(contest)
    newest = next((run for run in runs if run.state == RunState.DONE), None)
    if request.method == "POST":
        return _step(request, contest, newest)
    asked = request.GET.get("paso", "")
    context: dict[str, Any] = {
        **around(contest), "runs": runs, "newest": newest, "counts": policies.may_count(person, contest, at=at),
        "records": policies.may_record_assembly(person, contest), "again": any(run.published_at for run in runs),
        "assembly": contest.assemblies.filter(withdrawn_at__isnull=True).select_related("recorded_by", "acta").first(),
        "waiting": any(run.state in policies.OPEN_STATES for run in runs), "asked": asked if asked in STEPS else "",
    }  # fmt: skip
    if newest is not None:
        newest.contest = contest
        context |= {
            "rows": rows_of(newest), "rule": rule_words(newest), "proposes": policies.may_propose(person, newest),
            "publishes": policies.may_publish(person, newest),
        }  # fmt: skip
        titles = {each["id"]: each["title"] for each in newest.told["projects_of"]}
        context["tied"] = [titles[name] for name in newest.ties]
    return render(request, "budgets/results/desk.html", context)


def _step(request: HttpRequest, contest: Contest, newest: CountRun | None) -> HttpResponse:
    step, at, person = request.POST.get("paso", ""), timezone.now(), signed_in(request)
    if step == "contar" and not contest.runs.filter(published_at__isnull=False).exists():
        actions.request_count(contest=contest, by=person, at=at)
        messages.success(request, _("It is being counted. This page says when it is done."))
    elif step in {"proponer", "publicar"} and newest is not None:
        if request.POST.get("conteo") != str(newest.number):
            messages.warning(request, _("There is a newer count meanwhile. Look at it first."))
        elif step == "proponer":
            actions.propose_result(run=newest, by=person, at=at)
            messages.success(request, _("It is proposed. Another official publishes it; they were told."))
        else:
            actions.publish_result(run=newest, by=person, at=at)
            messages.success(request, _("The result is public, and whoever follows it is told."))
            return redirect("budgets:results", contest.pk)
    else:
        raise Http404
    return redirect("budgets:count-desk", contest.pk)


@require_http_methods(POSTS)
@signed_in_to_act
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Count again beside what is published, for a reason."""
    contest, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_count(person, contest, at=timezone.now()).enforce()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if done(
        request,
        form,
        lambda: actions.request_count(
            contest=contest, by=person, at=timezone.now(), reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("It is being counted. What is published stays until two officials publish this."))
        return redirect("budgets:count-desk", contest.pk)
    words = {"title": _("Count again"), "label": _("Count again")}
    words["lead"] = _("The count that is published stays beside the new one, with this reason.")
    return form_page(request, form, "budgets/desk/form.html", **around(contest), **words)


@require_http_methods(POSTS)
@signed_in_to_act
def assembly(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what an assembly decided."""
    contest, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_record_assembly(person, contest).enforce()
    tie = policies.open_tie(contest)
    rows = Project.objects.filter(contest=contest).order_by("number", "pk")
    if tie is not None:
        rows = rows.filter(pk__in=[int(name) for name in tie.ties])
    else:
        rows = rows.filter(state=ProjectState.FEASIBLE, cost__isnull=False)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AssemblyForm(*posted, projects=list(rows[:100]))
    if done(
        request,
        form,
        lambda: assemblies.record_assembly(contest=contest, by=person, at=timezone.now(), **form.given()),
    ):
        messages.success(request, _("It is written down. Another official confirms it with the acta in hand."))
        return redirect("budgets:count-desk", contest.pk)
    words = {"title": _("What the assembly decided"), "label": _("Write it down")}
    words["lead"] = _("Copy it from the acta. Another official compares it with the scan and confirms it.")
    return form_page(request, form, "budgets/desk/form.html", **around(contest), **words)


@require_http_methods(POSTS)
@signed_in_to_act
def assembly_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written down beside the scan; confirm it or take it back."""
    rows = Assembly.objects.select_related("contest", "acta", "recorded_by", "confirmed_by")
    found = rows.filter(pk=pk, withdrawn_at__isnull=True).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    contest, person = led_contest_or_404(request, found.contest_id), signed_in(request)
    found.contest = contest
    if request.method == "POST":
        step = request.POST.get("paso", "")
        if step == "confirmar":
            assemblies.confirm_assembly(assembly=found, by=person, at=timezone.now())
            messages.success(request, _("It is confirmed, and it is being counted with it."))
        elif step == "quitar":
            assemblies.withdraw_assembly(assembly=found, by=person, at=timezone.now())
            messages.success(request, _("It was taken back. Write it down again."))
        else:
            raise Http404
        return redirect("budgets:count-desk", contest.pk)
    titles = {str(key): title for key, title in contest.projects.values_list("pk", "title")}
    context = {
        **around(contest), "assembly": found, "confirms": policies.may_confirm_assembly(person, found),
        "withdraws": policies.may_withdraw_assembly(person, found),
        "hands": [(titles[name], found.hands.get(name, 0), name in found.order) for name in found.hands],
        "order": [titles[name] for name in found.order],
    }  # fmt: skip
    return render(request, "budgets/results/assembly.html", context)
