"""From one event to notices and deliveries, in chunks of people: a replay of any chunk changes nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from participation.notifications.models import Delivery, Notice, Preference
from participation.notifications.registry import EMAIL, SMS, WEB, Hearers, NoticeRule, get_kind, rule_for

if TYPE_CHECKING:
    from participation.models import Event, Person

CHUNK = 500
# What happened longer ago (an import, a long outage) stands in the inbox; no e-mail or text message wakes anybody up.
STALE = timedelta(days=7)


def tell_chunk(*, event: "Event", after: int, at: datetime, size: int = CHUNK) -> int | None:
    """Tell the next people beyond a person id; return the last one reached, or None where nobody is left.

    Must run inside a transaction, so that notices, deliveries and the caller's progress stand or fall together.
    """
    rule = rule_for(event.name)
    if rule is None:
        return None
    reasons = _next_people(rule.audience(event), after, size)
    if not reasons:
        return None
    people = _reachable(reasons, event)
    if people:
        _write(event, rule, people, reasons, at)
    return max(reasons)


def _next_people(audience: Iterable[Hearers], after: int, size: int) -> dict[int, Hearers]:
    """Return the next person ids with the strongest reason of each (the audience names the strongest first)."""
    found: dict[int, Hearers] = {}
    for hearers in audience:
        for person_id in hearers.after(after, size):
            found.setdefault(person_id, hearers)
    # Each source gave its first ids: beyond the smallest `size` of all, one of them may hold some not read yet.
    return {person_id: found[person_id] for person_id in sorted(found)[:size]}


def _reachable(reasons: dict[int, Hearers], event: "Event") -> list["Person"]:
    """Return the people with a working account, without whoever did it."""
    from participation.models import Person

    people = Person.objects.filter(pk__in=list(reasons), is_active=True, erased_at__isnull=True)
    return list(people.exclude(pk=event.actor_id or 0).only("pk", "email", "phone", "phone_verified").order_by("pk"))


def _write(event: "Event", rule: NoticeRule, people: list["Person"], reasons: dict[int, Hearers], at: datetime) -> None:
    kinds = {person.pk: reasons[person.pk].kind or rule.kind for person in people}
    chosen = {
        (person_id, kind, channel): wanted
        for person_id, kind, channel, wanted in Preference.objects.filter(
            person_id__in=list(kinds), kind__in=set(kinds.values())
        ).values_list("person_id", "kind", "channel", "wanted")
    }
    stale = at - event.at > STALE
    notices, channels = [], {}
    for person in people:
        kind = kinds[person.pk]
        wanted = {name for name in (WEB, EMAIL, SMS) if _wants(chosen, person.pk, kind, name) and has(person, name)}
        if not wanted:
            continue
        channels[person.pk] = set() if stale else wanted - {WEB}
        notices.append(
            Notice(
                event=event,
                person=person,
                kind=kind,
                reason=reasons[person.pk].reason,
                at=event.at,
                # Wanted by e-mail only: it stands in the inbox, but is not announced there as new.
                read_at=None if WEB in wanted or stale else at,
            )
        )
    Notice.objects.bulk_create(notices, ignore_conflicts=True)  # writes: the relay makes notices
    ids = Notice.objects.filter(event=event, person_id__in=list(channels)).values_list("pk", "person_id")
    Delivery.objects.bulk_create(
        [Delivery(notice_id=pk, channel=name) for pk, person_id in ids for name in sorted(channels[person_id])],
        ignore_conflicts=True,
    )  # writes: the relay makes notices


def _wants(chosen: dict[tuple[int, str, str], bool], person_id: int, kind_name: str, channel: str) -> bool:
    kind = get_kind(kind_name)
    if kind is None or (kind.required and channel == WEB):
        return channel == WEB
    return chosen.get((person_id, kind_name, channel), kind.default(channel))


def has(person: "Person", channel: str) -> bool:
    """Tell whether the person can be reached by a channel at all."""
    if channel == EMAIL:
        return bool(person.email)
    if channel == SMS:
        return bool(person.phone and person.phone_verified)
    return channel == WEB
