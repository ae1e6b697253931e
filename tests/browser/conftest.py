"""A real browser against a real server: pages, their requests and their complaints."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from participation.models import Person
from tests import chromium
from tests.browser.city import city  # noqa: F401 (a fixture)

# Playwright's synchronous interface runs inside an event loop, where Django refuses the database otherwise.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once per process of the suite."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Open a page as a person (or nobody), at a width, in a language, light or dark, with or without JavaScript.

    At the end of the test any script error and any request to another host fails it.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(
        path: str = "/", *, person: Person | None = None, width: int = 1280, dark: bool = False, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, java_script_enabled=javascript,
            color_scheme="dark" if dark else "light", locale="es-MX", timezone_id="America/Mexico_City",
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("request", lambda request: foreign(request.url))
        page.goto(path)
        return page

    def foreign(url: str) -> None:
        if not url.startswith((live_server.url, "data:", "blob:")):
            complaints.append(f"request to another host: {url}")

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def session_of(person: Person) -> str:
    """Return the key of a new session in which the person is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The home page, signed out, wide."""
    return open_page("/")
