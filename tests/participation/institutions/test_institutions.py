"""Institutions: acts, names, pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.institutions import actions
from participation.models import Event, Institution, Person, Response, Role, Subject
from tests.factories import make_call, make_institution, make_proposal
from tests.personas import NOW, official


def make(by: Person, name: str = "Dirección de Aguas", **fields: Any) -> Institution:
    return actions.create_institution(name=name, by=by, at=NOW, **fields)


def test_create_makes_subject_slug_aliases_and_event(carla: Person) -> None:
    parent = make(carla, "Ayuntamiento")
    office = make(carla, "Dirección de Aguas", short_name="DAS", parent=parent, aliases=["Agua Potable", "SIAPA"])
    assert (office.slug, office.subject.path, office.subject.state) == ("das", "/instituciones/das/", "published")
    assert office.subject.ancestors == [parent.subject_id]
    for name in ("dirección de aguas", "DIRECCION DE AGUAS", "das", " siapa ", "agua potable"):
        assert Institution.objects.named(name) == office
    assert Institution.objects.named("otra") is None
    assert Institution.objects.named("") is None
    assert Event.objects.filter(name="participation.institution.created", subject=office.subject).count() == 1


def test_a_name_belongs_to_one_institution(carla: Person) -> None:
    make(carla, "Obras Públicas")
    with pytest.raises(ValidationError):
        make(carla, "obras publicas")
    with pytest.raises(ValidationError):
        make(carla, "Movilidad", aliases=["OBRAS PÚBLICAS"])
    assert Institution.objects.count() == 1
    assert Subject.objects.filter(kind="institution").count() == 1


def test_the_same_short_name_gets_another_address(carla: Person) -> None:
    one, two = make(carla, "Obras!"), make(carla, "Obras ?")
    assert (one.slug, two.slug) == ("obras", "obras-2")


def test_a_former_name_stays_as_alias_and_search_follows(carla: Person) -> None:
    office = make(carla, "Dirección de Aguas")
    actions.update_institution(institution=office, by=carla, at=NOW, name="Organismo del Agua")
    office.refresh_from_db()
    assert Institution.objects.named("direccion de aguas") == office
    assert office.subject.title == "Organismo del Agua"
    before = Event.objects.count()
    actions.update_institution(institution=office, by=carla, at=NOW, name="Organismo del Agua")
    assert Event.objects.count() == before


def test_set_aliases_replaces_further_names_only(carla: Person) -> None:
    office = make(carla, "Aguas", short_name="DAS", aliases=["Uno", "Dos"])
    actions.set_aliases(institution=office, names=["Dos", "Tres"], by=carla, at=NOW)
    assert sorted(office.aliases.values_list("name", flat=True)) == ["Aguas", "DAS", "Dos", "Tres"]


@pytest.mark.parametrize("who", ["ana", "dario", "elena", "olga"])
def test_denied_to_others(who: str, request: pytest.FixtureRequest, carla: Person) -> None:
    office = make(carla)
    person = request.getfixturevalue(who)
    for act in (
        lambda: make(person, "Nueva"),
        lambda: actions.update_institution(institution=office, by=person, at=NOW, name="Otra"),
        lambda: actions.set_aliases(institution=office, names=["Otra"], by=person, at=NOW),
    ):
        with pytest.raises(ActDenied):
            act()
    assert list(Institution.objects.values_list("name", flat=True)) == ["Dirección de Aguas"]
    assert office.aliases.count() == 1


def test_a_steward_of_an_institution_changes_that_one_only(carla: Person) -> None:
    mine, other = make(carla, "Mía"), make(carla, "Ajena")
    steward = official("Sara", "steward", mine.subject)
    actions.update_institution(institution=mine, by=steward, at=NOW, phone="33 1234 5678")
    with pytest.raises(ActDenied):
        actions.update_institution(institution=other, by=steward, at=NOW, phone="33 1234 5678")
    with pytest.raises(ActDenied):
        make(steward, "Nueva")
    assert Role.objects.get(person=steward).scope == mine.subject


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "x" * 201}, {"email": "no"}, {"website": "javascript:alert(1)"}, {"kind": "k" * 41}],
)
def test_wrong_fields_are_refused(carla: Person, fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        make(carla, **{"name": "Bien", **fields})
    assert Institution.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 12])
def test_page_costs_the_same_with_many_answers(client: Client, rows: int, django_assert_num_queries: Any) -> None:
    office = make_institution("Movilidad")
    component = make_call()
    for n in range(rows):
        for state in (
            {},
            {"published_at": NOW, "verdict": "accepted", "reasons": "Sí."},
            {"due_on": (NOW - timedelta(days=9)).date()},
        ):
            proposal = make_proposal(component, title=f"Banqueta {n}")
            Response.objects.create(subject=proposal.subject, institution=office, owed_since=NOW, **state)
    client.get(office.subject.path)
    with django_assert_num_queries(7):
        page = client.get(office.subject.path)
    text = page.content.decode()
    assert page.status_code == 200
    assert f">{rows}</strong> de <strong" in text or f"{rows} of" in text or str(rows) in text
    assert "az-tag late" in text


def test_pages_are_public_and_say_nothing_of_hidden_ones(client: Client, carla: Person) -> None:
    office = make(carla, "Agua <script>alert(1)</script>", phone="33 0000", website="https://example.org")
    page = client.get(office.subject.path).content.decode()
    assert "<script>alert" not in page
    assert client.get("/instituciones/").status_code == client.get("/en/instituciones/").status_code == 200
    Subject.objects.filter(pk=office.subject_id).update(state="hidden")
    assert client.get(office.subject.path).status_code == 404
    assert client.get("/instituciones/no-existe/").status_code == 404
    assert client.get("/instituciones/?after=%ff").status_code == 400
