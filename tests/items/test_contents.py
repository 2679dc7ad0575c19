"""The text of attachments: every kind of file as programs write it, old bytes, and what is no text."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.items import files
from library.items.contents import beginning, extract
from library.items.extracting import LONGEST
from tests.items import papers

SAYING = "Rủ nhau xem cồng chiêng ở buôn"
# The tone marks of Windows's Vietnamese code page stand behind their vowels.
PAIRED = "Hôm nay co\u0301 giơ\u0300 ho\u0323c vê\u0300 rư\u0300ng"


def test_a_word_file_gives_its_paragraphs_and_its_tables() -> None:
    content = papers.word("Phiếu học tập", SAYING, table=["Nhóm", "Việc"])
    assert extract(content, papers.DOCX) == f"Phiếu học tập\n{SAYING}\nNhóm\nViệc"


def test_a_word_that_word_has_cut_into_runs_is_one_word() -> None:
    content = papers.word([("cồng chi", "Arial"), ("êng", "Times New Roman")])
    assert extract(content, papers.DOCX) == "cồng chiêng"


def test_word_s_breaks_and_tabs_part_words() -> None:
    body = "<w:p><w:r><w:t>một</w:t><w:tab/><w:t>hai</w:t><w:br/><w:t>ba</w:t></w:r></w:p>"
    assert extract(papers.word_of(body), papers.DOCX) == "một hai\nba"


def test_of_tracked_changes_and_doubled_shapes_the_final_text_counts_once() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>xoá</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>chỗ cũ</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<mc:AlternateContent xmlns:mc='urn:mc'>"
        "<mc:Choice><w:r><w:t> khung</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>khung</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    assert extract(papers.word_of(body), papers.DOCX) == "thêm khung"


def test_slides_are_read_in_their_order_and_the_notes_after_them() -> None:
    content = papers.slides(*[f"Trang {number}|." for number in range(1, 12)], notes="Lời dặn")
    lines = extract(content, papers.PPTX).splitlines()
    assert lines == [*[f"Trang {number}." for number in range(1, 12)], "Lời dặn"]


@pytest.mark.parametrize("shared", [True, False])
def test_a_sheet_gives_the_text_of_its_cells_once(shared: bool) -> None:
    content = papers.sheet("Tên học sinh", SAYING, "R&D <7A1>", shared=shared)
    assert extract(content, papers.XLSX) == f"Tên học sinh\n{SAYING}\nR&D <7A1>"


def test_sheets_of_numbers_are_not_looked_through() -> None:
    broken = {"xl/worksheets/sheet1.xml": "<worksheet><row>"}
    assert extract(papers.packed(broken), papers.XLSX) == ""
    strings = broken | {"xl/sharedStrings.xml": "<sst><si><t>Tên</t></si></sst>"}
    assert extract(papers.packed(strings), papers.XLSX) == "Tên"


def test_an_open_document_gives_its_text_without_deleted_words_and_comments() -> None:
    body = (
        "<office:text><text:tracked-changes><text:p>xoá</text:p></text:tracked-changes>"
        "<text:h>Phiếu</text:h>"
        "<text:p>cồng<text:s/>chi<text:span>êng</text:span><text:tab/>rồi"
        "<office:annotation><text:p>ghi chú</text:p></office:annotation>"
        "<text:line-break/>nghỉ</text:p></office:text>"
    )
    assert extract(papers.open_document(body), papers.ODT) == "Phiếu\ncồng chiêng rồi\nnghỉ"


def test_the_other_open_documents_are_read_alike() -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    assert extract(papers.open_document("<text:p>ô một</text:p>", kind), kind) == "ô một"


def test_a_pdf_gives_the_text_of_its_pages() -> None:
    assert extract(papers.pdf("Trang đầu", SAYING), papers.PDF) == f"Trang đầu\n{SAYING}"


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html>", "\ufeff <html>", "<?xml version='1.0'?><!-- a --><html>", "<P>"]
)
def test_a_page_gives_what_a_browser_shows(start: str) -> None:
    source = (
        f"{start}<title>Phiếu</title><style>p {{}}</style><script>var a = '<p>b'</script>"
        "<p>cồng <b>chi</b>êng &amp; sáo<br>trúc<ul><li>một<li>hai</ul>"
        "<template>ẩn</template>"
    )
    found = extract(source.encode(), "text/plain").splitlines()
    assert found[-4:] == ["cồng chiêng & sáo", "trúc", "một", "hai"]
    assert set(found[:-4]) <= {"Phiếu"}


@pytest.mark.parametrize("media_type", ["text/plain", "text/csv", "text/markdown"])
def test_text_is_its_own_text(media_type: str) -> None:
    content = f"# Câu hỏi\r\n\r\n{SAYING};7A1\u200b\n".encode()
    assert extract(content, media_type) == f"# Câu hỏi\n{SAYING};7A1"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (b"", "utf-8-sig"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
     (b"", "cp1258")],
)  # fmt: skip
def test_text_of_windows_is_read_in_whatever_encoding_it_was_saved(
    mark: bytes, encoding: str
) -> None:
    content = mark + PAIRED.encode(encoding)
    media_type = files.media_type(content, "phieu.txt")
    assert extract(content, media_type) == "Hôm nay có giờ học về rừng"


@pytest.mark.parametrize(
    "content", [b"MZ\x90\0\3\0\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, b""]
)
def test_octets_that_are_no_text_have_none(content: bytes) -> None:
    assert extract(content, papers.OCTETS) == ""


def test_a_text_is_cut_in_no_letter_and_not_read_beyond_what_is_kept() -> None:
    for start in ("", "x"):  # the limit of bytes falls between two letters, and into one
        content = (start + "ế" * (9 * LONGEST)).encode()
        assert set(extract(content, "text/plain")) <= {"x", "ế"}
        assert len(extract(content, "text/plain")) == LONGEST
    long = papers.word_of("<w:p><w:r><w:t>một hai</w:t></w:r></w:p>" * 60_000 + "<w:broken>")
    assert len(extract(long, papers.DOCX)) == LONGEST


def damaged(content: bytes) -> bytes:
    middle = content.index(b"word/document.xml") + 60
    return content[:middle] + b"\xff" * 40 + content[middle + 40 :]


def bomb() -> bytes:
    return papers.word_of("<w:p><w:r><w:t>bom</w:t></w:r></w:p>" + "<w:bookmarkEnd/>" * 800_000)


DOCTYPE = "<!DOCTYPE w:document>"
ENTITIES = '<!DOCTYPE w:document [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>'
DOCUMENT = '<w:document xmlns:w="urn:w"><w:p><w:r><w:t>rõ ràng</w:t></w:r></w:p></w:document>'


def declared(name: str, encoding: str = "utf-8", declaration: str = DOCTYPE) -> bytes:
    """Return a file with a document type in this one of its parts."""
    parts = {"word/document.xml": DOCUMENT, "word/styles.xml": DOCUMENT, "content.xml": DOCUMENT}
    return papers.packed(parts | {name: (declaration + DOCUMENT).encode(encoding)})


UNREADABLE = {
    "damaged": (lambda: damaged(papers.word(SAYING)), papers.DOCX),
    "cut off": (lambda: papers.word(SAYING)[:-300], papers.DOCX),
    "bomb": (bomb, papers.DOCX),
    "document type": (lambda: declared("word/document.xml"), papers.DOCX),
    "entities": (lambda: declared("word/document.xml", declaration=ENTITIES), papers.DOCX),
    "document type in UTF-16": (lambda: declared("word/document.xml", "utf-16"), papers.DOCX),
    "document type of styles": (lambda: declared("word/styles.xml"), papers.DOCX),
    "document type in ODF": (lambda: declared("content.xml"), papers.ODT),
    "no part of it": (lambda: papers.packed({"a.xml": "<a/>"}), papers.DOCX),
    "broken XML": (lambda: papers.word_of("<w:p><w:r><w:t>a</w:r></w:p>"), papers.DOCX),
    "no zip": (lambda: b"PK\x03\x04", papers.PPTX),
    "locked PDF": (papers.locked_pdf, papers.PDF),
    "PDF without text": (lambda: papers.pdf(""), papers.PDF),
    "half a PDF": (lambda: papers.pdf(SAYING)[:700], papers.PDF),
    "no PDF": (lambda: b"%PDF-1.7\n", papers.PDF),
}  # fmt: skip


@pytest.mark.parametrize(("make", "media_type"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_has_no_text(make: Callable[[], bytes], media_type: str) -> None:
    assert extract(make(), media_type) == ""


def test_the_locked_pdf_of_these_tests_asks_for_its_password() -> None:
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(papers.locked_pdf())


def test_a_member_that_is_locked_has_no_text() -> None:
    content = bytearray(papers.word(SAYING))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(sign)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(sign, start + 1)
    assert extract(bytes(content), papers.DOCX) == ""


def test_what_is_refused_for_its_document_type_is_read_without_it() -> None:
    parts = {"word/document.xml": DOCUMENT, "word/styles.xml": DOCUMENT}
    assert extract(papers.packed(parts), papers.DOCX) == "rõ ràng"
    # The text of the body of an OpenDocument file stands in its paragraphs themselves.
    assert extract(papers.packed({"content.xml": DOCUMENT}), papers.ODT) == "rõ ràng"


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật", "utf-8")
    source = f'<!DOCTYPE html><p>a<iframe src="{secret.as_uri()}"></iframe><img src="{secret}">b'
    assert "bí mật" not in extract(source.encode(), "text/plain")
    entity = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]><p>&s;</p>'
    assert "bí mật" not in extract(entity.encode(), "text/plain")


@given(st.binary(max_size=300))
def test_no_bytes_are_an_error(content: bytes) -> None:
    for start, media_type in (
        (b"", "text/plain"),
        (b"<p>", "text/plain"),
        (b"%PDF-1.4\n", papers.PDF),
        (b"PK\x03\x04", papers.DOCX),
    ):
        found = extract(start + content, media_type)
        assert "\0" not in found and found == found.strip()
        found.encode()


def test_words_in_an_old_font_are_read_as_they_were_meant() -> None:
    runs = [("Mẫu: ", "Arial"), ("KÕ ho¹ch", ".VnTime"), (" Keá hoaïch", "VNI-Times")]
    content = papers.word(runs)
    assert extract(content, papers.DOCX) == "Mẫu: Kế hoạch Kế hoạch"


def test_a_text_from_an_old_program_is_read_as_it_was_meant() -> None:
    old = "Kế hoạch tổ chức hoạt động ngoại khóa"
    seen = "Keá hoaïch toå chöùc hoaït ñoäng ngoaïi khoùa"
    assert extract(seen.encode(), "text/plain") == old


def test_the_beginning_of_a_file_of_endless_marks_takes_no_long_time() -> None:
    body = "<w:p><w:r><w:t>chữ</w:t></w:r></w:p>" + "<w:p>" + "<w:r/>" * 9_000_000 + "</w:p>"
    noise = {"word/media/a.bin": random.Random(1).randbytes(600_000)}
    start = time.process_time()
    assert beginning(papers.packed(noise, papers.word_of(body)), papers.DOCX) == "chữ"
    assert time.process_time() - start < 4
