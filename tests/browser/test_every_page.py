"""Every kind of page of the demo city, found by following its links: accessible, whole at 320 px, light of weight.

The crawl visits one page of each kind (addresses with their numbers and names folded) as a visitor, a citizen and an
official, in both languages; a list of kinds that must be among them keeps the crawl honest.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.city import City

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe-4.14.1.min.js").read_text()
MOST = 350  # so that a page that leads to ever new ones ends
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 800}
NOT_PAGES = re.compile(
    r"/(admin|api|archivos|oembed|salud|static)/|\.(ics|csv|jsonl?|geojson|jsonld|svg|xml|txt|yaml|pdf|png|docx|xlsx|zip|pb|py|md|html|atom)$|salir|/abrir/|/descargar/"
)
RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ") + " " + (n.failureSummary || "").split("\\n").slice(1, 2)).slice(0, 3).join(" | "));
}"""
COLOURS = RUN_AXE.replace(
    RUN_AXE[RUN_AXE.index("runOnly") : RUN_AXE.index(", resultTypes")], 'runOnly: ["color-contrast"]'
)
MUST_VISITOR = {
    "/", "/procesos/", "/procesos/*/", "/procesos/*/*/", "/propuestas/N/", "/buscar/", "/datos/", "/datos/*/", "/cuenta/entrar/",
    "/cuenta/registro/", "/paginas/*/", "/temas/N/cambios/", "/instituciones/*/", "/territorios/", "/territorios/N/",
    "/datos/solicitudes/", "/datos/usos/", "/mecanismos/*/", "/preguntas/N/", "/veda/", "/folio/",
}  # fmt: skip
MUST_CITIZEN = {"/cuenta/", "/cuenta/notificaciones/", "/procesos/*/*/nueva/"}


def kind(path: str) -> str:
    """Return an address with its numbers and names folded, so that two pages of one kind are equal."""
    path = re.sub(r"^/en(?=/)", "", path)
    path = re.sub(r"/\d+(?=/|$)", "/N", path)
    path = re.sub(r"^/(procesos|instituciones|paginas|mecanismos|privacidad/avisos)/[^/]+/", r"/\1/*/", path)
    path = re.sub(r"^/procesos/\*/(?!calendario)[^/]+/", "/procesos/*/*/", path)
    return re.sub(r"^/datos/(?!solicitudes/|usos/)[^/]+/$", "/datos/*/", path)


def sign_in(context: BrowserContext, city: City, email: str) -> None:
    """Sign in with the demo account's password, through the pages."""
    page = context.new_page()
    page.goto(f"{city.url}/cuenta/entrar/")
    page.locator("[name=login]").fill(email)
    page.locator("form details summary").click()
    page.locator("[name=password]").fill(city.passwords[email])
    page.get_by_role("button", name="Continuar").click()
    page.wait_for_url(lambda address: "entrar" not in address)
    page.close()


@pytest.fixture(scope="module")
def contexts(browser: Browser, city: City) -> Iterator[dict[str, BrowserContext]]:
    """A visitor's, a citizen's and an official's browser."""
    made = {
        name: browser.new_context(locale="es-MX", reduced_motion="reduce")
        for name in ("visitor", "citizen", "official", "transparency")
    }
    sign_in(made["citizen"], city, "ciudadana@demo.azotea")
    sign_in(made["official"], city, "funcionaria@demo.azotea")
    sign_in(made["transparency"], city, "transparencia@demo.azotea")
    yield made
    for context in made.values():
        context.close()


def complaints_of(page: Page, *widths: ViewportSize) -> list[str]:
    """Return what axe finds wrong with an open page at its widths, and what its head and its layout at 320 px have wrong.

    The page stands at the first width, and does so again afterwards: laying it out anew costs half of what axe does.
    """
    said: list[str] = []
    if DESK in widths:
        said += page.evaluate(RUN_AXE)
    if page.locator("h1").count() != 1:
        said.append(f"{page.locator('h1').count()} h1")
    if widths != (PHONE,):
        page.set_viewport_size(PHONE)
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    if wide > 320:
        said.append(f"{wide} px wide at 320: " + str(page.evaluate(
            "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321)"
            ".slice(0, 4).map(e => e.tagName + '.' + e.className)"
        )))  # fmt: skip
    if PHONE in widths:
        said += page.evaluate(RUN_AXE)
    if widths != (PHONE,):
        page.set_viewport_size(DESK)
    return said


def audit(
    context: BrowserContext,
    city: City,
    *starts: str,
    at: tuple[ViewportSize, ...],
    within: str = "/",
    follow: bool = True,
    known: Collection[str] = (),
) -> tuple[dict[str, str], list[str]]:
    """Look at one page of each kind that links lead to, breadth first and each once.

    Return the address of each kind, and every complaint with its address. ``within`` keeps to addresses that begin so;
    pages of ``known`` kinds are opened and followed, and not looked at again.
    """
    found = {kind(path): path for path in starts}
    queue, wrong, said = list(starts), [], []
    page = context.new_page()
    page.set_viewport_size(at[0])
    page.add_init_script(AXE)
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    while queue:
        path = queue.pop(0)
        response = page.goto(city.url + path)
        assert response is not None
        assert response.status == 200, f"{page.url} answered {response.status}"
        for link in page.eval_on_selector_all("a[href]", "found => found.map(a => a.href)") if follow else ():
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" != city.url or NOT_PAGES.search(parts.path):
                continue
            if parts.path.startswith("/en/") != (starts[0] == "/en/") or not parts.path.startswith(within):
                continue
            if kind(parts.path) not in found and len(found) < MOST:
                query = f"?{parts.query}" if parts.query and "next=" not in parts.query else ""
                found[kind(parts.path)] = parts.path + query
                queue.append(found[kind(parts.path)])
        if kind(path) not in known:
            said += complaints_of(page, *at)
        wrong += [f"{path}: {text}" for text in said]
        said.clear()
    page.close()
    assert len(found) < MOST, "the crawl was cut short: fold more kinds of addresses into one"
    return found, wrong


# What was looked at in a language already: the visitor's pages in Spanish, the citizen's in English.
LOOKED_AT: dict[str, set[str]] = {"/": set(), "/en/": set()}


@pytest.mark.parametrize(("persona", "start", "must"), [
    ("visitor", "/", MUST_VISITOR), ("citizen", "/", MUST_VISITOR - {"/cuenta/entrar/", "/cuenta/registro/"} | MUST_CITIZEN),
    ("citizen", "/en/", MUST_CITIZEN), ("visitor", "/en/", MUST_VISITOR),
])  # fmt: skip
def test_pages_are_accessible_and_fit(
    city: City, contexts: dict[str, BrowserContext], persona: str, start: str, must: set[str]
) -> None:
    # Spanish on the phone, English on the desk: axe looks at each kind of page at both widths in half the time.
    at, looked_at = (PHONE if start == "/" else DESK,), LOOKED_AT[start]
    starts = (start, f"{start}procesos/plan-municipal-de-desarrollo/propuestas/")  # an activity where people propose
    found, wrong = audit(contexts[persona], city, *starts, at=at, known=looked_at)
    looked_at.update(found)
    assert must - found.keys() == set()
    assert wrong == []


DESKS = {
    "official": (
        "/mesa/moderacion/", "/mesa/verificacion/", "/mesa/datos-personales/", "/mesa/dos-personas/",
        "/mesa/segundo-paso/", "/mesa/exportaciones/", "/mesa/consultas/", "/mesa/textos/", "/mesa/sistematizacion/",
        "/mesa/encuentros/", "/mesa/aportaciones/",
    ),
    "transparency": ("/mesa/privacidad/", "/mesa/privacidad/vulneraciones/"),
}  # fmt: skip


@pytest.mark.parametrize("persona", DESKS)
def test_desks_of_officials_are_accessible(city: City, contexts: dict[str, BrowserContext], persona: str) -> None:
    desks, wrong = audit(contexts[persona], city, *DESKS[persona], at=(DESK, PHONE), within="/mesa/")
    assert len(desks) > len(DESKS[persona])
    assert wrong == []


DARK = (
    "/", "/procesos/", "/procesos/plan-municipal-de-desarrollo/", "/procesos/plan-municipal-de-desarrollo/propuestas/",
    "/propuestas/1/", "/buscar/?q=agua", "/datos/", "/datos/proposals/", "/cuenta/entrar/", "/cuenta/registro/",
    "/paginas/ayuda/", "/instituciones/planeacion/", "/territorios/", "/territorios/1/",
)  # fmt: skip


def test_dark_pages_are_accessible(browser: Browser, city: City) -> None:
    context = browser.new_context(locale="es-MX", color_scheme="dark", reduced_motion="reduce")
    assert audit(context, city, *DARK, at=(DESK,), follow=False)[1] == []
    context.close()


@pytest.mark.parametrize("path", [
    "/", "/procesos/", "/procesos/plan-municipal-de-desarrollo/", "/procesos/plan-municipal-de-desarrollo/propuestas/",
    "/propuestas/1/", "/datos/", "/buscar/?q=agua", "/cuenta/entrar/",
])  # fmt: skip
def test_a_first_visit_is_light_and_stays_at_home(browser: Browser, city: City, path: str) -> None:
    context = browser.new_context(locale="es-MX")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    hosts: set[str] = set()
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on(
        "request", lambda request: hosts.add(request.url) if not request.url.startswith((city.url, "data:")) else None
    )
    page.goto(city.url + path, wait_until="networkidle")
    context.close()
    assert hosts == set()
    assert 20_000 < sum(sizes) < 120 * 1024
