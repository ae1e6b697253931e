"""The component kind "plan": its words, card, facts and progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.web.templatetags.ui import num
from processes.kinds import Card, ComponentKind, Progress, count_below, tallies

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """A plan has no settings: what it is stands in its own table."""


def tally() -> Subquery:
    """Return how many commitments a plan has."""
    return count_below("commitment")


def in_words(count: int) -> str:
    """Return how many commitments there are."""
    return ngettext("%(n)s commitment", "%(n)s commitments", count) % {"n": num(count)}


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the card of "Now you can": watch over what was promised."""
    count = tallies([component]).get(component.pk, {}).get("n", 0)
    if not count:
        return []
    text = _("%(count)s: see how each goes, ask, and follow what matters to you.") % {"count": in_words(count)}
    return [Card(title=component.in_language("title"), text=text, url=component.get_absolute_url())]


def progress(component: "Component") -> Progress:
    """Return what "How it is going" says of a plan, and the way to it."""
    count = tallies([component]).get(component.pk, {}).get("n", 0)
    title = component.in_language("title")
    return Progress(
        sentences=(f"{in_words(count)}.",) if count else (), link=_("See the plan: %(title)s") % {"title": title}
    )


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several plans."""
    found = tallies(list(components))
    return {pk: [in_words(counts["n"])] for pk, counts in found.items() if counts["n"]}


def took_part(component: "Component") -> bool:
    """Tell whether there is a plan that was published, which stays."""
    plan = getattr(component, "plan", None)
    return plan is not None and (plan.state != "draft" or plan.commitments.exists())


KIND = ComponentKind(
    name="plan",
    label=gettext_lazy("Action plan"),
    description=gettext_lazy(
        "Commitments with who answers for each, its actions and dates, how they go with evidence, and what others find."
    ),
    settings=PlanSettings,
    acts=(),
    form="commitments.forms.plan.PlanSettingsForm",
    view="commitments.views.plan.plan",
    tally=tally,
    cards=cards,
    progress=progress,
    facts=facts,
    took_part=took_part,
)
