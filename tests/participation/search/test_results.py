"""One search over everything public."""

from typing import Any

import pytest
from django.test import Client

from participation.models import Person, Subject
from participation.subjects.actions import create_subject, update_subject
from participation.web.templatetags.search_tags import marked
from tests.factories import make_call, make_institution, make_process, make_proposal, make_territory
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def titles(page: Any) -> list[str]:
    return [card.subject.title for card in page.context["cards"]]


@pytest.mark.parametrize(
    "q", ["participación", "participacion", "PARTICIPACIÓN", "participaciones", "particip", "jovenes participacion"]
)
def test_accents_plurals_and_beginnings_find_each_other(client: Client, q: str) -> None:
    make_process("Participación de jóvenes")
    make_process("Otra cosa")
    assert titles(client.get("/buscar/", {"q": q})) == ["Participación de jóvenes"]


def test_title_before_summary_before_text_and_newest_first(client: Client) -> None:
    for n, fields in enumerate(
        [{"title": "Cuatro", "text": "bacheo"}, {"title": "Tres", "summary": "bacheo"}, {"title": "Bacheo dos"}]
    ):
        create_subject(kind="process", path=f"/x/{n}/", at=NOW, state="published", **fields)
    assert titles(client.get("/buscar/?q=bacheo")) == ["Bacheo dos", "Tres", "Cuatro"]


def test_every_word_is_wanted(client: Client) -> None:
    make_process("Agua limpia")
    make_process("Agua y calles")
    assert titles(client.get("/buscar/?q=agua calles")) == ["Agua y calles"]


def test_only_public_and_searchable_things_are_found(client: Client) -> None:
    for state in ("draft", "hidden", "withdrawn"):
        create_subject(kind="process", title=f"Mercado {state}", path="/x/", at=NOW, state=state, published_at=NOW)
    create_subject(kind="installation", title="Mercado", path="/", at=NOW, state="published")
    page = client.get("/buscar/?q=mercado")
    assert titles(page) == []
    assert "az-empty" in page.content.decode()


def test_what_was_hidden_disappears_at_once(client: Client) -> None:
    process = make_process("Mercado nuevo")
    assert titles(client.get("/buscar/?q=mercado")) == ["Mercado nuevo"]
    update_subject(subject=process.subject, at=NOW, state="hidden")
    assert titles(client.get("/buscar/?q=mercado")) == []


def test_kinds_have_figures_and_filter(client: Client) -> None:
    make_process("Agua uno")
    make_institution("Agua dos")
    make_institution("Agua tres")
    page = client.get("/buscar/?q=agua")
    assert {facet.name: facet.count for facet in page.context["facets"]} == {"process": 1, "institution": 2}
    page = client.get("/buscar/?q=agua&tipo=institution")
    assert sorted(titles(page)) == ["Agua dos", "Agua tres"]
    assert page.context["total"] == 2
    assert page.context["everything"] == 3


def test_a_place_filters_with_all_that_lies_in_it(client: Client) -> None:
    town = make_territory("Pueblo", level="municipio")
    zone = make_territory("Zona", level="zona", parent=town)
    for place, title in ((town, "Agua uno"), (zone, "Agua dos"), (None, "Agua tres")):
        create_subject(kind="process", title=title, path="/x/", at=NOW, state="published", territory=place)
    assert sorted(titles(client.get(f"/buscar/?q=agua&territorio={town.pk}"))) == ["Agua dos", "Agua uno"]
    assert titles(client.get(f"/buscar/?q=agua&territorio={zone.pk}")) == ["Agua dos"]
    assert sorted(titles(client.get(f"/buscar/?territorio={town.pk}"))) == ["Agua dos", "Agua uno"]


def test_places_are_offered_by_name(client: Client) -> None:
    make_territory("Los Sauces")
    page = client.get("/buscar/?q=sauces")
    assert [place.name for place in page.context["places"]] == ["Los Sauces"]
    assert "/territorios/" in page.content.decode()


def test_the_number_of_a_proposal_finds_it(client: Client) -> None:
    proposal = make_proposal(make_call(), title="Banquetas parejas")
    for q in (str(proposal.pk), f"#{proposal.pk}"):
        assert "Banquetas parejas" in titles(client.get("/buscar/", {"q": q}))
    Subject.objects.filter(pk=proposal.subject_id).update(state="hidden")
    assert titles(client.get("/buscar/", {"q": str(proposal.pk)})) == []


@pytest.mark.parametrize("rows", [1, 15])
def test_the_page_costs_the_same_with_many_results(client: Client, rows: int, django_assert_num_queries: Any) -> None:
    component = make_call()
    for n in range(rows):
        make_proposal(component, title=f"Agua {n}")
        make_institution(f"Agua {n} y más")
        make_process(f"Agua {n} de todos")
    client.get("/buscar/?q=agua&tipo=institution")
    with django_assert_num_queries(5):
        client.get("/buscar/?q=agua&tipo=institution")


def test_pages_go_forth_and_back_without_gap_or_repeat(client: Client) -> None:
    for n in range(45):
        title = f"Agua {n}" if n % 2 else f"Cosa {n}"
        create_subject(kind="process", title=title, summary="agua", path=f"/x/{n}/", at=NOW, state="published")
    seen, url = [], "/buscar/?q=agua"
    pages = []
    while url:
        page = client.get(url)
        pages.append(titles(page))
        seen += pages[-1]
        previous, url = page.context["page"].previous_url, page.context["page"].next_url
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len(set(seen)) == 45
    assert all(title.startswith("Agua") for title in seen[:22])
    assert titles(client.get(previous)) == pages[1]


@pytest.mark.parametrize(
    "query",
    [
        "q=%27%3A*%26%7C!()",
        "q=a:*%20%7C%20b",
        "q=" + "a" * 5000,
        "q=%C3%28",
        "q=agua&tipo=nada",
        "q=agua&tipo=installation",
        "q=agua&territorio=abc",
        "q=agua&territorio=-1",
        "q=agua&territorio=99999999999999999999999",
        "q=agua&territorio=%D9%A1",
        "q=<script>alert(1)</script>",
        "q=%F0%9F%98%80",
        "q=de+la",
        "q=%E2%80%AEagua",
        "q=" + "agua+" * 200,
        "territorio=%00"[:12],
    ],
)
def test_malformed_input_is_answered(client: Client, query: str) -> None:
    make_process("Agua <script>alert(1)</script>")
    page = client.get(f"/buscar/?{query}")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("query", ["q=agua&after=x", "q=agua&after=W10", "q=agua&before=WyJhIiwiYiIsImMiXQ", "q=a%00b"])
def test_broken_cursors_and_nul_are_400(client: Client, query: str) -> None:
    make_process("Agua")
    assert client.get(f"/buscar/?{query}").status_code == 400


def test_both_languages_and_no_form_token_for_visitors(client: Client) -> None:
    make_process("Agua")
    for prefix in ("", "/en"):
        text = client.get(f"{prefix}/buscar/?q=agua").content.decode()
        assert "csrfmiddlewaretoken" not in text
        assert "<mark>Agua</mark>" in text


def test_marks_are_escaped() -> None:
    assert marked('<b>Agua</b> & "aguas" de aguantar', ("agu",)) == (
        "&lt;b&gt;<mark>Agua</mark>&lt;/b&gt; &amp; &quot;<mark>aguas</mark>&quot; de aguantar"
    )
    assert marked("participaciones varias", ("particip",)) == "<mark>participaciones</mark> varias"
    assert marked("<i>", ()) == "&lt;i&gt;"


def test_titles_in_the_readers_language(client: Client, carla: Person) -> None:
    process = make_process("Plan de agua")
    process.translations = {"en": {"title": "Water plan"}}
    process.save()
    assert ">Water plan<" in client.get("/en/buscar/?q=agua").content.decode()
