"""From one event to notices and deliveries, in chunks of people: a replay of any chunk changes nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from participation.notifications.channels.ways import BY_NAME, has
from participation.notifications.models import MailPlan
from participation.notifications.registry import EMAIL, WEB, Hearers, NoticeRule, rule_for
from participation.notifications.wanted import Wanted
from participation.notifications.zones import next_due, zone_of

if TYPE_CHECKING:
    from participation.models import Event, Person

CHUNK = 500
# What happened longer ago (an import, a long outage) stands in the inbox; no e-mail or text message wakes anybody up.
STALE = timedelta(days=7)

# Notices first; deliveries only of those that are new. A chunk that is repeated finds its notices and adds nothing.
TELL = """
WITH heard AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS row (person, kind, reason, read_at)
), made AS (
    INSERT INTO participation_notice (event_id, person_id, kind, reason, at, read_at)
    SELECT %s::uuid, person, kind, reason, %s::timestamptz, read_at FROM heard ORDER BY person
    ON CONFLICT DO NOTHING RETURNING id, person_id
), ways AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS row (person, channel, due)
)
INSERT INTO participation_delivery (notice_id, channel, state, attempts, not_before, error)
SELECT made.id, channel, CASE WHEN due IS NULL THEN 'queued' ELSE 'held' END, 0, due, ''
FROM made JOIN ways ON ways.person = made.person_id ORDER BY made.id, channel
ON CONFLICT DO NOTHING
"""


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
    people = _reachable(reasons, event, rule)
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


def _reachable(reasons: dict[int, Hearers], event: "Event", rule: NoticeRule) -> list["Person"]:
    """Return the people with a working account, without whoever did it (who alone gets a copy for themselves)."""
    from participation.models import Person

    people = Person.objects.filter(pk__in=list(reasons), is_active=True, erased_at__isnull=True)
    actor = Q(pk=event.actor_id or 0)
    people = people.filter(actor if rule.own_copy else ~actor).select_related("mail_plan").order_by("pk")
    plan = (f"mail_plan__{field}" for field in ("rhythm", "hour", "weekday"))
    return list(people.only("pk", "email", "phone", "phone_verified", "time_zone", *plan))


def _write(event: "Event", rule: NoticeRule, people: list["Person"], reasons: dict[int, Hearers], at: datetime) -> None:
    kinds = {person.pk: reasons[person.pk].kind or rule.kind for person in people}
    choices = Wanted(list(kinds), set(kinds.values()), event.subject)
    stale = at - event.at > STALE
    heard, outward = [], []
    for person in people:
        kind = kinds[person.pk]
        wanted = {name for name in BY_NAME if has(person, name) and _asks(choices, rule, person.pk, kind, name)}
        if not wanted:
            continue
        # Wanted by e-mail only: it stands in the inbox, but is not announced there as new.
        read = None if WEB in wanted or stale else at
        heard.append((person.pk, kind, reasons[person.pk].reason, read))
        due = None if rule.own_copy else _due(person, at)
        outward += [(person.pk, name, due if name == EMAIL else None) for name in sorted(wanted - {WEB}) if not stale]
    if not heard:
        return
    with connection.cursor() as cursor:
        # writes: the relay makes notices; one statement, since a hundred thousand objects would cost more than the rows
        cursor.execute(TELL, [*_columns(heard, 4), event.pk, event.at, *_columns(outward, 3)])


def _columns(rows: list[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


def _asks(choices: Wanted, rule: NoticeRule, person: int, kind: str, channel: str) -> bool:
    return channel in {WEB, EMAIL} if rule.own_copy else choices.asks(person, kind, channel)


def _due(person: "Person", at: datetime) -> datetime | None:
    """Return when the person's next digest leaves, where mails wait for it; None: at once."""
    plan = getattr(person, "mail_plan", None)
    if plan is None or plan.rhythm == MailPlan.Rhythm.NOW:
        return None
    return next_due(plan, zone_of(person), at)
