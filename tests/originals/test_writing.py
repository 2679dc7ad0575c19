"""Markdown as our renderer reads it back: what was typed stays what was typed."""

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from library.documents import blocks as documents
from library.items import markup
from library.originals.shape import Block, Cell, Paragraph, Run, Table
from library.originals.writing import Writer
from tests.originals.shapes import line, table

# The renderer sets marks, dashes and gaps between numbers as print does.
TYPED = str.maketrans("“”‘’–—…\xa0", "\"\"''--- ")


def markdown(*blocks: Block) -> str:
    return Writer({1: "files/hinh-1.png"}, []).markdown(blocks)


def read_back(*blocks: Block) -> list[documents.Block]:
    return documents.from_html(markup.render(markdown(*blocks))["html"])


# Three dots and two hyphens become one sign each in print: they come back as another number of them.
SIGNS = st.text("ab \\`*_[]()#+-.!|<>&;:~^=1230\"'", max_size=40).map(
    lambda text: re.sub(r"\.{2,}|-{2,}", "", text)
)


@given(SIGNS)
def test_whatever_is_typed_is_read_back_as_one_paragraph(text: str) -> None:
    words = " ".join(text.split())
    found = read_back(line("x"), line(words)) if words else []
    said = [
        "".join(run.text for run in block.runs)
        for block in found
        if isinstance(block, documents.Paragraph)
    ]
    assert [each.translate(TYPED) for each in said] == (["x", words] if words else [])


@given(SIGNS, SIGNS)
def test_whatever_is_typed_in_a_table_stays_in_its_cell(first: str, second: str) -> None:
    words = [" ".join(each.split()) or "x" for each in (first, second)]
    [found] = read_back(table(["a", "b"], words))
    assert isinstance(found, documents.Table)
    assert [documents_text(cell) for cell in found.rows[0]] == words


def documents_text(cell: tuple[documents.Block, ...]) -> str:
    runs = [run for block in cell if isinstance(block, documents.Paragraph) for run in block.runs]
    return "".join(run.text for run in runs).translate(TYPED)


def test_bold_and_italic_words_keep_their_look_and_their_gaps() -> None:
    runs = (Run("Lưu ý: ", bold=True), Run("đội "), Run(" mũ ", italic=True), Run("nhé"))
    assert markdown(Paragraph(runs)) == "**Lưu ý:** đội  *mũ* nhé\n"


def test_lists_of_two_kinds_stay_two_lists() -> None:
    found = read_back(line("một", marker="1."), line("hai", marker="2."), line("ba", marker="•"))
    assert [block.ordered for block in found if isinstance(block, documents.List)] == [True, False]


def test_a_list_below_a_list_is_inside_it() -> None:
    [outer] = read_back(
        line("a", marker="•"), line("b", marker="•", depth=1), line("c", marker="•")
    )
    assert isinstance(outer, documents.List) and len(outer.items) == 2


def test_a_cell_that_covers_others_is_written_once() -> None:
    rows = (
        (Cell((line("Thời gian"),), rows=2), Cell((line("Nội dung"),), columns=2)),
        (Cell((line("Thầy"),)), Cell((line("Trò"),))),
    )
    assert markdown(Table(rows)) == (
        "| Thời gian | Nội dung |  |\n| --- | --- | --- |\n|  | Thầy | Trò |\n"
    )


def test_a_table_in_a_table_follows_it() -> None:
    inner = table(["1", "2"], ["3", "4"])
    outer = Table(((Cell((line("a"), inner)), Cell((line("b"),))), (Cell((line("c"),)), Cell(()))))
    assert [len(re.findall("---", part)) for part in markdown(outer).split("\n\n")[:2]] == [2, 2]


def test_lines_in_a_cell_stay_lines() -> None:
    assert "| a<br>• b | c |" in markdown(table(["x", "y"], ["a\n• b", "c"]))
    [found] = read_back(table(["x", "y"], ["a\nb", "c"]))
    assert isinstance(found, documents.Table) and documents_text(found.rows[0][0]) == "a\nb"


def test_pictures_and_footnotes_lead_where_they_should() -> None:
    runs = (Run("Cồng [chiêng]", picture=1), Run("mất", picture=2), Run("", footnote=1))
    writer = Writer({1: "files/hinh-1.png"}, [[line("nguồn")]])
    said = writer.markdown([Paragraph(runs)])
    assert said == "![Cồng (chiêng)](files/hinh-1.png)[^1]\n\n[^1]: nguồn\n"


def test_small_raised_numbers_stay_raised() -> None:
    assert markdown(Paragraph((Run("5 m"), Run("2", superscript=True)))).startswith("5 m²")


def test_cells_that_claim_to_cover_everything_take_no_more_than_a_table_has() -> None:
    cell = Cell((line("ô"),), columns=60, rows=5000)
    written = markdown(Table((((cell,) * 60),) * 5000))
    assert written.splitlines()[0].count("|") == 64
    assert len(written) < 2_000_000


def test_a_bracket_before_a_link_is_no_link_and_many_take_no_long_time() -> None:
    assert markdown(line("[[a]](b) [c]")) == "\\[\\[a]](b) [c]\n"
    start = time.process_time()
    markdown(line("[(" * 100_000))
    assert time.process_time() - start < 2
