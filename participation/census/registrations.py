"""What lists of people register: methods of verification, events, imports, sealed columns, the dataset."""

from django.utils.translation import gettext_lazy as _

from participation.census import datasets
from participation.census.rotation import lay_over_channels
from participation.census.ways import CENSUS, CHANNEL
from participation.events.names import EventName, register_events
from participation.notifications.registry import nobody
from participation.verification.methods import register_verification_method
from participation.verification.rotation import register_rotation, register_sealed

EVENTS = (
    EventName("census.file.uploaded", _("uploaded a list of people"), "officials"),
    EventName("census.file.confirmed", _("confirmed the import of a list of people"), "officials"),
    EventName("census.file.cancelled", _("took back a list of people before its import"), "officials"),
    EventName("census.list.imported", _("imported a list of people"), "officials"),
    EventName("census.list.withdrawn", _("withdrew a list of people"), "officials"),
    EventName("census.person.removed", _("took a person off the lists"), "officials"),
    EventName("census.figures.counted", _("Verifications were counted"), "public"),
)


def register() -> None:
    """Called once when the apps are ready."""
    register_verification_method(CENSUS, CHANNEL)
    register_sealed("participation.CensusEntry", "digest")
    register_rotation(lay_over_channels)
    register_events(*EVENTS)
    nobody(*(event.name for event in EVENTS))
    datasets.register()
