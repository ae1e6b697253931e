"""The encounter in which a request stands: its clock and its rules, asked for by the ground floor."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.asks.registry import AskRules
from processes.dates import opening_words
from processes.models import Encounter, EncounterState

if TYPE_CHECKING:
    from participation.models import Institution, Subject


def _rows() -> Any:
    return Encounter.objects.select_related("subject", "component__subject", "component__process__institution__subject")


def encounter_of(place: "Subject") -> Encounter:
    """Return the encounter behind a subject, read once for each subject that was read."""
    kept: Encounter | None = place.__dict__.get("_encounter")
    if kept is None:
        kept = place.__dict__["_encounter"] = _rows().get(subject=place.pk)
    return kept


def place_of(encounter: Encounter) -> "Subject":
    """Return the subject of an encounter, which from now on leads back to it without a query."""
    encounter.subject.__dict__["_encounter"] = encounter
    return encounter.subject


def gather(places: list["Subject"]) -> None:
    """Fetch the encounters of many places at once."""
    found = {row.subject_id: row for row in _rows().filter(subject__in=[place.pk for place in places])}
    for place in places:
        place.__dict__["_encounter"] = found[place.pk]


def rules(place: "Subject | None") -> AskRules:
    """Return what holds in the encounter: who may come may ask to speak, twice at most while both wait."""
    if place is None:
        return AskRules()
    config = encounter_of(place).component.config
    who = config.who_may_register
    return AskRules(per_person=2, who_may_ask=who, who_may_join=who, answer_due_days=config.floor_answer_days)


def takes_floor(encounter: Encounter) -> bool:
    """Tell whether people may ask for the floor in an encounter at some time."""
    return encounter.component.config.takes_floor and encounter.state != EncounterState.DRAFT


def last_moment(encounter: Encounter) -> datetime:
    """Return until when requests are taken: so many days before it begins, or as it begins."""
    return encounter.starts_at - timedelta(days=encounter.component.config.floor_days)


def clock(place: "Subject | None", act: str, at: datetime) -> Verdict:
    """Tell whether an act is open: requests until their last moment, joining and comments until it ends."""
    if place is None:
        return Denied("no_place", _("Requests are made on the page of the encounter that they are for."))
    encounter = encounter_of(place)
    if not takes_floor(encounter):
        return Denied("no_floor", _("In this encounter nobody asks for the floor beforehand."))
    if encounter.state == EncounterState.CANCELLED:
        return Denied("cancelled", _("This encounter was cancelled."))
    until = closes(place, act, at)
    if until is not None and at >= until:
        day = opening_words(until, encounter.time_zone, at=at)
        return Denied("closed", _("Requests to speak were taken until %(date)s.") % {"date": day})
    return ALLOWED


def closes(place: "Subject | None", act: str, at: datetime) -> datetime | None:
    """Return until when an act is open."""
    if place is None:
        return None
    encounter = encounter_of(place)
    return last_moment(encounter) if act == "ask" else encounter.ends_at


def falls_to(place: "Subject | None") -> "Institution | None":
    """Return who is responsible for the process."""
    return encounter_of(place).component.process.institution if place is not None else None


def list_path(place: "Subject | None") -> str:
    """Return the way to the list."""
    return (
        reverse("encounters:floor", args=[encounter_of(place).pk]) if place is not None else reverse("encounters:list")
    )


def write_path(place: "Subject | None") -> str:
    """Return the way to the form."""
    if place is None:
        return reverse("encounters:list")
    return reverse("encounters:ask-floor", args=[encounter_of(place).pk])


def crumbs(place: "Subject | None") -> list[Any]:
    """Return the way here."""
    if place is None:
        return [_("Encounters"), reverse("encounters:list")]
    encounter = encounter_of(place)
    process = encounter.component.process
    return [
        process.in_language("title"),
        process.get_absolute_url(),
        encounter.in_language("title"),
        encounter.get_absolute_url(),
        _("Requests to speak"),
        list_path(place),
    ]
