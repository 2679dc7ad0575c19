"""The table of tags: out, through a spreadsheet, and in again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library import text
from library.errors import Conflict, Invalid
from library.exchange import tag_sheet
from library.tags import models, soundness
from library.tags.entries import Name
from library.wiring import Library
from tests.exchange import vocabularies
from tests.exchange.vocabularies import some, tag

CRAFT = tag("theme.craft", "Nghề thủ công", [Name(models.ALTERNATIVE, "vi", "thủ công | mĩ nghệ"),
                                              Name(models.ABBREVIATION, None, "TC")],
            note="=1+1", position=7, properties={"grades": [1, 2]})  # fmt: skip


def test_the_shipped_vocabulary_comes_back_whole(starter: Library) -> None:
    whole = vocabularies.shipped(starter)
    content = tag_sheet.written(whole).encode()
    assert tag_sheet.read(content, whole).tags == whole.tags
    # Also where nothing is known yet: the table says all of it.
    assert tag_sheet.read(content, some()).tags == whole.tags


def test_a_formula_is_text_in_the_table_and_itself_again_behind_it() -> None:
    content = tag_sheet.written(some(CRAFT))
    assert "'=1+1" in content
    assert tag_sheet.read(content.encode(), some()).tags == {CRAFT.id: CRAFT}


def test_columns_that_a_table_lacks_stay_as_they_are() -> None:
    found = tag_sheet.read(b"id,label_en\ntheme.craft,Crafts\n", some(CRAFT)).tags["theme.craft"]
    assert found.names == (*CRAFT.names[:2], Name("label", "en", "Crafts"), CRAFT.names[2])
    assert (found.note, found.position, found.properties) == ("=1+1", 7, {"grades": [1, 2]})


def test_an_empty_cell_takes_away_what_was_there() -> None:
    found = tag_sheet.read(b"id,abbreviations,note\ntheme.craft,,\n", some(CRAFT))
    assert found.tags["theme.craft"].names == CRAFT.names[:2]
    assert found.tags["theme.craft"].note is None


SHEET = "id;label_vi\r\ntheme.craft;Nghề thủ công ở làng\r\n"


@pytest.mark.parametrize(
    "content",
    [
        SHEET.encode(),
        SHEET.encode("utf-8-sig"),
        SHEET.encode("utf-16"),
        SHEET.replace(";", "\t").encode("utf-16-be").join([b"\xfe\xff", b""]),
        SHEET.replace(";", ",").encode(),
    ],
    ids=["utf-8", "with a mark", "utf-16", "utf-16 with tabs", "with commas"],
)
def test_encodings_and_separators_of_spreadsheets_are_read_right(content: bytes) -> None:
    [found] = tag_sheet.read(content, some()).tags.values()
    assert found.label == "Nghề thủ công ở làng"


def test_windows_1258_with_its_marks_behind_letters_is_read_right() -> None:
    # ề is ê and a mark there, ủ is u and a mark; ô and ở have no other way either.
    content = "id,label_vi\ntheme.craft,Nghê\u0300 thu\u0309 công ơ\u0309 la\u0300ng\n"
    [found] = tag_sheet.read(content.encode("cp1258"), some()).tags.values()
    assert found.label == "Nghề thủ công ở làng"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"label_vi\nx\n", "name the columns"),
        (b"id,colour\ntheme.x,red\n", "no column .colour"),
        (b"id,note,note\ntheme.x,a,b\n", "stands twice"),
        (b"id,position\ntheme.x,first\n", "Row 2: the position"),
        (b"id,properties\ntheme.x,[1]\n", "Row 2: the properties"),
        (b"id,properties\n\ntheme.x,{\n", "Row 3: the properties"),
        (b'id,note\ntheme.x,"open\n', "not closed"),
        (b"id,label_vi\ntheme.x,\x81\x8d\x90\xff\n", "CSV UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(content: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        tag_sheet.read(content, some())


def test_two_rows_with_one_id_are_refused() -> None:
    with pytest.raises(Conflict, match="Row 3"):
        tag_sheet.read(b"id\ntheme.x\ntheme.x\n", some())


def test_fifty_thousand_rows_are_refused_before_they_are_all_read() -> None:
    content = b"id\n" + b"".join(b"theme.x%d\n" % number for number in range(50_000))
    with pytest.raises(Invalid, match=f"more than {soundness.MOST_TAGS} rows"):
        tag_sheet.read(content, some())


TEXTS = st.text(min_size=1, max_size=15).map(text.tidy).filter(bool)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3, unique=True), st.none() | TEXTS)
def test_any_names_and_notes_come_back(label: str, others: list[str], note: str | None) -> None:
    made = tag("theme.x", label, [Name("alternative", "vi", each) for each in others], note=note)
    content = tag_sheet.written(some(made)).encode()
    assert tag_sheet.read(content, some()).tags == {"theme.x": made}
