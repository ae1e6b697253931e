"""Pages of blocked accounts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.moderation import actions, policies
from participation.moderation.forms import BlockForm, LiftForm
from participation.moderation.models import Block
from participation.moderation.views.common import INVALID, attempt, decide_url, thing_for_official
from participation.people.models import Person
from participation.web.keyset import paginate


@require_GET
@signed_in_to_act
def blocked(request: HttpRequest) -> HttpResponse:
    """Show which accounts are blocked, why, by whom and until when."""
    person: Any = request.user
    policies.may_see_blocks(person).enforce()
    rows = Block.objects.filter(lifted_at__isnull=True).select_related("person", "by", "rule", "appeal")
    page = paginate(request, rows, order=("-pk",))
    return render(
        request, "participation/moderation/blocked.html", {"page": page, "tab": "blocked", "now": timezone.now()}
    )


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def block(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Block the account of whoever wrote a thing."""
    by: Any = request.user
    thing = thing_for_official(request, subject_pk)
    person = Person.objects.filter(pk=thing.author_id).first() if thing.author_id else None
    if person is None:
        raise Http404
    policies.may_see_blocks(by).enforce()
    form = BlockForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made, status = attempt(
                form,
                lambda: actions.block_person(
                    person=person,
                    reason=form.cleaned_data["reason"],
                    rule=form.cleaned_data["rule"],
                    until=form.ends(),
                    by=by,
                    at=timezone.now(),
                ),
            )
            if made:
                messages.success(request, _("The account is blocked. The person is told, and can appeal."))
                return redirect("moderation:blocked")
    context = {
        "thing": thing,
        "person": person,
        "form": form,
        "verdict": policies.may_block(by, person),
        "back": decide_url(thing),
    }
    return render(request, "participation/moderation/block.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def lift(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a blocked account take part again."""
    by: Any = request.user
    policies.may_see_blocks(by).enforce()
    found = Block.objects.select_related("person", "by", "rule").filter(pk=pk).first()
    if found is None:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made, status = attempt(
                form,
                lambda: actions.lift_block(block=found, reason=form.cleaned_data["reason"], by=by, at=timezone.now()),
            )
            if made:
                messages.success(request, _("The account may take part again. The person is told."))
                return redirect("moderation:blocked")
    context = {"blocking": found, "form": form, "verdict": policies.may_lift_block(by, found)}
    return render(request, "participation/moderation/lift.html", context, status=status)
