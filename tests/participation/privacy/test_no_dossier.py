"""No screen gives an official one person's activity across processes."""

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from participation.follows.actions import follow
from participation.models import Person
from proposals.actions import support_proposal
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db

# Accounts, their roles and whether they are verified may be looked up by person: that is no activity.
OF_OFFICE = {"participation.Role", "participation.Person", "participation.Verification"}


def people_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a model that lead to a person."""
    return [
        field.name
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is Person and field.concrete
    ]


def pages() -> list[tuple[type[models.Model], admin.ModelAdmin]]:
    return [(model, page) for model, page in admin.site._registry.items() if model._meta.label not in OF_OFFICE]


@pytest.fixture
def lives(db: None) -> dict[str, object]:
    """Somebody who took part in two processes."""
    somebody = Person.objects.create_user(email="sol@example.org", name="Sol Quintanar")
    first, second = make_call(), make_call()
    mine = make_proposal(first, author=somebody, title="Jacaranda propia")
    make_comment(make_proposal(second, title="Tepozán ajeno").subject, author=somebody, text="Lo comento")
    other = make_proposal(second, title="Mezquite respaldado")
    support_proposal(proposal=other, by=somebody, at=NOW)
    follow(subject=other.subject, by=somebody, at=NOW)
    return {"person": somebody, "mine": mine}


def officials() -> list[Person]:
    root = Person.objects.create_superuser("raiz@example.org", None, name="Raíz")
    return [
        root,
        *(official(kind.title(), kind) for kind in ("steward", "moderator", "evaluator", "observer", "privacy")),
    ]


def test_no_list_of_the_admin_narrows_to_one_person(lives: dict[str, object]):
    person = lives["person"]
    told = []
    for by in officials():
        client = client_of(by)
        for model, _page in pages():
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for column in people_columns(model):
                for lookup in (column, f"{column}__id__exact", f"{column}_id", f"{column}__name", f"{column}__email"):
                    answer = client.get(address, {lookup: person.pk if "name" not in lookup else person.name})
                    if answer.status_code == 200 and not _is_everything(client, address, answer):
                        told.append(f"{by.name}: {address}?{lookup}")
    assert told == []


def _is_everything(client: Client, address: str, answer) -> bool:
    """Tell whether a list took no notice of what was asked."""
    context = answer.context or {}
    shown = context.get("cl")
    whole = (client.get(address).context or {}).get("cl")
    return shown is None or whole is None or shown.result_count == whole.result_count


def test_no_search_of_the_admin_goes_through_people():
    wrong = []
    for model, page in pages():
        columns = set(people_columns(model))
        for name in page.search_fields:
            parts = name.lstrip("^=@").split("__")
            if columns & set(parts):
                wrong.append(f"{model._meta.label}: {name}")
    assert wrong == []


def test_a_persons_page_in_the_admin_holds_nothing_that_they_did(lives: dict[str, object], carla: Person):
    person = lives["person"]
    client = client_of(carla)
    for page in ("change", "history"):
        answer = client.get(reverse(f"admin:participation_person_{page}", args=[person.pk]), follow=True)
        text = answer.content.decode()
        assert answer.status_code in {200, 403}
        for title in ("Jacaranda propia", "Tepozán ajeno", "Mezquite respaldado", "Lo comento"):
            assert title not in text


def test_the_log_tells_nobody_what_one_citizen_did(lives: dict[str, object], carla: Person):
    person = lives["person"]
    client = client_of(carla)
    address = reverse("admin:participation_event_changelist")
    whole = client.get(address).context["cl"].result_count
    for query in (
        {"actor": person.pk},
        {"actor__id__exact": person.pk},
        {"actor__id": person.pk},
        {"q": person.name},
        {"q": person.email},
        {"q": str(person.key)},
    ):
        answer = client.get(address, query)
        if answer.status_code == 200:
            assert answer.context["cl"].result_count in {0, whole}, query


def test_pages_of_the_account_take_no_person(lives: dict[str, object], carla: Person):
    person = lives["person"]
    client = client_of(carla)
    for address in ("/cuenta/participacion/", "/cuenta/actividad/", "/cuenta/mis-datos/"):
        for query in ({"person": person.pk}, {"persona": person.key}, {"user": person.pk}):
            text = client.get(address, query, follow=True).content.decode()
            assert "Jacaranda propia" not in text
            assert "Mezquite respaldado" not in text
