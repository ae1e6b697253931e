"""Requests on personal data: with and without an account, on paper, with their clock."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import ArcoRequest, ArcoStep, Event, Notice, Person
from participation.privacy.actions import arco
from participation.privacy.actions.office import set_privacy
from participation.web.office import waiting_for
from participation.workdays.actions import add_day_off
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
# NOW is Saturday 21 November 2026: it counts as received on Monday 23.
FORM = {
    "right": "access",
    "name": "Rosa Nava",
    "email": "rosa@correo-privado.example",
    "description": "Quiero saber qué datos tienen de mí en el registro de mi colonia.",
}


@pytest.fixture
def unit(db: None) -> Person:
    return official("Ximena", "privacy")


def file(by: Person | None = None, at: datetime = NOW, **more: str) -> tuple[ArcoRequest, str]:
    return arco.file_request(by=by, at=at, **{**FORM, **more})


def test_the_clock_of_a_request_that_is_granted(unit: Person):
    request, _code = file()
    assert request.folio == f"ARCO-2026-{request.pk:06d}"
    assert request.answer_by == date(2026, 12, 21)
    with pytest.raises(ActDenied, match="identidad|quién es|proved"):
        arco.answer_request(request=request, outcome="granted", reasons="Estos son.", by=unit, at=NOW)
    arco.note_identity(request=request, how="Credencial vista", by=unit, at=NOW)
    request = arco.answer_request(request=request, outcome="granted", reasons="Estos son.", by=unit, at=NOW)
    assert (request.state, request.execute_by) == ("answered", date(2026, 12, 14))
    request = arco.execute_request(request=request, text="Se entregó", by=unit, at=NOW + timedelta(days=3))
    assert (request.state, request.closed_at) == ("done", NOW + timedelta(days=3))
    with pytest.raises(ActDenied):
        arco.answer_request(request=request, outcome="refused", reasons="No procede", by=unit, at=NOW)


def test_what_is_missing_stops_the_term_and_lapses(unit: Person):
    request, _code = file()
    request = arco.ask_for_more(request=request, text="Falta decir de qué registro", by=unit, at=NOW)
    assert (request.state, request.complete_by) == ("asked", date(2026, 12, 7))
    with pytest.raises(ActDenied):
        arco.ask_for_more(request=request, text="Falta otra cosa", by=unit, at=NOW)
    later = NOW + timedelta(days=9)  # Monday 30 November
    done = arco.complete_request(request=request, text="Del registro de vecinos", by=None, at=later)
    assert (done.state, done.answer_by) == ("received", date(2026, 12, 29))
    other, _code = file()
    arco.ask_for_more(request=other, text="Falta decir de qué registro", by=unit, at=NOW)
    assert arco.lapse_requests(at=NOW + timedelta(days=15)) == 0
    assert arco.lapse_requests(at=NOW + timedelta(days=18)) == 1
    other.refresh_from_db()
    assert other.state == "lapsed"
    with pytest.raises(ActDenied):
        arco.complete_request(request=other, text="Ya lo tengo", by=None, at=NOW + timedelta(days=18))
    with pytest.raises(ActDenied):
        arco.ask_for_more(request=file()[0], text="Falta algo más", by=unit, at=NOW + timedelta(days=20))


def test_one_extension_with_reasons(unit: Person):
    request, _code = file()
    with pytest.raises(ValidationError):
        arco.extend_request(request=request, reason="", by=unit, at=NOW)
    request = arco.extend_request(request=request, reason="Hay que buscar en papel", by=unit, at=NOW)
    assert request.answer_by == date(2027, 1, 6)
    with pytest.raises(ActDenied):
        arco.extend_request(request=request, reason="Otra vez, por favor", by=unit, at=NOW)
    late, _code = file()
    with pytest.raises(ActDenied):
        arco.extend_request(request=late, reason="Tarde, por favor", by=unit, at=NOW + timedelta(days=40))


def test_a_day_off_makes_the_term_of_open_requests_longer_and_never_shorter(unit: Person):
    request, _code = file()
    holiday = add_day_off(day=date(2026, 12, 12), name="Sábado", by=unit, at=NOW)
    request.refresh_from_db()
    assert request.answer_by == date(2026, 12, 21)
    add_day_off(day=date(2026, 12, 14), name="Día inhábil", by=unit, at=NOW)
    request.refresh_from_db()
    assert request.answer_by == date(2026, 12, 22)
    set_privacy(by=unit, at=NOW, answer_days=5)
    request.refresh_from_db()
    assert request.answer_by == date(2026, 12, 22)
    assert file()[0].answer_by == date(2026, 11, 30)
    assert holiday.pk


def test_who_may_not(ana: Person, bruno: Person, carla: Person, dario: Person, unit: Person):
    request, _code = file()
    for by in (ana, bruno, carla, dario):
        for act in (
            lambda by=by: arco.note_identity(request=request, how="Credencial vista", by=by, at=NOW),
            lambda by=by: arco.ask_for_more(request=request, text="Falta algo aquí", by=by, at=NOW),
            lambda by=by: arco.extend_request(request=request, reason="Más tiempo", by=by, at=NOW),
            lambda by=by: arco.answer_request(request=request, outcome="refused", reasons="No, no", by=by, at=NOW),
            lambda by=by: arco.execute_request(request=request, text="Hecho está", by=by, at=NOW),
            lambda by=by: file(by=by, channel="paper"),
        ):
            with pytest.raises(ActDenied):
                act()
        client = client_of(by)
        for address in ("", "nueva/", f"solicitudes/{request.pk}/"):
            assert client.get(f"/mesa/privacidad/{address}").status_code == 403
            assert client.post(f"/mesa/privacidad/{address}", {"step": "answer"}).status_code in {403, 405}
        assert client.get(f"/privacidad/solicitudes/{request.folio}/").status_code == 404
        assert waiting_for(by, NOW) == [] or all("datos personales" not in str(w.label) for w in waiting_for(by, NOW))
    assert Client().get(f"/mesa/privacidad/solicitudes/{request.pk}/").status_code == 302
    request.refresh_from_db()
    assert (request.state, request.identified_at, ArcoStep.objects.count()) == ("received", None, 1)


def test_a_stranger_asks_and_follows_with_folio_and_code(unit: Person):
    client = Client()
    page = client.get("/privacidad/solicitudes/nueva/")
    assert "Aviso de privacidad" in page.content.decode()
    sent = client.post("/privacidad/solicitudes/nueva/", FORM)
    request = ArcoRequest.objects.get()
    assert sent.url == f"/privacidad/solicitudes/{request.folio}/"
    receipt = client.get(sent.url).content.decode()
    code = client.session["azotea_arco_code"][1]
    assert code in receipt
    assert "no-store" in client.get(sent.url)["Cache-Control"]
    stranger = Client()
    assert stranger.get(sent.url).status_code == 404
    wrong = stranger.post("/privacidad/solicitudes/seguimiento/", {"folio": request.folio, "code": "AAAA-AAAA-AAAA"})
    unknown = stranger.post("/privacidad/solicitudes/seguimiento/", {"folio": "ARCO-2026-999999", "code": code})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "no van juntos" in wrong.content.decode()
    assert "no van juntos" in unknown.content.decode()
    right = stranger.post(
        "/privacidad/solicitudes/seguimiento/", {"folio": request.folio.lower(), "code": code.lower()}
    )
    assert right.url == sent.url
    assert stranger.get(sent.url).status_code == 200
    assert code not in stranger.get(sent.url).content.decode()
    arco.ask_for_more(request=request, text="Falta decir de qué registro", by=unit, at=request.received_at)
    assert stranger.post(sent.url, {"text": "Del registro de vecinos"}).status_code == 302
    assert ArcoRequest.objects.get().state == "received"
    assert code.replace("-", "") not in str(list(ArcoRequest.objects.values()))


def test_codes_cannot_be_guessed_at_leisure():
    request, _code = file()
    client = Client()
    answers = [
        client.post(
            "/privacidad/solicitudes/seguimiento/", {"folio": request.folio, "code": f"AAAA-{n:04d}"}
        ).status_code
        for n in range(12)
    ]
    assert answers == [422] * 10 + [429] * 2


def test_one_visitor_files_six_an_hour():
    answers = [Client().post("/privacidad/solicitudes/nueva/", FORM).status_code for _turn in range(8)]
    assert answers == [302] * 6 + [429] * 2
    assert ArcoRequest.objects.count() == 6


def test_with_an_account_it_is_in_the_account_and_its_person_is_told(ana: Person, bruno: Person, unit: Person):
    from participation.events.relay import relay

    client = client_of(ana)
    client.post("/privacidad/solicitudes/nueva/", FORM)
    request = ArcoRequest.objects.get()
    assert request.person == ana
    arco.note_identity(request=request, how="Credencial vista", by=unit, at=NOW)
    arco.answer_request(request=request, outcome="refused", reasons="No procede por esto", by=unit, at=NOW)
    relay()
    assert [notice.event.name for notice in Notice.objects.filter(person=ana)] == ["privacy.request.answered"]
    assert not Notice.objects.exclude(person=ana).exists()
    assert "No procede por esto" in client.get(f"/privacidad/solicitudes/{request.folio}/").content.decode()
    assert client_of(bruno).get(f"/privacidad/solicitudes/{request.folio}/").status_code == 404


def test_events_name_nobody_who_asks(ana: Person, unit: Person):
    request, _code = file(by=ana)
    arco.note_identity(request=request, how="Credencial vista", by=unit, at=NOW)
    texts = str(list(Event.objects.filter(name__startswith="privacy").values("payload", "before", "after", "actor_id")))
    assert "Rosa" not in texts
    assert "rosa@" not in texts
    assert Event.objects.filter(name="privacy.request.filed", actor__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("right", "everything"),
        ("right", ""),
        ("name", "x"),
        ("name", "n" * 151),
        ("email", "not-an-address"),
        ("description", "corto"),
        ("description", "d" * 4001),
    ],
)
def test_what_cannot_be_taken_says_where(field: str, value: str):
    answer = Client().post("/privacidad/solicitudes/nueva/", {**FORM, field: value})
    assert answer.status_code == 422
    assert f'href="#id_{field}' in answer.content.decode()
    assert ArcoRequest.objects.count() == 0
    with pytest.raises(ValidationError) as caught:
        file(**{field: value})
    assert set(caught.value.message_dict) == {field}


def test_some_way_to_reach_the_person_is_needed():
    answer = Client().post("/privacidad/solicitudes/nueva/", {**FORM, "email": ""})
    assert answer.status_code == 422
    assert (
        Client().post("/privacidad/solicitudes/nueva/", {**FORM, "email": "", "address": "Calle 1"}).status_code == 302
    )


def test_scripts_and_nul_are_words(unit: Person):
    bad = "<script>alert(1)</script>\x00 y más palabras"
    client = Client()
    client.post(
        "/privacidad/solicitudes/nueva/", {**FORM, "name": bad, "description": bad, "phone": bad[:30], "address": bad}
    )
    request = ArcoRequest.objects.get()
    assert "\x00" not in request.name
    for page in (
        client.get(f"/privacidad/solicitudes/{request.folio}/"),
        client_of(unit).get(f"/mesa/privacidad/solicitudes/{request.pk}/"),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_the_unit_works_through_its_page(unit: Person):
    client = client_of(unit)
    taken = client.post("/mesa/privacidad/nueva/", {**FORM, "channel": "paper"})
    request = ArcoRequest.objects.get()
    assert request.folio in taken.content.decode()
    assert (request.person, request.received_by) == (None, unit)
    address = f"/mesa/privacidad/solicitudes/{request.pk}/"
    assert request.folio in client.get("/mesa/privacidad/").content.decode()
    assert client.post(address, {"step": "execute", "text": "Hecho, de veras"}).status_code == 302, "not possible yet"
    assert client.post(address, {"step": "identity", "text": ""}).status_code == 422
    assert client.post(address, {"step": "identity", "text": "Credencial vista"}).status_code == 302
    assert client.post(address, {"step": "answer", "outcome": "partly", "reasons": "Va una parte"}).status_code == 302
    assert client.post(address, {"step": "execute", "text": "Se entregó la copia"}).status_code == 302
    assert client.get(address).status_code == 200
    assert client.post(address, {"step": "nonsense\x00"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "partly")
    assert request.folio in client.get("/mesa/privacidad/?estado=cerradas").content.decode()
    assert client.get("/mesa/privacidad/?estado=otras").status_code == 400
    assert client.get("/mesa/privacidad/?after=zzz").status_code == 400
    assert client.get("/mesa/privacidad/solicitudes/99999999999999999999999/").status_code == 404


def test_personal_data_of_closed_requests_go_and_the_statistics_stay(unit: Person):
    request, _code = file()
    arco.note_identity(request=request, how="Credencial de Rosa vista", by=unit, at=NOW)
    arco.answer_request(request=request, outcome="refused", reasons="Rosa Nava: no procede", by=unit, at=NOW)
    assert arco.forget_requests(at=NOW + timedelta(days=729)) == 0
    assert arco.forget_requests(at=NOW + timedelta(days=731)) == 1
    assert arco.forget_requests(at=NOW + timedelta(days=731)) == 0
    request.refresh_from_db()
    assert (request.name, request.email, request.description, request.outcome) == ("", "", "", "refused")
    assert "Rosa" not in str(list(ArcoStep.objects.values()))


@pytest.mark.parametrize("rows", [1, 15])
def test_the_desk_costs_the_same_with_many(unit: Person, rows: int, django_assert_num_queries):
    for _row in range(rows):
        file()
    client = client_of(unit)
    client.get("/mesa/privacidad/")
    with django_assert_num_queries(4):
        assert client.get("/mesa/privacidad/").content.decode().count("ARCO-2026-") == rows
