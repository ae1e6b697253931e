"""Who is told of proposed changes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.notifications.registry import (
    Hearers,
    NoticeKind,
    NoticeRule,
    followers_of,
    nobody,
    people_of,
    register_kinds,
    register_notices,
    register_people,
)
from participation.notifications.rules import titled

if TYPE_CHECKING:
    from participation.models import Event, Subject

AMENDMENTS = NoticeKind(
    "amendments",
    gettext_lazy("Proposed changes"),
    gettext_lazy("To texts that you wrote, support or follow, and what became of those that you proposed."),
    25,
)


def proposer_of(subject_id: int) -> Hearers:
    """Return who proposed a change."""
    from proposals.models import Amendment

    return Hearers("author", Amendment.objects.filter(subject_id=subject_id), "author_id")


def joined_to(subject_id: int) -> Hearers:
    """Return who wants a change too."""
    from participation.models import Join

    return Hearers("supporter", Join.objects.filter(subject_id=subject_id))


def _text(event: "Event") -> "Subject":
    from participation.models import Subject

    assert event.subject is not None
    return Subject.objects.get(pk=event.subject.parent_id)


def _proposed_hearers(event: "Event") -> Iterable[Hearers]:
    text = _text(event)
    yield from people_of(text, "author")
    yield followers_of(text)


def _accepted_hearers(event: "Event") -> Iterable[Hearers]:
    text = _text(event)
    if event.subject is not None:
        yield from people_of(event.subject)
    yield from people_of(text)
    yield followers_of(text)


def _declined_hearers(event: "Event") -> Iterable[Hearers]:
    return people_of(event.subject) if event.subject is not None else []


def _proposed_title(event: "Event", reason: str) -> str:
    if reason == "author":
        return titled(_("Somebody proposes a change to your text: %(title)s"), event)
    return titled(_("Somebody proposes a change to a text that you follow: %(title)s"), event)


def _accepted_title(event: "Event", reason: str) -> str:
    return titled(_("A proposed change is in the text now: %(title)s"), event)


def _accepted_body(event: "Event", reason: str) -> str:
    return _("The earlier text stays in its history. If you support the proposal, look whether you still agree.")


def _declined_title(event: "Event", reason: str) -> str:
    return titled(_("A proposed change was not accepted: %(title)s"), event)


def _declined_body(event: "Event", reason: str) -> str:
    from proposals.models import Amendment

    words = Amendment.objects.filter(pk=event.payload.get("amendment") or 0).values_list("answer", flat=True).first()
    return words or ""


def register() -> None:
    """Register the kind and the rules."""
    register_kinds(AMENDMENTS)
    register_people("amendment", proposer_of, joined_to)
    register_notices(
        NoticeRule("proposals.amendment.proposed", AMENDMENTS.name, _proposed_hearers, _proposed_title),
        NoticeRule("proposals.amendment.accepted", AMENDMENTS.name, _accepted_hearers, _accepted_title, _accepted_body),
        NoticeRule("proposals.amendment.declined", AMENDMENTS.name, _declined_hearers, _declined_title, _declined_body),
    )
    nobody("proposals.amendment.withdrawn")
