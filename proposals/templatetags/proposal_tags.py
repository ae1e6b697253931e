"""What templates ask about a proposal."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString

from participation.web.fragments import piece
from participation.web.templatetags.ui import ago
from proposals.models import Proposal
from proposals.tags import StateTag, state_tag

register = template.Library()


@register.simple_tag
def state_of(proposal: Proposal) -> StateTag:
    """Return the state in words and its key."""
    return state_tag(proposal)


@dataclass(frozen=True, slots=True)
class Card:
    """All that the card of a proposal shows (fragments.py); ``lang`` only where it is not the reader's."""

    state: str
    kind: str
    url: str
    lang: str
    title: str
    summary: str
    supports: int | None
    comments: int
    place: str
    when: str


@register.simple_tag(takes_context=True)
def proposal_card(context: dict[str, Any], proposal: Proposal) -> SafeString:
    """Return the card of a proposal."""
    language = (getattr(context.get("request"), "LANGUAGE_CODE", "es") or "es").split("-")[0]
    state = state_tag(proposal)
    card = Card(
        state=str(state.text),
        kind=state.kind,
        url=proposal.get_absolute_url(),
        lang=proposal.lang if proposal.lang != language else "",
        title=proposal.title,
        summary=proposal.subject.summary,
        supports=proposal.counts.supports if proposal.author_id else None,
        comments=proposal.subject.counts.comments,
        place=proposal.territory.name if proposal.territory else "",
        when=ago(proposal.published_at),
    )
    return piece("proposals/card.html", card)
