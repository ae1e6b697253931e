"""What verification registers: its method and its events. Who is told: notifications/rules.py."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.verification.methods import COUNTER, register_verification_method


def register() -> None:
    """Called once when the apps are ready."""
    register_verification_method(COUNTER)
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
        EventName("verification.person.revoked", _("revoked a verification"), "officials"),
    )
