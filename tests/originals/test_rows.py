"""Items in a sheet: what columns and cells may be called, in two languages, and what is wrong where."""

import pytest

from library.errors import Invalid
from library.originals import cells, columns_of_sheets, rows
from library.originals.reader import Table
from library.originals.rows import Row, Words
from library.review import contents
from library.tags.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("title", ("title", "")),
        ("title.en", ("title", "en")),
        ("title_vi", ("title", "vi")),
        ("Tên", ("title", "")),
        ("TÊN HOẠT ĐỘNG *", ("title", "")),
        ("Tên (tiếng Anh)", ("title", "en")),
        ("Tên (vi) *", ("title", "vi")),
        ("Tóm tắt bằng tiếng Anh", ("summary", "en")),
        ("Summary in Vietnamese", ("summary", "vi")),
        ("Khối lớp:", ("grade", "")),
        ("Môn", ("subject", "")),
        ("Thời lượng (phút)", ("duration_minutes", "")),
        ("Cost in dong", ("cost_vnd", "")),
        ("Số hiệu", ("number", "")),
        ("Giáo viên dạy thay", None),
        ("status", None),
        ("STT", None),
        ("", None),
    ],
)
def test_columns_are_known_by_what_people_call_them(
    name: str, known: tuple[str, str] | None
) -> None:
    assert columns_of_sheets.known(name) == known


@pytest.mark.parametrize(
    ("name", "cell", "ids"),
    [
        ("grade", "grade.07", ["grade.07"]),
        ("grade", "7", ["grade.07"]),
        ("grade", "Lớp 6 - 8", ["grade.06", "grade.07", "grade.08"]),
        ("grade", "từ lớp 6 đến lớp 7; Grade 9", ["grade.06", "grade.07", "grade.09"]),
        ("grade", "lop 7 và lớp 8", ["grade.07", "grade.08"]),
        ("grade", "6, 7,8", ["grade.06", "grade.07", "grade.08"]),
        ("month", "11", ["month.11"]),
        ("level", "THCS", ["level.lower-secondary"]),
        ("subject", "Toán; Ngữ văn\nEnglish", None),
        ("subject", "Hoạt động trải nghiệm, hướng nghiệp", ["subject.experiential-career"]),
        ("subject", "Toán, Hoạt động trải nghiệm, hướng nghiệp, Tin học", None),
        ("licence", "CC BY", ["licence.cc-by"]),
        ("grade", " ; ", []),
    ],
)
def test_tags_are_named_by_id_label_or_number(
    name: str, cell: str, ids: list[str] | None, shipped: Vocabulary
) -> None:
    found, problems = cells.tags(name, cell, shipped)
    assert problems == []
    expected = {
        "Toán; Ngữ văn\nEnglish": ["subject.math", "subject.literature", "subject.english"],
        "Toán, Hoạt động trải nghiệm, hướng nghiệp, Tin học": [
            "subject.math",
            "subject.experiential-career",
            "subject.informatics",
        ],
    }
    assert found == (expected[cell] if ids is None else ids)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_a_cell_names_is_read_the_same_again(language: str, shipped: Vocabulary) -> None:
    for scheme in (*contents.TAGS, "licence", "digcomp"):
        for id in shipped.schemes[scheme].terms:
            said = cells.names([id], shipped, language)
            [found], problems = cells.tags(scheme, said, shipped)
            assert (shipped[found].label(language), problems) == (said, [])
    grades = [f"grade.{number:02}" for number in range(6, 11)]
    assert cells.names(grades, shipped, language).endswith(" 6 - 10")
    for ids in (grades, grades[:2], [grades[0], grades[3], grades[4]], ["grade.k5", *grades]):
        assert cells.tags("grade", cells.names(ids, shipped, language), shipped) == (ids, [])


@pytest.mark.parametrize(
    ("name", "cell", "told"),
    [
        ("subject", "Toánn; Tin học", "“Toánn” is not in the vocabulary; did you mean “Toán”?"),
        ("grade", "Lớp 13", "“Lớp 13” is not in the vocabulary; did you mean “Lớp"),
        ("grade", "2026-09-06", "“2026-09-06” is not in the vocabulary"),
        ("grade", "7 - 90", "is not in the vocabulary"),
        ("level", "qwertyuiop", "“qwertyuiop” is not in the vocabulary."),
    ],
)
def test_an_unknown_name_is_told_with_what_is_near(
    name: str, cell: str, told: str, shipped: Vocabulary
) -> None:
    _found, [problem] = cells.tags(name, cell, shipped)
    assert told.lower() in str(problem).lower()


def test_what_our_own_tables_escape_is_read_back() -> None:
    assert cells.plain("'=1+1") == "=1+1"
    assert cells.plain("'- gạch đầu dòng") == "- gạch đầu dòng"
    assert cells.plain("'twas") == "'twas"
    assert cells.plain("'") == "'"


def read(shipped: Vocabulary, *lines: str) -> list[Row]:
    table = Table(tuple((number, tuple(line.split("|"))) for number, line in enumerate(lines, 1)))
    return rows.read(table, shipped)[0]


def test_a_row_is_an_item_in_two_languages(shipped: Vocabulary) -> None:
    [row] = read(
        shipped,
        "DANH SÁCH HOẠT ĐỘNG NĂM HỌC",
        "STT|Tên|title.en|Khối lớp|Môn|Thời lượng (phút)|Nội dung|body.en|Tác giả|id",
        "1|Ngày hội  sách|Book day|6-7|Ngữ văn|45 phút|## Mục đích\nĐọc|## Aims|Lê Lan; Minh|act-9",
    )
    assert (row.number, row.id, row.problems) == (3, "act-9", [])
    assert row.facts == {
        "grade": ["grade.06", "grade.07"],
        "subject": ["subject.literature"],
        "duration_minutes": 45,
    }
    assert row.editions["vi"] == Words(
        "Ngày hội sách", "", "## Mục đích\nĐọc", {"authors": ["Lê Lan", "Minh"]}
    )
    assert row.editions["en"] == Words("Book day", "", "## Aims")
    draft = rows.draft(row, "sheet.csv")
    assert (draft.id, draft.slug, draft.facts["kind"]) == (
        "act-9",
        "ngay-hoi-sach",
        "material.activity-plan",
    )
    assert [each.body for each in draft.editions] == ["## Mục đích\nĐọc\n", "## Aims\n"]


@pytest.mark.parametrize(
    ("names", "values", "languages"),
    [
        ("title|lang", "Book day|en", ["en"]),
        ("title|lang", "Book day|Tiếng Anh", ["en"]),
        ("title.en", "Book day", ["en"]),
        ("title|summary", "The book day of the school|All pupils swap a book.", ["en"]),
        ("Tên", "Ngày hội đọc sách của trường", ["vi"]),
        ("Tên", "7A1", ["vi"]),
        ("title.en|title.vi", "Book day|Ngày sách", ["vi", "en"]),
    ],
)
def test_the_language_of_a_row_is_the_one_it_says_or_is_written_in(
    shipped: Vocabulary, names: str, values: str, languages: list[str]
) -> None:
    [row] = read(shipped, names, values)
    assert list(row.editions) == languages and not row.problems


def test_what_is_wrong_is_told_by_column_and_the_rest_is_kept(shipped: Vocabulary) -> None:
    [row] = read(
        shipped,
        "Tên|Môn|Thời lượng (phút)|Khối lớp|id|Loại",
        "|Toánn; Tin học|chín|7|mã số|Kế hoạch; Giáo án",
    )
    told = list(map(str, row.problems))
    assert told[0].startswith("Môn: “Toánn” is not")
    assert any(each.startswith("Thời lượng (phút): Write a whole number") for each in told)
    assert any(each.startswith("id: id takes up to 100") for each in told)
    assert told[-1] == "The row has no title; write one."
    assert row.facts["subject"] == ["subject.informatics"] and row.facts["grade"] == ["grade.07"]
    with pytest.raises(Invalid, match="Toánn"):
        rows.draft(row, "a.csv")


def test_text_in_a_language_without_a_title_in_it_is_told(shipped: Vocabulary) -> None:
    [row] = read(shipped, "title.vi|body.en", "Ngày sách|Aims")
    assert "language “en” without a title" in str(rows.why_refused(row))


def test_a_sheet_without_a_column_of_titles_says_what_it_must_be_called(
    shipped: Vocabulary,
) -> None:
    with pytest.raises(Invalid, match="No column is called “Tên”"):
        read(shipped, "Môn|Lớp", "Toán|7")


def test_columns_that_say_nothing_we_know_are_named(shipped: Vocabulary) -> None:
    table = Table(((1, ("STT", "Tên", "Giáo viên chủ nhiệm", "Tiêu đề")), (2, ("1", "x"))))
    assert rows.read(table, shipped)[1] == ["STT", "Giáo viên chủ nhiệm", "Tiêu đề"]


def test_a_row_without_an_id_is_known_by_its_sheet_and_title(shipped: Vocabulary) -> None:
    first, same = (read(shipped, "Tên|Lớp", f"Ngày hội|{grade}")[0] for grade in (7, 8))
    assert rows.draft(first, "a.csv").id == rows.draft(same, "a.csv").id
    assert rows.draft(first, "a.csv").id != rows.draft(first, "b.csv").id
    [named] = read(shipped, "Tên|slug", "Ngày hội|Ngày hội sách 2026")
    assert rows.draft(named, "a.csv").id == "ngay-hoi-sach-2026"
