"""PDF files: paragraphs, columns and tables found again from where the letters stand."""

import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.originals.pdf import document as portable
from library.originals.shape import Manuscript, Run, Table, Unreadable, paragraphs
from tests.items import papers
from tests.originals import printing, seen, teachers
from tests.originals.printing import column, pdf, ruled, said

Converted = Mapping[str, bytes]


def outline(*pages: str, width: int = printing.A4[0]) -> list[seen.Seen]:
    return seen.outline(portable.read(pdf(*pages, size=(width, 842))).blocks)


def test_a_plan_comes_with_its_letterhead_its_paragraphs_and_its_tables(
    converted: Converted,
) -> None:
    manuscript = portable.read(converted["plan.pdf"])
    head, programme, foot = seen.tables(manuscript)
    assert seen.rows(head) == [
        [
            "SỞ GD&ĐT LÂM ĐỒNG / TRƯỜNG THCS NGUYỄN TRÃI",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / Độc lập - Tự do - Hạnh phúc"
            " / Lâm Đồng, ngày 05 tháng 02 năm 2026",
        ]
    ]
    assert seen.rows(programme) == [list(row) for row in teachers.ROWS]
    assert seen.rows(foot) == [["Nơi nhận: / - Lưu: VT.", "HIỆU TRƯỞNG / Nguyễn Văn An"]]
    assert [table.has_lines for table in (head, programme, foot)] == [False, True, False]
    texts = [block for block in seen.outline(manuscript.blocks) if isinstance(block, str)]
    assert texts == [
        *("KẾ HOẠCH", "Tổ chức Ngày hội cồng chiêng", "I. MỤC ĐÍCH, YÊU CẦU"),
        *(teachers.PURPOSE, teachers.SHORT, teachers.PURPOSE, "II. CHƯƠNG TRÌNH"),
        "III. TỔ CHỨC THỰC HIỆN",
        *(f"{number}. Lớp 7A{number}: {teachers.PURPOSE}" for number in range(1, 9)),
    ]


def test_what_is_bold_large_or_in_the_middle_is_told(converted: Converted) -> None:
    manuscript = portable.read(converted["plan.pdf"])
    heading = seen.found(manuscript, "KẾ HOẠCH")
    assert (heading.alignment, heading.size, heading.runs[0].bold) == ("center", 14, True)
    for text in ("SỞ GD&ĐT", "CỘNG HÒA", "Lâm Đồng, ngày"):
        assert seen.found(manuscript, text).alignment == "center"
    for text in ("I. MỤC ĐÍCH", "Giúp học sinh", "1. Lớp"):
        assert seen.found(manuscript, text).alignment == ""
    assert not seen.found(manuscript, "Giúp học sinh").runs[0].bold


def test_short_lines_stay_lines_and_bullets_stand_before_their_text(converted: Converted) -> None:
    assert seen.outline(portable.read(converted["lists.pdf"]).blocks) == [
        *("Phiếu học tập", "Chuẩn bị", "• Giấy A4", "• Bút màu", "Các bước", "1. Chia nhóm"),
        *("• Mỗi nhóm bốn em", "2. Thảo luận", "1. Mục tiêu", "a) Về kiến thức"),
        *("- Nêu được tên ba nhạc cụ", "+ Kể được một chuyện", "Họ và tên: Lớp:"),
        *("Thời gian: 45 phút", "Địa điểm: sân trường"),
    ]


def test_two_languages_stay_side_by_side(converted: Converted) -> None:
    (table,) = seen.tables(portable.read(converted["bilingual.pdf"]))
    assert [row[0] for row in seen.rows(table)] == ["HOẠT ĐỘNG", teachers.PURPOSE, teachers.SHORT]
    assert seen.rows(table)[2][1] == (
        "All pupils of grade 7 take part in it, in groups of four or five."
    )


def test_merged_cells_cover_what_no_rule_parts(converted: Converted) -> None:
    table, _ = seen.tables(portable.read(converted["tables.pdf"]))
    assert seen.spans(table)[:2] == [[(1, 2), (1, 2), (2, 1)], [(1, 1), (1, 1)]]
    assert seen.rows(table)[:3] == [
        ["STT", "Hoạt động", "Điểm"],
        ["Nhóm", "Cá nhân"],
        ["1", "Trò chơi số 1", "5", "10"],
    ]


def test_pictures_are_taken_and_small_raised_letters_told(converted: Converted) -> None:
    manuscript = portable.read(converted["pictures.pdf"])
    runs = [run for each in paragraphs(manuscript.blocks) for run in each.runs]
    assert [run.picture for run in runs if run.picture] == [1]
    assert manuscript.pictures[0].media_type == "image/png"
    assert Run("2", superscript=True) in runs
    assert manuscript.properties == {"title": "Ngày hội", "author": "Cô Hà"}


def test_a_line_goes_on_where_the_next_word_did_not_fit() -> None:
    lines = [
        "Giao vien huong dan hoc sinh tim hieu ve van hoa dia phuong,",
        "con nguoi Lam Dong va ke lai mot cau chuyen cua buon lang.",
        "Ket thuc.",
        "Phan cong: lop truong chuan bi ban ghe va loa dai cho buoi le",
        "chieu cung ngay.",
    ]
    assert outline(column(85, 700, lines), width=471) == [
        " ".join(lines[:2]),
        lines[2],
        " ".join(lines[3:]),
    ]


def test_a_first_line_that_stands_in_begins_a_paragraph() -> None:
    first = "Hoc sinh tham gia tich cuc cac hoat dong cua nha truong to chuc."
    then = f"{first} Va"
    page = said(110, 700, first) + said(85, 686, then) + said(110, 672, first) + said(85, 658, then)
    assert outline(page, width=500) == [f"{first} {then}"] * 2


def rows(top: float, *cells: tuple[str, str]) -> str:
    """Return a drawing of a table with two columns."""
    ys = [top - 30 * place for place in range(len(cells) + 1)]
    words = "".join(
        said(90, y - 15, left) + said(190, y - 15, right)
        for y, (left, right) in zip(ys, cells, strict=False)
    )
    return ruled([85, 185, 400], ys) + words


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    line = "Giup hoc sinh hieu gia tri cua cong chieng va con nguoi Lam"
    rest = "Dong, cung ke lai chuyen cua buon lang minh cho cac ban nghe."
    pages = said(85, 600, line), said(85, 760, rest) + said(85, 700, "Het.")
    assert outline(*pages, width=479) == [f"{line} {rest}", "Het."]
    assert outline(said(85, 600, f"{line}."), pages[1], width=479) == [f"{line}.", rest, "Het."]


def test_a_table_says_its_head_once_and_a_row_that_was_parted_is_one() -> None:
    manuscript = portable.read(
        pdf(
            rows(760, ("Gio", "Viec"), ("7h", "Don khach va")),
            rows(760, ("Gio", "Viec"), ("", "nghe chuyen"), ("9h", "Ra ve")),
            rows(760, ("", "Van nghe")),
        )
    )
    (found,) = seen.tables(manuscript)
    assert found.headers == 1
    assert seen.rows(found) == [
        ["Gio", "Viec"],
        ["7h", "Don khach va / nghe chuyen"],
        ["9h", "Ra ve"],
        ["", "Van nghe"],
    ]


def test_what_runs_along_the_pages_is_no_text() -> None:
    pages = [
        said(85, 800, "Truong THCS Nguyen Trai")
        + column(85, 700, [f"Noi dung trang {'abc'[number]}"])
        + said(290, 30, f"Trang {number + 1}/3")
        for number in range(3)
    ]
    assert outline(*pages) == [f"Noi dung trang {letter}" for letter in "abc"]


def test_what_is_the_same_within_the_text_of_pages_stays() -> None:
    pages = [column(85, 740, ["PHIEU HOC TAP", f"Cau hoi {letter}"]) for letter in "ab"]
    assert outline(*pages) == ["PHIEU HOC TAP", "Cau hoi a", "PHIEU HOC TAP", "Cau hoi b"]


def test_a_number_in_a_table_at_the_edge_is_no_number_of_a_page() -> None:
    def page(number: int) -> str:
        return ruled([85, 185, 500], [810, 790]) + said(90, 795, f"{number}") + said(190, 795, "a")

    assert outline(page(1), page(2)) == [[["1", "a"], ["2", "a"]]]


def test_words_are_parted_by_tabs_where_columns_are_not_of_a_table() -> None:
    assert outline(said(85, 700, "Ho va ten: An") + said(350, 700, "Lop: 7A1")) == [
        "Ho va ten: An\tLop: 7A1"
    ]


def test_lines_of_three_columns_are_the_rows_of_a_table_without_lines() -> None:
    page = "".join(
        said(x, 700 - 16 * row, text)
        for row, texts in enumerate(
            [("STT", "Ho ten", "Lop"), ("1", "An", "7A"), ("2", "Binh", "7B")]
        )
        for x, text in zip((85, 150, 400), texts, strict=True)
    )
    assert outline(page) == [[["STT", "Ho ten", "Lop"], ["1", "An", "7A"], ["2", "Binh", "7B"]]]


def test_a_word_cut_at_the_end_of_a_line_is_whole_where_the_text_has_it_so() -> None:
    lines = [
        "The children present their local tradi-",
        "tions and the traditions of others, a well-",
        "known custom; in the school year 2026-",
        "2027.",
    ]
    (text,) = outline(column(85, 700, lines), width=369)
    assert text == (
        "The children present their local traditions and the traditions of others,"
        " a well-known custom; in the school year 2026-2027."
    )


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
def test_a_page_is_read_as_it_is_turned(turns: int) -> None:
    matrix = {
        0: "1 0 0 1 0 0",
        90: "0 1 -1 0 595 0",
        180: "-1 0 0 -1 595 842",
        270: "0 -1 1 0 0 842",
    }
    drawn = said(85, 400, "Dong mot") + said(85, 380, "Dong hai") + said(300, 380, "cung dong")
    content = pdf(f"{matrix[turns]} cm\n{drawn}", more=b"/Rotate %d" % turns)
    assert seen.outline(portable.read(content).blocks) == ["Dong mot", "Dong hai\tcung dong"]


def test_words_turned_upwards_are_read_and_slanted_stamps_are_not() -> None:
    upward = "BT /F1 12 Tf 0 1 -1 0 120 600 Tm (Thoi gian) Tj ET\n"
    stamp = "BT /F1 60 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (BAN NHAP) Tj ET\n"
    assert outline(upward + stamp + said(85, 500, "Noi dung")) == ["Thoi gian", "Noi dung"]


def test_letters_drawn_twice_as_thick_are_bold_and_leaning_ones_italic() -> None:
    page = said(85, 700, "dam", more="2 Tr") + "0 Tr\n" + (
        "BT /F1 12 Tf 1 0 0.3 1 85 650 Tm (nghieng) Tj ET\n" + said(85, 600, "ten", font="F2")
    )  # fmt: skip
    runs = [each.runs for each in paragraphs(portable.read(pdf(page)).blocks)]
    assert runs == [
        (Run("dam", bold=True),),
        (Run("nghieng", italic=True),),
        (Run("ten", bold=True),),
    ]


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        ("ABCDEF+.VnTime", "tcvn3", False),
        ("ABCDEF+.VnTimeH,Bold", "tcvn3", True),
        ("VNI-Times", "vni", False),
        ("TimesNewRomanPSMT", "", False),
    ],
)
def test_an_old_font_is_told_by_its_name(font: str, encoding: str, capitals: bool) -> None:
    content = pdf(said(85, 700, "\x80 ho\x81ch"), font=font, letters="KÕ¹"[1:])
    (paragraph,) = paragraphs(portable.read(content).blocks)
    assert [(run.text, run.encoding, run.capitals) for run in paragraph.runs] == [
        ("Õ ho¹ch", encoding, capitals)
    ]


def test_marks_typed_behind_their_letters_stay_with_them() -> None:
    content = pdf(said(85, 700, "ho\x80c vie\x81\x80n"), letters="\u0323\u0302")
    assert seen.outline(portable.read(content).blocks) == ["ho\u0323c vie\u0302\u0323n"]


def test_a_mark_from_another_font_belongs_to_its_letter() -> None:
    content = pdf(said(85, 700, "ho") + said(97, 700, "\x80", more="2 Tr"), letters="\u0323")
    (paragraph,) = paragraphs(portable.read(content).blocks)
    assert paragraph.runs == (Run("ho\u0323"),)


def letterhead(*below: str) -> str:
    """Return a drawing of two columns as Word prints them, one after the other."""
    left = said(100, 780, "SO GDDT LAM DONG") + said(96, 765, "TRUONG THCS LE LOI")
    right = said(330, 780, "CONG HOA XA HOI CHU NGHIA") + said(389, 765, "Doc lap - Tu do")
    return left + right + "".join(below)


def test_what_stands_in_the_middle_of_the_page_is_in_no_column() -> None:
    head, title = portable.read(pdf(letterhead(said(265, 748, "KE HOACH")))).blocks
    left, right = (
        "SO GDDT LAM DONG / TRUONG THCS LE LOI",
        "CONG HOA XA HOI CHU NGHIA / Doc lap - Tu do",
    )
    assert seen.outline([head]) == [[[left, right]]]
    assert seen.outline([title]) == ["KE HOACH"]


def test_a_column_in_the_middle_of_the_page_takes_no_title_along() -> None:
    beside = said(85, 780, "Mau 01") + said(85, 765, "Lop 7A")
    middle = said(235, 780, "TRUONG THCS LE LOI") + said(265, 765, "TO TOAN")
    head, title = portable.read(pdf(beside + middle + said(265, 748, "KE HOACH"))).blocks
    assert seen.outline([title]) == ["KE HOACH"]
    assert isinstance(head, Table)


def test_a_lone_line_in_the_middle_of_a_column_belongs_to_it() -> None:
    (head,) = portable.read(pdf(letterhead(said(402, 750, "Lam Dong")))).blocks
    ((_, right),) = seen.rows(head) if isinstance(head, Table) else []
    assert right == "CONG HOA XA HOI CHU NGHIA / Doc lap - Tu do / Lam Dong"


def test_a_lone_line_that_the_file_has_before_the_next_column_belongs_to_the_first() -> None:
    page = column(85, 780, ["Noi nhan:", "- Nhu tren;", "- Luu: VT, to chuyen mon."]) + column(
        400, 780, ["HIEU TRUONG", "Nguyen Van An"]
    )
    assert outline(page) == [
        [["Noi nhan: / - Nhu tren; / - Luu: VT, to chuyen mon.", "HIEU TRUONG / Nguyen Van An"]]
    ]


def test_bodies_of_a_letterhead_stand_on_lines_of_their_own() -> None:
    page = (
        said(85, 700, "A\x81 THPT DAM RONG")
        + said(85, 686, "TR\x80\x81NG THCS")
        + said(85, 600, "x" * 16)
    )
    content = pdf(page, size=(195, 842), letters="ƯỜ")
    assert seen.outline(portable.read(content).blocks)[:2] == ["AỜ THPT DAM RONG", "TRƯỜNG THCS"]


def test_what_is_marked_as_standing_on_every_page_is_no_text() -> None:
    mark = "/Artifact <</Type/Pagination>> BDC\n{}EMC\n"
    page = mark.format(said(85, 770, "Truong THCS")) + said(85, 700, "Noi dung")
    assert outline(page) == ["Noi dung"]
    assert outline(mark.format(said(85, 770, "Tat ca"))) == ["Tat ca"]


def test_letters_that_the_file_has_lost_are_a_warning() -> None:
    content = pdf(said(85, 700, "c\x80c d\x81ng h\x82 tun truy\x83n"), letters="áịọề")
    manuscript = portable.read(content)
    assert seen.outline(manuscript.blocks) == ["các dịng họ tun truyền"]
    assert manuscript.warnings == ["lost"]
    whole = pdf(said(85, 700, "c\x80c d\x81ng h\x82, ch\x84 Th\x84nh"), letters="áòọềị")
    assert portable.read(whole).warnings == []


def test_a_file_of_pictures_has_no_text_be_it_stamped() -> None:
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Length 4>>stream\n\x00\xff\x00\xff\nendstream"
    )
    for text in ("", said(85, 30, "Nguoi ky: Truong THCS Nguyen Trai")):
        drawn = ("q 595 0 0 842 0 0 cm /X Do Q\n" + text).encode()
        content = papers.raw_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
            b"<</XObject<</X 5 0 R>>/Font<</F1 6 0 R>>>>>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
            picture,
            b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
        )
        with pytest.raises(Unreadable, match=r"^scan$"):
            portable.read(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (papers.locked_pdf(), "locked"),
        (pdf(""), "scan"),
        (papers.raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), "damaged"),
    ],
    ids=["nothing", "start", "locked", "empty", "no pages"],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}$"):
        portable.read(content)


def test_links_of_the_web_lead_on() -> None:
    note = (
        b"/Annots[<</Type/Annot/Subtype/Link/Rect[120 690 160 715]/A<</S/URI/URI(https://a.vn/)>>>>"
        b"<</Type/Annot/Subtype/Link/Rect[80 690 110 715]/A<</S/URI/URI(javascript:a)>>>>]"
    )
    content = pdf(said(85, 700, "xem  ") + said(125, 700, "trang"), more=note)
    (paragraph,) = paragraphs(portable.read(content).blocks)
    assert [(run.text, run.link) for run in paragraph.runs] == [
        ("xem ", ""),
        ("trang", "https://a.vn/"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="there is no measure of memory")
def test_of_two_thousand_pages_two_hundred_are_read_in_time_and_memory(tmp_path: Path) -> None:
    lines = ["Giao vien huong dan hoc sinh tim hieu van hoa dia phuong, con nguoi"] * 20
    content = printing.repeated(pdf(*[column(85, 760, lines)] * 20), 2000)
    (tmp_path / "long.pdf").write_bytes(content)
    program = (
        "import re, sys, time; from pathlib import Path;"
        "from library.originals.pdf import document as portable;"
        "m = portable.read(Path(sys.argv[1]).read_bytes());"
        "most = re.search(r'VmHWM:\\s*(\\d+) kB', Path('/proc/self/status').read_text())[1];"
        "print(*m.warnings, int(most) // 1024, time.process_time())"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "long.pdf")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    warning, megabytes, seconds = said.split()
    assert warning == "pages"
    assert int(megabytes) < 300
    assert float(seconds) < 20  # of the processor: what else the machine does is not counted


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_a_manuscript_or_unreadable(content: bytes, headed: bool) -> None:
    with suppress(Unreadable):
        assert isinstance(portable.read(b"%PDF-1.7\n" * headed + content), Manuscript)


_NUMBERS = st.sampled_from(["0", "1", "-1", "12", "100", "595", "1e9", "0.001"])
_DRAWINGS = st.lists(
    st.tuples(st.sampled_from(["m", "l S", "re f", "re S", "Td", "cm", "Tz", "Tm", "c S"]),
              st.lists(_NUMBERS, min_size=6, max_size=6)), max_size=12)  # fmt: skip


@given(_DRAWINGS)
def test_whatever_is_drawn_the_words_are_read(drawings: list[tuple[str, list[str]]]) -> None:
    drawn = "".join(
        f"q BT /F1 9 Tf {' '.join(numbers)} {sign} (chu) Tj ET Q\n" for sign, numbers in drawings
    )
    words = [
        each.text for each in paragraphs(portable.read(pdf(said(85, 700, "dau") + drawn)).blocks)
    ]
    assert any("dau" in text for text in words)
