"""Who recommends, and who puts down what changed."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commitments.policies import may_coordinate
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from commitments.models import Commitment, InstitutionalChange
    from participation.models import Person, Subject


def may_record(person: "Person | None", commitment: "Commitment") -> Verdict:
    """Tell whether somebody puts down what a commitment changed: whoever coordinates its plan, closed or not."""
    return first_denial(
        lambda: may_coordinate(person, commitment.plan),
        lambda: (
            ALLOWED
            if is_shown(commitment.subject)
            else Denied("not_public", _("This commitment is not public, so nobody would see what it changed."))
        ),
    )


def may_withdraw(person: "Person | None", change: "InstitutionalChange") -> Verdict:
    """Tell whether somebody takes back what was put down by mistake."""
    return first_denial(
        lambda: may_coordinate(person, change.commitment.plan),
        lambda: Denied("withdrawn", _("It was taken back already.")) if change.withdrawn_at else ALLOWED,
    )


def answerable(subject: "Subject") -> Verdict:
    """Tell whether a recommendation can be answered now: it is published."""
    if is_shown(subject):
        return ALLOWED
    return Denied("not_published", _("It is not published."))
