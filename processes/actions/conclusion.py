"""Publishing what was concluded in an activity, and correcting it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.events.record import record
from participation.veda.actions import record_override
from processes import events, policies
from processes.actions.electoral import accepted, running
from processes.actions.shared import checked_texts, lock, next_version
from processes.models import Component, Conclusion

if TYPE_CHECKING:
    from participation.models import Person

LONGEST = 6000
TEXTS = Conclusion.TRANSLATABLE


@transaction.atomic
def publish_conclusion(
    *,
    component: Component,
    conclusions: str,
    by: "Person",
    at: datetime,
    follows: str = "",
    translations: dict[str, dict[str, str]] | None = None,
    reason: str = "",
    accept_electoral: bool = False,
) -> Conclusion:
    """Say what was concluded from what people said, and what follows; a further version needs a reason.

    In an electoral period that must be accepted. The same again changes nothing. Raises ActDenied, and
    ValidationError by field.
    """
    lock(component.process)
    policies.may_conclude(by, component, at=at).enforce()
    given = {"conclusions": conclusions, "follows": follows}
    texts, others = checked_texts(given, translations, names=TEXTS, longest=LONGEST, optional=("follows",))
    last = component.conclusions.order_by("-number").first()
    version = next_version(last, texts, others, reason)
    if last is not None and version is None:
        return last
    number, why = version or (1, "")
    periods = accepted(running(component.process, at), accept_electoral)
    made = Conclusion.objects.create(
        component=component, number=number, **texts, translations=others, reason=why, by=by, at=at
    )
    record(
        events.CONCLUSION_CORRECTED if last else events.CONCLUSION_PUBLISHED,
        subject=component.subject,
        by=by,
        at=at,
        payload={"number": made.number, "reason": why},
        before={name: getattr(last, name) for name in TEXTS} if last else None,
        after=texts,
        changes=[("conclusions", made.pk)],
    )
    record_override(periods=periods, what="publish_conclusion", subject=component.subject, by=by, at=at)
    return made
