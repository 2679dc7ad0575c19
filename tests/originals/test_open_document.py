"""ODT files: what LibreOffice writes, what stands in them by hand, and what only an attack needs."""

from collections.abc import Mapping
from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.originals import bounds
from library.originals.odf import document as open_document
from library.originals.shape import Manuscript, Paragraph, Run, Table, Unreadable, paragraphs
from tests.items import papers
from tests.originals import seen, teachers

Converted = Mapping[str, bytes]
_SPACES = "".join(
    f' xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
        ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
        ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
        ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
        ("draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"),
        ("fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
        ("svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"),
        ("meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("xlink", "http://www.w3.org/1999/xlink"),
    )
)


Parts = Mapping[str, str | bytes]
_NONE: Parts = {}


def odt(body: str, styles: str = "", common: str = "", parts: Parts = _NONE) -> bytes:
    """Return a file with a body, its own styles and those of its templates, and further parts."""
    content = (
        f"<office:document-content{_SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    shared = (
        f"<office:document-styles{_SPACES}><office:styles>{common}</office:styles>"
        "<office:automatic-styles><style:style style:name='P1' style:family='paragraph'>"
        "<style:text-properties fo:font-weight='bold'/></style:style></office:automatic-styles>"
        "</office:document-styles>"
    )
    files = {"mimetype": papers.ODT, "content.xml": content, "styles.xml": shared}
    return papers.packed({**files, **parts})


def read(body: str, styles: str = "", common: str = "", parts: Parts = _NONE) -> Manuscript:
    return open_document.read(odt(body, styles, common, parts))


def style(name: str, says: str, family: str = "paragraph", parent: str = "") -> str:
    based = f" style:parent-style-name='{parent}'" if parent else ""
    return (
        f"<style:style style:name='{name}' style:family='{family}'{based}>"
        f"<style:text-properties {says}/></style:style>"
    )


def runs(manuscript: Manuscript) -> list[Run]:
    return [run for each in paragraphs(manuscript.blocks) for run in each.runs]


def test_a_plan_of_word_comes_with_its_letterhead_and_its_tables(converted: Converted) -> None:
    manuscript = open_document.read(converted["plan.odt"])
    head, programme, foot = seen.tables(manuscript)
    assert seen.rows(head) == [
        [
            "SỞ GD&ĐT LÂM ĐỒNG / TRƯỜNG THCS NGUYỄN TRÃI",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / Độc lập - Tự do - Hạnh phúc"
            " / Lâm Đồng, ngày 05 tháng 02 năm 2026",
        ]
    ]
    assert seen.rows(programme) == [list(row) for row in teachers.ROWS]
    assert (head.has_lines, programme.has_lines, foot.has_lines) == (False, True, False)
    heading = seen.found(manuscript, "I. MỤC ĐÍCH")
    assert [run.bold for run in heading.runs] == [True]
    assert seen.found(manuscript, "KẾ HOẠCH").alignment == "center"
    assert seen.found(manuscript, "KẾ HOẠCH").size == 14
    assert not any(each.text == "Trường THCS Nguyễn Trãi" for each in paragraphs(manuscript.blocks))


def test_lists_of_word_are_numbered_and_nested(converted: Converted) -> None:
    manuscript = open_document.read(converted["lists.odt"])
    assert seen.outline(manuscript.blocks) == [
        *("Phiếu học tập", "Chuẩn bị", "• Giấy A4", "• Bút màu", "Các bước", "1. Chia nhóm"),
        *("• Mỗi nhóm bốn em", "2. Thảo luận", "1. Mục tiêu", "a) Về kiến thức"),
        *("- Nêu được tên ba nhạc cụ", "+ Kể được một chuyện", "Họ và tên:\tLớp:"),
        "Thời gian: 45 phút\nĐịa điểm: sân trường",
    ]
    title = seen.found(manuscript, "Phiếu")
    assert (title.is_title, title.level) == (True, 0)
    assert [seen.found(manuscript, text).level for text in ("Chuẩn bị", "Các bước")] == [1, 2]


def test_merged_cells_headers_and_a_table_in_a_cell_are_kept(converted: Converted) -> None:
    first, second = seen.tables(open_document.read(converted["tables.odt"]))
    assert first.headers == 2
    assert seen.spans(first)[:2] == [[(1, 2), (1, 2), (2, 1)], [(1, 1), (1, 1)]]
    assert seen.rows(first)[2] == ["1", "Trò chơi số 1", "5", "10"]
    inner, after = second.rows[0][1].blocks
    assert isinstance(inner, Table)
    assert seen.rows(inner) == [["a", "b"], ["c", "d"]]
    assert isinstance(after, Paragraph)
    assert after.text == "sau bảng"


def test_pictures_boxes_and_the_final_text_of_tracked_changes(converted: Converted) -> None:
    manuscript = open_document.read(converted["pictures.odt"])
    assert seen.outline(manuscript.blocks) == [
        *("Hình:", "Đã thêm vào.", "Trước khung", "Trong khung", "Sau khung"),
        "100 m2",
    ]
    shown = next(run for run in runs(manuscript) if run.picture)
    assert (shown.picture, shown.text) == (1, "Một chiếc cồng")
    assert manuscript.pictures[0].media_type == "image/png"
    assert manuscript.pictures[0].content == teachers.drawing()
    assert [run.text for run in runs(manuscript) if run.superscript] == ["2"]
    assert manuscript.properties["title"] == "Ngày hội"
    assert manuscript.properties["author"] == "Cô Hà"


def test_an_old_font_is_told_whether_a_run_or_a_style_names_it(converted: Converted) -> None:
    manuscript = open_document.read(converted["old_fonts.odt"])
    assert [(run.text, run.encoding, run.capitals) for run in runs(manuscript)] == [
        ("KÕ ho¹ch ho¹t ®éng", "tcvn3", False),
        ("tr\xadêng trung häc", "tcvn3", True),
        ("TRÖÔØNG TIEÅU HOÏC", "vni", False),
    ]


def test_two_languages_stay_side_by_side(converted: Converted) -> None:
    (table,) = seen.tables(open_document.read(converted["bilingual.odt"]))
    assert not table.has_lines
    assert seen.rows(table)[0] == ["HOẠT ĐỘNG", "ACTIVITY"]
    assert seen.rows(table)[1][0] == teachers.PURPOSE


def test_a_look_comes_from_the_style_and_what_it_is_based_on() -> None:
    common = (
        "<style:default-style style:family='paragraph'>"
        "<style:text-properties fo:font-size='12pt'/></style:default-style>"
        + style("Base", "fo:font-weight='bold' fo:font-size='150%'")
        + style("Loop", "fo:font-style='italic'", parent="Loop")
    )
    styles = (
        style("P1", "fo:font-style='italic'", parent="Base")
        + style("T1", "fo:font-weight='normal' style:text-position='super 58%'", "text")
        + style("T2", "fo:text-transform='uppercase'", "text")
        + style("Hidden", "text:display='none'", "text")
    )
    manuscript = read(
        "<text:p text:style-name='P1'>Đậm<text:span text:style-name='T1'>2"
        "<text:span text:style-name='T2'>hoa</text:span></text:span>"
        "<text:span text:style-name='Hidden'>ẩn</text:span></text:p>"
        "<text:p text:style-name='Loop'>Vòng</text:p>",
        styles,
        common,
    )
    first, second = [*paragraphs(manuscript.blocks)]
    assert first.size == 18
    assert first.runs == (
        Run("Đậm", bold=True, italic=True),
        Run("2", italic=True, superscript=True),
        Run("hoa", italic=True, superscript=True, capitals=True),
    )
    assert second.runs == (Run("Vòng", italic=True),)


def test_a_font_may_be_named_by_its_face_or_by_itself() -> None:
    faces = """<style:font-face style:name='F1' svg:font-family="'.VnTimeH'"/>"""
    content = (
        f"<office:document-content{_SPACES}><office:font-face-decls>{faces}</office:font-face-decls>"
        "<office:automatic-styles>"
        + style("T1", "style:font-name='F1'", "text")
        + style("T2", "fo:font-family='VNI-Times'", "text", parent="T1")
        + "</office:automatic-styles><office:body><office:text><text:p>"
        "<text:span text:style-name='T1'>a</text:span><text:span text:style-name='T2'>b</text:span>"
        "</text:p></office:text></office:body></office:document-content>"
    )
    manuscript = open_document.read(papers.packed({"content.xml": content}))
    assert [(run.encoding, run.capitals) for run in runs(manuscript)] == [
        ("tcvn3", True),
        ("vni", False),
    ]


def test_white_space_is_that_of_the_format() -> None:
    manuscript = read(
        "<text:p> \n một <text:span> hai</text:span><text:s text:c='3'/>ba<text:tab/>bốn"
        "<text:line-break/> năm <text:soft-page-break/>sáu \n</text:p><text:p> <text:s/></text:p>"
    )
    assert seen.outline(manuscript.blocks) == ["một hai   ba\tbốn\nnăm sáu"]


def test_numbers_are_written_as_the_list_says_and_go_on_where_it_does() -> None:
    levels = (
        "<text:list-style style:name='L1'>"
        "<text:list-level-style-number text:level='1' style:num-format='I' style:num-suffix='.'/>"
        "<text:list-level-style-number text:level='2' style:num-format='1' style:num-suffix='.'"
        " text:display-levels='2'/>"
        "<text:list-level-style-number text:level='3' style:num-format='a' style:num-suffix=')'"
        " text:start-value='4'/>"
        "<text:list-level-style-bullet text:level='4' text:bullet-char='-'/>"
        "<text:list-level-style-bullet text:level='5' text:bullet-char='\uf0a7'/></text:list-style>"
    )

    def listed(text: str, inner: str = "", more: str = "") -> str:
        return f"<text:list-item{more}><text:p>{text}</text:p>{inner}</text:list-item>"

    def inner(*items: str) -> str:
        return f"<text:list>{''.join(items)}</text:list>"

    deep = inner(listed("e", inner(listed("f", inner(listed("g", inner(listed("h"))))))))
    manuscript = read(
        "<text:list text:style-name='L1' xml:id='one'>"
        + listed("a", inner(listed("b"), listed("c")))
        + "<text:list-header><text:p>không số</text:p></text:list-header>"
        + "</text:list><text:p>giữa</text:p>"
        + "<text:list text:style-name='L1' text:continue-list='one'>"
        + listed("d", deep) + "</text:list>"
        + "<text:list text:style-name='L1'>" + listed("i", more=" text:start-value='5'")
        + "<text:list-item><text:p>j</text:p><text:p>k</text:p></text:list-item></text:list>",
        levels,
    )  # fmt: skip
    assert seen.outline(manuscript.blocks) == [
        *("I. a", "I.1. b", "I.2. c", "không số", "giữa", "II. d", "II.1. e", "d) f", "- g", "• h"),
        *("V. i", "VI. j", "k"),
    ]
    assert [each.depth for each in paragraphs(manuscript.blocks)][5:10] == [0, 1, 2, 3, 4]


def test_headings_are_numbered_by_their_level() -> None:
    outline = (
        "<text:outline-style style:name='Outline'>"
        "<text:outline-level-style text:level='1' style:num-format='I' style:num-suffix='.'/>"
        "<text:outline-level-style text:level='2' style:num-format='1' style:num-suffix='.'/>"
        "<text:outline-level-style text:level='3' style:num-format=''/></text:outline-style>"
    )
    body = "".join(
        f"<text:h text:outline-level='{level}'{more}>{text}</text:h>"
        for level, text, more in (
            (1, "a", ""), (2, "b", ""), (2, "c", ""), (1, "d", ""), (2, "e", ""), (3, "f", ""),
            (1, "g", " text:is-list-header='true'"),
        )
    )  # fmt: skip
    manuscript = read(body, common=outline)
    assert seen.outline(manuscript.blocks) == ["I. a", "1. b", "2. c", "II. d", "1. e", "f", "g"]


def test_notes_stand_apart_and_comments_nowhere() -> None:
    manuscript = read(
        "<text:p>Cồng<text:note text:note-class='footnote'><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>Theo già làng.</text:p></text:note-body>"
        "</text:note> chiêng<office:annotation><dc:creator>B</dc:creator><text:p>sửa</text:p>"
        "</office:annotation></text:p><text:table-of-content><text:index-body><text:p>Mục 1"
        "</text:p></text:index-body></text:table-of-content>"
    )
    assert seen.outline(manuscript.blocks) == ["Cồng chiêng"]
    assert [run.footnote for run in runs(manuscript)] == [0, 1, 0]
    assert [seen.outline(note) for note in manuscript.notes] == [["Theo già làng."]]


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://example.vn/a?b=1", True),
        ("mailto:truong@example.vn", True),
        ("javascript:alert(1)", False),
        ("../tep.docx", False),
        ("#muc", False),
    ],
)
def test_only_links_of_the_web_are_kept(address: str, followed: bool) -> None:
    manuscript = read(f"<text:p><text:a xlink:href='{escape(address)}'>trang</text:a></text:p>")
    assert runs(manuscript) == [Run("trang", link=address if followed else "")]


def test_of_several_forms_of_a_picture_the_one_that_can_be_shown_is_taken() -> None:
    frame = (
        "<draw:frame><draw:image xlink:href='Pictures/a.svm'/>"
        "<draw:image xlink:href='./Pictures/a.png'/><svg:title>Cồng</svg:title>"
        "<svg:desc>Bằng đồng</svg:desc></draw:frame>"
    )
    parts = {"Pictures/a.svm": b"VCLMTF", "Pictures/a.png": teachers.drawing()}
    manuscript = read(f"<text:p>{frame}</text:p>{frame}", parts=parts)
    assert [(run.picture, run.text) for run in runs(manuscript)] == [(1, "Cồng Bằng đồng")] * 2
    assert len(manuscript.pictures) == 1
    assert manuscript.warnings == ["pictures"]


def test_a_picture_that_is_not_there_leaves_no_trace() -> None:
    manuscript = read(
        "<text:p>a<draw:frame><draw:image xlink:href='../../etc/passwd'/></draw:frame></text:p>"
    )
    assert runs(manuscript) == [Run("a")]


def test_boxes_in_groups_stand_behind_their_paragraph() -> None:
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    manuscript = read(
        f"<text:p>trước<draw:g>{box.format('một')}{box.format('hai')}</draw:g> sau</text:p>"
    )
    assert seen.outline(manuscript.blocks) == ["trước sau", "một", "hai"]


def test_cells_and_rows_are_repeated_within_bounds() -> None:
    row = "<table:table-row{}><table:table-cell{}><text:p>a</text:p></table:table-cell></table:table-row>"
    manuscript = read(
        "<table:table>"
        + row.format(" table:number-rows-repeated='3'", " table:number-columns-repeated='2'")
        + row.format(" table:number-rows-repeated='9999999'",
                     " table:number-columns-repeated='9999999' table:number-columns-spanned='999'")
        + "</table:table>"
    )  # fmt: skip
    (table,) = seen.tables(manuscript)
    assert seen.rows(table)[:3] == [["a", "a"]] * 3
    assert len(table.rows) <= bounds.MOST_ROWS
    assert {len(row) for row in table.rows[3:]} == {bounds.MOST_COLUMNS}
    assert table.rows[3][0].columns == bounds.MOST_COLUMNS


def test_tables_deeper_than_anybody_draws_give_their_text() -> None:
    body = "<text:p>đáy</text:p>"
    for _ in range(bounds.DEEPEST + 3):
        cell = f"<table:table-cell>{body}</table:table-cell>"
        body = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    manuscript = read(body)
    depth, blocks = 0, manuscript.blocks
    while isinstance(blocks[0], Table):
        depth, blocks = depth + 1, blocks[0].rows[0][0].blocks
    assert depth == bounds.DEEPEST
    assert seen.outline(blocks) == ["đáy"]


def test_what_is_longer_than_an_item_is_read_to_there() -> None:
    manuscript = read("<text:p>chữ</text:p>" * (bounds.MOST_BLOCKS + 1))
    assert len(manuscript.blocks) == bounds.MOST_BLOCKS
    assert manuscript.warnings == ["length"]


def test_xml_is_read_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_document, "_MOST_BYTES", 200_000)
    manuscript = read("".join(f"<text:p>đoạn {number}</text:p>" for number in range(20_000)))
    assert seen.outline(manuscript.blocks)[:2] == ["đoạn 0", "đoạn 1"]
    assert 5000 < len(manuscript.blocks) < 15_000
    assert manuscript.warnings == ["length"]


LOCKED = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
    "<m:encryption-data/></m:file-entry></m:manifest>"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (papers.packed({"mimetype": papers.ODT}), "damaged"),
        (papers.packed({"content.xml": "<a><b></a>"}), "damaged"),
        (papers.packed({"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "damaged"),
        (papers.packed({"../content.xml": "<a/>"}), "damaged"),
        (odt("<text:p>a</text:p>")[:-400], "damaged"),
        (papers.packed({"META-INF/manifest.xml": LOCKED, "content.xml": b"\x00"}), "locked"),
        (odt("<text:p> </text:p><table:table/>"), "empty"),
        (papers.packed({"content.xml": "0" * 200_000_000}), "damaged"),
    ],
    ids=[
        "nothing",
        "start",
        "no text",
        "wrong",
        "entity",
        "path",
        "cut",
        "locked",
        "empty",
        "bomb",
    ],
)
def test_what_cannot_be_read_is_said_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}$"):
        open_document.read(content)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(papers.open_document),
                 st.binary(max_size=200).map(lambda part: papers.packed({"content.xml": part}))))  # fmt: skip
def test_any_bytes_are_a_manuscript_or_unreadable(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(open_document.read(content), Manuscript)


_NAMES = st.sampled_from(
    [
        *("text:p", "text:h", "text:list", "text:list-item", "text:span", "text:s", "text:tab"),
        *("text:note", "text:note-body", "text:a", "text:section", "office:annotation"),
        *("draw:frame", "draw:text-box", "draw:image", "draw:g"),
        *("table:table", "table:table-row", "table:table-cell", "table:table-header-rows"),
    ]
)


def _element(parts: tuple[str, list[str]]) -> str:
    return f"<{parts[0]}>{''.join(parts[1])}</{parts[0]}>"


@given(st.recursive(st.text("aữ \n", max_size=5), lambda inner: st.tuples(
    _NAMES, st.lists(inner, max_size=4)).map(_element), max_leaves=25))  # fmt: skip
def test_elements_in_any_order_are_read_or_said_to_be_empty(body: str) -> None:
    with suppress(Unreadable):
        assert any(each.runs for each in paragraphs(read(body).blocks))
