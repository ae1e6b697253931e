"""Who is told of what happens in consultations: of the results, whoever answered and whoever follows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.notifications.registry import Hearers, NoticeRule, followers_of, nobody, register_notices
from participation.notifications.rules import CHANGES, titled
from processes.consultations import events

if TYPE_CHECKING:
    from participation.models import Event


def _audience(event: "Event") -> Iterable[Hearers]:
    from processes.models import Answer

    if event.subject is None:
        return []
    answered = Answer.objects.filter(component__subject=event.subject_id, person__isnull=False)
    return [Hearers("participant", answered), followers_of(event.subject, ancestors=True)]


def _title(event: "Event", reason: str) -> str:
    return titled(_("The results of “%(title)s” are published"), event)


def _path(event: "Event", reason: str) -> str:
    return f"{event.subject.path}resultados/" if event.subject else ""


def register() -> None:
    """Register the rules."""
    register_notices(NoticeRule(events.RESULTS, CHANGES.name, _audience, _title, path=_path))
    nobody(
        events.QUESTION_ADDED,
        events.QUESTION_UPDATED,
        events.QUESTION_REMOVED,
        events.READY,
        events.NOT_READY,
        events.ANSWERED,
        events.ANSWER_CHANGED,
        events.ANSWER_WITHDRAWN,
        events.TEXTS_PUBLISHED,
        events.TEXT_WITHHELD,
    )
