"""What institutions registers: subject kinds, events, notices, datasets, menu entries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.subjects.registry import SubjectKind, register_kind

if TYPE_CHECKING:
    from participation.models import Subject


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from participation.models import Institution

    return {i.subject_id: i for i in Institution.objects.filter(subject__in=[subject.pk for subject in subjects])}


def register() -> None:
    """Called once when the apps are ready."""
    register_kind(
        SubjectKind(
            name="institution",
            label=_("institution"),
            label_plural=_("institutions"),
            model="participation.Institution",
            prefetch=_prefetch,
            dataset="institutions",
        )
    )
    register_events(
        EventName("participation.institution.created", _("An institution was added"), "public"),
        EventName(
            "participation.institution.updated", _("The data of an institution changed"), "public", takes_away=True
        ),
    )
