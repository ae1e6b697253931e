"""What access registers: events, the methods of eligibility, the system checks. Who is told: notifications/rules.py."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.eligibility import register_builtin
from participation.events.names import EventName, register_events
from participation.web.office import WaitingItem

if TYPE_CHECKING:
    from participation.models import Person


def register() -> None:
    """Called once when the apps are ready."""
    from participation import checks  # noqa: F401 (importing it registers the checks)
    from participation.access import notices
    from participation.access.field.importer import KIND as FIELD_ACCOUNTS
    from participation.access.pending.registry import register_sensitive
    from participation.access.rules import ONE_IS_ENOUGH
    from participation.imports.frame import register_import_kind
    from participation.people.safety.sensitive import SECOND_STEP_RESET
    from participation.web.office import register_waiting

    register_builtin()
    register_sensitive(SECOND_STEP_RESET, ONE_IS_ENOUGH)
    register_waiting(waiting_for_a_second)
    register_events(
        EventName("access.viewing.opened", _("declared why they look at personal data"), "nobody"),
        EventName("access.viewing.looked", _("looked at personal data"), "nobody"),
        EventName("access.viewing.closed", _("ended the look at personal data"), "nobody"),
        EventName("access.act.proposed", _("proposed an act that needs two people"), "officials"),
        EventName("access.act.confirmed", _("confirmed an act as the second person"), "officials"),
        EventName("access.act.rejected", _("did not confirm an act as the second person"), "officials"),
        EventName("access.act.withdrawn", _("withdrew an act that needs two people"), "officials"),
        EventName("access.two_people.required", _("asked for two people for a kind of act"), "officials"),
        EventName("access.two_people.ended", _("let one person be enough for a kind of act"), "officials"),
        EventName("people.second_step.reset", _("removed an official's lost second step"), "nobody"),
    )
    notices.register()
    register_import_kind(FIELD_ACCOUNTS, _("field accounts"))
    register_events(
        EventName("access.field.opened", _("made a field account"), "officials"),
        EventName("access.field.pin_renewed", _("made a new PIN for a field account"), "officials"),
        EventName("access.field.entered", _("signed in with a field account"), "nobody"),
        EventName("access.field.ended", _("ended a field account"), "officials"),
    )
    register_events(
        EventName("access.role.granted", _("gave a role"), "officials"),
        EventName("access.role.ended", _("ended a role"), "officials"),
    )


def waiting_for_a_second(person: "Person", at: datetime) -> list[WaitingItem]:
    """Say how many acts wait for this official as the second person."""
    from django.urls import reverse

    from participation.access.pending.policies import may_confirm_act, waiting_acts

    rows = [row for row in waiting_acts(at)[:50] if row.proposed_by_id != person.pk]
    mine = [row for row in rows if may_confirm_act(person, row, at=at)]
    return [WaitingItem(_("Acts that wait for you as the second person"), len(mine), reverse("access:pending"))]
