"""Who is told of what happens to statements."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    nobody,
    officials_of,
    register_notices,
    register_people,
)
from participation.notifications.rules import CHANGES, WORK, author, titled
from processes import events

if TYPE_CHECKING:
    from participation.models import Event


def author_of(subject_id: int) -> Hearers:
    """Return who wrote a statement."""
    from processes.models import Statement

    return Hearers("author", Statement.objects.filter(subject_id=subject_id, seeded=False), "author_id", "")


def _moderators(event: "Event") -> Iterable[Hearers]:
    return [officials_of(event.subject, roles.MODERATORS)] if event.subject else []


def _waiting_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” waits to be read before it is published"), event)


def _waiting_path(event: "Event", reason: str) -> str:
    return f"/mesa/frases/{event.payload.get('statement')}/"


def _published_title(event: "Event", reason: str) -> str:
    return titled(_("Your statement is published: “%(title)s”"), event)


def _returned_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” was returned to you"), event)


def _returned_body(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    return "\n\n".join([_("The reason: %(reason)s") % {"reason": words}, _("You can add another statement.")])


def register() -> None:
    """Register the rules."""
    register_people("statement", author_of)
    register_notices(
        NoticeRule(events.STATEMENT_HANDED_IN, WORK.name, _moderators, _waiting_title, path=_waiting_path),
        NoticeRule(events.STATEMENT_PUBLISHED, CHANGES.name, author, _published_title),
        NoticeRule(events.STATEMENT_RETURNED, CHANGES.name, author, _returned_title, _returned_body),
    )
    nobody(events.STATEMENT_WITHDRAWN, events.OPINION_GIVEN, events.OPINION_GROUPS_COMPUTED)
