"""What must hold after every fault, asked of the database beside the product, of its mails and of its public feed.

Each check gives sentences that say what is wrong; none means that it holds. The SQL is plain on purpose: it shares no
code with what it checks.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.faults.house import FaultError, House, wait_until
from bench.faults.load import Act, fetch

DONE = {
    "support": (
        "SELECT proposal_id, person_id FROM proposals_support",
        "SELECT (payload->>'proposal')::bigint, actor_id FROM participation_event"
        " WHERE name = 'proposals.proposal.supported'",
    ),
    "follow": (
        "SELECT subject_id, person_id FROM participation_follow",
        "SELECT subject_id, actor_id FROM participation_event WHERE name = 'participation.subject.followed'",
    ),
    "comment": (
        "SELECT act_id, author_id FROM participation_comment",
        "SELECT c.act_id, e.actor_id FROM participation_event e"
        " JOIN participation_comment c ON c.id = (e.payload->>'comment')::bigint"
        " WHERE e.name = 'participation.comment.made'",
    ),
}
# Counters beside the rows that they count.
COUNTED = {
    "supports": "SELECT c.proposal_id, c.supports, (SELECT count(*) FROM proposals_support s"
    " WHERE s.proposal_id = c.proposal_id) FROM proposals_proposalcount c",
    "comments": "SELECT c.subject_id, c.comments, (SELECT count(*) FROM participation_comment m"
    " WHERE m.subject_id = c.subject_id AND m.state = 'visible') FROM participation_subjectcount c",
    "comments in favour": "SELECT c.subject_id, c.comments_for, (SELECT count(*) FROM participation_comment m"
    " WHERE m.subject_id = c.subject_id AND m.state = 'visible' AND m.stance = 'for' AND m.root_id IS NULL)"
    " FROM participation_subjectcount c",
    "follows": "SELECT c.subject_id, c.follows, (SELECT count(*) FROM participation_follow f"
    " WHERE f.subject_id = c.subject_id) FROM participation_subjectcount c",
}
SEQUENCE = (
    "SELECT count(*), count(sequence), coalesce(min(sequence), 1), coalesce(max(sequence), 0),"
    " count(DISTINCT sequence) FROM participation_relay"
)
UNTOLD = (
    "SELECT count(*) FROM participation_event e CROSS JOIN unnest(%s::bigint[]) AS person"
    " WHERE e.name = 'participation.comment.made' AND (SELECT count(*) FROM participation_notice n"
    " WHERE n.event_id = e.id AND n.person_id = person) <> 1"
)
TOLD_TWICE = "SELECT event_id, person_id FROM participation_notice GROUP BY event_id, person_id HAVING count(*) > 1"
DELIVERIES = (
    "SELECT p.email, '/temas/' || e.subject_id || '/comentarios/' || (e.payload->>'comment') || '/', d.state"
    " FROM participation_delivery d JOIN participation_notice n ON n.id = d.notice_id"
    " JOIN participation_event e ON e.id = n.event_id JOIN participation_person p ON p.id = n.person_id"
    " WHERE d.channel = 'email' AND e.name = 'participation.comment.made'"
)
MAILS = {"sent": {1}, "unknown": {0, 1}, "queued": {0}, "failed": {0}, "sending": {0, 1}, "dropped": {0}, "held": {0}}


def lost_and_doubled(house: House, acts: list[Act]) -> tuple[list[Act], list[Act]]:
    """Return the acknowledged acts that are not there exactly once with one event, and those that are there more often.

    An act without an answer may be there once or not at all; one that is there has its event, one that is not has none.
    """
    lost, doubled = [], []
    for kind, (rows_sql, events_sql) in DONE.items():
        rows, events = (Counter(house.ask(sql)) for sql in (rows_sql, events_sql))
        for act in acts:
            if act.kind != kind:
                continue
            thing = {"support": act.target["pk"], "follow": act.target["subject"], "comment": act.key}[kind]
            found = rows[thing, act.person["pk"]], events[thing, act.person["pk"]]
            if max(found) > 1:
                doubled.append(act)
            elif found != (1, 1) and (act.acknowledged or found != (0, 0)):
                lost.append(act)
    return lost, doubled


def wrong_counters(house: House) -> Iterator[str]:
    """Compare each counter with its rows."""
    for name, sql in COUNTED.items():
        for key, counted, there in house.ask(sql):
            if counted != there:
                yield f"{name} of {key}: the counter says {counted}, the rows are {there}"


def broken_sequence(house: House) -> Iterator[str]:
    """Look for events without a number, numbers given twice, and gaps."""
    events, stamped, first, last, different = house.ask(SEQUENCE)[0]
    if not (events == stamped == different == last and first == 1):
        yield f"{events} events, {stamped} stamped, {different} different numbers from {first} to {last}"


def wrong_notices(house: House) -> Iterator[str]:
    """Ask whether whoever had to hear of each comment has one notice of it, and nobody two."""
    untold = house.ask(UNTOLD, (house.stage["followers"],))[0][0]
    if untold:
        yield f"{untold} notices to followers are missing or doubled"
    twice = house.ask(TOLD_TWICE)
    if twice:
        yield f"{len(twice)} people were told twice of one thing"


def wrong_mails(house: House) -> Iterator[str]:
    """Compare what each delivery says with the mails that left."""
    left: Counter[tuple[str, str]] = Counter()
    for path in Path(house.folder, "mail").glob("*.txt"):
        text = path.read_text()
        found = re.search(r"/temas/\d+/comentarios/\d+/", text)
        if found:
            left[text.split("\n")[0].removeprefix("Para: "), found[0]] += 1
    deliveries = house.ask(DELIVERIES)
    for to, about, state in deliveries:
        if left[to, about] not in MAILS[state]:
            yield f"a delivery is {state}, and {left[to, about]} mails left"
    strangers = set(left) - {(to, about) for to, about, _state in deliveries}
    if strangers:
        yield f"{len(strangers)} mails left without a delivery"


def wrong_feed(house: House) -> Iterator[str]:
    """Replay the public feed from the start and compare it with the bulk files."""
    held: dict[str, dict[int, object]] = {"proposals": {}, "comments": {}}
    after, more = 0, True
    while more:
        status, _headers, body = fetch(house.port, f"/api/v1/events/?after={after}&limit=200")
        if status != 200:
            yield f"the feed answers {status}"
            return
        page = json.loads(body)
        for change in (change for event in page["results"] for change in event["changes"]):
            place = held.setdefault(change["dataset"], {})
            if change["op"] == "upsert":
                place[change["key"]] = change["data"]
            else:
                place.pop(change["key"], None)
        after, more = page["last"], page["next"] is not None
    for name, rows in held.items():
        status, _headers, body = fetch(house.port, f"/datos/{name}.jsonl")
        bulk = {row["id"]: row for row in map(json.loads, body.decode().splitlines())} if status == 200 else None
        if rows != bulk:
            yield f"{name}: the feed ends with {len(rows)} rows, the file ({status}) has {len(bulk or {})}"


def let_time_pass(house: House) -> None:
    """Let the leases of the dead run out, in place of waiting five minutes: only what nobody holds any more waits."""
    house.ask(
        "UPDATE participation_relay SET lease_until = now() - interval '1 second' WHERE done_at IS NULL"
        " AND lease_until < now() + interval '4 minutes 50 seconds'"
    )
    house.ask(
        "UPDATE participation_delivery SET lease_until = now() - interval '1 second' WHERE state = 'sending'"
        " AND lease_until < now() + interval '4 minutes 50 seconds'"
    )
    house.ask("UPDATE participation_delivery SET not_before = NULL WHERE state = 'queued'")


def drain(house: House, seconds: float = 40) -> float:
    """Wait until nothing waits any more; return the seconds that it took. Raises FaultError."""
    waiting = (
        "SELECT (SELECT count(*) FROM participation_relay WHERE done_at IS NULL),"
        " (SELECT count(*) FROM participation_delivery WHERE state IN ('queued', 'sending'))"
    )

    def at_rest() -> bool:
        # Again and again: a mail that was being sent a moment before its worker died is not old enough at first.
        let_time_pass(house)
        time.sleep(0.5)
        return house.ask(waiting)[0] == (0, 0)

    try:
        return wait_until(at_rest, "everything relayed and sent", seconds)
    except FaultError as error:
        raise FaultError(f"{error}: {house.ask(waiting)[0]} wait; worker:\n{house.log('worker')[-3000:]}") from error


def check(house: House) -> list[str]:
    """Run every check of what is at rest; return what is wrong."""
    checks = {
        "counters": wrong_counters,
        "sequence": broken_sequence,
        "notices": wrong_notices,
        "mails": wrong_mails,
        "feed": wrong_feed,
    }
    return [f"{name}: {text}" for name, found in checks.items() for text in found(house)]
