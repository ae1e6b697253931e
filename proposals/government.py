"""What institutions propose before deciding: who may, and what an official reads beside the decision."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.models import Institution
from processes.policies import is_open
from proposals.settings import Authors

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component
    from proposals.models import Proposal


def may_propose_as(
    person: "Person | None", component: "Component", institution: Institution | None = None, *, at: datetime
) -> Verdict:
    """Tell whether the official may propose in a call as an institution; without one, as any at all."""
    return first_denial(
        lambda: _takes_government(component),
        lambda: roles.may_be_signed_in(person),
        lambda: (
            roles.may_work_as(person, roles.STEWARDS, institution.subject)
            if institution is not None
            else _leads_one(person)
        ),
        lambda: is_open(component, "propose", at=at),
    )


def _takes_government(component: "Component") -> Verdict:
    if component.config.authors in {Authors.GOVERNMENT, Authors.BOTH}:
        return ALLOWED
    return Denied("people_only", _("In this call people propose. Its settings say whether the government does too."))


def _leads_one(person: "Person | None") -> Verdict:
    if person is not None and led_by(person).exists():
        return ALLOWED
    if roles.lacks_second_step(person):
        return roles.NO_SECOND_STEP
    return Denied("role_missing", _("Only officials who lead an institution propose in its name."))


def led_by(person: "Person") -> Any:
    """Return the institutions in whose name an official may propose."""
    from django.db.models import Q

    rows = Institution.objects.public().order_by("name", "pk")
    held = roles.scopes(person, roles.STEWARDS)
    if held is None:
        return rows
    return rows.filter(Q(subject__in=held) | Q(subject__ancestors__overlap=list(held)))


def heard(proposal: "Proposal") -> dict[str, int]:
    """Return what the debate said, in numbers, for who writes the decision."""
    from proposals.models import Amendment

    counts = proposal.subject.counts
    accepted = Amendment.objects.filter(proposal=proposal, state="accepted").count()
    return {"in_favour": counts.comments_for, "against": counts.comments_against, "accepted": accepted}
