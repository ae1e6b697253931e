"""The desks of officials: statements that wait, and the state of one activity."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied
from participation.asks.views.common import complain, signed_in
from participation.asks.views.deciding import publish_or_return, still_waits
from participation.web.keyset import paginate
from processes.actions.opinion import publish_statement, return_statement, seed_statements
from processes.actions.opinion_round import LEAST_NEW, begin_round, new_people
from processes.models import Component, StatementAnswer
from processes.opinions import policies
from processes.opinions.figures import last_round
from processes.opinions.forms import SeedForm
from processes.opinions.queue import pending
from processes.opinions.views.statement import statement_or_404
from processes.policies import is_open, may_edit_process, open_until

MOST_COUNTED = 1_000


@require_safe
@signed_in_to_act
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for moderation, the oldest first."""
    if roles.scopes(signed_in(request), roles.MODERATORS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    rows = pending(signed_in(request)).select_related("author", "component__process")
    page = paginate(request, rows, order=("id",), size=20)
    return render(request, "processes/opinions/queue.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a statement, or return it with a reason."""
    row = statement_or_404(request, pk)
    if not still_waits(policies.may_moderate(signed_in(request), row)):
        return redirect(row.get_absolute_url())
    form, decided = publish_or_return(
        request,
        publish=partial(publish_statement, statement=row),
        give_back=partial(return_statement, statement=row),
        published=_("It is published."),
        queue="processes:statements-to-read",
    )
    if decided is not None:
        return decided
    context = {"statement": row, "component": row.component, "form": form}
    return render(request, "processes/opinions/read.html", context)


def _component(request: HttpRequest, pk: int) -> Component:
    rows = Component.objects.visible_to(signed_in(request)).with_clock().filter(kind="opinions")
    found: Component | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    may_edit_process(signed_in(request), found.process).enforce()
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the state of an activity; put statements there."""
    component, at = _component(request, pk), timezone.now()
    form = SeedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = seed_statements(component=component, texts=form.cleaned_data["texts"], by=signed_in(request), at=at)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            words = ngettext("%(n)s statement was added.", "%(n)s statements were added.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect("processes:opinions-desk", component.pk)
    shown, waits = Count("pk", filter=Q(state="published")), Count("pk", filter=Q(state="pending"))
    people = Count("person", distinct=True)
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "form": form,
        **component.statements.aggregate(statements=shown, waiting=waits),
        **StatementAnswer.objects.filter(component=component).aggregate(people=people, answers=Count("pk")),
        "new": new_people(component, most=MOST_COUNTED),
        "many": MOST_COUNTED,
        "least": LEAST_NEW,
        "round": last_round(component),
        "running": component.rounds.filter(state="running").first(),
        "open": is_open(component, "answer", at),
        "closes": open_until(component, "answer", at),
        "compute": policies.may_compute(signed_in(request), component, at=at),
        "seeding": policies.may_seed(signed_in(request), component),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/opinions/desk.html", context, status=status)


@require_POST
@signed_in_to_act
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the groups computed now, in the background."""
    from processes.tasks import compute_opinions

    component = _component(request, pk)
    row = begin_round(component=component, at=timezone.now(), by=signed_in(request))
    if row is None:
        messages.info(request, _("It is being computed already."))
    else:
        # Where the message is lost, a sweep takes the round over when its lease ends.
        transaction.on_commit(partial(compute_opinions.delay, row=row.pk), robust=True)
        messages.success(request, _("It is being computed. Look at this page again in a minute."))
    return redirect("processes:opinions-desk", component.pk)
