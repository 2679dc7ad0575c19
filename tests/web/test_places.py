"""Pages of places: what became of them, and for curators what to look over."""

import pytest
from flask.testing import FlaskClient

from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast, let_curate_all
from tests.web import reading
from tests.web.visiting import Visitor

PAGE = "/en/curate/places"


def test_a_place_that_has_ended_says_until_when_and_where_it_lies_today(
    client: FlaskClient,
) -> None:
    page = reading.page(client, "/en/tags/place.long-an")
    said = reading.said(page.find(".//main"))
    assert "until 30 Jun 2025. Since 1 Jul 2025 part of: Tay Ninh" in said
    assert "Source: Resolution 202/2025/QH15" in said
    assert reading.link(page, "Tay Ninh") == "/en/tags/place.tay-ninh"


def test_a_place_of_today_names_what_it_was_made_of(client: FlaskClient) -> None:
    page = reading.page(client, "/vi/tags/place.lam-dong")
    said = reading.said(page.find(".//main"))
    assert "từ ngày 01/07/2025 gồm cả các đơn vị cũ: Đắk Nông, Bình Thuận" in said


def test_a_place_that_never_changed_says_only_what_it_is(client: FlaskClient) -> None:
    said = reading.said(reading.page(client, "/en/tags/place.hue").find(".//main"))
    assert "City directly under the central government." in said and "until" not in said


def test_other_tags_have_no_history(client: FlaskClient) -> None:
    said = reading.said(reading.page(client, "/en/tags/theme.heritage").find(".//main"))
    assert "Source:" not in said


def test_an_item_keeps_the_name_that_it_was_written_with(client: FlaskClient) -> None:
    page = reading.page(client, "/vi/items/ke-hoach-thong-tin-doi-ngoai-thu-thua-2021")
    assert reading.facts(page)["Địa phương"] == "Thủ Thừa (nay thuộc Tây Ninh)"


def test_a_search_for_an_old_name_says_where_the_place_lies_today(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?q=thu+thua")
    assert any("Thu Thua (now Tay Ninh)" in chip for chip in reading.marked(page, "chip"))
    assert reading.slugs(page)[0] == "ke-hoach-thong-tin-doi-ngoai-thu-thua-2021"


@pytest.fixture
def vy(library: Library, cast: Cast) -> Visitor:
    with library.writing() as session:
        let_curate_all(session, cast)
        plan = make.plan(title="Chợ nổi", place=["place.long-an"])
        make.saved(session, library, "cho-noi", vi=plan)
        plan = make.plan("Ở Bến Tre có nhiều dừa, và hòa bình.", id="dua", title="Cây dừa")
        make.saved(session, library, "cay-dua", vi=plan)
        plan = make.plan(id="vl", title="Vĩnh Long", place=["place.vinh-long"])
        make.saved(session, library, "vinh-long", vi=plan)
    return Visitor(create_app(library), cast.vy)


def test_a_curator_sees_what_to_look_over_after_a_merger(vy: Visitor) -> None:
    page = reading.page(vy.client, PAGE)
    sections = {reading.said(each.find("h2")): each for each in page.xpath("//main//section")}
    about = sections["Long An now Tay Ninh"]
    assert reading.said(about.find(".//li")) == "Chợ nổiis about it"
    assert reading.link(about, "Chợ nổi") == "/en/items/cho-noi"
    assert reading.said(sections["Ben Tre now Vinh Long"].find(".//li")) == "Cây dừanames it"
    # "hòa bình" is peace, and Vĩnh Long itself names nothing.
    assert len(sections) == 3 and "Hoa Binh" in reading.said(sections["Named nowhere"])


def test_nobody_but_curators_sees_the_list(library: Library, cast: Cast) -> None:
    app = create_app(library)
    for person, status in ((cast.lan, 403), (cast.an, 403), (None, 302)):
        assert Visitor(app, person).open(PAGE).status_code == status


def test_who_writes_sees_where_a_former_place_lies_today(writer: FlaskClient) -> None:
    page = reading.page(writer, "/vi/contribute/1/facts")
    [label] = page.xpath("//label[input[@value='place.long-an']]")
    assert reading.said(label) == "Long An (nay thuộc Tây Ninh)"
