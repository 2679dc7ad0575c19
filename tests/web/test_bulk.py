"""Many items at once in a browser: who may, from a search and by a sheet, previewed, done, put back."""

import io

import pytest
from flask import Flask
from lxml import html

from library.items.models import Item
from library.web import create_app
from library.wiring import Library
from tests.bulk import selection
from tests.bulk.selection import GONG, WASTE
from tests.cast import Cast
from tests.web.visiting import Visitor

BASE = "/vi/curate/bulk"


@pytest.fixture
def app(library: Library) -> Flask:
    """The application over an empty library that the test may change."""
    return create_app(library)


@pytest.fixture
def vy(library: Library, app: Flask, cast: Cast) -> Visitor:
    """Vy, who curates and publishes everywhere, and three items."""
    with library.writing() as session:
        selection.vy(session, cast)
        selection.items(session, library)
    return Visitor(app, cast.vy)


def tags(library: Library, id: str) -> list[str]:
    with library.sessions.reading() as session:
        item = session.get_one(Item, id)
        assert item.published
        return list(item.published.facts["theme"])


def test_a_search_is_changed_and_put_back(library: Library, vy: Visitor) -> None:
    page = html.fromstring(vy.open("/vi/search?q=muc").text)
    [form] = [each for each in page.forms if each.action == BASE]
    fields = dict(form.form_values())
    address = vy.send(
        BASE, {name: fields[name] for name in fields if name != "csrf_token"}
    ).location
    assert "Sửa 3 mục" in vy.open(address).text
    changes = {"add-1": f"Cồng chiêng [{GONG}]", "remove-1": WASTE, "licence": "licence.cc0"}
    assert vy.send(f"{address}/preview", changes).status_code == 303
    seen = vy.open(address).text
    assert "sẽ sửa <b>3</b>" in seen
    vy.send(f"{address}/choose", {"row": ["1", "2", "3"], "ticked": ["1", "2"]})
    assert vy.send(f"{address}/start").status_code == 303
    assert "0 trên 2 mục" in vy.open(address).text
    assert "waiting" in vy.open(f"{address}/state").text
    library.work()
    record = vy.open(address).text
    assert "đã xong" in record
    assert sorted(tags(library, f"muc-{each}") == [GONG] for each in (1, 2, 3)) == [
        False,
        True,
        True,
    ]
    assert GONG not in vy.open(f"{address}/changes.csv").text
    assert vy.open(f"{address}/changes.csv").text.count("\n") == 7
    assert vy.send(f"{address}/undo").status_code == 303
    library.work()
    assert [tags(library, f"muc-{each}") for each in (1, 2, 3)] == [[WASTE]] * 3
    assert "đã hoàn tác" in vy.open(address).text


def begun(vy: Visitor, items: str = "muc-1 muc-2") -> str:
    answer = vy.send(BASE, {"items": items})
    assert answer.status_code == 303
    return str(answer.location)


def test_items_are_listed_by_ids_and_what_is_unknown_is_named(vy: Visitor) -> None:
    page = vy.open(begun(vy, "muc-1,\nnothing  muc-2")).text
    assert "Sửa 2 mục" in page
    assert "nothing" in page
    assert vy.send(BASE, {"items": " , "}).status_code == 422
    assert vy.send(BASE, {"q": "zzzz"}).status_code == 422


def test_a_form_that_cannot_be_read_is_shown_again(vy: Visitor) -> None:
    address = begun(vy)
    for fields, field in (
        ({"add-1": "Chuyện lạ"}, "add-1"),
        ({"old": WASTE}, "new"),
        ({"unit": "Trường không có"}, "unit"),
        ({"reviewer": "ai@example.vn"}, "reviewer"),
        ({"licence": "licence.none"}, "licence"),
        ({"visibility": "withdrawn"}, "reason"),
    ):
        answer = vy.send(f"{address}/preview", fields)
        assert answer.status_code == 422
        assert f'id="{field}-wrong"' in answer.text
        assert field == "licence" or all(value in answer.text for value in fields.values())
    assert vy.send(f"{address}/preview", {}).status_code == 422
    assert vy.send(f"{address}/start").status_code == 422


def test_a_stale_page_and_other_people_change_nothing(
    library: Library, vy: Visitor, app: Flask, cast: Cast
) -> None:
    address = begun(vy)
    vy.send(f"{address}/preview", {"add-1": GONG})
    stranger, hanh, lan = Visitor(app), Visitor(app, cast.hanh), Visitor(app, cast.lan)
    assert stranger.send(f"{address}/start").status_code == 403
    assert hanh.send(f"{address}/start").status_code == 404
    assert lan.send(f"{address}/start").status_code == 403
    assert lan.open(BASE).status_code == 403
    assert "curate/bulk" not in lan.open("/vi/search?q=muc").text
    assert vy.send(f"{address}/start").status_code == 303
    for step in ("preview", "choose", "start", "undo", "discard"):
        assert vy.send(f"{address}/{step}", {"add-1": GONG}).status_code == 409
    assert vy.send(f"{address}/cancel").status_code == 303
    library.work()
    assert tags(library, "muc-1") == [WASTE]


def test_a_sheet_goes_out_and_comes_back(library: Library, vy: Visitor) -> None:
    address = begun(vy)
    assert vy.open(f"{address}/items.xlsx").data[:2] == b"PK"
    sent = vy.open(f"{address}/items.csv").data.replace(WASTE.encode(), GONG.encode(), 1)
    answer = vy.send(f"{BASE}/sheet", {"file": (io.BytesIO(sent), "muc.csv")})
    assert answer.status_code == 303
    page = vy.open(answer.location).text
    assert "muc.csv" in page
    assert "sẽ sửa <b>1</b>" in page
    assert vy.send(f"{answer.location}/start").status_code == 303
    library.work()
    assert tags(library, "muc-1") == [GONG]
    # The same sheet again speaks of what is no more.
    again = vy.send(f"{BASE}/sheet", {"file": (io.BytesIO(sent), "muc.csv")})
    assert "dòng bị bỏ qua" in vy.open(again.location).text
    assert vy.send(f"{BASE}/sheet", {"file": (io.BytesIO(b"x"), "muc.csv")}).status_code == 422
    assert vy.send(f"{BASE}/sheet").status_code == 422
