"""Datasets of plans, commitments, and what became of institutions."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.content import record_of
from commitments.models import Commitment, CommitmentActor, Indicator, IndicatorValue, Objective, Plan, Succession
from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.subjects.querysets import shown

PARTS = ("actors__institution", "risks", "alignments")


def plan_rows(at: datetime) -> QuerySet:
    """Return the plans that anybody may see."""
    rows = Plan.objects.public().select_related("component__subject", "component__process")
    return rows.prefetch_related("periods", "tallies").defer("component__subject__search")


def _periods(row: Plan) -> list[dict[str, Any]]:
    found = sorted(row.periods.all(), key=lambda period: period.opens_on)
    return [{"label": one.label, "opens_on": one.opens_on, "closes_on": one.closes_on} for one in found]


def _tallies(row: Plan) -> list[dict[str, Any]]:
    names = ("counted_by", "document", "url", "published_on", "rows", "note")
    found = sorted(row.tallies.all(), key=lambda tally: tally.pk)
    return [{name: getattr(one, name) for name in names} for one in found]


PLANS = Dataset(
    name="plans",
    position=60,
    title=_("Action plans"),
    description=_("Action plans of open government: their dates, who answers, and the counts that others published."),
    rows=plan_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.component.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.component.subject_id, required=True),
        Column("component", "integer", _("Key of its activity"), lambda row: row.component_id, required=True),
        Column("title", "string", _("Title"), lambda row: row.component.title, required=True),
        Column(
            "kind",
            "string",
            _("national, ogp_local, pal, municipal or institutional"),
            lambda row: row.kind,
            required=True,
        ),
        Column("state", "string", _("draft, published or archived"), lambda row: row.state, required=True),
        Column("jurisdiction", "string", _("Country, state or municipality"), lambda row: row.jurisdiction),
        Column("ordinal", "integer", _("Which plan it is"), lambda row: row.ordinal),
        Column("cycle_year", "integer", _("Year of its cycle"), lambda row: row.cycle_year),
        Column("starts_on", "date", _("First day"), lambda row: row.starts_on, required=True),
        Column("ends_on", "date", _("Last day, as it was first set"), lambda row: row.ends_on, required=True),
        Column("dates_words", "string", _("Its time in words, where the source gives no days"),
               lambda row: row.dates_words),
        Column("extended_to", "date", _("Last day after it was extended"), lambda row: row.extended_to),
        Column("extension_reason", "string", _("Why it was extended"), lambda row: row.extension_reason),
        Column("submitted_on", "date", _("When it was handed in"), lambda row: row.submitted_on),
        Column("signed_on", "date", _("When it was published elsewhere"), lambda row: row.signed_on),
        Column("published_at", "datetime", _("When it was published here"), lambda row: row.published_at),
        Column("vision", "text", _("What it wants to change"), lambda row: row.vision),
        Column("official_url", "url", _("Address of the official text"), lambda row: row.official_url),
        Column("gazette_ref", "string", _("Where the gazette published it"), lambda row: row.gazette_ref),
        Column("office", "string", _("Office that answers"), lambda row: row.office),
        Column("contact", "string", _("Whom to ask"), lambda row: row.contact),
        Column("predecessor", "integer", _("Key of the plan that it follows on"), lambda row: row.predecessor_id),
        Column("periods", "list", _("Its reporting periods"), _periods, required=True),
        Column(
            "published_counts",
            "list",
            _("How many commitments were done, as others counted them, each with its document"),
            _tallies,
            required=True,
        ),
        Column("version", "integer", _("How often what it promises changed since it was published"),
               lambda row: row.version, required=True),
        Column("ran_elsewhere", "boolean", _("Whether it ended before it was put down here"),
               lambda row: row.ran_elsewhere, required=True),
        Column("source", "string", _("Where these data come from"), lambda row: row.source),
        Column("source_url", "url", _("Address of the source"), lambda row: row.source_url),
        Column("source_licence", "string", _("Licence of the source"), lambda row: row.source_licence),
        Column("sample", "boolean", _("Whether it is made up, for a demonstration"), lambda row: row.is_sample,
               required=True),
    ),
    withheld=(HIDDEN_WITHHELD,),
    filterset="commitments.api.PlanFilters",
    orders={"id": ("id",), "newest": ("-starts_on", "-id")},
    hanging=Hanging(rows=Plan.objects.all, path="component__subject"),
)  # fmt: skip


def rows(at: datetime) -> QuerySet:
    """Return the commitments that anybody may see, with their parts."""
    objectives = Prefetch("objectives", Objective.objects.prefetch_related("actions"))
    measured = IndicatorValue.objects.filter(replaced_at__isnull=True).order_by("on", "pk")
    indicators = Prefetch("indicators", Indicator.objects.prefetch_related(Prefetch("measured", measured)))
    found = Commitment.objects.public().select_related("subject", "theme").defer("subject__search")
    return found.prefetch_related(*PARTS, objectives, indicators)


def _part(name: str) -> Any:
    def told(row: Commitment) -> list[dict[str, Any]]:
        return record_of(row)[name]  # type: ignore[no-any-return]

    return told


def _actors(row: Commitment) -> list[dict[str, Any]]:
    def told(actor: CommitmentActor) -> dict[str, Any]:
        names = ("name", "role", "sector", "from_on", "to_on", "exit_reason", "exit_statement", "exit_url")
        facts = {name: getattr(actor, name) for name in names}
        return {**facts, "institution": actor.institution_id, "organisation": actor.organisation_id}

    return [told(actor) for actor in sorted(row.actors.all(), key=lambda actor: (actor.position, actor.pk))]


def _objectives(row: Commitment) -> list[dict[str, Any]]:
    names = ("term", "text", "due_on", "due_words")
    return [
        {**{name: getattr(one, name) for name in names}, "actions": sorted(each.pk for each in one.actions.all())}
        for one in sorted(row.objectives.all(), key=lambda one: (one.position, one.pk))
    ]


def _indicators(row: Commitment) -> list[dict[str, Any]]:
    found = sorted(row.indicators.all(), key=lambda one: (one.position, one.pk))
    plain = record_of(row)["indicators"]
    return [
        {
            **told,
            "values": [{"on": value.on, "value": str(value.value), "note": value.note} for value in one.measured.all()],
        }
        for told, one in zip(plain, found, strict=True)
    ]


def _text(name: str, description: Any) -> Column:
    return Column(name, "text", description, lambda row: getattr(row, name))


COMMITMENTS = Dataset(
    name="commitments",
    position=61,
    title=_("Commitments"),
    description=_(
        "What was promised in action plans. How each goes is in the actions, by its subject; what reviewers found is in"
        " the assessments."
    ),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column(
            "subject", "integer", _("Key of its subject, as in the actions"), lambda row: row.subject_id, required=True
        ),
        Column("plan", "integer", _("Key of the plan"), lambda row: row.plan_id, required=True),
        Column("code", "string", _("Code in the catalogue of OGP"), lambda row: row.code),
        Column("number", "string", _("Number in the plan"), lambda row: row.number),
        Column("title", "string", _("Title"), lambda row: row.title, required=True),
        Column("theme", "string", _("Theme of the plan"), lambda row: row.theme.title if row.theme else ""),
        _text("summary", _("In a few words")),
        _text("problem", _("What problem it addresses")),
        _text("causes", _("What causes the problem")),
        _text("status_quo", _("How things were before")),
        _text("solution", _("What is promised, and how it helps")),
        _text("expected_results", _("What should be different at the end")),
        _text("verification_means", _("How to check that it was done")),
        Column("values", "list", _("Values of open government that it serves"), lambda row: row.values, required=True),
        _text("relevance", _("How it serves these values")),
        _text("contribution_transparency", _("How it serves transparency")),
        _text("contribution_participation", _("How it serves participation")),
        _text("contribution_accountability", _("How it serves accountability")),
        _text("gender_statement", _("Equality between women and men")),
        _text("inclusion_statement", _("Inclusion of other groups")),
        _text("additional_info", _("Additional information")),
        _text("budget_note", _("Where the money comes from")),
        Column("budget_amount", "integer", _("Budget, in hundredths of the currency"), lambda row: row.budget_amount),
        Column("currency", "string", _("Currency (ISO 4217)"), lambda row: row.currency),
        Column("policy_areas", "list", _("Policy areas"), lambda row: row.policy_areas, required=True),
        Column("ambition", "object", _("Level of ambition by pillar, as its authors see it"), lambda row: row.ambition,
               required=True),
        Column("starts_on", "date", _("First day"), lambda row: row.starts_on),
        Column("ends_on", "date", _("Last day"), lambda row: row.ends_on),
        Column("office", "string", _("Office that answers"), lambda row: row.office),
        Column("contact_post", "string", _("Post of whom to ask"), lambda row: row.contact_post),
        Column("contact_email", "string", _("E-mail of the office"), lambda row: row.contact_email),
        Column("contact_phone", "string", _("Telephone of the office"), lambda row: row.contact_phone),
        Column("actors", "list", _("Who takes part, as what, from when until when, and why they left"), _actors,
               required=True),
        Column("objectives", "list", _("Its objectives, with the keys of the actions that serve each"), _objectives,
               required=True),
        Column("indicators", "list", _("What is measured, and what was measured"), _indicators, required=True),
        Column("risks", "list", _("What could keep it from its end"), _part("risks"), required=True),
        Column("alignments", "list", _("Goals, targets and axes that it serves"), _part("alignments"), required=True),
        Column("added_outside", "boolean", _("Whether it was added outside the plan"), lambda row: row.is_proactive,
               required=True),
        Column("predecessor", "integer", _("Key of the commitment that it goes on with"),
               lambda row: row.predecessor_id),
        Column("withdrawn_at", "datetime", _("When it was taken out of the plan"), lambda row: row.withdrawn_at),
        Column("withdraw_reason", "string", _("Why it was taken out of the plan"), lambda row: row.withdraw_reason),
        Column("source_url", "url", _("Where it was taken from"), lambda row: row.source_url),
        Column("translations", "object", _("The same texts in further languages"), lambda row: row.translations,
               required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.subject.lang, required=True),
        Column("sample", "boolean", _("Whether it is made up, for a demonstration"), lambda row: row.is_sample,
               required=True),
    ),
    withheld=(
        HIDDEN_WITHHELD,
        Withheld(_("Names of officials"), _("The post and the office answer; people change.")),
    ),
    subject_kind="commitment",
    filterset="commitments.api.CommitmentFilters",
    orders={"id": ("id",), "plan": ("plan_id", "position", "id")},
    hanging=Hanging(rows=Commitment.objects.all),
)  # fmt: skip


def succession_rows(at: datetime) -> QuerySet:
    """Return what became of the institutions that anybody may see."""
    return shown(Succession.objects.filter(withdrawn_at__isnull=True), "institution__subject")


SUCCESSIONS = Dataset(
    name="successions",
    position=63,
    title=_("What became of institutions"),
    description=_("Institutions that were renamed, merged or extinguished, with the law, and who took over."),
    rows=succession_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("institution", "integer", _("Key of the institution"), lambda row: row.institution_id, required=True),
        Column("kind", "string", _("renamed, merged or extinguished"), lambda row: row.kind, required=True),
        Column("successor", "integer", _("Key of who took over its duties"), lambda row: row.successor_id),
        Column("on", "date", _("Since which day"), lambda row: row.on, required=True),
        Column("legal_basis", "string", _("Legal basis"), lambda row: row.legal_basis, required=True),
        Column("url", "url", _("Address of the legal text"), lambda row: row.url),
    ),
    filterset="commitments.api.SuccessionFilters",
    orders={"id": ("id",)},
    hanging=Hanging(rows=Succession.objects.all, path="institution__subject"),
)


def register() -> None:
    """Register the datasets."""
    for dataset in (PLANS, COMMITMENTS, SUCCESSIONS):
        register_dataset(dataset)
