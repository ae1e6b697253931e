"""The table: who signs, the ballots from its box, its acta. Plain forms, for whoever attends it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from budgets.common import INVALID, MAX_ID, POSTS, around, done, signed_in
from budgets.models import PaperBallot, PaperState, Table
from budgets.voting import policies
from budgets.voting.actions import frozen
from budgets.voting.forms import ActaForm, DisputeForm, PaperForm, SettleForm, SignForm, WhyForm
from budgets.voting.paper import told, unseal
from budgets.voting.tables import actions as tables
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.web.keyset import paginate
from processes.models import Component, PointOfficer
from processes.points.people import attend

SIZE = 50


def table_or_404(request: HttpRequest, pk: int) -> Table:
    """Return a table that the person attends. Raises Http404."""
    rows = Table.objects.select_related("point__subject", "contest__subject", "contest__vote")
    found = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    attends = found is not None and PointOfficer.objects.filter(
        point=found.point_id, person=signed_in(request), ended_at__isnull=True
    ).exists()  # fmt: skip
    if found is None or not attends:
        raise Http404
    budget = found.contest.budget
    budget.component = Component.objects.with_clock().get(pk=budget.component_id)
    return found


def _around(table: Table, **more: Any) -> dict[str, Any]:
    return around(table.contest, table=table, point=table.point, **more)


@require_safe
@signed_in_to_act
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show the tables that the person attends."""
    rows = Table.objects.filter(
        point__officers__person=signed_in(request), point__officers__ended_at__isnull=True
    ).select_related("point", "contest")  # fmt: skip
    page = paginate(request, rows, order=("-opens_at", "-id"), size=SIZE)
    return render(request, "budgets/tables/mine.html", {"page": page})


@require_safe
@signed_in_to_act
@never_cache
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a table: how many signed, where each ballot is, what comes next."""
    found, person, at = table_or_404(request, pk), signed_in(request), timezone.now()
    page = paginate(request, PaperBallot.objects.filter(table=found), order=("number", "id"), size=SIZE)
    typed = PaperBallot.objects.filter(table=found)
    context = _around(
        found,
        page=page,
        signing=policies.may_sign(person, found, at=at),
        counting=policies.may_count(person, found, at=at),
        typed=typed.count(),
        waiting=typed.exclude(state__in=tables.DONE).count(),
        me=person.pk,
        entered=PaperState.ENTERED,
        differs=PaperState.DIFFERS,
    )
    return render(request, "budgets/tables/table.html", context)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
@sensitive_post_parameters()
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the roll for whoever shows their document, and put them on it."""
    found, person, at = table_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_sign(person, found, at=at).enforce()
    posted = request.POST if request.method == "POST" else None
    form = SignForm(posted, component=found.contest.budget.component, initial={"channel": "paper"})
    if request.method == "POST" and form.is_valid():
        try:
            who = attend(facts=form.facts(), name=form.cleaned_data.get("name", ""), by=person, at=at)
            tables.sign_at_table(table=found, person=who.person, by=person, at=at)
        except ValidationError as error:
            form.refuse(error)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, _("On the roll. Give this person one ballot, and let them sign the list."))
            return redirect("budgets:table-sign", found.pk)
    context = _around(found, form=form)
    return render(request, "budgets/tables/sign.html", context, status=INVALID if form.errors else 200)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
@sensitive_post_parameters()
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Type a ballot from the box; the next number is there already."""
    found, person, at = table_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_count(person, found, at=at).enforce()
    mine = PaperBallot.objects.filter(table=found, first_by=person) | PaperBallot.objects.filter(
        table=found, second_by=person
    )
    last = mine.order_by("-number").values_list("number", flat=True).first() or 0
    form = PaperForm(request.POST if request.method == "POST" else None, initial={"number": last + 1})
    made: list[PaperBallot] = []
    if done(request, form, lambda: made.append(tables.enter_paper(table=found, by=person, at=at, **form.cleaned_data))):
        words = {
            PaperState.ENTERED: _("Ballot %(n)s is kept. Somebody else has to type it too."),
            PaperState.AGREED: _("Ballot %(n)s: both entries say the same."),
            PaperState.DIFFERS: _("Ballot %(n)s: the two entries differ. A third person has to look at it."),
        }
        messages.success(request, words[PaperState(made[0].state)] % {"n": made[0].number})
        return redirect("budgets:table-enter", found.pk)
    words_of_page = {"title": _("Type a ballot"), "label": _("Keep it")}
    return _page(request, found, form, numbers=frozen(found.contest)["projects"], **words_of_page)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
@sensitive_post_parameters()
def settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show both entries to whoever typed neither, who says what the ballot says."""
    found, person, at = table_or_404(request, pk), signed_in(request), timezone.now()
    paper = _paper_or_404(found, number)
    policies.may_settle_paper(person, found, paper, at=at).enforce()
    form = SettleForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: tables.settle_paper(paper=paper, by=person, at=at, **form.cleaned_data)):
        messages.success(request, _("It is settled."))
        return redirect("budgets:table", found.pk)
    entries = [told(frozen(found.contest), unseal(each)) for each in (paper.first, paper.second)]
    words = {"title": _("Ballot %(n)s: the entries differ") % {"n": number}, "label": _("The ballot says this")}
    return _page(request, found, form, entries=entries, **words)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def erase(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Erase what was typed of a ballot, with a reason."""
    found, person, at = table_or_404(request, pk), signed_in(request), timezone.now()
    paper = _paper_or_404(found, number)
    policies.may_count(person, found, at=at).enforce()
    form = WhyForm(request.POST if request.method == "POST" else None, hint=_("It stays with the table."))
    if done(
        request,
        form,
        lambda: tables.erase_paper(paper=paper, reason=form.cleaned_data["reason"], by=person, at=at),
    ):
        messages.success(request, _("It is erased: two people type it anew."))
        return redirect("budgets:table", found.pk)
    words = {"title": _("Erase what was typed of ballot %(n)s") % {"n": number}, "label": _("Erase it")}
    return _page(request, found, form, **words)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is disputed at a table."""
    found, person, at = table_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_work_at(person, found, at=at).enforce()
    form = DisputeForm(request.POST if request.method == "POST" else None, initial={"text": found.dispute})
    if done(
        request,
        form,
        lambda: tables.dispute_table(table=found, text=form.cleaned_data["text"], by=person, at=at),
    ):
        messages.success(request, _("It stands on the acta."))
        return redirect("budgets:table", found.pk)
    words = {"title": _("Something is disputed"), "label": _("Note it on the acta")}
    words["lead"] = _("It is public, and decided by the authority before which the result can be challenged.")
    return _page(request, found, form, **words)


@require_http_methods(POSTS)
@signed_in_to_act
@never_cache
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a table with its acta."""
    found, person, at = table_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_count(person, found, at=at).enforce()
    posted = request.method == "POST"
    form = ActaForm(request.POST if posted else None, request.FILES if posted else None)

    def act() -> Any:
        scans = form.cleaned_data["scan"]
        return tables.close_table(
            table=found,
            explanation=form.cleaned_data["explanation"],
            scan=scans[0] if scans else None,
            by=person,
            at=at,
        )

    if done(request, form, act):
        messages.success(request, _("The table has its acta; its ballots are in the ballot box."))
        return redirect("budgets:table", found.pk)
    words = {"title": _("Close the table with its acta"), "label": _("Close the table")}
    words["lead"] = _(
        "%(signed)s people signed. When you close it, its valid ballots go into the ballot box in drawn order, and "
        "what was typed is erased. This cannot be undone."
    ) % {"signed": found.signed}
    return _page(request, found, form, **words)


def _paper_or_404(table: Table, number: int) -> PaperBallot:
    found = PaperBallot.objects.filter(table=table, number=number).first() if number <= MAX_ID else None
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, table: Table, form: Any, **more: Any) -> HttpResponse:
    context = _around(table, form=form, **more)
    return render(request, "budgets/tables/form.html", context, status=INVALID if form.errors else 200)
