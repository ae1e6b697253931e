"""What templates ask about a proposal."""

from typing import Any, NamedTuple

from django import template
from django.utils.safestring import SafeString

from participation.web.fragments import piece
from participation.web.moulds import pour
from participation.web.templatetags.ui import ago
from proposals.models import Proposal
from proposals.steps import step_of
from proposals.tags import StateTag, state_tag, takes_supports

register = template.Library()
SUMMARY = 28  # words


@register.simple_tag
def state_of(proposal: Proposal) -> StateTag:
    """Return the state in words and its key."""
    return state_tag(proposal)


def _first_words(text: str) -> str:
    """Return the first words of a text, as Django's ``truncatewords`` does, which takes a tenth of a card."""
    words = text.split()
    return " ".join(words) if len(words) <= SUMMARY else " ".join(words[:SUMMARY]) + " …"


class CardShape(NamedTuple):
    """What decides the shape of a card (web/moulds.py); its texts are values."""

    state: str
    kind: str
    foreign: bool
    supported: bool
    government: bool
    step: str
    placed: bool


@register.simple_tag(takes_context=True)
def proposal_card(context: dict[str, Any], proposal: Proposal) -> SafeString:
    """Return the card of a proposal."""
    language = (getattr(context.get("request"), "LANGUAGE_CODE", "es") or "es").split("-")[0]
    state, step = state_tag(proposal), step_of(proposal)
    territory = proposal.territory
    foreign = proposal.lang != language
    shape = CardShape(
        state=str(state.text),
        kind=state.kind,
        foreign=foreign,
        supported=takes_supports(proposal),
        government=proposal.institution_id is not None,
        step=step.shown if step is not None else "",
        placed=territory is not None,
    )
    return pour(
        "proposals/card.html",
        shape,
        url=proposal.get_absolute_url(),
        lang=proposal.lang,
        title=proposal.title,
        summary=_first_words(proposal.subject.summary),
        supports=piece("proposals/supports_words.html", proposal.counts.supports) if shape.supported else "",
        comments=piece("proposals/comments_words.html", proposal.subject.counts.comments),
        place=territory.name if territory else "",
        when=ago(proposal.published_at),
    )
