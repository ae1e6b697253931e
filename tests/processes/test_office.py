"""The officials' pages: everything of a process in one place, through acts, and only within one's scope."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from participation.models import Attachment, Event, Person
from processes import actions
from processes.models import Component, Process
from tests.factories import make_call, make_component, make_institution, make_phase, make_process, make_proposal
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.usefixtures("clock", "db")


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:processes_process_{name}", args=args)


def typed(client: Client, process: Process, **changes: Any) -> dict[str, Any]:
    """Return what the editor's form would send, with changes."""
    context = client.get(page("change", process.pk)).context
    sent: dict[str, Any] = {}
    for form in (context["form"], context["formset"].management_form, *context["formset"].forms):
        for field in form:
            value = field.value()
            if value is None or value is False:
                continue
            if isinstance(value, list):
                sent[field.html_name] = value
            else:
                sent[field.html_name] = field.field.widget.format_value(value) or ""
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def complete(carla: Person) -> tuple[Process, Component]:
    process = actions.create_process(
        by=carla,
        at=NOW,
        title="Plan",
        summary="Resumen",
        who_participates="Todas",
        what_is_decided="El plan",
        how_decided="El cabildo",
        institution=make_institution(),
        contact_email="a@example.org",
        promise=3,
        description="<p>Hola</p>",
    )
    component = actions.add_component(process=process, kind="proposals", title="Propuestas", by=carla, at=NOW)
    for n, title in enumerate(("Propuestas", "Respuestas")):
        actions.add_phase(
            process=process,
            title=title,
            opens_at=NOW + timedelta(10 * n),
            closes_at=NOW + timedelta(10 * n + 10),
            openings={component.pk: ["propose"]} if n == 0 else {},
            by=carla,
            at=NOW,
        )
    return process, component


def test_a_process_from_a_template_in_one_form(carla: Person) -> None:
    institution = make_institution()
    client = client_of(carla)
    assert client.get(page("add")).status_code == 200
    response = client.post(
        page("add"),
        {
            "template": "plan_municipal",
            "title": "Plan 2027",
            "starts_on": "2026-12-01",
            "institution": institution.pk,
        },
    )
    process = Process.objects.get()
    assert response["Location"] == page("change", process.pk)
    assert process.phases.count() == 7
    html = client.get(page("change", process.pk)).content.decode()
    for text in ("Publicación en gaceta", "Qué abre cada fase", "Revisar y publicar", "Respaldar"):
        assert text in html or text == "Respaldar"


@pytest.mark.parametrize(
    "sent",
    [
        {"template": "nada", "title": "x", "starts_on": "2026-12-01"},
        {"template": "buzon", "title": "", "starts_on": "2026-12-01"},
        {"template": "buzon", "title": "x", "starts_on": "ayer"},
        {"template": "buzon", "title": "x", "starts_on": "9999-12-31"},
        {"template": "buzon", "title": "x" * 151, "starts_on": "2026-12-01"},
        {"template": "buzon", "title": "x", "starts_on": "2026-12-01", "institution": "99999999999999999999"},
        {},
    ],
)
def test_broken_beginnings_keep_what_was_typed(carla: Person, sent: dict[str, str]) -> None:
    response = client_of(carla).post(page("add"), sent)
    assert response.status_code == 200
    assert not Process.objects.exists()
    if sent.get("title"):
        assert sent["title"] in response.content.decode()


def test_the_editor_saves_texts_dates_openings_and_order_at_once(carla: Person) -> None:
    process, component = complete(carla)
    client = client_of(carla)
    first, second = process.phases.order_by("position")
    sent = typed(
        client,
        process,
        **{
            "title": "Plan nuevo",
            "title_en": "New plan",
            "fases-0-closes_on": "2026-12-05",
            "fases-0-closes_hour": None,
            "fases-0-position": "2",
            "fases-1-position": "1",
            "fases-1-opens_on": "2026-12-06",
            "fases-0-title_en": "Proposals",
            "fases-0-openings": [f"{component.pk}:propose", f"{component.pk}:support"],
            "fases-2-title": "Mesas",
            "fases-2-opens_on": "2027-02-01",
            "fases-2-opens_hour": "09:00",
            "fases-2-closes_on": "2027-02-01",
            "fases-2-closes_hour": "20:00",
        },
    )
    response = client.post(page("change", process.pk), sent)
    assert response.status_code == 302, response.context["form"].errors
    process.refresh_from_db()
    assert (process.title, process.translations["en"]["title"]) == ("Plan nuevo", "New plan")
    assert list(process.phases.order_by("position").values_list("title", flat=True)) == [
        "Respuestas",
        "Propuestas",
        "Mesas",
    ]
    first.refresh_from_db()
    assert first.closes_at.isoformat() == "2026-12-06T06:00:00+00:00"
    assert set(first.openings.values_list("act", flat=True)) == {"propose", "support"}
    third = process.phases.get(title="Mesas")
    assert (third.opens_at.hour, third.closes_at.hour) == (15, 2)
    assert second.title == "Respuestas"


def test_saving_without_changes_records_nothing(carla: Person) -> None:
    process, _component = complete(carla)
    client = client_of(carla)
    count = Event.objects.count()
    assert client.post(page("change", process.pk), typed(client, process)).status_code == 302
    assert Event.objects.count() == count


def test_one_error_saves_nothing_and_keeps_everything(carla: Person) -> None:
    process, _component = complete(carla)
    client = client_of(carla)
    sent = typed(client, process, **{"title": "Otro título", "fases-1-closes_on": "2020-01-01"})
    response = client.post(page("change", process.pk), sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Otro título" in html
    assert "2020-01-01" in html
    assert Process.objects.get().title == "Plan"


def test_an_act_that_refuses_rolls_everything_back_and_says_why(carla: Person) -> None:
    process, component = complete(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    make_proposal(component)
    client = client_of(carla)
    sent = typed(
        client,
        process,
        **{
            "title": "Otro",
            "fases-0-title": "Otra fase",
            "fases-1-closes_on": "2027-01-31",
        },
    )
    response = client.post(page("change", process.pk), sent)
    assert response.status_code == 422
    assert "la razón se muestra en la página" in response.content.decode()
    assert Process.objects.get().title == "Plan"
    assert not Process.objects.get().phases.filter(title="Otra fase").exists()
    assert client.post(page("change", process.pk), {**sent, "reason": "Se acordó así"}).status_code == 302
    assert Event.objects.get(name="processes.phase.dates_changed").payload["reason"] == "Se acordó así"


def test_who_saves_second_is_warned_once(carla: Person) -> None:
    process, _component = complete(carla)
    client = client_of(carla)
    sent = typed(client, process, title="El mío")
    actions.update_process(process=process, by=carla, at=NOW + timedelta(seconds=1), title="El de otra persona")
    response = client.post(page("change", process.pk), sent)
    assert response.status_code == 422
    assert "Alguien más cambió este proceso" in response.content.decode()
    assert Process.objects.get().title == "El de otra persona"
    again = {**sent, "stamp": response.context["form"]["stamp"].value()}
    assert client.post(page("change", process.pk), again).status_code == 302
    assert Process.objects.get().title == "El mío"


def test_a_phase_is_removed(carla: Person) -> None:
    process, _component = complete(carla)
    client = client_of(carla)
    client.post(page("change", process.pk), typed(client, process, **{"fases-1-remove": "on"}))
    assert list(process.phases.values_list("title", flat=True)) == ["Propuestas"]


@pytest.mark.parametrize(
    "changes",
    [
        {"fases-TOTAL_FORMS": "9999999"},
        {"fases-TOTAL_FORMS": "x"},
        {"fases-0-pk": "99999999999999999999"},
        {"fases-0-openings": ["1:volar"]},
        {"time_zone": "Marte/Olympus"},
        {"promise": "9"},
        {"summary": "a" * 400},
        {"fases-0-opens_hour": "25:99"},
        {"fases-0-position": "-1"},
    ],
)
def test_malformed_forms_change_nothing(carla: Person, changes: dict[str, Any]) -> None:
    process, _component = complete(carla)
    client = client_of(carla)
    count = Event.objects.count()
    response = client.post(page("change", process.pk), typed(client, process, **changes))
    assert response.status_code in {400, 422}
    assert Event.objects.count() == count


def test_publishing_shows_errors_then_asks_then_publishes(carla: Person) -> None:
    process, _component = complete(carla)
    client = client_of(carla)
    actions.update_process(process=process, by=carla, at=NOW, how_decided="", contact_email="")
    html = client.get(page("publish", process.pk)).content.decode()
    assert "Di quién decide y cómo." in html
    assert "<button" not in html.split("Completa lo que falta")[1].split("Volver al editor")[0]
    assert client.post(page("publish", process.pk), {"accept": "on"}).status_code == 422
    actions.update_process(process=process, by=carla, at=NOW, how_decided="El cabildo")
    assert client.post(page("publish", process.pk), {}).status_code == 422
    assert Process.objects.get().state == "draft"
    assert client.post(page("publish", process.pk), {"accept": "on"}).status_code == 302
    assert Process.objects.get().state == "published"
    html = client.get(page("publish", process.pk)).content.decode()
    assert "Este proceso ya es público." in html
    assert client.post(page("publish", process.pk), {"accept": "on"}).status_code == 403


def test_closing_opening_again_and_back_to_draft(carla: Person) -> None:
    process, component = complete(carla)
    client = client_of(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    assert client.post(page("unpublish", process.pk), {}).status_code == 302
    actions.publish_process(process=Process.objects.get(), by=carla, at=NOW)
    make_proposal(component)
    assert client.post(page("unpublish", process.pk), {}).status_code == 403
    assert client.post(page("close", process.pk), {"reason": "", "later": "on"}).status_code == 422
    assert client.post(page("close", process.pk), {"reason": "Cambió la ley", "later": "on"}).status_code == 302
    assert client.post(page("reopen", process.pk), {"reason": "Se corrigió"}).status_code == 302
    assert Process.objects.get().state == "published"


def test_duplicating(carla: Person) -> None:
    process, _component = complete(carla)
    response = client_of(carla).post(
        page("duplicate", process.pk), {"title": "Plan 2", "starts_on": "2027-11-21", "confirm": "1"}
    )
    copy = Process.objects.get(title="Plan 2")
    assert response["Location"] == page("change", copy.pk)
    assert copy.phases.count() == 2


@pytest.mark.parametrize(
    ("query", "status", "shown"),
    [
        ("", 200, True),
        ("?day=2026-11-25", 200, True),
        ("?day=2026-12-05", 200, False),
        ("?day=2026-10-01", 200, False),
        ("?day=ayer", 422, False),
        ("?day=2026-11-25&hour=99:99", 422, False),
        ("?day=9999-12-31", 422, False),
    ],
)
def test_the_preview_of_any_day(carla: Person, query: str, status: int, shown: bool) -> None:
    process, _component = complete(carla)
    response = client_of(carla).get(page("preview", process.pk) + query)
    assert response.status_code == status
    assert ("Propuestas · Hasta el 1 de diciembre, 12:00" in " ".join(response.content.decode().split())) == shown


def test_activities_are_added_changed_and_removed(carla: Person) -> None:
    process, component = complete(carla)
    client = client_of(carla)
    add = page("add_component", process.pk, "pages")
    assert client.get(add).status_code == 200
    sent = {"title": "Antecedentes", "description": "<p onclick='x'>Hola</p>", "ajustes-in_menu": "on"}
    assert client.post(add, sent).status_code == 302
    made = process.components.get(kind="pages")
    assert made.description == "<p>Hola</p>"
    change = page("component", process.pk, made.pk)
    assert client.post(change, {**sent, "title": "Historia", "title_en": "History"}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.translations["en"]) == ("Historia", {"title": "History"})
    assert client.post(change, {"title": ""}).status_code == 422
    assert client.post(page("remove_component", process.pk, made.pk)).status_code == 302
    make_proposal(component)
    assert client.post(page("remove_component", process.pk, component.pk)).status_code == 403
    assert list(process.components.all()) == [component]
    assert client.get(page("add_component", process.pk, "nada")).status_code == 404
    other = make_component(make_process())
    assert client.get(page("component", process.pk, other.pk)).status_code == 404


def test_the_settings_of_a_call_are_edited_with_its_own_form(carla: Person) -> None:
    process, component = complete(carla)
    client = client_of(carla)
    change = page("component", process.pk, component.pk)
    form = client.get(change).context["settings"]
    sent: dict[str, Any] = {"title": component.title}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            sent[field.html_name] = "on" if value is True else value
    response = client.post(change, {**sent, "ajustes-proposals_per_person": "7"})
    assert response.status_code == 302, (response.context["settings"].errors, response.context["form"].errors)
    component.refresh_from_db()
    assert component.config.proposals_per_person == 7
    response = client.post(change, {**sent, "ajustes-proposals_per_person": "-7"})
    assert response.status_code == 422
    assert "-7" in response.content.decode()


PAGES = ("change", "publish", "unpublish", "close", "reopen", "duplicate")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("persona", ["dario", "elena", "olga"])
def test_officials_without_the_role_read_and_change_nothing(
    request: pytest.FixtureRequest, carla: Person, persona: str, name: str
) -> None:
    process, component = complete(carla)
    client = client_of(request.getfixturevalue(persona))
    count = Event.objects.count()
    assert client.get(page(name, process.pk)).status_code == 200
    sent = {"reason": "x", "accept": "on", "title": "x", "starts_on": "2026-12-01"}
    assert client.post(page(name, process.pk), sent).status_code == 403
    assert client.post(page("component", process.pk, component.pk), {"title": "x"}).status_code == 403
    assert client.post(page("add_component", process.pk, "pages"), {"title": "x"}).status_code == 403
    assert client.post(page("remove_component", process.pk, component.pk)).status_code == 403
    assert client.get(page("add")).status_code == 403
    assert client.post(page("add"), {"template": "buzon", "title": "x", "starts_on": "2026-12-01"}).status_code == 403
    assert Event.objects.count() == count


@pytest.mark.parametrize("name", [*PAGES, "preview"])
def test_a_steward_of_one_process_does_not_find_the_others(carla: Person, name: str) -> None:
    mine, other = complete(carla)[0], complete(carla)[0]
    client = client_of(official("Silvia", "steward", mine.subject))
    assert client.get(page(name, mine.pk)).status_code == 200
    listed = client.get(page("changelist")).content.decode()
    assert page("change", mine.pk) in listed
    assert page("change", other.pk) not in listed
    count = Event.objects.count()
    for response in (client.get(page(name, other.pk)), client.post(page(name, other.pk), {"reason": "x"})):
        assert response.status_code == 302
        assert response["Location"] == reverse("admin:index")
    assert Event.objects.count() == count


@pytest.mark.parametrize("name", PAGES)
def test_citizens_are_sent_to_sign_in(ana: Person, carla: Person, name: str) -> None:
    process, _component = complete(carla)
    for client in (client_of(ana), Client()):
        response = client.post(page(name, process.pk), {})
        assert response.status_code in {302, 403}
        assert "/admin/login/" in response.get("Location", "/admin/login/")
    assert Process.objects.get().state == "draft"


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same(carla: Person, django_assert_num_queries: Any, count: int) -> None:
    for _n in range(count):
        make_phase(make_call().process)
    client = client_of(carla)
    client.get(page("changelist"))
    with django_assert_num_queries(4):
        assert client.get(page("changelist")).status_code == 200


def picture() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (640, 360), "teal").save(data, "PNG")
    return SimpleUploadedFile("plaza.png", data.getvalue(), "image/png")


def test_an_image_is_put_described_and_taken_away(carla: Person, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    process, _component = complete(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    client, address = client_of(carla), page("image", process.pk)
    assert client.get(address).status_code == 200
    assert client.post(address, {"image": picture(), "alt": ""}).status_code == 422
    assert client.post(address, {"alt": "x"}).status_code == 422
    fake = SimpleUploadedFile("x.png", b"<script>", "image/png")
    assert client.post(address, {"image": fake, "alt": "x"}).status_code == 422
    assert Process.objects.get().image is None
    assert client.post(address, {"image": picture(), "alt": "La plaza llena"}).status_code == 302
    html = Client().get(process.subject.path).content.decode()
    assert 'alt="La plaza llena"' in html
    assert 'property="og:image"' in html
    assert client.post(address, {"remove": "on"}).status_code == 302
    assert Process.objects.get().image is None
    assert "La plaza llena" not in Client().get(process.subject.path).content.decode()


def test_an_image_of_something_else_is_refused(carla: Person, olga: Person) -> None:
    process, _component = complete(carla)
    stranger = Attachment(subject=make_process().subject, kind="image")
    with pytest.raises(ValidationError):
        actions.update_process(process=process, by=carla, at=NOW, image=stranger)
    assert client_of(olga).post(page("image", process.pk), {"remove": "on"}).status_code == 403
