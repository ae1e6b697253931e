"""What templates ask about a proposal."""

from typing import Any

from django import template

from proposals.models import Proposal
from proposals.tags import StateTag, state_tag

register = template.Library()


@register.simple_tag
def state_of(proposal: Proposal) -> StateTag:
    """Return the state in words and its key."""
    return state_tag(proposal)


@register.inclusion_tag("proposals/card.html", takes_context=True)
def proposal_card(context: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    """Return the card of a proposal."""
    language = getattr(context.get("request"), "LANGUAGE_CODE", "es") or "es"
    return {"proposal": proposal, "reader_lang": language.split("-")[0]}
