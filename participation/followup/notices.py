"""Who is told how what is followed up goes: whoever follows it, the office responsible, those above it."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.access import roles
from participation.followup.models import REPORTS, Reporter
from participation.followup.states import State
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    nobody,
    officials_of,
    one_person,
    register_notices,
)
from participation.notifications.rules import CHANGES, WORK, titled
from participation.origins.upstream import upstream

if TYPE_CHECKING:
    from participation.models import Event


def _followers(event: "Event") -> Iterable[Hearers]:
    """Yield who follows the action, or something between it and what is followed up; not the whole process.

    After them, whoever stands behind what it came from: their words led to it.
    """
    from participation.models import Follow

    if event.subject is None:
        return
    line = [*event.subject.ancestors, event.subject.pk]
    root = event.payload.get("followed")
    near = line[line.index(root) :] if root in line else [event.subject.pk]
    yield Hearers("follower", Follow.objects.filter(subject_id__in=near))
    yield from upstream(near)


def _office(event: "Event", kinds: set[str] = REPORTS) -> Iterable[Hearers]:
    """Yield the people of the institution responsible; where it has none, or none is named, whoever plans."""
    from participation.models import Institution, Role

    office = Institution.objects.select_related("subject").filter(pk=event.payload.get("institution") or 0).first()
    if office is not None:
        places = [office.subject_id, *office.subject.ancestors]
        found = Role.objects.filter(scope_id__in=places, kind__in=kinds, ended_at__isnull=True)
        if found.exists():
            yield Hearers("office", found, kind=WORK.name)
            return
    planners = officials_of(event.subject, roles.STEWARDS)
    yield Hearers(planners.reason, planners.rows, kind=WORK.name)


def _named(event: "Event") -> Hearers:
    """Return who was named to tell of it for an organisation."""
    named = Reporter.objects.filter(followed_id=event.payload.get("followed"), ended_at__isnull=True)
    return Hearers("named", named, kind=WORK.name)


def _responsible(event: "Event") -> Iterable[Hearers]:
    yield from _office(event)
    yield _named(event)


def _behind(event: "Event") -> Iterable[Hearers]:
    yield from _responsible(event)
    yield from _followers(event)


def _above(event: "Event") -> Iterable[Hearers]:
    yield from _office(event, roles.STEWARDS)
    yield officials_of(event.subject, roles.STEWARDS)


def _person(event: "Event") -> Iterable[Hearers]:
    yield one_person("named", event.payload.get("person"), kind=WORK.name)


def _title(event: "Event", reason: str) -> str:
    name = event.name.rpartition(".")[2]
    if name == "fell_behind":
        return titled(_behind_words(str(event.payload.get("state"))), event)
    sentences = {
        "opened": _("Your office is responsible for this: “%(title)s”"),
        "dates_moved": _("The dates of “%(title)s” moved"),
        "reported": _("There is news of “%(title)s”"),
        "obstacle_raised": _("Something stands in the way of “%(title)s”"),
        "done": _("“%(title)s” was declared done"),
        "suspended": _("“%(title)s” was suspended"),
        "abandoned": _("“%(title)s” will not be done"),
        "reopened": _("“%(title)s” goes on again"),
        "due_soon": _("“%(title)s” ends soon"),
        "report_due": _("A report on “%(title)s” is due soon"),
        "escalated": _("“%(title)s” is late and still not done"),
        "reporter_named": _("You were named to tell how “%(title)s” goes"),
        "reporter_ended": _("You do not tell how “%(title)s” goes any more"),
    }
    return titled(sentences[name], event)


def _behind_words(state: str) -> str:
    if state == State.OVERDUE:
        return _("The last day of “%(title)s” passed and it is not done")
    if state == State.NO_REPORT:
        return _("Nobody told how “%(title)s” goes when it was due")
    return _("“%(title)s” is declared done, but no evidence of it stands")


def _body(event: "Event", reason: str) -> str:
    if event.payload.get("day"):
        day = date_format(date.fromisoformat(str(event.payload["day"])), "DATE_FORMAT")
        return _("The day: %(day)s.") % {"day": day}
    return str(event.payload.get("reason") or "")


def _desk(event: "Event", reason: str) -> str:
    return f"/mesa/seguimiento/{event.payload.get('action')}/"


def _path(event: "Event", reason: str) -> str:
    if reason in {"office", "named", "role"} and event.name.endswith(("fell_behind", "opened")):
        return _desk(event, reason)
    return event.subject.path if event.subject else ""


def register() -> None:
    """Register the rules."""
    followers = ("dates_moved", "reported", "obstacle_raised", "done", "suspended", "abandoned", "reopened")
    register_notices(
        *(
            NoticeRule(f"participation.action.{name}", CHANGES.name, _followers, _title, _body, path=_path)
            for name in followers
        ),
        NoticeRule("participation.action.fell_behind", CHANGES.name, _behind, _title, _body, path=_path),
        NoticeRule("participation.action.opened", WORK.name, _office, _title, _body, path=_path),
        NoticeRule("participation.action.due_soon", WORK.name, _responsible, _title, _body, path=_desk),
        NoticeRule("participation.action.report_due", WORK.name, _responsible, _title, _body, path=_desk),
        NoticeRule("participation.action.escalated", WORK.name, _above, _title, _body, path=_desk),
        NoticeRule("participation.action.reporter_named", WORK.name, _person, _title, _body, path=_desk),
        NoticeRule("participation.action.reporter_ended", WORK.name, _person, _title, _body, path=_path),
    )
    quiet = ["edited", "update_withdrawn", "evidence_added", "evidence_withdrawn", "obstacle_cleared"]
    quiet += ["obstacle_withdrawn", "state_changed", "link_checked"]
    nobody(*(f"participation.action.{name}" for name in quiet))
