"""The lines of the retention table that this room answers for, and what stays without an end."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from participation.exports.registry import KEEPS
from participation.privacy.retention import RetentionRule


def own_rules() -> list[RetentionRule]:
    """Return what is erased by time, then what stays and why."""
    return [*_erased(), *_kept()]


def _erased() -> list[RetentionRule]:
    from participation.exports.actions import expire_exports
    from participation.people.actions import UNCONFIRMED, forget_unconfirmed
    from participation.privacy.actions.arco import forget_requests
    from participation.privacy.actions.erasure import erase_blocked
    from participation.privacy.setup import shown_settings
    from participation.privacy.sweeps import forget_sessions, session_time

    return [
        RetentionRule(
            "people.unconfirmed",
            _("Sign-ups whose code was never entered"),
            UNCONFIRMED,
            _("Nobody showed that the contact is theirs."),
            lambda at: forget_unconfirmed(at=at),
        ),
        RetentionRule(
            "people.sessions",
            _("Sessions of browsers"),
            session_time,
            _("So that you stay signed in on your device."),
            forget_sessions,
        ),
        RetentionRule(
            "privacy.blocked",
            _("The seal of the identity document of a closed account"),
            lambda: timedelta(days=shown_settings().blocking_days),
            _("Blocked, not used: one person stays one voice, and duties already born can be answered for."),
            lambda at: erase_blocked(at=at),
        ),
        RetentionRule(
            "privacy.requests",
            _("Personal data in closed requests (ARCO)"),
            lambda: timedelta(days=shown_settings().request_days),
            _("So that the unit can prove what it answered; folio, dates and outcome stay."),
            lambda at: forget_requests(at=at),
        ),
        RetentionRule(
            "exports.files",
            _("Files with data that were made for download"),
            KEEPS,
            _("You can ask for a new one at any time."),
            lambda at: expire_exports(at=at),
        ),
    ]


def _kept() -> list[RetentionRule]:
    return [
        RetentionRule(
            "people.account",
            _("Your account"),
            None,
            _("Until you close it. Name and contacts are then erased at once."),
        ),
        RetentionRule(
            "people.contributions",
            _("What you proposed, commented and supported"),
            None,
            _("It is the memory of public decisions. When you close your account it stays without your name."),
        ),
        RetentionRule(
            "privacy.breaches",
            _("Log of breaches of security"),
            None,
            _("It holds no names and proves what was done."),
        ),
    ]
