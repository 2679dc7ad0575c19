"""A server that is killed while somebody types loses three seconds of it at most, then nothing.

KILLS says how often it is killed (issue 4 asks for 100); a few times are enough every day.
"""

import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from library import config
from library.review import drafting
from library.review.models import Submission
from library.wiring import Library
from tests import cast as people
from tests import servers
from tests.journeys.conftest import signed_in

pytestmark = pytest.mark.xdist_group("browser")
KILLS = int(os.environ.get("KILLS", "3"))
LOST_AT_MOST = 3.0  # seconds
BETWEEN_WORDS = 0.08


@pytest.fixture
def kept(tmp_path: Path, prepared: Path) -> Iterator[Library]:
    """A library of the test's own, opened beside its server."""
    shutil.copytree(prepared, tmp_path / "data")
    opened = Library.open(config.read({"SAODIEU_DATA": str(tmp_path / "data")}))
    yield opened
    opened.close()


def words_kept(kept: Library) -> list[str]:
    with kept.sessions.reading() as session:
        submission = session.get_one(Submission, 1)
        content = drafting.newest(session, submission).content
        return str(content["editions"]["vi"].get("body", "")).split()


def type_until(page: Page, moment: float, typed: list[tuple[float, str]]) -> None:
    """Type numbered words until a moment, and note when each was typed."""
    while time.monotonic() < moment:
        word = f"từ{len(typed)}"
        page.keyboard.insert_text(f"{word} ")
        typed.append((time.monotonic(), word))
        time.sleep(BETWEEN_WORDS)


def test_a_killed_server_loses_three_seconds_of_typing_at_most(
    kept: Library, browser: Browser
) -> None:
    port, chance = servers.free_port(), random.Random(4)
    cast = people.assemble(kept)
    server = servers.serve(kept.settings.data, port)
    address = servers.address_of(port)
    context = browser.new_context(base_url=address, **signed_in(kept, cast.lan))
    typed: list[tuple[float, str]] = []
    losses = []
    try:
        page = context.new_page()
        page.goto("/vi/contribute/new")
        page.locator("form .btn.main").last.click()
        page.locator("#vi-body").focus()
        for _ in range(KILLS):
            type_until(page, time.monotonic() + chance.uniform(0.3, 6), typed)
            killed_at = time.monotonic()
            servers.kill(server)
            found = set(words_kept(kept))
            losses.append(
                killed_at - min([at for at, word in typed if word not in found] or [killed_at])
            )
            assert losses[-1] <= LOST_AT_MOST
            type_until(page, time.monotonic() + 0.5, typed)  # nobody stops typing for that
            server = servers.serve(kept.settings.data, port)
            expect(page.locator("[data-state=saved]")).to_be_visible(timeout=20_000)
            assert words_kept(kept) == [word for _, word in typed], (
                "what was typed meanwhile came later"
            )
    finally:
        context.close()
        servers.kill(server)
    print(f"{KILLS} kills, at most {max(losses):.2f} s of typing lost")
