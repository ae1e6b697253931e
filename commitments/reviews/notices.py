"""Who is told of assessments: whoever follows what was assessed, and those who answer for it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commitments.reviews import events
from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    nobody,
    officials_of,
    one_person,
    register_notices,
)
from participation.notifications.rules import ACCOUNT, CHANGES, WORK, titled

if TYPE_CHECKING:
    from participation.models import Event


def _who_follows(event: "Event") -> Iterable[Hearers]:
    """Return who follows the plan or what was assessed in it, then who runs the plan."""
    from commitments.models import Assessment
    from participation.models import Follow

    row = Assessment.objects.for_page().filter(subject=event.subject_id).first()
    if row is None:
        return
    place = row.plan.component.subject
    ids = [place.pk, *place.ancestors, *event.payload.get("subjects", ())]
    yield Hearers("follower", Follow.objects.filter(subject_id__in=ids))
    hearers = officials_of(place, roles.STEWARDS)
    yield Hearers(hearers.reason, hearers.rows, kind=WORK.name)


def _title(event: "Event", reason: str) -> str:
    return titled(_("New assessment: %(title)s"), event)


def _appointed(event: "Event") -> Iterable[Hearers]:
    return [one_person("own", _assessor(event))]


def _assessor(event: "Event") -> int | None:
    from commitments.models import Assessor

    found: int | None = (
        Assessor.objects.filter(pk=event.payload.get("assessor") or 0).values_list("person_id", flat=True).first()
    )
    return found


def _appointed_title(event: "Event", reason: str) -> str:
    if event.name == events.ENDED:
        return titled(_("Your appointment to assess “%(title)s” ended"), event)
    return titled(_("You were appointed to assess “%(title)s”"), event)


def _appointed_words(event: "Event", reason: str) -> str:
    if event.name == events.ENDED:
        told = {"reason": event.payload.get("reason", "")}
        return _("The reason: %(reason)s. What you began stays yours to publish.") % told
    return _("Declare first whether you have conflicts of interest. Then you can write your assessment.")


def _desk(event: "Event", reason: str) -> str:
    return "/mesa/evaluaciones/"


def register() -> None:
    """Register the rules."""
    register_notices(
        NoticeRule(events.PUBLISHED, CHANGES.name, _who_follows, _title),
        NoticeRule(events.APPOINTED, ACCOUNT.name, _appointed, _appointed_title, _appointed_words, path=_desk),
        NoticeRule(events.ENDED, ACCOUNT.name, _appointed, _appointed_title, _appointed_words, path=_desk),
    )
    nobody(events.DECLARED, events.RECORDED, events.REVISED, events.DISCARDED)
