"""Who is told of the electoral calendar: every steward, of what begins and ends."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access.roles import STEWARDS
from participation.notifications.registry import Hearers, NoticeRule

if TYPE_CHECKING:
    from participation.models import Event


def _stewards(event: "Event") -> Iterable[Hearers]:
    from participation.models import Role

    return [Hearers("role", Role.objects.filter(kind__in=STEWARDS, ended_at__isnull=True))]


def _named(words: str, event: "Event") -> str:
    return words % {"name": event.payload.get("name", "")}


def _declared(event: "Event", reason: str) -> str:
    return _named(_("A new electoral period is in the calendar: %(name)s"), event)


def _began(event: "Event", reason: str) -> str:
    return _named(_("The electoral period “%(name)s” began"), event)


def _ended(event: "Event", reason: str) -> str:
    return _named(_("The electoral period “%(name)s” ended"), event)


def _what_changes(event: "Event", reason: str) -> str:
    return _("Newsletters wait, and achievements, names and images of authorities are not shown until it ends.")


def _what_returns(event: "Event", reason: str) -> str:
    return _("Everything is shown again, and the newsletters that waited are sent.")


def _path(event: "Event", reason: str) -> str:
    return "/veda/"


RULES = (
    NoticeRule("veda.period.declared", "work", _stewards, _declared, path=_path),
    NoticeRule("veda.period.began", "work", _stewards, _began, _what_changes, _path),
    NoticeRule("veda.period.ended", "work", _stewards, _ended, _what_returns, _path),
)
