"""Admin pages of places, institutions, pages, the installation and imports: they call acts, and keep what was typed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from participation.models import Event, ImportBatch, Installation, Institution, Page, Person, Territory
from tests.factories import make_institution, make_territory
from tests.personas import NOW, client_of, official

MODELS = ["territory", "institution", "page", "installation", "importbatch"]
CSV = b"name,level,parent\nPueblo,municipio,\nCentro,colonia,Pueblo\n"


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:participation_{name}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_lists_open_for_the_steward_in_both_languages(carla: Person, model: str) -> None:
    make_territory("Pueblo")
    make_institution("Aguas")
    browser = client_of(carla)
    for language in ("es-mx", "en"):
        with override(language):
            address = url(f"{model}_changelist")
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("who", ["ana", "dario", "elena", "olga"])
@pytest.mark.parametrize("model", MODELS)
def test_lists_and_forms_are_closed_to_others(who: str, model: str, request: pytest.FixtureRequest) -> None:
    browser = client_of(request.getfixturevalue(who))
    assert browser.get(url(f"{model}_changelist")).status_code in {302, 403}
    assert browser.post(url(f"{model}_add"), {"name": "Otra", "title": "Otra", "level": "zona"}).status_code in {
        302,
        403,
    }
    assert browser.post(reverse("admin:participation_territory_import"), {"confirm": "x"}).status_code in {302, 403}
    assert (
        Territory.objects.count()
        == Institution.objects.count()
        == Page.objects.count()
        == Installation.objects.count()
        == 0
    )


def test_territory_is_created_and_changed_by_acts(carla: Person) -> None:
    browser = client_of(carla)
    data = {
        "name": "Pueblo",
        "level": "municipio",
        "cvegeo": "14097",
        "outline": "",
        "source": "INEGI",
        "is_active": "on",
    }
    assert browser.post(url("territory_add"), data).status_code == 302
    town = Territory.objects.get()
    assert (town.name, town.cvegeo) == ("Pueblo", "14097")
    assert browser.post(url("territory_change", town.pk), {**data, "name": "Pueblo Nuevo"}).status_code == 302
    town.refresh_from_db()
    assert town.name == "Pueblo Nuevo"
    assert list(Event.objects.order_by("pk").values_list("name", "actor")) == [
        ("participation.territory.created", carla.pk),
        ("participation.territory.updated", carla.pk),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cvegeo": "99"}, "cvegeo"),
        ({"outline": '{"type": "Point"}'}, "outline"),
        ({"outline": "{"}, "outline"),
        ({"name": "Repetido"}, "name"),
    ],
)
def test_what_the_act_refuses_stands_beside_the_field_and_typed_text_stays(
    carla: Person, changes: dict[str, str], field: str
) -> None:
    make_territory("Repetido", level="municipio")
    data = {
        "name": "Pueblo Escrito",
        "level": "municipio",
        "cvegeo": "",
        "outline": "",
        "source": "",
        "is_active": "on",
        **changes,
    }
    response = client_of(carla).post(url("territory_add"), data)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [field]
    assert data["name"] in response.content.decode()
    assert Territory.objects.count() == 1


def test_import_is_previewed_then_confirmed(carla: Person) -> None:
    browser, address = client_of(carla), reverse("admin:participation_territory_import")
    assert browser.get(address).status_code == 200
    page = browser.post(address, {"file": SimpleUploadedFile("a.csv", CSV), "source": "Prueba", "licence": "CC0"})
    assert page.status_code == 200
    assert page.context["preview"].created == 2
    assert Territory.objects.count() == 0
    token = page.context["token"]
    assert browser.post(address, {"confirm": token}).status_code == 302
    assert list(Territory.objects.order_by("pk").values_list("name", flat=True)) == ["Pueblo", "Centro"]
    assert ImportBatch.objects.get().source == "Prueba"
    assert browser.post(address, {"confirm": token}).status_code == 422  # a file is taken once


def test_a_wrong_file_says_row_and_column(carla: Person) -> None:
    browser, address = client_of(carla), reverse("admin:participation_territory_import")
    page = browser.post(
        address,
        {"file": SimpleUploadedFile("a.csv", b"name,level,parent\nA,zona,Nadie\n"), "source": "x", "licence": "y"},
    )
    assert page.status_code == 422
    assert "Nadie" in page.content.decode()
    assert Territory.objects.count() == 0
    assert browser.post(address, {"source": "x", "licence": "y"}).status_code == 200


@pytest.mark.parametrize("token", ["x", "", "a:b:c"])
def test_a_token_of_nobody_or_of_somebody_else_is_refused(carla: Person, token: str) -> None:
    address = reverse("admin:participation_territory_import")
    page = client_of(carla).post(
        address, {"file": SimpleUploadedFile("a.csv", CSV), "source": "Prueba", "licence": "CC0"}
    )
    assert client_of(official("Sara", "steward")).post(address, {"confirm": page.context["token"]}).status_code == 422
    assert client_of(carla).post(address, {"confirm": token}).status_code == 422
    assert Territory.objects.count() == 0


def test_institution_with_names_one_per_line(carla: Person) -> None:
    browser = client_of(carla)
    data = {
        "name": "Aguas",
        "short_name": "DAS",
        "kind": "municipal",
        "email": "",
        "phone": "",
        "website": "",
        "aliases": "Uno\n\nDos\n",
    }
    assert browser.post(url("institution_add"), data).status_code == 302
    office = Institution.objects.get()
    assert sorted(office.aliases.values_list("name", flat=True)) == ["Aguas", "DAS", "Dos", "Uno"]
    assert browser.get(url("institution_change", office.pk)).status_code == 200
    assert browser.post(url("institution_change", office.pk), {**data, "aliases": "Tres"}).status_code == 302
    assert Institution.objects.named("tres") == office
    assert Institution.objects.named("uno") is None
    again = browser.post(url("institution_add"), {**data, "name": "aguas", "aliases": ""})
    assert again.status_code == 200
    assert Institution.objects.count() == 1


def test_a_steward_of_one_institution_sees_that_one(carla: Person) -> None:
    mine, other = make_institution("Mía"), make_institution("Ajena")
    browser = client_of(official("Sara", "steward", mine.subject))
    text = browser.get(url("institution_changelist")).content.decode()
    assert "Mía" in text
    assert "Ajena" not in text
    assert browser.get(url("institution_change", mine.pk)).status_code == 200
    assert browser.get(url("institution_change", other.pk)).status_code in {302, 404}
    assert browser.get(url("institution_add")).status_code == 403


def test_installation_and_its_hue(carla: Person) -> None:
    browser = client_of(carla)
    data = {
        "name": "Participa",
        "government": "Pueblo",
        "headline": "",
        "hue": "12",
        "contact_phone": "",
        "contact_email": "",
        "licence": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "government_en": "Town",
        "headline_en": "",
        "licence_en": "",
    }
    assert "hsl(30 83% 25.5%)" in browser.get(url("installation_add")).content.decode()
    assert browser.post(url("installation_add"), data).status_code == 302
    place = Installation.objects.get()
    assert (place.name, place.hue, place.translations) == ("Participa", 12, {"en": {"government": "Town"}})
    assert browser.get(url("installation_changelist")).status_code == 302
    assert browser.post(url("installation_change", 1), {**data, "hue": "999"}).status_code == 200
    place.refresh_from_db()
    assert place.hue == 12


def test_page_in_two_languages(carla: Person) -> None:
    browser = client_of(carla)
    data = {
        "title": "Ayuda",
        "body": "<p>Hola</p>",
        "slug": "ayuda",
        "in_footer": "on",
        "position": "1",
        "title_en": "Help",
        "body_en": "<p>Hello</p>",
    }
    assert browser.post(url("page_add"), data).status_code == 302
    page = Page.objects.get()
    assert page.translations == {"en": {"title": "Help", "body": "<p>Hello</p>"}}
    assert browser.get(url("page_change", page.pk)).status_code == 200
    assert (
        browser.post(
            url("page_change", page.pk), {**data, "title": "Ayuda y más", "slug": "otra", "reason": "x"}
        ).status_code
        == 302
    )
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Ayuda y más", "ayuda")
    assert browser.post(url("page_add"), data).status_code == 200
    assert Page.objects.count() == 1


def test_nothing_is_deleted(carla: Person) -> None:
    town = make_territory("Pueblo")
    assert client_of(carla).post(url("territory_delete", town.pk), {"post": "yes"}).status_code == 403
    assert Territory.objects.count() == 1
    assert NOW
