"""Bad posts to every form: a clear sentence in the reader's language, what was typed is kept, nothing changes."""

import uuid
from typing import Any

import pytest

from participation.models import Comment
from tests.journeys.test_every_address import browser
from tests.journeys.world import World
from tests.rows import row_counts

pytestmark = pytest.mark.django_db
MARK = "Palabras que no se deben perder <b>nunca</b>"
KEPT = "Palabras que no se deben perder &lt;b&gt;nunca&lt;/b&gt;"
LONG = "Palabras que no se deben perder. " * 1_000
CALL = "/procesos/plan-de-prueba/propuestas/"
# Who writes, where, what is wrong with it, what the reader reads, what must still be there. ``{…}`` are keys.
BAD: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("bruno", "/temas/{subject}/comentarios/nuevo/", {"text": "", "stance": "for"}, "Escribe tu comentario", ""),
    (
        "bruno", "/temas/{subject}/comentarios/nuevo/", {"text": LONG, "stance": "for"},
        "Un comentario tiene máximo", "Palabras que no se deben perder",
    ),
    ("bruno", "/temas/{subject}/comentarios/nuevo/", {"text": MARK, "stance": "nada"}, "", KEPT),
    ("bruno", "/temas/{subject}/comentarios/nuevo/", {"text": MARK}, "", KEPT),
    ("bruno", "/temas/{subject}/comentarios/nuevo/", {"text": MARK, "stance": "for", "act_id": "x"}, "", ""),
    ("ana", "/temas/{subject}/comentarios/{comment}/editar/", {"text": LONG}, "máximo", "Palabras que"),
    ("bruno", "/temas/{subject}/reportar/", {"reason": "nada", "text": MARK}, "", KEPT),
    ("bruno", "/temas/{subject}/reportar/", {"text": MARK}, "", KEPT),
    ("bruno", "/temas/{subject}/reportar/", {"reason": "spam", "text": LONG}, "", "Palabras que"),
    ("dario", "/mesa/moderacion/temas/{subject}/", {"outcome": "nada", "reason": MARK}, "", KEPT),
    ("dario", "/mesa/moderacion/temas/{subject}/", {"outcome": "hide", "reason": ""}, "Escribe la razón", ""),
    ("dario", "/mesa/moderacion/temas/{subject}/", {"outcome": "hide", "reason": LONG}, "", "Palabras que"),
    ("bruno", f"{CALL}nueva/", {"title": MARK, "body": ""}, "", KEPT),
    ("bruno", f"{CALL}nueva/", {"title": LONG, "body": MARK + " para siempre jamás"}, "", KEPT),
    ("bruno", f"{CALL}nueva/", {"title": "", "body": MARK}, "", KEPT),
    ("bruno", f"{CALL}nueva/", {"title": "Calles limpias en mi barrio", "body": LONG * 2}, "", "Palabras que"),
    ("fausto", "/propuestas/{draft}/lugar/", {"latitude": "999", "longitude": "1", "address": MARK}, "", KEPT),
    ("fausto", "/propuestas/{draft}/lugar/", {"latitude": "NaN", "longitude": "x", "address": MARK}, "", KEPT),
    ("fausto", "/propuestas/{draft}/lugar/", {"latitude": "1e400", "longitude": "1", "address": MARK}, "", KEPT),
    ("fausto", "/propuestas/{draft}/lugar/", {"territory": "9" * 40, "address": MARK}, "", KEPT),
    ("fausto", "/propuestas/{draft}/lugar/", {"territory": "<script>", "address": MARK}, "", KEPT),
    ("fausto", "/propuestas/{draft}/lugar/", {"tags": LONG, "address": MARK}, "", KEPT),
    ("fausto", "/propuestas/{draft}/lugar/", {"lang": "xx", "address": MARK}, "", KEPT),
    ("ana", "/archivos/{image}/descripcion/", {"alt": LONG}, "", "Palabras que"),
    ("bruno", "/cuenta/datos/", {"name": "", "lang": "es-mx"}, "", ""),
    ("bruno", "/cuenta/datos/", {"name": LONG, "lang": "es-mx"}, "", "Palabras que"),
    ("bruno", "/cuenta/datos/", {"name": MARK, "lang": "xx"}, "", KEPT),
    ("bruno", "/cuenta/claves/", {"name": MARK, "days": "1000000"}, "", KEPT),
    ("bruno", "/cuenta/cerrar/", {"other": "1"}, "Marca la casilla", ""),
    ("bruno", "/cuenta/contrasena/", {"password": "corta"}, "", ""),
    ("bruno", "/cuenta/correo/", {"action_add": "1", "email": "esto no es"}, "", "esto no es"),
    ("bruno", "/cuenta/celular/", {"phone": "abc" * 200}, "", "abcabc"),
    ("carla", "/mesa/verificacion/{fausto}/", {"document": "x", "birth_date": "2026-13-45"}, "Escribe la fecha", ""),
    ("carla", "/mesa/verificacion/{fausto}/", {"document": MARK, "birth_date": "1990-05-01", "seen": "on"}, "", KEPT),
    ("carla", "/mesa/verificacion/{fausto}/", {"territory": "9" * 40, "document": MARK}, "", KEPT),
    ("nobody", "/cuenta/registro/", {"contact": "nada", "name": MARK}, "", KEPT),
    ("nobody", "/cuenta/registro/", {"contact": "a@b.example", "name": LONG, "privacy": "on"}, "", "Palabras que"),
    ("nobody", "/cuenta/entrar/", {"login": MARK}, "", KEPT),
    ("nobody", "/cuenta/contrasena/olvide/", {"contact": MARK}, "", KEPT),
    ("carla", "/admin/processes/process/add/", {"title": LONG, "summary": MARK}, "", ""),
    ("carla", "/admin/participation/institution/add/", {"name": "", "website": MARK}, "", KEPT),
    ("carla", "/admin/participation/institution/add/", {"name": LONG, "email": "x"}, "", "Palabras que"),
    ("carla", "/admin/participation/territory/add/", {"name": MARK, "outline": "{{"}, "", KEPT),
    ("carla", "/admin/participation/territory/add/", {"name": MARK, "outline": '{"type":"Point"}'}, "", KEPT),
    ("carla", "/admin/participation/page/add/", {"title": MARK, "body": ""}, "", KEPT),
    ("carla", "/admin/participation/role/add/", {"kind": "rey", "person": "9" * 40}, "", ""),
    ("carla", "/admin/processes/process/{process}/duplicar/", {"title": LONG, "starts_on": "nunca"}, "", "Palabras"),
    ("carla", "/admin/processes/process/{process}/reabrir/", {"reason": ""}, "", ""),
    ("carla", "/admin/processes/process/{process}/actividades/nueva/proposals/", {"title": LONG}, "", "Palabras que"),
]  # fmt: skip


def keys(world: World) -> dict[str, Any]:
    """Return the keys of the city."""
    return {
        "subject": world.proposal.subject_id, "comment": world.comment.pk, "draft": world.draft.pk,
        "image": world.image.key, "fausto": world.people["fausto"].key, "process": world.process.pk,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["es", "en"])
def test_bad_posts_to_every_form(world: World, language: str) -> None:
    wrong = []
    prefix = "" if language == "es" else "/en"
    for number, (who, path, body, said, kept) in enumerate(BAD):
        if language == "en" and number % 3:
            continue
        client = browser(world.people.get(who))
        before = row_counts()
        response = client.post(prefix + path.format(**keys(world)), body)
        text = response.content.decode()
        # Django answers a form with mistakes with 200; our own pages with 422, or 403 where the act was denied.
        if response.status_code not in {200, 400, 403, 404, 422}:
            # What is only ignored (an unreadable act_id is not) may go on, as long as nothing was written.
            wrong.append((number, path, response.status_code))
        if kept and kept not in text:
            wrong.append((number, path, "lost what was typed"))
        if language == "es" and said not in text:
            wrong.append((number, said))
        if MARK in text or "<script>alert" in text:
            wrong.append((number, path, "not escaped"))
        if row_counts() != before:
            wrong.append((number, path, "wrote something"))
    assert wrong == []


CONTROL = "".join(map(chr, range(32))) + "\x7f\u202e\u2066\ufeff\ufffe"


def test_control_characters_never_reach_the_database(world: World) -> None:
    client = browser(world.people["bruno"])
    subject = world.proposal.subject_id
    for text in (f"Hola{CONTROL}mundo", "Hola\x00mundo"):
        status = client.post(f"/temas/{subject}/comentarios/nuevo/", {"text": text, "stance": "for"}).status_code
        assert status in {302, 400, 422}
    made = Comment.objects.filter(author=world.people["bruno"], text__startswith="Hola")
    assert made.count() >= 1
    for comment in made:
        assert not any(character in comment.text for character in "\x00\x01\x1b\x7f\u202e\u2066\ufeff")
    response = client.post(f"{CALL}nueva/", {"title": f"Calles{CONTROL} limpias", "body": f"Que {CONTROL} " * 30})
    assert response.status_code in {200, 302}


BODIES: list[tuple[str, bytes]] = [
    ("application/json", b"{"), ("application/json", b"\xff\xfe"), ("application/json", b"[" * 100_000),
    ("application/json", b"[1]"), ("application/json", b"null"), ("application/json", b'"text"'),
    ("application/json", b'{"text": "\\ud800", "subject": 1}'), ("application/json", b'{"text": "\\u0000"}'),
    ("application/json", b'{"subject": 1e400, "component": NaN}'), ("application/json", b'{"subject": ' + b"9" * 5000 + b"}"),
    ("application/json", b'{"text": "' + b"x" * 300_000 + b'"}'), ("text/plain", b"hola"), ("", b"hola"),
    ("application/x-www-form-urlencoded", b"text=hola"), ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=a", b"--a\r\nbroken"), ("application/json; charset=utf-16", b"{}"),
    ("application/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
]  # fmt: skip


def test_bad_bodies_to_every_write_of_the_api(world: World) -> None:
    client = browser(world.people["bruno"])
    before = row_counts()
    wrong = {}
    for path in ("proposals/", "comments/"):
        for number, (kind, body) in enumerate(BODIES):
            response = client.generic("POST", f"/api/v1/{path}", body, content_type=kind)
            if not 400 <= response.status_code < 500 or response["Content-Type"] != "application/problem+json":
                wrong[path, number] = response.status_code
            elif not response.json()["detail"]:
                wrong[path, number] = 0
    assert wrong == {}
    assert row_counts() == before


def test_bad_bodies_to_every_page(world: World) -> None:
    """Wrong content types and broken encodings at forms: 4xx, or the form again; nothing is written."""
    before = row_counts()
    wrong = {}
    bodies = [*BODIES[11:], ("application/x-www-form-urlencoded", b"text=%ff%00&a[]=1&=&%00=1")]
    addresses = dict.fromkeys((who, path) for who, path, *_more in BAD)
    for number, (who, path) in enumerate(addresses):
        if path.endswith(("/editar/", "/descripcion/")):
            continue  # one word, or none, is a good text there
        client = browser(world.people.get(who))
        for kind, body in bodies[number % 2 :: 2]:
            status = client.generic("POST", path.format(**keys(world)), body, content_type=kind).status_code
            if status >= 500 or status in {201, 204}:
                wrong[path, kind] = status
    assert wrong == {}
    assert row_counts() == before


def test_a_form_of_three_megabytes_is_refused_in_words(world: World) -> None:
    client = browser(world.people["bruno"])
    before = row_counts()
    for body in ({"text": "x" * (4 * 1024 * 1024)}, {f"f{n}": "1" for n in range(2_500)}):
        response = client.post(f"/temas/{world.proposal.subject_id}/comentarios/nuevo/", body)
        assert response.status_code in {400, 413}
        assert "<h1>" in response.content.decode()
    assert row_counts() == before


def test_the_same_post_twice_is_one_comment(world: World) -> None:
    client = browser(world.people["bruno"])
    body = {"text": "Una sola vez", "stance": "for", "act_id": str(uuid.uuid4())}
    for _time in range(3):
        assert client.post(f"/temas/{world.proposal.subject_id}/comentarios/nuevo/", body).status_code == 302
    assert Comment.objects.filter(text="Una sola vez").count() == 1


def test_a_stale_form_shows_what_was_typed(world: World) -> None:
    """A CSRF token of another session: the words come back, escaped, with the way on; nothing is written."""
    client = browser(world.people["bruno"], enforce_csrf_checks=True)
    before = row_counts()
    for path, field in (
        (f"/temas/{world.proposal.subject_id}/comentarios/nuevo/", "text"), (f"{CALL}nueva/", "title"),
        (f"/temas/{world.proposal.subject_id}/reportar/", "text"),
    ):  # fmt: skip
        for prefix, words in (("", "Este formulario caducó"), ("/en", "This form expired")):
            response = client.post(
                prefix + path, {field: MARK, "csrfmiddlewaretoken": "x" * 64, "password": "secreto x"}
            )
            text = response.content.decode()
            assert response.status_code == 403
            assert KEPT in text
            assert words in text
            assert "secreto x" not in text
    assert row_counts() == before


def test_an_ended_session_shows_what_was_typed(world: World) -> None:
    client = browser(world.people["bruno"])
    client.logout()
    before = row_counts()
    path = f"/temas/{world.proposal.subject_id}/comentarios/nuevo/"
    for prefix, words in (("", "Tu sesión terminó"), ("/en", "Your session ended")):
        response = client.post(
            prefix + path, {"text": MARK, "stance": "for"}, headers={"Referer": f"http://testserver{prefix}{path}"}
        )
        text = response.content.decode()
        assert response.status_code == 403
        assert (KEPT in text, words in text) == (True, True)
        assert f'href="{prefix}/cuenta/entrar/?next={prefix}{path}"' in text
    short = client.post(path, {"text": MARK}, headers={"HX-Request": "true"}).content.decode()
    assert (KEPT in short, "<html" in short) == (True, False)
    assert row_counts() == before
