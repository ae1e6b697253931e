"""Names of the events of independent review."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

APPOINTED = "commitments.assessor.appointed"
DECLARED = "commitments.assessor.declared"
ENDED = "commitments.assessor.ended"
RECORDED = "commitments.assessment.recorded"
REVISED = "commitments.assessment.revised"
DISCARDED = "commitments.assessment.discarded"
PUBLISHED = "commitments.assessment.published"


def register() -> None:
    """Declare them. What an assessor drafts is nobody else's business, so its events are told to them alone."""
    register_events(
        EventName(APPOINTED, _("The forum appointed an assessor"), "public"),
        EventName(DECLARED, _("An assessor declared their conflicts of interest"), "public"),
        EventName(ENDED, _("An appointment as assessor ended"), "public"),
        EventName(RECORDED, _("An assessment began to be written"), "person", mine=_("You began an assessment")),
        EventName(REVISED, _("The draft of an assessment changed"), "person", mine=_("You changed an assessment")),
        EventName(DISCARDED, _("The draft of an assessment was given up"), "person", mine=_("You gave a draft up")),
        EventName(PUBLISHED, _("An assessment was published"), "public"),
    )
