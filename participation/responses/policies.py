"""Who may work on an answer: evaluators prepare, stewards publish."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.responses.registry import answerable

if TYPE_CHECKING:
    from participation.models import Person, Subject
    from participation.responses.models import Response


def may_prepare(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell whether the official may evaluate a contribution and prepare its answer."""
    return answerable(subject).may_prepare(person, subject)


def may_publish(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell whether the official may publish or correct an answer."""
    return answerable(subject).may_publish(person, subject)


def not_published(response: "Response") -> Verdict:
    """Tell whether the answer is still in preparation."""
    if response.published_at is None:
        return ALLOWED
    return Denied("already_published", _("The answer is already published. Correct it with a reason instead."))


def is_published(response: "Response") -> Verdict:
    """Tell whether there is a published answer to correct."""
    if response.published_at is not None:
        return ALLOWED
    return Denied("not_published_yet", _("The answer is not published yet. Change the draft instead."))


def is_prepared(response: "Response") -> Verdict:
    """Tell whether an answer with verdict and reasons waits to be published."""
    if response.verdict and response.reasons:
        return ALLOWED
    return Denied("not_prepared", _("No answer was prepared: it needs a verdict and reasons."))
