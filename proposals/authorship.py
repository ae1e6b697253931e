"""Who a proposal is of: its author, or whom it stands for; and who may not judge it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.organisations.policies import may_speak_for
from proposals.coauthors import writes
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Organisation, Person
    from proposals.models import Proposal


def is_author(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether the person is the author, or speaks today for whom it stands."""
    if proposal.institution is not None:
        return roles.may_work_as(person, roles.STEWARDS, proposal.institution.subject)
    if proposal.organisation_id is not None and proposal.state != ProposalState.DRAFT:
        return may_speak_for(person, proposal.organisation)
    if person is not None and proposal.author_id == person.pk:
        return ALLOWED
    return Denied("not_author", _("Only its author can do this."))


def writes_it(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether the person is an author, alone or with others."""
    if person is not None and writes(person, proposal):
        return ALLOWED
    if person is not None and proposal.organisation_id is not None and proposal.author_id == person.pk:
        return may_speak_for(person, proposal.organisation)
    return Denied("not_author", _("Only its authors can do this."))


def not_own(person: "Person | None", proposal: "Proposal") -> Verdict:
    """Tell whether others wrote a proposal: no official decides on what they wrote, alone or with others.

    What an institution proposes is of none of its officials, who decide on it in its name.
    """
    if person is None or proposal.institution_id is not None:
        return ALLOWED
    if not (proposal.author_id == person.pk or writes(person, proposal)):
        return ALLOWED
    words = _("You wrote “%(title)s” yourself, so somebody else must decide on it.")
    return Denied("own_content", words % {"title": proposal.title})


def may_sign_as(person: "Person | None", proposal: "Proposal", organisation: "Organisation | None") -> Verdict:
    """Tell whether a draft's author may hand it in in the name of an organisation; in their own name, always."""
    return first_denial(lambda: is_author(person, proposal), lambda: may_speak_for(person, organisation))
