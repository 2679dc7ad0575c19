"""What is offered while somebody types: tags, items, past queries, and in which places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.search import suggesting, vietnamese
from library.search.suggesting import Asked, Suggestion
from library.wiring import Library
from tests import make

GONGS = "theme.heritage.gong"


def offered(
    library: Library, typed: str, language: str = "vi", asked: Asked = suggesting.nobody
) -> list[Suggestion]:
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
        return suggesting.suggestions(session, library.index, vocabulary, typed, language, asked)


def tags(library: Library, typed: str, language: str = "vi") -> list[str]:
    return [each.id for each in offered(library, typed, language) if each.type == "tag"]


def titles(library: Library, typed: str, language: str = "vi") -> list[str]:
    return [each.text for each in offered(library, typed, language) if each.type == "item"]


def among(*texts: str) -> Asked:
    """Return what knows these queries and no other, whatever was typed."""
    return lambda typed, most: list(texts)[:most]


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("không gian văn", GONGS),
        ("khong gian van", GONGS),
        ("chieng", GONGS),
        ("gong cult", GONGS),
        ("GDĐP", "subject.local-education"),
        ("gddp", "subject.local-education"),
        ("cap 2", "level.lower-secondary"),
        ("junior hi", "level.lower-secondary"),
        ("lop 7", "grade.07"),
        ("mỹ th", "subject.arts"),
    ],
)
def test_a_tag_is_offered_by_any_of_its_names(starter: Library, typed: str, tag: str) -> None:
    assert tag in tags(starter, typed)
    assert tag in tags(starter, typed, "en")


@pytest.mark.parametrize(("language", "label"), [("vi", "cồng chiêng"), ("en", "Gong Culture")])
def test_a_tag_is_shown_by_its_label_in_the_language_of_the_page(
    starter: Library, language: str, label: str
) -> None:
    first = offered(starter, "cong chieng", language)[0]
    assert (first.id, first.kind, first.language) == (GONGS, "theme", language)
    assert label in first.text


def test_accents_that_are_typed_put_what_has_them_first(starter: Library) -> None:
    assert tags(starter, "cồng")[0] == GONGS
    assert tags(starter, "công")[0] != GONGS
    assert set(tags(starter, "cong chi")) == set(tags(starter, "cống chỉ")) == {GONGS}


def test_a_tag_whose_label_goes_on_so_comes_before_one_that_is_also_called_so(
    starter: Library,
) -> None:
    labels = [each.text for each in offered(starter, "cong") if each.type == "tag"]
    assert labels[:3] == ["Công dân số", "Công nghệ và tin học", "Thông tin đối ngoại"]


def test_a_tag_that_no_item_has_gives_way(library: Library) -> None:
    first, second, *_ = tags(library, "cong dan")
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(theme=[second]))
    assert tags(library, "cong dan")[:2] == [second, first]


def test_titles_are_offered_in_the_language_of_the_page(starter: Library) -> None:
    assert titles(starter, "le lang nghe tieng", "en") == []
    assert titles(starter, "lang nghe be tieng ch") == [
        "Mầm non 5 tuổi: “Bé lắng nghe tiếng chiêng”"
    ]
    (english,) = titles(starter, "lang nghe be tieng ch", "en")
    assert "gong" in english.lower()


def test_what_was_published_is_offered_at_once_and_no_longer_when_renamed(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(title="Ngày hội phân loại rác"))
    assert titles(library, "phan loai r") == ["Ngày hội phân loại rác"]
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(title="Ngày hội tái chế"))
    assert titles(library, "phan loai r") == []
    assert titles(library, "tai ch") == ["Ngày hội tái chế"]


def test_past_queries_come_last_without_what_is_typed_or_offered_already(starter: Library) -> None:
    asked = among("lớp 7", "LOP 7", "lop 7 cong chieng", "lớp 7 cồng chiêng")
    found = offered(starter, "lop 7", asked=asked)
    assert [(each.type, each.text) for each in found] == [
        ("tag", "Lớp 7"),
        ("query", "lop 7 cong chieng"),
    ]


def test_who_has_typed_a_whole_query_needs_no_suggestion_of_it(starter: Library) -> None:
    asked = among("Xoang múa", "xoang múa lễ")
    assert [each.text for each in offered(starter, "xoang mua", asked=asked)] == ["xoang múa lễ"]


def test_what_is_typed_beyond_a_hundred_letters_is_not_read(library: Library) -> None:
    title = "Ngày hội " + "rất " * 30 + "dài"
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(title=title))
    assert titles(library, title[:100] + " nữa" * 2000) == [title]


def test_each_kind_has_its_share_and_what_is_left_free_goes_to_the_others(starter: Library) -> None:
    asked = among(*(f"van hoa {number}" for number in range(9)))
    kinds = [each.type for each in offered(starter, "h", asked=asked)]
    assert kinds == ["tag"] * 3 + ["item"] * 3 + ["query"] * 2
    kinds = [each.type for each in offered(starter, "lop 7", asked=asked)]
    assert kinds == ["tag"] + ["query"] * 7
    kinds = [each.type for each in offered(starter, "h")]
    assert kinds == ["tag"] * 5 + ["item"] * 3


@given(typed=st.text(max_size=60), asked=st.lists(st.text(max_size=9), max_size=9))
def test_every_text_is_a_beginning(starter: Library, typed: str, asked: list[str]) -> None:
    found = offered(starter, typed, asked=among(*asked))
    assert len(found) <= suggesting.MOST
    folded = [vietnamese.plain(each.text) for each in found]
    assert len(set(folded)) == len(folded)
