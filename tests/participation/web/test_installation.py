"""The installation and its pages."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commitments.models import Succession
from participation.access.verdict import ActDenied
from participation.administrations.models import Administration
from participation.models import Event, Installation, Page, Person, Subject, Version
from participation.veda.models import ElectoralPeriod
from participation.web import installation
from participation.web.actions import create_page, set_logo, update_installation, update_page
from participation.web.models import Menu
from tests.factories import make_institution, make_territory
from tests.personas import NOW


def make(by: Person, **fields: Any) -> Page:
    values = {"title": "Ayuda", "body": "<p>Hola</p>", "by": by, "at": NOW, **fields}
    return create_page(**values)


def test_update_names_brands_and_records(
    carla: Person, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        update_installation(by=carla, at=NOW, name="Participa", government="Pueblo", hue=12, is_sample=True)
    place = Installation.objects.get()
    assert (place.pk, place.name, place.hue, place.licence) == (1, "Participa", 12, "CC BY 4.0")
    assert "--brand-h:12" in client.get("/marca.css").content.decode()
    event = Event.objects.get(name="participation.installation.updated")
    assert (event.before["name"], event.after["name"]) == ("Azotea", "Participa")
    update_installation(by=carla, at=NOW, name="Participa")
    assert Event.objects.filter(name="participation.installation.updated").count() == 1
    assert Subject.objects.filter(kind="installation").count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"hue": 360},
        {"hue": -1},
        {"name": ""},
        {"name": "x" * 61},
        {"contact_email": "no"},
        {"licence_url": "javascript:x"},
    ],
)
def test_wrong_values_are_refused(carla: Person, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        update_installation(by=carla, at=NOW, **fields)
    assert Installation.objects.count() == 0


@pytest.mark.parametrize("who", ["ana", "dario", "elena", "olga"])
def test_denied_to_others(who: str, request: pytest.FixtureRequest, carla: Person) -> None:
    page, person = make(carla), request.getfixturevalue(who)
    for act in (
        lambda: update_installation(by=person, at=NOW, name="Otra"),
        lambda: make(person, title="Otra"),
        lambda: update_page(page=page, by=person, at=NOW, title="Otra"),
    ):
        with pytest.raises(ActDenied):
            act()
    assert Installation.objects.count() == 0
    assert list(Page.objects.values_list("title", flat=True)) == ["Ayuda"]


def test_page_in_both_languages_and_in_the_footer(carla: Person, client: Client) -> None:
    make(carla, translations={"en": {"title": "Help", "body": "<p>Hello</p>"}})
    installation.forget()
    spanish, english = client.get("/paginas/ayuda/").content.decode(), client.get("/en/paginas/ayuda/").content.decode()
    assert "<p>Hola</p>" in spanish
    assert "<p>Hello</p>" in english
    assert 'href="/paginas/ayuda/">Ayuda</a>' in spanish
    assert 'href="/en/paginas/ayuda/">Help</a>' in english
    assert "csrfmiddlewaretoken" not in spanish


def test_a_page_without_translation_says_so_and_its_language(carla: Person, client: Client) -> None:
    make(carla)
    page = client.get("/en/paginas/ayuda/").content.decode()
    assert '<h1 lang="es">Ayuda</h1>' in page
    assert '<div lang="es"><p>Hola</p></div>' in page


def test_bodies_are_cleaned_when_written(carla: Person, client: Client) -> None:
    page = make(
        carla, title="A <b>x</b>", body='<p onclick="x()">Hola<script>alert(1)</script></p><iframe src="x"></iframe>'
    )
    assert page.body == "<p>Hola</p>"
    assert "<b>x</b>" not in client.get(page.subject.path).content.decode()


def test_each_text_change_is_a_version(carla: Person) -> None:
    page = make(carla)
    update_page(page=page, by=carla, at=NOW, body="<p>Hola a todos</p>", reason="más claro")
    update_page(page=page, by=carla, at=NOW, body="<p>Hola a todos</p>")
    update_page(page=page, by=carla, at=NOW, position=7)
    assert list(Version.objects.filter(subject=page.subject).order_by("number").values_list("number", "reason")) == [
        (1, ""),
        (2, "más claro"),
    ]
    page.refresh_from_db()
    assert (page.position, page.slug) == (7, "ayuda")


@pytest.mark.parametrize("fields", [{"title": ""}, {"title": "x" * 151}, {"title": "¡!"}, {"slug": "ayuda"}])
def test_pages_that_cannot_be(carla: Person, fields: dict[str, str]) -> None:
    make(carla)
    with pytest.raises(ValidationError):
        make(carla, **fields)
    assert Page.objects.count() == Subject.objects.filter(kind="page").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/paginas/nada/", "/paginas/%3Cscript%3E/", "/paginas/" + "a" * 300 + "/"])
def test_unknown_pages_are_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_hidden_page_is_404(carla: Person, client: Client) -> None:
    page = make(carla)
    Subject.objects.filter(pk=page.subject_id).update(state="hidden")
    assert client.get("/paginas/ayuda/").status_code == 404


def _picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(data, "PNG")
    return SimpleUploadedFile("logo.png", data.getvalue(), content_type="image/png")


def test_the_logo_is_a_private_file_that_everybody_may_see(carla: Person, client: Client) -> None:
    place = set_logo(upload=_picture(), by=carla, at=NOW)
    installation.forget()
    assert f'src="{place.logo_url}"' in client.get("/buscar/").content.decode()
    assert client.get(place.logo_url).status_code == 200
    set_logo(upload=None, by=carla, at=NOW)
    installation.forget()
    assert Installation.objects.get().logo is None
    assert client.get(place.logo_url).status_code == 404


def test_a_logo_that_is_no_picture_is_refused(carla: Person) -> None:
    with pytest.raises(ValidationError):
        set_logo(upload=SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>"), by=carla, at=NOW)
    assert Installation.objects.count() == 0


@pytest.mark.parametrize("who", ["ana", "dario", "elena", "olga"])
def test_only_stewards_change_the_logo(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ActDenied):
        set_logo(upload=_picture(), by=request.getfixturevalue(who), at=NOW)
    assert Installation.objects.count() == 0


def known_to_pages() -> list[list[dict[str, Any]]]:
    installation.forget()
    return [[fields_of(row) for row in table()] for table in installation.SmallTable.all]


def fields_of(row: Any) -> dict[str, Any]:
    """Return the values of a row, of the rows joined to it too, and which of its fields were not read."""
    below = {name: fields_of(each) for name, each in row._state.fields_cache.items() if each is not None}
    values = {name: value for name, value in vars(row).items() if name != "_state"}
    return {**values, "joined": below, "stored": not row._state.adding, "unread": sorted(row.get_deferred_fields())}


def test_small_tables_are_read_in_one_statement_as_django_reads_each(
    carla: Person, django_assert_num_queries: Any
) -> None:
    assert known_to_pages()[:2] == [[], []]
    update_installation(by=carla, at=NOW, name='Participa ‘ñ’ " \\ 100 %', hue=12, is_sample=True)
    image = BytesIO()
    Image.new("RGB", (8, 8), "red").save(image, "PNG")
    set_logo(upload=SimpleUploadedFile("logo.png", image.getvalue(), "image/png"), by=carla, at=NOW)
    for number in range(2):
        page = make(carla, title=f"Ayuda {number}", in_footer=True)
    update_page(page=page, translations={"en": {"title": "Help"}}, by=carla, at=NOW)
    place = make_territory("Centro")
    source = {"legal_basis": "Ley, artículo 1", "legal_url": "https://ejemplo.mx/ley"}
    days = {
        **source,
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 6, 7),
        "declared_by": carla,
        "declared_at": NOW,
    }
    ElectoralPeriod.objects.create(name="Elección", territory=place, translations={"en": {}}, **days)
    ElectoralPeriod.objects.create(name="Consulta", lifted_at=NOW, **days)
    Administration.objects.create(name="2026-2029", starts_on=NOW.date(), declared_by=carla, declared_at=NOW)
    Menu.objects.create(entries=[{"section": "processes:list", "titles": {"es": "Qué hay"}}], by=carla, at=NOW)
    law = {"legal_basis": "Decreto de extinción", "declared_by": carla, "declared_at": NOW}
    Succession.objects.create(institution=make_institution(), kind="extinguished", on=date(2025, 3, 21), **law)
    found = known_to_pages()
    assert found == [[fields_of(row) for row in table.build()] for table in installation.SmallTable.all]
    assert [len(rows) for rows in found].count(0) == 0
    installation.forget()
    with django_assert_num_queries(1):
        for table in installation.SmallTable.all:
            table()
