"""Who writes a proposal: its author, co-authors and invitations."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.invitations.actions import invite_person
from participation.invitations.forms import InviteForm
from participation.invitations.models import Invitation
from participation.invitations.policies import may_invite
from participation.models import Comment, Person
from proposals import coauthor_policies
from proposals.actions import leave_proposal, remove_coauthor
from proposals.coauthors import signers, writes
from proposals.inviting import NAME
from proposals.models import Proposal
from proposals.states import ProposalState
from proposals.views.common import draft_address, proposal_or_404, signed_in

MOST_OFFERED = 50


def _written_or_404(request: HttpRequest, pk: int) -> Proposal:
    """Return a proposal that the person writes, alone or with others. Raises Http404."""
    proposal = proposal_or_404(request, pk)
    if not writes(signed_in(request), proposal):
        raise Http404
    return proposal


def offered(proposal: Proposal) -> list[tuple[int, str]]:
    """Return who commented and does not sign yet, by public name: whoever wrote in public can be asked by name."""
    taken = {proposal.author_id, *(signer.pk for signer in signers(proposal))}
    comments = Comment.objects.filter(subject=proposal.subject_id, state="visible", author__erased_at__isnull=True)
    comments = comments.filter(author__name_hidden_at__isnull=True, organisation__isnull=True).order_by(
        "author__name", "author"
    )
    found = comments.values_list("author", "author__name").distinct()[: MOST_OFFERED + len(taken)]
    return [(pk, name) for pk, name in found if pk not in taken][:MOST_OFFERED]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in_to_act
def coauthors(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who signs and who was invited; the author invites here."""
    proposal, person, at = _written_or_404(request, pk), signed_in(request), timezone.now()
    verdict = may_invite(person, proposal.subject, NAME, at=at)
    form = InviteForm(request.POST if request.method == "POST" else None, offered=offered(proposal))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("person")
        try:
            invite_person(
                subject=proposal.subject,
                purpose=NAME,
                by=person,
                at=at,
                contact=form.cleaned_data["contact"],
                person=Person.objects.get(pk=chosen) if chosen else None,
            )
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
        else:
            messages.success(request, _("Your invitation is on its way. They have two weeks to accept or decline."))
            return redirect("proposals:coauthors", pk=proposal.pk)
    return render(request, "proposals/coauthors.html", _context(proposal, person, form, verdict, at))


def _context(proposal: Proposal, person: Person, form: InviteForm, verdict: Any, at: datetime) -> dict[str, Any]:
    own = proposal.author_id == person.pk
    rows = Invitation.objects.of(proposal.subject, NAME).exclude(answer="accepted").select_related("person")
    draft = proposal.state == ProposalState.DRAFT
    return {
        "proposal": proposal,
        "component": proposal.component,
        "process": proposal.component.process,
        "signers": signers(proposal),
        "own": own,
        "me": person.pk,
        "form": form,
        "verdict": verdict,
        "may_remove": coauthor_policies.may_remove_coauthor(person, proposal),
        "invitations": rows.order_by("-at", "-pk") if own else [],
        "now": at,
        "most": proposal.component.config.coauthors_most,
        "back": draft_address(proposal) if draft else proposal.get_absolute_url(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop being a co-author, after asking once."""
    proposal, person = _written_or_404(request, pk), signed_in(request)
    if proposal.author_id == person.pk:
        raise Http404
    if request.method == "POST":
        leave_proposal(proposal=proposal, by=person, at=timezone.now())
        messages.success(request, _("You do not sign this proposal any more."))
        return redirect(proposal.component.get_absolute_url())
    return render(request, "proposals/coauthor_end.html", _ending(proposal, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def remove(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Take a co-author off, after asking once."""
    proposal = _written_or_404(request, pk)
    coauthor_policies.may_remove_coauthor(signed_in(request), proposal).enforce()
    found = next((signer for signer in signers(proposal) if signer.pk == person_pk), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        whom = Person.objects.get(pk=found.pk)
        remove_coauthor(proposal=proposal, person=whom, by=signed_in(request), at=timezone.now())
        messages.success(request, _("They do not sign this proposal any more, and were told."))
        return redirect("proposals:coauthors", pk=proposal.pk)
    return render(request, "proposals/coauthor_end.html", _ending(proposal, found.name))


def _ending(proposal: Proposal, name: str) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "component": proposal.component,
        "process": proposal.component.process,
        "name": name,
    }
