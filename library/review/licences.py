"""What licences ask of an adaptation: whether there may be one, and under which licence it may stand.

A licence is a tag; what it allows is a property of it, and its SPDX name has its terms.
"""

from library.tags.vocabulary import Vocabulary


def allows_changes(licence: str, vocabulary: Vocabulary) -> bool:
    """Tell whether others may change what is under a licence; without one they may not."""
    return licence in vocabulary and bool(vocabulary[licence].properties.get("remix"))


def fits(source: str, chosen: str, vocabulary: Vocabulary) -> bool:
    """Tell whether what is made from a work under the licence `source` may stand under another."""
    asked, given = _terms(source, vocabulary), _terms(chosen, vocabulary)
    if "SA" in asked:
        return chosen == source
    return asked & {"BY", "NC"} <= given


def _terms(licence: str, vocabulary: Vocabulary) -> set[str]:
    """Return the parts of a licence's SPDX name: CC-BY-NC-4.0 asks for BY and NC."""
    spdx = vocabulary[licence].properties.get("spdx") if licence in vocabulary else None
    return set(str(spdx or "").split("-"))
