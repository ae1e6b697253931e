"""Where an observation stands, a commitment or one of its actions, and which institutions answer there."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import Commitment, CommitmentActor, PlanState
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict
from participation.asks.registry import AskRules
from participation.models import Action

if TYPE_CHECKING:
    from participation.models import Institution, Subject

KINDS = ("commitment", "action")
ANSWER_DAYS = 15  # working days


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched at a place: the commitment, and who answers for it, the first of them by default."""

    commitment: Commitment
    institutions: "tuple[Institution, ...]"


def gather(places: "list[Subject]") -> None:
    """Fetch what is watched at many places, in three queries."""
    missing = [place for place in places if not hasattr(place, "_watched")]
    if not missing:
        return
    actions = Action.objects.filter(subject__in=[place.pk for place in missing if place.kind == "action"])
    told = {
        row.subject_id: row
        for row in actions.select_related("institution__subject").defer("institution__subject__search")
    }
    wanted = [told[place.pk].followed_id if place.pk in told else place.pk for place in missing]
    rows: Any = Commitment.objects.for_page().filter(subject__in=wanted)
    rows = rows.select_related("plan__component__process__institution__subject").defer(
        "subject__search", "plan__component__subject__search", "plan__component__process__institution__subject__search"
    )
    found = {row.subject_id: row for row in rows}
    leads = CommitmentActor.objects.filter(commitment__in=list(found.values()), institution__isnull=False, to_on=None)
    by_commitment: dict[int, list[Any]] = {}
    for actor in leads.select_related("institution__subject").order_by("role", "position", "pk"):
        by_commitment.setdefault(actor.commitment_id, []).append(actor.institution)
    for place, key in zip(missing, wanted, strict=True):
        commitment = found.get(key)
        place._watched = _watched(commitment, told.get(place.pk), by_commitment) if commitment else None  # type: ignore[attr-defined]


def _watched(commitment: Commitment, action: Any, leads: dict[int, list[Any]]) -> Watched:
    own = [action.institution] if action is not None and action.institution is not None else []
    process = commitment.plan.component.process.institution
    every = [*own, *leads.get(commitment.pk, ()), *([process] if process is not None else [])]
    return Watched(commitment, tuple({row.pk: row for row in every}.values()))


def watched(place: "Subject") -> Watched | None:
    """Return what is watched at a place; None where it is no commitment's."""
    gather([place])
    return place._watched  # type: ignore[attr-defined, no-any-return]


def rules(place: "Subject | None") -> AskRules:
    """Return what holds there: anybody signed in, five that wait, an answer within fifteen working days."""
    found = watched(place) if place is not None else None
    offered = [row.pk for row in found.institutions] if found is not None else []
    return AskRules(answer_due_days=ANSWER_DAYS, institutions=offered)


def clock(place: "Subject | None", act: str, at: datetime) -> Verdict:
    """Tell whether one may ask there: while the plan is carried out here, by somebody who can answer."""
    found = watched(place) if place is not None else None
    if found is None:
        message = _("Observations are made on a commitment. Choose one.")
        return Denied("no_commitment", message, Remedy(_("See the commitments"), "/compromisos/"))
    plan = found.commitment.plan
    if act == "comment":
        return ALLOWED
    if plan.ran_elsewhere:
        message = _("This plan was carried out before it was brought here, so nobody here answers for it.")
        return Denied("ran_elsewhere", message)
    if plan.state == PlanState.DRAFT:
        return Denied("draft", _("This plan is a draft: say what you think in the comments."))
    if not found.institutions:
        return Denied("nobody_answers", _("No institution of this site answers for this commitment."))
    return ALLOWED


def closes(place: "Subject | None", act: str, at: datetime) -> datetime | None:
    """Return until when it is open: it does not close."""
    return None


def falls_to(place: "Subject | None") -> "Institution | None":
    """Return who answers where nobody was named: who is responsible for the action, else who leads the commitment."""
    found = watched(place) if place is not None else None
    return found.institutions[0] if found is not None and found.institutions else None


def crumbs(place: "Subject | None") -> list[Any]:
    """Return the way here."""
    if place is None:
        return [_("Commitments"), reverse("commitments:list")]
    return [_("Commitments"), reverse("commitments:list"), place.shown_title, place.get_absolute_url()]
