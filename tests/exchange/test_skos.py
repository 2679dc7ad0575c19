"""SKOS out and in again: whatever the vocabulary says comes back, in every format."""

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library import text
from library.exchange import reading_skos, skos
from library.tags import importing, models
from library.tags.entries import Entries, Name, RuleEntry, SchemeEntry
from library.wiring import Library
from tests.cast import SHELL
from tests.exchange import vocabularies
from tests.exchange.vocabularies import ADDRESS

GONG = "theme.heritage.gong"
FORMS = tuple(skos.FORMATS)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_taken_into_an_empty_library_leaves_it_with_identical_triples(
    library: Library, form: str
) -> None:
    before = skos.written(vocabularies.shipped(library), ADDRESS, form)
    vocabularies.emptied(library)
    with library.sessions.writing() as session:
        importing.apply(session, SHELL, reading_skos.read(before, form))
    after = skos.written(vocabularies.shipped(library), ADDRESS, form)
    said = vocabularies.triples(before, form)
    assert len(said) > 5_000
    assert vocabularies.triples(after, form) == said


def test_the_three_formats_say_the_same(starter: Library) -> None:
    whole = vocabularies.shipped(starter)
    said = [vocabularies.triples(skos.written(whole, ADDRESS, form), form) for form in FORMS]
    assert said[0] == said[1] == said[2]


def test_tags_have_stable_addresses_and_the_words_of_the_standard(starter: Library) -> None:
    whole = vocabularies.shipped(starter)
    about = {
        (str(subject), str(predicate), str(value))
        for subject, predicate, value in vocabularies.triples(
            skos.written(whole, ADDRESS + "/", "ttl"), "ttl"
        )
    }
    address = f"{ADDRESS}/tags/{GONG}"
    assert (address, skos.SKOS + "inScheme", f"{ADDRESS}/tags/theme") in about
    assert (address, skos.SKOS + "altLabel", "gong culture") in about
    above = f"{ADDRESS}/tags/theme.heritage.intangible"
    assert (address, skos.SKOS + "broader", above) in about
    assert (above, skos.SKOS + "narrower", address) in about
    assert (f"{ADDRESS}/tags/level.preschool", skos.ABBREVIATION, "MN") in about


def test_a_retired_tag_names_what_replaced_it() -> None:
    tags = vocabularies.some(
        vocabularies.tag("theme.old", replaced_by="theme.new"), vocabularies.tag("theme.new")
    )
    content = skos.written(tags, ADDRESS, "ttl").decode()
    assert f"dct:isReplacedBy <{ADDRESS}/tags/theme.new>" in content
    assert "owl:deprecated true" in content


@pytest.mark.parametrize("form", FORMS)
def test_notes_and_rules_of_maintainers_are_not_for_readers(starter: Library, form: str) -> None:
    whole = vocabularies.shipped(starter)
    ids = {*whole.schemes, *whole.tags}
    public = {str(predicate) for _, predicate, _ in vocabularies.triples(
        skos.written(whole, ADDRESS, form, ids), form
    )}  # fmt: skip
    for kept in ("rule", "candidates"):
        assert skos.OWN + kept not in public
    assert not {skos.SKOS + "editorialNote", skos.DCT + "source"} & public


NAMES = st.text(min_size=1, max_size=20).map(text.tidy).filter(bool)


@st.composite
def whole(draw: st.DrawFn) -> Entries:
    ids = ["craft." + each for each in draw(st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True),
                                                     min_size=1, max_size=4, unique=True))]  # fmt: skip
    tags = []
    for position, id in enumerate(ids):
        more = draw(st.lists(st.builds(
            Name, st.just(models.ALTERNATIVE), st.sampled_from(["vi", "en", "fr"]), NAMES
        ), max_size=4, unique=True))  # fmt: skip
        more += draw(st.lists(st.builds(
            Name, st.just(models.ABBREVIATION), st.none(), NAMES
        ), max_size=2, unique=True))  # fmt: skip
        tags.append(vocabularies.tag(
            id, draw(NAMES), draw(st.permutations(more)), position=position,
            parent=draw(st.sampled_from([None, *ids])),
            replaced_by=draw(st.sampled_from([None, *ids])),
            note=draw(st.none() | NAMES), source=draw(st.none() | NAMES),
            properties=draw(st.dictionaries(NAMES, st.lists(st.integers()) | NAMES, max_size=2)),
        ))  # fmt: skip
    scheme = SchemeEntry(
        "craft", {"vi": draw(NAMES)}, draw(st.booleans()), 0, draw(st.none() | NAMES)
    )
    rules = [
        RuleEntry(name, (ids[0],), draw(NAMES), 0) for name in draw(st.lists(NAMES, max_size=1))
    ]
    return Entries.of([scheme], tags, rules)


@settings(max_examples=60, deadline=None)
@given(whole(), st.sampled_from(FORMS))
def test_any_vocabulary_comes_back_as_it_left(made: Entries, form: str) -> None:
    assert reading_skos.read(skos.written(made, ADDRESS, form), form) == made


def test_nothing_that_a_server_loads_at_its_start_loads_the_library_for_rdf() -> None:
    source = "import sys, library.web, library.cli; print('rdflib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_json_ld_brings_its_context_along(starter: Library) -> None:
    content = skos.written(vocabularies.shipped(starter), ADDRESS, "jsonld", {GONG})
    assert isinstance(json.loads(content)["@context"], dict)
