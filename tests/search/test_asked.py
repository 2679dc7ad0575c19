"""Counts of searches: what may be kept, what curators see, what suggestions get."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.search import asked
from library.search.asked import AskedMonth, AskedQuery, Count
from library.wiring import Library

DAY = date(2026, 11, 25)


@pytest.fixture
def session(library: Library) -> Iterator[Session]:
    """A session of an empty library, on either database."""
    with library.sessions.writing() as opened:
        yield opened


def put(session: Session, *counted: tuple[str, int, int, int | None], language: str = "vi") -> None:
    """Keep counts: text, asked, opened, found."""
    counts = {
        (text, language): Count(times, opened, found) for text, times, opened, found in counted
    }
    asked.add(session, counts, DAY)


def texts(rows: object) -> list[str]:
    assert isinstance(rows, list)
    return [row.text for row in rows]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Cồng\u00a0 CHIÊNG ", "cồng chiêng"),
        ("hoa\u0300 bi\u0300nh", "hoà bình"),
        ("rác\u200b thải", "rác thải"),
        ("Kế hoạch 5512/BGDĐT-GDTrH", "kế hoạch 5512/bgdđt-gdtrh"),
        ("123456/QĐ-UBND", "123456/qđ-ubnd"),
        ("TT 32/2018/TT-BGDĐT", "tt 32/2018/tt-bgdđt"),
        ("92-KH/TU ngày 19/6/2026", "92-kh/tu ngày 19/6/2026"),
        ("năm học 2026-2027", "năm học 2026-2027"),
        ("20-11-2026", "20-11-2026"),
        ("lớp 6 7 8 9", "lớp 6 7 8 9"),
        ("30 000 dong", "30 000 dong"),
        ("A b c d e f g h i k l m", "a b c d e f g h i k l m"),
        ("a" * 100, "a" * 100),
    ],
)  # fmt: skip
def test_a_query_is_kept_tidy_in_lower_case_and_with_its_accents(typed: str, kept: str) -> None:
    assert asked.normalised(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "co.lan@truong.example",
        "cô lan @ trường",
        "co.lan＠truong.example",
        "gọi 0912345678",
        "0912 345 678",
        "0912.345.678",
        "(028) 3822 1234",
        "+84 91 234 56 78",
        "cccd 001204012345",
        "001 204 012 345",
        "mã 123456",
        "１２３４５６",
        "số 123456/a",
        "0912345678/qđ-ubnd",
        "a" * 101,
        "a b c d e f g h i k l m n",
        "",
        " \u200b ",
        "!?… “”",
    ],
)
def test_what_looks_personal_or_is_no_query_is_never_kept(typed: str) -> None:
    assert asked.normalised(typed) is None


@given(st.text(max_size=150))
def test_what_is_kept_stays_the_same_when_it_is_asked_again(typed: str) -> None:
    kept = asked.normalised(typed)
    if kept is not None:
        assert 0 < len(kept) <= asked.LONGEST
        assert asked.normalised(kept) == kept


def test_a_table_row_says_nothing_but_the_query_and_numbers() -> None:
    columns = set(AskedQuery.__table__.columns.keys())
    told = {"id", "text", "folded", "language", "asked", "opened", "found", "last_on"}
    assert columns == told


def test_counts_add_up_by_query_and_language(session: Session) -> None:
    put(session, ("rác", 2, 1, 5))
    put(session, ("rác", 3, 0, 4))
    put(session, ("rác", 1, 0, 9), language="en")
    rows = session.scalars(select(AskedQuery).order_by(AskedQuery.language)).all()
    assert [(row.language, row.asked, row.opened, row.found) for row in rows] == [
        ("en", 1, 0, 9),
        ("vi", 5, 1, 4),
    ]
    assert {row.last_on for row in rows} == {DAY}


def test_a_total_that_is_not_known_leaves_the_last_one(session: Session) -> None:
    put(session, ("rác", 1, 0, 5))
    put(session, ("rác", 1, 0, None))
    put(session, ("lá", 1, 0, None))
    rows = session.execute(select(AskedQuery.text, AskedQuery.asked, AskedQuery.found)).all()
    assert {tuple(row) for row in rows} == {("rác", 2, 5), ("lá", 1, None)}


def test_opening_is_no_asking_and_makes_no_row(session: Session) -> None:
    put(session, ("rác", 1, 0, 5))
    asked.add(session, {("rác", "vi"): Count(opened=2)}, date(2026, 12, 1))
    asked.add(session, {("lá", "vi"): Count(opened=2)}, date(2026, 12, 1))
    row = session.scalars(select(AskedQuery)).one()
    assert (row.asked, row.opened, row.last_on) == (1, 2, DAY)


def test_curators_see_what_is_asked_in_vain_most_often_first(session: Session) -> None:
    put(session, ("hiếm", 1, 0, 0), ("hay", 7, 0, 0), ("có", 9, 0, 3), ("chưa rõ", 9, 0, None))
    assert texts(asked.without_results(session, 10)) == ["hay", "hiếm"]
    assert texts(asked.without_results(session, 1)) == ["hay"]
    assert texts(asked.most(session, 2)) == ["chưa rõ", "có"]


def test_curators_see_whose_results_hardly_anybody_opens(session: Session) -> None:
    put(
        session,
        ("không ai", 3, 0, 5),
        ("ít khi", 11, 2, 5),
        ("một phần năm", 10, 2, 5),
        ("mới hỏi", 2, 0, 5),
        ("không có", 30, 0, 0),
    )
    assert texts(asked.rarely_opened(session, 10)) == ["ít khi", "không ai"]
    assert texts(asked.rarely_opened(session, 1)) == ["ít khi"]


def test_suggestions_go_on_from_what_is_typed_accents_aside(session: Session) -> None:
    put(
        session,
        ("cồng chiêng", 5, 0, 3),
        ("cong chieng", 2, 0, 3),
        ("cồng chiêng lớp 7", 2, 0, 1),
        ("công bằng", 9, 0, 2),
        ("con đò", 9, 0, 2),
    )
    assert asked.beginning(session, "Cong", 10) == ["công bằng", "cồng chiêng", "cồng chiêng lớp 7"]
    assert asked.beginning(session, "cồng ch", 10) == ["cồng chiêng", "cồng chiêng lớp 7"]
    assert asked.beginning(session, "cong ", 1) == ["công bằng"]
    assert asked.beginning(session, "đò", 10) == []


def test_suggestions_are_only_what_was_asked_twice_and_found_something(session: Session) -> None:
    put(session, ("một lần", 1, 0, 3), ("một không", 5, 0, 0), ("một lạ", 5, 0, None))
    put(session, ("một hai", 2, 0, 1))
    assert asked.beginning(session, "mot", 10) == ["một hai"]


@pytest.mark.parametrize(
    "typed", ["", "  ", "%", "_", "\\", "'; DROP TABLE", "\0", "\ud800", "z" * 500]
)
def test_whatever_is_typed_is_no_pattern(session: Session, typed: str) -> None:
    put(session, ("rác", 5, 0, 3))
    assert asked.beginning(session, typed, 10) == []


def test_the_rarest_are_forgotten_when_there_are_too_many(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "MOST_ROWS", 2)
    put(session, ("cũ", 1, 0, 3), ("hay", 2, 0, 3))
    asked.add(session, {("mới", "vi"): Count(asked=1, found=3)}, date(2026, 12, 1))
    assert set(session.scalars(select(AskedQuery.text))) == {"hay", "mới"}


def test_sums_of_a_month_outlive_the_queries(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "MOST_ROWS", 1)
    put(session, ("rác", 3, 1, 4), ("qwerty", 2, 0, 0))
    put(session, ("rác", 1, 0, None), language="en")
    asked.add(session, {("rác", "vi"): Count(5)}, date(2026, 12, 1))
    assert len(asked.most(session, 10)) == 1
    months = asked.by_month(session, date(2026, 11, 1), date(2026, 12, 1))
    assert months == {date(2026, 11, 1): 6, date(2026, 12, 1): 5}
    assert asked.by_month(session, date(2026, 10, 1), date(2026, 10, 1)) == {}
    november = {"month": date(2026, 11, 1), "language": "vi"}
    row = session.get_one(AskedMonth, november)
    assert (row.asked, row.in_vain, row.opened) == (5, 2, 1)
