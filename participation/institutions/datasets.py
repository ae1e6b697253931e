"""The dataset of institutions."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from participation.institutions.models import Institution, InstitutionAlias
from participation.opendata.registry import Column, Dataset, Hanging, register_dataset
from participation.opendata.values import address


def rows(at: datetime) -> QuerySet:
    """Return the public institutions with their other names."""
    aliases = InstitutionAlias.objects.filter(institution=OuterRef("pk")).order_by("name").values("name")
    return (
        Institution.objects.filter(subject__state="published")
        .select_related("subject")
        .defer("subject__search")
        .annotate(other_names=ArraySubquery(aliases))
    )


INSTITUTIONS = Dataset(
    name="institutions",
    position=70,
    title=_("Institutions"),
    description=_("Public bodies and organisations that are responsible for a process or owe an answer."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the institution"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("slug", "string", _("Name in addresses"), lambda row: row.slug, required=True),
        Column("name", "string", _("Name"), lambda row: row.name, required=True),
        Column("short_name", "string", _("Short name or acronym"), lambda row: row.short_name),
        Column("other_names", "list", _("Other names in documents"), lambda row: row.other_names, required=True),
        Column("kind", "string", _("Kind of institution"), lambda row: row.kind),
        Column("parent", "integer", _("Key of the institution that it belongs to"), lambda row: row.parent_id),
        Column("email", "string", _("Public e-mail address"), lambda row: row.email),
        Column("phone", "string", _("Public telephone"), lambda row: row.phone),
        Column("website", "url", _("Website"), lambda row: row.website),
    ),
    subject_kind="institution",
    filterset="participation.institutions.api.InstitutionFilters",
    hanging=Hanging(rows=Institution.objects.all, below=False),
)


def register() -> None:
    """Register the datasets of this mechanism."""
    register_dataset(INSTITUTIONS)
