"""Statements of a text that others could look up and that none of its claims covers yet.

Years, numbers of laws and longer quotations in “ ” are found, and no more: it is a hint for authors,
never a gap. Years to come and school years are a plan's own.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from library import text
from library.review import claims

_MOST = 12
# Bounded and without a way back: an unclosed bracket must not be looked for to the end of the text.
_UNSEEN = re.compile(
    r"!\[[^\]\n]{0,400}+\]\([^)\n]{0,400}+\)|<[^>\n]{0,400}+>|https?://\S+"
    r"|\bnăm học\s+\d{4}(?:\s*[-–/]\s*\d{2,4})?|\bschool\s+years?\s+\d{4}(?:\s*[-–/]\s*\d{2,4})?",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\]\n]{0,400}+)\]\([^)\n]{0,400}+\)")
_BEFORE_LINE = re.compile(
    r"^[^\S\n]*+(?:#++|>|[-*+]|\d{1,2}[.)])[^\S\n]++|^[^\S\n]*+\||\|[^\S\n]*+$", re.MULTILINE
)
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[^\Wa-zà-ỹ\d_]|“)|\n+|\|")
_LAW = re.compile(r"\b\d{1,4}/\d{4}/[A-ZĐ][A-Za-zĐđ0-9-]*[A-Za-zĐđ0-9]")
# A number with its unit is no year; so is none with a mark of thousands.
_UNITS = r"m|km|cm|kg|ha|đồng|VND|dong|người|people|học\s+sinh|pupils|students|words|từ|chữ|lít|ml"
_YEAR = re.compile(
    rf"(?<![\d.,])(1\d{{3}}|20\d{{2}})(?!\d|[.,]\d|\s*(?:{_UNITS})\b)"
    r"|\bnăm\s+(\d{2,3})(?!\d|[.,/]\d|\s+(?:phút|giờ|ngày|tuần|tháng|năm|học))",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"“([^“”\n]{20,400})”")
_FEWEST_WORDS = 6


class Statement(NamedTuple):
    """A sentence or quotation, what in it is not covered, and the kind of claim that it makes."""

    key: str
    text: str
    found: str
    kind: str


def uncovered(edition: Mapping[str, Any], this_year: int) -> list[Statement]:
    """Return what an edition states and no claim of it covers, in the order of its text."""
    body = _plain(f"{edition.get('summary', '')}\n{edition.get('body', '')}")
    known = _Known(edition["facts"])
    found = [*_sentences(body, known, this_year), *_quotations(body, known)]
    return found[:_MOST]


def _plain(body: str) -> str:
    shown = _LINK.sub(r"\1", _UNSEEN.sub(" ", body))
    return _BEFORE_LINE.sub("", re.sub(r"[*_`\\]", "", shown))


class _Known:
    """What the claims and sources of an edition name already."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        stated = [str(row.get(part, "")) for row in claims.rows(facts) for part in claims.PARTS]
        sources = facts.get("sources") or []
        everything = [*stated, *(sources if isinstance(sources, list) else [str(sources)])]
        self.numbers = set(re.findall(r"\d+", " ".join(map(str, everything))))
        self.laws = set(_LAW.findall(" ".join(map(str, everything))))
        self.words = _words(" ".join(stated))


def _words(said: str) -> str:
    return " ".join(re.findall(r"\w+", text.fold(said)))


def _sentences(body: str, known: _Known, this_year: int) -> Iterator[Statement]:
    """Yield sentences with a year or a law; what one has named already brings up no other."""
    seen = known.numbers | known.laws
    for sentence in filter(None, map(str.strip, _SENTENCES.split(body))):
        laws = _LAW.findall(sentence)
        years = [first or other for first, other in _YEAR.findall(_LAW.sub(" ", sentence))]
        years = [year for year in years if int(year) < this_year]
        new = [each for each in dict.fromkeys([*laws, *years]) if each not in seen]
        if new:
            seen |= {*new}
            yield _statement(sentence, ", ".join(new), "law" if laws else "date")


def _quotations(body: str, known: _Known) -> Iterator[Statement]:
    for quoted in dict.fromkeys(_QUOTATION.findall(body)):
        words = _words(quoted)
        if len(words.split()) >= _FEWEST_WORDS and words not in known.words:
            yield _statement(f"“{quoted}”", "“…”", "quotation")


def _statement(said: str, found: str, kind: str) -> Statement:
    words = text.tidy(said)[: claims.LONGEST]
    return Statement(hashlib.sha256(words.encode()).hexdigest()[:12], words, found, kind)
