"""How a search was taken, said and never silent: chips to remove, what was read, what may be meant."""

import dataclasses
from collections.abc import Callable
from typing import Any

from library.search.answering import Answer
from library.search.query import EVERYTHING, Query, scheme_of
from library.search.reading import Understood
from library.tags.places import SCHEME
from library.web import words
from library.web.speech import _

Address = Callable[[Query], str]


def view(query: Query, answer: Answer, address: Address) -> dict[str, Any]:
    """Return what the page says of how a search was taken."""
    parts = answer.reading.understood
    literal = dataclasses.replace(query, as_typed=(EVERYTHING,), page=1)
    is_interpreted = bool(parts or answer.cause or answer.mended)
    return {
        "chips": [_chip(query, part, address) for part in parts],
        "read": _read(answer),
        "literal": {"text": query.text, "url": address(literal)} if is_interpreted else None,
        "suggestion": _suggestion(query, answer, address),
    }


def _chip(query: Query, part: Understood, address: Address) -> dict[str, Any]:
    as_typed = query.reading_as_typed(part.text)
    return {
        "text": part.text,
        "label": label(part),
        "remove_url": address(as_typed),
        "others": [
            {"label": "".join(words.labels([tag])), "url": address(as_typed.with_tag(tag))}
            for tag in part.others
        ],
    }


def label(part: Understood) -> str:
    """Return what a part was taken for, in the reader's words."""
    if part.minutes:
        first, last = part.minutes
        if first:
            return _("%(first)s to %(last)s minutes", first=first, last=last)
        return _("up to %(last)s minutes", last=last)
    grades = [tag for tag in part.tags if tag.startswith("grade.")]
    if len(grades) > 1:
        return words.grades(grades)
    # Of several schemes the first is named: a document is also an official text.
    scheme = scheme_of(part.tags[0])
    alike = [tag for tag in part.tags if scheme_of(tag) == scheme]
    said = map(words.place, alike) if scheme == SCHEME else words.labels(alike)
    named = " / ".join(dict.fromkeys(said))
    return _("No edition yet: %(language)s", language=named) if part.is_absent else named


def _read(answer: Answer) -> str | None:
    if answer.mended:
        return _("Nothing has all of the words typed. Shown is “%(text)s”.", text=answer.text)
    if answer.cause == "keyboard":
        return _("Read as “%(text)s”, typed with the input method off.", text=answer.text)
    if answer.cause == "encoding":
        return _("Read as “%(text)s”, written in an old font.", text=answer.text)
    return None


def _suggestion(query: Query, answer: Answer, address: Address) -> dict[str, str] | None:
    if answer.suggestion is None:
        return None
    return {
        "text": answer.suggestion,
        "url": address(dataclasses.replace(query, text=answer.suggestion, page=1)),
    }
