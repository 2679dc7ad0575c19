"""Items as a sheet: written, edited in a spreadsheet, read in any encoding, refused by row and column."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence

import pytest
from sqlalchemy.orm import Session

from library.bulk import coming, previewing, sheet, works
from library.bulk.coming import Coming
from library.bulk.models import Outcome, State, Work
from library.errors import Invalid
from library.items.models import Item
from library.originals.reader import Reader
from library.wiring import Library
from tests import make
from tests.bulk import selection
from tests.bulk.selection import GONG, WASTE
from tests.cast import Cast

Rows = list[dict[str, str]]


def exported(session: Session, library: Library, ids: Sequence[str], form: str = "csv") -> bytes:
    return sheet.written(session, ids, library.vocabulary(session), "vi", form)


def rows(content: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def written(edited: Rows, encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(edited[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(edited)
    return target.getvalue().encode(encoding)


def in_1258(said: str) -> str:
    """Return a text as Windows's Vietnamese writes it: tones as marks behind their letters."""
    letters = []
    for letter in said:
        apart = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
        bare = "".join(mark for mark in apart if mark not in tones)
        letters.append(unicodedata.normalize("NFC", bare) + tones)
    return "".join(letters)


@pytest.fixture
def read(library: Library, reader: Reader) -> Callable[..., Coming]:
    """Reads a sheet as the page does."""

    def read(
        session: Session, content: bytes, name: str = "muc.csv", reason: str = "Vì thế."
    ) -> Coming:
        table = coming.table(io.BytesIO(content), name, library.desk, reader)
        return coming.read(session, table, library.vocabulary(session), reason)

    return read


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One process that reads sheets for all tests."""
    shared = Reader()
    yield shared
    shared.close()


def test_a_sheet_that_comes_back_unchanged_asks_for_nothing(
    library: Library, cast: Cast, read: Callable[..., Coming]
) -> None:
    with library.sessions.writing() as session:
        ids = selection.items(session, library, 2)
        selection.own(session, cast.school, ids[0])
        for form in ("csv", "xlsx"):
            found = read(session, exported(session, library, ids, form), f"muc.{form}")
            assert [each.packed() for each in found.wanted.values()] == [{"reason": "Vì thế."}] * 2
            assert (found.problems, found.left_out) == ([], [])


def test_what_was_edited_is_shown_done_and_put_back(
    library: Library, cast: Cast, read: Callable[..., Coming]
) -> None:
    with library.sessions.writing() as session:
        user, ids = selection.vy(session, cast), selection.items(session, library)
        edited = rows(exported(session, library, ids))
        edited[0] |= {"theme": f"{WASTE}; Cồng chiêng", "licence": "CC0", "note": "x"}
        edited[1] |= {"grade": "lớp 6-8", "visibility": "withdrawn", "unit": str(cast.school)}
        found = read(session, written(edited))
        made = coming.begin(session, user, found, "muc.csv")
        previewing.preview(session, user, made, None, library.vocabulary(session))
        session.expire_all()
        assert made.left_out == ["note"]
        assert selection.outcomes(session, made.id) == ["planned", "planned", "same"]
        differences = [each.difference for each in works.targets(session, made)]
        assert differences[0] == [
            ["theme", [WASTE], [WASTE, GONG]],
            ["licence", "licence.cc-by", "licence.cc0"],
        ]
        assert [each[0] for each in differences[1] or ()] == ["unit", "grade", "visibility"]
        works.start(session, user, made)
        number = made.id
    library.work()
    with library.sessions.reading() as session:
        assert session.get_one(Work, number).state == State.DONE
        item = session.get_one(Item, ids[0])
        assert item.published and item.published.facts["theme"] == [WASTE, GONG]
        gone = session.get_one(Item, ids[1])
        assert gone.withdrawn_at and gone.unit_id == cast.school
    selection.undone(library, cast, number)
    with library.sessions.reading() as session:
        assert works.counts(session, session.get_one(Work, number))[Outcome.UNDONE] == 2


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8-sig", ","), ("utf-16", "\t"), ("cp1258", ";")]
)
def test_spreadsheets_write_in_many_encodings(
    library: Library, read: Callable[..., Coming], encoding: str, separator: str
) -> None:
    with library.sessions.writing() as session:
        [id] = selection.items(session, library, 1)
        [row] = rows(exported(session, library, [id]))
        said = "Không gian văn hóa cồng chiêng Tây Nguyên"
        if encoding == "cp1258":
            said, row = in_1258(said), {name: in_1258(value) for name, value in row.items()}
        found = read(session, written([row | {"theme": said}], encoding, separator))
        assert found.problems == []
        assert found.wanted[id].tags["theme"] == (GONG,)


def test_what_is_wrong_is_told_by_row_and_column(
    library: Library, cast: Cast, read: Callable[..., Coming]
) -> None:
    with library.sessions.writing() as session:
        ids = selection.items(session, library, 2)
        edited = rows(exported(session, library, ids))
        edited[0] |= {"theme": "Chuyện lạ", "unit": "Trường", "visibility": "ẩn", "licence": "GPL"}
        edited.append({"id": "nothing"})
        edited.append(dict(edited[1]))
        edited.append(dict(edited[1]) | {"kind": "material.reading; material.media"})
        make.saved(session, library, ids[1], vi=make.plan(title="Khác", theme=[WASTE]))
        found = read(session, written(edited))
        told = [(row, column, str(why)[:24]) for row, column, why in found.problems]
        assert {(row, column) for row, column, _ in told} == {
            (2, "theme"), (2, "licence"), (2, "unit"), (2, "visibility"),
            (3, "revision"), (4, "id"), (5, "revision"), (6, "revision"),
        }  # fmt: skip
        assert not found.wanted
        with pytest.raises(Invalid, match="No row can be taken"):
            coming.begin(session, selection.vy(session, cast), found, "muc.csv")


def test_sheets_without_the_columns_or_with_too_many_rows_are_refused(
    library: Library, read: Callable[..., Coming]
) -> None:
    with library.sessions.writing() as session:
        with pytest.raises(Invalid, match="“id” and “revision”"):
            read(session, b"id,theme\nx,y\n")
        with pytest.raises(Invalid, match="more than 10000 rows"):
            read(session, b"id,revision\n" + b"x,y\n" * 50_000)


def test_a_formula_stays_text(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = make.saved(session, library, vi=make.plan(title="=1+1"))
        assert rows(exported(session, library, [revision.item_id]))[0]["title_vi"] == "'=1+1"
