"""Datasets of independent review: assessments, their verdicts, and the scales that they use."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.models import Assessment, AssessmentValue, ScaleValue
from participation.opendata.registry import Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.subjects.querysets import shown

DRAFTS = Withheld(
    _("Drafts of assessments"),
    _("Nobody but whoever writes them sees them, so that no office can have a say in them."),
)


def rows(at: datetime) -> QuerySet:
    """Return the published assessments."""
    return Assessment.objects.public().select_related("subject", "scheme").defer("subject__search")


ASSESSMENTS = Dataset(
    name="assessments",
    position=62,
    title=_("Assessments of plans"),
    description=_(
        "Reviews of action plans and commitments, each by one assessor, under one method, in one document. Those of"
        " different methods are never averaged, and none is ever changed: a correction is another row."
    ),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("plan", "integer", _("Key of the plan"), lambda row: row.plan_id, required=True),
        Column("scheme", "string", _("Method and its version"), lambda row: row.scheme.code, required=True),
        Column("phase", "string", _("design, midterm, end, card or self"), lambda row: row.phase, required=True),
        Column("title", "string", _("Name of the document"), lambda row: row.title, required=True),
        Column("summary", "text", _("Summary"), lambda row: row.summary),
        Column("assessor", "string", _("Who assessed"), lambda row: row.assessor_name, required=True),
        Column(
            "independent",
            "boolean",
            _("Whether the assessor is independent of the government"),
            lambda row: row.independent,
            required=True,
        ),
        Column("conflict", "text", _("Conflicts of interest that the assessor declared"), lambda row: row.conflict),
        Column("document_url", "url", _("Address of the document"), lambda row: row.document_url),
        Column("document_year", "integer", _("Year of the document"), lambda row: row.document_year),
        Column("document_on", "date", _("Date of the document"), lambda row: row.document_on),
        Column("source", "string", _("Where it was copied from"), lambda row: row.source),
        Column("comment_from", "date", _("Open for comments since"), lambda row: row.comment_from),
        Column("comment_until", "date", _("Open for comments until"), lambda row: row.comment_until),
        Column("corrects", "integer", _("Key of the assessment that it corrects"), lambda row: row.corrects_id),
        Column("correction_reason", "string", _("Why it corrects it"), lambda row: row.correction_reason),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
        Column("published_at", "datetime", _("When it was published"), lambda row: row.published_at, required=True),
    ),
    withheld=(DRAFTS,),
    subject_kind="assessment",
    filterset="commitments.reviews.api.AssessmentFilters",
    orders={"id": ("id",)},
    hanging=Hanging(rows=Assessment.objects.all),
)


def verdict_rows(at: datetime) -> QuerySet:
    """Return the verdicts of the published assessments."""
    found = shown(AssessmentValue.objects.filter(assessment__published_at__isnull=False), "assessment__subject")
    return found.select_related("variable", "value")


VERDICTS = Dataset(
    name="verdicts",
    position=63,
    title=_("Verdicts of assessments"),
    description=_("What each assessment says on each variable of each commitment, or of the whole plan."),
    rows=verdict_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("assessment", "integer", _("Key of the assessment"), lambda row: row.assessment_id, required=True),
        Column(
            "commitment", "integer", _("Key of the commitment; none: of the whole plan"), lambda row: row.commitment_id
        ),
        Column("variable", "string", _("What was looked at"), lambda row: row.variable.code, required=True),
        Column(
            "concept",
            "string",
            _("The same for variables of different methods that ask the same"),
            lambda row: row.variable.concept,
            required=True,
        ),
        Column("value", "string", _("Value on the scale of the method"), lambda row: row.value and row.value.code),
        Column("number", "number", _("Number, where the method gives one"), lambda row: row.number),
        Column("as_said", "string", _("In the words of the document, where they differ"), lambda row: row.as_said),
        Column("rationale", "text", _("Reasons"), lambda row: row.rationale),
        Column("footnotes", "list", _("Notes of the document"), lambda row: row.footnotes, required=True),
    ),
    withheld=(DRAFTS,),
    filterset="commitments.reviews.api.VerdictFilters",
    hanging=Hanging(rows=AssessmentValue.objects.all, path="assessment__subject"),
)


def scale_rows(at: datetime) -> QuerySet:
    """Return the values of all scales."""
    return ScaleValue.objects.select_related("variable__scheme")


SCALES = Dataset(
    name="scales",
    position=64,
    title=_("Scales of methods of assessment"),
    description=_("Every value that a method of assessment knows, with its names, and whether it counts as high."),
    rows=scale_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column(
            "scheme", "string", _("Method of assessment and its version"), lambda row: row.variable.scheme.code,
            required=True,
        ),
        Column("variable", "string", _("What is looked at"), lambda row: row.variable.code, required=True),
        Column("variable_es", "string", _("Its name in Spanish"), lambda row: row.variable.label_es, required=True),
        Column("variable_en", "string", _("Its name in English"), lambda row: row.variable.label_en, required=True),
        Column("value", "string", _("Value on the scale"), lambda row: row.code, required=True),
        Column("label_es", "string", _("Name of the value in Spanish"), lambda row: row.label_es, required=True),
        Column("label_en", "string", _("Name of the value in English"), lambda row: row.label_en, required=True),
        Column("position", "integer", _("Place on the scale, low to high"), lambda row: row.position, required=True),
        Column("high", "boolean", _("Whether it counts as high"), lambda row: row.counts_as_high, required=True),
    ),
    feed=False,
)  # fmt: skip


def register() -> None:
    """Register the datasets."""
    for dataset in (ASSESSMENTS, VERDICTS, SCALES):
        register_dataset(dataset)
