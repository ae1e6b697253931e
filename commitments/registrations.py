"""What this floor registers."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import events, policies
from commitments.changes import registrations as changes
from commitments.oversight import registrations as oversight
from commitments.reviews import registrations as reviews
from participation.administrations.inherited import Inheritance, register_inheritance
from participation.followup.policies import may_comment
from participation.followup.registry import FollowedKind, register_followed
from participation.followup.states import goes_on
from participation.institutions.sections import Section, register_section
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.context import NavEntry, register_navigation
from participation.workdays import local_day
from processes.kinds import register_component_kind
from proposals.demo.upstairs import add_floor

if TYPE_CHECKING:
    from participation.models import Institution, Organisation, Subject
    from participation.subjects.querysets import SubjectQuerySet


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from commitments.models import Commitment

    rows = Commitment.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _shared(subject: "Subject", at: datetime) -> Shared:
    """Return what is told of a commitment where it is passed on."""
    from commitments.models import Commitment
    from participation.web.templatetags.followup import KEYS

    row: Any = Commitment.objects.for_page().with_state(at).get(subject=subject)
    facts = [row.plan.title]
    state = gettext("taken out of its plan") if row.withdrawn_at else str(KEYS[row.state][1])
    return Shared(
        sign=gettext("Commitment"),
        state="" if row.plan.ran_elsewhere and not row.withdrawn_at else state,
        facts=tuple(facts),
        call=gettext("See whether it is kept"),
        invitation=gettext("Point your phone's camera here to see what was promised and how it goes."),
        button=gettext("See the commitment"),
        text=row.in_language("summary"),
    )


def _of_institution(institution: "Institution") -> "SubjectQuerySet":
    from participation.models import Subject

    return Subject.objects.filter(commitment__actors__institution=institution).distinct()


def _of_organisation(organisation: "Organisation") -> "SubjectQuerySet":
    from participation.models import Subject

    return Subject.objects.filter(commitment__actors__organisation=organisation).distinct()


def _inherited(start: datetime) -> QuerySet:
    """Return the subjects of the commitments of plans that went on at a moment."""
    from participation.models import Action

    day = local_day(start)
    plan = "subject__commitment__plan__"
    rows = Action.objects.filter(subject__kind="commitment", created_at__lt=start)
    rows = rows.filter(**{f"{plan}ran_elsewhere": False, f"{plan}published_at__lt": start})
    rows = rows.filter(Q(**{f"{plan}archived_at__isnull": True}) | Q(**{f"{plan}archived_at__gte": start}))
    return rows.filter(goes_on() | Q(declared_on__gte=day)).values("subject")


def _furnish(voices: Any, say: Any) -> None:
    from commitments.demo.build import build

    build(voices, say)


def register() -> None:
    """Called once by ``apps.ready()``."""
    from commitments import datasets
    from commitments.kind import KIND

    events.register()
    register_kind(
        SubjectKind(
            name="commitment",
            label=_("commitment"),
            label_plural=_("commitments"),
            model="commitments.Commitment",
            comment_policy=may_comment,
            may_flag=True,
            prefetch=_prefetch,
            dataset="commitments",
        )
    )
    datasets.register()
    register_component_kind(KIND)
    register_followed(FollowedKind("commitment", policies.may_work_on))
    register_inheritance(Inheritance("commitment", _inherited))
    register_shared("commitment", _shared)
    register_section(Section("commitments", _("Commitments"), _of_institution))
    register_section(Section("organisation-commitments", _("Commitments"), _of_organisation, of="organisation"))
    reviews.register()
    oversight.register()
    changes.register()
    add_floor("commitments", _furnish)
    register_navigation(NavEntry(_("Commitments"), "commitments:list", "/compromisos/", 18))
