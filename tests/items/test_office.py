"""Fonts of the time before Unicode: whatever names one, the text set in it is told apart."""

import pytest

from library.items import office
from library.items.marked import Piece, encoding_of
from tests.items import papers

OLD = "KÕ ho¹ch"  # Kế hoạch, as its bytes look in any other font


def pieces(content: bytes, media_type: str = papers.DOCX) -> list[Piece]:
    """Return the pieces without line ends at their edges and without empty ones."""
    found = office.pieces(content, media_type, most=1000)
    return [Piece(piece.text.strip(), piece.encoding) for piece in found if piece.text.strip()]


def fonts(name: str) -> str:
    return f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}"/></w:rPr>'


def style(id: str, inside: str, kind: str = "paragraph", default: str = "0") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{id}" w:default="{default}">{inside}</w:style>'


@pytest.mark.parametrize(
    ("font", "encoding"),
    [(".VnTime", "tcvn3"), (".VnArialH", "tcvn3"), (".vnavant", "tcvn3"), ("VNI-Times", "vni"),
     ("VNI Helve", "vni"), ("Times New Roman", ""), ("Vni", "vni"), ("VnTime", ""), ("", "")],
)  # fmt: skip
def test_a_font_is_known_by_the_beginning_of_its_name(font: str, encoding: str) -> None:
    assert encoding_of(font) == encoding


def test_runs_in_old_fonts_are_told_from_their_neighbours() -> None:
    content = papers.word(
        [("Mẫu: ", "Arial"), ("KÕ ", ".VnTime"), ("ho¹ch", ".VnTimeH"), (" lớp 7", "")],
        [("TAÏP CHÍ", "VNI-Times")],
    )
    assert pieces(content) == [
        Piece("Mẫu:"), Piece("KÕ ho¹ch", "tcvn3"), Piece("lớp 7"), Piece("TAÏP CHÍ", "vni"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("styles", "paragraph", "run", "encoding"),
    [
        pytest.param(style("a", fonts(".VnTime")), "a", "", "tcvn3", id="of the paragraph"),
        pytest.param(style("a", fonts(".VnTime"), "character"), "", "a", "tcvn3", id="of the run"),
        pytest.param(
            style("b", '<w:basedOn w:val="a"/>') + style("a", fonts("VNI-Times")),
            "b", "", "vni", id="of what it is based on",
        ),
        pytest.param(style("Normal", fonts(".VnTime"), default="1"), "", "", "tcvn3", id="usual"),
        pytest.param(
            f"<w:docDefaults><w:rPrDefault>{fonts('.VnTime')}</w:rPrDefault></w:docDefaults>"
            + style("a", ""),
            "a", "", "tcvn3", id="of the whole document",
        ),
        pytest.param(
            style("Normal", fonts(".VnTime"), default="1") + style("a", fonts("Arial")),
            "a", "", "", id="another one",
        ),
        pytest.param(
            style("a", '<w:basedOn w:val="b"/>') + style("b", '<w:basedOn w:val="a"/>'),
            "a", "", "", id="based on each other",
        ),
    ],
)  # fmt: skip
def test_a_style_names_the_font_too(styles: str, paragraph: str, run: str, encoding: str) -> None:
    of_run = f'<w:rPr><w:rStyle w:val="{run}"/></w:rPr>' if run else ""
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="{paragraph}"/></w:pPr>'
        f"<w:r>{of_run}<w:t>{OLD}</w:t></w:r></w:p>"
    )
    assert pieces(papers.word_of(body, styles)) == [Piece(OLD, encoding)]


def test_what_a_run_says_of_itself_goes_before_its_style() -> None:
    styles = style("Normal", fonts(".VnTime"), default="1")
    theme = '<w:rPr><w:rFonts w:asciiTheme="minorHAnsi"/></w:rPr>'
    only_a_hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    body = "".join(
        f"<w:p><w:pPr>{fonts('.VnTime')}</w:pPr><w:r>{own}<w:t>{text}</w:t></w:r></w:p>"
        for own, text in ((fonts("Arial"), "một"), (theme, "hai"), (only_a_hint, "ba"))
    )
    found = pieces(papers.word_of(body, styles))
    assert [(piece.text, piece.encoding) for piece in found] == [("một\nhai", ""), ("ba", "tcvn3")]


def test_the_mark_of_a_paragraph_says_nothing_of_its_text() -> None:
    body = f"<w:p><w:pPr>{fonts('.VnTime')}</w:pPr><w:r><w:t>Rõ ràng</w:t></w:r></w:p>"
    assert pieces(papers.word_of(body)) == [Piece("Rõ ràng")]


def test_slides_and_cells_name_fonts_in_their_own_way() -> None:
    run = '<a:r><a:rPr><a:latin typeface=".VnTime"/></a:rPr><a:t>KÕ</a:t></a:r><a:r><a:t>!</a:t></a:r>'
    slide = f'<a:p xmlns:a="urn:a">{run}</a:p>'
    found = pieces(papers.packed({"ppt/slides/slide1.xml": slide}), papers.PPTX)
    assert found == [Piece("KÕ", "tcvn3"), Piece("!")]
    cell = '<si><r><rPr><rFont val="VNI-Times"/></rPr><t>KEÁ</t></r><r><t>!</t></r></si>'
    table = papers.packed({"xl/sharedStrings.xml": f"<sst>{cell}</sst>"})
    assert pieces(table, papers.XLSX) == [Piece("KEÁ", "vni"), Piece("!")]


def test_a_soft_hyphen_is_a_letter_of_an_old_font_and_reaches_who_knows_it() -> None:
    assert pieces(papers.word([("tr\u00adêng", ".VnTime")])) == [Piece("tr\u00adêng", "tcvn3")]
