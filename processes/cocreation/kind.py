"""The component kind "contributions": its words, card and facts."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import newcomers
from participation.access.facts import know
from participation.access.verdict import Verdict
from participation.web.templatetags.ui import num
from processes.cocreation.settings import ContributionSettings
from processes.kinds import ActKind, Card, ComponentKind, Progress, tallies

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Return the verdict on contributing."""
    from processes.cocreation.policies import may_contribute

    return may_contribute(person, component, at=at)


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring what the rules of several activities ask of the person, and how many contributions are theirs."""
    from processes.cocreation.policies import COUNTED, Standing, written_since
    from processes.models import Contribution

    know(person, [rule for component in components for rule in component.config.who_may_contribute])
    own = Contribution.objects.filter(component__in=components, author=person, state__in=COUNTED).order_by()
    found = dict(own.values_list("component").annotate(n=Count("pk")))
    since = newcomers.since(person, at)
    written = 0 if since is None else written_since(person, since)
    for component in components:
        standing = Standing(found.get(component.pk, 0), written)
        component.contributing_here = standing  # type: ignore[attr-defined]


def in_words(count: int) -> str:
    """Return how many contributions there are."""
    return ngettext("%(n)s contribution", "%(n)s contributions", count) % {"n": num(count)}


def tally() -> Subquery:
    """Return how many contributions there are in an activity, how many were answered, and its published clusters."""
    from participation.models import Subject

    rows = Subject.objects.filter(
        parent=OuterRef("subject"), kind__in=["contribution", "cluster"], state="published"
    ).order_by()
    told = {
        "n": Count("pk", filter=Q(kind="contribution")),
        "answered": Count("pk", filter=Q(kind="contribution", response__published_at__isnull=False)),
        "clusters": Count("pk", filter=Q(kind="cluster")),
    }
    return Subquery(rows.values("parent").annotate(**told).values(told=JSONObject(**{name: name for name in told})))


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the card of "Now you can"."""
    from processes.policies import is_open

    if not is_open(component, "contribute", at=at):
        return []
    return [
        Card(
            title=_("Tell us what you see and what is missing"),
            text=component.in_language("title"),
            url=component.get_absolute_url(),
            act="contribute",
        )
    ]


def progress(component: "Component") -> Progress:
    """Return what "How it is going" says: what came in, how much was answered, and the way to it."""
    found = tallies([component]).get(component.pk, {})
    sentences = []
    if found.get("n"):
        sentences.append(f"{in_words(found['n'])}.")
        percent = found["answered"] * 100 // found["n"]
        sentences.append(_("%(percent)s %% have an answer with reasons.") % {"percent": percent})
    return Progress(
        sentences=tuple(sentences),
        link=_("Read what people contribute: %(title)s") % {"title": component.in_language("title")},
    )


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several activities."""
    return {pk: [in_words(told["n"])] for pk, told in tallies(list(components)).items() if told.get("n")}


def refuse(component: "Component", before: ContributionSettings, after: ContributionSettings) -> list[Any]:
    """Return what forbids a change of settings: a theme under which people wrote stays."""
    gone = set(before.themes) - set(after.themes)
    used = component.contributions.filter(theme__in=gone).values_list("theme", flat=True).distinct() if gone else []
    words = _("People contributed under the theme “%(theme)s”, so it stays.")
    return [words % {"theme": theme} for theme in sorted(used)]


KIND = ComponentKind(
    name="contributions",
    label=gettext_lazy("Contributions"),
    description=gettext_lazy(
        "People tell in their own words what they see and what is missing; you put it into clusters and answer each."
    ),
    settings=ContributionSettings,
    acts=(
        ActKind(
            name="contribute",
            label=gettext_lazy("Contribute"),
            invitation=gettext_lazy("Hand in a contribution"),
            closed=gettext_lazy("Contributions closed on %(date)s."),
            opens=gettext_lazy("Contributions open on %(date)s."),
            headline=gettext_lazy("Tell us what you see: %(process)s"),
            takes=gettext_lazy("About 3 minutes"),
        ),
    ),
    form="processes.cocreation.forms.ContributionSettingsForm",
    view="processes.cocreation.views.page.contributions",
    tally=tally,
    cards=cards,
    progress=progress,
    facts=facts,
    may=may,
    gather=gather,
    refuse=refuse,
    owes_answers=True,
)
