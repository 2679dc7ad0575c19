"""The API, in the exact shape of the contract, with the errors of problem documents."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from library.search import asked
from library.search.asked import Count
from library.wiring import Library
from tests.web import reading
from tests.web.conftest import HOSTILE

ANSWER = {
    "total",
    "page",
    "size",
    "items",
    "facets",
    "understood",
    "searched",
    "mended",
    "suggestion",
}
BRIEF = {"id", "slug", "kind", "url", "title", "summary", "tags", "languages", "official"}
ITEM = BRIEF | {"score", "highlights", "found_in"}
GONGS = "act-0006-listening-to-gongs-preschool"


def got(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = reading.sent(client, f"/api/v1{address}")
    assert answer.status_code == status, address
    kind = "application/json" if status == 200 else "application/problem+json"
    assert answer.mimetype == kind
    return answer.get_json()


def ids(answer: Any) -> set[str]:
    return {item["id"] for item in answer["items"]}


def test_an_answer_has_the_shape_of_the_contract(client: FlaskClient) -> None:
    answer = got(client, "/items?q=cong+chieng&lang=vi")
    assert set(answer) == ANSWER
    assert (answer["page"], answer["size"]) == (1, 20)
    assert answer["total"] == len(answer["items"]) > 0
    item = next(item for item in answer["items"] if item["id"] == GONGS)
    assert set(item) == ITEM
    assert item["kind"] == "material.activity-plan"
    assert item["url"].endswith("/vi/items/listening-to-gongs-preschool")
    assert set(item["title"]) == set(item["summary"]) == set(item["languages"]) == {"vi", "en"}
    assert {"grade.k5", "theme.heritage.gong"} <= set(item["tags"])
    assert isinstance(item["score"], float)
    assert "<mark>cồng chiêng</mark>" in item["highlights"]["vi"]


def test_the_file_with_words_that_the_text_lacks_is_named(client: FlaskClient) -> None:
    item, *others = got(client, "/items?q=catch+fish")["items"]
    assert all(other["found_in"] is None for other in others)
    assert set(item["found_in"]) == {"path", "snippet"}
    assert item["found_in"]["path"] == "files/word-list.txt"
    assert "<mark>catch fish</mark> đánh cá" in item["found_in"]["snippet"]
    own = got(client, "/items?q=cong+chieng")["items"]
    assert own and {item["found_in"] for item in own} == {None}


def test_items_are_ordered_by_score(client: FlaskClient) -> None:
    scores = [item["score"] for item in got(client, "/items?q=van+hoa+dia+phuong")["items"]]
    assert len(scores) > 3 and scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("language", "label"), [("vi", "Lớp 6"), ("en", "Grade 6")])
def test_facets_have_ids_labels_and_counts(client: FlaskClient, language: str, label: str) -> None:
    answer = got(client, f"/items?lang={language}")
    grades = {each["id"]: each for each in answer["facets"]["grade"]}
    assert grades["grade.06"] == {"id": "grade.06", "label": label, "count": 3}
    assert all(f"/{language}/items/" in item["url"] for item in answer["items"])


def test_the_count_of_a_facet_is_how_many_it_finds(client: FlaskClient) -> None:
    for scheme, values in got(client, "/items")["facets"].items():
        for value in values[:4]:
            assert got(client, f"/items?tag={value['id']}")["total"] == value["count"], scheme


def test_tags_of_one_scheme_mean_any_and_of_two_schemes_all(client: FlaskClient) -> None:
    four, nine = ids(got(client, "/items?tag=grade.04")), ids(got(client, "/items?tag=grade.09"))
    assert ids(got(client, "/items?tag=grade.04&tag=grade.09")) == four | nine
    heritage = ids(got(client, "/items?tag=theme.heritage"))
    both = ids(got(client, "/items?tag=grade.04&tag=grade.09&tag=theme.heritage"))
    assert both == (four | nine) & heritage and both


def test_a_tag_stands_for_its_descendants(client: FlaskClient) -> None:
    broad, narrow = (
        got(client, "/items?tag=theme.heritage"),
        got(client, "/items?tag=theme.heritage.gong"),
    )
    assert ids(narrow) < ids(broad)
    assert not any("theme.heritage" in item["tags"] for item in broad["items"])


def test_pages_follow_each_other_and_end(client: FlaskClient) -> None:
    first, second = got(client, "/items?size=10"), got(client, "/items?size=10&page=2")
    assert (first["total"], len(first["items"]), len(second["items"])) == (17, 10, 7)
    assert not ids(first) & ids(second)
    beyond = got(client, "/items?size=10&page=3")
    assert beyond["items"] == [] and (beyond["page"], beyond["total"]) == (3, 17)


@pytest.mark.parametrize(("asked", "size"), [("100", 100), ("101", 20), ("0", 20), ("x", 20)])
def test_a_page_holds_at_most_a_hundred(client: FlaskClient, asked: str, size: int) -> None:
    assert got(client, f"/items?size={asked}")["size"] == size


@pytest.mark.parametrize(("language", "label"), [("vi", "Lớp 8"), ("en", "Grade 8")])
def test_what_was_understood_is_named(client: FlaskClient, language: str, label: str) -> None:
    answer = got(client, f"/items?q=k8+bao+luc+hoc+duong&lang={language}")
    part = {"text": "k8", "tag": "grade.08", "label": label, "absent": False}
    assert answer["understood"][0] == part
    assert answer["understood"][1]["tag"] == "theme.school-culture.anti-bullying"
    parts = {"searched": "k8 bao luc hoc duong", "mended": False, "suggestion": None}
    assert {key: answer[key] for key in parts} == parts


def test_each_tag_of_a_part_is_named_and_a_duration_by_its_class(client: FlaskClient) -> None:
    answer = got(client, "/items?q=lop+6-7+duoi+45+phut")
    assert [(part["text"], part["tag"]) for part in answer["understood"]] == [
        ("lop 6-7", "grade.06"),
        ("lop 6-7", "grade.07"),
        ("duoi 45 phut", "duration.one-period"),
    ]


@pytest.mark.parametrize("typed", ["typed=*", "typed=k8&typed=bao+luc+hoc+duong"])
def test_what_the_reader_wants_as_typed_is_not_understood(client: FlaskClient, typed: str) -> None:
    answer = got(client, f"/items?q=k8+bao+luc+hoc+duong&{typed}")
    assert answer["understood"] == [] and answer["searched"] == "k8 bao luc hoc duong"


def test_a_query_that_was_restored_or_mended_says_what_was_searched_for(
    client: FlaskClient,
) -> None:
    restored = got(client, "/items?q=baoj+luwcj+hocj+dduwowngf")
    assert (restored["searched"], restored["mended"]) == ("bạo lực học đường", False)
    mended = got(client, "/items?q=culture+festval")
    assert (mended["searched"], mended["mended"]) == ("culture festival", True)
    assert mended["suggestion"] is None and mended["items"]
    suggested = got(client, "/items?q=c%E1%BB%93ng+chi%C3%AAn")
    assert (suggested["searched"], suggested["mended"]) == ("cồng chiên", False)
    assert suggested["suggestion"] == "cồng chiêng"


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ED%A0%80", "tag=nothing", "page=-1", "lang=xx", "q=" + "a" * 9999]
)
def test_a_search_never_fails(client: FlaskClient, query: str) -> None:
    assert set(got(client, f"/items?{query}")) == ANSWER


def test_an_item_is_given_whole(client: FlaskClient) -> None:
    item = got(client, f"/items/{GONGS}")
    assert set(item) == BRIEF | {"facts", "editions", "files", "revision", "official_mark"}
    assert item["facts"]["duration_minutes"] == 35
    assert set(item["editions"]) == {"vi", "en"}
    assert "<h2" in item["editions"]["vi"]["html"]
    assert item["files"][0]["path"] == "files/the-hinh-cong-chieng.png"
    assert set(item["files"][0]) == {"path", "size", "type", "sha256"}


def test_the_page_and_the_command_line_find_the_same(client: FlaskClient) -> None:
    answer = got(client, "/items?q=an+toan+mang&lang=en")
    page = reading.page(client, "/en/search?q=an+toan+mang&size=20")
    assert [item["slug"] for item in answer["items"]] == reading.slugs(page)


def test_the_vocabulary_is_given_whole(client: FlaskClient) -> None:
    schemes = {scheme["id"]: scheme for scheme in got(client, "/tags")["schemes"]}
    assert len(schemes) >= 22 and "grade" in schemes
    tags = {tag["id"]: tag for tag in schemes["theme"]["tags"]}
    gong = tags["theme.heritage.gong"]
    assert set(gong) == {"id", "label", "alternatives", "abbreviations", "parent", "replaced_by"}
    assert gong["parent"] in tags and set(gong["label"]) == {"vi", "en"}


def test_notes_for_maintainers_are_not_shown(client: FlaskClient) -> None:
    text = reading.sent(client, "/api/v1/tags").get_data(as_text=True)
    assert '"src"' not in text and '"note"' not in text


def suggested(client: FlaskClient, typed: str, language: str = "vi") -> list[dict[str, str]]:
    query = urlencode({"q": typed, "lang": language}, errors="surrogatepass")
    found: list[dict[str, str]] = got(client, f"/suggest?{query}")["suggestions"]
    return found


def test_suggestions_go_on_from_what_was_typed(client: FlaskClient) -> None:
    found = suggested(client, "cong ch")
    assert [each["type"] for each in found] == ["tag", "item"]
    assert all(set(each) == {"type", "text", "lang", "note", "id", "url"} for each in found)
    assert [each["note"] for each in found] == ["Chủ đề", "Văn bản chỉ đạo, hướng dẫn"]
    assert "cồng chiêng" in found[0]["text"]
    assert found[0]["url"].endswith("/vi/tags/theme.heritage.gong")
    assert "/vi/items/" in found[1]["url"]


def test_suggestions_speak_the_language_asked_for(client: FlaskClient) -> None:
    tag = suggested(client, "cong chieng", "en")[0]
    assert (tag["lang"], tag["note"]) == ("en", "Theme")
    assert "Gong" in tag["text"] and "/en/tags/" in tag["url"]


def test_a_title_without_an_edition_in_the_language_says_its_own(client: FlaskClient) -> None:
    (found,) = suggested(client, "92-kh", "en")
    assert (found["type"], found["lang"]) == ("item", "vi")


@pytest.mark.parametrize("typed", ["", " ", "*", "\0", "zzzz", "%_", "\u202e"])
def test_nothing_is_suggested_for_nothing(client: FlaskClient, typed: str) -> None:
    assert suggested(client, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "\0\x1b[2Jcong",
        "\ud800cong",
        "\u202econg\u200f",
        "cong " * 2000,
        "x" * 10_000,
        "'; --",
        "co\n(ng",
    ],
)
def test_every_text_is_a_beginning(client: FlaskClient, typed: str) -> None:
    assert all(each["text"] and each["url"] for each in suggested(client, typed))


def test_a_title_with_markup_is_suggested_as_text(peculiar: FlaskClient) -> None:
    found = suggested(peculiar, "script alert")
    assert [each["text"] for each in found if each["type"] == "item"] == [HOSTILE]


def test_an_address_that_is_not_in_the_api_is_a_problem(client: FlaskClient) -> None:
    for address in ("/items/nothing", "/nothing", "/items/a/b"):
        problem = got(client, address, 404)
        assert problem["status"] == 404 and problem["title"] and problem["detail"]


def test_the_api_cannot_be_written_to(client: FlaskClient) -> None:
    answer = client.post("/api/v1/items", json={}, buffered=True)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")


def test_what_others_searched_for_with_success_is_suggested(
    own: FlaskClient, library: Library
) -> None:
    vain, good = "dieu sao bay xa", "diều sáo bay cao"
    counted = {(good, "vi"): Count(asked=2, found=3), (vain, "vi"): Count(asked=9, found=0)}
    with library.writing() as session:
        asked.add(session, counted, date(2026, 11, 25))
    (query,) = suggested(own, "dieu sa")
    assert (query["type"], query["text"]) == ("query", good)
    assert query["url"].endswith("/vi/search?q=di%E1%BB%81u+s%C3%A1o+bay+cao")
