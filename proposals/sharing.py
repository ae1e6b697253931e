"""What cards, posters and pictures of links say of proposals."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.sharing.registry import Shared, register_shared
from participation.web.templatetags.ui import num
from proposals.models import Proposal
from proposals.tags import REGROUPED, state_tag

if TYPE_CHECKING:
    from participation.models import Subject


def register() -> None:
    """Called once by ``proposals.registrations``."""
    register_shared("proposal", _proposal)


def _proposal(subject: "Subject", at: datetime) -> Shared:
    proposal = Proposal.objects.select_related("subject__response", "counts").get(subject=subject)
    supports = proposal.counts.supports
    counted = not proposal.is_imported and proposal.state not in REGROUPED
    words = ngettext("%(n)s person supports it", "%(n)s people support it", supports) % {"n": num(supports)}
    return Shared(
        state=state_tag(proposal).text,
        facts=(words,) if counted and supports else (),
        call=_("Your neighbours propose"),
        invitation=_("Point your phone's camera here to read it and support it."),
        button=_("Read it and support it"),
    )
