"""Who plans what is followed up, who tells of it and in which voice, and who takes words back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.followup.models import OVER_THE_THING, REPORTS, Action, Reporter
from participation.followup.registry import followed_kind
from participation.followup.states import Declared, Voice
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from participation.models import Evidence, Obstacle, Person, ProgressUpdate, Subject


@dataclass(frozen=True, slots=True)
class Speaker:
    """In which voice somebody tells of an action, and in whose name."""

    voice: str
    organisation: str


NOT_YOURS = Denied("not_yours", _("Only who is responsible for this, or was named to tell of it, can do this."))


def may_manage(person: "Person | None", followed: "Subject") -> Verdict:
    """Tell whether somebody plans what is followed up under a subject."""
    kind = followed_kind(followed.kind)
    if kind is not None and kind.may_manage is not None:
        return kind.may_manage(person, followed)
    return roles.may_work_as(person, roles.STEWARDS, followed)


def is_official_of(person: "Person | None", action: Action) -> bool:
    """Tell whether somebody tells of an action for the government: its stewards, and those of its institution."""
    if roles.holds(person, OVER_THE_THING, action.subject):
        return True
    office = action.institution.subject if action.institution else None
    return office is not None and roles.holds(person, REPORTS, office)


def speaker_of(person: "Person | None", action: Action) -> Speaker | None:
    """Return in which voice somebody tells of an action; None where they have no say."""
    if person is None or not person.is_authenticated:
        return None
    known = action.__dict__.setdefault("_speakers", {})  # a page asks several times of the row that it read
    if person.pk not in known:
        known[person.pk] = _speaker_of(person, action)
    return known[person.pk]  # type: ignore[no-any-return]


def know_speakers(actions: "Iterable[Action]", person: "Person") -> None:
    """Note in which voice somebody tells of each of many actions, in one query beside their roles."""
    actions = list(actions)
    rows = Reporter.objects.filter(followed__in={row.followed_id for row in actions}, person=person, ended_at=None)
    named = {row.followed_id: Speaker(row.voice, row.organisation) for row in rows}
    for row in actions:
        if is_official_of(person, row):
            speaker: Speaker | None = Speaker(Voice.GOVERNMENT, row.institution.name if row.institution else "")
        else:
            speaker = named.get(row.followed_id)
        row.__dict__.setdefault("_speakers", {})[person.pk] = speaker


def _speaker_of(person: "Person", action: Action) -> Speaker | None:
    if is_official_of(person, action):
        return Speaker(Voice.GOVERNMENT, action.institution.name if action.institution else "")
    named = Reporter.objects.filter(followed=action.followed_id, person=person, ended_at__isnull=True).first()
    return Speaker(named.voice, named.organisation) if named else None


def may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Tell whether somebody may comment on what is followed up: anybody with an account."""
    return roles.may_take_part(person, at=at)


def may_tell(person: "Person | None", action: Action) -> Verdict:
    """Tell whether somebody may report, add evidence or name an obstacle: in whichever voice they have."""
    signed_in = roles.may_be_signed_in(person)
    if not signed_in:
        return signed_in
    if speaker_of(person, action) is None:
        return NOT_YOURS
    if not is_shown(action.subject):
        return Denied("not_public", _("This is not public, so nothing can be told of it."))
    if action.declared == Declared.ABANDONED:
        return Denied("abandoned", _("It was abandoned. Take it up again first."))
    return ALLOWED


def is_responsible(person: "Person | None", action: Action) -> bool:
    """Tell whether somebody declares for who is responsible; a monitor never does."""
    speaker = speaker_of(person, action)
    return speaker is not None and speaker.voice in {Voice.GOVERNMENT, action.owner_voice}


def may_declare(person: "Person | None", action: Action) -> Verdict:
    """Tell whether somebody may say that it is done, or suspended, or goes on."""
    mine = ALLOWED if is_responsible(person, action) else NOT_YOURS
    return first_denial(roles.may_be_signed_in(person), mine)


def may_withdraw(person: "Person | None", row: "ProgressUpdate | Evidence | Obstacle") -> Verdict:
    """Tell whether somebody may take back what was told.

    Its author, who for the government's words must still speak for it; for those words who plans, too; for others'
    words only moderators of the whole platform, so that no observed office can silence who observes it.
    """
    signed_in = roles.may_be_signed_in(person)
    if not signed_in:
        return signed_in
    assert person is not None
    if roles.holds(person, {"moderator"}, None):
        return ALLOWED
    if row.author_id == person.pk and (row.voice != Voice.GOVERNMENT or is_official_of(person, row.action)):
        return ALLOWED
    if row.voice == Voice.GOVERNMENT:
        return may_manage(person, row.action.followed)
    return Denied("other_voice", _("Only its author, or a moderator of the whole platform, can take this back."))
