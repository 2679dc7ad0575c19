"""The items in a sheet, one a row: read by what its columns are called, with what is wrong where.

What is right of a row is taken; whether a row with something wrong goes in is for the caller.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Any

from library import i18n, text
from library.errors import Invalid, LibraryError, Message
from library.items import frontmatter, kinds
from library.items.drafts import Draft, DraftEdition
from library.marking import N_
from library.originals import cells, columns_of_sheets
from library.originals.columns_of_sheets import BODY, SLUG
from library.originals.facts import speech
from library.originals.facts.zones import Line
from library.originals.reader import Table
from library.originals.sheets import FIRST
from library.review import assembling, contents
from library.tags.vocabulary import Vocabulary

_LISTS = ("authors", "sources", "accessibility", "legal_basis")
_SINGLE = ("kind", "doctype", "integration", "licence")
_WORDS = ("title", "summary", BODY)
_TOP = ("id", SLUG, "lang")
_LONGEST_ID = 100
_Lookup = Callable[[str, str], tuple[list[str], list[Message]]]


@dataclass
class Words:
    """One language of a row; `facts` are those that belong to an edition."""

    title: str = ""
    summary: str = ""
    body: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Row:
    """An item of a sheet; of its languages the first is the one that the row is in."""

    number: int
    id: str = ""
    slug: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    editions: dict[str, Words] = field(default_factory=dict)
    problems: list[Message] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the row calls its item."""
        return next((each.title for each in self.editions.values() if each.title), "")


@dataclass(frozen=True)
class _Column:
    name: str
    place: int
    key: str
    language: str


def read(table: Table, vocabulary: Vocabulary) -> tuple[list[Row], list[str]]:
    """Return the items of a sheet, and the columns that say nothing we know.

    Raises Invalid when nothing can be read of it or no column is called as titles are.
    """
    if table.error:
        raise Invalid(table.error.sentence, **table.error.values)
    first = [row for _, row in table.rows[:FIRST]]
    at = max(range(len(first)), key=lambda place: columns_of_sheets.count(first[place]))
    columns, left_out = _columns(first[at])
    # A sheet says the same in thousands of rows, and what is near to an unknown name takes long.
    lookup = cache(lambda key, said: cells.tags(key, said, vocabulary))
    if not any(column.key == "title" for column in columns):
        raise Invalid(
            N_("No column is called “Tên”, “Title” or “title.vi”; write what each column holds "
               "into the first row, as the sheet to fill in does.")
        )  # fmt: skip
    found = [_row(number, row, columns, vocabulary, lookup) for number, row in table.rows[at + 1 :]]
    return [row for row in found if row is not None], left_out


def _columns(names: Sequence[str]) -> tuple[list[_Column], list[str]]:
    columns: dict[tuple[str, str], _Column] = {}
    left_out = []
    for place, name in enumerate(names):
        known = columns_of_sheets.known(name)
        if known and known not in columns:
            columns[known] = _Column(text.tidy(name), place, *known)
        elif text.tidy(name):
            left_out.append(text.tidy(name))
    return list(columns.values()), left_out


def _row(
    number: int,
    values: Sequence[str],
    columns: Sequence[_Column],
    vocabulary: Vocabulary,
    lookup: _Lookup,
) -> Row | None:
    given = [
        (column, said)
        for column in columns
        if column.place < len(values) and (said := cells.plain(values[column.place])).strip()
    ]
    if not given:
        return None
    row = Row(number)
    main = _language(given, vocabulary)
    row.editions[main] = Words()
    # A column that names its language says it better than one that does not.
    for column, said in sorted(given, key=lambda each: bool(each[0].language)):
        try:
            _take(row, column, said, main, lookup)
        except LibraryError as error:
            row.problems.append(_at(column, error.message))
    row.problems += _missing(row)
    return row


def _language(given: Sequence[tuple[_Column, str]], vocabulary: Vocabulary) -> str:
    """Return the language of a row: the one it names, that of its only title, or of its words."""
    for column, said in given:
        if column.key == "lang":
            id = vocabulary.named("language", said) or f"language.{text.tidy(said).lower()}"
            code = id.removeprefix("language.")
            return code if re.fullmatch(r"[a-z]{2,3}", code) else i18n.DEFAULT
    titles = {column.language: said for column, said in given if column.key == "title"}
    if titles and "" not in titles:
        return next(code for code in (i18n.DEFAULT, *titles) if code in titles)
    written = [said for column, said in given if column.key in _WORDS and not column.language]
    lines = [Line(line, "body") for said in written for line in said.splitlines()[:50]]
    found = speech.find(lines)
    code = found[0].value.removeprefix("language.") if found else ""
    return code if code in i18n.LANGUAGES else i18n.DEFAULT


def _take(row: Row, column: _Column, said: str, main: str, lookup: _Lookup) -> None:
    """Put a cell where it belongs; raise Invalid for one that cannot be read."""
    key = column.key
    known = frontmatter.KEYS.get(key)
    if key == "id":
        row.id = frontmatter.read({"id": said})[0]["id"]
    elif key == SLUG:
        row.slug = text.slug(said)
    elif known and known.scheme:
        _tag(row, column, said, lookup)
    elif key in contents.NUMBERS:
        row.facts[key] = assembling.number(key, said)
    elif key == "lang":
        pass  # it was looked at before everything else
    elif key in _WORDS:
        words = row.editions.setdefault(column.language or main, Words())
        value = text.repair(said).strip("\n") if key == BODY else text.tidy(said)
        setattr(words, key, value)
    elif known and known.shared:
        row.facts |= frontmatter.read({key: said})[0]
    else:
        listed = cells.lines(said) if key in _LISTS else text.tidy(said)
        words = row.editions.setdefault(column.language or main, Words())
        words.facts |= frontmatter.read({key: listed})[1]


def _tag(row: Row, column: _Column, said: str, lookup: _Lookup) -> None:
    ids, problems = lookup(column.key, said)
    row.problems += [_at(column, each) for each in problems]
    if column.key in _SINGLE and len(ids) > 1:
        row.problems.append(_at(column, Message(N_("One value is enough here; leave one."))))
    if ids:
        row.facts[column.key] = ids[0] if column.key in _SINGLE else [*ids]


def _at(column: _Column, why: Message) -> Message:
    return Message(N_("%(column)s: %(why)s"), {"column": column.name[:60], "why": why})


def _missing(row: Row) -> Iterator[Message]:
    if not row.title:
        yield Message(N_("The row has no title; write one."))
        return
    for code, words in row.editions.items():
        if not words.title:
            yield Message(
                N_("There is text in the language “%(language)s” without a title in it."),
                {"language": code},
            )


def why_refused(row: Row) -> Message | None:
    """Return all that is wrong with a row as one message, None when it is right."""
    if not row.problems:
        return None
    return reduce(
        lambda one, other: Message(N_("%(one)s %(other)s"), {"one": one, "other": other}),
        row.problems,
    )


def draft(row: Row, sheet: str) -> Draft:
    """Return a row as a whole item; raise Invalid with what is wrong with it.

    A row without id or address is known by the name of its sheet and by its title.
    """
    if why := why_refused(row):
        raise Invalid(why.sentence, **why.values)
    title = text.slug(row.title)
    id = row.id or row.slug or f"row-{text.slug(sheet, 30)}-{title}"[:_LONGEST_ID]
    slug = row.slug or title or text.slug(id)
    if not slug:
        raise Invalid(N_("Give the row an id with letters from a to z."))
    facts = {"kind": kinds.DEFAULT, **row.facts}
    return Draft(id, slug, facts, tuple(_editions(row.editions)))


def _editions(editions: Mapping[str, Words]) -> Iterator[DraftEdition]:
    for code, words in editions.items():
        body = words.body.strip("\n") + "\n"
        yield DraftEdition(code, words.title, words.summary, body, words.facts)
