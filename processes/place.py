"""From the subject of an activity back to the activity, for whoever is asked about a subject alone."""

from typing import TYPE_CHECKING

from processes.models import Component

if TYPE_CHECKING:
    from participation.models import Subject


def component_of(place: "Subject") -> Component:
    """Return the activity behind a subject with what the clock needs; read once for each subject that was read."""
    kept: Component | None = place.__dict__.get("_with_clock")
    if kept is None:
        kept = place.__dict__["_with_clock"] = Component.objects.with_clock().get(subject=place.pk)
    return kept


def place_of(component: Component) -> "Subject":
    """Return the subject of an activity, which from now on leads back to it without a query."""
    component.subject.__dict__["_with_clock"] = component
    return component.subject


def gather(places: list["Subject"]) -> None:
    """Fetch the activities of many places at once."""
    found = {
        each.subject_id: each for each in Component.objects.with_clock().filter(subject__in=[p.pk for p in places])
    }
    for place in places:
        place.__dict__["_with_clock"] = found[place.pk]
