"""Every kind of page of the demo city, found by following its links: accessible, whole at 320 px, light of weight.

The crawl visits one page of each kind (addresses with their numbers and names folded) as a visitor, a citizen and an
official, in both languages; a list of kinds that must be among them keeps the crawl honest.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.city import City

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe-4.14.1.min.js").read_text()
MOST = 80
NOT_PAGES = re.compile(
    r"/(admin|api|archivos|salud|static)/|\.(ics|csv|jsonl|geojson|jsonld|svg|xml|txt|yaml|pdf|png)$|salir|/abrir/"
)
RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: {"target-size": {enabled: true}}});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ") + " " + (n.failureSummary || "").split("\\n").slice(1, 2)).slice(0, 3).join(" | "));
}"""
MUST_VISITOR = {
    "/", "/procesos/", "/procesos/*/", "/procesos/*/*/", "/propuestas/N/", "/buscar/", "/datos/", "/datos/*/", "/cuenta/entrar/",
    "/cuenta/registro/", "/paginas/*/", "/temas/N/cambios/", "/instituciones/*/", "/territorios/", "/territorios/N/",
}  # fmt: skip
MUST_CITIZEN = {"/cuenta/", "/cuenta/notificaciones/", "/procesos/*/*/nueva/"}


def kind(path: str) -> str:
    """Return an address with its numbers and names folded, so that two pages of one kind are equal."""
    path = re.sub(r"^/en(?=/)", "", path)
    path = re.sub(r"/\d+(?=/|$)", "/N", path)
    path = re.sub(r"^/(procesos|instituciones|paginas)/[^/]+/", r"/\1/*/", path)
    path = re.sub(r"^/procesos/\*/(?!calendario)[^/]+/", "/procesos/*/*/", path)
    return re.sub(r"^/datos/[^/]+/$", "/datos/*/", path)


def crawl(page: Page, url: str, start: str = "/", *more: str) -> dict[str, str]:
    """Return the address of one page of each kind that links lead to, breadth first."""
    found: dict[str, str] = {kind(path): path for path in (start, *more)}
    queue = [start, *more]
    while queue and len(found) < MOST:
        response = page.goto(url + queue.pop(0))
        assert response is not None
        assert response.status == 200, f"{page.url} answered {response.status}"
        links = page.eval_on_selector_all("a[href]", "found => found.map(a => a.href)")
        for link in links:
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" != url or NOT_PAGES.search(parts.path):
                continue
            if parts.path.startswith("/en/") != (start == "/en/"):
                continue
            if kind(parts.path) not in found:
                found[kind(parts.path)] = parts.path + (
                    f"?{parts.query}" if "next=" not in parts.query and parts.query else ""
                )
                queue.append(found[kind(parts.path)])
    return found


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
        for name in ("visitor", "citizen", "official")
    }
    sign_in(made["citizen"], city, "ciudadana@demo.azotea")
    sign_in(made["official"], city, "funcionaria@demo.azotea")
    yield made
    for context in made.values():
        context.close()


def complaints_of(page: Page, address: str, *, narrow: bool) -> list[str]:
    """Return what axe finds wrong at one width, and what the head and the layout at 320 px have wrong."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.goto(address)
    page.evaluate(AXE)
    if not narrow:
        said += page.evaluate(RUN_AXE)
    if page.locator("h1").count() != 1:
        said.append(f"{page.locator('h1').count()} h1")
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    if wide > 320:
        said.append(f"{wide} px wide at 320: " + str(page.evaluate(
            "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321)"
            ".slice(0, 4).map(e => e.tagName + '.' + e.className)"
        )))  # fmt: skip
    if narrow:
        said += page.evaluate(RUN_AXE)
    return said


def audit(context: BrowserContext, city: City, found: dict[str, str], *, narrow: bool) -> list[str]:
    """Return every complaint about the pages found, each with its address."""
    wrong = []
    for path in found.values():
        page = context.new_page()
        page.set_viewport_size({"width": 1280, "height": 900})
        wrong += [f"{path}: {text}" for text in complaints_of(page, city.url + path, narrow=narrow)]
        page.close()
    return wrong


@pytest.mark.parametrize(("persona", "start", "must"), [
    ("visitor", "/", MUST_VISITOR), ("visitor", "/en/", MUST_VISITOR), ("citizen", "/", MUST_VISITOR - {"/cuenta/entrar/", "/cuenta/registro/"} | MUST_CITIZEN),
    ("citizen", "/en/", MUST_CITIZEN),
])  # fmt: skip
def test_pages_are_accessible_and_fit(
    city: City, contexts: dict[str, BrowserContext], persona: str, start: str, must: set[str]
) -> None:
    context = contexts[persona]
    page = context.new_page()
    found = crawl(page, city.url, start)
    page.close()
    assert must - found.keys() == set()
    # Spanish on the phone, English on the desk: axe looks at each kind of page at both widths in half the time.
    assert audit(context, city, found, narrow=start == "/") == []


@pytest.mark.parametrize("narrow", [True, False])
def test_desks_of_officials_are_accessible(city: City, contexts: dict[str, BrowserContext], narrow: bool) -> None:
    context = contexts["official"]
    page = context.new_page()
    found = crawl(page, city.url, "/mesa/moderacion/", "/mesa/verificacion/")
    page.close()
    desks = {name: path for name, path in found.items() if name.startswith("/mesa/")}
    assert {"/mesa/moderacion/", "/mesa/verificacion/"} <= desks.keys()
    assert audit(context, city, desks, narrow=narrow) == []


def test_dark_pages_are_accessible(browser: Browser, city: City) -> None:
    context = browser.new_context(locale="es-MX", color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    found = crawl(page, city.url)
    page.close()
    sample = {name: path for name, path in found.items() if name in MUST_VISITOR}
    assert len(sample) >= 12
    assert audit(context, city, sample, narrow=False) == []
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
