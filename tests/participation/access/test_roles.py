"""Roles: inherited down the tree, given and ended by acts, seen in the admin by those who may."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from participation.access import actions
from participation.access.roles import OFFICIALS, STEWARDS, beside, holds, roles_of, scopes
from participation.access.verdict import ActDenied
from participation.models import Event, Person, Role
from tests.factories import make_component, make_process
from tests.personas import NOW, client_of, make_person, official

pytestmark = pytest.mark.django_db


def test_a_role_reaches_down_and_not_up_or_aside(bruno: Person, carla: Person):
    process, other = make_process(), make_process()
    component = make_component(process)
    assert not holds(bruno, OFFICIALS, component.subject)
    actions.grant_role(person=bruno, kind="steward", scope=process.subject, by=carla, at=NOW)
    assert holds(bruno, STEWARDS, process.subject), "the cached roles were refreshed"
    assert holds(bruno, STEWARDS, component.subject)
    assert not holds(bruno, STEWARDS, other.subject)
    assert not holds(bruno, STEWARDS, None)
    assert scopes(bruno, STEWARDS) == {process.subject_id}
    bruno.refresh_from_db()
    assert bruno.is_staff
    role = Role.objects.get(person=bruno)
    assert role.granted_by == carla
    event = Event.objects.get(name="access.role.granted")
    assert (event.subject, event.actor, event.payload) == (
        process.subject,
        carla,
        {"role": role.pk, "person": bruno.pk, "kind": "steward"},
    )
    actions.end_role(role=role, by=carla, at=NOW)
    bruno.refresh_from_db()
    assert not bruno.is_staff
    assert not holds(Person.objects.get(pk=bruno.pk), STEWARDS, process.subject)
    assert Event.objects.filter(name="access.role.ended").count() == 1


def test_repeats_change_nothing(bruno: Person, carla: Person):
    first = actions.grant_role(person=bruno, kind="observer", scope=None, by=carla, at=NOW)
    assert actions.grant_role(person=bruno, kind="observer", scope=None, by=carla, at=NOW) == first
    actions.end_role(role=first, by=carla, at=NOW)
    actions.end_role(role=first, by=carla, at=NOW)
    assert Event.objects.filter(name__startswith="access.role").count() == 2
    second = actions.grant_role(person=bruno, kind="observer", scope=None, by=carla, at=NOW)
    assert second != first


TABLE = [  # who, kind, where, outcome
    ("carla", "steward", "none", True),
    ("carla", "steward", "process", True),
    ("root", "steward", "none", True),
    ("local", "moderator", "process", True),
    ("local", "evaluator", "component", True),
    ("local", "observer", "process", True),
    ("local", "steward", "process", "steward_needs_more"),
    ("local", "moderator", "none", "role_missing"),
    ("local", "moderator", "other", "role_missing"),
    ("dario", "observer", "process", "role_missing"),
    ("elena", "observer", "process", "role_missing"),
    ("olga", "observer", "process", "role_missing"),
    ("fausto", "observer", "process", "role_missing"),
    ("fausto", "steward", "none", "role_missing"),
    ("nobody", "steward", "none", "not_signed_in"),
]


@pytest.mark.parametrize(("who", "kind", "where", "outcome"), TABLE)
def test_who_may_give_what_where(who, kind, where, outcome, carla, dario, elena, olga, fausto, bruno):
    process, other = make_process(), make_process()
    component = make_component(process)
    people = {
        "carla": carla,
        "dario": dario,
        "elena": elena,
        "olga": olga,
        "fausto": fausto,
        "nobody": None,
        "root": make_person("Root", is_superuser=True, is_staff=True),
        "local": official("Luis", "steward", process.subject),
    }
    scope = {"none": None, "process": process.subject, "component": component.subject, "other": other.subject}[where]
    before = Role.objects.count()
    if outcome is True:
        role = actions.grant_role(person=bruno, kind=kind, scope=scope, by=people[who], at=NOW)
        actions.end_role(role=role, by=people[who], at=NOW)
        return
    with pytest.raises(ActDenied) as error:
        actions.grant_role(person=bruno, kind=kind, scope=scope, by=people[who], at=NOW)
    assert error.value.denial.code == outcome
    assert Role.objects.count() == before
    bruno.refresh_from_db()
    assert not bruno.is_staff
    role = Role.objects.create(person=bruno, kind=kind, scope=scope, granted_at=NOW)
    with pytest.raises(ActDenied):
        actions.end_role(role=role, by=people[who], at=NOW)
    role.refresh_from_db()
    assert role.ended_at is None


def test_closed_accounts_get_no_role(carla: Person):
    closed = make_person("Cerrada", is_active=False)
    with pytest.raises(ActDenied):
        actions.grant_role(person=closed, kind="observer", scope=None, by=carla, at=NOW)
    with pytest.raises(ValueError, match="unknown role"):
        actions.grant_role(person=carla, kind="king", scope=None, by=carla, at=NOW)


def test_the_last_steward_of_everything_stays(carla: Person, bruno: Person):
    role = Role.objects.get(person=carla)
    with pytest.raises(ActDenied) as error:
        actions.end_role(role=role, by=carla, at=NOW)
    assert error.value.denial.code == "last_steward"
    actions.grant_role(person=bruno, kind="steward", scope=None, by=carla, at=NOW)
    actions.end_role(role=role, by=carla, at=NOW)
    assert Role.objects.filter(ended_at__isnull=True, kind="steward").get().person == bruno


@pytest.mark.django_db(transaction=True)
def test_two_stewards_who_leave_at_once_do_not_both_go():
    """Without the lock on the stewards' rows in end_role, both would see the other and both would end."""
    people = [official("Carla", "steward"), official("Carmen", "steward")]
    roles = [Role.objects.get(person=person) for person in people]
    barrier = threading.Barrier(2)
    outcomes: list[bool] = []

    def leave(role: Role, person: Person) -> None:
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                actions.end_role(role=role, by=person, at=NOW)
            outcomes.append(True)
        except ActDenied:
            outcomes.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=pair) for pair in zip(roles, people, strict=True)]
    [thread.start() for thread in threads]
    [thread.join(timeout=30) for thread in threads]
    assert sorted(outcomes) == [False, True]
    assert Role.objects.filter(ended_at__isnull=True).count() == 1


# --- The admin --------------------------------------------------------------------------------------------------------
LIST, ADD = "/admin/participation/role/", "/admin/participation/role/add/"


@pytest.mark.parametrize("who", ["dario", "elena", "olga"])
@pytest.mark.parametrize("path", [LIST, ADD, "/admin/participation/person/", "/admin/participation/verification/"])
def test_other_officials_see_no_roles_and_no_people(request, who: str, path: str):
    assert client_of(request.getfixturevalue(who)).get(path).status_code == 403


@pytest.mark.parametrize("path", [LIST, ADD, "/admin/participation/person/", "/admin/participation/verification/"])
def test_citizens_and_strangers_do_not_enter(path: str, bruno: Person):
    assert client_of(bruno).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_the_steward_of_a_process_staffs_it_in_the_admin(bruno: Person, carla: Person):
    process, other = make_process(), make_process()
    luis = official("Luis", "steward", process.subject)
    elsewhere = actions.grant_role(person=bruno, kind="observer", scope=other.subject, by=carla, at=NOW)
    client = client_of(luis)
    assert client.get("/admin/participation/person/").status_code == 403
    page = client.get(LIST)
    assert page.status_code == 200
    assert [role.person for role in page.context["cl"].result_list] == [luis]
    assert client.get(f"{LIST}{elsewhere.pk}/change/").status_code == 302
    data = {"contact": "fausto@example.org", "kind": "moderator", "scope": process.subject_id}
    assert client.post(ADD, data).status_code == 200, "nobody has this address yet"
    fausto = make_person("Fausto")
    assert client.post(ADD, data).status_code == 302
    role = Role.objects.get(person=fausto)
    assert (role.kind, role.scope, role.granted_by) == ("moderator", process.subject, luis)
    for bad in (
        {"kind": "steward"},
        {"scope": other.subject_id},
        {"scope": ""},
        {"scope": "x"},
        {"kind": "king"},
        {"contact": ""},
    ):
        assert client.post(ADD, {**data, **bad}).status_code == 200
    assert Role.objects.filter(person=fausto).count() == 1
    assert client.post(f"{LIST}{role.pk}/change/", {"end": "on"}).status_code == 302
    role.refresh_from_db()
    assert role.ended_at is not None
    assert client.post(f"{LIST}{elsewhere.pk}/change/", {"end": "on"}).status_code == 302
    elsewhere.refresh_from_db()
    assert elsewhere.ended_at is None


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_of_roles_costs_the_same(django_assert_num_queries, carla: Person, rows: int):
    for number in range(rows):
        official(f"Oficial{number}", "observer", make_process().subject)
    client = client_of(carla)
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(LIST).status_code == 200


LIST_QUERIES = 3


def test_people_are_read_and_never_written_in_the_admin(carla: Person, bruno: Person):
    client = client_of(carla)
    path = f"/admin/participation/person/{bruno.pk}/change/"
    assert client.get("/admin/participation/person/", {"q": "bruno@"}).status_code == 200
    assert client.get(path).status_code == 200
    assert client.post(path, {"name": "Otro", "is_superuser": "on"}).status_code == 403
    assert client.get("/admin/participation/person/add/").status_code == 403
    assert client.get(f"/admin/participation/person/{bruno.pk}/delete/").status_code == 403
    bruno.refresh_from_db()
    assert (bruno.name, bruno.is_superuser) == ("Bruno", False)


def test_a_page_asks_once_for_the_roles_and_what_its_header_says(carla, django_assert_num_queries):
    person = Person.objects.get(pk=carla.pk)
    with django_assert_num_queries(1):
        assert roles_of(person) == {("steward", None)}
        assert beside(person, "unread") == 0
    assert beside(person, "nothing of this name") is None
