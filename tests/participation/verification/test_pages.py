"""The counter's pages: documents of every kind, minors, accounts without e-mail, conflicts, and what is set up."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from participation.models import (
    AssistedCode,
    Conflict,
    Event,
    GuardianConsent,
    IdentityKey,
    MethodSetting,
    MinorRules,
    Person,
    Verification,
)
from participation.people.actions import change_profile
from participation.people.querysets import short_code
from participation.verification import pseudonyms
from participation.verification.actions import announce_ends, purge_sheets, use_sheet, verify_at_counter
from participation.verification.querysets import verification_of
from tests.factories import make_territory
from tests.personas import client_of, make_person, official

pytestmark = pytest.mark.django_db
DESK, CONFLICTS, SHEET = "/mesa/verificacion/", "/mesa/verificacion/conflictos/", "/cuenta/hoja/"
ADMIN = "/admin/participation/methodsetting/"
CURP, VOTER = "HEGG560427MVZRRL04", "GRHRGL56042730M400"
SCRIPT = "<script>zorro(1)</script>"
FORM = {"kind": "curp", "document": CURP, "birth_date": "1956-04-27", "seen": "on"}


def years_ago(years: int) -> date:
    today = timezone.localdate()
    return today.replace(year=today.year - years, day=min(today.day, 28))


def verify(person: Person, by: Person, document: str = CURP, **more: object) -> Verification:
    data = {"birth_date": None, "territory": None, "at": timezone.now(), **more}
    return verify_at_counter(person=person, document=document, by=by, **data)  # type: ignore[arg-type]


def text_of(answer) -> str:
    return answer.content.decode()


# --- Documents of every kind ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "curp", "document": "G12345678"}, "Una CURP tiene 18 letras y números"),
        ({"kind": "ine"}, "Escribe la clave de elector"),
        ({"kind": "letter", "document": "ALBERGUE7"}, "Escribe el nombre completo como está en la carta"),
        ({"kind": "library"}, "errores"),
        ({"second": VOTER}, "Elige qué documento es"),
        ({"second_kind": "ine", "second": "x"}, "de seis a treinta"),
        ({"residence": "castle"}, "errores"),
        ({"document": "\x00"}, "errores"),
        ({"document": "9" * 5000}, "errores"),
        ({"holder": "x" * 5000}, "errores"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(bruno: Person, dario: Person, changes, words: str):
    page = client_of(dario).post(f"{DESK}{bruno.key}/", {**FORM, **changes})
    assert page.status_code == 200
    assert words in text_of(page)
    assert not Verification.objects.exists()


def test_script_in_every_field_is_shown_as_text(bruno: Person, dario: Person):
    names = ["kind", "document", "holder", "second_kind", "second", "birth_date", "territory", "residence", "name"]
    for path in (f"{DESK}{bruno.key}/", f"{DESK}sin-correo/"):
        page = client_of(dario).post(path, dict.fromkeys(names, SCRIPT))
        assert page.status_code == 200
        assert "<script>zorro" not in text_of(page)


def test_a_letter_and_domicilio_conocido_serve_once(bruno: Person, fausto: Person, dario: Person):
    place = make_territory("Centro")
    letter = {**FORM, "kind": "letter", "document": "ALBERGUE 7/2026", "holder": "María López Hernández"}
    client = client_of(dario)
    sent = {**letter, "territory": place.pk, "residence": "known"}
    assert client.post(f"{DESK}{bruno.key}/", sent).url == DESK
    made = verification_of(bruno)
    assert (made.residence, made.key.kind) == ("known", "letter")
    assert sorted(made.identity.keys.values_list("kind", flat=True)) == ["letter", "name"]
    assert "LOPEZ" not in str(list(IdentityKey.objects.values())).upper()
    page = client.post(f"{DESK}{fausto.key}/", {**letter, "document": "ALBERGUE 9/2026"})
    assert "ya se verificó una cuenta" in text_of(page)
    assert Conflict.objects.get().person == fausto


def test_two_documents_at_once_are_of_one_identity(bruno: Person, dario: Person):
    client_of(dario).post(f"{DESK}{bruno.key}/", {**FORM, "second_kind": "ine", "second": VOTER})
    assert sorted(verification_of(bruno).identity.keys.values_list("kind", flat=True)) == ["curp", "ine"]


# --- Minors -----------------------------------------------------------------------------------------------------------
def test_a_minor_appears_under_a_pseudonym_until_they_come_of_age(bruno: Person, dario: Person):
    born = years_ago(16)
    client = client_of(dario)
    client.post(f"{DESK}{bruno.key}/", {**FORM, "kind": "birth", "document": "ACTA1234", "birth_date": born})
    bruno.refresh_from_db()
    assert bruno.name == pseudonyms.pseudonym_of(bruno.key)
    assert re.fullmatch(r"[A-ZÁÉÍÓÚÑ]\w+ \d{4}", bruno.name)
    assert Event.objects.get(name="verification.minor.shielded").payload == {"person": bruno.pk}
    mine = client_of(bruno)
    page = mine.post("/cuenta/datos/", {"name": "Bruno", "lang": "es-mx"})
    assert "Hasta que cumplas 18 años" in text_of(page)
    bruno.refresh_from_db()
    assert bruno.name != "Bruno"
    change_profile(person=bruno, name=bruno.name, lang="en", by=bruno, at=timezone.now())
    later = timezone.now() + timedelta(days=3 * 366)
    assert change_profile(person=bruno, name="Bruno", lang="en", by=bruno, at=later).name == "Bruno"


def test_a_guardian_consents_where_the_rules_ask_for_it(bruno: Person, dario: Person):
    MinorRules.objects.create(guardian_below=18, youngest=12)
    form = {**FORM, "kind": "birth", "document": "ACTA1234", "birth_date": years_ago(16)}
    client = client_of(dario)
    assert "Quién autoriza" in text_of(client.get(f"{DESK}{bruno.key}/"))
    for changes, words in (
        ({}, "tiene que autorizar la madre"),
        ({"guardian_relation": "mother", "guardian_kind": "curp", "guardian_document": "x"}, "de seis a treinta"),
        ({"birth_date": years_ago(11)}, "Aquí se verifica a personas desde los 12 años"),
    ):
        assert words in text_of(client.post(f"{DESK}{bruno.key}/", {**form, **changes})), changes
    assert not Verification.objects.exists()
    consent = {"guardian_relation": "mother", "guardian_kind": "curp", "guardian_document": CURP}
    assert client.post(f"{DESK}{bruno.key}/", {**form, **consent}).status_code == 302
    kept = GuardianConsent.objects.get()
    assert (kept.relation, kept.recorded_by, len(kept.digest)) == ("mother", dario, 64)
    assert not IdentityKey.objects.filter(digest=kept.digest).exists(), "the guardian is not verified by it"


def test_nobody_is_asked_for_a_guardian_without_a_rule(bruno: Person, dario: Person):
    assert "Quién autoriza" not in text_of(client_of(dario).get(f"{DESK}{bruno.key}/"))


# --- Without e-mail ---------------------------------------------------------------------------------------------------
def open_account(client: Client, **changes: object) -> str:
    """Open an account at the counter and return the code of its sheet."""
    page = client.post(f"{DESK}sin-correo/", {**FORM, "name": "Doña Lupe", **changes})
    found = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", text_of(page))
    assert found, text_of(page)
    assert "no-store" in page["Cache-Control"]
    return found[0]


def test_an_account_without_e_mail_from_the_counter_to_the_first_sign_in(dario: Person):
    code = open_account(client_of(dario))
    person = Person.objects.get(name="Doña Lupe")
    assert (person.email, person.phone, verification_of(person).verified_by) == (None, None, dario)
    assert not person.has_usable_password()
    sheet = AssistedCode.objects.get()
    assert code.replace("-", "") not in str(list(AssistedCode.objects.values())) + str(list(Event.objects.values()))
    client = Client()
    for wrong in ("", "x", "A" * 5000, "\x00", SCRIPT, code[:-1] + "0"):
        page = client.post(SHEET, {"code": wrong})
        assert page.status_code == 200, wrong
        assert "<script>zorro" not in text_of(page)
        assert "_auth_user_id" not in client.session
    answer = client.post(SHEET, {"code": f" {code.lower().replace('-', ' ')} "})
    assert (answer.status_code, answer.url) == (302, "/cuenta/")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert "Este código ya se usó" in text_of(client.get("/cuenta/"))
    sheet.refresh_from_db()
    assert sheet.used_at is not None
    other = Client()
    assert "Este código no es correcto" in text_of(other.post(SHEET, {"code": code}))
    assert "_auth_user_id" not in other.session


def test_a_sheet_ends_is_printed_anew_and_goes_with_the_account(dario: Person, bruno: Person):
    first = open_account(client_of(dario))
    person = Person.objects.get(name="Doña Lupe")
    client = client_of(dario)
    # The document is known: the page offers another sheet, and opens nothing.
    again = client.post(f"{DESK}sin-correo/", {**FORM, "name": "Otra"})
    assert f"{DESK}{person.key}/hoja/" in text_of(again)
    assert not Conflict.objects.exists()
    assert not Person.objects.filter(name="Otra").exists()
    second = text_of(client.post(f"{DESK}{person.key}/hoja/"))
    assert first not in second
    assert "Este código no es correcto" in text_of(Client().post(SHEET, {"code": first}))
    assert AssistedCode.objects.filter(used_at=None, voided_at=None).count() == 1
    code = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", second)[0]
    late = AssistedCode.objects.get(voided_at=None).expires_at
    with pytest.raises(Exception, match="no es correcto"):
        use_sheet(code=code, at=late)
    assert purge_sheets(at=late + timedelta(days=91)) == 2


@pytest.mark.parametrize(("who", "status"), [("dario", 403), ("elena", 403), ("fausto", 403)])
def test_nobody_enters_the_account_of_somebody_with_an_e_mail(request, bruno: Person, carla: Person, who, status):
    """A sheet for an account with an e-mail would let an official enter it."""
    verify(bruno, carla)
    answer = client_of(request.getfixturevalue(who)).post(f"{DESK}{bruno.key}/hoja/")
    assert answer.status_code == status
    assert not AssistedCode.objects.exists()
    assert "hoja/" not in text_of(client_of(carla).post(DESK, {"q": short_code(bruno)}))


def test_tries_of_a_sheet_are_limited_by_visitor(settings):
    settings.AZOTEA_VERIFICATION_RATES = {**settings.AZOTEA_VERIFICATION_RATES, "client": "2/hour"}
    for words in ("Este código no es correcto", "Este código no es correcto", "Hubo demasiados intentos"):
        assert words in text_of(Client().post(SHEET, {"code": "ABCD-EFGH-JKMN-PQRS"}))


# --- Documents of a verified person -----------------------------------------------------------------------------------
def test_an_official_joins_and_corrects_documents(bruno: Person, dario: Person, elena: Person):
    made = verify(bruno, dario)
    path = f"{DESK}{bruno.key}/documentos/"
    form = {"what": "link", "kind": "ine", "document": VOTER, "reason": "Trajo las dos"}
    for client in (client_of(elena), client_of(bruno)):
        assert client.post(path, form).status_code == 403
        assert client.get(path).status_code == 403
    assert IdentityKey.objects.count() == 1
    client = client_of(dario)
    for bad in (
        {"what": "x"},
        {"kind": "letter"},
        {"document": CURP},
        {"reason": " "},
        {"what": "correct"},
        {"what": "correct", "corrected_key": "x"},
        {"what": "correct", "corrected_key": "9" * 40},
        {"reason": SCRIPT * 50},
    ):
        page = client.post(path, {**form, **bad})
        assert page.status_code == 200, bad
        assert "<script>zorro" not in text_of(page)
    assert client.post(path, form).url == path
    changed = {"what": "correct", "corrected_key": made.key_id, "kind": "curp", "document": "HEGG560427MVZRRL12"}
    assert client.post(path, {**form, **changed}).url == path
    page = text_of(client.get(path))
    assert "Credencial para votar (INE)" in page
    assert "el que cuenta" in page
    assert CURP not in page
    assert client.get(f"{DESK}{dario.key}/documentos/").status_code == 404


# --- Conflicts --------------------------------------------------------------------------------------------------------
def conflicts(clerk: Person, rows: int) -> None:
    holder = make_person("Titular")
    verify(holder, clerk, "G00000001")
    for number in range(rows):
        claimant = make_person(f"Reclama {number} {SCRIPT}", email=f"r{number}@example.org")
        client_of(clerk).post(f"{DESK}{claimant.key}/", {**FORM, "kind": "", "document": "G00000001"})
    assert Conflict.objects.count() == rows


@pytest.mark.parametrize("rows", [1, 15])
def test_the_queue_costs_the_same_with_many(django_assert_num_queries, carla: Person, dario: Person, rows: int):
    conflicts(dario, rows)
    client = client_of(carla)
    client.get(CONFLICTS)
    with django_assert_num_queries(QUEUE_QUERIES):
        page = client.get(CONFLICTS)
    assert "<script>zorro" not in text_of(page)


QUEUE_QUERIES = 6


def test_a_conflict_is_decided_on_its_page(carla: Person, cora_or_dario: Person, dario: Person):
    conflicts(dario, 1)
    found = Conflict.objects.get()
    path = f"{CONFLICTS}{found.pk}/"
    for client in (client_of(dario), client_of(found.person)):
        assert client.get(CONFLICTS).status_code == 403
        assert client.get(path).status_code == 403
        assert client.post(path, {"outcome": "move", "reason": "x"}).status_code == 403
    client = client_of(carla)
    page = text_of(client.get(path))
    assert "Titular" in page
    assert "titular@example.org" not in page
    assert 'value="apart"' not in page, "only names can be of two people"
    for bad in ({"outcome": "merge"}, {"outcome": ""}, {"reason": ""}, {"reason": "x" * 5000}):
        assert client.post(path, {"outcome": "move", "reason": "Perdió su cuenta", **bad}).status_code == 200, bad
    assert client.post(path, {"outcome": "move", "reason": "Perdió su cuenta"}).url == CONFLICTS
    found.refresh_from_db()
    assert (found.outcome, found.decided_by) == ("move", carla)
    assert verification_of(found.person) is not None
    assert "Perdió su cuenta" in text_of(client.get(path))
    assert "Perdió su cuenta" in text_of(client.get(CONFLICTS, {"estado": "decididos"}))
    for strange in ("?after=x", "?before=%00", "?estado=" + "x" * 500):
        assert client.get(CONFLICTS + strange).status_code in {200, 400}
    assert client.get(f"{CONFLICTS}99999999999999999999/").status_code in {404}
    holder = Person.objects.get(name="Titular")
    assert "Perdió su cuenta" in text_of(client_of(holder).get("/cuenta/verificacion/"))


@pytest.fixture
def cora_or_dario(db: None) -> Person:
    return official("Cora", "steward")


# --- One's own page ---------------------------------------------------------------------------------------------------
def test_ones_own_page_says_when_it_ends_and_how_to_renew(bruno: Person, carla: Person):
    MethodSetting.objects.create(name="counter", enabled=True, validity_days=365)
    client, path = client_of(bruno), "/cuenta/verificacion/"
    made = verify(bruno, carla)
    assert "data:image/png" not in text_of(client.get(path))
    Verification.objects.update(expires_at=timezone.now() + timedelta(days=20), confirmed={})
    page = text_of(client.get(path))
    assert "Puedes renovarla desde ahora" in page
    assert short_code(bruno) in page
    Verification.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Tu verificación terminó el" in text_of(client.get(path))
    assert client_of(carla).post(f"{DESK}{bruno.key}/", FORM).url == DESK
    made.refresh_from_db()
    assert made.is_in_force(timezone.now() + timedelta(days=364))


def test_the_end_is_told_once_for_each_term(bruno: Person, carla: Person):
    made = verify(bruno, carla)
    now = timezone.now()
    Verification.objects.update(expires_at=now + timedelta(days=31))
    assert announce_ends(at=now) == 0
    assert announce_ends(at=now + timedelta(days=2)) == 1
    assert announce_ends(at=now + timedelta(days=3)) == 0
    payload = Event.objects.get(name="verification.person.ending").payload
    until = timezone.localdate(now + timedelta(days=31)).isoformat()
    assert payload == {"verification": made.pk, "person": bruno.pk, "until": until}


# --- What is set up ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [ADMIN, f"{ADMIN}forma/counter/", f"{ADMIN}menores/"])
def test_only_whoever_manages_sets_up(carla: Person, dario: Person, bruno: Person, path: str):
    data = {"enabled": "", "position": "1", "youngest": "1", "guardian_below": "1", "pseudonym_below": "1"}
    assert Client().post(path, data).status_code == 302
    assert client_of(dario).post(path, data).status_code == 403
    assert client_of(bruno).post(path, data).status_code in {302, 403}
    assert not MethodSetting.objects.exists()
    assert not MinorRules.objects.exists()
    assert client_of(carla).get(path).status_code == 200


def test_a_method_is_set_up_without_code(carla: Person, dario: Person, bruno: Person):
    client, path = client_of(carla), f"{ADMIN}forma/counter/"
    for bad in ({"position": "x"}, {"position": "9" * 30}, {"validity_days": "0"}, {"validity_days": SCRIPT}):
        page = client.post(path, {"enabled": "on", "position": "1", **bad})
        assert page.status_code == 200, bad
        assert "<script>zorro" not in text_of(page)
    assert not MethodSetting.objects.exists()
    assert client.post(path, {"enabled": "on", "position": "3", "validity_days": "730"}).url == ADMIN
    row = MethodSetting.objects.get()
    assert (row.name, row.enabled, row.position, row.validity_days) == ("counter", True, 3, 730)
    assert "730 días" in text_of(client.get(ADMIN))
    assert client.get(f"{ADMIN}forma/none/").status_code == 404
    made = verify(bruno, dario)
    assert made.expires_at == made.at + timedelta(days=730)
    client.post(path, {"position": "3"})
    assert "no hay ninguna forma de verificarse" in text_of(client_of(dario).get("/cuenta/verificacion/"))


def test_the_rules_for_minors_are_set_without_code(carla: Person):
    client, path = client_of(carla), f"{ADMIN}menores/"
    data = {"youngest": "12", "guardian_below": "16", "pseudonym_below": "18"}
    for bad in ({"youngest": "-1"}, {"guardian_below": "200"}, {"pseudonym_below": ""}):
        assert client.post(path, {**data, **bad}).status_code == 200
    assert client.post(path, data).url == ADMIN
    client.post(path, data)
    rules = MinorRules.objects.get()
    assert (rules.youngest, rules.guardian_below, rules.pseudonym_below) == (12, 16, 18)
    event = Event.objects.get(name="verification.minors.changed")
    assert event.before == {"youngest": 0, "guardian_below": 0, "pseudonym_below": 18}
