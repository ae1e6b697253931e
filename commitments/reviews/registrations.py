"""What independent review registers: its kind, events, notices, datasets, one's own data, what waits."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.roles import may_take_part
from participation.access.verdict import ALLOWED
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.office import WaitingItem, register_waiting

if TYPE_CHECKING:
    from participation.access.verdict import Verdict
    from participation.models import Person, Subject

APPOINTMENT = ("id", "forum__title", "name", "since", "until", "end_reason", "conflict", "conflict_at")


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from commitments.models import Assessment

    rows = Assessment.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> "Verdict":
    return may_take_part(person, at=at)


def _never_hidden(person: "Person | None", thing: Any) -> "Verdict":
    from commitments.reviews.policies import never_hidden

    return ALLOWED if thing.comment else never_hidden(person)


def _shared(subject: "Subject", at: datetime) -> Shared | None:
    """Return what is told of an assessment where it is passed on: whose it is and when."""
    from commitments.models import Assessment

    row = Assessment.objects.for_page().get(subject=subject)
    facts = [row.assessor_name, str(row.get_phase_display())]
    return Shared(
        facts=tuple(facts),
        call=gettext("What independent reviewers say"),
        invitation=gettext("Point your phone's camera here to read the whole assessment."),
        button=gettext("Read the assessment"),
    )


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the drafts of an assessor, and the appointments without a declaration."""
    from commitments.models import Assessment, Assessor

    desk = reverse("reviews:desk")
    drafts = Assessment.objects.filter(assessor__person=person, published_at__isnull=True, withdrawn_at__isnull=True)
    lacking = Assessor.objects.now().filter(person=person, conflict_at__isnull=True)
    return [
        WaitingItem(_("Assessments that you began"), drafts, desk),
        WaitingItem(_("Appointments that wait for your declaration of interests"), lacking, desk),
    ]


def _mine(person: "Person") -> QuerySet:
    from commitments.models import Assessor

    return Assessor.objects.filter(person=person).select_related("plan__component__subject", "forum")


def _line(row: Any) -> Line:
    return Line(row.plan.component.title, row.plan.component.subject.path, row.appointed_at, row.name)


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _mine(person).order_by("pk").values(*APPOINTMENT).iterator(chunk_size=500)  # type: ignore[no-any-return]


def register() -> None:
    """Called once by ``commitments.registrations``."""
    from commitments.reviews import datasets, events, notices

    events.register()
    register_kind(
        SubjectKind(
            name="assessment",
            label=_("assessment"),
            label_plural=_("assessments"),
            model="commitments.Assessment",
            comment_policy=_may_comment,
            moderated=_never_hidden,
            prefetch=_prefetch,
            dataset="assessments",
        )
    )
    register_shared("assessment", _shared)
    notices.register()
    datasets.register()
    register_waiting(_waiting)
    register_participation(
        ParticipationKind(
            "appointments", _("Plans that I was appointed to assess"), _mine, _line, order=("-appointed_at", "-pk"),
            position=33,
        )
    )  # fmt: skip
    register_personal_data(PersonalTable("assessor_of", _("Plans that I was appointed to assess"), APPOINTMENT, _rows))
