"""What moderation registers: events, notices, texts to look at, datasets, what waits for its officials."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.moderation.registry import Written, register_written
from participation.people.api_acts import ApiAct, register_api_acts
from participation.web.office import WaitingItem, register_waiting

if TYPE_CHECKING:
    from participation.models import Event, Person

EVENTS = (
    EventName("participation.flag.made", _("Someone reported this to the moderators"), "officials", secret=True),
    EventName("participation.comment.kept", _("A moderator left a reported comment as it was"), "officials"),
    EventName("participation.subject.kept", _("A moderator left this as it was"), "officials"),
    EventName("participation.subject.hidden", _("Moderation hid this"), "public", takes_away=True),
    EventName("participation.subject.restored", _("Moderation showed this again"), "public"),
    EventName("participation.answer.kept", _("A moderator left a reported answer as it was"), "officials"),
    EventName("participation.answer.hidden", _("Moderation hid the answer"), "public", takes_away=True),
    EventName("participation.answer.restored", _("Moderation showed the answer again"), "public"),
    EventName("participation.name.kept", _("A moderator left a reported name as it was"), "officials"),
    EventName("participation.name.hidden", _("Moderation hid the name of an author"), "officials", takes_away=True),
    EventName("participation.name.restored", _("Moderation showed the name of an author again"), "officials"),
    EventName("participation.suspicion.noticed", _("Something unusual was put before the moderators"), "officials"),
    EventName("participation.appeal.made", _("Someone appealed a decision of moderation"), "officials", secret=True),
    EventName("participation.appeal.decided", _("An appeal was decided"), "officials"),
    EventName("participation.account.blocked", _("An account was blocked"), "officials"),
    EventName("participation.account.unblocked", _("An account may take part again"), "officials"),
    EventName("participation.rule.saved", _("A house rule was changed"), "officials"),
)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.moderation import notices

    register_events(*EVENTS)
    notices.register()
    register_api_acts(ApiAct("flags.make", _("Report to the moderators")))
    register_written(comments_written, "participation.comment.made", "participation.comment.edited")
    register_waiting(reports_waiting, suspicions_waiting, appeals_waiting)


def comments_written(events: list["Event"]) -> Iterable[Written]:
    """Return the comments behind events, as they stand."""
    from participation.models import Comment

    keys = [event.payload.get("comment") for event in events]
    for row in Comment.objects.filter(pk__in=[key for key in keys if key], state="visible"):
        yield Written(row.subject_id, row.pk, row.author_id, row.text, row.at)


def _moderates(person: "Person") -> bool:
    from participation.access import roles

    return roles.scopes(person, roles.MODERATORS) != set()


def reports_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Say how many reported things wait for this moderator."""
    from django.urls import reverse

    from participation.moderation.querysets import waiting

    if not _moderates(person):
        return []
    return [WaitingItem(_("Reports to decide on"), waiting(person), reverse("moderation:queue"))]


def suspicions_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Say how many things a machine put before this moderator."""
    from django.urls import reverse

    from participation.moderation.querysets import suspected

    if not _moderates(person):
        return []
    url = f"{reverse('moderation:queue')}?estado=avisos"
    return [WaitingItem(_("Unusual things to look at"), suspected(person), url)]


def appeals_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Say how many appeals this moderator can decide on: not those against their own decisions."""
    from django.urls import reverse

    from participation.moderation.querysets import appeals_for

    if not _moderates(person):
        return []
    return [WaitingItem(_("Appeals to decide on"), appeals_for(person), reverse("moderation:appeals"))]
