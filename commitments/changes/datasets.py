"""Datasets of recommendations and of what changed."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.models import InstitutionalChange, Recommendation
from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, register_dataset
from participation.opendata.values import address


def recommendation_rows(at: datetime) -> QuerySet:
    """Return the published recommendations."""
    return Recommendation.objects.public().select_related("subject").defer("subject__search")


RECOMMENDATIONS = Dataset(
    name="recommendations",
    position=65,
    title=_("Recommendations of assessments"),
    description=_(
        "What assessments recommend, to whom. The answer of the government is in the answers, by its subject."
    ),
    rows=recommendation_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("assessment", "integer", _("Key of the assessment"), lambda row: row.assessment_id, required=True),
        Column("commitment", "integer", _("Key of the commitment"), lambda row: row.commitment_id),
        Column("institution", "integer", _("Key of the institution that answers"), lambda row: row.institution_id),
        Column("addressed_to", "string", _("To whom, as the document says"), lambda row: row.addressed_to),
        Column("text", "text", _("What is recommended"), lambda row: row.text, required=True),
    ),
    withheld=(HIDDEN_WITHHELD,),
    subject_kind="recommendation",
    filterset="commitments.changes.api.RecommendationFilters",
    hanging=Hanging(rows=Recommendation.objects.all),
)


def change_rows(at: datetime) -> QuerySet:
    """Return what changed, without what was taken back."""
    return InstitutionalChange.objects.public().select_related("subject").defer("subject__search")


CHANGES = Dataset(
    name="institutional_changes",
    position=66,
    title=_("Institutional changes"),
    description=_("What commitments changed for good: rules, areas, mechanisms, with where it can be checked."),
    rows=change_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("commitment", "integer", _("Key of the commitment"), lambda row: row.commitment_id, required=True),
        Column("recommendation", "integer", _("Key of the recommendation"), lambda row: row.recommendation_id),
        Column("institution", "integer", _("Key of the institution that changed"), lambda row: row.institution_id),
        Column(
            "kind",
            "string",
            _("regulation, statute, council, area, mechanism or operation"),
            lambda row: row.kind,
            required=True,
        ),
        Column("title", "string", _("In one line"), lambda row: row.title, required=True),
        Column("text", "text", _("What is different now"), lambda row: row.text, required=True),
        Column("legal_reference", "string", _("Gazette, act or article"), lambda row: row.legal_reference),
        Column("document_url", "url", _("Where it can be read"), lambda row: row.url),
        Column("in_force_on", "date", _("In force since"), lambda row: row.in_force_on, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
    ),
    withheld=(HIDDEN_WITHHELD,),
    subject_kind="institutional_change",
    filterset="commitments.changes.api.ChangeFilters",
    orders={"id": ("id",), "newest": ("-in_force_on", "-id")},
    hanging=Hanging(rows=InstitutionalChange.objects.all),
)


def register() -> None:
    """Register the datasets."""
    register_dataset(RECOMMENDATIONS)
    register_dataset(CHANGES)
