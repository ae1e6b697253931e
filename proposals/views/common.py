"""Steps that several pages share."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from participation.access import roles
from participation.stored import StoredQuery
from participation.subjects import above
from processes.models import Component
from processes.querysets import ComponentQuerySet, openings_with_phases
from proposals.coauthors import signers_of_row, writes
from proposals.models import Proposal
from proposals.querysets import ProposalQuerySet
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person

MAX_ID = 2**63 - 1


def reader(request: HttpRequest) -> "Person | None":
    """Return the person who is signed in."""
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def signed_in(request: HttpRequest) -> "Person":
    """Return the person of a request that ``signed_in_to_act`` let through."""
    return request.user  # type: ignore[return-value]


def call_or_404(request: HttpRequest, slug: str, component_slug: str) -> Component:
    """Return a proposal call of a process that this person may see, with what the clock needs. Raises Http404."""
    person = reader(request)
    found = next(iter(_public_call(slug, component_slug)), None)
    if found is None and person is not None:  # not public, or not any more
        found = calls(person, slug, component_slug).first()
    if found is None:
        raise Http404
    return found


def _page_rows(me: int | None) -> ProposalQuerySet:
    rows = Proposal.objects.for_page().prefetch_related(openings_with_phases("component__openings"))
    return rows.supported_flag(me).annotate(signed_by=signers_of_row(), **above.asked(me))


@StoredQuery
def _public_page(pk: int, me: int | None) -> ProposalQuerySet:
    return _page_rows(me).public_one().filter(pk=pk)


@StoredQuery
def _public_call(slug: str, component_slug: str) -> ComponentQuerySet:
    return calls(None, slug, component_slug)


def calls(person: "Person | None", slug: str, component_slug: str) -> ComponentQuerySet:
    """Return the proposal call of an address, where the person may see it, with what the clock needs."""
    rows = Component.objects.visible_to(person).with_clock()
    return rows.filter(process__slug=slug, slug=component_slug, kind="proposals")


def mapped_or_404(request: HttpRequest, slug: str, component_slug: str) -> Component:
    """Return a proposal call that this person may see, for its map: without what the clock needs. Raises Http404."""
    person = reader(request)
    found: Component | None = next(iter(_public_mapped(slug, component_slug)), None)
    if found is None and person is not None:  # below a role of theirs
        found = _mapped(slug, component_slug, person).first()
    if found is None:
        raise Http404
    return found


def _mapped(slug: str, component_slug: str, person: "Person | None") -> QuerySet:
    rows = Component.objects.visible_to(person).filter(kind="proposals").select_related("process__territory")
    return rows.filter(process__slug=slug, slug=component_slug).order_by("pk")


@StoredQuery
def _public_mapped(slug: str, component_slug: str) -> QuerySet:
    return _mapped(slug, component_slug, None)


def visible_proposal(request: HttpRequest, pk: int) -> Proposal | None:
    """Return a proposal that this person may see, with what its page shows; None also for strange ids."""
    if pk > MAX_ID:
        return None
    person = reader(request)
    me = None if person is None else person.pk
    found: Proposal | None = next(iter(_public_page(pk, me)), None)
    if found is None and person is not None:  # their own, or below a role of theirs
        found = _page_rows(me).visible_to(person).filter(pk=pk).first()
    if found is not None:
        above.keep(found, found.subject)
    return found


def proposal_or_404(request: HttpRequest, pk: int) -> Proposal:
    """Return a proposal that this person may see, with what its page shows. Raises Http404, also for strange ids."""
    found = visible_proposal(request, pk)
    if found is None:
        raise Http404
    return found


def proposal_to_act_on(request: HttpRequest, pk: int) -> Proposal:
    """Return a proposal for an act on what is public; the roles of the person are asked only where it is not."""
    rows = Proposal.objects.for_page().prefetch_related(openings_with_phases("component__openings"))
    public = rows.public_one().filter(pk=pk).first() if pk <= MAX_ID else None
    return public or proposal_or_404(request, pk)


def own_draft_or_404(request: HttpRequest, pk: int) -> Proposal:
    """Return a draft that the person who asks writes, alone or with others. Raises Http404."""
    proposal = proposal_or_404(request, pk)
    if not writes(signed_in(request), proposal) or proposal.state != ProposalState.DRAFT:
        raise Http404
    return proposal


def draft_address(draft: Proposal) -> str:
    """Return where a draft is written on: which one is said, since a co-author may have a draft of their own too."""
    args = [draft.component.process.slug, draft.component.slug]
    return f"{reverse('proposals:create', args=args)}?borrador={draft.pk}"


def works_here(person: "Person | None", proposal: Proposal) -> bool:
    """Tell whether the person is an official over the proposal."""
    return roles.holds(person, roles.OFFICIALS, proposal.subject)


def closing(component: Component, act: str, at: datetime) -> datetime | None:
    """Return when an open act closes."""
    from processes.policies import open_until

    return open_until(component, act, at)
