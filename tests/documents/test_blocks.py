"""Stored HTML is read back into blocks, in every shape that Python-Markdown and nh3 give it."""

import unicodedata

import markdown
import nh3
import pytest

from library.documents import blocks
from library.documents.blocks import (
    Block,
    Code,
    Footnotes,
    Heading,
    List,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Table,
)


def one(html: str) -> Block:
    [block] = blocks.from_html(html)
    return block


def p(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def rendered(source: str) -> list[Block]:
    extensions = ["tables", "footnotes", "sane_lists", "toc"]
    return blocks.from_html(nh3.clean(markdown.markdown(source, extensions=extensions)))


def test_styles_of_words_become_runs_and_neighbours_of_one_style_are_one_run() -> None:
    html = "<p>a <b>b</b><strong>c</strong> <em>d<code>e</code></em><sup>2</sup></p>"
    assert one(html) == Paragraph(
        (
            Run("a "),
            Run("bc", bold=True),
            Run(" "),
            Run("d", italic=True),
            Run("e", italic=True, code=True),
            Run("2", superscript=True),
        )
    )


def test_white_space_is_folded_as_in_a_browser() -> None:
    assert one("<p>\n  a\n\t b <em> c</em> <br>\n d&nbsp;e \n</p>") == Paragraph(
        (Run("a b "), Run("c", italic=True), Run("\nd\xa0e"))
    )


def test_a_paragraph_of_nothing_but_space_is_no_paragraph() -> None:
    assert blocks.from_html("<p> <br> &nbsp; </p>\n<p></p><h2> </h2>") == []


def test_text_is_composed_and_free_of_characters_that_files_cannot_carry() -> None:
    decomposed = unicodedata.normalize("NFD", "Tiếng Việt")
    assert one(f"<p>{decomposed}\x0b\x01</p>") == p("Tiếng Việt")


def test_headings_keep_level_and_anchor() -> None:
    assert one('<h3 id="muc">1. <em>Mục</em></h3>') == Heading(
        3, (Run("1. "), Run("Mục", italic=True)), "muc"
    )


def test_a_heading_inside_a_list_is_a_bold_paragraph_and_not_of_the_outline() -> None:
    assert one("<ul><li><h2>a</h2></li></ul>") == List(
        False, ((Paragraph((Run("a", bold=True),)),),)
    )


def test_lists_nest_and_keep_their_first_number() -> None:
    assert one('<ol start="3"><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ol>') == List(
        True, ((p("a"), List(False, ((p("b"),),))), (p("c"), p("d"))), 3
    )


def test_tables_have_header_rows_alignments_and_full_rows() -> None:
    html = (
        '<table><caption>Bảng</caption><thead><tr><th style="text-align: center;">a</th>'
        '<th align="right">b</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    )
    assert one(html) == Table(
        header=(((p("a"),), (p("b"),)),),
        rows=(((p("1"),), ()),),
        alignments=("center", "right"),
        caption=(Run("Bảng"),),
    )


def test_pictures_leave_their_paragraph() -> None:
    assert blocks.from_html('<p>a <img src="files/x.png" alt="Sân"> b</p>') == [
        p("a"),
        Picture("files/x.png", "Sân"),
        p("b"),
    ]


def test_quotes_rules_and_code_are_read() -> None:
    assert rendered("> a\n\n---\n\n    x =  1\n      y\n") == [
        Quote((p("a"),)),
        Rule(),
        Code("x =  1\n  y"),
    ]


def test_footnotes_are_numbered_by_first_reference_even_without_ids_and_classes() -> None:
    found = rendered(
        "x[^b] y[^a] z[^b]\n\n[^a]: Một\n[^b]: Hai *b*\n\n    Ba\n[^c]: Không ai gọi\n"
    )
    assert isinstance(found[0], Paragraph)
    assert [run.footnote for run in found[0].runs if run.superscript] == [1, 2, 1]
    assert found[1:] == [
        Footnotes(((Paragraph((Run("Hai "), Run("b", italic=True))), p("Ba")), (p("Một"),)))
    ]


def test_a_link_keeps_its_address_and_its_styles() -> None:
    assert one('<p><a href="https://a.vn/?x=1&amp;y=2"><b>a</b></a></p>') == Paragraph(
        (Run("a", bold=True, link="https://a.vn/?x=1&y=2"),)
    )


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>x" * 500,
        "<blockquote><p>x</p>" * 500,
        "<table><tr><td>x" * 500,
        "</p></ul>x<b><i>" * 500,
        "<em>x" * 500,
    ],
)
def test_what_is_nested_too_deep_loses_its_depth_but_no_word(html: str) -> None:
    assert str(blocks.from_html(html)).count("x") >= 1
    assert "".join(words(blocks.from_html(html))).count("x") == 500


def words(found: object) -> list[str]:
    """Return all words of blocks, of tuples of them, and of what they hold."""
    if isinstance(found, Run):
        return [found.text]
    parts = found if isinstance(found, (list, tuple)) else vars(found).values()
    return [w for part in parts if not isinstance(part, (str, int)) for w in words(part)]
