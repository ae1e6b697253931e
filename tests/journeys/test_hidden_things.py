"""What strangers may not see they find nowhere: page, API, files, calendars, history, feed, search, data, map."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.journeys.addresses import ADDRESSES
from tests.journeys.test_every_address import browser, browsers
from tests.journeys.world import NOW, PRIVATE, SECRETS, World

pytestmark = pytest.mark.django_db
STRANGERS = ("nobody", "bruno")
OWN_REQUEST = "/privacidad/solicitudes/nueva/"
DATASETS = (
    "processes", "phases", "components", "proposals", "comments", "territories", "institutions", "responses",
    "supports", "subjects", "questions", "interventions", "datarequests", "reuses", "amendments", "organisations",
)  # fmt: skip


def of_subject(pk: int) -> list[str]:
    """Return every address that hangs on a subject."""
    return [
        f"/temas/{pk}/{end}/"
        for end in ("comentarios", "comentarios/nuevo", "historia", "cambios", "reportar", "seguir", "dejar-de-seguir")
    ]


def hidden_addresses(world: World) -> Iterator[str]:
    """Yield what must be 404 to a stranger: addresses of drafts, of what is hidden, of what waits."""
    slug, call = world.draft_process.slug, world.draft_call
    yield from (f"/procesos/{slug}/{end}" for end in ("", "calendario.ics", "propuestas/", "propuestas/nueva/"))
    yield from (f"/procesos/{slug}/propuestas/{end}.geojson" for end in ("puntos", "contornos"))
    yield f"/api/v1/processes/{world.draft_process.pk}/"
    yield f"/api/v1/components/{call.pk}/"
    for phase in world.draft_process.phases.all():
        yield f"/api/v1/phases/{phase.pk}/"
    for subject in (world.draft_process.subject, call.subject, world.hidden.subject, world.draft.subject):
        yield from of_subject(subject.pk)
        yield f"/api/v1/subjects/{subject.pk}/"
        yield f"/mesa/moderacion/temas/{subject.pk}/"
    for proposal in (world.hidden, world.draft, world.pending):
        ends = ("", "editar/", "retirar/", "parecidas/", "lugar/", "vista-previa/", "cartel/", "qr.svg")
        yield from (f"/propuestas/{proposal.pk}/{end}" for end in ends)
        yield f"/api/v1/proposals/{proposal.pk}/"
        yield from of_subject(proposal.subject_id)
    for comment in (world.hidden_comment, world.withdrawn_comment):
        yield f"/api/v1/comments/{comment.pk}/"
    for attachment in (world.hidden_file, world.draft_file):
        yield from (f"/archivos/{attachment.key}/{end}" for end in ("", "miniatura/", "quitar/", "descripcion/"))


def posts(world: World) -> Iterator[str]:
    """Yield the addresses of acts on what cannot be seen."""
    for proposal in (world.hidden, world.draft, world.pending):
        yield from (f"/propuestas/{proposal.pk}/{act}/" for act in ("respaldar", "quitar-respaldo", "tirar-borrador"))
    for subject in (world.hidden.subject, world.draft_process.subject):
        yield from (f"/temas/{subject.pk}/{act}/" for act in ("comentarios/nuevo", "seguir", "reportar"))


@pytest.mark.parametrize("reader", STRANGERS)
def test_a_stranger_finds_nothing_at_its_address(world: World, reader: str) -> None:
    client = browsers(world)[reader]
    wrong = {}
    for path in hidden_addresses(world):
        for prefix in ("", "/en"):
            if prefix and path.startswith(("/api/", "/archivos/")):
                continue
            response = client.get(prefix + path)
            # Who is not signed in is asked to sign in before anything is looked up: that tells nothing either.
            asked = reader == "nobody" and response.status_code == 302 and "/cuenta/entrar/" in response["Location"]
            if response.status_code != 404 and not asked:
                wrong[prefix + path] = response.status_code
    assert wrong == {}


def test_what_does_not_exist_answers_alike(world: World) -> None:
    """A hidden thing and one that never was cannot be told apart by their answers."""
    client = browsers(world)["bruno"]
    for hidden, never in (
        (f"/propuestas/{world.hidden.pk}/", "/propuestas/987654/"),
        (f"/api/v1/proposals/{world.hidden.pk}/", "/api/v1/proposals/987654/"),
        (f"/procesos/{world.draft_process.slug}/", "/procesos/no-hay-tal/"),
        (f"/temas/{world.hidden.subject_id}/historia/", "/temas/987654/historia/"),
        (f"/archivos/{world.hidden_file.key}/", "/archivos/00000000-0000-4000-8000-000000000000/"),
    ):
        first, second = client.get(hidden), client.get(never)
        assert first.status_code == second.status_code == 404
        plain = [
            response.content.decode().replace(path, "").replace(path.replace("/", "%2F"), "")
            for response, path in ((first, hidden), (second, never))
        ]
        assert plain[0] == plain[1], hidden


@pytest.mark.parametrize("reader", STRANGERS)
def test_a_stranger_cannot_act_on_it(world: World, reader: str) -> None:
    client = browsers(world)[reader]
    for path in posts(world):
        status = client.post(
            path, {"text": "Hola", "stance": "for", "reason": "spam"} if "/temas/" in path else {}
        ).status_code
        # Whoever is not signed in gets their own words back and the way to the sign-in page.
        assert status == (404 if reader == "bruno" else 302 if "/propuestas/" in path else 403), path


def test_its_officials_and_its_author_do_see_it(world: World) -> None:
    """Else the tests above would pass on an empty city."""
    carla, fausto = browser(world.people["carla"]), browser(world.people["fausto"])
    for client, path in (
        (carla, f"/procesos/{world.draft_process.slug}/"),
        (carla, f"/propuestas/{world.pending.pk}/"),
        (carla, f"/propuestas/{world.hidden.pk}/"),
        (carla, f"/archivos/{world.draft_file.key}/"),
        (fausto, f"/propuestas/{world.draft.pk}/vista-previa/"),
    ):
        assert client.get(path).status_code == 200, path


def everything_public(world: World) -> Iterator[str]:
    """Yield every public address of the city, lists of whatever can be listed, and the files."""
    with translation.override("es-mx"):
        for name, row in ADDRESSES.items():
            if row.statuses[0] == 200:
                yield reverse(name, args=row.args(world))
    for dataset in DATASETS:
        yield f"/datos/{dataset}.csv"
        yield f"/datos/{dataset}.jsonl"
        yield f"/datos/{dataset}/"
    yield from (f"/api/v1/{name}/?limit=100" for name in DATASETS if name != "supports")
    yield "/api/v1/events/?limit=100"
    for word in (*SECRETS.values(), "banquetas", "plan", "Ana", "Bruno"):
        yield f"/buscar/?q={word}"
        yield f"/api/v1/proposals/?q={word}"
        yield f"/procesos/plan-de-prueba/propuestas/?q={word}"
        yield f"/procesos/plan-de-prueba/propuestas/puntos.geojson?q={word}"
    for order in ("random", "newest", "supported", "commented"):
        yield f"/procesos/plan-de-prueba/propuestas/?order={order}"
    for subject in (world.process.subject, world.call.subject, world.answered.subject, world.proposal.subject):
        yield f"/temas/{subject.pk}/historia/"
        yield f"/temas/{subject.pk}/cambios/"
        yield f"/temas/{subject.pk}/comentarios/"
    for comment in (world.hidden_comment, world.withdrawn_comment):
        yield f"/temas/{world.proposal.subject_id}/comentarios/{comment.pk}/"
    yield f"/propuestas/{world.answered.pk}/"
    yield f"/propuestas/{world.withdrawn.pk}/"
    yield "/procesos/plan-de-prueba/buzon-moderado/"
    yield "/procesos/plan-de-prueba/reglas/"


def body_of(client: Client, path: str) -> str:
    """Return the text of an answer, streamed ones too, without what the reader asked for."""
    response = client.get(path)
    assert response.status_code in {200, 302, 404, 410}, path
    raw = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    if response.get("Content-Type", "").startswith(("image/", "application/pdf")):
        return ""
    if raw.startswith(b"PK"):  # a workbook, or a folder of files: what is packed in it
        with ZipFile(BytesIO(raw)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return raw.decode("utf-8")


@pytest.mark.parametrize("reader", STRANGERS)
def test_no_public_answer_holds_what_is_not_shown_nor_a_contact_or_a_document(world: World, reader: str) -> None:
    """Secrets, and the addresses, numbers and documents of seven people: in no page, file, feed, calendar or map."""
    client = browsers(world)[reader]
    found = []
    for path in everything_public(world):
        text = body_of(client, path)
        found += [(path, word) for word in SECRETS.values() if word in text and f"q={word}" not in path]
        if path == OWN_REQUEST:  # filled in with how to reach whoever reads it, and nobody else
            text = text.replace(f"bruno@{PRIVATE[0]}", "").replace(world.people["bruno"].phone, "")
        found += [(path, word) for word in PRIVATE if word in text]
    assert found == []


def test_no_search_tells_that_something_hidden_matches(world: World) -> None:
    client = Client()
    for word in SECRETS.values():
        assert client.get(f"/api/v1/proposals/?q={word}").json()["results"] == [], word
        page = client.get(f"/buscar/?q={word}").content.decode()
        assert "/propuestas/" not in page.split("<main")[1].split("</main")[0], word


def test_no_event_holds_a_contact_or_a_document(world: World) -> None:
    """The log of acts outlives accounts: it must never hold what erasing an account erases."""
    from participation.models import Event

    found = [
        (event.name, word)
        for event in Event.objects.all()
        for word in PRIVATE
        if word in f"{event.payload} {event.before} {event.after} {event.changes}"
    ]
    assert found == []
    assert Event.objects.count() > 20


def test_no_notification_or_mail_tells_of_others_contacts(world: World) -> None:
    from django.core import mail

    from participation.models import Notice
    from participation.notifications.deliveries import deliver
    from participation.notifications.wording import word as say

    deliver(at=NOW)
    assert len(mail.outbox) > 3

    for notice in Notice.objects.select_related("person", "event"):
        words = str(say(notice))
        assert [one for one in PRIVATE if one in words] == []
    for message in mail.outbox:
        text = f"{message.subject} {message.body} {message.alternatives}"  # type: ignore[attr-defined]
        assert [one for one in PRIVATE if one in text] == []


def test_no_log_line_holds_what_was_typed_or_who_typed_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Every address is opened and posted to; the log names paths and reasons, never people or their words."""
    caplog.set_level("INFO")
    clients = browsers(world)
    typed = {"text": "palabras-tecleadas", "document": "XEXX19900501", "email": "a@correo-privado.example"}
    with translation.override("es-mx"):
        paths = [
            (row.statuses[0] == 200, reverse(name, args=row.args(world)))
            for name, row in ADDRESSES.items()
            if name != "account_logout"
        ]
    for reader in STRANGERS:
        for public, path in paths:
            if public or reader == "bruno":  # what is closed to strangers answers them before it reads anything
                clients[reader].get(path, {"q": "ana@correo-privado.example"})
                clients[reader].post(path, typed)
    lines = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    assert "Not Found" in lines
    assert [word for word in (*PRIVATE, "palabras-tecleadas") if word in lines] == []
