"""What agreements register: their kind, events, notices, dataset, what a new administration inherits."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.administrations.inherited import Inheritance, register_inheritance
from participation.events.names import EventName, register_events
from participation.followup.policies import may_comment
from participation.followup.registry import FollowedKind, register_followed
from participation.followup.states import goes_on
from participation.institutions.sections import Section, register_section
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import CHANGES, titled
from participation.subjects.registry import SubjectKind, register_kind
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Event, Institution, Subject
    from participation.subjects.querysets import SubjectQuerySet


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Agreement

    rows = Agreement.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _followers(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _title(event: "Event", reason: str) -> str:
    if event.name.endswith("withdrawn"):
        return titled(gettext("The agreement “%(title)s” was taken back"), event)
    return titled(gettext("Something was agreed: “%(title)s”"), event)


def _reason(event: "Event", reason: str) -> str:
    return str(event.payload.get("reason") or "")


def _of_institution(institution: "Institution") -> "SubjectQuerySet":
    from participation.models import Subject

    return Subject.objects.filter(kind="agreement", action__institution=institution)


def _inherited(start: datetime) -> QuerySet:
    """Return the subjects of the agreements that went on at a moment."""
    from participation.models import Action

    rows = Action.objects.filter(subject__kind="agreement", created_at__lt=start)
    return rows.filter(goes_on() | Q(declared_on__gte=local_day(start))).values("subject")


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.agreements import datasets, policies
    from processes.agreements.registry import AgreementParent, register_agreement_parent

    register_kind(
        SubjectKind(
            name="agreement",
            label=_("agreement"),
            label_plural=_("agreements"),
            model="processes.Agreement",
            comment_policy=may_comment,
            may_flag=True,
            prefetch=_prefetch,
            dataset="agreements",
        )
    )
    register_events(
        EventName("processes.agreement.made", _("Something was agreed"), "public"),
        EventName(
            "processes.agreement.edited", _("The words of an agreement were corrected"), "public", takes_away=True
        ),
        EventName("processes.agreement.withdrawn", _("An agreement was taken back"), "public", takes_away=True),
    )
    register_notices(
        *(
            NoticeRule(f"processes.agreement.{name}", CHANGES.name, _followers, _title, _reason)
            for name in ("made", "withdrawn")
        )
    )
    nobody("processes.agreement.edited")
    register_followed(FollowedKind("agreement", policies.may_manage))
    register_agreement_parent(AgreementParent("process"))
    register_inheritance(Inheritance("agreement", _inherited))
    register_section(Section("agreements", _("Agreements"), _of_institution))
    datasets.register()
