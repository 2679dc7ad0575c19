"""The credit of an adaptation: what it was made from, by whom, under which licence, found where.

It stands in the front matter of each edition (`credit`), the source first, then what that one was
adapted from; it needs no other place to be understood, and goes along with every export.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from library.items.models import Edition, Revision

KEY = "credit"


class Credit(NamedTuple):
    """One work that another was made from; `address` is where it is found, in any library."""

    title: str
    authors: str
    licence: str
    address: str


def of(revision: Revision, edition: Edition) -> list[Credit]:
    """Return the credit of an edition, of another one where it has none itself."""
    return read(first_said(revision, edition, KEY))


def read(value: Any) -> list[Credit]:
    """Return what stands in the front matter as credit; what has no title is none."""
    rows = value if isinstance(value, list) else [value]
    return [_credit(each) for each in rows if isinstance(each, dict) and each.get("title")]


def _credit(row: Mapping[str, Any]) -> Credit:
    return Credit(*(str(row.get(name, "")) for name in Credit._fields))


def first_said(revision: Revision, edition: Edition, name: str) -> Any:
    """Return a fact of an edition, of the first other one that has it, else None."""
    stated = [edition.facts, *(each.facts for each in revision.editions)]
    return next((facts[name] for facts in stated if facts.get(name)), None)
