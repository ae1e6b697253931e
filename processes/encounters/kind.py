"""The component kind "encounters": its words, cards and facts."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import roles
from participation.access.eligibility import check
from participation.access.facts import know
from participation.access.verdict import Verdict, first_denial
from participation.web.templatetags.ui import num
from processes.encounters.settings import EncounterSettings
from processes.kinds import ActKind, Card, ComponentKind, Progress, count_below, tallies

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Tell whether the person may register in encounters there; each has its own seats and date beside."""
    from processes.policies import is_open

    return first_denial(
        lambda: is_open(component, act, at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(component.config.who_may_register, person, at=at),
    )


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring what the rules of several activities ask of the person."""
    know(person, [rule for component in components for rule in component.config.who_may_register])


def counted(count: int) -> str:
    """Return how many encounters there are."""
    return ngettext("%(n)s encounter", "%(n)s encounters", count) % {"n": num(count)}


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the card of "Now you can": the next encounter, where one is announced."""
    from processes.encounters.words import when_words
    from processes.models import Encounter

    rows = Encounter.objects.filter(component=component, state="published", subject__state="published")
    row = rows.filter(starts_at__gt=at).order_by("starts_at", "pk").first()
    if row is None:
        return []
    text = f"{row.in_language('title')}. {when_words(row)}"
    return [Card(title=_("Come to the next encounter"), text=text, url=component.get_absolute_url(), act="register")]


def progress(component: "Component") -> Progress:
    """Return the way to the encounters, also when they are over."""
    found = tallies([component]).get(component.pk, {})
    sentences = (f"{counted(found['n'])}.",) if found.get("n") else ()
    return Progress(
        sentences=sentences, link=_("See the encounters: %(title)s") % {"title": component.in_language("title")}
    )


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several activities."""
    return {pk: [counted(told["n"])] for pk, told in tallies(list(components)).items()}


def tally() -> Subquery:
    """Return how many encounters were announced."""
    return count_below("encounter")


def took_part(component: "Component") -> bool:
    """Tell whether somebody registered in an encounter."""
    from processes.models import Registration

    return Registration.objects.filter(encounter__component=component).exists()


KIND = ComponentKind(
    name="encounters",
    label=gettext_lazy("Encounters"),
    description=gettext_lazy(
        "People meet in a place or online: registration, seats and waiting list, check-in at the door, minutes."
    ),
    settings=EncounterSettings,
    acts=(
        ActKind(
            name="register",
            label=gettext_lazy("Register for encounters"),
            invitation=gettext_lazy("See the encounters"),
            closed=gettext_lazy("Registration closed on %(date)s."),
            opens=gettext_lazy("Registration opens on %(date)s."),
            headline=gettext_lazy("Come and take part: %(process)s"),
            takes=gettext_lazy("About 2 minutes"),
        ),
    ),
    form="processes.encounters.forms.EncounterSettingsForm",
    view="processes.encounters.views.listing.of_component",
    cards=cards,
    progress=progress,
    tally=tally,
    facts=facts,
    may=may,
    gather=gather,
    took_part=took_part,
)
