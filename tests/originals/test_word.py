"""Word files as they are read: the final text with its look, whatever stands around it."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from library.originals import bounds
from library.originals.docx import document as word
from library.originals.shape import Manuscript, Paragraph, Table, Unreadable
from tests.originals.wordfile import p, r, relations, tbl, tc
from tests.originals.wordfile import word as file


def texts(manuscript: Manuscript) -> list[str]:
    return [block.text for block in manuscript.blocks if isinstance(block, Paragraph)]


def only(manuscript: Manuscript) -> Paragraph:
    [block] = manuscript.blocks
    assert isinstance(block, Paragraph)
    return block


def test_inserted_text_counts_and_deleted_text_does_not() -> None:
    body = p(
        inner=r("Ngày ")
        + f"<w:ins>{r('hội')}</w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
    )
    assert texts(word.read(file(body))) == ["Ngày hội"]


def test_moved_text_stands_where_it_was_moved_to() -> None:
    body = p(inner=f"<w:moveFrom>{r('A')}</w:moveFrom>") + p(inner=f"<w:moveTo>{r('A')}</w:moveTo>")
    assert texts(word.read(file(body))) == ["", "A"]


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next() -> None:
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('Ngày ')}</w:p>{p('hội')}"
    assert texts(word.read(file(joined))) == ["Ngày hội"]


def test_comments_and_hidden_text_are_left_out() -> None:
    comment = (
        '<w:commentRangeStart w:id="1"/>' + r("chữ") + '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    body = p(inner=comment + r(" ẩn", "<w:vanish/>"))
    assert texts(word.read(file(body))) == ["chữ"]


def test_a_text_box_follows_its_paragraph_and_is_read_once() -> None:
    box = f"<w:txbxContent>{p('trong hộp')}</w:txbxContent>"
    twice = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = p("trước", inner=f"<w:r>{twice}</w:r>") + p("sau")
    assert texts(word.read(file(body))) == ["trước", "trong hộp", "sau"]


def test_a_picture_has_its_alternative_and_is_kept_once() -> None:
    stream = BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    drawing = (
        '<w:r><w:drawing><wp:docPr id="1" name="x" descr="Cồng chiêng"/><a:blip r:embed="p1"/>'
        "</w:drawing></w:r>"
    )
    parts = relations(p1="media/a.png") | {"word/media/a.png": stream.getvalue()}
    manuscript = word.read(file(p(inner=drawing + drawing), parts))
    assert [(run.text, run.picture) for run in only(manuscript).runs] == [("Cồng chiêng", 1)] * 2
    assert [each.media_type for each in manuscript.pictures] == ["image/png"]


def test_a_picture_that_nobody_can_show_is_told_of() -> None:
    drawing = '<w:r><w:drawing><a:blip r:embed="p1"/></w:drawing></w:r>'
    parts = relations(p1="media/a.emf") | {"word/media/a.emf": b"\1\0\0\0 EMF"}
    manuscript = word.read(file(p(inner=drawing), parts))
    assert manuscript.warnings == ["pictures"] and not manuscript.pictures


def test_nothing_outside_the_file_is_followed() -> None:
    link = f'<w:hyperlink r:id="h1">{r("trang")}</w:hyperlink><w:hyperlink r:id="h2">{r("tệp")}</w:hyperlink>'
    parts = relations(
        h1="https://example.vn/", h2="file:///etc/passwd", p1="https://example.vn/a.png"
    )
    drawing = '<w:r><w:drawing><a:blip r:embed="p1"/></w:drawing></w:r>'
    manuscript = word.read(file(p(inner=link + drawing), parts))
    assert [run.link for run in only(manuscript).runs] == ["https://example.vn/", ""]


def test_a_style_gives_font_bold_type_and_level_to_what_is_based_on_it() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:rPr><w:rFonts w:ascii=".VnTimeH"/><w:b/></w:rPr>'
        "</w:style>"
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="heading 2"/><w:basedOn w:val="a"/>'
        "</w:style>"
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr>{r("Ngµy")}</w:p>'
    paragraph = only(word.read(file(body, styles=styles)))
    [run] = paragraph.runs
    assert (paragraph.level, run.bold, run.encoding, run.capitals) == (2, True, "tcvn3", True)


def test_what_is_set_on_a_run_wins_over_its_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="n"><w:rPr>'
        '<w:rFonts w:ascii=".VnTime"/><w:b/></w:rPr></w:style>'
    )
    body = p(inner=r("a", '<w:rFonts w:ascii="Times New Roman"/><w:b w:val="0"/>'))
    [run] = only(word.read(file(body, styles=styles))).runs
    assert (run.bold, run.encoding) == (False, "")


def test_automatic_numbers_are_written_out_and_begin_anew_below_a_higher_one() -> None:
    level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level.format(0, "upperRoman", "%1.")}'
        f"{level.format(1, 'lowerLetter', '%2)')}</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    lines = [(0, "Mục đích"), (1, "một"), (1, "hai"), (0, "Yêu cầu"), (1, "ba")]
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr></w:pPr>{r(text)}</w:p>'
        for depth, text in lines
    )
    manuscript = word.read(file(body, numbering=numbering))
    markers = [block.marker for block in manuscript.blocks if isinstance(block, Paragraph)]
    assert markers == ["I.", "a)", "b)", "II.", "a)"]


def test_a_list_that_begins_anew_is_gone_on_with_by_the_list_it_is_made_of() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr>{r("câu")}</w:p>'
        for number in (1, 1, 2, 1, 2)
    )
    blocks = word.read(file(body, numbering=numbering)).blocks
    markers = [block.marker for block in blocks if isinstance(block, Paragraph)]
    assert markers == ["1.", "2.", "1.", "2.", "3."]


def test_a_list_whose_style_is_a_deeper_one_is_deeper() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="B2"><w:name w:val="List Bullet 2"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="B2"/></w:pPr>{r("hai")}</w:p>'
    assert only(word.read(file(body, styles=styles, numbering=numbering))).depth == 1


def test_the_words_of_wordart_are_text() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="Rung chuông vàng"/></v:shape></w:pict></w:r>'
    assert texts(word.read(file(p(inner=art)))) == ["Rung chuông vàng"]


@pytest.mark.parametrize("unit", [p("chữ"), f"<w:p>{r('chữ ' * 200)}</w:p>", tbl(tc(p("chữ")))])
def test_a_file_longer_than_an_item_is_read_to_there(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds.Room, "__init__", _few)
    manuscript = word.read(file(unit * 100))
    assert 0 < len(manuscript.blocks) < 100
    assert manuscript.warnings == ["length"]


def _few(self: bounds.Room) -> None:
    self.characters, self.blocks = 4_000, 50


def test_cells_beyond_the_columns_of_word_are_left_out_however_they_are_merged() -> None:
    begun, goes_on = tc(p("x"), '<w:vMerge w:val="restart"/>'), tc(p(), "<w:vMerge/>")
    [table] = word.read(file(tbl(begun * 2000, goes_on * 2000))).blocks
    assert isinstance(table, Table)
    assert [len(row) for row in table.rows] == [63, 0]


def test_a_part_with_more_elements_than_memory_is_refused_before_it_is_a_tree() -> None:
    for unit, count in (("<w:p/>", 1_600_000), ('<w:p w:a=""/>', 600_000)):
        with pytest.raises(Unreadable, match=r"^slow$"):
            word.read(file(unit * count))


def test_cells_that_are_merged_say_what_they_cover() -> None:
    rows = (
        tc(p("Thời gian"), '<w:vMerge w:val="restart"/>')
        + tc(p("Nội dung"), '<w:gridSpan w:val="2"/>'),
        tc(p("bị che"), "<w:vMerge/>") + tc(p("Thầy")) + tc(p("Trò")),
        tc(p("5 phút")) + tc(p("a")) + tc(p("b")),
    )
    [table] = word.read(file(tbl(*rows))).blocks
    assert isinstance(table, Table)
    assert [[(cell.columns, cell.rows) for cell in row] for row in table.rows] == [
        [(1, 2), (2, 1)],
        [(1, 1), (1, 1)],
        [(1, 1), (1, 1), (1, 1)],
    ]


def test_a_table_in_a_cell_stays_there_and_its_rows_are_not_those_of_the_outer_one() -> None:
    inner = tbl(tc(p("1")) + tc(p("2")), tc(p("3")) + tc(p("4")))
    [table] = word.read(file(tbl(tc(p("ngoài") + inner + p())))).blocks
    assert isinstance(table, Table) and len(table.rows) == 1
    assert isinstance(table.rows[0][0].blocks[1], Table)


def test_a_deleted_row_is_gone() -> None:
    row = f"<w:tr><w:trPr><w:del/></w:trPr>{tc(p('cũ'))}</w:tr><w:tr>{tc(p('mới'))}</w:tr>"
    [table] = word.read(file(f"<w:tbl>{row}</w:tbl>")).blocks
    assert isinstance(table, Table) and len(table.rows) == 1


def test_footnotes_stand_behind_in_the_order_of_their_numbers() -> None:
    notes = (
        f'<w:footnote w:id="7">{p("hai")}</w:footnote><w:footnote w:id="3">{p("một")}</w:footnote>'
    )
    sign = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    manuscript = word.read(file(p("a", inner=sign.format(3) + sign.format(7)), footnotes=notes))
    said = [
        "".join(block.text for block in note if isinstance(block, Paragraph))
        for note in manuscript.notes
    ]
    assert said == ["một", "hai"]


def test_what_is_underlined_counts_as_bold() -> None:
    [run] = only(word.read(file(p(inner=r("Mục tiêu", '<w:u w:val="single"/>'))))).runs
    assert run.bold


def test_a_document_type_is_refused() -> None:
    entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    parts = {"word/styles.xml": f"{entity}<w:styles xmlns:w='x'>&x;</w:styles>"}
    with pytest.raises(Unreadable):
        word.read(file(p("a"), parts))


@given(
    st.lists(
        st.sampled_from(
            [
                "<w:p>",
                "</w:p>",
                "<w:tbl>",
                "</w:tbl>",
                "<w:tr>",
                "</w:tr>",
                "<w:tc>",
                "</w:tc>",
                r("x"),
                "<w:sdt>",
                "</w:sdt>",
            ]
        ),
        max_size=30,
    )
)
def test_elements_in_any_order_are_read_or_no_xml(elements: list[str]) -> None:
    try:
        manuscript = word.read(file("".join(elements)))
    except SyntaxError:  # what lxml raises for XML that is none
        return
    assert sum(text.count("x") for text in texts(manuscript)) <= elements.count(r("x"))
