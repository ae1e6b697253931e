"""Capturing without connection on a real browser: cut off, restarted, connected twice, and every capture done once.

``AZOTEA_CAPTURES=30`` runs it at full size; the suite runs it small. ``AZOTEA_CAPTURES_TOLD`` names a file for the
figures of the first test (``./script/bench meeting``).
"""

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect

from participation.access.field.actions import open_field_account
from participation.models import Person
from processes.models import Capture, CaptureDevice
from processes.points.actions import officers, places
from proposals.models import Proposal, Support
from tests import chromium
from tests.browser.conftest import session_of
from tests.factories import make_call, make_institution, make_proposal
from tests.processes.points.help import WEEK, Booth

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = max(3, int(os.environ.get("AZOTEA_CAPTURES", "3")))
PIN = "4821 7730"
SECRET = "Alumbrado"  # stands in each capture; must be nowhere on the device in plain


@pytest.fixture
def booth(carla: Person) -> Booth:
    now = timezone.now()
    call = make_call(at=now)
    point = places.open_point(institution=make_institution(), processes=[call.process], name="Biblioteca",
                              address="Hidalgo 10", week=WEEK, by=carla, at=now)  # fmt: skip
    today = timezone.localdate(now)
    card = open_field_account(name="Gloria", starts_on=today, ends_on=today + timedelta(days=2), by=carla, at=now)
    gloria = card.account.person
    officers.add_officer(point=point, person=gloria, by=carla, at=now)
    return Booth(point, call, gloria, carla)


@pytest.fixture
def tablet(tmp_path: Path, live_server: Any, browser: Any) -> Iterator[Any]:
    """Start the tablet: the same folder each time, so that a restart finds what was kept."""
    kept = tmp_path / "tablet"
    running: list[BrowserContext] = []

    def start(*, offline: bool = False) -> Page:
        for context in running:
            context.close()
        context = browser.browser_type.launch_persistent_context(
            str(kept), executable_path=chromium.find(), args=chromium.ARGUMENTS, base_url=live_server.url,
            locale="es-MX", viewport={"width": 360, "height": 780},
        )  # fmt: skip
        running[:] = [context]
        context.set_default_timeout(20_000)
        context.set_offline(offline)
        return context.pages[0]

    start.kept = kept  # type: ignore[attr-defined]
    yield start
    for context in running:
        context.close()


def unsent(page: Page, n: int) -> None:
    expect(page.locator("#captura-estado")).to_have_attribute("data-unsent", str(n), timeout=20_000)


def capture(page: Page, first: int, last: int) -> None:
    """Capture proposals without a name, and one support in each ten."""
    before = int(page.locator("#captura-estado").get_attribute("data-unsent") or 0)
    for n in range(first, last):
        form = page.locator("form[data-kind=proposal]")
        form.locator("[name=title]").fill(f"{SECRET} en la calle {n}")
        form.locator("[name=body]").fill("De noche nadie pasa por ahí.")
        form.locator("button[type=submit]").click()
        unsent(page, before + n - first + 1)


def in_the_base(page: Page) -> str:
    """Return everything that the device keeps, as text."""
    return page.evaluate(
        """async () => {
          const found = [];
          for (const { name } of await indexedDB.databases()) {
            const base = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
            for (const store of base.objectStoreNames) {
              const rows = await new Promise((done) => { const r = base.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result); });
              const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
                ? new TextDecoder("latin1").decode(value) : value && typeof value === "object"
                ? Object.entries(value).map(([k, v]) => k + "=" + text(v)).join(";") : String(value);
              found.push(store + ":" + rows.map(text).join("|"));
            }
            base.close();
          }
          return found.join("\\n");
        }"""
    )  # type: ignore[no-any-return]


def test_what_was_captured_without_connection_is_sent_once_and_erased(
    booth: Booth, tablet: Any, live_server: Any
) -> None:
    at = f"/mesa/captura/{booth.point.pk}/tableta/"
    third = MANY // 3
    page = tablet()
    page.context.add_cookies([{"name": "sessionid", "value": session_of(booth.gloria), "url": live_server.url,
                               "expires": timezone.now().timestamp() + 3600}])  # fmt: skip
    page.goto(at)
    page.fill("#captura-nombre", "Tableta del mercado")
    page.fill("#captura-pin1", PIN)
    page.fill("#captura-pin2", PIN)
    page.click("#captura-nuevo button")
    unsent(page, 0)
    page.wait_for_selector("#captura[data-kept]", state="attached")
    page.select_option("#captura-que", f"proposal-{booth.call.pk}")

    page.context.set_offline(True)
    capture(page, 0, third)
    assert SECRET not in in_the_base(page)
    assert Capture.objects.count() == 0

    page = tablet(offline=True)  # restarted, still without connection
    on_disk = b"".join(
        file.read_bytes() for file in tablet.kept.rglob("*") if file.is_file() and "IndexedDB" in str(file)
    )
    assert on_disk
    assert SECRET.encode() not in on_disk
    assert SECRET.encode("utf-16-le") not in on_disk
    page.goto(at)
    page.fill("#captura-pin", "0000 0000")
    page.click("#captura-abrir button")
    expect(page.locator("#captura-aviso")).to_be_visible()
    page.fill("#captura-pin", PIN)
    page.click("#captura-abrir button")
    unsent(page, third)
    page.select_option("#captura-que", f"proposal-{booth.call.pk}")
    capture(page, third, 2 * third)

    lost: list[str] = []

    def lose(route: Route) -> None:  # the server does it, and the answer never comes
        lost.append(route.request.url)
        route.fetch()
        route.abort()

    page.context.route("**/enviar/", lose)
    page.context.set_offline(False)  # connected for the first time
    page.click("#captura-enviar")
    for _wait in range(100):
        if lost and Capture.objects.count() == min(2 * third, 20):
            break
        page.wait_for_timeout(100)
    page.context.set_offline(True)
    assert Capture.objects.count() == min(2 * third, 20)
    unsent(page, 2 * third)
    capture(page, 2 * third, MANY)

    page.context.unroute("**/enviar/", lose)
    again, began = Capture.objects.count(), time.monotonic()
    page.context.set_offline(False)  # and for the second time
    page.click("#captura-enviar")
    unsent(page, 0)
    seconds = time.monotonic() - began
    assert (Capture.objects.filter(outcome="done").count(), Capture.objects.count()) == (MANY, MANY)
    assert Proposal.objects.count() == MANY
    left = in_the_base(page).rpartition("queue:")[2]
    assert left == ""
    if told := os.environ.get("AZOTEA_CAPTURES_TOLD"):
        given = {"captured": MANY, "sent_again": again, "rows": Capture.objects.count(), "seconds": seconds,
                 "things": Proposal.objects.count(), "plain": on_disk.count(SECRET.encode()), "left": len(left)}  # fmt: skip
        Path(told).write_text(json.dumps(given))
    for _wait in range(50):
        if CaptureDevice.objects.get().unsent == 0:
            break
        page.wait_for_timeout(100)
    assert CaptureDevice.objects.values_list("label", "unsent").get() == ("Tableta del mercado", 0)

    page.context.set_offline(True)
    capture(page, MANY, MANY + 1)
    officers.revoke_device(device=CaptureDevice.objects.select_related("officer__point__institution__subject").get(),
                           by=booth.carla, at=timezone.now())  # fmt: skip
    page.context.set_offline(False)
    expect(page.locator("#captura-aviso")).to_contain_text("dio de baja este equipo")
    assert in_the_base(page) == ""
    for _wait in range(50):
        if CaptureDevice.objects.get().wiped_at:
            break
        page.wait_for_timeout(100)
    assert CaptureDevice.objects.get().wiped_at
    assert Proposal.objects.count() == MANY


def test_a_support_is_captured_by_keyboard_and_a_mistake_is_corrected(
    booth: Booth, tablet: Any, live_server: Any
) -> None:
    proposal = make_proposal(booth.call, at=timezone.now())
    page = tablet()
    page.context.add_cookies([{"name": "sessionid", "value": session_of(booth.gloria), "url": live_server.url}])
    page.goto(f"/mesa/captura/{booth.point.pk}/tableta/")
    page.fill("#captura-nombre", "Tableta")
    page.fill("#captura-pin1", PIN)
    page.fill("#captura-pin2", PIN)
    page.keyboard.press("Enter")
    form = page.locator("form[data-kind=support]")
    form.locator("[name=proposal]").fill("99999999")
    form.locator("[name=kind]").select_option("passport")
    form.locator("[name=document]").fill("G12345678")
    form.locator("[name=birth_date]").fill("1980-05-01")
    form.locator("[name=seen]").check()
    form.locator("button[type=submit]").click()
    page.get_by_role("button", name="Corregir").click()
    expect(form.locator("[name=document]")).to_have_value("G12345678")
    form.locator("[name=proposal]").fill(f"{proposal.pk} · lo que sea")
    form.locator("button[type=submit]").click()
    unsent(page, 0)
    assert Support.objects.get().proposal == proposal
    assert Support.objects.get().captured_by == booth.gloria
