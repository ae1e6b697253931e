"""The component kind "proposals": what a call says of itself on the pages of its process."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.web.templatetags.ui import num
from processes.kinds import ActKind, Card, ComponentKind, Progress, TerritoryFigure
from proposals.settings import CallSettings

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


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
    made = component.proposals.filter(author=person).counted().count()
    return ngettext(
        "You have made %(made)s of %(limit)s proposal.", "You have made %(made)s of %(limit)s proposals.", limit
    ) % {"made": made, "limit": limit}


def _supporting(component: "Component", person: "Person | None") -> str:
    limit = component.config.supports_per_person
    if not limit:
        return _("You can support as many as you like.")
    if person is None:
        return ngettext("You can support %(limit)s.", "You can support %(limit)s.", limit) % {"limit": limit}
    given = person.supports.filter(component=component).count()
    return _("You support %(given)s of %(limit)s.") % {"given": given, "limit": limit}


def proposals_in_words(component: "Component") -> str:
    """Return how many public proposals there are, as a sentence."""
    count = component.proposals.public().count()
    return ngettext("%(count)s proposal.", "%(count)s proposals.", count) % {"count": num(count)}


def progress(component: "Component") -> Progress | None:
    """Return what "How it is going" says of a call: proposals, people, supports, and proposals by territory."""
    public = component.proposals.public()
    total = public.count()
    if not total:
        return None
    people = public.exclude(author=None).values("author").distinct().count()
    supports = public.aggregate(n=Sum("counts__supports"))["n"] or 0
    sentences = [
        ngettext("%(count)s proposal.", "%(count)s proposals.", total) % {"count": num(total)},
    ]
    if people:
        made = ngettext("%(count)s person made them.", "%(count)s people made them.", people)
        sentences.append(made % {"count": num(people)})
    if supports:
        given = ngettext("%(count)s support was given.", "%(count)s supports were given.", supports)
        sentences.append(given % {"count": num(supports)})
    placed = public.exclude(territory=None).order_by().values("territory__name")
    rows = placed.annotate(n=Count("pk")).order_by("-n", "territory__name")
    return Progress(
        sentences=tuple(sentences),
        counted=_("Proposals"),
        by_territory=tuple(TerritoryFigure(row["territory__name"], row["n"]) for row in rows[:12]),
    )


def facts(components: Iterable["Component"]) -> dict[int, list[Any]]:
    """Return short sentences on several calls, in one query."""
    from proposals.models import Proposal

    counted = dict(
        Proposal.objects.public()
        .filter(component__in=list(components))
        .order_by()
        .values_list("component")
        .annotate(n=Count("pk"))
    )
    return {
        pk: [ngettext("%(count)s proposal", "%(count)s proposals", n) % {"count": num(n)}] for pk, n in counted.items()
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

    if not Support.objects.filter(component=component).exists():
        return []
    found = []
    if after.threshold > before.threshold:
        found.append(_("The minimum of supports cannot rise once people have given supports."))
    lower = after.supports_per_person and (
        not before.supports_per_person or after.supports_per_person < before.supports_per_person
    )
    if lower:
        found.append(_("The limit of supports per person cannot fall once people have given supports."))
    return found


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
    cards=cards,
    progress=progress,
    facts=facts,
    conflicts=conflicts,
    refuse=refuse,
    owes_answers=True,
)
