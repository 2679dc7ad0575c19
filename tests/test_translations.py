"""Vietnamese is whole: every message of code and templates, nothing left over, places agree."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from library import text
from library.i18n import LANGUAGES, SOURCE

ROOT = Path(__file__).parent.parent
KEYWORDS = DEFAULT_KEYWORDS | {"_": None, "N_": None, "ngettext": (1, 2)}
TRANSLATED = sorted(set(LANGUAGES) - {SOURCE})
# Words that a sentence in Vietnamese writes with marks; without them somebody typed in haste.
HASTY = re.compile(
    r"\b(khong|cua|duoc|nguoi|hoc sinh|giao vien|ke hoach|hoat dong|tim kiem|ket qua|tai lieu)\b",
    re.IGNORECASE,
)


@cache
def extracted() -> Catalog:
    """Return all messages of the project, extracted as pyproject.toml says."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        mappings = tomllib.load(stream)["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {
        mapping["pattern"]: {
            name: value for name, value in mapping.items() if name not in ("pattern", "method")
        }
        for mapping in mappings
    }
    catalogue = Catalog()
    for folder in ("library", "templates"):
        found = extract_from_dir(
            ROOT / folder,
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods],
            {pattern.removeprefix(f"{folder}/"): each for pattern, each in options.items()},
            KEYWORDS,
        )
        for file, line, message, _, context in found:
            catalogue.add(message, locations=[(f"{folder}/{file}", line)], context=context)
    return catalogue


@cache
def translated(language: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=language)


def messages(catalogue: Catalog) -> dict[tuple[str, str | None], Message]:
    return {(first(each.id), each.context): each for each in catalogue if each.id}


def first(value: str | tuple[str, ...] | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value or ""] if isinstance(value, str | None) else list(value)


def places(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[a-z]", sentence))


def test_messages_are_found_in_code_and_templates() -> None:
    found = messages(extracted())
    assert ("There is no such item, or it is no longer public.", None) in found
    files = {file.split("/")[0] for each in found.values() for file, _ in each.locations}
    assert files == {"library", "templates"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    known = messages(translated(language))
    missing = [
        f"{each.locations[0][0]}: {first(each.id)}"
        for key, each in messages(extracted()).items()
        if key not in known or not all(texts(known[key].string))
    ]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_over_or_uncertain(language: str) -> None:
    catalogue = translated(language)
    assert set(messages(catalogue)) - set(messages(extracted())) == set()
    assert [each.id for each in catalogue if each.fuzzy and each.id] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_places_of_a_sentence_are_those_of_its_translation(language: str) -> None:
    for each in messages(translated(language)).values():
        allowed = set().union(*map(places, texts(each.id)))
        for string in texts(each.string):
            assert places(string) <= allowed, each.id
            assert places(texts(each.id)[-1]) <= places(string), each.id
            assert string.count("%") == each_percent(string), each.id


def each_percent(sentence: str) -> int:
    """Return how many percent signs belong to a place or stand doubled."""
    return len(re.findall(r"%\(\w+\)[a-z]", sentence)) + 2 * sentence.count("%%")


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_tidy(language: str) -> None:
    for each in messages(translated(language)).values():
        for string in texts(each.string):
            assert unicodedata.is_normalized("NFC", string)
            assert string == text.tidy(string), each.id
            ends = ".:…?!" if first(each.id)[-1:] in ".:…?!" else ""
            assert not ends or string.endswith(tuple(ends)), each.id


def test_no_vietnamese_sentence_was_typed_without_its_marks() -> None:
    hasty = {
        string
        for each in messages(translated("vi")).values()
        for string in texts(each.string)
        if HASTY.search(string)
    }
    assert hasty == set()


def test_every_source_sentence_is_tidy_english() -> None:
    for each in messages(extracted()).values():
        for sentence in texts(each.id):
            assert sentence == text.tidy(sentence), each.locations
