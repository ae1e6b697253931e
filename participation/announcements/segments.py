"""The groups that can be written to. Every floor registers its own; a consent is asked for on top of each.

In ``registrations.register()``::

    register_segment(Segment("not-voted", _("Who has not voted yet"), _("…"), condition, about="contest"))

``condition(target)`` is an expression over a person's row (``Exists(…)`` with ``OuterRef("pk")``, or a ``Q``), so that
a chunk of people costs one query however large the group is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from participation.privacy.consent.querysets import consenting

if TYPE_CHECKING:
    from participation.models import Announcement, Person, Subject, Territory

PURPOSE = "newsletters"
TERRITORY = "territory"


@dataclass(frozen=True, slots=True)
class Target:
    """What an announcement's group is of, and the moment that decides who belongs to it."""

    scope: "Subject | None"
    territory: "Territory | None"
    at: datetime


@dataclass(frozen=True, slots=True)
class Segment:
    """A group. ``about``: nothing, ``territory`` or the kind of the subject that it is of, whose stewards may write.

    ``words`` say it with what it is of, as ``%(thing)s``. ``listed``: there are few such subjects, offered as a list.
    ``few``: numbers of people below it are not told.
    """

    name: str
    label: Any
    words: Any
    condition: Callable[[Target], Any]
    about: str = ""
    listed: bool = False
    few: int = 5

    @property
    def of_subject(self) -> bool:
        """Tell whether the group is of a subject."""
        return self.about not in {"", TERRITORY}


_segments: dict[str, Segment] = {}
_taking_part: list[Callable[[int], Any]] = []


def register_segment(*segments: Segment) -> None:
    """Add groups. Raises ValueError for a name that is taken."""
    for segment in segments:
        if _segments.get(segment.name, segment) != segment:
            raise ValueError(f"segment {segment.name} is registered twice")
        _segments[segment.name] = segment


def register_taking_part(*conditions: Callable[[int], Any]) -> None:
    """Say what else counts as taking part in a subject and what lies in it, given the subject's id."""
    _taking_part.extend(condition for condition in conditions if condition not in _taking_part)


def get_segment(name: str) -> Segment | None:
    """Return a group."""
    return _segments.get(name)


def all_segments() -> list[Segment]:
    """Return the groups in the order of their registration."""
    return list(_segments.values())


def takes_part(subject_id: int) -> Q:
    """Return the condition that a person took part in a subject or in what lies in it."""
    found = Q()
    for condition in _taking_part:
        found |= Q(condition(subject_id))
    return found


def lies_in(column: str, subject_id: int) -> Q:
    """Return the condition that a row's subject is this one, or lies in it."""
    return Q(**{column: subject_id}) | Q(**{f"{column}__ancestors__contains": [subject_id]})


def group_of(announcement: "Announcement", at: datetime) -> "QuerySet[Person]":
    """Return everybody of an announcement's group whose account works and is not blocked, whatever they agreed to.

    Who sends it is left out: nobody is told of their own act.
    """
    from participation.models import Person

    segment = get_segment(announcement.segment)
    if segment is None:
        return Person.objects.none()
    target = Target(announcement.scope, announcement.territory, at)
    people = Person.objects.filter(open_accounts(at), segment.condition(target))
    return people.exclude(pk=announcement.sent_by_id) if announcement.sent_by_id else people


def recipients_of(announcement: "Announcement", at: datetime) -> "QuerySet[Person]":
    """Return those of an announcement's group who agreed to be written to."""
    return consenting(group_of(announcement, at), PURPOSE)


def words_of(announcement: "Announcement") -> str:
    """Return an announcement's group in words."""
    segment = get_segment(announcement.segment)
    if segment is None:
        return announcement.segment
    thing = announcement.territory.name if announcement.territory else ""
    return str(segment.words) % {"thing": announcement.scope.title if announcement.scope else thing}


def open_accounts(at: datetime) -> Q:
    """Return the condition that an account works and moderation did not block it."""
    free = Q(blocked_at__isnull=True) | Q(blocked_until__lte=at)
    return free & Q(is_active=True, erased_at__isnull=True)


def _everybody(target: Target) -> Q:
    return Q()


def _verified(target: Target) -> Exists:
    from participation.models import Verification

    return Exists(Verification.objects.in_force(target.at).filter(person=OuterRef("pk")))


def _residents(target: Target) -> Exists:
    """Return those whose verification in force says that they live there or in what lies in it."""
    from participation.models import Territory, Verification

    places = Territory.objects.within(target.territory.pk if target.territory else 0)
    rows = Verification.objects.in_force(target.at).filter(person=OuterRef("pk"))
    return Exists(rows.filter(territory__in=places.values("pk")))


def commented(subject_id: int) -> Exists:
    """Return those who commented on a subject, or on what lies in it."""
    from participation.models import Comment, CommentState

    rows = Comment.objects.filter(lies_in("subject", subject_id), author=OuterRef("pk"))
    return Exists(rows.exclude(state=CommentState.WITHDRAWN))


OWN = (
    Segment("all", _("Everybody with an account"), _("everybody with an account"), _everybody),
    Segment("verified", _("Everybody who is verified"), _("everybody who is verified"), _verified),
    Segment(
        "territory",
        _("Residents of a territory and of what lies in it (verified)"),
        _("verified residents of %(thing)s"),
        _residents,
        about=TERRITORY,
    ),
)
