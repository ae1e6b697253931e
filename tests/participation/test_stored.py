"""A stored query answers as the query that it was written from."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count, QuerySet
from django.db.models.signals import post_init

from participation.access import roles
from participation.access.facts import annotations
from participation.comments import section
from participation.folios import registrations as folios
from participation.models import Person, Subject
from participation.notifications import views
from participation.people import sessions
from participation.people.views import account
from participation.quick_rows import QuickRows, is_plain
from participation.responses import querysets as responses
from participation.search import queries
from participation.search import results as search
from participation.stored import StoredQuery
from participation.territories import pages as places
from participation.verification import querysets as verifications
from participation.web import fragments
from participation.web.templatetags import timeline
from processes.views import home
from processes.views import process as process_views
from proposals import api, kind, ordering, points, policies, standing
from proposals.amendments import panel as amendments
from proposals.models import Proposal
from proposals.views import common, detail, listing
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW
from tests.races import at_once

pytestmark = pytest.mark.django_db


def page(*order: str, given: int = 1, backwards: bool = False) -> dict[str, Any]:
    """Return what chooses the page of a list."""
    return {"order": order, "given": given, "size": 20, "backwards": backwards}


EVER = (None, None, None)  # since, until, and the cells of time between
# Every stored query of the product with arguments that occur.
CASES: list[tuple[StoredQuery, tuple[Any, ...], dict[str, Any]]] = [
    (common._public_page, (123, None), {}),
    (common._public_page, (123, 7), {}),
    (common._public_call, ("proceso-1", "propuestas"), {}),
    (common._public_mapped, ("proceso-1", "propuestas"), {}),
    (points.points_state, (55,), {}),
    (policies._handed_in, (7, NOW), {}),
    (amendments._rows, (55,), {}),
    (search._facets, ("agu:*", None, None, [7], 9, None, None, None), {}),
    (search._facets, (None,) * 8, {}),
    (search._facets, (*(None,) * 6, NOW, None), {}),
    (search._places, ("casa", "blanca"), {}),
    (search._place_keys, (), {"most": 500}),
    (search._shown.ask, ("agu:*", "agu:*A", "agu:*AB", [7], 9, *EVER), {"kind": "", **page(*search.ORDER, given=8)}),
    (search._shown.ask, ("a", "aA", "aB", None, 9, NOW, NOW, [7, 8]), {"kind": "page", **page(*search.ORDER, given=8)}),
    (
        search._shown.ask,
        ("a:", "a:A", "a:AB", None, None, *EVER, 2, NOW, 9),
        {"kind": "page", **page(*search.ORDER, given=8)},
    ),
    (search._shown.ask, (*(None,) * 4, 9, *EVER), {"kind": "", **page(*search.ORDER, given=8, backwards=True)}),
    (queries._choices, (), {"most": 300}),
    (queries._territory, (9,), {}),
    (folios._subjects, ("2026-K7QM4-X2P9C",), {}),
    (places.place, (9,), {}),
    (places.places_above, ([8, 9],), {}),
    (places.places_inside, (9,), {}),
    (places._numbers, (9,), {}),
    (places._latest, (9,), {"kinds": ("proposal", "process")}),
    (process_views._public_component, ("proceso-1", "propuestas"), {}),
    (home._open_at, (NOW,), {}),
    (home._latest_answers, (), {}),
    (home._next_phases, (NOW,), {}),
    (listing._public_total, (55,), {}),
    (listing._places_within, (9,), {}),
    (listing._places, (), {}),
    (ordering._public_lap, (55, 0.25), {"number": 0, "size": 20}),
    (ordering._public_lap, (55, 0.25), {"number": 1, "size": 20}),
    (section._roots.ask, (77,), {"stance": "", **page("-at", "-id")}),
    (section._roots.ask, (77, NOW, 9), {"stance": "for", **page("at", "id", backwards=True)}),
    (views._inbox.ask, (7,), {"only_new": False, **page("-at", "-id")}),
    (views._inbox.ask, (7, NOW, 9), {"only_new": True, **page("-at", "-id")}),
    (api.ProposalViewSet.pages.ask, (), page("id", given=0)),
    (api.ProposalViewSet.pages.ask, (5, 9), page("-counts__supports", "-id", given=0)),
    (ordering._public_pages.ask, (55,), {"by": "newest", **page("-published_at", "-id")}),
    (ordering._public_pages.ask, (55, 5, 9), {"by": "supported", **page("-counts__supports", "-id", backwards=True)}),
    (section._first_replies, ([4, 5, 6],), {}),
    (detail._versions, (77,), {}),
    (responses._owed_by_institution, (77, NOW.date()), {}),
    (process_views._public_process, ("proceso-1", None), {}),
    (process_views._public_process, ("proceso-1", 7), {}),
    (process_views._components_of, (55,), {}),
    (process_views._told, (77,), {}),
    (process_views._closings, (55,), {}),
    (process_views._news_of, (55,), {}),
    (timeline._newest, (77,), {}),
    (account._latest_events, (7,), {}),
    (account._latest_follows, (7,), {}),
    (account._numbers, (7, NOW), {}),
    (verifications._current_of, (7,), {}),
    (roles._told, (7,), {"second": False}),
    (roles._told, (7,), {"second": True}),
    (sessions._session, ("abc", NOW), {"second": False}),
    (sessions._session, ("abc", NOW), {"second": True}),
    (standing._standing, (7, 55, None), {"by_identity": (False, False), "known": ("in_force",)}),
    (standing._standing, (7, 55, 123), {"by_identity": (True, True), "known": tuple(annotations())}),
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
            [found] = common._public_page(made.pk, None)
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
    found = at_once(*[lambda pk=each.pk: [row.pk for row in common._public_page(pk, None)] for each in made])  # type: ignore[misc]
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
            [process] = process_views._public_process(call.process.slug, None)
            phases = process.phases.all()
            assert len(phases) == phases.count() > 0
            assert {phase.process for phase in phases} == {call.process}
    with django_assert_num_queries(1):
        [first] = process.phases.filter(pk=phases[0].pk)
    assert first == phases[0]
    assert call.process.phases.filter(title="nothing").count() == process.phases.filter(title="nothing").count() == 0


def test_constants_stand_in_the_statement_and_parameters_do_not() -> None:
    hostile = "100% de '\\ %s \"x"
    stored = StoredQuery(lambda name: Person.objects.filter(name=name).exclude(name=hostile))
    person = make_proposal(make_call()).author
    assert list(stored(person.name)) == [person]
    assert list(stored(hostile)) == []
    [written] = stored._written.values()
    assert written.statement.text.count("%s") == 2  # the parameter, and what the constant holds, doubled
    assert "100%% de ''" in written.statement.text


def test_rows_are_the_objects_that_django_makes(ana: Person) -> None:
    proposal = make_proposal(make_call(), author=ana)
    make_comment(proposal.subject, author=ana)
    for stored, values, shape in CASES:
        quick = stored(*values, **shape)
        slow = stored.build(*values, **shape)
        assert quick._iterable_class is QuickRows or quick._iterable_class is slow._iterable_class
    [quick_one], [slow_one] = common._public_page(proposal.pk, ana.pk), common._public_page.build(proposal.pk, ana.pk)
    assert told(quick_one) == told(slow_one)
    assert quick_one._state.adding is False
    assert quick_one._state.db == slow_one._state.db
    assert quick_one.get_deferred_fields() == slow_one.get_deferred_fields()
    assert quick_one.subject.get_deferred_fields() == {"search"}
    assert quick_one.subject.search is not None  # what was left out is asked for where it is wanted


def told(row: Any) -> dict[str, Any]:
    """Return everything that an object and those joined to it hold."""
    own = {name: value for name, value in row.__dict__.items() if not name.startswith("_")}
    joined = {
        name: told(each) if each is not None else None
        for name, each in row._state.fields_cache.items()
        if not getattr(each, "_told", False) and not is_above(each, row)
    }
    return {**own, **joined}


def is_above(each: Any, row: Any) -> bool:
    """Tell whether a joined object leads back to the row that holds it."""
    return each is not None and any(back is row for back in each._state.fields_cache.values())


def test_a_model_that_does_more_in_its_making_is_made_by_django() -> None:
    assert is_plain(Proposal)
    assert is_plain(Person)

    def told(**_more: Any) -> None: ...

    post_init.connect(told, sender=Proposal)
    try:
        assert not is_plain(Proposal)
    finally:
        post_init.disconnect(told, sender=Proposal)
