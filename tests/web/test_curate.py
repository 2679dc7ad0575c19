"""The vocabulary in a browser: who sees it, every change with its ladder, previews, both versions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from lxml import html

from library.tags import editing, models, recording
from library.tags.editing import Names
from library.web import create_app
from library.wiring import Library
from tests.cast import SHELL, Cast, let_curate_all
from tests.tags import shaping
from tests.tags.shaping import PLASTIC, WASTE
from tests.web import filling, reading
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

PAGE = f"/vi/curate/tags/{WASTE}"
NAMES = {"label-vi": "Rác thải", "label-en": "Waste", "alternatives-vi": "ve chai\nphế liệu"}
# Every change: its address and its fields. Each answers 303 to a curator.
CHANGES: dict[str, tuple[str, dict[str, str]]] = {
    "new": ("/vi/curate/schemes/theme/new", {"label-vi": "Sông ngòi", "label-en": "Rivers"}),
    "names": (f"{PAGE}/names", NAMES),
    "place": (f"{PAGE}/place", {"parent": "theme.heritage"}),
    "order": ("/vi/curate/tags/grade.02/order", {"to": "down"}),
    "merge": (f"{PAGE}/merge", {"into": "theme.environment"}),
    "retire": (f"{PAGE}/retire", {"into": "theme.environment"}),
    "split": (f"{PAGE}/split", {"into-1": "theme.environment", "into-2": "theme.heritage"}),
    "rule": ("/vi/curate/abbreviations", {"abbreviation": "RT", "candidates": WASTE, "rule": ""}),
    "no rule": ("/vi/curate/abbreviations/remove", {"abbreviation": "TH"}),
    "undo": ("/vi/curate/steps/1/undo", {}),
}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application; Vy curates the whole library, and one step was taken already."""
    with library.sessions.writing() as session:
        let_curate_all(session, cast)
        editing.add_name(session, SHELL, "theme.reform", "đổi mới", "vi")
    return create_app(library)


@pytest.fixture
def vy(app: Flask, cast: Cast) -> Visitor:
    """The browser of the curator."""
    return Visitor(app, cast.vy)


def edits(library: Library) -> int:
    with library.sessions.reading() as session:
        return recording.newest(session, 1)[0].number


def term(library: Library, id: str) -> Any:
    with library.sessions.reading() as session:
        return library.vocabulary(session)[id]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_made_by_a_curator_of_the_library_and_nobody_else(
    app: Flask, cast: Cast, library: Library, change: str
) -> None:
    address, fields = CHANGES[change]
    fields = fields | {"seen": "0"}
    before = edits(library)
    for who in (cast.lan, cast.binh, cast.hanh, cast.tu, cast.an, None):
        assert Visitor(app, who).send(address, fields).status_code == 403, who
    assert Visitor(app, cast.vy).client.post(address, data=fields).status_code == 409
    assert edits(library) == before
    assert Visitor(app, cast.vy).send(address, fields).status_code == 303
    assert edits(library) == before + 1


@pytest.mark.parametrize("change", ["names", "place", "order", "merge", "retire", "split"])
def test_a_stale_form_changes_nothing_and_says_so(
    vy: Visitor, library: Library, change: str
) -> None:
    address, fields = CHANGES[change]
    with library.writing() as session:
        editing.add_name(session, SHELL, address.split("/")[4], "tên mới", "vi")
    before = edits(library)
    answer = vy.send(address, fields | {"seen": "0"})
    assert answer.status_code == 409
    assert "Có người đã sửa thẻ này" in answer.text
    assert edits(library) == before


def test_a_stale_form_of_names_shows_both_and_can_be_sent_again(
    vy: Visitor, library: Library
) -> None:
    with library.writing() as session:
        editing.describe(session, SHELL, WASTE, Names({"vi": "Của người kia"}), 0)
    answer = vy.send(f"{PAGE}/names", NAMES | {"seen": "0"})
    page = filling.page(answer)
    assert page.get_element_by_id("label-vi").get("value") == "Rác thải"
    assert "Của người kia" in " ".join(reading.marked(page, "newer"))
    [form] = page.xpath("//form[contains(@action, '/names')]")
    sent = {name: value for name, value in form.form_values() if name != "csrf_token"}
    assert vy.send(f"{PAGE}/names", sent).status_code == 303
    assert term(library, WASTE).labels["vi"] == "Rác thải"


@pytest.mark.parametrize(
    ("change", "fields", "field"),
    [
        ("new", {"label-vi": " "}, "label-vi"),
        ("new", {"parent": "grade.07"}, "parent"),
        ("names", {"label-vi": ""}, "label-vi"),
        ("names", {"abbreviations": "x" * 121}, "abbreviations"),
        ("place", {"parent": WASTE}, "parent"),
        ("place", {"parent": "nothing"}, "parent"),
        ("merge", {"into": WASTE}, "into"),
        ("merge", {"into": "grade.07"}, "into"),
        ("retire", {"into": ""}, ""),
        ("split", {"into-2": ""}, "into"),
        ("rule", {"candidates": "không có"}, "candidates"),
        ("rule", {"abbreviation": ""}, "abbreviation"),
    ],
)
def test_a_bad_form_is_shown_again_with_what_is_wrong(
    vy: Visitor, library: Library, change: str, fields: dict[str, str], field: str
) -> None:
    address, usual = CHANGES[change]
    before = edits(library)
    answer = vy.send(address, usual | fields | {"seen": "0"})
    assert answer.status_code in (404, 422)
    if field:
        assert f'href="#{field}"' in answer.text
    assert edits(library) == before


def test_what_is_not_there_is_not_found(vy: Visitor) -> None:
    for path in ("schemes/nothing", "schemes/nothing/new", "tags/nothing", "tags/nothing/merge"):
        assert vy.open(f"/vi/curate/{path}").status_code == 404
    assert vy.send("/vi/curate/steps/99/undo").status_code == 404
    assert vy.send("/vi/curate/abbreviations/remove", {"abbreviation": "?"}).status_code == 404


def test_a_merge_is_shown_before_it_is_done(vy: Visitor, library: Library) -> None:
    with library.writing() as session:
        shaping.plastic(session)
    with library.writing() as session:
        shaping.item(session, library, "mot", PLASTIC)
        shaping.item(session, library, "hai", PLASTIC, WASTE)
    page = filling.page(vy.open(f"/vi/curate/tags/{PLASTIC}/merge?into={WASTE}"))
    counts = [reading.said(each) for each in page.xpath("//dl[@class='preview']//dd/b")]
    assert counts == ["1", "1", "0", "4"]
    assert "túi ni lông" in reading.said(page)
    answer = vy.send(f"/vi/curate/tags/{PLASTIC}/merge", filling.filled(page))
    assert answer.location == f"/vi/curate/tags/{WASTE}"
    assert vy.open(f"/vi/tags/{PLASTIC}").location == f"/vi/tags/{WASTE}"
    found = filling.page(vy.open("/vi/search?q=tui+ni+long"))
    assert len(reading.titles(found)) == 2
    assert "Thẻ này đã ngừng dùng" in vy.open(f"/vi/curate/tags/{PLASTIC}").text


def test_steps_are_taken_back_from_the_history_and_say_what_is_in_the_way(
    vy: Visitor, library: Library
) -> None:
    first = edits(library) + 1
    for name in ("Một", "Hai"):
        page = filling.page(vy.open(PAGE))
        [form] = page.xpath("//form[contains(@action, '/names')]")
        sent = dict(form.form_values()) | {"label-vi": name}
        assert vy.send(f"{PAGE}/names", sent).status_code == 303
    shown = vy.open(PAGE).text
    assert f"steps/{first}/undo" not in shown and f"steps/{first + 1}/undo" in shown
    refused = vy.send(f"/vi/curate/steps/{first}/undo")
    assert refused.status_code == 409
    assert f"Bước {first + 1} đến sau" in refused.text
    answer = vy.send(f"/vi/curate/steps/{first + 1}/undo", {"next": PAGE})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert term(library, WASTE).labels["vi"] == "Một"
    assert "hoàn tác một bước" in vy.open("/vi/curate/").text


def test_a_name_of_another_tag_is_asked_about_before_it_is_kept(
    vy: Visitor, library: Library
) -> None:
    fields = {"label-vi": "trò chơi DÂN GIAN"}
    answer = vy.send("/vi/curate/schemes/theme/new", fields)
    assert answer.status_code == 422
    assert "cũng là tên của" in answer.text
    page = filling.page(answer)
    sent = filling.filled(page)
    assert "clashes_known" not in sent
    known = sent | {"clashes_known": "yes"}
    assert vy.send("/vi/curate/schemes/theme/new", known).status_code == 303
    said = json.loads(vy.open("/vi/curate/clashes?text=tro+choi+dan+gian&scheme=theme").text)
    assert len(said["clashes"]) == 3


def test_items_are_split_by_a_search_and_by_hand(vy: Visitor, library: Library) -> None:
    with library.writing() as session:
        shaping.plastic(session)
    with library.writing() as session:
        for name in ("mot", "hai", "ba"):
            shaping.item(session, library, name, WASTE)
    chosen = f"into-1=theme.environment&into-2={PLASTIC}&query-2=qwertyuiop&item-ba={PLASTIC}"
    page = filling.page(vy.open(f"{PAGE}/split?{chosen}"))
    sent = filling.filled(page)
    assert (sent["item-mot"], sent["item-ba"]) == (["theme.environment"], [PLASTIC])
    sent["item-hai"] = [PLASTIC]
    assert vy.send(f"{PAGE}/split", sent).status_code == 303
    with library.sessions.reading() as session:
        assert shaping.themes(session, "mot") == ["theme.environment"]
        assert shaping.themes(session, "hai") == shaping.themes(session, "ba") == [PLASTIC]


def test_names_of_tags_can_stand_in_a_rule(vy: Visitor, library: Library) -> None:
    fields = {"abbreviation": "PLR", "candidates": "phân loại rác\n\n" + PLASTIC, "rule": "tùy lớp"}
    assert vy.send("/vi/curate/abbreviations", fields).status_code == 422
    with library.writing() as session:
        shaping.plastic(session)
    assert vy.send("/vi/curate/abbreviations", fields).status_code == 303
    page = vy.open("/vi/curate/abbreviations?abbreviation=PLR").text
    assert "tùy lớp" in page and "sửa quy tắc" in page
    with library.sessions.reading() as session:
        assert session.get_one(models.Ambiguity, "PLR").candidates == [WASTE, PLASTIC]


def test_a_note_is_read_on_the_page_of_the_tag(vy: Visitor) -> None:
    vy.send(f"{PAGE}/names", NAMES | {"note-vi": "Gồm cả rác hữu cơ.", "seen": "0"})
    assert "Gồm cả rác hữu cơ." in vy.open(f"/vi/tags/{WASTE}").text


def test_pages_are_for_curators_and_have_nothing_inline(
    app: Flask, cast: Cast, vy: Visitor
) -> None:
    for path in pages():
        assert Visitor(app).open(path).status_code == 302
        assert Visitor(app, cast.hanh).open(path).status_code == 403
        answer = vy.open(path)
        assert answer.status_code == 200, path
        check_nothing_inline(html.fromstring(answer.text))
    assert "/vi/curate/" in vy.open("/vi/account").text
    assert "/vi/curate/" not in Visitor(app, cast.hanh).open("/vi/account").text


def pages() -> Iterator[str]:
    yield from ("/vi/curate/", "/vi/curate/schemes/theme", "/en/curate/schemes/grade")
    yield from ("/vi/curate/schemes/duration", "/vi/curate/schemes/theme/new", PAGE)
    yield from (f"{PAGE}/merge?into=theme.environment", f"{PAGE}/retire", f"{PAGE}/split")
    yield from ("/vi/curate/tags/grade.07", "/vi/curate/abbreviations", "/vi/curate/wishes")
