"""What people want to hear: what they chose for one thing goes before what they chose in general."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from participation.notifications.models import Preference, SubjectChoice
from participation.notifications.registry import EMAIL, WEB, get_kind

if TYPE_CHECKING:
    from participation.models import Subject

Level = SubjectChoice.Level


class Wanted:
    """The choices of some people on some kinds of notices, as they bear on one subject; a few queries for all."""

    def __init__(self, people: Collection[int], kinds: Collection[str], subject: "Subject | None") -> None:
        rows = Preference.objects.filter(person_id__in=people, kind__in=kinds)
        self._general = {
            (person, kind, channel): wanted
            for person, kind, channel, wanted in rows.values_list("person_id", "kind", "channel", "wanted")
        }
        self._levels = levels_of(people, subject) if subject is not None else {}

    def asks(self, person: int, kind_name: str, channel: str) -> bool:
        """Tell whether a person wants a kind of notice of this subject by a channel."""
        kind = get_kind(kind_name)
        if kind is None or (kind.required and channel == WEB):
            return channel == WEB
        level = self._levels.get(person)
        if level == Level.NOTHING:
            return False
        if level == Level.HERE:
            return channel == WEB
        if level == Level.ALL and channel in {WEB, EMAIL}:
            return True
        return self._general.get((person, kind_name, channel), kind.default(channel))


def levels_of(people: Collection[int], subject: "Subject") -> dict[int, str]:
    """Return what each person chose for the nearest of a subject and what it belongs to.

    Whoever follows something nearer without a choice of its own hears of it as in general: who silenced a process and
    then followed one proposal in it wants to hear of that proposal.
    """
    from participation.models import Follow

    depth = {pk: place for place, pk in enumerate([*subject.ancestors, subject.pk])}
    rows = SubjectChoice.objects.filter(person_id__in=people, subject_id__in=depth)
    nearest: dict[int, tuple[int, str]] = {}
    for person, subject_id, level in rows.values_list("person_id", "subject_id", "level"):
        nearest[person] = max(nearest.get(person, (-1, "")), (depth[subject_id], level))
    if nearest:
        follows = Follow.objects.filter(person_id__in=nearest, subject_id__in=depth)
        for person, subject_id in follows.values_list("person_id", "subject_id"):
            if depth[subject_id] > nearest[person][0]:
                nearest[person] = (depth[subject_id], "")
    return {person: level for person, (_depth, level) in nearest.items() if level}
