"""What works register: their kind, events, notices, dataset; that they are followed up."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.works import events
from participation.administrations.inherited import Inheritance, register_inheritance
from participation.followup.policies import may_comment
from participation.followup.registry import FollowedKind, register_followed
from participation.followup.states import goes_on
from participation.institutions.sections import Section, register_section
from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import CHANGES, titled
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.templatetags.ui import pesos
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Event, Institution, Subject


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from budgets.models import Work

    rows = Work.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _around(event: "Event") -> Iterable[Hearers]:
    """Return who entered the project, and who follows the work, the project, the contest or the process."""
    from budgets.models import Project

    if event.subject is not None:
        rows = Project.objects.filter(work__subject=event.subject.pk)
        yield Hearers("author", rows, "author_id")
        yield followers_of(event.subject, ancestors=True)


def _begun_title(event: "Event", reason: str) -> str:
    return titled(gettext("It won and becomes a work: %(title)s"), event)


def _begun_body(event: "Event", reason: str) -> str:
    return gettext("See who is responsible, how it goes and what is spent.")


def _contract_title(event: "Event", reason: str) -> str:
    return titled(gettext("There is a contract for the work: %(title)s"), event)


def _contract_body(event: "Event", reason: str) -> str:
    amount = event.payload.get("amount")
    return gettext("For %(amount)s.") % {"amount": pesos(amount)} if isinstance(amount, int) else ""


def _of_institution(institution: "Institution") -> Any:
    from participation.models import Subject

    return Subject.objects.filter(kind="work", action__institution=institution)


def _inherited(start: datetime) -> QuerySet:
    """Return the subjects of the works that went on at a moment."""
    from participation.models import Action

    rows = Action.objects.filter(subject__kind="work", created_at__lt=start)
    return rows.filter(goes_on() | Q(declared_on__gte=local_day(start))).values("subject")


def _shared(subject: "Subject", at: datetime) -> Shared:
    from budgets.models import Work

    work = Work.objects.with_spent().get(subject=subject)
    told = {"spent": pesos(work.spent), "budgeted": pesos(work.budgeted)}
    return Shared(
        facts=(gettext("%(spent)s spent of %(budgeted)s") % told,),
        call=gettext("People decided this work"),
        invitation=gettext("Point your phone's camera here to see how it goes."),
        button=gettext("See the work"),
    )


def register() -> None:
    """Called once by ``budgets.registrations``."""
    from budgets.works import datasets, policies

    register_kind(
        SubjectKind(
            name="work",
            label=_("work"),
            label_plural=_("works"),
            model="budgets.Work",
            comment_policy=may_comment,
            may_flag=True,
            prefetch=_prefetch,
            dataset="works",
        )
    )
    events.register()
    register_notices(
        NoticeRule(events.BEGUN, CHANGES.name, _around, _begun_title, _begun_body),
        NoticeRule(events.CONTRACT_ADDED, CHANGES.name, _around, _contract_title, _contract_body),
    )
    nobody(events.CONTRACT_WITHDRAWN, events.PAID, events.PAYMENT_WITHDRAWN)
    register_followed(FollowedKind("work", policies.may_manage))
    register_inheritance(Inheritance("work", _inherited))
    register_section(Section("works", _("Works that it is responsible for"), _of_institution))
    register_shared("work", _shared)
    datasets.register()
