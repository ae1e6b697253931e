"""Public pages, the unit's office, a person's own pages."""

import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Breach, Event, NoticeVersion, Person, PrivacySettings, RetentionState
from participation.privacy.actions import office
from participation.privacy.notices import FIELDS
from participation.privacy.retention import RetentionRule, all_rules, register_retention
from participation.privacy.running import run_rules
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
TEXTS = {field: f"Texto de {field}" for field in FIELDS}
BREACH = {"what": "Se perdió una memoria", "data": "Nombres de asistentes", "immediate": "Se avisó"}


@pytest.fixture
def unit(db: None) -> Person:
    return official("Ximena", "privacy")


def test_notices_hold_from_the_first_day_in_both_languages():
    client = Client()
    assert client.get("/privacidad/").status_code == 200
    for name in ("account", "verification", "participation", "arco"):
        page = client.get(f"/privacidad/avisos/{name}/").content.decode()
        assert "A quién se transfieren" in page
        assert "csrfmiddlewaretoken" not in page
        assert client.get(f"/privacidad/avisos/{name}/simplificado/").status_code == 200
        assert "To whom they are transferred" in client.get(f"/en/privacidad/avisos/{name}/").content.decode()
    for address in ("otro/", "otro/simplificado/", "account/version/1/", "account/version/99999999999999999999/"):
        assert client.get(f"/privacidad/avisos/{address}").status_code == 404


def test_signing_up_shows_the_simple_notice():
    page = Client().get("/cuenta/registro/").content.decode()
    assert "Aviso de privacidad: Tu cuenta en la plataforma" in page
    assert "/privacidad/avisos/account/" in page


def test_versions_are_kept_as_people_read_them(unit: Person):
    office.set_privacy(by=unit, at=NOW, responsible="Municipio de Prueba")
    first = office.publish_notice(purpose="account", texts=TEXTS, by=unit, at=NOW)
    assert office.publish_notice(purpose="account", texts=TEXTS, by=unit, at=NOW) == first
    office.set_privacy(by=unit, at=NOW, responsible="Otro municipio")
    second = office.publish_notice(
        purpose="account",
        texts={**TEXTS, "uses": "Nuevos usos"},
        translations={"en": {"uses": "New uses", "other": "x"}},
        by=unit,
        at=NOW,
    )
    assert (first.number, second.number, second.translations) == (1, 2, {"en": {"uses": "New uses"}})
    client = Client()
    assert "Nuevos usos" in client.get("/privacidad/avisos/account/").content.decode()
    assert "New uses" in client.get("/en/privacidad/avisos/account/").content.decode()
    old = client.get("/privacidad/avisos/account/version/1/").content.decode()
    assert "Municipio de Prueba" in old
    assert "ya no está vigente" in old


def test_a_notice_that_says_too_little_is_not_published(unit: Person):
    for field in ("title", "data", "uses", "basis", "transfers", "refusal"):
        with pytest.raises(ValidationError) as caught:
            office.publish_notice(purpose="account", texts={**TEXTS, field: " "}, by=unit, at=NOW)
        assert set(caught.value.message_dict) == {field}
    with pytest.raises(ValidationError):
        office.publish_notice(purpose="other", texts=TEXTS, by=unit, at=NOW)
    assert NoticeVersion.objects.count() == 0


def test_who_may_not_set_or_publish(ana: Person, bruno: Person, dario: Person, elena: Person, olga: Person):
    for by in (ana, bruno, dario, elena, olga):
        for act in (
            lambda by=by: office.set_privacy(by=by, at=NOW, unit="x"),
            lambda by=by: office.publish_notice(purpose="account", texts=TEXTS, by=by, at=NOW),
            lambda by=by: office.note_breach(by=by, at=NOW, found_at=NOW, **BREACH),
        ):
            with pytest.raises(ActDenied):
                act()
        client = client_of(by)
        for address in (
            "vulneraciones/",
            "vulneraciones/nueva/",
            "vulneraciones/1/",
            "documento/",
            "documento/descargar/",
        ):
            assert client.get(f"/mesa/privacidad/{address}").status_code == 403
        assert client.post("/mesa/privacidad/vulneraciones/nueva/", BREACH).status_code == 403
    assert [PrivacySettings.objects.count(), Breach.objects.count()] == [0, 0]
    assert Client().get("/mesa/privacidad/documento/").status_code == 302


def test_the_admin_publishes_through_acts(unit: Person, bruno: Person):
    client = client_of(unit)
    address = "/admin/participation/noticeversion/add/"
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?purpose=account").status_code == 200
    sent = client.post(address, {"purpose": "account", **TEXTS, "title_en": "Your account"})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    assert NoticeVersion.objects.get().translations == {"en": {"title": "Your account"}}
    assert client.get(f"/admin/participation/noticeversion/{NoticeVersion.objects.get().pk}/change/").status_code == 200
    assert client.post(address, {"purpose": "account", **TEXTS, "uses": ""}).status_code == 200
    values = {name: getattr(PrivacySettings(), name) for name in office.SETTINGS}
    assert client.post("/admin/participation/privacysettings/add/", {**values, "unit": "Unidad"}).status_code == 302
    assert PrivacySettings.objects.get().unit == "Unidad"
    assert client.get("/admin/participation/privacysettings/", follow=True).status_code == 200
    assert client_of(bruno).get(address).status_code == 403


def test_breaches_are_noted_completed_and_closed(unit: Person):
    client = client_of(unit)
    sent = client.post(
        "/mesa/privacidad/vulneraciones/nueva/", {**BREACH, "found_at": "2026-11-20T10:00", "people": "12"}
    )
    row = Breach.objects.get()
    assert sent.url == f"/mesa/privacidad/vulneraciones/{row.pk}/"
    assert client.post(sent.url, {**BREACH, "close": "1"}).status_code == 422, "nothing lasting was done"
    assert client.post(sent.url, {**BREACH, "lasting": "Se cifran", "close": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.closed_at is not None
    assert client.post(sent.url, {**BREACH, "what": "Otra cosa"}).status_code == 422
    with pytest.raises(ValidationError):
        office.note_breach(by=unit, at=NOW, found_at=NOW, happened_at=NOW + timedelta(days=1), **BREACH)
    assert "memoria" not in str(list(Event.objects.values("payload", "before", "after")))
    assert client.get("/mesa/privacidad/vulneraciones/99999999999999999999999/").status_code == 404
    for field, value in (("found_at", "x"), ("people", "-1"), ("people", "9" * 30), ("what", ""), ("what", "w" * 4001)):
        answer = client.post(
            "/mesa/privacidad/vulneraciones/nueva/", {**BREACH, "found_at": "2026-11-20T10:00", field: value}
        )
        assert answer.status_code == 422


def test_nobody_is_led_to_the_desk_that_refuses_them(unit: Person, carla: Person):
    for by, led in ((unit, True), (carla, False)):  # Carla manages the platform and is not the unit
        for address in ("vulneraciones/", "documento/"):
            page = client_of(by).get(f"/mesa/privacidad/{address}").content.decode()
            assert ('href="/mesa/privacidad/"' in page) is led


def test_the_security_document_is_filled_and_opens(unit: Person):
    office.set_privacy(by=unit, at=NOW, responsible="Municipio <de> Prueba & Cía")
    office.note_breach(by=unit, at=NOW, found_at=NOW, **BREACH)
    client = client_of(unit)
    assert "Se perdió una memoria" in client.get("/mesa/privacidad/documento/").content.decode()
    answer = client.get("/mesa/privacidad/documento/descargar/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert file.testzip() is None
        root = ElementTree.fromstring(file.read("word/document.xml"))
    text = "".join(root.itertext())
    for words in ("Municipio <de> Prueba & Cía", "Se perdió una memoria", "Análisis de riesgos", "Plan de trabajo"):
        assert words in text
    for rule in all_rules():
        assert str(rule.label) in text


def test_the_published_table_is_what_runs(monkeypatch, caplog):
    page = Client().get("/privacidad/plazos/").content.decode()
    for rule in all_rules():
        assert str(rule.label) in page
    monkeypatch.setattr("participation.privacy.retention._rules", {})
    with pytest.raises(ValueError, match="nothing that erases"):
        register_retention(RetentionRule("x", "X", timedelta(days=1), "y"))
    calls = []
    register_retention(
        RetentionRule("a.bad", "Bad", timedelta(days=1), "y", lambda at: 1 // 0),
        RetentionRule("b.good", "Good", timedelta(days=1), "y", lambda at: calls.append(at) or 3),
        RetentionRule("c.stays", "Stays", None, "y"),
    )
    assert run_rules(at=NOW) == {"a.bad": 0, "b.good": 3}
    assert run_rules(at=NOW) == {"a.bad": 0, "b.good": 3}
    states = {state.rule: (state.erased, state.erased_in_all, state.failed) for state in RetentionState.objects.all()}
    assert states == {"a.bad": (0, 0, True), "b.good": (3, 6, False)}
    assert len(calls) == 2


def test_beat_runs_the_table():
    from django.conf import settings

    from participation.privacy.tasks import purge

    assert settings.CELERY_BEAT_SCHEDULE["retention-sweep"]["task"] == "participation.privacy.purge"
    purge()
    assert set(RetentionState.objects.values_list("rule", flat=True)) == {
        rule.name for rule in all_rules() if rule.purge
    }
    assert not RetentionState.objects.filter(failed=True).exists()


def test_my_participation_is_mine_alone(ana: Person, bruno: Person, carla: Person):
    call = make_call()
    proposal = make_proposal(call, author=ana, title="Parque de Ana")
    make_comment(proposal.subject, author=bruno, text="Bien")
    assert "Parque de Ana" in client_of(ana).get("/cuenta/participacion/").content.decode()
    mine = client_of(bruno).get("/cuenta/participacion/").content.decode()
    assert "Parque de Ana" in mine, "Bruno commented on it"
    assert "Parque de Ana" not in client_of(bruno).get("/cuenta/participacion/proposals/").content.decode()
    assert "Parque de Ana" not in client_of(carla).get("/cuenta/participacion/").content.decode()
    assert Client().get("/cuenta/participacion/").status_code == 302
    client = client_of(ana)
    assert client.get("/cuenta/participacion/otra/").status_code == 404
    assert client.get("/cuenta/participacion/proposals/?after=zzz").status_code == 400
    assert client.post("/cuenta/participacion/").status_code == 405


@pytest.mark.parametrize("rows", [1, 15])
def test_my_participation_costs_the_same_with_many(ana: Person, rows: int, django_assert_max_num_queries):
    call = make_call()
    for _row in range(rows):
        make_comment(make_proposal(call, author=ana).subject, author=ana)
    client = client_of(ana)
    for address in ("", "comments/", "proposals/", "supports/", "follows/"):
        client.get(f"/cuenta/participacion/{address}")
        with django_assert_max_num_queries(12):  # one for each kind of taking part
            assert client.get(f"/cuenta/participacion/{address}").status_code == 200


def test_a_pseudonym_takes_the_place_of_the_name(ana: Person):
    proposal = make_proposal(make_call(), author=ana)
    client = client_of(ana)
    assert client.get("/cuenta/seudonimo/").status_code == 200
    assert client.post("/cuenta/seudonimo/").url == "/cuenta/"
    ana.refresh_from_db()
    assert ana.name != "Ana"
    assert ana.name in client.get("/cuenta/").content.decode()
    page = Client().get(f"/propuestas/{proposal.pk}/").content.decode()
    assert ana.name in page
    assert ">Ana<" not in page
    assert Client().post("/cuenta/seudonimo/").status_code == 302
    assert "Ana" not in str(
        list(Event.objects.filter(name="people.account.changed").values("payload", "before", "after"))
    )
