"""Who is told of what happens to a budget and its projects."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets import events
from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    followers_of,
    nobody,
    officials_of,
    one_person,
    register_notices,
    register_people,
)
from participation.notifications.rules import ANSWERS, CHANGES, WORK, titled

if TYPE_CHECKING:
    from participation.models import Event


def author_of(subject_id: int) -> Hearers:
    """Return who entered a project."""
    from budgets.models import Project

    return Hearers("author", Project.objects.filter(subject_id=subject_id), "author_id")


def around(event: "Event") -> Iterable[Hearers]:
    """Return who entered the project, and who follows it, its contest or the process."""
    if event.subject is not None:
        yield author_of(event.subject.pk)
        yield followers_of(event.subject, ancestors=True)


def near(event: "Event") -> Iterable[Hearers]:
    """Return who entered the project, and who follows the project itself."""
    if event.subject is not None:
        yield author_of(event.subject.pk)
        yield followers_of(event.subject)


def _followers(event: "Event") -> Iterable[Hearers]:
    if event.subject is not None:
        yield followers_of(event.subject, ancestors=True)


def _origin(event: "Event") -> Iterable[Hearers]:
    """Return who wrote the proposal that became a project, and who follows it."""
    from participation.models import Subject

    source = Subject.objects.filter(pk=event.payload.get("proposal") or 0).first()
    if event.subject is not None:
        yield author_of(event.subject.pk)
    if source is not None:
        yield followers_of(source)


def _rules_title(event: "Event", reason: str) -> str:
    return titled(_("The rules of “%(title)s” changed"), event)


def _rules_body(event: "Event", reason: str) -> str:
    return _("Read how it is decided now.")


def _from_title(event: "Event", reason: str) -> str:
    return titled(_("A proposal became a project of the participatory budget: %(title)s"), event)


def _from_body(event: "Event", reason: str) -> str:
    return _("It is studied now. If it can be done, people vote on it.")


def _withdrawn_title(event: "Event", reason: str) -> str:
    return titled(_("The project “%(title)s” was withdrawn"), event)


def reason_given(event: "Event", reason: str) -> str:
    """Return the reason that was written."""
    return str(event.payload.get("reason") or "")


def _evaluator(event: "Event") -> Iterable[Hearers]:
    yield one_person("evaluator", event.payload.get("evaluator"))


def _stewards(event: "Event") -> Iterable[Hearers]:
    yield officials_of(event.subject, roles.STEWARDS)


def _assigned_title(event: "Event", reason: str) -> str:
    return titled(_("You are asked to study a project: %(title)s"), event)


def _to_studies(event: "Event", reason: str) -> str:
    return "/mesa/presupuestos/estudios/"


def _feasible_title(event: "Event", reason: str) -> str:
    if reason == "author":
        return titled(_("Your project “%(title)s” can be done"), event)
    return titled(_("The project “%(title)s” can be done"), event)


def _feasible_body(event: "Event", reason: str) -> str:
    return _("Its study is finished: read what was found and what it costs. Next people vote on it.")


def _refused_title(event: "Event", reason: str) -> str:
    if reason == "author":
        return titled(_("Your project “%(title)s” cannot be done"), event)
    return titled(_("The project “%(title)s” cannot be done"), event)


def _refused_body(event: "Event", reason: str) -> str:
    words = _("Read the reasons on its page.")
    if reason == "author" and event.payload.get("days"):
        words += " " + _("You can ask for a clarification there, within %(n)s working days.") % {
            "n": event.payload["days"]
        }
    return words


def _reopened_title(event: "Event", reason: str) -> str:
    return titled(_("The project “%(title)s” is studied again"), event)


def _asked_title(event: "Event", reason: str) -> str:
    return titled(_("A clarification is asked for: %(title)s"), event)


def _asked_body(event: "Event", reason: str) -> str:
    return _("It is answered before the ballot is frozen.")


def _desk_of(event: "Event", reason: str) -> str:
    return f"/mesa/presupuestos/proyectos/{event.payload.get('project')}/"


def _answered_title(event: "Event", reason: str) -> str:
    return titled(_("The request for clarification was answered: %(title)s"), event)


def _answered_body(event: "Event", reason: str) -> str:
    if event.payload.get("changes"):
        return _("After all it can be done: people can vote on it.")
    return _("The decision stays. Read the answer on its page.")


def _register_study() -> None:
    register_notices(
        NoticeRule(events.STUDY_ASSIGNED, WORK.name, _evaluator, _assigned_title, path=_to_studies),
        NoticeRule(events.FEASIBLE, ANSWERS.name, around, _feasible_title, _feasible_body),
        NoticeRule(events.NOT_FEASIBLE, ANSWERS.name, around, _refused_title, _refused_body),
        NoticeRule(events.STUDY_REOPENED, CHANGES.name, near, _reopened_title, reason_given),
        NoticeRule(events.CLARIFICATION_ASKED, WORK.name, _stewards, _asked_title, _asked_body, _desk_of),
        NoticeRule(events.CLARIFICATION_ANSWERED, ANSWERS.name, near, _answered_title, _answered_body),
    )
    nobody(events.STUDY_RELIEVED, events.STUDY_FOUND, events.STUDY_BEGUN)


def register() -> None:
    """Register the rules."""
    _register_study()
    register_people("project", author_of)
    register_notices(
        NoticeRule(events.BUDGET_CHANGED, CHANGES.name, _followers, _rules_title, _rules_body),
        NoticeRule(events.PROJECT_FROM_PROPOSAL, CHANGES.name, _origin, _from_title, _from_body),
        NoticeRule(events.PROJECT_WITHDRAWN, CHANGES.name, near, _withdrawn_title, reason_given),
    )
    nobody(
        events.BUDGET_CREATED,
        events.CONTEST_ADDED,
        events.CONTEST_CHANGED,
        events.CONTEST_REMOVED,
        events.PROJECT_SUBMITTED,
        events.PROJECT_ADDED,
        events.PROJECT_EDITED,
        events.EXCLUSIVE_SET,
    )
