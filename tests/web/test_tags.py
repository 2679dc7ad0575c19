"""Tag pages: the tree of themes, what a tag means, where a retired one leads."""

import pytest
from flask.testing import FlaskClient

from library import changes
from library.tags import models, vocabulary
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.web import reading

GONG = "theme.heritage.gong"


def test_every_theme_stands_once_in_the_tree(client: FlaskClient, starter: Library) -> None:
    page = reading.page(client, "/en/tags/")
    links = page.xpath("//div[@class='trees']//a/@href")
    with starter.sessions.reading() as session:
        terms = starter.vocabulary(session).schemes["theme"].terms
    assert sorted(links) == sorted(f"/en/tags/{id}" for id in terms)


def test_a_narrower_theme_stands_below_its_broader_one(client: FlaskClient) -> None:
    page = reading.page(client, "/en/tags/")
    tree = page.xpath(f"//section[@class='tree'][.//a[@href='/en/tags/{GONG}']]")
    assert len(tree) == 1
    assert tree[0].find("h2/a").get("href") == "/en/tags/theme.heritage"


def test_themes_are_in_the_order_of_the_vietnamese_alphabet(client: FlaskClient) -> None:
    names = [reading.said(link) for link in reading.page(client, "/vi/tags/").xpath("//h2/a")]
    some = ["Bảo vệ môi trường", "Công dân số", "Đổi mới giáo dục", "Hội nhập quốc tế"]
    assert [name for name in names if name in some] == some


def test_a_tag_says_its_other_names_and_leads_up_and_down(client: FlaskClient) -> None:
    page = reading.page(client, "/vi/tags/theme.heritage")
    assert "Tên gọi khác" in page.text_content()
    narrower = page.find_class("counted")[0].xpath(".//a/@href")
    assert "/vi/tags/theme.heritage.intangible" in narrower
    below = reading.page(client, f"/vi/tags/{GONG}")
    assert "/vi/tags/theme.heritage" in below.find_class("crumbs")[0].xpath(".//a/@href")


def test_a_tag_lists_the_items_of_its_narrower_tags_too(client: FlaskClient) -> None:
    broad = reading.slugs(reading.page(client, "/en/tags/theme.environment"))
    assert "class-waste-audit" in broad
    deep = reading.slugs(reading.page(client, "/en/tags/theme.environment.waste"))
    assert set(deep) <= set(broad)


def test_a_tag_leads_to_the_search_with_its_filter(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/tags/{GONG}")
    found = reading.page(client, reading.link(page, "Search and filter these"))
    assert reading.headings(found)[0] in reading.headings(page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_tag_nothing_carries_says_where_to_look(client: FlaskClient, language: str) -> None:
    page = reading.page(client, f"/{language}/tags/licence.cc0")
    assert not reading.titles(page) and page.find_class("soft")


def test_an_unknown_tag_is_not_found_in_both_languages(client: FlaskClient) -> None:
    page = reading.page(client, "/vi/tags/theme.nothing", 404)
    text = reading.said(page.find(".//main"))
    assert "“theme.nothing”" in text and "There is no tag" in text


@pytest.mark.parametrize("id", ["<b>x</b>", "%E2%80%AE", "a" * 3000, "..", "%00"])
def test_an_odd_tag_is_not_found_and_shown_as_text(client: FlaskClient, id: str) -> None:
    page = reading.page(client, f"/en/tags/{id}", 404)
    assert not page.xpath("//main//b")


@pytest.fixture
def retired(library: Library) -> FlaskClient:
    """A reader of a library where one theme was replaced by another through a third."""
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(theme=["theme.environment.waste"]))
        for old, new in (("theme.reform", "theme.career"), ("theme.career", "theme.environment")):
            tag = session.get(models.Tag, old)
            assert tag
            tag.replaced_by = new
            changes.touch(session, vocabulary.NOUN, old)
    return create_app(library).test_client()


def test_a_retired_tag_leads_for_good_to_what_replaced_it(retired: FlaskClient) -> None:
    answer = reading.sent(retired, "/vi/tags/theme.reform")
    assert (answer.status_code, answer.location) == (301, "/vi/tags/theme.environment")
    assert reading.titles(reading.page(retired, answer.location)) == ["Ngày hội phân loại rác"]


def test_searches_for_a_retired_tag_find_what_has_the_other(retired: FlaskClient) -> None:
    page = reading.page(retired, "/vi/search?tag=theme.reform&tag=theme.career")
    assert reading.titles(page) == ["Ngày hội phân loại rác"]
    found = retired.get("/api/v1/items?tag=theme.reform").get_json()
    assert [item["id"] for item in found["items"]] == ["phan-loai-rac"]
