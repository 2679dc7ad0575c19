"""Sheets: CSV of every program and encoding, Excel with all that a cell can be, and their limits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from library.originals import sheets
from library.originals.reader import Reader, Table
from tests.originals import sheetfile
from tests.originals.sheetfile import MAIN, said

NAMES = "Tên,Môn\n"
EXCEL = sheets.XLSX


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """The process that reads, once for all."""
    lent = Reader()
    yield lent
    lent.close()


@pytest.fixture
def read(reader: Reader, tmp_path: Path) -> "Read":
    """What reads the bytes of a sheet."""
    return Read(reader, tmp_path)


class Read:
    """Reads bytes as a sheet and returns its cells, or the whole answer."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self._reader, self._path = reader, folder / "sheet"

    def table(self, content: bytes, media_type: str = sheets.CSV, most: int = 100) -> Table:
        self._path.write_bytes(content)
        return self._reader.table(self._path, media_type, most)

    def __call__(self, content: bytes, media_type: str = sheets.CSV) -> list[list[str]]:
        table = self.table(content, media_type)
        assert table.error is None
        return [list(cells) for _, cells in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_csv_of_any_program_is_read(read: Read, encoding: str, sign: str) -> None:
    source = f'Tên{sign}Môn\r\n"Ngày hội{sign} sách"{sign}"Ngữ văn\nToán"\r\n'
    expected = [["Tên", "Môn"], [f"Ngày hội{sign} sách", "Ngữ văn\nToán"]]
    assert read(source.encode(encoding)) == expected


def test_windows_1258_is_read(read: Read) -> None:
    # Its tone marks stand behind their letters.
    content = "Tên,Môn\nNgày hô\u0323i sách,Toán\n".encode("cp1258")
    assert read(content)[1][1] == "Toán"


def test_old_fonts_are_read_as_they_were_meant(read: Read) -> None:
    tcvn3 = "Tªn,M«n\nTr­êng häc th©n thiÖn,Ng÷ v¨n\nNgµy héi ®äc s¸ch,To¸n\n".encode()
    assert read(tcvn3)[1:] == [["Trường học thân thiện", "Ngữ văn"], ["Ngày hội đọc sách", "Toán"]]


def test_the_line_that_tells_excel_the_sign_is_no_row(read: Read) -> None:
    table = read.table(b"sep=;\nT\xc3\xaan;M\xc3\xb4n\n\n;;\na,b;c\n")
    assert table.rows == ((2, ("Tên", "Môn")), (5, ("a,b", "c")))


def test_what_is_no_text_is_refused_with_what_to_do(read: Read) -> None:
    error = read.table(b"\x00\x01\x02\x03 T\x00").error
    assert error and "encoding UTF-8" in str(error)


def test_an_empty_sheet_says_so(read: Read) -> None:
    for content in (b"", b"\n\n,,\n"):
        assert "no text" in str(read.table(content).error)


def test_a_quotation_mark_that_is_not_closed_is_told(read: Read) -> None:
    table = read.table(f'{NAMES}"Ngày hội{"x" * 400_000}'.encode())
    assert "quotation mark is not closed" in str(table.error)


def test_more_rows_than_are_taken_are_told_with_the_limit(read: Read) -> None:
    content = (NAMES + "a,b\n" * 50_000).encode()
    table = read.table(content, most=50_000)
    assert (len(table.rows), table.error) == (50_001, None)
    table = read.table(content + b"a,b\n" * 100, most=50_000)
    assert "more than 50000 rows" in str(table.error) and table.rows == ()


def test_more_columns_than_are_taken_are_told(read: Read) -> None:
    assert "more than 200 columns" in str(read.table(("x," * 300 + "x").encode()).error)
    wide = sheetfile.excel(f'<row><c r="XFD1" t="inlineStr"><is><t>x</t></is></c>{said("y")}</row>')
    assert "more than 200 columns" in str(read.table(wide, EXCEL).error)


STRINGS = {
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>Tên</t></si>'
    "<si><r><t>Ngày </t></r><r><t>hội</t></r><rPh><t>thừa</t></rPh></si></sst>",
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0&quot;d&quot;"/>'
    '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>'
    '<xf numFmtId="165"/></cellXfs></styleSheet>',
}


def test_cells_of_excel_are_read_as_they_are_shown(read: Read) -> None:
    rows = (
        '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row>'
        '<row r="7"><c r="A7"><v>45</v></c><c r="B7"><v>45.0</v></c><c r="C7"><v>0.1</v></c>'
        '<c r="D7" s="1"><v>46346</v></c><c r="E7" s="2"><v>46346.5</v></c><c r="F7" s="3"><v>7</v></c>'
        '<c r="G7" t="b"><v>1</v></c><c r="H7" t="e"><v>#REF!</v></c><c r="I7" t="s"><v>99</v></c>'
        '<c r="J7" t="str"><f>A7*2</f><v>90</v></c><c r="K7"><f>A7*2</f><v>90</v></c>'
        '<c r="L7"><f>A7*3</f></c></row>'
    )
    (third, names), (seventh, cells) = read.table(sheetfile.excel(rows, STRINGS), EXCEL).rows
    assert (third, names) == (3, ("Tên", "", "Ngày hội"))
    shown = "45 | 45 | 0.1 | 2026-11-20 | 2026-11-20 12:00 | 7 | TRUE | #REF! |  | 90 | 90 | =A7*3"
    assert (seventh, " | ".join(cells)) == (7, shown)


def test_days_that_are_counted_from_1904_are_read(read: Read) -> None:
    book = f'<workbook xmlns="{MAIN}"><workbookPr date1904="1"/><sheets/></workbook>'
    cells = '<sheetData><row><c s="1"><v>44884</v></c></row></sheetData>'
    sheet = f'<worksheet xmlns="{MAIN}">{cells}</worksheet>'
    parts = {**STRINGS, "xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}
    assert read(sheetfile.excel("", parts), EXCEL) == [["2026-11-20"]]


def test_an_excel_file_of_very_many_rows_is_told(read: Read) -> None:
    content = sheetfile.excel(f"<row>{said('x')}</row>" * 60_000)
    assert "more than 50000 rows" in str(read.table(content, EXCEL, 50_000).error)


def test_a_bomb_and_damaged_files_are_refused(read: Read) -> None:
    bomb = sheetfile.excel(f"<row>{said('x')}</row>" + " " * 60_000_000)
    lying = sheetfile.excel("<row><c><v>1</v></row>")
    cut = sheetfile.of([["Tên"]])[:300]
    for content in (bomb, lying, cut, b"PK", b""):
        assert read.table(content, EXCEL).error is not None


def test_entities_of_a_sheet_are_not_resolved(read: Read, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("bí mật", "utf-8")
    sheet = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><worksheet xmlns="{MAIN}"><sheetData>'
        "<row><c t='inlineStr'><is><t>a&e;</t></is></c></row></sheetData></worksheet>"
    )
    content = sheetfile.excel("", {"xl/worksheets/muc.xml": sheet})
    assert "bí mật" not in str(read.table(content, EXCEL))


def test_what_is_packed_has_no_more_text_than_is_taken(read: Read) -> None:
    many = f"<si><t>{'a' * 1000}</t></si>" * 45_000
    content = sheetfile.excel("", {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{many}</sst>'})
    assert read.table(content, EXCEL).error is not None
