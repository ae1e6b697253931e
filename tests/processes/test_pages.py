"""Public pages of processes: what is shown to whom, in which language, at what cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from participation.events.record import record
from participation.models import Person
from processes import actions, events
from processes.models import Process
from tests.factories import make_call, make_component, make_institution, make_phase, make_process, make_proposal
from tests.personas import NOW, client_of

pytestmark = pytest.mark.usefixtures("clock")


def test_home_says_what_can_be_done_today(client: Client, db: None) -> None:
    call = make_call()
    html = client.get("/").content.decode()
    assert "¿Qué puedes hacer hoy?" in html
    assert call.process.title in html
    assert "Abierto · cierra en 10 días" in html
    assert "Hoy hay 1 actividad abierta." in html
    assert "Todavía no se publica ninguna respuesta" in html
    assert "csrfmiddlewaretoken" not in html


def test_home_without_anything_says_so(client: Client, db: None) -> None:
    html = client.get("/").content.decode()
    assert "Hoy no hay nada abierto" in html
    html = client.get("/en/").content.decode()
    assert "Nothing is open today" in html


def test_home_shows_what_closes_first_and_what_comes(client: Client, db: None) -> None:
    late, soon = make_process("Tarde"), make_process("Pronto")
    make_phase(late, acts={make_component(late): ["propose"]}, closes=None)
    make_phase(soon, acts={make_component(soon): ["propose"]}, closes=timedelta(hours=5))
    make_phase(soon, title="Revisión", opens=timedelta(3), closes=timedelta(9))
    draft = make_process("Secreto", state="draft")
    make_phase(draft, acts={make_component(draft): ["propose"]})
    html = client.get("/").content.decode()
    assert html.index("Pronto") < html.index("Tarde")
    assert "cierra en 5 horas" in html
    assert "Revisión" in html
    assert "Secreto" not in html


@pytest.mark.parametrize("count", [1, 8])
def test_home_costs_the_same(client: Client, db: None, django_assert_num_queries: Any, count: int) -> None:
    for _n in range(count):
        call = make_call()
        make_phase(call.process, opens=timedelta(20), closes=timedelta(30))
    client.get("/")
    with django_assert_num_queries(6):
        client.get("/")


@pytest.mark.parametrize(
    ("query", "shown"), [("", "ABC"), ("?estado=abiertos", "A"), ("?estado=proximos", "B"), ("?estado=cerrados", "C")]
)
def test_the_list_is_narrowed_by_state(client: Client, db: None, query: str, shown: str) -> None:
    make_phase(make_process("Proceso A"))
    make_phase(make_process("Proceso B"), opens=timedelta(3))
    make_process("Proceso C", state="closed")
    make_process("Proceso D", state="draft")
    html = client.get(f"/procesos/{query}").content.decode()
    assert [letter for letter in "ABCD" if f"Proceso {letter}" in html] == list(shown)


@pytest.mark.parametrize("query", ["?estado=x", "?estado=%00", "?after=zzz", "?after=" + "a" * 5000, "?before=WzFd"])
def test_broken_addresses_are_400(client: Client, db: None, query: str) -> None:
    assert client.get(f"/procesos/{query}").status_code == 400


@pytest.mark.parametrize(
    "path", ["/procesos/no-hay/", "/procesos/%00/", "/procesos/no/calendario.ics", "/procesos/a/b/"]
)
def test_what_is_not_there_is_404(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("count", [1, 11])
def test_the_list_costs_the_same(client: Client, db: None, django_assert_num_queries: Any, count: int) -> None:
    for _n in range(count):
        process = make_process(institution=make_institution())
        make_phase(process)
        make_phase(process)
    client.get("/procesos/")
    with django_assert_num_queries(2):
        assert len(client.get("/procesos/").context["rows"]) == count


def test_the_list_has_keyset_pages(client: Client, db: None) -> None:
    for n in range(14):
        make_process(f"Proceso {n:02}")
    first = client.get("/procesos/")
    assert len(first.context["rows"]) == 12
    second = client.get(first.context["page"].next_url)
    assert len(second.context["rows"]) == 2
    assert second.context["page"].previous_url


def test_the_page_of_a_process(client: Client, db: None) -> None:
    call = make_call()
    process = call.process
    Process.objects.filter(pk=process.pk).update(
        who_participates="Quien viva aquí",
        how_decided="El cabildo",
        promise=4,
        contact_email="plan@example.org",
        institution=make_institution("Dirección de Planeación"),
    )
    html = client.get(process.subject.path).content.decode()
    for text in (
        "Ahora puedes",
        "Las reglas, claras",
        "Quien viva aquí",
        "Colaborar (nivel 4 de 5).",
        "Dirección de Planeación",
        "Agregar fechas a mi calendario",
        'aria-current="step"',
        "en 10 días",
        'hreflang="en"',
        'property="og:title"',
    ):
        assert text in html
    assert "csrfmiddlewaretoken" not in html


def test_what_officials_write_is_escaped(client: Client, db: None) -> None:
    bad = "<script>alert(1)</script>"
    process = make_process(bad, summary=bad, who_participates=bad, description=f"<p>{bad}hola</p>", contact_name=bad)
    phase = make_phase(process, title=bad, objective=bad, acts={make_component(process, title=bad): ["propose"]})
    assert phase
    for path in (process.subject.path, "/procesos/", "/", f"/en{process.subject.path}"):
        html = client.get(path).content.decode()
        assert "alert(1)" in html
        assert "<script>alert" not in html


@pytest.mark.parametrize("count", [1, 9])
def test_the_page_costs_the_same_with_any_number_of_phases_and_proposals(
    client: Client, db: None, django_assert_num_queries: Any, count: int
) -> None:
    call = make_call()
    for _n in range(count):
        make_phase(call.process, acts={call: ["comment"]}, opens=timedelta(20), closes=timedelta(30))
        make_proposal(call)
    client.get(call.process.subject.path)
    with django_assert_num_queries(7):
        client.get(call.process.subject.path)


@pytest.mark.parametrize(
    ("persona", "status"), [("ana", 404), ("fausto", 404), ("carla", 200), ("dario", 200), ("olga", 200)]
)
@pytest.mark.parametrize("address", ["", "calendario.ics", "informacion/"])
def test_drafts_are_for_officials(
    request: pytest.FixtureRequest, db: None, persona: str, status: int, address: str
) -> None:
    process = make_process("Borrador", state="draft")
    make_component(process, kind="pages", slug="informacion", title="Información")
    client = client_of(request.getfixturevalue(persona))
    assert client.get(f"{process.subject.path}{address}").status_code == status
    assert Client().get(f"{process.subject.path}{address}").status_code == 404


def test_a_draft_says_that_it_is_one(carla: Person) -> None:
    process = make_process(state="draft")
    html = client_of(carla).get(process.subject.path).content.decode()
    assert "Esto es un borrador" in html
    assert "noindex" in html


def test_a_closed_process_says_so_with_its_reason(client: Client, carla: Person) -> None:
    call = make_call()
    make_proposal(call)
    actions.close_process(process=call.process, by=carla, at=NOW, reason="Cambió la ley")
    html = client.get(call.process.subject.path).content.decode()
    assert "Este proceso cerró el 21 de noviembre." in html
    assert "Cambió la ley" in html
    assert "no hay nada abierto" in html


def test_changes_of_dates_are_shown_with_before_after_and_reason(client: Client, carla: Person) -> None:
    call = make_call()
    make_proposal(call)
    phase = call.process.phases.get()
    actions.change_phase_dates(
        phase=phase, opens_at=phase.opens_at, closes_at=NOW + timedelta(20), by=carla, at=NOW, reason="Hubo un apagón"
    )
    html = client.get(call.process.subject.path).content.decode()
    assert "Cambios de fechas" in html
    assert "Iba a terminar el 1 de diciembre, 12:00; termina el 11 de diciembre, 12:00." in html
    assert "Hubo un apagón" in html
    english = client.get(f"/en{call.process.subject.path}").content.decode()
    assert "It was to end on 1 December, 12:00; it ends on 11 December, 12:00." in english


def test_english_uses_translations_and_names_the_language_of_the_rest(client: Client, db: None) -> None:
    process = make_process("Plan", translations={"en": {"title": "The plan"}})
    phase = make_phase(process, title="Foros")
    phase.translations = {"en": {"title": "Forums"}}
    phase.save()
    html = client.get(f"/en{process.subject.path}").content.decode()
    assert '<h1 class="mt-2">The plan</h1>' in html
    assert 'class="lead" lang="es">Resumen del proceso' in html
    assert "Forums" in html


def test_an_information_page_is_shown_within_its_process(client: Client, db: None) -> None:
    process = make_process("Plan")
    make_component(
        process, kind="pages", slug="antecedentes", title="Antecedentes", description="<p>Hola<script>x</script></p>"
    )
    html = client.get(f"{process.subject.path}antecedentes/").content.decode()
    assert "<p>Hola</p>" in html
    assert "Antecedentes" in client.get(process.subject.path).content.decode()


def test_what_moderation_hid_is_not_shown(client: Client, db: None) -> None:
    process = make_process()
    component = make_component(process, kind="pages", slug="oculta", title="Oculta")
    component.subject.state = "hidden"
    component.subject.save()
    assert client.get(f"{process.subject.path}oculta/").status_code == 404
    assert "Oculta" not in client.get(process.subject.path).content.decode()


def test_search_engines_find_every_language_and_no_draft(client: Client, db: None) -> None:
    process, draft = make_process(), make_process(state="draft")
    xml = client.get("/sitemap.xml").content.decode()
    assert f"/en{process.subject.path}</loc>" in xml
    assert draft.subject.path not in xml
    assert "Sitemap: " in client.get("/robots.txt").content.decode()


def test_the_levels_are_explained(client: Client, db: None) -> None:
    html = client.get("/niveles-de-participacion/").content.decode()
    assert 'id="nivel-4"' in html
    assert "Colaborar" in html


def test_many_closings_leave_room_for_the_changes_of_dates(client: Client, carla: Person) -> None:
    """Of the closings only the last one is told; each change of dates is, however often the process was closed."""
    process = make_process("Plan", state="closed")
    record(events.PHASE_DATES_CHANGED, subject=process.subject, by=carla, at=NOW, payload={"reason": "Hubo puente"})
    for n in range(41):
        at = NOW + timedelta(hours=n)
        record(events.CLOSED, subject=process.subject, by=carla, at=at, payload={"reason": f"Cierre número {n}"})
    shown = client.get(f"/procesos/{process.slug}/").context
    assert [change["reason"] for change in shown["changes"]] == ["Hubo puente"]
    assert shown["closing"] == "Cierre número 40"
