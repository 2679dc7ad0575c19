"""The head of a plan file: what is read is written back the same; what is dangerous is refused."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import text
from library.errors import Invalid
from library.items import frontmatter

ODD = (
    *("no", "yes", "null", "~", "true", "1.10", "1_000", "0x1F", "010", "1e3", "2026-11-22"),
    *("12:30:00", "=", "<<", "- a", "# a", "a # b", "a: b", "'", '"', "%", "@", "`", "&a", "*a"),
    *("!!python/object", "[a, b]", "{a: b}", "|", ">", "? a", "---", "...", "a\\nb", "🎋", "K'Ho"),
)
TEXTS = st.one_of(
    st.sampled_from(ODD), st.text(), st.text(st.sampled_from("ab:#-'\"\\ \n,[]{}&*!|>%@`~?\t"))
)
SENTENCES = TEXTS.map(text.tidy).filter(bool)
LINES = TEXTS.map(text.repair).filter(bool)
NAMES = SENTENCES.filter(lambda name: name not in frontmatter.KEYS and len(name) < 100)


def nested(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    def wider(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        lists = st.lists(inner, min_size=1, max_size=3)
        return lists | st.dictionaries(NAMES, inner, min_size=1, max_size=3)

    return st.recursive(leaves, wider, max_leaves=6)


def reread(facts: dict[str, object], body: str = "Nội dung\n") -> dict[str, object]:
    head, same_body = frontmatter.split(frontmatter.dump(facts) + "\n" + body)
    assert same_body == body
    shared, own = frontmatter.read(head)
    return shared | own


@given(
    st.fixed_dictionaries(
        {"title": SENTENCES},
        optional={
            "summary": SENTENCES,
            "cefr": SENTENCES,
            "version": SENTENCES,
            "authors": st.lists(SENTENCES, min_size=1),
            "claims": st.lists(nested(SENTENCES), min_size=1, max_size=3),
            "grade": st.lists(SENTENCES, min_size=1),
            "cost_vnd": st.integers(0, 10**12 - 1),
            "duration_minutes": st.integers(1, 525_600),
            "updated": st.dates().map(str),
            "personal_data": nested(SENTENCES),
        },
    )
)
def test_what_the_library_keeps_comes_back_from_a_file(facts: dict[str, object]) -> None:
    assert reread(facts) == facts


@given(st.dictionaries(NAMES, nested(LINES), max_size=3))
def test_unknown_keys_come_back_with_their_lines(unknown: dict[str, object]) -> None:
    assert reread({"title": "A"} | unknown) == {"title": "A"} | unknown


@given(st.text())
def test_any_file_is_read_or_refused_and_nothing_else(source: str) -> None:
    for whole in (source, f"---\n{source}\n---\n"):
        with suppress(Invalid):
            frontmatter.read(frontmatter.split(text.repair(whole))[0])


@pytest.mark.parametrize("value", ODD[:12])
def test_nothing_is_guessed_from_how_a_value_looks(value: str) -> None:
    assert frontmatter.split(f"---\ntitle: {value}\n---\n")[0] == {"title": value}


def test_a_long_text_stays_on_its_line_and_a_list_on_one() -> None:
    head = frontmatter.dump({"title": "từ " * 500, "grade": ["grade.06", "grade.07"]})
    assert head.splitlines()[2] == "grade: [grade.06, grade.07]"


def test_known_keys_stand_first_and_in_the_order_of_the_table() -> None:
    head = frontmatter.dump({"mine": "x", "grade": ["grade.06"], "title": "A", "id": "a"})
    assert [line.split(":")[0] for line in head.splitlines()[1:-1]] == [
        *("id", "title", "grade", "mine")
    ]


def test_shared_facts_and_those_of_an_edition_are_told_apart() -> None:
    head = {"title": "A", "grade": ["grade.06"], "sources": ["x"], "mine": "y", "summary": ""}
    shared, own = frontmatter.read(head)
    assert shared == {"grade": ["grade.06"]}
    assert own == {"title": "A", "sources": ["x"], "mine": "y"}


@pytest.mark.parametrize("value", ["grade.06", "[grade.06]"])
def test_a_single_tag_may_stand_without_brackets(value: str) -> None:
    head, _ = frontmatter.split(f"---\ntitle: A\ngrade: {value}\n---\n")
    assert frontmatter.read(head)[0] == {"grade": ["grade.06"]}


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("title: Ngày hội: rác", r"near line 2: mapping values are not allowed"),
        ("title: A\nsummary: 'B", "near line"),
        ("title: A\n\tsummary: B", "near line 3"),
        ("title: A\ntitle: B", "near line 3: this key is given twice"),
        ("title: A\n? [a, b]\n: c", "near line 3"),
        ("title: &a A\nsummary: *a", "aliases"),
        ("- a\n- b", "list of “key: value” lines"),
        ("", "list of “key: value” lines"),
        ("x: " + "[" * 21 + "]" * 21, "nested too deeply"),
        ("x: ạ" + "ạ" * 22_000, "64 KB"),
    ],
    ids=lambda value: value[:20],
)
def test_a_broken_head_is_refused_with_its_place(head: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        frontmatter.split(f"---\n{head}\n---\nA\n")


@pytest.mark.parametrize("source", ["", "# Kế hoạch\n", "---\ntitle: A\n", " ---\ntitle: A\n---\n"])
def test_a_file_without_a_head_is_refused(source: str) -> None:
    with pytest.raises(Invalid, match="must begin with front matter"):
        frontmatter.split(source)


@pytest.mark.parametrize(
    "bomb",
    [
        "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
        "x: " + "[" * 32_000,
        "x: " + "{a: " * 16_000,
        "? " * 32_000,
        "x:\n" + "- " * 32_000,
        "x: " + "&a " * 21_000,
        'x: "' + "\\x41" * 16_000 + '"',
    ],
    ids=lambda bomb: bomb[:6],
)
def test_a_bomb_is_read_or_refused_quickly(bomb: str) -> None:
    started = time.process_time()
    with suppress(Invalid):
        frontmatter.read(frontmatter.split(f"---\n{bomb}\n---\n")[0])
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("title", "[A, B]", "one text"),
        ("kind", "{a: b}", "one text"),
        ("grade", "[[grade.06]]", "one text"),
        ("duration_minutes", "45 phút", "whole number"),
        ("duration_minutes", "0", "at least one minute"),
        ("cost_vnd", "-1", "whole number"),
        ("participants", "4.5", "whole number"),
        ("participants", "9" * 5000, "whole number"),
        ("updated", "22/11/2026", "a day such as"),
        ("updated", "2026-02-30", "a day such as"),
        ("id", "kế-hoạch", "without accents"),
        ("id", "../a", "without accents"),
        ("id", "a" * 101, "up to 100"),
    ],
)
def test_a_wrong_value_is_refused_and_its_key_named(key: str, value: str, told: str) -> None:
    head, _ = frontmatter.split(f"---\n{key}: {value}\n---\n")
    with pytest.raises(Invalid, match=told) as refused:
        frontmatter.read(head)
    assert refused.value.field == key
    assert str(refused.value).startswith(key)
    assert len(str(refused.value)) < 300


def test_thousands_may_be_parted_by_underscores() -> None:
    assert frontmatter.read({"cost_vnd": "1_500_000"})[0] == {"cost_vnd": 1_500_000}
