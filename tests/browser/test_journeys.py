"""Whole journeys in the running demo city, each as one of its people: citizen, official, moderator, developer.

Every journey makes its own people and things, so that the order does not matter.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.city import City

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
PLAN = "/procesos/plan-municipal-de-desarrollo/"
CALL = f"{PLAN}propuestas/"
PATIENCE = 30
Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, city: City) -> Iterator[Visit]:
    """Open the city in a browser of its own, at a width, with or without JavaScript; script errors fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(path: str = "/", *, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=city.url, viewport={"width": width, "height": 800}, java_script_enabled=javascript,
            locale="es-MX", timezone_id="America/Mexico_City", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


# --- What every journey needs -----------------------------------------------------------------------------------------


def send(page: Page, button: str) -> None:
    """Press a button of the page by its whole name."""
    page.get_by_role("button", name=button, exact=True).click()


def wait_for(found: Callable[[], Any]) -> Any:
    """Return what a function finds, once it finds something: the worker needs a moment."""
    deadline = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.25)
    return value


def mails(city: City, address: str) -> list[str]:
    """Return the mails to an address, oldest first."""
    return [file.read_text() for file in sorted((city.folder / "mail").glob(f"* {address}.txt"))]


def mail_code(city: City, address: str, number: int = 1) -> str:
    """Return the code of the latest mail, once so many have come."""
    found = wait_for(lambda: mails(city, address)[number - 1 :])
    return str(re.findall(r"(?m)^\s*(\d{6})\s*$|\b(\d{6})\b", found[-1])[0][1] or re.findall(r"\d{6}", found[-1])[0])


def sms_codes(city: City, number: str) -> list[str]:
    """Return the codes that the console provider wrote down for a number, oldest first."""
    lines = [line for file in sorted((city.folder / "sms").glob("*.log")) for line in file.read_text().splitlines()]
    return [re.findall(r"\b\d{6}\b", line)[-1] for line in lines if f" +52{number} " in line]


def sign_up(page: Page, city: City, name: str) -> str:
    """Open an account with an e-mail address and the code sent to it; return the address."""
    address = f"{name.lower()}-{uuid4().hex[:8]}@ejemplo.mx"
    page.get_by_label("Correo o celular").fill(address)
    page.get_by_label("Nombre público").fill(name)
    page.get_by_label("Leí el aviso de privacidad y lo acepto").check()
    send(page, "Enviarme el código")
    page.get_by_label("Código").fill(mail_code(city, address))
    send(page, "Continuar")
    expect(page.get_by_role("link", name=name, exact=False).first).to_be_visible()
    return address


def enter(page: Page, city: City, address: str) -> None:
    """Sign in to a demo account with its password."""
    page.goto("/cuenta/entrar/")
    page.get_by_label("Correo o celular").fill(address)
    page.get_by_text("Tengo contraseña").click()
    page.get_by_label("Contraseña").fill(city.passwords[address])
    send(page, "Continuar")
    page.wait_for_url(lambda url: "entrar" not in url)


def propose(page: Page, call: str, title: str) -> str:
    """Write a proposal step by step and publish it; return its address."""
    page.goto(f"{call}nueva/")
    page.get_by_label("¿Qué propones, en una línea?").fill(title)
    page.get_by_label("Explícalo").fill("De noche el andador está oscuro y las lámparas no sirven. Pedimos cambiarlas.")
    send(page, "Continuar")
    if page.url.endswith("/parecidas/"):
        page.get_by_role("link", name="Ninguna dice lo mismo: continuar").click()
    send(page, "Continuar")
    send(page, "Publicar mi propuesta")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


def in_the_city(city: City, code: str) -> Any:
    """Run code with the acts in a process of its own, in the city's database; return what it prints as JSON."""
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    env |= {"AZOTEA_VAR": str(city.folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code], cwd=ROOT, env=env, text=True, check=False,
        stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


# --- Citizens ---------------------------------------------------------------------------------------------------------


def test_a_citizen_takes_part_without_javascript(visit: Visit, city: City) -> None:
    page = visit(CALL, width=360, javascript=False)
    page.get_by_role("link", name="Hacer una propuesta").click()
    page.get_by_role("link", name="Registrarme").click()
    number = f"33{uuid4().int % 10**8:08d}"
    page.get_by_label("Correo o celular").fill(f"{number[:2]} {number[2:6]} {number[6:]}")
    page.get_by_label("Nombre público").fill("Lupita")
    page.get_by_label("Leí el aviso de privacidad y lo acepto").check()
    send(page, "Enviarme el código")
    page.get_by_label("Código").fill(sms_codes(city, number)[-1])
    send(page, "Continuar")
    assert page.url == f"{city.url}{CALL}nueva/"  # where the way was interrupted

    title = "Más lámparas en el andador de la unidad obrera"
    page.get_by_label("¿Qué propones, en una línea?").fill(title)
    page.get_by_label("Explícalo").fill("De noche el andador está oscuro y las lámparas no sirven. Pedimos cambiarlas.")
    send(page, "Continuar")
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Alguna de estas dice lo mismo?")
    expect(page.get_by_role("link", name="Luz en el andador de la unidad obrera")).to_be_visible()
    page.get_by_role("link", name="Ninguna dice lo mismo: continuar").click()
    page.get_by_label("El lugar con tus palabras").fill("Andador norte")
    send(page, "Continuar")
    expect(page.get_by_role("heading", level=1)).to_have_text("Así la verán las demás personas")
    expect(page.get_by_text("Andador norte")).to_be_visible()
    send(page, "Publicar mi propuesta")
    expect(page.get_by_role("status").filter(has_text="Tu propuesta está publicada")).to_be_visible()

    page.goto("/propuestas/14/")
    before = int(page.locator("#respaldo-titulo").inner_text().split()[0])
    page.locator("#respaldo").get_by_role("button").click()
    expect(page.locator("#respaldo-titulo")).to_have_text(f"{before + 1} personas")
    page.get_by_label("Estoy a favor").check()
    page.get_by_label("Tu comentario").fill("Yo cruzo ahí con mi hijo.\n\nHace falta.")
    send(page, "Enviar mi comentario")
    mine = page.locator(".az-comment", has_text="Yo cruzo ahí con mi hijo.").last
    expect(mine).to_contain_text("Lupita")
    others = page.locator(".az-comment", has_text="El año pasado atropellaron a un alumno").first
    others.get_by_role("link", name="Responder").first.click()
    page.get_by_label("Tu respuesta").fill("Yo también lo vi.")
    send(page, "Enviar mi respuesta")
    expect(page.get_by_text("Yo también lo vi.")).to_be_visible()
    page.goto("/propuestas/14/")
    page.get_by_role("button", name="Seguir").click()
    expect(page.get_by_role("button", name="Dejar de seguir")).to_be_visible()
    others = page.locator(".az-comment", has_text="El año pasado atropellaron a un alumno").first
    others.get_by_role("link", name="Reportar").first.click()
    page.get_by_label("Otra cosa").check()
    send(page, "Enviar el reporte")
    expect(page.get_by_role("status").filter(has_text="Una persona lo revisará")).to_be_visible()

    page.goto("/cuenta/actividad/")
    did = page.locator(".az-lines").inner_text()
    for words in (
        "Publicaste la propuesta",
        title,
        "Respaldaste la propuesta",
        "Comentaste",
        "Empezaste a seguir esto",
    ):
        assert words in did
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_text("You supported the proposal")).to_be_visible()
    page.get_by_role("link", name="Lupita").click()
    page.get_by_role("link", name="Close my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Close my account")  # without a second code
    send(page, "Close my account")
    page.get_by_label("I understand that I cannot undo this").check()
    send(page, "Close my account")
    expect(page.get_by_text("Your account is closed and your personal data were erased.")).to_be_visible()
    page.goto("/propuestas/14/")
    expect(page.locator(".az-comment", has_text="Yo cruzo ahí con mi hijo.").last).to_contain_text("cuenta eliminada")
    expect(page.locator("#respaldo-titulo")).to_have_text(f"{before + 1} personas")


def test_a_citizen_supports_by_keyboard_and_the_page_stays(visit: Visit, city: City) -> None:
    page = visit("/cuenta/registro/?next=/propuestas/16/")
    sign_up(page, city, "Ramiro")
    assert page.url == f"{city.url}/propuestas/16/"
    before = int(page.locator("#respaldo-titulo").inner_text().split()[0])
    page.evaluate("window.stayed = true")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "az-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    def tab_to(here: str) -> None:
        for _step in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({json.dumps(here)})"):
                return
        raise AssertionError(f"{here} cannot be reached by keyboard")

    tab_to("#respaldo button")
    page.keyboard.press("Enter")
    expect(page.locator("#respaldo-titulo")).to_have_text(f"{before + 1} personas")
    expect(page.locator("#respaldo [role=status]")).to_be_focused()  # what was done is read out, and Tab goes on there
    assert page.evaluate("window.stayed") is True
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Quitar mi respaldo"

    reply = page.locator(".az-comment-acts a", has_text="Responder").first
    reply.focus()
    page.keyboard.press("Enter")
    area = page.locator("#formulario-respuesta textarea")
    expect(area).to_be_focused()
    page.keyboard.type("De acuerdo, con rampa de los dos lados.")
    expect(page.locator("#formulario-respuesta .az-hint.num")).to_have_text("Te quedan 1,961 letras.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/comentarios/**")
    expect(page.get_by_text("De acuerdo, con rampa de los dos lados.")).to_be_visible()


# --- Officials --------------------------------------------------------------------------------------------------------


def test_an_official_runs_a_process_and_answers(visit: Visit, city: City) -> None:
    title = f"Plan de la zona norte {uuid4().hex[:6]}"
    today = date.today()
    office = visit("/cuenta/entrar/")
    enter(office, city, "funcionaria@demo.azotea")
    office.goto("/admin/")
    expect(office.get_by_text("Respuestas pendientes").first).to_be_visible()
    office.goto("/admin/processes/process/add/")
    office.get_by_label("Plan Municipal de Desarrollo", exact=True).check()
    office.locator("[name=title]").fill(title)
    office.locator("[name=starts_on]").fill((today - timedelta(days=50)).isoformat())
    send(office, "Crear el borrador")
    expect(
        office.get_by_text("Di qué institución es responsable.")
    ).to_be_visible()  # a contradiction, before publishing
    editor = office.url
    office.get_by_role("link", name="Revisar y publicar").click()
    expect(office.get_by_role("button", name="Publicar", exact=True)).to_have_count(0)
    office.goto(editor)
    office.locator("[name=institution]").select_option(label="Dirección de Planeación y Participación")
    send(office, "Guardar")
    office.get_by_role("link", name="Qué estará abierto un día").click()
    expect(office.get_by_text("Proponer", exact=True)).to_be_visible()
    office.locator("[name=day]").fill((today + timedelta(days=40)).isoformat())
    send(office, "Ver ese día")
    expect(office.get_by_text("4. Revisión")).to_be_visible()
    expect(office.get_by_text("Proponer", exact=True)).to_have_count(0)
    office.goto(editor)
    office.get_by_role("link", name="Revisar y publicar").click()
    send(office, "Publicar")
    expect(office.get_by_role("alert")).to_contain_text("Marca la casilla")
    office.get_by_label("Leí las advertencias y publico de todos modos").check()
    send(office, "Publicar")

    citizen = visit("/")
    citizen.get_by_role("link", name=re.compile(title)).first.click()
    citizen.get_by_role("link", name="Hacer una propuesta").first.click()
    call = citizen.url.split("next=")[1].removesuffix("nueva/")
    citizen.get_by_role("link", name="Registrarme").click()
    address = sign_up(citizen, city, "Teresa")
    mine = propose(citizen, call, "Una clínica abierta de noche en la zona norte")

    office.goto(editor)
    closes = today + timedelta(days=12)
    office.locator("[name=fases-2-closes_on]").fill(closes.isoformat())
    send(office, "Guardar")
    expect(office.get_by_text("Saved.")).to_have_count(0)
    expect(office.get_by_role("alert").first).to_be_visible()  # somebody took part: without a reason no date moves
    office.locator("[name=reason]").fill("El cabildo adelantó su sesión.")
    send(office, "Guardar")
    expect(office.get_by_role("alert")).to_have_count(0)
    citizen.goto(call.removesuffix("propuestas/"))
    expect(citizen.locator("main")).to_contain_text("El cabildo adelantó su sesión.")
    expect(citizen.locator("main")).to_contain_text("12 días")

    number = mine.rstrip("/").rsplit("/", 1)[1]
    office.goto(f"/admin/proposals/proposal/{number}/change/")
    office.get_by_role("link", name="Verla en la mesa de turnos").click()
    desk = office.url
    draft = office.locator("details", has_text="Preparar la respuesta")
    draft.locator("[name=verdict][value=partly]").check()
    draft.locator("[name=reasons]").fill(
        "Se abre los fines de semana desde marzo. Entre semana no hay personal médico."
    )
    send(office, "Guardar el borrador")
    citizen.goto(mine)
    expect(citizen.get_by_text("Se abre los fines de semana desde marzo.")).to_have_count(0)  # a draft is nobody's yet
    office.goto("/mesa/turnos/?estado=preparadas")
    office.get_by_role("link", name="Una clínica abierta de noche en la zona norte").click()
    assert office.url == desk
    send(office, "Publicar la respuesta")
    expect(office.get_by_text("La respuesta se publicó.")).to_be_visible()

    letter = wait_for(lambda: [text for text in mails(city, address) if "Una clínica abierta de noche" in text])[-1]
    assert "aceptada en parte" in letter
    assert mine in letter  # the way back
    citizen.goto("/cuenta/notificaciones/")
    citizen.locator(".az-inbox a", has_text="Una clínica abierta de noche").first.click()
    expect(citizen.get_by_text("Se abre los fines de semana desde marzo.")).to_be_visible()


def test_a_moderator_decides_and_the_text_is_gone(visit: Visit, city: City) -> None:
    words = f"Ofensa de prueba {uuid4().hex}"
    author = visit("/cuenta/registro/?next=/propuestas/20/", javascript=False)
    sign_up(author, city, "Nacho")
    author.get_by_label("Tu comentario").fill(words)
    send(author, "Enviar mi comentario")
    reporter = visit("/cuenta/entrar/", javascript=False)
    enter(reporter, city, "ciudadana@demo.azotea")
    reporter.goto("/propuestas/20/")
    comment = reporter.locator(".az-comment", has_text=words).first
    comment.get_by_role("link", name="Reportar").click()
    reporter.get_by_label("Insulta o amenaza a alguien").check()
    send(reporter, "Enviar el reporte")

    desk = visit("/cuenta/entrar/", javascript=False)
    enter(desk, city, "moderadora@demo.azotea")
    desk.goto("/mesa/moderacion/")
    thing = desk.locator("article", has_text=words)
    expect(thing).to_contain_text("1 reporte")
    thing.get_by_role("link", name="Ver y decidir").click()
    desk.get_by_label("Ocultarlo").check()
    desk.get_by_label("Razón", exact=False).last.fill("Insulta a una persona con su nombre.")
    send(desk, "Publicar la decisión")

    visitor = visit("/propuestas/20/", javascript=False)
    for page in (author, reporter, visitor):
        page.goto("/propuestas/20/")
        assert words not in page.content()
    number = in_the_city(
        city,
        f"""
import json
from participation.models import Comment
print(json.dumps(Comment.objects.get(text="{words}").pk))
""",
    )
    for path in (f"/api/v1/comments/{number}/", "/datos/comments.jsonl", "/api/v1/events/?after=0&limit=500"):
        assert words not in fetch(city, path, missing=path.startswith("/api/v1/comments"))
    visitor.goto("/moderacion/")
    expect(visitor.get_by_text("Insulta a una persona con su nombre.").first).to_be_visible()

    def told() -> bool:
        author.goto("/cuenta/notificaciones/")
        return (
            "Insulta a una persona con su nombre." in author.content() or "moder" in author.inner_text("main").lower()
        )

    wait_for(told)


# --- A developer ------------------------------------------------------------------------------------------------------


def fetch(city: City, path: str, *, missing: bool = False) -> str:
    """Return what an address answers to a plain program; with ``missing`` it must be a 404."""
    try:
        with urlopen(path if path.startswith("http") else city.url + path, timeout=30) as response:
            status, text = response.status, response.read().decode()
    except HTTPError as error:
        status, text = error.code, error.read().decode()
    assert status == (404 if missing else 200), f"{path}: {status}"
    return str(text)


def replay(city: City, dataset: str) -> dict[Any, dict[str, Any]]:
    """Hold a copy of a dataset by replaying the changes feed from its start."""
    held: dict[Any, dict[str, Any]] = {}
    address = "/api/v1/events/?after=0&limit=200"
    while address:
        answer = json.loads(fetch(city, address))
        for event in answer["results"]:
            for change in event["changes"]:
                if change["dataset"] != dataset:
                    continue
                if change["op"] == "delete":
                    held.pop(change["key"], None)
                else:
                    held[change["key"]] = change["data"]
        address = answer["next"]
    return held


def test_a_developer_takes_everything_and_writes_with_a_key(visit: Visit, city: City) -> None:
    page = visit("/datos/", javascript=False)
    expect(page.get_by_text("CC BY 4.0").first).to_be_visible()
    lines = [json.loads(line) for line in fetch(city, "/datos/proposals.jsonl").splitlines()]
    rows = list(csv.DictReader(io.StringIO(fetch(city, "/datos/proposals.csv").lstrip("\ufeff"))))
    assert len(rows) == len(lines) > 250
    assert {row["id"] for row in rows} == {str(line["id"]) for line in lines}

    pulled: list[Any] = []
    address = "/api/v1/proposals/?limit=100"
    while address:
        answer = json.loads(fetch(city, address))
        pulled += answer["results"]
        address = answer["next"]
    assert sorted(row["id"] for row in pulled) == sorted(line["id"] for line in lines)

    def agrees(dataset: str) -> bool:
        """Compare until the worker has stamped what other journeys did a moment ago."""
        file = {row["id"]: row for row in map(json.loads, fetch(city, f"/datos/{dataset}.jsonl").splitlines())}
        return replay(city, dataset) == file

    for dataset in ("proposals", "comments"):
        wait_for(lambda dataset=dataset: agrees(dataset))
    described = yaml.safe_load(fetch(city, "/api/v1/openapi.yaml"))
    assert described["openapi"].startswith("3.")
    assert "/api/v1/proposals/" in described["paths"]

    page.goto("/cuenta/registro/?next=/cuenta/claves/")
    sign_up(page, city, "Ximena")
    page.get_by_label("¿Para qué es?").fill("Mi mapa")
    page.get_by_label("Respaldar propuestas y retirar el respaldo").check()
    send(page, "Hacer la clave")
    key = page.locator("#secreto").input_value()
    before = json.loads(fetch(city, "/api/v1/proposals/17/"))["supports_count"]

    def ask(method: str, path: str, body: Any, secret: str = key) -> tuple[int, str, Any]:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        request = Request(city.url + path, method=method, data=json.dumps(body).encode(), headers=headers)
        try:
            with urlopen(request, timeout=30) as response:
                return response.status, response.headers["Content-Type"], json.load(response)
        except HTTPError as error:
            return error.code, error.headers["Content-Type"], json.load(error)

    assert ask("PUT", "/api/v1/proposals/17/support/", {})[0] == 200
    # Whoever did it reads it at once; what strangers read may be some seconds old.
    assert ask("GET", "/api/v1/proposals/17/", None)[2]["supports_count"] == before + 1
    wait_for(lambda: json.loads(fetch(city, "/api/v1/proposals/17/"))["supports_count"] == before + 1)
    assert ask("PUT", "/api/v1/proposals/17/support/", {}, "azt_falsa")[0] == 401
    status, kind, problem = ask("POST", "/api/v1/proposals/", {"component": "no", "title": ""})
    assert (status, kind.split(";")[0]) == (403, "application/problem+json")  # the key may only support
    assert {"type", "title", "status", "detail"} <= problem.keys()


# --- The clock --------------------------------------------------------------------------------------------------------

ENDS_SOON = """
import json
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from participation.models import Institution, Person
from processes.actions import add_component, add_phase, create_process, publish_process
by, now = Person.objects.get(email="funcionaria@demo.azotea"), timezone.now()
process = create_process(
    title=f"Consulta corta {uuid4().hex[:6]}", by=by, at=now, institution=Institution.objects.get(slug="planeacion"),
    summary="Dura unos segundos.", who_participates="Todos", what_is_decided="Nada", how_decided="Nadie",
)
call = add_component(process=process, kind="proposals", title="Propuestas", by=by, at=now)
closes = now + timedelta(seconds=12)
add_phase(
    process=process, title="Propuestas", opens_at=now - timedelta(days=2), closes_at=closes, by=by, at=now,
    openings={call.pk: ["propose", "support", "comment"]},
)
publish_process(process=process, by=by, at=now, accept_warnings=True)
print(json.dumps({"path": call.get_absolute_url(), "closes": closes.timestamp()}))
"""


def test_the_clock_closes_a_phase_without_any_job(visit: Visit, city: City) -> None:
    citizen = visit("/cuenta/entrar/", javascript=False)
    enter(citizen, city, "ciudadana@demo.azotea")
    visitor = visit("/", javascript=False)
    made = in_the_city(city, ENDS_SOON)
    visitor.goto(made["path"])
    expect(visitor.get_by_role("link", name="Hacer una propuesta").first).to_be_visible()
    citizen.goto(made["path"])
    citizen.get_by_role("link", name="Hacer una propuesta").first.click()
    citizen.get_by_label("¿Qué propones, en una línea?").fill("Una propuesta que llega tarde")
    citizen.get_by_label("Explícalo").fill("Se escribió a tiempo y se envió un segundo después del cierre.")
    assert time.time() < made["closes"], "the machine was too slow to try this"
    time.sleep(made["closes"] - datetime.now(UTC).timestamp() + 0.2)
    send(citizen, "Continuar")
    expect(citizen.locator("main")).to_contain_text(re.compile("cerraron|terminó|cerró|cerrado"))
    for page in (visitor, citizen):
        page.goto(made["path"])
        expect(page.get_by_role("link", name="Hacer una propuesta")).to_have_count(0)
        button = page.get_by_role("button", name="Hacer una propuesta")
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(page.locator(".az-why").first).to_contain_text(re.compile("cerraron|terminó|cerró"))
