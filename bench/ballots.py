"""The measured part of ``asking_ballots``: run within the product (``manage.py shell``) on a new database."""

import json
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connection
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import Identity, Person, Verification, Vote
from participation.urn import actions, querysets

THREADS = 16
RULES = [{"kind": "verified"}]
OPTIONS = ["yes", "no", "neither"]


def run(people: int, each: int, told: str, exported: str) -> None:
    """Make a vote and its voters, send the ballots as the role that serves, close it, write what happened."""
    vote, voters, officer = make(people)
    connection.close()
    connection.settings_dict["USER"] = "azotea_app"
    facts = cast_all(vote, voters, officer, each)
    connection.settings_dict["USER"] = "azotea_app"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        facts["role"] = cursor.fetchone()[0]
    began = time.monotonic()
    closed = actions.close_vote(vote=vote, at=vote.closes_at)
    facts["closing"] = time.monotonic() - began
    facts.update(ballots=closed.ballots, marked=closed.marked)
    choices = list(querysets.ballots(closed))
    facts["tally"] = dict(Counter(one["1"][0] for one in choices))
    Path(exported).write_text("".join(f"{json.dumps(one)}\n" for one in choices))
    Path(told).write_text(json.dumps(facts))


def make(people: int) -> tuple[Vote, list[Person], Person]:
    """Make verified people, and a vote in which nobody may change a ballot."""
    at = timezone.now()
    officer = Person.objects.create_user(email="mesa@example.org", name="Mesa")
    made = [Person(email=f"v{number}@example.org", name=f"V{number}") for number in range(people)]
    voters = Person.objects.bulk_create(made, batch_size=2_000)  # writes: a throw-away city
    identities = Identity.objects.bulk_create([Identity(at=at) for _one in voters])  # writes: a throw-away city
    Verification.objects.bulk_create(  # writes: a throw-away city
        Verification(person=person, identity=identity, method="counter", confirmed={"counter": None}, at=at)
        for person, identity in zip(voters, identities, strict=True)
    )
    begins, ends = at - timedelta(hours=1), at + timedelta(days=1)
    vote = actions.create_vote(opens_at=begins, closes_at=ends, rules=RULES, by=officer, at=begins)
    return actions.freeze_vote(vote=vote, definition={"options": OPTIONS}, by=officer, at=begins), voters, officer


def cast_all(vote: Vote, voters: list[Person], officer: Person, each: int) -> dict[str, Any]:
    """Send every ballot, in an order in which those of one person meet; return what each answer promised."""
    dice = random.Random(1)
    sent = [(person, number, place) for place, person in enumerate(voters) for number in range(each)]
    # Near each other, so that those of one person are sent at the same moment.
    sent.sort(key=lambda one: (one[2] // THREADS, dice.random()))
    promised: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    lock = threading.Lock()
    drawn = [dice.choice(OPTIONS) for _one in sent]

    def cast(given: tuple[tuple[Person, int, int], str]) -> None:
        (person, number, place), choice = given
        at_point = place % 2 == 0 and number % 2 == 1
        way = {"channel": "counter", "captured_by": officer} if at_point else {}
        try:
            actions.cast_ballot(vote=vote, by=person, choices={"1": [choice]}, at=timezone.now(), **way)
            outcome = "taken"
        except ActDenied as error:
            outcome = "refused" if error.denial.code == "already_voted" else "failed"
        except Exception as error:
            outcome = "failed"
            print(repr(error))
        with lock:
            ended[outcome] += 1
            ended["at_point"] += at_point
            promised[choice] += outcome == "taken"

    began, processor = time.monotonic(), time.process_time()
    with ThreadPoolExecutor(THREADS) as pool:
        for _done in pool.map(cast, zip(sent, drawn, strict=True)):
            pass
        for _thread in range(THREADS):
            pool.submit(close_old_connections)
    facts: dict[str, Any] = {name: ended[name] for name in ("taken", "refused", "failed", "at_point")}
    facts.update(sent=len(sent), promised=dict(+promised), seconds=time.monotonic() - began)
    return {**facts, "processor": time.process_time() - processor}
