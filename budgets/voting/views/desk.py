"""The desk of a ballot: what is missing, who does what, the freeze, changes after it, and the tables."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgets.common import MAX_ID, POSTS, around, done, form_page, led_contest_or_404, signed_in
from budgets.models import Contest, Project, Table
from budgets.states import ProjectState
from budgets.structure.rules import ballot_in_words, rule_in_words, ties_in_words
from budgets.voting import actions, policies
from budgets.voting.definition import window_of
from budgets.voting.forms import TableForm, WhyForm
from budgets.voting.readiness import duties, missing_of
from budgets.voting.tables import actions as tables
from participation.access.decorators import signed_in_to_act
from participation.urn.querysets import turnout
from participation.verification.forms import ActForm

PAGE = "budgets/desk/form.html"


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a ballot stands."""
    contest, person, at = led_contest_or_404(request, pk), signed_in(request), timezone.now()
    frozen = contest.is_frozen
    budget = contest.budget
    context = around(
        contest,
        vote=contest.vote if frozen else None,
        people=turnout(contest.vote).people if frozen and contest.vote is not None else 0,
        freezing=policies.may_freeze(person, contest),
        missing=[] if frozen else missing_of(contest, at),
        duties=duties(contest),
        rules=[ballot_in_words(budget.ballot), rule_in_words(budget.rule), ties_in_words(budget.rule)],
        projects=list(
            Project.objects.filter(contest=contest, state=ProjectState.ON_BALLOT)
            .order_by("number")
            .only("number", "title", "cost", "lang")
        ),
        amendments=list(contest.amendments.select_related("project").order_by("at", "pk")),
        tables=list(contest.tables.select_related("point").order_by("opens_at", "pk")),
        opening=policies.may_open_table(person, contest, at=at),
        moved=_moved(contest),
    )
    return render(request, "budgets/desk/ballot.html", context)


def _moved(contest: Contest) -> bool:
    """Tell whether the days of the phase are others than those of the frozen vote."""
    vote = contest.vote
    if vote is None or vote.frozen_at is None or vote.is_closed:
        return False
    try:
        window = window_of(contest)
    except ValidationError:
        return False
    return window != (vote.opens_at, vote.closes_at)


@require_http_methods(POSTS)
@signed_in_to_act
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then freeze the ballot."""
    contest, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_freeze(person, contest).enforce()
    form = ActForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: actions.freeze_contest(contest=contest, by=person, at=timezone.now())):
        messages.success(request, _("The ballot is frozen, and its fingerprint published."))
        return redirect("budgets:ballot-desk", contest.pk)
    words = {"title": _("Freeze the ballot"), "label": _("Freeze the ballot")}
    words["lead"] = _(
        "Every project that can be done goes on the ballot with its number. Projects, costs, money, limits, the rule "
        "of the count, who may vote and what decides ties are published with a fingerprint, and nobody can change them "
        "any more. This cannot be undone; a project can be taken off with a reason that everybody reads."
    )
    return form_page(request, form, PAGE, **around(contest, **words))


@require_http_methods(POSTS)
@signed_in_to_act
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a project off a frozen ballot, with a reason."""
    project = get_object_or_404(Project.objects.select_related("contest"), pk=pk) if pk <= MAX_ID else None
    if project is None:
        raise Http404
    contest, person = led_contest_or_404(request, project.contest_id), signed_in(request)
    project.contest = contest
    policies.may_amend(person, project, at=timezone.now()).enforce()
    hint = _("Everybody who may vote here reads these words, whether or not they chose it.")
    form = WhyForm(request.POST if request.method == "POST" else None, hint=hint)
    if done(
        request,
        form,
        lambda: actions.amend_ballot(project=project, reason=form.cleaned_data["reason"], by=person, at=timezone.now()),
    ):
        messages.success(request, _("It is off the ballot, and everybody who may vote here is told why."))
        return redirect("budgets:ballot-desk", contest.pk)
    words = {"title": _("Take a project off the ballot"), "label": _("Take it off")}
    words["lead"] = _(
        "“%(title)s” cannot be chosen any more and cannot win. Ballots that name it count for their other projects. It "
        "cannot be put back."
    ) % {"title": project.title}
    return form_page(request, form, PAGE, **around(contest, **words))


@require_http_methods(POSTS)
@signed_in_to_act
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the days of the phase over to the frozen vote, with a reason."""
    contest, person = led_contest_or_404(request, pk), signed_in(request)
    if not _moved(contest):
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else None, hint=_("It stands in the public log."))
    if done(
        request,
        form,
        lambda: actions.move_vote(contest=contest, reason=form.cleaned_data["reason"], by=person, at=timezone.now()),
    ):
        messages.success(request, _("The vote has the days of its phase."))
        return redirect("budgets:ballot-desk", contest.pk)
    words = {"title": _("Take the new days over"), "label": _("Take them over")}
    words["lead"] = _("The phase has other days than the frozen vote. Say why people vote on other days.")
    return form_page(request, form, PAGE, **around(contest, **words))


@require_http_methods(POSTS)
@signed_in_to_act
def add_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a table."""
    contest, person = led_contest_or_404(request, pk), signed_in(request)
    policies.may_open_table(person, contest, at=timezone.now()).enforce()
    form = TableForm(request.POST if request.method == "POST" else None, contest=contest)
    if done(
        request, form, lambda: tables.open_table(contest=contest, by=person, at=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, _("The table is announced. Its officers are those of the point."))
        return redirect("budgets:ballot-desk", contest.pk)
    words = {"title": _("A table to vote on paper"), "label": _("Announce it")}
    words["lead"] = _(
        "The table is at a collection point of the process, and its officers attend it. The vote is counted once each "
        "table has handed in its acta."
    )
    return form_page(request, form, PAGE, **around(contest, **words))


@require_http_methods(POSTS)
@signed_in_to_act
def remove_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a table back before it opens, after asking once."""
    table = Table.objects.select_related("point").filter(pk=pk).first() if pk <= MAX_ID else None
    if table is None:
        raise Http404
    contest, person = led_contest_or_404(request, table.contest_id), signed_in(request)
    policies.may_remove_table(person, table, contest, at=timezone.now()).enforce()
    form = ActForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: tables.remove_table(table=table, by=person, at=timezone.now())):
        messages.success(request, _("The table was taken back."))
        return redirect("budgets:ballot-desk", contest.pk)
    words = {"title": _("Take the table back"), "label": _("Take it back"), "lead": table.point.name}
    return form_page(request, form, PAGE, **around(contest, **words))
