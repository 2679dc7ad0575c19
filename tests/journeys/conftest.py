"""A real server and a real Chromium, one of each for all journeys.

Every visit also notes what no page may do: ask another host, or run into our own policy.
"""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from library import config
from library.web.context import SIGN_IN_COOKIE
from library.wiring import Library
from tests import cast as people
from tests import servers
from tests.cast import Cast

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
_PATIENCE = 15_000  # milliseconds
# Answers that a journey may ask for on purpose; a browser notes each of them.
_REFUSALS = (403, 404, 409, 422)
_CUT_OFF = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION_REFUSED")
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, starter: Library) -> Library:
    """The data of the server: the first items of the starter collection, and the cast.

    It is opened beside the server, to look at what was kept and to sign people in.
    """
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(starter.settings.data, data)
    return Library.open(config.read({"SAODIEU_DATA": str(data)}))


@pytest.fixture(scope="session")
def cast_of_site(kept: Library) -> Cast:
    """The people who have an account on the server."""
    return people.assemble(kept)


@pytest.fixture(scope="session")
def site(kept: Library, browser: Browser) -> Iterator[str]:
    """The address of the server."""
    with servers.saodieu(kept.settings.data) as address:
        yield address
    kept.close()


def signed_in(library: Library, user_id: int) -> dict[str, Any]:
    """Return what a browser brings along in which somebody is signed in."""
    cookie = {
        "name": SIGN_IN_COOKIE,
        "value": people.cookie(library, user_id),
        "domain": "127.0.0.1",
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    return {"storage_state": {"cookies": [cookie], "origins": []}}


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
    is_refusal = any(f"status of {code}" in text for code in _REFUSALS)
    if kind in ("error", "warning") and not is_refusal and not any(map(text.count, _CUT_OFF)):
        faults.append(text)
