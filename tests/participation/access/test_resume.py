"""What a person wanted is offered again once nothing is missing: kept by their own press alone, done by them alone."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from participation.access import resume
from participation.models import Comment, MethodSetting, Person, PersonGroup, Verification
from participation.verification.actions import verify_at_counter
from participation.web.traps import stamp
from proposals.models import Proposal, Support
from tests.factories import make_call, make_proposal
from tests.participation.census.people import bring
from tests.participation.groups.lists import make_list
from tests.personas import client_of

pytestmark = pytest.mark.django_db
VERIFIED = [{"kind": "verified"}]
MINE, GO_ON = "/cuenta/verificacion/", "/cuenta/seguir/"


@pytest.fixture
def proposal() -> Proposal:
    """One whose supports, proposals and comments are for verified people."""
    now = timezone.now()
    call = make_call(at=now, who_may_support=VERIFIED, who_may_propose=VERIFIED, who_may_comment=VERIFIED)
    return make_proposal(call, title="Luz en la calle Juárez", at=now)


def verify(person: Person, by: Person) -> None:
    """Verify somebody at the counter, while their browser waits."""
    now = timezone.now()
    verify_at_counter(person=person, document="PASAPORTE77", birth_date=date(1990, 5, 1), territory=None, by=by, at=now)


def kept(client: Client) -> dict | None:
    """Return what the session keeps."""
    return client.session.get(resume.KEY)


def test_from_the_denied_button_over_the_counter_back_to_the_act(proposal: Proposal, bruno: Person, carla: Person):
    client = client_of(bruno)
    page = client.get(proposal.get_absolute_url()).content.decode()
    act = f"/propuestas/{proposal.pk}/respaldar/"
    assert f'<input type="hidden" name="act" value="{act}">' in page
    answer = client.post("/cuenta/seguir/guardar/", {"act": act})
    assert answer.headers["Location"] == MINE
    mine = client.get(MINE).content.decode()
    assert "Querías hacer esto" in mine
    assert "Luz en la calle Juárez" in mine
    assert "Para esto, verifica tu identidad. Se hace una sola vez." in mine
    assert f'action="{act}"' not in mine  # nothing to press yet
    verify(bruno, carla)
    for path in (MINE, GO_ON):
        shown = client.get(path).content.decode()
        assert "Ya no falta nada." in shown
        assert shown.count(f'<form method="post" action="{act}">') == 1
    assert "Nothing is missing any more." in client.get(f"/en{GO_ON}").content.decode()
    assert Support.objects.count() == 0  # looking does nothing
    assert client.post(act).status_code == 302  # the one button, without signing in again
    assert Support.objects.get().person == bruno
    assert kept(client) is None
    assert "Aquí no hay nada pendiente" in client.get(GO_ON).content.decode()


def test_a_refused_press_is_kept_too_and_forgotten_when_asked(proposal: Proposal, bruno: Person):
    client = client_of(bruno)
    refused = client.post(f"/propuestas/{proposal.pk}/respaldar/")
    assert (refused.status_code, Support.objects.count()) == (403, 0)
    assert kept(client)["path"] == f"/propuestas/{proposal.pk}/respaldar/"
    answer = client.post("/cuenta/seguir/olvidar/")
    assert answer.headers["Location"] == f"/propuestas/{proposal.pk}/"
    assert kept(client) is None


def test_the_page_to_propose_is_opened_again(proposal: Proposal, bruno: Person, carla: Person):
    client, path = client_of(bruno), f"{proposal.component.subject.path}nueva/"
    denied = client.get(path)
    assert denied.status_code == 403
    assert kept(client) is None  # another site can make a browser look, so looking keeps nothing
    assert f'name="act" value="{path}"' in denied.content.decode()
    assert client.post("/cuenta/seguir/guardar/", {"act": path}).headers["Location"] == MINE
    verify(bruno, carla)
    assert f'<a class="btn btn-primary" href="{path}">' in client.get(MINE).content.decode()
    assert client.get(path).status_code == 200
    assert kept(client) is None


def test_the_words_of_a_comment_come_back_for_their_author_alone(
    proposal: Proposal, bruno: Person, fausto: Person, carla: Person
):
    client, path = client_of(bruno), f"/temas/{proposal.subject_id}/comentarios/nuevo/"
    words = "Yo también quiero luz <script>alert(1)</script>"
    sent = {
        "text": words,
        "stance": "for",
        "opened": stamp(),
        "csrfmiddlewaretoken": "x",
        "password": "y",
        "extra": "z",
    }
    assert client.post(path, sent).status_code == 403
    assert sorted(name for name, _value in kept(client)["fields"]) == ["opened", "stance", "text"]
    verify(bruno, carla)
    shown = client.get(GO_ON).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    stolen = client_of(fausto)
    session = stolen.session
    session[resume.KEY] = kept(client)
    session.save()
    assert "quiero luz" not in stolen.get(GO_ON).content.decode()
    assert kept(stolen) is None
    assert client.post(path, dict(kept(client)["fields"])).status_code == 302
    assert Comment.objects.get().text == words
    assert kept(client) is None


def test_a_session_that_ended_keeps_the_press_over_the_sign_in(bruno: Person):
    now = timezone.now()
    proposal = make_proposal(make_call(at=now), at=now)
    client = Client()
    client.cookies["csrftoken"] = "a" * 32
    act = f"/propuestas/{proposal.pk}/respaldar/"
    assert client.post(act).headers["Location"] == "/cuenta/entrar/?next=/cuenta/seguir/"
    client.force_login(bruno, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(GO_ON).content.decode().count(f'<form method="post" action="{act}">') == 1
    with time_machine.travel(now + timedelta(minutes=31), tick=False):  # somebody else may sit there by then
        assert "Aquí no hay nada pendiente" in client.get(GO_ON).content.decode()
    client.logout()
    assert kept(client) is None


def test_nobody_else_can_plant_an_act(proposal: Proposal, bruno: Person):
    """No GET keeps anything, no POST without the token of the session does, and a stranger's leaves no session."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(bruno, backend="django.contrib.auth.backends.ModelBackend")
    act = f"/propuestas/{proposal.pk}/respaldar/"
    for path in (f"{MINE}?next={act}", f"{GO_ON}?act={act}", f"/cuenta/seguir/guardar/?act={act}"):
        client.get(path)
    assert client.post("/cuenta/seguir/guardar/", {"act": act}).status_code == 403
    assert client.post(act).status_code == 403
    assert kept(client) is None
    stranger = Client()
    assert stranger.post(act).headers["Location"].startswith("/cuenta/entrar/?next=/")
    assert stranger.post("/cuenta/seguir/guardar/", {"act": act}).status_code == 302
    assert "sessionid" not in stranger.cookies


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//evil.example/propuestas/1/respaldar/",
        "https://evil.example/propuestas/1/respaldar/",
        "/\\evil.example/",
        "/propuestas/1/respaldar/?x=1",
        "/propuestas/1/quitar-respaldo/",
        "/cuenta/eliminar/",
        "/cuenta/salir/",
        "/admin/",
        "/propuestas/1/respaldar/\x00",
        f"/propuestas/{'9' * 400}/respaldar/",
        f"/propuestas/{2**70}/respaldar/",
        "/propuestas/0/respaldar/",
    ],
)
def test_only_acts_that_say_so_are_kept(path: str, bruno: Person):
    client = client_of(bruno)
    answer = client.post("/cuenta/seguir/guardar/", {"act": path})
    assert answer.status_code == 302
    assert answer.headers["Location"] in {"/", GO_ON}
    assert "Aquí no hay nada pendiente" in client.get(GO_ON).content.decode()
    assert kept(client) is None


@pytest.mark.parametrize(
    "broken",
    [
        [],
        "x",
        {},
        {"path": 7},
        {"path": "/propuestas/1/respaldar/", "person": None, "at": "x", "fields": [], "sends": True},
        {"path": "/propuestas/1/respaldar/", "person": None, "at": 9e99, "fields": [], "sends": True},
        {"path": "/propuestas/1/respaldar/", "person": None, "at": 0, "fields": [["a"]], "sends": True},
        {"path": None, "person": None, "at": 0, "fields": [], "sends": True},
    ],
)
def test_what_another_release_left_is_dropped(broken: object, bruno: Person):
    client = client_of(bruno)
    session = client.session
    session[resume.KEY] = broken
    session.save()
    assert client.get(MINE).status_code == 200
    assert kept(client) is None


def test_it_is_kept_a_week_and_never_too_much(proposal: Proposal, bruno: Person):
    client = client_of(bruno)
    long = client.post(f"/temas/{proposal.subject_id}/comentarios/nuevo/", {"text": "a" * 9_000, "stance": "for"})
    assert long.status_code == 422
    assert kept(client) is None
    client.post(f"/propuestas/{proposal.pk}/respaldar/")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        client.get(MINE)
    assert kept(client) is None


def test_a_way_that_would_take_too_long_is_not_offered_for_it(bruno: Person):
    """The counter takes a day: for what closes in an hour it is named as too late; otherwise it is offered."""
    now = timezone.now()
    proposal = make_proposal(make_call(at=now, who_may_support=VERIFIED), at=now)
    client = client_of(bruno)
    client.post(f"/propuestas/{proposal.pk}/respaldar/")
    offered = client.get(MINE).content.decode()
    assert "az-shortcode" in offered
    assert "tardarían más" not in offered
    for opening in proposal.component.openings.all():
        type(opening.phase).objects.filter(pk=opening.phase_id).update(closes_at=now + timedelta(hours=1))
    late = client.get(MINE).content.decode()
    assert "az-shortcode" not in late
    assert "Estas formas tardarían más, así que no se ofrecen para eso: en persona." in late
    assert "az-shortcode" in client_of(bruno).get(MINE).content.decode()  # without a wish everything is offered


def test_only_the_ways_that_the_rule_takes_are_offered(ana: Person, carla: Person):
    """Ana was verified in person; the rule asks for a code, which this city offers."""
    now = timezone.now()
    bring(by=carla, at=now)
    for name in ("census", "channel"):
        MethodSetting.objects.create(name=name, enabled=True)
    rules = [{"kind": "verified", "methods": ["census"]}]
    proposal = make_proposal(make_call(at=now, who_may_support=rules), at=now)
    client = client_of(ana)
    client.post(f"/propuestas/{proposal.pk}/respaldar/")
    shown = client.get(MINE).content.decode()
    assert "Para esto, confirma tu identidad de esta forma:" in shown
    assert "Ninguna de las formas que pide está abierta ahora." not in shown
    assert shown.count('href="/cuenta/verificacion/registro/"') == 1
    assert 'href="/cuenta/verificacion/contacto/"' not in shown
    MethodSetting.objects.update(enabled=False)
    assert "Ninguna de las formas que pide está abierta ahora." in client.get(MINE).content.decode()
    Verification.objects.filter(person=ana).update(confirmed={"counter": None, "census": None})
    assert "Ya no falta nada." in client.get(MINE).content.decode()


def test_over_a_list_back_to_the_act(bruno: Person, carla: Person):
    now = timezone.now()
    group: PersonGroup = make_list(carla, b"correo\nbruno@example.org")
    proposal = make_proposal(make_call(at=now, who_may_support=[{"kind": "group", "group": group.pk}]), at=now)
    client, act = client_of(bruno), f"/propuestas/{proposal.pk}/respaldar/"
    answer = client.post("/cuenta/seguir/guardar/", {"act": act})
    assert answer.headers["Location"] == f"/cuenta/listas/{group.pk}/"
    assert client.post(answer.headers["Location"], {"code": ""}).headers["Location"] == GO_ON
    assert f'<form method="post" action="{act}">' in client.get(GO_ON).content.decode()
    assert client.post(act).status_code == 302
    assert Support.objects.get().person == bruno


def test_the_api_says_the_same(proposal: Proposal, bruno: Person, carla: Person):
    client, path = client_of(bruno), f"/api/v1/proposals/{proposal.pk}/"
    may = client.get(path).json()["may"]
    for act in ("support", "comment"):
        assert (may[act]["allowed"], may[act]["code"]) == (False, "not_verified")
        assert may[act]["remedy"]["url"].endswith(MINE)
    verify(bruno, carla)
    may = client.get(path).json()["may"]
    assert (may["support"]["allowed"], may["comment"]["allowed"]) == (True, True)
