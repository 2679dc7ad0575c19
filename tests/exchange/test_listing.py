"""The JSON of the API as the library makes it, for the web and the command line alike."""

import pytest

from library.exchange import listing
from library.items import catalogue
from library.search.query import Query
from library.wiring import Library

GONGS = "act-0006-listening-to-gongs-preschool"


def address(slug: str) -> str:
    return f"https://library.example/{slug}"


def test_an_answer_is_made_of_what_the_search_found(starter: Library) -> None:
    query = Query(text="cong chieng", size=2)
    with starter.sessions.reading() as session:
        found = starter.answer(session, query)
        vocabulary = starter.vocabulary(session)
        answer = listing.answer(session, query, found, vocabulary, "en", address)
    assert (answer["total"], answer["size"]) == (found.results.total, 2)
    assert [item["id"] for item in answer["items"]] == [hit.id for hit in found.results.hits]
    assert answer["items"][0]["url"] == f"https://library.example/{answer['items'][0]['slug']}"
    scores = {hit.id: hit.score for hit in found.results.hits}
    for item in answer["items"]:
        assert item["score"] == pytest.approx(scores[item["id"]], abs=0.001)
        assert set(item["highlights"]) == set(item["languages"])


def test_facets_are_in_the_order_that_lists_show_them(starter: Library) -> None:
    query = Query()
    with starter.sessions.reading() as session:
        vocabulary = starter.vocabulary(session)
        found = starter.answer(session, query)
        answer = listing.answer(session, query, found, vocabulary, "vi", address)
    for scheme, values in answer["facets"].items():
        ids = [value["id"] for value in values]
        assert ids == vocabulary.in_order(ids, "vi")
        assert all(
            id.startswith(f"{scheme}.") and value["count"] > 0
            for id, value in zip(ids, values, strict=True)
        )


def test_an_item_is_whole_with_its_files(starter: Library) -> None:
    with starter.sessions.reading() as session:
        item = catalogue.by_id(session, GONGS)
        found = listing.whole(item, ["b", "a"], address)
    assert found["tags"] == ["a", "b"]
    assert found["revision"] == 1
    assert [file["type"] for file in found["files"]] == ["image/png"]
    assert found["editions"]["en"]["html"].startswith("<p>")


def test_the_tree_names_every_tag_once(starter: Library) -> None:
    with starter.sessions.reading() as session:
        vocabulary = starter.vocabulary(session)
    tree = listing.vocabulary_tree(vocabulary)
    ids = [tag["id"] for scheme in tree["schemes"] for tag in scheme["tags"]]
    assert sorted(ids) == sorted(vocabulary.terms)
