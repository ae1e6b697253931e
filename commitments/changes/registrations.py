"""What is registered of recommendations and institutional changes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access.roles import may_take_part
from participation.access.verdict import ALLOWED
from participation.institutions.sections import Section, register_section
from participation.responses.registry import Answerable, register_answerable
from participation.subjects.registry import SubjectKind, register_kind

if TYPE_CHECKING:
    from datetime import datetime

    from participation.access.verdict import Verdict
    from participation.models import Institution, Person, Subject
    from participation.subjects.querysets import SubjectQuerySet


def _may_comment(person: "Person | None", subject: "Subject", *, at: "datetime") -> "Verdict":
    return may_take_part(person, at=at)


def _recommendations(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from commitments.models import Recommendation

    rows = Recommendation.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _changes(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from commitments.models import InstitutionalChange

    rows = InstitutionalChange.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _never_hidden(person: "Person | None", thing: Any) -> "Verdict":
    from commitments.reviews.policies import never_hidden

    return ALLOWED if thing.comment or thing.part == "answer" else never_hidden(person)


def _ready(subject: "Subject") -> "Verdict":
    from commitments.changes.policies import answerable

    return answerable(subject)


def _recommended_to(institution: "Institution") -> "SubjectQuerySet":
    from participation.models import Subject

    return Subject.objects.filter(recommendation__institution=institution)


def _changed_by(institution: "Institution") -> "SubjectQuerySet":
    from participation.models import Subject

    return Subject.objects.filter(institutional_change__institution=institution)


def register() -> None:
    """Called once by ``commitments.registrations``."""
    from commitments.changes import datasets, events

    events.register()
    register_kind(
        SubjectKind(
            name="recommendation",
            label=_("recommendation"),
            label_plural=_("recommendations"),
            model="commitments.Recommendation",
            comment_policy=_may_comment,
            moderated=_never_hidden,
            prefetch=_recommendations,
            dataset="recommendations",
        )
    )
    register_kind(
        SubjectKind(
            name="institutional_change",
            label=_("institutional change"),
            label_plural=_("institutional changes"),
            model="commitments.InstitutionalChange",
            comment_policy=_may_comment,
            may_flag=True,
            prefetch=_changes,
            dataset="institutional_changes",
        )
    )
    register_answerable(
        "recommendation", Answerable(ready=_ready, verdicts=("accepted", "partly", "later", "rejected", "out_of_scope"))
    )
    register_section(Section("recommendations", _("Recommendations to answer"), _recommended_to))
    register_section(Section("institutional_changes", _("What it changed for good"), _changed_by))
    datasets.register()
