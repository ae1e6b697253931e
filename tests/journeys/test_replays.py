"""The same form sent again: by a double click, by a browser that repeats it, by several connections at one moment.

Each form is read from its page as a browser reads it, with whatever hidden fields it carries, filled in as a person
would, and sent. One press is one act: however often the same form arrives, there is one event and no error page.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import time_machine
from django.test import Client

from participation.models import ApiToken, Comment, Event, Institution
from proposals.models import Support
from tests.factories import make_call, make_proposal
from tests.fuzz.html import read_page
from tests.journeys.test_every_address import browser
from tests.journeys.world import World, build_world
from tests.personas import NOW, client_of, make_person
from tests.races import at_once
from tests.rows import LOOKED

CALL = "/procesos/plan-de-prueba/propuestas/"
TIMES = 4


# A draft is saved as it is, once more: the same words, seen by their author alone.
PARTS = {"processes.component.added", "processes.phase.added"}  # a new process comes with several
HARMLESS = {"proposals.proposal.draft_saved", LOOKED}


class Press(NamedTuple):
    """A form: who presses, on which page, what they write, and which form of it where there are several."""

    who: str
    page: str
    body: dict[str, str]
    action: str = ""


PRESSES: list[Press] = [
    Press("fausto", "/temas/{subject}/comentarios/nuevo/", {"text": "Una vez"}),
    Press("elena", "/propuestas/{proposal}/", {}, "/respaldar/"),
    Press("fausto", "/propuestas/{proposal}/", {}, "/seguir/"),
    Press("elena", "/temas/{subject}/reportar/", {"reason": "spam", "text": "Se repite"}),
    Press("olga", f"{CALL}nueva/", {"title": "Más árboles en mi calle", "body": "Sombra. " * 30}),
    Press("fausto", "/propuestas/{draft}/vista-previa/", {}),
    Press("dario", "/mesa/moderacion/temas/{answered}/", {"outcome": "hide", "reason": "Son datos personales"}),
    Press("carla", "/mesa/verificacion/{bruno}/", {"document": "PASAPORTE77", "birth_date": "1991-01-01", "seen": "on"}),
    Press("carla", "/admin/participation/institution/add/", {"name": "Parques"}),
    Press("carla", "/admin/participation/territory/add/", {"name": "Centro", "level": "colonia", "source": "x"}),
    Press("carla", "/admin/participation/page/add/", {"title": "Una página nueva", "body": "<p>Hola</p>", "slug": "una-pagina-nueva", "position": "9"}),
    Press("carla", "/admin/processes/process/{process}/duplicar/", {"title": "Plan otra vez", "starts_on": "2027-01-10", "confirm": "1"}),
    Press("carla", "/admin/processes/process/{process}/actividades/nueva/proposals/", {"title": "Otro buzón"}),
    Press("carla", "/admin/processes/process/add/", {"title": "Plan nuevo"}),
]  # fmt: skip


def the_form(client: Client, press: Press, keys: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return where the form goes and what a browser would send once somebody wrote into it."""
    page = press.page.format(**keys)
    response = client.get(page)
    assert response.status_code == 200, (page, response.status_code)
    forms = [form for form in read_page(response.content.decode(), page)[1] if form.method == "post"]
    names = set(press.body)
    fitting = [
        form
        for form in forms
        if press.action in form.action and names <= {one.name for one in form.fields} | {"seen", "confirm"}
    ]
    assert fitting, (page, [form.action for form in forms])
    form = fitting[0]
    body: dict[str, Any] = {**form.values(), **press.body}
    for name, value in form.buttons[:1]:
        body[name] = value
    return form.action, body


def made_by(send: Callable[[], list[Any]]) -> tuple[list[Any], Counter[str]]:
    """Return the answers of some requests, and the events that they made."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    answers = send()
    return answers, Counter(Event.objects.filter(pk__gt=last).values_list("name", flat=True))


def keys_of(world: World) -> dict[str, Any]:
    return {
        "subject": world.proposal.subject_id, "proposal": world.proposal.pk, "draft": world.draft.pk,
        "answered": world.answered.subject_id, "process": world.process.pk, "bruno": world.people["bruno"].key,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_every_form_pressed_many_times_at_once_is_one_act(settings) -> None:
    """Four connections at one moment, and then once more when all is done: the twin of a press is never a second act.

    Without the act's id, the lock of its person or the unique row behind each of these acts, the threads find nothing
    there and each does it: four comments, four pages, four processes.
    """
    settings.AZOTEA_RATES = dict.fromkeys(getattr(settings, "AZOTEA_RATES", {}), "1000000/min")
    wrong: dict[str, Any] = {}
    with time_machine.travel(NOW, tick=False):
        world = build_world()
        keys = keys_of(world)
        for press in PRESSES:
            client = browser(world.people[press.who])
            action, body = the_form(client, press, keys)
            twins = [Client(raise_request_exception=False) for _ in range(TIMES)]
            for twin in twins:
                twin.cookies = client.cookies

            def send(action: str = action, body: dict[str, Any] = body, twins: list[Client] = twins) -> list[Any]:
                at_the_moment = at_once(*[lambda twin=twin: twin.post(action, body) for twin in twins])
                return [*at_the_moment, twins[0].post(action, body)]

            answers, events = made_by(send)
            failed = [one for one in answers if isinstance(one, Exception) or one.status_code >= 500]
            whole = PARTS if "processes.process.created" in events else HARMLESS
            again = {name for name, found in events.items() if found > 1} - whole
            if failed or again or not events:
                wrong[press.page] = ([getattr(one, "status_code", one) for one in answers], dict(events))
    assert wrong == {}, "\n".join(f"{page}: {found}" for page, found in wrong.items())


@pytest.mark.django_db(transaction=True)
def test_eight_connections_that_send_one_comment_and_one_support_do_each_once() -> None:
    """One comment, one support, and no answer of 500, whichever of the two each connection comes to first.

    Without the unique act_id and the lock of the person each thread would find nothing there and insert its own.
    """
    with time_machine.travel(NOW):
        person = make_person("Tere")
        proposal = make_proposal(make_call())
        body = {"text": "Una sola vez", "stance": "for", "act_id": str(uuid.uuid4())}
        clients = [client_of(person) for _n in range(8)]

        def send(client: Client) -> list[int]:
            client.raise_request_exception = False
            comment = client.post(f"/temas/{proposal.subject_id}/comentarios/nuevo/", body)
            support = client.post(f"/propuestas/{proposal.pk}/respaldar/")
            return [comment.status_code, support.status_code]

        answers = at_once(*[lambda client=client: send(client) for client in clients])
    assert {status for statuses in answers for status in statuses} <= {302, 403}
    assert Comment.objects.filter(text="Una sola vez").count() == 1
    assert Support.objects.count() == 1
    proposal.counts.refresh_from_db()
    assert proposal.counts.supports == 1


@pytest.mark.django_db
def test_a_press_that_was_refused_may_be_sent_again(client: Client) -> None:
    """A mistake counts for nothing: the same form with the mistake mended, or as it stands, is looked at again."""
    with time_machine.travel(NOW, tick=False):
        world = build_world()
        carla = browser(world.people["carla"])
        press = Press("carla", "/admin/participation/institution/add/", {"name": ""})
        action, body = the_form(carla, press, keys_of(world))
        for _time in range(2):
            assert carla.post(action, body).status_code == 200
        answer = carla.post(action, {**body, "name": "Parques"}, follow=True)
        assert answer.redirect_chain
        twin = carla.post(action, {**body, "name": "Parques"}, follow=True)
        assert "ya había llegado" in twin.content.decode()
        other = carla.post(action, {**body, "name": "Jardines"}, follow=True)  # the same page, other words: another act
        assert "ya había llegado" not in other.content.decode()
        names = set(Institution.objects.values_list("name", flat=True))
        assert {"Parques", "Jardines"} <= names


@pytest.mark.django_db
def test_each_key_for_programs_is_shown_to_whoever_pressed(client: Client) -> None:
    """A key is shown once, so that a second press makes another: the one that is shown is always in force."""
    with time_machine.travel(NOW, tick=False):
        world = build_world()
        bruno = browser(world.people["bruno"])
        action, body = the_form(
            bruno, Press("bruno", "/cuenta/claves/", {"name": "Mapa", "days": "30"}), keys_of(world)
        )
        shown = {
            text for _time in range(2) for text in bruno.post(action, body).content.decode().split() if "azt_" in text
        }
        assert len(shown) >= 2
        assert ApiToken.objects.filter(person=world.people["bruno"], name="Mapa").count() == 2
