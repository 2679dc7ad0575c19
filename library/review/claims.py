"""The claims of an edition while it is written: rows of a statement, its kind and its source.

A row keeps its place as long as a submission is written, an erased one too, so that two pages that
are open at once speak of the same row. Erased rows vanish when a draft is made.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

KINDS = ("date", "person", "place", "figure", "quotation", "law", "other")
PARTS = ("text", "kind", "source")
# Rows that an edition can have; more than that may come from a file, and stay.
MOST = 40
LONGEST = 1_000
_FACT = "claims"
_FIELD = re.compile(rf"claim-([1-9]\d{{0,3}})-({'|'.join(PARTS)})")

Row = dict[str, Any]


def rows(facts: Mapping[str, Any]) -> list[Row]:
    """Return the rows in their places; a claim may be a bare sentence in old files."""
    return [each if isinstance(each, dict) else {"text": str(each)} for each in _given(facts)]


def _given(facts: Mapping[str, Any]) -> list[Any]:
    given = facts.get(_FACT) or []
    return given if isinstance(given, list) else [given]


def says_something(row: Row) -> bool:
    """Tell whether a row has more than a kind."""
    return any(_part(row, part).strip() for part in ("text", "source"))


def _part(row: Row, part: str) -> str:
    return str(row.get(part, ""))


def last(facts: Mapping[str, Any]) -> int:
    """Return the place of the last row that says something, 0 when none does."""
    return max(
        (place for place, row in enumerate(rows(facts), 1) if says_something(row)), default=0
    )


def is_field(key: str) -> bool:
    """Tell whether a field of an edition is a part of a claim: `claim-3-source`."""
    return _FIELD.fullmatch(key) is not None


def field(place: int, part: str) -> str:
    """Return the field of a part of the row in a place, the first being 1."""
    return f"claim-{place}-{part}"


def parse(key: str) -> tuple[int, str]:
    """Return the place and the part that a field stands for."""
    found = _FIELD.fullmatch(key)
    assert found, "asked only for what is_field"
    return int(found[1]), found[2]


def fields(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields of every place, the empty ones too: a page may begin a row in any."""
    known = rows(facts)
    for place in range(1, max(MOST, len(known)) + 1):
        row = known[place - 1] if place <= len(known) else {}
        yield from ((field(place, part), _part(row, part)) for part in PARTS)


def put(facts: dict[str, Any], key: str, value: str) -> None:
    """Put what was typed into a row; what stands there already stays as it was written."""
    place, part = parse(key)
    known = rows(facts)
    before = known[place - 1] if place <= len(known) else {}
    if _part(before, part) == value:
        return
    made = [*_given(facts), *({} for _ in range(place - len(known)))]
    made[place - 1] = before | {part: value}
    while made and isinstance(made[-1], dict) and not any(made[-1].values()):
        made.pop()
    facts[_FACT] = made


def add(facts: dict[str, Any], statement: str, kind: str) -> None:
    """Put a statement into the first free row behind all others, while there is one."""
    place = last(facts) + 1
    if place <= MOST:
        put(facts, field(place, "text"), statement[:LONGEST])
        put(facts, field(place, "kind"), kind)


def stated(given: list[Any]) -> list[Any]:
    """Return the claims without erased rows and empty parts, as an edition keeps them."""
    found = rows({_FACT: given})
    return [
        {part: said for part, said in row.items() if str(said).strip()}
        if isinstance(each, dict)
        else each
        for each, row in zip(given, found, strict=True)
        if says_something(row)
    ]
