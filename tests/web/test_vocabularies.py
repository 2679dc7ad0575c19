"""The vocabulary out and in on the web: for curators, compared first, whole or not at all."""

import re
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from library.exchange import vocabulary_files
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast, let_curate_all
from tests.exchange import vocabularies
from tests.web import reading
from tests.web.visiting import Visitor

PAGE = "/en/curate/vocabulary"
WASTE = "theme.environment.waste"
SHEET = f"id,label_vi,label_en\n{WASTE},Rác,Waste\ntheme.craft,Nghề thủ công,Crafts\n".encode()


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    with library.sessions.writing() as session:
        let_curate_all(session, cast)
    return create_app(library)


@pytest.fixture
def vy(app: Flask, cast: Cast) -> Visitor:
    return Visitor(app, cast.vy)


def sent(visitor: Visitor, content: bytes, name: str = "v.csv") -> TestResponse:
    return visitor.send(PAGE, {"file": (BytesIO(content), name)})


def test_a_curator_takes_the_vocabulary_out_in_every_format(vy: Visitor) -> None:
    page = reading.page(vy.client, PAGE)
    for form, media_type in vocabulary_files.MEDIA_TYPES.items():
        answer = reading.sent(vy.client, f"{PAGE}.{form}")
        assert (answer.status_code, answer.mimetype) == (200, media_type)
        assert "attachment" in answer.headers["Content-Disposition"]
        assert len(answer.get_data()) > 50_000
        assert page.xpath(f"//a[@href='{PAGE}.{form}']")


def test_a_file_is_compared_first_and_taken_in_when_that_is_confirmed(
    library: Library, vy: Visitor
) -> None:
    compared = sent(vy, SHEET)
    assert compared.status_code == 303
    page = reading.page(vy.client, compared.location)
    said = reading.said(page.find(".//main"))
    assert "theme.craft" in said and "Rác" in said and "entries stay as they are" in said
    assert "theme.craft" not in vocabularies.shipped(library).tags
    base = page.xpath("//input[@name='base']/@value")[0]
    taken = vy.send(compared.location, {"base": base})
    assert taken.status_code == 303
    assert "was changed" in reading.said(reading.page(vy.client, taken.location).find(".//main"))
    tags = vocabularies.shipped(library).tags
    assert (tags["theme.craft"].label, tags[WASTE].label) == ("Nghề thủ công", "Rác")
    assert "Crafts" in reading.page(vy.client, "/en/tags/theme.craft").text_content()


def test_of_names_only_what_differs_is_shown(vy: Visitor) -> None:
    page = reading.page(vy.client, sent(vy, SHEET).location)
    [gone], [come] = page.xpath("//del"), page.xpath("//ins")
    assert "Rác" in reading.said(come) and "nhựa" not in reading.said(come)
    assert reading.said(gone) and "Rác;" not in reading.said(gone)


def test_a_file_that_says_what_is_known_offers_nothing_to_take_in(
    library: Library, vy: Visitor
) -> None:
    whole = vocabulary_files.written(vocabularies.shipped(library), vocabularies.ADDRESS, "ttl")
    page = reading.page(vy.client, sent(vy, whole, "v.ttl").location)
    assert "nothing to do" in page.text_content()
    assert not page.xpath("//main//form")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (SHEET, "v.docx", "ends in none of"),
        (b"id\ntheme.X\n", "v.csv", "cannot be the id"),
        (b"<urn:a>", "v.ttl", "not sound"),
        (b'{"@context": "http://127.0.0.1:9/c"}', "v.jsonld", "another address"),
        (b"<!DOCTYPE a []><a/>", "v.rdf", "DOCTYPE"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_refused_with_the_reason(
    vy: Visitor, content: bytes, name: str, reason: str
) -> None:
    answer = sent(vy, content, name)
    assert answer.status_code == 422
    assert re.search(r'id="file-wrong"', answer.text) and reason in answer.text


def test_no_file_is_asked_for(vy: Visitor) -> None:
    answer = vy.send(PAGE)
    assert answer.status_code == 422 and "Choose a file" in answer.text


def test_a_comparison_that_is_out_of_date_changes_nothing(library: Library, vy: Visitor) -> None:
    first, second = sent(vy, SHEET), sent(vy, b"id,label_vi\ntheme.other,Khac\n")
    for compared, status in ((first, 303), (second, 409)):
        page = reading.page(vy.client, compared.location) if status == 303 else None
        base = page.xpath("//input[@name='base']/@value")[0] if page is not None else "0" * 16
        assert vy.send(compared.location, {"base": base}).status_code == status
    assert "theme.other" not in vocabularies.shipped(library).tags


@pytest.mark.parametrize("digest", ["0" * 64, "x", "..%2f..%2fsecret", "%00"])
def test_a_comparison_that_is_not_kept_is_not_found(vy: Visitor, digest: str) -> None:
    assert reading.sent(vy.client, f"{PAGE}/{digest}").status_code == 404


def test_nobody_but_curators_may_compare_or_take_in(
    library: Library, app: Flask, cast: Cast, vy: Visitor
) -> None:
    compared = sent(vy, SHEET).location
    for person, status in ((cast.lan, 403), (cast.hanh, 403), (cast.an, 403), (None, 403)):
        visitor = Visitor(app, person)
        assert sent(visitor, SHEET).status_code == status
        assert visitor.send(compared, {"base": "x"}).status_code == status
        for path in (PAGE, f"{PAGE}.csv", compared):
            assert visitor.open(path).status_code == (status if person else 302)
    assert "theme.craft" not in vocabularies.shipped(library).tags


def test_a_form_of_elsewhere_is_refused(vy: Visitor) -> None:
    for path in (PAGE, f"{PAGE}/{'0' * 64}"):
        answer = vy.client.post(path, data={"file": (BytesIO(SHEET), "v.csv")})
        assert answer.status_code == 409


def test_the_page_of_themes_leads_curators_here(app: Flask, cast: Cast, vy: Visitor) -> None:
    ways = [
        reading.page(visitor.client, "/en/tags/").xpath(f"//a[@href='{PAGE}']")
        for visitor in (vy, Visitor(app, cast.lan), Visitor(app))
    ]
    assert [bool(way) for way in ways] == [True, False, False]
