"""A stored query answers as the query that it was written from."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count, QuerySet

from participation.comments import section
from participation.models import Person, Subject
from participation.responses import querysets as responses
from participation.stored import StoredQuery
from participation.web import fragments
from participation.web.templatetags import timeline
from processes.views import home
from processes.views import process as process_views
from proposals import kind, ordering
from proposals.models import Proposal
from proposals.views import common, listing
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW
from tests.races import at_once

pytestmark = pytest.mark.django_db

# Every stored query of the product with arguments that occur.
CASES: list[tuple[StoredQuery, tuple[Any, ...], dict[str, Any]]] = [
    (common._public_page, (123,), {}),
    (common._public_call, ("proceso-1", "propuestas"), {}),
    (process_views._public_component, ("proceso-1", "propuestas"), {}),
    (home._open_at, (NOW,), {}),
    (home._latest_answers, (), {}),
    (home._next_phases, (NOW,), {}),
    (listing._public_total, (55,), {}),
    (listing._places_within, (9,), {}),
    (listing._places, (), {}),
    (ordering._public_lap, (55, 0.25), {"number": 0, "size": 20}),
    (ordering._public_lap, (55, 0.25), {"number": 1, "size": 20}),
    (section._first_page, (77,), {"stance": "", "order": ("-at", "-id")}),
    (section._first_page, (77,), {"stance": "for", "order": ("at", "id")}),
    (section._first_replies, ([4, 5, 6],), {}),
    (responses._owed_by_institution, (77, NOW.date()), {}),
    (process_views._public_process, ("proceso-1",), {}),
    (process_views._components_of, (55,), {}),
    (process_views._told_reasons, (77,), {}),
    (timeline._newest, (77,), {}),
    (kind._told, ([55, 56],), {}),
    (kind._own, (7, [55, 56]), {}),
    (kind._totals, ([55, 56],), {}),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_sql_is_that_of_the_query_itself(number: int) -> None:
    stored, values, shape = CASES[number]
    for _again in range(2):
        rows = stored(*values, **shape)
        compiler = rows.query.get_compiler(using=rows.db)
        assert compiler.as_sql() == stored.build(*values, **shape).query.sql_with_params()
        assert list(rows) == []


def test_rows_come_joined_and_prefetched(ana: Person, django_assert_num_queries: Any) -> None:
    first = make_proposal(make_call(), author=ana, title="Más sombra en la plaza")
    second = make_proposal(first.component, title="Menos autos")
    for made in (first, second, first):
        with django_assert_num_queries(2):
            [found] = common._public_page(made.pk)
            assert found == made
            assert found.title == made.title
            assert found.author.name == made.author.name
            assert found.counts.supports == 0
            assert found.component.process.subject.title
            assert [opening.phase.opens_at < NOW for opening in found.component.openings.all()] == [True, True, True]
            assert found.supported_by_me is False


def test_values_are_read_too(ana: Person) -> None:
    call = make_call()
    assert list(listing._public_total(call.pk)) == []
    make_proposal(call, author=ana)
    make_proposal(call, author=ana)
    assert list(listing._public_total(call.pk)) == [2]


def test_what_does_not_reach_the_sql_is_refused() -> None:
    @StoredQuery
    def lost(pk: int) -> QuerySet:
        return Subject.objects.all()

    with pytest.raises(ValueError, match="does not reach"):
        lost(1)


def test_moments_and_dates_are_put_in() -> None:
    @StoredQuery
    def since(at: Any) -> QuerySet:
        return Proposal.objects.filter(created_at__gte=at).values("pk").annotate(n=Count("pk"))

    assert list(since(NOW)) == []
    later = since(NOW + timedelta(days=1))
    assert later.query.get_compiler().as_sql()[1] == (NOW + timedelta(days=1),)


def test_one_query_serves_threads(transactional_db: None) -> None:
    call = make_call()
    made = [make_proposal(call, title=f"Propuesta {number}") for number in range(4)]
    found = at_once(*[lambda pk=each.pk: [row.pk for row in common._public_page(pk)] for each in made])  # type: ignore[misc]
    assert found == [[each.pk] for each in made]


def test_comments_of_a_page(ana: Person) -> None:
    proposal = make_proposal(make_call(), author=ana)
    roots = [make_comment(proposal.subject, author=ana, text=f"Raíz {n}") for n in range(2)]
    replies = [make_comment(proposal.subject, author=ana, parent=roots[0], text=f"Réplica {n}") for n in range(5)]
    hidden = make_comment(proposal.subject, author=ana, parent=roots[1], text="Oculta", state="hidden")
    found = list(section._first_replies([root.pk for root in roots]))
    assert found == replies[:3]
    assert hidden not in found
    assert found[0].author == ana


def test_pieces_follow_from_their_facts() -> None:
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "<b>x</b>"

    facts = ("una", len(made), "prueba")
    assert fragments.kept("test", facts, make) == fragments.kept("test", facts, make) == "<b>x</b>"
    assert made == [1]
    fragments.kept("test", ("otra",), make)
    assert made == [1, 1]


def test_a_card_changes_with_its_proposal(ana: Person, client: Any) -> None:
    proposal = make_proposal(make_call(), author=ana, title="Más sombra en la plaza")
    path = proposal.component.subject.path
    assert "Más sombra" in client.get(path).content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(title="Menos autos")
    page = client.get(path).content.decode()
    assert "Menos autos" in page
    assert "Más sombra" not in page
    assert "comments" in client.get(f"/en{path}").content.decode()


def test_what_lies_below_is_fetched_once_and_asked_again_where_it_is_narrowed(
    django_assert_num_queries: Any,
) -> None:
    call = make_call()
    for _again in range(2):
        with django_assert_num_queries(2):
            [component] = process_views._components_of(call.process_id)
            openings = component.openings.all()
            assert len(openings) == openings.count() > 0
            assert {opening.component for opening in openings} == {call}
            assert openings[0].phase.process_id == call.process_id
    with django_assert_num_queries(1):
        [first] = component.openings.filter(pk=openings[0].pk)
    assert first == openings[0]
    assert call.openings.filter(act="nothing").count() == component.openings.filter(act="nothing").count() == 0


def test_constants_stand_in_the_statement_and_parameters_do_not() -> None:
    hostile = "100% de '\\ %s \"x"
    stored = StoredQuery(lambda name: Person.objects.filter(name=name).exclude(name=hostile))
    person = make_proposal(make_call()).author
    assert list(stored(person.name)) == [person]
    assert list(stored(hostile)) == []
    [written] = stored._written.values()
    assert written.statement.count("%s") == 2  # the parameter, and what the constant holds, doubled
    assert "100%% de ''" in written.statement
