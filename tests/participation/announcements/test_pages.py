"""Pages of announcements, as officials and readers use them; what they may not is refused and changes nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from participation.announcements import actions
from participation.events.relay import relay
from participation.models import Announcement, Consent, Event
from tests.factories import make_call, make_proposal
from tests.participation.announcements.helpers import BODY, ENGLISH, agree, draft, send
from tests.personas import client_of, official

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ADD = "/admin/participation/announcement/add/"
FORM = {"kind": "newsletter", "segment": "all", "title": "Noticias", "summary": "", "body": BODY, "_save": "1"}
SCRIPT = "<script>alert(1)</script>"


def page_of(row, word="revisar"):
    return f"/admin/participation/announcement/{row.pk}/{word}/"


def test_an_official_writes_looks_tests_schedules_takes_back_sends_and_stops(ana, carla):
    agree(ana)
    desk = client_of(carla)
    assert desk.get(ADD).status_code == 200
    made = desk.post(ADD, {**FORM, "title_en": "News", "summary_en": "", "body_en": "<p>Hello</p>"})
    row = Announcement.objects.get()
    assert (made.status_code, made["Location"], row.state) == (302, page_of(row), "draft")
    shown = desk.get(page_of(row)).content.decode()
    assert "Noticias" in shown
    assert "&lt;h2&gt;Parques&lt;/h2&gt;" in shown  # the mail itself, within its frame
    assert "menos de 5" in shown
    assert "Noticias" not in desk.get(f"/en{page_of(row)}").content.decode().partition("As readers see it: English")[2]
    assert desk.post(page_of(row, "probar")).status_code == 302
    wrong = desk.post(page_of(row, "enviar"), {"when": "later", "send_at": "mañana"})
    assert (wrong.status_code, "mañana" in wrong.content.decode()) == (422, True)
    assert desk.post(page_of(row, "enviar"), {"when": "later", "send_at": ""}).status_code == 422
    assert desk.post(page_of(row, "enviar"), {"when": "later", "send_at": "2020-01-01T08:00"}).status_code == 422
    later = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    desk.post(page_of(row, "enviar"), {"when": "later", "send_at": later})
    row.refresh_from_db()
    assert row.state == "scheduled"
    change = desk.get(f"/admin/participation/announcement/{row.pk}/change/")
    assert change["Location"] == page_of(row)
    assert "Recuperarlo" in desk.get(page_of(row)).content.decode()
    desk.post(page_of(row, "recuperar"))
    desk.post(page_of(row, "enviar"), {"when": "now"})
    row = actions.start_announcement(announcement=row, at=timezone.now())
    assert row.state == "started"
    relay(timezone.now())
    assert "En su lista de notificaciones" in desk.get(page_of(row)).content.decode()
    assert desk.post(page_of(row, "detener"), {"reason": ""}).status_code == 422
    desk.post(page_of(row, "detener"), {"reason": "Estaba mal."})
    row.refresh_from_db()
    assert (row.state, row.problem) == ("stopped", "Estaba mal.")


def test_nobody_else_does_anything(ana, bruno, carla, dario):
    """A citizen, a moderator, the steward of another process and nobody: refused, and nothing changed."""
    process = make_call().process.subject
    row = draft(carla, segment="followers", scope=process)
    sara, other = official("Sara", "steward", process), official("Otra", "steward", make_call().process.subject)
    whole = draft(carla)
    before = (Event.objects.count(), list(Announcement.objects.order_by("pk").values()))
    refused = {None: 302, bruno: 403, dario: 403, other: 404}
    for person, status in refused.items():
        browser = client_of(person) if person else Client()
        for word in ("revisar", "probar", "enviar", "recuperar", "tirar", "detener"):
            answer = browser.post(page_of(row, word), {"when": "now", "reason": "x"})
            assert (person, word, answer.status_code) == (person, word, status)
    for word in ("revisar", "probar", "enviar", "tirar"):
        assert client_of(sara).post(page_of(whole, word), {"when": "now"}).status_code == 404
    refused = client_of(sara).post(ADD, FORM)
    assert refused.status_code in {200, 422}
    assert before == (Event.objects.count(), list(Announcement.objects.order_by("pk").values()))
    assert client_of(sara).get(page_of(row)).status_code == 200
    made = client_of(sara).post(ADD, {**FORM, "segment": "followers", "scope": process.pk})
    assert (made.status_code, Announcement.objects.count()) == (302, 3)


def test_hostile_values_are_answered(carla):
    desk = client_of(carla)
    proposal = make_proposal(make_call())
    made = desk.post(ADD, {
        **FORM, "title": SCRIPT, "summary": SCRIPT, "body": f"<p>{SCRIPT}x<img src=x onerror=alert(1)></p>",
        "segment": "supporters", "address": f"https://otro.example{proposal.subject.path}?a=1#b",
    })  # fmt: skip
    row = Announcement.objects.get()
    assert (made.status_code, row.scope_id, row.body) == (302, proposal.subject_id, "<p>x</p>")
    for page in (page_of(row), f"/boletines/{row.pk}/", "/admin/participation/announcement/"):
        assert SCRIPT not in desk.get(page).content.decode()
    for wrong in (
        {"segment": "supporters", "address": "/procesos/no/"}, {"segment": "x"}, {"scope": "9" * 30},
        {"title": "\x00"}, {"title": "x" * 200}, {"body": "x" * 30_000}, {"links": ["9" * 30, "a"]},
        {"territory": "9" * 30}, {"kind": "x"}, {"segment": "territory"}, {"address": "http://["},
    ):  # fmt: skip
        answer = desk.post(ADD, {**FORM, **wrong})
        assert answer.status_code in {200, 302, 422}, wrong
    for address in (
        f"/boletines/{2**63}/",
        f"/boletines/{10**30}/",
        f"/admin/participation/announcement/{10**30}/revisar/",
    ):
        assert desk.get(address).status_code == 404
    assert desk.get("/boletines/?cursor=%F0%00").status_code in {200, 400}


def test_the_public_list_and_who_reads_what(ana, bruno, carla):
    agree(ana)
    assert "Todavía no se envía nada" in Client().get("/boletines/").content.decode()
    process = make_call().process.subject
    from participation.follows.actions import follow

    follow(subject=process, by=ana, at=NOW)
    public = send(draft(carla, translations=ENGLISH, links=[process]), carla, NOW)
    closed = send(draft(carla, segment="followers", scope=process, title="Para quienes siguen"), carla, NOW)
    relay(NOW)
    unsent = draft(carla)
    spanish = Client().get("/boletines/").content.decode()
    assert ("Noticias de noviembre" in spanish, "Para quienes siguen" in spanish) == (True, False)
    assert "News of November" in Client().get("/en/boletines/").content.decode()
    one = Client().get(f"/boletines/{public.pk}/").content.decode()
    assert ("<h2>Parques</h2>" in one, process.title in one, "csrf" in one) == (True, True, False)
    statuses = {
        who: [browser.get(f"/boletines/{row.pk}/").status_code for row in (public, closed, unsent)]
        for who, browser in {
            "nobody": Client(), "ana": client_of(ana), "bruno": client_of(bruno), "carla": client_of(carla),
        }.items()
    }  # fmt: skip
    assert statuses == {
        "nobody": [200, 302, 302], "ana": [200, 200, 404], "bruno": [200, 404, 404], "carla": [200, 200, 200],
    }  # fmt: skip
    actions.stop_announcement(announcement=public, reason="Mal.", by=carla, at=NOW)
    assert "Noticias de noviembre" not in Client().get("/boletines/").content.decode()
    assert "Mal." in client_of(ana).get(f"/boletines/{public.pk}/").content.decode()


def test_the_switch_stands_where_people_choose_what_they_are_told(ana):
    browser = client_of(ana)
    shown = browser.get("/cuenta/notificaciones/preferencias/").content.decode()
    assert ('id="boletines"' in shown, "No aceptaste" in shown) == (True, True)
    browser.post("/cuenta/acuerdos/", {"purpose": "newsletters", "agree": "1"})
    assert Consent.objects.filter(person=ana, purpose="newsletters", withdrawn_at=None).count() == 1


@pytest.mark.parametrize("count", [1, 20])
def test_the_public_list_costs_the_same_for_one_and_many(carla, count, django_assert_num_queries):
    for _number in range(count):
        send(draft(carla), carla, NOW)
    with django_assert_num_queries(2):  # one of them reads the small tables, which pages keep
        answer = Client().get("/boletines/")
    assert answer.content.decode().count("Noticias de noviembre") == count
