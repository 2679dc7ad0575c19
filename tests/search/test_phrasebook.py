"""What tags are called: names that speak for themselves, short ones, and what is no name."""

from pathlib import Path

import pytest
import yaml

from library.search import phrasebook, vietnamese
from library.search.phrasebook import Phrasebook
from library.tags.vocabulary import Scheme, Term, Vocabulary

PHRASES = Path(phrasebook.__file__).with_name("phrases.yaml")


@pytest.fixture(scope="module")
def book(vocabulary: Vocabulary) -> Phrasebook:
    return phrasebook.of(vocabulary)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("cong chieng", "theme.heritage.gong"),
        ("gong culture", "theme.heritage.gong"),
        ("mam non", "level.preschool"),
        ("gddp", "subject.local-education"),
        ("phieu hoc tap", "material.worksheet"),
        ("worksheet", "material.worksheet"),
        ("khong can mang", "setting.offline-ready"),
        ("lam dong", "place.lam-dong"),
        ("k ho", None),
        ("kho", None),
    ],
)
def test_a_name_leads_to_its_tags(book: Phrasebook, name: str, tag: str | None) -> None:
    assert (tag in book.names.get(tuple(name.split()), ())) == (tag is not None)


def test_a_name_of_several_tags_leads_to_all_of_them(book: Phrasebook) -> None:
    assert book.names["lop", "la"] == ("level.preschool.kindergarten", "grade.k5")
    assert book.names["ngoai", "troi"] == ("setting.hall-yard", "setting.off-site")


def test_names_that_are_everyday_words_need_company(book: Phrasebook) -> None:
    for word in ("toan", "van", "su", "hoa", "thai", "anh", "sinh", "tin", "li", "dia"):
        assert (word,) not in book.names and book.short[word]
    for abbreviation in ("tv", "an", "td"):
        assert (abbreviation,) not in book.names and abbreviation in book.short


@pytest.mark.parametrize(
    ("name", "is_telling"),
    [("cong chieng", True), ("gddp", True), ("podcast", True), ("toan", False), ("cv", False),
     ("2026", False), ("", False)],
)  # fmt: skip
def test_a_name_tells_when_it_can_be_no_everyday_word(name: str, is_telling: bool) -> None:
    assert phrasebook.is_telling(tuple(name.split())) == is_telling


def test_what_stands_in_brackets_is_no_part_of_a_name(book: Phrasebook) -> None:
    assert phrasebook.folded("Nghệ thuật (Âm nhạc, Mĩ thuật)") == ("nghe", "thuat")
    assert book.names["nghe", "thuat"] == ("subject.arts",)
    assert not any("3" in name and "36" in name for name in book.names)


def test_grades_are_asked_for_in_sentences_and_not_by_name(book: Phrasebook) -> None:
    for name in ("lop 7", "khoi 7", "year 7", "lop nam", "k1", "7th grade"):
        assert tuple(name.split()) not in book.names
    assert book.names["mau", "giao", "lon"] == ("grade.k5",)


def test_a_synonym_is_what_a_text_would_say(book: Phrasebook) -> None:
    assert book.synonyms["subject.local-education"] == (
        ("giao", "duc", "dia", "phuong"),
        ("local", "education"),
        ("gddp",),
    )
    longest = max(len(name) for names in book.synonyms.values() for name in names)
    assert longest == phrasebook.LONGEST_SYNONYM


def test_a_short_name_has_its_accents_and_no_others(book: Phrasebook) -> None:
    for name in ("toán", "hóa", "hoá", "lí", "lý", "sử", "anh"):
        assert vietnamese.accented(name) in book.spellings
    for other in ("toàn", "hòa", "sự", "ảnh"):
        assert vietnamese.accented(other) not in book.spellings


def test_half_a_compound_is_known_as_such(book: Phrasebook) -> None:
    assert {("van", "hoa"), ("thong", "tin"), ("an", "toan"), ("tam", "li")} <= book.compounds
    assert ("giao", "toan") not in book.compounds


def test_a_retired_tag_leads_to_what_stands_for_it() -> None:
    old = Term("theme.old", "theme", None, "theme.new", {"vi": "Chuyện cũ"}, {}, (), {})
    new = Term("theme.new", "theme", None, None, {"vi": "Chuyện mới"}, {}, (), {})
    scheme = Scheme("theme", {}, False, ("theme.old", "theme.new"))
    known = Vocabulary({"theme": scheme}, {each.id: each for each in (old, new)})
    assert phrasebook.of(known).names[("chuyen", "cu")] == ("theme.new",)


def test_the_book_is_made_anew_with_the_vocabulary(vocabulary: Vocabulary) -> None:
    assert phrasebook.of(vocabulary) is phrasebook.of(vocabulary)
    assert phrasebook.of(Vocabulary()).names == {}
    assert phrasebook.of(vocabulary).names


def test_every_phrase_of_our_own_leads_to_a_tag(vocabulary: Vocabulary, book: Phrasebook) -> None:
    for tag, phrases in yaml.safe_load(PHRASES.read_text("utf-8")).items():
        assert tag in vocabulary
        for phrase in phrases:
            name = phrasebook.folded(phrase)
            assert tag in (*book.names.get(name, ()), *book.short.get(" ".join(name), ())), phrase


def test_every_tag_of_the_book_exists_and_is_not_retired(
    vocabulary: Vocabulary, book: Phrasebook
) -> None:
    tags = {tag for tags in (*book.names.values(), *book.short.values()) for tag in tags}
    assert len(tags) > 250
    assert all(tag in vocabulary and not vocabulary[tag].replaced_by for tag in tags)


def test_a_label_too_long_to_stand_in_a_text_is_looked_for_by_a_phrase_of_our_own(
    vocabulary: Vocabulary, book: Phrasebook
) -> None:
    evils = "theme.school-culture.social-evils"
    assert len(phrasebook.folded(vocabulary[evils].labels["vi"])) > phrasebook.LONGEST_SYNONYM
    assert ("te", "nan", "xa", "hoi") in book.synonyms[evils]


def test_the_name_of_a_place_is_that_of_the_place_alone(book: Phrasebook) -> None:
    assert book.names["long", "an"] == ("place.long-an",)
