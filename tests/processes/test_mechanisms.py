"""The catalogue of mechanisms: each with its law, kept by the stewards of the installation, linked to its processes."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Event, Notice, Person
from processes.actions import create_mechanism, duplicate_process, publish_process, update_mechanism
from processes.models import Mechanism
from tests.factories import make_institution, make_phase, make_process
from tests.personas import NOW, client_of

TOLD: dict[str, Any] = {
    "title": "Cabildo abierto",
    "summary": "El cabildo sesiona con la gente",
    "who_may": "Quien vive aquí <script>",
    "steps": "Convocatoria\n\nRegistro\nSesión",
    "legal_basis": "Ley del Municipio Libre",
    "legal_url": "https://ejemplo.mx/ley.pdf",
    "checked_on": date(2026, 11, 1),
    "translations": {"en": {"title": "Open council", "steps": "Call\nSession"}},
}


@pytest.fixture
def mechanism(carla: Person) -> Mechanism:
    """One in the catalogue."""
    return create_mechanism(**TOLD, by=carla, at=NOW)


def test_its_page_tells_it_in_both_languages(mechanism: Mechanism, client: Client) -> None:
    """Steps one by one, the law with its address, and its public processes; a draft is not among them."""
    make_process("Sesión de octubre", mechanism=mechanism)
    make_process("Sesión que se prepara", state="draft", mechanism=mechanism)
    page = client.get("/mecanismos/cabildo-abierto/").content.decode()
    assert [page.count(f"<li>{step}</li>") for step in ("Convocatoria", "Registro", "Sesión")] == [1, 1, 1]
    assert "Quien vive aquí &lt;script&gt;" in page
    assert ("Sesión de octubre" in page, "Sesión que se prepara" in page) == (True, False)
    assert 'href="https://ejemplo.mx/ley.pdf"' in page
    english = client.get("/en/mecanismos/cabildo-abierto/").content.decode()
    assert "Open council" in english
    listed = client.get("/mecanismos/").content.decode()
    assert "Cabildo abierto" in listed
    row = client.get("/api/v1/mechanisms/").json()["results"][0]
    assert (row["title"], row["checked_on"]) == ("Cabildo abierto", "2026-11-01")


def test_who_follows_it_is_told_of_its_processes(mechanism: Mechanism, ana: Person, carla: Person) -> None:
    """When one is published."""
    follow(subject=mechanism.subject, by=ana, at=NOW)
    texts = {"who_participates": "Todas", "what_is_decided": "Algo", "how_decided": "Con razones"}
    made = make_process("Sesión", state="draft", mechanism=mechanism, institution=make_institution(), **texts)
    make_phase(made)
    publish_process(process=made, by=carla, at=NOW, accept_warnings=True)
    relay(NOW)
    told = Notice.objects.filter(event__name="processes.process.published")
    assert [notice.person for notice in told] == [ana]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("legal_basis", ""),
        ("legal_url", "javascript:alert(1)"),
        ("checked_on", None),
        ("steps", " \x00"),
        ("title", "a" * 121),
        ("who_may", "a" * 4001),
    ],
)
def test_none_is_without_its_law(carla: Person, field: str, value: object) -> None:
    """What lacks is said at its field."""
    with pytest.raises(ValidationError) as error:
        create_mechanism(**{**TOLD, field: value}, by=carla, at=NOW)
    assert list(error.value.message_dict) == [field]
    assert not Mechanism.objects.exists()


def test_only_stewards_of_everything_edit_it(mechanism: Mechanism, ana: Person, dario: Person) -> None:
    """By act and in the admin; nothing changes."""
    for person in (ana, dario):
        with pytest.raises(ActDenied):
            update_mechanism(mechanism=mechanism, **{**TOLD, "title": "Otro"}, by=person, at=NOW)
        answer = client_of(person).post(f"/admin/processes/mechanism/{mechanism.pk}/change/", {"title": "Otro"})
        assert answer.status_code in {302, 403}
    mechanism.refresh_from_db()
    assert mechanism.title == "Cabildo abierto"


def test_an_official_takes_it_from_the_catalogue_and_back(mechanism: Mechanism, carla: Person, client: Client) -> None:
    """In the admin: without the mark it is seen by officials alone."""
    browser = client_of(carla)
    sent = {
        **{name: TOLD.get(name, "") for name in (*Mechanism.TRANSLATABLE, "legal_url", "checked_on")},
        "position": 3,
        "title_en": "Open council",
    }
    address = f"/admin/processes/mechanism/{mechanism.pk}/change/"
    assert browser.post(address, sent).status_code == 302
    seen = [
        client.get("/mecanismos/cabildo-abierto/").status_code,
        browser.get("/mecanismos/cabildo-abierto/").status_code,
    ]
    assert seen == [404, 200]
    assert client.get("/api/v1/mechanisms/").json()["results"] == []
    browser.post(address, {**sent, "published": "on"})
    assert client.get("/mecanismos/cabildo-abierto/").status_code == 200
    mechanism.refresh_from_db()
    assert (mechanism.position, mechanism.translations) == (3, {"en": {"title": "Open council"}})


def test_a_copy_of_a_process_follows_the_same_mechanism(mechanism: Mechanism, carla: Person) -> None:
    process = make_process(mechanism=mechanism)
    make_phase(process)
    copy = duplicate_process(process=process, title="Otra vez", starts_on=date(2027, 3, 1), by=carla, at=NOW)
    assert copy.mechanism == mechanism
    created = Event.objects.get(name="processes.process.created", subject=copy.subject)
    assert created.after["mechanism"] == mechanism.pk
