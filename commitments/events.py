"""Events of plans, commitments and what became of institutions, and who is told of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import CHANGES, titled

if TYPE_CHECKING:
    from participation.models import Event

PLAN, COMMITMENT, SUCCESSION = "commitments.plan.", "commitments.commitment.", "commitments.succession."
EVENTS = (
    EventName(f"{PLAN}created", _("An action plan was begun"), "public"),
    EventName(f"{PLAN}updated", _("What the plan says of itself changed"), "public"),
    EventName(f"{PLAN}extended", _("The plan was extended"), "public"),
    EventName(f"{PLAN}published", _("The plan was published"), "public"),
    EventName(f"{PLAN}archived", _("The plan was closed"), "public"),
    EventName(f"{PLAN}reopened", _("The plan was opened again"), "public"),
    EventName(f"{PLAN}periods_set", _("Its reporting periods were set"), "public"),
    EventName(f"{PLAN}tally_put_down", _("A published count was put down"), "public"),
    EventName(f"{PLAN}imported", _("Commitments were brought from a file"), "officials"),
    EventName(f"{COMMITMENT}added", _("The commitment was added to the plan"), "public"),
    EventName(f"{COMMITMENT}updated", _("The commitment changed"), "public", takes_away=True),
    EventName(f"{COMMITMENT}withdrawn", _("The commitment was taken out of the plan"), "public"),
    EventName(f"{COMMITMENT}restored", _("The commitment is in the plan again"), "public"),
    EventName(f"{COMMITMENT}actor_left", _("Somebody left the commitment"), "public"),
    EventName(f"{COMMITMENT}measured", _("An indicator was measured"), "public"),
    EventName(f"{COMMITMENT}objective_served", _("It was said which actions serve an objective"), "public"),
    EventName(f"{COMMITMENT}predecessor_set", _("It was said which commitment it goes on with"), "public"),
    EventName(f"{SUCCESSION}declared", _("It was put down what became of the institution"), "public"),
    EventName(f"{SUCCESSION}withdrawn", _("What became of the institution was corrected"), "public"),
)
TOLD = {
    f"{PLAN}published": _("The plan “%(title)s” was published"),
    f"{PLAN}extended": _("The plan “%(title)s” was extended"),
    f"{PLAN}archived": _("The plan “%(title)s” was closed"),
    f"{COMMITMENT}added": _("A commitment was added: “%(title)s”"),
    f"{COMMITMENT}updated": _("The commitment “%(title)s” changed"),
    f"{COMMITMENT}withdrawn": _("The commitment “%(title)s” was taken out of its plan"),
    f"{COMMITMENT}restored": _("The commitment “%(title)s” is in its plan again"),
    f"{COMMITMENT}actor_left": _("Somebody left the commitment “%(title)s”"),
}


def _followers(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _title(event: "Event", reason: str) -> str:
    return titled(str(TOLD[event.name]), event)


def _body(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    if event.name == f"{COMMITMENT}actor_left":
        who = {"who": event.payload.get("actor", ""), "reason": words}
        return gettext("%(who)s left: %(reason)s") % who
    return words


def register() -> None:
    """Called once by ``commitments.registrations``."""
    register_events(*EVENTS)
    register_notices(*(NoticeRule(name, CHANGES.name, _followers, _title, _body) for name in TOLD))
    nobody(*(event.name for event in EVENTS if event.name not in TOLD))
