"""Adding statements, answering them, and what one answered oneself."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.access.verdict import ActDenied
from participation.asks.views.common import complain, signed_in
from participation.limits.pages import limited
from participation.models import Person
from participation.search.similar import suggest
from participation.web.keyset import paginate
from processes.actions.opinion import add_statement, answer_statement, withdraw_statement
from processes.models import Component, Opinion, Statement, StatementAnswer, StatementState
from processes.opinions import policies
from processes.opinions.figures import by_statement, last_round, told
from processes.opinions.forms import StatementForm
from processes.opinions.views.page import CHOICES, activity, reader
from processes.policies import is_open, open_until

SIMILAR = 5


def statement_or_404(request: HttpRequest, pk: int) -> Statement:
    """Return what the reader may see, with what policies ask. Raises Http404, also for strange keys."""
    rows = Statement.objects.visible_to(reader(request)).select_related("subject", "author")
    found = rows.defer("subject__search").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found  # type: ignore[no-any-return]


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one statement: who added it, what people answer, and the reader's own answer."""
    row, person, at = statement_or_404(request, pk), reader(request), timezone.now()
    own = StatementAnswer.objects.filter(person=person, statement=row).first() if person else None
    found = last_round(row.component)
    context = {
        "statement": row,
        "component": row.component,
        "process": row.component.process,
        "own": own,
        "choices": CHOICES,
        "verdict": policies.may_answer(person, row, at=at),
        "round": found,
        "told": told(by_statement(found).get(row.pk)),
        "may_withdraw": policies.may_withdraw(person, row) if person and row.author_id == person.pk else None,
    }
    return render(request, "processes/opinions/statement.html", context)


def answer_offer(person: Person, at: datetime, *, pk: int) -> Offer | None:
    """Return the wish to answer a statement; None for one that is not shown."""
    row = Statement.objects.public().select_related("subject").filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        return None
    row.component = Component.objects.with_clock().get(pk=row.component_id)
    verdict = policies.may_answer(person, row, at=at)
    rules = tuple(row.component.config.who_may_answer)
    closes = open_until(row.component, "answer", at)
    return Offer(_("Answer the statement"), row.text, row.subject.path, verdict, rules, closes)


@require_POST
@signed_in_to_act
@resumable(answer_offer)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer and go on to the next statement, or back to where it was given."""
    row = statement_or_404(request, pk)
    values = {str(value.value): value.value for value in Opinion}
    value = values.get(request.POST.get("value", ""))
    if value is None:
        messages.error(request, _("Choose one of the options."))
        return redirect(row.get_absolute_url())
    answer_statement(statement=row, value=value, by=signed_in(request), at=timezone.now())
    back = request.POST.get("back", "")
    if back == "mine":
        messages.success(request, _("Your answer is changed."))
        return redirect("processes:my-answers", row.component.process.slug, row.component.slug)
    if back == "statement":
        messages.success(request, _("Your answer is noted. You can change it until it closes."))
        return redirect(row.get_absolute_url())
    return HttpResponseRedirect(f"{row.component.get_absolute_url()}#responde")


@require_safe
@signed_in_to_act
def mine(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show the reader what they answered, to change it."""
    component, person = activity(request, slug, component_slug), signed_in(request)
    rows = StatementAnswer.objects.filter(person=person, component=component, statement__in=Statement.objects.public())
    page = paginate(request, rows.select_related("statement__subject"), order=("-id",), size=20)
    verdict = policies.may_answer_in(person, component, at=timezone.now())
    context = {"component": component, "process": component.process, "page": page, "choices": CHOICES}
    return render(request, "processes/opinions/mine.html", {**context, "verdict": verdict})


def add_offer(person: Person, at: datetime, *, slug: str, component_slug: str) -> Offer | None:
    """Return the wish to add a statement; None for an activity that the person may not see."""
    rows = Component.objects.visible_to(person).with_clock().filter(kind="opinions")
    component = rows.filter(process__slug=slug, slug=component_slug).first()
    if component is None:
        return None
    verdict = policies.may_add(person, component, at=at)
    rules = tuple(component.config.who_may_add)
    return Offer(
        _("Add a statement"), component.title, component.subject.path, verdict, rules, open_until(component, "add", at)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resumable(add_offer, opens=True)
def add(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Add a statement; what is closed is said before one has to sign in."""
    component = activity(request, slug, component_slug)
    is_open(component, "add", timezone.now()).enforce()
    return _add(request, component)  # type: ignore[return-value]


@signed_in_to_act
@limited("similar", only=lambda request: request.method == "POST")
def _add(request: HttpRequest, component: Component) -> HttpResponse:
    person, at = signed_in(request), timezone.now()
    policies.may_add(person, component, at=at).enforce()
    form = StatementForm(request.POST if request.method == "POST" else None)
    similar: list[Statement] = []
    if request.method == "POST" and form.is_valid():
        similar = [] if form.cleaned_data["seen"] else _similar(component, form.cleaned_data["text"])
        made = None if similar else _hand_in(request, form, component, at)
        if made is not None:
            pending = made.state == StatementState.PENDING
            waits = _("We have your statement. A moderator will read it before it is published; we will tell you.")
            messages.success(request, waits if pending else _("Your statement is added. Others will answer it."))
            return HttpResponseRedirect(f"{component.get_absolute_url()}#responde")
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "form": form,
        "similar": similar,
        "seen": bool(similar or form.data.get("seen")),
    }
    return render(request, "processes/opinions/add.html", context)


def _hand_in(request: HttpRequest, form: StatementForm, component: Component, at: datetime) -> Statement | None:
    data, language = form.cleaned_data, (get_language() or "es").split("-")[0]
    try:
        return add_statement(
            component=component, text=data["text"], by=signed_in(request), at=at, lang=language, act_id=data["act_id"]
        )
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, error)
    return None


def _similar(component: Component, text: str) -> list[Statement]:
    found = suggest(text, component.subject, kind="statement", limit=SIMILAR)
    rows = Statement.objects.public().for_cards().filter(subject__in=[hit.subject_id for hit in found])
    known = {row.subject_id: row for row in rows}
    return [known[hit.subject_id] for hit in found if hit.subject_id in known]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's statement, after asking once."""
    row = statement_or_404(request, pk)
    policies.may_withdraw(signed_in(request), row).enforce()
    if request.method == "POST":
        withdraw_statement(statement=row, by=signed_in(request), at=timezone.now())
        messages.success(request, _("You withdrew it."))
        return redirect(row.component.get_absolute_url())
    context = {"statement": row, "component": row.component, "process": row.component.process}
    return render(request, "processes/opinions/withdraw.html", context)
