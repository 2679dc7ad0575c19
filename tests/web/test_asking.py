"""What is asked and opened is counted: only by people, only the question, never who or when."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from library.search.asked import AskedQuery
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.web import reading

HOST = "http://localhost"
Counted = dict[tuple[str, str], tuple[int, int | None, int]]


def counted(library: Library) -> Counted:
    """Return what is written: asked, found and opened by query and language."""
    library.asked.write()
    with library.sessions.reading() as session:
        rows = session.scalars(select(AskedQuery)).all()
        return {(row.text, row.language): (row.asked, row.found, row.opened) for row in rows}


def ask(client: FlaskClient, address: str, **headers: str) -> None:
    sent = reading.sent(client, address, **({"Accept_Language": "vi"} | headers))
    assert sent.status_code in (200, 304), address


@pytest.fixture
def stocked(own: FlaskClient, library: Library) -> FlaskClient:
    """A reader of a library with two items."""
    with library.writing() as session:
        make.saved(session, library, "rac")
        make.saved(
            session, library, "la", vi=make.plan("Cây.", title="Lá phổi xanh", summary="Cây.")
        )
    return own


def test_a_search_is_counted_with_what_it_found(stocked: FlaskClient, library: Library) -> None:
    ask(stocked, "/vi/search?q=+Ph%C3%A2n+LO%E1%BA%A0I+")
    ask(stocked, "/en/search?q=qwertyuiop")
    assert counted(library) == {("phân loại", "vi"): (1, 1, 0), ("qwertyuiop", "en"): (1, 0, 0)}


def test_a_page_kept_in_memory_counts_too(stocked: FlaskClient, library: Library) -> None:
    for _ in range(3):
        ask(stocked, "/vi/search?q=la")
    etag = reading.sent(stocked, "/vi/search?q=la").headers["ETag"]
    ask(stocked, "/vi/search?q=la", If_None_Match=etag)
    assert counted(library) == {("la", "vi"): (4, 1, 0)}


def test_the_total_is_that_of_the_last_time(stocked: FlaskClient, library: Library) -> None:
    ask(stocked, "/vi/search?q=la")
    with library.writing() as session:
        make.saved(session, library, "la-2", vi=make.plan("Cờ.", title="Lá cờ", summary="Cờ."))
    ask(stocked, "/vi/search?q=la")
    assert counted(library) == {("la", "vi"): (2, 2, 0)}


def test_a_choice_of_colours_is_no_search(stocked: FlaskClient, library: Library) -> None:
    sent = reading.sent(stocked, "/vi/search?q=la&theme=dark", Accept_Language="vi")
    assert sent.status_code == 302
    assert counted(library) == {}


def test_a_page_first_made_for_a_program_has_a_total_that_is_not_known(
    stocked: FlaskClient, library: Library
) -> None:
    reading.sent(stocked, "/vi/search?q=la")
    ask(stocked, "/vi/search?q=la")
    assert counted(library) == {("la", "vi"): (1, None, 0)}


@pytest.mark.parametrize(
    "address",
    [
        "/vi/search",
        "/vi/search?q=",
        "/vi/search?q=rac&page=1",
        "/vi/search?q=rac&page=2",
        "/vi/search?q=rac&tag=grade.07",
        "/vi/search?q=rac&sort=newest",
        "/vi/search?q=rac&typed=*",
        "/vi/search?q=rac&size=5",
        "/vi/search.atom?q=rac",
        "/vi/search/saved?q=rac",
        "/api/v1/items?q=rac",
        "/api/v1/suggest?q=rac",
        "/vi/search?q=co.lan%40truong.example",
        "/vi/search?q=0912345678",
        "/vi/search?q=" + "rac+" * 13,
        "/vi/search?q=" + "a" * 5_000,
    ],
)
def test_what_goes_on_from_a_search_or_comes_from_a_program_or_is_personal_is_not_counted(
    stocked: FlaskClient, library: Library, address: str
) -> None:
    ask(stocked, address)
    assert counted(library) == {}


@pytest.mark.parametrize(
    "headers", [{}, {"Accept_Language": " "}, {"Accept_Language": "vi", "Sec_Purpose": "prefetch"}]
)
def test_who_is_no_person_is_not_counted(
    stocked: FlaskClient, library: Library, headers: dict[str, str]
) -> None:
    reading.sent(stocked, "/vi/search?q=rac", **headers)
    reading.sent(stocked, "/vi/items/rac", Referer=f"{HOST}/vi/search?q=rac", **headers)
    assert counted(library) == {}


def test_a_head_request_is_not_counted(stocked: FlaskClient, library: Library) -> None:
    stocked.head("/vi/search?q=rac", headers={"Accept-Language": "vi"})
    assert counted(library) == {}


@pytest.mark.parametrize("item", ["/vi/items/rac", "/en/items/rac", "/vi/items/rac/download.md"])
def test_an_item_opened_from_results_counts_for_their_query(
    stocked: FlaskClient, library: Library, item: str
) -> None:
    ask(stocked, "/vi/search?q=rac")
    for referrer in (f"{HOST}/vi/search?q=rac", f"{HOST}/vi/search?q=+RAC&tag=grade.07&page=2"):
        ask(stocked, item, Referer=referrer)
    assert counted(library) == {("rac", "vi"): (1, 1, 2)}


def test_the_address_that_readers_type_is_ours_too(stocked: FlaskClient, library: Library) -> None:
    ask(stocked, "/vi/search?q=rac")
    ask(stocked, "/vi/items/rac", Referer=f"{library.settings.address}/vi/search?q=rac")
    assert counted(library)["rac", "vi"][2] == 1


@pytest.mark.parametrize(
    "referrer",
    [
        "http://elsewhere.example/vi/search?q=rac",
        f"{HOST}/vi/tags/theme.heritage?q=rac",
        f"{HOST}/fr/search?q=rac",
        f"{HOST}/vi/search",
        f"{HOST}/vi/search?q=",
        f"{HOST}/vi/search?q=la",
        f"{HOST}/vi/search?q=rac&" + "&".join(["a=1"] * 500),
        "http://[/vi/search?q=rac",
        "nonsense",
        "\xff\xfe",
    ],
)
def test_other_ways_to_an_item_are_not_counted(
    stocked: FlaskClient, library: Library, referrer: str
) -> None:
    ask(stocked, "/vi/search?q=rac")
    ask(stocked, "/vi/items/rac", Referer=referrer)
    assert counted(library) == {("rac", "vi"): (1, 1, 0)}


def test_an_item_that_is_not_there_was_not_opened(stocked: FlaskClient, library: Library) -> None:
    ask(stocked, "/vi/search?q=rac")
    headers = {"Accept_Language": "vi", "Referer": f"{HOST}/vi/search?q=rac"}
    assert reading.sent(stocked, "/vi/items/khong-co", **headers).status_code == 404
    assert counted(library)["rac", "vi"] == (1, 1, 0)


def test_the_same_page_again_after_a_choice_on_it_is_no_new_question(
    stocked: FlaskClient, library: Library
) -> None:
    ask(stocked, "/vi/search?q=rac")
    ask(stocked, "/vi/search?q=rac", Referer=f"{HOST}/vi/search?q=rac")
    ask(stocked, "/en/search?q=rac", Referer=f"{HOST}/vi/search?q=rac&tag=grade.07")
    ask(stocked, "/vi/search?q=la", Referer=f"{HOST}/vi/search?q=rac")
    ask(stocked, "/vi/search?q=rac", Referer=f"{HOST}/vi/search?q=la")
    assert {key: times for key, (times, _, _) in counted(library).items()} == {
        ("rac", "vi"): 2,
        ("la", "vi"): 1,
    }


def test_reading_writes_nothing_itself_and_pages_stay_kept(
    stocked: FlaskClient, library: Library
) -> None:
    ask(stocked, "/vi/search?q=rac")
    with library.sessions.reading() as session:
        assert session.scalars(select(AskedQuery)).all() == []
    first = reading.sent(stocked, "/vi/search?q=rac").data
    counted(library)
    assert reading.sent(stocked, "/vi/search?q=rac").data == first


def test_closing_the_library_writes_the_last_minute(library: Library) -> None:
    ask(create_app(library).test_client(), "/vi/search?q=rac")
    library.close()
    assert counted(library) == {("rac", "vi"): (1, 0, 0)}
