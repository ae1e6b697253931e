"""The desk of answers: what each official finds there, and each step through the pages."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from participation.models import Attachment, Response, ResponsePart, Routing
from participation.responses.actions import draft_response, owe_response
from tests.factories import make_call, make_proposal
from tests.participation.responses.offices import Offices, make_offices
from tests.personas import client_of

pytestmark = pytest.mark.django_db
DESK = "/mesa/turnos/"


@pytest.fixture
def town(db: None) -> Offices:
    made = make_offices()
    Response.objects.update(owed_since=timezone.now())
    return made


def page_of(town: Offices) -> str:
    return f"{DESK}{town.subject.pk}/"


def text(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status, address
    return reply.content.decode()


def test_nobody_but_the_offices_opens_it(town: Offices, ana, dario):
    town.route(town.works)
    for who in (ana, dario):
        assert client_of(who).get(DESK).status_code == 403
        assert client_of(who).get(page_of(town)).status_code == 403
        for step in ("route", "return", "prepare", "publish", "assign", "ask"):
            assert client_of(who).post(page_of(town), {"step": step, "text": "x"}).status_code == 403
        assert client_of(who).post(f"{DESK}varias/", {"cosa": town.subject.pk}).status_code == 403
    other = client_of(town.plumber)
    assert town.subject.title not in text(other, DESK)
    assert other.get(page_of(town)).status_code == 404
    assert other.post(page_of(town), {"step": "return", "text": "x"}).status_code == 404
    other.post(f"{DESK}varias/", {"cosa": town.subject.pk, "institution": town.water.pk, "seguro": "1"})
    assert (town.response.institution, Routing.objects.count()) == (town.works, 1)
    assert Client().get(DESK).status_code == 302


def test_an_answer_goes_its_whole_way_through_the_pages(town: Offices):
    desk, analyst, director = (client_of(who) for who in (town.desk, town.analyst, town.director))
    sent = {"step": "route", "institution": town.works.pk, "person": "", "working_days": "5", "note": "Urge"}
    assert desk.post(page_of(town), sent).status_code == 302
    assert town.subject.title in text(analyst, DESK)
    assert "Urge" in text(analyst, page_of(town))
    assert "Publicar la respuesta" not in text(analyst, page_of(town))
    pdf = SimpleUploadedFile("oficio.pdf", b"%PDF-1.7\n%%EOF\n", content_type="application/pdf")
    answer = {
        "step": "prepare", "verdict": "accepted", "reasons": "Hay dinero.", "reference": "OP/12", "signer": "Diana",
        "cost": "1500.50", "seen": "",
    }  # fmt: skip
    assert analyst.post(page_of(town), {**answer, "reasons": " "}).status_code == 422
    assert analyst.post(page_of(town), {**answer, "files": pdf}).status_code == 302
    file = Attachment.objects.get()
    assert (file.part, town.response.cost_centavos) == ("answer", 150050)
    assert [client.get(f"/archivos/{file.key}/").status_code for client in (Client(), client_of(town.plumber), analyst)] == [
        404, 404, 200,
    ]  # fmt: skip
    # Nobody's draft is written over unread, and what was typed stays.
    late = analyst.post(page_of(town), {**answer, "reasons": "Otra cosa."})
    assert late.status_code == 403
    assert "Otra cosa." in late.content.decode()
    mark = re.search(r'name="seen" value="([^"]+)"', late.content.decode())
    assert mark is not None
    assert mark[1] == town.response.prepared_at.isoformat()
    assert "Hay dinero." in text(director, page_of(town))
    assert director.post(page_of(town), {"step": "publish"}).status_code == 302
    public = text(Client(), town.subject.path.replace("/0/", f"/{town.subject.proposal.pk}/"))
    for words in ("Hay dinero.", "OP/12", "oficio.pdf"):
        assert words in public
    assert Client().get(f"/archivos/{file.key}/").status_code == 200
    # A step that somebody else took already says so.
    assert director.post(page_of(town), {"step": "publish"}, follow=True).status_code == 200


def test_a_joint_answer_shows_what_is_missing_and_a_return_its_reason(town: Offices):
    desk, analyst, plumber = (client_of(who) for who in (town.desk, town.analyst, town.plumber))
    desk.post(page_of(town), {"step": "route", "institution": town.works.pk, "joint": [town.water.pk]})
    part = ResponsePart.objects.get()
    assert "conjunta: faltan partes" in text(analyst, DESK)
    assert plumber.post(page_of(town), {"step": f"part-{part.pk}", "text": "La tubería aguanta."}).status_code == 302
    assert "La tubería aguanta." in text(analyst, page_of(town))
    assert analyst.post(page_of(town), {"step": "return", "text": " "}).status_code == 422
    assert analyst.post(page_of(town), {"step": "return", "text": "Es de Agua"}).url == DESK
    seen = desk.get(page_of(town))
    assert "Obras la regresó el" in seen.content.decode()
    assert "Es de Agua" in seen.content.decode()
    assert [step.name for step in seen.context["steps"] if step.main] == ["route"]
    assert town.subject.title in text(desk, f"{DESK}?estado=regresadas")


def test_several_are_routed_after_seeing_what_will_happen(town: Offices):
    client = client_of(town.desk)
    rows = [town.subject]
    for _n in range(2):
        rows.append(make_proposal(make_call()).subject)
        owe_response(subject=rows[-1], at=timezone.now())
    marked = {"cosa": [row.pk for row in rows]}
    address = f"{DESK}varias/"
    assert client.post(address, {}).url == DESK
    assert client.post(address, marked).status_code == 200
    plan = {**marked, "institution": town.works.pk, "working_days": "3"}
    seen = client.post(address, plan).content.decode()
    assert "Estas 3 van a Obras:" in seen
    assert not Routing.objects.exists()
    assert client.post(address, {**plan, "person": town.plumber.pk, "seguro": "1"}).status_code == 422
    assert not Routing.objects.exists()
    assert client.post(address, {**plan, "seguro": "1"}).url == DESK
    assert Routing.objects.filter(institution=town.works).count() == 3


def test_several_are_published_after_seeing_what_is_said_to_whom(town: Offices, carla, elena):
    """What cannot be published says why and is left out; the rest goes together, and nothing goes before the second press."""
    client, address = client_of(carla), f"{DESK}publicar/"
    rows = [town.subject, *(make_proposal(make_call(), title=f"Otra {n}").subject for n in range(2))]
    for row in rows[1:]:
        owe_response(subject=row, at=timezone.now())
    for row in rows[:2]:
        draft_response(subject=row, verdict="accepted", reasons="Se hará en <b>marzo</b>.", by=elena, at=timezone.now())
    marked = {"cosa": [row.pk for row in rows]}
    assert "Publicar lo marcado" in text(client, f"{DESK}?estado=preparadas")
    assert "Publicar lo marcado" not in text(client, DESK)
    assert client.post(address, {}).url == DESK
    seen = client.post(address, marked).content.decode()
    assert "Se hará en &lt;b&gt;marzo&lt;/b&gt;." in seen
    assert f'href="{DESK}{rows[2].pk}/"' in seen
    assert re.findall(r'name="cosa" value="(\d+)"', seen) == [str(row.pk) for row in rows[:2]]
    assert client.post(address, {**marked, "seguro": "1"}).status_code == 422
    assert not Response.objects.filter(published_at__isnull=False).exists()
    assert client.post(address, {"cosa": [row.pk for row in rows[:2]], "seguro": "1"}).url == DESK
    assert Response.objects.filter(published_at__isnull=False).count() == 2
    assert client.post(address, {"cosa": [rows[0].pk], "seguro": "1"}).status_code == 403


def test_who_does_not_publish_is_not_offered_it_and_may_not(town: Offices):
    for who in (town.analyst, town.desk, town.plumber):
        client = client_of(who)
        assert client.post(f"{DESK}publicar/", {"cosa": [town.subject.pk], "seguro": "1"}).status_code == 403
        assert "Publicar lo marcado" not in text(client, f"{DESK}?estado=preparadas")
    town.route(town.water)
    answer = client_of(town.director).post(f"{DESK}publicar/", {"cosa": [town.subject.pk], "seguro": "1"})
    assert answer.status_code == 403  # another office's
    assert town.response.published_at is None


def test_what_is_late_stands_first_and_filters_narrow(town: Offices):
    now = timezone.now()
    due = {"Lejana": 30, "Rezagada": -9, "Cercana": 1}
    for title, days in due.items():
        row = make_proposal(make_call(), title=title)
        owe_response(subject=row.subject, at=now, institution=town.works, due_on=(now + timedelta(days=days)).date())
    Response.objects.filter(subject__title="Lejana").update(assigned_to=town.analyst)
    client = client_of(town.analyst)
    shown = text(client, DESK)
    assert shown.index("Rezagada") < shown.index("Cercana") < shown.index("Lejana")
    expected = {
        "?estado=vencidas": {"Rezagada"},
        "?estado=pronto": {"Cercana"},
        "?persona=yo": {"Lejana"},
        "?persona=nadie": {"Rezagada", "Cercana"},
        f"?institucion={town.water.pk}": set(),
        "?estado=respondidas": set(),
    }
    for query, titles in expected.items():
        page = text(client, DESK + query)
        assert {title for title in due if title in page} == titles, query
    for query in ("?estado=x", "?persona=x", "?institucion=x", "?institucion=" + "9" * 40, "?after=x"):
        assert client.get(DESK + query).status_code == 400, query


@pytest.mark.parametrize("rows", [1, 26])
def test_the_desk_costs_the_same_with_one_and_with_many(town: Offices, rows: int, django_assert_num_queries):
    call, now = make_call(), timezone.now()
    for n in range(rows):
        row = make_proposal(call)
        owe_response(subject=row.subject, at=now, institution=town.works, due_on=now.date() + timedelta(days=n))
    client = client_of(town.analyst)
    client.get(DESK)
    with django_assert_num_queries(7):
        client.get(DESK)
