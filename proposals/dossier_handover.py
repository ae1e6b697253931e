"""What somebody evaluates when they leave: proposals that wait for their opinion go to who takes over."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participation.handover.registry import Duty
from proposals import dossier_policies as policies
from proposals.actions.dossier import assign_dossiers, end_dossier

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from participation.models import Person
    from proposals.models import Dossier


def open_dossiers(person: "Person") -> "QuerySet[Dossier]":
    """Return what waits for somebody's opinion; what was handed in, declined or answered meanwhile needs nobody."""
    from proposals.models import Dossier

    waiting = Dossier.objects.filter(evaluator=person, ended_at=None, handed_in_at=None, conflict="")
    rows = waiting.filter(proposal__state__in=policies.OPEN).select_related("proposal__subject")
    return rows.defer("proposal__subject__search").order_by("due_on", "pk")


def give(dossier: "Dossier", taking: "Person", by: "Person", at: datetime) -> bool:
    """Take a dossier back and give its proposal to who takes over; tell whether they could take it.

    What was written so far stays with those who lead the process: an opinion is of the one who wrote it.
    """
    end_dossier(dossier=dossier, by=by, at=at)
    if not policies.may_assign(by, dossier.proposal, taking):
        return False
    assign_dossiers(
        proposals=[dossier.proposal],
        evaluators=[taking],
        by=by,
        at=at,
        due_on=dossier.due_on,
        asked_for=dossier.asked_for,
    )
    return True


DUTY = Duty(
    name="dossiers",
    label=_("Proposals that wait for their opinion"),
    rows=open_dossiers,
    give=give,
    title=lambda dossier: dossier.proposal.title,
    path=lambda dossier: reverse("proposals:dossiers-of", args=[dossier.proposal_id]),
)
