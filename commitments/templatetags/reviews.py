"""``{% assessments commitment %}``: what independent reviewers say, beside what the government says, never merged."""

from typing import Any

from django import template

from commitments.models import Commitment, Plan
from commitments.reviews.marks import Mark, explained
from commitments.reviews.shown import review_of, review_of_plan

register = template.Library()


@register.inclusion_tag("commitments/reviews/panel.html", takes_context=True)
def assessments(context: dict[str, Any], commitment: Commitment) -> dict[str, Any]:
    """Return all published verdicts on a commitment, each with its source and date, in one query."""
    action = getattr(commitment.subject, "action", None)
    state = getattr(commitment, "state", None)
    if action is not None and state is not None:
        action.state = state
    return {"review": review_of(commitment), "action": action, "has_state": state is not None, "what": commitment}


@register.inclusion_tag("commitments/reviews/panel.html")
def plan_assessments(plan: Plan) -> dict[str, Any]:
    """Return the published verdicts on a plan as a whole."""
    return {"review": review_of_plan(plan), "action": None, "has_state": False, "what": plan, "of_plan": True}


@register.filter
def how_computed(mark: Mark) -> str:
    """Return how a mark was computed."""
    return explained(mark)


@register.filter
def labels(rows: list[Any]) -> str:
    """Return the questions of rows in one line."""
    return "; ".join(row.label for row in rows)
