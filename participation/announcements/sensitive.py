"""Sending as an act that an installation may ask two people for."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.pending.registry import Arguments, SensitiveAct
from participation.access.verdict import Denied, Verdict
from participation.announcements import policies
from participation.announcements.models import Announcement

if TYPE_CHECKING:
    from participation.models import Person, Subject

GONE = Denied("gone", _("This announcement does not exist any more."))


def send_arguments(
    announcement: Announcement, send_at: datetime | None, *, accept_electoral: bool = False
) -> Arguments:
    """Return what is proposed as it is kept: with when the text was last changed, so that no other text is sent."""
    return {
        "announcement": announcement.pk,
        "edited_at": announcement.edited_at.isoformat(),
        "send_at": send_at.isoformat() if send_at else None,
        "accept_electoral": accept_electoral,
    }


def _find(arguments: Arguments) -> Announcement | None:
    rows = Announcement.objects.select_related("scope", "territory", "sent_by")
    return rows.filter(pk=arguments.get("announcement") or 0).first()


def _may_propose(by: "Person | None", arguments: Arguments, at: datetime) -> Verdict:
    found = _find(arguments)
    return policies.may_propose(by, found) if found else GONE


def _may_confirm(by: "Person | None", arguments: Arguments, at: datetime) -> Verdict:
    found = _find(arguments)
    return policies.may_see(by, found) if found else GONE


def _perform(*, arguments: Arguments, reason: str, by: "Person", confirmed_by: "Person", at: datetime) -> Any:
    from participation.announcements.actions import schedule_announcement

    found = _find(arguments)
    if found is None:
        return GONE.enforce()
    if found.edited_at.isoformat() != arguments["edited_at"]:
        raise ValidationError(_("The text changed since this was proposed. Look again, and propose it anew."))
    wanted = datetime.fromisoformat(arguments["send_at"]) if arguments["send_at"] else None
    # A moment that passed while it waited for the second person means now.
    send_at = wanted if wanted and wanted > at else None
    accepted = bool(arguments.get("accept_electoral"))
    return schedule_announcement(
        announcement=found, send_at=send_at, by=by, confirmed_by=confirmed_by, accept_electoral=accepted, at=at
    )


def _describe(arguments: Arguments) -> str:
    found = _find(arguments)
    return gettext("Send “%(title)s”") % {"title": found.title if found else "–"}


def _subject(arguments: Arguments) -> "Subject | None":
    found = _find(arguments)
    return found.scope if found else None


SENDING = SensitiveAct(
    policies.SEND,
    _("Send an announcement or a newsletter"),
    _may_propose,
    _may_confirm,
    _perform,
    _describe,
    _subject,
)
