"""The activity in which a question stands: its clock and its rules, asked for by the ground floor."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from participation.access.verdict import Denied, Remedy, Verdict
from participation.asks.registry import AskRules
from participation.web.addresses import localized
from processes.place import component_of
from processes.place import gather as gather  # noqa: PLC0414 (kinds ask for it here)
from processes.place import place_of as place_of  # noqa: PLC0414

if TYPE_CHECKING:
    from participation.models import Institution, Subject


def rules(place: "Subject | None") -> AskRules:
    """Return what holds in the activity; the general rules where no activity was named."""
    if place is None:
        return AskRules()
    config = component_of(place).config
    return AskRules(**{name: getattr(config, name) for name in AskRules.__dataclass_fields__})


def clock(place: "Subject | None", act: str, at: datetime) -> Verdict:
    """Tell whether the phases open an act; without an activity nothing is."""
    from processes.policies import is_open

    if place is not None:
        return is_open(component_of(place), act, at)
    message = _("Questions are asked in the process that they belong to. Choose one.")
    return Denied("no_place", message, Remedy(_("See the processes"), "/procesos/"))


def closes(place: "Subject | None", act: str, at: datetime) -> datetime | None:
    """Return until when an act is open."""
    from processes.policies import open_until

    return open_until(component_of(place), act, at) if place is not None else None


def falls_to(place: "Subject | None") -> "Institution | None":
    """Return who is responsible for the process."""
    return component_of(place).process.institution if place is not None else None


def list_path(place: "Subject | None") -> str:
    """Return the way to the list."""
    return localized(place.path) if place is not None else reverse("processes:questions")


def write_path(place: "Subject | None") -> str:
    """Return the way to the form; to the processes where no activity was named."""
    if place is None:
        return reverse("processes:list")
    component = component_of(place)
    return reverse("processes:ask", args=[component.process.slug, component.slug])


def crumbs(place: "Subject | None") -> list[Any]:
    """Return the way here."""
    if place is None:
        return [_("Questions to the government"), reverse("processes:questions")]
    component = component_of(place)
    process = component.process
    return [
        process.in_language("title"),
        process.get_absolute_url(),
        component.in_language("title"),
        component.get_absolute_url(),
    ]
