"""Acts on follows."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from participation.access import roles
from participation.events.record import record
from participation.follows import policies
from participation.follows.models import Follow
from participation.notifications.models import SubjectChoice
from participation.people.models import Person
from participation.subjects.actions import bump_counts

if TYPE_CHECKING:
    from participation.models import Subject


@transaction.atomic
def follow(*, subject: "Subject", by: Person, at: datetime) -> Follow:
    """Hear of what happens to a subject from now on; following twice changes nothing."""
    policies.may_follow(by, subject).enforce()
    _lock(by)
    made, new = Follow.objects.get_or_create(subject=subject, person=by, defaults={"at": at})
    if new:
        record("participation.subject.followed", subject=subject, by=by, at=at)
        bump_counts(subject_id=subject.pk, follows=1)
    return made


@transaction.atomic
def unfollow(*, subject: "Subject", by: Person, at: datetime) -> None:
    """Hear no more of a subject; also of one that is public no longer. Twice changes nothing."""
    roles.may_be_signed_in(by).enforce()
    deleted, _rows = Follow.objects.filter(subject=subject, person=by).delete()
    if deleted:
        SubjectChoice.objects.filter(subject=subject, person=by).delete()  # who follows again begins anew
        record("participation.subject.unfollowed", subject=subject, by=by, at=at)
        bump_counts(subject_id=subject.pk, follows=-1)


def _lock(person: Person) -> None:
    """Take one person's acts one after the other: a follow and its withdrawal sent together must both count."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
