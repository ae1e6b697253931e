"""What people registers: subject kinds, events, notices, datasets, menu entries."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events


def register() -> None:
    """Called once when the apps are ready."""
    from participation.people import tries

    tries.install()
    register_events(
        EventName("people.account.opened", _("opened an account"), "person"),
        EventName("people.account.changed", _("changed the data of the account"), "person", takes_away=True),
        EventName("people.account.contact_changed", _("changed the contact data"), "person"),
        EventName("people.account.secured", _("changed how to sign in"), "person"),
        EventName("people.account.erased", _("closed the account"), "nobody", takes_away=True),
        EventName("people.token.issued", _("made a key of the API"), "person"),
        EventName("people.token.revoked", _("revoked a key of the API"), "person"),
    )
