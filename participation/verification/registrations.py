"""What verification registers: its method and its events. Who is told: notifications/rules.py."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.privacy.retention import RetentionRule, register_retention
from participation.verification.actions.assisted import KEPT as LONGER
from participation.verification.actions.assisted import LASTS
from participation.verification.actions.attempts import KEPT
from participation.verification.methods import COUNTER, register_verification_method
from participation.verification.waiting import conflicts_waiting
from participation.web.office import register_waiting

KEPT_SHEETS = LASTS + LONGER


def _retention() -> list[RetentionRule]:
    from participation.verification import actions

    return [
        RetentionRule(
            "verification.attempts",
            _("Tries to be verified that failed: the account, the way, and why"),
            KEPT,
            _("To see that a way fails too often. What was typed is not kept at all."),
            lambda at: actions.purge_failed_attempts(at=at),
        ),
        RetentionRule(
            "verification.sheets",
            _("Codes of printed sheets, as a seal"),
            KEPT_SHEETS,
            _("To know of each that it was used or ended. They serve for 30 days."),
            lambda at: actions.purge_sheets(at=at),
        ),
    ]


def register() -> None:
    """Called once when the apps are ready."""
    register_verification_method(COUNTER)
    register_waiting(conflicts_waiting)
    register_retention(*_retention())
    register_events(
        EventName("verification.person.verified", _("verified a person"), "officials"),
        EventName("verification.person.renewed", _("renewed a verification"), "officials"),
        EventName("verification.conflict.opened", _("two accounts came with the same document"), "officials"),
        EventName("verification.conflict.decided", _("decided a conflict of identity"), "officials"),
        EventName("verification.document.linked", _("joined a document to an identity"), "officials"),
        EventName("verification.document.corrected", _("corrected the document of an identity"), "officials"),
        EventName("verification.identity.merged", _("merged two identities"), "officials"),
        EventName("verification.sheet.printed", _("printed a sheet to sign in"), "officials"),
        EventName("verification.sheet.used", _("signed in with a printed sheet"), "officials"),
        EventName("verification.minor.shielded", _("gave a pseudonym to a minor"), "officials", takes_away=True),
        EventName("verification.minors.changed", _("changed the rules for minors"), "officials"),
        EventName("verification.method.changed", _("set up a way to verify"), "officials"),
        EventName("verification.person.ending", _("a verification ends soon"), "nobody"),
        EventName("verification.person.revoked", _("revoked a verification"), "officials"),
    )
