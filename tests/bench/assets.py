"""What a browser downloads for a first visit and for the page after it, in bytes as they travel.

A real Chromium counts them; where there is none, this part is left out.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench import running
from tests.bench.rows import Row
from tests.bench.running import Site

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Photographs and other pictures of items; our own drawings are part of the page.
_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")


def measured() -> Iterator[Row]:
    """Measure the starter collection's home page, then the page of an item."""
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not program:
        yield Row("assets", "left out", "", "no Chromium here")
        return
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        running.served(Path(folder) / "data") as site,
        sync_playwright() as playwright,
    ):
        running.until_answered(site, "/vi/")
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield from _visits(browser, site)
        browser.close()


def _visits(browser: Browser, site: Site) -> Iterator[Row]:
    first, second = _visit(browser, site, {})
    yield Row("first visit, home page", _kilobytes(first), "120 KB", _parts(first))
    yield Row("second page, an item", _kilobytes(second), "15 KB", _parts(second))
    lean, _ = _visit(browser, site, {"Save-Data": "on"})
    yield Row("first visit with Save-Data", _kilobytes(lean), "40 KB", _parts(lean))


def _visit(browser: Browser, site: Site, headers: dict[str, str]) -> list[dict[str, int]]:
    """Return the bytes of each file of a first and of a second page."""
    context = browser.new_context(extra_http_headers=headers)
    page = context.new_page()
    take = _counted(context.new_cdp_session(page))
    visits = []
    for path in ("/vi/", "/vi/items/local-culture-festival"):
        page.goto(f"http://127.0.0.1:{site.port}{path}", wait_until="networkidle")
        visits.append(take())
    context.close()
    return visits


def _counted(devtools: Any) -> Callable[[], dict[str, int]]:
    """Listen to what the browser downloads; the function returned gives it and starts anew."""
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        response = event["response"]
        if response["mimeType"] not in _PICTURES and not response.get("fromDiskCache"):
            asked[event["requestId"]] = response["url"].split("?")[0].rsplit("/", 1)[-1] or "page"

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            sizes[asked.pop(event["requestId"])] = int(event["encodedDataLength"])

    def take() -> dict[str, int]:
        taken = {name: size for name, size in sizes.items() if size}
        sizes.clear()
        return taken

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", finished)
    devtools.send("Network.enable")
    return take


def _kilobytes(sizes: dict[str, int]) -> str:
    return f"{sum(sizes.values()) / 1000:.1f} KB"


def _parts(sizes: dict[str, int]) -> str:
    largest = sorted(sizes.items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {size / 1000:.1f}" for name, size in largest)
