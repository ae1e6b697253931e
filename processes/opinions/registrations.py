"""What opinion groups register."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.announcements.segments import lies_in, register_taking_part
from participation.moderation.registry import Written, register_written
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.subjects.registry import SubjectKind, register_kind
from participation.verification.transfers import register_transfer, register_union
from participation.web.office import WaitingItem, register_waiting
from processes import events
from processes.kinds import register_component_kind

if TYPE_CHECKING:
    from participation.models import Person, Subject

STATEMENT = ("id", "component__title", "text", "state", "created_at")
ANSWER = ("statement_id", "statement__text", "value", "at")


def _written(found: list[Any]) -> Iterable[Written]:
    """Return the texts behind events, for whoever looks for repetition and advertising."""
    from processes.models import Statement

    for row in Statement.objects.filter(subject__in={event.subject_id for event in found}, is_sample=False):
        if not row.seeded:
            yield Written(row.subject_id, None, row.author_id, row.text, row.published_at or row.created_at)


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Statement

    rows = Statement.objects.for_cards().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the statements that wait for moderation."""
    from processes.opinions.queue import pending

    if roles.scopes(person, roles.MODERATORS) == set():
        return []
    return [WaitingItem(_("Statements to publish"), pending(person), reverse("processes:statements-to-read"))]


def answered(subject_id: int) -> Exists:
    """Return those who answered a statement within a subject."""
    from processes.models import StatementAnswer

    return Exists(StatementAnswer.objects.filter(lies_in("component__subject", subject_id), person=OuterRef("pk")))


def added(subject_id: int) -> Exists:
    """Return those who added a statement within a subject."""
    from processes.models import Statement

    rows = Statement.objects.filter(lies_in("subject", subject_id), author=OuterRef("pk"), seeded=False)
    return Exists(rows.filter(state="published"))


def _added_by(person: "Person") -> QuerySet:
    from processes.models import Statement

    return Statement.objects.filter(author=person, seeded=False).select_related("subject")


def _added_line(row: Any) -> Line:
    return Line(row.text, row.subject.path, row.created_at, row.get_state_display())


def _answered_by(person: "Person") -> QuerySet:
    from processes.models import StatementAnswer

    # One line for each activity: that they answered there, and never what.
    rows = StatementAnswer.objects.filter(person=person)
    first = rows.filter(component=OuterRef("component")).order_by("at", "pk").values("pk")[:1]
    return rows.filter(pk=first).select_related("component__subject")


def _answered_line(row: Any) -> Line:
    subject = row.component.subject
    return Line(subject.shown_title, subject.path, row.at)


def _statements(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _added_by(person).order_by("pk").values(*STATEMENT).iterator(chunk_size=500)


def _answers(person: "Person") -> Iterable[Mapping[str, Any]]:
    from processes.models import StatementAnswer

    rows = StatementAnswer.objects.filter(person=person).order_by("pk")
    return rows.values(*ANSWER).iterator(chunk_size=500)


def _acts() -> Any:
    from processes.actions import opinion

    return opinion


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.opinions import datasets, notices
    from processes.opinions.kind import KIND

    register_component_kind(KIND)
    register_kind(
        SubjectKind(
            name="statement",
            label=_("statement"),
            label_plural=_("statements"),
            model="processes.Statement",
            may_follow=False,
            may_flag=True,
            prefetch=_prefetch,
            dataset="statements",
        )
    )
    notices.register()
    datasets.register()
    register_api_acts(
        ApiAct("opinions.add", _("Add short statements")), ApiAct("opinions.answer", _("Answer short statements"))
    )
    register_written(_written, events.STATEMENT_PUBLISHED, events.STATEMENT_HANDED_IN)
    register_waiting(_waiting)
    register_taking_part(answered, added)
    register_participation(
        ParticipationKind(
            "statements",
            _("Statements that I added"),
            _added_by,
            _added_line,
            ("-created_at", "-pk"),
            27,
            subject="subject",
        ),
        ParticipationKind(
            "opinions",
            _("Where I answered statements"),
            _answered_by,
            _answered_line,
            position=28,
            hint=_("What you answered is shown to you there, and to nobody else."),
            subject="component__subject",
        ),
    )
    register_personal_data(
        PersonalTable("statements", _("Statements that I added"), STATEMENT, _statements),
        PersonalTable("statement_answers", _("What I answered to statements"), ANSWER, _answers),
    )
    register_transfer(
        "statement_answers", lambda former, to, at: _acts().transfer_statement_answers(former=former, to=to, at=at)
    )
    register_union("statement_answers", lambda accounts, at: _acts().unite_statement_answers(accounts=accounts, at=at))
