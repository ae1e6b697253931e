"""What verification registers: its method and its events. Who is told: notifications/rules.py."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.verification.methods import COUNTER, register_verification_method


def register() -> None:
    """Called once when the apps are ready."""
    register_verification_method(COUNTER)
    register_events(
        EventName("verification.person.verified", _("verified a person"), "officials"),
        EventName("verification.person.revoked", _("revoked a verification"), "officials"),
    )
