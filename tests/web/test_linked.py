"""Tags for programs: one address, the answer in the format that is asked for."""

import pytest
from flask.testing import FlaskClient

from library import changes
from library.exchange import skos
from library.tags import models, vocabulary
from library.web import create_app
from library.wiring import Library
from tests.exchange import vocabularies
from tests.web import reading

GONG = "theme.heritage.gong"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("form", skos.FORMATS)
@pytest.mark.parametrize("path", [f"/tags/{GONG}", f"/vi/tags/{GONG}"])
def test_a_program_gets_the_format_that_it_asks_for(
    client: FlaskClient, form: str, path: str
) -> None:
    media_type = skos.FORMATS[form][0]
    for answer in (
        reading.sent(client, path, Accept=f"{media_type}, text/html;q=0.2"),
        reading.sent(client, f"{path}?format={form}", Accept=BROWSER),
    ):
        assert (answer.status_code, answer.mimetype) == (200, media_type)
        assert "Accept" in answer.headers["Vary"].split(", ")
        said = vocabularies.triples(answer.get_data(), form)
        [subject] = {str(subject) for subject, _, _ in said}
        assert subject.endswith(f"/tags/{GONG}")


@pytest.mark.parametrize("accept", [BROWSER, "*/*", "text/html", "image/png", "nonsense", ""])
def test_everybody_else_gets_the_page(client: FlaskClient, accept: str) -> None:
    answer = reading.sent(client, f"/tags/{GONG}", Accept=accept, Accept_Language="en")
    assert (answer.status_code, answer.location) == (303, f"/en/tags/{GONG}")
    assert reading.page(client, f"/vi/tags/{GONG}", Accept=accept) is not None


def test_a_page_and_what_programs_get_are_not_taken_for_each_other(client: FlaskClient) -> None:
    for accept, kind in (("text/turtle", "text/turtle"), (BROWSER, "text/html")) * 2:
        answer = reading.sent(client, f"/en/tags/{GONG}", Accept=accept)
        assert answer.mimetype == kind and "Accept" in answer.headers["Vary"].split(", ")


def test_a_scheme_has_a_page_with_all_its_tags_and_the_same_for_programs(
    client: FlaskClient,
) -> None:
    page = reading.page(client, "/en/tags/grade")
    links = page.find_class("tree")[0].xpath(".//a/@href")
    assert links[0] == "/en/tags/grade.n" and links[-1] == "/en/tags/grade.12"
    answer = reading.sent(client, "/tags/grade", Accept="text/turtle")
    said = vocabularies.triples(answer.get_data(), "ttl")
    subjects = {str(subject).rpartition("/")[2] for subject, _, _ in said}
    assert subjects == {"grade", *(link.rpartition("/")[2] for link in links)}


def test_the_whole_vocabulary_is_one_address_too(client: FlaskClient) -> None:
    for path in ("/tags/", "/vi/tags/"):
        answer = reading.sent(client, path, Accept="application/ld+json")
        assert len(vocabularies.triples(answer.get_data(), "jsonld")) > 4_000
    assert reading.sent(client, "/tags/", Accept_Language="en").location == "/en/tags/"


def test_pages_name_their_other_formats(client: FlaskClient) -> None:
    for path in ("/en/tags/", "/en/tags/grade", f"/en/tags/{GONG}"):
        page = reading.page(client, path)
        named = page.xpath("//link[@rel='alternate'][@type]/@type")
        assert named == [media_type for media_type, _ in skos.FORMATS.values()]
        for address in page.xpath("//link[@rel='alternate'][@type]/@href"):
            assert reading.sent(client, address).mimetype in named


@pytest.mark.parametrize("path", ["/tags/theme.nothing", "/tags/nothing", "/tags/%00", "/tags/.."])
def test_what_does_not_exist_is_not_found_in_any_format(client: FlaskClient, path: str) -> None:
    for accept in ("text/turtle", BROWSER):
        assert reading.sent(client, path, Accept=accept).status_code == 404


def test_a_retired_tag_still_says_what_it_was_and_what_replaced_it(library: Library) -> None:
    with library.writing() as session:
        tag = session.get_one(models.Tag, "theme.reform")
        tag.replaced_by = "theme.career"
        changes.touch(session, vocabulary.NOUN, tag.id)
    client = create_app(library).test_client()
    answer = reading.sent(client, "/tags/theme.reform", Accept="text/turtle")
    assert "dct:isReplacedBy" in answer.text and "owl:deprecated true" in answer.text
    assert reading.sent(client, "/en/tags/theme.reform").status_code == 301
