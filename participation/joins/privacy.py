"""What joins know of a person, for their own eyes and their download."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.joins.models import Join
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person

JOIN = ("subject_id", "subject__kind", "subject__title", "at", "channel")


def _joined(person: "Person") -> QuerySet:
    return shown(Join.objects.filter(person=person).select_related("subject"))


def _line(join: Join) -> Line:
    return Line(join.subject.shown_title, join.subject.path, join.at)


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return Join.objects.filter(person=person).order_by("pk").values(*JOIN).iterator(chunk_size=500)


def register() -> None:
    """Register the kind of participation and the table of the download."""
    register_participation(
        ParticipationKind("joins", _("What I joined"), _joined, _line, position=25, subject="subject")
    )
    register_personal_data(PersonalTable("joins", _("What I joined"), JOIN, _rows))
