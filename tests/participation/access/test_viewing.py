"""Officials see personal data only in a declared, logged session that ends by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from participation.access.verdict import ActDenied
from participation.access.viewing.actions import close_viewing, open_viewing
from participation.access.viewing.decorators import DeclaredPages
from participation.access.viewing.policies import viewing_of
from participation.models import Event, Person, Viewing
from tests.personas import NOW

pytestmark = pytest.mark.django_db
GUARDED = (
    "/admin/participation/person/",
    "/admin/participation/verification/",
    "/mesa/verificacion/",
    "/admin/participation/census/quitar/",
)
REASON = "Atender la ventanilla de la biblioteca"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def browser(person: Person) -> Client:
    """Return a browser of somebody who declared nothing."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("path", GUARDED)
def test_a_page_with_personal_data_asks_for_what(carla: Person, path: str) -> None:
    response = browser(carla).get(path)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/mesa/datos-personales/")
    assert not Event.objects.filter(name="access.viewing.looked").exists()


@pytest.mark.parametrize("path", GUARDED)
def test_after_saying_so_the_page_opens_and_is_logged(carla: Person, path: str) -> None:
    client = browser(carla)
    response = client.post("/mesa/datos-personales/", {"reason": REASON, "next": path})
    assert (response.status_code, response["Location"]) == (302, path)
    shown = client.get(path)
    assert shown.status_code == 200
    assert shown["Cache-Control"].startswith("private, no-store")
    event = Event.objects.get(name="access.viewing.looked")
    assert (event.actor, event.payload["reason"]) == (carla, REASON)
    assert event.payload["viewing"] == Viewing.objects.get().pk


def test_the_log_names_whose_page_it_was(carla: Person, ana: Person) -> None:
    open_viewing(by=carla, reason=REASON, at=NOW)
    assert browser(carla).get(f"/admin/participation/person/{ana.pk}/change/").status_code == 200
    event = Event.objects.get(name="access.viewing.looked")
    assert event.payload["people"] == [ana.pk]
    assert event.payload["page"] == "admin:participation_person_change"
    assert "Ana" not in str(event.payload), "numbers, never names"


def test_a_list_logs_everybody_on_it(carla: Person, ana: Person, bruno: Person) -> None:
    open_viewing(by=carla, reason=REASON, at=NOW)
    browser(carla).get("/admin/participation/person/")
    assert Event.objects.get(name="access.viewing.looked").payload["people"] == sorted(
        [ana.pk, bruno.pk, carla.pk], key=str
    )


def test_it_ends_after_half_an_hour(carla: Person, clock) -> None:
    client = browser(carla)
    open_viewing(by=carla, reason=REASON, at=NOW)
    clock.shift(timedelta(minutes=29))
    assert client.get(GUARDED[0]).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert client.get(GUARDED[0]).status_code == 302


def test_what_was_being_filled_in_may_still_be_handed_in(carla: Person, clock) -> None:
    client = browser(carla)
    open_viewing(by=carla, reason=REASON, at=NOW)
    clock.shift(timedelta(minutes=40))
    assert client.post("/mesa/verificacion/", {"q": "ABCD-1234"}).status_code == 200
    clock.shift(timedelta(minutes=30))
    assert client.post("/mesa/verificacion/", {"q": "ABCD-1234"}).status_code == 302


def test_ending_it_closes_the_pages_at_once(carla: Person) -> None:
    client = browser(carla)
    open_viewing(by=carla, reason=REASON, at=NOW)
    assert client.post("/mesa/datos-personales/cerrar/").status_code == 302
    assert client.get(GUARDED[0]).status_code == 302
    assert client.post("/mesa/verificacion/", {"q": "x"}).status_code == 302, "ended by hand: no grace"


def test_declaring_anew_ends_the_one_before(carla: Person) -> None:
    first = open_viewing(by=carla, reason=REASON, at=NOW)
    second = open_viewing(by=carla, reason="Responder una solicitud ARCO", at=NOW + timedelta(minutes=1))
    first.refresh_from_db()
    assert first.closed_at == NOW + timedelta(minutes=1)
    assert viewing_of(carla, at=NOW + timedelta(minutes=2)) == second


@pytest.mark.parametrize("who", ["bruno", "fausto"])
def test_citizens_declare_nothing(bruno: Person, fausto: Person, who: str) -> None:
    person = {"bruno": bruno, "fausto": fausto}[who]
    with pytest.raises(ActDenied):
        open_viewing(by=person, reason=REASON, at=NOW)
    assert browser(person).post("/mesa/datos-personales/", {"reason": REASON}).status_code == 403
    assert not Viewing.objects.exists()


def test_nobody_ends_anothers(carla: Person, dario: Person) -> None:
    mine = open_viewing(by=carla, reason=REASON, at=NOW)
    with pytest.raises(ActDenied):
        close_viewing(viewing=mine, by=dario, at=NOW)
    assert viewing_of(carla, at=NOW) == mine


def test_one_officials_declaration_opens_nothing_to_another(carla: Person) -> None:
    other = Person.objects.create_user(email="otra@example.org", name="Otra", is_staff=True, is_superuser=True)
    open_viewing(by=carla, reason=REASON, at=NOW)
    assert browser(other).get(GUARDED[0]).status_code == 302


@pytest.mark.parametrize("reason", ["", "corto", "x" * 301, "\x00\x00"])
def test_a_reason_that_says_nothing_is_refused(carla: Person, reason: str) -> None:
    with pytest.raises(ValidationError):
        open_viewing(by=carla, reason=reason, at=NOW)
    response = browser(carla).post("/mesa/datos-personales/", {"reason": reason})
    assert response.status_code == 200
    assert not Viewing.objects.exists()


@pytest.mark.parametrize("back", ["https://malo.example/", "//malo.example/", "javascript:alert(1)", "nada"])
def test_it_leads_back_only_within_the_site(carla: Person, back: str) -> None:
    response = browser(carla).post("/mesa/datos-personales/", {"reason": REASON, "next": back})
    assert response["Location"] == "/mesa/datos-personales/"


def test_a_script_as_reason_stays_text(carla: Person) -> None:
    client = browser(carla)
    client.post("/mesa/datos-personales/", {"reason": "<script>alert(1)</script> atender"})
    assert "<script>alert(1)" not in client.get("/mesa/datos-personales/").text


def test_what_was_looked_at_cannot_be_unwritten(carla: Person) -> None:
    open_viewing(by=carla, reason=REASON, at=NOW)
    browser(carla).get(GUARDED[0])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(name="access.viewing.looked").update(payload={})


def test_every_admin_page_of_people_is_declared() -> None:
    """Whoever adds an admin page of a model that holds contacts or documents has to guard it."""
    private = {"email", "phone", "birth_date", "contact", "recipient"}
    # An office's own telephone and address; whom to ask about what is followed up, as its page says.
    public = {"participation.Institution", "participation.Action"}
    bare = {
        model._meta.label
        for model, page in admin.site._registry.items()
        if private & {field.name for field in model._meta.get_fields()} & _shown(page)
        and not isinstance(page, DeclaredPages)
    }
    assert bare - public == set()


def _shown(page: object) -> set[str]:
    """Return the fields that an admin page shows or searches."""
    names = [*page.list_display, *(page.fields or []), *page.search_fields, *getattr(page, "facts", [])]  # type: ignore[attr-defined]
    return {str(name).split("__")[-1] for name in names}


def test_completion_of_fields_searches_no_people(carla: Person, ana: Person) -> None:
    open_viewing(by=carla, reason=REASON, at=NOW)
    query = {"app_label": "participation", "model_name": "role", "field_name": "person", "term": "ana@example.org"}
    response = browser(carla).get("/admin/autocomplete/", query)
    assert response.status_code in {403, 404}
    assert "Ana" not in response.text


def test_no_screen_gives_one_persons_activity_across_processes(carla: Person, bruno: Person) -> None:
    """No list of the admin can be narrowed by a person through the address, whatever the field is called."""
    open_viewing(by=carla, reason=REASON, at=NOW)
    client = browser(carla)
    wrong, tried = [], 0
    for model in admin.site._registry:
        if model is get_user_model():
            continue
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is get_user_model():
                for lookup in ("", "__exact", "__id__exact", "__email", "__key", "__name__startswith", "_id"):
                    tried += 1
                    status = client.get(path, {f"{field.name}{lookup}": str(bruno.pk)}).status_code
                    if status == 200:
                        wrong.append((model._meta.label, field.name, lookup))
    assert wrong == []
    assert tried >= 20
    assert apps.ready


def test_the_page_of_a_person_tells_nothing_of_what_they_did(carla: Person, bruno: Person) -> None:
    from participation.events.record import record

    with transaction.atomic():
        record("people.account.secured", subject=None, by=bruno, at=NOW, payload={"person": bruno.pk, "change": "x"})
    open_viewing(by=carla, reason=REASON, at=NOW)
    page = browser(carla).get(f"/admin/participation/person/{bruno.pk}/history/")
    assert page.status_code == 200
    assert "cómo entrar" not in page.text
