"""Who somebody is on the roll, and under which token their ballot lies: keyed hashes, made outside the database.

On the roll a person is the HMAC of what makes them one person under the vote's rules: their identity where a
verification is asked for, so that a second account is no second ballot; their place where a list is asked for; else
their account. The roll key comes from the first secret of AZOTEA_IDENTITY_KEY, which no rotation takes away. A token is
the HMAC of that hash under the link key.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from participation.access.eligibility import asks_verification
from participation.access.facts import GROUP
from participation.verification.pepper import peppers

if TYPE_CHECKING:
    from participation.models import Person, Verification, Vote


READ = ("person_id", "identity_id", "territory_id", "places", "expires_at", "revoked_at", "territory__ancestors")


@dataclass(frozen=True, slots=True)
class Voter:
    """One person before one vote: the hash that is written, those of identities merged into theirs, their place.

    ``seat_marks`` are the hashes on the roll of the vote's group, the one that is written first.
    """

    mark: str
    former: tuple[str, ...] = field(default=())
    territory: int | None = None
    seat_marks: tuple[str, ...] = field(default=())

    @property
    def every(self) -> list[str]:
        """Return every hash under which they may stand on the roll."""
        return [self.mark, *self.former]


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def roll_key(vote: "Vote") -> bytes:
    """Return the key of a vote's roll."""
    return hmac.new(peppers()[0], b"azotea.roll:" + vote.key.bytes, hashlib.sha256).digest()


def group_key(group: UUID) -> bytes:
    """Return the key of the roll that votes of a group share."""
    return hmac.new(peppers()[0], b"azotea.roll.group:" + group.bytes, hashlib.sha256).digest()


def mark_of_key(key: bytes) -> str:
    """Return the mark by which a key is known again."""
    return _hash(key, "azotea.mark")


def token_of(link_key: bytes, mark: str) -> str:
    """Return the token of a person's ballot."""
    return _hash(link_key, f"azotea.token:{mark}")


def draft_token_of(link_key: bytes, mark: str) -> str:
    """Return the token of what a person marked and did not cast: another one than their ballot's."""
    return _hash(link_key, f"azotea.draft:{mark}")


def voter_of(vote: "Vote", person: "Person", *, at: datetime, hold: bool = False) -> Voter:
    """Return a person as the vote knows them; ``hold`` keeps their verification as it is until the commit."""
    verification = _verification(person, hold=hold) if asks_verification(vote.rules) or vote.territories else None
    territory = _nearest(vote.territories, verification) if verification and verification.is_in_force(at) else None
    names = _names(vote, person, verification)
    key = roll_key(vote)
    mark, *former = [_hash(key, name) for name in names]
    shared = group_key(vote.seat_group) if vote.seat_group is not None else b""
    return Voter(mark, tuple(former), territory, tuple(_hash(shared, name) for name in names) if shared else ())


def marks_in(votes: "Iterable[Vote]", person: "Person") -> dict[UUID, list[str]]:
    """Return under which hashes somebody may stand on the roll of each of many votes, asking once for those alike."""
    known: dict[tuple[bool, Any], list[str]] = {}
    found: dict[UUID, list[str]] = {}
    for vote in votes:
        group = next((rule.get(GROUP) for rule in vote.rules if rule.get("kind") == GROUP), None)
        alike = (asks_verification(vote.rules), group)
        if alike not in known:
            verification = _verification(person, hold=False) if alike[0] else None
            known[alike] = _names(vote, person, verification)
        key = roll_key(vote)
        found[vote.key] = [_hash(key, name) for name in known[alike]]
    return found


def marks_of_many(vote: "Vote", people: Iterable[int]) -> dict[int, list[str]]:
    """Return every hash under which each of many accounts may stand on the roll, at a fixed number of queries."""
    people = list(people)
    key = roll_key(vote)
    return {pk: [_hash(key, name) for name in names] for pk, names in _names_of_many(vote, people).items()}


def _verification(person: "Person", *, hold: bool) -> "Verification | None":
    from participation.models import Verification

    rows = Verification.objects.current().filter(person=person).select_related("territory")
    rows = rows.only(*READ)
    return (rows.select_for_update(no_key=True, of=("self",)) if hold else rows).first()


def _nearest(territories: list[int], verification: "Verification") -> int | None:
    """Return the nearest of some places in which somebody lives."""
    home = verification.territory
    chain = [home.pk, *reversed(home.ancestors)] if home is not None else []
    known = [pk for pk in (*chain, *verification.places) if pk in territories]
    return known[0] if known else None


def _names(vote: "Vote", person: "Person", verification: "Verification | None") -> list[str]:
    if asks_verification(vote.rules) and verification is not None and verification.identity_id:
        merged = _merged_into([verification.identity_id])
        return [f"identity:{verification.identity_id}", *(f"identity:{pk}" for pk, _into in merged)]
    return _names_of_many(vote, [person.pk])[person.pk]


def _names_of_many(vote: "Vote", people: list[int]) -> dict[int, list[str]]:
    found = {pk: [f"account:{pk}"] for pk in people}
    if asks_verification(vote.rules):
        found.update(_identities(people))
    elif group := next((rule.get(GROUP) for rule in vote.rules if rule.get("kind") == GROUP), None):
        found.update(_places(people, group))
    return found


def _identities(people: list[int]) -> dict[int, list[str]]:
    from participation.models import Verification

    rows = Verification.objects.current().filter(person__in=people, identity__isnull=False)
    own = dict(rows.values_list("person", "identity"))
    former: dict[int, list[int]] = {}
    for pk, into in _merged_into(list(own.values())):
        former.setdefault(into, []).append(pk)
    return {
        person: [f"identity:{identity}", *(f"identity:{pk}" for pk in former.get(identity, []))]
        for person, identity in own.items()
    }


def _merged_into(identities: list[int]) -> list[tuple[int, int]]:
    """Return (merged identity, the one of these that it is now), however many mergers lie between."""
    from participation.models import Identity

    now = {pk: pk for pk in identities}
    found: list[tuple[int, int]] = []
    while now:
        rows: Any = Identity.objects.filter(merged_into__in=now).order_by("pk").values_list("pk", "merged_into")
        now = {pk: now[into] for pk, into in rows}
        found.extend(now.items())
    return found


def _places(people: list[int], group: int) -> dict[int, list[str]]:
    from participation.models import PersonGroupMember

    rows = PersonGroupMember.objects.filter(group=group, person__in=people)
    return {person: [f"place:{group}:{digest}"] for person, digest in rows.values_list("person", "digest")}
