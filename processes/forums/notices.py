"""Who is told of forums: whoever follows, has a seat, handed a candidacy in, or runs it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

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
from participation.notifications.rules import ACCOUNT, CHANGES, titled
from processes.forums import events
from processes.notices import PHASES

if TYPE_CHECKING:
    from participation.models import Event
    from processes.models import Candidacy, Encounter, ForumCall


def members_of(subject_id: int) -> Hearers:
    """Return the accounts of who has a seat now in the forum of a subject."""
    from processes.models import Member

    return Hearers("member", Member.objects.now().filter(forum__subject=subject_id, person__isnull=False))


def author_of(subject_id: int) -> Hearers:
    """Return who handed a candidacy in."""
    from processes.models import Candidacy

    return Hearers("author", Candidacy.objects.filter(subject=subject_id), "author_id", ACCOUNT.name)


def _members_and_followers(event: "Event") -> Iterable[Hearers]:
    return [members_of(event.subject.pk), followers_of(event.subject)] if event.subject else []


def _followers_above(event: "Event") -> Iterable[Hearers]:
    return [followers_of(event.subject, ancestors=True)] if event.subject else []


def _candidates_and_followers(event: "Event") -> Iterable[Hearers]:
    from processes.models import Candidacy

    rows = Candidacy.objects.standing().filter(call=event.payload.get("call") or 0)
    found = [Hearers("candidate", rows, "author_id", ACCOUNT.name)]
    return [*found, followers_of(event.subject)] if event.subject else found


def _handed_in(event: "Event") -> Iterable[Hearers]:
    return [one_person("own", event.actor_id)]


def _author(event: "Event") -> Iterable[Hearers]:
    return [author_of(event.subject.pk)] if event.subject else []


def _left(event: "Event") -> Iterable[Hearers]:
    from processes.models import Member

    rows = Member.objects.filter(pk=event.payload.get("member") or 0, person__isnull=False)
    yield Hearers("left", rows, kind=ACCOUNT.name)
    if event.subject is not None:
        yield officials_of(event.subject, roles.STEWARDS)
        yield from _members_and_followers(event)


def _call(event: "Event") -> "ForumCall | None":
    from processes.models import ForumCall

    return ForumCall.objects.filter(pk=event.payload.get("call") or 0).first()


def _candidacy(event: "Event") -> "Candidacy | None":
    from processes.models import Candidacy

    return Candidacy.objects.for_page().filter(pk=event.payload.get("candidacy") or 0).first()


def _encounter(event: "Event") -> "Encounter | None":
    from processes.models import Encounter

    rows = Encounter.objects.public().filter(pk=event.payload.get("encounter") or 0)
    return rows.first()  # type: ignore[return-value]


def _title(event: "Event", reason: str) -> str:
    return {
        events.PUBLISHED: titled(_("New forum of government and society: %(title)s"), event),
        events.CLOSED: titled(_("“%(title)s” ended its work"), event),
        events.REOPENED: titled(_("“%(title)s” works again"), event),
        events.CALL_OPENED: titled(_("“%(title)s” opened a call: you can offer yourself for a seat"), event),
        events.CALL_CHANGED: titled(_("The call of “%(title)s” changed"), event),
        events.RESULT_PUBLISHED: titled(_("The result of the call of “%(title)s” is published"), event),
        events.SESSION_CALLED: titled(_("“%(title)s” called a session"), event),
        events.DECLARED: titled(_("The joint declaration of “%(title)s” is published"), event),
        events.JOINED: titled(_("The declaration of “%(title)s” has one more signature"), event),
        events.LEFT: titled(_("Somebody withdrew from the declaration of “%(title)s”"), event),
    }[event.name]


def _left_title(event: "Event", reason: str) -> str:
    if reason == "left":
        return titled(_("You do not have your seat in “%(title)s” any more"), event)
    return titled(_("Somebody left their seat in “%(title)s”"), event)


def _handed_in_title(event: "Event", reason: str) -> str:
    return _("We received your candidacy")


def _handed_in_words(event: "Event", reason: str) -> str:
    row = _candidacy(event)
    if row is None:
        return ""
    told = {"folio": row.subject.folio.code, "call": row.call.title}
    return _("Call: %(call)s. Your folio is %(folio)s. We will tell you the result with its reasons.") % told


def _told_title(event: "Event", reason: str) -> str:
    return _("There is a decision on your candidacy")


def _told_words(event: "Event", reason: str) -> str:
    row = _candidacy(event)
    if row is None or not row.is_decided:
        return ""
    told = {"call": row.call.title, "state": row.get_state_display(), "reason": row.reason}
    return _("Call: %(call)s. Your candidacy: %(state)s.\n\nThe reasons: %(reason)s") % told


def _call_words(event: "Event", reason: str) -> str:
    from processes.forums.words import call_words

    call = _call(event)
    if call is None:
        return ""
    why = _reason(event, reason)
    return "\n\n".join(part for part in (call.title, call_words(call), why) if part)


def _session_words(event: "Event", reason: str) -> str:
    from processes.encounters.words import when_words, where_words

    row = _encounter(event)
    return "\n".join([row.in_language("title"), when_words(row), where_words(row)]) if row is not None else ""


def _reason(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    return _("The reason: %(reason)s") % {"reason": words} if words else ""


def _call_path(event: "Event", reason: str) -> str:
    return f"{event.subject.path}convocatorias/{event.payload.get('call')}/" if event.subject else ""


def _session_path(event: "Event", reason: str) -> str:
    return f"/encuentros/{event.payload.get('encounter')}/"


def _declaration_path(event: "Event", reason: str) -> str:
    return f"{event.subject.path}declaracion/" if event.subject else ""


def register() -> None:
    """Register the rules."""
    register_people("forum", members_of)
    register_people("candidacy", author_of)
    phases, changes = PHASES.name, CHANGES.name
    register_notices(
        NoticeRule(events.PUBLISHED, phases, _followers_above, _title),
        NoticeRule(events.CLOSED, phases, _members_and_followers, _title, _reason),
        NoticeRule(events.REOPENED, phases, _members_and_followers, _title),
        NoticeRule(events.CALL_OPENED, phases, _followers_above, _title, _call_words, path=_call_path),
        NoticeRule(events.CALL_CHANGED, phases, _candidates_and_followers, _title, _call_words, path=_call_path),
        NoticeRule(events.RESULT_PUBLISHED, phases, _members_and_followers, _title, path=_call_path),
        NoticeRule(events.SESSION_CALLED, phases, _members_and_followers, _title, _session_words, path=_session_path),
        NoticeRule(events.MEMBER_LEFT, changes, _left, _left_title, _reason),
        NoticeRule(events.DECLARED, changes, _members_and_followers, _title, path=_declaration_path),
        NoticeRule(events.JOINED, changes, _members_and_followers, _title, path=_declaration_path),
        NoticeRule(events.LEFT, changes, _members_and_followers, _title, path=_declaration_path),
        NoticeRule(events.HANDED_IN, ACCOUNT.name, _handed_in, _handed_in_title, _handed_in_words, own_copy=True),
        NoticeRule(events.TOLD, ACCOUNT.name, _author, _told_title, _told_words),
    )
    nobody(
        events.CREATED,
        events.UPDATED,
        events.SEATS_SET,
        events.MEMBER_ADDED,
        events.MEMBER_PROMOTED,
        events.MEMBER_CORRECTED,
        events.CONFLICT_DECLARED,
        events.SESSION_REMOVED,
        events.WITHDRAWN,
        events.DECIDED,
    )
