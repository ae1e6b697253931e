"""Who may propose a change, take it back, accept it and not accept it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import newcomers, roles
from participation.access.eligibility import check
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from processes.policies import is_open
from proposals.amendments.passages import find
from proposals.coauthors import writes
from proposals.models import Amendment, AmendmentState
from proposals.querysets import SHOWN
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person
    from proposals.models import Proposal

MOST_OPEN = 5


def may_amend(person: "Person | None", proposal: "Proposal", *, at: datetime) -> Verdict:
    """Tell whether the person may propose a change to the text: whoever may comment, save its authors."""
    return first_denial(
        lambda: takes_changes(proposal),
        lambda: is_open(proposal.component, "comment", at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: _of_somebody_else(person, proposal),
        lambda: check(proposal.component.config.who_may_comment, person, at=at),
        lambda: _within_limits(person, proposal, at),
    )


def takes_changes(proposal: "Proposal") -> Verdict:
    """Tell whether changes to a text can be proposed and accepted, whoever asks: until it is evaluated."""
    if not proposal.component.config.amendments_allowed:
        return Denied("no_amendments", _("In this call nobody proposes changes to the texts of others."))
    if proposal.body_is_html:
        return Denied("imported", _("It comes from another platform: its text stays as it is."))
    if proposal.state == ProposalState.PUBLISHED and proposal.subject.is_public:
        return ALLOWED
    if proposal.state in SHOWN and proposal.subject.is_public:
        return Denied("decided", _("Its text does not change any more: the government has taken it up."))
    return Denied("not_published", _("It is not published."))


def _of_somebody_else(person: "Person | None", proposal: "Proposal") -> Verdict:
    if person is None or not writes(person, proposal):
        return ALLOWED
    edit = Remedy(_("Edit it"), f"{proposal.subject.path}editar/")
    return Denied("own", _("You sign this text. While it can be edited, change it yourself."), edit)


def _within_limits(person: "Person | None", proposal: "Proposal", at: datetime) -> Verdict:
    if person is None:
        return ALLOWED
    mine = Amendment.objects.filter(author=person)
    if mine.filter(proposal=proposal, state=AmendmentState.OPEN).count() >= MOST_OPEN:
        message = ngettext(
            "%(n)s change of yours waits here, which is the limit. Take one back to propose another.",
            "%(n)s changes of yours wait here, which is the limit. Take one back to propose another.",
            MOST_OPEN,
        )
        return Denied("amendment_limit", message % {"n": MOST_OPEN})
    since = newcomers.since(person, at)
    return ALLOWED if since is None else newcomers.may_write_more("comments", mine.filter(at__gte=since).count())


def is_outdated(amendment: Amendment) -> bool:
    """Tell whether the passage changed since the change to it was proposed, so that it fits no more."""
    if amendment.state != AmendmentState.OPEN:
        return False
    return find(amendment.proposal.body, amendment.passage, amendment.position) is None


def may_accept(person: "Person | None", amendment: Amendment, *, at: datetime) -> Verdict:
    """Tell whether the person may take the change into the text: its authors, while the passage stands."""
    return first_denial(
        lambda: may_decline(person, amendment, at=at),
        lambda: takes_changes(amendment.proposal),
        lambda: _fits(amendment),
    )


def _fits(amendment: Amendment) -> Verdict:
    if not is_outdated(amendment):
        return ALLOWED
    return Denied(
        "outdated", _("This part of the text changed meanwhile, so the change does not fit. It can be proposed anew.")
    )


def may_decline(person: "Person | None", amendment: Amendment, *, at: datetime) -> Verdict:
    """Tell whether the person may say no, with a reason: the authors of the text."""
    return first_denial(
        lambda: roles.may_take_part(person, at=at),
        lambda: (
            ALLOWED
            if person is not None and writes(person, amendment.proposal)
            else Denied("not_author", _("Only whoever signs the proposal decides on changes to it."))
        ),
        lambda: _waits(amendment),
    )


def may_withdraw(person: "Person | None", amendment: Amendment) -> Verdict:
    """Tell whether the person may take their own proposed change back: until it is decided."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and amendment.author_id == person.pk
            else Denied("not_proposer", _("Only whoever proposed this change can take it back."))
        ),
        lambda: _waits(amendment),
    )


def is_open_to_joins(amendment: Amendment, at: datetime) -> Verdict:
    """Tell whether others may say that they want this change too."""
    return first_denial(
        lambda: _waits(amendment),
        lambda: takes_changes(amendment.proposal),
        lambda: is_open(amendment.proposal.component, "comment", at=at),
    )


def _waits(amendment: Amendment) -> Verdict:
    if amendment.state == AmendmentState.OPEN:
        if amendment.subject.state == "hidden":
            return Denied("hidden", _("It was hidden by moderation."))
        return ALLOWED
    message = {
        AmendmentState.ACCEPTED: _("This change was accepted: it is in the text."),
        AmendmentState.DECLINED: _("It was decided not to accept this change."),
        AmendmentState.WITHDRAWN: _("Whoever proposed this change took it back."),
    }
    return Denied(f"is_{amendment.state}", message[AmendmentState(amendment.state)])
