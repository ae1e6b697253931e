"""The ballot: marked press by press, checked, cast with one button. It works as plain forms; htmx shortens the way."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from budgets.common import INVALID, POSTS, around, contest_or_404, reader
from budgets.models import Contest
from budgets.structure.rules import ballot_in_words
from budgets.voting import actions, policies, purse
from budgets.voting.ballots import WrongBallotError, blank
from budgets.voting.cards import cards, listed, rows_of, said, withdrawn_of
from budgets.voting.limits import POINTING, RANKING, limits_of
from budgets.voting.purse import Purse
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import first_denial
from participation.models import Person
from participation.urn.canonical import canonical
from participation.urn.drafts import Standing, standing

STEPS = ("elegir", "guardar", "subir", "bajar")


def frozen_or_404(request: HttpRequest, pk: int) -> Contest:
    """Return a contest whose ballot is frozen. Raises Http404."""
    contest = contest_or_404(request, pk)
    if not contest.is_frozen:
        raise Http404
    return contest


def _me(request: HttpRequest) -> Person:
    person = reader(request)
    assert person is not None
    return person


class Sheet:
    """A ballot before somebody: what they marked, and what they may do with it."""

    def __init__(self, request: HttpRequest, contest: Contest, at: datetime) -> None:
        self.contest, self.person, self.at = contest, _me(request), at
        self.verdict = policies.may_vote(self.person, contest, at=at)
        assert contest.vote is not None
        self.standing = standing(contest.vote, self.person, at=at) if self.verdict else Standing()
        if self.verdict:
            self.verdict = policies.may_fill_in(self.standing, contest)
        self.rows = rows_of(contest)
        definition = actions.frozen(contest)
        marked = self.standing.selection
        kind = limits_of(definition["ballot"]).kind
        self.purse = Purse(definition, marked if marked is not None else blank(kind), withdrawn_of(self.rows))

    @property
    def seed(self) -> str:
        """Return what the order of the projects comes from: the same for one person, another for each."""
        assert self.contest.vote is not None
        return f"{self.contest.vote.key}:{self.person.pk}"

    @property
    def is_cast(self) -> bool:
        """Tell whether what is shown is what was cast."""
        return self.standing.has_voted and not self.standing.waits

    def touched(self) -> list[str]:
        """Return the projects of this selection that were taken off the ballot, in words."""
        return [row["title"] for row in listed(self.purse, self.rows) if row["gone"]]


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
@sensitive_post_parameters()
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the projects with what is left, and keep each press."""
    contest, at = frozen_or_404(request, pk), timezone.now()
    sheet = Sheet(request, contest, at)
    if request.method == "POST":
        return _press(request, sheet)
    context = around(
        contest,
        sheet=sheet,
        purse=sheet.purse,
        cards=cards(sheet.purse, sheet.rows, sheet.seed) if sheet.verdict else "",
        count=len(sheet.purse.definition["projects"]),
        said=said(sheet.purse, request.GET.get("hecho", "")) if sheet.verdict else "",
        rule=ballot_in_words(sheet.purse.definition["ballot"]),
        vote=contest.vote,
        points=sheet.purse.limits.kind in POINTING,
        ranking=sheet.purse.limits.kind == RANKING,
    )
    return render(request, "budgets/voting/ballot.html", context)


@sensitive_variables("data", "given")
def _press(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Keep what one press changes; what does not fit changes nothing and is said."""
    sheet.verdict.enforce()
    step = next((name for name in STEPS if name in request.POST), "")
    name = request.POST.get(step, "")[:64]
    known = {each["id"] for each in sheet.purse.definition["projects"]}
    back = reverse("budgets:ballot", args=[sheet.contest.pk])
    if name not in known and "vaciar" not in request.POST:
        messages.error(request, _("A project that you chose is not on this ballot. Choose from this list."))
        return redirect(back)
    try:
        data = _next(request, sheet, step, name)
        actions.mark_ballot(contest=sheet.contest, data=data, by=sheet.person, at=sheet.at)
    except WrongBallotError:
        pass  # the page says beside the project why it does not fit
    return HttpResponseRedirect(f"{back}?hecho={name}#p-{name}" if name else back)


def _next(request: HttpRequest, sheet: Sheet, step: str, name: str) -> dict[str, Any]:
    """Return the selection after a press. Raises WrongBallotError."""
    kind = sheet.purse.limits.kind
    if "vaciar" in request.POST:
        return blank(kind)
    if step == "guardar" and kind in POINTING:
        return purse.give(sheet.purse, _given(request, sheet))
    if step in {"subir", "bajar"} and kind == RANKING:
        return purse.move(sheet.purse, name, purse.UP if step == "subir" else purse.DOWN)
    if step == "elegir" and kind not in POINTING:
        return purse.turn(sheet.purse, name)
    raise WrongBallotError([("unreadable", _("This ballot cannot be read. Fill it in again."))])


def _given(request: HttpRequest, sheet: Sheet) -> dict[str, int]:
    """Return the points that every list of the page says, so that one press saves what was changed in others too."""
    given = dict(sheet.purse.choices["points"])
    for each in sheet.purse.definition["projects"]:
        text = request.POST.get(f"n-{each['id']}", "")
        if text.isascii() and text.isdigit() and len(text) < 5:
            given[each["id"]] = int(text)
    return given


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole ballot once more, and cast it with one press."""
    contest, at = frozen_or_404(request, pk), timezone.now()
    sheet = Sheet(request, contest, at)
    sheet.verdict.enforce()
    missing = sheet.purse.missing()
    if request.method == "POST" and not missing:
        try:
            actions.cast(contest=contest, data=sheet.purse.choices, by=sheet.person, at=at)
        except WrongBallotError as error:
            missing = list(error.messages)
        else:
            messages.success(request, _("Your vote is in the ballot box. You can change it until voting closes."))
            return redirect("budgets:ballot-cast", contest.pk)
    context = around(
        contest,
        sheet=sheet,
        purse=sheet.purse,
        chosen=list(listed(sheet.purse, sheet.rows)),
        missing=missing,
        vote=contest.vote,
    )
    status = INVALID if request.method == "POST" and missing else 200
    return render(request, "budgets/voting/check.html", context, status=status)


@require_safe
@signed_in_to_act
@never_cache
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the ballot is in, what one can do now, and where else one may vote."""
    contest, at = frozen_or_404(request, pk), timezone.now()
    assert contest.vote is not None
    where = standing(contest.vote, _me(request), at=at)
    if not where.has_voted:
        return redirect("budgets:ballot", contest.pk)
    changing = first_denial(
        lambda: policies.may_vote(_me(request), contest, at=at), lambda: policies.may_fill_in(where, contest)
    )
    context = around(contest, standing=where, changing=changing, vote=contest.vote)
    return render(request, "budgets/voting/cast.html", context)


@require_safe
def definition(request: HttpRequest, pk: int) -> HttpResponse:
    """Return what was frozen, in the very bytes of which the published fingerprint is."""
    contest = frozen_or_404(request, pk)
    text = canonical(actions.frozen(contest))
    return HttpResponse(text.encode(), content_type="application/json; charset=utf-8")
