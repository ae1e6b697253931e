"""Who is told of acts that need two people, and of a second step that was reset."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    nobody,
    officials_of,
    one_person,
    register_notices,
)
from participation.notifications.rules import ACCOUNT, WORK

if TYPE_CHECKING:
    from participation.models import Event


def _seconds(event: "Event") -> Iterable[Hearers]:
    """Whoever may be the second person, and the person whom it is about."""
    return [
        one_person("account", event.payload.get("person"), kind=ACCOUNT.name),
        officials_of(event.subject, roles.STEWARDS),
    ]


def _proposer(event: "Event") -> Iterable[Hearers]:
    return [one_person("proposer", event.payload.get("proposer"))]


def _owner(event: "Event") -> Iterable[Hearers]:
    return [one_person("account", event.payload.get("person"))]


def _proposed_title(event: "Event", reason: str) -> str:
    if reason == "account":
        return _("A colleague asked to remove your second step")
    return _("An act waits for a second person")


def _proposed_body(event: "Event", reason: str) -> str:
    if reason == "account":
        return _("If it was not you who asked for it, tell whoever manages the platform now, before it is confirmed.")
    return str(event.payload.get("reason") or "")


def _decided_title(event: "Event", reason: str) -> str:
    if event.name == "access.act.confirmed":
        return _("What you proposed was confirmed and done")
    return _("What you proposed was not confirmed")


def _reason(event: "Event", reason: str) -> str:
    return str(event.payload.get("reason") or "")


def _path(event: "Event", reason: str) -> str:
    return "/cuenta/seguridad/" if reason == "account" else f"/mesa/dos-personas/{event.payload.get('pending')}/"


def _reset_title(event: "Event", reason: str) -> str:
    return _("Your second step was removed and your sessions ended")


def _reset_body(event: "Event", reason: str) -> str:
    return _("Two colleagues did it because you had lost it. Sign in with a code and add another; your role waits.")


def register() -> None:
    """Register the rules of the guard's events."""
    register_notices(
        NoticeRule("access.act.proposed", WORK.name, _seconds, _proposed_title, _proposed_body, _path),
        NoticeRule("access.act.confirmed", WORK.name, _proposer, _decided_title, path=_path),
        NoticeRule("access.act.rejected", WORK.name, _proposer, _decided_title, _reason, _path),
        NoticeRule(
            "people.second_step.reset", ACCOUNT.name, _owner, _reset_title, _reset_body,
            lambda event, reason: "/cuenta/seguridad/",
        ),
    )  # fmt: skip
    nobody(
        "access.act.withdrawn",
        "participation.log.exported",
        "access.viewing.opened",
        "access.viewing.looked",
        "access.viewing.closed",
        "access.two_people.required",
        "access.two_people.ended",
        "access.field.opened",
        "access.field.pin_renewed",
        "access.field.entered",
        "access.field.ended",
    )
