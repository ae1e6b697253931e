"""What a commitment still lacks before its plan can be published. Everybody reads it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from commitments.models import LEADS, Commitment, CommitmentActor, Indicator, Value
from participation.models import Action

if TYPE_CHECKING:
    from commitments.models import Plan

SUFFICIENT = {Value.TRANSPARENCY, Value.PARTICIPATION, Value.ACCOUNTABILITY}
CHECKS: tuple[tuple[str, Any, Callable[[Any], bool]], ...] = (
    ("lead", _("who leads it"), lambda row: row.has_lead),
    (
        "contact",
        _("whom to ask: an office, and its e-mail or telephone"),
        lambda row: bool(row.office and (row.contact_email or row.contact_phone)),
    ),
    ("problem", _("what problem it addresses"), lambda row: bool(row.problem)),
    ("action", _("an action with its last day"), lambda row: row.has_action),
    (
        "value",
        _("which value of open government it serves: transparency, participation or accountability"),
        lambda row: bool(SUFFICIENT & set(row.values)),
    ),
    (
        "check",
        _("an indicator, or how to check that it was done"),
        lambda row: bool(row.verification_means) or row.has_indicator,
    ),
)


def with_parts(rows: Any) -> Any:
    """Annotate what is asked of the tables beside a commitment."""
    own = OuterRef("pk")
    dated = Action.objects.filter(followed=OuterRef("subject"), due_on__isnull=False, parent__isnull=False)
    return rows.annotate(
        has_lead=Exists(CommitmentActor.objects.filter(commitment=own, role__in=LEADS)),
        has_action=Exists(dated),
        has_indicator=Exists(Indicator.objects.filter(commitment=own)),
    )


def missing(row: Any) -> list[Any]:
    """Return in words what a commitment (read ``with_parts``) lacks."""
    return [words for _name, words, holds in CHECKS if not holds(row)]


def missing_of(plan: "Plan") -> dict[int, list[Any]] | None:
    """Return what each commitment of a plan lacks, in one query; None where there are no commitments."""
    rows = list(with_parts(Commitment.objects.filter(plan=plan, withdrawn_at__isnull=True)).order_by("pk"))
    if not rows:
        return None
    return {row.pk: lacking for row in rows if (lacking := missing(row))}
