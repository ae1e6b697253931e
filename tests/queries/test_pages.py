"""Every page costs as many queries with one row of each kind as with many: the literal numbers, for each reader.

``table.py`` holds the numbers. An address that answers a GET and is not in it fails here, lists most of all: whoever
adds one says there what it costs. A number there may go down; up only with a reason.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from participation.web import installation
from tests.factories import make_proposal
from tests.journeys.addresses import ADDRESSES
from tests.journeys.test_every_address import READERS, address, browser
from tests.personas import NOW, make_person
from tests.queries.table import CONSEQUENCES, COUNTS, FIXED, LISTS, NOT_MEASURED, ONE_AT_A_TIME, SEEDED
from tests.queries.town import Town, found_town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = 21  # one more than a page shows
# What costs more or less with many rows by a fixed step, and why; the table holds the number with many.
STEPS = {
    "home": "it asks once for each kind of activity among its cards, and with many processes its cards are of fewer kinds",
    "api:components-list": "it asks once for each kind of activity among its rows, and its first page holds more kinds",
    "processes:survey-results": "of fewer than ten people nothing is told by territory, and nothing is asked for",
}

# Lists of what a process holds one of each kind of.
OF_EACH_KIND = {
    "api:components-list",
    "api:phases-list",
    "api:responses-list",
    "opendata:csv components",
    "opendata:csv phases",
    "opendata:csv responses",
    "responses:desk",
    "api:projects-list",
    "opendata:csv projects",
}


@pytest.fixture
def town(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town with one row of each kind; what processes keep for seconds is kept, so that no count depends on them."""
    settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")
    monkeypatch.setattr(installation, "SECONDS", 3600)
    with time_machine.travel(NOW, tick=False):
        yield found_town()


def addresses(town: Town) -> dict[str, str]:
    """Return every address that is measured, by the name of its line in the table."""
    plain = {name: address(name, row, town) for name, row in ADDRESSES.items() if name not in NOT_MEASURED}
    return plain | {name: path(town) for name, path, _rows in LISTS if path is not None}


def answers_to(name: str, reader: str) -> bool:
    """Tell whether the reader is answered with a page."""
    known = ADDRESSES.get(name.split(" ", maxsplit=1)[0])
    return known is not None and known.statuses[READERS.index(reader)] == 200


def cost(client: Client, path: str, expected: int | None = None) -> tuple[int, Any]:
    """Return how many queries an address takes, and what it answered; savepoints do not count.

    What a process keeps is filled by the first visit, so the second one counts; a first one that costs what is
    expected already needs no second.
    """
    for _visit in range(2):
        asked = 0

        # Django's own log of queries writes each with its values in it, which takes longer than asking it.
        def count(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            nonlocal asked
            asked += "SAVEPOINT" not in str(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = client.get(path)
            response.text_of_test = body(response)  # type: ignore[attr-defined]
        assert response.status_code == 200, path
        if asked == expected:
            break
    return asked, response


def body(response: Any) -> str:
    """Return the whole answer, also of one that is streamed."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode(errors="replace"))


def measured(town: Town) -> tuple[dict[str, tuple[int | None, ...]], dict[str, int]]:
    """Return the queries of each address for each reader, and how many rows each list showed."""
    clients = {reader: browser(town.people.get(reader)) for reader in READERS}
    counters = {name: rows for name, _path, rows in LISTS}
    costs: dict[str, tuple[int | None, ...]] = {}
    shown: dict[str, int] = {}
    for name, path in addresses(town).items():
        line: list[int | None] = []
        for (reader, client), expected in zip(clients.items(), COUNTS.get(name, (None,) * 3), strict=True):
            if not answers_to(name, reader):
                line.append(None)
                continue
            queries, response = cost(client, path, expected)
            line.append(queries)
            if name in counters:
                shown[name] = max(shown.get(name, 0), counters[name](response))
        if set(line) != {None}:
            costs[name] = tuple(line)
    return costs, shown


def test_every_page_costs_the_same_with_one_row_and_with_many(town: Town) -> None:
    few, one_row = measured(town)
    town.grow(MANY)
    many, rows = measured(town)
    assert {name: (few[name], many[name]) for name in few if few[name] != many.get(name) and name not in STEPS} == {}
    assert {name: (line, COUNTS.get(name)) for name, line in many.items() if line != COUNTS.get(name)} == {}
    assert {name for name in COUNTS if name not in many} == set(), "these pages are gone: take their lines away"
    # The lists do list: a row or a handful at first, beside those that come with the product; then a whole page at
    # least. Where a row is one of each kind (of activity, of what is owed an answer), it is a page of them at most.
    first = {name: n - SEEDED.get(name, 0) for name, n in one_row.items() if name not in CONSEQUENCES}
    assert {name: n for name, n in first.items() if not 1 <= n <= (25 if name in OF_EACH_KIND else 9)} == {}
    assert {name: n for name, n in rows.items() if n < 20 and name not in ONE_AT_A_TIME} == {}


def test_no_signed_in_page_costs_more_than_twelve() -> None:
    # The feed is no page: it asks once for each dataset that its events touch, however many rows they are.
    # So does the list of everything public, to tell its reader what may be done with each.
    # The list of activities asks once for each kind among its rows.
    # A commitment's page holds what six rooms say of it (the engine, reviewers, citizens, changes, comments, links).
    # So does that of a work (the engine, its money, its contracts); the file of commitments asks once for each part.
    aside = {"api:events", "api:subjects-list", "api:components-list", "commitments:detail", "budgets:work"}
    # An institution has a list for each room above, and each takes two.
    aside |= {"opendata:csv commitments", "institutions:detail"}
    pages = {name: line for name, line in COUNTS.items() if name not in aside}
    assert {name: line for name, line in pages.items() if max(line[1] or 0, line[2] or 0) > 12} == {}


def test_every_address_is_measured_or_says_why_not() -> None:
    """A new address is in the table of addresses (a test of theirs says so), and then in this one."""
    answering = {name for name, row in ADDRESSES.items() if 200 in row.statuses}
    assert answering - {name.split(" ")[0] for name in COUNTS} - set(NOT_MEASURED) == set()
    changelists = {name for name in answering if name.endswith("_changelist")}
    listed = {name.split(" ")[0] for name, _path, _rows in LISTS}
    assert changelists - listed == FIXED, "count the rows of each list of the admin"


def test_the_turn_of_the_circle_costs_one_more(town: Town) -> None:
    """A page of the random order that holds the end of the circle and its beginning asks for both: never more."""
    for _n in range(MANY):
        make_proposal(town.call)
    path = reverse("processes:component", args=[town.process.slug, town.call.slug])
    client = browser(town.people["bruno"])
    usual, _response = cost(client, f"{path}?start=0")
    turn, response = cost(client, f"{path}?start=0.999")
    assert len(re.findall(r"<h3><a ", response.text_of_test)) == 20
    assert turn == usual + 1 <= 12
    # What a new account may write in its first hours is counted where it could write.
    newcomer = make_person("Nuria")
    asked, _response = cost(browser(newcomer), f"{path}?start=0")
    assert asked == usual + 1 <= 12
