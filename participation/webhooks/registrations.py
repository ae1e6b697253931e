"""What webhooks register: events, the notice that one was stopped, how long the log is kept, personal data."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS
from participation.events.names import EventName, register_events
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    nobody,
    officials_of,
    one_person,
    register_notices,
)
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.retention import RetentionRule, register_retention

if TYPE_CHECKING:
    from participation.models import Event, Person

QUIET = ("added", "changed", "secret_changed", "paused", "resumed", "deleted", "resent")
COLUMNS = ("name", "url", "events", "only__path", "state", "created_at")


def _hearers(event: "Event") -> list[Hearers]:
    person = event.payload.get("person")
    return [one_person("account", person)] if person else [officials_of(None, STEWARDS)]


def _title(event: "Event", reason: str) -> str:
    return gettext("Messages to one of your programs were stopped")


def _body(event: "Event", reason: str) -> str:
    from participation.webhooks.models import StopReason

    why = dict(StopReason.choices).get(event.payload.get("reason", ""), "")
    return " ".join(str(part) for part in (why, event.payload.get("words", "")) if part)


def _path(event: "Event", reason: str) -> str:
    return f"/cuenta/webhooks/{event.payload.get('key', '')}/"


def _purge(at: datetime) -> int:
    from participation.webhooks.actions import forget_old

    return forget_old(at=at)


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from participation.models import WebhookEndpoint

    return WebhookEndpoint.objects.filter(person=person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.webhooks.actions import KEPT

    register_events(
        EventName("webhooks.endpoint.added", _("added a webhook"), "person"),
        EventName("webhooks.endpoint.changed", _("changed a webhook"), "person"),
        EventName("webhooks.endpoint.secret_changed", _("made another secret for a webhook"), "person"),
        EventName("webhooks.endpoint.paused", _("paused a webhook"), "person"),
        EventName("webhooks.endpoint.resumed", _("started a webhook again"), "person"),
        EventName("webhooks.endpoint.deleted", _("deleted a webhook"), "person"),
        EventName("webhooks.endpoint.resent", _("sent a message of a webhook again"), "person"),
        EventName("webhooks.endpoint.stopped", pgettext_lazy("log", "a webhook was stopped"), "person"),
    )
    register_notices(NoticeRule("webhooks.endpoint.stopped", "account", _hearers, _title, _body, _path))
    nobody(*(f"webhooks.endpoint.{word}" for word in QUIET))
    register_retention(
        RetentionRule(
            "webhooks.deliveries",
            _("Log of messages to programs (webhooks)"),
            KEPT,
            _("So that whoever wrote the program can find what went wrong. The messages' text is not kept."),
            _purge,
        )
    )
    register_personal_data(PersonalTable("webhooks", _("Webhooks"), COLUMNS, _rows))
