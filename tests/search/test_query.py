"""Reading a query from an address: whatever comes, a query comes out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from library.search.query import Query, scheme_of

KNOWN = {"grade.07", "grade.08", "theme.heritage.gong"}


def read(*pairs: tuple[str, str]) -> Query:
    return Query.from_args(MultiDict(pairs), lambda tag: tag if tag in KNOWN else None)


def test_nothing_asked_is_the_usual_query() -> None:
    assert read() == Query()


def test_all_parameters_are_read() -> None:
    query = read(
        ("q", "  cồng\u00a0 chiêng "), ("tag", "grade.07"), ("tag", "theme.heritage.gong"),
        ("tag", "grade.07"), ("sort", "newest"), ("page", "3"), ("size", "100"),
    )  # fmt: skip
    tags = ("grade.07", "theme.heritage.gong")
    assert query == Query("cồng chiêng", tags, "newest", page=3, size=100)


@pytest.mark.parametrize(
    "pair",
    [
        ("tag", "grade.99"), ("sort", "best"), ("page", "0"), ("page", "-1"), ("page", "²"),
        ("page", "9" * 5000), ("size", "101"), ("size", "ten"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out_and_named(pair: tuple[str, str]) -> None:
    query = read(("q", "cồng"), pair)
    assert query.ignored == ((pair[0], pair[1][:80]),)
    assert query.args() == [("q", "cồng")]


def test_a_long_text_is_cut_at_32_syllables_and_at_400_characters() -> None:
    query = read(("q", " ".join(f"n{number}" for number in range(40))))
    assert query.text.split()[-1] == "n31"
    assert query.ignored == (("q", "n32 n33 n34 n35 n36 n37 n38 n39"),)
    assert len(read(("q", "a" * 10_000)).text) == 400


def test_a_query_leads_back_to_itself() -> None:
    query = Query("cồng chiêng", ("grade.07", "grade.08"), "shortest", page=2, size=50)
    assert read(*query.args()) == query


def test_adding_or_removing_a_tag_starts_at_the_first_page() -> None:
    query = Query("cồng", ("grade.07",), page=4)
    assert query.with_tag("grade.08") == Query("cồng", ("grade.07", "grade.08"))
    assert query.with_tag("grade.07") == query
    assert query.without("grade.07") == Query("cồng")


def test_tags_are_grouped_by_scheme() -> None:
    query = Query(tags=("grade.07", "theme.heritage.gong", "grade.08"))
    assert query.by_scheme() == {
        "grade": ["grade.07", "grade.08"],
        "theme": ["theme.heritage.gong"],
    }
    assert scheme_of("theme.heritage.gong") == "theme"


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["q", "tag", "sort", "page", "size"]), st.text())))
def test_no_parameters_fail(pairs: list[tuple[str, str]]) -> None:
    query = read(*pairs)
    assert 1 <= query.size <= 100
    query.text.encode()
