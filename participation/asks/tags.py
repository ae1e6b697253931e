"""The state of an ask in words and a sign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from participation.asks.models import Ask
from participation.asks.states import AskState


@dataclass(frozen=True, slots=True)
class StateTag:
    """Words and the key of a state tag (see components)."""

    text: Any
    kind: str


def state_tag(ask: Ask, at: datetime) -> StateTag:
    """Return the state as people ask for it: answered, late, waiting."""
    if ask.subject.state == "hidden":
        return StateTag(_("Hidden by moderation"), "late")
    if ask.state == AskState.PUBLISHED:
        response = getattr(ask.subject, "response", None)
        if response is not None and response.due_on and response.due_on < timezone.localdate(at):
            return StateTag(_("Answer overdue"), "late")
        return StateTag(_("It waits for an answer"), "soon")
    return {
        AskState.PENDING: StateTag(_("Waits for moderation"), "soon"),
        AskState.RETURNED: StateTag(_("Returned to you"), "late"),
        AskState.ANSWERED: StateTag(_("Answered"), "done"),
        AskState.WITHDRAWN: StateTag(_("Withdrawn"), "none"),
    }[AskState(ask.state)]
