"""Where officials need a second step, roles sleep until it is set up: in pages, admin, API and acts alike."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from participation.access import roles
from participation.access.actions import grant_role
from participation.access.pending.actions import confirm_act, propose_act
from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, Person, Role, Session
from participation.people.actions import issue_token
from participation.people.safety.actions import reset_second_step
from participation.people.safety.sensitive import RESET
from tests.personas import NOW, client_of, make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings) -> None:
    settings.AZOTEA_OFFICIALS_SECOND_STEP = True


def with_step(person: Person, kind: str = Authenticator.Type.TOTP) -> Person:
    """Give a person a second step."""
    Authenticator.objects.create(user=person, type=kind, data={"secret": "x"})
    person.__dict__.pop("_roles", None)
    return person


def recently(client: Client, person: Person) -> Client:
    """Let the browser have proved who it is a moment ago."""
    session = client.session
    record_authentication(SimpleNamespace(session=session), person, method="code")  # type: ignore[arg-type]
    session.save()
    return client


def test_a_role_sleeps_without_a_second_step(carla: Person) -> None:
    assert roles.roles_of(carla) == frozenset()
    assert roles.lacks_second_step(carla)
    verdict = roles.may_work_as(carla, roles.STEWARDS, None)
    assert (bool(verdict), verdict.code, verdict.remedy.path) == (False, "second_step_missing", "/cuenta/seguridad/")


def test_an_administrator_without_a_second_step_attends_no_counter(carla: Person) -> None:
    from participation.verification.policies import may_verify_people

    admin = make_person(name="Técnica", email="tecnica@example.org")
    admin.is_staff = admin.is_superuser = True
    admin.save()
    verdict = may_verify_people(admin, at=NOW)
    assert (bool(verdict), verdict.code) == (False, "second_step_missing")
    assert may_verify_people(with_step(Person.objects.get(pk=admin.pk)), at=NOW)


def test_whoever_lacks_a_second_step_still_finds_the_office_which_says_how(carla: Person) -> None:
    assert 'href="/admin/"' in client_of(carla).get("/").text


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_an_app_or_a_passkey_wakes_it(carla: Person, kind: str) -> None:
    with_step(carla, kind)
    assert roles.holds(carla, roles.STEWARDS, None)
    assert not roles.lacks_second_step(carla)


def test_recovery_codes_alone_are_no_second_step(carla: Person) -> None:
    with_step(carla, Authenticator.Type.RECOVERY_CODES)
    assert not roles.holds(carla, roles.STEWARDS, None)


def test_a_technical_administrator_needs_it_too(db: None) -> None:
    root = make_person("Root", is_staff=True, is_superuser=True)
    assert not roles.holds(root, roles.STEWARDS, None)
    assert roles.scopes(root, roles.STEWARDS) == set()
    with_step(root)
    assert roles.holds(root, roles.STEWARDS, None)
    assert roles.scopes(root, roles.STEWARDS) is None


def test_citizens_are_asked_for_nothing(bruno: Person) -> None:
    assert not roles.lacks_second_step(bruno)
    assert client_of(bruno).get("/cuenta/").status_code == 200


def test_the_admin_says_why_and_leads_there(carla: Person) -> None:
    response = client_of(carla).get("/admin/")
    assert response.status_code == 403
    assert "/cuenta/seguridad/" in response.text
    with_step(carla)
    assert client_of(carla).get("/admin/").status_code == 200


def test_the_acts_refuse_too(carla: Person, bruno: Person) -> None:
    with pytest.raises(ActDenied) as denied:
        grant_role(person=bruno, kind="observer", scope=None, by=carla, at=NOW)
    assert denied.value.denial.code == "second_step_missing"
    assert not Role.objects.filter(person=bruno).exists()


def test_a_key_of_the_api_carries_no_sleeping_role(carla: Person) -> None:
    _token, raw = issue_token(person=carla, name="Mapa", expires_at=None, by=carla, at=timezone.now())
    response = Client(headers={"Authorization": f"Bearer {raw}"}).get("/api/v1/")
    assert response.status_code == 200
    assert not roles.holds(Person.objects.get(pk=carla.pk), roles.OFFICIALS, None)


def test_it_costs_no_query_more(carla: Person, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        roles.holds(carla, roles.STEWARDS, None)
        roles.lacks_second_step(carla)


# --- Recovery by two colleagues ---------------------------------------------------------------------------------------


@pytest.fixture
def three(carla: Person, elena: Person) -> tuple[Person, Person, Person]:
    """Carla and Sara run everything, Elena evaluates; each has a second step."""
    sara = official("Sara", "steward")
    return with_step(carla), with_step(elena), with_step(sara)


def ask(person: Person, by: Person):
    """Propose the reset."""
    return propose_act(
        kind=RESET, arguments={"person": person.pk}, reason="Perdió su celular, hablé con ella", by=by, at=NOW
    )


def test_two_colleagues_reset_a_lost_second_step(three) -> None:
    carla, elena, sara = three
    client = client_of(elena)
    assert Session.objects.filter(person=elena).count() == 1
    pending = ask(elena, carla)
    assert Authenticator.objects.filter(user=elena).count() == 1, "one colleague alone changes nothing"
    confirm_act(pending=pending, by=sara, at=NOW)
    assert Authenticator.objects.filter(user=elena).count() == 0
    assert Session.objects.filter(person=elena).count() == 0
    assert client.get("/cuenta/").status_code == 302
    event = Event.objects.get(name="people.second_step.reset")
    assert (event.actor, event.payload["with"], event.payload["person"]) == (carla, sara.pk, elena.pk)
    while relay(at=NOW):
        pass
    told = Notice.objects.filter(person=elena).values_list("event__name", flat=True)
    assert sorted(told) == ["access.act.proposed", "people.second_step.reset"]


@pytest.mark.parametrize(
    ("who", "code"),
    [("carla", "same_person"), ("elena", "oneself"), ("dario", "role_missing"), ("bruno", "role_missing")],
)
def test_nobody_else_confirms(three, dario: Person, bruno: Person, who: str, code: str) -> None:
    carla, elena, _sara = three
    people = {"carla": carla, "elena": elena, "dario": with_step(dario), "bruno": bruno}
    pending = ask(elena, carla)
    if who == "elena":  # even where she runs everything
        Role.objects.create(person=elena, kind="steward", granted_at=NOW)
        elena.__dict__.pop("_roles", None)
    with pytest.raises(ActDenied) as denied:
        confirm_act(pending=pending, by=people[who], at=NOW)
    assert denied.value.denial.code == code
    assert Authenticator.objects.filter(user=elena).count() == 1


def test_the_act_itself_wants_two_different_people(three) -> None:
    carla, elena, _sara = three
    with pytest.raises(ActDenied):
        reset_second_step(person=elena, reason="Porque sí se perdió", by=carla, confirmed_by=carla, at=NOW)
    assert Authenticator.objects.filter(user=elena).count() == 1


@pytest.mark.parametrize("who", ["elena", "bruno"])
def test_who_may_not_ask(three, bruno: Person, who: str) -> None:
    _carla, elena, _sara = three
    with pytest.raises(ActDenied):
        ask(elena, {"elena": elena, "bruno": bruno}[who])


def test_a_citizen_is_not_recovered_here(three, bruno: Person) -> None:
    with_step(bruno)
    with pytest.raises(ActDenied) as denied:
        ask(bruno, three[0])
    assert denied.value.denial.code == "not_an_official"


def test_on_the_pages(three) -> None:
    carla, elena, sara = three
    body = {"contact": elena.email, "reason": "Perdió su celular y los códigos"}
    response = recently(client_of(carla), carla).post("/mesa/segundo-paso/", body)
    assert response.status_code == 302
    page = response["Location"]
    assert "Elena" in client_of(sara).get("/mesa/dos-personas/").text
    assert client_of(sara).get(page).status_code == 200
    assert client_of(sara).post(page, {"do": "confirm"}).status_code == 302
    assert not Authenticator.objects.filter(user=elena).exists()


def test_what_was_typed_stays_where_it_is_refused(three) -> None:
    carla, _elena, _sara = three
    response = recently(client_of(carla), carla).post(
        "/mesa/segundo-paso/", {"contact": carla.email, "reason": "Perdí mi celular, soy yo"}
    )
    assert response.status_code == 200
    assert "Perdí mi celular, soy yo" in response.text


def test_the_way_out_at_the_machine(three) -> None:
    _carla, elena, _sara = three
    call_command("reset_second_step", elena.email, reason="Es la única persona del municipio", verbosity=0)
    assert not Authenticator.objects.filter(user=elena).exists()
    event = Event.objects.get(name="people.second_step.reset")
    assert (event.actor, event.payload["with"]) == (None, None)
    with pytest.raises(CommandError):
        call_command("reset_second_step", "nadie@example.org", reason="Es la única persona", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_confirming_at_once_does_it_once(settings) -> None:
    """Two stewards press confirm at the same moment. Without the lock in ``confirm_act`` both would do it: both read
    the row as waiting, and two events of the reset are written."""
    settings.AZOTEA_OFFICIALS_SECOND_STEP = False
    people = [official(name, "steward") for name in ("Uno", "Dos", "Tres", "Cuatro")]
    lost = with_step(official("Lost", "moderator"))
    pending = ask(lost, people[0])
    results = at_once(*(lambda who=who: confirm_act(pending=pending, by=who, at=NOW) for who in people[1:]))
    assert sum(1 for result in results if isinstance(result, ActDenied)) == 2
    assert Event.objects.filter(name="people.second_step.reset").count() == 1
    assert transaction.get_connection().in_atomic_block is False


def test_a_proposal_runs_out(three) -> None:
    carla, elena, sara = three
    pending = ask(elena, carla)
    with pytest.raises(ActDenied) as denied:
        confirm_act(pending=pending, by=sara, at=NOW + timedelta(days=7))
    assert denied.value.denial.code == "ran_out"
