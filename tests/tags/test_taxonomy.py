"""The shipped vocabulary is whole: the shared terms and ours, sound ids, both languages, true ties."""

import re
import unicodedata
from collections import Counter

import pytest

from library.exchange import listing
from library.i18n import LANGUAGES
from library.tags.vocabulary import Term, Vocabulary
from library.wiring import Library

OURS = {"duration": 4, "place": 34 + 30}


@pytest.fixture(scope="module")
def vocabulary(starter: Library) -> Vocabulary:
    with starter.sessions.reading() as session:
        return starter.vocabulary(session)


def terms(vocabulary: Vocabulary) -> list[Term]:
    return list(vocabulary.terms.values())


def test_it_has_all_schemes_and_terms(vocabulary: Vocabulary) -> None:
    sizes = {id: len(scheme.terms) for id, scheme in vocabulary.schemes.items()}
    shared = {id: size for id, size in sizes.items() if id not in OURS}
    assert (len(shared), sum(shared.values())) == (22, 435)
    assert {id: sizes[id] for id in OURS} == OURS
    assert sum(sizes.values()) == len(vocabulary.terms)


def test_ids_are_ascii_and_begin_with_their_scheme(vocabulary: Vocabulary) -> None:
    for term in terms(vocabulary):
        assert re.fullmatch(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+", term.id), term.id
        assert term.id.split(".")[0] == term.scheme


def test_parents_exist_and_lead_to_a_top(vocabulary: Vocabulary) -> None:
    for term in terms(vocabulary):
        assert not term.parent or term.parent in vocabulary
        assert term.id not in vocabulary.ancestors(term.id)


def test_every_term_and_scheme_has_a_label_in_every_language(vocabulary: Vocabulary) -> None:
    labelled = {id: term.labels for id, term in vocabulary.terms.items()}
    labelled |= {id: scheme.labels for id, scheme in vocabulary.schemes.items()}
    for id, labels in labelled.items():
        assert set(labels) == set(LANGUAGES), id
        assert all(labels.values()), id


def test_all_names_are_in_nfc_and_tidy(vocabulary: Vocabulary) -> None:
    names = [name for term in terms(vocabulary) for name in term.names]
    names += [name for scheme in vocabulary.schemes.values() for name in scheme.labels.values()]
    for name in names:
        assert unicodedata.is_normalized("NFC", name)
        assert name == " ".join(name.split())


def test_labels_within_a_scheme_are_told_apart(vocabulary: Vocabulary) -> None:
    for language in LANGUAGES:
        labels = Counter((term.scheme, term.labels[language]) for term in terms(vocabulary))
        assert [label for label, count in labels.items() if count > 1] == []


def test_the_31_ambiguous_abbreviations_point_to_terms(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.ambiguities) == 31
    for rule in vocabulary.ambiguities:
        assert rule.candidates
        assert set(rule.candidates) <= set(vocabulary.terms), rule.abbreviation


def test_grades_know_their_level_and_subjects_their_grades(vocabulary: Vocabulary) -> None:
    assert vocabulary["grade.07"].parent == "level.lower-secondary"
    assert "level.general" in vocabulary.ancestors("grade.07")
    taught = vocabulary["subject.natural-science"].properties["grades"]
    assert [f"grade.{grade:02}" for grade in (6, 7, 8, 9)] == [
        grade if str(grade).startswith("grade") else f"grade.{int(grade):02}" for grade in taught
    ]


def test_durations_say_how_long_they_are(vocabulary: Vocabulary) -> None:
    limits = [
        vocabulary[id].properties.get("up_to_minutes")
        for id in vocabulary.schemes["duration"].terms
    ]
    assert limits == [45, 90, 240, None]


def test_a_province_is_found_by_its_name_before_2025(vocabulary: Vocabulary) -> None:
    assert vocabulary.named("place", "Long An") == "place.long-an"
    assert "place.tay-ninh" in vocabulary.ancestors("place.long-an")
    assert vocabulary.named("place", "dak nong") == "place.dak-nong"


def keys_of(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys_of(each)}
    if isinstance(value, list):
        return {key for each in value for key in keys_of(each)}
    return set()


def test_what_maintainers_noted_is_never_shown(starter: Library, vocabulary: Vocabulary) -> None:
    shown = listing.vocabulary_tree(vocabulary)
    assert keys_of(shown) == {
        *("schemes", "id", "label", "tags", "alternatives", "abbreviations"),
        *("parent", "replaced_by", "vi", "en"),
    }
    for term in terms(vocabulary):
        assert not {"src", "note", "source"} & set(term.properties), term.id
