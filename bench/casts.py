"""The measured part of ``casting_ballots``: run within the product (``manage.py shell``) on a new database."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from bench.ballots import THREADS
from budgets.models import Contest, CountRun
from budgets.projects.actions import add_project
from budgets.projects.content import ProjectContent
from budgets.results.actions.counts import request_count
from budgets.results.files_of import _files
from budgets.results.tasks import count_waiting
from budgets.structure.actions import add_contest, create_budget
from budgets.voting.actions import cast, freeze_contest
from participation.access.models import Role, RoleKind
from participation.access.verdict import ActDenied
from participation.institutions.actions import create_institution
from participation.models import Identity, Person, Verification
from participation.urn.actions import close_vote
from participation.urn.log import append_waiting
from processes.actions import add_component, add_phase, create_process, publish_process

PROJECTS = 20
MARKED = 4
SCRATCH = "CREATE TABLE bench_{0} (id uuid PRIMARY KEY, vote uuid, mark text, way text, day date, UNIQUE (vote, mark))"
BARE = "INSERT INTO bench_{0} VALUES (gen_random_uuid(), %s, %s, %s, current_date)"


def run(people: int, each: int, told: str, files: str) -> None:
    """Make a contest and its voters, send the ballots as the role that serves, close, count, write the files."""
    contest, voters, officer = make(people)
    connection.close()
    connection.settings_dict["USER"] = "azotea_app"
    facts = cast_all(contest, voters, officer, each)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        facts["role"] = cursor.fetchone()[0]
    vote = contest.vote
    assert vote is not None
    append_waiting(vote=vote, at=timezone.now())
    began = time.monotonic()
    closed = close_vote(vote=vote, at=vote.closes_at)
    facts["closing"] = time.monotonic() - began
    facts.update(ballots=closed.ballots, marked=closed.marked)
    request_count(contest=contest, by=officer, at=vote.closes_at)
    count_waiting()
    done = CountRun.objects.select_related("contest__budget__component__process", "contest__vote").get()
    place = Path(files)
    place.mkdir()
    for name, data in _files(done).items():
        (place / name).write_bytes(data)
    Path(told).write_text(json.dumps(facts))


def make(people: int) -> tuple[Contest, list[Person], Person]:
    """Make verified people and an open contest in which ballots can be changed until the close."""
    at = timezone.now()
    before = at - timedelta(days=2)
    officer = Person.objects.create_user(email="mesa@example.org", name="Mesa")
    Role.objects.create(
        person=officer, kind=RoleKind.STEWARD, scope=None, granted_at=before
    )  # writes: a throw-away city
    made = [Person(email=f"v{number}@example.org", name=f"V{number}") for number in range(people)]
    voters = Person.objects.bulk_create(made, batch_size=2_000)  # writes: a throw-away city
    identities = Identity.objects.bulk_create([Identity(at=at) for _one in voters])  # writes: a throw-away city
    Verification.objects.bulk_create(  # writes: a throw-away city
        Verification(person=person, identity=identity, method="counter", confirmed={"counter": None}, at=at)
        for person, identity in zip(voters, identities, strict=True)
    )
    process = create_process(
        title="Presupuesto", summary="Obras.", who_participates="Todas.", what_is_decided="Las obras.",
        how_decided="Con votos.", slug="presupuesto", by=officer, at=before,
        institution=create_institution(name="Oficina", by=officer, at=before),
    )  # fmt: skip
    settings = {"who_may_vote": [{"kind": "verified", "methods": [], "document": ""}]}
    component = add_component(
        process=process, kind="budget", title="Obras", slug="obras", by=officer, at=before, settings=settings
    )
    add_phase(
        process=process, title="Votación", opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=1),
        by=officer, at=before, openings={component.pk: ["vote"]},
    )  # fmt: skip
    publish_process(process=process, by=officer, at=before, accept_warnings=True)
    budget = create_budget(
        component=component, by=officer, at=before, ballot={"kind": "approval", "minimum": 0}, publication="ledger",
        rule={"kind": "equalshares", "ties": ["lowest-cost", "lot"]}, reach="own",
    )  # fmt: skip
    contest = add_contest(budget=budget, title="Todo", amount=100_000_000, by=officer, at=before)
    for number in range(PROJECTS):
        content = ProjectContent(title=f"Obra {number}", summary="Una obra para la colonia.")
        add_project(
            contest=contest, content=content, cost=5_000_000 + number * 900_000, reasons="Se puede.", by=officer,
            at=before,
        )  # fmt: skip
    contest = freeze_contest(contest=contest, by=officer, at=before)
    with connection.cursor() as cursor:
        for name in ("one", "two"):
            cursor.execute(SCRATCH.format(name))
            cursor.execute(f"GRANT ALL ON bench_{name} TO azotea_app")
    return Contest.objects.for_page().get(pk=contest.pk), voters, officer


def in_parallel(act: Callable[[Any], None], given: Sequence[Any]) -> float:
    """Do an act for each of the given through as many connections as there are threads; return the seconds."""
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _one: connection.ensure_connection(), range(THREADS * 4)))
        began = time.monotonic()
        for _done in pool.map(act, given):
            pass
        taken = time.monotonic() - began
        for _thread in range(THREADS):
            pool.submit(close_old_connections)
    return taken


def cast_all(contest: Contest, voters: list[Person], officer: Person, each: int) -> dict[str, Any]:
    """Send first ballots alone, measured beside bare rows; then all others mixed, those of one person together."""
    dice = random.Random(1)
    names = [str(pk) for pk in contest.projects.order_by("pk").values_list("pk", flat=True)]
    ended: Counter[str] = Counter()
    lock = threading.Lock()

    def send(given: tuple[Person, str, list[str]]) -> None:
        person, way, marked = given
        captured = {} if way == "web" else {"captured_by": officer}
        try:
            cast(contest=contest, data={"projects": marked}, by=person, at=timezone.now(), channel=way, **captured)
            outcome = "taken"
        except ActDenied as error:
            known = error.denial.code in {"already_voted", "voted_on_paper"}
            outcome = "refused" if known else "failed"
        except Exception as error:
            outcome = "failed"
            print(repr(error))
        with lock:
            ended[outcome] += 1
            ended[way] += 1

    def bare(person: Person) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for name in ("one", "two"):
                cursor.execute(BARE.format(name), [contest.vote.key, str(person.pk), "web"])  # type: ignore[union-attr]

    def marked() -> list[str]:
        return dice.sample(names, MARKED)

    bare_seconds = in_parallel(bare, voters)
    first_seconds = in_parallel(send, [(person, "web", marked()) for person in voters])
    ways = ["web", "counter", "paper", "web"]
    rest = [
        (person, ways[number % 4], marked(), place) for place, person in enumerate(voters) for number in range(1, each)
    ]
    rest.sort(key=lambda one: (one[3] // THREADS, dice.random()))
    in_parallel(send, [one[:3] for one in rest])
    facts: dict[str, Any] = {name: ended[name] for name in ("taken", "refused", "failed", "web", "counter", "paper")}
    sent = len(voters) * each
    return {
        **facts, "sent": sent, "bare_rate": len(voters) / bare_seconds, "first_rate": len(voters) / first_seconds,
    }  # fmt: skip
