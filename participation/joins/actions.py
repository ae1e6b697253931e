"""Acts on joins."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.contribution import Channel
from participation.events.record import record
from participation.joins import policies
from participation.joins.models import Join
from participation.people.models import Person
from participation.subjects.actions import bump_counts

if TYPE_CHECKING:
    from participation.models import Subject


@transaction.atomic
def join_subject(*, subject: "Subject", by: Person, at: datetime, channel: str = Channel.WEB) -> Join:
    """Say "me too" to what somebody asked for; twice changes nothing.

    Whoever edits or withdraws it holds its counter: having waited for it, this looks once more whether it is open.
    """
    _lock(by)
    if found := Join.objects.filter(subject=subject, person=by).first():
        return found
    policies.may_join(by, subject, at=at).enforce()
    made = Join.objects.create(subject=subject, person=by, at=at, channel=channel)
    record("participation.subject.joined", subject=subject, by=by, at=at)
    bump_counts(subject_id=subject.pk, joins=1)
    policies.is_open(type(subject).objects.get(pk=subject.pk), at=at).enforce()
    return made


@transaction.atomic
def leave_subject(*, subject: "Subject", by: Person, at: datetime) -> None:
    """Take "me too" back while it is open; without one, nothing changes."""
    _lock(by)
    policies.may_leave(by, subject, at=at).enforce()
    removed, _rows = Join.objects.filter(subject=subject, person=by).delete()
    if removed:
        record("participation.subject.left", subject=subject, by=by, at=at)
        bump_counts(subject_id=subject.pk, joins=-1)


@transaction.atomic
def unite_joins(*, accounts: list[Person], at: datetime) -> int:
    """Leave one join where several accounts of one person joined the same thing; return how many went."""
    seen: set[int] = set()
    gone = []
    for join in Join.objects.filter(person__in=accounts).select_for_update().order_by("at", "pk"):
        if join.subject_id in seen:
            gone.append(join)
        seen.add(join.subject_id)
    for join in gone:
        join.delete()
        record("participation.subject.left", subject=join.subject, by=None, at=at)
    for join in sorted(gone, key=lambda one: one.subject_id):
        bump_counts(subject_id=join.subject_id, joins=-1)
    return len(gone)


@transaction.atomic
def transfer_joins(*, former: Person, to: Person, at: datetime) -> int:
    """Give the joins of a deleted account to the account that the same person opened; return how many."""
    unite_joins(accounts=[former, to], at=at)
    theirs = Join.objects.filter(person=to).values("subject")
    return Join.objects.filter(person=former).exclude(subject__in=theirs).update(person=to)


def _lock(person: Person) -> None:
    """Take one person's acts one after the other: a join and its withdrawal sent together must both count."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
