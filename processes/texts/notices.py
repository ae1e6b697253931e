"""Who is told of what happens to a text and to what was suggested on it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    followers_of,
    nobody,
    register_notices,
    register_people,
)
from participation.notifications.rules import CHANGES, titled
from processes.texts import events

if TYPE_CHECKING:
    from participation.models import Event


def author_of(subject_id: int) -> Hearers:
    """Return who made a suggestion."""
    from processes.models import Suggestion

    return Hearers("author", Suggestion.objects.filter(subject_id=subject_id), "author_id")


def _followers(event: "Event") -> Iterable[Hearers]:
    """Return who follows the text or the process in which it is written."""
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _version_hearers(event: "Event") -> Iterable[Hearers]:
    """Return the authors of what the version took in, then everybody else who suggested, then who follows."""
    from processes.models import Suggestion

    taken = Suggestion.objects.filter(pk__in=event.payload.get("taken") or [])
    yield Hearers("author", taken, "author_id")
    yield from _writers(event)


def _writers(event: "Event") -> Iterable[Hearers]:
    from processes.models import Suggestion

    rows = Suggestion.objects.filter(text=event.payload.get("text") or 0, withdrawn_at__isnull=True)
    yield Hearers("took_part", rows, "author_id")
    if event.subject is not None:
        yield followers_of(event.subject)


def _published_title(event: "Event", reason: str) -> str:
    return titled(_("A text to write together: %(title)s"), event)


def _published_body(event: "Event", reason: str) -> str:
    return _("Read it, and suggest other words where you would have it otherwise.")


def _version_title(event: "Event", reason: str) -> str:
    if reason == "author":
        return titled(_("The text changed because of you: %(title)s"), event)
    return titled(_("New version of a text: %(title)s"), event)


def _version_body(event: "Event", reason: str) -> str:
    if reason == "author":
        return _("What you suggested is in the new version. See what changed.")
    return _("See what changed, and which suggestions it took in.")


def _version_path(event: "Event", reason: str) -> str:
    return f"/textos/{event.payload.get('text')}/cambios/{event.payload.get('version')}/"


def _adopted_title(event: "Event", reason: str) -> str:
    return titled(_("The text was adopted: %(title)s"), event)


def _adopted_body(event: "Event", reason: str) -> str:
    return _("Read it as it stands now. If signing is open, you can sign it.")


def register() -> None:
    """Register the rules."""
    register_people("suggestion", author_of)
    register_notices(
        NoticeRule(events.PUBLISHED, CHANGES.name, _followers, _published_title, _published_body),
        NoticeRule(
            events.VERSION_PUBLISHED, CHANGES.name, _version_hearers, _version_title, _version_body, _version_path
        ),
        NoticeRule(events.ADOPTED, CHANGES.name, _writers, _adopted_title, _adopted_body),
    )
    nobody(
        events.KEPT,
        events.REOPENED,
        events.SIGNED,
        events.UNSIGNED,
        events.SUGGESTED,
        events.WITHDRAWN,
        events.VOICED,
    )
