"""Lists for rules: sealed as they are read, taken by whoever they mean, once; kept by stewards alone."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import translation

from participation.access.eligibility import check
from participation.access.verdict import ActDenied
from participation.groups import actions
from participation.groups.importer import Sealed, read_list
from participation.groups.models import PersonGroup, PersonGroupMember
from participation.imports.frame import SourceFile
from participation.models import Event, IdentityKey, Person
from participation.people.querysets import short_code
from participation.verification.identity import curp_digit
from participation.verification.pepper import identity_digest
from tests.participation.census.people import xlsx_bytes
from tests.participation.groups.lists import fill, make_list
from tests.personas import NOW, client_of, make_person, official

pytestmark = pytest.mark.django_db
FIRST = "PERA900501MVZRZN0"
CURP = FIRST + curp_digit(FIRST)


@pytest.fixture(autouse=True)
def _spanish() -> None:
    translation.activate("es-mx")


def code_of(act) -> str:
    with pytest.raises(ActDenied) as refused:
        act()
    return refused.value.denial.code


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("correo\nbruno@example.org", ""),
        ("Correo electrónico;Nombre\nBRUNO@Example.org;Bruno", ""),
        ("celular\n228 812 3456", ""),
        ("Código\nabcd-1234", " ABCD 1234 "),
    ],
)
def test_whoever_is_meant_takes_the_place_and_may(file: str, code: str, bruno: Person, fausto: Person, carla: Person):
    Person.objects.filter(pk=bruno.pk).update(phone="+522288123456", phone_verified=True)
    bruno.refresh_from_db()
    group = make_list(carla, file.encode())
    rules = [{"kind": "group", "group": group.pk}]
    assert check(rules, bruno, at=NOW).code == "not_listed"
    assert code_of(lambda: actions.join_group(group=group, by=fausto, at=NOW)) == "not_on_list"
    place = actions.join_group(group=group, by=bruno, at=NOW, code=code)
    assert (place.person_id, place.taken_at) == (bruno.pk, NOW)
    assert check(rules, bruno, at=NOW)
    assert check(rules, fausto, at=NOW).code == "not_listed"
    assert code_of(lambda: actions.join_group(group=group, by=bruno, at=NOW)) == "already_on_list"


def test_a_workbook_is_read_like_the_text_table(bruno: Person, carla: Person):
    """The first sheet; numbers as they are written, blank cells at the end of a row, formulas refused by their cell."""
    Person.objects.filter(pk=bruno.pk).update(phone="+522288123456", phone_verified=True)
    bruno.refresh_from_db()
    book = xlsx_bytes(
        [("", 2288123456), ("gloria@example.org",), ("", ""), ("x@example.org", "")], ("Correo", "Celular")
    )
    group = actions.create_group(name="Consejo", by=carla, at=NOW)
    assert fill(group, by=carla, file=book).created == 3
    assert actions.join_group(group=group, by=bruno, at=NOW).person_id == bruno.pk
    said = []
    for rows, header in (
        ([("ana",)], ("Correo",)),
        ([("=A1",)], ("Correo",)),
        ([], ("Correo",)),
        ([("a", "b")], ("Correo",)),
    ):
        with pytest.raises(ValidationError) as refused:
            fill(group, by=carla, file=xlsx_bytes(rows, header))
        said.append(refused.value.messages[0])
    assert "fila 2, columna «Correo»" in said[0]
    assert "A2" in said[1]
    assert "ninguna fila" in said[2]
    assert "fila 2" in said[3]
    for data, words in (
        (b"PK\x03\x04 nada", "No se puede leer el libro"),
        (b"\xd0\xcf\x11\xe0 vieja", "formato antiguo"),
    ):
        with pytest.raises(ValidationError, match=words):
            fill(group, by=carla, file=data)
    assert group.places.count() == 3


def test_a_document_and_the_code_of_an_account(ana: Person, bruno: Person, carla: Person):
    IdentityKey.objects.filter(digest="a" * 64).update(digest=identity_digest("curp", CURP))
    group = make_list(carla, f"curp,cuenta\n{CURP},\n,{short_code(bruno)}".encode())
    for person in (ana, bruno):
        assert actions.join_group(group=group, by=person, at=NOW).person == person
    assert set(group.places.values_list("kind", flat=True)) == {"document", "account"}


def test_a_place_is_one_voice_whatever_becomes_of_the_contact(bruno: Person, fausto: Person, carla: Person):
    """The address goes from one account to another: the place stays with the first."""
    group = make_list(carla, b"correo\nbruno@example.org")
    actions.join_group(group=group, by=bruno, at=NOW)
    Person.objects.filter(pk=bruno.pk).update(email="otra@example.org")
    Person.objects.filter(pk=fausto.pk).update(email="bruno@example.org")
    fausto.refresh_from_db()
    assert code_of(lambda: actions.join_group(group=group, by=fausto, at=NOW)) == "place_taken"
    assert PersonGroupMember.objects.get().person == bruno


def test_an_address_without_its_code_is_nobody_s(bruno: Person, carla: Person):
    from allauth.account.models import EmailAddress

    group = make_list(carla, b"correo\nbruno@example.org")
    EmailAddress.objects.create(user=bruno, email="bruno@example.org", verified=False, primary=True)
    assert code_of(lambda: actions.join_group(group=group, by=bruno, at=NOW)) == "not_on_list"


def test_nothing_of_the_file_is_kept_and_two_lists_cannot_be_compared(carla: Person):
    one = make_list(carla, b"correo,Nombre\nsecreta@example.org,Secreta Solis")
    two = make_list(carla, b"correo\nsecreta@example.org", "Otro consejo")
    assert one.places.get().digest != two.places.get().digest
    sealed = read_list(file=SourceFile("l.csv", b"correo\nsecreta@example.org", "x", ""), group=one)
    assert b"secreta" not in sealed.dump()
    assert "Secreta" not in str(list(Event.objects.values_list("payload", "before", "after")))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nombre\nAna", "Falta la columna"),
        ("correo", "ninguna fila"),
        ("correo\nno es correo", "fila 2, columna «correo»"),
        ("correo,celular\na@example.org,2288123456", "Deja solo uno en cada fila"),
        ("correo\na@example.org\nA@example.org", "Es lo mismo que en la fila 2"),
        ("codigo\ncorto", "de 8 a 60 letras y números"),
        ("codigo\n" + "A" * 61, "de 8 a 60 letras y números"),
        ("cuenta\nXXXX", "A1B2-C3D4"),
        ("curp\nGOLG900501MVZMPL99", "CURP"),
        ("correo\na@example.org\x00", "CSV"),
    ],
)
def test_broken_files_are_refused_with_row_and_column_and_without_the_cell(file: str, words: str, carla: Person):
    group = actions.create_group(name="Consejo", by=carla, at=NOW)
    with pytest.raises(ValidationError) as refused:
        fill(group, by=carla, file=file.encode())
    assert words in " ".join(refused.value.messages)
    assert "no es correo" not in " ".join(refused.value.messages)
    assert PersonGroupMember.objects.count() == 0


def test_importing_again_adds_what_is_new_and_the_whole_list_takes_off(bruno: Person, carla: Person):
    group = make_list(carla, b"correo\nbruno@example.org\nb@example.org")
    actions.join_group(group=group, by=bruno, at=NOW)
    report = fill(group, by=carla, file=b"correo\nbruno@example.org\nc@example.org")
    assert (report.created, report.updated, report.unchanged) == (1, 0, 1)
    assert group.places.count() == 3
    report = fill(group, by=carla, file=b"correo\nbruno@example.org", whole=True)
    assert (report.created, report.updated, report.unchanged) == (0, 2, 1)
    assert group.places.get().person == bruno
    fill(group, by=carla, file=b"correo\nd@example.org", whole=True)
    assert check([{"kind": "group", "group": group.pk}], bruno, at=NOW).code == "not_listed"


def test_seals_of_another_list_or_of_before_a_rotation_are_not_taken(carla: Person):
    one, two = (actions.create_group(name=name, by=carla, at=NOW) for name in ("Uno", "Dos"))
    sealed = read_list(file=SourceFile("l.csv", b"correo\na@example.org", "x", ""), group=one)
    sealed = Sealed.load(sealed.dump())
    with pytest.raises(ValidationError):
        actions.import_group(group=two, sealed=sealed, whole=False, by=carla, at=NOW)
    sealed.generation += 1
    with pytest.raises(ValidationError):
        actions.import_group(group=one, sealed=sealed, whole=False, by=carla, at=NOW)
    assert PersonGroupMember.objects.count() == 0


def test_only_stewards_of_everything_keep_lists(
    bruno: Person, dario: Person, elena: Person, olga: Person, carla: Person
):
    group = make_list(carla, b"correo\na@example.org")
    sealed = read_list(file=SourceFile("l.csv", b"correo\nb@example.org", "x", ""), group=group)
    for who in (bruno, dario, elena, olga):
        for act in (
            lambda who=who: actions.create_group(name="Otra", by=who, at=NOW),
            lambda who=who: actions.update_group(group=group, name="X", about="", is_offered=False, by=who, at=NOW),
            lambda who=who: actions.import_group(group=group, sealed=sealed, whole=True, by=who, at=NOW),
        ):
            assert code_of(act) == "role_missing"
    with pytest.raises(ValidationError):
        actions.create_group(name=" consejo ", by=carla, at=NOW)
    with pytest.raises(ValidationError):
        actions.create_group(name="x" * 200, by=carla, at=NOW)
    assert (PersonGroup.objects.get().name, PersonGroupMember.objects.count()) == ("Consejo", 1)


def test_the_places_of_a_deleted_account_go_over_to_its_person(bruno: Person, fausto: Person, carla: Person):
    group = make_list(carla, b"correo\nbruno@example.org\nfausto@example.org")
    actions.join_group(group=group, by=bruno, at=NOW)
    actions.transfer_places(former=bruno, to=fausto, at=NOW)
    assert PersonGroupMember.objects.get(person__isnull=False).person == fausto


def test_the_admin_page_imports_and_says_what_is_wrong(carla: Person, bruno: Person, tmp_path):
    client = client_of(carla)
    made = client.post(reverse("admin:participation_persongroup_add"), {"name": "Comité", "is_offered": "on"})
    group = PersonGroup.objects.get()
    page = reverse("admin:participation_persongroup_import", args=[group.pk])
    assert made.headers["Location"] == page

    def send(text: str, **more: str):
        path = tmp_path / "lista.csv"
        path.write_text(text)
        with path.open("rb") as file:
            return client.post(page, {"file": file, "source": "Oficina", **more})

    wrong = send("correo\nnada")
    assert wrong.status_code == 422
    assert "No se importó nada" in wrong.content.decode()
    assert client.post(page, {"file": "", "source": ""}).status_code == 422
    shown = send("correo\nbruno@example.org", whole="on")
    assert "Lugares por agregar: 1" in shown.content.decode()
    assert PersonGroupMember.objects.count() == 0
    sent = {"confirm": shown.context["token"], "whole": "1"}
    assert client.post(page, sent).status_code == 302
    assert group.places.count() == 1
    assert client.post(page, sent).status_code == 422  # taken once
    change = client.get(reverse("admin:participation_persongroup_change", args=[group.pk])).content.decode()
    assert "bruno@" not in change
    assert group.places.get().digest not in change
    assert client_of(bruno).post(page, sent).status_code == 403


def test_the_page_of_a_list(bruno: Person, fausto: Person, carla: Person):
    group = make_list(carla, b"correo,codigo\nbruno@example.org,\n,ABCD1234")
    path = f"/cuenta/listas/{group.pk}/"
    client = client_of(bruno)
    assert "Estoy en la lista" in client.get(path).content.decode()
    assert "I am on the list" in client.get(f"/en{path}").content.decode()
    for bad in ("ñ" * 10, "x", "A" * 81, "<script>alert(1)</script>"):
        answer = client.post(path, {"code": bad})
        assert answer.status_code == 422, bad
        assert "<script>alert" not in answer.content.decode()
    assert client.post(path, {"code": ""}).headers["Location"] == "/cuenta/"
    assert "Estás en ella" in client.get(path).content.decode()
    for missing in (0, 999_999, 2**70):
        assert client.get(f"/cuenta/listas/{missing}/").status_code == 404


def test_codes_are_not_tried_without_end(fausto: Person, carla: Person, settings):
    settings.AZOTEA_VERIFICATION_RATES = {**settings.AZOTEA_VERIFICATION_RATES, "account": "2/h"}
    group, client = make_list(carla, b"codigo\nABCD1234"), client_of(fausto)
    path = f"/cuenta/listas/{group.pk}/"
    for _n in range(2):
        assert "Este código no está en la lista" in client.post(path, {"code": "WXYZ9876"}).content.decode()
    assert "Hubo demasiados intentos" in client.post(path, {"code": "ABCD1234"}).content.decode()
    assert group.places.get().person is None


@pytest.mark.django_db(transaction=True)
def test_two_accounts_race_for_one_place():
    """Both hold the code at one moment; the row's lock lets one through.

    Without ``select_for_update`` in ``join_group`` both read a free place and the last one to write takes it from the
    first, who was told that it is theirs.
    """
    steward = official("Carla", "steward")
    group = make_list(steward, b"codigo\nABCD1234")
    people = [make_person(f"Persona{n}") for n in range(2)]
    ready, outcomes = threading.Barrier(2), []

    def take(person: Person) -> None:
        try:
            ready.wait(10)
            actions.join_group(group=group, by=person, at=NOW, code="ABCD1234")
            outcomes.append("taken")
        except ActDenied as error:
            outcomes.append(error.denial.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["place_taken", "taken"]
