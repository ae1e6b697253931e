"""The dataset of consultations: what is asked, and what was answered once it closed."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.opendata.visibility import shown
from processes.consultations.writing import definition
from processes.models import Component, Process, Questionnaire


def consultation_rows(at: datetime) -> QuerySet:
    """Return the consultations of public processes whose questions are ready."""
    public = shown(Component.objects.filter(process__in=Process.objects.public(), kind="consultation"))
    rows = Questionnaire.objects.filter(ready_at__isnull=False, component__in=public.values("pk"))
    return rows.select_related("component__subject", "component__process").prefetch_related("component__questions")


def _questions(row: Questionnaire) -> dict[str, Any]:
    return definition(sorted(row.component.questions.all(), key=lambda one: (one.position, one.pk)))


CONSULTATIONS = Dataset(
    name="consultations",
    position=46,
    title=_("Consultations"),
    description=_("Surveys and votes: what is asked, and the figures that were published when each closed."),
    rows=consultation_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.component.subject.path), required=True),
        Column("component", "integer", _("Key of the activity"), lambda row: row.component_id, required=True),
        Column("nature", "string", _("survey or vote"), lambda row: row.component.config.nature, required=True),
        Column("questions", "object", _("The questions, with the keys of their options"), _questions, required=True),
        Column(
            "ready_at", "datetime", _("When the questions were made ready"), lambda row: row.ready_at, required=True
        ),
        Column("results_at", "datetime", _("When the results were published"), lambda row: row.results_at),
        Column(
            "results",
            "object",
            _(
                "How many answered, the count of each option by key and, of a vote, the turnout and the outcome under "
                "its rules"
            ),
            lambda row: row.results,
        ),
    ),
    withheld=(
        Withheld(
            _("The answers of each person, also without names"),
            _(
                "A row of many answers is like a fingerprint: who knows some of them would find the person and the "
                "rest."
            ),
        ),
        Withheld(_("Everything that a vote holds before it closes"), _("Nobody sees it before, officials neither.")),
        Withheld(_("Counts of groups below ten"), _("So that nobody can be singled out.")),
    ),
    filterset="processes.consultations.api.ConsultationFilters",
    hanging=Hanging(
        rows=Questionnaire.objects.all, path="component__subject", also="component__process__subject", below=False
    ),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(CONSULTATIONS)
