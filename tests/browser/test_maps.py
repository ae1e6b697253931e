"""Maps in a real browser: our own outlines, no foreign host, the list as twin, and a place marked by click or by keys."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from participation.models import Person, Territory
from processes.consultations.actions.writing import add_question, make_ready
from processes.models import Answer, Component
from proposals.models import Proposal
from tests.factories import make_call, make_component, make_phase, make_proposal, make_territory
from tests.personas import make_person, official

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOX = {"west": -97.0, "south": 19.4, "east": -96.8, "north": 19.6}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-97.0, 19.4], [-96.8, 19.4], [-96.8, 19.6], [-97.0, 19.6], [-97.0, 19.4]]],
}


def town_call() -> Component:
    """A call whose process lies in a municipality with an outline and one colonia."""
    call = make_call(at=timezone.now())
    town = make_territory("Valle", level="municipality", outline=SQUARE, **BOX)
    make_territory("Centro", parent=town, outline=SQUARE, **BOX)
    call.process.territory = town
    call.process.save(update_fields=["territory"])
    return call


def to_the_place(page: Page, call: Component, person: Person) -> None:
    """Write the text and go on to the step of the place."""
    page.set_default_timeout(10_000)
    page.goto(f"{call.subject.path}nueva/")
    page.get_by_label("¿Qué propones, en una línea?").fill("Una banca junto a la parada")
    page.locator("[name=body]").fill("La gente espera de pie bajo el sol; una banca con sombra ayudaría.")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_url(lambda address: not address.endswith("/nueva/"))
    if page.url.endswith("/parecidas/"):
        page.get_by_role("link", name="Ninguna dice lo mismo: continuar").click()
    expect(page.locator("#id_territory")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_the_map_of_a_call_shows_its_proposals_and_keeps_the_list(open_page: Any, width: int, dark: bool) -> None:
    call = town_call()
    make_proposal(call, title="Luz en la plaza", at=timezone.now(), latitude="19.45", longitude="-96.95")
    make_proposal(call, title="Banquetas", at=timezone.now(), latitude="19.55", longitude="-96.85")
    make_proposal(call, title="Sin lugar", at=timezone.now())
    page = open_page(f"{call.subject.path}?view=map", width=width, dark=dark)
    marks = page.locator("#mapa .leaflet-marker-icon")
    expect(marks.first).to_be_visible()
    assert page.locator("#mapa path.leaflet-interactive, #mapa svg path").count() >= 1
    expect(page.get_by_role("link", name="Sin lugar")).to_be_visible()
    mark = page.locator('#mapa img.leaflet-marker-icon[alt="Luz en la plaza"]')
    mark.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a[href*='propuestas']")
    expect(link).to_have_text("Luz en la plaza")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_the_list_says_it_all(open_page: Any) -> None:
    call = town_call()
    make_proposal(call, title="Luz en la plaza", at=timezone.now(), latitude="19.45", longitude="-96.95")
    page = open_page(f"{call.subject.path}?view=map", javascript=False)
    expect(page.get_by_role("link", name="Luz en la plaza")).to_be_visible()
    assert not page.locator("#mapa").is_visible()


def test_a_place_is_marked_by_a_click(open_page: Any) -> None:
    call, person = town_call(), make_person("Bruno")
    page = open_page("/", person=person)
    to_the_place(page, call, person)
    page.locator("#punto").click(position={"x": 200, "y": 150})
    latitude = float(page.locator("#id_latitude").input_value())
    longitude = float(page.locator("#id_longitude").input_value())
    assert 19.3 < latitude < 19.7
    assert -97.2 < longitude < -96.6
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    draft = Proposal.objects.get()
    assert float(draft.latitude) == pytest.approx(latitude, abs=1e-5)
    assert float(draft.longitude) == pytest.approx(longitude, abs=1e-5)


def test_a_place_is_marked_and_taken_back_by_keyboard(open_page: Any) -> None:
    call, person = town_call(), make_person("Bruno")
    page = open_page("/", person=person)
    to_the_place(page, call, person)
    # The map listens once its outlines have come.
    page.wait_for_load_state("networkidle")
    expect(page.locator("#punto.leaflet-container")).to_be_visible()
    page.locator("#punto").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#punto-dicho")).to_have_text("El lugar quedó marcado.")
    assert float(page.locator("#id_latitude").input_value()) == pytest.approx(19.5, abs=0.02)
    first = float(page.locator("#id_longitude").input_value())
    assert first == pytest.approx(-96.9, abs=0.02)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    page.keyboard.press(" ")
    assert float(page.locator("#id_longitude").input_value()) > first
    page.get_by_role("button", name="Quitar la marca").focus()
    page.keyboard.press("Enter")
    assert page.locator("#id_latitude").input_value() == ""
    assert page.locator("#punto .leaflet-marker-icon").count() == 0


def test_without_javascript_the_place_is_chosen_in_the_list(open_page: Any) -> None:
    call, person = town_call(), make_person("Bruno")
    page = open_page("/", person=person, javascript=False)
    to_the_place(page, call, person)
    assert not page.locator("#punto").is_visible()
    page.locator("#id_territory").select_option(str(Territory.objects.get(name="Centro").pk))
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    assert str(Proposal.objects.get().territory) == "Centro"


def test_a_survey_takes_a_place_by_click_or_in_words(open_page: Any) -> None:
    """The click writes the field, what is written moves the mark, and a question that is asked later has its map too."""
    at, carla = timezone.now(), official("Carla", "steward")
    call = town_call()
    survey = make_component(call.process, "consultation", slug="encuesta", title="¿Dónde falta luz?")
    make_phase(call.process, at=at, opens=timedelta(days=-1), closes=timedelta(days=9), acts={survey: ["answer"]})
    survey = Component.objects.with_clock().get(pk=survey.pk)
    options = [{"key": "o1", "text": "Sí"}, {"key": "o2", "text": "No"}]
    add_question(component=survey, kind="single", text="¿Falta?", options=options, by=carla, at=at)
    when = {"question": "p1", "options": ["o1"]}
    add_question(component=survey, kind="point", text="¿Dónde?", when=when, by=carla, at=at)
    make_ready(component=survey, by=carla, at=at)
    page = open_page(f"{survey.subject.path}responder/", person=make_person("Bruno"))
    box = page.locator(".az-map-point")
    expect(box).to_be_hidden()
    page.get_by_label("Sí").check()
    expect(page.locator(".az-map-point.leaflet-container")).to_be_visible()
    page.wait_for_load_state("networkidle")
    box.click(position={"x": 200, "y": 150})
    field = page.get_by_label("¿Dónde?")
    latitude, longitude = (float(part) for part in field.input_value().split(","))
    assert (19.3 < latitude < 19.7, -97.2 < longitude < -96.6) == (True, True)
    field.fill("19.5, -96.9")
    field.blur()
    page.wait_for_timeout(300)
    assert page.locator(".az-map-point .leaflet-marker-icon").count() == 1
    page.get_by_role("button", name="Quitar la marca").click()
    assert field.input_value() == ""
    field.fill("19.5, -96.9")
    page.locator("main form button.btn-primary").click()
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    assert Answer.objects.get().data == {"p1": "o1", "p2": [19.5, -96.9]}
