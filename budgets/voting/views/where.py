"""Where somebody votes in a budget, and how they stand in each of its contests; and who can see a vote."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from budgets.common import MAX_ID, around, component_or_404, contest_or_404, reader
from budgets.models import Budget, Contest, Reach
from budgets.structure.rules import ballot_in_words
from participation.access.decorators import signed_in_to_act
from participation.access.eligibility import describe
from participation.access.roles import may_take_part
from participation.access.verdict import first_denial
from participation.models import Person
from participation.urn import policies as urn
from participation.urn.drafts import Standing, standing_in
from participation.verification.querysets import verification_of
from participation.web.keyset import paginate
from participation.web.richtext import tidy
from processes.policies import is_open, open_until

SHOWN = 24


@require_safe
@signed_in_to_act
@never_cache
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the contests in which the reader may vote, each with how they stand there."""
    budget = Budget.objects.filter(pk=pk).only("component").first() if pk <= MAX_ID else None
    if budget is None:
        raise Http404
    component, person, at = component_or_404(request, budget.component_id), reader(request), timezone.now()
    budget = Budget.objects.get(pk=pk)
    budget.component = component
    assert person is not None
    words = " ".join(tidy(request.GET.get("q", "")[:100]).split())
    rows = _mine(budget, person)
    if words:
        rows = rows.filter(title__icontains=words)
    page = paginate(request, rows, order=("position", "id"), size=SHOWN)
    context = {
        "component": component,
        "process": component.process,
        "budget": budget,
        "page": page,
        "rows": _with_standing(list(page.rows), budget, person, at),
        "q": words,
        "choosing": budget.reach in {Reach.CHOICE, Reach.CHOICES},
        "opening": first_denial(lambda: is_open(component, "vote", at), lambda: may_take_part(person, at=at)),
        "closes": open_until(component, "vote", at),
        "who": describe(component.config.who_may_vote),
        "rule": ballot_in_words(budget.ballot),
        "verified": verification_of(person) is not None,
    }
    return render(request, "budgets/voting/vote.html", context)


def _mine(budget: Budget, person: Person) -> Any:
    """Return the contests that somebody may come to: those of where they live, or all where they choose."""
    rows: Any = Contest.objects.filter(budget=budget).public().select_related("subject", "vote")
    rows = rows.defer("subject__search")
    if budget.reach != Reach.OWN:
        return rows
    verification = verification_of(person)
    places: list[int] = list(verification.places) if verification is not None else []
    home = verification.territory if verification is not None else None
    if home is not None:
        places += [home.pk, *home.ancestors]
    return rows.filter(Q(territory=None) | Q(territory__in=places))


def _with_standing(contests: list[Contest], budget: Budget, person: Person, at: Any) -> list[dict[str, Any]]:
    for each in contests:
        each.budget = budget
    standings = standing_in([each.vote for each in contests if each.vote is not None], person)
    return [
        {
            "contest": each,
            "frozen": each.is_frozen,
            "standing": standings.get(each.vote_id or 0, Standing()),
            "open": bool(each.is_frozen and each.vote is not None and urn.is_open(each.vote, at=at)),
        }
        for each in contests
    ]


@require_safe
def secrecy(request: HttpRequest) -> HttpResponse:
    """Say who can see a vote, how it is protected, and what that does not reach."""
    return render(request, "budgets/voting/secrecy.html")


@require_safe
def tables(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the tables of a contest with their actas: signatures, ballots, void ones, what differs or is disputed."""
    contest = contest_or_404(request, pk)
    if not contest.is_frozen:
        raise Http404
    rows = contest.tables.select_related("point__subject", "scan").defer("point__subject__search")
    page = paginate(request, rows, order=("opens_at", "id"), size=SHOWN)
    return render(request, "budgets/voting/tables.html", around(contest, page=page, vote=contest.vote))
