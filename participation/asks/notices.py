"""Who is told of what happens to what people ask for."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeKind,
    NoticeRule,
    followers_of,
    nobody,
    officials_of,
    register_kinds,
    register_notices,
    register_people,
)
from participation.notifications.rules import CHANGES, WORK, author, stakeholders, titled

if TYPE_CHECKING:
    from participation.models import Event, Subject

NEW = NoticeKind(
    "asks", gettext_lazy("New questions and requests"), gettext_lazy("In what you follow."), 65, email=False
)


def author_of(subject_id: int) -> Hearers:
    """Return who asked."""
    from participation.asks.models import Ask

    return Hearers("author", Ask.objects.filter(subject_id=subject_id), "author_id", "")


def joined_to(subject_id: int) -> Hearers:
    """Return who joined."""
    from participation.joins.models import Join

    return Hearers("joiner", Join.objects.filter(subject_id=subject_id))


def _office(event: "Event") -> "Subject | None":
    from participation.models import Institution

    pk = event.payload.get("institution")
    found = Institution.objects.filter(pk=pk).select_related("subject").first() if pk else None
    return found.subject if found else None


def _published_hearers(event: "Event") -> Iterable[Hearers]:
    if event.subject is None:
        return
    yield author_of(event.subject.pk)
    office = _office(event)
    for place in (office, event.subject) if office else (event.subject,):
        found = officials_of(place, roles.EVALUATORS)
        yield Hearers(found.reason, found.rows, found.column, WORK.name)
    yield followers_of(event.subject, ancestors=True, kind=NEW.name)


def _published_title(event: "Event", reason: str) -> str:
    if reason == "author":
        return titled(_("“%(title)s” is published, and an answer is owed to you"), event)
    if reason == "role":
        return titled(_("“%(title)s” waits for an answer"), event)
    return titled(_("Somebody asks: %(title)s"), event)


def _waiting_hearers(event: "Event") -> Iterable[Hearers]:
    office = _office(event)
    if office is not None:
        yield officials_of(office, roles.MODERATORS)
    yield officials_of(event.subject, roles.MODERATORS)


def _waiting_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” waits to be read before it is published"), event)


def _waiting_path(event: "Event", reason: str) -> str:
    return f"/mesa/por-publicar/{event.subject_id}/"


def _returned_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” was returned to you"), event)


def _returned_body(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    how = _("You can correct it and hand it in again.")
    return f"{_('The reason: %(reason)s') % {'reason': words}}\n\n{how}" if words else how


def _edited_title(event: "Event", reason: str) -> str:
    return titled(_("The author changed “%(title)s”"), event)


def _changes_path(event: "Event", reason: str) -> str:
    return f"/temas/{event.subject_id}/cambios/"


def _withdrawn_title(event: "Event", reason: str) -> str:
    return titled(_("The author withdrew “%(title)s”"), event)


def register_stakeholders(kind: str) -> None:
    """Say who stands behind subjects of a kind."""
    register_people(kind, author_of, joined_to)


def register() -> None:
    """Register kinds and rules."""
    register_kinds(NEW)
    register_notices(
        NoticeRule("participation.ask.published", CHANGES.name, _published_hearers, _published_title),
        NoticeRule("participation.ask.handed_in", WORK.name, _waiting_hearers, _waiting_title, path=_waiting_path),
        NoticeRule("participation.ask.returned", CHANGES.name, author, _returned_title, _returned_body),
        NoticeRule("participation.ask.edited", CHANGES.name, stakeholders, _edited_title, path=_changes_path),
        NoticeRule("participation.ask.withdrawn", CHANGES.name, stakeholders, _withdrawn_title),
    )
    nobody("participation.ask.closed_with_data")
