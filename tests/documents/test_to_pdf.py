"""The PDF is read back: words, fonts, tags and properties, not how it is drawn."""

import hashlib
import re
import threading
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from library.documents import to_pdf
from tests.documents import sample
from tests.documents.sample import plan


def text(data: bytes) -> str:
    """Return the words of all pages with single spaces."""
    with pdfium.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def written(**changes: Any) -> bytes:
    return to_pdf.write(plan(**changes))


def catalog(data: bytes) -> bytes:
    """Return the object that says what holds for the whole file."""
    [found] = re.findall(rb"obj\s*(<</Type/Catalog.*?)endobj", data, re.DOTALL)
    return bytes(found)


def is_accessible_archive(data: bytes) -> bool:
    return b"<pdfuaid:part>1<" in data and b"<pdfaid:part>2<" in data


def test_all_words_are_there_in_both_languages() -> None:
    found = text(written())
    for words in (plan().title, plan().promise, "Lớp 6 đến lớp 9", "I. Nội dung", "3. Việc ba",
                  "4. Việc bốn", "1. Lại từ đầu", "Tập giữ nhịp chiêng", "Chú thích một.",
                  "Lời trích.", 'print("chào")', plan().source):  # fmt: skip
        assert words in found
    assert "KẾ HOẠCH TỔ CHỨC HOẠT ĐỘNG" in found
    assert "Pupils can" in text(written(language="en", html="<p>Pupils can</p>"))


def test_only_our_own_fonts_are_in_it_and_embedded() -> None:
    data = written(html="<p>Ặ ễ ữ <em>nghiêng</em> <strong>đậm <em>cả hai</em></strong></p>")
    names = set(re.findall(rb"/FontName ?/[A-Z]{6}\+([\w-]+)", data))
    assert names == {
        b"LiberationSerif",
        b"LiberationSerif-Bold",
        b"LiberationSerif-Italic",
        b"LiberationSerif-BoldItalic",
    }
    assert data.count(b"/FontFile2") == len(names)


def test_it_is_tagged_and_meets_pdf_ua_and_pdf_a() -> None:
    data = written()
    assert b"/MarkInfo<</Marked true" in catalog(data) and b"/StructTreeRoot" in catalog(data)
    assert is_accessible_archive(data)


def test_title_authors_keywords_and_language_are_set() -> None:
    data = written()
    with pdfium.PdfDocument(data) as pdf:
        found = pdf.get_metadata_dict()
    assert found["Title"] == plan().title
    assert found["Author"] == "Nhóm biên soạn, Trường THCS Mẫu"
    assert found["Keywords"] == "cồng chiêng, di sản"
    assert catalog(data).count(b"/Lang(vi)") == 1
    assert catalog(written(language="en")).count(b"/Lang(en)") == 1


def test_headings_make_the_outline() -> None:
    with pdfium.PdfDocument(written()) as pdf:
        outline = [(mark.level, mark.get_title()) for mark in pdf.get_toc()]
    assert outline == [(0, "I. Nội dung"), (1, "1. Phân công")]


def test_pages_are_a4_and_numbered_from_the_second() -> None:
    data = written(html="<p>Một đoạn văn.</p>" * 80, facts=())
    with pdfium.PdfDocument(data) as pdf:
        assert [round(side / 72 * 25.4) for side in pdf[0].get_size()] == [210, 297]
        tops = [
            page.get_textpage().get_text_bounded(bottom=page.get_height() - 50).strip()
            for page in pdf
        ]
    assert tops[:2] == ["", "2"]


def test_links_are_real() -> None:
    data = written()
    assert b"https://example.org/nguon" in data and b"https://saodieu.example" in data
    assert b"javascript" not in written(html='<p><a href="javascript:x">a</a></p>')


def test_a_picture_has_its_text_and_one_without_is_decoration() -> None:
    for data in (sample.png(), sample.cmyk_jpeg(), sample.svg("Sân")):
        assert "[Sơ đồ" not in text(written(pictures={"files/san.png": data}))
    assert is_accessible_archive(written(pictures={"files/san.png": sample.svg("Sân")}))
    silent = written(html='<p><img src="files/san.png" alt=""></p>')
    assert is_accessible_archive(silent)


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"<svg", sample.cut_jpeg()])
def test_a_missing_or_broken_picture_leaves_its_text(data: bytes) -> None:
    found = written(pictures={"files/san.png": data} if data else {})
    assert "[Sơ đồ sân trường]" in text(found)
    assert is_accessible_archive(found)


@pytest.mark.parametrize(
    "words",
    ["#panic()", "$x$ `y` *z* _w_", "@ref <label>", r"\u{41} \ ", '#import "a.typ"', "= T // k"],
)
def test_typst_markup_from_people_is_only_text(words: str) -> None:
    escaped = words.replace("<", "&lt;")
    data = written(html=f"<p>{escaped}</p>", title=words, facts=((words, words),), promise=words)
    assert text(data).count(" ".join(words.split())) == 5


def test_a_word_longer_than_the_line_stays_on_the_page() -> None:
    html = f"<p>{'x' * 300}</p><table><tr><td>{'y' * 300}</td><td>b</td></tr></table>"
    with pdfium.PdfDocument(written(html=html, source="")) as pdf:
        page = pdf[0].get_textpage()
        edges = [page.get_charbox(n)[2] for n in range(page.count_chars())]
        right_margin = 15 / 25.4 * 72
        assert max(edges) <= pdf[0].get_width() - right_margin + 1


def test_a_row_longer_than_a_page_is_not_cut() -> None:
    row = f"<table><tr><td>a</td><td>{'Một câu dài. ' * 600}Hết.</td></tr></table>"
    assert "Hết." in text(written(html=row))


def test_header_rows_are_repeated_on_every_page() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>Hàng</td></tr>" for n in range(300))
    data = written(html=f"<table><thead><tr><th>STT</th><th>b</th></tr></thead>{rows}</table>")
    with pdfium.PdfDocument(data) as pdf:
        assert len(pdf) > 5
        assert text(data).count("STT") == len(pdf)
    assert "299" in text(data)


HOSTILE: dict[str, dict[str, Any]] = {
    "an empty body": {"body": (), "facts": (), "promise": "", "kind": "", "source": ""},
    "no title": {"title": ""},
    "letters no font has": {"html": "<p>😀 ꨀ 中</p>"},
    "control characters": {"title": "a\x00b\x0b", "facts": (("\x01", "\ud800"),)},
    "skipped headings": {"html": "<h5>a</h5><h2>b</h2><ul><li><h2>c</h2></li></ul>"},
    "deep lists": {"html": "<ol><li>x" * 300},
    "deep quotes": {"html": "<blockquote>x" * 300},
    "a language that is none": {"language": "?"},
    "an anchor of two headings": {"html": '<h2 id="a">a</h2><h2 id="a">b</h2>'
                                          '<p><a href="#a">c</a></p>'},
    "an empty note": {"html": '<p>a<a href="#fn:1">1</a></p>'
                              '<div><ol><li><a href="#fnref:1">x</a></li></ol></div>'},
}  # fmt: skip


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_still_gives_a_tagged_file(changes: dict[str, Any]) -> None:
    assert b"/StructTreeRoot" in written(**changes)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert written() == written()


def test_several_threads_may_write_at_once() -> None:
    expected = {n: written(title=f"Kế hoạch {n}") for n in range(3)}
    found: dict[int, bytes] = {}

    def write(number: int) -> None:
        found[number] = written(title=f"Kế hoạch {number}")

    threads = [threading.Thread(target=write, args=(n,)) for n in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_the_fonts_are_those_of_the_manifest() -> None:
    folder = Path(to_pdf.__file__).parent / "fonts"
    readme = (folder / "README.md").read_text()
    manifest = dict(re.findall(r"^\| (\S+\.ttf) \| (\w{64}) \|", readme, re.MULTILINE))
    shipped = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.glob("*.ttf")}
    assert shipped == manifest and len(shipped) == 4


def test_the_source_stands_in_the_margin_and_takes_no_sheet() -> None:
    html = "".join(f"<p>{n}</p>" for n in range(1, 60))
    with (
        pdfium.PdfDocument(written(html=html)) as with_source,
        pdfium.PdfDocument(written(html=html, source="")) as without,
    ):
        pages = [page.get_textpage().get_text_bounded() for page in with_source]
        assert len(pages) == len(without)
        assert plan().address in pages[0].replace("\u200b", "")
        assert pages[-1].split()[-1] == "59"


def test_a_short_table_is_not_torn_between_two_pages() -> None:
    row = "<tr><td>hàng</td><td>b</td></tr>"
    for lines in range(18, 30):
        html = "<p>x</p>" * lines + f"<table>{row * 5}</table>"
        with pdfium.PdfDocument(written(html=html)) as pdf:
            counts = [page.get_textpage().get_text_bounded().count("hàng") for page in pdf]
        assert sorted(set(counts) - {0}) == [5]
