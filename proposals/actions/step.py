"""The act by which an official says in which step of its call a proposal is."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.models import Person
from participation.web.richtext import tidy
from proposals.actions.common import locked
from proposals.models import Proposal
from proposals.steps import may_set_step, steps_of

LONGEST_NOTE = 1000


@transaction.atomic
def set_step(*, proposal: Proposal, step: str, note: str, by: Person, at: datetime) -> Proposal:
    """Put a proposal in a step of its state, or (with an empty one) in none; everybody reads the note.

    The same step again changes nothing. Raises ValidationError for a step of another state, and without a note.
    """
    proposal = locked(proposal)
    may_set_step(by, proposal).enforce()
    if proposal.step == step:
        return proposal
    known = {one.key: one for one in steps_of(proposal.component.config, proposal.state)}
    note = tidy(note)[:LONGEST_NOTE]
    errors = {}
    if step and step not in known:
        errors["step"] = [_("Choose one of the steps of the state in which it is.")]
    if not note:
        errors["note"] = [_("Say what happened or comes next: authors, supporters and followers read it.")]
    if errors:
        raise ValidationError(errors)
    proposal.step = step
    proposal.save(update_fields=["step"])
    payload: dict[str, object] = {"proposal": proposal.pk, "step": step, "reason": note}
    if step:
        told = known[step]
        payload |= {"title": told.label, "titles": {"en": told.label_en} if told.label_en else {}}
    name = "proposals.step.set" if step else "proposals.step.cleared"
    record(name, subject=proposal.subject, by=by, at=at, payload=payload)
    return proposal
