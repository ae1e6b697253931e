"""What lists for rules register: events, the import, sealed columns, transfers, the person's own data."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.imports.frame import register_import_kind
from participation.notifications.registry import nobody
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.verification.rotation import register_sealed
from participation.verification.transfers import register_transfer

if TYPE_CHECKING:
    from participation.models import Person

EVENTS = (
    EventName("groups.group.created", _("made a list for rules"), "officials"),
    EventName("groups.group.updated", _("changed a list for rules"), "officials"),
    EventName("groups.group.imported", _("imported a list for rules"), "officials"),
    EventName("groups.place.taken", _("took a place on a list"), "nobody"),
)
COLUMNS = ("group__name", "taken_at")


def _places(person: "Person") -> Iterable[Mapping[str, Any]]:
    from participation.models import PersonGroupMember

    return PersonGroupMember.objects.filter(person=person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def _transfer(former: "Person", to: "Person", at: Any) -> None:
    from participation.groups.actions import transfer_places

    transfer_places(former=former, to=to, at=at)


def register() -> None:
    """Called once when the apps are ready."""
    register_events(*EVENTS)
    nobody(*(event.name for event in EVENTS))
    register_import_kind("groups", _("list for rules"))
    register_sealed("participation.PersonGroupMember", "digest")
    register_transfer("lists", _transfer)
    register_personal_data(PersonalTable("lists", _("Lists that I am on"), COLUMNS, _places))
