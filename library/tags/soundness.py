"""Whether a vocabulary from outside can be taken in: ids, names, ties and properties as we need them.

Every refusal names the tag and says what to do, because a curator mends the file and tries again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from library import i18n
from library.errors import Invalid, Message
from library.marking import N_
from library.tags import models
from library.tags.entries import Entries, TagEntry

MOST_TAGS = 20_000
_MOST_SCHEMES, _MOST_NAMES, _LONGEST_NAME, _LONGEST_NOTE = 200, 100, 300, 5_000
_SCHEME_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TAG_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9]+(-[a-z0-9]+)*)+")
_LONGEST_ID = 100
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SHOWN = 5


def check(now: Entries, coming: Entries) -> None:
    """Raise Invalid unless what comes is sound beside what there is."""
    if len(coming.tags) > MOST_TAGS or len(coming.schemes) > _MOST_SCHEMES:
        raise Invalid(
            N_("The file has %(count)s tags; at most %(most)s are taken in. Divide it by scheme."),
            count=len(coming.tags), most=MOST_TAGS,
        )  # fmt: skip
    whole = Entries({**now.schemes, **coming.schemes}, {**now.tags, **coming.tags})
    found = list(_wrong(whole, coming))
    if found:
        first, *others = found
        raise Invalid(_more(first, len(others)).sentence, **_more(first, len(others)).values)


def _more(first: Message, others: int) -> Message:
    if not others:
        return first
    sentence = N_("%(first)s (%(others)s more places have to be mended.)")
    return Message(sentence, {"first": first, "others": others})


def _wrong(whole: Entries, coming: Entries) -> Iterator[Message]:
    for id, scheme in coming.schemes.items():
        if not _SCHEME_ID.fullmatch(id):
            yield Message(
                N_("“%(id)s” cannot be the id of a scheme; use small letters, digits and hyphens."),
                {"id": id[:_LONGEST_ID]},
            )
        if not scheme.labels.get(i18n.DEFAULT):
            yield Message(
                N_("The scheme “%(id)s” has no label in Vietnamese; give it one."), {"id": id}
            )
    for tag in coming.tags.values():
        for sentence in (*_own(tag), *_tied(tag, whole)):
            yield Message(sentence, {"id": tag.id[:_LONGEST_ID]})
    for follow in (_parent, _replacement):
        yield from _loops(coming, whole, follow)
    for rule in coming.rules.values():
        if not rule.candidates or not set(rule.candidates) <= whole.tags.keys():
            yield Message(
                N_(
                    "The abbreviation “%(name)s” names tags that do not exist; correct its candidates."
                ),
                {"name": rule.abbreviation[:_LONGEST_ID]},
            )


def _own(tag: TagEntry) -> Iterator[str]:
    """Yield what is wrong with a tag by itself."""
    if not _TAG_ID.fullmatch(tag.id) or len(tag.id) > _LONGEST_ID:
        yield N_("“%(id)s” cannot be the id of a tag; it has to look like theme.heritage.gong.")
    elif tag.id.partition(".")[0] != tag.scheme:
        yield N_("The id “%(id)s” has to begin with its scheme and a dot.")
    if len(tag.named(models.LABEL, i18n.DEFAULT)) != 1:
        yield N_("“%(id)s” needs exactly one label in Vietnamese.")
    if len(tag.names) > _MOST_NAMES or any(len(name.text) > _LONGEST_NAME for name in tag.names):
        yield N_("“%(id)s” has too many names, or one that is too long; shorten them.")
    if any(not name.text.strip() for name in tag.names):
        yield N_("“%(id)s” has an empty name; leave it out.")
    if len(set(tag.names)) < len(tag.names):
        yield N_("“%(id)s” has the same name twice; leave one out.")
    if any(_is_odd(name.role, name.language) for name in tag.names):
        yield N_("“%(id)s” has a name in a language that is no code such as vi or en.")
    if len(tag.note or "") > _LONGEST_NOTE or len(tag.source or "") > _LONGEST_NOTE:
        yield N_("The note or source of “%(id)s” is too long; shorten it.")
    if not all(_fits(name, value) for name, value in tag.properties.items()):
        yield N_("“%(id)s” has a property that is not of the kind it should be; compare an export.")


def _is_odd(role: str, language: str | None) -> bool:
    if role == models.ABBREVIATION:
        return language is not None
    return role not in (models.LABEL, models.ALTERNATIVE) or not _LANGUAGE.fullmatch(language or "")


def _tied(tag: TagEntry, whole: Entries) -> Iterator[str]:
    """Yield what is wrong with the ties of a tag to others."""
    if tag.scheme not in whole.schemes:
        yield N_("“%(id)s” is of a scheme that does not exist; add the scheme first, as SKOS.")
    if tag.parent and tag.parent not in whole.tags:
        yield N_("The broader tag of “%(id)s” does not exist; add it or leave it out.")
    if not all(each in whole.tags for each in _became(tag)):
        yield N_("A place that “%(id)s” became does not exist; add it or leave it out.")
    if tag.replaced_by and tag.replaced_by not in whole.tags:
        yield N_("What replaces “%(id)s” does not exist; add it or leave it out.")
    elif tag.replaced_by and whole.tags[tag.replaced_by].scheme != tag.scheme:
        yield N_("“%(id)s” can only be replaced by a tag of its own scheme.")


def _became(tag: TagEntry) -> list[str]:
    became = tag.properties.get("became")
    return [each for each in became if isinstance(each, str)] if isinstance(became, list) else []


def _parent(tag: TagEntry) -> str | None:
    return tag.parent


def _replacement(tag: TagEntry) -> str | None:
    return tag.replaced_by


def _loops(
    coming: Entries, whole: Entries, follow: Callable[[TagEntry], str | None]
) -> Iterator[Message]:
    """Yield the tags from which following others leads round in a circle."""
    sound: set[str] = set()
    for id in coming.tags:
        path: dict[str, None] = {}
        at: str | None = id
        while at and at in whole.tags and at not in sound and at not in path:
            path[at] = None
            at = follow(whole.tags[at])
        if at in path:
            yield Message(
                N_(
                    "“%(id)s” leads round in a circle back to itself; change what is above it or replaces it."
                ),
                {"id": at},
            )
        sound.update(path)


def _is_list(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(each, kind) for each in value)


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


# Properties that the library reads; any other is kept as it is.
_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "grades": _is_list(int),
    "up_to_minutes": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "became": _is_list(str),
    "began_on": _is_day,
    "ended_on": _is_day,
}


def _fits(name: str, value: Any) -> bool:
    return name not in _KINDS or _KINDS[name](value)
