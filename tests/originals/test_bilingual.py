"""Papers with a language a column: two texts that belong together, and tables that are no such paper."""

from library.originals import bilingual
from library.originals.shape import Paragraph
from tests.originals.shapes import line, manuscript, table

ROWS = (
    ["Tiếng Việt", "English"],
    [
        "Hai lớp làm quen và kể cho nhau nghe về một món ăn sáng ở quê mình, mỗi em nói hai câu.",
        "The two classes get to know each other and tell each other about a breakfast of their town.",
    ],
    [
        "Mỗi học sinh mang theo một bức vẽ món ăn, không cần ảnh thật.",
        "Each pupil brings a drawing of the food; no photo is needed.",
    ],
)


def said(blocks: object) -> list[str]:
    assert isinstance(blocks, tuple)
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def test_each_column_becomes_a_text_and_the_row_of_names_goes() -> None:
    found = bilingual.parted(manuscript(table(*ROWS)))
    assert found is not None
    assert said(found.vietnamese.blocks) == [ROWS[1][0], ROWS[2][0]]
    assert said(found.english.blocks) == [ROWS[1][1], ROWS[2][1]]


def test_it_does_not_matter_which_language_stands_first() -> None:
    found = bilingual.parted(manuscript(table(*(row[::-1] for row in ROWS))))
    assert found is not None and said(found.english.blocks)[0] == ROWS[1][1]


def test_a_line_in_both_languages_goes_to_both() -> None:
    around = line("KẾ HOẠCH GIAO LƯU / EXCHANGE PLAN", "bc")
    found = bilingual.parted(
        manuscript(around, table(*ROWS), "Chỉ bằng tiếng Việt thôi nhé các em.")
    )
    assert found is not None
    assert said(found.vietnamese.blocks)[0] == "KẾ HOẠCH GIAO LƯU"
    assert said(found.english.blocks)[0] == "EXCHANGE PLAN"
    assert not any("tiếng Việt thôi" in each for each in said(found.english.blocks))


def test_two_columns_of_one_language_stay_a_table() -> None:
    both = [[row[0], row[0]] for row in ROWS[1:]]
    assert bilingual.parted(manuscript(table(*both))) is None


def test_a_list_of_words_in_a_longer_paper_stays_a_table() -> None:
    words = table(*ROWS)
    assert bilingual.parted(manuscript(*[ROWS[1][0]] * 6, words)) is None
