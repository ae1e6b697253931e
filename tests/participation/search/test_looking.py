"""Search where there is much to look through: the newest first, stretch by stretch."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from participation.models import Subject
from participation.search import eras
from participation.search.text import head, heads, stem
from participation.subjects.actions import create_subject, update_subject
from tests.factories import make_territory

pytestmark = pytest.mark.django_db
DAYS = 100


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[Subject]:
    """Return a hundred texts, one of each day, the newest first, in a world that counts as large."""
    now = timezone.now()
    rows = [
        create_subject(
            kind="process", title=f"Agua {n}" if n % 2 else f"Cosa {n}", summary="Agua para todos",
            text="participaciones" if n == 90 else "", path=f"/x/{n}/", at=now, state="published",
            published_at=now - timedelta(days=n),
        )
        for n in range(DAYS)
    ]  # fmt: skip
    bounds = [now - timedelta(days=n) for n in reversed(range(DAYS + 1))]
    monkeypatch.setattr(eras, "_spread", lambda: eras.Spread(1_000, bounds))
    monkeypatch.setattr(eras, "MANY", 100)
    monkeypatch.setattr(eras, "STRETCHES", (100, 300))  # ten days, thirty days, everything
    return rows


def titles(page: Any) -> list[str]:
    return [card.subject.title for card in page.context["cards"]]


def test_a_common_word_is_looked_for_among_the_newest_and_leads_on_to_all(client: Client, many: list[Subject]) -> None:
    page = client.get("/buscar/?q=agua")
    assert page.context["found"].partial
    assert titles(page) == [f"Agua {n}" for n in range(1, 30, 2)] + [f"Cosa {n}" for n in range(0, 10, 2)]
    assert [facet.count for facet in page.context["facets"]] == [None] * len(page.context["facets"])
    assert "Ver los anteriores" in page.content.decode()
    seen, url = [], "/buscar/?q=agua"
    while url:
        page = client.get(url)
        seen += titles(page)
        found = page.context["found"]
        url = found.page.next_url or found.older_url
    assert sorted(seen) == sorted(row.title for row in many)
    assert len(set(seen)) == DAYS
    assert not found.partial  # the last stretch was read whole


def test_a_rare_word_is_found_wherever_it_is_and_by_its_beginning(client: Client, many: list[Subject]) -> None:
    for q in ("participación", "participacion", "PARTICIPACIÓN", "participaciones", "partic"):
        page = client.get("/buscar/", {"q": q})
        assert titles(page) == ["Cosa 90"]
        assert {facet.name: facet.count for facet in page.context["facets"]} == {"process": 1}
    assert titles(client.get("/buscar/?q=inexistente")) == []


def test_what_is_hidden_is_gone_at_once_and_filters_hold(client: Client, many: list[Subject]) -> None:
    update_subject(subject=many[1], at=timezone.now(), state="hidden")
    assert titles(client.get("/buscar/?q=agua"))[:2] == ["Agua 3", "Agua 5"]
    place = make_territory("Los Sauces")
    Subject.objects.filter(pk=many[80].pk).update(territory=place)
    assert titles(client.get(f"/buscar/?q=agua&territorio={place.pk}")) == ["Cosa 80"]
    assert titles(client.get("/buscar/?q=agua&tipo=institution")) == []


def test_a_common_word_costs_few_queries_and_counts_nothing(
    client: Client, many: list[Subject], django_assert_num_queries: Any
) -> None:
    client.get("/buscar/?q=agua")
    with django_assert_num_queries(5) as asked:  # two of them for the two stretches
        client.get("/buscar/?q=agua")
    assert not any("COUNT(" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("value", ["x", "-1", "99999999999", "9999999999", "0", "1e9", "%D9%A1", ""])
def test_strange_moments_are_ignored_or_find_nothing(client: Client, many: list[Subject], value: str) -> None:
    assert client.get(f"/buscar/?q=agua&desde={value}&hasta={value}").status_code == 200


def test_the_cells_of_the_index_hold_every_moment_of_a_stretch() -> None:
    moment = datetime(2026, 11, 22, 4, 20, 33, 999_999, tzinfo=UTC)
    Subject.objects.create(kind="process", title="x", path="/x/", updated_at=moment, published_at=moment)
    for days in (0, 1, 40, 400, 9_000):
        covering = eras.cells(moment - timedelta(days=days), moment)
        assert len(covering) <= eras.MOST_CELLS + 1
        assert Subject.objects.filter(eras.published_within(covering)).count() == 1
        assert Subject.objects.filter(eras.published_within([cell - 200 for cell in covering])).count() == 0
    assert "subject_found" in connection.introspection.get_constraints(connection.cursor(), "participation_subject")


def test_spread_of_few_subjects_is_read_whole() -> None:
    eras.forget()
    assert eras.stretches(timezone.now()) == []
    eras.forget()


@pytest.mark.parametrize("word", ["Ñandú", "ÁRBOL", "Jóvenes", "güero", "participación", "ía", "óleo", "río"])
def test_a_word_and_its_stem_begin_alike(word: str) -> None:
    assert head(word).startswith(heads([stem(word)]))
