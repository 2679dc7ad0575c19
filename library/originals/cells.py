"""What people type into a cell, or a short field, as values: tags by id or name, numbers, lists."""

import difflib
import re
from collections.abc import Iterator, Sequence

from library import text
from library.errors import Message
from library.items import frontmatter
from library.marking import N_
from library.tags.vocabulary import Vocabulary

_FORMULA = ("=", "+", "-", "@", "\t", "\n")
_BETWEEN = re.compile(r"[;|\n]")
_MORE = re.compile(r"\s+(?:và|and|&)\s+|\s*[/&+]\s*", re.IGNORECASE)
# "Lớp 6 - 9", "6", "từ lớp 6 đến lớp 9": grades and months are numbers to those who type.
_RANGE = re.compile(
    r"(?:từ\s+|from\s+)?(?:(?:lớp|khối|tháng|grades?|k|l|t)\s*)?(\d{1,2})"
    r"(?:\s*(?:-|–|đến|to)\s*(?:(?:lớp|khối|tháng|grades?|k|l|t)\s*)?(\d{1,2}))?",
    re.IGNORECASE,
)
_NUMBERED = {"grade": "L", "month": "T"}
_MOST = 100
_NEAR = 0.6


def plain(cell: str) -> str:
    """Return a cell without the apostrophe that our own tables put before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA and cell[1:] else cell


def lines(cell: str) -> list[str]:
    """Return the lines of a cell that lists several, by line or by semicolon."""
    return [said for each in re.split(r"[;\n]", cell) if (said := text.tidy(each))]


def tags(name: str, cell: str, vocabulary: Vocabulary) -> tuple[list[str], list[Message]]:
    """Return the tags that a cell names for a fact, and what is wrong with what it names besides."""
    scheme = frontmatter.KEYS[name].scheme or name
    found: list[str] = []
    unknown: list[str] = []
    for part in filter(None, map(text.tidy, _BETWEEN.split(cell))):
        for id, said in _named(part, scheme, vocabulary):
            found += id
            unknown += [said] if not id else []
    problems = [_unknown(each, scheme, vocabulary) for each in unknown[:_MOST]]
    return list(dict.fromkeys(found))[:_MOST], problems


def names(ids: Sequence[str], vocabulary: Vocabulary, language: str) -> str:
    """Return tags as a cell names them, so that `tags` reads the same again."""
    said = []
    for run in _runs(ids):
        label = vocabulary[run[0]].label(language) if run[0] in vocabulary else run[0]
        last = "" if len(run) == 1 else f" - {int(run[-1].rpartition('.')[2])}"
        said.append(label + last)
    return "; ".join(said)


def _runs(ids: Sequence[str]) -> Iterator[list[str]]:
    """Yield grades that follow each other together where they are three or more, all else alone."""
    numbers = [id.removeprefix("grade.") for id in ids]
    is_run = all(each.isdecimal() for each in numbers) and len(ids) > 2
    if is_run and [*map(int, numbers)] == [*range(int(numbers[0]), int(numbers[-1]) + 1)]:
        yield [*ids]
    else:
        yield from ([id] for id in ids)


def _named(part: str, scheme: str, vocabulary: Vocabulary) -> Iterator[tuple[list[str], str]]:
    """Yield what a part names: itself, else the longest pieces of it between commas."""
    pieces = part.split(",")
    place = 0
    while place < len(pieces):
        for end in range(min(len(pieces), place + 6), place, -1):
            said = text.tidy(",".join(pieces[place:end]))
            ids = _one(said, scheme, vocabulary)
            if ids or end == place + 1:
                break
        if ids or not said:
            yield from [(ids, said)] if said else []
        else:
            yield from _further(said, scheme, vocabulary)
        place = end


def _further(said: str, scheme: str, vocabulary: Vocabulary) -> Iterator[tuple[list[str], str]]:
    """Yield what stands between "and" or strokes, where all of it is known, else the whole."""
    pieces = [(_one(piece, scheme, vocabulary), piece) for piece in _MORE.split(said)]
    yield from pieces if all(ids for ids, _ in pieces) else [([], said)]


def _one(said: str, scheme: str, vocabulary: Vocabulary) -> list[str]:
    if said in vocabulary and vocabulary[said].scheme == scheme:
        return [vocabulary.current(said)]
    if id := vocabulary.named(scheme, said):
        return [vocabulary.current(id)]
    sign, numbers = _NUMBERED.get(scheme), _RANGE.fullmatch(said)
    if sign is None or numbers is None:
        return []
    first, last = int(numbers[1]), int(numbers[2] or numbers[1])
    ids = [vocabulary.named(scheme, f"{sign}{each}") for each in range(first, last + 1)]
    return list(dict.fromkeys(filter(None, ids))) if ids and all(ids) else []


def _unknown(said: str, scheme: str, vocabulary: Vocabulary) -> Message:
    folded = {
        text.fold(name): name
        for id in vocabulary.schemes[scheme].terms
        for name in vocabulary[id].names
    }
    near = difflib.get_close_matches(text.fold(said), folded, n=1, cutoff=_NEAR)
    if near:
        return Message(
            N_("“%(value)s” is not in the vocabulary; did you mean “%(near)s”?"),
            {"value": said[:_MOST], "near": folded[near[0]]},
        )
    return Message(N_("“%(value)s” is not in the vocabulary."), {"value": said[:_MOST]})
