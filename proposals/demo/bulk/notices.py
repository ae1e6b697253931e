"""The notices that the relay makes of what is written in bulk, as after a long silence: in the inbox, and not sent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from participation.follows.models import Follow
from participation.models import Event, Notice, Relay
from participation.notifications.rules import ACCOUNT, CHANGES, COMMENTS, REPLIES
from processes.models import Component
from proposals.demo.bulk.copy import Buffers, Keys
from proposals.notices import NEW


@dataclass(frozen=True, slots=True)
class _Heard:
    """Who hears of an event by name, the strongest reason first, and the followers of which subjects, as which kind."""

    event: Event
    people: tuple[tuple[int | None, str, str], ...]
    followed: tuple[int, ...] = ()
    kind: str = ""


class Notices:
    """Collects who hears of which event, and writes it once everybody follows what they will."""

    def __init__(self, rows: Buffers, keys: Keys, at: datetime) -> None:
        self.rows, self.keys, self.at = rows, keys, at
        self.heard: list[_Heard] = []

    def of_account(self, event: Event, person: int) -> None:
        """Note a change of somebody's own account (as ``notifications.rules``)."""
        self.heard.append(_Heard(event, ((person, "account", ACCOUNT.name),)))

    def of_comment(self, event: Event, *, replied: int | None, author: int | None) -> None:
        """Note a comment: whoever it answers, the author of the proposal, those who follow it."""
        people = ((replied, "commenter", REPLIES.name), (author, "author", COMMENTS.name))
        self.heard.append(_Heard(event, people, (event.subject_id or 0,), COMMENTS.name))

    def of_proposal(self, event: Event, component: Component) -> None:
        """Note a new proposal: its author, those who follow its call, its process, the office (``proposals.notices``)."""
        above = (event.subject_id or 0, *component.subject.ancestors, component.subject.pk)
        self.heard.append(_Heard(event, ((event.actor_id, "author", CHANGES.name),), above, NEW.name))

    def write(self) -> int:
        """Write all notices and the state of their events; return how many. Follows must be written before."""
        followers = self._followers()
        count = 0
        for heard in self.heard:
            told = {person: (reason, kind) for person, reason, kind in reversed(heard.people) if person}
            for subject in heard.followed:
                for person in followers.get(subject, ()):
                    told.setdefault(person, ("follower", heard.kind))
            self.rows.add(Relay(event_id=heard.event.pk, done_at=self.at, cursor=max(told, default=0)))
            told.pop(heard.event.actor_id or 0, None)
            for person in sorted(told):
                self._add(heard.event, person, *told[person])
            count += len(told)
        return count

    def _followers(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        subjects = {subject for heard in self.heard for subject in heard.followed}
        for subject, person in Follow.objects.filter(subject_id__in=subjects).values_list("subject", "person"):
            found[subject].append(person)
        return found

    def _add(self, event: Event, person: int, reason: str, kind: str) -> None:
        self.rows.add(
            Notice(
                pk=self.keys.next(Notice),
                event_id=event.pk,
                person_id=person,
                kind=kind,
                reason=reason,
                at=event.at,
            )
        )
