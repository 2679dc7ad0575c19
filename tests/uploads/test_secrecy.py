"""Stamps of state secrets: told from the word in a sentence, in every way a document is written."""

import unicodedata
from pathlib import Path

import pytest

from library.items.extracting import Extractor
from library.uploads import secrecy
from tests.items import papers

HEAD = "UBND TỈNH LÂM ĐỒNG\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\n"
STAMPED = {
    "MẬT": "MẬT",
    "TỐI MẬT": "TỐI MẬT",
    "TUYỆT MẬT": "TUYỆT MẬT",
    unicodedata.normalize("NFD", "TUYỆT MẬT"): "TUYỆT MẬT",
    "M Ậ T": "MẬT",
    "T Ố I  M Ậ T": "TỐI MẬT",
    "[ TUYỆT MẬT ]": "TUYỆT MẬT",
    "Độ mật: TỐI MẬT": "TỐI MẬT",
    "ĐỘ MẬT: MẬT": "MẬT",
    "tối mật": "TỐI MẬT",
    "TỐI MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": "TỐI MẬT",
    "MẬT Độc lập - Tự do - Hạnh phúc": "MẬT",
    "Số: 12/KH-UBND MẬT": "MẬT",
    "MẬT Lâm Đồng, ngày 5 tháng 9 năm 2026": "MẬT",
    "TỐI MẬT (Bản số: 02)": "TỐI MẬT",
    "&LMẬT&CTrang &P": "MẬT",
}
NOT_STAMPED = [
    "bí mật", "BÍ MẬT", "BẢO MẬT", "MẬT KHẨU", "MẬT ONG", "mật", "Mật", "Tối mật", "MẤT", "MÁT",
    "Mật ong: ĐẶC SẢN", "Mật khẩu: ABC123", "NUÔI ONG LẤY MẬT", "TÀI LIỆU TỐI MẬT",
    "KẾ HOẠCH BẢO VỆ BÍ MẬT NHÀ NƯỚC", "Các mức độ: Tuyệt mật, Tối mật, Mật", "Độ mật: không",
    "Những bức thư tuyệt mật của Bác", "KH-MAT", "Số: 12/KH-BM", "TOI MAT",
]  # fmt: skip


@pytest.mark.parametrize(("line", "stamp"), STAMPED.items(), ids=range(len(STAMPED)))
def test_a_stamp_is_recognised(line: str, stamp: str) -> None:
    assert secrecy.stamp(f"{HEAD}{line}\nKẾ HOẠCH\n") == stamp


@pytest.mark.parametrize("line", NOT_STAMPED)
def test_the_word_alone_is_no_stamp(line: str) -> None:
    assert secrecy.stamp(f"{HEAD}{line}\nKẾ HOẠCH\n") is None


def test_a_stamp_stands_near_the_beginning() -> None:
    assert secrecy.stamp("một dòng\n" * 70 + "MẬT") == "MẬT"
    assert secrecy.stamp("một dòng\n" * 90 + "MẬT") is None


def test_a_long_line_takes_no_long_time() -> None:
    assert secrecy.stamp("mật " * 5000 + "\n" + "a" * 20_000 + "\n" + "a, ngày " * 3000) is None


def test_a_stamp_of_wordart_across_the_page_is_one(tmp_path: Path, extractor: Extractor) -> None:
    vml = "xmlns:v='urn:schemas-microsoft-com:vml'"
    art = f"<w:pict><v:shape {vml}><v:textpath string='MẬT'/></v:shape></w:pict>"
    parts = {"word/header1.xml": f"<w:hdr {papers.W}><w:p><w:r>{art}</w:r></w:p></w:hdr>"}
    file = tmp_path / "file.docx"
    file.write_bytes(papers.packed(parts, papers.word("KẾ HOẠCH")))
    assert secrecy.stamp(extractor.beginning(file, papers.DOCX)) == "MẬT"


def header(text: str) -> bytes:
    parts = {
        "word/header1.xml": f"<w:hdr {papers.W}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>"
    }
    return papers.packed(parts, papers.word("Kế hoạch"))


def sheet_with_header(text: str) -> bytes:
    margin = f"<headerFooter><oddHeader>&amp;L{text}</oddHeader></headerFooter>"
    sheet = f"<worksheet {papers.X}>{margin}</worksheet>"
    return papers.packed({"xl/worksheets/sheet2.xml": sheet}, papers.sheet("Kế hoạch"))


def in_capitals(text: str) -> bytes:
    return papers.word_of(f"<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>{text}</w:t></w:r></w:p>")


DOCUMENTS = {
    "Word": (papers.word("Số: 1", "MẬT", "Kế hoạch"), papers.DOCX),
    "a cell": (papers.word("Kế hoạch", table=["TỐI MẬT", "CỘNG HÒA"]), papers.DOCX),
    "a header": (header("TUYỆT MẬT"), papers.DOCX),
    "TCVN3": (papers.word("Kế hoạch", [("TèI MËT", ".VnTime")]), papers.DOCX),
    "TCVN3 in a font of capitals": (papers.word("Kế hoạch", [("mËt", ".VnTimeH")]), papers.DOCX),
    "VNI": (papers.word("Kế hoạch", [("TUYEÄT MAÄT", "VNI-Times")]), papers.DOCX),
    "shown in capitals": (in_capitals("mật"), papers.DOCX),
    "Excel": (papers.sheet("Kế hoạch", "MẬT"), papers.XLSX),
    "the margin of a sheet": (sheet_with_header("MẬT"), papers.XLSX),
    "PowerPoint": (papers.slides("TỐI MẬT", "Kế hoạch"), papers.PPTX),
    "OpenDocument": (papers.open_document("<text:p>MẬT</text:p>"), papers.ODT),
    "PDF": (papers.pdf("Số: 1\n\nTỐI MẬT\n\nKế hoạch"), papers.PDF),
    "text": ("Kế hoạch\r\nMẬT\r\n".encode(), "text/plain"),
}


@pytest.mark.parametrize(("content", "media_type"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_stamp_is_found_in_every_kind_of_document(
    extractor: Extractor, tmp_path: Path, content: bytes, media_type: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert secrecy.stamp(extractor.beginning(file, media_type)) in {"MẬT", "TỐI MẬT", "TUYỆT MẬT"}


def test_small_letters_in_a_usual_font_are_no_stamp(extractor: Extractor, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(papers.word("mật", "Kế hoạch", [("mËt", ".VnTime")]))
    assert secrecy.stamp(extractor.beginning(file, papers.DOCX)) is None


def test_no_document_of_the_collection_bears_a_stamp() -> None:
    for plan in (Path(__file__).parents[2] / "activities").glob("*/plan.*.md"):
        assert secrecy.stamp(plan.read_text("utf-8")) is None
