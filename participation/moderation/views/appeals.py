"""Pages of appeals: for whoever disagrees, and for the moderator who decides on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.moderation import actions, policies, querysets
from participation.moderation.forms import AppealDecisionForm, AppealForm
from participation.moderation.models import Appeal, Block, Decision
from participation.moderation.things import thing_of
from participation.moderation.views.common import INVALID, attempt, only_moderators
from participation.web.keyset import paginate


def _asked(request: HttpRequest, **about: Any) -> tuple[AppealForm, int, Any]:
    """Return the form of an appeal, the status of its page, and the appeal where one was made."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return form, 200, None
    if not form.is_valid():
        return form, INVALID, None
    person: Any = request.user
    made, status = attempt(
        form, lambda: actions.appeal(by=person, text=form.cleaned_data["text"], at=timezone.now(), **about)
    )
    if made:
        messages.success(
            request, _("Your appeal was sent. Somebody else will look at it and you will be told what comes of it.")
        )
    return form, status, made


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def own_decision(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the author what was decided on their words, and let them appeal."""
    person: Any = request.user
    found = Decision.objects.select_related("subject", "comment__author", "rule", "appeal")
    decision = found.filter(pk=pk).exclude(outcome=Decision.Outcome.KEEP).first()
    if decision is None or thing_of(decision).author_id != person.pk:
        raise Http404
    form, status, made = _asked(request, decision=decision)
    if made:
        return redirect("moderation:own-decision", decision.pk)
    context = {
        "decision": decision,
        "appeal": getattr(decision, "appeal", None),
        "form": form,
        "verdict": policies.may_appeal(person, decision, at=timezone.now()),
        "days": policies.appeal_days(),
    }
    return render(request, "participation/moderation/own_decision.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def own_block(request: HttpRequest) -> HttpResponseBase:
    """Tell a person why their account is blocked, until when, what they still can do, and let them appeal."""
    person: Any = request.user
    at = timezone.now()
    block = Block.objects.select_related("rule", "appeal").filter(person=person).order_by("-pk").first()
    in_force = block is not None and block.lifted_at is None and (block.until is None or block.until > at)
    form, status, made = _asked(request, block=block) if block is not None else (AppealForm(), 200, None)
    if made:
        return redirect("moderation:own-block")
    context = {
        "blocking": block,  # "block" is a word of the template engine
        "in_force": in_force,
        "appeal": getattr(block, "appeal", None),
        "form": form,
        "verdict": policies.may_appeal_block(person, block, at=at) if block else None,
        "days": policies.appeal_days(),
    }
    return render(request, "participation/moderation/own_block.html", context, status=status)


@require_GET
@signed_in_to_act
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the appeals that this moderator may decide on, the oldest first."""
    only_moderators(request.user)
    person: Any = request.user
    page = paginate(request, querysets.appeals_for(person), order=("pk",))
    return render(request, "participation/moderation/appeals.html", {"page": page, "tab": "appeals"})


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show an appeal with what it is about, and decide on it."""
    person: Any = request.user
    found = Appeal.objects.select_related(
        "decision__subject", "decision__comment__author", "decision__rule", "decision__by", "block__rule", "block__by"
    )
    appeal = found.filter(pk=pk).first()
    subject = appeal.decision.subject if appeal and appeal.decision else None
    if appeal is None or not roles.holds(person, roles.MODERATORS, subject):
        raise Http404
    form = AppealDecisionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made, status = attempt(
                form,
                lambda: actions.decide_appeal(
                    appeal=appeal,
                    outcome=form.cleaned_data["outcome"],
                    reason=form.cleaned_data["reason"],
                    by=person,
                    at=timezone.now(),
                ),
            )
            if made:
                messages.success(request, _("Decided. Whoever appealed is told."))
                return redirect("moderation:appeals")
    context = {
        "appeal": appeal,
        "form": form,
        "thing": thing_of(appeal.decision) if appeal.decision else None,
        "verdict": policies.may_decide_appeal(person, appeal),
    }
    return render(request, "participation/moderation/decide_appeal.html", context, status=status)
