"""In which language a paper is written: Vietnamese, English or both beside each other."""

import re
from collections.abc import Sequence

from library.originals.facts.zones import Finding, Line
from library.search import vietnamese

_ENGLISH = frozenset((
    "the", "and", "of", "to", "in", "for", "is", "are", "be", "with", "your", "you", "on", "at",
    "by", "or", "from", "this", "that", "what", "how", "their", "they", "we", "it", "can",
    "will", "an", "as", "each", "one", "two", "not", "who", "when", "which", "our", "pupils",
    "students", "lesson", "answer", "write", "read",
))  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS, _MOST_LINES, _LONGEST = 3, 600, 600
_MARKED, _FUNCTION = 0.25, 0.15
_BOTH, _SURE = 0.3, 0.8
_SAID = re.compile(r"\b(?:song ngu|bilingual)\b")


def find(lines: Sequence[Line]) -> list[Finding]:
    """Return the language, at most one; none where there are hardly any words."""
    weights = {"language.vi": 0, "language.en": 0}
    first: dict[str, str] = {}
    for line in [line for line in lines if line.zone != "head"][:_MOST_LINES]:
        for text in line.cells or (line.text,):
            words = _WORD.findall(text[:_LONGEST])
            if language := _of_words(words):
                weights[language] += len(words)
                first.setdefault(language, text)
    total = sum(weights.values())
    if not total:
        return []
    language, weight = max(weights.items(), key=lambda pair: pair[1])
    said = next(
        (line for line in lines if line.zone == "title" and _SAID.search(line.folded)), None
    )
    if min(weights.values()) >= _BOTH * total or (said and min(weights.values())):
        evidence = " / ".join(text[:100] for text in first.values())
        return [Finding("language.bilingual", said.text if said else evidence, said is not None)]
    return [Finding(language, first[language], weight >= _SURE * total)]


def of_column(words: Sequence[str]) -> str | None:
    """Return the language of a stretch of text; names of the other one may stand in it."""
    if len(words) < _FEWEST_WORDS:
        return None
    marked = sum(map(vietnamese.is_accented, words)) / len(words)
    english = sum(word.lower() in _ENGLISH for word in words) / len(words)
    if marked >= _MARKED and english < _FUNCTION:
        return "vi"
    return "en" if english >= _FUNCTION and marked < _MARKED else None


def _of_words(words: Sequence[str]) -> str | None:
    if len(words) < _FEWEST_WORDS:
        return None
    marked = sum(map(vietnamese.is_accented, words))
    if marked >= _MARKED * len(words):
        return "language.vi"
    english = sum(word.lower() in _ENGLISH for word in words)
    return "language.en" if not marked and english >= _FUNCTION * len(words) else None
