"""The pages of texts: what everybody reads, what officials do, what is refused, and what they cost."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from participation.models import Person, Response
from participation.people.actions import issue_token
from participation.privacy import docx
from processes.models import DraftText, Suggestion, SuggestionVoice, TextSignature
from processes.texts.actions.preparing import adopt_text
from processes.texts.actions.signing import sign_text
from tests.personas import NOW, client_of, make_person
from tests.processes.texts.manifesto import WORDS, make_activity, make_text, passage, read, say

pytestmark = pytest.mark.django_db


def body(client: Client, path: str, status: int = 200) -> str:
    """Return a page."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_a_citizen_reads_suggests_and_takes_a_side(carla: Person, ana: Person, bruno: Person, clock: object) -> None:
    """Without JavaScript: choose a part, quote words, say why; others take a side from the list."""
    text = make_text(carla)
    page = body(Client(), f"/textos/{text.pk}/")
    assert 'href="#p4"' in page  # contents
    assert f'href="/textos/{text.pk}/parte/2/"' in page
    assert "<form" not in page.split('id="texto"')[1].split("</article>")[0]
    assert body(Client(), "/procesos/editaton/manifiesto/").count("La ciudad es de quienes la habitan.") == 1
    browser = client_of(ana)
    form = body(browser, f"/textos/{text.pk}/parte/2/sugerir/?cita=quienes la habitan&desde=16")
    assert ">\nquienes la habitan</textarea>" in form
    posted = browser.post(
        f"/textos/{text.pk}/parte/2/sugerir/",
        {"kind": "wording", "quote": "quienes la habitan", "start": "16", "wording": "todas las personas",
         "reason": "Así incluye a quien trabaja aquí.", "before": passage(text).words},
    )  # fmt: skip
    row = Suggestion.objects.get()
    assert posted["Location"] == f"/sugerencias/{row.pk}/"
    shown = body(browser, f"/sugerencias/{row.pk}/")
    assert "Tu folio:" in shown
    assert "Otras palabras para «quienes la habitan»" in shown
    other = client_of(bruno)
    assert "Estás a favor" not in body(other, f"/textos/{text.pk}/parte/2/")
    moved = other.post(f"/sugerencias/{row.pk}/postura/", {"value": "1", "back": "passage"})
    assert moved["Location"] == f"/textos/{text.pk}/parte/2/#sugerencia-{row.pk}"
    assert "1 a favor" in body(Client(), f"/textos/{text.pk}/parte/2/")
    assert other.post(f"/sugerencias/{row.pk}/postura/", {"value": "9"}).status_code == 302
    assert SuggestionVoice.objects.get().value == 1
    assert body(Client(), f"/textos/{text.pk}/sugerencias/?estado=esperan").count("az-suggestion") == 1
    browser.post(f"/sugerencias/{row.pk}/retirar/")
    assert body(Client(), f"/sugerencias/{row.pk}/", 404)


def test_an_official_brings_answers_changes_and_adopts(
    carla: Person, ana: Person, bruno: Person, clock: object
) -> None:
    """From an empty activity to an adopted text that people sign, all by pages."""
    component = make_activity()
    desk = f"/mesa/textos/actividad/{component.pk}/"
    browser = client_of(carla)
    assert "Sin texto todavía" in body(browser, "/mesa/textos/")
    assert "todavía no se publica" in body(Client(), "/procesos/editaton/manifiesto/")
    assert "Traer un documento" in body(browser, desk)
    file = SimpleUploadedFile("m.docx", docx.document([docx.paragraph("Uno", level=1), docx.paragraph("Dos tres.")]))
    looked = browser.post(f"{desk}texto/", {"title": "Manifiesto", "file": file, "look": "1"}).content.decode()
    assert "Esto se leyó: 2 partes" in looked
    assert not DraftText.objects.exists()
    wrong = browser.post(f"{desk}texto/", {"title": "Manifiesto", "text": "| a | b |\n| c | d |", "keep": "1"})
    assert (wrong.status_code, "Párrafo 1" in wrong.content.decode()) == (422, True)
    browser.post(f"{desk}texto/", {"title": "Manifiesto", "text": WORDS, "keep": "1"})
    text = DraftText.objects.get()
    assert body(Client(), f"/textos/{text.pk}/", 404)
    assert "Artículo 1. Toda persona" in body(browser, f"/mesa/textos/{text.pk}/publicar/")
    assert browser.post(f"/mesa/textos/{text.pk}/publicar/")["Location"] == f"/textos/{text.pk}/"
    rows = [say(read(text), ana), say(read(text), ana, key=4, kind="addition", wording="Un párrafo que faltaba.")]
    answers = f"/mesa/textos/{text.pk}/respuestas/"
    assert body(browser, answers).count('name="sugerencia"') == 2
    refused = browser.post(answers, {"verdict": "accepted", "reasons": "Sí."})
    assert (refused.status_code, Response.objects.filter(published_at__isnull=False).count()) == (422, 0)
    browser.post(answers, {"verdict": "accepted", "reasons": "Sí.", "sugerencia": [row.pk for row in rows]})
    form = body(browser, f"/mesa/textos/{text.pk}/version/?tambien=5")
    assert "La ciudad es de quienes la habitan y la trabajan." in form
    posted = {
        "seen": "1", "note": "Lo que pidieron", "parte_2": "La ciudad es de quienes la trabajan.",
        "parte_4": passage(text, 4).words, "parte_5": "", f"toma_{rows[0].pk}": "1", f"toma_{rows[1].pk}": "1",
        f"nueva_{rows[1].pk}": "Un párrafo que faltaba.",
    }  # fmt: skip
    changed = browser.post(f"/mesa/textos/{text.pk}/version/", posted)
    assert changed["Location"] == f"/textos/{text.pk}/cambios/2/"
    told = body(Client(), f"/textos/{text.pk}/cambios/2/")
    assert ("Párrafo nuevo 3" in told, "Se quitó" in told, "Con sugerencias de Ana." in told) == (True, True, True)
    again = browser.post(f"/mesa/textos/{text.pk}/version/", posted)
    assert (again.status_code, "Alguien publicó la versión 2" in again.content.decode()) == (422, True)
    assert "Qué cambió" in body(Client(), f"/textos/{text.pk}/cambios/")
    assert browser.post(f"/mesa/textos/{text.pk}/adoptar/", {"adoption": "no"}).status_code == 422
    browser.post(f"/mesa/textos/{text.pk}/adoptar/", {"adoption": "La adoptó el cabildo."})
    assert "Deshacerlo" not in body(browser, desk)
    signer = client_of(bruno)
    assert "Firmarlo" in body(signer, f"/textos/{text.pk}/firmar/")
    signer.post(f"/textos/{text.pk}/firmar/")
    signature = TextSignature.objects.get()
    assert "Bruno" in body(Client(), f"/textos/{text.pk}/")
    assert body(signer, f"/textos/{text.pk}/firmas/{signature.pk}/retirar/")
    signer.post(f"/textos/{text.pk}/firmas/{signature.pk}/retirar/")
    assert "Nadie ha firmado" in body(Client(), f"/textos/{text.pk}/firmas/")
    assert browser.post(f"/mesa/textos/{text.pk}/reabrir/")["Location"] == desk


def test_the_text_is_taken_away(carla: Person, ana: Person, clock: object) -> None:
    """As PDF, DOCX, HTML and Markdown; what is brought in again says the same."""
    text = make_text(carla, words=WORDS + "\n\n" + "Párrafo (largo) con \\ y ñandú. " * 120)
    text = read(adopt_text(text=text, adoption="La adoptó el cabildo.", by=carla, at=NOW))
    sign_text(text=text, by=ana, at=NOW)
    found = {
        ending: Client().get(f"/textos/{text.pk}/version/1/texto.{ending}") for ending in ("pdf", "docx", "html", "md")
    }
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(found, 200)
    pdf = found["pdf"].content
    assert (pdf[:8], pdf[-6:], b"/Lang(es)" in pdf, b"/Count 2" in pdf) == (b"%PDF-1.4", b"%%EOF\n", True, True)
    assert 'filename="manifiesto-de-gobierno-abierto-v1.pdf"' in found["pdf"]["Content-Disposition"]
    words = zipfile.ZipFile(io.BytesIO(found["docx"].content)).read("word/document.xml").decode()
    assert ("Artículo 1. Toda persona" in words, "Ana" in words) == (True, True)
    assert '<p id="p2">La ciudad es de quienes la habitan.</p>' in found["html"].content.decode()
    assert found["md"].content.decode().startswith(WORDS)
    assert Client().get(f"/textos/{text.pk}/version/1/texto.exe").status_code == 404


def paths(text: DraftText, row: Suggestion) -> dict[str, list[str]]:
    """Return the addresses of acts: for officials, and for who is signed in."""
    pk = text.pk
    return {
        "officials": [
            f"/mesa/textos/actividad/{text.component_id}/", f"/mesa/textos/actividad/{text.component_id}/texto/",
            *(f"/mesa/textos/{pk}/{each}/" for each in ("publicar", "respuestas", "version", "adoptar", "reabrir")),
        ],
        "signed_in": [
            f"/textos/{pk}/parte/2/sugerir/", f"/textos/{pk}/firmar/", f"/sugerencias/{row.pk}/postura/",
            f"/sugerencias/{row.pk}/retirar/",
        ],
    }  # fmt: skip


def test_whoever_may_not_is_refused(carla: Person, ana: Person, bruno: Person, clock: object) -> None:
    """Strangers go to sign in; who leads nothing is refused; strange addresses are not found; nothing changes."""
    text = make_text(carla)
    row = say(text, ana)
    before = (Suggestion.objects.count(), read(text).state)
    given = {"adoption": "La adoptó el cabildo.", "seen": "1", "parte_2": "Otra cosa.", "value": "1"}
    for path in paths(text, row)["officials"]:
        assert client_of(bruno).post(path, given).status_code in {403, 405}, path
        assert client_of(bruno).get(path).status_code == 403, path
    for path in (*paths(text, row)["officials"], *paths(text, row)["signed_in"]):
        answer = Client().post(path) if "postura" in path else Client().get(path)
        assert (answer.status_code, "/cuenta/entrar/" in answer["Location"]) == (302, True), path
    for path in (f"/sugerencias/{row.pk}/retirar/", f"/textos/{text.pk}/firmar/"):
        assert client_of(bruno).post(path).status_code == 403
    assert (Suggestion.objects.count(), read(text).state) == before
    huge = 2**70
    for path in (
        f"/textos/{huge}/", f"/textos/{text.pk}/parte/{huge}/", f"/textos/{text.pk}/cambios/{huge}/",
        f"/sugerencias/{huge}/", f"/textos/{text.pk}/version/7/", f"/textos/{text.pk}/firmas/{huge}/retirar/",
    ):  # fmt: skip
        assert client_of(bruno).get(path).status_code == 404, path
    for path in (
        f"/textos/{text.pk}/parte/2/?estado=x",
        f"/textos/{text.pk}/sugerencias/?orden=x",
        "/textos/?estado=x",
    ):
        assert Client().get(path).status_code == 400, path


def test_hostile_words_stay_words(carla: Person, ana: Person, clock: object) -> None:
    """What people write is shown as they wrote it, and NUL or tags do no harm."""
    text = make_text(carla)
    bad = "<script>alert(1)</script>\x00"
    say(text, ana, wording=bad, reason=bad, kind="addition")
    for path in (f"/textos/{text.pk}/parte/2/", f"/textos/{text.pk}/sugerencias/"):
        page = body(Client(), path)
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


@pytest.mark.parametrize("many", [1, 26])
def test_what_pages_cost(many: int, carla: Person, ana: Person, clock: object, django_assert_num_queries: Any) -> None:
    """One suggestion or many: the same number of queries, twelve at most."""
    text = make_text(carla)
    for number in range(many):
        say(text, ana, kind="addition", wording=f"Párrafo {number}.")
    reader = client_of(make_person("Rita"))
    for path, cost in (
        (f"/textos/{text.pk}/", 8),
        (f"/textos/{text.pk}/parte/2/", 12),
        (f"/textos/{text.pk}/sugerencias/", 10),
    ):
        reader.get(path)
        with django_assert_num_queries(cost):
            assert reader.get(path).status_code == 200


def test_the_api_reads_suggests_and_says_who_may(carla: Person, ana: Person, bruno: Person, clock: object) -> None:
    """Programs suggest as people do, with the same refusals."""
    text = make_text(carla)
    _token, raw = issue_token(person=ana, name="prueba", by=ana, at=NOW, expires_at=None)
    client = Client(headers={"Authorization": f"Bearer {raw}"})
    rows = client.get(f"/api/v1/passages/?text={text.pk}").json()["results"]
    assert [row["key"] for row in rows] == [1, 2, 3, 4, 5]
    given = {
        "passage": rows[1]["id"], "kind": "wording", "before": rows[1]["words"], "quote": "quienes la habitan",
        "wording": "todas las personas", "reason": "Así incluye a más.",
    }  # fmt: skip
    made = client.post("/api/v1/suggestions/", given, content_type="application/json")
    assert made.status_code == 201, made.content
    row = Suggestion.objects.get()
    assert made.json()["receipt"]["folio"]
    assert (
        client.post("/api/v1/suggestions/", {**given, "before": "x"}, content_type="application/json").status_code
        == 400
    )
    sided = client.put(f"/api/v1/suggestions/{row.pk}/side/", {"side": "in_favour"}, content_type="application/json")
    assert (sided.status_code, sided.json()["code"]) == (403, "own")
    assert client.put(f"/api/v1/suggestions/{row.pk}/withdraw/").json()["withdrawn"] is True
    assert client.get(f"/api/v1/texts/{text.pk}/").json()["may"]["sign"]["code"] == "not_adopted"
