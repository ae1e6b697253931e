"""Writing a proposal step by step, as a browser without JavaScript does it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from participation.models import Attachment, Event
from proposals.actions import submit_proposal
from proposals.models import Proposal
from tests.factories import make_call, make_proposal, make_territory
from tests.personas import client_of, make_person

pytestmark = pytest.mark.django_db

TEXT = {"title": "Banquetas parejas en la calle Hidalgo", "body": "Están rotas y la gente mayor se cae."}
WHERE = {"territory": "", "address": "", "latitude": "", "longitude": "", "tags": "", "lang": "es"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(now):
    return make_call(at=now)


def start(call):
    return f"/procesos/{call.process.slug}/{call.slug}/nueva/"


def test_from_the_first_word_to_the_published_page(call, ana):
    client = client_of(ana)
    assert client.get(start(call)).status_code == 200
    assert not Proposal.objects.exists()
    step = client.post(start(call), TEXT)
    draft = Proposal.objects.get()
    assert step["Location"] == f"/propuestas/{draft.pk}/parecidas/"
    assert client.get(step["Location"])["Location"] == f"/propuestas/{draft.pk}/lugar/"
    step = client.post(
        f"/propuestas/{draft.pk}/lugar/", {**WHERE, "tags": "Calles, #peatones", "address": "Frente al kiosco"}
    )
    assert step["Location"] == f"/propuestas/{draft.pk}/vista-previa/"
    preview = client.get(step["Location"]).content.decode()
    assert TEXT["title"] in preview
    assert "#peatones" in preview
    step = client.post(f"/propuestas/{draft.pk}/vista-previa/")
    assert step["Location"] == f"/propuestas/{draft.pk}/"
    draft.refresh_from_db()
    assert (draft.state, draft.tags, draft.address) == ("published", ["calles", "peatones"], "Frente al kiosco")
    assert client.post(f"/propuestas/{draft.pk}/vista-previa/")["Location"] == f"/propuestas/{draft.pk}/"
    assert Proposal.objects.count() == 1


def test_a_draft_is_resumed(call, ana):
    client = client_of(ana)
    client.post(start(call), TEXT)
    page = client.get(start(call)).content.decode()
    assert TEXT["title"] in page
    client.post(start(call), {**TEXT, "title": "Banquetas anchas en la calle Hidalgo"})
    assert Proposal.objects.get().title == "Banquetas anchas en la calle Hidalgo"


def test_similar_proposals_are_shown_before_going_on(call, ana, now):
    there = submit_proposal(
        component=call,
        title="Reparar banquetas rotas de Hidalgo",
        body="La gente mayor se cae en la calle.",
        by=make_person("Rita"),
        at=now,
    )
    client = client_of(ana)
    client.post(start(call), TEXT)
    draft = Proposal.objects.get(author=ana)
    page = client.get(f"/propuestas/{draft.pk}/parecidas/").content.decode()
    assert there.title in page
    assert f"/propuestas/{draft.pk}/lugar/" in page


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"title": "", "body": "Un texto que no se debe perder"}, "Un texto que no se debe perder"),
        ({"title": "x" * 151, "body": TEXT["body"]}, "x" * 151),
        ({"title": "Un título que se queda escrito", "body": "corto"}, "Un título que se queda escrito"),
        ({}, ""),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(call, ana, fields, kept):
    reply = client_of(ana).post(start(call), fields)
    assert reply.status_code == 200
    page = reply.content.decode()
    assert 'class="az-errors"' in page
    assert kept in page
    assert not Proposal.objects.exists()


def test_the_point_names_the_territory(now, ana):
    ring = [[-97, 19], [-96, 19], [-96, 20], [-97, 20], [-97, 19]]
    place = make_territory(
        "Centro", outline={"type": "Polygon", "coordinates": [ring]}, west=-97, east=-96, south=19, north=20
    )
    client = client_of(ana)
    client.post(start(call := make_call(at=now, territory_required=True)), TEXT)
    draft = Proposal.objects.get(component=call)
    assert client.post(f"/propuestas/{draft.pk}/lugar/", WHERE).status_code == 200
    client.post(f"/propuestas/{draft.pk}/lugar/", {**WHERE, "latitude": "19.5", "longitude": "-96.5"})
    draft.refresh_from_db()
    assert (draft.territory, draft.latitude) == (place, Decimal("19.5"))


@pytest.mark.parametrize(
    "fields",
    [
        {"latitude": "91", "longitude": "0"},
        {"latitude": "norte", "longitude": "0"},
        {"latitude": "19"},
        {"territory": "x"},
        {"territory": "9" * 30},
        {"tags": "a,b,c,d,e,f"},
        {"lang": "xx"},
        {"address": "x" * 201},
        {"latitude": "nan", "longitude": "nan"},
        {"latitude": "1e400", "longitude": "1"},
    ],
)
def test_a_place_that_cannot_be_read_is_said(call, ana, fields):
    client = client_of(ana)
    client.post(start(call), TEXT)
    draft = Proposal.objects.get()
    reply = client.post(f"/propuestas/{draft.pk}/lugar/", {**WHERE, **fields})
    assert reply.status_code == 200
    assert 'class="az-errors"' in reply.content.decode()
    draft.refresh_from_db()
    assert (draft.latitude, draft.territory, draft.tags) == (None, None, [])


def test_files_are_attached_within_the_limit(now, ana):
    client = client_of(ana)
    client.post(start(make_call(at=now, attachments_max=1)), TEXT)
    draft = Proposal.objects.get()
    note = SimpleUploadedFile("nota.txt", b"Mediciones de la banqueta.", content_type="text/plain")
    client.post(f"/propuestas/{draft.pk}/lugar/", {**WHERE, "files": [note]})
    assert Attachment.objects.get().subject == draft.subject
    assert 'name="files"' not in client.get(f"/propuestas/{draft.pk}/lugar/").content.decode()


def test_a_bad_file_is_refused_and_nothing_kept(call, ana):
    client = client_of(ana)
    client.post(start(call), TEXT)
    draft = Proposal.objects.get()
    bad = SimpleUploadedFile("foto.png", b"<svg onload=alert(1)>", content_type="image/png")
    reply = client.post(f"/propuestas/{draft.pk}/lugar/", {**WHERE, "files": [bad]})
    assert reply.status_code == 200
    assert 'class="az-errors"' in reply.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("page", ["editar", "lugar"])
def test_a_file_without_room_leaves_the_text_as_it_was(now, ana, monkeypatch, page):
    """Somebody filled the last place while the form was open: what the page complains of was not half done."""
    call = make_call(at=now, attachments_max=2)
    if page == "editar":
        proposal = make_proposal(call, author=ana, at=now, title="Banquetas parejas")
    else:
        client_of(ana).post(start(call), TEXT)
        proposal = Proposal.objects.get()
    before = Proposal.objects.values("title", "body", "address", "edited_at").get(pk=proposal.pk)
    events = Event.objects.count()
    monkeypatch.setattr("participation.files.policies.MOST_PER_SUBJECT", 1)
    files = [SimpleUploadedFile(f"nota{n}.txt", b"Mediciones.", content_type="text/plain") for n in range(2)]
    sent = {
        "title": "Otra cosa muy distinta",
        "body": "Otro texto, más largo que el primero.",
        **WHERE,
        "address": "Calle Hidalgo",
        "reason": "",
    }
    reply = client_of(ana).post(f"/propuestas/{proposal.pk}/{page}/", sent | {"files": files})
    assert reply.status_code == 200
    assert "no caben más archivos" in reply.content.decode().lower()
    assert 'value="Calle Hidalgo"' in reply.content.decode()
    assert Proposal.objects.values("title", "body", "address", "edited_at").get(pk=proposal.pk) == before
    assert (Attachment.objects.count(), Event.objects.count()) == (0, events)


def test_nobody_else_reaches_a_draft(call, ana, bruno, carla):
    client_of(ana).post(start(call), TEXT)
    draft = Proposal.objects.get()
    for person in (bruno, carla):
        client = client_of(person)
        for step in ("parecidas", "lugar", "vista-previa"):
            assert client.get(f"/propuestas/{draft.pk}/{step}/").status_code == 404
        for step in ("lugar", "vista-previa", "tirar-borrador"):
            assert client.post(f"/propuestas/{draft.pk}/{step}/", TEXT | WHERE).status_code in {403, 404}
    for step in ("parecidas", "lugar", "vista-previa"):
        assert Client().get(f"/propuestas/{draft.pk}/{step}/")["Location"].startswith("/cuenta/entrar/")
    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("draft", TEXT["title"])


def test_a_visitor_is_sent_to_sign_in_and_a_closed_call_says_so(call, ana, now):
    assert Client().get(start(call))["Location"].startswith("/cuenta/entrar/")
    closed = make_call(at=now - timedelta(days=90))
    assert Client().get(start(closed)).status_code == 403
    assert client_of(ana).post(start(closed), TEXT).status_code == 403
    assert not Proposal.objects.exists()


def test_a_draft_can_be_thrown_away(call, ana):
    client = client_of(ana)
    client.post(start(call), TEXT)
    draft = Proposal.objects.get()
    assert client.get(f"/propuestas/{draft.pk}/tirar-borrador/").status_code == 405
    client.post(f"/propuestas/{draft.pk}/tirar-borrador/")
    draft.refresh_from_db()
    assert (draft.state, draft.body) == ("withdrawn", "")
    assert client.get(f"/propuestas/{draft.pk}/").status_code == 404


def test_editing_on_a_page(call, ana, bruno, now):
    proposal = submit_proposal(component=call, **TEXT, by=ana, at=now)
    page = f"/propuestas/{proposal.pk}/editar/"
    assert client_of(bruno).get(page).status_code == 403
    assert client_of(bruno).post(page, TEXT | WHERE | {"title": "Otra cosa muy distinta"}).status_code == 403
    assert Client().get(page)["Location"].startswith("/cuenta/entrar/")
    client = client_of(ana)
    assert client.get(page).status_code == 200
    wrong = client.post(page, {**TEXT, **WHERE, "title": "corto"})
    assert 'class="az-errors"' in wrong.content.decode()
    client.post(page, {**TEXT, **WHERE, "title": "Banquetas anchas en la calle Hidalgo", "reason": "Más claro"})
    proposal.refresh_from_db()
    assert proposal.title == "Banquetas anchas en la calle Hidalgo"


def test_withdrawing_on_a_page(call, ana, bruno, now):
    proposal = submit_proposal(component=call, **TEXT, by=ana, at=now)
    page = f"/propuestas/{proposal.pk}/retirar/"
    assert client_of(bruno).post(page, {"reason": ""}).status_code == 403
    client = client_of(ana)
    assert client.get(page).status_code == 200
    client.post(page, {"reason": "Me equivoqué <b>"})
    gone = Client().get(f"/propuestas/{proposal.pk}/")
    assert gone.status_code == 410
    assert "Me equivoqué &lt;b&gt;" in gone.content.decode()


def test_the_limit_is_said_with_the_way_out(now, ana):
    call = make_call(at=now, proposals_per_person=1)
    make_proposal(call, author=ana, at=now)
    reply = client_of(ana).get(start(call))
    assert reply.status_code == 403
    assert "?mine=1" in reply.content.decode()


@pytest.mark.parametrize(
    "fields", [{"title": "a\x00bcdefghijklm", "body": "x\x00" * 40}, {"title": "\ud800" * 12, "body": TEXT["body"]}]
)
def test_characters_that_no_text_can_have_break_nothing(call, ana, fields):
    encoded = {
        name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in fields.items()
    }
    assert client_of(ana).post(start(call), encoded).status_code in {200, 302}
