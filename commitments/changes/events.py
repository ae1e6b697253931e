"""Events of what came of reviews, and who is told."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import CHANGES, titled

if TYPE_CHECKING:
    from participation.models import Event

DRAFTED = "commitments.recommendation.drafted"
RECOMMENDED = "commitments.recommendation.published"
CHANGED = "commitments.change.recorded"
TAKEN_BACK = "commitments.change.withdrawn"


def _followers(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _title(event: "Event", reason: str) -> str:
    return titled(gettext("A commitment changed something for good: “%(title)s”"), event)


def register() -> None:
    """Declare them."""
    register_events(
        EventName(
            DRAFTED, _("A recommendation was written in a draft"), "person", mine=_("You wrote a recommendation")
        ),
        EventName(RECOMMENDED, _("A recommendation was published"), "public"),
        EventName(CHANGED, _("What a commitment changed was put down"), "public"),
        EventName(TAKEN_BACK, _("What was put down as changed was taken back"), "public", takes_away=True),
    )
    register_notices(NoticeRule(CHANGED, CHANGES.name, _followers, _title))
    nobody(DRAFTED, RECOMMENDED, TAKEN_BACK)  # whoever follows the plan is told of the assessment
