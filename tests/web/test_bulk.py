"""Many items at once in a browser: who may, from a search and by a sheet, previewed, done, put back."""

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
