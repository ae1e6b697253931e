"""The component kind "proposals": what a call says of itself on the pages of its process."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access.verdict import Verdict
from participation.among import Among
from participation.stored import StoredQuery
from participation.web.memo import counted
from participation.web.templatetags.ui import num
from processes.kinds import ActKind, Card, ComponentKind, Progress, TerritoryFigure
from proposals.settings import CallSettings
from proposals.steps import steps_of

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component

PLACES = 12


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the cards of "Now you can" for what is open in a call."""
    from processes.policies import is_open

    found = []
    known = person if person is not None and person.is_authenticated else None
    if is_open(component, "propose", at=at):
        found.append(
            Card(title=_("Make a proposal"), text=_made(component, known), url=_create_url(component), act="propose")
        )
    support, comment = is_open(component, "support", at=at), is_open(component, "comment", at=at)
    if support or comment:
        words = [proposals_in_words(component), _supporting(component, known) if support else ""]
        title = _("Support and comment") if support and comment else _("Support") if support else _("Comment")
        found.append(
            Card(
                title=title,
                text=" ".join(filter(None, words)),
                url=component.get_absolute_url(),
                act="support" if support else "comment",
            )
        )
    return found


def _create_url(component: "Component") -> str:
    return reverse("proposals:create", args=[component.process.slug, component.slug])


def _made(component: "Component", person: "Person | None") -> str:
    limit = component.config.proposals_per_person
    if not limit:
        return _("As many as you like.")
    if person is None:
        return ngettext(
            "Each person can make %(limit)s proposal.", "Each person can make %(limit)s proposals.", limit
        ) % {"limit": limit}
    made = _figures(component, person).made
    return ngettext(
        "You have made %(made)s of %(limit)s proposal.", "You have made %(made)s of %(limit)s proposals.", limit
    ) % {"made": made, "limit": limit}


def _supporting(component: "Component", person: "Person | None") -> str:
    limit = component.config.supports_per_person
    if not limit:
        return _("You can support as many as you like.")
    if person is None:
        return ngettext("You can support %(limit)s.", "You can support %(limit)s.", limit) % {"limit": limit}
    given = _figures(component, person).given
    return _("You support %(given)s of %(limit)s.") % {"given": given, "limit": limit}


def proposals_in_words(component: "Component") -> str:
    """Return how many public proposals there are, as a sentence."""
    count = _figures(component).total
    return ngettext("%(count)s proposal.", "%(count)s proposals.", count) % {"count": num(count)}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of a process says of one call in numbers; the last two are the reader's own."""

    total: int = 0
    people: int = 0
    supports: int = 0
    by_territory: tuple[TerritoryFigure, ...] = ()
    made: int = 0
    given: int = 0


def prepare(components: list["Component"], person: "Person | None") -> None:
    """Fetch once what the cards and the progress of all these calls say."""
    found = _fetch(components, person)
    for component in components:
        component._figures = found[component.pk]  # type: ignore[attr-defined]


def _fetch(components: list["Component"], person: "Person | None") -> dict[int, Figures]:
    """Return the figures of several calls in one query, for somebody signed in two, whatever their number."""
    keys = sorted(component.pk for component in components)
    known = person if person is not None and person.is_authenticated else None
    public = counted(("figures of calls", *keys), lambda: _public_figures(keys), stranger=known is None)
    own = {pk: {"made": made, "given": given} for pk, made, given in _own(known.pk, keys)} if known else {}
    return {pk: replace(public[pk], **own.get(pk, {})) for pk in keys}


def _public_figures(keys: list[int]) -> dict[int, Figures]:
    found = {pk: Figures() for pk in keys}
    for row in _told(keys):
        found[row["pk"]] = Figures(
            **{name: number or 0 for name, number in (row["told"] or {}).items()},
            by_territory=tuple(TerritoryFigure(place["name"], place["n"]) for place in row["placed"]),
        )
    return found


def _among(field: str, keys: list[int]) -> Among:
    return Among(F(field), Value(keys, output_field=ArrayField(BigIntegerField())))


@StoredQuery
def _told(keys: list[int]) -> QuerySet:
    from processes.models import Component
    from proposals.models import Proposal

    here = Proposal.objects.live().filter(component=OuterRef("pk")).order_by()
    told = here.values("component").annotate(
        told=JSONObject(total=Count("pk"), people=Count("author", distinct=True), supports=Sum("counts__supports"))
    )
    placed = here.exclude(territory=None).values("territory__name").annotate(n=Count("pk"))
    first = placed.order_by("-n", "territory__name")[:PLACES]
    return (
        Component.objects.filter(_among("pk", keys))
        .order_by()
        .values(
            "pk",
            told=Subquery(told.values("told")),
            placed=ArraySubquery(first.values(place=JSONObject(name="territory__name", n="n"))),
        )
    )


@StoredQuery
def _own(person_id: int, keys: list[int]) -> QuerySet:
    from processes.models import Component
    from proposals.models import Proposal, Support

    made = Proposal.objects.filter(component=OuterRef("pk"), author=person_id).counted().order_by()
    given = Support.objects.within_limit().filter(component=OuterRef("pk"), person=person_id).order_by()
    numbers = {name: Coalesce(Subquery(_counted(rows)), 0) for name, rows in (("made", made), ("given", given))}
    return Component.objects.filter(_among("pk", keys)).order_by().annotate(**numbers).values_list("pk", *numbers)


def _counted(rows: QuerySet) -> QuerySet:
    return rows.values("component").annotate(n=Count("pk")).values("n")


def _figures(component: "Component", person: "Person | None" = None) -> Figures:
    """Return the figures of a call: those fetched with the others of its page, else its own."""
    found: Figures | None = getattr(component, "_figures", None)
    return _fetch([component], person)[component.pk] if found is None else found


def progress(component: "Component") -> Progress | None:
    """Return what "How it is going" says of a call: proposals, people, supports, and proposals by territory."""
    figures = _figures(component)
    if not figures.total:
        return None
    sentences = [
        ngettext("%(count)s proposal.", "%(count)s proposals.", figures.total) % {"count": num(figures.total)},
    ]
    if figures.people:
        made = ngettext("%(count)s person made them.", "%(count)s people made them.", figures.people)
        sentences.append(made % {"count": num(figures.people)})
    if figures.supports:
        given = ngettext("%(count)s support was given.", "%(count)s supports were given.", figures.supports)
        sentences.append(given % {"count": num(figures.supports)})
    return Progress(sentences=tuple(sentences), counted=_("Proposals"), by_territory=figures.by_territory)


@StoredQuery
def _totals(keys: list[int]) -> QuerySet:
    from proposals.models import Proposal

    rows = Proposal.objects.live().filter(_among("component_id", keys)).order_by()
    return rows.values_list("component").annotate(n=Count("pk"))


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several calls, in one query."""
    keys = sorted(component.pk for component in components)
    totals = counted(("totals of calls", *keys), lambda: dict(_totals(keys)), stranger=person is None)
    return {
        pk: [ngettext("%(count)s proposal", "%(count)s proposals", n) % {"count": num(n)}] for pk, n in totals.items()
    }


def conflicts(component: "Component", acts: Iterable[str]) -> list[Any]:
    """Return contradictions between what is open in one moment and the settings of the call."""
    settings: CallSettings = component.config
    names = set(acts)
    found = []
    if "propose" in names and "support" in names and settings.moderation == "before" and settings.threshold:
        found.append(
            _(
                "Each proposal is read by a moderator before it is published, while supports are already open: the "
                "late ones have less time to reach the minimum."
            )
        )
    return found


def refuse(component: "Component", before: CallSettings, after: CallSettings) -> list[Any]:
    """Return what forbids a change of settings: rules do not change against those who already took part."""
    from proposals.models import Support

    found = _steps_in_use(component, before, after)
    if not Support.objects.filter(component=component).exists():
        return found
    if after.threshold > before.threshold:
        found.append(_("The minimum of supports cannot rise once people have given supports."))
    lower = after.supports_per_person and (
        not before.supports_per_person or after.supports_per_person < before.supports_per_person
    )
    if lower:
        found.append(_("The limit of supports per person cannot fall once people have given supports."))
    return found


def _steps_in_use(component: "Component", before: CallSettings, after: CallSettings) -> list[Any]:
    """Return what forbids to take a step away, or to move it to another state: proposals stand in it."""
    from proposals.models import Proposal

    kept = {(step.key, step.state) for step in steps_of(after)}
    gone = {step.key: step.label for step in steps_of(before) if (step.key, step.state) not in kept}
    if not gone:
        return []
    used = Proposal.objects.filter(component=component, step__in=gone).order_by().values_list("step", flat=True)
    return [
        _("Proposals stand in the step “%(step)s”. Move them to another one first.") % {"step": gone[key]}
        for key in sorted(set(used))
    ]


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Return the verdict on an act of a call."""
    from proposals.policies import may_take_part_in

    return may_take_part_in(person, component, act, at=at, standing=getattr(component, "standing", None))


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring how a person stands in several calls."""
    from proposals.many import gather_calls

    gather_calls(components, person, at)


KIND = ComponentKind(
    name="proposals",
    label=gettext_lazy("Proposal call"),
    description=gettext_lazy("People propose, support and comment; the government answers with reasons."),
    settings=CallSettings,
    acts=(
        ActKind(
            name="propose",
            label=gettext_lazy("Propose"),
            invitation=gettext_lazy("Make a proposal"),
            closed=gettext_lazy("Proposals closed on %(date)s."),
            opens=gettext_lazy("Proposals open on %(date)s."),
            headline=gettext_lazy("Propose: %(process)s"),
            takes=gettext_lazy("About 5 minutes"),
        ),
        ActKind(
            name="support",
            label=gettext_lazy("Support"),
            invitation=gettext_lazy("See and support proposals"),
            closed=gettext_lazy("Supports closed on %(date)s."),
            opens=gettext_lazy("Supports open on %(date)s."),
            headline=gettext_lazy("Support proposals: %(process)s"),
            takes=gettext_lazy("About 1 minute"),
            needs=("propose",),
        ),
        ActKind(
            name="comment",
            label=gettext_lazy("Comment"),
            invitation=gettext_lazy("Read and comment"),
            closed=gettext_lazy("Comments closed on %(date)s."),
            opens=gettext_lazy("Comments open on %(date)s."),
            headline=gettext_lazy("Comment on proposals: %(process)s"),
            takes=gettext_lazy("About 3 minutes"),
        ),
    ),
    form="proposals.forms.CallSettingsForm",
    view="proposals.views.listing.call",
    prepare=prepare,
    cards=cards,
    progress=progress,
    facts=facts,
    may=may,
    gather=gather,
    conflicts=conflicts,
    refuse=refuse,
    owes_answers=True,
)
