"""The workbench in a browser: counts, what each row offers, the ladder of every change, many at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml.html import HtmlElement

from library.database import now, today
from library.items.models import Item
from library.notices import Notice
from library.review.models import Verification
from library.review.workflow import State
from library.search import asked
from library.search.asked import AskedQuery, Count
from library.tags import recording
from library.web import create_app
from library.wiring import Library
from library.workbench.models import Cited, OutsideLink, SetAside, Twins
from tests import make
from tests.cast import Cast, let_curate_all
from tests.review import desk
from tests.tags.shaping import WASTE
from tests.web import filling, reading
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

HOME = "/en/curate/workbench"
# Every change: its address and its fields. Each answers 303 to a curator.
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "back": (f"{HOME}/no-summary/back", {"thing": "hai", "aside": "1"}),
    "note": (f"{HOME}/no-english/note", {"thing": "mot", "words": "Xin thêm bản tiếng Anh."}),
    "aside": (f"{HOME}/no-english/aside", {"thing": "mot"}),
    "date": (f"{HOME}/check-again/date", {"thing": "mot", "on": "2099-01-01"}),
    "name": ("/en/curate/searches/1", {"name": WASTE}),
}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application; Vy curates it all, every list has something, and one row is set aside."""
    with library.writing() as session:
        let_curate_all(session, cast)
        first = desk.submission(session, library, cast, State.PUBLISHED, name="mot")
        second = make.saved(session, library, "hai", vi=make.plan(title="Bài hai", summary=None))
        make.saved(session, library, "ba", en=make.plan(title="Three"))
        asked.add(
            session, {("ve chai", "vi"): Count(3, 0, 0), ("rác <b>", "vi"): Count(9, 1, 4)}, today()
        )
        session.add(SetAside(worklist="no-summary", thing="hai", by_id=cast.vy))
        session.add(Twins(one_id="hai", other_id="mot", of_one=80, of_other=70))
        session.add(
            Verification(
                submission_id=first.id, claim="x", by_id=cast.binh,
                verified_on=today(), again_on=today() - timedelta(days=3),
            )
        )  # fmt: skip
        link = OutsideLink(
            url="https://gone.example.org/a", checked_at=now(), reason="gone", code=404,
            failing_since_at=now() - timedelta(days=9), broken_at=now(),
        )  # fmt: skip
        session.add(link)
        session.flush()
        session.add(Cited(revision_id=second.id, link_id=link.id))
    return create_app(library)


@pytest.fixture
def vy(app: Flask, cast: Cast) -> Visitor:
    """The browser of the curator."""
    return Visitor(app, cast.vy)


def opened(visitor: Visitor, path: str = "") -> HtmlElement:
    answer = visitor.open(HOME + path)
    assert answer.status_code == 200
    return filling.page(answer)


def labels(page: HtmlElement) -> list[str]:
    return [reading.said(each) for each in page.xpath("//ul[@id='worklist']//*[@class='matter']")]


def state(library: Library) -> list[Any]:
    """Return all that a change of this page could change."""
    with library.sessions.reading() as session:
        return [
            sorted((each.worklist, each.thing) for each in session.query(SetAside)),
            session.query(Notice).count(),
            [each.again_on for each in session.query(Verification)],
            [each.number for each in recording.newest(session, 1)],
        ]


def test_the_index_counts_every_list(vy: Visitor) -> None:
    page = opened(vy)
    counts = {
        reading.said(row.find("a")): reading.said(row.find("span"))
        for row in page.xpath("//ul[contains(@class, 'counted')]/li")
    }
    assert counts.pop("Tags that nothing carries") not in ("", "0")
    assert counts == {
        "Searches without results": "1",
        "Searches whose results nobody opens": "1",
        "Never found": "0",
        "Never downloaded": "0",
        "Without a summary": "0",
        "Without an English edition": "2",
        "Without a Vietnamese edition": "1",
        "Broken links": "1",
        "To be checked again": "1",
        "Near-duplicates": "1",
    }


def test_a_change_is_made_by_a_curator_of_the_library_and_nobody_else(
    app: Flask, cast: Cast, library: Library
) -> None:
    before = state(library)
    for who in (cast.lan, cast.hanh, cast.an, None):
        visitor = Visitor(app, who)
        for address, fields in CHANGES.values():
            assert visitor.send(address, fields).status_code == 403, (who, address)
    vy = Visitor(app, cast.vy)
    for address, fields in CHANGES.values():
        assert vy.client.post(address, data=fields).status_code == 409
    assert state(library) == before
    for address, fields in CHANGES.values():
        before = state(library)
        assert vy.send(address, fields).status_code == 303
        assert state(library) != before


# Path, fields, and what the answer is: nothing is changed by any of these.
REFUSED: list[tuple[str, dict[str, str], int, str]] = [
    ("no-english/aside", {}, 422, "Tick at least one row."),
    ("no-english/aside", {"thing": "ba"}, 409, "None of this is on the list any more."),
    ("no-english/aside", {"thing": "a\0b"}, 409, "None of this is on the list any more."),
    ("no-english/aside", {"every": "7"}, 409, "2 instead of 7"),
    ("no-english/chosen", {}, 422, "Tick at least one row."),
    ("no-english/note", {"thing": "mot", "words": " "}, 422, "Say what is to be done"),
    ("check-again/date", {"thing": "mot", "on": "2020-01-01"}, 422, "lies ahead"),
    ("check-again/date", {"thing": "mot", "on": "ngày"}, 422, "lies ahead"),
    ("unused-tags/note", {"thing": "theme.reform", "words": "x"}, 422, "with items only"),
    ("nothing/aside", {"thing": "mot"}, 404, "There is no such list."),
]


def test_a_bad_or_stale_form_changes_nothing_and_says_why(vy: Visitor, library: Library) -> None:
    before = state(library)
    for path, fields, code, said in REFUSED:
        answer = vy.send(f"{HOME}/{path}", fields)
        assert answer.status_code == code, path
        assert said in reading.said(filling.page(answer)), path
    for fields in ({}, {"name": "không có thẻ này"}, {"tag": "nothing"}):
        assert vy.send("/en/curate/searches/1", fields).status_code == 422
    assert state(library) == before


ROWS = {
    "no-results": "ve chai asked 3 times",
    "no-clicks": "rác <b> asked 9 times · opened once",
    "no-vietnamese": "Three editions: English",
    "broken-links": "The page is not there any more (404). since",
    "check-again": "1 claim, since",
    "duplicates": "Bài hai 80 % of it stands in the other",
    "unused-tags": "Preschool education School level",
}


def test_a_row_says_what_is_wrong(vy: Visitor) -> None:
    for key, said in ROWS.items():
        page = opened(vy, f"/{key}")
        assert said in " ".join(labels(page))
        check_nothing_inline(page)


def test_a_row_is_set_aside_by_its_button_and_put_back(vy: Visitor, library: Library) -> None:
    answer = vy.send(f"{HOME}/no-results/aside", {"only": "vi ve chai", "thing": "vi khác"})
    assert answer.location == f"{HOME}/no-results"
    page = opened(vy, "/no-results?aside=1")
    assert "by Đỗ Vy" in labels(page)[0] and "until it was asked 13 times" in labels(page)[0]
    vy.send(f"{HOME}/no-results/back", {"only": "vi ve chai", "aside": "1"})
    assert len(labels(opened(vy, "/no-results"))) == 1


def test_a_list_is_narrowed_to_a_unit_and_a_kind(vy: Visitor, library: Library, cast: Cast) -> None:
    page = opened(vy, "/no-english")
    [path] = [each for each in page.xpath("//select[@id='unit']/option/@value") if each]
    assert len(labels(page)) == 2
    assert len(labels(opened(vy, f"/no-english?unit={path}"))) == 1
    assert len(labels(opened(vy, "/no-english?kind=material.activity-plan"))) == 2
    assert labels(opened(vy, "/no-english?kind=material.reading")) == []


def test_all_of_a_list_are_chosen_and_left_at_once(vy: Visitor, library: Library) -> None:
    answer = vy.send(f"{HOME}/no-english/chosen", {"every": "2"})
    page = filling.page(answer)
    check_nothing_inline(page)
    [form] = page.xpath("//form[contains(@action, '/aside')]")
    sent = {name: value for name, value in form.form_values() if name != "csrf_token"}
    assert vy.send(f"{HOME}/no-english/aside", sent).status_code == 303
    assert labels(opened(vy, "/no-english")) == []


def test_all_of_a_list_go_on_to_bulk_work(vy: Visitor, library: Library) -> None:
    page = filling.page(vy.send(f"{HOME}/no-english/chosen", {"every": "2"}))
    [form] = page.xpath("//form[.//input[@name='items']]")
    answer = vy.send(form.get("action"), {"items": form.fields["items"]})
    assert answer.status_code == 303
    said = reading.said(filling.page(vy.open(answer.location)))
    assert "Ngày hội phân loại rác" in said and "Bài hai" in said


def test_owners_are_told_and_what_belongs_to_nobody_is_counted(
    vy: Visitor, library: Library, cast: Cast
) -> None:
    fields = {"every": "2", "words": "Xin thêm bản tiếng Anh."}
    answer = vy.send(f"{HOME}/no-english/note", fields)
    said = reading.said(filling.page(vy.open(answer.location)))
    assert "Told about 1 item. 1 item belongs to nobody who could be told." in said
    with library.sessions.reading() as session:
        told = {each.user_id: str(each.message) for each in session.query(Notice)}
    assert told.keys() == {cast.lan, cast.binh, cast.hanh}
    assert told[cast.lan] == "Please look at “Ngày hội phân loại rác”: Xin thêm bản tiếng Anh."


def test_claims_get_another_day_and_leave_the_list(vy: Visitor, library: Library) -> None:
    vy.send(*CHANGES["date"])
    with library.sessions.reading() as session:
        assert session.query(Verification).one().again_on == date(2099, 1, 1)
    assert labels(opened(vy, "/check-again")) == []


def test_a_search_becomes_a_synonym_and_shows_what_it_finds_now(
    vy: Visitor, library: Library
) -> None:
    with library.writing() as session:
        make.saved(session, library, "bon", vi=make.plan(title="Giỏ lục bình", theme=[WASTE]))
    page = filling.page(vy.open("/en/curate/searches/1"))
    assert "finds now: 0 items" in reading.said(page)
    vy.send("/en/curate/searches/1", {"name": "Reducing plastic waste (Theme)"})
    page = filling.page(vy.open("/en/curate/searches/1"))
    assert "finds now: 1 item Giỏ lục bình" in reading.said(page)
    assert labels(opened(vy, "/no-results")) == []
    [undo] = page.xpath("//form[contains(@action, '/undo')]/@action")
    vy.send(undo)
    assert "finds now: 0 items" in reading.said(filling.page(vy.open("/en/curate/searches/1")))


def test_a_synonym_that_another_tag_has_is_asked_about_first(vy: Visitor, library: Library) -> None:
    with library.writing() as session:
        session.get_one(AskedQuery, 1).text = "cồng chiêng"
    fields = {"name": WASTE}
    answer = vy.send("/en/curate/searches/1", fields)
    assert answer.status_code == 422 and "Is that meant?" in answer.text
    likely = filling.page(answer).xpath("//input[@type='radio']/@value")
    assert likely[0] == "theme.heritage.gong"
    fields["clashes_known"] = "yes"
    assert vy.send("/en/curate/searches/1", fields).status_code == 303


def test_a_search_leads_to_a_new_tag_and_to_an_activity_with_its_tags(
    vy: Visitor, app: Flask, cast: Cast, library: Library
) -> None:
    answer = vy.open("/vi/curate/searches/1/tag?scheme=theme")
    page = filling.page(vy.open(answer.location))
    assert page.get_element_by_id("label-vi").get("value") == "Ve chai"
    with library.writing() as session:
        session.get_one(AskedQuery, 1).text = "hội vật lớp 7"
    page = filling.page(vy.open("/vi/curate/searches/1"))
    [address] = page.xpath("//section[@aria-labelledby='ask']//a/@href")
    lan = Visitor(app, cast.lan)
    form = filling.filled(filling.page(lan.open(address)))
    assert (form["tag"], form["about"]) == (["grade.07"], ["hội vật lớp 7"])
    begun = lan.send("/vi/contribute/new", form | {"unit": cast.school, "language": "vi"})
    first = filling.page(lan.open(begun.location))
    assert first.get_element_by_id("vi-title").get("value") == "hội vật lớp 7"


def test_pages_of_a_list_lead_to_each_other(vy: Visitor, library: Library) -> None:
    counted = {(f"từ {number}", "vi"): Count(1, 0, 0) for number in range(60)}
    with library.writing() as session:
        asked.add(session, counted, today())
    assert len(labels(opened(vy, "/no-results"))) == 50
    assert len(labels(opened(vy, "/no-results?page=2&language=vi"))) == 11
    assert len(labels(opened(vy, "/no-results?page=99999999999"))) == 50


def test_a_mended_item_leaves_the_list_of_broken_links_at_once(
    vy: Visitor, library: Library
) -> None:
    with library.writing() as session:
        make.saved(session, library, "hai", vi=make.plan("Không còn liên kết.", title="Bài hai"))
        assert session.get_one(Item, "hai").published_id
    assert labels(opened(vy, "/broken-links")) == []
