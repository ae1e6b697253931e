"""Acts on seats: somebody takes one, leaves it with a reason, an alternate takes it, conflicts are declared."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.organisations.querysets import named_or_none
from participation.workdays import local_day
from processes.forums import events, policies
from processes.forums.actions.common import day_of, lock, reason_of, seats_of, texts, write_down
from processes.models import Forum, Member, Seats

if TYPE_CHECKING:
    from participation.models import Institution, Person
    from processes.models import Candidacy

LINES = ("name", "role", "body", "chosen")


@transaction.atomic
def add_member(
    *,
    forum: Forum,
    sector: str,
    by: "Person",
    at: datetime,
    alternate: bool = False,
    name: str = "",
    role: str = "",
    organisation: int | None = None,
    institution: "Institution | None" = None,
    body: str = "",
    chosen: str = "",
    since: date | None = None,
    conflict: str | None = None,
) -> Member:
    """Give somebody a free seat of a sector. ``conflict`` is their declaration, where they gave one on paper.

    Raises ActDenied where no seat is free, and ValidationError by field.
    """
    forum = lock(forum)
    policies.may_run(by, forum).enforce()
    seats = seats_of(forum, sector)
    given: dict[str, Any] = texts(Member, {"name": name, "role": role, "body": body, "chosen": chosen}, lines=LINES)
    given["organisation"] = named_or_none(organisation)
    given["institution"] = institution
    _names_somebody(given)
    given |= {"since": day_of(since, at, "since"), "alternate": alternate}
    if conflict is not None:
        given |= {"conflict": texts(Member, {"conflict": conflict})["conflict"], "conflict_at": at}
    row = Member(forum=forum, seats=seats, added_by=by, added_at=at, **given)
    take_seat(seats, alternate=alternate)
    row.save()
    write_down(events.MEMBER_ADDED, forum, by, at, member=row.pk)
    return row


def _names_somebody(given: dict[str, Any]) -> None:
    if given["organisation"] is not None and given["institution"] is not None:
        raise ValidationError({"institution": _("Choose an organisation or an institution, not both.")})
    if not any(given[name] for name in ("name", "role", "body", "organisation", "institution")):
        raise ValidationError({"name": _("Say who it is: a name, an office, or for whom they speak.")})


def seat_selected(candidacy: "Candidacy", seats: Seats, by: "Person", at: datetime) -> Member:
    """Give a selected candidacy its seat: a step of publishing the result, which holds the forum."""
    alternate = candidacy.state == "alternate"
    take_seat(seats, alternate=alternate)
    return Member.objects.create(  # writes: inside that act
        forum=candidacy.call.forum,
        seats=seats,
        alternate=alternate,
        person_id=candidacy.author_id,
        candidacy=candidacy,
        name=candidacy.name,
        organisation=candidacy.organisation,
        chosen=candidacy.call.title,
        since=local_day(at),
        conflict=candidacy.conflict,
        conflict_at=candidacy.at,
        added_by=by,
        added_at=at,
    )


def take_seat(seats: Seats, *, alternate: bool) -> None:
    """Count one seat more as taken, within an act that holds the forum. Raises ActDenied where none is free."""
    seats.refresh_from_db(fields=["seats", "alternates", "taken", "alternates_taken"])
    free = seats.alternates - seats.alternates_taken if alternate else seats.seats - seats.taken
    if free < 1:
        words = _("No seat is free for this sector: %(sector)s.") % {"sector": seats.get_sector_display()}
        Denied("no_free_seat", words).enforce()
    count_seat(seats, alternate=alternate, step=1)


def count_seat(seats: Seats, *, alternate: bool, step: int) -> None:
    """Count a seat as taken or freed, within an act that holds the forum."""
    column = "alternates_taken" if alternate else "taken"
    Seats.objects.filter(pk=seats.pk).update(**{column: F(column) + step})  # writes: inside the acts on members


@transaction.atomic
def correct_member(
    *, member: Member, name: str, role: str, body: str, chosen: str, by: "Person", at: datetime
) -> Member:
    """Correct what is told of a member; without a name, only the office or for whom they speak is shown."""
    forum = lock(member.forum)
    policies.may_run(by, forum).enforce()
    row = row_of(member)
    given = texts(Member, {"name": name, "role": role, "body": body, "chosen": chosen}, lines=LINES)
    _names_somebody({**given, "organisation": row.organisation, "institution": row.institution})
    if all(getattr(row, field) == value for field, value in given.items()):
        return row
    for field, value in given.items():
        setattr(row, field, value)
    row.save(update_fields=list(given))
    write_down(events.MEMBER_CORRECTED, forum, by, at, member=row.pk)
    return row


@transaction.atomic
def end_member(
    *, member: Member, reason: str, by: "Person", at: datetime, statement: str = "", on: date | None = None
) -> Member:
    """Leave one's seat, or end somebody's, with a reason and, where they give one, a statement. Both stay in view.

    Again changes nothing. Raises ActDenied and ValidationError.
    """
    forum = lock(member.forum)
    row = row_of(member)
    if row.until is not None:
        return row
    policies.may_end(by, row).enforce()
    row.exit_reason = reason_of(Member, "exit_reason", reason)
    row.exit_statement = texts(Member, {"exit_statement": statement})["exit_statement"]
    row.until, row.left_alone = max(day_of(on, at, "on"), row.since), policies.is_member(by, row)
    row.save(update_fields=["until", "left_alone", "exit_reason", "exit_statement"])
    count_seat(row.seats, alternate=row.alternate, step=-1)
    write_down(events.MEMBER_LEFT, forum, by, at, member=row.pk, alone=row.left_alone, reason=row.exit_reason)
    return row


@transaction.atomic
def promote_alternate(*, member: Member, by: "Person", at: datetime) -> Member:
    """Give an alternate a free seat of their sector. Again changes nothing; ActDenied where none is free."""
    forum = lock(member.forum)
    policies.may_run(by, forum).enforce()
    row = row_of(member)
    if not row.alternate or row.until is not None:
        return row
    take_seat(row.seats, alternate=False)
    count_seat(row.seats, alternate=True, step=-1)
    row.alternate = False
    row.save(update_fields=["alternate"])
    write_down(events.MEMBER_PROMOTED, forum, by, at, member=row.pk)
    return row


@transaction.atomic
def declare_conflict(*, member: Member, text: str, by: "Person", at: datetime) -> Member:
    """Give a member's declaration of conflicts of interest; without words it says that there are none."""
    forum = lock(member.forum)
    row = row_of(member)
    policies.may_declare_conflict(by, row).enforce()
    words = texts(Member, {"conflict": text})["conflict"]
    if row.conflict_at is not None and row.conflict == words:
        return row
    row.conflict, row.conflict_at = words, at
    row.save(update_fields=["conflict", "conflict_at"])
    write_down(events.CONFLICT_DECLARED, forum, by, at, member=row.pk)
    return row


def free_of(seats: Seats) -> tuple[int, int]:
    """Return how many seats and alternates are free."""
    return seats.seats - seats.taken, seats.alternates - seats.alternates_taken


def row_of(member: Member) -> Member:
    """Return the member as it is now, for an act that holds the forum."""
    found: Member = Member.objects.select_related("seats", "organisation", "institution", "forum__subject").get(
        pk=member.pk
    )
    return found
