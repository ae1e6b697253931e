"""Verification at a counter: one identity one person, no document kept, officials only."""

import hashlib
import hmac
import threading
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import translation

from participation.access.verdict import ActDenied
from participation.models import Event, IdentityKey, Person, Role, Verification
from participation.people.querysets import find_people, short_code
from participation.verification.actions import revoke_verification, verify_at_counter
from participation.verification.identity import clean_document, curp_birth_date, curp_digit
from participation.verification.pepper import identity_digest
from tests.factories import make_process, make_territory
from tests.personas import NOW, client_of, make_person, official

pytestmark = pytest.mark.django_db
CURP = "HEGG560427MVZRRL04"  # RENAPO's own example
BORN = date(1956, 4, 27)
DESK = "/mesa/verificacion/"


@pytest.fixture(autouse=True)
def _spanish() -> None:
    translation.activate("es-mx")


def verify(person: Person, by: Person, **changes: object) -> Verification:
    data = {"document": CURP, "birth_date": BORN, "territory": None, "at": NOW, **changes}
    return verify_at_counter(person=person, by=by, **data)


# --- Documents --------------------------------------------------------------------------------------------------------
def test_the_check_digit_of_a_curp():
    assert curp_digit(CURP[:17]) == "4"
    assert curp_birth_date(CURP) == BORN
    assert curp_birth_date("BADD110313HCMLNS09") == date(1911, 3, 13)
    assert curp_birth_date("XXXX000101HDFXXXA1".replace("XXXX", "ROMA", 1)) is not None


@pytest.mark.parametrize("text", [CURP, CURP.lower(), " hegg-560427 mvz rrl-04 ", "HEGG/560427/MVZRRL/04"])
def test_documents_are_kept_in_one_form(text: str):
    assert clean_document(text) == CURP


@pytest.mark.parametrize(
    ("text", "clean"), [("g-12345678", "G12345678"), ("Ñañ 123456", "ÑAÑ123456"), ("áé 12345", "AE12345")]
)
def test_other_documents(text: str, clean: str):
    assert clean_document(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "ABCDEFGH",
        "1" * 31,
        "x" * 10_000,
        "\x00",
        "HEGG560427MVZRRL05",
        "HEGG561327MVZRRL04",
        "HEGG560427ZVZRRL04",
        "HEGG550229MVZRRL0" + curp_digit("HEGG550229MVZRRL0"),
    ],
)
def test_documents_that_cannot_be(text: str):
    with pytest.raises(ValidationError):
        clean_document(text)


def test_only_the_keyed_hash_is_kept(bruno: Person, carla: Person):
    verification = verify(bruno, carla)
    expected = hmac.new(
        settings.AZOTEA_IDENTITY_KEY.encode(), b"azotea.identity:curp:" + CURP.encode(), hashlib.sha256
    ).hexdigest()
    assert (verification.key.kind, verification.key.digest) == ("curp", expected)
    assert (expected, verification.identity_hash) == (identity_digest("curp", CURP), None)
    everything = str(list(Verification.objects.values())) + str(list(Event.objects.values()))
    everything += str(list(IdentityKey.objects.values()))
    assert CURP not in everything
    assert CURP[:10] not in everything
    event = Event.objects.get(name="verification.person.verified")
    assert event.payload == {"verification": verification.pk, "person": bruno.pk, "method": "counter"}
    assert (event.actor, event.before, event.after) == (carla, None, None)


# --- Who, whom --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("carla", True),
        ("dario", True),
        ("local", True),
        ("root", True),
        ("elena", "role_missing"),
        ("olga", "role_missing"),
        ("fausto", "role_missing"),
        ("nobody", "not_signed_in"),
        ("self", "own_account"),
    ],
)
def test_who_may_verify(who, outcome, carla, dario, elena, olga, fausto, bruno):
    people = {
        "carla": carla,
        "dario": dario,
        "elena": elena,
        "olga": olga,
        "fausto": fausto,
        "nobody": None,
        "local": official("Luis", "moderator", make_process().subject),
        "root": make_person("Root", is_superuser=True),
    }
    Role.objects.create(person=bruno, kind="moderator", granted_at=NOW)
    by = bruno if who == "self" else people[who]
    if outcome is True:
        assert verify(bruno, by).verified_by == by
        return
    with pytest.raises(ActDenied) as error:
        verify(bruno, by)
    assert error.value.denial.code == outcome
    assert not Verification.objects.exists()
    assert not Event.objects.filter(name="verification.person.verified").exists()


def test_one_person_is_verified_once(bruno: Person, carla: Person):
    verify(bruno, carla)
    with pytest.raises(ActDenied) as error:
        verify(bruno, carla, document="G12345678", birth_date=None)
    assert error.value.denial.code == "already_verified"


def test_one_identity_verifies_one_account_and_the_other_is_not_named(bruno: Person, fausto: Person, carla: Person):
    verify(bruno, carla)
    with pytest.raises(ActDenied) as error:
        verify(fausto, carla, document=CURP.lower())
    assert error.value.denial.code == "identity_taken"
    assert "Bruno" not in str(error.value.denial.message)
    assert Verification.objects.get().person == bruno
    page = client_of(carla).post(f"{DESK}{fausto.key}/", {"document": CURP, "birth_date": "1956-04-27", "seen": "on"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "ya se verificó una cuenta" in text
    assert CURP in text, "what was typed stays"
    assert "Bruno" not in text


@pytest.mark.parametrize("birth_date", [date(1956, 4, 28), date(1800, 1, 1), (NOW + timedelta(days=2)).date()])
def test_dates_that_cannot_be(bruno: Person, carla: Person, birth_date: date):
    with pytest.raises(ValidationError):
        verify(bruno, carla, birth_date=birth_date)
    assert not Verification.objects.exists()


def test_revoked_with_a_reason_the_identity_is_free_again(bruno: Person, fausto: Person, carla: Person, dario: Person):
    verification = verify(bruno, carla)
    with pytest.raises(ActDenied):
        revoke_verification(verification=verification, reason="x", by=dario, at=NOW)
    with pytest.raises(ValidationError):
        revoke_verification(verification=verification, reason=" ", by=carla, at=NOW)
    verification.refresh_from_db()
    assert verification.revoked_at is None
    revoke_verification(verification=verification, reason="Documento de otra persona", by=carla, at=NOW)
    with pytest.raises(ActDenied):
        revoke_verification(verification=verification, reason="otra vez", by=carla, at=NOW)
    assert Event.objects.filter(name="verification.person.revoked").count() == 1
    verify(fausto, carla)


@pytest.mark.django_db(transaction=True)
def test_two_accounts_one_document_at_the_same_time():
    """The unique constraint decides. Without it (or with a check before the insert in its place) both would pass."""
    officials = [official("Dario", "moderator"), official("Diana", "moderator")]
    people = [make_person("Bruno"), make_person("Fausto")]
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def attend(person: Person, by: Person) -> None:
        try:
            barrier.wait(timeout=10)
            verify(person, by)
            outcomes.append("verified")
        except ActDenied as error:
            outcomes.append(error.denial.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attend, args=pair) for pair in zip(people, officials, strict=True)]
    [thread.start() for thread in threads]
    [thread.join(timeout=30) for thread in threads]
    assert sorted(outcomes) == ["identity_taken", "verified"]
    assert Verification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_account_two_counters_at_the_same_time():
    officials = [official("Dario", "moderator"), official("Diana", "moderator")]
    person = make_person("Bruno")
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def attend(document: str, by: Person) -> None:
        try:
            barrier.wait(timeout=10)
            verify(person, by, document=document, birth_date=None)
            outcomes.append("verified")
        except ActDenied as error:
            outcomes.append(error.denial.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=attend, args=pair) for pair in zip(["G12345678", "G87654321"], officials, strict=True)
    ]
    [thread.start() for thread in threads]
    [thread.join(timeout=30) for thread in threads]
    assert sorted(outcomes) == ["already_verified", "verified"]
    assert Verification.objects.count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------------
def test_people_are_found_by_whole_contacts_and_codes_only(bruno: Person, fausto: Person):
    Person.objects.filter(pk=fausto.pk).update(phone="+525512345678", phone_verified=True)
    code = short_code(bruno)
    assert len(code) == 9
    for text in (code, code.lower(), code.replace("-", " "), str(bruno.key), "BRUNO@example.org"):
        assert list(find_people(text)) == [bruno], text
    assert list(find_people("55 1234 5678")) == [fausto]
    for text in ("", "bruno", "@example.org", "Bruno", "b", code[:6], "%", "0" * 500, "\x00", "' OR 1=1"):
        assert list(find_people(text)) == [], text


def test_the_counter_from_code_to_verified(bruno: Person, dario: Person):
    place = make_territory("Centro")
    mine = client_of(bruno).get("/cuenta/verificacion/").content.decode()
    assert short_code(bruno) in mine
    assert "data:image/png;base64," in mine
    client = client_of(dario)
    page = client.get(DESK, {"q": short_code(bruno)}).content.decode()
    assert "br•••@example.org" in page
    assert "bruno@example.org" not in page
    assert f"{DESK}{bruno.key}/" in page
    data = {"document": CURP, "birth_date": "27/04/1956", "territory": place.pk, "seen": "on"}
    for bad in (
        {"document": ""},
        {"document": "<script>"},
        {"birth_date": "x"},
        {"birth_date": "1956-04-28"},
        {"territory": "999999"},
        {"territory": "x"},
        {"territory": "9" * 40},
        {"seen": ""},
        {"document": "HEGG560427MVZRRL05"},
    ):
        answer = client.post(f"{DESK}{bruno.key}/", {**data, **bad})
        assert answer.status_code == 200, bad
        assert 'id="errores"' in answer.content.decode()
    assert not Verification.objects.exists()
    assert client.post(f"{DESK}{bruno.key}/", data).url == DESK
    verification = Verification.objects.get()
    assert (verification.person, verification.birth_date, verification.territory, verification.verified_by) == (
        bruno,
        BORN,
        place,
        dario,
    )
    page = client_of(bruno).get("/cuenta/verificacion/").content.decode()
    assert "Centro" in page
    assert "data:image/png" not in page
    assert "ya está verificada" in client.get(DESK, {"q": short_code(bruno)}).content.decode()


def test_personal_data_finds_people_by_post_alone(bruno: Person, dario: Person):
    """Addresses are kept in logs and histories: an e-mail address or a number in one is not even looked for."""
    client = client_of(dario)
    assert 'method="post"' in client.get(DESK).content.decode()
    Person.objects.filter(pk=bruno.pk).update(name="Bruno <script>zorro(1)</script>")
    found = client.post(DESK, {"q": " BRUNO@example.org "}).content.decode()
    assert "<script>zorro" not in found
    assert f"{DESK}{bruno.key}/" in found
    for text in ("bruno@example.org", "55 1234 5678", str(bruno.key), "x", "9" * 400):
        page = client.get(DESK, {"q": text})
        assert page.status_code == 200
        assert f"{DESK}{bruno.key}/" not in page.content.decode()
        assert "No encontramos" not in page.content.decode()
    assert client.post(DESK, {"q": "9" * 4000}).status_code == 200
    assert client.put(DESK).status_code == 405


@pytest.mark.parametrize("who", ["elena", "olga", "fausto"])
def test_others_do_not_attend(request, who: str, bruno: Person):
    client = client_of(request.getfixturevalue(who))
    code = short_code(bruno)
    answers = [client.get(path) for path in (DESK, f"{DESK}?q={code}", f"{DESK}{bruno.key}/")]
    for answer in [*answers, client.post(DESK, {"q": "bruno@example.org"})]:
        assert answer.status_code == 403
        assert "br•••" not in answer.content.decode()
    assert (
        client.post(f"{DESK}{bruno.key}/", {"document": CURP, "birth_date": "1956-04-27", "seen": "on"}).status_code
        == 403
    )
    assert not Verification.objects.exists()


def test_strangers_are_sent_to_sign_in_and_unknown_people_are_not_found(bruno: Person, dario: Person):
    assert Client().get(DESK).status_code == 302
    assert Client().post(f"{DESK}{bruno.key}/", {"document": CURP}).status_code == 302
    assert client_of(dario).get(f"{DESK}00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client_of(dario).get(f"{DESK}x/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_counter_costs_the_same_with_many_territories(
    django_assert_num_queries, bruno: Person, dario: Person, rows: int
):
    parent = make_territory("Xalapa", level="municipality")
    for number in range(rows):
        make_territory(f"Colonia {number}", parent=parent)
    client = client_of(dario)
    client.get(DESK)
    with django_assert_num_queries(VERIFY_QUERIES):
        assert client.get(f"{DESK}{bruno.key}/").status_code == 200


VERIFY_QUERIES = 9


def test_revoking_in_the_admin(bruno: Person, carla: Person, dario: Person):
    verification = verify(bruno, carla)
    path = f"/admin/participation/verification/{verification.pk}/change/"
    assert client_of(dario).post(path, {"revoked_reason": "x"}).status_code == 403
    client = client_of(carla)
    page = client.get(path).content.decode()
    assert verification.key.digest not in page
    assert client.post(path, {"revoked_reason": ""}).status_code == 200
    assert client.post(path, {"revoked_reason": "Documento de otra persona"}).status_code == 302
    verification.refresh_from_db()
    assert verification.revoked_reason == "Documento de otra persona"
    assert client.post(path, {"revoked_reason": "otra"}).status_code == 403
