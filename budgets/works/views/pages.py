"""Pages of works: all of them, one, and its contracts and payments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from budgets.common import MAX_ID, POSTS, done, form_page, reader, signed_in
from budgets.models import Contract, Payment, Work
from budgets.works import policies
from budgets.works.actions import add_contract, add_payment, withdraw_contract, withdraw_payment
from budgets.works.forms import ContractForm, PaymentForm, TakeBackForm
from participation.access.decorators import signed_in_to_act
from participation.followup.states import State
from participation.subjects.above import asked, keep
from participation.web.keyset import paginate

SIZE = 20
STATES = dict(State.choices)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the works of all budgets, the newest first, with what was spent of each; by state."""
    state = request.GET.get("estado", "")
    if state and state not in STATES:
        raise BadRequest("estado")
    rows: Any = Work.objects.public().for_page().with_state(timezone.now())
    rows = rows.filter(state=state) if state else rows
    page = paginate(request, rows.with_spent(), order=("-created_at", "-id"), size=SIZE)
    return render(request, "budgets/works.html", {"page": page, "state": state, "states": State.choices})


def work_or_404(request: HttpRequest, pk: int) -> Work:
    """Return a work that the reader may see. Raises Http404."""
    person = reader(request)
    rows: Any = Work.objects.visible_to(person).for_page().with_spent().select_related("subject__counts")
    rows = rows.annotate(**asked(None if person is None else person.pk))
    found: Work | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    keep(found, found.subject)
    return found


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a work: who is responsible, how it goes, its contracts, and what was spent of its budget."""
    work = work_or_404(request, pk)
    contest = work.project.contest
    contracts = list(Contract.objects.filter(work=work).order_by("signed_on", "pk"))
    context = {
        "work": work,
        "project": work.project,
        "contest": contest,
        "budget": contest.budget,
        "component": contest.budget.component,
        "process": contest.budget.component.process,
        "contracts": contracts,
        "contracted": sum(row.amount for row in contracts if row.withdrawn_at is None),
        "payments": list(
            Payment.objects.filter(work=work).select_related("contract").order_by("-paid_on", "-pk")[:200]
        ),
        "percent": min(100, work.spent * 100 // work.budgeted),  # type: ignore[attr-defined]
        "beyond": max(0, work.spent - work.budgeted),  # type: ignore[attr-defined]
        "tells": bool(policies.may_tell_money(reader(request), work)),
    }
    return render(request, "budgets/work.html", context)


def _page(request: HttpRequest, form: Any, work: Work, **words: Any) -> HttpResponse:
    contest = work.project.contest
    component = contest.budget.component
    around: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "contest": contest,
        "budget": contest.budget,
        "project": work.project,
        "back": work.get_absolute_url(),
    }
    return form_page(request, form, **around, **words)


@require_http_methods(POSTS)
@signed_in_to_act
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a contract."""
    work, person = work_or_404(request, pk), signed_in(request)
    policies.may_tell_money(person, work).enforce()
    form = ContractForm(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: add_contract(work=work, by=person, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, _("The contract is published, and whoever follows the work is told."))
        return redirect(work.get_absolute_url())
    return _page(request, form, work, title=_("Publish a contract"), label=_("Publish it"))


@require_http_methods(POSTS)
@signed_in_to_act
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a payment."""
    work, person = work_or_404(request, pk), signed_in(request)
    policies.may_tell_money(person, work).enforce()
    form = PaymentForm(request.POST if request.method == "POST" else None, work=work)
    if done(request, form, lambda: add_payment(work=work, by=person, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, _("The payment is published."))
        return redirect(work.get_absolute_url())
    return _page(request, form, work, title=_("Publish a payment"), label=_("Publish it"))


@require_http_methods(POSTS)
@signed_in_to_act
def take_back(request: HttpRequest, pk: int, what: str, row: int) -> HttpResponse:
    """Take back a contract or a payment that was published by mistake."""
    work, person, at = work_or_404(request, pk), signed_in(request), timezone.now()
    policies.may_tell_money(person, work).enforce()
    rows: Any = {"contratos": Contract, "pagos": Payment}.get(what)
    found = rows.objects.filter(work=work, pk=row, withdrawn_at=None).first() if rows and row <= MAX_ID else None
    if found is None:
        raise Http404
    form = TakeBackForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        if isinstance(found, Contract):
            withdraw_contract(contract=found, reason=reason, by=person, at=at)
        else:
            withdraw_payment(payment=found, reason=reason, by=person, at=at)

    if done(request, form, act):
        messages.success(request, _("It was taken back."))
        return redirect(work.get_absolute_url())
    words = {"title": _("Take this back"), "label": _("Yes, take it back"), "lead": str(found), "danger": True}
    return _page(request, form, work, **words)
