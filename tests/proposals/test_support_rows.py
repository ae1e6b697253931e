"""The dataset of supports: every one is counted, and nobody is singled out by place or hour."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine

from participation.events.relay import relay
from participation.opendata.registry import get_dataset
from proposals.actions.support import support_proposal, withdraw_support
from proposals.models import Support
from proposals.support_rows import SMALLEST_CELL, gather_supports
from tests.factories import make_call, make_proposal, make_territory
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def support(proposal, count, *, territory=None, at=DAY, channel="web"):
    """Give a proposal supports of new people."""
    for number in range(count):
        name = f"P{proposal.pk}-{channel}-{territory.pk if territory else 0}-{at:%d%H%M}-{number}"
        Support.objects.create(
            proposal=proposal,
            component=proposal.component,
            person=make_person(name),
            at=at,
            channel=channel,
            territory=territory,
        )


def rows(client, query=""):
    """Download the file."""
    with time_machine.travel(NOW, tick=False):
        response = client.get(f"/datos/supports.csv{query}")
        assert response.status_code == 200
        text = b"".join(response.streaming_content).decode()
    return [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]


def test_every_group_is_there_with_its_number(client):
    proposal = make_proposal(make_call())
    support(proposal, 10)
    support(proposal, 1, channel="paper")
    support(proposal, 2, at=DAY - timedelta(days=1))
    key = str(proposal.pk)
    assert rows(client) == [
        (key, "2026-11-19", "web", "", "2"),
        (key, "2026-11-20", "paper", "", "1"),
        (key, "2026-11-20", "web", "", "10"),
    ]


def test_a_territory_is_named_from_ten_people_on(client):
    proposal, big, small = make_proposal(make_call()), make_territory("Centro"), make_territory("Orilla")
    support(proposal, 12, territory=big)
    support(proposal, 9, territory=small)
    support(proposal, 4)
    assert rows(client) == [
        (str(proposal.pk), "2026-11-20", "web", str(big.pk), "12"),
        (str(proposal.pk), "2026-11-20", "web", "", "13"),
    ]


def test_one_small_territory_cannot_be_found_by_subtraction(client):
    """The group has 33 people. With 20 and 10 named, whoever knows the list of territories would read three off."""
    proposal = make_proposal(make_call())
    first, second, small = (make_territory(name) for name in ("Centro", "Norte", "Orilla"))
    support(proposal, 20, territory=first)
    support(proposal, 10, territory=second)
    support(proposal, 3, territory=small)
    assert rows(client) == [
        (str(proposal.pk), "2026-11-20", "web", str(first.pk), "20"),
        (str(proposal.pk), "2026-11-20", "web", "", "13"),
    ]


def test_all_territories_are_named_where_none_is_small(client):
    proposal, first, second = make_proposal(make_call()), make_territory("Centro"), make_territory("Norte")
    support(proposal, 11, territory=first)
    support(proposal, 10, territory=second)
    assert rows(client) == [
        (str(proposal.pk), "2026-11-20", "web", str(first.pk), "11"),
        (str(proposal.pk), "2026-11-20", "web", str(second.pk), "10"),
    ]


def test_a_day_that_is_not_over_is_not_split(client):
    """Two downloads of today would show in their difference where whoever came in between lives."""
    proposal, place = make_proposal(make_call()), make_territory("Centro")
    support(proposal, 30, territory=place, at=NOW - timedelta(minutes=5))
    assert rows(client) == [(str(proposal.pk), f"{NOW:%Y-%m-%d}", "web", "", "30")]


def test_channels_and_days_are_split_each_for_itself(client):
    proposal, place = make_proposal(make_call()), make_territory("Centro")
    support(proposal, 10, territory=place)
    support(proposal, 9, territory=place, channel="paper")
    support(proposal, 10, territory=place, at=DAY - timedelta(days=2))
    assert [row[1:] for row in rows(client)] == [
        ("2026-11-18", "web", str(place.pk), "10"),
        ("2026-11-20", "paper", "", "9"),
        ("2026-11-20", "web", str(place.pk), "10"),
    ]


@pytest.mark.parametrize("known", [0, 1, 9, 10, 25])
def test_every_split_keeps_the_rule(known):
    """Whatever the sizes: groups add up, named ones are ten or more, and the rest is none, ten or more, or all."""
    for sizes in product((0, 1, 9, 10, 11, 30), repeat=3):
        cells = [
            {"proposal": 1, "day": "d", "channel": "web", "territory": place, "over": True, "count": size}
            for place, size in zip((None, 5, 6, 7), (known, *sizes), strict=True)
            if size
        ]
        made = list(gather_supports(cells))
        total = sum(cell["count"] for cell in cells)
        assert sum(row["count"] for row in made) == total
        named = [row for row in made if row["territory"] is not None]
        rest = [row for row in made if row["territory"] is None]
        assert len(rest) <= 1
        real = {cell["territory"]: cell["count"] for cell in cells}
        assert all(row["count"] == real[row["territory"]] >= SMALLEST_CELL for row in named)
        if rest and named:
            assert rest[0]["count"] >= SMALLEST_CELL
            assert len(cells) - len(named) >= 2 or real.get(None) == rest[0]["count"]


def test_no_person_no_hour_and_no_key(client):
    proposal = make_proposal(make_call())
    support(proposal, 3, at=DAY.replace(hour=3, minute=14, second=15, microsecond=926_535))
    response = client.get("/datos/supports.jsonl")
    (line,) = b"".join(response.streaming_content).decode().splitlines()
    assert json.loads(line) == {
        "proposal": proposal.pk,
        "day": "2026-11-20",
        "channel": "web",
        "territory": None,
        "count": 3,
    }
    assert "Last-Modified" not in response


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("moment", ["2026-11-20T18:30:00Z", "2026-11-20T00:00:00.000001Z", "2026-11-20T00:00:00-06:00"])
def test_a_filter_does_not_cut_a_day(client, name, moment):
    """Asked for every second of a day, the file would tell the second of each support."""
    support(make_proposal(make_call()), 1)
    response = client.get("/datos/supports.csv", {name: moment})
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [name]


@pytest.mark.parametrize(
    "value", ["ayer", "2026-13-40", "9999-12-31T23:59:59-14:00", "2026-11-20T00:00:00", "9" * 5000]
)
def test_days_that_are_none(client, value):
    assert client.get("/datos/supports.csv", {"since": value}).status_code == 400


def test_filters_by_whole_days(client):
    proposal = make_proposal(make_call())
    for days in range(3):
        support(proposal, 1 + days, at=DAY - timedelta(days=days))
    assert [row[1] for row in rows(client, "?since=2026-11-19")] == ["2026-11-19", "2026-11-20"]
    assert [row[1] for row in rows(client, "?until=2026-11-19")] == ["2026-11-18"]
    assert [row[1] for row in rows(client, "?since=2026-11-19&until=2026-11-20T00:00:00Z")] == ["2026-11-19"]
    assert rows(client, f"?proposal={proposal.pk + 1}") == []
    assert len(rows(client, f"?process={proposal.component.process.slug}")) == 3


def test_a_filter_changes_no_row(client):
    """A narrower question must not give a finer answer."""
    proposal, first, small = make_proposal(make_call()), make_territory("Centro"), make_territory("Orilla")
    support(proposal, 20, territory=first)
    support(proposal, 3, territory=small)
    whole = rows(client)
    assert whole == rows(client, f"?proposal={proposal.pk}") == rows(client, "?since=2026-11-20&until=2026-11-21")
    assert [row[3:] for row in whole] == [("", "23")]


def test_the_file_adds_up_to_what_the_feed_and_the_pages_say(client):
    """Whoever replays the feed holds the same totals as whoever adds up this file."""
    from tests.api.test_feed import harvest

    call = make_call()
    many, few = make_proposal(call), make_proposal(call)
    for number in range(4):
        person = make_person(f"Q{number}")
        support_proposal(proposal=many, by=person, at=NOW)
        support_proposal(proposal=few, by=person, at=NOW)
    withdraw_support(proposal=few, by=person, at=NOW)
    while relay(at=NOW):
        pass
    held, _last = harvest()
    counted = {}
    for row in rows(client):
        counted[int(row[0])] = counted.get(int(row[0]), 0) + int(row[4])
    assert counted == {many.pk: 4, few.pk: 3}
    assert {key: row["supports_count"] for key, row in held["proposals"].items()} == counted


def test_its_page_says_what_is_withheld_and_why(client):
    html = client.get("/en/datos/supports/").content.decode()
    assert "fewer than ten people" in html
    assert "a day that is not over" in html
    assert get_dataset("supports").gather is not None
