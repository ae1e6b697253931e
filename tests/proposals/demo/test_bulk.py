"""The bulk path of the large sample city writes exactly what the acts write."""

import re
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from participation.events.relay import relay
from participation.models import (
    Event,
    Notice,
    Person,
    Relay,
    Response,
    Territory,
    Verification,
)
from participation.opendata import feed
from participation.opendata.registry import feed_datasets
from participation.verification.pepper import generation
from proposals.demo.bulk.draw import Artist, Call
from proposals.demo.bulk.plan import Plan
from proposals.demo.bulk.progress import Progress
from proposals.demo.bulk.writer import Writer
from proposals.models import Proposal
from tests.factories import make_call, make_institution, make_territory
from tests.personas import NOW
from tests.proposals.demo.by_acts import ByActs
from tests.proposals.demo.tables import Namer, Tables, keys

LATER = NOW + timedelta(days=8)  # what is told a week late stands in the inbox and is not sent
SQUARE = {"type": "Polygon", "coordinates": [[[-30, 10], [-30, 10.1], [-29.9, 10.1], [-29.9, 10], [-30, 10]]]}


class Silent:
    """A place for the progress to be written to."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


@pytest.fixture
def plan(db: None, carla: Person, dario: Person, ana: Person) -> Plan:
    """A small city: three calls with three rules of answering, one of them for verified people."""
    town = make_territory("Municipio", level="municipio")
    homes = [make_territory(name, parent=town, outline=SQUARE) for name in ("Los Sauces", "Mirasol", "La Ribera")]
    office, other = make_institution("Planeación"), make_institution("Agua")
    plan = Plan(officer=carla, counter=dario)
    artist = Artist(plan, homes, Random(7))
    artist.people(34, NOW - timedelta(days=60), NOW - timedelta(days=20))
    Verification.objects.filter(person=ana).update(territory=homes[0])
    guest = artist.welcome(ana, homes[0])
    calls = [
        make_call(answer_rule="threshold", threshold=4, proposals_per_person=2, supports_per_person=6),
        make_call(answer_rule="all", response_institution=other.pk),
        make_call(answer_rule="none", who_may_support=[{"kind": "verified"}], who_may_propose=[{"kind": "registered"}]),
    ]
    for component in calls:
        component.process.institution = office
        component.process.territory = town
        component.process.save()
    for component, sizes in zip(calls, ((14, 90, 60), (4, 12, 8), (4, 14, 6)), strict=True):
        call = Call(component, NOW - timedelta(days=9), NOW, *sizes, component is calls[2], (guest,))
        artist.fill(call)
        if component is not calls[2]:
            artist.follow_process(call, 2)
            artist.visit(guest, call, supports=2, comments=2, follows=2)
    artist.follow(25, NOW)
    return plan


def made(work, before) -> Tables:
    """Return every row of every table after some work, and undo it."""
    with transaction.atomic():
        work()
        tables = Namer(before).tables()
        transaction.set_rollback(True)
    return tables


def by_acts(plan: Plan):
    def work() -> None:
        ByActs(plan).do()
        relay(LATER, limit=100_000)

    return work


def in_bulk(plan: Plan):
    return lambda: Writer(plan, at=LATER, dice=Random(1), progress=Progress(Silent())).write()


@pytest.mark.slow
def test_the_bulk_path_writes_what_the_acts_write(plan: Plan) -> None:
    relay(NOW, limit=1000)
    generation()
    before = keys()
    slow, fast = made(by_acts(plan), before), made(in_bulk(plan), before)
    for label, rows in slow.items():
        assert fast[label] == rows, label
    assert fast.keys() == slow.keys()
    assert new_rows(fast) == {
        "account.EmailAddress": 34,
        "participation.Person": 34,
        "participation.Identity": len(plan.checks),
        "participation.IdentityKey": len(plan.checks),
        "participation.Verification": len(plan.checks),
        "participation.Subject": 22,
        "participation.SubjectCount": 22,
        "participation.Folio": 22,
        "participation.Version": 22,
        "proposals.Proposal": 22,
        "proposals.ProposalCount": 22,
        "proposals.Support": len(plan.backings),
        "participation.Comment": len(plan.remarks),
        "participation.Follow": len(plan.interests),
        "participation.Response": responses(fast),
        "participation.Event": len(plan) + responses(fast),
        "participation.Relay": len(plan) + responses(fast),
        "participation.Notice": len([row for row in slow["participation.Notice"] if row["id"].startswith("new")]),
    }


def new_rows(tables: Tables) -> dict[str, int]:
    """Return how many new rows each table has, those without leave no trace."""
    counted = {
        label: sum(1 for row in rows if str(next(iter(row.values()))).startswith("new"))
        for label, rows in tables.items()
    }
    return {label: count for label, count in counted.items() if count}


def responses(tables: Tables) -> int:
    return new_rows(tables)["participation.Response"]


def test_the_sample_has_something_of_everything(plan: Plan) -> None:
    """Else the comparison would prove less than it says."""
    assert {step.channel for step in plan.backings} >= {"web", "counter"}
    assert {step.stance for step in plan.remarks} == {"for", "neutral", "against"}
    replies = [step for step in plan.remarks if step.parent is not None]
    assert any(plan.remarks[step.parent].parent is not None for step in replies)
    assert {step.subject is None for step in plan.interests} == {True, False}
    assert len(plan.accounts) in {step.who for step in plan.ideas}  # somebody who was here before
    checked = {step.who for step in plan.checks}
    assert {step.who in checked for step in plan.backings} == {True, False}
    in_bulk(plan)()
    assert {row.institution.name for row in Response.objects.all()} == {"Planeación", "Agua"}
    assert set(Notice.objects.values_list("reason", flat=True)) == {
        "account",
        "author",
        "commenter",
        "follower",
    }
    most = max(Proposal.objects.values_list("counts__supports", flat=True))
    assert Response.objects.filter(due_on__isnull=True).count() == 0
    assert most > 4


def test_the_comparison_sees_the_smallest_difference(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys()
    true = made(in_bulk(plan), before)
    assert made(in_bulk(plan), before) == true
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_replies", lambda self: Counter())
        other = made(in_bulk(plan), before)
    assert [label for label in true if true[label] != other[label]] == ["participation.Comment"]


def test_the_log_has_no_gap_and_its_replay_gives_the_files(plan: Plan) -> None:
    in_bulk(plan)()
    assert relay(LATER) == 0  # nothing waits
    numbers = list(Relay.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, Event.objects.count() + 1))
    in_order = Relay.objects.order_by("sequence").values_list("event_id", flat=True)
    assert list(in_order) == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    kept: dict[tuple[str, Any], dict[str, Any]] = {}
    after: int | None = 0
    while after is not None:
        entries, after = feed.read(after=after, size=100, at=LATER)
        for change in (change for entry in entries for change in entry["changes"]):
            key = change["dataset"], change["key"]
            kept.pop(key, None)
            if change["op"] == "upsert":
                kept[key] = change["data"]
    for name in ("proposals", "comments", "responses"):
        dataset = feed_datasets()[name]
        rows = {row.pk: dataset.represent(row) for row in dataset.rows(LATER)}
        assert rows
        assert {key: data for (of, key), data in kept.items() if of == name} == rows


def test_the_same_dice_draw_the_same_city(plan: Plan) -> None:
    homes = list(Territory.objects.filter(level="colonia").order_by("pk"))

    def draw() -> Plan:
        artist = Artist(Plan(plan.officer, plan.counter), homes, Random(3))
        artist.people(20, NOW - timedelta(days=60), NOW - timedelta(days=20))
        component = plan.ideas[0].component
        artist.fill(Call(component, NOW - timedelta(days=9), NOW, 9, 40, 30))
        return artist.plan

    assert draw() == draw()


def test_people_have_neither_password_nor_document(plan: Plan) -> None:
    in_bulk(plan)()
    made_up = Person.objects.filter(email__endswith="@muestra.azotea")
    assert made_up.count() == 34
    assert not any(person.has_usable_password() for person in made_up)
    assert not made_up.exclude(is_sample=True).exists()
    assert not Proposal.objects.exclude(is_sample=True).exists()
    hashes = Verification.objects.exclude(person__email="ana@example.org").values_list("key__digest", flat=True)
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in hashes)
    assert set(Verification.objects.values_list("identity_hash", flat=True)) == {None}
    assert not Event.objects.filter(payload__icontains="CIUDADMUESTRA").exists()


def test_a_mistake_leaves_nothing(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys()

    def fail(self: Writer) -> None:
        raise RuntimeError

    monkeypatch.setattr(Writer, "_write_counts", fail)
    with pytest.raises(RuntimeError):
        in_bulk(plan)()
    assert keys() == before
