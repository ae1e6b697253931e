"""The page of one proposal, and what can be done on it with one button."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.context_processors import csrf
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.resume import resumable
from participation.models import Event, Version
from participation.stored import StoredQuery
from participation.web.addresses import absolute
from proposals import panels, policies
from proposals.actions import support_proposal, withdraw_support
from proposals.amendments.panel import changes
from proposals.coauthors import writes
from proposals.models import Proposal
from proposals.origin import origin_facts
from proposals.regrouping import regroupings_of
from proposals.states import ProposalState
from proposals.steps import may_set_step
from proposals.tags import takes_supports
from proposals.views.common import (
    MAX_ID,
    closing,
    draft_address,
    proposal_to_act_on,
    reader,
    signed_in,
    visible_proposal,
    works_here,
)
from proposals.views.offers import support_offer


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal: what it asks, what was answered and what came of it; a withdrawn one says so (410)."""
    found = visible_proposal(request, pk)
    if found is None or found.state == ProposalState.WITHDRAWN:
        gone = _withdrawn(pk)
        if gone is not None:
            words, undone = _reason(gone)
            context = {"proposal": gone, "reason": words, "undone": undone}
            return render(request, "proposals/withdrawn.html", context, status=410)
    if found is None:
        raise Http404
    proposal = found
    if proposal.state == ProposalState.DRAFT:
        return redirect(draft_address(proposal))
    at, person = timezone.now(), reader(request)
    signs = person is not None and writes(person, proposal)
    own = person is not None and proposal.author_id == person.pk
    proposal.subject._proposal = proposal  # type: ignore[attr-defined]
    foreign = proposal.lang.split("-")[0] != (request.LANGUAGE_CODE or "es").split("-")[0]  # type: ignore[attr-defined]
    versions = len(list(_versions(proposal.subject_id))) if proposal.edited_at else 0
    taken_up = proposal.state in {ProposalState.MERGED, ProposalState.SPLIT}
    counts = takes_supports(proposal) or proposal.is_imported
    for_others = proposal.organisation_id is not None or proposal.institution_id is not None
    page = {"request": request, **csrf(request)}  # one token for all forms: each costs some randomness
    context = {
        **page,
        "proposal": proposal,
        "component": proposal.component,
        "process": proposal.component.process,
        "support": _support_panel(page, proposal, at) if counts and not taken_up else "",
        "about": panels.about(proposal, foreign=foreign, versions=versions),
        "where": panels.where(proposal),
        "sharing": panels.sharing(proposal),
        "address": absolute(proposal.subject.path),
        "may_edit": policies.may_edit(person, proposal, at=at) if signs else None,
        "may_withdraw": policies.may_withdraw(person, proposal, at=at) if own or (signs and for_others) else None,
        "own": own,
        "writes": signs,
        "changes": changes(proposal, person, at),
        "with_others": bool(proposal.component.config.coauthors_most) and proposal.institution_id is None,
        "folio": getattr(proposal.subject, "folio", None) if own else None,
        "origin": getattr(proposal.subject, "origin", None) if proposal.is_imported else None,
        "facts": origin_facts(proposal),
        "regroupings": regroupings_of(proposal),
        "works_on_it": works_here(person, proposal),
        "foreign": foreign,
        "may_step": bool(proposal.component.config.steps)
        and person is not None
        and bool(may_set_step(person, proposal)),
    }
    return render(request, "proposals/detail.html", context)


@StoredQuery
def _versions(subject: int) -> QuerySet:
    return Version.objects.filter(subject=subject).order_by().values_list("pk", flat=True)


def _withdrawn(pk: int) -> Proposal | None:
    """Return a proposal that was public once and that its author withdrew."""
    if pk > MAX_ID:
        return None
    return (
        Proposal.objects.filter(
            pk=pk,
            state=ProposalState.WITHDRAWN,
            published_at__isnull=False,
            component__process__in=_public_processes(),
        )
        .exclude(subject__state="hidden")
        .select_related("subject", "component__process__subject", "component__subject")
        .first()
    )


UNDONE = "proposals.proposal.undone"


def _reason(proposal: Proposal) -> tuple[str, bool]:
    """Return why it was withdrawn, and whether officials did because it was written down by mistake."""
    names = ["proposals.proposal.withdrawn", UNDONE]
    event = Event.objects.filter(subject=proposal.subject, name__in=names).order_by("-at", "-pk").first()
    words = str(event.payload.get("reason", "")).rstrip(". ") if event else ""  # the page ends the sentence
    return words, event is not None and event.name == UNDONE


def _public_processes() -> Any:
    from processes.models import Process

    return Process.objects.public().values("pk")


def _support_panel(page: dict[str, Any], proposal: Proposal, at: datetime, said: str = "") -> SafeString:
    asked = policies.may_withdraw_support if proposal.supported_by_me else policies.may_support  # type: ignore[attr-defined]
    verdict = asked(reader(page["request"]), proposal, at=at)
    return panels.support(page, proposal, verdict, closes=closing(proposal.component, "support", at), said=said)


@require_POST
@signed_in_to_act
@resumable(support_offer)
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Support a proposal; without JavaScript the page comes back, with it only the panel does."""
    proposal = proposal_to_act_on(request, pk)
    support_proposal(proposal=proposal, by=signed_in(request), at=timezone.now())
    proposal.supported_by_me = True  # type: ignore[attr-defined]
    return _after(request, proposal, _("You support this proposal. We will tell you what it is answered."))


@require_POST
@signed_in_to_act
def unsupport(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a support back."""
    proposal = proposal_to_act_on(request, pk)
    withdraw_support(proposal=proposal, by=signed_in(request), at=timezone.now())
    proposal.supported_by_me = False  # type: ignore[attr-defined]
    return _after(request, proposal, _("You do not support this proposal any more."))


def _after(request: HttpRequest, proposal: Proposal, words: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(_support_panel({"request": request, **csrf(request)}, proposal, timezone.now(), words))
    messages.success(request, words)
    return HttpResponseRedirect(f"{proposal.get_absolute_url()}#respaldo")
