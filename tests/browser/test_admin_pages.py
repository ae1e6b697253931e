"""The officials' admin in a real browser: accessible at both widths, light and dark, and whole on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.city import City
from tests.browser.test_every_page import AXE, COLOURS, RUN_AXE, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTS = [
    "/admin/", "/admin/processes/process/", "/admin/proposals/proposal/", "/admin/participation/flag/",
    "/admin/participation/person/", "/admin/participation/event/", "/admin/participation/delivery/",
    "/admin/participation/territory/",
]  # fmt: skip
FORMS = [
    "/admin/processes/process/add/", "/admin/participation/role/add/", "/admin/participation/installation/1/change/",
    "/admin/participation/page/1/change/", "/admin/participation/territory/importar/",
    "/admin/participation/territory/1/change/", "/admin/participation/importbatch/",
]  # fmt: skip


@pytest.fixture(scope="module")
def official(browser: Browser, city: City) -> Iterator[BrowserContext]:
    """An official's browser."""
    context = browser.new_context(locale="es-MX", reduced_motion="reduce")
    sign_in(context, city, "funcionaria@demo.azotea")
    yield context
    context.close()


@pytest.fixture(scope="module")
def addresses(official: BrowserContext, city: City) -> list[str]:
    """The lists and forms, with an open process, one of its activities and a proposal that is owed an answer."""
    page = official.new_page()
    page.goto(f"{city.url}/admin/processes/process/")
    process = page.get_by_role("link", name="Plan Municipal de Desarrollo").first.get_attribute("href") or ""
    page.goto(city.url + process)
    activity = page.locator("a[href*='/actividades/']").first.get_attribute("href") or ""
    page.goto(f"{city.url}/admin/proposals/proposal/?waiting=unanswered")
    proposal = page.locator("#result_list tbody th a, #result_list tbody td a").first.get_attribute("href") or ""
    page.close()
    assert "/process/" in process
    assert "/actividades/" in activity
    assert "/proposal/" in proposal
    return [*LISTS, *FORMS, process, activity, proposal.split("?")[0]]


# Nothing is left to the theme: its missing landmarks, names and sizes are mended in templates/admin, static/js/admin.js
# and static/css/admin.css.
def test_admin_pages_are_accessible_and_fit(official: BrowserContext, city: City, addresses: list[str]) -> None:
    """On a desk, on a phone and by night; by night only the colours are others."""
    wrong: list[str] = []
    page = (
        official.new_page()
    )  # one for all: a new one reads the scripts of the theme anew, which takes longer than axe
    page.add_init_script(AXE)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: script: {error}"))
    for address in addresses:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(city.url + address, wait_until="load")
        # The editors name themselves once their scripts ran; a page without any has none to wait for.
        page.wait_for_function("() => !document.querySelector('.ProseMirror:not([aria-label])')")
        wrong += complaints(page, address, 1280, RUN_AXE)
        page.set_viewport_size({"width": 360, "height": 900})
        wrong += complaints(page, address, 360, RUN_AXE)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.reload(wait_until="load")  # the theme asks for the scheme once
        wrong += complaints(page, address, 1280, COLOURS)
    page.close()
    assert wrong == []


def complaints(page: Page, address: str, width: int, rules: str) -> list[str]:
    """Return what axe finds wrong with the page as it stands, and whether it is wider than the window."""
    found = [f"{address} at {width}: {text}" for text in page.evaluate(rules)]
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    return [*found, f"{address}: {wide} px wide at {width}"] if wide > width else found
