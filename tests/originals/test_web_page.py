"""Web pages: those of Word and of Google Docs, of anybody's hand, and what only an attack needs."""

import time
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.originals import bounds
from library.originals.html import page as web_page
from library.originals.shape import Manuscript, Paragraph, Run, Table, Unreadable, paragraphs
from tests.originals import seen, teachers


def read(body: str, styles: str = "") -> Manuscript:
    head = f"<meta charset=utf-8><title>Trang</title><style>{styles}</style>"
    return web_page.read(f"<html><head>{head}</head><body>{body}</body></html>".encode())


def outline(body: str, styles: str = "") -> list[seen.Seen]:
    return seen.outline(read(body, styles).blocks)


def runs(manuscript: Manuscript) -> Sequence[Run]:
    return [run for each in paragraphs(manuscript.blocks) for run in each.runs]


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1258">
<title>KẾ HOẠCH</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>A</o:Author></o:DocumentProperties></xml><![endif]-->
<style><!-- /* Style Definitions */ p.MsoNormal, li.MsoNormal {margin:0in; font-size:14.0pt;
font-family:"Times New Roman","serif";} h1 {font-size:16.0pt; text-align:center;}
p.Cu {font-family:".VnTimeH";} --></style></head>
<body lang=EN-US><div class=WordSection1>
<h1>KẾ HOẠCH<o:p></o:p></h1>
<p class=MsoNormal align=center style='text-align:center'><b>Tổ chức ngày hội<o:p></o:p></b></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-fareast-font-family:"Times New Roman"'><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Việc một</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;
</span></span></span><![endif]>Việc nhỏ</p>
<p class=Cu>tr&shy;&#234;ng</p>
<p class=MsoNormal>Họ tên:<span style='mso-tab-count:2'>          </span>Lớp:<span
style='display:none;mso-hide:all'>ẩn</span></p>
<p class=MsoNormal><ins cite="mailto:A">thêm</ins><del cite="mailto:A">bỏ</del>
<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span
class=MsoFootnoteReference>[1]</span></a></p>
<table class=MsoTableGrid border=1 cellspacing=0><tr><td
style='border:solid windowtext 1.0pt'><p class=MsoNormal>Giờ</p></td>
<td colspan=2><p class=MsoNormal>Việc</p></td></tr></table>
</div><div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Theo già làng.</p></div></div>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p>ghi chú</p></div></div>
</body></html>"""


def test_a_page_that_word_has_saved() -> None:
    bytes_of_word = WORD.encode("cp1258", "xmlcharrefreplace")
    manuscript = web_page.read(bytes_of_word)
    assert seen.outline(manuscript.blocks) == [
        *("KẾ HOẠCH", "Tổ chức ngày hội", "1. Việc một", "• Việc nhỏ", "tr\xadêng"),
        *("Họ tên:\tLớp:", "thêm"),
        [["Giờ", "Việc"]],
    ]
    heading, middle, first, second, old, *_ = paragraphs(manuscript.blocks)
    assert (heading.level, heading.alignment, heading.size) == (1, "center", 16)
    assert (middle.level, middle.alignment, middle.size) == (0, "center", 14)
    assert middle.runs == (Run("Tổ chức ngày hội", bold=True),)
    assert [first.depth, second.depth] == [0, 1]
    assert old.runs == (Run("tr\xadêng", encoding="tcvn3", capitals=True),)
    assert [run.footnote for run in runs(manuscript) if run.footnote] == [1]
    assert [seen.outline(note) for note in manuscript.notes] == [["Theo già làng."]]
    (table,) = seen.tables(manuscript)
    assert table.has_lines
    assert seen.spans(table) == [[(1, 1), (2, 1)]]
    assert manuscript.properties == {"title": "KẾ HOẠCH"}


GOOGLE = (
    "@import url(https://themes.googleusercontent.com/fonts/css?kit=a);"
    ".lst-kix_a-0 > li{counter-increment:lst-ctn-kix_a-0}ol.lst-kix_a-0{list-style-type:none}"
    '.lst-kix_a-0 > li:before{content:"" counter(lst-ctn-kix_a-0,upper-roman) ". "}'
    'ul.lst-kix_b-1{list-style-type:none}.lst-kix_b-1 > li:before{content:"\\0025cb  "}'
    ".c1{font-weight:700}.c2{font-weight:400;font-size:11pt}.c3{vertical-align:super}"
    ".c4{border-bottom-width:1pt;border-bottom-style:solid}.title{font-size:26pt}"
)


def test_a_page_that_google_docs_has_saved() -> None:
    manuscript = read(
        '<p class="c5 title"><span class="c2">Ngày hội</span></p>'
        '<ol class="c0 lst-kix_a-0 start" start="1"><li class="c2 li-bullet-0"><span class="c1">Mở'
        '</span></li></ol><ul class="lst-kix_b-1 start"><li><span>chào</span></li></ul>'
        '<ol class="lst-kix_a-0" start="2"><li>Đóng<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>'
        '<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></li></ol>'
        '<table><tr><td class="c4"><p><span class="c2">10<span class="c3">2</span></span></p></td></tr>'
        '</table><hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;Theo sách.</span></p>'
        '</div><div class="c9"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>sửa</span></p></div>',
        GOOGLE,
    )
    assert seen.outline(manuscript.blocks) == [
        "Ngày hội", "I. Mở", "• chào", "II. Đóng", [["102"]],
    ]  # fmt: skip
    title, first, second, third, cell = paragraphs(manuscript.blocks)
    assert (title.is_title, title.size) == (True, 11)
    assert [each.depth for each in (first, second, third)] == [0, 1, 0]
    assert first.runs == (Run("Mở", bold=True),)
    assert cell.runs == (Run("10"), Run("2", superscript=True))
    assert seen.tables(manuscript)[0].has_lines
    assert [seen.outline(note) for note in manuscript.notes] == [["Theo sách."]]


def test_lists_are_numbered_as_they_say_and_within_one_another() -> None:
    assert outline(
        "<ol type=a start=3><li>c<li value=5>e<ul><li>chấm<ol style='list-style-type:upper-roman'>"
        "<li>La Mã</ol></ul><li>f<p>tiếp</p></ol><ul style='list-style:none'><li>trơn</ul><li>lạc"
    ) == ["c. c", "e. e", "• chấm", "I. La Mã", "f. f", "tiếp", "trơn", "lạc"]


def test_breaks_end_lines_and_two_of_them_paragraphs() -> None:
    assert outline("một<br> hai<br><br>ba <b>bốn</b>\n năm<div>sáu<p>bảy</div>tám") == [
        *("một\nhai", "ba bốn năm", "sáu", "bảy", "tám")
    ]


def test_white_space_is_kept_only_where_it_is_shown() -> None:
    assert outline("<p>  một \n\t hai </p><pre>a\n  b</pre>") == ["một hai", "a\n  b"]


def test_what_is_not_shown_is_not_read() -> None:
    hidden = (
        "<script>a</script><style>b</style><template>c</template><p hidden>d</p><nav>e</nav>"
        "<p style='display: none !important'>f</p><p class=x>g</p><select><option>h</select>"
        "<!-- i --><noscript>k</noscript><svg><text>l</text></svg><del>m</del>"
        "<ruby>n<rt>o</rt></ruby><div title=header><p>p</div>"
    )
    assert outline(f"{hidden}<p>thấy</p>", ".x{visibility:hidden}") == ["n", "thấy"]


def test_of_tables_cells_heads_and_spans_are_kept() -> None:
    manuscript = read(
        "<table><caption>Bảng 1</caption><thead><tr><th rowspan=2>Giờ<th colspan=2>Việc</thead>"
        "<tbody><tr><td>a<td><table><tr><td>trong</table>sau</table>"
        "<table border=0><tr><td align=right>trái<td style='text-align:center'>phải</table>"
        "<table border=1><tr><td colspan=99999 rowspan=999999999999>rộng<td rowspan=x></table>"
    )
    caption, first, second, third = manuscript.blocks
    assert seen.outline([caption]) == ["Bảng 1"]
    assert isinstance(first, Table)
    assert (first.headers, first.has_lines) == (1, True)
    assert seen.rows(first) == [["Giờ", "Việc"], ["a", "trong / sau"]]
    assert seen.spans(first)[0] == [(1, 2), (2, 1)]
    assert isinstance(first.rows[1][1].blocks[0], Table)
    assert isinstance(second, Table)
    assert not second.has_lines
    assert [each.alignment for each in paragraphs([second])] == ["right", "center"]
    assert isinstance(third, Table)
    assert seen.spans(third) == [[(bounds.MOST_COLUMNS, 1), (1, 1)]]


def test_tables_deeper_than_anybody_draws_give_their_text() -> None:
    deep = bounds.DEEPEST + 3
    manuscript = read("<table><tr><td>" * deep + "đáy" + "</table>" * deep)
    depth, blocks = 0, manuscript.blocks
    while isinstance(blocks[0], Table):
        depth, blocks = depth + 1, blocks[0].rows[0][0].blocks
    assert depth == bounds.DEEPEST
    assert seen.outline(blocks) == ["đáy"]


def test_pictures_are_those_in_the_page_and_none_of_elsewhere() -> None:
    data = b64encode(teachers.drawing()).decode()
    manuscript = read(
        f"<p>Hình <img alt='Một  cồng' src='data:image/png;base64,{data[:40]}\n{data[40:]}'></p>"
        "<img src='https://example.vn/theo-doi.png'><img src='file:///etc/passwd'>"
        "<img src='data:image/png;base64,xxxx'><img src='picture:0'><img src='picture:-1'>"
        "<img width=1 height=1 src='https://example.vn/dem.gif'>"
    )
    shown = [(run.picture, run.text) for run in runs(manuscript) if run.picture]
    assert shown == [(1, "Một cồng"), (1, "")]
    assert [picture.content for picture in manuscript.pictures] == [teachers.drawing()]
    assert manuscript.warnings == ["pictures"]


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://example.vn/a", "https://example.vn/a"),
        (" MAILTO:a@example.vn", "MAILTO:a@example.vn"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("//example.vn", ""),
        ("#muc", ""),
        ("https://a.vn/ b", ""),
    ],
)
def test_only_links_of_the_web_are_kept(address: str, followed: str) -> None:
    assert runs(read(f"<p><a href='{address}'>trang</a></p>")) == [Run("trang", link=followed)]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("windows-1258", "cp1258"),
        ("", "cp1258"),
        ("utf-8", "cp1258"),
        ("windows-1252", "utf-16"),
        ("utf-7", "utf-8"),
        ("iso-8859-1", "utf-8-sig"),
    ],
)
def test_a_page_is_read_in_its_encoding_whatever_it_says(declared: str, encoding: str) -> None:
    meta = f"<meta charset='{declared}'>" if declared else ""
    content = f"{meta}<p>co\u0301 giơ\u0300 ho\u0323c</p>".encode(encoding)
    assert seen.outline(web_page.read(content).blocks) == ["co\u0301 giơ\u0300 ho\u0323c"]


def test_entities_of_a_document_type_say_nothing() -> None:
    page = "<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>trước &a; sau</p>"
    assert seen.outline(web_page.read(page.encode()).blocks) == ["]>", "trước &a; sau"]


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "ul><li", "table><tr><td", "blockquote", "font"]
)
def test_whatever_is_nested_is_read_as_deep_as_anybody_nests(tag: str) -> None:
    assert "đáy" in str(outline(f"<p>đầu</p>{f'<{tag}>' * 80}đáy"))
    assert "đầu" in str(outline(f"<p>đầu</p>{f'<{tag}>' * 5000}đáy"))


def test_style_sheets_without_an_end_are_read_in_time() -> None:
    for sheet in (
        "/*" * 300_000,
        "a{" * 300_000,
        "a" * 600_000,
        ".a," * 200_000 + "{font-weight:bold}",
    ):
        assert outline("<p>chữ</p>", sheet) == ["chữ"]


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"<p>&nbsp;</p>", b"\x00\x01", b"<!-- a"]
)
def test_what_says_nothing_is_empty(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^empty$"):
        web_page.read(content)


def test_a_page_longer_than_an_item_is_read_to_there() -> None:
    manuscript = read("<p>chữ</p>" * (bounds.MOST_BLOCKS + 5))
    assert len(manuscript.blocks) == bounds.MOST_BLOCKS
    assert manuscript.warnings == ["length"]


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_a_manuscript_or_unreadable(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(web_page.read(content), Manuscript)


_TAGS = ["p", "div", "b", "ul", "ol", "li", "table", "tr", "td", "th", "thead", "h1", "br", "a", "pre",
         "sup", "span", "img", "caption", "del"]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
                          st.sampled_from(["chữ", " ", "\n", "a b"])), max_size=40))  # fmt: skip
def test_tags_in_any_order_are_read_or_said_to_be_empty(parts: list[str]) -> None:
    with suppress(Unreadable):
        for each in paragraphs(read("".join(parts)).blocks):
            assert isinstance(each, Paragraph)
            assert each.runs


def test_a_tag_with_endless_attributes_is_left_out_and_its_words_stay() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(100_000))
    start = time.process_time()
    assert outline(f"<p {attributes}>chữ</p><p>sau</p>") == ["chữ", "sau"]
    assert time.process_time() - start < 2


def test_a_page_with_more_elements_than_memory_is_refused_before_it_is_a_tree() -> None:
    with pytest.raises(Unreadable, match=r"^slow$"):
        read("<b>" * 1_600_000)
