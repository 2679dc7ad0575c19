"""What readers find, view and take is counted by COUNTER's rules, and nobody can tell who it was."""

import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from library.tables import metadata
from library.usage.models import Usage
from library.wiring import Library
from tests import make
from tests.web import reading
from tests.web.conftest import PIXEL

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
READER = {"Accept_Language": "vi", "User_Agent": FIREFOX}
ITEM = "/vi/items/rac"


@pytest.fixture
def stocked(own: FlaskClient, library: Library) -> FlaskClient:
    """A reader of a library with an item in two languages that has two files."""
    files = {"hinh.png": PIXEL, "phieu.csv": b"a,b\n"}
    english = make.plan(title="Waste sorting day")
    with library.writing() as session:
        make.saved(session, library, "rac", files=files, vi=make.plan(), en=english)
    return own


def kept(library: Library) -> dict[str, dict[str, int]]:
    """Return what is written, by language, without what is nothing."""
    library.usage.write()
    with library.sessions.reading() as session:
        return {
            row.language: {
                column.name: count
                for column in Usage.__table__.c
                if isinstance(count := getattr(row, column.name), int) and count
            }
            for row in session.scalars(select(Usage))
        }


def ask(client: FlaskClient, address: str, status: int = 200, **headers: str) -> Any:
    answer = reading.sent(client, address, **(READER | headers))
    assert answer.status_code == status, address
    return answer


def test_pages_and_downloads_are_counted_by_language_and_format(
    stocked: FlaskClient, library: Library
) -> None:
    ask(stocked, ITEM)
    ask(stocked, "/en/items/rac")
    ask(stocked, "/vi/items/rac?edition=en")
    for format in ("docx", "md", "zip"):
        ask(stocked, f"{ITEM}/download.{format}")
    ask(stocked, "/en/items/rac/download.pdf")
    ask(stocked, f"{ITEM}/files/phieu.csv")
    ask(stocked, f"{ITEM}/files/hinh.png")
    ask(stocked, "/vi/search?q=rac")
    assert kept(library) == {
        "vi": {"found": 1, "views": 1, "docx": 1, "md": 1, "zip": 1, "files": 1},
        "en": {"views": 2, "pdf": 1},
    }


def test_a_page_kept_in_memory_still_knows_what_it_showed(
    stocked: FlaskClient, library: Library
) -> None:
    for address in ("/vi/search?q=rac", ITEM):
        reading.sent(stocked, address, User_Agent="Googlebot/2.1")
        ask(stocked, address)
        ask(stocked, address, Accept_Encoding="", User_Agent=f"{FIREFOX} other")
    assert kept(library) == {"vi": {"found": 2, "views": 2}}


def test_a_double_click_is_one_use_and_two_readers_are_two(
    stocked: FlaskClient, library: Library
) -> None:
    for _ in range(3):
        ask(stocked, f"{ITEM}/download.docx")
    other = {"REMOTE_ADDR": "198.51.100.9"}
    stocked.get(
        f"{ITEM}/download.docx", headers=reading.named(READER), environ_base=other, buffered=True
    )
    assert kept(library) == {"vi": {"docx": 2}}


def test_what_a_browser_has_already_counts_and_a_part_of_a_file_does_not(
    stocked: FlaskClient, library: Library
) -> None:
    etag = reading.sent(stocked, ITEM).headers["ETag"]
    ask(stocked, ITEM, 304, If_None_Match=etag)
    ask(stocked, f"{ITEM}/download.md", 206, Range="bytes=0-9")
    ask(stocked, "/vi/items/nothing", 404)
    stocked.head(f"{ITEM}/download.md", headers=reading.named(READER), buffered=True)
    assert kept(library) == {"vi": {"views": 1}}


@pytest.mark.parametrize(
    "headers",
    [
        {"User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User_Agent": "curl/8.5.0"},
        {"User_Agent": ""},
        {"Accept_Language": ""},
        {"Sec_Purpose": "prefetch;prerender"},
        {"X_Moz": "prefetch"},
    ],
)
def test_programs_and_what_is_fetched_ahead_do_not_count(
    stocked: FlaskClient, library: Library, headers: dict[str, str]
) -> None:
    for address in (ITEM, f"{ITEM}/download.md", "/vi/search?q=rac"):
        reading.sent(stocked, address, **(READER | headers))
    assert kept(library) == {}


def test_no_address_and_no_agent_is_in_any_table_or_log(
    stocked: FlaskClient, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    address, agent = "203.0.113.77", "Mozilla/5.0 Peculiar/1 Firefox/133.0"
    headers = reading.named(READER | {"User_Agent": agent})
    with caplog.at_level(logging.DEBUG):
        for path in (ITEM, f"{ITEM}/download.md", "/vi/search?q=rac"):
            base = {"REMOTE_ADDR": address}
            stocked.get(path, headers=headers, environ_base=base, buffered=True)
        library.asked.write()
        assert kept(library)["vi"] == {"found": 1, "views": 1, "md": 1}
    said = caplog.text
    with library.sessions.reading() as session:
        for table in metadata.sorted_tables:
            said += str(session.execute(text(f'SELECT * FROM "{table.name}"')).all())
    assert "rac" in said
    assert address not in said and "Peculiar" not in said
