"""A real server and a real Chromium, one of each for all journeys.

Every visit also notes what no page may do: ask another host, or run into our own policy.
"""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from library.wiring import Library
from tests import servers

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
_PATIENCE = 15_000  # milliseconds
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, starter: Library, browser: Browser
) -> Iterator[str]:
    """The address of a server with the first items of the starter collection."""
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(starter.settings.data, data)
    with servers.saodieu(data) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; where the machine has none, journeys are left out and say so."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip("no Chromium on this machine: apt-get install chromium (journeys left out)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Open a page of the site in a browser of its own; `width` and other choices by name."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: str, width: int = 1280, **choices: Any) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            **{"locale": "vi-VN", **choices},
        )
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        context.on("request", lambda request: _note_request(request.url, site, faults))
        context.on("console", lambda message: _note_console(message.type, message.text, faults))
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def _note_request(url: str, site: str, faults: list[str]) -> None:
    if not url.startswith((site, "data:", "blob:")):
        faults.append(f"asked {url}")


def _note_console(kind: str, text: str, faults: list[str]) -> None:
    if kind in ("error", "warning") and "404" not in text:
        faults.append(text)
