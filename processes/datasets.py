"""Datasets of processes: the processes themselves, their phases, their components."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.opendata.visibility import shown
from processes.kinds import get_kind
from processes.models import Closing, Component, Conclusion, Mechanism, Opening, Phase, Process

DRAFTS = Withheld(_("Processes that are being prepared"), _("They are drafts until they are published."))
CONTACT = Withheld(
    _("Who set it up and changed it"),
    _("The institution answers for a process, not one of its employees."),
)


def process_rows(at: datetime) -> QuerySet:
    """Return the public processes."""
    return Process.objects.public().select_related("subject__counts").defer("subject__search")


def phase_rows(at: datetime) -> QuerySet:
    """Return the phases of public processes with the acts that they open."""
    opened = Opening.objects.filter(phase=OuterRef("pk")).order_by("component_id", "act")
    return Phase.objects.filter(process__in=Process.objects.public()).annotate(
        opened=ArraySubquery(opened.values(pair=JSONObject(component="component_id", act="act")))
    )


def component_rows(at: datetime) -> QuerySet:
    """Return the components of public processes."""
    return (
        shown(Component.objects.filter(process__in=Process.objects.public()))
        .select_related("subject__counts")
        .defer("subject__search")
    )


def closing_rows(at: datetime) -> QuerySet:
    """Return what came of public processes, each version."""
    return Closing.objects.filter(process__in=Process.objects.public())


def conclusion_rows(at: datetime) -> QuerySet:
    """Return what was concluded in public activities, each version."""
    public = shown(Component.objects.filter(process__in=Process.objects.public()))
    return Conclusion.objects.filter(component__in=public.values("pk"))


def mechanism_rows(at: datetime) -> QuerySet:
    """Return the mechanisms of the catalogue."""
    return shown(Mechanism.objects.all()).select_related("subject").defer("subject__search")


def rules(row: Any) -> dict[str, Any]:
    """Return a component's settings with every default spelled out."""
    try:
        kind = get_kind(row.kind)
    except KeyError:
        return row.settings  # type: ignore[no-any-return]
    return kind.dump(kind.load(row.settings))


PROCESSES = Dataset(
    name="processes",
    position=10,
    title=_("Processes"),
    description=_("Participatory processes: what is decided, by whom, how, and who answers for it."),
    rows=process_rows,
    columns=(
        Column("id", "integer", _("Key of the process"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("slug", "string", _("Name in addresses"), lambda row: row.slug, required=True),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("summary", "string", _("Summary"), lambda row: row.summary),
        Column("description", "html", _("Description"), lambda row: row.description),
        Column("who_participates", "string", _("Who may take part"), lambda row: row.who_participates),
        Column("what_is_decided", "string", _("What is decided"), lambda row: row.what_is_decided),
        Column("how_decided", "string", _("How it is decided"), lambda row: row.how_decided),
        Column("institution", "integer", _("Key of the responsible institution"), lambda row: row.institution_id),
        Column("contact_name", "string", _("Contact point"), lambda row: row.contact_name),
        Column("contact_email", "string", _("E-mail of the contact point"), lambda row: row.contact_email),
        Column("contact_phone", "string", _("Telephone of the contact point"), lambda row: row.contact_phone),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column(
            "promise",
            "integer",
            _("Level of participation promised (IAP2): 1 inform, 2 consult, 3 involve, 4 collaborate, 5 empower"),
            lambda row: row.promise,
        ),
        Column("time_zone", "string", _("Time zone of its dates on pages"), lambda row: row.time_zone, required=True),
        Column("state", "string", _("published or closed"), lambda row: row.state, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
        Column("comments_count", "integer", _("Visible comments"), lambda row: row.subject.counts.comments),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at),
        Column("closed_at", "datetime", _("When it was closed"), lambda row: row.closed_at),
        Column("mechanism", "integer", _("Key of the mechanism of the law"), lambda row: row.mechanism_id),
    ),
    withheld=(DRAFTS, CONTACT),
    subject_kind="process",
    filterset="processes.api.ProcessFilters",
    orders={"id": ("id",), "newest": ("-published_at", "-id")},
    hanging=Hanging(rows=Process.objects.all, below=False),
)

PHASES = Dataset(
    name="phases",
    position=20,
    title=_("Phases"),
    description=_("The dated stretches of each process, and what each of them opens."),
    rows=phase_rows,
    columns=(
        Column("id", "integer", _("Key of the phase"), lambda row: row.pk, required=True),
        Column("process", "integer", _("Key of the process"), lambda row: row.process_id, required=True),
        Column("position", "integer", _("Place in the order of phases"), lambda row: row.position, required=True),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("description", "text", _("What happens in this phase"), lambda row: row.description),
        Column("objective", "text", _("Objective"), lambda row: row.objective),
        Column("strategies", "text", _("Strategies"), lambda row: row.strategies),
        Column("products", "text", _("Expected products"), lambda row: row.products),
        Column("opens_at", "datetime", _("When it opens"), lambda row: row.opens_at, required=True),
        Column(
            "closes_at",
            "datetime",
            _("When it closes (that moment is outside); empty: it stays open"),
            lambda row: row.closes_at,
        ),
        Column("opens", "list", _("What it opens: pairs of component and act"), lambda row: row.opened, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
    ),
    withheld=(DRAFTS,),
    filterset="processes.api.PhaseFilters",
    hanging=Hanging(rows=Phase.objects.all, path="process__subject", below=False),
)

COMPONENTS = Dataset(
    name="components",
    position=30,
    title=_("Components"),
    description=_("The activities of each process, such as a proposal call, with their rules."),
    rows=component_rows,
    columns=(
        Column("id", "integer", _("Key of the component"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("process", "integer", _("Key of the process"), lambda row: row.process_id, required=True),
        Column("kind", "string", _("Kind of activity"), lambda row: row.kind, required=True),
        Column("slug", "string", _("Name in addresses"), lambda row: row.slug, required=True),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("description", "html", _("Description"), lambda row: row.description),
        Column("position", "integer", _("Place in the process"), lambda row: row.position, required=True),
        Column("rules", "object", _("Its rules: limits, who may take part and the like"), rules, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
        Column("comments_count", "integer", _("Visible comments"), lambda row: row.subject.counts.comments),
        Column("comments_for", "integer", _("Of them in favour"), lambda row: row.subject.counts.comments_for),
        Column("comments_neutral", "integer", _("Of them neutral"), lambda row: row.subject.counts.comments_neutral),
        Column("comments_against", "integer", _("Of them against"), lambda row: row.subject.counts.comments_against),
    ),
    withheld=(DRAFTS,),
    subject_kind="component",
    filterset="processes.api.ComponentFilters",
    hanging=Hanging(rows=Component.objects.all, also="process__subject"),
)


CLOSINGS = Dataset(
    name="closings",
    position=35,
    title=_("What came of processes"),
    description=_("Results of each closed process, what changed because of them, and lessons; every version."),
    rows=closing_rows,
    columns=(
        Column("id", "integer", _("Key of the version"), lambda row: row.pk, required=True),
        Column("process", "integer", _("Key of the process"), lambda row: row.process_id, required=True),
        Column(
            "number", "integer", _("Number of the version; the highest holds"), lambda row: row.number, required=True
        ),
        Column("results", "text", _("Results"), lambda row: row.results, required=True),
        Column("changed", "text", _("What changed because of it"), lambda row: row.changed, required=True),
        Column("lessons", "text", _("What was learned"), lambda row: row.lessons, required=True),
        Column("reason", "text", _("Why it was corrected"), lambda row: row.reason),
        Column("at", "datetime", _("When it was published"), lambda row: row.at, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
    ),
    withheld=(CONTACT,),
    filterset="processes.api.ClosingFilters",
    hanging=Hanging(rows=Closing.objects.all, path="process__subject", below=False),
)


CONCLUSIONS = Dataset(
    name="conclusions",
    position=46,
    title=_("Conclusions of debates"),
    description=_("What whoever convened a debate concluded from it, with reasons, and what follows; every version."),
    rows=conclusion_rows,
    columns=(
        Column("id", "integer", _("Key of the version"), lambda row: row.pk, required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column(
            "number", "integer", _("Number of the version; the highest holds"), lambda row: row.number, required=True
        ),
        Column("conclusions", "text", _("Conclusions and their reasons"), lambda row: row.conclusions, required=True),
        Column("follows", "text", _("What follows"), lambda row: row.follows),
        Column("reason", "text", _("Why it was corrected"), lambda row: row.reason),
        Column("at", "datetime", _("When it was published"), lambda row: row.at, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
    ),
    withheld=(CONTACT,),
    filterset="processes.api.ConclusionFilters",
    hanging=Hanging(
        rows=Conclusion.objects.all, path="component__subject", also="component__process__subject", below=False
    ),
)


MECHANISMS = Dataset(
    name="mechanisms",
    position=15,
    title=_("Mechanisms"),
    description=_("What the law gives people to take part with here, each with its source and when that was checked."),
    rows=mechanism_rows,
    columns=(
        Column("id", "integer", _("Key of the mechanism"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("slug", "string", _("Name in addresses"), lambda row: row.slug, required=True),
        Column("title", "string", _("Name"), lambda row: row.title, required=True),
        Column("summary", "string", _("What it is for"), lambda row: row.summary, required=True),
        Column("who_may", "text", _("Who may begin it"), lambda row: row.who_may, required=True),
        Column("steps", "text", _("Steps, one on each line"), lambda row: row.steps, required=True),
        Column("deadlines", "text", _("Deadlines"), lambda row: row.deadlines),
        Column("contact", "string", _("Whom to ask"), lambda row: row.contact),
        Column("legal_basis", "string", _("Law and article"), lambda row: row.legal_basis, required=True),
        Column("legal_url", "url", _("Address of the legal basis"), lambda row: row.legal_url, required=True),
        Column("checked_on", "date", _("When the law was last read"), lambda row: row.checked_on, required=True),
        Column(
            "translations",
            "object",
            _("The same texts in further languages"),
            lambda row: row.translations,
            required=True,
        ),
    ),
    withheld=(Withheld(_("Those that are being prepared"), _("They are drafts until they are in the catalogue.")),),
    subject_kind="mechanism",
    filterset="processes.api.MechanismFilters",
    hanging=Hanging(rows=Mechanism.objects.all),
)


def register() -> None:
    """Register the datasets of this floor."""
    for dataset in (PROCESSES, MECHANISMS, PHASES, COMPONENTS, CLOSINGS, CONCLUSIONS):
        register_dataset(dataset)
