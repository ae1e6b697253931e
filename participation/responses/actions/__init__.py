"""Acts on answers, one module per topic: the answer itself, its way through the offices, the parts of a joint one."""

from participation.responses.actions.answers import (
    MAX_REASONS,
    bring_back,
    carry_elsewhere,
    correct_response,
    draft_mark,
    draft_response,
    hold_answers,
    owe_response,
    promise_no_later,
    publish_refusals,
    publish_response,
    publish_responses,
    start_evaluation,
    start_evaluations,
)
from participation.responses.actions.common import NotDoneError, Refusal
from participation.responses.actions.parts import ask_parts, hand_in_part, waive_part
from participation.responses.actions.reminders import escalate_late, remind_offices
from participation.responses.actions.routing import (
    Plan,
    assign_response,
    refusals,
    return_routing,
    route_response,
    route_responses,
)

__all__ = [
    "MAX_REASONS",
    "NotDoneError",
    "Plan",
    "Refusal",
    "ask_parts",
    "assign_response",
    "bring_back",
    "carry_elsewhere",
    "correct_response",
    "draft_mark",
    "draft_response",
    "escalate_late",
    "hand_in_part",
    "hold_answers",
    "owe_response",
    "promise_no_later",
    "publish_refusals",
    "publish_response",
    "publish_responses",
    "refusals",
    "remind_offices",
    "return_routing",
    "route_response",
    "route_responses",
    "start_evaluation",
    "start_evaluations",
    "waive_part",
]
